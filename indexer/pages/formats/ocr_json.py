"""The JSON of an OCR in; its lines in reading order out.

    >>> data = '[[[[0, 0], [200, 0], [200, 20], [0, 20]], ["渡船又开了", 0.99]]]'.encode()
    >>> is_json(data), read_ocr_json(data).text
    (True, '渡船又开了')

Tools write many shapes. A page is one of these, perhaps below names such as `res`, `result`, `data`, or in a
list of pages:

- parallel lists, `{"rec_texts": [...], "rec_polys": [...]}` (PaddleOCR 3), `{"txts": [...], "boxes": [...]}`
  (RapidOCR 2);
- a list of `[box, [text, score]]` (PaddleOCR 2) or `[box, text, score]` (RapidOCR 1);
- a list of objects with a text and a box, `{"text": ..., "box": ...}` (PaddleOCR-json, Umi-OCR), whose names may be
  `txt` (RapidOCR 3), `transcription` and `points` (PPOCRLabel), `rec_txt` and `dt_boxes` (RapidOCR's server),
  `text_region` (PaddleHub), `words` and `location` (Baidu);
- a list of regions, `{"type": ..., "bbox": ..., "res": lines}` (PP-Structure).

What document parsers write, blocks in reading order, is left to `parsed_json`.

A box is four numbers, four corners, eight numbers, or an object with left, top, width and height.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.formats.boxes import PagePieces, Piece, checked, line_piece, shown
from xtsearch.indexer.pages.formats.geometry import read_layout
from xtsearch.indexer.pages.formats.parsed_json import is_parsed, read_blocks
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.text.decoding import decode_page

#: Names of texts and of boxes, in parallel lists and in objects; the first that an object has counts.
TEXT_LISTS = ("rec_texts", "txts", "rec_text", "texts", "pred_text")
BOX_LISTS = ("rec_polys", "dt_polys", "rec_boxes", "boxes", "dt_boxes", "polys", "pos")
TEXT_NAMES = ("text", "txt", "rec_txt", "transcription", "words", "word")
BOX_NAMES = ("text_region", "box", "dt_boxes", "points", "poly", "polygon", "bbox", "boxes", "location", "position")
#: Below these names lie pages, or what holds them.
WRAPPERS = (
    *("res", "result", "results", "data", "pages", "ocrResults", "prunedResult", "layoutParsingResults"),
    *("overall_ocr_res", "ocr_res", "ocr_result", "ret", "words_result", "lines"),
)
#: PP-StructureV3 has the lines of the whole page beside those of its regions; only the first are read.
_WHOLE = "overall_ocr_res"
DEEPEST = 12
#: How a file of JSON begins: text in square brackets, as papers set it, begins otherwise.
_BEGINS = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:[\[{"\]]|-?\d|null|true|false))')
#: What the JSON of an OCR has near its start: a name of texts or lines, and numbers in brackets behind a box's name.
_TEXTS = re.compile(rb'"(?:%s)"\s*:' % "|".join((*TEXT_LISTS, *TEXT_NAMES, "block_content")).encode())
_BOXES = re.compile(rb'"(?:%s)"\s*:\s*[\[{\d]' % "|".join((*BOX_LISTS, *BOX_NAMES, "block_bbox", "page_idx")).encode())
_LINES = re.compile(rb"\s*\[[\s\[]*\[\s*\[?\s*-?\d[\d.]*\s*,\s*-?\d")
SHAPES = "PaddleOCR, RapidOCR and PP-Structure are read; records are read from JSON Lines (.jsonl), an object a line"


def is_json(data: bytes) -> bool:
    """Whether the bytes are JSON, of whatever kind: text in square brackets is none, broken JSON mostly is.

    What is no OCR's is refused when it is read, so that it is never taken for the text of a page.
    """
    head = data[:64].removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if not _BEGINS.match(head):
        return False
    if re.match(r'\s*(?:\{\s*"|\[\s*[\[{]\s*[\[{"\d])', head):
        return True
    try:
        json.loads(data)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def looks_like_ocr_json(head: bytes) -> bool:
    """Whether a file that begins so is the JSON of an OCR, rather than records or settings."""
    return _LINES.match(head) is not None or (_TEXTS.search(head) is not None and _BOXES.search(head) is not None)


def read_ocr_json(data: bytes) -> LoadedText:
    """The text of all pages.

    Raises:
        InputError: it is no JSON, not that of an OCR, nested too deep, or holds a box or a text of the wrong type.
    """
    try:
        value = json.loads(decode_page(data))
    except RecursionError as error:
        raise InputError("its lists and objects nest too deep for the result of an OCR", Fault.TOO_DEEP) from error
    except ValueError as error:
        raise InputError(f"{error}", Fault.JSON) from error
    parsed = _parsed(value, 0)
    if parsed:
        return read_blocks(*parsed)
    pages = _pages(value, 0)
    if not pages:
        raise InputError(f"JSON, but no result of an OCR that is known: {SHAPES}", Fault.TYPE)
    if not any(pages):
        raise InputError("the OCR found no text", Fault.EMPTY)
    return read_layout([PagePieces(page) for page in pages])


def _parsed(value: Any, depth: int) -> list[Any]:
    """The results of document parsers below a value that have no lines with boxes."""
    if depth > DEEPEST:
        return []
    if is_parsed(value) and not (isinstance(value, Mapping) and _WHOLE in value):
        return [value]
    if isinstance(value, Mapping):
        return [result for name in WRAPPERS if name in value for result in _parsed(value[name], depth + 1)]
    if isinstance(value, list) and value and isinstance(value[0], dict | list):
        return [result for part in value for result in _parsed(part, depth + 1)]
    return []


def _pages(value: Any, depth: int) -> list[list[Piece]]:
    """The pages below a value; none if it holds none."""
    if depth > DEEPEST:
        raise InputError(f"more than {DEEPEST} levels deep", Fault.TOO_DEEP)
    page = _page(value)
    if page is not None:
        return [page]
    if isinstance(value, Mapping):
        names = (_WHOLE,) if _WHOLE in value else WRAPPERS
        inner: Iterable[Any] = [value[name] for name in names if name in value]
        if not inner and value and all(name.isdigit() for name in value):  # {"0": line, "1": line}: RapidOCR's server
            inner = [list(value.values())]
        return [page for part in inner for page in _pages(part, depth + 1)]
    if isinstance(value, list) and not all(isinstance(part, str | int | float | bool) for part in value):
        # A list of pages, in which PaddleOCR has null for one without text.
        parts: list[list[list[Piece]]] = [[[]] if part is None else _pages(part, depth + 1) for part in value]
        pages = [page for part in parts for page in part]
        return pages if any(pages) else []
    return []


def _page(value: Any) -> list[Piece] | None:
    """The lines of a page; None where the value is none."""
    if isinstance(value, Mapping):
        return _parallel(value)
    if not isinstance(value, list) or not value:
        return None
    lines = [_line(part) for part in value]
    if all(line is None for line in lines):
        return None
    # A region of PP-Structure without lines (a figure, a table) holds no text; anything else that is no line is damage.
    pieces: list[Piece] = []
    for part, line in zip(value, lines, strict=True):
        if line is None:
            if not (isinstance(part, Mapping) and "type" in part):
                raise InputError(f"no line of an OCR: {shown(part)}", Fault.TYPE)
        else:
            pieces += line
    return pieces


def _parallel(value: Mapping[str, Any]) -> list[Piece] | None:
    """The lines of an object that has texts and boxes in lists of one length."""
    texts = next((value[name] for name in TEXT_LISTS if isinstance(value.get(name), list)), None)
    if texts is None:
        return None
    lists = [value[name] for name in BOX_LISTS if isinstance(value.get(name), list)]
    boxes = next((boxes for boxes in lists if len(boxes) == len(texts)), None)
    if boxes is None:
        raise InputError(f"{len(texts)} texts without as many boxes", Fault.TYPE)
    return [line_piece(_box(box), _text(text)) for text, box in zip(texts, boxes, strict=True)]


def _line(part: Any) -> list[Piece] | None:
    """The lines of one member of a list; None where it is none."""
    if isinstance(part, Mapping):
        if isinstance(part.get("res"), list | tuple) and "type" in part:
            return _region(part["res"])
        text = next((part[name] for name in TEXT_NAMES if isinstance(part.get(name), str)), None)
        box = next((part[name] for name in BOX_NAMES if isinstance(part.get(name), list | dict)), None)
        return None if text is None or box is None else [line_piece(_box(box), text)]
    if isinstance(part, list) and 2 <= len(part) <= 3 and isinstance(part[0], list) and _is_box(part[0]):
        text = part[1][0] if isinstance(part[1], list) and part[1] else part[1]
        return [line_piece(_box(part[0]), text)] if isinstance(text, str) else None
    return None


def _region(lines: Sequence[Any]) -> list[Piece]:
    """The lines of a region of PP-Structure: objects, or in old versions a list of boxes and one of texts."""
    if len(lines) == 2 and all(isinstance(part, list) for part in lines) and len(lines[0]) == len(lines[1]):
        pairs = [_line([box, text]) for box, text in zip(*lines, strict=True)]
        if all(pair is not None for pair in pairs):
            return [piece for pair in pairs for piece in pair or ()]
    return _page(list(lines)) or []


def _text(text: Any) -> str:
    if isinstance(text, list) and text and isinstance(text[0], str):  # [text, score]
        text = text[0]
    if not isinstance(text, str):
        raise InputError(f"a text must be text, not {shown(text)}", Fault.TYPE)
    return text


def _is_box(box: Sequence[Any]) -> bool:
    numbers = box[0] if box and isinstance(box[0], list) else box
    return len(box) >= 4 and all(isinstance(number, int | float) for number in numbers) and len(numbers) >= 2


def _box(box: Any) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box in any of its shapes."""
    if isinstance(box, Mapping):
        left, top = box.get("left", box.get("x")), box.get("top", box.get("y"))
        width, height = box.get("width", box.get("w")), box.get("height", box.get("h"))
        left, top, width, height = checked((left, top, width, height), ordered=False)
        return left, top, left + width, top + height
    if not isinstance(box, list):
        raise InputError(f"a box is a list of numbers, not {shown(box)}", Fault.TYPE)
    if box and isinstance(box[0], list):
        corners = [checked((*corner[:2], 0, 0), ordered=False) for corner in box if isinstance(corner, list)]
    elif len(box) == 8:
        corners = [checked((box[at], box[at + 1], 0, 0), ordered=False) for at in range(0, 8, 2)]
    else:
        return checked(box)
    if len(corners) < 2:
        raise InputError(f"a box has four corners: {shown(box)}", Fault.TYPE)
    across, down = [x for x, *_ in corners], [y for _, y, *_ in corners]
    return min(across), min(down), max(across), max(down)
