"""How the records of a run are read, and what a person is to be told of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from xtsearch.indexer.readers.map_files import load_map
from xtsearch.indexer.readers.record_maps import RecordMap
from xtsearch.indexer.source_settings import Html, SourceSettings, settings_of_file
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE, zone_named

#: Places that are named for each thing that is told.
NAMED = 3


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """How records are read.

    `sources` say how files below certain paths are read, `map` what the names in records mean. `zone` is the
    newspapers' time zone: a moment is on the day that it has there. With `strict` a value that is no date makes the run
    end with exit code 6. `html` says what becomes of markup in texts.
    """

    zone: datetime.tzinfo = field(default_factory=lambda: zone_named(DEFAULT_TIMEZONE))
    strict: bool = False
    sources: tuple[SourceSettings, ...] = ()
    map: RecordMap | None = None
    html: Html = "strip"

    def map_of(self, path: str) -> RecordMap | None:
        """The map of records of the file at an absolute path: that of the run, else that of its source.

        Raises:
            MapError: the source's file cannot be read, or says something wrong.
        """
        source = settings_of_file(path, self.sources)
        return self.map or (load_map(source.map) if source.map else None)


class RecordFact(Enum):
    """What is told of records and what holds them, before their number and the first of them."""

    BAD_DATE = "articles undated, since their date cannot be read, or in two ways (write 2022-05-13)"
    MONTH = "articles dated by a month, which is kept as its first day"
    SERIAL = "articles dated by Excel's number of a day"
    HTML = "texts without the HTML that they had"
    ENCODING = "lines in another encoding than their file, UTF-8 or GB18030, and read by it"
    SPACES = "bodies without the spaces that parted Han characters of a word"
    SHEET = "sheets not read, only the first one with a header is"
    TABLE = "tables not read, only the first one with a body is"


@dataclass(slots=True)
class RecordNotes:
    """Counts of what is told of the records of a run, with the first NAMED places and values of each fact."""

    counts: dict[RecordFact, int] = field(default_factory=dict)
    first: dict[RecordFact, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, fact: RecordFact, where: str, value: str) -> None:
        """Count something of which a fact is true."""
        self.counts[fact] = self.counts.get(fact, 0) + 1
        named = self.first.setdefault(fact, [])
        if len(named) < NAMED:
            named.append((where, value))

    def notes(self) -> tuple[RecordNote, ...]:
        """What is to be told."""
        return tuple(RecordNote(fact.value, count, tuple(self.first[fact])) for fact, count in self.counts.items())


@dataclass(frozen=True, slots=True)
class RecordNote:
    """What is true of `count` records, sheets or tables of a run; `first` are places and values of some."""

    note: str
    count: int
    first: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        first = [{"where": where, "value": value} for where, value in self.first]
        return {"note": self.note, "count": self.count, "first": first}

    def __str__(self) -> str:
        named = ", ".join(f"{value} ({where})" for where, value in self.first)
        more = ", …" if self.count > len(self.first) else ""
        return f"{self.note}: {self.count:,}, {named}{more}"
