"""The pieces of a page that was scanned askew in; the same pieces set straight out.

At 1 degree the right end of a newspaper page lies a line lower than the left one, and no gutter runs from top to
bottom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from xtsearch.indexer.pages.formats.boxes import Block, Piece

#: From this slope on (a quarter of a degree) a page is set straight: a column of 60 lines leans by half an em then.
LEAST = 0.0045
#: A slope of more than so much (4 degrees) is none of a scan; up to 2.5 the columns are told apart.
MOST = 0.07
#: The columns that tell have so many lines at least.
LINES = 9


def slope_of(blocks: Sequence[Block]) -> float:
    """How far the left ends of columns lean to the right for each unit down the page; 0 where the page is straight.

    Indented lines and noise lean to both sides, so of each column the middle of its lowest third is compared with that
    of its highest, and the columns are weighed by their heights.
    """
    leans = []
    for block in blocks:
        third = len(block.lines) // 3
        if block.vertical or len(block.lines) < LINES:
            continue
        top, bottom = block.lines[:third], block.lines[-third:]
        down = median([line[0].y0 for line in bottom]) - median([line[0].y0 for line in top])
        if down > 0:
            across = median([line[0].x0 for line in bottom]) - median([line[0].x0 for line in top])
            leans.append((across / down, down))
    leans.sort()
    total = sum(weight for _, weight in leans)
    passed = 0.0
    for lean, weight in leans:
        passed += weight
        if 2 * passed >= total:
            return lean if LEAST <= abs(lean) <= MOST else 0.0
    return 0.0


def set_straight(pieces: Sequence[Piece], slope: float) -> list[Piece]:
    """The pieces of a page whose columns lean by a slope. The box of a line that leans is higher than the line."""
    straight = []
    for piece in pieces:
        x, y = (piece.x0 + piece.x1) / 2, (piece.y0 + piece.y1) / 2
        x, y = x - slope * y, y + slope * x
        width, height = piece.x1 - piece.x0, piece.y1 - piece.y0
        if piece.vertical:
            width = max(width / 2, width - height * abs(slope))
            size = width
        else:
            height = max(height / 2, height - width * abs(slope))
            size = min(piece.size, height)
        straight.append(
            replace(
                piece, x0=x - width / 2, y0=y - height / 2, x1=x + width / 2, y1=y + height / 2, size=size or piece.size
            )
        )
    return straight
