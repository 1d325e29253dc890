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
from collections.abc import Iterator, Sequence
from typing import Any

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.fields import FIELDS
from xtsearch.indexer.readers.items import Item, Place
from xtsearch.indexer.readers.records import GIVEN, to_document
from xtsearch.indexer.text.decoding import LineDecoder, bounded_lines

#: The most bytes of a line, and the most characters of a cell.
CELL_LIMIT = 16 << 20
DELIMITERS = (",", ";", "\t")

#: The name of a column in the header -> the field; names are compared in lower case, without white space around them.
ALIASES = {
    **{name: field.name for field in FIELDS if field.is_given for name in field.table_names},
    **{name: name for name in GIVEN},
}


class _Lines:
    """The decoded lines of a table. A line that is no text raises InputError, and iteration goes on with the next one.

    `number` is that of the line read last, counted from 1.
    """

    def __init__(self, sample: bytes, stream: io.BufferedReader) -> None:
        self._decoder = LineDecoder(sample)
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
        return self._decoder.decode(line)


def read_table(sample: bytes, stream: io.BufferedReader, place: Place) -> Iterator[Item]:
    """A document or a rejection for each row that is not empty.

    Raises:
        InputError: the whole is not text, or has no header that names a body or a title.
    """
    csv.field_size_limit(CELL_LIMIT)
    lines = _Lines(sample, stream)
    first = next((line for line in lines if line.strip()), "")
    delimiter, columns = _read_header(first)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    taken: set[str] = set()
    while True:
        number, row = lines.number + 1, None
        try:
            row = next(rows, None)
            if row is None:
                return
            if any(row):
                yield to_document(_record(columns, row), place, taken)
        except InputError as error:
            yield place.rejected(error, line=number, record=_shown(columns, row))
        except csv.Error as error:
            details, goes_on = _translate(error)
            yield place.rejected(InputError(details, Fault.BROKEN_ROW), line=number)
            if not goes_on:
                return


def _read_header(line: str) -> tuple[str, list[str]]:
    """The delimiter, and the names of the columns: fields of GIVEN by their own names, others as they are written."""
    readings = [(delimiter, _columns(line, delimiter)) for delimiter in DELIMITERS]
    delimiter, columns = max(readings, key=lambda reading: (len(GIVEN & set(reading[1])), len(reading[1])))
    if not {"body", "title"} & set(columns):
        shown = line.strip()[:60]
        raise InputError(
            f"the first line must name a column body or title (正文, 标题); it has {shown!r}", Fault.NO_HEADER
        )
    doubled = sorted({name for name in columns if name and columns.count(name) > 1})
    if doubled:
        raise InputError(f"two columns for {', '.join(doubled)}; rename one", Fault.HEADER)
    return delimiter, columns


def _columns(line: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [ALIASES.get(name.strip().lower(), name.strip()) for name in names]


def _record(columns: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    if len(row) != len(columns):
        raise InputError(f"{len(row)} cells under {len(columns)} columns", Fault.ROW)
    record: dict[str, Any] = {}
    for number, (name, cell) in enumerate(zip(columns, row, strict=True), start=1):
        if cell:
            record[name or f"column {number}"] = cell.replace("\r\n", "\n")
    return record


def _shown(columns: Sequence[str], row: Sequence[str] | None) -> str | None:
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
