"""What a reader gives, one by one: a Document, or what was Rejected and why; and the Place where it stood."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Self, TypeAlias

from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import Fault, InputError


@dataclass(frozen=True, slots=True)
class Rejected:
    """A source, page or record that did not become a document.

    `where` is a path, with `:LINE` (counted from 1) for a record in a file. `fault` is what many rejections have in
    common, `details` what is wrong with this one. `record` is the record's own text where there is one, for a
    dead-letter file.
    """

    where: str
    fault: Fault
    details: str
    record: str | None = None

    @classmethod
    def of(cls, where: str, error: InputError, record: str | None = None) -> Self:
        """The rejection that an error of a reader means."""
        return cls(where, error.fault or Fault.UNREADABLE, error.details, record)

    @property
    def kind(self) -> str:
        """The fault in words, as reports count it."""
        return self.fault.value

    @property
    def reason(self) -> str:
        """Fault and details in one line."""
        return f"{self.fault.value}: {self.details}"

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

    def rejected(self, error: InputError, *, line: int | None = None, record: str | None = None) -> Rejected:
        """What in this file did not become a document: all of it, or what stands at a line (counted from 1)."""
        return Rejected.of(self.shown if line is None else f"{self.shown}:{line}", error, record)
