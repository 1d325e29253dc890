"""Looking rather than reading: how many articles a query finds, by the values of a field and over time.

    >>> facets(engine, parse("专项整治"), by=["month"]).facets[0].values
    (('2022-05', 2),)

What matches is the tier `phrase` unless told otherwise: a count of articles that hold any of the words tells nothing.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import All, Node
from xtsearch.indexer.errors import ArgumentError
from xtsearch.indexer.fields import FACETS
from xtsearch.indexer.limits import COUNTED_VALUES
from xtsearch.queries.matching import Matching, Tier, asked, every, where
from xtsearch.queries.members import Query

#: As many values of a facet are given unless told otherwise.
VALUES = 10
#: More periods than this are no picture: a wider one is to be chosen.
PERIODS_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field among the articles found, the most frequent first, with their counts."""

    by: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """What was asked, in which tier, how many articles were found, and the facets that were asked for."""

    query: str
    matching: Tier
    total: int
    facets: tuple[Facet, ...]

    def to_dict(self) -> dict[str, Any]:
        """What `facets --format json` writes."""
        return {
            "query": self.query,
            "matching": self.matching,
            "total": self.total,
            "facets": values_by_facet(self.facets),
        }

    def records(self) -> list[dict[str, Any]]:
        """A row for each value: by, value, count."""
        return [
            {"by": facet.by, "value": value, "count": count} for facet in self.facets for value, count in facet.values
        ]


def values_by_facet(facets: Iterable[Facet]) -> dict[str, Any]:
    """The values of facets as JSON values, by the names of the facets."""
    return {facet.by: [{"value": value, "count": count} for value, count in facet.values] for facet in facets}


@dataclass(frozen=True, slots=True)
class Topic:
    """One query of a trend: how many articles it found, how many of them without a date."""

    query: str
    matching: Tier
    total: int
    undated: int


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its name, its first day, all articles of it, and for each topic how many were found."""

    name: str
    first: datetime.date
    articles: int
    counts: tuple[int, ...]

    def share(self, topic: int) -> float:
        """The found ones among all articles of the period; 0 where there is none."""
        return self.counts[topic] / self.articles if self.articles else 0.0

    def rounded_share(self, topic: int) -> float:
        """The share with the six decimals that JSON and tables are given."""
        return round(self.share(topic), 6)


@dataclass(frozen=True, slots=True)
class Trend:
    """Periods in a row without a gap, from the first to the last in which any topic was found.

    `narrowed`: filters left articles out, of the topics and of all articles of a period.
    """

    by: str
    topics: tuple[Topic, ...]
    periods: tuple[Period, ...]
    narrowed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """What `trend --format json` writes."""
        return {
            "by": self.by,
            "topics": [
                {"query": topic.query, "matching": topic.matching, "total": topic.total, "undated": topic.undated}
                for topic in self.topics
            ],
            "periods": [
                {
                    "period": period.name,
                    "first": period.first.isoformat(),
                    "articles": period.articles,
                    "counts": list(period.counts),
                    "shares": [period.rounded_share(at) for at in range(len(period.counts))],
                }
                for period in self.periods
            ],
        }

    def records(self) -> list[dict[str, Any]]:
        """A row for each query and period: query, period, count, articles, share.

        Articles without a date are in a last row of their query, whose period is "undated"; it has no share.
        """
        rows: list[dict[str, Any]] = []
        for at, topic in enumerate(self.topics):
            rows += (
                {
                    "query": topic.query,
                    "period": period.name,
                    "count": period.counts[at],
                    "articles": period.articles,
                    "share": period.rounded_share(at),
                }
                for period in self.periods
            )
            if topic.undated:
                undated = {"period": "undated", "count": topic.undated, "articles": None, "share": None}
                rows.append({"query": topic.query, **undated})
        return rows


def facets(
    engine: Engine,
    query: Query,
    *,
    by: Sequence[str],
    match: Matching = "phrase",
    filters: Sequence[Node] = (),
    size: int = VALUES,
) -> Facets:
    """Count what a query finds by each of `by`, names of FACETS; `size` values of each.

    Raises:
        EngineError: the engine cannot answer.
    """
    matching, node, total = matched(engine, query, match, filters)
    return Facets(query.text, matching, total, counted(engine, node, by, size))


def counted(engine: Engine, node: Node, by: Sequence[str], size: int = VALUES) -> tuple[Facet, ...]:
    """Count what a node matches by each of `by`, names of FACETS; raises as `facets` does."""
    return tuple(Facet(name, tuple(engine.facets(node, FACETS[name], size=size))) for name in by)


def trend(
    engine: Engine,
    queries: Sequence[Query],
    *,
    by: str = "month",
    match: Matching = "phrase",
    filters: Sequence[Node] = (),
) -> Trend:
    """Count what queries find by day, week, month or year, beside all articles of each period.

    Raises:
        EngineError: the engine cannot answer.
        ArgumentError: there would be more than PERIODS_LIMIT periods.
    """
    step = _STEPS[by]
    tiers = [matched(engine, query, match, filters) for query in queries]
    counted = [_by_period(engine, node, step) for _, node, _ in tiers]
    everything = _by_period(engine, every(list(filters)) if filters else All(), step)
    topics = tuple(
        Topic(query.text, matching, total, total - sum(counts.values()))
        for query, (matching, _, total), counts in zip(queries, tiers, counted, strict=True)
    )
    found = sorted(set().union(*counted))
    periods: list[Period] = []
    first = found[0] if found else None
    while first is not None and first <= found[-1]:
        if len(periods) == PERIODS_LIMIT:
            raise ArgumentError(f"there would be more than {PERIODS_LIMIT:,} periods")
        periods.append(Period(step.name(first), first, everything[first], tuple(counts[first] for counts in counted)))
        first = step.next(first)
    return Trend(by, topics, tuple(periods), bool(filters))


def matched(engine: Engine, query: Query, match: Matching, filters: Sequence[Node]) -> tuple[Tier, Node, int]:
    """The tier, the node and the number of articles; with `auto` of the first tier that finds something."""
    for tier in asked(query, match):
        node = every([where(query, tier), *filters])
        total = engine.counts([node])[0]
        if total:
            break
    return tier, node, total


@dataclass(frozen=True, slots=True)
class _Step:
    """A kind of period: what the engine counts by, the first day of the one that holds a day, its name, the next."""

    counted: str
    first: Callable[[datetime.date], datetime.date]
    name: Callable[[datetime.date], str]
    days: int

    def next(self, first: datetime.date) -> datetime.date | None:
        """The first day of the following period; None after the last that a date can name."""
        try:
            return self.first(first + datetime.timedelta(days=self.days))
        except OverflowError:
            return None


_STEPS: Mapping[str, _Step] = {
    "day": _Step("day", lambda day: day, datetime.date.isoformat, 1),
    "week": _Step("day", lambda day: day - datetime.timedelta(days=day.weekday()), lambda day: f"{day:%G-W%V}", 7),
    "month": _Step("month", lambda day: day.replace(day=1), lambda day: day.isoformat()[:7], 31),
    "year": _Step("month", lambda day: day.replace(month=1, day=1), lambda day: day.isoformat()[:4], 366),
}
PERIODS = tuple(_STEPS)


def _by_period(engine: Engine, node: Node, step: _Step) -> Counter[datetime.date]:
    counts: Counter[datetime.date] = Counter()
    for value, count in engine.facets(node, step.counted, size=COUNTED_VALUES):
        counts[step.first(datetime.date.fromisoformat(f"{value}-01"[:10]))] += count
    return counts
