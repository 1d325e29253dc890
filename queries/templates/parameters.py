"""Parameters of a saved query template, and the value that a person or a file gives for one.

Enters: what was typed, or what YAML gives. Leaves: a value of the parameter's type, or a TemplateError.

    >>> from xtsearch.queries.templates.parameter_types import TYPES
    >>> parse_value("leader.yaml", Parameter("since", TYPES["date"]), "parameter since", "２０２２-05-13")
    datetime.date(2022, 5, 13)
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from xtsearch.indexer.errors import TemplateError
from xtsearch.queries.templates.parameter_types import ParameterType, Value

#: How many code points of a wrong value an error message shows.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a template asks of whoever runs it. `default`, `minimum` and `maximum` are values of its type."""

    name: str
    type: ParameterType
    help: str = ""
    required: bool = False
    default: Value | None = None
    choices: tuple[str, ...] = ()
    minimum: Value | None = None
    maximum: Value | None = None

    def to_dict(self) -> dict[str, Any]:
        """The parameter as JSON values, as `templates list --format json` has it."""
        return {
            "name": self.name,
            "type": self.type.name,
            "help": self.help,
            "required": self.required,
            "default": _json_value(self.default),
            "choices": list(self.choices),
            "minimum": _json_value(self.minimum),
            "maximum": _json_value(self.maximum),
        }


def _json_value(value: Value | None) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def parse_value(file: str, parameter: Parameter, key: str, given: object) -> Value:
    """The value of a parameter, from the text that was typed or the value that YAML gives.

    Raises:
        TemplateError: it is of another type, none of the choices, or out of bounds; names `file` and `key`.
    """
    low, high = parameter.minimum, parameter.maximum
    try:
        value = _parsed(parameter.type, given)
        if parameter.choices and value not in parameter.choices:
            raise ValueError(given)
        if _exceeds(low, value) or _exceeds(value, high):
            raise ValueError(given)
    except ValueError:
        expected = f"one of {listed(parameter.choices)}" if parameter.choices else parameter.type.expected
        expected += f", not below {low}" if low is not None else ""
        expected += f", not above {high}" if high is not None else ""
        raise wrong(file, key, expected, given, f"write for example {example(parameter)}") from None
    return value


def _parsed(kind: ParameterType, given: object) -> Value:
    if isinstance(given, list):
        if list not in kind.yaml_types or not all(type(text) is str for text in given):
            raise ValueError(given)
        return kind.parse(",".join(given))
    if type(given) not in (str, *kind.yaml_types):
        raise ValueError(given)
    return kind.parse(str(given))


def _exceeds(value: Any, bound: Any) -> bool:
    """Whether a value is greater than a bound of its type; None is no bound."""
    return value is not None and bound is not None and bool(value > bound)


def example(parameter: Parameter) -> str:
    """A text that the parameter takes."""
    bounds = (bound for bound in (parameter.minimum, parameter.maximum) if bound is not None)
    return str(next(iter((*parameter.choices, *bounds, parameter.type.example))))


def listed(names: Collection[object]) -> str:
    """Names for a message, parted by commas."""
    return ", ".join(map(str, names)) or "(none)"


def wrong(file: str, key: str, expected: str, given: object, remedy: str) -> TemplateError:
    """An error of one line: the file (if there is one), the key, what was expected, what was given, what to do."""
    return TemplateError(described(file, key, expected, given, remedy))


def described(file: str, key: str, expected: str, given: object, remedy: str) -> str:
    """The line that `wrong` gives its error."""
    shown = "nothing" if given is None else repr(given) if isinstance(given, str) else str(given)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
    place = f"{file}: " if file else ""
    return f"{place}{key if key.isprintable() else repr(key)}: expected {expected}; given {shown}; {remedy}"
