"""A database of SQLite in; Documents and Rejected out, row by row, of its first table that has a body or title."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.readers.items import Item
from xtsearch.indexer.readers.record_options import RecordFact
from xtsearch.indexer.readers.records import RecordReader
from xtsearch.indexer.readers.tables import row_item

MAGIC = b"SQLite format 3\0"


def read_database(path: str, reader: RecordReader) -> Iterator[Item]:
    """A document or a rejection for each row of the first table with a body or title; the other tables are told.

    Raises:
        InputError: it is no database, is damaged, or no table has a column that is a body or a title.
    """
    reader.count_records()
    try:
        with closing(sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)) as database:
            database.text_factory = lambda text: text.decode("utf-8", "replace")
            database.execute("PRAGMA trusted_schema = OFF")
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            columns = {name: _columns(database, name) for name in names if not name.startswith("sqlite_")}
            table = next((name for name in columns if reader.has_text(columns[name])), None)
            if table is None:
                raise InputError("no table has a column that is a body or title (正文, 标题)", Fault.NO_HEADER)
            reader.note_each(RecordFact.TABLE, [name for name in columns if name != table])
            rows = database.execute(f"SELECT * FROM {_quoted(table)}")
            for number, row in enumerate(rows, start=1):
                record = {name: value for name, value in zip(columns[table], row, strict=True) if _is_value(value)}
                yield row_item(reader, record, number)
    except sqlite3.Error as error:
        raise InputError(f"no SQLite database that can be read ({error})", Fault.DAMAGED) from error


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({_quoted(table)})")]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _is_value(value: Any) -> bool:
    """Whether a record can hold a value: not NULL, and not bytes."""
    return value is not None and not isinstance(value, bytes)
