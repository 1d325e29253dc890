"""The questions that `templates new` asks on a terminal, for whatever its options did not say.

Enters: the record of a template as far as options gave it. Leaves: the whole record. Each answer is checked at once,
and asked for again if it is wrong; questions go to stderr.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import typer

from xtsearch.cli.options import facet_names
from xtsearch.indexer.errors import TemplateError
from xtsearch.indexer.fields import FACETS
from xtsearch.queries.hit_limits import HITS_LIMIT
from xtsearch.queries.templates.file_keys import KEYS
from xtsearch.queries.templates.files import placeholder_types
from xtsearch.queries.templates.parameter_types import TYPES
from xtsearch.queries.templates.parameters import Parameter, listed, parse_value

_T = TypeVar("_T")


def ask(record: dict[str, Any]) -> dict[str, Any]:
    """The record, with an answer for everything that it lacks."""
    complete = dict(record)
    if not complete.get("description"):
        complete["description"] = _ask("What it is for, in one line")
    query_is_new = "query" not in complete
    if query_is_new:
        complete["query"] = _ask('Query; {name} or "{name}" stands for a value', check=_query)
    parameters = dict(complete.get("parameters", {}))
    for name, types in placeholder_types(complete["query"]).items():
        if name not in parameters:
            parameters[name] = _parameter(name, types)
    if query_is_new:
        _narrow(complete, parameters)
        complete["sort"] = _ask("Order of hits", "relevance", check=_one_of(KEYS["sort"].options))
        complete["limit"] = _ask("How many hits", "10", check=_whole_number)
        facets = _ask(f"Count the hits by ({listed(FACETS)}; nothing: not at all)", "", check=_facets)
        complete |= {"facets": facets} if facets else {}
    return {**complete, "parameters": parameters}


def _narrow(record: dict[str, Any], parameters: dict[str, Any]) -> None:
    """Add the parameters since and until, if whoever runs the template may choose days."""
    filters = record.setdefault("filters", {})
    if not {"since", "until", "date"} & {*filters, *parameters} and typer.confirm(
        "May it be narrowed to days", err=True
    ):
        for name, purpose in (("since", "从哪一天起 / first day"), ("until", "到哪一天止 / last day")):
            parameters[name] = {"type": "date", "help": purpose}
            filters[name] = f"{{{name}}}"


def _parameter(name: str, types: Collection[str]) -> dict[str, Any]:
    """A parameter as a template file has it; its type is one of `types`."""
    kind = TYPES[_ask(f"{name}: type ({listed(types)})", next(iter(types)), check=_one_of(types))]
    record: dict[str, Any] = {"type": kind.name}
    parameter = Parameter(name, kind)
    if "choices" in kind.own_keys:
        record["choices"] = _ask(f"{name}: its choices, parted by commas", check=lambda typed: _list(name, typed))
        parameter = Parameter(name, kind, choices=tuple(record["choices"]))
    if purpose := _ask(f"{name}: what to give, for whoever runs it", ""):
        record["help"] = purpose
    if typer.confirm(f"{name}: has to be given", default=True, err=True):
        return {**record, "required": True}
    default = _ask(
        f"{name}: its value where none is given (nothing: none)", "", check=lambda typed: _value(parameter, typed)
    )
    return {**record, "default": default} if default else record


# -------------------------------------------------------------------------------------------------------- answers


def _ask(question: str, default: str | None = None, *, check: Callable[[str], _T] | None = None) -> Any:
    """One answer; the question is repeated until the answer is right."""
    return typer.prompt(question, default, value_proc=check or str.strip, err=True, show_default=bool(default))


def _query(text: str) -> str:
    try:
        placeholder_types(text)
    except TemplateError as error:
        raise typer.BadParameter(str(error)) from error
    return text


def _one_of(options: Collection[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text.strip() not in options:
            raise typer.BadParameter(f"one of {listed(options)}")
        return text.strip()

    return check


def _whole_number(text: str) -> int:
    return int(str(_checked(Parameter("limit", TYPES["integer"], minimum=1, maximum=HITS_LIMIT), text)))


def _facets(text: str) -> list[str]:
    return facet_names(text) if text.strip() else []


def _list(name: str, text: str) -> list[str]:
    texts = _checked(Parameter(name, TYPES["list"]), text)
    return list(texts) if isinstance(texts, tuple) else []


def _value(parameter: Parameter, text: str) -> Any:
    value = _checked(parameter, text) if text.strip() else ""
    return list(value) if isinstance(value, tuple) else value


def _checked(parameter: Parameter, text: str) -> Any:
    try:
        return parse_value("", parameter, parameter.name, text)
    except TemplateError as error:
        raise typer.BadParameter(str(error)) from error
