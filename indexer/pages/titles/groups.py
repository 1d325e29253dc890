"""A page's lines with their roles in; display lines that stand together, and between which articles, out. Pure.

    >>> from xtsearch.indexer.pages.page import read_page
    >>> page = read_page("市领导调研文艺工作\\n\\n本报讯（记者 杨阳）5月13日，市委常委调研文艺工作。")
    >>> [(len(group.lines), group.following) for group in read_groups(page, [Role.DISPLAY, Role.OPEN], [0])]
    [(1, 0)]

Such groups are the raw material of headlines: `placing` cuts each into headlines and gives these to articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from xtsearch.indexer.pages.line_form import PLAIN, LineForm
from xtsearch.indexer.pages.lines.roles import DISPLAYED, INSIDE, LEFT_OUT, TEXT, Role
from xtsearch.indexer.pages.lines.traits import HAN_SPACE
from xtsearch.indexer.pages.page import Line, Page, visible

MEASURE_LINES = 2  # so many headline lines of one width, each with another below it, fill what headlines are set to
MEASURE_SLACK = 1.0  # em by which such lines may differ; no mark may begin the next line
OPEN_BRACKET = re.compile(r"【[^】]*$|《[^》]*$|“[^”]*$|（[^）]*$|『[^』]*$|「[^」]*$|\([^)]*$")
UNOPENED = re.compile(r"^[^【]*】|^[^《]*》|^[^“]*”|^[^（]*）|^[^『]*』|^[^「]*」|^[^(]*\)")
HEAP_LINES = 4  # display lines together at the page's start or end that may belong anywhere; the seed has six


class HeadlineSetting(NamedTuple):
    """How a page sets its headlines. `measure`: the width (em) that they are wrapped at; None: they are not, or too few
    to tell. `single`: the width of the longest headline of one line, of the longest line but one if there is none;
    `spaced`: how many lines hold two clauses parted by a space. A page with such lines would not have cut a headline
    that is no longer, or at the end of a clause."""

    measure: float | None = None
    single: float = 0.0
    spaced: int = 0


UNKNOWN = HeadlineSetting()


class DisplayLine(NamedTuple):
    """A line that is set as a headline. `gap`: a blank line stands before it. `full`: it is as wide as the page sets
    headlines, or as its text. `form`: how it was set, where the file says so. `wrapped`: it stands in a column, where
    a line end may cut anything; else each paragraph is one line, and so are most headlines."""

    text: str
    gap: bool = False
    full: bool = False
    form: LineForm = PLAIN
    wrapped: bool = True
    setting: HeadlineSetting = UNKNOWN


@dataclass(frozen=True)
class Group:
    """Display lines that follow each other.

    `before` and `following` are the articles whose text stands before and after the group, None at the page's edge.
    `inside`: the group interrupts the text of `before`. `heaped`: it is a heap of headlines at the page's start or end.
    `full`: the numbers of lines that are as wide as the page sets headlines, or as the text beside the group;
    `wrapped`: of those that stand in a column. `setting`: how the page sets headlines.
    """

    lines: tuple[Line, ...]
    before: int | None
    following: int | None
    inside: bool
    heaped: bool
    full: frozenset[int] = frozenset()
    wrapped: frozenset[int] = frozenset()
    setting: HeadlineSetting = UNKNOWN

    def display_lines(self, lines: Sequence[Line]) -> list[DisplayLine]:
        """Some lines of the group as they are set."""
        return [
            DisplayLine(
                visible(line.text),
                line.gap > 0,
                line.number in self.full,
                line.form,
                line.number in self.wrapped,
                self.setting,
            )
            for line in lines
        ]


def read_groups(
    page: Page, roles: Sequence[int], articles: Sequence[int], taken: frozenset[int] = frozenset()
) -> list[Group]:
    """The page's groups of display lines, in order.

    `articles[n]` is the article to which the text of the n-th opening belongs. `taken` are the numbers of lines that a
    person has given to an article already.
    """
    groups: list[Group] = []
    openings = 0  # before the current line
    current: list[int] = []

    def close() -> None:
        groups.append(_group(page, roles, current, openings, articles))
        current.clear()

    opening = int(Role.OPEN)
    for index, role in enumerate(roles):
        if role in TEXT:
            if current:
                close()
            openings += role == opening
        elif role in DISPLAYED and page.lines[index].number not in taken:
            if current and (roles[current[-1]] in INSIDE) != (role in INSIDE):
                close()
            current.append(index)
        elif role not in LEFT_OUT:
            if current:
                close()
        elif current and current[-1] == index - 1 and _closes(page.lines[index - 1], page.lines[index]):
            current.append(index)
    if current:
        close()
    setting = headline_setting(
        [[(line.text, line.high) for line in group.lines] for group in groups if not group.inside]
    )
    return [
        replace(group, full=group.full.union(_filled(group.lines, setting.measure)), setting=setting)
        for group in groups
    ]


def headline_setting(runs: Sequence[Sequence[tuple[str, float]]]) -> HeadlineSetting:
    """How a page sets its headlines. `runs`: the display lines that stand together, each with its width (em)."""
    widths = sorted((width for run in runs for _, width in run), reverse=True)
    single = max((run[0][1] for run in runs if len(run) == 1), default=min(widths[:2], default=0.0))
    spaced = sum(HAN_SPACE.search(text) is not None for run in runs for text, _ in run)
    return HeadlineSetting(headline_measure([[width for _, width in run] for run in runs]), single, spaced)


def headline_measure(runs: Sequence[Sequence[float]]) -> float | None:
    """The width (em) that a page's headlines are wrapped at; None: they are not, or too few to tell.

    `runs`: the widths of display lines that stand together. The measure is the widest to which several lines come that
    have another line below them.
    """
    above = sorted((upper for run in runs for upper, _ in pairwise(run)), reverse=True)
    widest = max((width for run in runs for width in run), default=0.0)
    for width, fellow in zip(above, above[MEASURE_LINES - 1 :], strict=False):
        if width - fellow <= MEASURE_SLACK:
            return width if widest <= width + MEASURE_SLACK else None
    return None


def fills_measure(width: float, measure: float | None) -> bool:
    """Whether a line of this width (em) is as wide as the page's headlines are set."""
    return measure is not None and abs(width - measure) <= MEASURE_SLACK


def _filled(lines: Sequence[Line], measure: float | None) -> frozenset[int]:
    return frozenset(line.number for line in lines if fills_measure(line.high, measure))


def _closes(above: Line, below: Line) -> bool:
    """Whether the line is the rest of the headline line above it, which opens brackets that only this line closes."""
    opened = OPEN_BRACKET.search(visible(above.text)) is not None
    return opened and not below.gap and UNOPENED.search(visible(below.text)) is not None


def _group(page: Page, roles: Sequence[int], indices: Sequence[int], openings: int, articles: Sequence[int]) -> Group:
    lines = tuple(page.lines[index] for index in indices)
    at_edge = openings in (0, len(articles))
    return Group(
        lines,
        articles[openings - 1] if openings else None,
        articles[openings] if openings < len(articles) else None,
        roles[indices[0]] in INSIDE,
        at_edge and len(lines) >= HEAP_LINES,
        frozenset(page.lines[index].number for index in indices if page.lines[index].fills(page.columns[index])),
        frozenset(page.lines[index].number for index in indices if page.columns[index] is not None),
    )
