"""Display lines that stand together, and where: the raw material of headlines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xtsearch.indexer.pages.lines.roles import DISPLAYED, INSIDE, LEFT_OUT, TEXT, Role
from xtsearch.indexer.pages.page import Line, Page

HEAP_LINES = 4  # display lines together at the page's start or end that may belong anywhere; the seed has six


@dataclass(frozen=True)
class Group:
    """Display lines that stand together, between the articles `before` and `following`; `inside` where they interrupt
    the first of these."""

    lines: tuple[Line, ...]
    before: int | None
    following: int | None
    inside: bool
    heaped: bool


def read_groups(
    page: Page, roles: Sequence[int], articles: Sequence[int], taken: frozenset[int] = frozenset()
) -> list[Group]:
    """Display lines that follow each other. `articles[n]` is the article that the n-th opening opens or, by a person's
    word, goes on; lines whose number is `taken` have found theirs."""
    groups: list[Group] = []
    begun = 0
    current: list[int] = []

    def close() -> None:
        groups.append(_group(page, roles, current, begun, articles))
        current.clear()

    opening = int(Role.OPEN)
    for index, role in enumerate(roles):
        if role in TEXT:
            if current:
                close()
            begun += role == opening
        elif role in DISPLAYED and page.lines[index].number not in taken:
            if current and (roles[current[-1]] in INSIDE) != (role in INSIDE):
                close()
            current.append(index)
        elif role not in LEFT_OUT and current:
            close()
    if current:
        close()
    return groups


def _group(page: Page, roles: Sequence[int], indices: Sequence[int], begun: int, articles: Sequence[int]) -> Group:
    lines = tuple(page.lines[index] for index in indices)
    at_edge = begun in (0, len(articles))
    return Group(
        lines,
        articles[begun - 1] if begun else None,
        articles[begun] if begun < len(articles) else None,
        roles[indices[0]] in INSIDE,
        at_edge and len(lines) >= HEAP_LINES,
    )
