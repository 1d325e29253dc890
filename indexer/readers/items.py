"""What readers yield, item by item: a Document, or a Rejected that says where and why; and the Place they stand in."""

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
    """A file that is being read, and what is known of all articles in it.

    `shown` is its path in messages. `file` is its path relative to `source_root`, with `/`, as documents record both.
    `newspaper` is that of records that name none; `date` is the day of pages that print none. `mark` parts the path
    from the number of a line.
    """

    shown: str
    file: str = "-"
    source_root: str = ""
    newspaper: str | None = None
    date: datetime.date | None = None
    mark: str = ":"

    @property
    def path(self) -> str:
        """Its absolute path; that of standard input is no file's."""
        return f"{self.source_root.rstrip('/')}/{self.file}"

    def at(self, line: int) -> str:
        """A line of this file (counted from 1) in messages."""
        return f"{self.shown}{self.mark}{line}"

    def rejected(self, error: InputError, *, line: int | None = None, record: str | None = None) -> Rejected:
        """What in this file did not become a document: all of it, or what stands at a line (counted from 1)."""
        return Rejected.of(self.shown if line is None else self.at(line), error, record)
