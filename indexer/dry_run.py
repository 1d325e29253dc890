"""Sources in; what `index` would make of them out: the first articles, and the counts of all. No index is touched.

>>> dry_run(read(["dump.csv"]), limit=10).counts()
'1,000 records: 990 articles, 3 duplicates, 7 rejected (no text 7)'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.entities import complete
from xtsearch.indexer.errors import InputError
from xtsearch.indexer.readers import ColumnUses, Reading, RecordFact, RecordNote, Rejected
from xtsearch.indexer.reindex import consistent
from xtsearch.indexer.report import Tally
from xtsearch.indexer.text.plurals import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a run would do with sources.

    `articles` are the first ones as they would be stored; `count` is how many there would be, `duplicates` how many
    repeat the text of an id, `characters` how many their texts have. `rejected` are the first rejections,
    `rejected_count` and `rejected_kinds` count all. `columns` and `record_notes` are those of a Report.
    """

    articles: tuple[Document, ...]
    count: int
    duplicates: int
    characters: int
    rejected_count: int
    rejected: tuple[Rejected, ...]
    rejected_kinds: tuple[tuple[str, int], ...]
    columns: tuple[ColumnUses, ...]
    record_notes: tuple[RecordNote, ...]
    bad_dates: int

    @property
    def exit_code(self) -> int:
        """6 if something would be rejected, else 0."""
        return InputError.exit_code if self.rejected_count else 0

    def counts(self) -> str:
        """One line for a person."""
        read = self.count + self.duplicates + self.rejected_count
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in self.rejected_kinds)
        parts = [f"{self.count:,} {plural(self.count, 'article')}"]
        if self.duplicates:
            parts.append(f"{self.duplicates:,} {plural(self.duplicates, 'duplicate')}")
        parts.append(f"{self.rejected_count:,} rejected{f' ({kinds})' if kinds else ''}")
        return f"{read:,} {plural(read, 'record')}: {', '.join(parts)}"

    def to_dict(self) -> dict[str, Any]:
        """What `records check --format json` writes, as JSON values."""
        return {
            "count": self.count,
            "duplicates": self.duplicates,
            "characters": self.characters,
            "rejected_count": self.rejected_count,
            "rejected": [{"where": rejected.where, "reason": rejected.reason} for rejected in self.rejected],
            "rejected_kinds": dict(self.rejected_kinds),
            "bad_dates": self.bad_dates,
            "columns": [uses.to_dict() for uses in self.columns],
            "record_notes": [note.to_dict() for note in self.record_notes],
            "articles": [article.to_dict() for article in self.articles],
        }


def dry_run(reading: Reading, *, limit: int) -> DryRun:
    """Read all of it, and keep the first `limit` articles."""
    tally = Tally()
    ids: set[str] = set()
    first: list[Document] = []
    characters = 0
    for document in consistent(reading, tally, replace=False):
        ids.add(document.id)
        characters += len(document.title or "") + len(document.body)
        if len(first) < limit:
            first.append(complete(document))
    return DryRun(
        articles=tuple(first),
        count=len(ids),
        duplicates=tally.duplicates,
        characters=characters,
        rejected_count=tally.rejected_count,
        rejected=tuple(tally.rejected),
        rejected_kinds=tuple((fault.value, count) for fault, count in tally.faults.most_common()),
        columns=reading.columns,
        record_notes=reading.record_notes.notes(),
        bad_dates=reading.record_notes.counts.get(RecordFact.BAD_DATE, 0),
    )
