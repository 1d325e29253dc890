"""A page's lines in; how each is set on its page out. Pure.

>>> from xtsearch.indexer.pages.lines.traits import read_traits
>>> from xtsearch.indexer.pages.page import read_page
>>> page = read_page("县长察看新建水厂\\n\\n　　县长高远一日到水厂察看。")
>>> [(setting.indent, setting.gap, setting.end) for setting in settings(page, read_traits(page, None))]
[(0, 2, ''), (1, 1, '.')]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xtsearch.indexer.pages.lines import features
from xtsearch.indexer.pages.lines.traits import Trait
from xtsearch.indexer.pages.page import Line, Page, usual_gap, visible
from xtsearch.indexer.pages.pieces.buckets import bucket

# How wide a line is where no column tells: em.
WIDTHS = (3, 5, 9, 16, 26, 40, 60)
DEEP_INDENT = 5  # half em: deeper than a paragraph's indent, as centred lines are


class Setting(NamedTuple):
    """How a line is set on its page: `indent` 0, 1 for a paragraph's, 2 for a deeper one; the blank lines before and
    behind it, as 0, 1 for the page's usual number, 2 for more; how wide it is; whether it ends a sentence, with a mark
    or without any; the height of its characters and its level as a heading, where the file says so."""

    indent: int
    gap: int
    next_gap: int
    width: str
    end: str
    size: int
    heading: int


def settings(page: Page, traits: Sequence[Trait]) -> list[Setting]:
    """The setting of each line."""
    lines = page.lines
    usual = usual_gap(lines)
    shown = [0 if not line.gap else 1 if line.gap <= usual else 2 for line in lines]
    shown.append(2)
    if shown:
        shown[0] = 2
    return [
        Setting(
            0 if line.indent < 2 else 1 if line.indent <= DEEP_INDENT else 2,
            shown[index],
            shown[index + 1],
            _width(line, trait),
            _end(line),
            0 if line.form.size is None else 1 + bucket(line.form.size, features.FORM_SIZES),
            line.form.heading,
        )
        for index, (line, trait) in enumerate(zip(lines, traits, strict=True))
    ]


def _width(line: Line, trait: Trait) -> str:
    """How wide the line is: whether it fills its column; else the bucket of WIDTHS."""
    if trait.width in ("full", "but indent"):
        return trait.width
    return str(bucket(line.high, WIDTHS))


def _end(line: Line) -> str:
    if line.ends_sentence:
        return "."
    last = visible(line.text)[-1:]
    return "" if last.isalnum() else last if last in "：:）)” 》】" else ","
