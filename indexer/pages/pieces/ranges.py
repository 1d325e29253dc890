"""Line numbers in; inclusive ranges of lines out. Pure.

>>> to_ranges([1, 2, 4, 9], {1: 2, 2: 4, 4: 7, 7: 9})
((1, 4), (9, 9))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from xtsearch.indexer.pages.page import Page


def following_numbers(page: Page) -> dict[int, int]:
    """Number of each line that is not blank -> number of the next such line."""
    numbers = [number for line in page.lines for number in line.numbers]
    for debris in page.debris:
        numbers += debris.numbers
    return dict(pairwise(sorted(numbers)))


def to_ranges(numbers: Sequence[int], following: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """Inclusive ranges of ascending numbers. Lines with nothing but blank lines between them are in one range.

    `following`: number of each line that is not blank -> number of the next such line.
    """
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and following.get(ranges[-1][1]) == number:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return tuple(ranges)
