"""What an engine is, for the write side and the read side: the Engine protocol, and what enters and leaves it.

    with engine.lock(), engine.update() as writer:
        writer.put(documents, on_refused)
        writer.commit()
    engine.search(SearchRequest(Phrase("专项整治"), rank=("专项整治",))).total   # 92

Nothing here is optional. The docstrings say what an engine does where search engines differ, and
tests/indexer/engines/test_engine_conformance.py holds every engine to them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.pauses import Pause
from xtsearch.indexer.engines.request import Node, SearchRequest
from xtsearch.indexer.engines.run_records import Run
from xtsearch.indexer.fields import KEYWORD_FIELDS
from xtsearch.indexer.limits import EXTRA_CHARACTERS, EXTRA_DEPTH, KEYWORD_BYTES


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of an answer; `score` is 0.0 where hits are not ordered by score."""

    document: Document
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of an answer. `total` is how many articles match: exactly, or at least so many without `total_exact`."""

    hits: tuple[Hit, ...]
    total: int
    total_exact: bool = True


#: Called with a document that an engine refused, and the reason.
OnRefused: TypeAlias = Callable[[Document, str], None]


#: As `Status.words_cut_by`: words are cut here, and not by a plugin of the server.
XTSEARCH = "xtsearch"
#: The most documents of other programs that a status names.
FOREIGN_NAMED = 5


@dataclass(frozen=True, slots=True)
class Status:
    """What is live: the name of its generation, when it was built (UTC, ISO 8601), and the versions that wrote it.

    `bytes` is its size on disk, None where these credentials may not ask. `generations` names the live one and those
    that are kept for a rollback, the one that was live last first. `foreign_count` documents beside the articles were
    written by another program and are none: no answer has them; `foreign` are the ids of the first FOREIGN_NAMED.
    `kept_seen` is false where these credentials may not see which generations are kept. `words_cut_by` says what cuts
    words, as `xtsearch reindex --analyzer` chooses: `xtsearch`, or the server's plugin `ik`.
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
    foreign_count: int = 0
    foreign: tuple[str, ...] = ()
    kept_seen: bool = True
    words_cut_by: str = XTSEARCH


class Writer(Protocol):
    """Writes to one index. No search sees what was written until `commit`."""

    def put(self, documents: Iterable[Document], on_refused: OnRefused) -> None:
        """Write each document, in the place of the one of the same id; of two with one id the last one stays.

        `documents` is read once, as a stream, while the ones before are written. `on_refused` is called for each that
        the engine refuses, perhaps some documents later; the rest is written.
        """

    def delete(self, ids: Iterable[str]) -> None:
        """Delete articles by id; an id that is not in the index is no error."""

    def commit(self) -> None:
        """Make everything that was put and deleted visible at once, and durable."""


class Rebuild(Writer, Protocol):
    """Writes a new index beside the live one, which answers as before until `publish`."""

    def count(self) -> int:
        """The number of articles committed so far."""

    def search(self, request: SearchRequest) -> Hits:
        """Search what was committed so far: gates do before it is published."""

    def check(self) -> None:
        """Raise IndexForeign or IndexOutdated unless the new index says that this version wrote it."""

    def publish(self) -> None:
        """Commit, then make this the live index in one atomic step. The one before is kept for a rollback."""


class Engine(Protocol):
    """One index of articles: a folder, or an alias on a server.

    Every method may raise `EngineUnavailable` and `NotAuthorised`. Methods that read raise `IndexMissing` where nothing
    was ever published, `IndexForeign` where what is there is not an index of ours, and `IndexOutdated` where this
    version cannot read it.
    """

    def search(self, request: SearchRequest) -> Hits:
        """Answer a request. An offset past the end gives no hits, and the right total.

        Raises:
            EngineError: it asks for a field that does not exist.
        """

    def scan(self, where: Node) -> Iterator[Document]:
        """Every article that matches, one after the other, without a limit: the newer date first, undated last, then
        by id.

        All of them are as they were when the first was asked for, whatever is committed, published or rolled back
        meanwhile. Close the iterator to let go of what holds that view before its end.
        """

    def counts(self, nodes: Sequence[Node]) -> list[int]:
        """How many articles match each node; exact."""

    def facets(self, where: Node, field: str, *, size: int = 10) -> list[tuple[str, int]]:
        """The values of a field among the articles that match, and in how many of them: the most frequent first.

        Values of one count are in the order of their code points. `field` is one of KEYWORD_FIELDS, or `month` or `day`
        (of the date, as YYYY-MM and YYYY-MM-DD); at most `size` values are given.

        Raises:
            EngineError: articles cannot be counted by that field.
        """

    def get(self, id: str) -> Document | None:
        """The article of that id, None where there is none."""

    def documents(self, ids: Sequence[str]) -> Iterable[Document]:
        """The articles of these ids that are live, in no particular order; none where no index is."""

    def hashes(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The content hash of each of these ids that is live; nothing where no index is."""

    def ids(self, source_root: str) -> Iterable[str]:
        """The ids of all live articles of one source root."""

    def shards_of_new(self) -> int | None:
        """How many shards an index that is built now would have; None where the engine parts none."""

    def status(self) -> Status:
        """What is live."""

    def lock(self, wait: float = 0) -> AbstractContextManager[None]:
        """Hold the right to write: one run at a time, here and on other machines.

        Raises:
            IndexLocked: another run holds it, and still after `wait` seconds; or a pause lasts. `commit`, `publish` and
                `rollback` raise it as well, where another run took this one for dead meanwhile and took over.
        """

    def check_writable(self) -> None:
        """Raise IndexMissing where nothing was ever published, IndexOutdated where `update` would. Makes nothing."""

    def update(self) -> AbstractContextManager[Writer]:
        """Write to the live index; where nothing was ever published, an empty one is made first.

        What was not committed when the context is left is taken back. After the process was killed, what it had sent
        stays invisible until the next commit.

        Raises:
            IndexOutdated: another schema, analysis or dictionary wrote the index.
        """

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        """Write a new index beside the live one. It is removed if the context is left before `publish`."""

    def rollback(self) -> tuple[str, str]:
        """Make the generation that was live last live again, in one atomic step; to be called with the lock held.

        Returns the name of the generation that was live until now, which may be damaged, and of the one that is. The
        former is kept in the place of the latter, so that a second rollback goes forward again.

        Raises:
            IndexMissing: none is kept. IndexOutdated: this version cannot read the one that is. Nothing changes then.
        """

    def adopt(self, generation: str | None = None, *, wait: float = 0) -> str:
        """Make a generation live that stands there whole: where none is live any more, or several seem to be.

        That is the newest one, or `generation`. Nothing is removed; it takes the lock itself. Returns its name.

        Raises:
            IndexMissing: none stands there. IndexOutdated: this version cannot read it. IndexLocked: as `lock`.
            EngineError: `generation` does not stand there.
        """

    def paused(self) -> Pause | None:
        """The pause that is kept, even one that is over; None where there is none."""

    def pause(self, pause: Pause, *, wait: float = 0) -> None:
        """Keep runs from writing while a pause lasts: `lock` and `record` raise IndexLocked. Searches answer on.

        Raises:
            IndexLocked: a run is writing, and still after `wait` seconds; or a pause lasts already.
        """

    def resume(self) -> Pause | None:
        """End the pause, and return it; None where there was none."""

    def record(self, run: Run) -> Run:
        """Keep the record of a run, in the place of the one with its number; a run of number 0 gets the next number.

        Returns the run with its number. The last `RUNS_KEPT` are kept. This needs no lock, and does not touch articles.

        Raises:
            IndexForeign: what is there is not an index of ours.
        """

    def runs(self, limit: int) -> list[Run]:
        """The records of the last runs, the newest first; none where nothing was recorded."""

    def scratch(self) -> AbstractContextManager[Engine]:
        """An empty index of the same kind, apart from this one, that is removed at the end; for measuring."""

    def close(self) -> None:
        """Close connections and files."""


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

    def words_cut_by(self, location: str, environ: Mapping[str, str]) -> str:
        """What cuts the words of the index at a location, as `Status.words_cut_by`; XTSEARCH where it does not answer.

        It is asked for a note beside what is worked out here, so a server is given little time.
        """

    def explain(self, requests: Mapping[str, SearchRequest], words_cut_by: str) -> dict[str, Any]:
        """What the engine would be sent for each tier, under the name of the engine; {} where nothing is sent."""


def refusal(document: Document, document_json: str) -> str | None:
    """Why every engine refuses this document, or None: what one engine cannot hold, no engine takes.

    `document_json` is the document as `Document.serialised` gives it.
    """
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
    """Why an engine cannot hold a value among the further fields, or None; `depth` is its level, from 1."""
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
    return next(filter(None, (_refused_value(inner, depth + 1) for inner in value)), None)


def extra_terms(extra: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The texts, numbers and truth values among a document's further fields, each with its dotted path.

    So both engines index them: numbers and truth values as JSON writes them. Null, and texts longer than
    EXTRA_CHARACTERS, are stored but not indexed.

        >>> list(extra_terms({"page": {"number": 3}}))
        [('page.number', '3')]
    """
    for key, value in extra.items():
        yield from _terms(f"{path}{key}", value)


def _terms(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from extra_terms(value, f"{path}.")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _terms(path, inner)
    elif value is not None:
        text = value if isinstance(value, str) else json.dumps(value)
        if len(text) <= EXTRA_CHARACTERS and len(f"{path}{text}".encode()) < KEYWORD_BYTES:
            yield path, text
