"""Python objects in, in any mix: paths, records as mappings, Documents. Documents and Rejected out, one by one.

    >>> [item.id for item in read_objects([{"id": "a", "body": "正文"}, Document(id="b", body="正文")])]
    ['a', 'b']

A text is a path, as on the command line: a file, a folder, a glob, `-`. A record is read as a line of JSON Lines is,
and may hold what Python has and JSON has not: dates, tuples, sets, and for a missing value NaN or NaT, as pandas does.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.limits import EXTRA_DEPTH
from xtsearch.indexer.readers.extra_fields import check_characters
from xtsearch.indexer.readers.items import Item, Place
from xtsearch.indexer.readers.reading import Reading, read
from xtsearch.indexer.readers.record_options import RecordOptions
from xtsearch.indexer.readers.records import RecordReader
from xtsearch.indexer.readers.sources import Scope

Path: TypeAlias = str | os.PathLike[str]
ArticleSource: TypeAlias = Mapping[str, Any] | Path | Document


def read_objects(
    articles: ArticleSource | Iterable[ArticleSource],
    *,
    newspaper: str | None = None,
    date: datetime.date | None = None,
    options: RecordOptions | None = None,
) -> Reading:
    """The articles, to be iterated once; one alone stands for itself. The further arguments are those of `read`.

    An iterator is read as it goes on: no more of it is held than paths that follow each other.
    """
    if isinstance(articles, str | os.PathLike | Mapping | Document):
        articles = [articles]
    if isinstance(articles, Sequence) and all(map(_is_path, articles)):
        return _read_paths(articles, newspaper, date, options)
    return _MixedReading(articles, newspaper, date, options)


def _is_path(article: ArticleSource) -> bool:
    return isinstance(article, str | os.PathLike)


def _read_paths(
    paths: Iterable[Any], newspaper: str | None, date: datetime.date | None, options: RecordOptions | None
) -> Reading:
    return read([os.fsdecode(path) for path in paths], newspaper=newspaper, date=date, options=options)


class _MixedReading(Reading):
    """Counts along over all that is mixed; paths that follow each other are a Reading of their own."""

    def __init__(
        self,
        articles: Iterable[ArticleSource],
        newspaper: str | None,
        date: datetime.date | None,
        options: RecordOptions | None,
    ) -> None:
        super().__init__([], newspaper=newspaper, date=date, options=options)
        self._articles = articles
        self._readings: list[Reading] = []
        self._records = 0

    def __iter__(self) -> Iterator[Item]:
        reader = RecordReader(
            Place("record", newspaper=self._newspaper, date=self._date, mark=" "), self.options, self.record_notes
        )
        for are_paths, group in groupby(self._articles, key=_is_path):
            if are_paths:
                yield from self._read(group)
            else:
                yield from (self._item(record, reader) for record in group)
        self.note_columns(reader.columns.uses("records"))

    def _read(self, paths: Iterable[ArticleSource]) -> Iterator[Item]:
        reading = _read_paths(paths, self._newspaper, self._date, self.options)
        reading.record_notes = self.record_notes
        self._readings.append(reading)
        self.bytes_total += reading.bytes_total
        yield from reading
        self.files += reading.files
        self.pages += reading.pages
        self.bytes_read += reading.bytes_read
        self.skipped += reading.skipped
        self.empty += reading.empty
        for note, (where, count) in reading.notes.items():
            self.note(note, where, count)
        for uses in reading.columns:
            self.note_columns(uses)

    def _item(self, record: Any, reader: RecordReader) -> Item:
        self._records += 1
        try:
            if isinstance(record, Document):
                if record.extra:
                    _json_value(dict(record.extra), EXTRA_DEPTH + 1)
                return record
            if not isinstance(record, Mapping):
                kind = type(record).__name__
                raise InputError(f"an article is a mapping, a path or a Document, not {kind}", Fault.TYPE)
            values = _json_value(record, EXTRA_DEPTH + 1)
            check_characters(values)
            return reader.document(values, self._records)
        except InputError as error:
            return reader.place.rejected(error, line=self._records, record=_shown(record))

    def covers(self, article: Document) -> bool:
        return any(reading.covers(article) for reading in self._readings)

    def is_of_updates(self, article: Document) -> bool:
        """Also of what the program itself brings: where it gives an id a new text, it means to change the article."""
        return super().is_of_updates(article) or not any(reading.covers(article) for reading in self._readings)

    def complete(self) -> tuple[Scope, ...]:
        incomplete = self.incomplete()
        scopes = dict.fromkeys(scope for reading in self._readings for scope in reading.complete())
        return tuple(scope for scope in scopes if scope not in incomplete)

    def incomplete(self) -> tuple[Scope, ...]:
        return tuple(dict.fromkeys(scope for reading in self._readings for scope in reading.incomplete()))


def _json_value(value: Any, levels: int) -> Any:
    """The value as JSON has it; mappings and lists may nest so many levels.

    Raises:
        InputError: JSON has nothing for it.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if not isinstance(value, Mapping | list | tuple | set | frozenset) and value != value:
        return None
    if isinstance(value, float):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if not levels:
        raise InputError(f"further fields nest more than {EXTRA_DEPTH} levels", Fault.TOO_DEEP)
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str):
                raise InputError(f"the name of a field must be text, not {name!r}", Fault.TYPE)
        return {name: _json_value(inner, levels - 1) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(inner, levels - 1) for inner in value]
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    raise InputError(f"no value of JSON: {str(value)[:40]!r}, of type {type(value).__name__}", Fault.TYPE)


def _shown(record: Any) -> str:
    """A rejected record for a file of rejections."""
    try:
        return json.dumps(record, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):
        return str(record)
