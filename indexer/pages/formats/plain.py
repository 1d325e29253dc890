"""Plain text in; the text that is split out. Pure.

>>> read_plain("第一版\\f第 二 版".encode()).text
'第一版\\n\\x0c第 二 版'

What the tool that wrote the text left in it is mended here, before anything looks at the text: `gutters` puts columns
that stand side by side one after the other, `spaces` closes the spaces between Han characters. Lines keep their numbers
but on pages whose columns stood side by side. What cannot be mended is said in a note (`row_order`).
"""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import NamedTuple

from xtsearch.indexer.pages.formats.gutters import unroll
from xtsearch.indexer.pages.formats.row_order import ROW_ORDER, is_row_order
from xtsearch.indexer.pages.formats.spaces import close_spaces
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.pages.page import LINE_END
from xtsearch.indexer.text.decoding import decode_page

_UNROLLED, _CLOSED = "columns side by side put in order", "spaces between characters closed"
_FORM_FEED_IN_LINE = re.compile(r"(?<=[^\n\r\f])\f")


def read_plain(data: bytes) -> LoadedText:
    """The text that the bytes encode, cleaned.

    Raises:
        InputError: the bytes are no text.
    """
    return clean_text(decode_page(data))


def clean_text(text: str) -> LoadedText:
    """The text without what the tool that wrote it left in it; every form feed begins a line."""
    text = _FORM_FEED_IN_LINE.sub("\n\f", text)
    pages = [_clean_page(page) for page in split_pages(text)]
    notes = dict.fromkeys(page.note for page in pages if page.note)
    mended = dict.fromkeys(mend for page in pages for mend in page.mended)
    return LoadedText("".join(page.text for page in pages), notes=tuple(notes), mended=tuple(mended))


def split_pages(text: str) -> list[str]:
    """The pages of a text, each but the first with the form feed that begins it; together they are the text."""
    starts = [0, *(match.start() for match in re.finditer(r"(?<=[\r\n])\f", text)), len(text)]
    return [text[start:stop] for start, stop in pairwise(starts)]


class _CleanPage(NamedTuple):
    """The text of a page, what a person is to be told of it, if anything, and what was mended."""

    text: str
    note: str | None
    mended: tuple[str, ...]


def _clean_page(text: str) -> _CleanPage:
    lines, ends = LINE_END.split(text), [*LINE_END.findall(text), ""]
    break_before = "\f" if lines[0].startswith("\f") else ""
    lines[0] = lines[0].removeprefix("\f")
    unrolled = unroll(lines)
    closed = close_spaces(unrolled.lines)
    if unrolled.note is not None:
        ends = ["\n"] * len(closed)
    note = unrolled.note or (ROW_ORDER if is_row_order(closed) else None)
    mended = {_UNROLLED: unrolled.note is not None, _CLOSED: list(closed) != list(unrolled.lines)}
    text = break_before + "".join(chain.from_iterable(zip(closed, ends, strict=True)))
    return _CleanPage(text, note, tuple(mend for mend, done in mended.items() if done))
