"""What a run did: a Tally counts while it goes on, a Report tells it afterwards."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.errors import Fault, IndexMissing, InputError
from xtsearch.indexer.readers import Reading, Rejected
from xtsearch.indexer.text.plurals import plural

#: Rejections, and ids of duplicates, that a report names; beyond it counts them. A file of a million broken lines must
#: not fill the memory.
KEPT = 100
#: Kinds of rejection that the summary names.
_KINDS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did.

    Each id read is in exactly one of `indexed` and `unchanged`, or was refused by the engine and is in
    `rejected_count`. `duplicates` counts documents whose id came again later; the last one stays. `rejected` are the
    first KEPT, without their records; `rejected_kinds` counts all, most frequent first. `unpruned` are the folders
    and files where nothing was deleted because something in them was unreadable or rejected. `articles` is what the
    index holds afterwards.
    """

    files: int
    pages: int
    indexed: int
    unchanged: int
    deleted: int
    duplicates: int
    duplicate_ids: tuple[str, ...]
    rejected_count: int
    rejected: tuple[Rejected, ...]
    rejected_kinds: tuple[tuple[str, int], ...]
    skipped: tuple[str, ...]
    unpruned: tuple[str, ...]
    articles: int
    generation: str
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """What `index --format json` writes, as JSON values."""
        return asdict(self) | {
            "rejected": [{"where": rejected.where, "reason": rejected.reason} for rejected in self.rejected],
            "rejected_kinds": dict(self.rejected_kinds),
            "seconds": round(self.seconds, 3),
        }

    @property
    def exit_code(self) -> int:
        """0, or 6 where something was rejected."""
        return InputError.exit_code if self.rejected_count else 0

    def summary(self) -> str:
        """One line for a person."""
        said = [f"{_count(self.indexed, 'article')} indexed", f"{self.unchanged:,} unchanged"]
        if self.deleted:
            said.append(f"{self.deleted:,} deleted")
        if self.duplicates:
            said.append(f"{_count(self.duplicates, 'duplicate')} (the last stays)")
        rejected = f"{self.rejected_count:,} rejected"
        if self.rejected_kinds:
            kinds = [f"{kind} {count:,}" for kind, count in self.rejected_kinds[:_KINDS_SHOWN]]
            rejected += f" ({', '.join(kinds)}{', …' if len(self.rejected_kinds) > _KINDS_SHOWN else ''})"
        source = f"{_count(self.files, 'file')} ({_count(self.pages, 'page')})"
        said.append(f"{rejected}, from {source} in {self.seconds:.1f} s; the index holds {self.articles:,}")
        return ", ".join(said)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {plural(number, noun)}"


@dataclass(slots=True)
class Tally:
    """Counts a run. `known` has every id read, and whether it was sent; an id that the engine refused has None."""

    on_rejected: Callable[[Rejected], None] | None = None
    known: dict[str, bool | None] = field(default_factory=dict)
    #: How many of those sent the live index did not hold.
    added: int = 0
    deleted: int = 0
    unpruned: list[str] = field(default_factory=list)
    duplicates: int = 0
    duplicate_ids: list[str] = field(default_factory=list)
    rejected_count: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    faults: Counter[Fault] = field(default_factory=Counter)
    #: How many more documents of an id were sent and, as far as is known, taken.
    more: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.perf_counter)

    def reject(self, rejected: Rejected) -> None:
        """Count a rejection; the whole of it, record and all, goes to `on_rejected`."""
        self.rejected_count += 1
        self.faults[rejected.fault] += 1
        if len(self.rejected) < KEPT:
            self.rejected.append(replace(rejected, record=None))
        if self.on_rejected:
            self.on_rejected(rejected)

    def send(self, document: Document) -> None:
        """Count a document that goes to the engine."""
        if self.known.get(document.id):
            self.more[document.id] += 1
        self.known[document.id] = True

    def refuse(self, document: Document, rejected: Rejected) -> None:
        """Count a document that the engine refused after all; another of its id may have been taken."""
        if self.more[document.id]:
            self.more[document.id] -= 1
        else:
            self.known[document.id] = None
        self.reject(rejected)

    @property
    def refused_count(self) -> int:
        """How many documents the engine refused."""
        return self.faults[Fault.REFUSED]

    def repeat(self, name: str) -> None:
        """Count a document whose id was read before."""
        self.duplicates += 1
        if len(self.duplicate_ids) < KEPT:
            self.duplicate_ids.append(name)

    def sent(self) -> int:
        """How many ids were sent to the engine and taken."""
        return sum(sent is True for sent in self.known.values())

    def report(self, engine: Engine, reading: Reading) -> Report:
        """What was counted, and what the engine holds now."""
        try:
            status = engine.status()
            articles, generation = status.articles, status.generation
        except IndexMissing:
            articles, generation = 0, ""
        return Report(
            files=reading.files,
            pages=reading.pages,
            indexed=self.sent(),
            unchanged=sum(sent is False for sent in self.known.values()),
            deleted=self.deleted,
            duplicates=self.duplicates,
            duplicate_ids=tuple(self.duplicate_ids),
            rejected_count=self.rejected_count,
            rejected=tuple(self.rejected),
            rejected_kinds=tuple((fault.value, count) for fault, count in self.faults.most_common()),
            skipped=reading.skipped,
            unpruned=tuple(self.unpruned),
            articles=articles,
            generation=generation,
            seconds=time.perf_counter() - self.started,
        )
