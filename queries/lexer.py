"""Query text as a person types it becomes tokens; all that Chinese and full-width typing asks for is settled here.

    >>> [token.kind for token in lex("湘潭　（标题：“整治”　或　雨湖区）－广告")]
    ['TEXT', 'OPEN', 'FIELD', 'QUOTED', 'OR', 'TEXT', 'CLOSE', 'NOT', 'TEXT']

A sign is an operator only where a person who means one puts it: AND, OR, NOT, 且, 或, 非 where they stand alone; + - !
before what they belong to, never inside a stretch (3-5天, C++); ^2 and ~5 right after it. A field's name is one that
exists. All else is text, and what holds no letter, digit or Chinese character is no token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.text.units import phrase_units
from xtsearch.queries.periods import is_recent

#: What can be asked by field: as people type it, and the field of FIELDS.
FIELD_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("title", "标题"), "title"),
    **dict.fromkeys(("body", "正文"), "body"),
    **dict.fromkeys(("reporter", "记者"), "reporters"),
    **dict.fromkeys(("newspaper", "报纸"), "newspaper"),
    **dict.fromkeys(("agency", "通讯社"), "agency"),
    **dict.fromkeys(("page", "版面"), "file"),
    **dict.fromkeys(("person", "人物"), "persons"),
    **dict.fromkeys(("place", "地点"), "places"),
    **dict.fromkeys(("organisation", "organization", "机构"), "organisations"),
    **dict.fromkeys(("keyword", "关键词"), "keywords"),
}
_DATE_NAMES = ("date", "日期")
#: Brackets within brackets. A server takes 30 queries within each other, and a bracket is up to three of them.
DEPTH = 8

#: What full width means is what half width does; one character is one character, so that offsets stay.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
#: Quoted parts: straight, Chinese, corner ones; ”短语” as well, as an input method that takes turns leaves it.
_QUOTED = '"[^"]*"|“[^”]*”|”[^“”]*["”]|“[^“”]*["“]|"[^“”]*”|「[^」]*」|『[^』]*』'
#: What may stand before and after an operator that is a word, before one that is a sign, and after its like.
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
#: `tile:` is `title:` mistyped; `http:` and `3:2` are text.
_NAME = re.compile(r"([A-Za-z]{3,12}):(?!//)")
_MISTYPED = 0.75
#: A star anywhere, and a question mark between letters: in Chinese it ends a question.
_WILDCARD = re.compile(r"\*|(?<=[A-Za-z])\?(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, what it holds without its own signs, and where that begins in the query, in code points.

    `typed` is the whole of it, as messages show it.
    """

    kind: str
    text: str
    start: int
    typed: str


def lex(text: str) -> Iterator[Token]:
    """The tokens of a query, of the kinds that the grammar in `syntax` names.

    Raises:
        QuerySyntaxError: a wildcard that is no prefix, a field that is not there, too many brackets in each other.
    """
    depth, before = 0, ""
    half = text.translate(_HALF_WIDTH)
    for found in _TOKENS.finditer(half):
        kind, start = str(found.lastgroup), found.start()
        typed = text[start : found.end()]
        depth += (kind == "OPEN") - (kind == "CLOSE")
        if depth > DEPTH:
            raise QuerySyntaxError(f"there are more than {DEPTH} brackets within each other", position=start)
        if kind == "TEXT":
            yield from _text(typed, found[0], start, after_field=before == "FIELD")
        elif kind == "QUOTED":
            if phrase_units(typed):
                yield Token(kind, typed[1:-1], start + 1, typed)
        elif kind == "PERIOD":
            quoted = re.fullmatch(_QUOTED, found["days"]) is not None
            first, last = found.start("days") + quoted, found.end("days") - quoted
            yield Token(kind, text[first:last], first, typed)
        elif kind == "FIELD":
            yield Token(kind, FIELD_NAMES[found[0][:-1].lower()], start, typed)
        elif kind in ("NEAR", "BOOST"):
            yield Token(kind, found[0][1:], start, typed)
        elif kind not in ("SPACE", "LOOSE"):
            yield Token(kind, typed, start, typed)
        before = before if kind in ("SPACE", "LOOSE") else kind


def _text(typed: str, half: str, start: int, *, after_field: bool) -> Iterator[Token]:
    """A stretch, as it was typed and in half width: text, a prefix, or a period such as 最近7天."""
    name = _NAME.match(half)
    meant = _meant(name[1].lower()) if name else None
    if name and meant:
        remedy = f"did you mean {meant}:? Else put it in quotes"
        raise QuerySyntaxError(f"there is no field {name[1]}: {remedy}", position=start)
    is_prefix = half.endswith("*")
    wildcard = _WILDCARD.search(half, 0, len(half) - is_prefix)
    if wildcard or (is_prefix and not phrase_units(typed)):
        at = start + (wildcard.start() if wildcard else 0)
        raise QuerySyntaxError("a * stands at the end of a word, no wildcard anywhere else; quote it", position=at)
    if is_prefix:
        yield Token("PREFIX", typed[:-1], start, typed)
    elif is_recent(typed) and not after_field:
        yield Token("PERIOD", typed, start, typed)
    elif phrase_units(typed):
        yield Token("TEXT", typed, start, typed)


def _meant(name: str) -> str | None:
    """The name of a field that another name is nearly."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, [*FIELD_NAMES, *_DATE_NAMES], 1, _MISTYPED)), None)
