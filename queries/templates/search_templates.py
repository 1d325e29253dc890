"""A saved query template becomes a search template of Elasticsearch: mustache, for any client of `_search/template`.

    {"query": {"bool": {"filter": [... {"match_phrase": {"body": {"query": "{{name}}"}}} ...

The fixed words of a template are cut here and sent as the engine sends them. A value is cut by the server, in fields
that it analyses itself, title, body and so on: as an exact phrase of characters that are neighbours there as well.

A value stands as `"{{name}}"`: the server escapes it as the content of a JSON string, so none can end its string. (Not
as {{#toJson}}: that writes a list or a mapping as JSON, and a text as it is.) `ParameterType.sent` says how a client
sends a value; a parameter that is not required may be missing, and its part goes with it. The server checks neither
bounds nor choices, and it cannot vary how dates and numbers in a value are written (`looks_as_written`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import partial
from typing import Any

from xtsearch.indexer.engines.elasticsearch.compile import IS_ARTICLE, compile_node, counted_values, sort_keys
from xtsearch.indexer.engines.elasticsearch.mapping import NOT_IN_HITS, keyword_field
from xtsearch.indexer.engines.request import DateRange, Node, SearchRequest, Sort, Term
from xtsearch.indexer.errors import NotPushable
from xtsearch.indexer.fields import FACETS, TEXT_FIELDS
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE
from xtsearch.queries.counts import VALUES
from xtsearch.queries.highlight.fragments import FRAGMENTS
from xtsearch.queries.lexer import lex
from xtsearch.queries.matching import tiers, where
from xtsearch.queries.members import Compound, Filter, Member, Part, Query, Required, Without
from xtsearch.queries.named import ENTITIES
from xtsearch.queries.periods import dated
from xtsearch.queries.syntax import parse
from xtsearch.queries.templates.filter_keys import FILTERS
from xtsearch.queries.templates.mustache import Clause, ParameterText, Section, Within, boolean, group, written
from xtsearch.queries.templates.parameter_types import Sent, Slot, Value
from xtsearch.queries.templates.parameters import Parameter, described
from xtsearch.queries.templates.template import Template, placeholder

#: The id of a stored template is this and the template's name.
PREFIX = "xtsearch-"
#: Names that mean functions of the server where a section has them.
_FUNCTIONS = frozenset({"join", "tojson", "url"})
#: Two days on which a period that is counted from today is not the same.
_DAYS = datetime.date(2022, 5, 13), datetime.date(2023, 6, 14)


class Unsayable(Enum):
    """Why a template cannot become a search template."""

    PARAMETER_NAME = "a parameter has the name of a function of the server"
    PARAMETER_TYPE = "search templates cannot take values of a parameter's type"
    TIERS = "the server has no tiers to try"
    RELATIVE_DAYS = "days are counted from today"


def search_template(template: Template) -> str:
    """The source of the search template.

    Raises:
        NotPushable: mustache cannot express it.
    """
    for parameter in template.parameters:
        _check_parameter(template, parameter)
    compiler = _SearchTemplate(template)
    root = compiler.query()
    filters = [*compiler.clauses(root, "all"), *compiler.filters()]
    body: dict[str, Any] = {
        "query": boolean(
            filter=filters, should=list(compiler.ranking(root)) if template.sort is Sort.RELEVANCE else []
        ),
        "sort": sort_keys(SearchRequest(DateRange(), ("",), template.sort)),
        "size": compiler.size(),
        "_source": {"excludes": list(NOT_IN_HITS)},
        "track_total_hits": True,
    }
    if template.facets:
        body["aggs"] = {name: counted_values(FACETS[name], VALUES).to_dict() for name in template.facets}
    if template.width:
        body["highlight"] = {
            "fields": {field.name: {} for field in TEXT_FIELDS},
            "fragment_size": template.width,
            "number_of_fragments": FRAGMENTS,
        }
    return written(body)


def looks_as_written(template: Template) -> bool:
    """Whether `run` would look for a value in every spelling of its dates and numbers, and the server cannot.

    The server cuts values itself: 23876 finds 23,876 by `run` alone. In quotes no value is varied by either.
    """
    return any(token.kind == "TEXT" and placeholder(token.text) for token in lex(template.query))


def _check_parameter(template: Template, parameter: Parameter) -> None:
    key = f"parameters.{parameter.name}"
    if parameter.name.lower() in _FUNCTIONS:
        expected = f"a name other than {', '.join(sorted(_FUNCTIONS))}, which mean something to the server"
        message = described(template.file, key, expected, parameter.name, "rename it")
        raise NotPushable(message, Unsayable.PARAMETER_NAME)
    if parameter.type.sent not in ((Sent.DAY, Sent.PERIOD) if _is_day(parameter) else (Sent.TEXT, Sent.LIST)):
        expected = "a type whose values a search template can take"
        raise _refused(template, f"{key}.type", expected, parameter.type.name, Unsayable.PARAMETER_TYPE)


def _refused(template: Template, key: str, expected: str, value: object, obstacle: Unsayable) -> NotPushable:
    remedy = "leave it to `run`, or change it to push it"
    return NotPushable(described(template.file, key, expected, value, remedy), obstacle)


def _is_day(parameter: Parameter) -> bool:
    """Whether a parameter stands for days; every other stands for text."""
    return not parameter.type.slots.isdisjoint({Slot.DAY, Slot.PERIOD})


class _SearchTemplate:
    """The queries of one template.

    The template's query is parsed with a marker for each parameter, a word or a day that no query holds; where a marker
    is met in the parsed query, the parameter stands.
    """

    def __init__(self, template: Template) -> None:
        self._template = template
        self._parameters = {parameter.name: parameter for parameter in template.parameters}
        numbered = list(enumerate(template.parameters, 1))
        self._texts = {f"xtparameter{at}x": parameter for at, parameter in numbered if not _is_day(parameter)}
        self._days = {datetime.date.fromordinal(at): parameter for at, parameter in numbered if _is_day(parameter)}

    def query(self) -> Member:
        """The query with its markers.

        Raises:
            NotPushable: it is asked in several tiers, or counts days from today.
        """
        markers = {parameter.name: marker for marker, parameter in self._texts.items()}
        markers |= {parameter.name: day.isoformat() for day, parameter in self._days.items()}
        read, later = (parse(self._template.query, values=markers, today=today) for today in _DAYS)
        if read != later:
            raise self._counted_from_today("query", self._template.query)
        if self._template.match != "phrase" and tiers(read) != ("phrase",):
            expected = "phrase, or each word of the query in quotes: the server has no tiers to try"
            raise _refused(self._template, "match", expected, self._template.match, Unsayable.TIERS)
        return read.root

    def filters(self) -> list[Clause]:
        """The clauses of the template's filters."""
        clauses = [Clause(dict(IS_ARTICLE.to_dict()))]
        for name, value in self._template.filters:
            parameter = placeholder(value)
            if parameter is not None:
                clauses += self._filter(name, self._parameters[parameter])
            elif FILTERS[name].slot is Slot.PERIOD:
                clauses.append(Clause(self._period(f"filters.{name}", value)))
            else:
                clauses.append(Clause(_compiled(FILTERS[name].node(value, DEFAULT_TIMEZONE))))
        return clauses

    def size(self) -> Any:
        """How many hits: a number, or the text of a parameter."""
        name = placeholder(self._template.limit)
        return self._template.limit if name is None else self._scalar(self._parameters[name])

    def ranking(self, root: Member) -> Iterable[Clause]:
        """The clauses that score: one for each part of the query."""
        for part in Query("", root).parts:
            parameter = self._texts.get(part.text)
            if parameter is None:
                yield Clause(_scoring(part.text, part.boost))
            else:
                yield from self._of_value(parameter, partial(_scoring, boost=part.boost))

    def clauses(self, member: Member, within: Within) -> list[Clause]:
        """A member of the query as clauses of a list of which all or any have to match."""
        if not self._has_marker(member):
            return [Clause(_compiled(where(Query("", member), "phrase")))]
        match member:
            case Part():
                parameter = self._texts[member.text]
                return self._any_of(parameter, lambda text: _phrase(text, member.fields), within)
            case Filter(node=Term(field=field, value=value)):
                return self._terms(field, self._texts[value], within)
            case Filter(node=DateRange(since=since)) if since:
                return self._span(self._days[since])
            case Required():
                return self.clauses(member.member, within)
            case Without():
                return [group("must_not", self.clauses(member.member, "any"), within)]
            case Compound():
                inside: Within = "any" if member.kind == "any" else "all"
                clauses = [clause for inner in member.members for clause in self.clauses(inner, inside)]
                if inside == within:
                    return clauses
                return [group("should" if inside == "any" else "filter", clauses, within)]
        raise AssertionError(member)

    def _has_marker(self, member: Member) -> bool:
        match member:
            case Part():
                return member.text in self._texts
            case Filter(node=Term(value=value)):
                return value in self._texts
            case Filter(node=DateRange(since=since)):
                return since in self._days
            case Compound():
                return any(map(self._has_marker, member.members))
            case Required() | Without():
                return self._has_marker(member.member)
        return False

    def _filter(self, name: str, parameter: Parameter) -> list[Clause]:
        slot = FILTERS[name].slot
        if slot is Slot.PERIOD:
            return self._span(parameter)
        if slot is Slot.DAY:
            end = "gte" if name == "since" else "lte"
            return list(self._of_value(parameter, lambda day: {"range": {"date": {end: day}}}))
        return self._terms(ENTITIES.get(name, name), parameter, "all")

    def _terms(self, field: str, parameter: Parameter, within: Within) -> list[Clause]:
        return self._any_of(parameter, lambda text: {"term": {keyword_field(field): {"value": text}}}, within)

    def _span(self, parameter: Parameter) -> list[Clause]:
        """The days of a parameter: one day, or a period."""
        if parameter.type.sent is Sent.DAY:
            return list(self._of_value(parameter, lambda day: {"range": {"date": {"gte": day, "lte": day}}}))
        name = parameter.name
        ends = [
            Clause({"range": {"date": {end: ParameterText(f"{name}.{side}")}}}, (Section(f"{name}.{side}"),))
            for side, end in (("since", "gte"), ("until", "lte"))
        ]
        query = boolean(filter=[Clause({"exists": {"field": "date"}}), *ends])
        if parameter.required:
            return [Clause(query)]
        if parameter.default is None:
            return [Clause(query, (Section(name),), (name,))]
        fallback = self._period(f"parameters.{name}.default", parameter.default)
        return [Clause(query, (Section(name),)), Clause(fallback, (Section(name, inverted=True),))]

    def _period(self, key: str, value: Value) -> dict[str, Any]:
        days, later = (dated(str(value), today=today) for today in _DAYS)
        if days != later:
            raise self._counted_from_today(key, value)
        return _compiled(days)

    def _any_of(self, parameter: Parameter, query: _QueryOfText, within: Within) -> list[Clause]:
        """As `_of_value`, in a list of which all or any have to match; of a list of values any."""
        clauses = list(self._of_value(parameter, query))
        if within == "any" or parameter.type.sent is not Sent.LIST:
            return clauses
        return [group("should", clauses, within)]

    def _of_value(self, parameter: Parameter, query: _QueryOfText) -> Iterable[Clause]:
        """The query of the parameter's value; of a list one query for each of its texts."""
        name, default = parameter.name, parameter.default
        names = () if parameter.required or default is not None else (name,)
        if parameter.type.sent is Sent.LIST:
            yield Clause(query(ParameterText(".")), (Section(name),), names)
            for text in default if isinstance(default, tuple) else ():
                yield Clause(query(text), (Section(name, inverted=True),))
        else:
            yield Clause(query(self._scalar(parameter)), (Section(name),) if names else (), names)

    def _scalar(self, parameter: Parameter) -> ParameterText:
        return ParameterText(parameter.name, "" if parameter.default is None else str(parameter.default))

    def _counted_from_today(self, key: str, value: object) -> NotPushable:
        expected = "days that are not counted from today"
        return _refused(self._template, key, expected, value, Unsayable.RELATIVE_DAYS)


# ------------------------------------------------------------------------------------------------------- queries

#: Makes a query of a text, which is fixed or a parameter's value.
_QueryOfText = Callable[[str | ParameterText], dict[str, Any]]


def _compiled(node: Node) -> dict[str, Any]:
    """A node without parameters, as the engine compiles it."""
    return dict(compile_node(node).to_dict())


def _phrase(text: str | ParameterText, fields: Sequence[str]) -> dict[str, Any]:
    """An exact phrase, cut by the server.

    The server's phrase of characters ignores what stands between two of them; so all bigrams are asked for as well,
    which mostly are not there then. Of 906 phrases from 3,000 news, a third of them with their punctuation taken out,
    892 found what the engine's own exact phrase finds, and 14 (表示俄罗, where the text is 表示，俄罗) found an article
    or two more; none found less.
    """
    return boolean(
        should=[
            Clause(
                boolean(
                    filter=[
                        Clause({"match_phrase": {name: {"query": text}}}),
                        Clause({"match": {name: {"query": text, "operator": "and"}}}),
                    ]
                )
            )
            for name in fields or [field.name for field in TEXT_FIELDS]
        ]
    )


def _scoring(text: str | ParameterText, boost: float) -> dict[str, Any]:
    fields = [f"{field.name}^{field.weight * boost:g}" for field in TEXT_FIELDS]
    return {"multi_match": {"query": text, "fields": fields, "type": "most_fields"}}
