"""A CSV file with a header in; Documents and Rejected out, row by row.

    编号,标题,正文,日期
    0513-1,坚决斩断招投标背后贪腐链条,"本报讯（记者 王超）5月13日，我市召开……",2022/5/13

The delimiter is a comma, a semicolon or a tab: the one with which the header names most fields. The text is UTF-8, or
GB18030, which Excel in China writes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.limits import TEXT_BYTES
from xtsearch.indexer.readers.items import Item
from xtsearch.indexer.readers.record_names import field_named
from xtsearch.indexer.readers.record_options import RecordFact
from xtsearch.indexer.readers.records import RecordReader
from xtsearch.indexer.text.decoding import LineDecoder, bounded_lines

#: The most bytes of a line, and the most characters of a cell.
CELL_LIMIT = TEXT_BYTES
DELIMITERS = (",", ";", "\t")


class _Lines:
    """The decoded lines of a table. A line that is no text raises InputError, and iteration goes on with the next one.

    `number` is that of the line read last, counted from 1.
    """

    def __init__(self, sample: bytes, stream: io.BufferedReader, reader: RecordReader) -> None:
        self._decoder = LineDecoder(sample)
        self._reader = reader
        self._lines = bounded_lines(stream, CELL_LIMIT)
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        if line is None:
            raise InputError(f"a line of more than {CELL_LIMIT >> 20} MB", Fault.TOO_LONG)
        if b"\0" in line:
            raise InputError("NUL in a row", Fault.CHARACTER)
        text = self._decoder.decode(line)
        if self._decoder.other:
            self._reader.note(RecordFact.ENCODING, self.number, self._decoder.other.upper())
        return text


def read_table(sample: bytes, stream: io.BufferedReader, reader: RecordReader) -> Iterator[Item]:
    """A document or a rejection for each row that is not empty.

    Raises:
        InputError: the whole is not text, or has no header that names a body or a title.
    """
    csv.field_size_limit(CELL_LIMIT)
    lines = _Lines(sample, stream, reader)
    first = next((line for line in lines if line.strip()), "")
    delimiter, columns = _read_header(first)
    check_header(columns, reader)
    reader.is_table = True
    reader.columns.declare(tuple(filter(None, columns)))
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        number, row = lines.number + 1, None
        try:
            row = next(rows, None)
            if row is None:
                return
            if any(row):
                yield reader.document(record_of(columns, row), number)
        except InputError as error:
            yield reader.place.rejected(error, line=number, record=shown_row(columns, row))
        except csv.Error as error:
            details, goes_on = _translate(error)
            yield reader.place.rejected(InputError(details, Fault.BROKEN_ROW), line=number)
            if not goes_on:
                return


def _read_header(line: str) -> tuple[str, list[str]]:
    """The delimiter, and the names of the columns."""
    readings = [(delimiter, _cells(line, delimiter)) for delimiter in DELIMITERS]
    delimiter, columns = max(readings, key=lambda reading: (_count_fields(reading[1]), len(reading[1])))
    return delimiter, columns


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _count_fields(columns: Sequence[str]) -> int:
    return sum(field_named(name) is not None for name in columns)


def check_header(columns: Sequence[str], reader: RecordReader) -> None:
    """Check the names of a table's columns.

    Raises:
        InputError: none of them is read as a body or a title, or two are the same.
    """
    if not reader.has_text(columns):
        shown = ", ".join(columns)[:60]
        raise InputError(
            f"the first line must name a column body or title (正文, 标题); it has {shown!r}", Fault.NO_HEADER
        )
    doubled = sorted({name for name in columns if name and columns.count(name) > 1})
    if doubled:
        raise InputError(f"two columns are named {', '.join(doubled)}; rename one", Fault.HEADER)


def record_of(columns: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    """The cells of a row that are not empty, by column. Cells that a row lacks at its end are empty, as Excel means it.

    Raises:
        InputError: the row has more cells than there are columns.
    """
    if len(row) > len(columns) and any(row[len(columns) :]):
        raise InputError(f"{len(row)} cells under {len(columns)} columns", Fault.ROW)
    record: dict[str, Any] = {}
    for number, (name, cell) in enumerate(zip(columns, row, strict=False), start=1):
        if cell:
            record[name or f"column {number}"] = cell.replace("\r\n", "\n")
    return record


def row_item(reader: RecordReader, record: Mapping[str, Any], number: int) -> Item:
    """The document that a row of a database or a Parquet file is, or its rejection."""
    try:
        return reader.document(record, number)
    except InputError as error:
        return reader.place.rejected(error, line=number, record=shown_row(list(record), list(record.values())))


def shown_row(columns: Sequence[str], row: Sequence[Any] | None) -> str | None:
    """A rejected row as a JSON object: a dead-letter file has JSON Lines, whatever the rejected records were."""
    if row is None:
        return None
    names = [*columns, *(f"column {number + 1}" for number in range(len(columns), len(row)))]
    return json.dumps({name: cell for name, cell in zip(names, row, strict=False) if cell}, ensure_ascii=False)


def _translate(error: csv.Error) -> tuple[str, bool]:
    """What the csv module reports, in words for a person; and whether the next line is the beginning of a row.

    The csv module has one class of error, so its kinds can be told by their messages only.
    """
    message = str(error)
    if "unexpected end" in message or "field limit" in message:
        return "a quote that opens here is not closed; the rest of the file was not read", False
    if "new-line" in message:
        return "a bare carriage return; save the file with Windows or Unix line ends", True
    return f"{message}; a quote inside a quoted cell is doubled", True
