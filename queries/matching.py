"""Tiers: how much of a query an article has to hold, from every exact phrase down to any word.

    >>> from xtsearch.queries.syntax import parse
    >>> where(parse("专项整治"), "all")
    And(nodes=(Word(text='专项', fields=()), Word(text='整治', fields=())))

Each stretch typed without spaces is a unit. `phrase`: the articles that hold every unit as an exact phrase; `all`:
those that hold all the words; `any`: those that hold at least one. A quoted part is an exact phrase in every tier, a
filter holds in every tier, what is excluded is excluded as an exact phrase, and AND, OR and + mean what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Literal, TypeAlias, get_args

from xtsearch.indexer.engines.request import And, Boosted, Near, Node, Not, Or, Phrase, Prefix, Word
from xtsearch.indexer.text.query_terms import query_terms
from xtsearch.indexer.text.units import is_character, phrase_units
from xtsearch.queries.members import Compound, Filter, Member, Part, Proximity, Query, Required, Without
from xtsearch.queries.sought_terms import SoughtTerm, sought_terms
from xtsearch.queries.spellings import spelled_texts

Tier: TypeAlias = Literal["phrase", "all", "any"]
#: What can be asked for: a tier, or `auto`, the first tier in which an article is found.
Matching: TypeAlias = Literal["auto", "phrase", "all", "any"]

#: From the strictest to the loosest.
TIERS: tuple[Tier, ...] = get_args(Tier)
MATCHINGS: tuple[Matching, ...] = get_args(Matching)


def tiers(query: Query) -> tuple[Tier, ...]:
    """The tiers in which a query differs: all of them, or only `phrase` where every part is exact."""
    return TIERS if any(not part.quoted for part in query.parts) else ("phrase",)


def asked(query: Query, match: Matching) -> tuple[Tier, ...]:
    """The tiers to try, in order: all that the query has for `auto`, else the one asked for."""
    return tiers(query) if match == "auto" else (match,)


def where(query: Query, tier: Tier) -> Node:
    """The node that says which articles match the query in a tier."""
    return _node(query.root, tier)


def ranked(query: Query) -> tuple[str | Boosted, ...]:
    """The texts that score, with their boosts: the query's parts, in every tier the same."""
    texts = ((text, part.boost) for part in query.parts for text in _ranked_texts(part))
    return tuple(text if boost == 1 else Boosted(text, boost) for text, boost in texts)


def _ranked_texts(part: Part) -> tuple[str, ...]:
    return (part.text,) if part.terms is None else tuple(term.text for term in part.terms)


def every(nodes: Sequence[Node]) -> Node:
    """A node that matches where all of `nodes` do."""
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def highlighted(query: Query, tier: Tier) -> tuple[str, ...]:
    """The phrases to mark in an article that matched in a tier: the parts as typed, or the words they were cut into."""
    phrases: list[str] = []
    for part in query.parts:
        if part.quoted or tier == "phrase":
            phrases += spelled_texts(part.text, part.spelled)
    for part in query.parts:
        if not part.quoted and tier != "phrase":
            phrases += (text for term in _terms(part) for text in (*_words_of(term), *term.spellings))
    return tuple(phrases)


def _node(member: Member, tier: Tier) -> Node:
    match member:
        case Part():
            return _part(member, tier)
        case Proximity(parts=(first, second)):
            return Near(first.text, second.text, member.distance, first.fields)
        case Filter():
            return member.node
        case Without():
            return Not(_node(member.member, "phrase"))
        case Required():
            return _node(member.member, "all" if tier == "any" else tier)
        case Compound(kind="any"):
            return Or(tuple(_node(inner, tier) for inner in member.members))
        case Compound(kind="together") if tier == "any":
            return _any_word(member.members)
        case Compound():
            return every([_node(inner, tier) for inner in member.members])


def _part(part: Part, tier: Tier) -> Node:
    # Any character may follow one of Chinese or a sign, so a prefix that ends in one is a phrase.
    if part.prefix and not is_character(phrase_units(part.text)[-1][-1]):
        return Prefix(part.text, part.fields)
    if part.quoted or tier == "phrase":
        texts = spelled_texts(part.text, part.spelled)
        return _either([Phrase(text, part.fields) for text in texts])
    return every([_all_words(term, part) for term in _terms(part)]) if tier == "all" else _either(_any_words(part))


def _any_word(members: Sequence[Member]) -> Node:
    """At least one word of the parts that are not quoted, and every other member."""
    loose = [member for member in members if isinstance(member, Part) and not member.quoted]
    nodes = [_node(member, "any") for member in members if not isinstance(member, Part) or member.quoted]
    words = tuple(chain.from_iterable(map(_any_words, loose)))
    return every([*nodes, Or(words)] if words else nodes)


def _terms(part: Part) -> tuple[SoughtTerm, ...]:
    return sought_terms(part.text, part.spelled) if part.terms is None else part.terms


def _words_of(term: SoughtTerm) -> tuple[str, ...]:
    """The words of a term: a date has several."""
    return query_terms(term.text).words if term.spellings else (term.text,)


def _all_words(term: SoughtTerm, part: Part) -> Node:
    """All words of a term, or one of its other spellings."""
    words = every([Word(word, part.fields) for word in _words_of(term)])
    return _either([words, *(Phrase(text, part.fields) for text in term.spellings)])


def _any_words(part: Part) -> list[Node]:
    """Every word and every other spelling of a part, of which an article holds at least one."""
    nodes: list[Node] = []
    for term in _terms(part):
        nodes += (Word(word, part.fields) for word in _words_of(term))
        nodes += (Phrase(text, part.fields) for text in term.spellings)
    return nodes


def _either(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))
