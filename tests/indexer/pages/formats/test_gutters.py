"""Columns side by side in one line are put one after the other.

`tests/data/side_by_side` holds what three tools made of two PDF pages that were composed of articles of the seed page:
`bands`, each article across the page in three or four columns, and `stories`, two articles beside each other. `layout`
is pdftotext 22.12 with `-layout`, `plumber` pdfplumber 0.11 with `layout=True`, `mupdf` PyMuPDF 2.0 with `sort=True`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import ROOT
from xtsearch.indexer.pages.formats.gutters import SIDE_BY_SIDE, UNROLLED, unroll
from xtsearch.indexer.pages.formats.plain import clean_text
from xtsearch.indexer.pages.split import Article, split_page

FOLDER = ROOT / "tests" / "data" / "side_by_side"
SEED = (ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt").read_text(encoding="utf-8")
BANDS = ("坚决斩断招投标背后贪腐链条", "市领导调研文艺工作", "市领导体验市民之家办事流程")
STORIES = ("委室主任“当老师”党员干部“当学生”", "坚决斩断招投标背后贪腐链条", "我市党员干部网络培训工作要点确定")


def letters(text: str | None) -> str:
    return re.sub(r"[\W_]", "", text or "")


def bodies(titles: Sequence[str]) -> list[str]:
    """The texts of the seed's articles with these headlines."""
    by_title = {letters(article.title): letters(article.body) for article in split_page(SEED).articles}
    return [by_title[letters(title)] for title in titles]


def unrolled(name: str) -> tuple[Article, ...]:
    cleaned = clean_text((FOLDER / name).read_text(encoding="utf-8"))
    assert cleaned.notes == (UNROLLED,)
    return split_page(cleaned.text).articles


@pytest.mark.parametrize("tool", ["layout", "plumber", "mupdf"])
def test_articles_across_the_page_are_whole(tool: str) -> None:
    articles = unrolled(f"bands.{tool}.txt")
    assert [letters(article.body) for article in articles] == bodies(BANDS)
    assert [letters(article.title) for article in articles] == [letters(title) for title in BANDS]


@pytest.mark.parametrize("tool", ["layout", "plumber"])
def test_articles_beside_each_other_are_whole(tool: str) -> None:
    whole = {letters(article.body) for article in unrolled(f"stories.{tool}.txt")}
    assert whole >= set(bodies(STORIES))


def test_columns_that_cannot_be_told_apart_are_left_and_said() -> None:
    """PyMuPDF put the lines of the right story before those of the left."""
    text = (FOLDER / "stories.mupdf.txt").read_text(encoding="utf-8")
    assert unroll(text.split("\n")).lines == text.split("\n")
    assert clean_text(text).notes == (SIDE_BY_SIDE,)


def test_a_headline_centred_above_three_columns_stands_first() -> None:
    page = """                  渡船又开了

 青石河上的渡船停了      岸出发，船上坐着去      舵人说，每天来回十
二十年，如今又开了起     赶集的老人和孩子，     六趟，风大的日子就停
来。清早，第一班船从北     说笑声传得很远。掌     半天，大家都能体谅。"""
    assert [line.strip() for line in unroll(page.split("\n")).lines if line] == [
        "渡船又开了",
        "青石河上的渡船停了",
        "二十年，如今又开了起",
        "来。清早，第一班船从北",
        "岸出发，船上坐着去",
        "赶集的老人和孩子，",
        "说笑声传得很远。掌",
        "舵人说，每天来回十",
        "六趟，风大的日子就停",
        "半天，大家都能体谅。",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "林小川  何文  孙立\n张海亮  付纯志  赵学堂\n乔 栋  高远  林川",
        "渡船又开了  藏书四万册\n\n青石河上的渡船停了二十年，如今又开了起来。",
        "序号  单位名称及地址  联系人员\n1  青石县第一中学校  林小川老师办公室\n2  青石县第二中学校  何文老师办公室",
        "",
        "\n \n",
    ],
    ids=["names", "a headline of two clauses", "a table", "nothing", "blank"],
)
def test_wide_spaces_of_other_kinds_are_no_gutters(page: str) -> None:
    assert unroll(page.split("\n")).lines == page.split("\n")
    assert unroll(SEED.split("\n")).note is None


@given(st.lists(st.text(alphabet="渡船又开了停，。 \u3000\t1a", max_size=40), max_size=30))
def test_no_character_is_lost(lines: list[str]) -> None:
    after = "".join("".join(unroll(lines).lines).split())
    assert sorted(after) == sorted("".join("".join(lines).split()))


PIECES = ("渡船停了二十年，", "又开了起来。早上", "  ", "    ", "\n", "\n\n\n", "钟楼", "①")


@given(st.lists(st.sampled_from(PIECES), max_size=80))
def test_no_character_of_columns_is_lost(pieces: list[str]) -> None:
    lines = "".join(pieces).split("\n")
    after = "".join("".join(unroll(lines).lines).split())
    assert sorted(after) == sorted("".join("".join(lines).split()))


def test_pages_of_one_file_are_unrolled_each_by_itself() -> None:
    columns = (FOLDER / "bands.layout.txt").read_text(encoding="utf-8")
    cleaned = clean_text(f"渡船又开了\n\n船停了二十年。\n\f{columns.strip(chr(12))}\n\f第三版\n\n车站的钟修好了。")
    first, second, third = cleaned.text.split("\f")
    assert first == "渡船又开了\n\n船停了二十年。\n"
    assert second.endswith("\n")
    assert third == "第三版\n\n车站的钟修好了。"
    pages = [article.page for article in split_page(cleaned.text).articles]
    assert pages == sorted(pages)
    assert pages.count(2) >= 2


def test_a_wide_space_in_a_headline_parts_no_columns_of_one_text() -> None:
    page = """渡船又开了              全县欢庆

 青石河上的渡船停了      岸出发，船上坐着去
二十年，如今又开了起     赶集的老人和孩子，
来。清早，第一班船从北     说笑声传得很远，掌"""
    assert list(unroll(page.split("\n")).lines)[:8] == [
        "渡船又开了 全县欢庆",
        "",
        "青石河上的渡船停了",
        "二十年，如今又开了起",
        "来。清早，第一班船从北",
        "岸出发，船上坐着去",
        "赶集的老人和孩子，",
        "说笑声传得很远，掌",
    ]
