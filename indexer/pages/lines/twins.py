"""What the lines that are like a line turned out to be: how a page teaches the reading of its own lines. Pure.

A page is read twice. The first reading gives each line's roles with their probabilities. The lines of one shape are
mostly of one role: if eleven lines like this one open an article, the twelfth probably does as well, whatever its words
are. So the second reading knows of each line what its twins are taken for: those of the same wording, of the same
setting, of the same setting before a line of the same wording, or behind one. A line does not count as its own twin.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from xtsearch.indexer.pages.lines import features
from xtsearch.indexer.pages.lines.roles import Role
from xtsearch.indexer.pages.lines.settings import settings
from xtsearch.indexer.pages.lines.traits import Trait, is_plain_text
from xtsearch.indexer.pages.page import Line, Page, visible
from xtsearch.indexer.pages.pieces.shapes import LONGEST, is_telling, shape_of

#: The classes of roles that twins are counted by, in the order of `features.TWIN_CLASSES`.
CLASS_OF = {
    Role.OPEN: 0,
    Role.BODY: 1,
    Role.SECTION: 2,
    Role.DISPLAY: 3,
    Role.HEAD: 3,
    Role.CUT_HEAD: 3,
    Role.RESIDUE: 4,
    Role.INSET: 5,
    Role.CUT_INSET: 5,
}
_CLASSES = tuple(CLASS_OF[role] for role in Role)
_COUNT = len(features.TWIN_CLASSES)
_OPEN, _TEXT, _DISPLAY = CLASS_OF[Role.OPEN], CLASS_OF[Role.BODY], CLASS_OF[Role.DISPLAY]
SURE_TEXT = 0.9995  # probability of text inside an article, from which a line is not read again

Names = tuple[str, ...]


def likenesses(page: Page, traits: Sequence[Trait]) -> list[tuple[int, ...]]:
    """For each line a number for each way of `features.LIKENESSES`: lines with the same number are twins that way."""
    set_as = settings(page, traits)
    worded = [
        "" if is_plain_text(trait) else _wording(line, trait) for line, trait in zip(page.lines, traits, strict=True)
    ]
    before, after = ["", *worded][: len(worded)], [*worded, ""][1:]
    numbers: dict[tuple[int, object], int] = {}
    ways = zip(worded, set_as, zip(set_as, after, strict=True), zip(before, set_as, strict=True), strict=True)
    return [tuple([numbers.setdefault(key, len(numbers)) for key in enumerate(keys)]) for keys in ways]


def _wording(line: Line, trait: Trait) -> str:
    """The line's shape if it tells; else whether the line may be a name."""
    text = visible(line.text)
    if len(text) > LONGEST:
        return ""
    shape = shape_of(text)
    return shape if is_telling(shape) else f"{trait.names}"


def is_sure_text(shares: Sequence[float]) -> bool:
    """Whether the first reading leaves no doubt that a line is text inside an article: it is not read again."""
    return shares[Role.BODY] > SURE_TEXT


def read_twins(alike: Sequence[tuple[int, ...]], shares: Sequence[Sequence[float]]) -> list[list[Names]]:
    """For each line the names of the features that its twins give it, a tuple for each likeness; none for sure text.

    `alike` is what `likenesses` says; `shares[i][role]` is the probability of each role at line i in the first
    reading.
    """
    classes = [None if is_sure_text(row) else _by_class(row) for row in shares]
    sums: defaultdict[int, list[float]] = defaultdict(lambda: [0.0] * (_COUNT + 1))
    for numbers, row in zip(alike, classes, strict=True):
        for number in numbers:
            total = sums[number]
            total[_COUNT] += 1.0
            if row is None:
                total[_TEXT] += 1.0
            else:
                for at in range(_COUNT):
                    total[at] += row[at]
    return [
        [] if own is None else [_of_twins(way, sums[number], own) for way, number in enumerate(numbers)]
        for numbers, own in zip(alike, classes, strict=True)
    ]


def _of_twins(way: int, total: Sequence[float], own: Sequence[float]) -> Names:
    """The features of one likeness. `total` are the sums of all lines that are alike, the line itself among them, by
    class, and their number."""
    count = int(total[_COUNT]) - 1
    if not count:
        return _alone(way)
    means = [(total[at] - own[at]) / count for at in range(_COUNT)]
    most = means.index(max(means))
    return _names(way, most, _share(means[most]), _several(count), _share(means[_OPEN]), _share(means[_DISPLAY]))


def _by_class(row: Sequence[float]) -> list[float]:
    sums = [0.0] * _COUNT
    for at, share in zip(_CLASSES, row, strict=True):
        sums[at] += share
    return sums


def _share(value: float) -> int:
    """The bucket of a mean probability by `features.TWIN_SHARES`."""
    return bisect_right(features.TWIN_SHARES, value)


def _several(count: int) -> int:
    return 0 if count == 1 else 1 if count <= 3 else 2


@cache
def _names(way: int, most: int, share: int, several: int, opens: int, displayed: int) -> Names:
    likeness = features.LIKENESSES[way]
    return (
        features.TWINS[likeness, features.TWIN_CLASSES[most]],
        features.TWINS_SURELY[likeness, features.TWIN_CLASSES[most], share, several],
        features.TWINS_OPEN[likeness, opens],
        features.TWINS_DISPLAYED[likeness, displayed],
    )


def _alone(way: int) -> Names:
    return (features.NO_TWIN[features.LIKENESSES[way]],)
