"""One run of a scheduled job: sources in; an index of what they hold now, a record of the run, log lines and metrics.

    >>> run_job(Job(index="/srv/index", sources=("/srv/news",)))
    0

However a run ends, three places say the same of it: its exit code, the record that the index keeps, and the file of
metrics.
"""

from __future__ import annotations

import datetime
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from xtsearch.indexer.engines.run_records import Run
from xtsearch.indexer.errors import BUG_EXIT_CODE, INTERRUPTED_EXIT_CODE, EngineError, OutputFailed, XtsearchError
from xtsearch.indexer.readers import Reading, Rejected
from xtsearch.jobs.metrics import write_metrics
from xtsearch.library import Index, open_index
from xtsearch.queries.syntax import parse
from xtsearch.show.output import message, write_logged
from xtsearch.show.progress import REJECTIONS_SHOWN, DeadLetters, tell_foreign, tell_records

if TYPE_CHECKING:
    from xtsearch.indexer.engines.base import Engine
    from xtsearch.indexer.report import Report
    from xtsearch.indexer.source_settings import Html

#: Seconds between two log lines that say how far a run is.
_PACE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run is to do; fields are the options of `job run`. `label` names the index in metrics."""

    index: str
    sources: Sequence[str]
    label: str = ""
    newspaper: str | None = None
    full: bool = False
    force: bool = False
    allow_rejected: int | None = None
    smoke: Sequence[str] = ()
    strict: bool = False
    record_map: Sequence[str] = ()
    html: Html | None = None
    rejected: str | None = None
    metrics: str | None = None
    analyzer: str | None = None
    patience: float | None = None
    wait: float = 0


def run_job(job: Job) -> int:
    """Do the job and return its exit code.

    Raises:
        OutputFailed: the metrics cannot be written, and nothing worse happened.
        QuerySyntaxError: a smoke query cannot be understood; nothing was begun, and nothing is recorded.
    """
    for query in job.smoke:
        parse(query)
    write_logged()
    outcome = _Outcome()
    with _terminable():
        try:
            with (
                open_index(job.index, analyzer=job.analyzer, patience=job.patience) as index,
                outcome.kept(index.engine),
            ):
                outcome.end(_work(job, index, outcome))
        except XtsearchError as error:
            outcome.fail(error)
        except BaseException as error:
            outcome.fail(error)
            raise
        finally:
            outcome.say()
            if job.metrics:
                _write_metrics(Path(job.metrics), outcome.run, job.label or job.index)
    return outcome.run.code or 0


def _work(job: Job, index: Index, outcome: _Outcome) -> Report:
    begins = f"run begins: {job.label or job.index} from {', '.join(job.sources)}"
    message(begins, level="info", event="job_started", index=job.index, sources=list(job.sources))
    with _RunLog(job.rejected, outcome) as watch:
        return index.synchronise(
            job.sources,
            newspaper=job.newspaper,
            full=job.full,
            force=job.force,
            allow_rejected=job.allow_rejected,
            smoke=job.smoke,
            strict=job.strict,
            record_map=job.record_map,
            html=job.html,
            wait=job.wait,
            progress=watch.progress,
            on_rejected=watch.rejected,
            on_chosen=partial(outcome.choose, index.engine),
        )


class _Outcome:
    """The record of a run, filled in as the run goes on."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.run = Run(started=_now(), host=socket.gethostname(), version=version("xtsearch"), rejected=0)
        self._refusal: BaseException | None = None

    @contextmanager
    def kept(self, engine: Engine) -> Iterator[None]:
        """Keep the record in the index: when the run begins, and when it ends."""
        with suppress(EngineError):  # the run itself will meet the same error, and report it
            self.run = engine.record(self.run)
        try:
            yield
        except BaseException as error:
            self.fail(error)
            raise
        finally:
            self._keep(engine)

    def choose(self, engine: Engine, action: str, reason: str) -> None:
        """Note what the run does, now that it holds the lock, and why."""
        self.run = replace(self.run, action=action, reason=reason)
        message(f"{action}: {reason}", level="info", event="job_chosen", action=action, reason=reason)
        with suppress(EngineError):
            self.run = engine.record(self.run)

    def reject(self) -> None:
        """Count a rejection."""
        self.run = replace(self.run, rejected=(self.run.rejected or 0) + 1)

    def end(self, report: Report) -> None:
        """Note how the run ended."""
        self._finish(report.exit_code, None)
        self.run = replace(
            self.run,
            files=report.files,
            pages=report.pages,
            indexed=report.indexed,
            unchanged=report.unchanged,
            deleted=report.deleted,
            rejected=report.rejected_count,
            articles=report.articles,
            generation=report.generation,
            message=report.summary(),
        )
        tell_records(report)
        tell_foreign(report)
        if report.unpruned:
            message(
                f"nothing was pruned where something was rejected: {', '.join(report.unpruned[:3])}",
                level="warning",
                event="unpruned",
                places=list(report.unpruned[:REJECTIONS_SHOWN]),
            )

    def fail(self, error: BaseException) -> None:
        """Note that the run failed; of several errors the first counts."""
        if self._refusal is not None:
            return
        self._refusal = error
        if isinstance(error, XtsearchError):
            self._finish(error.exit_code, str(error))
        elif isinstance(error, KeyboardInterrupt):
            self._finish(INTERRUPTED_EXIT_CODE, "interrupted")
        else:
            self._finish(BUG_EXIT_CODE, f"a bug: {type(error).__name__}")

    def say(self) -> None:
        """Write the last line of the log."""
        run = self.run
        level = "info" if run.code == 0 else "warning" if run.succeeded else "error"
        if isinstance(self._refusal, XtsearchError | None):  # other exceptions are reported by the caller
            fields = {name: getattr(run, name) for name in _LOGGED}
            message(run.message or "", level=level, event="job_ended", **fields)

    def _finish(self, code: int, text: str | None) -> None:
        seconds = round(time.monotonic() - self._began, 3)
        self.run = replace(self.run, ended=_now(), seconds=seconds, code=code, message=text)

    def _keep(self, engine: Engine) -> None:
        try:
            self.run = engine.record(self.run)
        except EngineError as error:
            if not isinstance(self._refusal, EngineError):
                message(f"no record of this run was kept: {error}", level="warning", event="no_record")


#: What the last line of a log has of a run's record.
_LOGGED = (
    "code", "action", "reason", "seconds", "files", "pages", "indexed", "unchanged", "deleted", "rejected", "articles",
    "generation", "number",
)  # fmt: skip


class _RunLog:
    """Logs while a run goes on how far it is, and the first rejections; the file `letters` takes all of them."""

    def __init__(self, letters: str | None, outcome: _Outcome) -> None:
        self._letters = DeadLetters(letters) if letters else None
        self._outcome = outcome
        self._last_line = time.monotonic()
        self._shown = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._letters:
            self._letters.close()

    def progress(self, reading: Reading, articles: int) -> None:
        if time.monotonic() - self._last_line < _PACE:
            return
        self._last_line = time.monotonic()
        bytes_read, total = reading.bytes_read, reading.bytes_total
        line = f"{articles:,} articles, {bytes_read:,} of {total:,} bytes"
        fields = {"articles": articles, "bytes_read": bytes_read, "bytes_total": total}
        message(line, level="info", event="job_progress", **fields)

    def rejected(self, rejected: Rejected) -> None:
        self._outcome.reject()
        if self._letters:
            self._letters.add(rejected)
        if self._shown < REJECTIONS_SHOWN:
            self._shown += 1
            where, reason = rejected.where, rejected.reason
            message(str(rejected), level="warning", event="rejected", where=where, reason=reason)


def _write_metrics(path: Path, run: Run, index: str) -> None:
    try:
        write_metrics(path, run, index)
    except OutputFailed as error:
        if run.succeeded:
            raise
        message(str(error), level="warning", event="no_metrics")


@contextmanager
def _terminable() -> Iterator[None]:
    """Treat SIGTERM, by which schedulers end a run, as Ctrl-C: what was sent is taken back, the lock is released."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
