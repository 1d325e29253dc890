"""A question becomes an Answer: matching in tiers, ranking, highlights.

    >>> search(engine, "专项整治").matching
    'phrase'

What matches is a tier (see `matching`), and the answer says which; ranking is the same in every tier.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from xtsearch.indexer.engines.base import Engine, Hit, Hits
from xtsearch.indexer.engines.request import Node, SearchRequest, Sort
from xtsearch.queries.counts import Facet, counted
from xtsearch.queries.highlight.fragments import WIDTH, Fragment, highlight
from xtsearch.queries.matching import asked, every, highlighted, ranked, tiers, where
from xtsearch.queries.syntax import Query, parse


@dataclass(frozen=True, slots=True)
class Wider:
    """The next tier, and how many more articles it would give."""

    matching: str
    more: int


@dataclass(frozen=True, slots=True)
class Found:
    """One article of an answer, with its highlighted fragments."""

    hit: Hit
    highlights: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, in which tier it was answered, and one page of hits; `total` counts all.

    `facets` count all of them by the fields that were asked for.
    """

    query: str
    matching: str
    total: int
    total_exact: bool
    took_ms: float
    hits: tuple[Found, ...]
    wider: Wider | None
    facets: tuple[Facet, ...] = ()


def search(
    engine: Engine,
    text: str,
    *,
    match: str = "auto",
    filters: Sequence[Node] = (),
    sort: Sort = Sort.RELEVANCE,
    limit: int = 10,
    offset: int = 0,
    literal: bool = False,
) -> Answer:
    """Ask `engine` for `text`.

    Raises:
        QuerySyntaxError: the text cannot be understood.
        EngineError: the engine cannot answer.
    """
    return answer(
        engine, parse(text, literal=literal), match=match, filters=filters, sort=sort, limit=limit, offset=offset
    )


def answer(
    engine: Engine,
    query: Query,
    *,
    match: str = "auto",
    filters: Sequence[Node] = (),
    sort: Sort = Sort.RELEVANCE,
    limit: int = 10,
    offset: int = 0,
    facets: Sequence[str] = (),
    width: int = WIDTH,
) -> Answer:
    """Ask `engine` a parsed query; raises as `search` does.

    `facets` are names of `counts.FACETS`. `width` is that of a highlighted fragment; with 0 there is none.
    """
    began = time.perf_counter()
    known = tiers(query)
    rank = ranked(query)
    for tier in asked(query, match):
        node = every([where(query, tier), *filters])
        hits = engine.search(SearchRequest(node, rank, sort, limit, offset))
        if hits.total:
            break
    wider = _wider(engine, query, tier, known, filters, hits)
    marks = highlighted(query, tier)
    found = tuple(Found(hit, highlight(hit.document, marks, width=width) if width else ()) for hit in hits.hits)
    counts = counted(engine, node, facets)
    took = (time.perf_counter() - began) * 1000
    return Answer(query.text, tier, hits.total, hits.total_exact, round(took, 3), found, wider, counts)


def _wider(
    engine: Engine, query: Query, tier: str, known: Sequence[str], filters: Sequence[Node], hits: Hits
) -> Wider | None:
    following = known[known.index(tier) + 1 :] if tier in known else ()
    if not following:
        return None
    total = engine.counts([every([where(query, following[0]), *filters])])[0]
    return Wider(following[0], total - hits.total)


def smoke_request(text: str) -> SearchRequest:
    """What shows that an index answers: every part of `text` as an exact phrase, ranked, one hit.

    Raises:
        QuerySyntaxError: the text cannot be understood.
    """
    query = parse(text)
    return SearchRequest(where(query, "phrase"), ranked(query), limit=1)
