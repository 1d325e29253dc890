"""What a person says of another system's records, in a YAML file or as NAME=FIELD, becomes a RecordMap.

    >>> read_map("dump.yaml", {"fields": {"title": "data.headline", "newspaper": {"value": "湘潭日报"}}}).fields[0]
    FieldMap(field='title', paths=('data.headline',), ...)

    fields:
      id: {from: [site, no], join: "-", prefix: "dump-"}
      title: data.headline
      date: {from: pubtime, formats: ["%d/%m/%Y %H:%M"], timezone: UTC}
      reporters: {from: author, split: "[/ ]"}
      newspaper: {value: 湘潭日报}
      extra.link: url
    drop: [raw_html]
    others: read

Errors name the file, the key and what to write instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xtsearch.indexer.errors import ArgumentError, MapError
from xtsearch.indexer.fields import DATE_FIELDS, FIELDS
from xtsearch.indexer.readers.record_maps import EXTRA, FieldMap, RecordMap
from xtsearch.indexer.readers.record_names import field_named
from xtsearch.indexer.strict_yaml import read_yaml
from xtsearch.indexer.timezone import zone_named

SCHEMA_FILE = Path(__file__).with_name("record_map.schema.json")
_GIVEN = {field.name: field for field in FIELDS if field.is_given}
_TEXT = {"type": "string"}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}


@dataclass(frozen=True, slots=True)
class _Key:
    """What may stand for a key: its JSON Schema, its help, and the fields that have it (all where there are none)."""

    schema: Mapping[str, Any]
    help: str
    fields: tuple[str, ...] = ()


_DATES = tuple(field.name for field in DATE_FIELDS)
_SEVERAL = tuple(name for name, field in _GIVEN.items() if field.several)
#: The keys of one field.
FIELD_KEYS: Mapping[str, _Key] = {
    "from": _Key(_TEXTS, "Where the value stands: a name, a path as data.title, or several of them."),
    "value": _Key({"type": ["string", "number"]}, "What every article has where `from` has no value."),
    "join": _Key(_TEXT, "What stands between the texts of several names; without it the first that has one counts."),
    "prefix": _Key(_TEXT, "What stands before the id, so that ids of two systems differ.", ("id",)),
    "split": _Key(_TEXT, "A regular expression that parts the names in one text.", _SEVERAL),
    "formats": _Key(_TEXTS, "How the date is written, as strptime has it: %d/%m/%Y.", _DATES),
    "timezone": _Key(_TEXT, "The zone of moments that name none, such as UTC.", _DATES),
}
#: Keys of one field that are one text and nothing else.
_TEXT_KEYS = tuple(name for name, key in FIELD_KEYS.items() if key.schema is _TEXT)
#: The keys of the file.
KEYS: Mapping[str, _Key] = {
    "fields": _Key({"type": "object"}, "The fields of an article, each with the name that records have for it."),
    "drop": _Key({"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}, "Names that are left out."),
    "others": _Key(
        {"enum": ["read", "extra", "drop"]},
        "What becomes of names that are not said here: read by their own name, kept as further fields, left out.",
    ),
}


def maps_of(arguments: Iterable[str]) -> RecordMap | None:
    """What `--map` was given, files and NAME=FIELD in any mix, as one map; None where it was given nothing.

    Raises:
        MapError: a file cannot be read or says something wrong; there is no such field; a field is said twice.
    """
    fields: list[FieldMap] = []
    drop: tuple[str, ...] = ()
    others = "read"
    maps = [_argument(argument) for argument in arguments]
    for read in maps:
        fields += read.fields
        drop += read.drop
        others = read.others if read.others != "read" else others
    doubled = sorted({row.field for row in fields if sum(row.field == other.field for other in fields) > 1})
    if doubled:
        raise MapError(f"--map says {', '.join(doubled)} twice; say it once")
    return RecordMap(tuple(fields), drop, others) if maps else None


def load_map(path: str | Path) -> RecordMap:
    """The map in a YAML file.

    Raises:
        MapError: it cannot be read, or says something wrong.
    """
    return read_map(str(path), read_yaml(Path(path), "map of records"))


def read_map(where: str, content: object) -> RecordMap:
    """The map that a file's content is; `where` names the file in messages.

    Raises:
        MapError: it says something wrong.
    """
    if not isinstance(content, dict) or not content:
        raise MapError(f"{where}: write `fields:` and below it a line for each field, such as `title: headline`")
    _check_keys(where, content, KEYS)
    fields = content.get("fields", {})
    if not isinstance(fields, dict):
        raise MapError(f"{where}: fields: write a line for each field, such as `title: headline`")
    rows = tuple(_row(f"{where}: fields: {name}", str(name), value) for name, value in fields.items())
    others = content.get("others", "read")
    if others not in KEYS["others"].schema["enum"]:
        raise MapError(f"{where}: others: write read, extra or drop, not {others!r}")
    return RecordMap(rows, _texts(f"{where}: drop", content["drop"]) if content.get("drop") else (), others)


def _argument(argument: str) -> RecordMap:
    """One `--map`: NAME=FIELD, or a file."""
    path, sign, field = argument.rpartition("=")
    if Path(argument).is_file() or (not sign and argument.endswith((".yaml", ".yml"))):
        return load_map(argument)
    if not path:
        raise MapError(f"--map {argument}: write NAME=FIELD, as in --map 稿件=body, or a .yaml file")
    return RecordMap((FieldMap(_field(f"--map {argument}", field), (path,)),))


def _row(where: str, name: str, value: object) -> FieldMap:
    field = _field(where, name)
    if not isinstance(value, dict):
        return FieldMap(field, _texts(where, value))
    _check_keys(where, value, FIELD_KEYS)
    for key in value:
        allowed = FIELD_KEYS[key].fields
        if allowed and field not in allowed:
            raise MapError(f"{where}: {key} is for {', '.join(allowed)}")
    paths = _texts(f"{where}: from", value["from"]) if "from" in value else ()
    constant = value.get("value")
    if not paths and constant is None:
        raise MapError(f"{where}: write `from:` with a name that records have, or `value:`")
    if constant is not None and (isinstance(constant, bool) or not isinstance(constant, str | int | float)):
        raise MapError(f"{where}: value: write a text in quotes, not {constant!r}")
    texts = {key: _text(f"{where}: {key}", value[key]) for key in _TEXT_KEYS if key in value}
    row = FieldMap(
        field,
        paths,
        value=None if constant is None else str(constant),
        formats=_texts(f"{where}: formats", value["formats"]) if "formats" in value else (),
        **texts,
    )
    _check(where, row)
    return row


def _check(where: str, row: FieldMap) -> None:
    """Check what a schema cannot: a regular expression, a time zone."""
    try:
        if row.split is not None:
            re.compile(row.split)
        if row.timezone is not None:
            zone_named(row.timezone)
    except re.error as error:
        raise MapError(f"{where}: split: {row.split!r} is no regular expression: {error}") from error
    except ArgumentError as error:
        raise MapError(f"{where}: timezone: {error}") from error


def _field(where: str, name: str) -> str:
    """The field that a map means: by its own name, by one that records have for it, or extra.NAME."""
    if name.startswith(EXTRA) and len(name) > len(EXTRA):
        return name
    field = field_named(name)
    if field is None:
        raise MapError(f"{where}: there is no field {name}; there are {', '.join(_GIVEN)}, and extra.NAME for others")
    return field


def _check_keys(where: str, values: Mapping[Any, Any], keys: Mapping[str, _Key]) -> None:
    for key in values:
        if key not in keys:
            raise MapError(f"{where}: there is no key {key}; there are {', '.join(keys)}")


def _text(where: str, value: object) -> str:
    if not isinstance(value, str):
        raise MapError(f"{where}: write a text in quotes, not {value!r}")
    return value


def _texts(where: str, value: object) -> tuple[str, ...]:
    """One text, or several in a list."""
    if isinstance(value, str) and value:
        return (value,)
    if isinstance(value, list) and value and all(isinstance(part, str) and part for part in value):
        return tuple(value)
    raise MapError(f"{where}: write a name, or a list of names, not {value!r}")


def schema() -> dict[str, Any]:
    """The JSON Schema of a map's file, of draft 7, which editors know. What it refuses, `read_map` refuses."""
    properties = {name: {"description": key.help, **key.schema} for name, key in KEYS.items()}
    names = {name: _field_schema(name) for name in _GIVEN}
    properties["fields"] |= {"properties": names, "additionalProperties": _field_schema("")}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A map of records for xtsearch",
        "type": "object",
        "minProperties": 1,
        "properties": properties,
        "additionalProperties": False,
    }


def _field_schema(field: str) -> dict[str, Any]:
    keys = {name: key for name, key in FIELD_KEYS.items() if not key.fields or not field or field in key.fields}
    detailed = {
        "type": "object",
        "properties": {name: {"description": key.help, **key.schema} for name, key in keys.items()},
        "additionalProperties": False,
        "anyOf": [{"required": ["from"]}, {"required": ["value"]}],
    }
    labels = _GIVEN[field].labels if field else ("", "")
    described = {"description": f"{labels[1]} ({labels[0]})"} if labels[1] else {}
    return {**described, "anyOf": [*_TEXTS["anyOf"], detailed]}


def schema_text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
