"""What a person names (files, folders, globs, `-`) in; the files to read out, each once, always in the same order.

    >>> [file.file for file in find_sources(["seeds"]).files]
    ['000_1b18a5551e9cfd0c.txt']

Folders are searched with all their subfolders; links are followed, hidden files are left out. A file in a folder is
read if SUFFIXES has its suffix; a file that is named itself may have any suffix. A glob such as `seeds/*.txt` is
expanded here where the shell did not expand it.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import IO

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.corrections_file import SUFFIX as CORRECTIONS
from xtsearch.indexer.pages.corrections_file import TEMPLATES
from xtsearch.indexer.pages.load import FORMATS, HEAD, SHARED_SUFFIXES, is_page
from xtsearch.indexer.readers.databases import MAGIC as DATABASE_MAGIC
from xtsearch.indexer.readers.items import Rejected
from xtsearch.indexer.readers.json_values import looks_like_records
from xtsearch.indexer.readers.packed import inner_name, members, open_zip

STDIN = "-"


class SourceFormat(Enum):
    """How a file's bytes are read."""

    PAGE = "page"  # the text of one newspaper page
    JSON_LINES = "jsonl"
    JSON = "json"
    TABLE = "csv"
    WORKBOOK = "xlsx"
    DATABASE = "sqlite"
    PARQUET = "parquet"
    ZIP = "zip"
    GZIP = "gz"


#: The suffixes of files that hold records, where their first bytes say nothing else: an OCR writes .json and .tsv too.
RECORD_SUFFIXES = {
    ".jsonl": SourceFormat.JSON_LINES,
    ".ndjson": SourceFormat.JSON_LINES,
    ".json": SourceFormat.JSON,
    ".csv": SourceFormat.TABLE,
    ".tsv": SourceFormat.TABLE,
    ".xlsx": SourceFormat.WORKBOOK,
    ".sqlite": SourceFormat.DATABASE,
    ".sqlite3": SourceFormat.DATABASE,
    ".db": SourceFormat.DATABASE,
    ".parquet": SourceFormat.PARQUET,
}
#: The suffixes of files that are read from folders; those of pages are said by the page formats. `_format_in_folder`
#: asks the files of some of them what they hold.
SUFFIXES = {
    **{suffix: SourceFormat.PAGE for page_format in FORMATS for suffix in page_format.suffixes},
    **RECORD_SUFFIXES,
    ".zip": SourceFormat.ZIP,
    ".gz": SourceFormat.GZIP,
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.

    `path` opens it. `root` and `file` are what its documents record: the absolute folder that was named, or that holds
    the named file, and the path below it. `format` is None until the first bytes tell it. `size` is in bytes.
    """

    path: str
    root: str
    file: str
    format: SourceFormat | None
    size: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a source covers: the whole folder `root` (absolute), or the one `file` in it (relative to it)."""

    root: str
    file: str | None = None

    def covers(self, path: str) -> bool:
        """Whether the file at an absolute path is covered."""
        if self.file is not None:
            return path == str(Path(self.root, self.file))
        return path == self.root or path.startswith(self.root.rstrip("/") + "/")


@dataclass(slots=True)
class Sources:
    """What the named sources hold; all paths are absolute.

    `rejected` says which sources cannot be read, and why; `failed` are the paths of those, folders and files. `skipped`
    are files in folders whose suffix is not in SUFFIXES. `also` has, by the path under which a file is read, its other
    paths (links). `empty` are the sources, as named, without any file to read, and why.
    """

    files: list[SourceFile] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    also: dict[str, list[str]] = field(default_factory=dict)
    empty: list[Rejected] = field(default_factory=list)
    _first: dict[str, str] = field(default_factory=dict)  # real path -> the path under which the file is read

    def add(self, source: str) -> None:
        """Look up one source: its files are added, or a rejection that says why there are none."""
        files, rejections = self._file_count(), len(self.rejected)
        self._look_up(source)
        if self._file_count() == files:
            self.empty.append(replace(self.rejected[rejections], where=readable(source)))

    def _file_count(self) -> int:
        return len(self.files) + sum(map(len, self.also.values()))

    def _look_up(self, source: str) -> None:
        if source == STDIN:
            self.files.append(SourceFile(STDIN, "", STDIN, None, 0))
        elif not source:
            self._reject(source, Fault.MISSING, "the path is empty", "")
        elif glob.has_magic(source) and not os.path.lexists(source):
            if "**" in source:  # links that lead in a circle would make glob run for ever
                self._reject(source, Fault.MISSING, "** is not looked up; name the folder, it is read whole")
                return
            paths = sorted(glob.glob(source))  # noqa: PTH207 - a pattern may be absolute
            for path in paths:
                self._add_path(path)
            if not paths:
                self._reject(source, Fault.MISSING, "the pattern matches nothing")
        else:
            self._add_path(source)

    def _add_path(self, path: str) -> None:
        try:
            status = os.stat(path)  # noqa: PTH116 - only os takes a path whose bytes are not text
        except (OSError, ValueError) as error:
            self._reject(path, *_fault(error))
            return
        root = os.path.abspath(path)  # noqa: PTH100 - keeps links in the path: `today/` keeps its name
        if stat.S_ISDIR(status.st_mode):
            self.scopes.append(Scope(readable(root)))
            self._walk(path, readable(root))
            return
        if stat.S_ISFIFO(status.st_mode):  # <(zcat news.jsonl.gz): its path /dev/fd/63 names other data the next time
            self.files.append(SourceFile(path, "", STDIN, SUFFIXES.get(suffix_of(path)), 0))
            return
        parent, name = os.path.split(root)
        self.scopes.append(Scope(readable(parent), readable(name)))
        self._add_file(path, readable(parent), readable(name), status, SUFFIXES.get(suffix_of(path)))

    def _walk(self, top: str, root: str) -> None:
        """Add every file below the folder `top`; a folder that several links lead to is searched once."""
        folders = [("", top)]
        walked: set[str] = set()
        readable_files = 0
        while folders:
            inside, folder = folders.pop()
            try:
                real = os.path.realpath(folder)
                if real in walked:
                    continue
                walked.add(real)
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                self._reject(folder, *_fault(error), _joined(root, inside))
                continue
            below = []
            for entry in entries:
                relative = _joined(inside, readable(entry.name))
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry):
                    below.append((relative, entry.path))
                else:
                    readable_files += self._add_entry(entry, root, relative)
            folders.extend(reversed(below))
        if not readable_files:
            self._reject(top, Fault.NOTHING, f"no {', '.join(SUFFIXES)} file in the folder", root)

    def _add_entry(self, entry: os.DirEntry[str], root: str, relative: str) -> bool:
        """Add a file of a folder; False if its suffix is not in SUFFIXES. Corrections are read with their pages."""
        source_format = _format_in_folder(entry)
        if source_format is None and (entry.name == TEMPLATES or entry.name.endswith(CORRECTIONS)):
            return False
        if source_format is None:
            self.skipped.append(_joined(root, relative))
            return False
        try:
            status = entry.stat()
        except OSError as error:
            self._reject(entry.path, *_fault(error), _joined(root, relative))
            return True
        self._add_file(entry.path, root, relative, status, source_format)
        return True

    def _add_file(
        self, path: str, root: str, file: str, status: os.stat_result, source_format: SourceFormat | None
    ) -> None:
        absolute = _joined(root, file)
        if not stat.S_ISREG(status.st_mode):
            self._reject(path, Fault.UNREADABLE, "neither a file nor a folder", absolute)
            return
        real = os.path.realpath(path)
        if real in self._first:
            self.also.setdefault(self._first[real], []).append(absolute)
            return
        self._first[real] = absolute
        self.files.append(SourceFile(path, root, file, source_format, status.st_size))

    def _reject(self, path: str, fault: Fault, details: str, absolute: str | None = None) -> None:
        self.rejected.append(Rejected(readable(path), fault, details))
        self.failed.append(readable(os.path.abspath(path)) if absolute is None else absolute)  # noqa: PTH100 - see `root`


def find_sources(sources: Sequence[str]) -> Sources:
    """Look up every source, in order. One that cannot be read is noted in `rejected`, and the rest is looked up."""
    looked_up = Sources()
    for source in sources:
        looked_up.add(source)
    return looked_up


def readable(path: str) -> str:
    """A path as text that can be stored and shown; bytes that are not UTF-8 are read as GB18030, as in old archives."""
    data = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def absolute_paths(file: SourceFile, sources: Sources) -> Iterator[str]:
    """Every absolute path of a file, that under which it is read first."""
    first = _joined(file.root, file.file)
    yield first
    yield from sources.also.get(first, ())


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _format_in_folder(entry: os.DirEntry[str]) -> SourceFormat | None:
    """How a file of a folder is read, by its suffix, and by its first bytes where that says too little; None: not at
    all."""
    suffix = suffix_of(entry.name)
    source_format = SUFFIXES.get(suffix)
    if source_format is SourceFormat.GZIP:
        return source_format if suffix_of(inner_name(entry.name)) in RECORD_SUFFIXES else None
    if suffix not in SHARED_SUFFIXES and source_format not in (SourceFormat.DATABASE, SourceFormat.ZIP):
        return source_format
    try:
        if not stat.S_ISREG(entry.stat().st_mode):  # a pipe would be waited for
            return None
        with open(entry.path, "rb") as file:  # noqa: PTH123 - Path refuses names that are not text
            if source_format is SourceFormat.ZIP:
                return source_format if _holds_records(file) else None
            head = file.read(HEAD)
    except OSError:  # its kind is not known, so it is skipped; a page that cannot be read is told by its own suffix
        return None
    if is_page(suffix, head):
        return SourceFormat.PAGE
    if source_format is SourceFormat.DATABASE:
        return source_format if head.startswith(DATABASE_MAGIC) else None
    return source_format if source_format is not SourceFormat.JSON or looks_like_records(head) else None


def _holds_records(file: IO[bytes]) -> bool:
    """Whether a zip archive has a file of records, by the names in it."""
    try:
        with open_zip(file) as archive:
            return any(suffix_of(member.name) in RECORD_SUFFIXES for member in members(archive))
    except InputError:
        return True  # it is told when it is read


def _joined(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}" if folder and name else folder or name


def suffix_of(path: str) -> str:
    return os.path.splitext(path)[1].lower()  # noqa: PTH122 - only os takes names whose bytes are not text


def _fault(error: OSError | ValueError) -> tuple[Fault, str]:
    if isinstance(error, FileNotFoundError):
        return Fault.MISSING, "check the path"
    return Fault.UNREADABLE, str(error.strerror if isinstance(error, OSError) else error)
