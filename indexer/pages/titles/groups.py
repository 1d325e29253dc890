"""A page's lines with their roles in; display lines that stand together, and between which articles, out. Pure.

    >>> from xtsearch.indexer.pages.page import read_page
    >>> page = read_page("市领导调研文艺工作\\n\\n本报讯（记者 杨阳）5月13日，市委常委调研文艺工作。")
    >>> [(len(group.lines), group.following) for group in read_groups(page, [Role.DISPLAY, Role.OPEN], [0])]
    [(1, 0)]

Such groups are the raw material of headlines: `placing` cuts each into headlines and gives these to articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xtsearch.indexer.pages.lines.roles import DISPLAYED, INSIDE, LEFT_OUT, TEXT, Role
from xtsearch.indexer.pages.page import Line, Page

HEAP_LINES = 4  # display lines together at the page's start or end that may belong anywhere; the seed has six


@dataclass(frozen=True)
class Group:
    """Display lines that follow each other.

    `before` and `following` are the articles whose text stands before and after the group, None at the page's edge.
    `inside`: the group interrupts the text of `before`. `heaped`: it is a heap of headlines at the page's start or end.
    """

    lines: tuple[Line, ...]
    before: int | None
    following: int | None
    inside: bool
    heaped: bool


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
        elif role not in LEFT_OUT and current:
            close()
    if current:
        close()
    return groups


def _group(page: Page, roles: Sequence[int], indices: Sequence[int], openings: int, articles: Sequence[int]) -> Group:
    lines = tuple(page.lines[index] for index in indices)
    at_edge = openings in (0, len(articles))
    return Group(
        lines,
        articles[openings - 1] if openings else None,
        articles[openings] if openings < len(articles) else None,
        roles[indices[0]] in INSIDE,
        at_edge and len(lines) >= HEAP_LINES,
    )
