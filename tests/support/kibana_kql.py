"""The part of Kibana's query language that the dashboards use: parsed, and translated as Kibana does.

    request(parse('"专项整治" AND NOT date: *'), fields)

A text without a field becomes a lenient `multi_match` over the index's `default_field`, in quotes one of phrases; with
a field it becomes `match_phrase` or `match`, of a keyword `term`, of a date a range of one value; `*` asks whether
there is one, and behind a text becomes a `query_string` that analyses nothing, of a keyword a `wildcard`
(elastic/kibana, kbn-es-query/src/kuery/functions/is.ts, range.ts).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

_GRAMMAR = r"""
?start: either
?either: both (_OR both)*
?both: term (_AND term)*
?term: _NOT term -> negated
     | "(" either ")"
     | [FIELD _COLON] (QUOTED | EXISTS | BEGINNING | WORD) -> value
     | FIELD RANGE (QUOTED | WORD) -> range
_OR.3: /or(?=[\s(])/i
_AND.3: /and(?=[\s(])/i
_NOT.3: /not(?=[\s(])/i
_COLON: /\s*:\s*/
RANGE: /\s*[<>]=?\s*/
FIELD.2: /[\w.]+(?=\s*(:|[<>]))/
QUOTED: /"(\\.|[^"\\])*"/
EXISTS: "*"
BEGINNING.1: /[^\s:()<>"*{}\\]+\*/
WORD: /(?!(and|or|not)([\s()]|$))[^\s:()<>"*{}\\]+/i
%ignore /\s+/
"""


class KqlError(Exception):
    """Not of the language, or of the part that is used here."""


@dataclass(frozen=True)
class Known:
    """What is known of a field, as Kibana learns it: its type, and whether its values can be counted."""

    type: str
    aggregatable: bool


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr")


def parse(text: str) -> Tree[Token] | None:
    """The tree of a query; None if nothing is asked.

    Raises:
        KqlError: it is no query.
    """
    if not text.strip():
        return None
    try:
        return _parser().parse(text)
    except LarkError as error:
        raise KqlError(f"no KQL: {text}") from error


def _parts(leaf: Tree[Token]) -> tuple[str | None, Token]:
    """The field of a value or range, if it names one, and the value."""
    field, *_, value = cast("list[Token]", leaf.children)
    return (str(field) if field is not None else None), value


def leaves(tree: Tree[Token] | None) -> Iterator[tuple[str | None, Token]]:
    """The field and the value of each comparison; a value's `type` says how it is written."""
    for leaf in tree.find_pred(lambda node: node.data in ("value", "range")) if tree else ():
        yield _parts(leaf)


def _unquoted(value: Token) -> str:
    text = str(value)
    return text[1:-1].replace('\\"', '"').replace("\\\\", "\\") if value.type == "QUOTED" else text


def request(tree: Tree[Token] | None, fields: Mapping[str, Known]) -> dict[str, Any]:
    """What Kibana sends to Elasticsearch."""
    if tree is None:
        return {"match_all": {}}
    if tree.data == "value":
        field, value = _parts(tree)
        return _value(field, value, fields)
    if tree.data == "range":
        field, operator, bound = (str(child) for child in tree.children)
        name = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}[operator.strip()]
        return {"range": {field: {name: bound.strip('"'), "time_zone": "Asia/Shanghai"}}}
    parts = [request(cast("Tree[Token]", child), fields) for child in tree.children]
    if tree.data == "negated":
        return {"bool": {"must_not": parts[0]}}
    if tree.data == "both":
        return {"bool": {"filter": parts}}
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def _value(field: str | None, value: Token, fields: Mapping[str, Known]) -> dict[str, Any]:
    text = _unquoted(value)
    phrase = value.type == "QUOTED"
    if field is None:
        return {"multi_match": {"type": "phrase" if phrase else "best_fields", "query": text, "lenient": True}}
    if value.type == "EXISTS":
        asked: dict[str, Any] = {"exists": {"field": field}}
    elif value.type == "BEGINNING" and fields[field].type == "keyword":
        asked = {"wildcard": {field: {"value": text}}}
    elif value.type == "BEGINNING":
        asked = {"query_string": {"fields": [field], "query": text}}
    elif fields[field].type == "date":
        asked = {"range": {field: {"gte": text, "lte": text, "time_zone": "Asia/Shanghai"}}}
    elif fields[field].type == "keyword":
        asked = {"term": {field: {"value": text}}}
    else:
        asked = {"match_phrase" if phrase else "match": {field: text}}
    return {"bool": {"should": [asked], "minimum_should_match": 1}}
