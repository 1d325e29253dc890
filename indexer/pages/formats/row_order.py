"""The lines of a page in; whether they were read row by row across its columns, out. Pure.

OCR tools list the lines that they found from top to bottom unless told otherwise, so that lines of several columns
alternate. No sentence then goes on from one line to the next, while many go on a few lines further down. The page
itself tells which do: the two characters on either side of a line end that cuts a word stand elsewhere on the page as
well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

#: What a person is told of such a page.
ROW_ORDER = (
    "the lines of several columns alternate, as an OCR tool lists them from top to bottom: have the tool sort them by"
    " columns, or take its output with boxes (JSON, hOCR, TSV)"
)

_HAN_PAIR = re.compile("[\u4e00-\u9fff]{2}")
SHORTEST, LONGEST = 6, 60  # characters of a line that may be one of a column
LOOKED_AT = 600  # lines of a page
SAMPLED = 120  # line ends that are looked at first: of a page in the order of reading, a fifth of them is enough
#: Line ends between Han characters that are needed to tell, and that go on in the same way.
JOINS_LEAST, GOING_ON_LEAST = 60, 6
#: A front page of 293 lines: in the order of reading 46% of the line ends cut a pair that stands elsewhere on the
#: page; row by row 6% do with the next line, 15% with the sixth; lines that do not go on 3%. Of 42 composed pages none
#: was taken for one read row by row; with their lines dealt out to two to six columns, 36 or 37 of the 42 were.
NEXT_MOST, CHANCE_LEAST = 0.2, 0.02
FARTHEST, CHANCE_FROM, CHANCE_TO = (
    12,
    15,
    30,
)  # lines further down: the columns of a page, and where only chance is left
DEVIATIONS = 4.0  # standard deviations above chance
BETTER = 1.5  # times as often as the next line


def is_row_order(lines: Sequence[str]) -> bool:
    """Whether sentences go on a few lines further down and not in the next line."""
    texts = [text for line in lines[:LOOKED_AT] if SHORTEST <= len(text := line.strip()) <= LONGEST]
    if len(texts) < JOINS_LEAST:
        return False
    joins, whole = _joins(texts, 1), "\n".join(texts)
    sample = joins[:SAMPLED]
    if len(joins) < JOINS_LEAST or sum(join in whole for join in sample) > NEXT_MOST * len(sample):
        return False
    pairs = set(map("".join, pairwise(whole)))
    share, _ = _going_on(texts, 1, pairs)
    chance = [_going_on(texts, distance, pairs)[0] for distance in range(CHANCE_FROM, CHANCE_TO)]
    base = max(CHANCE_LEAST, sum(chance) / len(chance))
    for distance in range(2, FARTHEST + 1):
        further, count = _going_on(texts, distance, pairs)
        spread = sqrt(base * (1 - base) / max(1, count))
        enough = further * count >= GOING_ON_LEAST
        if enough and further >= base + DEVIATIONS * spread and further >= BETTER * share:
            return True
    return False


def _going_on(texts: Sequence[str], distance: int, pairs: set[str]) -> tuple[float, int]:
    """The share of `_joins` that are among `pairs`, and the number of all."""
    joins = _joins(texts, distance)
    return sum(join in pairs for join in joins) / max(1, len(joins)), len(joins)


def _joins(texts: Sequence[str], distance: int) -> list[str]:
    """The two characters on either side of each line end, were each line followed by the one so many lines further
    down; where both are Han characters."""
    ends = [before[-1] + after[0] for before, after in zip(texts, texts[distance:], strict=False)]
    return [pair for pair in ends if _HAN_PAIR.fullmatch(pair)]
