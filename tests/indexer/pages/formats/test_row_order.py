"""A page whose lines were read row by row across its columns is told by what goes on where."""

from __future__ import annotations

from itertools import chain, zip_longest

import pytest

from tests.support.places import ROOT
from xtsearch.indexer.pages.formats.plain import clean_text
from xtsearch.indexer.pages.formats.row_order import ROW_ORDER, is_row_order

LINES = [line for line in (ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt").read_text("utf-8").split("\n") if line.strip()]


def row_by_row(lines: list[str], columns: int) -> list[str]:
    """The lines as if they stood in so many columns and were read across them."""
    height = -(-len(lines) // columns)
    dealt = [lines[start : start + height] for start in range(0, len(lines), height)]
    return [line for line in chain.from_iterable(zip_longest(*dealt)) if line]


@pytest.mark.parametrize("columns", [2, 3, 4, 5, 6])
def test_lines_read_across_the_columns_are_told(columns: int) -> None:
    lines = row_by_row(LINES, columns)
    assert is_row_order(lines)
    assert clean_text("\n".join(lines)).notes == (ROW_ORDER,)


@pytest.mark.parametrize("lines", [LINES, LINES[:100], LINES[::-1], ["渡船又开了"] * 300, []])
def test_other_pages_are_not(lines: list[str]) -> None:
    """Lines from the last to the first go on nowhere, and a page that repeats one line goes on everywhere."""
    assert not is_row_order(lines)


def test_a_page_read_across_keeps_its_lines() -> None:
    lines = row_by_row(LINES, 4)
    assert clean_text("\n".join(lines)).text.split("\n") == lines
