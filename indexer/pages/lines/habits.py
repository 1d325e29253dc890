"""What a page's openings and headlines have in common, by the first reading of it. Pure.

On one page each article opens behind a line of metadata, on another with a dateline, on a third behind two blank lines.
The first reading says how probable it is that each line opens an article, so it says as well what share of the page's
openings have each of `features.MARKS`. In the second reading a line is told whether it has the marks that the others
have. A line does not count for its own share.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import compress
from operator import itemgetter

from xtsearch.indexer.pages.lines import features
from xtsearch.indexer.pages.lines.extraction import CAPTION_END, LONGEST_END
from xtsearch.indexer.pages.lines.roles import DISPLAYED, Role
from xtsearch.indexer.pages.lines.traits import LARGE, Trait
from xtsearch.indexer.pages.lines.twins import is_sure_text
from xtsearch.indexer.pages.page import Page, visible
from xtsearch.indexer.pages.pieces.byline_forms import ends_with_credit
from xtsearch.indexer.pages.pieces.furniture import Furniture

Names = tuple[str, ...]
#: A bit for each of `features.MARKS`.
Marks = int
_BITS = tuple(1 << at for at in range(len(features.MARKS)))

FEW = 0.8  # expected openings, or headlines, of the page beside the line itself: with fewer there is no habit
SMALL = 0.02  # probability of a line whose own part in the page's share is not worth taking out
BELOW = 4  # lines after a headline in which its line of metadata may stand


def read_marks(page: Page, traits: Sequence[Trait]) -> list[Marks]:
    """The marks of each line."""
    lines, count = page.lines, len(page.lines)
    metadata = [trait.furniture is Furniture.METADATA for trait in traits]
    rows: list[Marks] = []
    for index, (line, trait) in enumerate(zip(lines, traits, strict=True)):
        after = index + 1
        marks = (
            line.gap > 0 or not index,
            after == count or lines[after].gap > 0,
            index > 0 and metadata[index - 1],
            True in metadata[after : after + BELOW],
            trait.opening is not None,
            line.indent >= 2,
            index > 0 and traits[index - 1].display > 0,
            trait.width == "full",
            index > 0 and _ends(visible(lines[index - 1].text), traits[index - 1]),
            line.form.heading > 0 or (line.form.size is not None and line.form.size >= LARGE),
        )
        rows.append(sum(compress(_BITS, marks)))
    return rows


def _ends(text: str, trait: Trait) -> bool:
    """Whether an article ends with this line: with a credit, or with names."""
    return ends_with_credit(text) or trait.names in (1, 2) or CAPTION_END.search(text[-LONGEST_END:]) is not None


def read_habits(marks: Sequence[Marks], shares: Sequence[Sequence[float]]) -> list[Names]:
    """For each line the names of the features that say how it keeps to the page's habit; none for sure text.

    `marks` is what `read_marks` says; `shares[i][role]` is the probability of each role at line i in the first
    reading.
    """
    openings = [row[Role.OPEN] for row in shares]
    headlines = list(map(sum, map(itemgetter(*sorted(DISPLAYED)), shares)))
    return [
        () if is_sure_text(row) else (*of_openings, *of_headlines)
        for row, of_openings, of_headlines in zip(
            shares,
            _habits(features.HABIT_OF[0], marks, openings),
            _habits(features.HABIT_OF[1], marks, headlines),
            strict=True,
        )
    ]


def _habits(kind: str, marks: Sequence[Marks], expected: Sequence[float]) -> list[Names]:
    count = len(features.MARKS)
    whole, having = sum(expected), [0.0] * count
    for mask, probability in zip(marks, expected, strict=True):
        if probability > SMALL:
            for at in range(count):
                if mask >> at & 1:
                    having[at] += probability
    of_mask: dict[Marks, Names] = {}
    rows: list[Names] = []
    for mask, probability in zip(marks, expected, strict=True):
        if probability <= SMALL:
            names = of_mask.get(mask)
            if names is None:
                names = of_mask[mask] = _told(kind, mask, whole, having)
        else:
            rest = [value - probability * (mask >> at & 1) for at, value in enumerate(having)]
            names = _told(kind, mask, whole - probability, rest)
        rows.append(names)
    return rows


def _told(kind: str, mask: Marks, whole: float, having: Sequence[float]) -> Names:
    if whole < FEW:
        return ()
    return _names(kind, mask, tuple([_share(value / whole) for value in having]))


def _share(value: float) -> int:
    """The bucket of a share by `features.HABIT_SHARES`."""
    return bisect_right(features.HABIT_SHARES, value)


def _names(kind: str, mask: Marks, shares: tuple[int, ...]) -> Names:
    return tuple(
        [
            features.HABIT_SHARE[kind, mark, share, bool(mask >> at & 1)]
            for at, (mark, share) in enumerate(zip(features.MARKS, shares, strict=True))
        ]
    )
