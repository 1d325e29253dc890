"""Query text as a person types it becomes tokens; whatever Chinese and full-width typing needs is settled here.

    >>> [token.kind for token in lex("湘潭　（标题：“整治”　或　雨湖区）－广告")]
    ['TEXT', 'OPEN', 'FIELD', 'QUOTED', 'OR', 'TEXT', 'CLOSE', 'NOT', 'TEXT']

A sign is an operator only where a person who means one puts it: AND, OR, NOT, 且, 或, 非 where they stand alone; + - !
directly before a word, never inside one (3-5天, C++); ^2 directly after a word, ~5 directly after a quoted part. Any
single dash is a minus (湘潭 –广告), two are the Chinese dash and text (——记湘潭). The name of a field counts only if
there is such a field. Of a web address no sign counts. All else is text; text without any letter, digit or Chinese
character gives no token. Characters that nobody sees, such as the zero-width space that chats set before a sign, are
passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import phrase_units
from xtsearch.queries.field_names import ASKABLE, DATE_NAMES, NAME_PATTERN, SIMPLIFIED, meant_name, unknown_name
from xtsearch.queries.periods import is_month_alone, is_period

#: The most brackets within each other: Elasticsearch takes 30 nested queries, and a bracket becomes up to three.
DEPTH = 8

#: Full-width signs to half-width ones, and the traditional characters of names of fields to simplified ones, one
#: character for one, so that offsets stay.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | SIMPLIFIED
#: A quoted part, in straight, Chinese or corner quotes; also ”短语” and “短语“, as input methods that alternate between
#: the two quotes leave it.
_QUOTED = '"[^"]*"|“[^”]*”|”[^“”]*["”]|“[^“”]*["“]|"[^“”]*”|「[^」]*」|『[^』]*』'
#: What must stand before an operator (a space, bracket, quote or the beginning) and after one that is a word; a sign
#: (`_NEXT`) stands directly before what it belongs to.
_BEFORE, _AFTER = r"(?<![^\s()\"”」』])", r"(?=[\s()\"“「『]|$)"
_NEXT = r"(?=[^\s)])"
#: Dashes besides the minus of keyboards: hyphens, en and em dash, the minus of mathematics, small forms. They are
#: punctuation as well, so that they count only after a space or a bracket, and before a word, quote or bracket.
_DASH = r"(?<![^\s(])[\u2010-\u2015\u2212\ufe58\ufe63](?=[\w(\"“「『])"
#: A web address, up to a space or quote; a bracket belongs to it only if it is closed there.
_ADDRESS = r"(?i:(?:https?|ftp)://|\bwww\.)(?:[^\s()\"“”「」『』^]|\([^\s()]*\))+"
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
    | (?P<NOT>{_BEFORE}(?:NOT|非){_AFTER}|{_BEFORE}-{_NEXT}|{_DASH}|(?<![^\s(])!{_NEXT})
    | (?P<MUST>(?<![^\s(])\+{_NEXT})
    | (?P<PERIOD>(?i:{"|".join(DATE_NAMES)}):\s*(?P<days>{_DAYS}))
    | (?P<FIELD>(?:{NAME_PATTERN}):)
    | (?P<TEXT>(?:{_ADDRESS}|(?!{_QUOTED}|&&|\|\||{_BOOST})[^\s()])+)
    | (?P<LOOSE>.)
    """,
    re.VERBOSE | re.DOTALL,
)
#: A star anywhere, or a question mark between letters; elsewhere a question mark ends a Chinese question.
_WILDCARD = re.compile(r"\*|(?<=[A-Za-z])\?(?=[A-Za-z])")
_ADDRESSES = re.compile(_ADDRESS)


#: The kinds of token; the grammar in `grammar` is written in these names.
TokenKind: TypeAlias = Literal[
    "TEXT", "QUOTED", "PREFIX", "PERIOD", "FIELD", "AND", "OR", "NOT", "MUST", "OPEN", "CLOSE", "NEAR", "BOOST"
]


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A token of a query.

    `text` is what it holds without its own signs (专项 of “专项”, 2 of ^2; of FIELD the name), `start` where
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
    places = _visible_places(text)
    seen = text if len(places) == len(text) else "".join(text[place] for place in places)
    plain = seen.translate(_PLAIN)
    for match in _TOKENS.finditer(plain):
        name, start = str(match.lastgroup), places[match.start()]
        typed = text[start : places[match.end() - 1] + 1]
        if name in ("SPACE", "LOOSE"):
            continue
        kind = cast(TokenKind, name)
        depth += (kind == "OPEN") - (kind == "CLOSE")
        if depth > DEPTH:
            raise QuerySyntaxError(f"there are more than {DEPTH} brackets within each other", position=start)
        if kind == "TEXT":
            is_text = previous == "FIELD" or (match[0] == plain.strip() and is_month_alone(typed))
            yield from _text(typed, match[0], start, is_text=is_text)
        elif kind == "QUOTED":
            if phrase_units(typed):
                yield QueryToken(kind, typed[1:-1], start + 1, typed)
        elif kind == "PERIOD":
            quoted = re.fullmatch(_QUOTED, match["days"]) is not None
            days = places[match.start("days") + quoted : match.end("days") - quoted]
            first = days[0] if days else start + len(typed)
            yield QueryToken(kind, text[first : days[-1] + 1] if days else "", first, typed)
        elif kind in ("FIELD", "NEAR", "BOOST"):
            sign_first = kind != "FIELD"
            yield QueryToken(kind, match[0][1:] if sign_first else match[0][:-1], start, typed)
        else:
            yield QueryToken(kind, typed, start, typed)
        previous = kind


def without_addresses(text: str) -> str:
    """The text with a _ in the place of each character of its web addresses."""
    return _ADDRESSES.sub(lambda address: "_" * len(address[0]), text)


def _visible_places(text: str) -> Sequence[int]:
    """The offsets of the characters that somebody sees: all but those that folding drops."""
    invisible = {character for character in set(text) if not fold_text(character)}
    if not invisible:
        return range(len(text))
    return [place for place, character in enumerate(text) if character not in invisible]


def _text(typed: str, plain: str, start: int, *, is_text: bool) -> Iterator[QueryToken]:
    """At most one token of a stretch without spaces: text, a prefix, or a period such as 最近7天."""
    name = unknown_name(plain)
    meant = meant_name(name) if name else None
    if meant:
        remedy = f"did you mean {meant}:? Else put it in quotes; there are {ASKABLE}"
        raise QuerySyntaxError(f"there is no field {name}: {remedy}", position=start)
    signs = without_addresses(plain)
    is_prefix = signs.endswith("*")
    wildcard = _WILDCARD.search(signs, 0, len(signs) - is_prefix)
    if wildcard or (is_prefix and not phrase_units(typed)):
        position = start + (wildcard.start() if wildcard else 0)
        message = "a * stands at the end of a word, no wildcard anywhere else; quote it"
        raise QuerySyntaxError(message, position=position)
    if is_prefix:
        yield QueryToken("PREFIX", typed[:-1], start, typed)
    elif is_period(typed) and not is_text:
        yield QueryToken("PERIOD", typed, start, typed)
    elif phrase_units(typed):
        yield QueryToken("TEXT", typed, start, typed)
