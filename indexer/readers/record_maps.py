"""A record of another system in, and a RecordMap that says what its fields are; the record as xtsearch names them out.

    >>> mapped = RecordMap((FieldMap("title", ("data.headline",)), FieldMap("id", ("no",), prefix="x-")))
    >>> mapped.apply({"no": 7, "data": {"headline": "标题", "lang": "zh"}}).record
    {'title': '标题', 'id': 'x-7', 'data': {'lang': 'zh'}}

A path names a field of a record, or one within others: `data.attributes.title`. A field whose own name holds points is
meant before one within others. In a list the path goes on in each item: `authors.name` of a list of authors is a list
of names. What a map does not name is read by its own name, as in a record without a map. Pure.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from xtsearch.indexer.fields import FIELD_OF_NAME
from xtsearch.indexer.timezone import zone_named

#: What parts the texts of several fields that become one, where a map does not say.
_JOINTS = {"id": "-", "body": "\n"}
#: The beginning of a further field's name in a map: extra.url is kept as url.
EXTRA = "extra."


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Where one field of an article comes from.

    `field` is a field's name, or `extra.NAME`. `paths` are where its value stands: of several, the first that has one,
    or all of them joined by `join` if that is given (for `id` and `body` they are always joined). `value` is what every
    article has where no path has a value. `prefix` stands before an id. `split` is a regular expression that parts the
    names in a text. `formats` are those of the date, as strptime has them; a moment without a zone is in `timezone`.
    """

    field: str
    paths: tuple[str, ...] = ()
    value: str | None = None
    join: str | None = None
    prefix: str = ""
    split: str | None = None
    formats: tuple[str, ...] = ()
    timezone: str | None = None


class MappedRecord(NamedTuple):
    """A record as xtsearch names its fields; `used` are the paths that had a value, with the fields they became."""

    record: dict[str, Any]
    used: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordMap:
    """`fields` say where fields come from, `drop` are paths that are left out.

    With `others` as `extra`, names that the map does not hold are further fields even where xtsearch knows them; as
    `drop` they are left out; as `read` they are read as in any record.
    """

    fields: tuple[FieldMap, ...] = ()
    drop: tuple[str, ...] = ()
    others: str = "read"

    def has_text(self, names: Collection[str]) -> bool:
        """Whether the map makes a body or a title of records with these names."""
        paths = [path for row in self.fields if row.field in ("body", "title") for path in row.paths]
        return any(name in names for path in paths for name in (path, *(first for first, _ in _splits(path))))

    def apply(self, record: Mapping[str, Any], zone: datetime.tzinfo | None = None) -> MappedRecord:
        """The record with the names of xtsearch; `zone` is the newspapers' own, for the days of moments."""
        rest: dict[str, Any] = dict(record)
        values: dict[str, Any] = {}
        used: list[tuple[str, str]] = []
        for row in self.fields:
            parts = [(path, value) for path in row.paths if not _is_empty(value := value_at(record, path))]
            value = _combined(row, [value for _, value in parts], zone)
            if value is not None:
                values[row.field.removeprefix(EXTRA)] = value
                used += [(path, row.field) for path, _ in parts[: len(parts) if _is_joined(row) else 1]]
        for path in (*(path for row in self.fields for path in row.paths), *self.drop):
            remove_at(rest, path)
        if self.others == "drop":
            rest = {}
        for name, value in rest.items():
            if name in values or (self.others == "extra" and name in FIELD_OF_NAME):
                values[f"{name} (record)"] = value
            else:
                values[name] = value
        return MappedRecord(values, tuple(used))


def value_at(record: Any, path: str) -> Any:
    """The value at a path; None where there is none. In a list, the values of its items."""
    if isinstance(record, list):
        values = [value for item in record if not _is_empty(value := value_at(item, path))]
        return values or None
    if not isinstance(record, Mapping):
        return None
    if path in record:
        return record[path]
    for name, inner in _splits(path):
        if name in record and (value := value_at(record[name], inner)) is not None:
            return value
    return None


def remove_at(record: dict[str, Any], path: str) -> None:
    """Take the value at a path out of a record, and what is empty without it; what is within it is copied first."""
    if path in record:
        del record[path]
        return
    for name, inner in _splits(path):
        value = record.get(name)
        if isinstance(value, Mapping):
            record[name] = copy = dict(value)
            remove_at(copy, inner)
        elif isinstance(value, list):
            record[name] = copies = [dict(item) if isinstance(item, Mapping) else item for item in value]
            for item in copies:
                if isinstance(item, dict):
                    remove_at(item, inner)
            record[name] = [item for item in copies if item != {}]
        if record.get(name) in ({}, []) and value not in ({}, []):
            del record[name]


def _splits(path: str) -> Iterator[tuple[str, str]]:
    """A path as the name of a field and the path within it, in each way that its points allow."""
    place = path.find(".")
    while place > 0:
        yield path[:place], path[place + 1 :]
        place = path.find(".", place + 1)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and value.isspace())


def _is_joined(row: FieldMap) -> bool:
    return row.join is not None or row.field in _JOINTS


def _combined(row: FieldMap, values: list[Any], zone: datetime.tzinfo | None) -> Any:
    """The value of a field from those at its paths; None where there is none."""
    if not values:
        return row.value
    if _is_joined(row) and all(isinstance(value, str | int | float) for value in values) and len(values) > 1:
        joint = _JOINTS.get(row.field, "") if row.join is None else row.join
        value: Any = joint.join(map(str, values))
    else:
        value = values[0]
    if row.prefix and isinstance(value, str | int):
        value = f"{row.prefix}{value}"
    if row.split and isinstance(value, str):
        value = [name for part in re.split(row.split, value) if (name := (part or "").strip())]
    if row.field == "date" and isinstance(value, str):
        return _day(row, value.strip(), zone)
    return value


def _day(row: FieldMap, text: str, zone: datetime.tzinfo | None) -> str:
    """The day of a text in one of the map's formats, as YYYY-MM-DD; any other text as it is."""
    for form in row.formats:
        try:
            moment = datetime.datetime.strptime(text, form)
        except ValueError:
            continue
        if moment.tzinfo is None and row.timezone:
            moment = moment.replace(tzinfo=zone_named(row.timezone))
        return (moment.astimezone(zone) if moment.tzinfo and zone else moment).date().isoformat()
    return text
