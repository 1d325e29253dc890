"""Text with its place on the page: what PDF and OCR readers give, and what the geometry works on.

Lengths are in any unit, the same for all boxes of a page. y grows downwards, as in images.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from xtsearch.indexer.errors import Fault, InputError

#: A box that lies farther out than this is no place on a page: it is damage, or an attack on the arithmetic.
FARTHEST = 1e7
#: Scripts that set no space between words, and their punctuation.
UNSPACED = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
#: The box of a text of so many characters, if it is too high for one line, is that of a paragraph.
SENTENCE = 12
#: Marks that fill half of their square at most: an OCR's box is tight, and leaves the rest as a gap.
MARKS = frozenset("，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕·…—,.;:?!()[]\"'-")


@dataclass(slots=True)  # not frozen: a page has ten thousand, and making a frozen one takes four times as long
class Piece:
    """A character, word or line of text in its box.

    `size` is the height of its characters. `vertical`: its characters stand below each other. `spaced`: the file sets a
    space before it.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    size: float
    bold: bool = False
    vertical: bool = False
    spaced: bool = False


@dataclass(slots=True)
class Run:
    """Pieces that follow each other on one line of text: one column's part of it."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    size: float
    bold: bool = False
    vertical: bool = False


@dataclass(slots=True)
class Block:
    """Lines that stand one below the other, or, of vertical text, from right to left; in reading order.

    A line is a row of runs, from left to right.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    lines: list[list[Run]]
    size: float
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class PagePieces:
    """The pieces of one page, in the order of the file.

    `measured`: sizes are those of fonts; else they are heights of boxes, which differ from line to line.
    """

    pieces: Sequence[Piece]
    measured: bool = False


def line_piece(box: tuple[float, float, float, float], text: str, *, bold: bool = False) -> Piece:
    """A line of text in its box, as OCR gives it: vertical where the box is as high as a column of its characters.

    Some tools give paragraphs: then the box has room for several lines of its characters.

    Raises:
        InputError: the box is no place on a page.
    """
    x0, y0, x1, y1 = checked(box)
    width, height = x1 - x0, y1 - y0
    visible = "".join(text.split())
    room = sqrt(width * height / (len(visible) or 1))  # the side of the square that each character has
    tall = len(visible) > 1 and height > 1.5 * width and UNSPACED.search(visible) is not None
    vertical = tall and width < 1.8 * room
    size = width if vertical else height
    if not vertical and len(visible) > SENTENCE and height > 1.8 * room:
        size = room / 1.2  # a paragraph's lines are half a character apart, and its last one is short
    return Piece(x0, y0, x1, y1, text, size or 1.0, bold, vertical)


def checked(box: Iterable[object], *, ordered: bool = True) -> tuple[float, float, float, float]:
    """Four numbers (left, top, right, bottom) as a box whose sides are in order, if they are to be `ordered`.

    Raises:
        InputError: they are not four numbers of a page.
    """
    sides = tuple(box)
    numbers = [float(side) for side in sides if isinstance(side, int | float) and not isinstance(side, bool)]
    if len(sides) != 4 or len(numbers) != 4:
        raise InputError(f"a box is four numbers, not {shown(sides)}", Fault.TYPE)
    if not all(math.isfinite(number) and abs(number) <= FARTHEST for number in numbers):
        raise InputError(f"a box that lies on no page: {shown(sides)}", Fault.TYPE)
    left, top, right, bottom = numbers
    if not ordered:
        return left, top, right, bottom
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def is_latin(character: str) -> bool:
    """Whether a character belongs to a script that sets spaces between words, and is no mark."""
    return character not in MARKS and not UNSPACED.match(character)


def shown(value: object) -> str:
    """A value for a message: short, on one line, whatever it holds."""
    if isinstance(value, list | tuple) and len(value) <= 8:
        return f"[{', '.join(map(shown, value))}]" if all(not isinstance(part, list) for part in value) else "[[...]]"
    if isinstance(value, list | tuple | dict):
        return f"{type(value).__name__} of {len(value)}"
    return repr(value)[:40]


def hull(boxes: Iterable[Piece | Run | Block]) -> tuple[float, float, float, float]:
    """The smallest box that holds the boxes, of which there is one at least."""
    boxes = list(boxes)
    return (
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def overlap(start: float, end: float, other_start: float, other_end: float) -> float:
    """The length that two stretches share; negative where they lie apart."""
    return min(end, other_end) - max(start, other_start)


def body_size(runs: Sequence[Run]) -> float:
    """The height of the page's running text: the median over the characters of lines of eight or more.

    All lines count where none is so long.
    """
    long = [run for run in runs if len(run.text) >= 8] or list(runs)
    ordered = sorted(long, key=lambda run: run.size)
    half = sum(len(run.text) for run in ordered) / 2
    seen = 0
    for run in ordered:
        seen += len(run.text)
        if seen >= half:
            return run.size
    return 1.0
