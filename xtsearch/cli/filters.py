"""The options that narrow what `query`, `facets` and `trend` find: days, and one option for each field that has one.

    @filtered
    def command(context: typer.Context, limit: int = 10, filters: Filters = NO_FILTERS) -> None: ...

gives the command `--since`, `--until`, `--reporter` and so on in the place of its parameter `filters`, and calls it
with what they were given as `Filters`. Which fields have an option, and its help, `xtsearch.indexer.fields` says.
"""

from __future__ import annotations

import datetime
import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import Parameter
from typing import Annotated, Any

import typer

from xtsearch.cli.options import first_day, last_day, typed
from xtsearch.indexer.fields import FIELD_OF_NAME, OPTION_FIELDS, Field, Origin


@dataclass(frozen=True, slots=True)
class Filters:
    """What the filter options were given: the first and the last day, and the values by field name, as typed."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def arguments(self) -> dict[str, Any]:
        """The arguments of `Index.search` and its like that narrow alike; none where no option was given.

        Raises:
            typer.BadParameter: the first day is later than the last.
        """
        if self.since and self.until and self.since > self.until:
            raise typer.BadParameter(f"--since {self.since} is later than --until {self.until}")
        days = {name: day for name, day in (("since", self.since), ("until", self.until)) if day}
        return days | {FIELD_OF_NAME[name].query_name: list(map(typed, values)) for name, values in self.values.items()}

    def saved(self) -> dict[str, Any]:
        """The `filters` of a template file that narrow alike: of several values a list, one as text."""
        days = {name: day for name, day in (("since", self.since), ("until", self.until)) if day}
        return days | {_SAVED_AS[name]: _saved(list(map(typed, values))) for name, values in self.values.items()}


NO_FILTERS = Filters()


def _saved(values: list[str]) -> object:
    return values[0] if len(values) == 1 else values


#: The name of a filter in a template file.
_SAVED_AS = {field.name: field.query_name if field.origin is Origin.DERIVED else field.name for field in OPTION_FIELDS}


def _option(field: Field) -> Any:
    """The option of a field, which may be given several times."""
    assert field.option
    flag = f"--{field.query_name.replace('_', '-')}"
    return typer.Option(flag, metavar=field.option.value, help=field.option.help, show_default=False)


def _day(flag: str, parser: Callable[[str], datetime.date], help_text: str) -> Any:
    return typer.Option(flag, metavar="DATE", help=help_text, parser=parser, show_default=False)


_OPTIONS: dict[str, Any] = {
    "since": Annotated[
        datetime.date | None, _day("--since", first_day, "Articles of this day (month, year) and later.")
    ],
    "until": Annotated[
        datetime.date | None, _day("--until", last_day, "Articles up to the end of this day (month, year).")
    ],
    **{field.name: Annotated[list[str] | None, _option(field)] for field in OPTION_FIELDS},
}


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the filter options in the place of its parameter `filters`."""
    signature = inspect.signature(command, eval_str=True)
    parameters: list[Parameter] = []
    for parameter in signature.parameters.values():
        if parameter.name == "filters":
            parameters += [
                Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=option)
                for name, option in _OPTIONS.items()
            ]
        else:
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY))

    @functools.wraps(command)
    def with_options(**arguments: Any) -> None:
        days = {name: arguments.pop(name) for name in ("since", "until")}
        values = {field.name: texts for field in OPTION_FIELDS if (texts := arguments.pop(field.name))}
        command(**arguments, filters=Filters(**days, values=values))

    with_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # read by Typer
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return with_options
