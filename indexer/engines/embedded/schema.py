"""An article as the embedded engine holds it: tantivy's schema from FIELDS, and a Document written to it.

Each view of a text is a field of its own, `body.words`, `body.grams` and `body.chars`. It is written as terms joined by
SEPARATOR, which tantivy splits again at white space: so positions and lengths are those of our own analysis. The
article itself is stored as JSON.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

import tantivy

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import extra_terms
from xtsearch.indexer.fields import DATE_PARTS, KEYWORD_FIELDS, TEXT_FIELDS
from xtsearch.indexer.text.units import SEPARATOR
from xtsearch.indexer.text.words import BREAK, Streams, streams

#: Between the path and the value of a further field's term, and between the id and the hash of a fingerprint.
EXTRA_SEPARATOR = FINGERPRINT_SEPARATOR = "\x1f"
#: Undated articles sort last in both directions.
_UNDATED = 99_999_999


def view_field(field: str, view: str) -> str:
    """The name of the field that holds a view of a text field: `words` and `grams`, which rank, or `chars`."""
    return f"{field}.{view}"


def schema() -> tantivy.Schema:
    """The schema of an index: three views of every text field, one field for every keyword, and two to sort by."""
    builder = tantivy.SchemaBuilder()
    for field in TEXT_FIELDS:
        counted = "basic" if field.brief else "freq"
        builder.add_text_field(view_field(field.name, "words"), tokenizer_name="stream", index_option=counted)
        builder.add_text_field(view_field(field.name, "grams"), tokenizer_name="stream", index_option=counted)
        builder.add_text_field(view_field(field.name, "chars"), tokenizer_name="stream", index_option="position")
    for name in (*(field.name for field in KEYWORD_FIELDS), *DATE_PARTS, "fingerprint", "newest", "oldest"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("extra", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("date", indexed=True, fast=True)
    builder.add_bytes_field("document", stored=True)
    return builder.build()


def _joined(texts: Sequence[str]) -> Streams:
    """The streams of several values as one; two BREAKs between them keep a phrase from matching across two values."""
    if len(texts) == 1:
        return streams(texts[0])
    values = [streams(text) for text in texts]
    gap = f"{SEPARATOR}{BREAK}{SEPARATOR}{BREAK}{SEPARATOR}"
    return Streams(
        SEPARATOR.join(value.words for value in values),
        SEPARATOR.join(value.grams for value in values),
        gap.join(value.chars for value in values),
    )


def written(document: Document, document_json: str, content_hash: str) -> tantivy.Document:
    """A document as tantivy takes it, with its canonical JSON and content hash."""
    record = tantivy.Document()
    for field in TEXT_FIELDS:
        texts = document.texts(field.name)
        if texts:
            cut = _joined(texts)
            if cut.words:
                record.add_text(view_field(field.name, "words"), cut.words)
            record.add_text(view_field(field.name, "grams"), cut.grams)
            record.add_text(view_field(field.name, "chars"), cut.chars)
    for field in KEYWORD_FIELDS:
        for value in document.texts(field.name):
            record.add_text(field.name, value)
    for path, value in extra_terms(document.extra):
        record.add_text("extra", f"{path}{EXTRA_SEPARATOR}{value}")
    number = date_number(document.date) if document.date else None
    if document.date and number is not None:
        record.add_integer("date", number)
        record.add_text("month", document.date.isoformat()[:7])
        record.add_text("day", document.date.isoformat())
    record.add_text("newest", newest_key(document))
    record.add_text("oldest", f"{number or _UNDATED:08}{document.id}")
    record.add_text("fingerprint", f"{document.id}{FINGERPRINT_SEPARATOR}{content_hash}")
    record.add_bytes("document", document_json.encode())
    return record


def newest_key(document: Document) -> str:
    """A text by which articles sort in ascending order: the newer date first, undated last, then by id."""
    return f"{_UNDATED - (date_number(document.date) if document.date else 0):08}{document.id}"


def date_number(date: datetime.date) -> int:
    """A date as the integer of its digits: 20220513."""
    return date.year * 10_000 + date.month * 100 + date.day


def read_document(stored: tantivy.Document) -> Document:
    """The article that a stored document holds."""
    data: Any = stored.get_first("document")
    return Document.from_record(json.loads(data))
