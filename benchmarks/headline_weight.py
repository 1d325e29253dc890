"""`headline_weight`: what the weight of the title in ranking rests on.

A headline is asked; the other reports of its event are right, itself and copies of it do not count. The weight is
swept, and each is compared with the one that ships, topic by topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from statistics import fmean, stdev
from unittest.mock import patch

from benchmarks.events import Topic, find_events
from benchmarks.figures import Figure, Result
from benchmarks.workplace import Workplace
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.embedded import compile as embedded_queries
from xtsearch.indexer.engines.request import SearchRequest
from xtsearch.indexer.fields import TEXT_FIELDS
from xtsearch.indexer.readers import read
from xtsearch.queries.matching import where
from xtsearch.queries.syntax import parse

WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
TOPICS = 700
_DEPTH = 10


def measure(workplace: Workplace) -> Result:
    """MRR@10 by weight, with 95 % intervals, and the difference to the weight that ships."""
    items = read([str(workplace.news)])
    titled = [item for item in items if isinstance(item, Document) and item.title]
    topics = find_events(titled, TOPICS)
    shipped = next(field.weight for field in TEXT_FIELDS if field.name == "title")
    with closing(open_engine(workplace.index)) as engine:
        ranks = {weight: _reciprocal_ranks(engine, topics, weight) for weight in sorted({*WEIGHTS, shipped})}
    figures = [_mean(f"weight {weight:g}, MRR@10", values) for weight, values in ranks.items()]
    figures += [
        _mean(f"weight {weight:g} minus {shipped:g}", [a - b for a, b in zip(values, ranks[shipped], strict=True)])
        for weight, values in ranks.items()
        if weight != shipped
    ]
    about = f"{len(topics)} headlines of {len(titled):,} articles with one; ranges are 95 % intervals over the topics"
    return Result("headline_weight", tuple(figures), (about,))


def _reciprocal_ranks(engine: Engine, topics: Sequence[Topic], weight: float) -> list[float]:
    """Asked with another weight of the title; no other part of xtsearch needs to choose it, so it is patched in."""
    fields = tuple(replace(field, weight=weight) if field.name == "title" else field for field in TEXT_FIELDS)
    with patch.object(embedded_queries, "TEXT_FIELDS", fields):
        return [_reciprocal_rank(engine, topic) for topic in topics]


def _reciprocal_rank(engine: Engine, topic: Topic) -> float:
    query = parse(topic.text, literal=True)
    request = SearchRequest(where(query, "any"), (topic.text,), limit=_DEPTH + len(topic.ignored))
    ids = (hit.document.id for hit in engine.search(request).hits)
    counted = [name for name in ids if name not in topic.ignored][:_DEPTH]
    return next((1 / place for place, name in enumerate(counted, 1) if name in topic.relevant), 0.0)


def _mean(name: str, values: Sequence[float]) -> Figure:
    mean, half = fmean(values), 1.96 * stdev(values) / len(values) ** 0.5
    return Figure(name=name, value=mean, low=mean - half, high=mean + half)
