"""ALTO (versions 1 to 4) in, the XML of libraries' digitised newspapers; its lines in reading order out.

    <alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"> … <TextLine HPOS="236" VPOS="354" WIDTH="864" HEIGHT="48">
    <String CONTENT="渡船又开了" HPOS="236" VPOS="356" WIDTH="210" HEIGHT="44" STYLEREFS="FONT1"/> …

https://www.loc.gov/standards/alto/
"""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.formats.boxes import PagePieces, Piece, checked, line_piece
from xtsearch.indexer.pages.formats.geometry import read_layout
from xtsearch.indexer.pages.formats.words import words_of_line
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.text.decoding import decode_page

_NAME = re.compile(rb"<([\w:.-]+)")
#: What may stand before the first element, and how each of it ends.
_BEFORE = ((b"<!--", b"-->"), (b"<?", b"?>"), (b"<!DOCTYPE", b">"))
#: The first element is looked for within so many bytes.
_HEAD = 1 << 16

Box = tuple[float, float, float, float]


def root_element(data: bytes) -> str | None:
    """The name of the first element of XML, without a prefix, in lower case; None where the bytes begin otherwise."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    at = len(head) - len(head.lstrip())
    while (pair := next((pair for pair in _BEFORE if head.startswith(pair[0], at)), None)) is not None:
        begin, end = pair
        start = at + len(begin)
        if end == b">" and 0 <= head.find(b"[", start) < head.find(b">", start):  # it declares something, in brackets
            start = head.find(b"]", start)
        ends = head.find(end, start)
        if start < 0 or ends < 0:
            return None
        at = ends + len(end)
        while head[at : at + 1].isspace():
            at += 1
    match = _NAME.match(head, at)
    return match[1].decode("latin-1").rpartition(":")[2].lower() if match else None


def is_alto(data: bytes) -> bool:
    """Whether the bytes are an ALTO file."""
    return root_element(data) == "alto"


def is_xml(data: bytes) -> bool:
    """Whether the bytes are an ALTO file, or XML of another kind that says that it is XML.

    The other kinds are refused when they are read, so that they are never taken for the text of a page.
    """
    declared = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml")
    return is_alto(data) or (declared and root_element(data) not in (None, "html"))


def read_alto(data: bytes) -> LoadedText:
    """The text of all pages.

    Raises:
        InputError: it is XML of another kind or not well-formed, declares entities, has a box that is none, or no line
            with words.
    """
    if not is_alto(data):
        raise InputError(f"XML <{root_element(data)}>, which is no kind of page; ALTO and hOCR are read", Fault.TYPE)
    reader = _Reader()
    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.Parse(decode_page(data).encode(), True)
    except expat.ExpatError as error:
        raise InputError(f"broken XML: {expat.ErrorString(error.code)}, line {error.lineno}", Fault.DAMAGED) from error
    if not any(reader.pages):
        raise InputError("ALTO without a line of text: the OCR found none", Fault.EMPTY)
    return read_layout([PagePieces(page) for page in reader.pages])


def _refuse_entities(name: str, *_declaration: object) -> NoReturn:
    raise InputError(f"the XML declares an entity of its own, {name[:40]!r}: no OCR writes one", Fault.DAMAGED)


class _Reader:
    """Collects the words of each line of each page."""

    def __init__(self) -> None:
        self.pages: list[list[Piece]] = []
        self._bold_styles: set[str] = set()
        self._line: Box | None = None
        self._line_styles = ""
        self._words: list[tuple[Box | None, str]] = []
        self._bold = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "Page":
            self.pages.append([])
        elif name == "TextStyle":
            if "bold" in attributes.get("FONTSTYLE", ""):
                self._bold_styles.add(attributes.get("ID", ""))
        elif name == "TextLine":
            self._line, self._words, self._bold = _box(attributes) or (0.0, 0.0, 0.0, 0.0), [], 0
            self._line_styles = attributes.get("STYLEREFS", "")
        elif name == "String" and self._line is not None:
            text = attributes.get("CONTENT", "").strip()
            if text:
                self._words.append((_box(attributes), text))
                styles = attributes.get("STYLEREFS", self._line_styles).split()
                self._bold += "bold" in attributes.get("STYLE", "") or not self._bold_styles.isdisjoint(styles)

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] != "TextLine" or self._line is None:
            return
        if not self.pages:
            self.pages.append([])
        bold = 2 * self._bold > len(self._words)
        words = [(box, text) for box, text in self._words if box is not None]
        if len(words) == len(self._words) > 1:
            self.pages[-1] += words_of_line(words, self._line, bold=bold)
        elif self._words:  # a line of one word; or words without boxes of their own
            box = words[0][0] if len(self._words) == 1 and words else self._line
            self.pages[-1].append(line_piece(box, " ".join(text for _, text in self._words), bold=bold))
        self._line = None


def _box(attributes: dict[str, str]) -> Box | None:
    """The box of an element; None where it says none, as words may."""
    names = ("HPOS", "VPOS", "WIDTH", "HEIGHT")
    if not all(name in attributes for name in names):
        return None
    try:
        left, top, width, height = (float(attributes[name]) for name in names)
    except ValueError as error:
        shown = ", ".join(f"{name}={attributes[name][:20]!r}" for name in names)
        raise InputError(f"no box: {shown}", Fault.TYPE) from error
    return checked((left, top, left + width, top + height))
