"""The words of one line of an OCR in; pieces of the line's size out: the line, or its parts in several columns."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from xtsearch.indexer.pages.formats.boxes import UNSPACED, Piece, hull, is_latin
from xtsearch.indexer.pages.formats.runs import APART_ANYWHERE

Box = tuple[float, float, float, float]


def words_of_line(words: Sequence[tuple[Box, str]], line: Box | None, *, bold: bool = False) -> list[Piece]:
    """Pieces for the words of a line, left, top, right and bottom of each given, and of the line if the file has it.

    Words that touch are one piece. The box of a word is as high as its ink (一 has next to none), or half as high
    again, as Tesseract's network guesses. So all words of a line are made as high as the line, but for those of another
    line that was taken for the same, which stand where their boxes are.
    """
    boxes = [Piece(*box, text, 0.0, bold) for box, text in words]
    if len(boxes) > 2 and _is_vertical(boxes):
        size = median([box.x1 - box.x0 for box in boxes]) or 1.0
        boxes.sort(key=lambda box: box.y0)
        return [Piece(*hull(boxes), "".join(box.text for box in boxes), size, bold, vertical=True)]
    heights = sorted(box.y1 - box.y0 for box in boxes)
    size = heights[int(len(heights) * 0.8)]
    _, top, _, bottom = hull(boxes)
    if line is not None and 0 < line[3] - line[1] < size:
        top, bottom = line[1], line[3]
        size = bottom - top
    size = size or 1.0
    pieces: list[Piece] = []
    for box in boxes:
        box.size = size
        middle = (box.y0 + box.y1) / 2
        if bottom - top <= 1.6 * size and top - 0.3 * size <= middle <= bottom + 0.3 * size:
            box.y0, box.y1 = top, bottom
        else:
            box.y0, box.y1 = middle - size / 2, middle + size / 2
        last = pieces[-1] if pieces else None
        # Tesseract's words reach into the next one, but their order is right.
        if last is None or not (last.x0 < box.x0 <= last.x1 + APART_ANYWHERE * size and last.y0 == box.y0):
            pieces.append(box)
        else:
            last.text += (" " if is_latin(last.text[-1]) and is_latin(box.text[0]) else "") + box.text
            last.x1 = max(last.x1, box.x1)
    return pieces


def _is_vertical(boxes: Sequence[Piece]) -> bool:
    """Whether words stand below each other, as in vertical Chinese."""
    x0, y0, x1, y1 = hull(boxes)
    return y1 - y0 > 2.5 * (x1 - x0) and all(UNSPACED.search(box.text) for box in boxes if len(box.text) > 1)
