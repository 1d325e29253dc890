"""Saved query templates: a question kept in a file, asked again by anyone with values for its parameters.

Enters: a `Template`, which `files` reads from a YAML file, and values for its parameters. Leaves: a `Question`; asked
of an engine, its `Answer`.

    name: leader                    # the file's name without .yaml
    description: 一位领导做了什么    # for `templates list`
    parameters:
      name: {type: text, required: true, help: 姓名}
      since: {type: date}           # neither required nor a default: may be left out, and its filter with it
    query: '"{name}"'               # {name} stands for a whole part, "{name}" for a quoted one
    filters: {since: '{since}'}     # since, until, date, person, place ..., or a keyword field of FIELDS
    sort: -date                     # relevance (the default), date, -date
    limit: 20                       # 10 by default
    match: phrase                   # phrase (the default), all, any, auto
    facets: [month, reporter]       # what is counted beside the hits
    columns: [date, title]          # what text, csv and tsv show of a hit; all without
    highlight: 80                   # characters of a fragment; true (the default), false

A value becomes an attribute of a query node, so no value changes the structure of a query. Whatever is wrong is refused
before any engine is asked, as a TemplateError that names the file, the key, what was expected and what was given.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import DateRange, Node, Sort
from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE
from xtsearch.queries.highlight.fragments import WIDTH
from xtsearch.queries.hit_limits import HITS_LIMIT
from xtsearch.queries.matching import Matching
from xtsearch.queries.members import Query
from xtsearch.queries.periods import EXPECTED
from xtsearch.queries.search import Answer, answer
from xtsearch.queries.syntax import Texts, parse
from xtsearch.queries.templates.filter_keys import FILTERS
from xtsearch.queries.templates.parameter_types import Value
from xtsearch.queries.templates.parameters import Parameter, listed, parse_value, wrong

#: A text that stands for the value of a parameter: {name}.
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
#: A placeholder with its quotes and the space before it: what disappears when a parameter is left out.
_WHOLE_PART = re.compile(r"\s*[\"＂“「『]?\{([^{}]*)\}[\"＂”」』]?")


@dataclass(frozen=True, slots=True)
class Template:
    """A saved query. `filters` and `limit` hold values, or texts `{name}` that stand for a parameter's value.

    `facets` are names of `fields.FACETS`; `columns` are names of `columns.COLUMNS`, all of them if empty; `width` is
    that of a highlighted fragment in code points, 0 for none.
    """

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    query: str
    filters: tuple[tuple[str, Value], ...]
    sort: Sort
    limit: int | str
    match: Matching
    file: str
    facets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    width: int = WIDTH

    def to_dict(self) -> dict[str, Any]:
        """The template as JSON values, as `templates show --format json` writes it."""
        return {
            "name": self.name,
            "description": self.description,
            "parameters": [parameter.to_dict() for parameter in self.parameters],
            "query": self.query,
            "file": self.file,
            "facets": list(self.facets),
            "columns": list(self.columns),
            "highlight": self.width,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A template filled in: what `xtsearch.queries.search.answer` is asked."""

    query: Query
    filters: tuple[Node, ...]
    sort: Sort
    limit: int
    match: Matching


def placeholder(value: object) -> str | None:
    """The name of the parameter that a value stands for; None for a value that stands for itself."""
    match = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else None


def render(template: Template, values: Mapping[str, object], *, zone: str = DEFAULT_TIMEZONE) -> Question:
    """Fill in a template with values by parameter name, as typed or as YAML gives them (dates, numbers, lists).

    最近7天 ends on the day that it is in the time zone named `zone`.

    Raises:
        TemplateError: a value is unknown, missing, of another type or out of bounds, or the period ends before it
            begins.
    """
    question = fill(template, values, zone=zone)
    ranges = [node for node in question.filters if isinstance(node, DateRange)]
    since = max((node.since for node in ranges if node.since), default=datetime.date.min)
    until = min((node.until for node in ranges if node.until), default=datetime.date.max)
    if since > until:
        raise wrong(template.file, "since", f"a date not after the period's end, {until}", since, "change one")
    return question


def run(engine: Engine, template: Template, values: Mapping[str, object], *, zone: str = DEFAULT_TIMEZONE) -> Answer:
    """Ask `engine` what a template asks; `zone` as for `render`.

    Raises:
        TemplateError: as `render`; the engine was not asked.
        EngineError: the engine cannot answer.
    """
    question = render(template, values, zone=zone)
    answered = answer(
        engine,
        question.query,
        match=question.match,
        filters=question.filters,
        sort=question.sort,
        limit=question.limit,
        facets=template.facets,
        width=template.width,
    )
    return replace(answered, columns=template.columns)


def fill(template: Template, values: Mapping[str, object], *, zone: str = DEFAULT_TIMEZONE) -> Question:
    """As `render`, but the period may end before it begins: the examples of two dates are in no order."""
    parameters = {parameter.name: parameter for parameter in template.parameters}
    for name in values:
        if name not in parameters:
            expected = f"one of the parameters {listed(parameters)}"
            raise wrong(template.file, f"parameter {name}", expected, name, "leave it out")
    filled = {name: _value(template, parameter, values.get(name)) for name, parameter in parameters.items()}
    narrowing = [(name, _resolved(value, filled)) for name, value in template.filters]
    filters = tuple(_filter(template, name, value, zone) for name, value in narrowing if value is not None)
    limit = _resolved(template.limit, filled)
    if not isinstance(limit, int) or not 1 <= limit <= HITS_LIMIT:
        raise wrong(template.file, "limit", f"a whole number from 1 to {HITS_LIMIT}", limit, "change it")
    texts = {name: value if value is None or isinstance(value, tuple) else str(value) for name, value in filled.items()}
    return Question(_query(template, texts, zone), filters, template.sort, limit, template.match)


def _filter(template: Template, name: str, value: Value, zone: str) -> Node:
    """The node of a filter. A period such as 2022-05-13..今天 ends before it begins, or not, depending on the zone."""
    try:
        return FILTERS[name].node(value, zone)
    except ValueError:
        raise wrong(template.file, f"filters.{name}", EXPECTED, value, "change it") from None


def _query(template: Template, texts: Texts, zone: str) -> Query:
    """The query parsed with its values; its text is what a person would have typed."""
    try:
        query = parse(template.query, values=texts, zone=zone)
    except QuerySyntaxError as error:
        expected = "a query that holds something when only required parameters are given"
        raise wrong(template.file, "query", expected, template.query, str(error)) from error
    return replace(query, text=_as_typed(template, texts))


def _as_typed(template: Template, texts: Texts) -> str:
    """The query with its values in place of the placeholders, for a person to read: it is not parsed again."""

    def filled(part: re.Match[str]) -> str:
        value = texts.get(part[1])
        shown = "、".join(value) if isinstance(value, tuple) else value
        return "" if shown is None else part[0].replace(f"{{{part[1]}}}", shown)

    return _WHOLE_PART.sub(filled, template.query).strip()


def _value(template: Template, parameter: Parameter, given: object) -> Value | None:
    key = f"parameter {parameter.name}"
    if given is not None:
        return parse_value(template.file, parameter, key, given)
    if parameter.required:
        remedy = f"give {parameter.name}=<{'|'.join(parameter.choices) or parameter.type.name}>"
        remedy += f", {parameter.help}" if parameter.help else ""
        raise wrong(template.file, key, parameter.type.expected, None, remedy)
    return parameter.default


def _resolved(value: Value, filled: Mapping[str, Value | None]) -> Value | None:
    """The parameter's value where a filter or the limit holds a placeholder, else the value itself."""
    name = placeholder(value)
    return value if name is None else filled[name]
