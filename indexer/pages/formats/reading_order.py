"""The blocks of a page in; the same blocks in the order in which a person reads them out.

A recursive X-Y cut (Nagy and Seth 1984) is the base. A region is cut at the white gaps that run through the whole of it
from top to bottom, for columns are read one after the other. Where none does, it is cut at gaps from left to right, but
only above and below what spans columns: a gap between two paragraphs that happens to run through all columns does not
part them. Where neither is possible, blocks are ordered by what stands above and what left of what (Breuel 2003).

Headlines come first, for an article need not fill a rectangle: a headline with the columns that stand right below what
it spans, or above it, is one unit of the cut, and so are columns that begin side by side without a headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xtsearch.indexer.pages.formats.boxes import FARTHEST, Block, hull, overlap

#: Em by which blocks are made smaller on each side before gaps are looked for: boxes of OCR reach into the gutter.
INSET_ACROSS, INSET_DOWN = 0.3, 0.3
#: The least white of a gap between inset blocks, in em.
GUTTER, BAND = 0.5, 0.3
#: A block counts as a headline from this multiple of the running text's size on.
HEADLINE = 1.3
#: Kickers, subtitles and large bylines are at least so large.
KICKER = 1.15
#: The white between a headline and its kicker or subtitle, in em of the larger one, at most.
PARTS_APART = 1.2
#: Em by which the middle of a headline may lie beside that of its columns.
ON_AXIS = 1.5
#: Em below a headline within which its columns begin.
NEAR = 4.0
#: Em by which a headline that stands below its columns is nearer to them than to the next ones, at least.
NEARER = 0.8
#: So many lines of a text are as wide as its column, one at least.
WHOLE = 4
#: Em of white below which a column goes on: the gap between two paragraphs.
GOES_ON = 1.7
#: Em of white between columns that begin side by side.
SIDE_BY_SIDE = 3.0
#: A white band so many em high parts two stories that stand in the same columns, where no headline tells.
BROAD = 3.0
#: What stands over a block is looked for among so many that begin above it.
LOOKED_BACK = 200
#: Regions nest no deeper on a real page.
DEEPEST = 60
#: A newspaper page has 40 to 300 blocks. One with more than so many is a table, or damage, and is read row by row.
MOST_BLOCKS = 1200
#: So many blocks at most are ordered one by one where no cut is possible; it takes the square of them.
MOST_INTERLOCKED = 600


@dataclass(slots=True)
class _Unit:
    """Blocks that are never parted, and the space that they take: a block, or a headline with what goes with it.

    `headline`: it is one.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    blocks: list[Block]
    headline: bool = False
    vertical: bool = False


def in_reading_order(blocks: Sequence[Block], body: float) -> list[Block]:
    """The blocks of a page whose running text is `body` high."""
    if len(blocks) > MOST_BLOCKS:
        return sorted(blocks, key=lambda block: (round(block.y0 / body), block.x0))
    ordered = _cut(_articles(_units(blocks, body), body), body, 0)
    return [block for unit in ordered for block in unit.blocks]


def _units(blocks: Sequence[Block], body: float) -> list[_Unit]:
    """Headlines with their kickers, subtitles and bylines, over all the columns that they stand above; other blocks."""
    heads: list[list[Block]] = []
    rest: list[Block] = []
    for block in sorted(blocks, key=lambda block: block.y0):
        if block.vertical:
            rest.append(block)
            continue
        group = next((group for group in heads if _goes_with(group, block, body)), None)
        if group is not None:
            group.append(block)
        elif block.size >= KICKER * body:
            heads.append([block])
        else:
            rest.append(block)
    units = [_Unit(*hull(group), group, any(block.size >= HEADLINE * body for block in group)) for group in heads]
    units += [_Unit(block.x0, block.y0, block.x1, block.y1, [block], vertical=block.vertical) for block in rest]
    for unit in units:
        if unit.headline:
            _widen(unit, units, body)
    return units


def _goes_with(group: Sequence[Block], block: Block, body: float) -> bool:
    """Whether a block stands right below a headline, or a part of it, and is set on the same axis or edge."""
    last = group[-1]
    if not -0.5 * body <= block.y0 - last.y1 <= PARTS_APART * max(last.size, block.size):
        return False
    if block.size < KICKER * body and (len(block.lines) > 1 or block.y0 - last.y1 > 2 * body):
        return False
    x0, _, x1, _ = hull(group)
    centred = abs(x0 + x1 - block.x0 - block.x1) / 2 <= body
    if block.size < KICKER * body:
        return centred and abs(block.x0 - x0) > 2 * body
    return centred or abs(last.x0 - block.x0) <= body


def _widen(unit: _Unit, units: Sequence[_Unit], body: float) -> None:
    """Let a headline reach over the whole of the columns that it stands above, else below, as far as its row is white.

    A headline that is set on an axis takes the columns on both sides of it, those that begin (or end) level; of a
    column into which it reaches it takes the whole.
    """
    texts = [other for other in units if not other.headline and not other.vertical]
    near = [other for other in texts if -body <= other.y0 - unit.y1 <= NEAR * body]
    if any(overlap(other.x0, other.x1, unit.x0, unit.x1) > 0 for other in near):
        first = min(other.y0 for other in near)
        near = [other for other in near if other.y0 <= first + ON_AXIS * body]
    else:
        near = [other for other in texts if -body <= unit.y0 - other.y1 <= NEAR * body]
    level = [
        other for other in units if other is not unit and overlap(other.y0, other.y1, unit.y0, unit.y1) > 0.3 * body
    ]
    least = max((other.x1 for other in level if other.x1 <= unit.x0 + body), default=-FARTHEST)
    most = min((other.x0 for other in level if other.x0 >= unit.x1 - body), default=FARTHEST)
    columns = [_column(other, texts, body) for other in near]
    lefts = sorted({left for left, _ in columns if least - body <= left <= unit.x0 + body})
    rights = sorted({right for _, right in columns if unit.x1 - body <= right <= most + body}, reverse=True)
    axis = unit.x0 + unit.x1
    on_axis = [(left, right) for left in lefts for right in rights if abs(left + right - axis) <= 2 * ON_AXIS * body]
    if on_axis:
        left, right = max(on_axis, key=lambda sides: sides[1] - sides[0])
        unit.x0, unit.x1 = min(left, unit.x0), max(right, unit.x1)
        return
    for left, right in columns:
        if overlap(left, right, unit.x0, unit.x1) > body:
            unit.x0, unit.x1 = min(unit.x0, max(left, least)), max(unit.x1, min(right, most))


def _column(unit: _Unit, texts: Sequence[_Unit], body: float) -> tuple[float, float]:
    """The left and right end of the column that a text stands in: a few lines may all be shorter."""
    if len(unit.blocks[0].lines) >= WHOLE:
        return unit.x0, unit.x1
    around = [
        other
        for other in texts
        if len(other.blocks[0].lines) >= WHOLE and other.x0 - body <= unit.x0 and unit.x1 <= other.x1 + body
    ]
    column = min(around, key=lambda other: other.x1 - other.x0, default=unit)
    return column.x0, column.x1


def _articles(units: Sequence[_Unit], body: float) -> list[_Unit]:
    """Headlines made one with their columns, rows of columns without a headline made one, and all other units."""
    below = {id(unit) for unit in units if unit.headline and _stands_below(unit, units, body)}
    owners = _owners([unit for unit in units if id(unit) not in below], body, above=False)
    owning = set(owners.values())
    rest = [unit for unit in units if id(unit) not in owners and id(unit) not in owning]
    closing = _owners(rest, body, above=True)
    heads = {id(unit): unit for unit in units if unit.headline}
    owned: dict[int, list[_Unit]] = {}
    for unit in units:
        owner = owners.get(id(unit), closing.get(id(unit)))
        if owner is not None:
            owned.setdefault(owner, []).append(unit)
    articles = []
    for owner, columns in owned.items():
        inner = _cut(columns, body, 0)
        articles.append(_joined([*inner, heads[owner]] if owner in closing.values() else [heads[owner], *inner]))
    left = [unit for unit in rest if id(unit) not in closing and id(unit) not in owned]
    return articles + _rows(left, body)


def _stands_below(headline: _Unit, units: Sequence[_Unit], body: float) -> bool:
    """Whether a headline stands below its columns: they are clearly nearer to it than what begins below it."""
    above = below = NEAR * body
    for unit in units:
        if not unit.headline and overlap(unit.x0, unit.x1, headline.x0, headline.x1) > body:
            if unit.y0 >= headline.y1 - body:
                below = min(below, unit.y0 - headline.y1)
            elif unit.y1 <= headline.y0 + body:
                above = min(above, headline.y0 - unit.y1)
    return above + NEARER * body < below


def _joined(units: Sequence[_Unit]) -> _Unit:
    """Units, in the order of reading, as one."""
    box = hull([block for unit in units for block in unit.blocks])
    return _Unit(*box, [block for unit in units for block in unit.blocks])


def _owners(units: Sequence[_Unit], body: float, *, above: bool) -> dict[int, int]:
    """The id of a unit of text -> that of the headline that spans it and stands right over it, or over what it goes on
    from; with `above`, the same for headlines that stand below their columns."""
    sign = -1.0 if above else 1.0
    owners: dict[int, int] = {}
    in_turn = sorted(units, key=lambda unit: sign * (unit.y1 if above else unit.y0))
    for at, unit in enumerate(in_turn):
        if unit.headline or unit.vertical:
            continue
        width = unit.x1 - unit.x0

        def white(other: _Unit, unit: _Unit = unit) -> float:
            return other.y0 - unit.y1 if above else unit.y0 - other.y1

        before = [
            other
            for other in in_turn[max(0, at - LOOKED_BACK) : at]
            if overlap(other.x0, other.x1, unit.x0, unit.x1) > 0.3 * width and white(other) > -body
        ]
        over = min(before, key=white, default=None)
        if over is None or white(over) > (NEAR if over.headline else GOES_ON) * body:
            continue
        if not over.headline:
            if id(over) in owners:
                owners[id(unit)] = owners[id(over)]
        elif overlap(over.x0, over.x1, unit.x0, unit.x1) >= 0.7 * width:
            owners[id(unit)] = id(over)
    return owners


def _rows(units: Sequence[_Unit], body: float) -> list[_Unit]:
    """Columns that begin side by side made one unit with what goes on below each; vertical headlines begin others."""
    tops = [unit for unit in units if not unit.headline]
    tops.sort(key=lambda unit: (unit.y0, unit.x0))
    row_of: dict[int, int] = {}
    rows: list[list[_Unit]] = []
    for unit in tops:
        upper = [
            other
            for other in tops
            if other is not unit
            and id(other) in row_of
            and 0 <= unit.y0 - other.y1 + body <= (GOES_ON + 1) * body
            and overlap(other.x0, other.x1, unit.x0, unit.x1) > 0.5 * (unit.x1 - unit.x0)
        ]
        beside = [
            other
            for other in tops
            if id(other) in row_of
            and abs(other.y0 - unit.y0) <= body
            and 0 <= unit.x0 - other.x1 + body <= (SIDE_BY_SIDE + 1) * body
            and not unit.vertical
        ]
        near = upper or beside
        if near and not _is_line(unit):
            row_of[id(unit)] = row_of[id(near[-1])]
            rows[row_of[id(unit)]].append(unit)
        elif upper:
            row_of[id(unit)] = row_of[id(upper[-1])]
            rows[row_of[id(unit)]].append(unit)
        else:
            row_of[id(unit)] = len(rows)
            rows.append([unit])
    return [_joined(_cut(row, body, 0)) for row in rows] + [unit for unit in units if unit.headline]


def _cut(blocks: list[_Unit], body: float, depth: int) -> list[_Unit]:
    if len(blocks) < 2:
        return blocks
    if depth < DEEPEST:
        for parts in (_broad_bands(blocks, body), _columns(blocks, body), _bands(blocks, body)):
            if len(parts) > 1:
                return [block for part in parts for block in _cut(part, body, depth + 1)]
    return _interlocked(blocks, body)


def _parted(blocks: Sequence[_Unit], body: float, gap: float, *, across: bool) -> list[list[_Unit]]:
    """The blocks, parted at gaps: `across` the page from left to right into columns, else from top to bottom."""
    inset = (INSET_ACROSS if across else INSET_DOWN) * body

    def stretch(block: _Unit) -> tuple[float, float]:
        start, end = (block.x0, block.x1) if across else (block.y0, block.y1)
        less = min(inset, (end - start) / 4)
        return start + less, end - less

    parts: list[list[_Unit]] = []
    reached = 0.0
    for block in sorted(blocks, key=lambda block: stretch(block)[0]):
        start, end = stretch(block)
        if parts and start - reached < gap * body:
            parts[-1].append(block)
            reached = max(reached, end)
        else:
            parts.append([block])
            reached = end
    return parts


def _columns(blocks: Sequence[_Unit], body: float) -> list[list[_Unit]]:
    """The parts of a region from left to right. One row of lines is none: what is set wide in it are no columns."""
    parts = _parted(blocks, body, GUTTER, across=True)
    if len(parts) > 1 and all(_is_line(block) for block in blocks):
        top, bottom = max(block.y0 for block in blocks), min(block.y1 for block in blocks)
        if bottom > top:
            return [list(blocks)]
    if all(any(block.vertical for block in part) for part in parts):
        parts.reverse()  # vertical text is read from right to left
    return parts


def _is_line(unit: _Unit) -> bool:
    return len(unit.blocks) == 1 and len(unit.blocks[0].lines) == 1 and not unit.vertical


def _bands(blocks: Sequence[_Unit], body: float) -> list[list[_Unit]]:
    """The parts of a region from top to bottom; neighbours that have columns in common stay together."""
    bands = _parted(blocks, body, BAND, across=False)
    joined: list[list[_Unit]] = []
    for band in bands:
        least = max(2, len(_columns(joined[-1], body)), len(_columns(band, body))) if joined else 0
        if joined and len(_columns(both := joined[-1] + band, body)) >= least:
            joined[-1] = both
        else:
            joined.append(band)
    return joined


def _broad_bands(blocks: Sequence[_Unit], body: float) -> list[list[_Unit]]:
    """The parts of a region that bands of white part, broader than any gap between its columns.

    Below a headline there is no such band: what it stands over is read with it.
    """
    bands = _parted(blocks, body, BROAD, across=False)
    if len(bands) < 2:
        return bands
    columns = _parted(blocks, body, GUTTER, across=True)
    widest = max((_start(right) - _end(left) for left, right in pairwise(columns)), default=0.0)
    joined = [bands[0]]
    for band in bands[1:]:
        above = joined[-1]
        white = min(block.y0 for block in band) - max(block.y1 for block in above)
        lowest = max(above, key=lambda block: block.y1)
        if white > 1.5 * widest and not lowest.headline:
            joined.append(band)
        else:
            joined[-1] = above + band
    return joined


def _start(part: Sequence[_Unit]) -> float:
    return min(block.x0 for block in part)


def _end(part: Sequence[_Unit]) -> float:
    return max(block.x1 for block in part)


def _interlocked(blocks: list[_Unit], body: float) -> list[_Unit]:
    """Blocks that no cut parts: above before below where they overlap horizontally, else left before right where
    nothing between them spans both (Breuel 2003, "High performance document layout analysis")."""
    if len(blocks) > MOST_INTERLOCKED:
        return sorted(blocks, key=lambda block: (block.y0, block.x0))
    ordered = sorted(blocks, key=lambda block: (block.x0, block.y0))
    before: list[set[int]] = [set() for _ in ordered]
    for at, block in enumerate(ordered):
        for other, upper in enumerate(ordered):
            if at != other and _precedes(upper, block, ordered, body):
                before[at].add(other)
    result: list[_Unit] = []
    left = list(range(len(ordered)))
    done: set[int] = set()
    while left:
        # Boxes that lie on each other may precede each other in a circle: the highest of those breaks it.
        free = next((at for at in left if before[at] <= done), None)
        at = free if free is not None else min(left, key=lambda at: ordered[at].y0)
        left.remove(at)
        done.add(at)
        result.append(ordered[at])
    return result


def _precedes(first: _Unit, second: _Unit, blocks: Sequence[_Unit], body: float) -> bool:
    if overlap(first.x0, first.x1, second.x0, second.x1) > INSET_ACROSS * body:
        return first.y0 + first.y1 < second.y0 + second.y1
    if first.x0 + first.x1 > second.x0 + second.x1:
        return False
    top, bottom = min(first.y0, second.y0), max(first.y1, second.y1)
    return not any(
        between is not first
        and between is not second
        and top < (between.y0 + between.y1) / 2 < bottom
        and overlap(between.x0, between.x1, first.x0, first.x1) > INSET_ACROSS * body
        and overlap(between.x0, between.x1, second.x0, second.x1) > INSET_ACROSS * body
        for between in blocks
    )
