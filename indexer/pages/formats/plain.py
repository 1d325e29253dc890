"""Plain text in; the text that is split out. Pure.

>>> read_plain("第一版\\f第二版".encode()).text
'第一版\\n\\x0c第二版'
"""

from __future__ import annotations

import re

from xtsearch.indexer.pages.loaded_text import LoadedText
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
    return LoadedText(_FORM_FEED_IN_LINE.sub("\n\f", text))
