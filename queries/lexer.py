"""Query text as a person types it becomes tokens; whatever Chinese and full-width typing needs is settled here.

    >>> [token.kind for token in lex("湘潭　（标题：“整治”　或　雨湖区）－广告")]
    ['TEXT', 'OPEN', 'FIELD', 'QUOTED', 'OR', 'TEXT', 'CLOSE', 'NOT', 'TEXT']

A sign is an operator only where a person who means one puts it: AND, OR, NOT, 且, 或, 非 where they stand alone; + - !
directly before a word, never inside one (3-5天, C++); ^2 directly after a word, ~5 directly after a quoted part. The
name of a field counts only if there is such a field. All else is text; text without any letter, digit or Chinese
character gives no token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.fields import DATE_FIELDS, FIELDS
from xtsearch.indexer.text.units import phrase_units
from xtsearch.queries.periods import is_recent

#: The names by which people ask for a field in a query, and that field's name in FIELDS.
FIELD_NAMES: Mapping[str, str] = {
    name: field.name for field in FIELDS if field not in DATE_FIELDS for name in field.query_names
}
_DATE_NAMES = tuple(name for field in DATE_FIELDS for name in field.query_names)
#: The most brackets within each other: Elasticsearch takes 30 nested queries, and a bracket becomes up to three.
DEPTH = 8

#: Full-width signs to half-width ones, one character for one, so that offsets stay.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
#: A quoted part, in straight, Chinese or corner quotes; also ”短语” and “短语“, as input methods that alternate between
#: the two quotes leave it.
_QUOTED = '"[^"]*"|“[^”]*”|”[^“”]*["”]|“[^“”]*["“]|"[^“”]*”|「[^」]*」|『[^』]*』'
#: What must stand before an operator (a space, bracket, quote or the beginning) and after one that is a word; a sign
#: (`_NEXT`) stands directly before what it belongs to.
_BEFORE, _AFTER = r"(?<![^\s()\"”」』])", r"(?=[\s()\"“「『]|$)"
_NEXT = r"(?=[^\s)])"
_BOOST = r"(?<=[^\s(])\^\d+(?:\.\d+)?(?=[\s)]|$)"
_DAYS = rf"{_QUOTED}|(?:[<>≥≤]=?\s*)?[^\s()]*(?:\s*\.\.(?!\.)\s*[^\s()]*)?"

_TOKENS = re.compile(
    rf"""(?P<SPACE>\s+)
    | (?P<QUOTED>{_QUOTED})
    | (?P<NEAR>(?<=["“”」』])~\d+(?=[\s)^]|$))
    | (?P<BOOST>{_BOOST})
    | (?P<OPEN>\()
    | (?P<CLOSE>\))
    | (?P<AND>{_BEFORE}(?:AND|且){_AFTER}|&&)
    | (?P<OR>{_BEFORE}(?:OR|或){_AFTER}|\|\|)
    | (?P<NOT>{_BEFORE}(?:NOT|非){_AFTER}|{_BEFORE}-{_NEXT}|(?<![^\s(])!{_NEXT})
    | (?P<MUST>(?<![^\s(])\+{_NEXT})
    | (?P<PERIOD>(?i:{"|".join(_DATE_NAMES)}):\s*(?P<days>{_DAYS}))
    | (?P<FIELD>(?i:{"|".join(FIELD_NAMES)}):)
    | (?P<TEXT>(?:(?!{_QUOTED}|&&|\|\||{_BOOST})[^\s()])+)
    | (?P<LOOSE>.)
    """,
    re.VERBOSE | re.DOTALL,
)
#: What looks like the name of a field: `tile:` is `title:` mistyped, while `http:` and `3:2` are text.
_NAME = re.compile(r"([A-Za-z]{3,12}):(?!//)")
#: difflib's ratio from which a name counts as a mistyped field.
_MISTYPED = 0.75
#: A star anywhere, or a question mark between letters; elsewhere a question mark ends a Chinese question.
_WILDCARD = re.compile(r"\*|(?<=[A-Za-z])\?(?=[A-Za-z])")


#: The kinds of token; the grammar in `grammar` is written in these names.
TokenKind: TypeAlias = Literal[
    "TEXT", "QUOTED", "PREFIX", "PERIOD", "FIELD", "AND", "OR", "NOT", "MUST", "OPEN", "CLOSE", "NEAR", "BOOST"
]


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A token of a query.

    `text` is what it holds without its own signs (专项 of “专项”, 2 of ^2; of FIELD the name in FIELDS), `start` where
    that begins in the query, in code points. `typed` is the whole token, as error messages show it.
    """

    kind: TokenKind
    text: str
    start: int
    typed: str


def lex(text: str) -> Iterator[QueryToken]:
    """Cut a query into tokens.

    Raises:
        QuerySyntaxError: a wildcard that is not at the end of a word, a field that does not exist, or more than DEPTH
            brackets within each other.
    """
    depth, previous = 0, ""
    half_width = text.translate(_HALF_WIDTH)
    for match in _TOKENS.finditer(half_width):
        name, start = str(match.lastgroup), match.start()
        typed = text[start : match.end()]
        if name in ("SPACE", "LOOSE"):
            continue
        kind = cast(TokenKind, name)
        depth += (kind == "OPEN") - (kind == "CLOSE")
        if depth > DEPTH:
            raise QuerySyntaxError(f"there are more than {DEPTH} brackets within each other", position=start)
        if kind == "TEXT":
            yield from _text(typed, match[0], start, after_field=previous == "FIELD")
        elif kind == "QUOTED":
            if phrase_units(typed):
                yield QueryToken(kind, typed[1:-1], start + 1, typed)
        elif kind == "PERIOD":
            quoted = re.fullmatch(_QUOTED, match["days"]) is not None
            first, last = match.start("days") + quoted, match.end("days") - quoted
            yield QueryToken(kind, text[first:last], first, typed)
        elif kind == "FIELD":
            yield QueryToken(kind, FIELD_NAMES[match[0][:-1].lower()], start, typed)
        elif kind in ("NEAR", "BOOST"):
            yield QueryToken(kind, match[0][1:], start, typed)
        else:
            yield QueryToken(kind, typed, start, typed)
        previous = kind


def _text(typed: str, half_width: str, start: int, *, after_field: bool) -> Iterator[QueryToken]:
    """At most one token of a stretch without spaces: text, a prefix, or a period such as 最近7天."""
    name = _NAME.match(half_width)
    meant = _meant(name[1].lower()) if name else None
    if name and meant:
        remedy = f"did you mean {meant}:? Else put it in quotes"
        raise QuerySyntaxError(f"there is no field {name[1]}: {remedy}", position=start)
    is_prefix = half_width.endswith("*")
    wildcard = _WILDCARD.search(half_width, 0, len(half_width) - is_prefix)
    if wildcard or (is_prefix and not phrase_units(typed)):
        position = start + (wildcard.start() if wildcard else 0)
        message = "a * stands at the end of a word, no wildcard anywhere else; quote it"
        raise QuerySyntaxError(message, position=position)
    if is_prefix:
        yield QueryToken("PREFIX", typed[:-1], start, typed)
    elif is_recent(typed) and not after_field:
        yield QueryToken("PERIOD", typed, start, typed)
    elif phrase_units(typed):
        yield QueryToken("TEXT", typed, start, typed)


def _meant(name: str) -> str | None:
    """The field that a mistyped name most resembles; None if it resembles none."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, [*FIELD_NAMES, *_DATE_NAMES], 1, _MISTYPED)), None)
