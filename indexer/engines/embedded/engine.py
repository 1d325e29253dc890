"""The embedded engine: tantivy, in this process, in a folder on disk. It needs nothing else.

    EmbeddedEngine(Path("news-index")).search(SearchRequest(Phrase("专项整治"), rank=("专项整治",)))

`schema` says what the index holds, `compile` how it is asked, `folder` where its files are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import tantivy
from tantivy import Order, Query, Tokenizer

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.asked_fields import check_counted
from xtsearch.indexer.engines.base import Engine, Hit, Hits, OnRefused, Status, refusal
from xtsearch.indexer.engines.embedded.compile import Compiler
from xtsearch.indexer.engines.embedded.errors import reading, writing
from xtsearch.indexer.engines.embedded.folder import IndexFolder
from xtsearch.indexer.engines.embedded.schema import FINGERPRINT_SEPARATOR, newest_key, read_document, schema, written
from xtsearch.indexer.engines.pauses import Pause, check_not_paused
from xtsearch.indexer.engines.ranking import SCORE_DIGITS
from xtsearch.indexer.engines.request import Node, SearchRequest, Sort
from xtsearch.indexer.engines.run_records import Run
from xtsearch.indexer.errors import EngineError, IndexMissing

#: Bytes of tantivy's write buffer: 20,000 articles end in 2 segments, within the memory of a small laptop.
_WRITE_BUFFER = 200_000_000
#: To count the most frequent values, so many more than asked for are read at first, in case some have equal counts. (Of
#: the 28,039 keywords of 19,459 news these take 26 ms, all of them 53 ms.)
_MORE_VALUES = 1000
#: Room for all distinct values of a field: so many for each article of the index.
_VALUES_AN_ARTICLE = 8


class _Index:
    """One generation, open; with `new` its index is made first."""

    def __init__(self, folder: IndexFolder, name: str, *, new: bool = False) -> None:
        self.name = name
        path = folder.generation(name)
        if new:
            with writing(folder.path):
                self.index = tantivy.Index(schema(), str(path), reuse=False)
        else:
            self.index = tantivy.Index.open(str(path))
        splitter = tantivy.TextAnalyzerBuilder(Tokenizer.whitespace()).build()
        self.index.register_tokenizer("stream", splitter)
        self.index.config_reader("manual")  # `compiler` reloads: a thread that watches the files would outlive us
        self._meta = path / "meta.json"
        #: The inode and time of the file that the last commit had replaced when `_compiler` was made.
        self._compiled_commit: tuple[int, int] | None = None
        self._compiler: Compiler
        self._reloading = Lock()

    def compiler(self) -> Compiler:
        """A compiler for what was committed last; the same one until the next commit, when tantivy replaces a file."""
        with self._reloading:  # no thread puts an older compiler in the place of a newer one
            status = self._meta.stat()
            committed = status.st_ino, status.st_mtime_ns
            if committed != self._compiled_commit:
                self.index.reload()
                self._compiler = Compiler(self.index.schema, self.index.searcher())
                self._compiled_commit = committed
            return self._compiler

    def count(self) -> int:
        return self.compiler().searcher.num_docs

    def search(self, request: SearchRequest) -> Hits:
        compiler = self.compiler()
        searcher = compiler.searcher
        query, scored = compiler.request(request.where, request.rank)
        if not request.limit or not searcher.num_docs:
            return Hits((), _total(searcher, query))
        end = min(request.offset + request.limit, searcher.num_docs)
        by_score = scored and request.sort is Sort.RELEVANCE
        if request.offset >= searcher.num_docs:
            return Hits((), _total(searcher, query))
        if by_score:
            total, ordered = _by_score(searcher, query, end)
        else:
            field = "oldest" if request.sort is Sort.OLDEST else "newest"
            result: Any = searcher.search(query, limit=end, order_by_field=field, order=Order.Asc)
            total, ordered = int(result.count), [(0.0, address) for _, address in result.hits]
        page = ordered[request.offset : end]
        hits = tuple(Hit(read_document(searcher.doc(address)), score) for score, address in page)
        return Hits(hits, total)

    def scan(self, where: Node) -> Iterator[Document]:
        """The articles that match, by newer date; only their addresses are held, and the searcher that they are of."""
        compiler = self.compiler()
        searcher = compiler.searcher
        if not searcher.num_docs:
            return
        query, _ = compiler.request(where, ())
        matches = searcher.search(
            query, limit=searcher.num_docs, count=False, order_by_field="newest", order=Order.Asc
        ).hits
        for _, address in matches:
            yield read_document(searcher.doc(address))


def _total(searcher: tantivy.Searcher, query: Query) -> int:
    result: Any = searcher.search(query, limit=1)  # a limit of 0 makes tantivy panic; its stub forgets the count
    return int(result.count)


def _by_score(searcher: tantivy.Searcher, query: Query, end: int) -> tuple[int, list[tuple[float, Any]]]:
    """How many match, and the first `end` hits by score, of equal scores by the newer date, then by id.

    tantivy orders hits of one score in its own way: more are fetched until the score changes behind the last one.
    """
    limit = end + 1
    while True:
        result: Any = searcher.search(query, limit=limit)
        scores = [round(score, SCORE_DIGITS) for score, _ in result.hits]
        if len(scores) < limit or scores[-1] < scores[end - 1]:
            break
        limit *= 4
    hits = [(score, address) for score, (_, address) in zip(scores, result.hits, strict=True)]
    tied = {score for score, after in pairwise(scores) if score == after}
    if tied:
        hits.sort(key=lambda hit: (-hit[0], newest_key(read_document(searcher.doc(hit[1]))) if hit[0] in tied else ""))
    return int(result.count), hits[:end]


class _Writer:
    """Writes to one generation: to the live one, or to a new one, which becomes live when it is published."""

    def __init__(self, folder: IndexFolder, index: _Index) -> None:
        self._folder = folder
        self._index = index
        with writing(folder.path):
            self._writer = index.index.writer(_WRITE_BUFFER, 1)
        self.published = False
        self._closed = False

    def put(self, documents: Iterable[Document], on_refused: OnRefused) -> None:
        for document in documents:
            document_json, content_hash = document.serialised()
            reason = refusal(document, document_json)
            if reason:
                on_refused(document, reason)
                continue
            self._writer.delete_documents_by_term("id", document.id)
            with writing(self._folder.path):
                self._writer.add_document(written(document, document_json, content_hash))

    def delete(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._writer.delete_documents_by_term("id", id)

    def commit(self) -> None:
        with writing(self._folder.path):
            self._writer.commit()

    def count(self) -> int:
        return self._index.count()

    def search(self, request: SearchRequest) -> Hits:
        return self._index.search(request)

    def check(self) -> None:
        self._folder.provenance(self._index.name).check_writable(str(self._folder.generation(self._index.name)))

    def publish(self) -> None:
        self.commit()
        self.close()
        self._folder.publish(self._index.name)
        self.published = True

    def close(self) -> None:
        """Wait until tantivy has merged its segments, then let go of its own lock."""
        if self._closed:  # by `publish`, which was then interrupted
            return
        self._closed = True
        with writing(self._folder.path):
            self._writer.wait_merging_threads()


def _buckets(compiler: Compiler, query: Query, field: str, size: int) -> list[dict[str, Any]]:
    """Values with their counts: the `size` most frequent, and all that are as frequent as the last of these."""
    every = max(1, compiler.searcher.num_docs) * _VALUES_AN_ARTICLE
    for asked in (size + _MORE_VALUES, every):
        terms = {"terms": {"field": field, "size": asked, "segment_size": every}}
        buckets: list[dict[str, Any]] = compiler.searcher.aggregate(query, {"values": terms})["values"]["buckets"]
        if len(buckets) < asked or buckets[-1]["doc_count"] < buckets[size - 1]["doc_count"]:
            break
    return buckets


def _fingerprints(compiler: Compiler, query: Query) -> Iterator[tuple[str, str]]:
    """Ids and content hashes of the articles that a query finds: one field holds both."""
    limit = max(1, compiler.searcher.num_docs)
    result = compiler.searcher.search(query, limit=limit, order_by_field="fingerprint", count=False)
    for fingerprint, _ in result.hits:
        id, _, digest = str(fingerprint).rpartition(FINGERPRINT_SEPARATOR)
        yield id, digest


class EmbeddedEngine(Engine):
    """An index in a folder; see `Engine` for what each method promises."""

    def __init__(self, path: Path) -> None:
        self._folder = IndexFolder(path)
        self._open: _Index | None = None

    @contextmanager
    def _live(self) -> Iterator[_Index]:
        """The live generation, open; what fails while it is read becomes an error of ours."""
        name = self._folder.live()
        with reading(self._folder.generation(name)):
            live = self._open
            if live is None or live.name != name:
                self._folder.provenance(name).check_readable(str(self._folder.path))
                live = self._open = _Index(self._folder, name)
            yield live  # not `self._open`, which another thread may have replaced or closed

    def search(self, request: SearchRequest) -> Hits:
        with self._live() as live:
            return live.search(request)

    def scan(self, where: Node) -> Iterator[Document]:
        with self._live() as live:
            yield from live.scan(where)

    def counts(self, nodes: Sequence[Node]) -> list[int]:
        with self._live() as live:
            compiler = live.compiler()
            return [_total(compiler.searcher, compiler.filter(node)) for node in nodes]

    def facets(self, where: Node, field: str, *, size: int = 10) -> list[tuple[str, int]]:
        check_counted(field)
        with self._live() as live:
            compiler = live.compiler()
            buckets = _buckets(compiler, compiler.filter(where), field, size)
        counts = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
        return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:size]

    def get(self, id: str) -> Document | None:
        with self._live() as live:
            compiler = live.compiler()
            return next(compiler.stored(Query.term_query(compiler.schema, "id", id, "basic")), None)

    def documents(self, ids: Sequence[str]) -> Iterable[Document]:
        if not ids:
            return []
        try:
            with self._live() as live:
                compiler = live.compiler()
                return list(compiler.stored(Query.term_set_query(compiler.schema, "id", list(ids))))
        except IndexMissing:
            return []

    def hashes(self, ids: Sequence[str]) -> Mapping[str, str]:
        if not ids:
            return {}
        try:
            with self._live() as live:
                compiler = live.compiler()
                return dict(_fingerprints(compiler, Query.term_set_query(compiler.schema, "id", list(ids))))
        except IndexMissing:
            return {}

    def ids(self, source_root: str) -> Iterable[str]:
        try:
            with self._live() as live:
                compiler = live.compiler()
                query = Query.term_query(compiler.schema, "source_root", source_root, "basic")
                return [id for id, _ in _fingerprints(compiler, query)]
        except IndexMissing:
            return []

    def shards_of_new(self) -> None:
        return None

    def status(self) -> Status:
        live = self._folder.live()
        provenance = self._folder.provenance(live)
        path = self._folder.generation(live)
        with self._live() as index:
            articles = index.count()
        return Status(
            location=str(self._folder.path),
            engine="embedded",
            generation=live,
            articles=articles,
            bytes=sum(file.stat().st_size for file in path.iterdir() if file.is_file()),
            built=provenance.built,
            schema_version=provenance.schema_version,
            analysis_version=provenance.analysis_version,
            dictionary=provenance.dictionary,
            generations=(live, *self._folder.marker().kept),
        )

    @contextmanager
    def lock(self, wait: float = 0) -> Iterator[None]:
        with self._folder.lock(wait):
            check_not_paused(self._folder.paused(), str(self._folder.path))
            yield

    def check_writable(self) -> None:
        self._folder.provenance(self._folder.live()).check_writable(str(self._folder.path))

    @contextmanager
    def update(self) -> Iterator[_Writer]:
        try:
            name = self._folder.live()
        except IndexMissing:
            name = self._folder.create_generation()
            _Index(self._folder, name, new=True)
            self._folder.publish(name)
        self.check_writable()
        with reading(self._folder.generation(name)):
            index = _Index(self._folder, name)
        writer = _Writer(self._folder, index)
        try:
            yield writer
        finally:
            writer.close()

    @contextmanager
    def rebuild(self) -> Iterator[_Writer]:
        name = self._folder.create_generation()
        writer: _Writer | None = None
        try:
            writer = _Writer(self._folder, _Index(self._folder, name, new=True))
            yield writer
        finally:
            if writer is None or not writer.published:
                if writer is not None:
                    with suppress(EngineError):  # the error that led here is the one to tell
                        writer.close()
                self._folder.discard(name)

    def rollback(self) -> tuple[str, str]:
        return self._folder.rollback()

    def adopt(self, generation: str | None = None, *, wait: float = 0) -> str:
        with self._folder.lock(wait):
            return self._folder.adopt(generation)

    def paused(self) -> Pause | None:
        return self._folder.paused()

    def pause(self, pause: Pause, *, wait: float = 0) -> None:
        with self.lock(wait):
            self._folder.pause(pause)

    def resume(self) -> Pause | None:
        pause = self._folder.paused()
        self._folder.resume()
        return pause

    def record(self, run: Run) -> Run:
        check_not_paused(self._folder.paused(), str(self._folder.path))
        return self._folder.record(run)

    def runs(self, limit: int) -> list[Run]:
        return self._folder.runs()[:limit]

    @contextmanager
    def scratch(self) -> Iterator[Engine]:
        # Windows removes no file that is still mapped into memory: such a folder is left to the system's own sweep.
        with (
            tempfile.TemporaryDirectory(prefix="xtsearch-", ignore_cleanup_errors=True) as folder,
            closing(EmbeddedEngine(Path(folder))) as engine,
        ):
            yield engine

    def close(self) -> None:
        self._open = None
