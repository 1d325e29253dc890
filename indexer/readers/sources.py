"""What a person names (files, folders, globs, `-`) in; the files to read out, each once, in an order that repeats.

Folders are walked whole, links followed, hidden files passed over. A path in SUFFIXES is read by its suffix; a file
named outright may have any. `seeds/*.txt` is looked up here where no shell did.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from xtsearch.indexer.readers.items import Rejected

STDIN = "-"


class Form(Enum):
    """How a file's bytes are read."""

    PAGE = "page"  # the text of one newspaper page
    JSON_LINES = "jsonl"
    TABLE = "csv"


SUFFIXES = {".txt": Form.PAGE, ".jsonl": Form.JSON_LINES, ".ndjson": Form.JSON_LINES, ".csv": Form.TABLE}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: its path as named, what a document records of it, its form (None: not known yet), its bytes."""

    path: str
    root: str
    file: str
    form: Form | None
    size: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a source covers: a whole folder, absolute; or one file in it, relative to it."""

    root: str
    file: str | None = None

    def covers(self, path: str) -> bool:
        """Whether an absolute path lies in it."""
        if self.file is not None:
            return path == str(Path(self.root, self.file))
        return path == self.root or path.startswith(self.root.rstrip("/") + "/")


@dataclass(slots=True)
class Sources:
    """What was found. `skipped` are absolute paths in folders whose suffix none of SUFFIXES is; `failed` absolute paths
    that could not be looked into; `also` the further absolute paths of a file that is read once; `empty` the sources,
    as named, in which there is no file to read, and why.
    """

    files: list[SourceFile] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    also: dict[str, list[str]] = field(default_factory=dict)
    empty: list[Rejected] = field(default_factory=list)
    _first: dict[str, str] = field(default_factory=dict)  # real path -> the absolute path it was first found under

    def add(self, source: str) -> None:
        """Look up one source, and note what is found, or why nothing is."""
        met, said = self._met(), len(self.rejected)
        self._look_up(source)
        if self._met() == met:
            self.empty.append(Rejected(readable(source), self.rejected[said].reason))

    def _met(self) -> int:
        return len(self.files) + sum(map(len, self.also.values()))

    def _look_up(self, source: str) -> None:
        if source == STDIN:
            self.files.append(SourceFile(STDIN, "", STDIN, None, 0))
        elif not source:
            self._reject(source, "no such file or folder: the path is empty", "")
        elif glob.has_magic(source) and not os.path.lexists(source):
            if "**" in source:  # loops of links would never let it end
                self._reject(source, "no such file or folder: ** is not looked up; name the folder, it is read whole")
                return
            found = sorted(glob.glob(source))  # noqa: PTH207 - a pattern may be absolute
            for path in found:
                self._add_path(path)
            if not found:
                self._reject(source, "no such file or folder: the pattern matches nothing")
        else:
            self._add_path(source)

    def _add_path(self, path: str) -> None:
        try:
            status = os.stat(path)  # noqa: PTH116 - a path of bytes no text can hold passes through os alone
        except (OSError, ValueError) as error:
            self._reject(path, _said(error))
            return
        root = os.path.abspath(path)  # noqa: PTH100 - links in the path stay: `today/` keeps its name
        if stat.S_ISDIR(status.st_mode):
            self.scopes.append(Scope(readable(root)))
            self._walk(path, readable(root))
            return
        if stat.S_ISFIFO(status.st_mode):  # <(zcat news.jsonl.gz): its path says nothing, and comes again
            self.files.append(SourceFile(path, "", STDIN, SUFFIXES.get(_suffix(path)), 0))
            return
        parent, name = os.path.split(root)
        self.scopes.append(Scope(readable(parent), readable(name)))
        self._add_file(path, readable(parent), readable(name), status, SUFFIXES.get(_suffix(path)))

    def _walk(self, top: str, root: str) -> None:
        """Every file below `top`, a folder; a folder that links lead to twice is walked once."""
        folders = [("", top)]
        walked: set[str] = set()
        met = 0
        while folders:
            inside, folder = folders.pop()
            try:
                real = os.path.realpath(folder)
                if real in walked:
                    continue
                walked.add(real)
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as error:
                self._reject(folder, _said(error), _joined(root, inside))
                continue
            below = []
            for entry in entries:
                relative = _joined(inside, readable(entry.name))
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry):
                    below.append((relative, entry.path))
                else:
                    met += self._add_entry(entry, root, relative)
            folders.extend(reversed(below))
        if not met:
            self._reject(top, f"nothing to read: no {', '.join(SUFFIXES)} file in the folder", root)

    def _add_entry(self, entry: os.DirEntry[str], root: str, relative: str) -> bool:
        """Whether it is one of those that are read by their suffix."""
        form = SUFFIXES.get(_suffix(entry.name))
        if form is None:
            self.skipped.append(_joined(root, relative))
            return False
        try:
            status = entry.stat()
        except OSError as error:
            self._reject(entry.path, _said(error), _joined(root, relative))
            return True
        self._add_file(entry.path, root, relative, status, form)
        return True

    def _add_file(self, path: str, root: str, file: str, status: os.stat_result, form: Form | None) -> None:
        absolute = _joined(root, file)
        if not stat.S_ISREG(status.st_mode):
            self._reject(path, "cannot be read: neither a file nor a folder", absolute)
            return
        real = os.path.realpath(path)
        if real in self._first:
            self.also.setdefault(self._first[real], []).append(absolute)
            return
        self._first[real] = absolute
        self.files.append(SourceFile(path, root, file, form, status.st_size))

    def _reject(self, path: str, reason: str, absolute: str | None = None) -> None:
        self.rejected.append(Rejected(readable(path), reason))
        self.failed.append(readable(os.path.abspath(path)) if absolute is None else absolute)  # noqa: PTH100 - see `root`


def find_sources(sources: Sequence[str]) -> Sources:
    """Look up every source; none of them stops the rest."""
    found = Sources()
    for source in sources:
        found.add(source)
    return found


def readable(path: str) -> str:
    """A path as text that can be stored and shown: names that are not UTF-8 are read as GB18030, as in old archives."""
    data = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def absolute_paths(file: SourceFile, found: Sources) -> Iterator[str]:
    """Every absolute path under which a file was found."""
    first = _joined(file.root, file.file)
    yield first
    yield from found.also.get(first, ())


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _joined(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}" if folder and name else folder or name


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()  # noqa: PTH122 - as above, names that are not text


def _said(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder: check the path"
    return f"cannot be read: {error.strerror if isinstance(error, OSError) else error}"
