"""Spaces that a tool set between Han characters are closed; those of the text itself stay."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import ROOT
from xtsearch.indexer.pages.formats.plain import clean_text, split_pages
from xtsearch.indexer.pages.formats.spaces import close_spaces
from xtsearch.indexer.pages.split import split_page

SEED = (ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt").read_text(encoding="utf-8")

# A page whose lines were joined by a space each, and a headline with a space of its own.
JOINED = """新水厂开工 沿线六村通水

(青石县3日讯)河湾公司创办 人兼执行主席林小川今日 到工地察看,要求在霜降 之前完工。

名单 学生乐队 演出

县长高远说,工程分两期进 行,第一期管线已经铺好。"""


def parted(line: str, share: float, random: Random) -> str:
    """The line with a space between this share of the Han characters and wide marks that touch."""
    marks = [line[:1]]
    for before, after in pairwise(line):
        wide = before > "\u2e80" and after > "\u2e80" and before != "\u3000" and after != "\u3000"
        marks.append(" " + after if wide and random.random() < share else after)
    return "".join(marks)


def test_a_tool_that_parts_all_characters_leaves_no_space() -> None:
    random = Random(1)
    lines = [line for line in SEED.split("\n") if " " not in line.strip()]
    closed = close_spaces([parted(line, 0.95, random) for line in lines])
    left = sum(after != line for line, after in zip(lines, closed, strict=True))
    assert left <= 0.01 * len(lines)


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_spaces_at_random_are_closed_but_for_few(share: float) -> None:
    random = Random(2)
    lines = SEED.split("\n")
    spaced = [parted(line, share, random) for line in lines]
    count = sum(after.count(" ") - before.count(" ") for before, after in zip(lines, spaced, strict=True))
    left = sum(after.count(" ") - before.count(" ") for before, after in zip(lines, close_spaces(spaced), strict=True))
    assert count > 200
    assert left <= 0.05 * count


def test_a_page_parted_at_random_is_split_as_the_page_itself() -> None:
    """But for one article that has no byline and opens behind a change of columns: it may be taken for the end of the
    one before it."""
    random = Random(3)
    text = "\n".join(parted(line, 0.2, random) for line in SEED.split("\n"))
    expected = {"".join(article.body.split()) for article in split_page(SEED).articles}
    bodies = {"".join(article.body.split()) for article in split_page(clean_text(text).text).articles}
    assert len(expected) == 13
    assert len(expected - bodies) <= 2


def test_a_clean_page_keeps_its_spaces() -> None:
    assert close_spaces(SEED.split("\n")) == SEED.split("\n")


def test_spaces_of_joined_lines_are_closed_and_a_headline_keeps_its_own() -> None:
    closed = close_spaces(JOINED.split("\n"))
    assert closed[0] == "新水厂开工 沿线六村通水"
    assert closed[2] == "(青石县3日讯)河湾公司创办人兼执行主席林小川今日到工地察看,要求在霜降之前完工。"
    assert closed[6] == "县长高远说,工程分两期进行,第一期管线已经铺好。"


@pytest.mark.parametrize(
    "line",
    [
        "新图书馆落成 藏书四万册",
        "林小川 何文 孙立",
        "本报记者 乔 栋",
        "本报讯 近日，笔者在青石县河湾村看到，刚采摘的黄瓜被抢购。",
        "本报讯（记者 林小川 通讯员 何文）10月13日，县里开会。",
        "2025年9月13日 星期六 第一版",
        "林小川  何文　孙立",
        "何文 摄",
    ],
)
@pytest.mark.parametrize("page", ["", JOINED], ids=["alone", "on a page of joined lines"])
def test_the_texts_own_spaces_stay(line: str, page: str) -> None:
    assert close_spaces([*page.split("\n"), "", line])[-1] == line


def test_lists_of_names_keep_their_spaces_on_a_page_of_joined_lines() -> None:
    line = "获奖者是：林小川 何文 孙立 张海亮 付学堂，另有两名学生。"
    assert close_spaces([*JOINED.split("\n"), "", line])[-1] == line


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("渡 船 又 开 了", "渡船又开了"),
        ("　　渡　船　又　开　了", "渡船又开了"),
        ("我 县 今 年 10 月 13 日 开 馆 。", "我县今年10月13日开馆。"),
        ("本报记者 林小 川", "本报记者 林小川"),
    ],
)
def test_characters_set_wide_are_one_word(line: str, closed: str) -> None:
    assert close_spaces([*JOINED.split("\n"), line])[-1] == closed


@given(st.text(alphabet="渡船又开了林何，。（）记者电讯1a \u3000\n\u00a0\f", max_size=200))
def test_nothing_but_white_space_goes_and_lines_keep_their_numbers(text: str) -> None:
    lines = text.split("\n")
    closed = close_spaces(lines)
    assert ["".join(line.split()) for line in closed] == ["".join(line.split()) for line in lines]


@given(st.text(alphabet="渡 船\r\n\f", max_size=60))
def test_the_pages_of_a_text_are_the_text(text: str) -> None:
    assert "".join(split_pages(text)) == text
    assert all(page.startswith("\f") for page in split_pages(text)[1:])


def test_a_traditional_word_is_a_word() -> None:
    """The dictionary is of simplified characters."""
    lines = [*JOINED.split("\n"), "", "新圖書 館落成"]
    assert close_spaces(lines)[-1] == "新圖書館落成"


def test_where_spaces_stand_at_random_a_headline_keeps_a_single_one_in_its_middle() -> None:
    random = Random(2)
    page = [parted(line, 0.2, random) for line in SEED.split("\n")]
    assert close_spaces([*page, "", "新水厂 开工了 沿线六村"])[-1] == "新水厂开工了沿线六村"
    assert close_spaces([*page, "", "新水厂开工 沿线六村通水"])[-1] == "新水厂开工 沿线六村通水"
    assert close_spaces([*JOINED.split("\n"), "", "新水厂 开工了 沿线六村"])[-1] == "新水厂 开工了 沿线六村"


def test_a_role_that_begins_as_a_dateline_ends_is_none() -> None:
    line = "本报通讯 员林小川到河湾村看渡船，船上坐着老人，今天开了。"
    assert close_spaces([*JOINED.split("\n"), "", line])[-1] == line.replace(" ", "")


def test_names_behind_a_word_set_wide_are_kept_apart() -> None:
    assert close_spaces([*JOINED.split("\n"), "", "获 奖 名 单 何文 孙立 高远"])[-1].endswith("何文 孙立 高远")
