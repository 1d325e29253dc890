"""The tables of template files become a JSON Schema, for editors and for whoever writes templates by program.

    >>> schema()["properties"]["sort"]["enum"]
    ['relevance', 'date', '-date']

What it refuses, `template_files` refuses. It cannot say what needs the query read, as that each parameter is used, nor
compare one value with another. Its dates are texts, as JSON has them. A file of it ships beside this module; a test
holds that to this, and writes it anew.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xtsearch.queries.syntax import QUERY_LIMIT
from xtsearch.queries.templates.keys import FRAGMENT_LIMITS, KEYS, PARAMETER_KEYS, Key, keys_of
from xtsearch.queries.templates.parameters import TYPES
from xtsearch.queries.templates.template import FILTERS

FILE = Path(__file__).with_name("template.schema.json")

#: The names as editors can check them: their regular expressions know no letters but those of ASCII, Python's no \p{L}.
_NAME = r"^[^\s!-/:-@\[-`{-~][^\s!-,./:-@\[-^`{-~]*$"
_PARAMETER = r"^[^\s!-@\[-`{-~][^\s!-/:-@\[-^`{-~]*$"
_PLACEHOLDER = {"type": "string", "pattern": r"^\{[^{}]*\}$"}
_DIGIT = "[0-9０-９]"
_TEXT = {"type": "string", "minLength": 1}
_DATE = {"type": "string", "pattern": rf"^\s*{_DIGIT}{{4}}[-－]{_DIGIT}{{2}}[-－]{_DIGIT}{{2}}\s*$"}
_WHOLE_NUMBER = {"type": "string", "pattern": rf"^\s*[-+－＋]?{_DIGIT}{{1,18}}\s*$"}

#: A value of each type of parameter, as a file gives it.
VALUES: Mapping[str, dict[str, Any]] = {
    "text": {**_TEXT, "maxLength": QUERY_LIMIT},
    "choice": {**_TEXT, "maxLength": QUERY_LIMIT},
    "date": _DATE,
    "date-range": {"anyOf": [_TEXT, {"type": "integer", "minimum": 1, "maximum": 99_999_999}]},
    "integer": {
        "anyOf": [{"type": "integer", "exclusiveMinimum": -(10**18), "exclusiveMaximum": 10**18}, _WHOLE_NUMBER]
    },
    "list": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]},
}
_JSON_TYPES: Mapping[type, str] = {str: "string", int: "integer", bool: "boolean", dict: "object", list: "array"}


def schema() -> dict[str, Any]:
    """The JSON Schema of a template file, of draft 7, which editors know."""
    properties = {name: _property(key) for name, key in KEYS.items()}
    properties["name"]["pattern"] = _NAME
    properties["parameters"] |= {"propertyNames": {"pattern": _PARAMETER}, "additionalProperties": _parameter()}
    properties["filters"] |= {
        "properties": {name: _filter(each.types) for name, each in FILTERS.items()},
        "additionalProperties": False,
    }
    properties["limit"] = {**properties["limit"], **_either({"type": "integer"}, KEYS["limit"], _PLACEHOLDER)}
    properties["highlight"] |= _either({"type": "integer"}, KEYS["highlight"], {"type": "boolean"})
    for name in ("limit", "highlight"):
        properties[name].pop("type")
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A saved query template of xtsearch",
        **_object(KEYS, properties),
    }


def _property(key: Key) -> dict[str, Any]:
    """What the table says of a key; an array of options holds each at most once."""
    types = [_JSON_TYPES[kind] for kind in key.types if kind is not datetime.date]
    found: dict[str, Any] = {"description": key.help, "type": types[0] if len(types) == 1 else types}
    if key.options and key.types == (list,):
        return {**found, "items": {"enum": list(key.options)}, "minItems": 1, "uniqueItems": True}
    return {**found, "enum": list(key.options)} if key.options else found


def _either(number: dict[str, Any], key: Key, other: dict[str, Any]) -> dict[str, Any]:
    least, most = key.bounds or FRAGMENT_LIMITS
    return {"anyOf": [{**number, "minimum": least, "maximum": most}, other]}


def _object(keys: Mapping[str, Key], properties: dict[str, Any]) -> dict[str, Any]:
    required = [name for name, key in keys.items() if key.required]
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _parameter() -> dict[str, Any]:
    """A parameter; which keys it may have, and what they hold, its type says."""
    required_has_no_default = {
        "not": {"required": ["required", "default"], "properties": {"required": {"const": True}}}
    }
    return {
        **_object(PARAMETER_KEYS, {name: _property(key) for name, key in PARAMETER_KEYS.items()}),
        "allOf": [required_has_no_default, *(_of_type(kind) for kind in TYPES)],
    }


def _of_type(kind: str) -> dict[str, Any]:
    known = keys_of(kind)
    asked: dict[str, Any] = {name: VALUES[kind] for name in ("default", "minimum", "maximum") if name in known}
    if "choices" in known:
        asked["choices"] = {"type": "array", "items": VALUES["text"], "minItems": 1}
    refused = {name: False for name in PARAMETER_KEYS if name not in known}
    return {
        "if": {"required": ["type"], "properties": {"type": {"const": kind}}},
        "then": {"properties": {**asked, **refused}, "required": ["choices"] if "choices" in known else []},
    }


def _filter(types: tuple[str, ...]) -> dict[str, Any]:
    kinds = [types[0], *(kind for kind in types[1:] if kind == "list")]
    return {"anyOf": [_PLACEHOLDER, *(VALUES[kind] for kind in kinds)]}


def text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
