"""Query text as a person types it becomes a Query: a tree of values, never a text for an engine.

    >>> parse('湘潭 “专项整治”').root
    Compound(kind='together', members=(Part(text='湘潭', ...), Part(text='专项整治', quoted=True, ...)))

Each stretch typed without spaces is a unit that belongs together; a part in straight, Chinese or corner quotes is an
exact phrase, but for quotes within a pasted text. What stands side by side binds closest, then AND, then OR; + and
NOT belong to what follows them. `lexer` cuts the text, `grammar` reads the operators; here words, periods and the
values of a template become members.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from xtsearch.indexer.engines.request import DateRange
from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.text.units import is_character, phrase_units
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE, today_in
from xtsearch.queries.field_names import ASKABLE, unknown_name
from xtsearch.queries.grammar import Operand, Tree, read_tree
from xtsearch.queries.lexer import QueryToken, lex, without_addresses
from xtsearch.queries.long_questions import shortened
from xtsearch.queries.members import (
    Filter,
    Member,
    Part,
    Proximity,
    Query,
    Required,
    Understood,
    Without,
    boosted,
    combined,
    within,
)
from xtsearch.queries.periods import EXPECTED, dated, is_counted_from_today, span_text
from xtsearch.queries.spellings import Spelled, find_spellings

#: The most code points of a query. A longer text is a document, not a question.
QUERY_LIMIT = 10_000
#: The most units between two near words: Elasticsearch keeps the values of a field 100 units apart.
NEAR_LIMIT = 50
#: The largest boost: eight brackets within each other, each with it, still give a number that engines can hold.
BOOST_LIMIT = 1000
#: The most spellings that dates and numbers add to a question: three days, each in nine ways.
_SPELLINGS = 27
#: A longer text is pasted, and quotes that touch other text in it are those of the text: 他说：“推进整治”。
_PASTED = 200
_TOUCHES = re.compile(r"[^\s()（）]")
#: Half of a surrogate pair, which no engine can be sent.
_SURROGATE = re.compile("[\ud800-\udfff]")
#: The kinds of token that need no grammar. A query of these alone is a list, and its brackets, closed or not, mean no
#: more than commas do, as in a headline copied from a page: 本报讯（记者 王超.
_PLAIN = frozenset({"TEXT", "QUOTED", "PREFIX", "PERIOD"})

#: The values of a template by parameter name. A tuple means any of its texts; None takes away the part that it fills.
Texts: TypeAlias = Mapping[str, str | tuple[str, ...] | None]


def parse(
    text: str,
    *,
    literal: bool = False,
    values: Texts | None = None,
    zone: str = DEFAULT_TIMEZONE,
    today: datetime.date | None = None,
) -> Query:
    """Read a query.

    With `literal` the whole text is one stretch, without syntax. With `values`, a part that is `{name}` and nothing
    else stands for that whole value: a value never becomes syntax. 最近7天 ends on the day
    that it is in the time zone named `zone`, or on `today`.

    Raises:
        QuerySyntaxError: the text cannot be understood, holds nothing to search for, is too long, or a `{name}` in it
            has no value.
    """
    if len(text) > QUERY_LIMIT:
        raise QuerySyntaxError(f"the query has {len(text)} characters; at most {QUERY_LIMIT} can be asked at once")
    builder = _Builder(values, zone, today)
    text = _SURROGATE.sub("\ufffd", text)
    try:
        root = builder.literal(text) if literal else builder.root(text)
        short = None if root is None else shortened(root)
    except QuerySyntaxError as error:
        error.query = text
        raise
    if short is None:
        reason = "is empty" if not text.strip() else "holds no letter, digit or Chinese character"
        raise QuerySyntaxError(f"nothing to search for: the query {reason}")
    notes = [Understood("", 0, short.note)] if short.note else []
    return Query(text, short.root, (*notes, *builder.understood))


class _Builder:
    """Makes members of tokens and of a template's values; None for a part that its value takes away."""

    def __init__(self, values: Texts | None, zone: str, today: datetime.date | None) -> None:
        self._values = values
        self._zone = zone
        self._today = today
        self._text = ""
        #: What the tokens read so far mean, where a reader would not guess it.
        self.understood: list[Understood] = []
        self._spellings_left = _SPELLINGS

    def literal(self, text: str) -> Member | None:
        """The text as one stretch."""
        return Part(text, False, 0) if phrase_units(text) else None

    def root(self, text: str) -> Member | None:
        """What a query means."""
        self._text = text
        tokens = list(lex(text))
        words = [token for token in tokens if token.kind not in ("OPEN", "CLOSE")]
        if all(token.kind in _PLAIN for token in words):
            return combined("together", (self._item((token,)) for token in words))
        return self._tree(read_tree(tokens, end=len(text)))

    def _tree(self, tree: Tree) -> Member | None:
        return combined("any", (combined("all", map(self._run, runs)) for runs in tree))

    def _run(self, operands: list[Operand]) -> Member | None:
        return combined("together", map(self._operand, operands))

    def _operand(self, operand: Operand) -> Member | None:
        has_sign = bool(operand.negated or operand.required or operand.field or operand.boost)
        member = (
            self._item(operand.tokens, has_sign=has_sign) if operand.bracket is None else self._tree(operand.bracket)
        )
        if operand.field:
            member = within(member, operand.field)
        if operand.boost:
            factor = float(operand.boost.text)
            if factor > BOOST_LIMIT:
                raise QuerySyntaxError(f"a word counts at most {BOOST_LIMIT} times", position=operand.boost.start)
            member = boosted(member, factor)
        if member and operand.required:
            member = Required(member)
        return Without(member) if member and operand.negated else member

    def _item(self, tokens: tuple[QueryToken, ...], *, has_sign: bool = False) -> Member | None:
        """A token with its value filled in; a value of several texts means any of them.

        What `has_sign`, such as + or the name of a field, was put there by a person.
        """
        return combined("any", (self._leaf(text, tokens, has_sign) for text in self._filled(tokens[0])))

    def _leaf(self, text: str, tokens: tuple[QueryToken, ...], has_sign: bool) -> Member | None:
        token = tokens[0]
        if token.kind == "PERIOD":
            return self._period(text, token)
        if len(tokens) > 1:
            return _near(token, tokens[1])
        exact = token.kind != "TEXT" and (has_sign or not self._is_quoted_in_print(token))
        part = Part(text, exact, token.start, prefix=token.kind == "PREFIX")
        if token.kind == "TEXT":
            part = replace(part, spelled=self._spelled(text))
            if name := unknown_name(text):
                self._understand(f"{name}:", token.start, f"text; there are {ASKABLE}")
        if not part.prefix:
            return part if phrase_units(text) else None
        units = [unit for stretch in phrase_units(text) for unit in stretch]
        if len(units) > 1 and not is_character(units[-1]):
            raise QuerySyntaxError(
                "a prefix of letters or digits is one word, without *: quote it", position=token.start
            )
        return part

    def _is_quoted_in_print(self, token: QueryToken) -> bool:
        """Whether the quotes are those of a pasted text, and not of a person who means an exact phrase."""
        if token.kind != "QUOTED" or len(self._text) <= _PASTED:
            return False
        begins, ends = token.start - 1, token.start - 1 + len(token.typed)
        around = self._text[max(0, begins - 1) : begins] + self._text[ends : ends + 1]
        return _TOUCHES.search(around) is not None

    def _period(self, text: str, token: QueryToken) -> Filter:
        try:
            self._today = self._today or today_in(self._zone)  # the zones are loaded for a period alone
            node = dated(text, today=self._today)
        except (ValueError, OverflowError):
            instead = f", not {text}" if text else ""
            raise QuerySyntaxError(f"expected {EXPECTED}{instead}", position=token.start) from None
        if isinstance(node, DateRange) and is_counted_from_today(text):
            self._understand(text, token.start, span_text(node.since, node.until))
        return Filter(node)

    def _spelled(self, text: str) -> tuple[Spelled, ...]:
        """The dates and numbers of a text, as long as they do not add more than _SPELLINGS to the question."""
        taken = []
        for place in find_spellings(without_addresses(text)):
            if len(place.spellings) <= self._spellings_left:
                self._spellings_left -= len(place.spellings)
                taken.append(place)
        return tuple(taken)

    def _understand(self, typed: str, start: int, meaning: str) -> None:
        self.understood.append(Understood(typed, start, meaning))

    def _filled(self, token: QueryToken) -> tuple[str, ...]:
        """The texts that a token stands for: its own, or the value of the parameter that it names."""
        text = token.text
        if self._values is None or not (text.startswith("{") and text.endswith("}")):
            return (text,)
        if text[1:-1] not in self._values:
            raise QuerySyntaxError(f"no parameter is named {text[1:-1]!r}", position=token.start)
        value = self._values[text[1:-1]]
        return value if isinstance(value, tuple) else () if value is None else (value,)


def _near(token: QueryToken, distance: QueryToken) -> Proximity:
    words = token.text.split()
    if len(words) != 2 or not all(map(phrase_units, words)) or phrase_units(words[0]) == phrase_units(words[1]):
        raise QuerySyntaxError('expected two different words in the quotes, as in "招标 整治"~5', position=token.start)
    units = float(distance.text)  # a float, because the digits may be more than `int` takes from a text
    if units > NEAR_LIMIT:
        raise QuerySyntaxError(f"words can be near within at most {NEAR_LIMIT} characters", position=distance.start)
    first, second = (Part(word, True, token.start + token.text.index(word)) for word in words)
    return Proximity((first, second), int(units))
