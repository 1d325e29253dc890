"""Display lines that stand together, and where: the raw material of headlines. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.pages import Line, Page
from indexer.parsing.segments import Reading, Role

HEAP_LINES = 4  # display lines together at the page's start or end that may belong anywhere; the seed has six


@dataclass(frozen=True)
class Group:
    """Display lines that stand together: after `after` articles; `inside` where they interrupt the last of these."""

    lines: tuple[Line, ...]
    after: int
    inside: bool
    heaped: bool


def _is_display(reading: Reading, index: int) -> bool:
    role = reading.roles[index]
    return role is Role.DISPLAY or (role is Role.CUT and reading.traits[index].furniture is None)


def read_groups(page: Page, reading: Reading) -> list[Group]:
    """Display lines that follow each other, with the number of articles that began before them."""
    groups: list[Group] = []
    begun = 0
    current: list[int] = []
    opens = [index for index, role in enumerate(reading.roles) if role is Role.OPEN]
    final = opens[-1] if opens else -1
    for index, role in enumerate(reading.roles):
        if _is_display(reading, index):
            if current and reading.roles[current[-1]] is not role:
                groups.append(_group(page, reading, current, begun, final))
                current = []
            current.append(index)
            continue
        if current and role is not Role.RESIDUE:
            groups.append(_group(page, reading, current, begun, final))
            current = []
        begun += role is Role.OPEN
    if current:
        groups.append(_group(page, reading, current, begun, final))
    return groups


def _group(page: Page, reading: Reading, indices: Sequence[int], begun: int, final: int) -> Group:
    at_edge = begun == 0 or indices[-1] > final
    inside = begun > 0 and any(role is Role.BODY for role in _until_opening(reading, indices[-1] + 1))
    lines = tuple(page.lines[index] for index in indices)
    return Group(lines, begun, inside, at_edge and len(lines) >= HEAP_LINES)


def _until_opening(reading: Reading, index: int) -> Sequence[Role]:
    """Roles from an index to the next that belongs to a body."""
    stop = index
    while stop < len(reading.roles) and reading.roles[stop] not in (Role.OPEN, Role.BODY, Role.SECTION):
        stop += 1
    return reading.roles[stop : stop + 1]
