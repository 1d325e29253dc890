"""Saved query templates: a question as a file under version control, asked again with parameters by anyone.

Enters: a `Template`, which `template_files` reads from a YAML file of strict data, and values for its parameters.
Leaves: a `Request`, or with an engine its `Answer`.

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

A value enters as a node's attribute: no value changes the structure of a query. Whatever is wrong is refused before
any engine is asked, as a TemplateError that names the file, the key, what was expected and what was given.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import DateRange, Node, Or, Sort
from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.fields import KEYWORD_FIELDS
from xtsearch.queries.highlight.fragments import WIDTH
from xtsearch.queries.hit_limits import HITS_LIMIT
from xtsearch.queries.matching import Matching
from xtsearch.queries.members import Query
from xtsearch.queries.named import ENTITIES, named
from xtsearch.queries.periods import period
from xtsearch.queries.search import Answer, answer
from xtsearch.queries.syntax import Texts, parse
from xtsearch.queries.templates.parameters import TYPES, Parameter, Value, listed, parse_value, wrong

#: What stands for a parameter's value.
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
#: A placeholder with its quotes and the space before it: what goes when a parameter is left out.
_WHOLE_PART = re.compile(r"\s*[\"＂“「『]?\{([^{}]*)\}[\"＂”」』]?")


@dataclass(frozen=True, slots=True)
class Template:
    """A saved query. `filters` and `limit` hold values, or texts `{name}` that stand for a parameter's value.

    `facets` are names of `fields.FACETS`; `columns` of `columns.COLUMNS`, all if empty; `width` is that of a fragment,
    0 for none.
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


@dataclass(frozen=True, slots=True)
class Request:
    """A template with its values: what `xtsearch.queries.search.answer` is asked."""

    query: Query
    filters: tuple[Node, ...]
    sort: Sort
    limit: int
    match: Matching


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to narrow: which types of parameter it takes, the first also for a value that the template holds itself."""

    types: tuple[str, ...]
    node: Callable[[Any], Node]


def _is(field: str) -> Callable[[Any], Node]:
    def node(value: Any) -> Node:
        nodes = tuple(named(field, str(each)) for each in (value if isinstance(value, tuple) else (value,)))
        return nodes[0] if len(nodes) == 1 else Or(nodes)

    return node


FILTERS: Mapping[str, Filter] = {
    **{field.name: Filter(("text", "choice", "list"), _is(field.name)) for field in KEYWORD_FIELDS},
    **{name: Filter(("text", "choice", "list"), _is(field)) for name, field in ENTITIES.items()},
    "date": Filter(("date-range", "date"), lambda value: DateRange(*period(str(value), today=datetime.date.today()))),
    "since": Filter(("date",), lambda value: DateRange(since=value)),
    "until": Filter(("date",), lambda value: DateRange(until=value)),
}


def render(template: Template, values: Mapping[str, object]) -> Request:
    """Fill in a template: `values` by parameter name, as typed or as YAML gives them (dates, numbers, lists).

    Raises:
        TemplateError: a value is unknown, missing, of another type or out of bounds, or the period ends before it
            begins.
    """
    request = fill(template, values)
    ranges = [node for node in request.filters if isinstance(node, DateRange)]
    since = max((node.since for node in ranges if node.since), default=datetime.date.min)
    until = min((node.until for node in ranges if node.until), default=datetime.date.max)
    if since > until:
        raise wrong(template.file, "since", f"a date not after the period's end, {until}", since, "change one")
    return request


def run(engine: Engine, template: Template, values: Mapping[str, object]) -> Answer:
    """Ask `engine` what a template asks.

    Raises:
        TemplateError: as `render`; the engine was not asked.
        EngineError: the engine cannot answer.
    """
    request = render(template, values)
    answered = answer(
        engine,
        request.query,
        match=request.match,
        filters=request.filters,
        sort=request.sort,
        limit=request.limit,
        facets=template.facets,
        width=template.width,
    )
    return replace(answered, columns=template.columns)


def fill(template: Template, values: Mapping[str, object]) -> Request:
    """As `render`, whatever the period: the examples of two dates are in no order."""
    known = {parameter.name: parameter for parameter in template.parameters}
    for name in values:
        if name not in known:
            expected = f"one of the parameters {listed(known)}"
            raise wrong(template.file, f"parameter {name}", expected, name, "leave it out")
    filled = {name: _value(template, parameter, values.get(name)) for name, parameter in known.items()}
    held = [(name, _held(value, filled)) for name, value in template.filters]
    filters = tuple(FILTERS[name].node(value) for name, value in held if value is not None)
    limit = _held(template.limit, filled)
    if not isinstance(limit, int) or not 1 <= limit <= HITS_LIMIT:
        raise wrong(template.file, "limit", f"a whole number from 1 to {HITS_LIMIT}", limit, "change it")
    texts = {name: value if value is None or isinstance(value, tuple) else str(value) for name, value in filled.items()}
    return Request(_query(template, texts), filters, template.sort, limit, template.match)


def _query(template: Template, texts: Texts) -> Query:
    """The query parsed with its values, and its text as if it had been typed with them."""

    try:
        query = parse(template.query, values=texts)
    except QuerySyntaxError as error:
        expected = "a query that holds something when only required parameters are given"
        raise wrong(template.file, "query", expected, template.query, str(error)) from error
    return replace(query, text=_typed(template, texts))


def _typed(template: Template, texts: Texts) -> str:
    """The query as if it had been typed with its values."""

    def filled(found: re.Match[str]) -> str:
        value = texts.get(found[1])
        shown = "、".join(value) if isinstance(value, tuple) else value
        return "" if shown is None else found[0].replace(f"{{{found[1]}}}", shown)

    return _WHOLE_PART.sub(filled, template.query).strip()


def _value(template: Template, parameter: Parameter, given: object) -> Value | None:
    key = f"parameter {parameter.name}"
    if given is not None:
        return parse_value(template.file, parameter, key, given)
    if parameter.required:
        remedy = f"give {parameter.name}=<{'|'.join(parameter.choices) or parameter.type}>"
        remedy += f", {parameter.help}" if parameter.help else ""
        raise wrong(template.file, key, TYPES[parameter.type].expected, None, remedy)
    return parameter.default


def _held(value: Value, filled: Mapping[str, Value | None]) -> Value | None:
    """What a filter or a limit holds: the parameter's value where it is a placeholder, else itself."""
    found = PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    return filled[found[1]] if found else value
