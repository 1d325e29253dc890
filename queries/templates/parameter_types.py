"""The types that a parameter of a saved template can have: one table, from which everything else about them comes.

    >>> TYPES["date"].parse("２０２２-05-13")
    datetime.date(2022, 5, 13)

A row says how a value is read, where it may stand, which keys of a template file its parameter has, what JSON Schema
says of a value, and how a client sends it to a search template. The file checks (`file_keys`, `files`), the JSON Schema
(`json_schema`), the questions of `templates new` and the search templates (`search_templates`) ask this table: a new
type is one row.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import phrase_units
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE, today_in
from xtsearch.queries.periods import EXPECTED, dated
from xtsearch.queries.syntax import QUERY_LIMIT

#: The value of a parameter. A date-range stays the text that was typed: 最近7天 means other days tomorrow.
Value: TypeAlias = str | int | datetime.date | tuple[str, ...]


class Slot(Enum):
    """Where in a template the value of a parameter may stand."""

    WORD = "a word or a quoted part of the query"
    NAME = "a filter by a keyword field, or by persons, places and so on"
    DAY = "the filters since and until"
    PERIOD = "the filter date, and date: in the query"
    COUNT = "the limit"


class Sent(Enum):
    """How a client sends a value to a search template."""

    TEXT = "a text or a number, as it is"
    LIST = "a list of texts"
    DAY = "a date as YYYY-MM-DD"
    PERIOD = 'an object {"since": DATE, "until": DATE}, either left out'


@dataclass(frozen=True, slots=True)
class ParameterType:
    """A row of the table.

    `parse` makes a value of the text that a person typed, or raises ValueError; `expected` says in messages what can be
    typed, `example` is one such text. `slots` are where a value may stand. `json_schema` describes a value in a
    template file, `yaml_types` are the types that YAML gives for it. `own_keys` are the keys that a parameter of this
    type has in a file besides those of every parameter. `sent` is None for a type that search templates cannot take.
    """

    name: str
    parse: Callable[[str], Value]
    expected: str
    example: str
    slots: frozenset[Slot]
    json_schema: Mapping[str, Any]
    sent: Sent | None
    yaml_types: tuple[type, ...] = (str,)
    own_keys: tuple[str, ...] = ()


def _text(typed: str) -> str:
    if not phrase_units(typed) or len(typed) > QUERY_LIMIT:
        raise ValueError(typed)
    typed.encode()  # half of a surrogate pair, from a terminal with another encoding, is a ValueError
    return typed.strip()


def _date(typed: str) -> datetime.date:
    folded = fold_text(typed).strip()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", folded, re.ASCII):
        raise ValueError(typed)
    return datetime.date.fromisoformat(folded)


def _integer(typed: str) -> int:
    folded = fold_text(typed).strip()
    if not re.fullmatch(r"[+-]?\d{1,18}", folded, re.ASCII):
        raise ValueError(typed)
    return int(folded)


def _period(typed: str) -> str:
    dated(typed, today=today_in(DEFAULT_TIMEZONE))
    return fold_text(typed).strip()


def _list(typed: str) -> tuple[str, ...]:
    return tuple(_text(text) for text in re.split(r"[,，、;；]", typed))


_TEXT_EXPECTED = f"text with a letter, digit or Chinese character, at most {QUERY_LIMIT} long"
_BOUNDS = ("minimum", "maximum")
#: Digits as `parse` takes them, of half and of full width.
_DIGIT = "[0-9０-９]"
_ANY_TEXT = {"type": "string", "minLength": 1}
TEXT_SCHEMA: Mapping[str, Any] = {**_ANY_TEXT, "maxLength": QUERY_LIMIT}
_DATE_SCHEMA = {"type": "string", "pattern": rf"^\s*{_DIGIT}{{4}}[-－]{_DIGIT}{{2}}[-－]{_DIGIT}{{2}}\s*$"}
_INTEGER_SCHEMA = {"type": "integer", "exclusiveMinimum": -(10**18), "exclusiveMaximum": 10**18}
_DIGITS_SCHEMA = {"type": "string", "pattern": rf"^\s*[-+－＋]?{_DIGIT}{{1,18}}\s*$"}

_ROWS = (
    ParameterType(
        name="text",
        parse=_text,
        expected=_TEXT_EXPECTED,
        example="专项整治",
        slots=frozenset({Slot.WORD, Slot.NAME}),
        json_schema=TEXT_SCHEMA,
        sent=Sent.TEXT,
    ),
    ParameterType(
        name="choice",
        parse=_text,
        expected=_TEXT_EXPECTED,
        example="专项整治",
        slots=frozenset({Slot.WORD, Slot.NAME}),
        json_schema=TEXT_SCHEMA,
        sent=Sent.TEXT,
        own_keys=("choices",),
    ),
    ParameterType(
        name="integer",
        parse=_integer,
        expected="a whole number",
        example="20",
        slots=frozenset({Slot.WORD, Slot.COUNT}),
        json_schema={"anyOf": [_INTEGER_SCHEMA, _DIGITS_SCHEMA]},
        sent=Sent.TEXT,
        yaml_types=(int,),
        own_keys=_BOUNDS,
    ),
    ParameterType(
        name="list",
        parse=_list,
        expected=f"one or more of {_TEXT_EXPECTED}, parted by commas or 、",
        example="王超、杨阳",
        slots=frozenset({Slot.WORD, Slot.NAME}),
        json_schema={"anyOf": [_ANY_TEXT, {"type": "array", "items": _ANY_TEXT, "minItems": 1}]},
        sent=Sent.LIST,
        yaml_types=(str, list),
    ),
    ParameterType(
        name="date",
        parse=_date,
        expected="a date as YYYY-MM-DD",
        example="2022-05-13",
        slots=frozenset({Slot.DAY, Slot.PERIOD}),
        json_schema=_DATE_SCHEMA,
        sent=Sent.DAY,
        yaml_types=(str, datetime.date),
        own_keys=_BOUNDS,
    ),
    ParameterType(
        name="date-range",
        parse=_period,
        expected=EXPECTED,
        example="2022-05",
        slots=frozenset({Slot.PERIOD}),
        json_schema={"anyOf": [_ANY_TEXT, {"type": "integer", "minimum": 1, "maximum": 99_999_999}]},
        sent=Sent.PERIOD,
        yaml_types=(str, int, datetime.date),
    ),
)
#: The types by name. Whatever depends on a type looks here when it is asked, so that a row added later counts.
TYPES: Mapping[str, ParameterType] = {row.name: row for row in _ROWS}


def types_for(slot: Slot) -> tuple[str, ...]:
    """The names of the types whose values may stand there."""
    return tuple(name for name, row in TYPES.items() if slot in row.slots)
