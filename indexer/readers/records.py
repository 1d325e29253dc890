"""A ready-made article becomes a Document: a record in, as a JSON object or a row of a table gives it.

    >>> to_document({"title": "市领导调研文艺工作", "reporters": "王超、陈新"}, Place("a.jsonl"), set()).reporters
    ('王超', '陈新')

Fields in GIVEN become the Document's own; every other field of the record goes into `extra` as it is.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.fields import DERIVED_FIELDS, FIELDS, Kind
from xtsearch.indexer.limits import EXTRA_BYTES, EXTRA_DEPTH
from xtsearch.indexer.pages.article_ids import article_id
from xtsearch.indexer.readers.items import Place

#: Names of the fields that a record may bring; those of one text, and those of a list of texts.
GIVEN = frozenset(field.name for field in FIELDS if field.is_given)
TEXTS = tuple(
    field.name
    for field in FIELDS
    if field.is_given and not field.several and field.kind is not Kind.DATE and field.name != "id"
)
LISTS = tuple(field.name for field in FIELDS if field.is_given and field.several)

#: Characters of a wrong value that a message repeats.
_QUOTED = 40

_SEPARATOR = re.compile("[、；;，,]")
_UNCLEAN = re.compile("[\0\ud800-\udfff]")
_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?",
        r"(\d{4})/(\d{1,2})/(\d{1,2})",
        r"(\d{4})(\d{2})(\d{2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})日",
    )
)


def to_document(record: Mapping[str, Any], place: Place, taken: set[str]) -> Document:
    """The record as a document.

    Args:
        record: JSON values by field name.
        place: the file that the record stands in.
        taken: the ids that records of this file without an id got so far; a record without one adds its own.

    Raises:
        InputError: a field has the wrong type, there is neither body nor title, the date or the id cannot be used.
    """
    values: dict[str, Any] = {name: _text(name, record[name]) for name in TEXTS if name in record}
    values.update((name, _names(name, record[name])) for name in LISTS if name in record)
    text = values.get("body") or values.get("title")
    if text is None:
        raise InputError("the record has neither body nor title", Fault.NO_TEXT)
    values["body"] = values.get("body") or ""
    values["newspaper"] = values.get("newspaper") or place.newspaper
    extra = {name: value for name, value in record.items() if name not in GIVEN}
    if extra:
        _check_extra(extra)
    return Document(
        id=_id(record.get("id")) or article_id(place.file, text, taken=taken),
        date=_date(record.get("date")),
        file=place.file,
        source_root=place.source_root,
        extra=extra,
        given=tuple(name for name in DERIVED_FIELDS if record.get(name) is not None),
        **values,
    )


def to_given(document: Document) -> dict[str, Any]:
    """The record that `to_document` reads as this document, apart from where it stood.

    An empty list of names that the record brought is written as such: `{"keywords": []}` says that there are none.
    """
    values = document.to_record()
    found_in_text = {*DERIVED_FIELDS, *document.printed}
    record = {name: values[name] for name in values if name in GIVEN and name not in found_in_text}
    record.update((name, values.get(name, ())) for name in document.given)
    record.update((name, list(record[name])) for name in LISTS if name in record)
    return record | dict(document.extra)


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


def _text(name: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"{name} must be text, not {_named(value)}", Fault.TYPE)
    return value if value and not value.isspace() else None


def _names(name: str, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    parts = _SEPARATOR.split(value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise InputError(f"{name} must be a list of texts, or one text parted by 、, not {_named(value)}", Fault.TYPE)
    return tuple(stripped for part in parts if (stripped := part.strip()))


def _id(value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise InputError(f"id must be text or a whole number, not {_named(value)}", Fault.TYPE)
    return value if value and not value.isspace() else None


def _date(value: object) -> datetime.date | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        date = _parse_date(value.strip())
        if date is not None:
            return date
    raise InputError(f"{_named(value)}; write it as 2022-05-13", Fault.DATE)


@lru_cache(maxsize=4096)
def _parse_date(text: str) -> datetime.date | None:
    """The date that a text in one of the forms _DATES is; of a date with a time, the day in its own time zone."""
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            year, month, day = map(int, match.groups())
            try:
                return datetime.date(year, month, day)
            except ValueError:
                return None
    return None


def _check_extra(extra: Mapping[str, Any]) -> None:
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


def _named(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _QUOTED else shown[:_QUOTED] + "…"
