"""The records of runs, and what is live, as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xtsearch.indexer.engines.run_records import is_killed
from xtsearch.show.terminal import one_line

if TYPE_CHECKING:
    from xtsearch.indexer.engines.run_records import Run
    from xtsearch.library import IndexStatus


def run_line(run: Run, runs: Sequence[Run]) -> str:
    """One run in one line; the other `runs` tell whether it was killed.

    12  2026-11-23T03:00:12+00:00  index  exit code 0: 13 articles indexed, 0 unchanged ...
    """
    state = "goes on, or was killed" if run.code is None else f"exit code {run.code}"
    if is_killed(run, runs):
        state = "was killed"
    return f"{run.number}  {run.started}  {run.action or '-'}  {state}{f': {run.message}' if run.message else ''}"


def status_text(status: IndexStatus) -> str:
    """What is live, a line for each fact, and what the last run did."""
    facts = status.to_dict()
    for name in ("paused", "last_run", "last_success", "generations", "foreign_count", "foreign", "kept_seen"):
        del facts[name]
    shown = {name: f"{value:,}" if isinstance(value, int) else str(value) for name, value in facts.items()}
    kept = ", ".join(status.generations[1:]) or "nothing"
    shown["kept for rollback"] = kept if status.kept_seen else "not shown to this user"
    if status.bytes is None:
        shown["bytes"] = "not shown to this user, or no copy can be reached"
    if status.foreign_count:
        from xtsearch.indexer.report import foreign_line

        shown["no articles"] = foreign_line(status)
    if status.paused:
        shown["paused"] = str(status.paused)
    if status.last_run:
        shown["last run"] = run_line(status.last_run, [status.last_run])
        shown["last success"] = (status.last_success and status.last_success.ended) or "none is recorded"
    width = max(map(len, shown))
    return "".join(f"{name.replace('_', ' '):<{width}}  {one_line(value)}\n" for name, value in shown.items())
