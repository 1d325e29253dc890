"""A font whose characters are boxes, for PDFs made in tests: a page's text and places are read from it, not its shapes.

A PDF that holds no font is read with the machine's own; where that has no Chinese one, characters have no height and
some are lost. So the PDFs of tests hold their font.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

NAME = "Boxes"
EM = 1000
HALF = range(0x20, 0x7F)  # characters of half an em
WIDE = (*range(0xA1, 0x17F), *range(0x2010, 0x2100), *range(0x2160, 0x2200), *range(0x2460, 0x2700))
HAN = (*range(0x3000, 0x3200), *range(0x4E00, 0x9FB0), *range(0xFF00, 0xFFEF))


@cache
def register() -> str:
    """The name of the font for `Canvas.setFont`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "boxes.ttf"
        _build(path)
        pdfmetrics.registerFont(TTFont(NAME, str(path)))
    return NAME


def _build(path: Path) -> None:
    widths = {".notdef": EM, "space": EM // 2, "half": EM // 2, "wide": EM}
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(list(widths))
    font.setupCharacterMap(
        {0x20: "space", 0x3000: ".notdef"}
        | {code: "half" for code in HALF if code != 0x20}
        | {code: "wide" for code in (*WIDE, *HAN) if code != 0x3000}
    )
    font.setupGlyf({name: _box(width - 100) if name in ("half", "wide") else _box(0) for name, width in widths.items()})
    font.setupHorizontalMetrics({name: (width, 50) for name, width in widths.items()})
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": NAME, "styleName": "Regular", "psName": NAME})
    font.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    font.setupPost()
    font.save(path)


def _box(width: int) -> object:
    pen = TTGlyphPen(None)
    if width:
        pen.moveTo((50, -80))
        for corner in ((50, 840), (width + 50, 840), (width + 50, -80)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
