"""The kinds of steps from one line to the next, and the names by which the weights know them. Pure.

How well two roles go together depends on how the first line ends, on the blank line between the two, and on how the
second line begins. A kind of step is one combination of these; `names` are its parts for one pair of roles:

    >>> names(Role.OPEN, Role.BODY, WRAPPED, gap=0, start=EDGE)
    ('OPEN BODY', 'OPEN BODY end 1 gap 0', 'OPEN BODY start 1')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from xtsearch.indexer.pages.lines.roles import Role, may_follow
from xtsearch.indexer.pages.lines.traits import Trait, first_line
from xtsearch.indexer.pages.page import Page

#: How a line ends: its sentence ends; it fills its column in mid-sentence; it breaks off; it is a line of reporters.
CLOSED, WRAPPED, BROKEN, ALONE = ENDS = range(4)
#: Whether a blank line stands between the two lines.
GAPS = range(2)
#: How a line begins: set as a paragraph's first, going on from the column's edge, or nothing tells which.
INDENT, EDGE, UNKNOWN = STARTS = range(3)
KINDS = len(ENDS) * len(GAPS) * len(STARTS)


def kind_of(end: int, gap: int, start: int) -> int:
    """The number of a kind of step, from 0 to before KINDS."""
    return (end * len(GAPS) + gap) * len(STARTS) + start


def all_kinds() -> Iterator[tuple[int, int, int]]:
    """End, gap and start of every kind of step, in the order of their numbers."""
    return product(ENDS, GAPS, STARTS)


def is_closed(end: int) -> bool:
    """Whether nothing of the sentence is left open by such an end."""
    return end in (CLOSED, ALONE)


def step_kinds(page: Page, traits: Sequence[Trait]) -> list[int]:
    """For each line the kind of the step that leads to it; 0 for the first line, to which none leads."""
    kinds = [0]
    for index in range(1, len(traits)):
        before = traits[index - 1]
        end = ALONE if before.alone else CLOSED if before.closed else WRAPPED if before.wraps else BROKEN
        indented = first_line(page, index)
        start = INDENT if indented > 0 else EDGE if indented < 0 else UNKNOWN
        kinds.append(kind_of(end, 1 if page.lines[index].gap else 0, start))
    return kinds


def names(before: Role, after: Role, end: int, gap: int, start: int) -> tuple[str, str, str]:
    """The weights whose sum are the log-odds of two roles at a step."""
    pair = f"{before.name} {after.name}"
    return pair, f"{pair} end {end} gap {gap}", f"{pair} start {start}"


def all_names() -> list[str]:
    """Every name of a weight of steps, for the roles that may follow each other at all."""
    return list(
        dict.fromkeys(
            name
            for before, after in product(Role, Role)
            for part in range(3)
            for end, gap, start in all_kinds()
            if may_follow(before, after, closed=is_closed(end))
            for name in names(before, after, end, gap, start)[part : part + 1]
        )
    )
