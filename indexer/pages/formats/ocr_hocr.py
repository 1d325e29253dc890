"""hOCR in (HTML with the places of words, as Tesseract, OCRopus and Kraken write it); their lines in reading order out.

    <div class='ocr_page' title='bbox 0 0 2480 3508'> … <span class='ocr_line' title="bbox 236 354 1100 402; x_size 40">
    <span class='ocrx_word' title='bbox 236 356 318 400; x_wconf 95'>渡船</span> …

https://kba.github.io/hocr-spec/1.2/
"""

from __future__ import annotations

import re
from html import unescape

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
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)")
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"'>]+)""")
_LONGEST_TAG = 10_000
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
    reader.end_line()
    if not any(reader.pages):
        raise InputError("hOCR without a line of text: the OCR found none", Fault.EMPTY)
    return read_layout([PagePieces(page) for page in reader.pages])


class _Reader:
    """Collects the words of each line of each page.

    Tags are found in one pass, whatever is in them: html.parser takes the square of the time for tags and comments that
    are not closed. Entities that a document declares itself are not read at all.
    """

    def __init__(self) -> None:
        self.pages: list[list[Piece]] = []
        self._depth = 0
        self._line: tuple[int, Box] | None = None  # how deep the line lies, and its box
        self._word: tuple[int, Box] | None = None
        self._words: list[tuple[Box, str]] = []
        self._text: list[str] = []
        self._loose: list[str] = []  # text of a line outside words: OCRopus has no words
        self._bold = 0

    def feed(self, text: str) -> None:
        """Read a whole document."""
        place = 0
        while (start := text.find("<", place)) >= 0:
            self._data(text[place:start])
            comment = text.startswith("<!--", start)
            end = text.find("-->" if comment else ">", start)
            if end < 0:
                return
            place = end + (3 if comment else 1)
            tag = _TAG.match(text, start, end)
            if tag is None or tag[2].lower() in _VOID or text[end - 1] == "/":
                continue
            if tag[1]:
                self._end()
            else:
                self._start(tag[2].lower(), text[tag.end() : min(end, tag.end() + _LONGEST_TAG)])
        self._data(text[place:])

    def _start(self, tag: str, attributes: str) -> None:
        self._depth += 1
        values = {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(attributes)}
        classes = frozenset(values.get("class", "").split())
        if _PAGE in classes:
            self.end_line()
            self.pages.append([])
        elif classes & LINES:
            self.end_line()
            self._line = self._depth, _box(values.get("title", ""))
        elif classes & WORDS:
            self._word = self._depth, _box(values.get("title", ""))
            self._text.clear()
        elif tag in ("strong", "b") and self._word:
            self._bold += 1

    def _end(self) -> None:
        if self._word and self._depth <= self._word[0]:
            self._words.append((self._word[1], "".join(self._text).strip()))
            self._word = None
        if self._line and self._depth <= self._line[0]:
            self.end_line()
        self._depth = max(0, self._depth - 1)

    def _data(self, text: str) -> None:
        if self._word:
            self._text.append(unescape(text))
        elif self._line:
            self._loose.append(unescape(text))

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


def _box(title: str) -> Box:
    """The box in a title attribute.

    Raises:
        InputError: there is none.
    """
    match = _BOX.search(title)
    if match is None:
        raise InputError(f"a line or word of hOCR without its bbox: title {title[:60]!r}", Fault.TYPE)
    try:
        return checked(tuple(float(number) for number in match.groups()))
    except ValueError as error:
        raise InputError(f"no box: {match[0][:60]!r}", Fault.TYPE) from error
