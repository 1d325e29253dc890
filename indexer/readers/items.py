"""What a reader gives, one by one: a Document, or what was Rejected and why; and the Place where it stood."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TypeAlias

from xtsearch.indexer.documents import Document


@dataclass(frozen=True, slots=True)
class Rejected:
    """A source, page or record that did not become a document.

    `where` is a path, with `:LINE` (counted from 1) for a record in a file; `reason` one line, `kind: details`;
    `record` the record's own text where there is one, for a dead-letter file.
    """

    where: str
    reason: str
    record: str | None = None

    @property
    def kind(self) -> str:
        """The reason without its details: what many rejections have in common."""
        return self.reason.partition(":")[0]

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


Item: TypeAlias = Document | Rejected


@dataclass(frozen=True, slots=True)
class Place:
    """A file to read, as a document records it, and what is said about everything in it.

    `shown` is the path for messages; `file` the path relative to `source_root`, with `/`. `newspaper` fills in where a
    record names none; `date` is the day printed on pages.
    """

    shown: str
    file: str = "-"
    source_root: str = ""
    newspaper: str | None = None
    date: datetime.date | None = None

    def rejected(self, reason: str, *, line: int | None = None, record: str | None = None) -> Rejected:
        """Something in this file that did not become a document."""
        return Rejected(self.shown if line is None else f"{self.shown}:{line}", reason, record)
