"""Pieces of text in; runs out: what one line of one column has, its characters joined.

    >>> from xtsearch.indexer.pages.formats.boxes import Piece
    >>> row = [Piece(x, 0, x + 10, 10, mark, 10) for x, mark in ((0, "渡"), (10, "船"), (40, "早"), (50, "班"))]
    >>> [run.text for run in join_pieces(row)]
    ['渡船', '早班']

Readers give single characters, words or lines, mostly in the order of print. So each piece is first tried as what
follows the one before it; then runs that touch on one line are joined wherever in the file they stood, and single
characters that stand below each other become vertical runs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from xtsearch.indexer.pages.formats.boxes import MARKS, UNSPACED, Piece, Run, hull, is_latin, overlap

#: Em between two characters from which they belong to two runs: if they are characters that the file sets one behind
#: the other, if it sets a space between those, and if they only touch on the page. Columns of newspapers stand 1 to 2
#: em apart, and the boxes of OCR reach a third of an em into that.
APART, APART_BY_SPACE, APART_ANYWHERE = 1.15, 2.2, 0.85
#: Em of white within a line that lines above and below it close, because they run through it.
CLOSED = 3.0
#: Em that two characters of a line may overlap: kerned punctuation, boxes of OCR.
OVERLAPPING = 0.6
#: Characters that stand below each other make a vertical run from this many on. Two are a column's last lines.
STACKED = 3
#: Em from one character of a vertical run to the next; headlines are set wide.
PITCH = (0.6, 2.2)
#: Em of a gap, beyond the line's usual one, that stands for a space; and beside a mark, whose box may be tight.
SPACE, SPACE_AT_MARK = 0.5, 1.0
#: The same between two words of Latin letters; and where the file sets a space, which may have next to no width.
LATIN_SPACE, SPACED = 0.18, 0.15
#: So many runs of a row are looked at where boxes lie on each other; on paper one or two begin at a place.
LOOKED_AT = 60


def join_pieces(pieces: Iterable[Piece]) -> list[Run]:
    """The runs of a page; pieces without a visible character are left out."""
    visible = [piece for piece in pieces if piece.text and not piece.text.isspace()]
    if not visible:
        return []
    body = median([piece.size for piece in visible])
    chains = _stack(_merge(_chains(visible, body), body))
    runs = _once([run for run in map(_run, chains) if run.text])
    return _closed(runs)


def _follows(before: Piece, piece: Piece, apart: float) -> bool:
    """Whether a piece goes on from another on the same horizontal line, `apart` em from it at most."""
    size = max(before.size, piece.size)
    if before.vertical or piece.vertical or size > 1.6 * min(before.size, piece.size):
        return False
    least = min(before.y1 - before.y0, piece.y1 - piece.y0)
    if overlap(before.y0, before.y1, piece.y0, piece.y1) < 0.5 * least:
        return False
    # The two letters of a ligature have one box.
    onwards = piece.x0 > before.x0 or (piece.x0 == before.x0 and piece.text != before.text)
    return onwards and -max(OVERLAPPING * size, before.x1 - before.x0) <= piece.x0 - before.x1 <= apart * size


def _reach(before: Piece, piece: Piece, body: float) -> float:
    """Em that a piece may stand from the one before it in the file. What OCR sets next may be the next column, and
    between the headlines of two articles there is no more white than between their columns."""
    if len(before.text) > 1 or len(piece.text) > 1:
        return APART_ANYWHERE * min(1.0, body / max(before.size, piece.size))
    return APART_BY_SPACE if piece.spaced else APART


def _below(before: Piece, piece: Piece) -> bool:
    """Whether a single character stands right below another of its size, as in vertical text."""
    size = max(before.size, piece.size)
    if size > 1.3 * min(before.size, piece.size):
        return False
    down = (piece.y0 + piece.y1 - before.y0 - before.y1) / 2
    aside = abs(piece.x0 + piece.x1 - before.x0 - before.x1) / 2
    return PITCH[0] * size <= down <= PITCH[1] * size and aside <= 0.35 * size


def _is_single(piece: Piece) -> bool:
    return len(piece.text) == 1 and not piece.vertical


def _chains(pieces: Iterable[Piece], body: float) -> list[list[Piece]]:
    """Pieces that follow each other in the file and on the page, horizontally or one below the other."""
    chains: list[list[Piece]] = []
    current: list[Piece] = []
    down = False  # the current chain is vertical
    for piece in pieces:
        if current:
            before = current[-1]
            follows = _follows(before, piece, _reach(before, piece, body))
            if not down and follows:
                current.append(piece)
                continue
            if (down or len(current) == 1) and _is_single(before) and _is_single(piece) and _below(before, piece):
                current.append(piece)
                down = True
                continue
            if down and follows:  # a line began below the chain: its first character was taken for one
                chains += _vertical(current[:-1])
                current, down = [before, piece], False
                continue
            chains += _vertical(current) if down else [current]
        current, down = [piece], False
    if current:
        chains += _vertical(current) if down else [current]
    return chains


def _vertical(chain: list[Piece]) -> list[list[Piece]]:
    """A chain of characters that stand below each other as vertical text, if it is long enough."""
    if len(chain) < STACKED:
        return [[piece] for piece in chain]
    return [[replace(piece, vertical=True) for piece in chain]]


def _merge(chains: list[list[Piece]], unit: float) -> list[list[Piece]]:
    """Horizontal chains of which one ends where another begins are made one, wherever in the file they stood."""
    rows: dict[int, list[int]] = defaultdict(list)
    for at, chain in enumerate(chains):
        if not chain[0].vertical:
            rows[int((chain[0].y0 + chain[0].y1) / 2 / unit)].append(at)
    starts = [chain[0].x0 for chain in chains]
    for row in rows.values():
        row.sort(key=starts.__getitem__)
    nexts: dict[int, int] = {}
    taken: set[int] = set()
    for at, chain in enumerate(chains):
        last = chain[-1]
        if last.vertical:
            continue
        place = int((last.y0 + last.y1) / 2 / unit)
        # Between the headlines of two articles there is no more white than between their columns.
        apart = min(APART_ANYWHERE, APART_ANYWHERE * unit / last.size)
        near = [
            other
            for number in (place - 1, place, place + 1)
            for other in _from(rows.get(number, ()), starts, last.x1 - OVERLAPPING * last.size, last.x1 + last.size)
            if starts[other] > last.x0 and other not in taken and _follows(last, chains[other][0], apart)
        ]
        if near:
            after = min(near, key=lambda other: abs(chains[other][0].x0 - last.x1))
            nexts[at] = after
            taken.add(after)
    merged = []
    for at, chain in enumerate(chains):
        if at in taken:
            continue
        whole = list(chain)
        while (following := nexts.get(at)) is not None:
            whole += chains[following]
            at = following
        merged.append(whole)
    return merged


def _from(row: Sequence[int], starts: Sequence[float], least: float, most: float) -> Iterator[int]:
    """Those of a row, sorted by where they begin, that begin between two places; no more than LOOKED_AT.

    `starts` says where each begins, by its index.
    """
    for at in range(bisect_left(row, least, key=starts.__getitem__), len(row))[:LOOKED_AT]:
        if starts[row[at]] > most:
            return
        yield row[at]


def _stack(chains: list[list[Piece]]) -> list[list[Piece]]:
    """Single characters that no horizontal line holds become vertical chains, where enough stand below each other."""
    alone = [chain[0] for chain in chains if len(chain) == 1 and _is_single(chain[0]) and UNSPACED.match(chain[0].text)]
    if len(alone) < STACKED:
        return chains
    unit = median([piece.size for piece in alone])
    alone.sort(key=lambda piece: (piece.y0, piece.x0))
    stacks: list[list[Piece]] = []
    ends: dict[int, list[list[Piece]]] = defaultdict(list)  # a place in units -> the stacks whose centre is there
    for piece in alone:
        place = int((piece.x0 + piece.x1) / 2 / unit)
        near = [
            stack for at in (place - 1, place, place + 1) for stack in ends[at][-LOOKED_AT:] if _below(stack[-1], piece)
        ]
        if near:
            stack = min(near, key=lambda stack: piece.y0 - stack[-1].y1)
            stack.append(piece)
        else:
            stack = [piece]
            stacks.append(stack)
            ends[place].append(stack)
    long = [stack for stack in stacks if len(stack) >= STACKED]
    stacked = {id(piece) for stack in long for piece in stack}
    vertical = [[replace(piece, vertical=True) for piece in stack] for stack in long]
    return [chain for chain in chains if id(chain[0]) not in stacked] + vertical


def _run(chain: list[Piece]) -> Run:
    sizes = sorted(chain, key=lambda piece: piece.size)
    total = sum(len(piece.text) for piece in chain)
    counted = 0
    size = sizes[-1].size
    for piece in sizes:
        counted += len(piece.text)
        if 2 * counted >= total:
            size = piece.size
            break
    bold = 2 * sum(len(piece.text) for piece in chain if piece.bold) > total
    return Run(*hull(chain), _text(chain), size, bold, chain[0].vertical)


def _text(chain: list[Piece]) -> str:
    """The text of the pieces, with the spaces that the gaps between them stand for."""
    if len(chain) == 1:
        return " ".join(chain[0].text.split())
    gaps = [_gap(before, piece) for before, piece in pairwise(chain)]
    usual = max(0.0, median(gaps))
    parts = [chain[0].text]
    for before, piece, gap in zip(chain, chain[1:], gaps, strict=False):
        if needs_space(before.text[-1], piece.text[0], gap - usual, gap, spaced=piece.spaced):
            parts.append(" ")
        parts.append(piece.text)
    return " ".join("".join(parts).split())


def _gap(before: Piece, piece: Piece) -> float:
    """The distance of two pieces of a chain, in em."""
    distance = piece.y0 - before.y1 if piece.vertical else piece.x0 - before.x1
    return distance / (max(before.size, piece.size) or 1.0)


def needs_space(last: str, first: str, beyond: float, gap: float, *, spaced: bool) -> bool:
    """Whether a space stands between two characters.

    `gap` is their distance in em, `beyond` what it has beyond the line's usual one. `spaced`: the file sets one.
    """
    if is_latin(last) and is_latin(first):
        return spaced or gap > LATIN_SPACE
    if spaced and gap >= SPACED:
        return True
    return beyond >= (SPACE_AT_MARK if last in MARKS or first in MARKS else SPACE)


def _once(runs: list[Run]) -> list[Run]:
    """The runs without those that are printed twice at one place, as fonts without a bold face are made bold."""
    seen: dict[str, list[Run]] = defaultdict(list)
    kept = []
    for run in runs:
        same = [
            other
            for other in seen[run.text][-8:]
            if abs(other.x0 - run.x0) < 0.3 * run.size and abs(other.y0 - run.y0) < 0.3 * run.size
        ]
        if same:
            same[0].bold = True
        else:
            seen[run.text].append(run)
            kept.append(run)
    return kept


def _closed(runs: list[Run]) -> list[Run]:
    """The runs, two parts of a line made one where lines right above or below run through the white between them."""
    lines = [run for run in runs if not run.vertical]
    if len(lines) < 3:
        return runs
    unit = median([run.size for run in lines])
    widest = max(run.x1 - run.x0 for run in lines)
    starts = [run.x0 for run in lines]
    rows: dict[int, list[int]] = defaultdict(list)
    for at, run in enumerate(lines):
        rows[int((run.y0 + run.y1) / 2 / unit)].append(at)
    for row in rows.values():
        row.sort(key=starts.__getitem__)
    gone: set[int] = set()
    for at in sorted(range(len(lines)), key=starts.__getitem__, reverse=True):
        if at in gone:
            continue
        run = lines[at]
        place = int((run.y0 + run.y1) / 2 / unit)
        right = [
            other
            for number in (place - 1, place, place + 1)
            for other in _from(rows.get(number, ()), starts, run.x1, run.x1 + CLOSED * run.size)
            if other != at and other not in gone and _is_level(run, lines[other])
        ]
        if not right:
            continue
        nearest = min(right, key=starts.__getitem__)
        reach = run.x1 - widest, lines[nearest].x0 + 4 * run.size
        near = [
            lines[other]
            for number in range(place - 3, place + 4)
            for other in _from(rows.get(number, ()), starts, *reach)
        ]
        if _runs_through(run, lines[nearest], near):
            run.text += " " + lines[nearest].text
            run.x0, run.y0, run.x1, run.y1 = hull((run, lines[nearest]))
            gone.add(nearest)
    dropped = {id(lines[at]) for at in gone}
    return [run for run in runs if id(run) not in dropped]


def _is_level(run: Run, other: Run) -> bool:
    """Whether two runs stand on one line and are of one size."""
    level = abs(other.y0 + other.y1 - run.y0 - run.y1) / 2 < 0.4 * run.size
    return level and max(run.size, other.size) <= 1.35 * min(run.size, other.size)


def _runs_through(left: Run, right: Run, near: Sequence[Run]) -> bool:
    """Whether a line right above or below covers the white between two runs, and none leaves it white as well."""
    size, middle = left.size, (left.x1 + right.x0) / 2
    centre = (left.y0 + left.y1) / 2
    covered = False
    for step in (-1, 1):
        row = [other for other in near if 0.6 * size < step * ((other.y0 + other.y1) / 2 - centre) < 2.2 * size]
        row = [other for other in row if max(size, other.size) <= 1.35 * min(size, other.size)]
        if any(other.x0 < left.x1 and right.x0 < other.x1 for other in row):
            covered = True
        elif any(middle - 4 * size < other.x1 <= middle for other in row) and any(
            middle <= other.x0 < middle + 4 * size for other in row
        ):
            return False
    return covered
