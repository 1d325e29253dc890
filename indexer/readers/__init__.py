"""Sources in (page texts, JSON Lines and CSV; files, folders, globs and standard input); Documents and Rejected out.

    >>> [item.id for item in read(["/data/news.jsonl"])][:1]
    ['crud-01-1-0978']

Every source, page, record and row becomes a Document, or a Rejected that says where and why, and the rest is read.

    sources     what a person names -> files, each once
    decoding    bytes -> text; lines of bounded length
    records     a record -> Document: record_names, record_values, record_dates, extra_fields; columns says what became
                of its fields, record_options how it is read
    dead_letters  Rejected -> a record to correct and read again
    jsonlines, tables     JSON Lines, CSV -> records
    reading     one pass over all of it
"""

from xtsearch.indexer.readers.columns import ColumnUses
from xtsearch.indexer.readers.dead_letters import to_dead_letter
from xtsearch.indexer.readers.items import Item, Rejected
from xtsearch.indexer.readers.reading import Reading, read
from xtsearch.indexer.readers.record_options import RecordFact, RecordNote, RecordOptions
from xtsearch.indexer.readers.records import to_given
from xtsearch.indexer.readers.sources import Scope

__all__ = [
    "ColumnUses",
    "Item",
    "Reading",
    "RecordFact",
    "RecordNote",
    "RecordOptions",
    "Rejected",
    "Scope",
    "read",
    "to_dead_letter",
    "to_given",
]
