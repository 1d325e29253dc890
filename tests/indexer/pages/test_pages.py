"""Numbered lines, widths and columns, on lines of the seed page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import ROOT
from xtsearch.indexer.pages.page import LINE_END, measure, read_lines, read_page
from xtsearch.indexer.pages.split import Leftover, split_page

SEED = (ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("市召开工程建设项目招投标突出问题", (16.0, 16.0)),
        ("纪委书记、市监委主任李激扬，市委常", (16.0, 17.0)),
        ("家》", (1.5, 2.0)),
        ("70万元一支降至3.3万元", (10.5, 10.5)),
        ("只用了 7", (3.5, 4.0)),
        ("", (0.0, 0.0)),
    ],
)
def test_width_is_a_range_because_marks_are_squeezed(text: str, width: tuple[float, float]) -> None:
    assert measure(text) == width


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_once(end: str) -> None:
    lines, _ = read_lines(end.join(["当天，", "", "  刘永珍一行\f走进", "\u2028", "作活动中心"]))
    assert [(line.number, line.text, line.gap) for line in lines] == [
        (1, "当天，", 0),
        (3, "刘永珍一行\f走进", 1),
        (5, "作活动中心", 1),
    ]


def test_full_width_spaces_count_double_in_an_indent() -> None:
    assert [line.indent for line in read_lines("\u3000\u3000当天\n 当天\n当天")[0]] == [4, 1, 0]


def test_columns_of_the_seed_page() -> None:
    page = read_page(SEED)
    column = {line.number: width for line, width in zip(page.lines, page.columns, strict=True)}
    assert [column[number] for number in (2, 60, 346, 390, 427, 484)] == [16.0, 16.0, 13.0, 16.0, 14.0, 15.0]
    assert page.quote_width == 0.5


def test_blank_lines_behind_every_line_part_nothing() -> None:
    spaced = read_page(SEED.replace("\n", "\n\n"))
    assert [line.gap > 0 for line in spaced.lines[1:]] == [line.gap > 0 for line in read_page(SEED).lines[1:]]


def test_text_that_is_not_wrapped_has_no_column() -> None:
    whole = SEED.replace("\n", "")
    assert read_page("\n".join([whole[:300], whole[300:420], whole[420:900]])).columns == (None, None, None)


@given(st.text(alphabet=st.sampled_from("市\n\r 。\u3000\f5")))
def test_numbers_agree_with_a_plain_split(text: str) -> None:
    plain = LINE_END.split(text)
    lines, _ = read_lines(text)
    assert [(line.number, line.text) for line in lines] == [
        (n, raw.strip()) for n, raw in enumerate(plain, 1) if raw.strip()
    ]


UPRIGHT = ["农技下乡", *"进山村", "『", "云", "』"]


@pytest.mark.parametrize("blank_lines", [0, 1])
def test_lines_of_one_character_are_one_line(blank_lines: int) -> None:
    step = blank_lines + 1
    lines, _ = read_lines(("\n" * step).join([*UPRIGHT, "近年来，全县的农业发展了。"]))
    assert [line.text for line in lines] == ["农技下乡", "进山村『云』", "近年来，全县的农业发展了。"]
    assert lines[1].numbers == tuple(1 + step * place for place in range(1, 7))
    assert lines[1].upright[:2] == ((1, 1 + 2 * step), (2, 1 + 3 * step))
    assert [line.gap for line in lines] == [0, blank_lines, blank_lines]


@pytest.mark.parametrize(
    "rows", ["1 2 3 4 5", "优 优 优 优", "甲 乙", "山 1 2 3 水 4", "张力 李明 王海", "甲 乙丙丁 戊 己"]
)
def test_rows_of_a_table_are_lines_of_their_own(rows: str) -> None:
    assert [line.text for line in read_lines(rows.replace(" ", "\n"))[0]] == rows.split()


def test_many_short_lines_in_a_row_are_no_text() -> None:
    text = "渡船又开了\n\n本报讯（记者 何文）5月13日，渡船又开了。\n\n" + "\n".join(["一二", "3", "四"] * 30)
    assert [(residue.reason, len(residue.lines)) for residue in split_page(text).residue] == [
        (Leftover.NARROW_LINES, 90)
    ]
