"""Documents go in by bulk: cut here while the server is busy with those before, retried where it was busier still.

Enters: documents, as a stream; a megabyte is held at a time. Leaves: what the server refused, by id and reason.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import chain
from typing import Any, TypeAlias

from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import streaming_bulk

from indexer.documents import Document
from indexer.engines.base import Hits, Rejection, refusal
from indexer.engines.elasticsearch_connection import BULK_SECONDS, REQUEST_SECONDS
from indexer.engines.elasticsearch_errors import blocked, reason_of, translated
from indexer.engines.elasticsearch_indices import Indices
from indexer.engines.elasticsearch_mapping import WORDS, source_json
from indexer.engines.elasticsearch_reader import Reader, Server
from indexer.engines.request import All, SearchRequest
from indexer.errors import EngineUnavailable

#: A bulk request's size, in bytes of source: small enough that a batch of documents makes several, so that cutting the
#: next overlaps with indexing the last.
_CHUNK_BYTES = 500_000
#: Requests under way at once.
_REQUESTS = 3
#: A document that the server was too busy for is sent again, after 0.5 s, 1 s, 2 s ... 30 s: 2 minutes in all.
_RETRIES, _FIRST_WAIT, _LONGEST_WAIT = 9, 0.5, 30.0
#: After Ctrl-C, requests under way are given so long to end, so that what they bring is taken back as well.
_PARTING_SECONDS = 5
_TOO_LARGE = 413
#: What to send: the action, and the source unless it deletes.
_Action: TypeAlias = tuple[dict[str, dict[str, str]], bytes | None]


class _Pipeline:
    """Sends chunks in a few threads; chunks that share an id are never under way together, so the last one stays."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client.options(request_timeout=BULK_SECONDS, retry_on_timeout=True, max_retries=3)
        self._retries = _RETRIES
        self._index = index
        self._under_way: deque[tuple[set[str], Future[list[Rejection]]]] = deque()

    def hurry(self) -> None:
        """From now on, what fails is not tried again: it has failed already, and somebody waits for the end."""
        self._client = self._client.options(request_timeout=REQUEST_SECONDS, retry_on_timeout=False, max_retries=0)
        self._retries = 0

    def send(self, actions: Iterable[tuple[str, _Action]]) -> list[Rejection]:
        """Send all, and wait; what was refused."""
        refused: list[Rejection] = []
        with _threads() as threads:
            try:
                for chunk in _chunks(actions):
                    ids = set(chunk)
                    while len(self._under_way) >= _REQUESTS or any(ids & others for others, _ in self._under_way):
                        refused += self._oldest()
                    self._under_way.append((ids, threads.submit(self._send_chunk, list(chunk.values()))))
                while self._under_way:
                    refused += self._oldest()
            except KeyboardInterrupt:
                wait([future for _, future in self._under_way], _PARTING_SECONDS)
                raise
            finally:
                self._under_way.clear()
        return refused

    def _oldest(self) -> list[Rejection]:
        """What the oldest request under way was answered, once it is."""
        refused = self._under_way[0][1].result()
        self._under_way.popleft()
        return refused

    def _send_chunk(self, chunk: list[_Action]) -> list[Rejection]:
        try:
            return self._send_request(chunk)
        except ApiError as error:
            if error.status_code != _TOO_LARGE:
                raise
        if len(chunk) > 1:
            return [refused for action in chunk for refused in self._send_chunk([action])]
        [(action, source)] = chunk
        size = len(source or b"")
        return [Rejection(action["index"]["_id"], f"{size} bytes to send: raise http.max_content_length on the server")]

    def _send_request(self, chunk: list[_Action]) -> list[Rejection]:
        answers = streaming_bulk(
            self._client,
            chunk,  # type: ignore[arg-type]  # with the callback below a pair is what it takes
            index=self._index,
            expand_action_callback=lambda action: action,  # type: ignore[arg-type, return-value]  # as above
            chunk_size=len(chunk),
            max_retries=self._retries,
            initial_backoff=_FIRST_WAIT,
            max_backoff=_LONGEST_WAIT,
            raise_on_error=False,
            yield_ok=False,
        )
        return list(chain.from_iterable(self._rejection(item) for _, item in answers))

    def _rejection(self, item: dict[str, Any]) -> Iterator[Rejection]:
        """A document that the server refuses for what it holds; anything else fails the run."""
        [(action, answer)] = item.items()
        status = answer["status"]
        if action == "delete" and status == 404 and "error" not in answer:
            return
        kind, reason = reason_of(answer)
        if kind == "cluster_block_exception":
            raise blocked(reason, self._index)
        if status != 400:
            raise EngineUnavailable(
                f"the server cannot write to {self._index} (HTTP {status}: {reason or kind}): see its health, run again"
            )
        yield Rejection(answer["_id"], reason or kind)


@contextmanager
def _threads() -> Iterator[ThreadPoolExecutor]:
    """Threads that are waited for at the end; not after Ctrl-C, which a server that hangs must not hold up."""
    threads = ThreadPoolExecutor(_REQUESTS)
    patient = True
    try:
        yield threads
    except KeyboardInterrupt:
        patient = False
        raise
    finally:
        threads.shutdown(wait=patient, cancel_futures=True)


def _chunks(actions: Iterable[tuple[str, _Action]]) -> Iterator[dict[str, _Action]]:
    """By id, of some `_CHUNK_BYTES` each; of two with one id the last one stays."""
    chunk: dict[str, _Action] = {}
    size = 0
    for id, action in actions:
        chunk[id] = action
        size += 100 + len(action[1] or b"")
        if size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = {}, 0
    if chunk:
        yield chunk


class IndexWriter:
    """Writes to one index. What is sent is unseen until `commit`, for the index is refreshed by nobody else."""

    #: What the words of the index are cut by.
    analyzer = WORDS

    def __init__(self, server: Server, index: str) -> None:
        self._server = server
        self.index = index
        self._pipeline = _Pipeline(server.client, index)

    def put(self, documents: Iterable[Document]) -> Sequence[Rejection]:
        refused: list[Rejection] = []

        def actions() -> Iterator[tuple[str, _Action]]:
            for document in documents:
                document_json = document.to_json()
                reason = refusal(document, document_json)
                if reason:
                    refused.append(Rejection(document.id, reason))
                    continue
                self._sending(document.id)
                yield (
                    document.id,
                    ({"index": {"_id": document.id}}, source_json(document, document_json, self.analyzer)),
                )

        with translated(self._server.address, self.index):
            refused += self._pipeline.send(actions())
        return refused

    def delete(self, ids: Iterable[str]) -> None:
        def actions() -> Iterator[tuple[str, _Action]]:
            for each in ids:
                self._sending(each)
                yield each, ({"delete": {"_id": each}}, None)

        with translated(self._server.address, self.index):
            self._pipeline.send(actions())

    def _sending(self, id: str) -> None:
        """Told of every id before it is sent."""

    def commit(self) -> None:
        with translated(self._server.address, self.index):
            self._server.client.indices.refresh(index=self.index)


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
        """Put back what searches still see, which is what was there at the last commit."""
        ids = list(self._uncommitted)
        self._uncommitted.clear()
        self._pipeline.hurry()
        reader = Reader(self._server, self.index)
        for start in range(0, len(ids), 500):
            before = {document.id: document for document in reader.documents(ids[start : start + 500])}
            self.put(before.values())
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
