"""The embedded engine: tantivy, in this process, in a folder on disk. It needs nothing else.

Each view of a text is a field of its own, written as terms joined by SEPARATOR and split again by a regex tokenizer,
so that positions and lengths are those of our own analysis. The article itself is stored as JSON.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Order, Query, Tokenizer

from indexer.analysis import BREAK, SEPARATOR, Streams, streams
from indexer.documents import KEYWORD_FIELDS, TEXT_FIELDS, Document, content_hash
from indexer.engines.base import Engine, Hit, Hits, Rejection, Status, extra_terms, refusal
from indexer.engines.embedded_queries import EXTRA_SEPARATOR, Compiler, date_number, read_document
from indexer.engines.folder import IndexFolder
from indexer.engines.request import Node, SearchRequest, Sort
from indexer.errors import EngineError, IndexMissing

#: Bytes of tantivy's write buffer: 20,000 articles end in 2 segments, within the memory of a small laptop.
_WRITE_BUFFER = 200_000_000
_FINGERPRINT_SEPARATOR = "\x1f"
#: Undated articles sort last in both directions.
_UNDATED = 99_999_999
#: Scores closer than this are a tie: the order in which a sum is taken moves the last bits.
_SCORE_DIGITS = 4


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in TEXT_FIELDS:
        builder.add_text_field(f"{field.name}.words", tokenizer_name="stream", index_option="freq")
        builder.add_text_field(f"{field.name}.grams", tokenizer_name="stream", index_option="freq")
        builder.add_text_field(f"{field.name}.chars", tokenizer_name="stream", index_option="position")
    for name in (*(field.name for field in KEYWORD_FIELDS), "month", "day", "fingerprint", "newest", "oldest"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("extra", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("date", indexed=True, fast=True)
    builder.add_bytes_field("document", stored=True)
    return builder.build()


def _joined(texts: Sequence[str]) -> Streams:
    """The streams of several values as one: two BREAKs keep a phrase from reaching across."""
    if len(texts) == 1:
        return streams(texts[0])
    cut = [streams(text) for text in texts]
    gap = f"{SEPARATOR}{BREAK}{SEPARATOR}{BREAK}{SEPARATOR}"
    return Streams(
        SEPARATOR.join(each.words for each in cut),
        SEPARATOR.join(each.grams for each in cut),
        gap.join(each.chars for each in cut),
    )


def _write(document: Document, document_json: str) -> tantivy.Document:
    written = tantivy.Document()
    for field in TEXT_FIELDS:
        texts = document.texts(field.name)
        if texts:
            cut = _joined(texts)
            written.add_text(f"{field.name}.words", cut.words)
            written.add_text(f"{field.name}.grams", cut.grams)
            written.add_text(f"{field.name}.chars", cut.chars)
    for field in KEYWORD_FIELDS:
        for value in document.texts(field.name):
            written.add_text(field.name, value)
    for path, value in extra_terms(document.extra):
        written.add_text("extra", f"{path}{EXTRA_SEPARATOR}{value}")
    number = date_number(document.date) if document.date else None
    if document.date and number is not None:
        written.add_integer("date", number)
        written.add_text("month", document.date.isoformat()[:7])
        written.add_text("day", document.date.isoformat())
    written.add_text("newest", f"{_UNDATED - number if number else _UNDATED:08}{document.id}")
    written.add_text("oldest", f"{number or _UNDATED:08}{document.id}")
    written.add_text("fingerprint", f"{document.id}{_FINGERPRINT_SEPARATOR}{content_hash(document_json)}")
    written.add_bytes("document", document_json.encode())
    return written


class _Index:
    """One generation, open."""

    def __init__(self, folder: IndexFolder, name: str) -> None:
        self.name = name
        path = folder.generation(name)
        new = not (path / "meta.json").exists()
        try:
            self.index = tantivy.Index(_schema(), str(path)) if new else tantivy.Index.open(str(path))
        except (ValueError, OSError) as error:
            raise EngineError(f"{path} cannot be opened: {error}; run `xtsearch reindex PATH...`") from error
        splitter = tantivy.TextAnalyzerBuilder(Tokenizer.regex(f"[^{SEPARATOR}]+")).build()
        self.index.register_tokenizer("stream", splitter)

    def compiler(self) -> Compiler:
        self.index.reload()
        return Compiler(self.index.schema, self.index.searcher())

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


def _total(searcher: tantivy.Searcher, query: Query) -> int:
    result: Any = searcher.search(query, limit=1)  # a limit of 0 makes tantivy panic; its stub forgets the count
    return int(result.count)


def _by_score(searcher: tantivy.Searcher, query: Query, end: int) -> tuple[int, list[tuple[float, Any]]]:
    """The first `end` hits by score, ties by newer date, then id: a tie at the end is fetched whole."""
    limit = end + 1
    while True:
        result: Any = searcher.search(query, limit=limit)
        scores = [round(score, _SCORE_DIGITS) for score, _ in result.hits]
        if len(scores) < limit or scores[-1] < scores[end - 1]:
            break
        limit *= 4
    hits = [(score, address) for score, (_, address) in zip(scores, result.hits, strict=True)]
    tied = {score for score, after in pairwise(scores) if score == after}
    if tied:
        hits.sort(key=lambda hit: (-hit[0], _newest(searcher, hit[1]) if hit[0] in tied else ""))
    return int(result.count), hits[:end]


def _newest(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> str:
    document = read_document(searcher.doc(address))
    number = date_number(document.date) if document.date else 0
    return f"{_UNDATED - number:08}{document.id}"


class _Writer:
    """Writes to one generation, which becomes live only when published, or is live already."""

    def __init__(self, folder: IndexFolder, index: _Index) -> None:
        self._folder = folder
        self._index = index
        try:
            self._writer = index.index.writer(_WRITE_BUFFER, 1)
        except ValueError as error:
            raise EngineError(f"cannot write to {folder.path}: {error}") from error
        self.published = False

    def put(self, documents: Iterable[Document]) -> Sequence[Rejection]:
        refused: list[Rejection] = []
        for document in documents:
            document_json = document.to_json()
            reason = refusal(document, document_json)
            if reason:
                refused.append(Rejection(document.id, reason))
                continue
            self._writer.delete_documents_by_term("id", document.id)
            with _translated(self._folder):
                self._writer.add_document(_write(document, document_json))
        return refused

    def delete(self, ids: Iterable[str]) -> None:
        for each in ids:
            self._writer.delete_documents_by_term("id", each)

    def commit(self) -> None:
        with _translated(self._folder):
            self._writer.commit()

    def count(self) -> int:
        return self._index.count()

    def search(self, request: SearchRequest) -> Hits:
        return self._index.search(request)

    def publish(self) -> None:
        self.commit()
        self.close()
        self._folder.publish(self._index.name)
        self.published = True

    def close(self) -> None:
        """Let merges end, then let go of tantivy's own lock."""
        with _translated(self._folder):
            self._writer.wait_merging_threads()


@contextmanager
def _translated(folder: IndexFolder) -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise EngineError(f"cannot write to {folder.path}: {error}; check space and permissions") from error


class EmbeddedEngine(Engine):
    """An index in a folder; see `Engine` for what each method promises."""

    def __init__(self, path: Path) -> None:
        self._folder = IndexFolder(path)
        self._open: _Index | None = None

    def _live(self) -> _Index:
        name = self._folder.live()
        if self._open is None or self._open.name != name:
            self._folder.written(name).check_readable(str(self._folder.path))
            self._open = _Index(self._folder, name)
        return self._open

    def search(self, request: SearchRequest) -> Hits:
        return self._live().search(request)

    def counts(self, nodes: Sequence[Node]) -> list[int]:
        compiler = self._live().compiler()
        return [_total(compiler.searcher, compiler.filter(node)) for node in nodes]

    def facets(self, where: Node, field: str, *, size: int = 10) -> list[tuple[str, int]]:
        known = {each.name for each in KEYWORD_FIELDS} | {"month", "day"}
        if field not in known:
            raise EngineError(f"no field {field!r} to count by; there are {', '.join(sorted(known))}")
        compiler = self._live().compiler()
        terms = {"terms": {"field": field, "size": max(1, compiler.searcher.num_docs) * 8}}
        found = compiler.searcher.aggregate(compiler.filter(where), {"values": terms})
        counts = [(str(each["key"]), int(each["doc_count"])) for each in found["values"]["buckets"]]
        return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:size]

    def get(self, id: str) -> Document | None:
        compiler = self._live().compiler()
        return next(compiler.stored(Query.term_query(compiler.schema, "id", id, "basic")), None)

    def hashes(self, ids: Sequence[str]) -> Mapping[str, str]:
        try:
            compiler = self._live().compiler()
        except IndexMissing:
            return {}
        return dict(self._fingerprints(compiler, Query.term_set_query(compiler.schema, "id", list(ids)))) if ids else {}

    def ids(self, source_root: str) -> Iterable[str]:
        try:
            compiler = self._live().compiler()
        except IndexMissing:
            return []
        query = Query.term_query(compiler.schema, "source_root", source_root, "basic")
        return [each for each, _ in self._fingerprints(compiler, query)]

    @staticmethod
    def _fingerprints(compiler: Compiler, query: Query) -> Iterator[tuple[str, str]]:
        limit = max(1, compiler.searcher.num_docs)
        result = compiler.searcher.search(query, limit=limit, order_by_field="fingerprint", count=False)
        for fingerprint, _ in result.hits:
            each, _, digest = str(fingerprint).rpartition(_FINGERPRINT_SEPARATOR)
            yield each, digest

    def status(self) -> Status:
        live = self._folder.live()
        written = self._folder.written(live)
        path = self._folder.generation(live)
        return Status(
            location=str(self._folder.path),
            engine="embedded",
            generation=live,
            articles=self._live().count(),
            bytes=sum(file.stat().st_size for file in path.iterdir() if file.is_file()),
            built=written.built,
            schema_version=written.schema_version,
            analysis_version=written.analysis_version,
            dictionary=written.dictionary,
            generations=(live, *self._folder.marker().kept),
        )

    @contextmanager
    def lock(self) -> Iterator[None]:
        with self._folder.lock():
            yield

    @contextmanager
    def update(self) -> Iterator[_Writer]:
        try:
            name = self._folder.live()
        except IndexMissing:
            name = self._folder.create_generation()
            _Index(self._folder, name)
            self._folder.publish(name)
        self._folder.written(name).check_writable(str(self._folder.path))
        writer = _Writer(self._folder, _Index(self._folder, name))
        try:
            yield writer
        finally:
            writer.close()

    @contextmanager
    def rebuild(self) -> Iterator[_Writer]:
        name = self._folder.create_generation()
        writer: _Writer | None = None
        try:
            writer = _Writer(self._folder, _Index(self._folder, name))
            yield writer
        finally:
            if writer is None or not writer.published:
                if writer is not None:
                    writer.close()
                self._folder.remove(name)

    @contextmanager
    def scratch(self) -> Iterator[Engine]:
        with tempfile.TemporaryDirectory(prefix="xtsearch-") as folder:
            yield EmbeddedEngine(Path(folder))

    def close(self) -> None:
        self._open = None
