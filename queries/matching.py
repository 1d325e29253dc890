"""Tiers: what of a query an article has to hold, from an exact phrase down to any word.

Each stretch typed without spaces is a unit. `phrase`: the articles that hold every unit as an exact phrase; `all`:
those that hold all the words; `any`: those that hold at least one. A quoted part is an exact phrase in every tier.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.analysis import query_terms
from indexer.engines.request import And, Node, Or, Phrase, Word
from queries.syntax import Query

TIERS = ("phrase", "all", "any")
#: `auto` takes the first tier that finds something.
MATCHINGS = ("auto", *TIERS)


def where(query: Query, tier: str) -> Node:
    """The node that a query means in a tier."""
    phrases = [Phrase(part.text) for part in query.parts if part.quoted or tier == "phrase"]
    words = [Word(word) for part in query.parts if not part.quoted for word in query_terms(part.text).words]
    if tier == "phrase" or not words:
        return every(phrases)
    loose: Node = every(words) if tier == "all" else Or(tuple(words))
    return every([*phrases, loose])


def every(nodes: Sequence[Node]) -> Node:
    """All of the nodes."""
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def highlighted(query: Query, tier: str) -> tuple[str, ...]:
    """The phrases that a highlight marks, as they were typed or cut."""
    if tier == "phrase":
        return tuple(part.text for part in query.parts)
    words = [word for part in query.parts if not part.quoted for word in query_terms(part.text).words]
    return (*(part.text for part in query.parts if part.quoted), *words)
