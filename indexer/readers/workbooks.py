"""A workbook of Excel (.xlsx) in; Documents and Rejected out, row by row, of its first sheet with a header.

The header is one of the first rows: above it exports put a title. Days that Excel keeps as such are days; a number in a
column of dates is Excel's number of a day.
"""

from __future__ import annotations

import datetime
import re
import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Any

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.readers.items import Item
from xtsearch.indexer.readers.packed import BROKEN, open_zip
from xtsearch.indexer.readers.record_options import RecordFact
from xtsearch.indexer.readers.records import RecordReader
from xtsearch.indexer.readers.tables import check_header, record_of, shown_row

#: Rows in which a header is looked for.
HEADER_ROWS = 10
#: What openpyxl raises of damaged workbooks.
_BROKEN = (*BROKEN, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError)
#: How Excel writes a carriage return inside a cell.
_RETURN = re.compile("_x000D_\n?|\r\n?")


def read_workbook(path: str, reader: RecordReader) -> Iterator[Item]:
    """A document or a rejection for each row that is not empty.

    Raises:
        InputError: it is no workbook, is damaged, or no sheet has a header that names a body or a title.
    """
    open_zip(path).close()  # refuses what unpacks to far too much
    reader.is_table = True
    rows = _rows_of_sheet(path, reader)
    _, columns = next(rows)
    check_header(columns, reader)
    reader.columns.declare(tuple(filter(None, columns)))
    for number, row in rows:
        try:
            if any(row):
                yield reader.document(record_of(columns, row), number)
        except InputError as error:
            yield reader.place.rejected(error, line=number, record=shown_row(columns, row))


def _rows_of_sheet(path: str, reader: RecordReader) -> Iterator[tuple[int, list[str]]]:
    """The header of the first sheet that has one, then its rows as texts, each with its number, counted from 1."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which nobody asks for here
            book = load_workbook(path, read_only=True, data_only=True)
            sheets = iter(book.worksheets)
            try:
                for sheet in sheets:
                    sheet.reset_dimensions()  # what tools write there is often wrong
                    rows = enumerate((list(map(_text, row)) for row in sheet.iter_rows(values_only=True)), start=1)
                    header = next((row for row in islice(rows, HEADER_ROWS) if reader.has_text(row[1])), None)
                    if header:
                        reader.note_each(RecordFact.SHEET, [other.title for other in sheets])
                        yield header
                        yield from rows
                        return
                    reader.note_each(RecordFact.SHEET, [sheet.title])
            finally:
                book.close()
    except _BROKEN as error:
        raise InputError(f"no workbook that can be read ({error}); save it as .xlsx anew", Fault.DAMAGED) from error
    raise InputError(
        f"no sheet has a header: one of its first {HEADER_ROWS} rows must name a column body or title (正文, 标题)",
        Fault.NO_HEADER,
    )


def _text(value: Any) -> str:
    """A cell as text; empty for one with an error."""
    if value is None:
        return ""
    if isinstance(value, str):
        return (
            ""
            if value in ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
            else _RETURN.sub("\n", value)
        )
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
