"""Elasticsearch 9 as an engine: an alias on indices of our own making, for more articles than one machine holds.

    ElasticsearchEngine("http://localhost:9200").search(SearchRequest(Phrase("专项整治"), rank=("专项整治",)))

FIELDS become a mapping in `mapping`, query nodes become queries in `compile`, exceptions of the client become ours in
`errors`. `reader` asks, `writer` writes, `indices` keeps the alias and the indices behind it, `lock` says who may
write.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import FOREIGN_NAMED, XTSEARCH, Engine, Hits, Status
from xtsearch.indexer.engines.elasticsearch import DEFAULT_ALIAS
from xtsearch.indexer.engines.elasticsearch import lock as elasticsearch_lock
from xtsearch.indexer.engines.elasticsearch.connection import Credentials, check_location, connect
from xtsearch.indexer.engines.elasticsearch.indices import Indices, LiveIndex
from xtsearch.indexer.engines.elasticsearch.layout import UNSET, Layout
from xtsearch.indexer.engines.elasticsearch.mapping import IK, WORDS
from xtsearch.indexer.engines.elasticsearch.patience import Patience
from xtsearch.indexer.engines.elasticsearch.pauses import Pauses
from xtsearch.indexer.engines.elasticsearch.reader import Reader
from xtsearch.indexer.engines.elasticsearch.run_records import Runs
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.engines.elasticsearch.writer import RebuildWriter, UpdateWriter
from xtsearch.indexer.engines.pauses import Pause, check_not_paused
from xtsearch.indexer.engines.request import All, Node, SearchRequest
from xtsearch.indexer.engines.run_records import Run
from xtsearch.indexer.errors import (
    AnalyzerMissing,
    EngineError,
    IndexMissing,
    IndexOutdated,
    NotAuthorised,
    XtsearchError,
)
from xtsearch.indexer.run_settings import OnMissingAnalyzer

#: For so many seconds what the alias points to is not looked up again: one page of results takes several requests.
_TRUSTED_SECONDS = 2.0


class _Update(UpdateWriter):
    """An update that stops as soon as another run is known to have taken over the lock."""

    def __init__(self, server: Server, index: str, indices: Indices) -> None:
        super().__init__(server, index)
        self._indices = indices

    def _sending(self, id: str) -> None:
        self._indices.check_claim()
        super()._sending(id)

    def commit(self) -> None:
        self._indices.confirm_claim()
        super().commit()

    def take_back(self) -> None:
        self._indices.confirm_claim()  # where the lock is lost, what is there belongs to the run that took it over
        super().take_back()


class _Rebuild(RebuildWriter):
    """A rebuild that stops as soon as another run is known to have taken over the lock; `publish` confirms it first."""

    def _sending(self, id: str) -> None:
        self._indices.check_claim()
        super()._sending(id)

    def check(self) -> None:
        self._indices.provenance(self.index).check_writable(f"{self.index} on {self._server.address}")


class ElasticsearchEngine(Engine):
    """The articles behind one alias of a server; see `Engine` for what each method promises.

    A commit is seen at once and whole where an index has one shard, as it has unless `layout` says otherwise; several
    shards show it one after the other, within a second. Nothing but a commit refreshes an index. `update` takes back
    what was not committed; what a killed run had sent stays unseen until the next commit.

    `analyzer` says what cuts the words of a new index, `words` or `ik`; None: what cut those of the live one, else
    `words`. `layout` says how many shards and replicas a new index has. Where that was IK, and the server has lost the
    plugin, a run fails with `on_missing_analyzer` "fail"; with "reindex" the index asks to be built anew, with `words`.
    A run that writes waits up to `patience` seconds for a server that is away, for instance restarts.

    Raises:
        XtsearchError: the location is no address, or holds a password; there is no such analyzer.
    """

    def __init__(
        self,
        location: str,
        *,
        name: str = DEFAULT_ALIAS,
        credentials: Credentials | None = None,
        analyzer: str | None = None,
        patience: float = 0,
        layout: Layout = UNSET,
        on_missing_analyzer: OnMissingAnalyzer = "fail",
    ) -> None:
        if analyzer not in (None, WORDS, IK):
            raise XtsearchError(f"no analyzer {analyzer!r}; there are {WORDS} and {IK}")
        self._analyzer = analyzer
        self._layout = layout
        self._on_missing_analyzer = on_missing_analyzer
        self._credentials = credentials or Credentials()
        address = check_location(location)
        self._server = Server(connect(address, self._credentials), address)
        #: What writes asks this one: it waits for the server where that is away for a while.
        self._writing = replace(self._server, patience=Patience(patience, address))
        self._indices = Indices(self._writing, name)
        self._runs = Runs(self._server, name)
        self._pauses = Pauses(self._server, name)
        self._reader = Reader(self._server, name)
        self._checked = -_TRUSTED_SECONDS

    def _live(self) -> Reader:
        """A reader of the alias, once that is known to stand for an index that this version can read."""
        if time.monotonic() - self._checked >= _TRUSTED_SECONDS:
            self._reader = replace(self._reader, analyzer=self._readable().analyzer)
            self._checked = time.monotonic()
        return self._reader

    def _readable(self) -> LiveIndex:
        live = self._indices.live()
        live.provenance.check_readable(self._where)
        return live

    @property
    def _where(self) -> str:
        return f"{self._indices.name} on {self._server.address}"

    def search(self, request: SearchRequest) -> Hits:
        return self._live().search(request)

    def scan(self, where: Node) -> Iterator[Document]:
        yield from self._live().scan(where)

    def counts(self, nodes: Sequence[Node]) -> list[int]:
        return self._live().counts(nodes)

    def facets(self, where: Node, field: str, *, size: int = 10) -> list[tuple[str, int]]:
        return self._live().facets(where, field, size)

    def get(self, id: str) -> Document | None:
        return self._live().get(id)

    def documents(self, ids: Sequence[str]) -> Iterable[Document]:
        try:
            return self._live().documents(ids)
        except IndexMissing:
            return []

    def hashes(self, ids: Sequence[str]) -> Mapping[str, str]:
        try:
            return self._live().hashes(ids)
        except IndexMissing:
            return {}

    def ids(self, source_root: str) -> Iterable[str]:
        try:
            return self._live().ids(source_root)
        except IndexMissing:
            return []

    def shards_of_new(self) -> int:
        return self._layout_of_new(self._indices.live_or_none()).shards or 1

    def _layout_of_new(self, live: LiveIndex | None) -> Layout:
        return self._layout | live.layout if live else self._layout

    def status(self) -> Status:
        """As `Engine` says; for a user who may only search, `bytes` is None and kept generations are not named."""
        live = self._readable()
        reader = replace(self._reader, analyzer=live.analyzer)
        size, kept = None, None
        with suppress(NotAuthorised):
            size = self._indices.size(live.index)
            kept = self._indices.kept_beside(live.index)
        foreign_count, foreign = reader.foreign(FOREIGN_NAMED)
        return Status(
            location=self._server.address,
            engine="elasticsearch",
            generation=live.index,
            articles=reader.search(SearchRequest(All(), limit=0)).total,
            bytes=size,
            built=live.provenance.built,
            schema_version=live.provenance.schema_version,
            analysis_version=live.provenance.analysis_version,
            dictionary=live.provenance.dictionary,
            generations=(live.index, *(kept or ())),
            kept_seen=kept is not None,
            words_cut_by=IK if live.analyzer == IK else XTSEARCH,
            foreign_count=foreign_count,
            foreign=foreign,
        )

    @contextmanager
    def lock(self, wait: float = 0) -> Iterator[None]:
        self._indices.live_or_none()  # raises where something foreign has the name: nothing is made beside it
        with self._held(wait):
            check_not_paused(self._pauses.current(), self._where)
            self._indices.sweep()
            yield

    @contextmanager
    def _held(self, wait: float) -> Iterator[None]:
        """Hold the lock, also while a pause lasts or nothing is live; nothing is removed."""
        with elasticsearch_lock.held(self._writing, self._indices.name, wait) as claim:
            self._indices.claim = claim
            try:
                yield
            finally:
                self._indices.claim = None

    def check_writable(self) -> None:
        self._writable()

    def _writable(self) -> LiveIndex:
        live = self._indices.live()
        live.provenance.check_writable(self._where)
        self._indices.check_fields(live.index)
        if self._analyzer not in (None, live.analyzer):
            raise IndexOutdated(
                f"the words of {self._where} were cut by {live.analyzer}",
                remedy=f"run `xtsearch reindex --analyzer {self._analyzer}` on its sources, or index without "
                "--analyzer",
            )
        self._check_opened(live)
        return live

    def _check_opened(self, live: LiveIndex) -> None:
        """Raise AnalyzerMissing where the server cannot open the live index, or IndexOutdated, to have it rebuilt."""
        if live.analyzer != IK:
            return
        try:
            replace(self._reader, analyzer=IK).search(SearchRequest(All(), limit=0))
        except AnalyzerMissing as error:
            if self._on_missing_analyzer == "fail":
                raise
            raise IndexOutdated(error.reason, remedy="run `xtsearch reindex` on its sources") from error

    @contextmanager
    def update(self) -> Iterator[UpdateWriter]:
        self._checked = -_TRUSTED_SECONDS
        if self._indices.live_or_none() is None:
            self._indices.create(self._analyzer or WORDS, self._layout, live=True)
        live = self._writable()
        writer = _Update(self._writing, live.index, self._indices)
        writer.analyzer = live.analyzer
        try:
            yield writer
        finally:
            with suppress(EngineError):  # unreachable: what is left there is unseen, and the next run writes it again
                writer.take_back()

    @contextmanager
    def rebuild(self) -> Iterator[_Rebuild]:
        self._checked = -_TRUSTED_SECONDS
        live = self._indices.live_or_none()
        analyzer = self._analyzer or self._analyzer_of(live)
        writer = _Rebuild(self._writing, self._indices, self._indices.create(analyzer, self._layout_of_new(live)))
        writer.analyzer = analyzer
        try:
            yield writer
        finally:
            self._checked = -_TRUSTED_SECONDS
            if not writer.published:
                with suppress(EngineError):  # unreachable: the next run that holds the lock removes it
                    self._indices.discard(writer.index)

    def _analyzer_of(self, live: LiveIndex | None) -> str:
        """What is to cut words where nobody said it: what cut those of the live index, if the server still can."""
        if live is None:
            return WORDS
        try:
            self._check_opened(live)
        except IndexOutdated:
            return WORDS
        return live.analyzer

    def rollback(self) -> tuple[str, str]:
        self._checked = -_TRUSTED_SECONDS
        return self._indices.rollback()

    def adopt(self, generation: str | None = None, *, wait: float = 0) -> str:
        self._checked = -_TRUSTED_SECONDS
        with self._held(wait):
            return self._indices.adopt(generation)

    def paused(self) -> Pause | None:
        return self._pauses.current()

    def pause(self, pause: Pause, *, wait: float = 0) -> None:
        with self._held(wait):
            check_not_paused(self._pauses.current(), self._where)
            self._pauses.put(pause)

    def resume(self) -> Pause | None:
        pause = self._pauses.current()
        self._pauses.remove()
        return pause

    def record(self, run: Run) -> Run:
        check_not_paused(self._pauses.current(), self._where)  # a restore must not meet an index that this makes
        self._indices.live_or_none()  # raises where something foreign has the name: nothing is made beside it
        return self._runs.put(run)

    def runs(self, limit: int) -> list[Run]:
        return self._runs.last(limit)

    @contextmanager
    def scratch(self) -> Iterator[Engine]:
        name = f"{self._indices.name}-scratch-{secrets.token_hex(6)}"
        engine = ElasticsearchEngine(
            self._server.address, name=name, credentials=self._credentials, analyzer=self._analyzer
        )
        try:
            yield engine
        finally:
            engine._indices.remove_all()
            engine.close()

    def close(self) -> None:
        self._server.client.close()
