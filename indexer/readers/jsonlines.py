"""JSON Lines in, one record a line; Documents and Rejected out. One line of at most LINE_LIMIT is in memory at a time.

{"id": "crud-01-1-0978", "title": null, "date": "2023-07-28", "source": "CRUD_RAG", "body": "新华社成都7月27日电…"}
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, NoReturn

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.limits import TEXT_BYTES
from xtsearch.indexer.readers.dead_letters import without_note
from xtsearch.indexer.readers.extra_fields import check_characters
from xtsearch.indexer.readers.items import Item
from xtsearch.indexer.readers.record_options import RecordFact
from xtsearch.indexer.readers.records import RecordReader
from xtsearch.indexer.text.decoding import LineDecoder, bounded_lines

#: The most bytes of a line.
LINE_LIMIT = TEXT_BYTES


def read_json_lines(sample: bytes, stream: io.BufferedReader, reader: RecordReader) -> Iterator[Item]:
    """A document or a rejection for each line that is not blank.

    Raises:
        InputError: the whole is not text.
    """
    decoder = LineDecoder(sample)
    for number, line in bounded_lines(stream, LINE_LIMIT):
        if line is None:
            too_long = InputError(f"a line of more than {LINE_LIMIT >> 20} MB", Fault.TOO_LONG)
            yield reader.place.rejected(too_long, line=number)
            continue
        if line.isspace():
            continue
        text = None
        try:
            text = decoder.decode(line).strip().lstrip("\ufeff")
            if decoder.other:
                reader.note(RecordFact.ENCODING, number, decoder.other.upper())
            yield reader.document(without_note(parse_record(text)), number)
        except InputError as error:
            yield reader.place.rejected(error, line=number, record=text)


def parse_record(text: str) -> dict[str, Any]:
    """The record that a text of JSON is.

    Raises:
        InputError: it is no JSON object, or holds what no article can.
    """
    try:
        record = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{error.msg} at column {error.colno}", Fault.JSON) from error
    except (ValueError, RecursionError) as error:  # NaN, a number of thousands of digits, thousands of brackets
        raise InputError(f"{error}", Fault.JSON) from error
    if not isinstance(record, dict):
        raise InputError("each line must be one JSON object, {…}", Fault.NO_OBJECT)
    if "\\u" in text:  # only an escape can write half of a surrogate pair, or NUL
        check_characters(record)
    return record


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


#: JSON as RFC 8259 has it, without NaN and Infinity.
_DECODER = json.JSONDecoder(parse_constant=_refuse)
