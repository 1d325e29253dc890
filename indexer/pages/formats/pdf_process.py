"""The process that PDFium works in: a PDF on standard input, one JSON object on standard output.

{"text": "渡船又开了\\n…", "forms": [[1, 2.5, false]], "notes": []}    or    {"error": "…", "fault": "UNREADABLE"}
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Iterator
from typing import Any

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.formats.boxes import FARTHEST, PagePieces, Piece, hull
from xtsearch.indexer.pages.formats.geometry import lay_out

#: Bytes of memory that the process may map. A page of 64 MB takes a quarter of it.
MEMORY = 2 << 30
#: Pages of one file: a year's supplement has 100. A book or a volume of years is no page file.
PAGES_LIMIT = 400
#: Characters of one page, and of all pages. A full newspaper page has 12,000.
PAGE_CHARACTERS, ALL_CHARACTERS = 200_000, 4_000_000
#: A font of this weight is bold. PDFium estimates weights from the width of stems: Song type has 290 to 355, Hei 545.
BOLD_WEIGHT = 600
#: PDFium's mark for a hyphen at a line's end, and the hyphen; the soft hyphen and what is no character.
_END_HYPHEN, _HYPHEN, _INVISIBLE = 0x02, 0x2D, frozenset((0xAD, 0xFFFE, 0xFFFF, 0xFEFF, 0x200B))
_SPACES = frozenset((0x20, 0x3000, 0xA0, 0x0A, 0x0D, 0x09))
_BOLD_NAMES = ("bold", "heavy", "black")
#: Of the characters without a known code (fonts that keep it to themselves), from which share on the text is none.
UNKNOWN_SHARE = 0.3
#: So many Chinese characters of a page are looked at for the shapes that a font gives them.
HAN_LOOKED_AT = 20
NO_FONT = (
    "the PDF holds no Chinese font and this machine has none, so that characters may be missing;"
    " install one, for instance `apt install fonts-noto-cjk`, and read it again"
)
OCR_FIRST = "run OCR first, for instance `ocrmypdf -l chi_sim IN.pdf OUT.pdf`"


def main() -> None:
    """Read the PDF on standard input, write the answer on standard output."""
    _limit_memory()
    try:
        answer: dict[str, Any] = read(sys.stdin.buffer.read())
    except InputError as error:
        answer = {"error": error.details, "fault": error.fault.name if error.fault else ""}
    except MemoryError:
        details = f"it asks for more than {MEMORY >> 30} GB of memory; cut it into smaller files"
        answer = {"error": details, "fault": Fault.TOO_LARGE.name}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _limit_memory() -> None:
    if sys.platform == "win32":  # no such limit there
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes) -> dict[str, Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _refusal(str(error)) from error
    count = len(document)
    if count > PAGES_LIMIT:
        raise InputError(f"{count} pages; a page file has {PAGES_LIMIT} at most: cut it up", Fault.TOO_LARGE)
    pages: list[PagePieces] = []
    empty: list[int] = []
    without_font: list[int] = []
    total = 0
    for number in range(1, count + 1):
        pieces, has_font = _page_pieces(document, number)
        if not has_font:
            without_font.append(number)
        total += len(pieces)
        if total > ALL_CHARACTERS:
            raise InputError(f"more than {ALL_CHARACTERS:,} characters: cut it up", Fault.TOO_LARGE)
        if not pieces:
            empty.append(number)
        pages.append(PagePieces(pieces, measured=True))
    if len(empty) == count:
        raise InputError(f"a scan: its pages are pictures; {OCR_FIRST}", Fault.NO_TEXT)
    notes = [f"{_pages(empty)} without text, perhaps a scan: {OCR_FIRST}"] if empty else []
    if without_font:
        notes.append(f"{_pages(without_font)}: {NO_FONT}")
    text, line_forms = lay_out(pages)
    forms = [[number, form.size, form.bold] for number, form in line_forms.items()]
    return {"text": text, "forms": forms, "notes": notes}


def _refusal(message: str) -> InputError:
    """What PDFium says of a file that it does not open, in words for a person."""
    if "password" in message.lower() or "security" in message.lower():
        details = "the PDF is encrypted; remove the password, for instance `qpdf --decrypt --password=… IN.pdf OUT.pdf`"
        return InputError(details, Fault.UNREADABLE)
    return InputError("a broken PDF; print it anew, or repair it, for instance `qpdf IN.pdf OUT.pdf`", Fault.UNREADABLE)


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")
    return f"page{'s' if len(numbers) > 1 else ''} {shown}"


def _page_pieces(document: Any, number: int) -> tuple[list[Piece], bool]:
    """The characters of one page, none where it is damaged or a picture; and whether a font was there for them.

    Raises:
        InputError: there are too many, or its fonts do not say which characters they print.
    """
    import pypdfium2

    try:
        page = document[number - 1]
        text = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise InputError(f"page {number} of the PDF is broken", Fault.UNREADABLE) from error
    count = text.count_chars()
    if count > PAGE_CHARACTERS:
        raise InputError(f"page {number} has {count:,} characters, too many for a newspaper page", Fault.TOO_LARGE)
    pieces = list(_characters(page, text, count))
    unknown = sum(_is_unknown(piece.text) for piece in pieces)
    if len(pieces) > 20 and unknown > UNKNOWN_SHARE * len(pieces):
        raise InputError(
            f"the fonts of page {number} do not say which characters they print; {OCR_FIRST}", Fault.NO_TEXT
        )
    has_font = _has_font(text, count)
    text.close()
    page.close()
    return [piece for piece in pieces if not _is_unknown(piece.text)], has_font


def _has_font(text: Any, count: int) -> bool:
    """Whether the page's first Chinese characters have shapes. They have none where the PDF holds no font for them and
    the machine has no Chinese one; then PDFium leaves out characters at random."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    looked_at = 0
    for at in range(count):
        if 0x4E00 <= pdfium.FPDFText_GetUnicode(text, at) <= 0x9FFF:
            pdfium.FPDFText_GetCharBox(text, at, left, right, bottom, top)
            if top.value > bottom.value:
                return True
            looked_at += 1
            if looked_at == HAN_LOOKED_AT:
                return False
    return not looked_at


def _is_unknown(text: str) -> bool:
    """Whether a character is none that can be read: without a code, or of a font's private codes."""
    return text == "\ufffd" or "\ue000" <= text <= "\uf8ff"


def _characters(page: Any, text: Any, count: int) -> Iterator[Piece]:
    """The characters that show, in the order in which they were set; those of a line that was turned as one piece."""
    import pypdfium2.raw as pdfium

    place = _Placing(page)
    box = pdfium.FS_RECTF()
    fonts = _Fonts(turned=place.turned % 180 != 0)
    spaced = False
    line: list[Piece] = []  # the current line of turned text
    for at, code in _codes(text, count):
        if code in _SPACES:  # PDFium adds spaces and line ends of its own
            spaced = spaced or not pdfium.FPDFText_IsGenerated(text, at)
            continue
        if code < 0x20 or code in _INVISIBLE or not pdfium.FPDFText_GetLooseCharBox(text, at, box):
            continue
        size, bold, level = fonts.of(text, at)
        x0, y0, x1, y1 = place(box.left, box.bottom, box.right, box.top)
        if not (abs(x0) < FARTHEST and abs(y0) < FARTHEST and x1 >= x0 and y1 >= y0):
            continue
        if level and y1 - y0 > 1.3 * size:
            y0, y1 = (y0 + y1 - size) / 2, (y0 + y1 + size) / 2
        piece = Piece(x0, y0, x1, y1, chr(code), size, bold, spaced=spaced)
        spaced = False
        if line and (level or not _goes_on(line[-1], piece)):
            yield _turned(line)
            line = []
        if level:
            yield piece
        else:
            line.append(piece)
    if line:
        yield _turned(line)


def _codes(text: Any, count: int) -> Iterator[tuple[int, int]]:
    """The index and the Unicode of each character; of two surrogates the index of the second."""
    import pypdfium2.raw as pdfium

    high = 0
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            high = code
        elif 0xDC00 <= code < 0xE000:
            yield at, 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
            high = 0
        else:
            yield at, _HYPHEN if code == _END_HYPHEN else code
            high = 0


def _goes_on(before: Piece, piece: Piece) -> bool:
    """Whether a turned character stands next to another, up or down the page."""
    reach = 1.5 * before.size
    return abs(piece.x0 - before.x0) < before.size / 2 and before.y0 - reach < piece.y1 and piece.y0 < before.y1 + reach


def _turned(line: list[Piece]) -> Piece:
    """A line of text that was turned, as one piece; it is read as if it stood upright."""
    text = "".join((" " if piece.spaced and at else "") + piece.text for at, piece in enumerate(line))
    return Piece(*hull(line), text, line[0].size, line[0].bold, vertical=len(line) > 1)


class _Fonts:
    """Sizes and weights of characters, looked up once for each piece of text that was set at once.

    `turned`: the page is shown turned by a right angle.
    """

    def __init__(self, *, turned: bool) -> None:
        self._turned = turned
        self._known: dict[int, tuple[float, bool, bool]] = {}

    def of(self, text: Any, at: int) -> tuple[float, bool, bool]:
        """The size of a character on the page, in points; whether it is bold; whether its line is level as shown."""
        import pypdfium2.raw as pdfium

        text_object = pdfium.FPDFText_GetTextObject(text, at)
        key = ctypes.addressof(text_object.contents) if text_object else -1
        style = self._known.get(key)
        if style is None:
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFText_GetMatrix(text, at, matrix)
            scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
            size = abs(pdfium.FPDFText_GetFontSize(text, at)) * scale
            style = size or 1.0, _is_bold(text, at), (abs(matrix.b) <= abs(matrix.a)) is not self._turned
            if key != -1:
                self._known[key] = style
        return style


def _is_bold(text: Any, at: int) -> bool:
    import pypdfium2.raw as pdfium

    if pdfium.FPDFText_GetFontWeight(text, at) >= BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, at, name, 128, flags)
    return any(word in name.value.decode("latin-1").lower() for word in _BOLD_NAMES)


class _Placing:
    """From PDF's coordinates, which grow upwards, to those of the page as it is shown, which grow downwards."""

    def __init__(self, page: Any) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self.turned = page.get_rotation() % 360

    def __call__(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        if self.turned == 90:
            return bottom - self._bottom, left - self._left, top - self._bottom, right - self._left
        if self.turned == 180:
            return self._right - right, bottom - self._bottom, self._right - left, top - self._bottom
        if self.turned == 270:
            return self._top - top, self._right - right, self._top - bottom, self._right - left
        return left - self._left, self._top - top, right - self._left, self._top - bottom


if __name__ == "__main__":
    main()
