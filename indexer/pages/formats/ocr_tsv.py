"""Tesseract's table of words (TSV) in; their lines in reading order out.

$ tesseract page.png page -l chi_sim tsv
level	page_num	block_num	par_num	line_num	word_num	left	top	width	height	conf	text
"""

from __future__ import annotations

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.formats.boxes import PagePieces, Piece, checked
from xtsearch.indexer.pages.formats.geometry import read_layout
from xtsearch.indexer.pages.formats.words import words_of_line
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.text.decoding import decode_page

COLUMNS = ("level", "page_num", "block_num", "par_num", "line_num", "word_num", "left", "top", "width", "height")
_HEADER = "\t".join(COLUMNS).encode()
_LINE, _WORD = "4", "5"  # the levels of lines and words


def is_tesseract_tsv(data: bytes) -> bool:
    """Whether the first line is the header of Tesseract's table."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith(_HEADER)


def read_tesseract_tsv(data: bytes) -> LoadedText:
    """The text of all pages.

    Raises:
        InputError: a row has other columns than the header, or no number where one belongs.
    """
    rows = decode_page(data).splitlines()
    header = rows[0].lstrip("\ufeff").split("\t")
    pages: dict[str, list[Piece]] = {}
    line: list[tuple[tuple[float, float, float, float], str]] = []
    key: list[str] = []
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for number, row in enumerate(rows[1:], 2):
        cells = row.split("\t", len(header) - 1)
        if len(cells) < len(COLUMNS):
            if not row.strip():
                continue
            raise InputError(f"line {number} has {len(cells)} cells under {len(header)} columns", Fault.ROW)
        pages.setdefault(cells[1], [])
        if cells[0] == _LINE:
            boxes[":".join(cells[1:5])] = _box(cells, number)
        if cells[0] != _WORD or len(cells) < len(header) or not cells[-1].strip():
            continue
        if cells[1:5] != key:
            if line:
                pages[key[0]] += words_of_line(line, boxes.get(":".join(key)))
            line, key = [], cells[1:5]
        line.append((_box(cells, number), cells[-1].strip()))
    if line:
        pages[key[0]] += words_of_line(line, boxes.get(":".join(key)))
    if not any(pages.values()):
        raise InputError("Tesseract found no words", Fault.EMPTY)
    return read_layout([PagePieces(pieces) for pieces in pages.values()])


def _box(cells: list[str], number: int) -> tuple[float, float, float, float]:
    try:
        left, top, width, height = (float(cell) for cell in cells[6:10])
    except ValueError as error:
        raise InputError(f"line {number}: left, top, width and height are numbers", Fault.ROW) from error
    return checked((left, top, left + width, top + height))
