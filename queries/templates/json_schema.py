"""The tables of template files become a JSON Schema, for editors and for programs that write templates.

    >>> schema()["properties"]["sort"]["enum"]
    ['relevance', 'date', '-date']

Whatever the schema refuses, `files` refuses. `files` refuses more: a schema cannot read a query, so it cannot tell
whether each parameter is used, nor compare one value with another. Dates are texts here, as JSON has them. The schema
ships as `template.schema.json` beside this module; a test holds that file to this module and can write it anew.

Files are not checked by the schema itself: the package jsonschema is slow to import, and its messages name neither the
file's own terms nor what to write instead. A test shows that both give the same verdicts.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from xtsearch.queries.templates.file_keys import FRAGMENT_LIMITS, KEYS, PARAMETER_KEYS, KeyRule, keys_of
from xtsearch.queries.templates.filter_keys import FILTERS
from xtsearch.queries.templates.parameter_types import TEXT_SCHEMA, TYPES, ParameterType

FILE = Path(__file__).with_name("template.schema.json")

#: NAME and PARAMETER of `file_keys` as editors can check them. Their regular expressions know the letters of ASCII
#: only, and Python knows no \p{L}: so these refuse the signs of ASCII, and take what is not ASCII.
_NAME = r"^[^\s!-/:-@\[-`{-~][^\s!-,./:-@\[-^`{-~]*$"
_PARAMETER = r"^[^\s!-@\[-`{-~][^\s!-/:-@\[-^`{-~]*$"
_PLACEHOLDER = {"type": "string", "pattern": r"^\{[^{}]*\}$"}
_JSON_TYPES: Mapping[type, str] = {str: "string", int: "integer", bool: "boolean", dict: "object", list: "array"}


def schema() -> dict[str, Any]:
    """The JSON Schema of a template file, of draft 7, which editors know."""
    properties = {name: _property(key) for name, key in KEYS.items()}
    properties["name"]["pattern"] = _NAME
    properties["parameters"] |= {"propertyNames": {"pattern": _PARAMETER}, "additionalProperties": _parameter()}
    properties["filters"] |= {
        "properties": {name: _value_or_placeholder(row.written) for name, row in FILTERS.items()},
        "additionalProperties": False,
    }
    properties["limit"] = {**properties["limit"], **_number_or(_PLACEHOLDER, KEYS["limit"])}
    properties["highlight"] |= _number_or({"type": "boolean"}, KEYS["highlight"])
    for name in ("limit", "highlight"):
        properties[name].pop("type")
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A saved query template of xtsearch",
        **_object(KEYS, properties),
    }


def _property(key: KeyRule) -> dict[str, Any]:
    """What the table says of a key; a list of options holds each at most once."""
    types = [_JSON_TYPES[kind] for kind in key.yaml_types if kind is not datetime.date]
    described: dict[str, Any] = {"description": key.help, "type": types[0] if len(types) == 1 else types}
    if key.options and key.yaml_types == (list,):
        return {**described, "items": {"enum": list(key.options)}, "minItems": 1, "uniqueItems": True}
    return {**described, "enum": list(key.options)} if key.options else described


def _number_or(alternative: dict[str, Any], key: KeyRule) -> dict[str, Any]:
    least, most = key.bounds or FRAGMENT_LIMITS
    return {"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, alternative]}


def _object(keys: Mapping[str, KeyRule], properties: dict[str, Any]) -> dict[str, Any]:
    required = [name for name, key in keys.items() if key.required]
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _parameter() -> dict[str, Any]:
    """A parameter; its type says which keys it may have and what they hold."""
    required_has_no_default = {
        "not": {"required": ["required", "default"], "properties": {"required": {"const": True}}}
    }
    return {
        **_object(PARAMETER_KEYS, {name: _property(key) for name, key in PARAMETER_KEYS.items()}),
        "allOf": [required_has_no_default, *map(_of_type, TYPES.values())],
    }


def _of_type(kind: ParameterType) -> dict[str, Any]:
    keys = keys_of(kind)
    properties: dict[str, Any] = {name: kind.json_schema for name in ("default", "minimum", "maximum") if name in keys}
    if "choices" in keys:
        properties["choices"] = {"type": "array", "items": TEXT_SCHEMA, "minItems": 1}
    properties |= {name: False for name in PARAMETER_KEYS if name not in keys}
    return {
        "if": {"required": ["type"], "properties": {"type": {"const": kind.name}}},
        "then": {"properties": properties, "required": ["choices"] if "choices" in keys else []},
    }


def _value_or_placeholder(types: Iterable[str]) -> dict[str, Any]:
    return {"anyOf": [_PLACEHOLDER, *(TYPES[name].json_schema for name in types)]}


def text() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
