"""Sources in; their first records, as they stand there before anything is made of them, out.

>>> first_records(["dump.csv"], 2)
[{'标题': '推进会', '正文': '…'}, {'标题': '调研', '正文': '…'}]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.readers.items import Place, Rejected
from xtsearch.indexer.readers.reading import read
from xtsearch.indexer.readers.record_options import RecordNotes, RecordOptions
from xtsearch.indexer.readers.records import RecordReader


class _SampleReader(RecordReader):
    """Keeps each record in `records`, and takes any table for one of records."""

    def __init__(
        self,
        records: list[dict[str, Any]],
        place: Place,
        options: RecordOptions | None = None,
        notes: RecordNotes | None = None,
    ) -> None:
        super().__init__(place, options, notes)
        self._records = records

    def document(self, record: Mapping[str, Any], line: int) -> Document:
        self._records.append(dict(record))
        return super().document(record, line)

    def has_text(self, names: Iterable[str]) -> bool:
        return any(names)


def first_records(sources: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """The first `limit` records of sources; all of them where there are fewer.

    Raises:
        InputError: there is none, or the first source cannot be read.
    """
    records: list[dict[str, Any]] = []
    reading = read(sources)
    reading.make_reader = partial(_SampleReader, records)
    for item in reading:
        if len(records) >= limit:
            break
        if isinstance(item, Rejected) and not records:
            raise InputError(f"{item.where}: {item.details}", item.fault)
    if not records:
        raise InputError(f"there are no records in {', '.join(sources)}; pages need no map", Fault.NOTHING)
    return records
