"""hOCR in (HTML with the places of words, as Tesseract, OCRopus and Kraken write it); their lines in reading order out.

    <div class='ocr_page' title='bbox 0 0 2480 3508'> … <span class='ocr_line' title="bbox 236 354 1100 402; x_size 40">
    <span class='ocrx_word' title='bbox 236 356 318 400; x_wconf 95'>渡船</span> …

https://kba.github.io/hocr-spec/1.2/
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.formats.boxes import PagePieces, Piece, checked, line_piece
from xtsearch.indexer.pages.formats.geometry import read_layout
from xtsearch.indexer.pages.formats.words import words_of_line
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.text.decoding import decode_page

#: Classes of elements that are one line of text. Tesseract has five, by what it takes the line for.
LINES = frozenset(("ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocr_footer"))
WORDS = frozenset(("ocrx_word", "ocr_word"))
_PAGE = "ocr_page"
_BOX = re.compile(r"\bbbox\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)")
_CLASS = re.compile(rb"""class\s*=\s*["']?[^"'>]*\bocr_page\b""")
#: hOCR is told by its first page within so many bytes; a head of styles stands before it.
_HEAD = 1 << 16
_VOID = frozenset(("br", "hr", "img", "meta", "link", "input", "wbr", "col", "area", "base"))

Box = tuple[float, float, float, float]


def is_hocr(data: bytes) -> bool:
    """Whether the bytes are HTML with a page of hOCR in it."""
    head = data[:_HEAD]
    return b"<" in head[:16] and _CLASS.search(head) is not None


def read_hocr(data: bytes) -> LoadedText:
    """The text of all pages.

    Raises:
        InputError: a box is none, or there are no lines with words.
    """
    reader = _Reader()
    reader.feed(decode_page(data))
    reader.close()
    reader.end_line()
    if not any(reader.pages):
        raise InputError("hOCR without a line of text: the OCR found none", Fault.EMPTY)
    return read_layout([PagePieces(page) for page in reader.pages])


class _Reader(HTMLParser):
    """Collects the words of each line of each page. Entities that a document declares itself are not read at all."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pages: list[list[Piece]] = []
        self._depth = 0
        self._line: tuple[int, Box] | None = None  # how deep the line lies, and its box
        self._word: tuple[int, Box] | None = None
        self._words: list[tuple[Box, str]] = []
        self._text: list[str] = []
        self._loose: list[str] = []  # text of a line outside words: OCRopus has no words
        self._bold = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        self._depth += 1
        values = dict(attrs)
        classes = frozenset((values.get("class") or "").split())
        if _PAGE in classes:
            self.end_line()
            self.pages.append([])
        elif classes & LINES:
            self.end_line()
            self._line = self._depth, _box(values.get("title"))
        elif classes & WORDS:
            self._word = self._depth, _box(values.get("title"))
            self._text.clear()
        elif tag in ("strong", "b") and self._word:
            self._bold += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._word and self._depth <= self._word[0]:
            self._words.append((self._word[1], "".join(self._text).strip()))
            self._word = None
        if self._line and self._depth <= self._line[0]:
            self.end_line()
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._word:
            self._text.append(data)
        elif self._line:
            self._loose.append(data)

    def end_line(self) -> None:
        """Add the current line to its page, if there is one."""
        words = [word for word in self._words if word[1]]
        loose = " ".join("".join(self._loose).split())
        if not self.pages and (words or loose):
            self.pages.append([])
        if words:
            self.pages[-1] += words_of_line(
                words, self._line[1] if self._line else None, bold=2 * self._bold > len(words)
            )
        elif loose and self._line:
            self.pages[-1].append(line_piece(self._line[1], loose))
        self._line = self._word = None
        self._words, self._loose, self._bold = [], [], 0


def _box(title: str | None) -> Box:
    """The box in a title attribute.

    Raises:
        InputError: there is none.
    """
    match = _BOX.search(title or "")
    if match is None:
        raise InputError(f"a line or word of hOCR without its bbox: title {(title or '')[:60]!r}", Fault.TYPE)
    try:
        return checked(tuple(float(number) for number in match.groups()))
    except ValueError as error:
        raise InputError(f"no box: {match[0][:60]!r}", Fault.TYPE) from error
