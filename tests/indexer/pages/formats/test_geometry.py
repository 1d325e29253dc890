"""Boxes become columns, and columns text in the order of reading: on small pages set by hand, and on composed pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.indexer.pages.test_articles import check_invariants
from tests.support.printed_pages import BODY, Mark, PrintedPage, order_kept, print_page, squeezed, to_boxes
from tests.support.waiting import grows_in_proportion
from training.compose.stories import seed_stories
from xtsearch.indexer.pages.formats.boxes import PagePieces, Piece, line_piece
from xtsearch.indexer.pages.formats.geometry import read_layout
from xtsearch.indexer.pages.loaded_text import LoadedText

STORIES = seed_stories()


def lines(*marks: Mark) -> LoadedText:
    """The text of lines set at some places, in an order that no tool would give them."""
    return read_layout([PagePieces([line_piece(mark.box, mark.text) for mark in reversed(marks)])])


def column(x: float, y: float, *texts: str, size: float = BODY) -> list[Mark]:
    return [Mark(x, y + row * 1.45 * size, text, size) for row, text in enumerate(texts)]


def characters(page: PrintedPage) -> PagePieces:
    """The characters of a page, each in its square, as PDF has them."""
    pieces = []
    for mark in page.marks:
        x, y = mark.x, mark.y
        for character in mark.text:
            width = mark.size / 2 if character.isascii() else mark.size
            if not character.isspace():
                pieces.append(
                    Piece(x, y, x + (mark.size if mark.vertical else width), y + mark.size, character, mark.size)
                )
            x, y = (x, y + mark.size) if mark.vertical else (x + width, y)
    return PagePieces(pieces, measured=True)


LEFT = ("第一班船清晨六时从北岸出", "发，两岸的居民不再绕行大", "桥上班。")
RIGHT = ("渡口去年因为修堤停了，新", "的码头可以停两条船，往后", "每半小时一班。")


def test_columns_are_read_one_after_the_other_below_their_headline() -> None:
    loaded = lines(Mark(50, 0, "渡船又开了", 26), *column(0, 50, *LEFT), *column(140, 50, *RIGHT))
    assert loaded.text.split("\n") == ["渡船又开了", "", *LEFT, "", *RIGHT]
    assert loaded.forms[1].size == 2.6
    assert {loaded.forms[number].size for number in (3, 4, 5, 7, 8, 9)} == {1.0}


def test_a_headline_below_or_beside_its_columns_stays_with_them() -> None:
    below = lines(*column(0, 0, *LEFT), *column(140, 0, *RIGHT), Mark(50, 55, "渡船又开了", 26))
    assert below.text.split("\n") == [*LEFT, "", *RIGHT, "", "渡船又开了"]
    beside = lines(Mark(0, 0, "渡船又开了", 20, vertical=True), *column(40, 0, *LEFT), *column(180, 0, *RIGHT))
    assert beside.text.split("\n") == ["渡船又开了", "", *LEFT, "", *RIGHT]


def test_two_articles_side_by_side_are_read_one_after_the_other() -> None:
    heads = Mark(10, 0, "渡船又开了", 20), Mark(150, 0, "水厂建成了", 20)
    loaded = lines(*heads, *column(0, 40, *LEFT), *column(140, 40, *RIGHT))
    assert loaded.text.split("\n") == ["渡船又开了", "", *LEFT, "", "水厂建成了", "", *RIGHT]


def test_an_article_may_run_down_beside_another() -> None:
    """The headline spans three columns; the third runs on beside the article below the first two."""
    third = column(280, 40, *LEFT[:2], *RIGHT[:2], *LEFT[:2], *RIGHT)
    top = [Mark(60, 0, "全县今年春耕比去年早", 28), *column(0, 40, *LEFT), *column(140, 40, *RIGHT)]
    loaded = lines(*top, Mark(20, 100, "渡船又开了", 20), *column(0, 130, *LEFT), *column(140, 130, *RIGHT), *third)
    texts = [line for line in loaded.text.split("\n") if line]
    assert texts[:7] == ["全县今年春耕比去年早", *LEFT, *RIGHT]
    assert texts[7:16] == [mark.text for mark in third]
    assert texts[16:] == ["渡船又开了", *LEFT, *RIGHT]


def test_a_headline_centred_over_columns_keeps_them_together() -> None:
    columns = [column(140 * at, 40, *LEFT, *RIGHT[:2]) for at in range(5)]
    loaded = lines(Mark(285, 0, "渡船又开了", 20), *(mark for marks in columns for mark in marks))
    assert loaded.text.startswith("渡船又开了\n\n" + LEFT[0])
    assert [line for line in loaded.text.split("\n") if line][1:] == [mark.text for marks in columns for mark in marks]


def test_a_text_that_goes_on_in_the_next_column_is_not_parted_and_paragraphs_are_indented() -> None:
    left = [
        *column(0, 0, *LEFT[:2]),
        Mark(20, 29, "渡口去年因为修堤停", BODY),
        Mark(0, 43.5, "了，新的码头可以停两条船", BODY),
    ]
    loaded = lines(*left, *column(140, 0, "，每天开十班。", "以后还要更多。"))
    assert loaded.text.split("\n") == [
        *LEFT[:2],
        "\u3000\u3000渡口去年因为修堤停",
        "了，新的码头可以停两条船",
        "，每天开十班。",
        "以后还要更多。",
    ]


@pytest.mark.parametrize("single", [True, False])
def test_vertical_text_is_read_downwards_and_from_right_to_left(single: bool) -> None:
    marks = [Mark(40, 0, "渡船今天又开了", 20, vertical=True), Mark(10, 0, "两岸居民上船来", 20, vertical=True)]
    page = PrintedPage(100, marks=marks)
    pieces = characters(page) if single else PagePieces([line_piece(mark.box, mark.text) for mark in marks])
    assert read_layout([pieces]).text == "渡船今天又开了\n两岸居民上船来"


def test_wide_gaps_are_spaces_and_those_between_characters_are_none() -> None:
    spaced = [Mark(20.0 * at, 0, mark, 16) for at, mark in enumerate("渡船又开了")]
    assert lines(*spaced).text == "渡船又开了"
    clauses = PrintedPage(100, marks=[Mark(0, 0, "普及救护知识 提高应急能力", 20), Mark(0, 40, "Unit 3 of C919", 10)])
    assert read_layout([characters(clauses)]).text.split("\n") == ["普及救护知识 提高应急能力", "", "Unit 3 of C919"]


def test_what_is_printed_twice_at_one_place_is_bold_and_read_once() -> None:
    pieces = [Piece(x, 0, x + 10, 10, mark, 10) for _ in range(2) for x, mark in ((0, "渡"), (10, "船"))]
    body = [Piece(at * 10, 30, at * 10 + 10, 40, mark, 10) for at, mark in enumerate("第一班船清晨六时")]
    loaded = read_layout([PagePieces(pieces + body, measured=True)])
    assert (loaded.text, loaded.forms[1].bold) == ("渡船\n\n第一班船清晨六时", True)


def test_each_further_page_begins_with_a_form_feed_and_counts_its_lines_on() -> None:
    page = PagePieces([line_piece((0, 0, 50, 10), "渡船又开了")])
    loaded = read_layout([page, PagePieces([]), page])
    assert loaded.text == "渡船又开了\n\f\n\f渡船又开了"
    assert sorted(loaded.forms) == [1, 3]


@pytest.mark.parametrize("seed", range(12))
def test_composed_pages_keep_their_order(seed: int) -> None:
    """On 14 pages of other stories .994 of the lines follow each other as printed from characters, .996 from boxes."""
    page = print_page(STORIES[seed % 4 :][:6], seed)
    boxes = [PagePieces([line_piece((c[0][0], c[0][1], c[2][0], c[2][1]), text) for c, text in to_boxes(page, seed)])]
    for loaded in (read_layout([characters(page)]), read_layout(boxes)):
        assert order_kept(page, loaded.text) > 0.9
        assert sorted(squeezed(loaded.text)) == sorted(squeezed("".join(mark.text for mark in page.marks)))


@pytest.mark.parametrize("degrees", [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])
def test_pages_that_were_scanned_askew_keep_their_order(degrees: float) -> None:
    page = print_page(STORIES[:6], 2)
    turn = radians(degrees)
    pieces = []
    for corners, text in to_boxes(page):
        turned = [(x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)) for x, y in corners]
        across, down = [x for x, _ in turned], [y for _, y in turned]
        pieces.append(line_piece((min(across), min(down), max(across), max(down)), text))
    loaded = read_layout([PagePieces(pieces)])
    assert order_kept(page, loaded.text) > 0.95
    sizes = sorted(form.size or 0 for form in loaded.forms.values())
    assert 0.9 < sizes[len(sizes) // 2] < 1.1
    assert sizes[-1] > 1.4


def test_the_two_letters_of_a_ligature_stand_in_one_box() -> None:
    letters = [
        Piece(x, 0, x + 5, 10, letter, 10) for x, letter in ((0, "o"), (5, "f"), (10, "f"), (10, "i"), (15, "x"))
    ]
    assert read_layout([PagePieces(letters, measured=True)]).text == "offix"


PIECES = st.builds(
    line_piece,
    st.tuples(*[st.floats(-500, 3000) | st.integers(0, 60).map(float)] * 4),
    st.text(alphabet="渡船又开了本报讯（记者）Ab1，。 \u3000", min_size=1, max_size=12),
)


def test_a_box_without_width_keeps_its_character() -> None:
    boxes = [(0.0, 0.0, 0.0, 0.0), (0.0, 2.0, 2.0, 5.0), (1.0, 4.0, 1.0, 7.0), (1.0, 4.0, 1.0, 7.1)]
    loaded = read_layout([PagePieces([line_piece(box, text) for box, text in zip(boxes, "12AB", strict=True)])])
    assert sorted(squeezed(loaded.text)) == ["1", "2", "A", "B"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=40), min_size=1, max_size=3), st.booleans())
def test_any_boxes_keep_their_characters(pages: list[list[Piece]], measured: bool) -> None:
    """But for lines that are printed twice at one place."""
    loaded = read_layout([PagePieces(page, measured) for page in pages])
    kept = squeezed(loaded.text)
    assert set(kept) == set(squeezed("".join(piece.text for page in pages for piece in page)))
    assert loaded.text.count("\f") == len(pages) - 1
    check_invariants(loaded.text)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["rows", "grid", "stack", "one place"])
def test_time_grows_with_the_number_of_boxes(kind: str) -> None:
    def reading(count: int) -> Callable[[], object]:
        size = 10.0
        places: dict[str, Callable[[int], tuple[float, float]]] = {
            "rows": lambda at: (at % 40 * 30.0, at // 40 * 14.0),
            "grid": lambda at: (at % 100 * 25.0, at // 100 * 25.0),
            "stack": lambda at: (0.0, at * 11.0),
            "one place": lambda at: (at % 7 * 1.0, at % 5 * 1.0),
        }
        pieces = []
        for at in range(count):
            x, y = places[kind](at)
            pieces.append(Piece(x, y, x + size, y + size, chr(0x4E00 + at % 500), size))
        return lambda: read_layout([PagePieces(pieces)])

    # Up to some thousand boxes the few blocks of a page are compared with each other.
    assert grows_in_proportion(reading, 2_000)


def test_a_page_of_many_vertical_lines_is_read_in_time_that_grows_with_their_number() -> None:
    def reading(count: int) -> Callable[[], object]:
        places = [(at % 40 * 30.0, at // 40 * 45.0) for at in range(count)]
        tall = [Piece(x, y, x + 10.0, y + 40.0, "两岸居民", 10.0, vertical=True) for x, y in places]
        return lambda: read_layout([PagePieces(tall)])

    assert grows_in_proportion(reading, 1_000)


def test_reading_leaves_the_pieces_as_they_were() -> None:
    pieces = [Piece(0.0, at * 11.0, 10.0, at * 11.0 + 10.0, "渡", 10.0) for at in range(5)]
    before = [replace(piece) for piece in pieces]
    read_layout([PagePieces(pieces)])
    assert pieces == before


def test_a_column_that_begins_with_an_indent_begins_a_paragraph() -> None:
    left = ("第一班船清晨六时从北岸出", "发，两岸的居民不再绕行大", "桥上班，每天来回十六趟，")
    first, *further = column(140, 0, "渡口因为修堤停了，新", *RIGHT[1:])
    indented = Mark(first.x + 20, first.y, first.text, first.size)
    loaded = lines(*column(0, 0, *left), indented, *further)
    assert loaded.text.split("\n") == [*left, "", f"　　{first.text}", *RIGHT[1:]]


def test_many_short_lines_do_not_make_the_size_of_running_text() -> None:
    cells = [Mark(100 * across, 40 * down, "又开了船", 20) for across in range(3) for down in range(4)]
    loaded = lines(*cells, *column(0, 300, *LEFT))
    assert {form.size for form in loaded.forms.values()} == {2.0, 1.0}


def test_a_larger_line_right_above_a_column_is_no_line_of_it() -> None:
    loaded = lines(Mark(0, 0, "青石河上恢复早", 14), *column(0, 18, *LEFT, *RIGHT))
    assert loaded.text.split("\n") == ["青石河上恢复早", "", *LEFT, *RIGHT]
