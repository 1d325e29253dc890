"""Most lines of a page hold no sign of furniture and no word of a byline, so that no pattern is tried on them.

Lines made up from each pattern must pass these checks: the sign or word of a new pattern is easily forgotten there.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from xtsearch.indexer.pages.pieces import bylines
from xtsearch.indexer.pages.pieces.byline_forms import (
    AUTHOR_WORDS,
    BYLINE_LINE,
    BYLINE_MARKS,
    CONTINUED_WORDS,
    LONGEST_LINE,
    LOOKED_AT,
    NAMING,
    OPENING_SIGNS,
    OPENINGS,
    ROLE,
    ROLE_WORDS,
    TELLING,
    TELLING_WORD,
    WIRE,
    WIRE_WORDS,
    OpeningForm,
    OpeningPattern,
    is_byline_line,
    names_a_role,
    opening,
    telling_lines,
)
from xtsearch.indexer.pages.pieces.bylines import read_byline
from xtsearch.indexer.pages.pieces.furniture import LETTER, LONGEST, Furniture, read_furniture

PATTERNED = [kind for kind in Furniture if kind.pattern]
many = settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@pytest.mark.parametrize("kind", PATTERNED)
@many
@given(st.data())
def test_a_line_of_furniture_has_a_sign_of_its_kind(kind: Furniture, data: st.DataObject) -> None:
    line = data.draw(st.from_regex(kind.pattern, fullmatch=True))
    assume(len(line) <= LONGEST)
    assert (kind.signs and re.search(f"[{kind.signs}]", line)) or not LETTER.search(line)
    assert read_furniture(line) is not None


@pytest.mark.slow
@pytest.mark.parametrize("row", OPENINGS, ids=lambda row: row.form.name)
@many
@given(st.data())
def test_an_opening_has_a_telling_word_or_mark(row: OpeningPattern, data: st.DataObject) -> None:
    match = row.pattern.match(data.draw(st.from_regex(row.pattern)))
    assume(match is not None)
    text = match.string if match else ""
    assume(len(text) <= LOOKED_AT)
    assert TELLING.search(text)
    assert not row.needs_role or names_a_role(text)
    assert not row.needs_wire or WIRE.search(text)
    assert text[0] >= "\u4e00" or text[0] in OPENING_SIGNS
    assert telling_lines([text]) == [True]
    assert opening(text) is not None


@pytest.mark.parametrize("row", OPENINGS, ids=lambda row: row.form.name)
def test_the_names_of_an_openings_example_are_read(row: OpeningPattern) -> None:
    assert next(candidate for candidate in OPENINGS if candidate.pattern.match(row.example)) is row
    assert opening(row.example) is row.form
    byline = read_byline(row.example)
    assert sorted((*byline.reporters, *byline.interns, *byline.correspondents), key=row.example.index) == [*row.names]
    assert byline.end


def test_an_opening_may_say_itself_where_its_names_are(monkeypatch: pytest.MonkeyPatch) -> None:
    text, form = "记者/王超：我市召开推进会", f"(?P<names>{ROLE.pattern}[/／][\u4e00-\u9fff]{{2,4}})[:：]"
    for pattern, reporters in ((form, ("王超",)), (form.replace("?P<names>", ""), ())):
        row = OpeningPattern(OpeningForm.MARK, re.compile(pattern), text, reporters, needs_role=True)
        monkeypatch.setattr(bylines, "OPENINGS", (row,))
        byline = read_byline(text)
        assert (byline.reporters, byline.end) == (reporters, len("记者/王超："))


@pytest.mark.slow
@many
@given(st.from_regex(BYLINE_LINE, fullmatch=True))
def test_a_line_of_reporters_passes_every_check_before_its_pattern(line: str) -> None:
    assume(len(line) <= LONGEST_LINE)
    assert names_a_role(line)
    assert NAMING.search(line)
    assert BYLINE_MARKS.fullmatch(line)
    assert TELLING.search(line)


@given(st.text("讯消息电报道记 者撰稿文/影摄上承紧接（续综合实习生县城", max_size=24))
def test_telling_words_are_found_where_one_of_them_begins(text: str) -> None:
    words = re.compile("|".join([*WIRE_WORDS, *ROLE_WORDS, *AUTHOR_WORDS, *CONTINUED_WORDS]))
    starts = [match.start() for match in words.finditer(text)]
    assert [match.start() for match in TELLING_WORD.finditer(text)] == starts
    assert (TELLING.search(text) is not None) == bool(starts)


def test_a_mark_tells_only_at_the_beginning() -> None:
    assert TELLING.search("■县城")
    assert not TELLING.search("县城■")


def test_a_role_may_be_set_wide_with_full_width_spaces() -> None:
    assert is_byline_line("本报记\u3000者\u3000王超")


def test_every_form_of_opening_has_a_pattern_or_is_a_line_of_reporters() -> None:
    assert {row.form for row in OPENINGS} | {OpeningForm.REPORTERS} == set(OpeningForm)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("第04版", Furniture.PAGE_NUMBER),
        ("2025年10月20日 星期一 第04版 要闻", Furniture.DATE_LINE),
        ("第04版 要闻", Furniture.PAGE_HEADER),
        ("责任编辑：王超", Furniture.EDITORS),
        ("新闻热线：0731-58231801", Furniture.ADDRESS),
        ("国内统一连续出版物号CN 43-0012", Furniture.MASTHEAD),
        ("www.xtol.cn", Furniture.WEB_ADDRESS),
        ("扫一扫，看更多", Furniture.CODE_HINT),
        ("下转2版", Furniture.PAGE_POINTER),
        ("图为市民在雨湖公园散步", Furniture.PHOTO_CAPTION),
        ("市民在雨湖公园散步。记者 王超 摄", Furniture.PHOTO_CREDIT),
        ("导读", Furniture.RUBRIC),
        ("------", Furniture.NO_LETTERS),
        ("我市召开推进会", None),
    ],
)
def test_furniture_is_told_by_its_kind(line: str, kind: Furniture | None) -> None:
    assert read_furniture(line) is kind


def test_the_newspapers_name_is_furniture_where_it_is_known() -> None:
    assert read_furniture("湘潭日报", "湘潭日报 ") is Furniture.NEWSPAPER
    assert read_furniture("湘潭日报") is None


def test_white_space_around_the_newspapers_name_does_not_count() -> None:
    assert read_furniture("湘潭日报", " 湘潭日报\n") is Furniture.NEWSPAPER
