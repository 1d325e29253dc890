"""The runs of a page in; blocks out: lines of one column that stand below each other without a gap.

Lines of running text, the two lines of a headline, a kicker, a caption are a block each. Blocks are what the reading
order puts in order, so a block must not reach from one article into another; that one article has many does no harm.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from statistics import median

from xtsearch.indexer.pages.formats.boxes import Block, Run, hull, overlap

#: Lines of a block differ in size by no more than this factor: of OCR boxes, whose heights differ by a sixth within a
#: column, and where fonts say the size.
SAME_HEIGHT, SAME_SIZE = 1.35, 1.12
#: Em by which the left ends of two lines of a block may differ (a paragraph's indent), the right ends, the centres.
LEFT, RIGHT, CENTRE = 2.7, 1.0, 1.0
#: What an OCR takes dust and rules for: so low, and so few characters. It parts no lines.
SPECK, SPECK_LENGTH = 0.6, 3
#: So many lines are followed upwards from one: more than a column has.
LOOKED_UP = 400
#: A vertical line goes on with one of so many blocks that began last: more than a page has.
LAST_BEGUN = 100
#: A line of so many em may end where the next one, a paragraph's first, begins: it counts as so many em wide.
SHORT, BESIDE = 2.6, 4.0
#: From this multiple of the usual distance of lines on, a gap parts two blocks; from the second, if the page has none.
WIDE_GAP, WIDE_GAP_EM = 1.45, 2.1


def make_blocks(runs: Sequence[Run], body: float, *, measured: bool) -> list[Block]:
    """The blocks of a page whose running text is `body` high. `measured`: sizes are those of fonts."""
    lines = [run for run in runs if not run.vertical]
    specks = [] if measured else [run for run in lines if run.size < SPECK * body and len(run.text) <= SPECK_LENGTH]
    gone = set(map(id, specks))
    stacks = _Stacks([run for run in lines if id(run) not in gone], body, SAME_SIZE if measured else SAME_HEIGHT)
    blocks = [*stacks, *_vertical_blocks([run for run in runs if run.vertical])]
    return blocks + [Block(*hull([run]), [[run]], run.size) for run in specks]


class _Stacks:
    """Horizontal lines that stand below each other as blocks of one column."""

    def __init__(self, lines: Sequence[Run], body: float, same: float) -> None:
        self._lines, self._body, self._same = lines, body, same
        self._above, self._below = _neighbours(lines)
        self._pitch = _usual_pitch(lines, self._above, body)

    def __iter__(self) -> Iterator[Block]:
        for first in range(len(self._lines)):
            if self._is_joined(first):
                continue
            at, block = first, [self._lines[first]]
            while (following := self._following(at)) is not None and self._is_joined(following):
                at = following
                block.append(self._lines[at])
            yield Block(*hull(block), [[line] for line in block], median([line.size for line in block]))

    def _following(self, at: int) -> int | None:
        """The one line right below a line; None where there are several side by side, or none.

        What stands lower still shows beside a paragraph's short last line.
        """
        below = sorted(self._below[at], key=lambda other: self._lines[other].y0)
        if len(below) > 1 and self._lines[below[1]].y0 - self._lines[below[0]].y0 < 0.6 * self._lines[at].size:
            return None
        return below[0] if below else None

    def _is_joined(self, at: int) -> bool:
        """Whether a line goes on with the block of the line above it."""
        if len(self._above[at]) != 1 or self._following(self._above[at][0]) != at:
            return False
        line, upper = self._lines[at], self._lines[self._above[at][0]]
        size = min(line.size, upper.size)
        if not _is_near(line.size, upper.size, self._same):
            return False
        usual = self._pitch if self._pitch is not None and _is_near(size, self._body, 1.25) else None
        if line.y0 - upper.y0 > (WIDE_GAP * usual if usual is not None else WIDE_GAP_EM * size):
            return False
        centre = abs(line.x0 + line.x1 - upper.x0 - upper.x1) / 2
        left, right = abs(line.x0 - upper.x0), abs(line.x1 - upper.x1)
        return left <= LEFT * size or right <= RIGHT * size or centre <= CENTRE * size


def _neighbours(lines: Sequence[Run]) -> tuple[list[list[int]], list[list[int]]]:
    """For each line the indices of the lines right above it and right below it: those that overlap it horizontally with
    nothing between."""
    above: list[list[int]] = [[] for _ in lines]
    below: list[list[int]] = [[] for _ in lines]
    skyline = _Skyline()
    for at in sorted(range(len(lines)), key=lambda at: lines[at].y0):
        line = lines[at]
        least = min(0.3 * line.size, (line.x1 - line.x0) / 4)
        end = line.x1
        upper = skyline.at(line.x0 + least) if end - line.x0 <= SHORT * line.size else None
        if upper is not None and _is_near(lines[upper].size, line.size, SAME_HEIGHT):
            end = max(end, min(line.x0 + BESIDE * line.size, lines[upper].x1))
        shown = skyline.cover(line.x0, end, at)
        uppers = [other for other, width in sorted(shown.items()) if width > least and lines[other].y0 < line.y0]
        above[at] = _nearest(uppers, above, lines)
        for other in above[at]:
            below[other].append(at)
    return above, below


def _nearest(uppers: Sequence[int], above: Sequence[Sequence[int]], lines: Sequence[Run]) -> list[int]:
    """The uppers of a line without those that only show beside a shorter line which stands between."""
    if len(uppers) < 2:
        return list(uppers)
    highest = min(lines[other].y0 for other in uppers)
    hidden: set[int] = set()
    waiting = list(uppers)
    while waiting and len(hidden) < LOOKED_UP:
        for other in above[waiting.pop()]:
            if other not in hidden and lines[other].y0 >= highest:
                hidden.add(other)
                waiting.append(other)
    return [other for other in uppers if other not in hidden]


class _Skyline:
    """The lowest lines so far, by the stretches of the page's width in which each is the lowest."""

    def __init__(self) -> None:
        self._starts: list[float] = []
        self._stretches: list[tuple[float, int]] = []  # where the stretch ends, and the index of its line

    def at(self, place: float) -> int | None:
        """The line that is the lowest at a place of the page's width; None where there is none yet."""
        number = bisect_right(self._starts, place) - 1
        if number < 0 or self._stretches[number][0] < place:
            return None
        return self._stretches[number][1]

    def cover(self, start: float, end: float, line: int) -> dict[int, float]:
        """Put a line below the others; answers which of them it covers, and how much of each."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_left(self._starts, end)
        covered: dict[int, float] = {}
        kept: list[tuple[float, float, int]] = []
        for other_start, (other_end, other) in zip(self._starts[first:last], self._stretches[first:last], strict=True):
            shared = overlap(start, end, other_start, other_end)
            if shared > 0:
                covered[other] = covered.get(other, 0.0) + shared
            if other_start < start:
                kept.append((other_start, min(start, other_end), other))
            if other_end > end:
                kept.append((end, other_end, other))
        kept.append((start, end, line))
        kept.sort()
        self._starts[first:last] = [kept_start for kept_start, _, _ in kept]
        self._stretches[first:last] = [(kept_end, kept_line) for _, kept_end, kept_line in kept]
        return covered


def _usual_pitch(lines: Sequence[Run], above: Sequence[Sequence[int]], body: float) -> float | None:
    """The usual distance from one line of running text to the next; None where there are too few."""
    pitches = [
        line.y0 - lines[upper].y0
        for line, uppers in zip(lines, above, strict=True)
        for upper in uppers
        if _is_near(line.size, body, 1.15) and _is_near(lines[upper].size, body, 1.15)
    ]
    return median(pitches) if len(pitches) >= 8 else None


def _is_near(size: float, other: float, factor: float) -> bool:
    return size <= factor * other and other <= factor * size


def _vertical_blocks(runs: list[Run]) -> Iterator[Block]:
    """Vertical lines that stand side by side are a block, read from right to left."""
    runs.sort(key=lambda run: -run.x1)
    blocks: list[list[Run]] = []
    for run in runs:
        joined = next((block for block in blocks[-LAST_BEGUN:] if _is_beside(block[-1], run)), None)
        if joined is None:
            blocks.append([run])
        else:
            joined.append(run)
    for block in blocks:
        yield Block(*hull(block), [[run] for run in block], median([run.size for run in block]), vertical=True)


def _is_beside(right: Run, left: Run) -> bool:
    """Whether a vertical line stands right beside another, to its left, and starts or ends level with it."""
    size = min(right.size, left.size)
    level = min(abs(right.y0 - left.y0), abs(right.y1 - left.y1)) <= LEFT * size
    return _is_near(right.size, left.size, SAME_HEIGHT) and level and -0.3 * size <= right.x0 - left.x1 <= 1.3 * size
