"""What a person sees of an indexing run: its progress, what is rejected, and one line that sums it up."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Self

from xtsearch.indexer.text.plurals import plural
from xtsearch.indexer.whole_files import WholeFile
from xtsearch.show.output import before_messages, json_text, message, unwritable, write
from xtsearch.show.terminal import columns, screen
from xtsearch.show.wording import megabytes

if TYPE_CHECKING:
    from xtsearch.indexer.dry_run import DryRun
    from xtsearch.indexer.readers import Reading, Rejected
    from xtsearch.indexer.report import Report

#: Rejections that are named: a folder in the wrong encoding must not scroll everything else away. All are counted.
REJECTIONS_SHOWN = 20
#: Files that are passed over for their suffix: so many are named, and so many suffixes counted.
FILES_SHOWN, SUFFIXES_SHOWN = 3, 5
#: Files of which is told what became of their columns: those with the same columns are one.
COLUMNS_SHOWN = 20
#: Seconds between two drawings of the progress line on a terminal, and between two lines of progress elsewhere.
_PACE, _LOG_PACE = 0.1, 30.0


class DeadLetters:
    """A JSON Lines file of what a run rejected. It appears under its name, complete, when the run ends in any way.

    A run that rejects nothing removes the file of an earlier run: what that one rejected is indexed now.

    Raises:
        OutputFailed: the file cannot be written.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        with unwritable(self._path):
            self._file = WholeFile(self._path)
        self._count = 0

    def add(self, rejected: Rejected) -> None:
        """Write a rejection."""
        from xtsearch.indexer.readers import to_dead_letter

        self._count += 1
        with unwritable(self._path):
            self._file.write(json_text(to_dead_letter(rejected), indent=None))

    def close(self) -> None:
        """Put the file in place."""
        with unwritable(self._path):
            if self._count:
                self._file.keep()
            else:
                self._file.drop()
                self._path.unlink(missing_ok=True)


class Watch:
    """Writes to stderr while a run goes on: how far it is, and a line for each of the first rejections.

    On a terminal the progress is one line that is drawn anew, elsewhere a line now and then.

    `letters` is the path of a file that takes all rejections.
    """

    def __init__(self, letters: str | None = None) -> None:
        self._letters = DeadLetters(letters) if letters else None
        self._width = screen("never", sys.stderr, os.environ).width or 0
        self._drawn = 0.0 if self._width else time.monotonic()
        self._line = ""
        self._rejected = 0

    def __enter__(self) -> Self:
        before_messages.append(self._clear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._clear()
        before_messages.remove(self._clear)
        if self._letters:
            self._letters.close()
        if self._rejected > REJECTIONS_SHOWN:
            message(f"and {self._rejected - REJECTIONS_SHOWN:,} more rejected")

    def progress(self, reading: Reading, articles: int) -> None:
        """Show how far the run is."""
        now = time.monotonic()
        if now - self._drawn < (_PACE if self._width else _LOG_PACE):
            return
        self._drawn = now
        line = f"{articles:,} articles"
        if reading.bytes_total:
            line += f", {min(reading.bytes_read / reading.bytes_total, 1):.0%} of {megabytes(reading.bytes_total)}"
        if not self._width:
            message(line, level="info")
            return
        self._clear()
        self._line = line[: self._width - 1]
        sys.stderr.write(self._line)
        sys.stderr.flush()

    def rejected(self, rejected: Rejected) -> None:
        """Name what was rejected, and why."""
        self._rejected += 1
        if self._letters:
            self._letters.add(rejected)
        if self._rejected <= REJECTIONS_SHOWN:
            message(str(rejected))

    def _clear(self) -> None:
        if self._line:
            sys.stderr.write(f"\r{' ' * columns(self._line)}\r")
            sys.stderr.flush()
            self._line = ""


def _passed_over(files: Sequence[str]) -> str:
    """3 files were passed over, whose suffix is not read: .docx 2, .xml 1 (/news/a.docx, ...)."""
    suffixes = Counter(PurePosixPath(file).suffix.lower() or "none" for file in files)
    counted = ", ".join(f"{suffix} {count:,}" for suffix, count in suffixes.most_common(SUFFIXES_SHOWN))
    more = ", …" if len(files) > FILES_SHOWN else ""
    named = ", ".join(files[:FILES_SHOWN])
    return (
        f"{len(files):,} {plural(len(files), 'file')} passed over, whose suffix is not read: {counted} ({named}{more})"
    )


def tell_records(report: Report | DryRun) -> None:
    """Tell on stderr what became of the columns of records, once for all files that have the same, and what else is to
    be told of records."""
    for uses in report.columns[:COLUMNS_SHOWN]:
        message(str(uses), level="info", event="columns", **uses.to_dict())
    if len(report.columns) > COLUMNS_SHOWN:
        message(f"and {len(report.columns) - COLUMNS_SHOWN:,} more files with other columns", level="info")
    for note in report.record_notes:
        message(str(note), level="info", event="record_note", **note.to_dict())


def tell_foreign(report: Report) -> None:
    """Tell on stderr of documents in the index that are no articles."""
    if report.foreign_count:
        from xtsearch.indexer.report import foreign_line

        message(foreign_line(report), level="warning", event="foreign", count=report.foreign_count, ids=report.foreign)


def present(report: Report, form: str) -> None:
    """Write a report as one line or as JSON; on stderr what became of columns, how pages can be read better, what files
    were passed over, and where nothing was pruned."""
    tell_records(report)
    for note, where, count in report.notes:
        others = f" and {count - 1:,} more {plural(count - 1, 'page')}" if count > 1 else ""
        message(f"{where}{others}: {note}", level="info")
    if report.skipped:
        message(_passed_over(report.skipped), level="info")
    if report.unpruned:
        places = ", ".join(report.unpruned[:3]) + (", …" if len(report.unpruned) > 3 else "")
        message(f"nothing was pruned in {places}: something there was rejected")
    tell_foreign(report)
    write(json_text(report.to_dict()) if form == "json" else report.summary() + "\n")
