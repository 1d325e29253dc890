"""Plain text in; the text that is split out. Pure.

>>> read_plain("第一版\\f第 二 版".encode()).text
'第一版\\n\\x0c第 二 版'

What the tool that wrote the text left in it is mended here, before anything looks at the text: `spaces` closes the
spaces between Han characters. Lines keep their numbers.
"""

from __future__ import annotations

import re
from itertools import chain, pairwise

from xtsearch.indexer.pages.formats.spaces import close_spaces
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.pages.page import LINE_END
from xtsearch.indexer.text.decoding import decode_page

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
    return LoadedText("".join(_clean_page(page) for page in split_pages(text)))


def split_pages(text: str) -> list[str]:
    """The pages of a text, each but the first with the form feed that begins it; together they are the text."""
    starts = [0, *(match.start() for match in re.finditer(r"(?<=[\r\n])\f", text)), len(text)]
    return [text[start:stop] for start, stop in pairwise(starts)]


def _clean_page(text: str) -> str:
    lines, ends = LINE_END.split(text), [*LINE_END.findall(text), ""]
    return "".join(chain.from_iterable(zip(close_spaces(lines), ends, strict=True)))
