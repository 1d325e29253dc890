"""Query text as a person types it becomes a Query: its stretches and its quoted parts.

    >>> parse('湘潭 “专项整治”').parts
    (Part(text='湘潭', quoted=False, start=0), Part(text='专项整治', quoted=True, start=4))

Each stretch typed without spaces is a unit that belongs together; a part in quotes, straight, Chinese or corner ones,
is an exact phrase. A quote that is never closed is punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.analysis import phrase_units
from indexer.errors import QuerySyntaxError

#: Longer texts are refused: they are a document, not a question (`similar` takes those).
QUERY_LIMIT = 10_000

_PARTS = re.compile(
    r'"(?P<straight>[^"]*)"|＂(?P<wide>[^＂]*)＂|“(?P<chinese>[^”]*)”|「(?P<corner>[^」]*)」|『(?P<double>[^』]*)』'
    r'|(?P<stretch>(?:(?!["＂][^"＂]*["＂]|“[^”]*”|「[^」]*」|『[^』]*』)\S)+)'
)


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch, or one quoted part, that holds something to search; `start` is its offset in the query."""

    text: str
    quoted: bool
    start: int


@dataclass(frozen=True, slots=True)
class Query:
    """A query as typed, and its parts, at least one."""

    text: str
    parts: tuple[Part, ...]


def parse(text: str, *, literal: bool = False, values: Mapping[str, str] | None = None) -> Query:
    """Cut a query into its parts.

    With `literal` the text as it is, is one stretch. With `values`, a part that is `{name}` and nothing else stands
    for that value, whole: a value never becomes syntax.

    Raises:
        QuerySyntaxError: nothing in it can be searched for, it is too long, or a `{name}` has no value.
    """
    if len(text) > QUERY_LIMIT:
        raise QuerySyntaxError(f"the query has {len(text)} characters; at most {QUERY_LIMIT} can be asked at once")
    found: list[Part] = []
    if literal:
        found.append(Part(text, False, 0))
    else:
        for match in _PARTS.finditer(text):
            kind = str(match.lastgroup)
            found.append(Part(_filled(match[kind], values), kind != "stretch", match.start(kind)))
    parts = tuple(part for part in found if phrase_units(part.text))
    if not parts:
        what = "is empty" if not text.strip() else "holds no letter, digit or Chinese character"
        raise QuerySyntaxError(f"nothing to search for: the query {what}", position=0)
    return Query(text, parts)


def _filled(text: str, values: Mapping[str, str] | None) -> str:
    if values is None or not (text.startswith("{") and text.endswith("}")):
        return text
    name = text[1:-1]
    if name not in values:
        raise QuerySyntaxError(f"no parameter is named {name!r}")
    return values[name]
