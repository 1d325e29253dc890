"""The questions that `templates new` asks on a terminal: what is not given yet of a template, step by step.

Enters: the record of a template as far as options gave it. Leaves: the whole record. What is typed is checked at once,
and asked again where it is wrong; questions go to stderr.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import typer

from xtsearch.cli.options import facet_names
from xtsearch.indexer.errors import TemplateError
from xtsearch.indexer.fields import FACETS
from xtsearch.queries.hit_limits import HITS_LIMIT
from xtsearch.queries.templates.files import placeholders
from xtsearch.queries.templates.keys import KEYS
from xtsearch.queries.templates.parameters import Parameter, listed, parse_value

_T = TypeVar("_T")


def ask(record: dict[str, Any]) -> dict[str, Any]:
    """The record with what is asked for."""
    found = dict(record)
    if not found.get("description"):
        found["description"] = _ask("What it is for, in one line")
    asked = "query" not in found
    if asked:
        found["query"] = _ask('Query; {name} or "{name}" stands for a value', check=_query)
    parameters = dict(found.get("parameters", {}))
    for name, types in placeholders("query", found["query"]).items():
        if name not in parameters:
            parameters[name] = _parameter(name, types)
    if asked:
        _narrow(found, parameters)
        found["sort"] = _ask("Order of hits", "relevance", check=_one_of(KEYS["sort"].options))
        found["limit"] = _ask("How many hits", "10", check=_whole_number)
        facets = _ask(f"Count the hits by ({listed(FACETS)}; nothing: not at all)", "", check=_facets)
        found |= {"facets": facets} if facets else {}
    return {**found, "parameters": parameters}


def _narrow(found: dict[str, Any], parameters: dict[str, Any]) -> None:
    """Whoever runs it may narrow it to days."""
    filters = found.setdefault("filters", {})
    if not {"since", "until", "date"} & {*filters, *parameters} and typer.confirm(
        "May it be narrowed to days", err=True
    ):
        for name, said in (("since", "从哪一天起 / first day"), ("until", "到哪一天止 / last day")):
            parameters[name] = {"type": "date", "help": said}
            filters[name] = f"{{{name}}}"


def _parameter(name: str, types: Collection[str]) -> dict[str, Any]:
    kind = _ask(f"{name}: type ({listed(types)})", next(iter(types)), check=_one_of(types))
    made: dict[str, Any] = {"type": kind}
    parameter = Parameter(name, kind)
    if kind == "choice":
        made["choices"] = _ask(f"{name}: its choices, parted by commas", check=lambda said: _list(name, said))
        parameter = Parameter(name, kind, choices=tuple(made["choices"]))
    if said := _ask(f"{name}: what to give, for whoever runs it", ""):
        made["help"] = said
    if typer.confirm(f"{name}: has to be given", default=True, err=True):
        return {**made, "required": True}
    default = _ask(
        f"{name}: its value where none is given (nothing: none)", "", check=lambda said: _value(parameter, said)
    )
    return {**made, "default": default} if default else made


# -------------------------------------------------------------------------------------------------------- answers


def _ask(question: str, default: str | None = None, *, check: Callable[[str], _T] | None = None) -> Any:
    """One answer; asked again until it is right."""
    return typer.prompt(question, default, value_proc=check or _said, err=True, show_default=bool(default))


def _said(text: str) -> str:
    return text.strip()


def _query(text: str) -> str:
    try:
        placeholders("query", text)
    except TemplateError as error:
        raise typer.BadParameter(_without_file(error)) from error
    return text


def _one_of(options: Collection[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text.strip() not in options:
            raise typer.BadParameter(f"one of {listed(options)}")
        return text.strip()

    return check


def _whole_number(text: str) -> int:
    return int(str(_checked(Parameter("limit", "integer", minimum=1, maximum=HITS_LIMIT), text)))


def _facets(text: str) -> list[str]:
    return facet_names(text) if text.strip() else []


def _list(name: str, text: str) -> list[str]:
    found = _checked(Parameter(name, "list"), text)
    return list(found) if isinstance(found, tuple) else []


def _value(parameter: Parameter, text: str) -> Any:
    found = _checked(parameter, text) if text.strip() else ""
    return list(found) if isinstance(found, tuple) else found


def _checked(parameter: Parameter, text: str) -> Any:
    try:
        return parse_value("", parameter, parameter.name, text)
    except TemplateError as error:
        raise typer.BadParameter(_without_file(error)) from error


def _without_file(error: TemplateError) -> str:
    """What is wrong with what is in no file yet."""
    return str(error).removeprefix(": ")
