"""Documents are sent by bulk requests: the next ones are analysed here while the server works on those before.

    UpdateWriter(server, "xtsearch-articles-20220513t060000z").put(documents, on_refused)

Enters: documents, as a stream of which some megabytes are held at a time. Leaves: the ids that the server refused, with
its reasons. What the server is too busy for is sent again, after longer and longer pauses.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from elasticsearch import ApiError
from elasticsearch.helpers import streaming_bulk

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Hits, OnRefused, refusal
from xtsearch.indexer.engines.elasticsearch.connection import BULK_SECONDS, REQUEST_SECONDS
from xtsearch.indexer.engines.elasticsearch.errors import blocked, reason_of, translated
from xtsearch.indexer.engines.elasticsearch.indices import Indices
from xtsearch.indexer.engines.elasticsearch.mapping import WORDS, source_json
from xtsearch.indexer.engines.elasticsearch.patience import Patience, is_away
from xtsearch.indexer.engines.elasticsearch.reader import Reader
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.engines.request import All, SearchRequest
from xtsearch.indexer.errors import EngineUnavailable, ServerAway

#: The size of a bulk request, in bytes of source, and how many are under way at once. 20,000 news, with client and
#: server on the same two cores: 4 of 1 MB take 14.2 to 16.3 s, 3 of 1 MB 16.3 and 16.9, 3 of .5 MB 16.8 and 20.5, 4 of
#: 2 MB 17.4.
_CHUNK_BYTES = 1_000_000
_REQUESTS = 4
#: Bytes of source under way at once, in however few requests: an article may have 16 MB, and what is sent is in memory
#: several times. Six articles of 15 MB took 522 MB with four of them under way.
_BYTES_UNDER_WAY = 2 * _REQUESTS * _CHUNK_BYTES
#: A document that the server was too busy for is sent again, after 0.5 s, 1 s, 2 s ... 30 s: 2 minutes in all.
_RETRIES, _FIRST_WAIT, _LONGEST_WAIT = 9, 0.5, 30.0
#: Seconds that requests under way have to end after Ctrl-C, so that what they write is taken back as well.
_PARTING_SECONDS = 5
_TOO_LARGE = 413
#: An id that the server refused, and why.
_Refusal: TypeAlias = tuple[str, str]


class _Action(NamedTuple):
    """A document to write, with its source; or, without both, an id to delete."""

    id: str
    document: Document | None = None
    source: bytes | None = None

    def expanded(self) -> tuple[dict[str, dict[str, str]], bytes | None]:
        """As the client takes it."""
        return {"index" if self.document else "delete": {"_id": self.id}}, self.source


#: Actions by id.
_Chunk: TypeAlias = dict[str, _Action]


class _Pipeline:
    """Sends chunks in a few threads; two that share an id are never under way together, so that the later one wins."""

    def __init__(self, server: Server, index: str) -> None:
        self._client = server.client.options(request_timeout=BULK_SECONDS, retry_on_timeout=True, max_retries=3)
        self._patience = server.patience
        self._given_up = threading.Event()
        self._retries = _RETRIES
        self._index = index
        self._under_way: deque[tuple[_Chunk, Future[list[_Refusal]]]] = deque()

    def hurry(self) -> None:
        """Try nothing again from now on: something has failed already, and a person waits for the end."""
        self._client = self._client.options(request_timeout=REQUEST_SECONDS, retry_on_timeout=False, max_retries=0)
        self._retries = 0
        self._patience = Patience()

    def send(self, actions: Iterable[_Action], on_refused: OnRefused) -> None:
        """Send all, and wait."""
        with _threads() as threads:
            try:
                for chunk in _chunks(actions):
                    while self._has_to_wait(chunk):
                        self._wait_for_oldest(on_refused)
                    self._under_way.append((chunk, threads.submit(self._send_chunk, list(chunk.values()))))
                while self._under_way:
                    self._wait_for_oldest(on_refused)
            except KeyboardInterrupt:
                self._given_up.set()
                wait([future for _, future in self._under_way], _PARTING_SECONDS)
                raise
            finally:
                self._under_way.clear()

    def _has_to_wait(self, chunk: _Chunk) -> bool:
        """Whether what is under way is too much, or has an id in common with a chunk that is to be sent."""
        chunks = [sent for sent, _ in self._under_way]
        size = sum(map(_size, chunks)) + _size(chunk)
        return (
            len(chunks) >= _REQUESTS
            or (bool(chunks) and size > _BYTES_UNDER_WAY)
            or any(not chunk.keys().isdisjoint(sent) for sent in chunks)
        )

    def _wait_for_oldest(self, on_refused: OnRefused) -> None:
        """Wait for the answer to the oldest request under way, and tell `on_refused` what it refuses."""
        chunk, answer = self._under_way[0]
        refused = answer.result()
        self._under_way.popleft()
        for id, reason in refused:
            document = chunk[id].document
            if document:
                on_refused(document, reason)

    def _send_chunk(self, chunk: list[_Action]) -> list[_Refusal]:
        try:
            return self._patience.wait_for(lambda: self._send_request(chunk), self._given_up)
        except ApiError as error:
            if error.status_code != _TOO_LARGE:
                raise
        if len(chunk) > 1:
            return [refused for action in chunk for refused in self._send_chunk([action])]
        [action] = chunk
        size = len(action.source or b"")
        return [(action.id, f"{size} bytes to send: raise http.max_content_length on the server")]

    def _send_request(self, chunk: list[_Action]) -> list[_Refusal]:
        answers = streaming_bulk(
            self._client,
            chunk,  # type: ignore[arg-type]  # the callback below says how to take one
            index=self._index,
            expand_action_callback=_Action.expanded,  # type: ignore[arg-type]  # as above
            chunk_size=len(chunk),
            max_retries=self._retries,
            initial_backoff=_FIRST_WAIT,
            max_backoff=_LONGEST_WAIT,
            raise_on_error=False,
            yield_ok=False,
        )
        return list(chain.from_iterable(self._refusals(item) for _, item in answers))

    def _refusals(self, item: dict[str, Any]) -> Iterator[_Refusal]:
        """The documents that the server refuses for what they hold; any other answer is an error that ends the run."""
        [(action, answer)] = item.items()
        status = answer["status"]
        if action == "delete" and status == 404 and "error" not in answer:
            return
        kind, reason = reason_of(answer)
        if kind == "cluster_block_exception":
            raise blocked(reason, self._index)
        if status != 400:
            told = (
                f"the server cannot write to {self._index} (HTTP {status}: {reason or kind}): see its health, run again"
            )
            raise ServerAway(told) if is_away(status) else EngineUnavailable(told)
        yield answer["_id"], reason or kind


@contextmanager
def _threads() -> Iterator[ThreadPoolExecutor]:
    """Threads that are waited for at the end; not after Ctrl-C: a server that hangs must not delay that."""
    threads = ThreadPoolExecutor(_REQUESTS)
    patient = True
    try:
        yield threads
    except KeyboardInterrupt:
        patient = False
        raise
    finally:
        threads.shutdown(wait=patient, cancel_futures=True)


def _size(chunk: _Chunk) -> int:
    return sum(len(action.source or b"") for action in chunk.values())


def _chunks(actions: Iterable[_Action]) -> Iterator[_Chunk]:
    """The actions in chunks of some `_CHUNK_BYTES`; of two actions with one id in a chunk the last one stays."""
    chunk: _Chunk = {}
    size = 0
    for action in actions:
        chunk[action.id] = action
        size += 100 + len(action.source or b"")
        if size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = {}, 0
    if chunk:
        yield chunk


def _ignore(_document: Document, _reason: str) -> None:
    """For documents that were in the index before: the server takes them again."""


class IndexWriter:
    """Writes to one index. What is sent is not visible until `commit`: nothing else refreshes the index."""

    #: What cuts the words of the index: WORDS or IK.
    analyzer = WORDS

    def __init__(self, server: Server, index: str) -> None:
        self._server = server
        self.index = index
        self._pipeline = _Pipeline(server, index)

    def put(self, documents: Iterable[Document], on_refused: OnRefused) -> None:
        def actions() -> Iterator[_Action]:
            for document in documents:
                document_json, content_hash = document.serialised()
                reason = refusal(document, document_json)
                if reason:
                    on_refused(document, reason)
                    continue
                self._sending(document.id)
                source = source_json(document, document_json, content_hash, self.analyzer)
                yield _Action(document.id, document, source)

        with translated(self._server.address, self.index):
            self._pipeline.send(actions(), on_refused)

    def delete(self, ids: Iterable[str]) -> None:
        def actions() -> Iterator[_Action]:
            for id in ids:
                self._sending(id)
                yield _Action(id)

        with translated(self._server.address, self.index):
            self._pipeline.send(actions(), _ignore)

    def _sending(self, id: str) -> None:
        """Called with every id before it is sent."""

    def commit(self) -> None:
        client = self._server.client
        with translated(self._server.address, self.index):
            self._server.patience.wait_for(lambda: client.indices.refresh(index=self.index))


class UpdateWriter(IndexWriter):
    """Writes to the live index, and can take back what was not committed."""

    def __init__(self, server: Server, index: str) -> None:
        super().__init__(server, index)
        self._uncommitted: dict[str, None] = {}

    def _sending(self, id: str) -> None:
        self._uncommitted[id] = None

    def commit(self) -> None:
        super().commit()
        self._uncommitted.clear()

    def take_back(self) -> None:
        """Restore the state of the last commit: it is what searches still see, since nothing was refreshed."""
        ids = list(self._uncommitted)
        self._uncommitted.clear()
        self._pipeline.hurry()
        reader = Reader(self._server, self.index)
        for start in range(0, len(ids), 500):
            before = {document.id: document for document in reader.documents(ids[start : start + 500])}
            self.put(before.values(), _ignore)
            self.delete(id for id in ids[start : start + 500] if id not in before)
        self._uncommitted.clear()


class RebuildWriter(IndexWriter):
    """Writes to a new index, which becomes live when published."""

    def __init__(self, server: Server, indices: Indices, index: str) -> None:
        super().__init__(server, index)
        self._indices = indices
        self.published = False

    def count(self) -> int:
        return self.search(SearchRequest(All(), limit=0)).total

    def search(self, request: SearchRequest) -> Hits:
        return Reader(self._server, self.index, self.analyzer).search(request)

    def publish(self) -> None:
        self._indices.publish(self.index)
        self.published = True
