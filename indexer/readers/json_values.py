"""A file of JSON in: a list of records, one record, records that follow each other, or a list inside an object, as the
answer of a server has it. Documents and Rejected out, one by one.

    [{"id": "a", "title": "数组", "body": "专项整治"}, …]
    {"code": 0, "data": {"total": 2, "list": [{"标题": "推进会", "正文": "专项整治"}, …]}}

A list is read as it goes on: one record of at most VALUE_LIMIT is in memory at a time. An object is read whole.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.readers.dead_letters import without_note
from xtsearch.indexer.readers.extra_fields import check_characters
from xtsearch.indexer.readers.items import Item
from xtsearch.indexer.readers.jsonlines import parse_record
from xtsearch.indexer.readers.record_names import has_text
from xtsearch.indexer.readers.records import RecordReader
from xtsearch.indexer.text.decoding import CHUNK, recognise

#: Characters of one value. A larger object is a list of records inside one.
VALUE_LIMIT = 64 << 20
#: Names under which servers and tools put the list of records: Navicat RECORDS, Elasticsearch hits.
LISTS = frozenset(
    [
        "data",
        "articles",
        "items",
        "results",
        "result",
        "records",
        "rows",
        "list",
        "hits",
        "docs",
        "documents",
        "RECORDS",
    ]
)
#: Objects inside each other in which such a list is looked for.
_LEVELS = 4
_SPACE = re.compile(r"[\s\ufeff]*")
#: It takes NaN and Infinity, which pandas writes, so that they cost a record, and not what follows in a list.
_DECODER = json.JSONDecoder()
#: A name in JSON, near the beginning of a file.
_NAME = re.compile(rb'"((?:[^"\\\n]|\\.){1,60})"\s*:')


def looks_like_records(head: bytes) -> bool:
    """Whether JSON that begins so holds records: it has a name of a body or a title."""
    names = [name.decode("utf-8", "replace") for name in _NAME.findall(head)]
    if not head.isascii() or any("\\u" in name for name in names):
        names += [name.decode("gb18030", "replace") for name in _NAME.findall(head)]
        names += [json.loads(f'"{name}"') for name in names if re.fullmatch(r"(?:[^\\]|\\u[0-9a-fA-F]{4})+", name)]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) and has_text(names)


def is_lines(head: bytes) -> bool:
    """Whether a file that begins so has a JSON object on each of its lines."""
    first, *rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and bool(rest) and rest[0].lstrip().startswith(b"{")


def read_json(sample: bytes, stream: io.BufferedReader, reader: RecordReader) -> Iterator[Item]:
    """A document or a rejection for each record; where each is told by its number in the file.

    Raises:
        InputError: the whole is not text, or no JSON; what stood before was read.
    """
    reader.count_records()
    for number, (value, text) in enumerate(_records(_Values(_decoded(sample, stream))), start=1):
        try:
            if not isinstance(value, dict):
                raise InputError("a record must be a JSON object, {…}", Fault.NO_OBJECT)
            if "\\u" in text:
                check_characters(value)
            if "NaN" in text or "Infinity" in text:
                parse_record(text)  # refuses them outside of texts
            yield reader.document(without_note(value), number)
        except InputError as error:
            yield reader.place.rejected(error, line=number, record=text)


def _records(values: _Values) -> Iterator[tuple[Any, str]]:
    """The records of a file, each with its text."""
    if values.next() == "[":
        yield from values.of_list()
        return
    first = values.take()
    if values.next():
        yield first
        while values.next():
            yield values.take()
        return
    wrapped = _wrapped(first[0], _LEVELS)
    if wrapped is None:
        yield first
        return
    for value in wrapped:
        yield value, json.dumps(value, ensure_ascii=False)


def _wrapped(value: Any, levels: int) -> list[Any] | None:
    """The list of records inside an object, or None: the object is a record itself."""
    if not isinstance(value, Mapping) or has_text([name for name in value if isinstance(value[name], str)]):
        return None
    for name, inner in value.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict) and (name in LISTS or has_text(inner[0])):
            return inner
    inside = (_wrapped(inner, levels - 1) for inner in value.values() if levels and isinstance(inner, dict))
    return next((records for records in inside if records is not None), None)


def _decoded(sample: bytes, stream: io.BufferedReader) -> Iterator[str]:
    encoding = recognise(sample, whole=False) or "utf-8"
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := stream.read(CHUNK):
            yield decoder.decode(chunk)
        yield decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        details = f"byte 0x{byte:02x} is not {encoding.upper()}; the rest of the file was not read"
        raise InputError(details, Fault.DAMAGED) from error


class _Values:
    """The values of a JSON text that comes in pieces. Of what was read before, nothing is held."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._text = ""
        self._at = 0

    def next(self) -> str:
        """The next character that is no white space, which is not taken; empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text) or not self._read_more():
                return self._text[self._at : self._at + 1]

    def take(self) -> tuple[Any, str]:
        """The next value, and its text.

        Raises:
            InputError: there is none, or it is too long.
        """
        self.next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
                if len(self._text) - self._at > VALUE_LIMIT:
                    details = f"a value of more than {VALUE_LIMIT >> 20} MB; write a list of records, or JSON Lines"
                    raise InputError(details, Fault.TOO_LARGE) from error
                if not self._read_more():
                    details = error.msg if isinstance(error, json.JSONDecodeError) else f"{error}"
                    raise InputError(f"{details}; the rest of the file was not read", Fault.JSON) from error
                continue
            text = self._text[self._at : end]
            self._at = end
            return value, text

    def of_list(self) -> Iterator[tuple[Any, str]]:
        """The values of a list that begins here.

        Raises:
            InputError: a value or the list is broken; the values before it were given.
        """
        self._at += 1
        if self.next() == "]":
            return
        while True:
            yield self.take()
            mark = self.next()
            self._at += 1
            if mark == "]":
                break
            if mark != ",":
                raise InputError(
                    "a list whose records are not parted by commas; the rest of the file was not read", Fault.JSON
                )
        if self.next():
            raise InputError("text behind the end of the list; it was not read", Fault.JSON)

    def _read_more(self) -> bool:
        """Read as much as is left, or more: so a long value is tried a few times only. False at the end of the file."""
        left = self._text[self._at :]
        pieces, size = [left], 0
        for piece in self._pieces:
            pieces.append(piece)
            size += len(piece)
            if size >= max(len(left), 1):
                break
        self._text, self._at = "".join(pieces), 0
        return size > 0
