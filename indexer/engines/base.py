"""What an engine is, for both sides: the Engine protocol, and what it takes and gives.

Nothing here is optional. What an engine does in the cases where tools differ is said in the docstrings, and
tests/indexer/engines/test_engine_conformance.py holds every engine to each of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.request import Node, SearchRequest
from xtsearch.indexer.engines.run_records import Run
from xtsearch.indexer.fields import KEYWORD_FIELDS
from xtsearch.indexer.limits import EXTRA_CHARACTERS, EXTRA_DEPTH, KEYWORD_BYTES


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of an answer; `score` is 0.0 where nothing ranked it."""

    document: Document
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of an answer. `total` counts all that match; exactly, where `total_exact` says so."""

    hits: tuple[Hit, ...]
    total: int
    total_exact: bool = True


#: Told a document that an engine refused, and why.
OnRefused: TypeAlias = Callable[[Document, str], None]


@dataclass(frozen=True, slots=True)
class Status:
    """What is live. `generation` names it; `built` is when, in UTC, ISO 8601; `bytes` is None where we may not know.

    `generations` are it and those kept for a rollback, the last live first.
    """

    location: str
    engine: str
    generation: str
    articles: int
    bytes: int | None
    built: str
    schema_version: int
    analysis_version: int
    dictionary: str
    generations: tuple[str, ...]


class Writer(Protocol):
    """Writes to one index. Nothing is seen by a search before `commit`."""

    def put(self, documents: Iterable[Document], on_refused: OnRefused) -> None:
        """Write each document, replacing the one of the same id; of two with one id in a call the last one stays.

        Streams: `documents` is read once, never held whole, while those before are written. `on_refused` is told each
        that was refused, perhaps some documents later; the rest is written.
        """

    def delete(self, ids: Iterable[str]) -> None:
        """Delete by id; an id that is not there is no error."""

    def commit(self) -> None:
        """Make all that was put and deleted visible, and durable, at once."""


class Rebuild(Writer, Protocol):
    """Writes a new index beside the live one, which answers as before until `publish`."""

    def count(self) -> int:
        """The number of articles committed so far."""

    def search(self, request: SearchRequest) -> Hits:
        """Search what was committed so far, for gates before the switch."""

    def check(self) -> None:
        """Raise IndexForeign or IndexOutdated unless what stands there says that it was written by this version."""

    def publish(self) -> None:
        """Commit, then make this the live index in one atomic step; the one before is kept for a rollback."""


class Engine(Protocol):
    """One index of articles, wherever it lives.

    Raises, everywhere: `EngineUnavailable`, `NotAuthorised`; when reading, `IndexMissing` where nothing was ever
    published, `IndexForeign` where what stands there is not ours, `IndexOutdated` where this version cannot read it.
    """

    def search(self, request: SearchRequest) -> Hits:
        """Answer a request. An offset past the end gives no hits and the right total. Unknown field: EngineError."""

    def scan(self, where: Node) -> Iterator[Document]:
        """Every article that matches, one after the other, without a limit: the newer date first, undated last, then
        by id.

        All of them are as they were when the first was asked for, whatever is committed, published or rolled back
        meanwhile. Close the iterator to let go of what holds that view before its end.
        """

    def counts(self, nodes: Sequence[Node]) -> list[int]:
        """How many articles match each node; exact."""

    def facets(self, where: Node, field: str, *, size: int = 10) -> list[tuple[str, int]]:
        """The values of a keyword field among the matches, most frequent first, ties by value, with their counts.

        `field` is of KEYWORD_FIELDS, or `month` or `day` (of the date, as YYYY-MM and YYYY-MM-DD).
        """

    def get(self, id: str) -> Document | None:
        """The article of that id."""

    def hashes(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The content hash of each of these ids that is in the live index; none of them where nothing is live."""

    def ids(self, source_root: str) -> Iterable[str]:
        """The ids of all live articles of one source root."""

    def status(self) -> Status:
        """What is live."""

    def lock(self, wait: float = 0) -> AbstractContextManager[None]:
        """Hold the right to write: one run at a time, here and on other machines.

        Raises IndexLocked where another run holds it, `wait` seconds from now too; and, from `commit`, `publish` and
        `rollback`, where the right was lost meanwhile to a run that had reason to believe this one dead.
        """

    def check_writable(self) -> None:
        """Raise IndexMissing where nothing was ever published, IndexOutdated where `update` would; nothing is made."""

    def update(self) -> AbstractContextManager[Writer]:
        """Write to the live index, making an empty one first where nothing was ever published.

        Raises IndexOutdated where it was written by another schema, analysis or dictionary. Left without `commit`,
        nothing changes; where the process is killed, what it had sent is unseen until the next commit.
        """

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        """Write a new index beside the live one. Left without `publish`, it is removed and nothing changes."""

    def rollback(self) -> tuple[str, str]:
        """Make the generation that was live last live again, in one atomic step. For who holds the lock.

        The names of the one that was live until then, which may be damaged, and of the one that now is.

        The one rolled back from is kept in its place, so that a second rollback goes forward again. Raises IndexMissing
        where nothing is kept, IndexOutdated where this version cannot read what is; what is live stays then.
        """

    def record(self, run: Run) -> Run:
        """Keep the record of a run, in the place of the one of its number; number 0 is given the next number.

        The last `RUNS_KEPT` are kept. Needs no lock, and leaves what is live alone. Raises IndexForeign where what
        stands there is not ours.
        """

    def runs(self, limit: int) -> list[Run]:
        """The records of the last runs, the newest first; none where nothing was recorded."""

    def scratch(self) -> AbstractContextManager[Engine]:
        """An empty index of the same kind, apart from this one, that is removed at the end: for measuring."""

    def close(self) -> None:
        """Let go of connections and files."""


class Backend(Protocol):
    """A kind of engine: what can be done and said of one before it is open. Each package of an engine has a BACKEND."""

    #: As `status` tells it: `embedded`, `elasticsearch`.
    name: str

    def open(self, location: str, environ: Mapping[str, str], *, analyzer: str | None = None) -> Engine:
        """The engine at a location; see `open_engine`."""

    def label(self, location: str, environ: Mapping[str, str]) -> str:
        """What tells this index from others in metrics and logs: the folder, or the address and the alias.

        Raises:
            XtsearchError: the location is none of this engine's.
        """

    def explain(self, requests: Mapping[str, SearchRequest]) -> dict[str, Any]:
        """What the engine would be sent for each tier, under the name of the engine; {} where nothing is sent."""


def refusal(document: Document, document_json: str) -> str | None:
    """Why every engine refuses a document, or None: what one of them cannot hold, none takes."""
    try:
        document_json.encode()
    except UnicodeEncodeError:
        return "holds half of a surrogate pair, which is not text"
    for field in KEYWORD_FIELDS:
        for value in document.texts(field.name):
            if len(value) * 4 > KEYWORD_BYTES and len(value.encode()) > KEYWORD_BYTES:
                return f"{field.name} of {len(value.encode())} bytes: at most {KEYWORD_BYTES}"
    return _refused_value(document.extra, 1)


def _refused_value(value: Any, depth: int) -> str | None:
    """Why a value among the further fields cannot be held."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"a further field is {value}, which is not a number of JSON"
    if isinstance(value, Mapping):
        if any("\0" in key for key in value):
            return "a further field's name holds a NUL character"
        value = value.values()
    elif not isinstance(value, list | tuple):
        return None
    if depth > EXTRA_DEPTH:
        return f"further fields nested more than {EXTRA_DEPTH} deep"
    return next(filter(None, (_refused_value(each, depth + 1) for each in value)), None)


def extra_terms(extra: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The scalar values of a document's further fields with their dotted paths, as both engines index them.

    Numbers and booleans as JSON writes them; null and texts over `EXTRA_CHARACTERS` are kept but not indexed.
    """
    for key, value in extra.items():
        yield from _terms(f"{path}{key}", value)


def _terms(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from extra_terms(value, f"{path}.")
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _terms(path, each)
    elif value is not None:
        text = value if isinstance(value, str) else json.dumps(value)
        if len(text) <= EXTRA_CHARACTERS and len(f"{path}{text}".encode()) < KEYWORD_BYTES:
            yield path, text
