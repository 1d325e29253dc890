"""What a run of indexing did: a Tally counts during the run, a Report has the counts afterwards.

>>> report.summary()
'13 articles indexed, 0 unchanged, 0 rejected, from 1 file (1 page) in 0.1 s; the index holds 13'
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine, Status
from xtsearch.indexer.errors import Fault, IndexMissing, InputError
from xtsearch.indexer.readers import ColumnUses, Reading, RecordFact, RecordNote, Rejected
from xtsearch.indexer.text.plurals import plural

#: The most rejections, and the most ids of duplicates, that a report names; all are counted. A file with a million
#: broken lines must not fill the memory.
KEPT = 100
#: The most kinds of rejection that the summary names.
_KINDS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did.

    Each id that was read counts once: in `indexed`, in `unchanged`, or, if the engine refused its document, in
    `rejected_count`. `replaced` of those in `indexed` took the place of a live article of their id. `duplicates` counts
    documents whose id was read again later in the run, with the same text or as a newer version of it. `rejected` are
    the first KEPT rejections, without their records; `rejected_kinds` counts all of them, the most frequent kind first.
    `unpruned` are the folders and files where no article was deleted, since something in them was unreadable or
    rejected. `articles` is the number of articles in the index after the run. `notes` say how pages could be read
    better: of each the sentence, the first page of which it is true, and the number of these pages. `columns` say what
    became of the columns of records, `record_notes` what else is to be told of them. `bad_dates` counts articles that
    are undated since what stood for their date is none; with `strict` the exit code says so. `foreign_count` and
    `foreign` are those of the engine's Status.
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
    notes: tuple[tuple[str, str, int], ...] = ()
    replaced: int = 0
    columns: tuple[ColumnUses, ...] = ()
    record_notes: tuple[RecordNote, ...] = ()
    bad_dates: int = 0
    strict: bool = False
    foreign_count: int = 0
    foreign: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """What `index --format json` writes, as JSON values."""
        return asdict(self) | {
            "rejected": [{"where": rejected.where, "reason": rejected.reason} for rejected in self.rejected],
            "rejected_kinds": dict(self.rejected_kinds),
            "seconds": round(self.seconds, 3),
            "notes": [{"note": note, "where": where, "pages": count} for note, where, count in self.notes],
            "columns": [uses.to_dict() for uses in self.columns],
            "record_notes": [note.to_dict() for note in self.record_notes],
        }

    @property
    def exit_code(self) -> int:
        """6 if something was rejected, if the index holds what is no article, with `strict` also if a date could not be
        read; else 0."""
        wrong = self.rejected_count or self.foreign_count or (self.strict and self.bad_dates)
        return InputError.exit_code if wrong else 0

    def summary(self) -> str:
        """One line for a person."""
        replaced = f" ({self.replaced:,} in place of an older version)" if self.replaced else ""
        parts = [f"{_count(self.indexed, 'article')} indexed{replaced}", f"{self.unchanged:,} unchanged"]
        if self.deleted:
            parts.append(f"{self.deleted:,} deleted")
        if self.duplicates:
            parts.append(_count(self.duplicates, "duplicate"))
        rejected = f"{self.rejected_count:,} rejected"
        if self.rejected_kinds:
            kinds = [f"{kind} {count:,}" for kind, count in self.rejected_kinds[:_KINDS_SHOWN]]
            rejected += f" ({', '.join(kinds)}{', …' if len(self.rejected_kinds) > _KINDS_SHOWN else ''})"
        source = f"{_count(self.files, 'file')} ({_count(self.pages, 'page')})"
        parts.append(f"{rejected}, from {source} in {self.seconds:.1f} s; the index holds {self.articles:,}")
        return ", ".join(parts)


def foreign_line(status: Status | Report) -> str:
    """What to know and do about documents that another program wrote into the index; empty where there are none."""
    count, named = status.foreign_count, ", ".join(status.foreign)
    if not count:
        return ""
    more = ", …" if count > len(status.foreign) else ""
    return (
        f"the index holds {_count(count, 'document')} of another program that {'is' if count == 1 else 'are'} no "
        f"article ({named}{more}): no answer has them; stop what writes there, then `xtsearch reindex` on all sources "
        "leaves them out"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {plural(number, noun)}"


@dataclass(slots=True)
class Tally:
    """The counts of a run that goes on.

    `ids` has every id that was read: True if its document was sent to the engine, False if the index has it unchanged,
    None if the engine refused it. `added` counts those that were sent and not in the live index, `replaced` those
    whose live article had other content. `resent` counts, for
    ids that were sent more than once, the further documents that the engine did not refuse.
    """

    on_rejected: Callable[[Rejected], None] | None = None
    ids: dict[str, bool | None] = field(default_factory=dict)
    added: int = 0
    replaced: int = 0
    deleted: int = 0
    unpruned: list[str] = field(default_factory=list)
    duplicates: int = 0
    duplicate_ids: list[str] = field(default_factory=list)
    rejected_count: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    faults: Counter[Fault] = field(default_factory=Counter)
    resent: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.perf_counter)

    def reject(self, rejected: Rejected) -> None:
        """Count a rejection, and hand it with its record to `on_rejected`."""
        self.rejected_count += 1
        self.faults[rejected.fault] += 1
        if len(self.rejected) < KEPT:
            self.rejected.append(replace(rejected, record=None))
        if self.on_rejected:
            self.on_rejected(rejected)

    def send(self, document: Document) -> None:
        """Count a document that is sent to the engine."""
        if self.ids.get(document.id):
            self.resent[document.id] += 1
        self.ids[document.id] = True

    def refuse(self, document: Document, rejected: Rejected) -> None:
        """Count a document that was sent and that the engine refused; another one of its id may have been taken."""
        if self.resent[document.id]:
            self.resent[document.id] -= 1
        else:
            self.ids[document.id] = None
        self.reject(rejected)

    @property
    def refused_count(self) -> int:
        """The number of documents that the engine refused."""
        return self.faults[Fault.REFUSED]

    def repeat(self, name: str) -> None:
        """Count a document whose id was read before."""
        self.duplicates += 1
        if len(self.duplicate_ids) < KEPT:
            self.duplicate_ids.append(name)

    def sent(self) -> int:
        """The number of ids of which the engine took a document."""
        return sum(sent is True for sent in self.ids.values())

    def report(self, engine: Engine, reading: Reading) -> Report:
        """The counts, with the number of articles that the engine holds now."""
        try:
            status = engine.status()
            articles, generation = status.articles, status.generation
            foreign_count, foreign = status.foreign_count, status.foreign
        except IndexMissing:
            articles, generation, foreign_count, foreign = 0, "", 0, ()
        return Report(
            files=reading.files,
            pages=reading.pages,
            indexed=self.sent(),
            unchanged=sum(sent is False for sent in self.ids.values()),
            deleted=self.deleted,
            replaced=self.replaced,
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
            notes=tuple((note, where, count) for note, (where, count) in reading.notes.items()),
            columns=reading.columns,
            record_notes=reading.record_notes.notes(),
            bad_dates=reading.record_notes.counts.get(RecordFact.BAD_DATE, 0),
            strict=reading.options.strict,
            foreign_count=foreign_count,
            foreign=foreign,
        )
