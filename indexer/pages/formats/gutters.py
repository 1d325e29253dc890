"""The lines of a page whose columns stand side by side in; the columns one after the other out. Pure.

    >>> page = unroll(["渡船停了二十年，如    车站的钟修好了，钟楼", "今又开了起来。早上    的灯也亮了。两位老师",
    ...                "第一班船准时出发。    傅花了一个月时间。"])
    >>> "|".join(page.lines)
    '渡船停了二十年，如|今又开了起来。早上|第一班船准时出发。||车站的钟修好了，钟楼|的灯也亮了。两位老师|傅花了一个月时间。||'

`pdftotext -layout`, pdfplumber (`layout=True`) and PyMuPDF (`sort=True`) write a page as it looks: the lines of all
columns in one line of text, with runs of spaces for the gutters. Such a run is as wide as the gutter only roughly, and
a headline takes fewer characters than the columns it stands above; so columns are told by where most of their lines
begin, and headlines by standing apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

#: What a person is told of a page whose columns were put one after the other, and of one where they could not be.
UNROLLED = (
    "the columns of the page stood side by side and were put one after the other; pdftotext without -layout (or with"
    " -raw) gives a better text"
)
SIDE_BY_SIDE = (
    "columns side by side, which cannot be told apart: extract the text with pdftotext without -layout (or with -raw)"
)

_SEGMENT = re.compile(r"\S+(?:[ \u00a0]\S+)*")
_PARTED = re.compile(r"\S[ \u3000\t]{2,}\S")
_HAN = re.compile("[\u4e00-\u9fff]")
_MARK = re.compile("[，。、；]")
_STOP = re.compile("[。！？…][”’」』）)]?$")

# Chosen on 48 texts, of 16 composed PDF pages, that pdftotext -layout, pdfplumber and PyMuPDF made. Of their
# 156 articles none was whole before, and 136 are now: all 52 of pdftotext. Of 84 other composed pages none is changed.
# Of 78 articles on 24 pages made afterwards, none whole before, 70 are by pdftotext, 64 by pdfplumber, 54 by PyMuPDF.
#: Rows with two segments of running text or more make a page one of columns side by side: so many at least, and this
#: share of its rows.
ROWS_LEAST, ROWS_SHARE = 3, 0.2
LONG = 6  # Han characters of a segment that may be a line of a column
MARKED = 0.3  # of such segments, which hold a comma or a stop: cells of tables do not
NARROWEST = 8  # characters from the start of a column to that of the next
BEHIND = 3  # characters behind the start of a column at which a line with an indent begins
COLUMN_SHARE = 0.3  # of the rows with several segments, in which a column begins a line
SLIP = 0.3  # of a column's width by which its lines may begin too early: letters and digits of the lines before count
ON_GRID = 0.9  # of the rows with several segments, whose segments stand in as many columns if these were told rightly
FULL = 0.75  # of a column's longest line: a shorter line may be a headline or end a paragraph
LEFT_GAP = 0.1  # of the lines that the column cuts, behind which so many rows are blank: its neighbours' lines
MOST_COLUMNS, LONGEST_ROW = 12, 2000  # columns of a page, and characters of a row, of which one is read
WIDER = 2  # rows by which the gap between two bands is wider than the usual one


@dataclass(frozen=True, slots=True)
class Unrolled:
    """The lines of a page, and what a person is to be told of them, if anything."""

    lines: Sequence[str]
    note: str | None = None


class _Segment(NamedTuple):
    """A stretch of a row without a wide gap. `start` counts characters from the row's start; `is_long`: it may be a
    line of a column."""

    start: int
    text: str
    is_long: bool


_Row = list[_Segment]


def unroll(lines: Sequence[str]) -> Unrolled:
    """The lines with the columns that stand side by side one after the other; as they are where none do."""
    if not _may_be_side_by_side(lines):
        return Unrolled(lines)
    if max(map(len, lines)) > LONGEST_ROW:
        return Unrolled(lines)
    rows = [_segments(line) for line in lines]
    if not _is_side_by_side(rows):
        return Unrolled(lines)
    unrolled = _unrolled(rows)
    return Unrolled(lines, SIDE_BY_SIDE) if unrolled is None else Unrolled(unrolled, UNROLLED)


def _may_be_side_by_side(lines: Sequence[str]) -> bool:
    """Whether enough lines hold a run of spaces: a fast look at pages of which most hold hardly any."""
    parted = 0
    for line in lines:
        if "  " in line and _PARTED.search(line):
            parted += 1
    return parted >= ROWS_LEAST and parted >= ROWS_SHARE * sum(map(bool, map(str.strip, lines)))


def _segments(line: str) -> _Row:
    spaced = line.expandtabs() if "\t" in line else line
    return [
        _Segment(match.start(), match.group(), len(_HAN.findall(match.group())) >= LONG)
        for match in _SEGMENT.finditer(spaced.replace("\u3000", "  "))
    ]


def _is_side_by_side(rows: Sequence[_Row]) -> bool:
    several = [[segment for segment in row if segment.is_long] for row in rows]
    several = [row for row in several if len(row) >= 2]
    filled = sum(map(bool, rows))
    if len(several) < ROWS_LEAST or len(several) < ROWS_SHARE * filled:
        return False
    segments = [segment for row in several for segment in row]
    return sum(_MARK.search(segment.text) is not None for segment in segments) >= MARKED * len(segments)


class _Grid(NamedTuple):
    """Where the columns of a band begin, in characters from the left, ascending."""

    lefts: tuple[int, ...]

    def column(self, segment: _Segment) -> int:
        """The index of the column in which the segment begins."""
        column = 0
        for index, (left, after) in enumerate(pairwise(self.lefts), 1):
            if segment.start >= after - SLIP * (after - left):
                column = index
        return column

    def begins(self, segment: _Segment) -> bool:
        """Whether the segment begins where its column does, or behind an indent."""
        return -BEHIND <= segment.start - self.lefts[self.column(segment)] <= BEHIND

    def fits(self, rows: Sequence[_Row]) -> bool:
        """Whether nearly all rows with several long segments have each in a column of its own."""
        several = [[self.column(segment) for segment in row if segment.is_long] for row in rows]
        several = [columns for columns in several if len(columns) >= 2]
        return sum(len(set(columns)) == len(columns) for columns in several) >= ON_GRID * len(several)


def _unrolled(rows: Sequence[_Row]) -> list[str] | None:
    """The lines of the rows, column after column; None where no columns can be told."""
    lines: list[str] = []
    told = False
    for band in _bands(rows):
        grid = _grid(band)
        if grid is not None and grid.fits(band):
            lines += _read_band(band, grid)
            told = True
        elif _is_side_by_side(band):
            return None
        else:
            lines += [_joined(row) for row in band]
        lines.append("")
    return lines if told else None


def _bands(rows: Sequence[_Row]) -> list[Sequence[_Row]]:
    """The parts of a page that may have columns of their own: a wider gap than usual, or a headline alone, is between
    them. Neighbours with the same columns are one."""
    filled = [at for at, row in enumerate(rows) if row]
    usual = _usual_gap(filled)
    cuts = [0]
    for before, at in pairwise(filled):
        if at - before >= usual + WIDER:
            cuts.append(before + 1)
    bands = [rows[start:stop] for start, stop in pairwise([*cuts, len(rows)])]
    joined: list[Sequence[_Row]] = []
    for band in bands:
        if joined and _one_band(joined[-1], band):
            joined[-1] = [*joined[-1], *band]
        else:
            joined.append(band)
    return joined


def _one_band(above: Sequence[_Row], below: Sequence[_Row]) -> bool:
    """Whether both have the same columns, or one of them is a headline above the other's."""
    if not any(map(len, above)) or not any(map(len, below)):
        return True
    first, second = _grid(above), _grid(below)
    if first is None and second is not None:
        return all(_is_display(row, second) for row in above)
    return False


def _usual_gap(filled: Sequence[int]) -> int:
    gaps = Counter(after - before for before, after in pairwise(filled))
    return max(gaps, key=lambda gap: (gaps[gap], -gap)) if gaps else 1


def _grid(rows: Sequence[_Row]) -> _Grid | None:
    """Where columns begin: the commonest places at which segments begin, each with the few characters behind it; None
    where no two columns can be told."""
    several = [row for row in rows if sum(segment.is_long for segment in row) >= 2]
    if len(several) < ROWS_LEAST:
        return None
    starts = Counter(segment.start for row in several for segment in row if segment.is_long)
    lefts: list[int] = []
    while starts:
        around = {left: sum(starts[left + shift] for shift in range(BEHIND + 1)) for left in starts}
        left = max(around, key=lambda place: (around[place], -place))
        if around[left] < COLUMN_SHARE * len(several):
            break
        if len(lefts) == MOST_COLUMNS:
            return None
        lefts.append(left)
        for place in [place for place in starts if left - NARROWEST < place < left + NARROWEST]:
            del starts[place]
    return _Grid(tuple(sorted(lefts))) if len(lefts) > 1 else None


def _read_band(rows: Sequence[_Row], grid: _Grid) -> list[str]:
    """The lines of a band: each headline, then the columns that it stands above.

    Rows that are blank in all columns tell nothing: pdfplumber leaves one behind every few lines.
    """
    filled = [at for at, row in enumerate(rows) if row]
    usual = _usual_gap(filled)
    lines: list[str] = []
    display: list[_Row] = []
    below: list[_Row] = []
    last = -1
    for at in filled:
        row = rows[at]
        apart = last < 0 or at - last > usual or (bool(display) and not below)
        if apart and _is_display(row, grid):
            if below:
                lines += _columns_below(display, below, grid)
                display, below = [], []
            display.append(row)
        else:
            below.append(row)
        last = at
    return lines + _columns_below(display, below, grid)


def _is_display(row: _Row, grid: _Grid) -> bool:
    """Whether a row that stands apart is set across columns: few segments without a mark, or an overlong one."""
    lefts = grid.lefts
    for segment in row:
        column = grid.column(segment)
        if column + 1 < len(lefts) and segment.start + len(segment.text) > lefts[column + 1] + BEHIND:
            return True
    return len(row) <= len(lefts) // 2 + 1 and not any(_MARK.search(segment.text) for segment in row)


def _columns_below(display: Sequence[_Row], below: Sequence[_Row], grid: _Grid) -> list[str]:
    """The lines of rows with what stands above them: each headline, then its columns."""
    columns = [_column_lines(below, column, grid) for column in range(len(grid.lefts))]
    firsts = _group_starts(display, columns, grid)
    lines: list[str] = []
    for first, stop in pairwise([*firsts, len(columns)]):
        for row in display:
            segments = [segment for segment in row if first <= _group(segment, firsts, grid) < stop]
            lines += [_joined(segments)] if segments else []
        if display and columns[first] and columns[first][0].startswith(" "):
            lines += [columns[first].pop(0).strip()]  # a further line of the headline, centred above the column
        lines += [""] if display else []
        for index, column in enumerate(columns[first:stop]):
            if index and _goes_on(lines[:-1], column):
                lines.pop()
            lines += [*(line.removeprefix(" ") for line in column), ""] if column else []
    return lines


def _goes_on(lines: Sequence[str], column: Sequence[str]) -> bool:
    """Whether a column begins in the middle of the sentence with which the lines before it end."""
    if not lines or not lines[-1] or not column or not column[0]:
        return False
    cut = _STOP.search(lines[-1]) is None
    return cut and not column[0][0].isspace() and len(column[0]) >= FULL * max(map(len, column))


def _group(segment: _Segment, firsts: Sequence[int], grid: _Grid) -> int:
    """The first column of the group that a headline's segment stands above."""
    return max((first for first in firsts if first <= grid.column(segment)), default=0)


def _group_starts(display: Sequence[_Row], columns: Sequence[Sequence[str]], grid: _Grid) -> list[int]:
    """The first columns of the groups of columns that have a headline each.

    A group begins only where the column before ends a sentence: a wide space in a headline parts it as well.
    """
    firsts = [0]
    for segment in display[0][1:] if display else ():
        column = grid.column(segment)
        before = next((lines[-1] for lines in reversed(columns[:column]) if lines), "")
        if column > firsts[-1] and _STOP.search(before):
            firsts.append(column)
    return firsts


def _column_lines(rows: Sequence[_Row], column: int, grid: _Grid) -> list[str]:
    """The lines of one column; one that is centred begins with a space. Blank rows that its neighbours' lines leave in
    it are left out."""
    entries: list[tuple[int, int, str]] = []  # the row, how far behind the column's start it begins, its text
    for at, row in enumerate(rows):
        segments = [segment for segment in row if grid.column(segment) == column]
        if segments:
            entries.append((at, segments[0].start - grid.lefts[column], _joined(segments)))
    full = FULL * max((len(text) for _, _, text in entries), default=0)
    inside = [
        after[0] - before[0]
        for before, after in pairwise(entries)
        if len(before[2]) >= full and not _STOP.search(before[2])
    ]
    usual = max((gap for gap, count in Counter(inside).items() if count >= LEFT_GAP * len(inside)), default=1)
    lines: list[str] = []
    before_row, before = -1, ""
    for at, shift, text in entries:
        if lines and at - before_row > usual:
            lines.append("")
        begins = not before or _STOP.search(before) is not None
        lines.append(text if shift < 2 or not begins else f"\u3000\u3000{text}" if shift <= BEHIND + 1 else f" {text}")
        before_row, before = at, text
    return lines


def _joined(row: Sequence[_Segment]) -> str:
    return " ".join(segment.text for segment in row)
