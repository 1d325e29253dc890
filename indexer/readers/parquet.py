"""A Parquet file in; Documents and Rejected out, row by row: the form in which collections of texts are published."""

from __future__ import annotations

import datetime
import decimal
import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.readers.items import Item
from xtsearch.indexer.readers.records import RecordReader
from xtsearch.indexer.readers.tables import row_item

if TYPE_CHECKING:
    from pyarrow import RecordBatch

#: Rows that are in memory at a time; their texts are unpacked a column at a time.
ROWS = 500


def read_parquet(path: str, reader: RecordReader) -> Iterator[Item]:
    """A document or a rejection for each row. Nested columns are read as JSON is.

    Raises:
        InputError: the extra is not installed, the file is damaged, or no column is a body or a title.
    """
    if importlib.util.find_spec("pyarrow") is None:
        details = "Parquet, for which an extra is needed: pip install 'xtsearch[parquet]'"
        raise InputError(details, Fault.UNREADABLE)
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    reader.count_records()
    try:
        with ParquetFile(path, memory_map=True) as file:
            names = file.schema_arrow.names
            if not reader.has_text(names):
                columns = ", ".join(map(repr, names[:10]))
                raise InputError(f"no column is a body or title (正文, 标题); there are {columns}", Fault.NO_HEADER)
            number = 0
            for batch in file.iter_batches(batch_size=ROWS, use_threads=False):
                for row in _readable(batch).to_pylist():
                    number += 1
                    record = {name: _json_value(value) for name, value in row.items() if _is_value(value)}
                    yield row_item(reader, record, number)
    except (ArrowException, OSError, ValueError, OverflowError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"no Parquet file that can be read ({reason})", Fault.DAMAGED) from error


def _readable(batch: RecordBatch) -> RecordBatch:
    """The rows with their times in microseconds: Python has no times in nanoseconds, as pandas writes them."""
    from pyarrow import field, schema, timestamp, types

    fields = [
        field(column.name, timestamp("us", column.type.tz)) if types.is_timestamp(column.type) else column
        for column in batch.schema
    ]
    return batch.cast(schema(fields), safe=False)


def _is_value(value: Any) -> bool:
    """Whether a record can hold a value: neither null nor the NaN that pandas writes where a number is missing."""
    return value is not None and value == value


def _json_value(value: Any) -> Any:
    """A value of a column as JSON has it; bytes that are no text are left out of it."""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "ignore")
    if isinstance(value, dict):
        return {name: _json_value(inner) for name, inner in value.items() if _is_value(inner)}
    if isinstance(value, list):
        return [_json_value(inner) for inner in value if _is_value(inner)]
    return value
