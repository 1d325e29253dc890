"""What a record has besides the fields of an article: checked against the limits of both engines, and searched for a
text that should have been the body. Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.limits import EXTRA_BYTES, EXTRA_DEPTH
from xtsearch.indexer.text.units import HAN

#: Han characters from which the value of a field that nobody knows is taken for the text of the article: 19,907 bodies
#: of 20,000 news have as many, and the longest of 462 headlines has 41.
LONG_TEXT = 80

_UNCLEAN = re.compile("[\0\ud800-\udfff]")
_HAN = re.compile(f"[{HAN}]")


class LongText(NamedTuple):
    """A text that stands under a name no field has: its path, as data.content, and its Han characters."""

    path: str
    characters: int


def check_extra(extra: Mapping[str, object]) -> None:
    """Check that further fields can be kept.

    Raises:
        InputError: they nest more than EXTRA_DEPTH levels, have more than EXTRA_BYTES, or a number that JSON has not.
    """
    if all(type(value) in (str, bool, int, type(None)) for value in extra.values()):
        size = sum(len(value) for value in extra.values() if isinstance(value, str))
        if size * 4 < EXTRA_BYTES // 2 and len(extra) < 1000:
            return
    _check_depth(extra, EXTRA_DEPTH)
    size = len(json.dumps(extra, ensure_ascii=False).encode("utf-8", "replace"))
    if size > EXTRA_BYTES:
        raise InputError(f"further fields of {size} bytes, more than {EXTRA_BYTES}", Fault.TOO_LARGE)


def _check_depth(value: object, left: int) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise InputError("a number too large for JSON", Fault.TYPE)
    if not isinstance(value, dict | list):
        return
    if not left:
        raise InputError(f"further fields nest more than {EXTRA_DEPTH} levels", Fault.TOO_DEEP)
    for inner in value.values() if isinstance(value, dict) else value:
        _check_depth(inner, left - 1)


def longest_text(extra: Mapping[str, object]) -> LongText | None:
    """The longest text of LONG_TEXT Han characters or more in further fields, at any depth that they may have."""
    texts = (LongText(path, len(_HAN.findall(text))) for path, text in _texts_in(extra, "", EXTRA_DEPTH))
    longest = max(texts, key=lambda text: text.characters, default=None)
    return longest if longest and longest.characters >= LONG_TEXT else None


def _texts_in(value: object, path: str, left: int) -> Iterator[tuple[str, str]]:
    """The texts that are long enough, with their paths: names joined by points; lists add nothing to a path."""
    if isinstance(value, str):
        if len(value) >= LONG_TEXT:
            yield path, value
    elif isinstance(value, Mapping) and left:
        for name, inner in value.items():
            yield from _texts_in(inner, f"{path}.{name}" if path else name, left - 1)
    elif isinstance(value, list) and left:
        for inner in value:
            yield from _texts_in(inner, path, left - 1)


def check_characters(value: object) -> None:
    """Check the texts and names in a JSON value for characters that only an escape such as `\\u0000` can write.

    Raises:
        InputError: a text holds half a surrogate pair (\\ud800), or NUL (\\u0000).
    """
    for text in _strings(value):
        unclean = _UNCLEAN.search(text)
        if unclean:
            raise InputError(f"U+{ord(unclean[0]):04X} in a text", Fault.CHARACTER)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
