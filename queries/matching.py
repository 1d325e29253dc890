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
from xtsearch.indexer.text.units import is_han, phrase_units
from xtsearch.queries.members import Compound, Filter, Member, Part, Proximity, Query, Required, Without

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
    return tuple(part.text if part.boost == 1 else Boosted(part.text, part.boost) for part in query.parts)


def every(nodes: Sequence[Node]) -> Node:
    """A node that matches where all of `nodes` do."""
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def highlighted(query: Query, tier: Tier) -> tuple[str, ...]:
    """The phrases to mark in an article that matched in a tier: the parts as typed, or the words they were cut into."""
    if tier == "phrase":
        return tuple(part.text for part in query.parts)
    words = [word for part in query.parts if not part.quoted for word in query_terms(part.text).words]
    return (*(part.text for part in query.parts if part.quoted), *words)


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
    # Any character may follow one of Chinese, so a prefix that ends in one is a phrase.
    if part.prefix and not is_han(phrase_units(part.text)[-1][-1]):
        return Prefix(part.text, part.fields)
    if part.quoted or tier == "phrase":
        return Phrase(part.text, part.fields)
    return every(_words(part)) if tier == "all" else Or(tuple(_words(part)))


def _any_word(members: Sequence[Member]) -> Node:
    """At least one word of the parts that are not quoted, and every other member."""
    loose = [member for member in members if isinstance(member, Part) and not member.quoted]
    nodes = [_node(member, "any") for member in members if not isinstance(member, Part) or member.quoted]
    words = tuple(chain.from_iterable(map(_words, loose)))
    return every([*nodes, Or(words)] if words else nodes)


def _words(part: Part) -> list[Word]:
    return [Word(word, part.fields) for word in query_terms(part.text).words]
