"""An article that goes on from another page is linked to its beginning, by what both say and by their words."""

from __future__ import annotations

import pytest

from tests.indexer.pages.test_page_templates import RECORDS
from xtsearch.indexer.pages.article_ids import article_id
from xtsearch.indexer.pages.corrections import read_corrections
from xtsearch.indexer.pages.load import load_text
from xtsearch.indexer.pages.pieces.continuations import Marks, Part, choose, page_number, read_marks
from xtsearch.indexer.pages.split import Article

FIRST = """渡船又开了

本报讯（记者 何文）青石河上的渡船停了二十年，如今又开了起来。清早，渡船从北岸出发，船上坐着去赶集的老人。（下转第二版）

水库放水浇春地

本报讯（记者 高远）一场雪下了两天两夜，地里的墒情还是不足，水库今天开闸，浇到沿线六个村的麦田。
（下转第三版）
"""
SECOND = """（上接第一版）渡船上的老人说，从前去北岸赶集，要绕三十里山路。船工说，渡船每天来回十六趟，风大就停。

老戏台修好了

本报讯（记者 孙立）河湾村的老戏台修好了，今晚开锣，唱三天大戏。
"""
THIRD = """水库放水浇春地

（上接第一版）

技术员守在水库的闸口，麦田的墒情一天一报，沿线的村里派人巡渠，放水要放到下个月初。
"""


def articles(*pages: str) -> tuple[Article, ...]:
    return load_text("\f".join(pages)).split().articles


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("（上接第一版）亩产四百三十二公斤", Marks("1", None)),
        ("(上接A1版)亩产", Marks("A1", None)),
        ("▲（紧接第01版）亩产", Marks("1", None)),
        ("各项改革取得突破。（下转第四版）", Marks(None, "4")),
        ("各项改革取得突破。（下转 A12 版）", Marks(None, "A12")),
        ("（上接第一版）亩产四百三十二公斤，各项改革都取得了突破。（下转第十二版）", Marks("1", "12")),
        ("读者来信说，本报第一版的消息上接历史，下转未来，版式也好看。", Marks()),
        ("接一版编辑的电话，说稿子转二版", Marks()),
    ],
)
def test_marks_are_read_at_both_ends_of_a_text(text: str, marks: Marks) -> None:
    assert read_marks(text) == marks


@pytest.mark.parametrize(
    ("printed", "number"), [("01", "1"), ("A04", "A4"), ("十", "10"), ("二十一", "21"), ("b2", "B2")]
)
def test_a_pages_number_has_one_form(printed: str, number: str) -> None:
    assert page_number(printed) == number


def test_articles_of_one_file_are_linked_by_their_ids() -> None:
    ferry, water, ferry_end, stage, water_end = articles(FIRST, SECOND, THIRD)
    assert (ferry.goes_on_in, water.goes_on_in, stage.goes_on_in) == ("2", "3", None)
    assert (ferry_end.continued_from, ferry_end.page) == ("1", 2)
    assert ferry_end.continues == article_id("", ferry.body)
    assert water_end.continues == article_id("", water.body)
    assert [article.continues for article in (ferry, water, stage)] == [None] * 3


def test_what_says_that_it_is_continued_is_not_linked_to_what_has_few_words_in_common() -> None:
    foreign = "（上接第一版）果树专家说，剪枝要在霜降之后，老枝去弱留强，来年挂果才多。\n"
    assert [article.continues for article in articles(FIRST, foreign)] == [None, None, None]


def test_an_article_is_not_the_beginning_of_one_of_its_own_page() -> None:
    assert {article.continues for article in articles(FIRST + "\n" + SECOND)} == {None}


def test_pages_that_are_known_and_do_not_agree_part_what_their_words_join() -> None:
    text = "渡船停了二十年，如今又开了起来，船工每天来回十六趟。"
    rest = Part(None, text, "2", "1")
    assert choose(rest, [Part(None, text, "1", "2")]) == 0
    assert choose(rest, [Part(None, text, "4", "2")]) is None
    assert choose(rest, [Part(None, text, "1", "3")]) is None
    assert choose(rest, [Part(None, text, None, "2"), Part(None, "水库放水浇春地", None, "2")]) == 0


def test_it_has_to_be_clear_which_of_two_beginnings_it_is() -> None:
    text = "渡船停了二十年，如今又开了起来，船工每天来回十六趟。"
    assert choose(Part(None, text, "2", "1"), [Part(None, text, "1", "2")] * 2) is None


def test_the_same_headline_counts_more_than_words() -> None:
    rest = Part("渡船又开了", "风大的日子就停半天。", "2", "1")
    assert (
        choose(rest, [Part("水库放水", "风大的日子也停水。", "1", "2"), Part("渡船又开了", "清早出发。", "1", "2")])
        == 1
    )


def test_a_mark_above_every_text_says_nothing_of_what_stands_below_it() -> None:
    assert [article.goes_on_in for article in articles(f"（下转第二版）\n\n{SECOND}")] == [None, None]


def test_what_a_text_says_itself_goes_before_a_line_beside_it() -> None:
    (title, _, body), (further, _, text) = RECORDS[:2]
    page = f"{title}\n本报讯（记者 何文）{body}（下转第二版）\n（下转第四版）\n{further}\n本报讯（记者 孙立）{text}\n"
    corrections = "- split: 2\n- drop: 3\n- headline: 4\n  of: 5\n- split: 5\n"
    split = load_text(page, corrections=read_corrections(corrections, "x")).split()
    assert [article.goes_on_in for article in split.articles] == ["2", None]


def test_a_line_between_two_texts_says_where_the_one_behind_it_comes_from() -> None:
    texts = [f"{title}\n本报讯（记者 何文）{body}\n" for title, _, body in RECORDS[:3]]
    corrections = "- drop: 3\n" + "".join(f"- split: {at}\n- headline: {at - 1}\n  of: {at}\n" for at in (2, 5, 7))
    page = load_text(
        "（上接第一版）\n".join([texts[0], "".join(texts[1:])]), corrections=read_corrections(corrections, "x")
    )
    assert [article.continued_from for article in page.split().articles] == [None, "1", None]
