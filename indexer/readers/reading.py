"""One pass over sources: Documents and Rejected come out one by one, and the Reading counts files, pages and bytes.

>>> reading = read(["seeds/"])
>>> len(list(reading)), reading.files, reading.pages
(13, 1, 1)
"""

from __future__ import annotations

import datetime
import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, TypeAlias

from xtsearch.indexer.documents import Document, from_article
from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.article_ids import article_id
from xtsearch.indexer.pages.formats.ocr_json import looks_like_ocr_json
from xtsearch.indexer.pages.formats.ocr_tsv import is_tesseract_tsv
from xtsearch.indexer.pages.load import load_page
from xtsearch.indexer.readers.columns import TOLD, ColumnUses
from xtsearch.indexer.readers.databases import read_database
from xtsearch.indexer.readers.items import Item, Place, Rejected
from xtsearch.indexer.readers.json_values import is_lines, read_json
from xtsearch.indexer.readers.jsonlines import read_json_lines
from xtsearch.indexer.readers.packed import inner_name, members, open_zip, unpack_gzip, unpack_member
from xtsearch.indexer.readers.parquet import read_parquet
from xtsearch.indexer.readers.record_options import RecordNotes, RecordOptions
from xtsearch.indexer.readers.records import RecordReader
from xtsearch.indexer.readers.sources import (
    RECORD_SUFFIXES,
    STDIN,
    Scope,
    SourceFile,
    SourceFormat,
    absolute_paths,
    find_sources,
    suffix_of,
)
from xtsearch.indexer.readers.tables import read_table
from xtsearch.indexer.readers.workbooks import read_workbook
from xtsearch.indexer.source_settings import settings_of_file
from xtsearch.indexer.text.decoding import CHUNK, open_chunks

#: Reads the records of one file: the first bytes, the whole stream, and what makes documents of them.
RecordsReader: TypeAlias = Callable[[bytes, io.BufferedReader, RecordReader], Iterator[Item]]
READERS: Mapping[SourceFormat, RecordsReader] = {
    SourceFormat.JSON_LINES: read_json_lines,
    SourceFormat.JSON: read_json,
    SourceFormat.TABLE: read_table,
}
#: Reads the records of a file that is read from its path: no stream, since its beginning does not say what follows.
FILE_READERS: Mapping[SourceFormat, Callable[[str, RecordReader], Iterator[Item]]] = {
    SourceFormat.WORKBOOK: read_workbook,
    SourceFormat.DATABASE: read_database,
    SourceFormat.PARQUET: read_parquet,
}


def format_of(sample: bytes, stated: SourceFormat | None) -> SourceFormat:
    """How a file is read, by its first bytes and by what its suffix states, None where that states nothing."""
    if stated is None and sample.startswith(b"\x1f\x8b"):
        return SourceFormat.GZIP
    if stated in (None, SourceFormat.JSON) and sample.lstrip().startswith((b"{", b"[{")):
        if looks_like_ocr_json(sample):
            return SourceFormat.PAGE
        return SourceFormat.JSON_LINES if stated is None or is_lines(sample) else SourceFormat.JSON
    if stated is SourceFormat.JSON and looks_like_ocr_json(sample):
        return SourceFormat.PAGE
    if stated is SourceFormat.TABLE and is_tesseract_tsv(sample):
        return SourceFormat.PAGE
    return stated or SourceFormat.PAGE


@contextmanager
def _on_disk(stream: io.BufferedReader, path: str | None) -> Iterator[str]:
    """The path of a file that lies on disk, or of a copy of what was piped or unpacked."""
    if path is not None:
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="xtsearch-") as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        yield copy.name


class Reading:
    """The documents and rejections of some sources, to be iterated once. Only the names of files are kept in memory.

    `files` and `pages` count what was opened. `bytes_read` out of `bytes_total` is the progress; standard input and
    pipes are not in the total. `skipped` are files in folders whose suffix no reader takes (absolute paths), `empty`
    the sources without any file to read. `notes` are what a person is to be told of pages: the note -> the pages of
    which it is true, the first by its path, and how many. `columns` say what became of the columns of records, once for
    all files that have the same; `record_notes` take what else is to be told of records; `options` say how they are
    read, `make_reader` makes what reads those of a file.
    """

    def __init__(
        self,
        sources: Sequence[str],
        *,
        newspaper: str | None = None,
        date: datetime.date | None = None,
        stdin: BinaryIO | None = None,
        options: RecordOptions | None = None,
    ) -> None:
        self._sources = find_sources(sources)
        self._newspaper = newspaper
        self._date = date
        self._stdin = stdin
        self.options = options or RecordOptions()
        self.make_reader: Callable[[Place, RecordOptions, RecordNotes], RecordReader] = RecordReader
        self.record_notes = RecordNotes()
        self._failed = list(self._sources.failed)
        self._ended = False
        self.files = 0
        self.pages = 0
        self.notes: dict[str, tuple[str, int]] = {}
        self._columns: dict[tuple[object, ...], ColumnUses] = {}
        self.bytes_read = 0
        self.bytes_total = sum(file.size for file in self._sources.files)
        self.skipped: tuple[str, ...] = tuple(self._sources.skipped)
        self.empty: tuple[Rejected, ...] = tuple(self._sources.empty)

    def __iter__(self) -> Iterator[Item]:
        yield from self._sources.rejected
        for file in self._sources.files:
            rejected = False
            for item in self._read_file(file):
                rejected = rejected or isinstance(item, Rejected)
                yield item
            if rejected:
                self._failed.extend(absolute_paths(file, self._sources))
        self._ended = True

    def complete(self) -> tuple[Scope, ...]:
        """The folders and files in which everything was read and nothing rejected; none before the end of iteration.

        A rejected record may be an article that is indexed already. Which one cannot be told, so a folder with a
        rejected record is not complete, and no article of it counts as gone.
        """
        if not self._ended:
            return ()
        scopes = dict.fromkeys(self._sources.scopes)
        return tuple(scope for scope in scopes if not any(scope.covers(path) for path in self._failed))

    def incomplete(self) -> tuple[Scope, ...]:
        """The folders and files that are not complete."""
        complete = set(self.complete())
        return tuple(scope for scope in dict.fromkeys(self._sources.scopes) if scope not in complete)

    def covers(self, article: Document) -> bool:
        """Whether these sources are where an indexed article came from, so that what they say now replaces it."""
        return any(scope.covers(_path(article)) for scope in self._sources.scopes)

    def is_of_updates(self, article: Document) -> bool:
        """Whether an article that was read is of a source whose files have newer versions of articles of others."""
        return settings_of_file(_path(article), self.options.sources).dumps == "updates"

    def note(self, note: str, where: str, count: int = 1) -> None:
        """Count pages of which a note is true; `where` is the first of them."""
        first, counted = self.notes.get(note, (where, 0))
        self.notes[note] = first, counted + count

    @property
    def columns(self) -> tuple[ColumnUses, ...]:
        """What became of the columns of the files that were read so far."""
        return tuple(self._columns.values())

    def note_columns(self, uses: ColumnUses | None) -> None:
        """Count files that have the same columns, of which the same became."""
        if uses is None:
            return
        key = uses.used, uses.extra, uses.empty
        if key in self._columns:
            earlier = self._columns[key]
            uses = replace(earlier, files=earlier.files + uses.files)
        if key in self._columns or len(self._columns) < TOLD:
            self._columns[key] = uses

    def _read_file(self, file: SourceFile) -> Iterator[Item]:
        shown = "standard input" if file.path == STDIN else file.path
        place = Place(shown, file.file, file.root, self._newspaper, self._date)
        self.files += 1
        try:
            if file.path == STDIN:
                yield from self._read_stream(self._stdin or sys.stdin.buffer, file.format, place)
                return
            with open(file.path, "rb", buffering=0) as stream:  # noqa: PTH123 - Path refuses names that are not text
                yield from self._read_stream(stream, file.format, place, file.path)
        except InputError as error:
            yield place.rejected(error)
        except OSError as error:
            yield place.rejected(InputError(f"{error.strerror or error}", Fault.UNREADABLE))

    def _read_stream(
        self, raw: BinaryIO | io.RawIOBase, source_format: SourceFormat | None, place: Place, path: str | None = None
    ) -> Iterator[Item]:
        yield from self._read_chunks(self._chunks(raw), source_format, place, path)

    def _read_chunks(
        self, chunks: Iterator[bytes], source_format: SourceFormat | None, place: Place, path: str | None = None
    ) -> Iterator[Item]:
        """Read what comes in chunks; `path` is where it lies on disk as it is, None for what was unpacked or piped."""
        sample, stream = open_chunks(chunks)
        source_format = format_of(sample, source_format)
        if source_format is SourceFormat.PAGE:
            self.pages += 1
            yield from self._read_page(stream, place)
        elif not sample.strip():
            yield place.rejected(InputError("there is nothing in it", Fault.EMPTY))
        elif source_format is SourceFormat.GZIP:
            inner = RECORD_SUFFIXES.get(suffix_of(inner_name(place.file)))
            yield from self._read_chunks(unpack_gzip(stream), inner, place)
        elif source_format is SourceFormat.ZIP:
            with _on_disk(stream, path) as file, open_zip(file) as archive:
                yield from self._read_archive(archive, place)
        elif source_format in FILE_READERS:
            with _on_disk(stream, path) as file:
                reader = self.make_reader(place, self.options, self.record_notes)
                yield from self._noting(FILE_READERS[source_format](file, reader), reader)
        else:
            reader = self.make_reader(place, self.options, self.record_notes)
            yield from self._noting(READERS[source_format](sample, stream, reader), reader)

    def _noting(self, items: Iterator[Item], reader: RecordReader) -> Iterator[Item]:
        """The items of one file of records; behind them its columns are noted."""
        try:
            yield from items
        finally:
            self.note_columns(reader.columns.uses(reader.place.shown))

    def _read_archive(self, archive: zipfile.ZipFile, place: Place) -> Iterator[Item]:
        """The records of all files in a zip archive; files of other kinds are passed over, and told."""
        for member in members(archive):
            inside = replace(place, shown=f"{place.shown}/{member.name}")
            source_format = RECORD_SUFFIXES.get(suffix_of(member.name))
            if source_format is None:
                self.skipped += (inside.shown,)
                continue
            try:
                yield from self._read_chunks(unpack_member(archive, member), source_format, inside)
            except InputError as error:
                yield inside.rejected(error)

    def _read_page(self, stream: io.BufferedReader, place: Place) -> Iterator[Item]:
        path = None if place.file == STDIN else place.shown
        page = load_page(stream, place.file, path=path, newspaper=place.newspaper, date=place.date)
        for note in page.loaded.notes:
            self.note(note, place.shown)
        articles = page.split().articles
        if not articles:
            raise InputError("nothing on this page begins like one; see `xtsearch split`", Fault.NO_ARTICLE)
        taken: set[str] = set()
        for article in articles:
            name = article_id(place.file, article.body, taken=taken)
            yield from_article(
                article, id=name, file=place.file, source_root=place.source_root, newspaper=page.newspaper
            )

    def _chunks(self, raw: BinaryIO | io.RawIOBase) -> Iterator[bytes]:
        while chunk := raw.read(CHUNK):
            self.bytes_read += len(chunk)
            yield chunk


def _path(article: Document) -> str:
    return str(PurePosixPath(article.source_root, article.file))


def read(
    sources: Sequence[str],
    *,
    newspaper: str | None = None,
    date: datetime.date | None = None,
    stdin: BinaryIO | None = None,
    options: RecordOptions | None = None,
) -> Reading:
    """Look up the sources now; the Reading opens and reads them as it is iterated.

    Args:
        sources: files, folders, globs, `-` for standard input. What cannot be read is yielded as Rejected.
        newspaper: the newspaper of pages, and of records that name none.
        date: the day of pages that print none. Records keep their own.
        stdin: what `-` reads instead of standard input: JSON Lines if it begins with `{`, else the text of one page.
        options: how records are read.
    """
    return Reading(sources, newspaper=newspaper, date=date, stdin=stdin, options=options)
