"""Elasticsearch queries as JSON with mustache tags, whose parts a client fills in or leaves out.

    >>> optional = Clause({"term": {"agency": ParameterText("name")}}, (Section("name"),))
    >>> written(boolean(filter=[optional]))
    '{"bool": {"filter": [{"match_all": {}}{{#name}}, {"term": {"agency": "{{name}}"}}{{/name}}]}}'

The server escapes a value as the content of a JSON string; no other text of the source can begin a tag. No library
writes mustache (chevron and pystache only render it, as the server does), so the few tags that are needed are written
here; the tests render them with pystache.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

#: Whether all queries of a list have to match, or any of them.
Within: TypeAlias = Literal["all", "any"]
#: The query that changes nothing in such a list.
_NEUTRAL: Mapping[Within, dict[str, Any]] = {"all": {"match_all": {}}, "any": {"match_none": {}}}


@dataclass(frozen=True, slots=True)
class ParameterText:
    """A JSON string that holds the value of a parameter, or else its default."""

    name: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A mustache section: what is inside is there only if the parameter is given, or, `inverted`, only if not."""

    name: str
    inverted: bool = False

    @property
    def opening(self) -> str:
        """The tag with which it begins."""
        return f"{{{{{'^' if self.inverted else '#'}{self.name}}}}}"

    @property
    def closing(self) -> str:
        """The tag with which it ends."""
        return f"{{{{/{self.name}}}}}"


@dataclass(frozen=True, slots=True)
class Clause:
    """A query in a list of queries, within its sections.

    `names` are the parameters without all of which the clause says nothing: then it is missing from its list, or
    changes nothing there. They are empty for a clause that always says something.
    """

    query: dict[str, Any]
    sections: tuple[Section, ...] = ()
    names: tuple[str, ...] = ()


def boolean(**lists: list[Clause]) -> dict[str, Any]:
    """A bool query of the lists filter, should and must_not; with `should` alone at least one clause has to match."""
    filled = {occurs: clauses for occurs, clauses in lists.items() if clauses}
    least = {"minimum_should_match": 1} if filled.keys() == {"should"} else {}
    return {"bool": {**filled, **least}}


def group(occurs: Literal["filter", "should", "must_not"], clauses: list[Clause], within: Within) -> Clause:
    """Several clauses as one of a list of which all or any have to match.

    If every clause is missing, the group changes nothing in that list.
    """
    natural: Within = "any" if occurs == "should" else "all"
    names: tuple[str, ...] = ()
    if all(clause.names for clause in clauses):
        names = tuple(dict.fromkeys(name for clause in clauses for name in clause.names))
    if names and natural != within:
        opposite: Within = "any" if occurs == "filter" else "all"
        none_given = tuple(Section(name, inverted=True) for name in names)
        clauses = [*clauses, Clause(_NEUTRAL[opposite], none_given)]
    return Clause(boolean(**{occurs: clauses}), names=names)


def written(value: Any, first: dict[str, Any] | None = None) -> str:
    """A value as JSON with mustache tags. `first` is the first query of a list whose every clause may be missing."""
    if isinstance(value, dict):
        pairs = (f"{_text(key)}: {written(member, _FIRST.get(key))}" for key, member in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list) and value and isinstance(value[0], Clause):
        return _list(value, first or _NEUTRAL["all"])
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, ParameterText):
        default = f"{{{{^{value.name}}}}}{_text(value.default)[1:-1]}{{{{/{value.name}}}}}" if value.default else ""
        return f'"{{{{{value.name}}}}}{default}"'
    return _text(value) if isinstance(value, str) else json.dumps(value)


#: By the name of the list: the query that changes nothing there.
_FIRST: Mapping[str, dict[str, Any]] = {
    "filter": _NEUTRAL["all"],
    "should": _NEUTRAL["any"],
    "must_not": _NEUTRAL["any"],
}


def _list(clauses: Sequence[Clause], first: dict[str, Any]) -> str:
    """The clauses that are always there, then the others, each with the comma before it within its sections."""
    always = [written(clause.query) for clause in clauses if not clause.sections] or [written(first)]
    optional = []
    for clause in clauses:
        if clause.sections:
            opening = "".join(section.opening for section in clause.sections)
            closing = "".join(section.closing for section in reversed(clause.sections))
            optional.append(f"{opening}, {written(clause.query)}{closing}")
    return f"[{', '.join(always)}{''.join(optional)}]"


def _text(text: str) -> str:
    """A text as JSON, in which no brace can begin a tag."""
    return json.dumps(text, ensure_ascii=False).replace("{", "\\u007b").replace("}", "\\u007d")
