"""Parameters of a saved query template: their types, and the value that was given for one.

Enters: what a person typed, or what YAML gives. Leaves: a value of the parameter's type, or a TemplateError.

    >>> parse_value("leader.yaml", Parameter("since", "date"), "parameter since", "２０２２-05-13")
    datetime.date(2022, 5, 13)
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from xtsearch.indexer.errors import TemplateError
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import phrase_units
from xtsearch.queries.periods import EXPECTED, period
from xtsearch.queries.syntax import QUERY_LIMIT

#: Code points of what was given that an error shows.
_SHOWN = 60

Value = str | int | datetime.date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a template asks for. `type` is one of TYPES; `default` and bounds are values of that type."""

    name: str
    type: str
    help: str = ""
    required: bool = False
    default: Value | None = None
    choices: tuple[str, ...] = ()
    minimum: Value | None = None
    maximum: Value | None = None


@dataclass(frozen=True, slots=True)
class Type:
    """A type of parameter: `parse` makes a value of what was typed, or raises ValueError.

    `expected` says what can be given, `example` is one; `written` are the types that YAML may give for it, and
    `keys` the keys that a parameter of this type may have besides those that all have.
    """

    parse: Callable[[str], Value]
    expected: str
    example: str
    written: tuple[type, ...] = (str,)
    keys: tuple[str, ...] = ()


def _text(given: str) -> str:
    if not phrase_units(given) or len(given) > QUERY_LIMIT:
        raise ValueError(given)
    given.encode()  # a lone surrogate, of a terminal with another encoding, is a ValueError
    return given.strip()


def _date(given: str) -> datetime.date:
    folded = fold_text(given).strip()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", folded, re.ASCII):
        raise ValueError(given)
    return datetime.date.fromisoformat(folded)


def _integer(given: str) -> int:
    folded = fold_text(given).strip()
    if not re.fullmatch(r"[+-]?\d{1,18}", folded, re.ASCII):
        raise ValueError(given)
    return int(folded)


def _period(given: str) -> str:
    period(given, today=datetime.date.today())
    return fold_text(given).strip()


def _list(given: str) -> tuple[str, ...]:
    return tuple(_text(each) for each in re.split(r"[,，、;；]", given))


_TEXT = f"text with a letter, digit or Chinese character, at most {QUERY_LIMIT} long"
_BOUNDS = ("minimum", "maximum")
#: The one place that knows the types; whatever else asks, asks this table.
TYPES: Mapping[str, Type] = {
    "text": Type(_text, _TEXT, "专项整治"),
    "date": Type(_date, "a date as YYYY-MM-DD", "2022-05-13", (str, datetime.date), _BOUNDS),
    "integer": Type(_integer, "a whole number", "20", (int,), _BOUNDS),
    "date-range": Type(_period, EXPECTED, "2022-05", (str, int, datetime.date)),
    "list": Type(_list, f"one or more of {_TEXT}, parted by commas or 、", "王超、杨阳", (str, list)),
    "choice": Type(_text, _TEXT, "专项整治", (str,), ("choices",)),
}


def parse_value(file: str, parameter: Parameter, key: str, given: object) -> Value:
    """A value of the parameter's type and within its bounds, from what was typed or what YAML gives."""
    kind, low, high = TYPES[parameter.type], parameter.minimum, parameter.maximum
    expected = f"one of {listed(parameter.choices)}" if parameter.choices else kind.expected
    expected += f", not below {low}" if low is not None else ""
    expected += f", not above {high}" if high is not None else ""
    try:
        if type(given) not in (str, *kind.written) or (type(given) is list and not _are_texts(given)):
            raise ValueError(given)
        value = kind.parse(",".join(map(str, given)) if isinstance(given, list) else str(given))
        if parameter.choices and value not in parameter.choices:
            raise ValueError(given)
        if _above(low, value) or _above(value, high):
            raise ValueError(given)
    except ValueError:
        raise wrong(file, key, expected, given, f"write for example {example(parameter)}") from None
    return value


def _are_texts(values: list[object]) -> bool:
    return all(type(value) is str for value in values)


def _above(one: Any, other: Any) -> bool:
    """Whether a value is above another of its type; None is no bound."""
    return one is not None and other is not None and bool(one > other)


def example(parameter: Parameter) -> str:
    """A value that the parameter takes, as typed."""
    bounds = (bound for bound in (parameter.minimum, parameter.maximum) if bound is not None)
    return str(next(iter((*parameter.choices, *bounds, TYPES[parameter.type].example))))


def listed(names: Collection[object]) -> str:
    return ", ".join(map(str, names)) or "(none)"


def wrong(file: str, key: str, expected: str, given: object, remedy: str) -> TemplateError:
    """One line: file, key, what was expected, what was given, what to do."""
    shown = "nothing" if given is None else repr(given) if isinstance(given, str) else str(given)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
    key = key if key.isprintable() else repr(key)
    return TemplateError(f"{file}: {key}: expected {expected}; given {shown}; {remedy}")
