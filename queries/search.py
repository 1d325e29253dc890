"""A query asked of an engine becomes an Answer: the tier in which it matched, its hits in order, their highlights.

    >>> search(engine, "专项整治").matching
    'phrase'

Tiers are tried from the strictest to the loosest (see `matching`), and the answer says which one it is; ranking is the
same in all of them.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine, Hits
from xtsearch.indexer.engines.ranking import SCORE_DIGITS
from xtsearch.indexer.engines.request import All, Node, SearchRequest, Sort
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE
from xtsearch.queries.columns import COLUMNS, END_COLUMNS, HEAD_COLUMNS
from xtsearch.queries.counts import Facet, counted, matched, values_by_facet
from xtsearch.queries.highlight.fragments import WIDTH, Fragment, highlight, mark
from xtsearch.queries.matching import Matching, Tier, asked, every, highlighted, ranked, tiers, where
from xtsearch.queries.members import Query, Understood
from xtsearch.queries.syntax import parse


@dataclass(frozen=True, slots=True)
class Wider:
    """The next looser tier, and how many more articles it would find."""

    matching: Tier
    more: int


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """One article that a query finds.

    `score` is 0.0 where nothing ranked it, as in hits sorted by date. `highlights` are fragments of its text with the
    spans that match. The properties are the fields that are asked for most; `document` has all of them.
    """

    document: Document
    score: float
    highlights: tuple[Fragment, ...]

    @property
    def id(self) -> str:
        """What `Index.get` and `Index.delete` name the article by."""
        return self.document.id

    @property
    def title(self) -> str | None:
        """The headline."""
        return self.document.title

    @property
    def kicker(self) -> str | None:
        """The line above the headline (引题)."""
        return self.document.kicker

    @property
    def body(self) -> str:
        """The text, paragraphs joined by LF."""
        return self.document.body

    @property
    def date(self) -> datetime.date | None:
        """The day of the article, by its dateline or else its page."""
        return self.document.date

    @property
    def newspaper(self) -> str | None:
        """The paper that printed it."""
        return self.document.newspaper

    @property
    def reporters(self) -> tuple[str, ...]:
        """Who wrote it."""
        return self.document.reporters

    def to_dict(self) -> dict[str, Any]:
        """A hit of `query --format json`, as JSON values."""
        facts = {name: self.document.json_value(name) for name in HEAD_COLUMNS}
        return {
            "id": facts.pop("id"),
            "score": round(self.score, SCORE_DIGITS),
            **facts,
            "source": self.document.source(),
            "highlights": [fragment.to_dict() for fragment in self.highlights],
            **{name: self.document.json_value(name) for name in END_COLUMNS},
        }

    def record(self, columns: Sequence[str] = COLUMNS) -> dict[str, Any]:
        """The hit as one flat row, by the names of COLUMNS: for a table, or a row of a `pandas.DataFrame`."""
        return {column: self._value(column) for column in columns}

    def _value(self, column: str) -> Any:
        if column == "score":
            return round(self.score, SCORE_DIGITS)
        if column == "fragment":
            return " … ".join(map(mark, self.highlights))
        return getattr(self.document, column)


@dataclass(frozen=True, slots=True)
class Answer:
    """The query, the tier in which it was answered, and one page of its hits; `total` counts all of them.

    `facets` count all hits by the fields that were asked for. `columns` are those of the template that asked (none
    of them: all of COLUMNS), None where no template did. `understood` says how parts of the query were read. Iterating
    gives the hits of the page.
    """

    query: str
    matching: Tier
    total: int
    total_exact: bool
    took_ms: float
    hits: tuple[ArticleHit, ...]
    wider: Wider | None
    facets: tuple[Facet, ...] = ()
    columns: tuple[str, ...] | None = None
    understood: tuple[Understood, ...] = ()

    def __iter__(self) -> Iterator[ArticleHit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def to_dict(self) -> dict[str, Any]:
        """What `query --format json` writes, and `run` with the facets and columns of its template."""
        wider = self.wider
        of_template = {"facets": values_by_facet(self.facets), "columns": list(self.columns or COLUMNS)}
        return {
            "query": self.query,
            "matching": self.matching,
            "total": self.total,
            "total_exact": self.total_exact,
            "took_ms": self.took_ms,
            "hits": [hit.to_dict() for hit in self.hits],
            "wider": None if wider is None else {"matching": wider.matching, "more": wider.more},
            **({} if self.columns is None else of_template),
            "understood": [part.to_dict() for part in self.understood],
        }

    def records(self) -> list[dict[str, Any]]:
        """A row for each hit, for `pandas.DataFrame`: the columns of the template that asked, else all."""
        return [hit.record(self.columns or COLUMNS) for hit in self.hits]


def search(
    engine: Engine,
    text: str,
    *,
    match: Matching = "auto",
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
    match: Matching = "auto",
    filters: Sequence[Node] = (),
    sort: Sort = Sort.RELEVANCE,
    limit: int = 10,
    offset: int = 0,
    facets: Sequence[str] = (),
    width: int = WIDTH,
) -> Answer:
    """Ask `engine` a parsed query; raises as `search` does.

    `facets` are names of `fields.FACETS`. `width` is that of a highlighted fragment; with 0 there is none.
    """
    began = time.perf_counter()
    by_tier = requests(query, match=match, filters=filters, sort=sort, limit=limit, offset=offset)
    for tier in tuple(by_tier):
        hits = engine.search(by_tier[tier])
        if hits.total:
            break
    wider = _wider(engine, query, tier, tiers(query), filters, hits)
    marks = highlighted(query, tier)
    shown = tuple(
        ArticleHit(hit.document, hit.score, highlight(hit.document, marks, width=width) if width else ())
        for hit in hits.hits
    )
    counts = counted(engine, by_tier[tier].where, facets)
    took = (time.perf_counter() - began) * 1000
    return Answer(
        query.text, tier, hits.total, hits.total_exact, round(took, 3), shown, wider, counts, None, query.understood
    )


def _wider(
    engine: Engine, query: Query, tier: Tier, known: Sequence[Tier], filters: Sequence[Node], hits: Hits
) -> Wider | None:
    following = known[known.index(tier) + 1 :] if tier in known else ()
    if not following:
        return None
    total = engine.counts([every([where(query, following[0]), *filters])])[0]
    return Wider(following[0], total - hits.total)


def requests(
    query: Query,
    *,
    match: Matching = "auto",
    filters: Sequence[Node] = (),
    sort: Sort = Sort.RELEVANCE,
    limit: int = 10,
    offset: int = 0,
) -> dict[Tier, SearchRequest]:
    """What `answer` asks an engine in each tier, until it finds something in one."""
    rank = ranked(query)
    return {
        tier: SearchRequest(every([where(query, tier), *filters]), rank, sort, limit, offset)
        for tier in asked(query, match)
    }


def scan(
    engine: Engine, query: Query | None, *, match: Matching = "auto", filters: Sequence[Node] = (), width: int = WIDTH
) -> Iterator[ArticleHit]:
    """Every article that a query finds, or every article where it is None, as `Engine.scan` gives them.

    Raises:
        EngineError: the engine cannot answer; when the first article is asked for, or later.
    """
    node: Node = every(filters) if filters else All()
    marks: tuple[str, ...] = ()
    if query is not None:
        tier, node, _ = matched(engine, query, match, filters)
        marks = highlighted(query, tier)
    for document in engine.scan(node):
        yield ArticleHit(document, 0.0, highlight(document, marks, width=width) if width else ())


def smoke_request(text: str, zone: str = DEFAULT_TIMEZONE) -> SearchRequest:
    """A request that shows whether an index answers: every part of `text` as an exact phrase, ranked, one hit.

    `zone` as for `parse`.

    Raises:
        QuerySyntaxError: the text cannot be understood.
    """
    query = parse(text, zone=zone)
    return SearchRequest(where(query, "phrase"), ranked(query), limit=1)
