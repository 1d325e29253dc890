"""The folder of an embedded index: which generation is live, which are kept, and who may write.

    <folder>/xtsearch-index.json     the marker: the live generation and those kept for a rollback; replaced atomically
    <folder>/lock                    locked by the operating system while a run writes
    <folder>/paused.json             who keeps runs from writing, until when and why; only while that lasts
    <folder>/runs.jsonl              the records of the last runs of `job run`; replaced atomically
    <folder>/runs.lock               locked for the moment in which a record is added
    <folder>/generations/<name>/     one index each: the files of tantivy, and xtsearch.json, the provenance

A generation is written beside the live one, and the marker names it when it is complete. What the marker does not name
was left by a killed run; the next run that holds the lock removes it.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from xtsearch.indexer.engines.embedded.errors import ADOPT, REPAIR, writing
from xtsearch.indexer.engines.embedded.locking import acquire, release
from xtsearch.indexer.engines.generations import GENERATIONS_KEPT, Provenance, next_name
from xtsearch.indexer.engines.pauses import Pause
from xtsearch.indexer.engines.run_records import RUNS_KEPT, Run, from_lines, to_lines
from xtsearch.indexer.errors import EngineError, IndexForeign, IndexLocked, IndexMissing
from xtsearch.indexer.whole_files import write_whole

MARKER, LOCK, GENERATIONS = "xtsearch-index.json", "lock", "generations"
RUNS, RUNS_LOCK, PAUSE = "runs.jsonl", "runs.lock", "paused.json"
#: The provenance, in the folder of its generation.
PROVENANCE = "xtsearch.json"


def _draft(path: Path) -> Path:
    """Where a file is written before it takes its name: one that a killed run left is written over."""
    return path.with_name(f"{path.name}.new")


#: All that we ever put into the folder of an index.
_OURS = frozenset(
    {MARKER, LOCK, GENERATIONS, RUNS, RUNS_LOCK, PAUSE, *(_draft(Path(name)).name for name in (MARKER, RUNS, PAUSE))},
)


@dataclass(frozen=True, slots=True)
class Marker:
    """Which generations count, those kept in the order of a rollback; none is live before the first publish."""

    live: str | None
    kept: tuple[str, ...] = ()

    def names(self, generation: str) -> bool:
        """Whether a generation is live or kept."""
        return generation == self.live or generation in self.kept


class IndexFolder:
    """The files of one embedded index; the folder `path` need not exist before something is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        #: The marker that was read last, and the inode and time by which a replaced file is told.
        self._marker: tuple[tuple[int, int], Marker] | None = None

    def marker(self) -> Marker:
        """What the marker says.

        Raises:
            IndexMissing: there is no folder, or an empty one.
            IndexForeign: it holds other things, the marker is damaged or gone, or the live generation is gone.
        """
        marker = self._read_marker()
        if marker.live is not None and not (self.generation(marker.live) / PROVENANCE).is_file():
            raise IndexForeign(f"{self.path} is half-written: {marker.live} is not there; {REPAIR}")
        return marker

    def _read_marker(self) -> Marker:
        """What the marker says, whether that generation is there or not; read again only when it was replaced."""
        file = self.path / MARKER
        try:
            stat = file.stat()
            version = stat.st_ino, stat.st_mtime_ns
            if self._marker and self._marker[0] == version:
                return self._marker[1]
            text = file.read_text("utf-8", errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            self._check_ours()
            if self._standing():
                raise IndexForeign(f"{file} is gone, and generations still stand there: {ADOPT}") from None
            raise self._nothing_indexed() from None
        except OSError as error:
            raise IndexForeign(f"{file} cannot be read: {error}") from error
        try:
            record = json.loads(text)
            marker = Marker(record["live"], tuple(record["kept"]))
        except (ValueError, KeyError, TypeError) as error:
            raise IndexForeign(f"{file} is damaged: {ADOPT}") from error
        self._marker = version, marker
        return marker

    def _marker_or_none(self) -> Marker:
        """As `marker`; one that names nothing where there is none, or none that can be used."""
        try:
            return self.marker()
        except (IndexMissing, IndexForeign):
            return Marker(None)

    def live(self) -> str:
        """The name of the live generation; raises as `marker` does."""
        live = self.marker().live
        if live is None:
            raise self._nothing_indexed()
        return live

    def _nothing_indexed(self) -> IndexMissing:
        return IndexMissing(f"nothing is indexed in {self.path}", remedy="run `xtsearch index PATH...` first")

    def _check_ours(self) -> None:
        """Raise IndexForeign where the path is a file, or a folder that holds what we never put there."""
        if self.path.exists() and not self.path.is_dir():
            raise IndexForeign(f"{self.path} is a file: an index needs a folder; choose another --index")
        try:
            foreign = sorted(entry.name for entry in self.path.iterdir() if entry.name not in _OURS)
        except FileNotFoundError:
            return
        except OSError as error:
            raise IndexForeign(f"{self.path} cannot be read: {error.strerror}") from error
        if foreign and not (self.path / MARKER).exists():
            raise IndexForeign(
                f"{self.path} is not an index of xtsearch (it holds {foreign[0]!r}): choose another --index"
            )

    # ----------------------------------------------------------------------------------------------- generations

    def generation(self, name: str) -> Path:
        """The folder of a generation."""
        return self.path / GENERATIONS / name

    def provenance(self, name: str) -> Provenance:
        """What wrote a generation.

        Raises:
            IndexForeign: it does not say, or is not there.
        """
        try:
            record: dict[str, Any] = json.loads((self.generation(name) / PROVENANCE).read_text("utf-8"))
            return Provenance.from_record(record)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexForeign(f"{self.generation(name)} is damaged: {REPAIR} ({error})") from error

    def create_generation(self) -> str:
        """Make the folder of a new generation with its provenance; returns its name."""
        provenance = Provenance.now()
        with writing(self.path):
            if not (self.path / MARKER).exists() and not self._standing():
                self._write_marker(Marker(None))  # or a run that is killed would look as if the marker had been lost
            name = next_name(self._generation_names())
            self.generation(name).mkdir(parents=True)
            _write(self.generation(name) / PROVENANCE, json.dumps(provenance.to_record()))
        return name

    def _standing(self) -> list[str]:
        """The generations that hold articles, the newest first, whatever the marker says."""
        names = sorted(self._generation_names(), reverse=True)
        return [name for name in names if _holds_articles(self.generation(name))]

    def _generation_names(self) -> list[str]:
        folder = self.path / GENERATIONS
        return [entry.name for entry in folder.iterdir()] if folder.is_dir() else []

    def adopt(self, name: str | None) -> str:
        """Make a generation that stands there live, by default the newest; keep the others. Returns its name.

        What the marker names is left as it is, unless `name` is another one. To be called with the lock held.

        Raises:
            IndexMissing: none stands there. EngineError: `name` is none of them. IndexOutdated: this version cannot
                read it.
        """
        standing = self._standing()
        if not standing:
            raise self._nothing_indexed()
        if name is not None and name not in standing:
            raise EngineError(f"{name} holds no articles in {self.path}: there are {', '.join(standing)}")
        live = self._marker_or_none().live
        target = name or live or standing[0]
        self.provenance(target).check_readable(f"{target} in {self.path}")
        if target != live:
            kept = [generation for generation in standing if generation != target][:GENERATIONS_KEPT]
            self._write_marker(Marker(target, tuple(kept)))
        return target

    def publish(self, name: str) -> None:
        """Make a complete generation the live one, atomically; keep the last `GENERATIONS_KEPT`, remove the rest."""
        before = self._marker_or_none()
        earlier = (before.live, *before.kept) if before.live else self._standing()
        kept = [old for old in earlier if old and old != name and self.generation(old).is_dir()]
        self._write_marker(Marker(name, tuple(kept[:GENERATIONS_KEPT])))
        self.sweep()

    def rollback(self) -> tuple[str, str]:
        """Make the first kept generation live, atomically, and keep the live one, damaged or not, in its place.

        Returns the name of the generation that was live until now, and of the one that is.

        Raises:
            IndexMissing: none is kept. IndexOutdated: this version cannot read it.
        """
        marker = self._read_marker()
        kept = [name for name in marker.kept if self.generation(name).is_dir()]
        if not kept or marker.live is None:
            raise IndexMissing(f"nothing is kept in {self.path} to go back to", remedy="run `xtsearch reindex PATH...`")
        target, *rest = kept
        self.provenance(target).check_readable(f"{target}, kept in {self.path},")
        self._write_marker(Marker(target, (marker.live, *rest)))
        return marker.live, target

    def _write_marker(self, marker: Marker) -> None:
        with writing(self.path):
            _write(self.path / MARKER, json.dumps({"live": marker.live, "kept": list(marker.kept)}))

    def discard(self, name: str) -> None:
        """Remove a generation that is not to be published; it stays where an interrupt hid that it became live."""
        if not self._marker_or_none().names(name):
            shutil.rmtree(self.generation(name), ignore_errors=True)

    def sweep(self) -> None:
        """Remove the generations that the marker does not name; only for a run that holds the lock."""
        try:
            marker = self.marker()
        except IndexMissing:
            marker = Marker(None)
        except IndexForeign:
            return  # the marker is gone or damaged: what is there may be all that is left
        for name in self._generation_names():
            if not marker.names(name):
                shutil.rmtree(self.generation(name), ignore_errors=True)

    # ---------------------------------------------------------------------------------------------------- pauses

    def paused(self) -> Pause | None:
        """The pause that is kept; None where there is none, or none that can be read."""
        try:
            return Pause.from_dict(json.loads((self.path / PAUSE).read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def pause(self, pause: Pause) -> None:
        """Keep a pause in the place of the one before; to be called with the lock held."""
        with writing(self.path):
            _write(self.path / PAUSE, json.dumps(pause.to_dict(), ensure_ascii=False))

    def resume(self) -> None:
        """Forget the pause."""
        with writing(self.path):
            (self.path / PAUSE).unlink(missing_ok=True)

    # --------------------------------------------------------------------------------------------- runs and locks

    def record(self, run: Run) -> Run:
        """Keep the record of a run: under its number, or under the next one where it has none yet."""
        self._check_ours()
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            with self._locked(RUNS_LOCK, math.inf):  # of two runs that end together neither loses its record
                before = self.runs()
                run = run if run.number else replace(run, number=before[0].number + 1 if before else 1)
                runs = [run, *(earlier for earlier in before if earlier.number != run.number)]
                _write(self.path / RUNS, to_lines(sorted(runs, key=lambda run: run.number)[-RUNS_KEPT:]))
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
        """Hold the right to write, and remove first what killed runs left.

        Raises:
            IndexLocked: another run holds it, and still after `wait` seconds.
        """
        self._check_ours()
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        with self._locked(LOCK, wait):
            self.sweep()
            yield

    @contextmanager
    def _locked(self, name: str, wait: float) -> Iterator[None]:
        with writing(self.path):
            file = (self.path / name).open("a+", encoding="utf-8")
        with file:
            self._acquire(file, wait)
            try:
                yield
            finally:
                release(file)

    def _acquire(self, file: IO[str], wait: float) -> None:
        try:
            ours = acquire(file, wait)
        except OSError as error:
            raise EngineError(
                f"{self.path} cannot be locked: {error.strerror}; keep the index on a local disk"
            ) from error
        if not ours:
            raise IndexLocked(f"another run is writing to {self.path}: run again when it has ended, or with --wait")


def _holds_articles(generation: Path) -> bool:
    """Whether a generation says what wrote it, and tantivy committed articles to it."""
    try:
        committed = json.loads((generation / "meta.json").read_text("utf-8"))["segments"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(committed) and (generation / PROVENANCE).is_file()


def _write(path: Path, text: str) -> None:
    write_whole(path, text, draft=_draft(path))
