"""Rejected in; a record of JSON Lines out that says what was rejected, where and why, and that `index` takes again.

    {"id": "a", "body": 5, "xtsearch_rejected": {"where": "news.jsonl:7", "reason": "wrong type: body must be text, …"}}

What could be read as a record stands there field by field, to be corrected; else its text as `record` of the note, and
of a file that could not be read its path. A note is dropped when the line is read; a line that has nothing else is
rejected anew, so that nothing is lost by feeding the file back before all of it is corrected.
"""

from __future__ import annotations

import json
from typing import Any

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.readers.items import Rejected

#: The field that says why; no article has one of this name.
NOTE = "xtsearch_rejected"


def to_dead_letter(rejected: Rejected) -> dict[str, Any]:
    """The record to keep of a rejection, as JSON values."""
    note: dict[str, Any] = {"where": rejected.where, "reason": rejected.reason}
    record = _parsed(rejected.record)
    if record is None:
        return {NOTE: note if rejected.record is None else note | {"record": rejected.record}}
    old = record.pop(NOTE, None)
    if isinstance(old, dict) and not record:  # fed back as it was: where it first stood says more
        note = old
    return {**record, NOTE: note}


def without_note(record: dict[str, Any]) -> dict[str, Any]:
    """A record as it was before it was rejected, or as it was corrected since.

    Raises:
        InputError: there is nothing but the note.
    """
    if NOTE not in record:
        return record
    fields = {name: value for name, value in record.items() if name != NOTE}
    if not fields:
        note = record[NOTE]
        where, reason = (note.get("where"), note.get("reason")) if isinstance(note, dict) else ("", "")
        raise InputError(f"{where}: {reason}", Fault.NOT_CORRECTED)
    return fields


def _parsed(text: str | None) -> dict[str, Any] | None:
    try:
        record = json.loads(text or "", parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON value")
