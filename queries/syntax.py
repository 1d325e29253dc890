"""Query text as a person types it becomes a Query: a tree of parts, groups and filters, never a text for an engine.

    >>> parse('湘潭 “专项整治”').root
    Group(kind='together', members=(Part(text='湘潭', ...), Part(text='专项整治', quoted=True, ...)))

Each stretch typed without spaces is a unit that belongs together; a part in quotes, straight, Chinese or corner ones,
is an exact phrase. What stands side by side binds closest, then AND, then OR; + and NOT belong to what follows. The
grammar is lark's; a query without any operator, which most are, is a list and does not wait for it (0.1 s of import).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, TypeAlias

from xtsearch.indexer.documents import TEXT_FIELDS
from xtsearch.indexer.engines.request import DateRange, Node
from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.text.units import is_han, phrase_units
from xtsearch.queries.lexer import Token, lex
from xtsearch.queries.named import named
from xtsearch.queries.periods import EXPECTED, period

#: Longer texts are refused: they are a document, not a question (`similar` takes those).
QUERY_LIMIT = 10_000
#: Elasticsearch keeps the values of a field 100 units apart.
NEAR_LIMIT = 50
#: So many times a word counts at most: what brackets within each other make of it is still a number to engines.
BOOST_LIMIT = 1000
#: Half a character, which no engine can be sent.
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch, or one quoted part, that holds something to search; `start` is its offset in the query.

    A `prefix` is exact but for how its last word ends.
    """

    text: str
    quoted: bool
    start: int
    fields: tuple[str, ...] = ()
    boost: float = 1.0
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Two words within `distance` units of each other."""

    parts: tuple[Part, Part]
    distance: int


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows and has no part in the ranking."""

    node: Node


@dataclass(frozen=True, slots=True)
class Group:
    """Members side by side (`together`: how many of them an article must hold, the tier says), or by AND, or by OR."""

    kind: Literal["together", "all", "any"]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Required:
    """+: needed in every tier."""

    member: Member


@dataclass(frozen=True, slots=True)
class Without:
    """Articles that do not hold the member, exactly."""

    member: Member


#: The values of a template: texts, of which several mean any of them; None takes away what stands for it.
Texts: TypeAlias = Mapping[str, str | tuple[str, ...] | None]
Member: TypeAlias = Part | Near | Filter | Group | Required | Without


@dataclass(frozen=True, slots=True)
class Query:
    """A query as typed, and what it means."""

    text: str
    root: Member

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that an article is sought for, in order: they rank and are marked."""
        return tuple(_sought(self.root))


def parse(
    text: str,
    *,
    literal: bool = False,
    values: Texts | None = None,
    today: datetime.date | None = None,
) -> Query:
    """Read a query.

    With `literal` the text as it is, is one stretch. With `values`, a part that is `{name}` and nothing else stands
    for that value, whole: a value never becomes syntax; several mean any of them, and None takes the part away.
    `today` is what 最近7天 ends with.

    Raises:
        QuerySyntaxError: it cannot be understood, nothing in it can be searched for, it is too long, or a `{name}`
            has no value.
    """
    if len(text) > QUERY_LIMIT:
        raise QuerySyntaxError(f"the query has {len(text)} characters; at most {QUERY_LIMIT} can be asked at once")
    builder = _Builder(values, today or datetime.date.today())
    text = _SURROGATE.sub("\ufffd", text)
    try:
        root = builder.literal(text) if literal else builder.root(text)
    except QuerySyntaxError as error:
        error.query = text
        raise
    if root is None:
        what = "is empty" if not text.strip() else "holds no letter, digit or Chinese character"
        raise QuerySyntaxError(f"nothing to search for: the query {what}")
    return Query(text, root)


def _sought(member: Member) -> Iterator[Part]:
    match member:
        case Part():
            yield member
        case Near():
            yield from member.parts
        case Group():
            for each in member.members:
                yield from _sought(each)
        case Required():
            yield from _sought(member.member)
        case _:
            return


# ------------------------------------------------------------------------------------------------------ grammar

#: Kinds of tokens that make a query without a grammar: there brackets, closed or not, mean no more than commas do, as
#: in a headline copied from a page.
_PLAIN = frozenset({"TEXT", "QUOTED", "PREFIX", "PERIOD"})
_GRAMMAR = r"""
start: any
any: all (OR all)*
all: together (AND together)*
together: each+
each: (NOT | MUST)* (FIELD)? item (BOOST)?
item: TEXT | PREFIX | QUOTED (NEAR)? | PERIOD | OPEN any CLOSE
%declare OR AND NOT MUST FIELD TEXT PREFIX QUOTED NEAR PERIOD OPEN CLOSE BOOST
"""
#: What a query may go on with, in the order in which it is told.
_EXPECTED = {"TEXT": "a word", "CLOSE": "a closing bracket", "$END": "the end, or another word"}


@cache
def _grammar() -> Any:
    from lark import Lark
    from lark.lexer import Lexer

    class _Lexed(Lexer):
        """The tokens come from `lex`."""

        def __init__(self, _: Any) -> None: ...

        def lex(self, tokens: Any) -> Iterator[Any]:  # type: ignore[override]  # lark takes what `parse` is given
            yield from tokens

    return Lark(_GRAMMAR, parser="lalr", lexer=_Lexed)


def _tree(tokens: Sequence[Token], size: int) -> Any:
    """The tree of lark; the value of each of its tokens is ours."""
    from lark import Token as LarkToken
    from lark import UnexpectedToken

    try:
        return _grammar().parse([LarkToken(token.kind, token) for token in tokens])
    except UnexpectedToken as error:
        found = error.token.value if isinstance(error.token.value, Token) else None
        expected = next(words for kind, words in _EXPECTED.items() if kind in error.accepts)
        instead = f"not {found.typed}" if found else "the query ends"
        hint = "; what is meant as text goes in quotes" if found else ""
        position = found.start if found else size
        raise QuerySyntaxError(f"expected {expected}, {instead}{hint}", position=position) from None


# ------------------------------------------------------------------------------------------------------ the tree


class _Builder:
    """Makes members of tokens, with the values of a template; None for a part that was taken away."""

    def __init__(self, values: Texts | None, today: datetime.date) -> None:
        self._values = values
        self._today = today

    def literal(self, text: str) -> Member | None:
        """The text as one stretch."""
        return Part(text, False, 0) if phrase_units(text) else None

    def root(self, text: str) -> Member | None:
        """What a query means."""
        tokens = list(lex(text))
        plain = [token for token in tokens if token.kind not in ("OPEN", "CLOSE")]
        if all(token.kind in _PLAIN for token in plain):
            return _group("together", (self._item([token]) for token in plain))
        return self._any(_tree(tokens, len(text)).children[0])

    def _any(self, tree: Any) -> Member | None:
        return _group("any", map(self._all, _trees(tree)))

    def _all(self, tree: Any) -> Member | None:
        return _group("all", map(self._together, _trees(tree)))

    def _together(self, tree: Any) -> Member | None:
        return _group("together", map(self._each, _trees(tree)))

    def _each(self, tree: Any) -> Member | None:
        item = _trees(tree)[0]
        own = {
            kind: [token.value for token in tree.children if token is not item and token.type == kind] for kind in _OWN
        }
        member = self._any(_trees(item)[0]) if _trees(item) else self._item([token.value for token in item.children])
        for field in own["FIELD"]:
            member = _within(member, field)
        for boost in own["BOOST"]:
            if float(boost.text) > BOOST_LIMIT:
                raise QuerySyntaxError(f"a word counts at most {BOOST_LIMIT} times", position=boost.start)
            member = _boosted(member, float(boost.text))
        if member and own["MUST"]:
            member = Required(member)
        return Without(member) if member and len(own["NOT"]) % 2 else member

    def _item(self, tokens: Sequence[Token]) -> Member | None:
        token = tokens[0]
        texts = self._filled(token)
        if len(texts) != 1:
            return _group("any", (self._leaf(text, tokens) for text in texts))
        return self._leaf(texts[0], tokens)

    def _leaf(self, text: str, tokens: Sequence[Token]) -> Member | None:
        token = tokens[0]
        if token.kind == "PERIOD":
            return self._period(text, token)
        if len(tokens) > 1:
            return _near(token, tokens[1])
        part = Part(text, token.kind != "TEXT", token.start, prefix=token.kind == "PREFIX")
        if not part.prefix:
            return part if phrase_units(text) else None
        units = [unit for stretch in phrase_units(text) for unit in stretch]
        if len(units) > 1 and not is_han(units[-1]):
            raise QuerySyntaxError(
                "a prefix of letters or digits is one word, without *: quote it", position=token.start
            )
        return part

    def _period(self, text: str, token: Token) -> Filter:
        try:
            return Filter(DateRange(*period(text, today=self._today)))
        except (ValueError, OverflowError):
            given = f", not {text}" if text else ""
            raise QuerySyntaxError(f"expected {EXPECTED}{given}", position=token.start) from None

    def _filled(self, token: Token) -> tuple[str, ...]:
        text = token.text
        if self._values is None or not (text.startswith("{") and text.endswith("}")):
            return (text,)
        if text[1:-1] not in self._values:
            raise QuerySyntaxError(f"no parameter is named {text[1:-1]!r}", position=token.start)
        value = self._values[text[1:-1]]
        return value if isinstance(value, tuple) else () if value is None else (value,)


_OWN = ("NOT", "MUST", "FIELD", "BOOST")
_TEXT_NAMES = frozenset(field.name for field in TEXT_FIELDS)


def _trees(tree: Any) -> list[Any]:
    """Its children that are no tokens."""
    return [child for child in tree.children if not hasattr(child, "type")]


def _group(kind: Literal["together", "all", "any"], members: Iterable[Member | None]) -> Member | None:
    """A group of what is there, one of its kind within it made part of it; a single member is itself."""
    kept: list[Member] = []
    for member in members:
        if isinstance(member, Group) and member.kind == kind:
            kept += member.members
        elif member is not None:
            kept.append(member)
    return Group(kind, tuple(kept)) if len(kept) > 1 else kept[0] if kept else None


def _near(token: Token, distance: Token) -> Near:
    words = token.text.split()
    if len(words) != 2 or not all(map(phrase_units, words)) or phrase_units(words[0]) == phrase_units(words[1]):
        raise QuerySyntaxError('expected two different words in the quotes, as in "招标 整治"~5', position=token.start)
    if float(distance.text) > NEAR_LIMIT:  # any number of digits
        raise QuerySyntaxError(f"words can be near within at most {NEAR_LIMIT} characters", position=distance.start)
    first, second = (Part(word, True, token.start + token.text.index(word)) for word in words)
    return Near((first, second), int(float(distance.text)))


def _within(member: Member | None, field: Token) -> Member | None:
    """The member asked of one field; what asks of a field already, does so further on."""
    match member:
        case None | Filter():
            return member
        case Part() if member.fields:
            return member
        case Part() if field.text in _TEXT_NAMES:
            return replace(member, fields=(field.text,))
        case Part(prefix=True):
            raise QuerySyntaxError("this field holds whole names and values: leave the * out", position=member.start)
        case Part():
            return Filter(named(field.text, member.text))
        case Near(parts=(first, second)) if field.text in _TEXT_NAMES:
            return replace(member, parts=(replace(first, fields=(field.text,)), replace(second, fields=(field.text,))))
        case Near():
            raise QuerySyntaxError("this field holds no text in which words could be near", position=field.start)
        case Group():
            return _group(member.kind, (_within(each, field) for each in member.members))
        case _:
            inner = _within(member.member, field)
            return replace(member, member=inner) if inner else None


def _boosted(member: Member | None, boost: float) -> Member | None:
    """The member with all that ranks in it weighed so many times."""
    match member:
        case Part():
            return replace(member, boost=member.boost * boost)
        case Near(parts=(first, second)):
            parts = replace(first, boost=first.boost * boost), replace(second, boost=second.boost * boost)
            return replace(member, parts=parts)
        case Group():
            return _group(member.kind, (_boosted(each, boost) for each in member.members))
        case Required():
            inner = _boosted(member.member, boost)
            return replace(member, member=inner) if inner else None
        case _:
            return member
