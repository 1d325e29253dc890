"""A Rejected becomes a line of a dead-letter file: JSON Lines that can be corrected and given to `index` again.

    {"id": "a", "body": 5, "xtsearch_rejected": {"where": "news.jsonl:7", "reason": "wrong type: body must be text, …"}}

A rejected record that is a JSON object keeps its fields, and gets the field `xtsearch_rejected` beside them: the note,
which says where it stood and why it was rejected. Of a record that is no JSON object the note has the text as `record`;
of a file that could not be read, its path as `where`.

A reader drops the note. A line with nothing but the note is rejected again, with the note that it has: so nothing is
lost where the file is indexed before all of it is corrected.
"""

from __future__ import annotations

import json
from typing import Any

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.readers.items import Rejected

#: The name of the field that holds the note; no article has a field of this name.
NOTE = "xtsearch_rejected"


def to_dead_letter(rejected: Rejected) -> dict[str, Any]:
    """The line to write for a rejection, as JSON values."""
    note: dict[str, Any] = {"where": rejected.where, "reason": rejected.reason}
    record = _parsed(rejected.record)
    if record is None:
        return {NOTE: note if rejected.record is None else note | {"record": rejected.record}}
    earlier = record.pop(NOTE, None)
    if isinstance(earlier, dict) and not record:  # not corrected since: the first note says where it came from
        note = earlier
    return {**record, NOTE: note}


def without_note(record: dict[str, Any]) -> dict[str, Any]:
    """The record without the note that `to_dead_letter` added.

    Raises:
        InputError: it has no field besides the note.
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
