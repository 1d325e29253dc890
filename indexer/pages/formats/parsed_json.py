"""The JSON of a document parser in; its blocks, which are in reading order already, as text out.

    >>> data = [{"type": "text", "text": "渡船又开了", "text_level": 1, "page_idx": 0},
    ...         {"type": "text", "text": "第一班船清晨六时从北岸出发。", "page_idx": 0}]
    >>> loaded = read_blocks(data)
    >>> loaded.text.split("\\n"), loaded.forms[1].heading
    (['渡船又开了', '', '第一班船清晨六时从北岸出发。'], 1)

Two are read: MinerU's content list, a list of objects with `type`, `page_idx` and mostly `text`; and the
`parsing_res_list` of PaddleOCR-VL, objects with `block_label` and `block_content`. Tables, formulas and pictures are
left out, captions kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.formats.boxes import shown
from xtsearch.indexer.pages.line_form import LineForm
from xtsearch.indexer.pages.loaded_text import LoadedText

#: Names under which a block has its text, one or several.
_TEXTS = ("text", "block_content", "list_items", "image_caption", "img_caption", "table_caption", "chart_caption")
#: What blocks of these kinds hold is no running text: HTML, TeX, what was read in a picture.
_LEFT_OUT = frozenset(("table", "equation", "interline_equation", "formula", "image", "chart", "seal", "code"))
_HEADINGS = {"doc_title": 1, "title": 1, "paragraph_title": 2}
_PARSED = "parsing_res_list"


class _Block(NamedTuple):
    """The lines of a block, and its level as a heading, 0 for none."""

    lines: list[str]
    heading: int


def is_content_list(value: Any) -> bool:
    """Whether a list is MinerU's content list: each of its objects has a type and a page."""
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, Mapping) and "type" in item and "page_idx" in item for item in value)


def is_parsed(value: Any) -> bool:
    """Whether a value is the result of a document parser, with blocks and without lines."""
    return is_content_list(value) or (isinstance(value, Mapping) and isinstance(value.get(_PARSED), list))


def read_blocks(*values: Any) -> LoadedText:
    """The text of some results, one after the other.

    Raises:
        InputError: a block's text is no text, or there is none at all.
    """
    pages: list[list[_Block]] = []
    left_out = 0
    for value in values:
        blocks: Mapping[int, list[Mapping[str, Any]]] = _by_page(value)
        for page in blocks.values():
            read = [_block(item) for item in page]
            pages.append([block for block in read if block.lines])
            left_out += sum(_kind(item) in _LEFT_OUT for item in page)
    if not any(pages):
        raise InputError("the parser found no text", Fault.EMPTY)
    lines: list[str] = []
    forms: dict[int, LineForm] = {}
    for number, blocks_of_page in enumerate(pages):
        start = len(lines)
        for text, heading in _lines(blocks_of_page):
            lines.append(text)
            if heading:
                forms[len(lines)] = LineForm(heading=heading)
        if number:
            lines[start:] = ["\f" + "".join(lines[start : start + 1]), *lines[start + 1 :]]
    notes = (f"{left_out} tables, formulas and pictures left out",) if left_out else ()
    return LoadedText("\n".join(lines), forms, notes=notes)


def _by_page(value: Any) -> dict[int, list[Mapping[str, Any]]]:
    """The blocks of a result, by the numbers of their pages."""
    items: Sequence[Any] = value[_PARSED] if isinstance(value, Mapping) else value
    pages: dict[int, list[Mapping[str, Any]]] = {}
    for item in items:
        if not isinstance(item, Mapping):
            raise InputError(f"a block is an object, not {shown(item)}", Fault.TYPE)
        number = item.get("page_idx", 0)
        pages.setdefault(number if isinstance(number, int) else 0, []).append(item)
    return pages


def _lines(blocks: Sequence[_Block]) -> Iterator[tuple[str, int]]:
    """The lines of blocks with a blank line between two, and the level of each as a heading."""
    for at, block in enumerate(blocks):
        if at:
            yield "", 0
        for line in block.lines:
            yield line, block.heading


def _kind(item: Mapping[str, Any]) -> str:
    return str(item.get("block_label", item.get("type", "")))


def _block(item: Mapping[str, Any]) -> _Block:
    kind = _kind(item)
    lines: list[str] = []
    for name in _TEXTS:
        if name not in item or (kind in _LEFT_OUT and not name.endswith("caption")):
            continue
        for text in item[name] if isinstance(item[name], list) else [item[name]]:
            if not isinstance(text, str):
                raise InputError(f"a block's text must be text, not {shown(text)}", Fault.TYPE)
            lines += [line.strip() for line in text.splitlines() if line.strip()]
    level = item.get("text_level", _HEADINGS.get(kind, 0))
    return _Block(lines, level if isinstance(level, int) and 0 <= level <= 6 else 0)
