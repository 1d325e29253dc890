"""Queries as JSON with the tags of mustache: texts that a client gives, and parts of lists that are there or not.

    >>> written(boolean(filter=[Item({"term": {"agency": Given("name")}}, (("name", False),))]))
    '{"bool": {"filter": [{"match_all": {}}{{#name}}, {"term": {"agency": "{{name}}"}}{{/name}}]}}'

The server writes a value as what a text of JSON holds, and nothing else of the source begins with two braces.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

#: A list of queries, of which all have to match, or any.
Within: TypeAlias = Literal["all", "any"]
#: What changes nothing in such a list.
_NEUTRAL: Mapping[Within, dict[str, Any]] = {"all": {"match_all": {}}, "any": {"match_none": {}}}


@dataclass(frozen=True, slots=True)
class Given:
    """A text that holds the value of a parameter, or else its default."""

    name: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list of queries, there only within its sections: a name, and whether it is there without that.

    Where none of `names` is given it is left out of the question: it is not there, or changes nothing in its list.
    """

    query: dict[str, Any]
    sections: tuple[tuple[str, bool], ...] = ()
    names: tuple[str, ...] = ()


def boolean(**lists: list[Item]) -> dict[str, Any]:
    """A query of lists of others, by what they are to it: filter, should, must_not."""
    given = {occurs: items for occurs, items in lists.items() if items}
    least = {"minimum_should_match": 1} if given.keys() == {"should"} else {}
    return {"bool": {**given, **least}}


def group(occurs: Literal["filter", "should", "must_not"], items: list[Item], within: Within) -> Item:
    """One item of several. Where all are left out it means what leaves the list unchanged that it stands in."""
    natural: Within = "any" if occurs == "should" else "all"
    names: tuple[str, ...] = ()
    if all(item.names for item in items):
        names = tuple(dict.fromkeys(name for item in items for name in item.names))
    if names and natural != within:
        opposite: Within = "any" if occurs == "filter" else "all"
        items = [*items, Item(_NEUTRAL[opposite], tuple((name, True) for name in names))]
    return Item(boolean(**{occurs: items}), names=names)


def written(value: Any, first: dict[str, Any] | None = None) -> str:
    """A value as JSON with the tags of mustache. `first` is what a list begins with where all of it may be missing."""
    if isinstance(value, dict):
        pairs = (f"{_text(key)}: {written(each, _FIRST.get(key))}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list) and value and isinstance(value[0], Item):
        return _list(value, first or _NEUTRAL["all"])
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, Given):
        default = f"{{{{^{value.name}}}}}{_text(value.default)[1:-1]}{{{{/{value.name}}}}}" if value.default else ""
        return f'"{{{{{value.name}}}}}{default}"'
    return _text(value) if isinstance(value, str) else json.dumps(value)


#: By the names of the lists.
_FIRST: Mapping[str, dict[str, Any]] = {
    "filter": _NEUTRAL["all"],
    "should": _NEUTRAL["any"],
    "must_not": _NEUTRAL["any"],
}


def _list(items: Sequence[Item], first: dict[str, Any]) -> str:
    """Those that are always there, then the others, each with the comma before it within its sections."""
    always = [written(item.query) for item in items if not item.sections] or [written(first)]
    others = []
    for item in items:
        if item.sections:
            opening = "".join(f"{{{{{'^' if without else '#'}{name}}}}}" for name, without in item.sections)
            closing = "".join(f"{{{{/{name}}}}}" for name, _ in reversed(item.sections))
            others.append(f"{opening}, {written(item.query)}{closing}")
    return f"[{', '.join(always)}{''.join(others)}]"


def _text(text: str) -> str:
    """A text as JSON, in which no brace can begin a tag."""
    return json.dumps(text, ensure_ascii=False).replace("{", "\\u007b").replace("}", "\\u007d")
