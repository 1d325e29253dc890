"""Generations: an index is built anew beside the live one, and a few that were live are kept to go back to.

    >>> next_name(["20220513t060000z"])
    '20261127t120301z'

Both engines name their generations so, record the same Provenance in each, and keep as many.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from xtsearch.indexer.errors import IndexOutdated
from xtsearch.indexer.fields import SCHEMA_VERSION
from xtsearch.indexer.text.analysis_version import ANALYSIS_VERSION, dictionary_hash

#: Generations kept beside the live one, for a rollback.
GENERATIONS_KEPT = 2
#: A generation's name: the UTC time at which it was begun.
NAME_PATTERN = r"\d{8}t\d{6}z"
_NAME_FORMAT, _NAME_START = "%Y%m%dt%H%M%Sz", re.compile(NAME_PATTERN)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which schema, analysis and dictionary wrote a generation, and when: UTC, ISO 8601."""

    schema_version: int
    analysis_version: int
    dictionary: str
    built: str

    @classmethod
    def now(cls) -> Self:
        """That of a generation that is begun now, by this version."""
        built = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        return cls(SCHEMA_VERSION, ANALYSIS_VERSION, dictionary_hash(), built)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """The inverse of `to_record`; further keys of the record are ignored.

        Raises:
            KeyError, TypeError: it is no such record.
        """
        return cls(**{field.name: record[field.name] for field in fields(cls)})

    def to_record(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def check_readable(self, where: str) -> None:
        """Raise IndexOutdated unless this version of xtsearch can search it; `where` names it in the message."""
        if (self.schema_version, self.analysis_version) != (SCHEMA_VERSION, ANALYSIS_VERSION):
            raise IndexOutdated(
                f"{where} was written by another version of xtsearch", remedy="run `xtsearch reindex` on its sources"
            )

    def check_writable(self, where: str) -> None:
        """Raise IndexOutdated unless what this version writes agrees with what is there."""
        self.check_readable(where)
        if self.dictionary != dictionary_hash():
            raise IndexOutdated(
                f"{where} was cut with another dictionary", remedy="run `xtsearch reindex` on its sources"
            )


def next_name(existing: Iterable[str]) -> str:
    """The name of a new generation: the time in UTC, and in any case later than each of the `existing` names.

    So the names tell the order in which generations were made, also of two within one second, or where a clock was
    set back.
    """
    name = datetime.datetime.now(datetime.UTC).strftime(_NAME_FORMAT)
    latest = max((start[0] for old in existing if (start := _NAME_START.match(old))), default="")
    if latest < name:
        return name
    return (datetime.datetime.strptime(latest, _NAME_FORMAT) + datetime.timedelta(seconds=1)).strftime(_NAME_FORMAT)
