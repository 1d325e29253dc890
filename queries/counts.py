"""Facets and trends: how many articles a query finds, by the values of a field and over time.

    >>> facets(engine, parse("专项整治"), by=["month"]).facets[0].values
    (('2022-05', 2),)

Articles are counted in the tier `phrase` unless another is asked for: a count of those that hold any of the words says
nothing about a topic.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import All, Node
from xtsearch.indexer.errors import ArgumentError
from xtsearch.indexer.fields import FACETS
from xtsearch.indexer.limits import COUNTED_VALUES
from xtsearch.queries.matching import Matching, Tier, asked, every, where
from xtsearch.queries.members import Query, Understood

#: The lengths of period that a trend can be counted by.
PeriodLength: TypeAlias = Literal["day", "week", "month", "year"]
PERIODS: tuple[PeriodLength, ...] = get_args(PeriodLength)
#: How many values of a facet are given unless another number is asked for.
VALUES = 10
#: The most periods of a trend: more make no picture, and a wider kind of period should be chosen.
PERIODS_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Facet:
    """The values that a field has in the articles of a query, with their counts; the most frequent value first."""

    by: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """The query, the tier in which it was counted, the number of its articles, and the facets that were asked for.

    `understood` says how parts of the query were read.
    """

    query: str
    matching: Tier
    total: int
    facets: tuple[Facet, ...]
    understood: tuple[Understood, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """What `facets --format json` writes."""
        return {
            "query": self.query,
            "matching": self.matching,
            "total": self.total,
            "facets": values_by_facet(self.facets),
            "understood": [part.to_dict() for part in self.understood],
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
    """One query of a trend: the tier in which it was counted, its articles, and how many of them have no date.

    `understood` says how parts of the query were read.
    """

    query: str
    matching: Tier
    total: int
    undated: int
    understood: tuple[Understood, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "query": self.query,
            "matching": self.matching,
            "total": self.total,
            "undated": self.undated,
            "understood": [part.to_dict() for part in self.understood],
        }


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its name, its first day, the number of all its articles, and of each topic's."""

    name: str
    first: datetime.date
    articles: int
    counts: tuple[int, ...]

    def share(self, topic: int) -> float:
        """The share of a topic's articles among all articles of the period, from 0 to 1; 0 if it has no article."""
        return self.counts[topic] / self.articles if self.articles else 0.0

    def rounded_share(self, topic: int) -> float:
        """The share with the six decimals that JSON and tables are given."""
        return round(self.share(topic), 6)


@dataclass(frozen=True, slots=True)
class Trend:
    """Periods without a gap, from the first to the last that has an article of any topic.

    `narrowed`: there were filters, which apply to the topics and to all articles of a period alike.
    """

    by: PeriodLength
    topics: tuple[Topic, ...]
    periods: tuple[Period, ...]
    narrowed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """What `trend --format json` writes."""
        return {
            "by": self.by,
            "topics": [topic.to_dict() for topic in self.topics],
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
    """Count the articles of a query by each of `by`, names of FACETS; at most `size` values of each are given.

    Raises:
        EngineError: the engine cannot answer.
    """
    matching, node, total = matched(engine, query, match, filters)
    return Facets(query.text, matching, total, counted(engine, node, by, size), query.understood)


def counted(engine: Engine, node: Node, by: Sequence[str], size: int = VALUES) -> tuple[Facet, ...]:
    """Count the articles that a node matches by each of `by`, names of FACETS; raises as `facets` does."""
    return tuple(Facet(name, tuple(engine.facets(node, FACETS[name], size=size))) for name in by)


def trend(
    engine: Engine,
    queries: Sequence[Query],
    *,
    by: PeriodLength = "month",
    match: Matching = "phrase",
    filters: Sequence[Node] = (),
) -> Trend:
    """Count the articles of queries by day, week, month or year, beside all articles of each period.

    Raises:
        EngineError: the engine cannot answer.
        ArgumentError: there would be more than PERIODS_LIMIT periods.
    """
    kind = _PERIOD_KINDS[by]
    tiers = [matched(engine, query, match, filters) for query in queries]
    counted = [_by_period(engine, node, kind) for _, node, _ in tiers]
    everything = _by_period(engine, every(list(filters)) if filters else All(), kind)
    topics = tuple(
        Topic(query.text, matching, total, total - sum(counts.values()), query.understood)
        for query, (matching, _, total), counts in zip(queries, tiers, counted, strict=True)
    )
    firsts = sorted(set().union(*counted))
    periods: list[Period] = []
    first = firsts[0] if firsts else None
    while first is not None and first <= firsts[-1]:
        if len(periods) == PERIODS_LIMIT:
            raise ArgumentError(f"there would be more than {PERIODS_LIMIT:,} periods")
        periods.append(Period(kind.name(first), first, everything[first], tuple(counts[first] for counts in counted)))
        first = kind.next(first)
    return Trend(by, topics, tuple(periods), bool(filters))


def matched(engine: Engine, query: Query, match: Matching, filters: Sequence[Node]) -> tuple[Tier, Node, int]:
    """The tier in which a query is answered, its node there, and the number of articles that match it.

    For `auto` this is the first tier in which an article matches, or the last tier if none does.
    """
    for tier in asked(query, match):
        node = every([where(query, tier), *filters])
        total = engine.counts([node])[0]
        if total:
            break
    return tier, node, total


@dataclass(frozen=True, slots=True)
class _PeriodKind:
    """A kind of period.

    `counted` is what the engine counts by; `first` gives the first day of the period that holds a day, `name` the name
    of the period with that first day; `days` are at least as many as a period has, and fewer than two have.
    """

    counted: str
    first: Callable[[datetime.date], datetime.date]
    name: Callable[[datetime.date], str]
    days: int

    def next(self, first: datetime.date) -> datetime.date | None:
        """The first day of the next period; None if no date can name it."""
        try:
            return self.first(first + datetime.timedelta(days=self.days))
        except OverflowError:
            return None


def _monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


_PERIOD_KINDS: Mapping[PeriodLength, _PeriodKind] = {
    "day": _PeriodKind("day", lambda day: day, datetime.date.isoformat, 1),
    "week": _PeriodKind("day", _monday, lambda day: f"{day:%G-W%V}", 7),
    "month": _PeriodKind("month", lambda day: day.replace(day=1), lambda day: day.isoformat()[:7], 31),
    "year": _PeriodKind("month", lambda day: day.replace(month=1, day=1), lambda day: day.isoformat()[:4], 366),
}


def _by_period(engine: Engine, node: Node, kind: _PeriodKind) -> Counter[datetime.date]:
    counts: Counter[datetime.date] = Counter()
    for value, count in engine.facets(node, kind.counted, size=COUNTED_VALUES):
        counts[kind.first(datetime.date.fromisoformat(f"{value}-01"[:10]))] += count
    return counts
