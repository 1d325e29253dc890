"""The folder of an embedded index: which generation is live, which are kept, and who may write.

    <folder>/xtsearch-index.json     the marker: the live generation, and those kept for a rollback; replaced atomically
    <folder>/lock                    held, by the operating system, while a run writes: a killed run lets go of it
    <folder>/runs.jsonl              the records of the last runs of `job run`, replaced atomically
    <folder>/generations/<name>/     one index each: tantivy's files, and xtsearch.json, what wrote it

A generation is written beside the live one and named in the marker when it is complete; what the marker does not name
is left over from a killed run, and the next run that holds the lock removes it.
"""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from xtsearch.indexer.engines.run_records import RUNS_KEPT, Run, from_lines, to_lines
from xtsearch.indexer.errors import EngineError, IndexForeign, IndexLocked, IndexMissing, IndexOutdated
from xtsearch.indexer.fields import SCHEMA_VERSION
from xtsearch.indexer.text.analysis_version import ANALYSIS_VERSION, dictionary_hash

MARKER = "xtsearch-index.json"
RUNS = "runs.jsonl"
#: Generations kept beside the live one, for a rollback.
KEPT = 2
#: What to do about a live generation that cannot be read.
REPAIR = "run `xtsearch reindex PATH...`, or `xtsearch rollback` where an older one is kept"
#: How a generation's name tells the time.
_NAME, _TIME = "%Y%m%dt%H%M%Sz", re.compile(r"\d{8}t\d{6}z")
#: Seconds between two looks at a lock that another run holds.
_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Written:
    """What wrote a generation, and when (UTC, ISO 8601)."""

    schema_version: int
    analysis_version: int
    dictionary: str
    built: str

    @classmethod
    def now(cls) -> Written:
        built = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        return cls(SCHEMA_VERSION, ANALYSIS_VERSION, dictionary_hash(), built)

    def check_readable(self, where: str) -> None:
        """Raise IndexOutdated unless this version of xtsearch can search it."""
        if (self.schema_version, self.analysis_version) != (SCHEMA_VERSION, ANALYSIS_VERSION):
            raise IndexOutdated(
                f"{where} was written by another version of xtsearch", remedy="run `xtsearch reindex` on its sources"
            )

    def check_writable(self, where: str) -> None:
        """Raise IndexOutdated unless what is written now would agree with what is there."""
        self.check_readable(where)
        if self.dictionary != dictionary_hash():
            raise IndexOutdated(
                f"{where} was cut with another dictionary", remedy="run `xtsearch reindex` on its sources"
            )


@dataclass(frozen=True, slots=True)
class Marker:
    """Which generations count; none live before the first publish."""

    live: str | None
    kept: tuple[str, ...] = ()


def next_name(existing: Iterable[str]) -> str:
    """The name of a new generation: the time in UTC, and in any case later than each of the `existing` ones.

    So names tell the order in which generations were made where the clock was set back, and within one second.
    """
    name = datetime.datetime.now(datetime.UTC).strftime(_NAME)
    latest = max((found[0] for each in existing if (found := _TIME.match(each))), default="")
    if latest < name:
        return name
    return (datetime.datetime.strptime(latest, _NAME) + datetime.timedelta(seconds=1)).strftime(_NAME)


class IndexFolder:
    """The files of one embedded index; `path` need not exist before something is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[tuple[int, int], Marker] | None = None

    def marker(self) -> Marker:
        """What the marker says.

        Raises:
            IndexMissing: there is no folder, or an empty one.
            IndexForeign: it holds other things, or the marker is damaged.
        """
        marker = self._recorded()
        if marker.live is not None and not (self.generation(marker.live) / "xtsearch.json").is_file():
            raise IndexForeign(f"{self.path} is half-written: {marker.live} is not there; {REPAIR}")
        return marker

    def _recorded(self) -> Marker:
        """What the marker says, whether it is there or not; read again when it was replaced."""
        try:
            found = (self.path / MARKER).stat()
            seen = found.st_ino, found.st_mtime_ns
            if self._read and self._read[0] == seen:
                return self._read[1]
            text = (self.path / MARKER).read_text("utf-8", errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            self._check_ours()
            raise _nothing_indexed(self.path) from None
        except OSError as error:
            raise IndexForeign(f"{self.path / MARKER} cannot be read: {error}") from error
        try:
            record = json.loads(text)
            marker = Marker(record["live"], tuple(record["kept"]))
        except (ValueError, KeyError, TypeError) as error:
            raise IndexForeign(
                f"{self.path / MARKER} is damaged: delete the folder and run `xtsearch reindex PATH...`"
            ) from error
        self._read = seen, marker
        return marker

    def live(self) -> str:
        """The name of the live generation; raises as `marker` does."""
        live = self.marker().live
        if live is None:
            raise _nothing_indexed(self.path)
        return live

    def _check_ours(self) -> None:
        """Raise IndexForeign where the path is a file, or a folder that holds what we never put there."""
        if self.path.exists() and not self.path.is_dir():
            raise IndexForeign(f"{self.path} is a file: an index needs a folder; choose another --index")
        ours = {MARKER, f"{MARKER}.new", RUNS, f"{RUNS}.new", "lock", "generations"}
        try:
            others = sorted(entry.name for entry in self.path.iterdir() if entry.name not in ours)
        except FileNotFoundError:
            return
        except OSError as error:
            raise IndexForeign(f"{self.path} cannot be read: {error.strerror}") from error
        if others and not (self.path / MARKER).exists():
            raise IndexForeign(
                f"{self.path} is not an index of xtsearch (it holds {others[0]!r}): choose another --index"
            )

    def generation(self, name: str) -> Path:
        """Where a generation's files are."""
        return self.path / "generations" / name

    def written(self, name: str) -> Written:
        """What wrote a generation."""
        try:
            record: dict[str, Any] = json.loads((self.generation(name) / "xtsearch.json").read_text("utf-8"))
            return Written(**record)
        except (OSError, ValueError, TypeError) as error:
            raise IndexForeign(f"{self.generation(name)} is damaged: {REPAIR} ({error})") from error

    def create_generation(self) -> str:
        """Make the folder of a new generation, and say what writes it."""
        written = Written.now()
        with _translated(self.path):
            folder = self.path / "generations"
            name = next_name(entry.name for entry in folder.iterdir()) if folder.is_dir() else next_name(())
            self.generation(name).mkdir(parents=True)
            record = {slot: getattr(written, slot) for slot in Written.__slots__}
            _write_durably(self.generation(name) / "xtsearch.json", json.dumps(record))
        return name

    def publish(self, name: str) -> None:
        """Make a complete generation the live one, atomically; keep the last `KEPT`, remove the rest."""
        try:
            before = self.marker()
        except (IndexMissing, IndexForeign):
            before = Marker(None)
        kept = [old for old in (before.live, *before.kept) if old and old != name and self.generation(old).is_dir()]
        with _translated(self.path):
            _write_durably(self.path / MARKER, json.dumps({"live": name, "kept": kept[:KEPT]}))
        self.sweep()

    def rollback(self) -> tuple[str, str]:
        """Make the first kept generation live, atomically, and keep the live one, damaged or not, in its place.

        The names of the one that was live, and of the one that is.

        Raises:
            IndexMissing: none is kept. IndexOutdated: this version cannot read it.
        """
        marker = self._recorded()
        kept = [name for name in marker.kept if self.generation(name).is_dir()]
        if not kept or marker.live is None:
            raise IndexMissing(f"nothing is kept in {self.path} to go back to", remedy="run `xtsearch reindex PATH...`")
        target, *others = kept
        self.written(target).check_readable(f"{target}, kept in {self.path},")
        with _translated(self.path):
            _write_durably(self.path / MARKER, json.dumps({"live": target, "kept": [marker.live, *others]}))
        return marker.live, target

    def discard(self, name: str) -> None:
        """Remove a generation that was built in vain; left as it is where an interrupt hid that it became live."""
        try:
            marker = self.marker()
        except (IndexMissing, IndexForeign):
            marker = Marker(None)
        if name not in (marker.live, *marker.kept):
            shutil.rmtree(self.generation(name), ignore_errors=True)

    def sweep(self) -> None:
        """Remove generations that the marker does not name; to be called by who holds the lock."""
        try:
            marker = self.marker()
        except IndexMissing:
            marker = Marker(None)
        except IndexForeign:
            return  # half-written: what is there may be all that is left
        folder = self.path / "generations"
        for entry in folder.iterdir() if folder.is_dir() else ():
            if entry.name not in (marker.live, *marker.kept):
                shutil.rmtree(entry, ignore_errors=True)

    def record(self, run: Run) -> Run:
        """Keep the record of a run: under its number, or under the next one where it has none yet."""
        self._check_ours()
        with _translated(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            with _taken_folder(self.path):
                before = self.runs()
                run = run if run.number else replace(run, number=before[0].number + 1 if before else 1)
                others = [each for each in before if each.number != run.number]
                newest = sorted([run, *others], key=lambda each: each.number)[-RUNS_KEPT:]
                _write_durably(self.path / RUNS, to_lines(newest))
        return run

    def runs(self) -> list[Run]:
        """The records that are kept, the newest first."""
        try:
            return from_lines((self.path / RUNS).read_text("utf-8", errors="replace"))[::-1]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise EngineError(f"{self.path / RUNS} cannot be read: {error.strerror}; check its permissions") from error

    @contextmanager
    def lock(self, wait: float = 0) -> Iterator[None]:
        """Hold the right to write, raising IndexLocked after `wait` seconds; sweep what killed runs left."""
        self._check_ours()
        with _translated(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / "lock").open("a+", encoding="utf-8")
        until = time.monotonic() + wait
        with file:
            while not _taken(file, self.path):
                left = until - time.monotonic()
                if left <= 0:
                    raise IndexLocked(
                        f"another run is writing to {self.path}: run again when it has ended, or with --wait"
                    )
                time.sleep(min(_LOOK_SECONDS, left))
            self.sweep()
            yield


@contextmanager
def _taken_folder(path: Path) -> Iterator[None]:
    """Hold a folder for a moment: two runs that end together must not write over each other's records."""
    folder = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _taken(file: IO[str], path: Path) -> bool:
    """Whether the operating system gives us the lock on a file."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise EngineError(f"{path} cannot be locked: {error.strerror}; keep the index on a local disk") from error
    return True


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EngineError(f"cannot write to {path}: {error.strerror or error}; check space and permissions") from error


def _nothing_indexed(path: Path) -> IndexMissing:
    return IndexMissing(f"nothing is indexed in {path}", remedy="run `xtsearch index PATH...` first")


def _write_durably(path: Path, text: str) -> None:
    """Replace a file's text in one step that survives a crash."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
