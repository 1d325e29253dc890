"""Tiers: what of a query an article has to hold, from an exact phrase down to any word.

Each stretch typed without spaces is a unit. `phrase`: the articles that hold every unit as an exact phrase; `all`:
those that hold all the words; `any`: those that hold at least one. A quoted part is an exact phrase in every tier, a
filter holds in every tier, what is excluded is excluded as an exact phrase, and AND, OR and + mean what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from xtsearch.indexer.engines.request import And, Boosted, Near, Node, Not, Or, Phrase, Prefix, Word
from xtsearch.indexer.text.query_terms import query_terms
from xtsearch.indexer.text.units import is_han, phrase_units
from xtsearch.queries import syntax
from xtsearch.queries.syntax import Member, Part, Query

TIERS = ("phrase", "all", "any")
#: `auto` takes the first tier that finds something.
MATCHINGS = ("auto", *TIERS)


def tiers(query: Query) -> tuple[str, ...]:
    """The tiers that a query has: where all is exact, only one."""
    return TIERS if any(not part.quoted for part in query.parts) else ("phrase",)


def asked(query: Query, match: str) -> tuple[str, ...]:
    """The tiers to try, in order: with `auto` all that the query has, else the one that is said."""
    return tiers(query) if match == "auto" else (match,)


def where(query: Query, tier: str) -> Node:
    """The node that a query means in a tier."""
    return _node(query.root, tier)


def ranked(query: Query) -> tuple[str | Boosted, ...]:
    """What scores: the texts that an article is sought for, in every tier the same."""
    return tuple(part.text if part.boost == 1 else Boosted(part.text, part.boost) for part in query.parts)


def every(nodes: Sequence[Node]) -> Node:
    """All of the nodes."""
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def highlighted(query: Query, tier: str) -> tuple[str, ...]:
    """The phrases that a highlight marks, as they were typed or cut."""
    if tier == "phrase":
        return tuple(part.text for part in query.parts)
    words = [word for part in query.parts if not part.quoted for word in query_terms(part.text).words]
    return (*(part.text for part in query.parts if part.quoted), *words)


def _node(member: Member, tier: str) -> Node:
    match member:
        case Part():
            return _part(member, tier)
        case syntax.Near(parts=(first, second)):
            return Near(first.text, second.text, member.distance, first.fields)
        case syntax.Filter():
            return member.node
        case syntax.Without():
            return Not(_node(member.member, "phrase"))
        case syntax.Required():
            return _node(member.member, "all" if tier == "any" else tier)
        case syntax.Group(kind="any"):
            return Or(tuple(_node(each, tier) for each in member.members))
        case syntax.Group(kind="together") if tier == "any":
            return _together(member.members)
        case syntax.Group():
            return every([_node(each, tier) for each in member.members])


def _part(part: Part, tier: str) -> Node:
    if part.prefix and not is_han(phrase_units(part.text)[-1][-1]):  # any character may follow one of those
        return Prefix(part.text, part.fields)
    if part.quoted or tier == "phrase":
        return Phrase(part.text, part.fields)
    return every(_words(part)) if tier == "all" else Or(tuple(_words(part)))


def _together(members: Sequence[Member]) -> Node:
    """Any word of what is typed loosely; all else."""
    loose = [each for each in members if isinstance(each, Part) and not each.quoted]
    nodes = [_node(each, "any") for each in members if not isinstance(each, Part) or each.quoted]
    words = tuple(chain.from_iterable(map(_words, loose)))
    return every([*nodes, Or(words)] if words else nodes)


def _words(part: Part) -> list[Word]:
    return [Word(word, part.fields) for word in query_terms(part.text).words]
