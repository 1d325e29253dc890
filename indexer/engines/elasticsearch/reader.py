"""Questions to one index or alias: search, scan, counts, facets, one article, hashes, ids.

    Reader(server, "xtsearch-articles").counts([Phrase("专项整治"), All()])   # [92, 19459]

`read` and `view_index_metadata` on the alias are enough to ask them: only searches, scrolls and points in time are
used.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from elasticsearch import ApiError, AuthorizationException, TransportError
from elasticsearch.dsl import Search
from elasticsearch.dsl.aggs import Agg, Filters
from elasticsearch.dsl.query import Bool, Ids

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.asked_fields import check_counted
from xtsearch.indexer.engines.base import Hit, Hits
from xtsearch.indexer.engines.elasticsearch import ik
from xtsearch.indexer.engines.elasticsearch.compile import (
    IS_ARTICLE,
    compile_articles,
    compile_node,
    compile_request,
    counted_values,
    documents,
    is_ranked,
)
from xtsearch.indexer.engines.elasticsearch.errors import translated
from xtsearch.indexer.engines.elasticsearch.mapping import CONTENT_HASH, IK, WORDS
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.engines.elasticsearch.stored_articles import article_of, articles_of
from xtsearch.indexer.engines.ranking import SCORE_DIGITS
from xtsearch.indexer.engines.request import All, Node, SearchRequest, Sort, Term
from xtsearch.indexer.errors import EngineUnavailable

#: The last hit that one request can ask for: `index.max_result_window`, where nobody set it. To reach deeper hits a
#: point in time is read page after page, with search_after: a wider window would have the server keep that many in
#: memory.
_WINDOW = 10_000
#: Hits of one page, when page after page is read: with their texts, some 2 KB each.
_PAGE = 1000
#: How long the server keeps a point in time after it was last used.
_KEEP_ALIVE = "2m"
#: The same for a scan: whoever reads it may work for a while on each of the articles of a page.
_SCAN_KEEP_ALIVE = "30m"
#: Ids asked about in one request.
_IDS = 1000


@dataclass(frozen=True)
class Reader:
    """Asks one index or alias by its name."""

    server: Server
    name: str
    #: What cut its words, as `_meta` says: WORDS or IK.
    analyzer: str = WORDS

    def search(self, request: SearchRequest) -> Hits:
        """As `Engine.search` promises."""
        body = compile_request(request, self.analyzer)
        end = request.offset + request.limit
        with self._answering():
            if request.limit and end > _WINDOW:
                answer = self._deep(request, body)
            else:
                page = {"from": min(request.offset, _WINDOW), "size": request.limit}
                answer = self._ask(body.extra(**page))["hits"]
        ranked = is_ranked(request)
        articles = ((article_of(hit), _score(hit) if ranked else 0.0) for hit in answer["hits"])
        hits = (Hit(article, score) for article, score in articles if article)
        return Hits(tuple(hits), answer["total"]["value"], answer["total"]["relation"] == "eq")

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Errors of the client become ours; where an index does not answer as the server has lost IK, that is said."""
        try:
            with translated(self.server.address, self.name):
                yield
        except EngineUnavailable as error:
            if self.analyzer == IK and getattr(error.__cause__, "status_code", 0) == HTTPStatus.SERVICE_UNAVAILABLE:
                ik.check_opened(self.server, self.name)
            raise

    def _deep(self, request: SearchRequest, body: Search[Any]) -> dict[str, Any]:
        """Hits beyond the window: those before the offset are read without their texts."""
        first = self._ask(body.extra(size=0))["hits"]
        end = min(request.offset + request.limit, first["total"]["value"])
        hits: list[dict[str, Any]] = []
        if request.offset < end:
            try:
                with self._point_in_time() as point:
                    hits = self._slice(body, point, request.offset, end)
            except AuthorizationException:
                # A point in time needs privileges on the index behind the alias (9.4.3), which a user who may only
                # search need not have. Without one the pages agree unless a run commits meanwhile.
                hits = self._slice(body, {}, request.offset, end)
        return {"hits": hits, "total": first["total"]}

    def _slice(self, body: Search[Any], point: dict[str, Any], start: int, end: int) -> list[dict[str, Any]]:
        after = self._skip(body, point, start)
        return [hit for page in self._walk(body, point, end - start, after) for hit in page]

    def _skip(self, body: Search[Any], point: dict[str, Any], count: int) -> list[Any] | None:
        """The sort values of the last of the first `count` hits."""
        after: list[Any] | None = None
        for page in self._walk(body.source(False), point, count, None, size=_WINDOW):
            after = page[-1]["sort"]
        return after

    def _walk(
        self, body: Search[Any], point: dict[str, Any], count: int, after: list[Any] | None, *, size: int = _PAGE
    ) -> Iterator[list[dict[str, Any]]]:
        """Pages of the next `count` hits: those behind the hit of sort values `after`, else from the first hit on."""
        while count > 0:
            extra: dict[str, Any] = {"size": min(size, count), "track_total_hits": False}
            extra |= ({"pit": point} if point else {}) | ({"search_after": after} if after else {})
            answer = self._ask(body.extra(**extra))
            if point:
                point["id"] = answer["pit_id"]
            page = answer["hits"]["hits"]
            if not page:
                return
            yield page
            count -= len(page)
            after = page[-1]["sort"]

    @contextmanager
    def _point_in_time(self, keep_alive: str = _KEEP_ALIVE) -> Iterator[dict[str, Any]]:
        client = self.server.client
        opened = client.open_point_in_time(index=self.name, keep_alive=keep_alive)
        point = {"id": opened["id"], "keep_alive": keep_alive}
        try:
            yield point
        finally:
            with suppress(ApiError, TransportError):  # it ends by itself; an error before this is the one to tell
                client.close_point_in_time(id=point["id"])

    def _ask(self, search: Search[Any]) -> dict[str, Any]:
        """The answer to one search. Where a shard cannot answer, that is an error: no partial answer is given."""
        body = search.to_dict()
        index = None if "pit" in body else self.name
        client = self.server.client
        answer = self.server.patience.wait_for(lambda: client.search(index=index, body=body, **_WHOLE))
        return dict(answer.body)

    def scan(self, where: Node) -> Iterator[Document]:
        """As `Engine.scan` promises: a point in time is walked, or scrolled by who may only search."""
        body = compile_request(SearchRequest(where, sort=Sort.NEWEST), self.analyzer)
        with self._answering(), ExitStack() as stack:
            try:
                point = stack.enter_context(self._point_in_time(_SCAN_KEEP_ALIVE))
                pages = self._walk(body, point, 2**63, None)
                page = next(pages, None)
            except AuthorizationException:
                # As in `_deep`: a point in time may be opened on the alias, but searching it needs rights on the index
                # behind it. A scroll keeps its view as well, and needs only the right to search the alias.
                pages = stack.enter_context(closing(self._scroll(body)))
                page = next(pages, None)
            while page is not None:
                yield from articles_of(page)
                page = next(pages, None)

    def _scroll(self, body: Search[Any]) -> Generator[list[dict[str, Any]], None, None]:
        """Pages of all hits, as they are when the first page is asked for."""
        client = self.server.client
        request = body.extra(size=_PAGE).to_dict()
        answer = client.search(index=self.name, body=request, scroll=_SCAN_KEEP_ALIVE, **_WHOLE)
        try:
            while answer["hits"]["hits"]:
                yield answer["hits"]["hits"]
                answer = client.scroll(scroll_id=answer["_scroll_id"], scroll=_SCAN_KEEP_ALIVE)
        finally:
            with suppress(ApiError, TransportError):  # it ends by itself; what went wrong before matters more
                client.clear_scroll(scroll_id=answer["_scroll_id"])

    def counts(self, nodes: Sequence[Node]) -> list[int]:
        """How many articles match each node, in one request."""
        if not nodes:
            return []
        filters = Filters(filters={str(number): compile_node(node) for number, node in enumerate(nodes)})
        buckets = self._aggregate(Search().query(compile_articles(All())), filters)
        return [int(buckets[str(number)]["doc_count"]) for number in range(len(nodes))]

    def facets(self, where: Node, field: str, size: int) -> list[tuple[str, int]]:
        """As `Engine.facets` promises; at most 65,536 values are counted."""
        check_counted(field)
        if size < 1:
            return []
        buckets = self._aggregate(Search().query(compile_articles(where)), counted_values(field, size))
        counts = [(str(bucket.get("key_as_string", bucket["key"])), int(bucket["doc_count"])) for bucket in buckets]
        return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:size]

    def _aggregate(self, search: Search[Any], agg: Agg[Any]) -> Any:
        search = search.extra(size=0, track_total_hits=False)
        search.aggs.bucket("values", agg)
        with self._answering():
            return self._ask(search)["aggregations"]["values"]["buckets"]

    def get(self, id: str) -> Document | None:
        """The article of that id."""
        return next(self.documents([id]), None)

    def documents(self, ids: Sequence[str]) -> Iterator[Document]:
        """The articles of these ids that are in the index, in no particular order."""
        return articles_of(self._by_ids(ids, documents()))

    def hashes(self, ids: Sequence[str]) -> dict[str, str]:
        """The content hash of each of these ids that is in the index."""
        search = Search().source(False).extra(docvalue_fields=[CONTENT_HASH])
        return {hit["_id"]: hit["fields"][CONTENT_HASH][0] for hit in self._by_ids(ids, search)}

    def foreign(self, limit: int) -> tuple[int, tuple[str, ...]]:
        """How many documents there are no articles, as another program wrote them; and the ids of the first `limit`."""
        search = Search().query(Bool(must_not=[IS_ARTICLE])).source(False)
        with self._answering():
            hits = self._ask(search.extra(size=limit, track_total_hits=True))["hits"]
        return hits["total"]["value"], tuple(hit["_id"] for hit in hits["hits"])

    def _by_ids(self, ids: Sequence[str], search: Search[Any]) -> Iterator[dict[str, Any]]:
        for start in range(0, len(ids), _IDS):
            asked = list(ids[start : start + _IDS])
            with self._answering():
                asking = search.query(Bool(filter=[Ids(values=asked), IS_ARTICLE]))
                answer = self._ask(asking.extra(size=len(asked), track_total_hits=False))
            yield from answer["hits"]["hits"]

    def ids(self, source_root: str) -> Iterator[str]:
        """The ids of all articles of one source root, as they are when the first is asked for."""
        body = Search().query(compile_articles(Term("source_root", source_root))).source(False).sort("_shard_doc")
        with self._answering(), self._point_in_time() as point:
            for page in self._walk(body, point, 2**63, None, size=_WINDOW):
                yield from (hit["_id"] for hit in page)


#: Parameters of every search: no partial answers; and a term weighs the same in every shard of an index. (Where there
#: is one shard the server leaves that step out.)
_WHOLE: dict[str, Any] = {"allow_partial_search_results": False, "search_type": "dfs_query_then_fetch"}


def _score(hit: dict[str, Any]) -> float:
    return round(float(hit["_score"]), SCORE_DIGITS)
