"""Whether all is well, for monitoring: the records of runs in, an exit code and one line out.

>>> judge([run], now, max_age=datetime.timedelta(hours=26))
Verdict(code=1, line='the last success is 31 hours old, of 2026-11-23T03:00:12+00:00: ...')
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xtsearch.indexer.engines.run_records import RUNS_KEPT, Run, is_killed, last_success
from xtsearch.indexer.errors import IndexLocked, InputError, XtsearchError
from xtsearch.indexer.report import foreign_line

if TYPE_CHECKING:
    from xtsearch.library import Index

#: The exit code if no run succeeded lately, or the last one was killed and so has no exit code of its own.
STALE = 1
#: Exit codes of a run that are passed on; others (interrupted, a bug) become STALE.
_PASSED_ON = range(1, 9)
#: So much the clocks of two machines may differ without a word.
_CLOCKS_APART = datetime.timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An exit code, 0 where all is well, and one line for a person."""

    code: int
    line: str


def check_index(index: Index, now: datetime.datetime, max_age: datetime.timedelta | None) -> Verdict:
    """The verdict on an index: whether it can be read and written to, and `judge` of its runs."""
    try:
        index.engine.check_writable()
        status = index.engine.status()
        verdict = judge(index.runs(RUNS_KEPT), now, max_age)
    except XtsearchError as error:
        return Verdict(error.exit_code, str(error))
    if verdict.code:
        return verdict
    code = InputError.exit_code if status.foreign_count else 0
    parts = (f"{status.articles:,} articles", foreign_line(status), str(index.paused() or ""), verdict.line)
    return Verdict(code, "; ".join(filter(None, parts)))


def judge(runs: Sequence[Run], now: datetime.datetime, max_age: datetime.timedelta | None) -> Verdict:
    """The verdict on runs, the newest first. A run that ended because another one held the lock does not count."""
    ended = (run for run in runs if run.code not in (None, IndexLocked.exit_code) or is_killed(run, runs))
    last = next(ended, None)
    if last is not None and not last.succeeded:
        return _failed(last)
    good = last_success(runs)
    if good is None or good.ended is None:
        problem = "no run that succeeded is recorded"
        return Verdict(0, problem) if max_age is None else Verdict(STALE, f"{problem}: schedule `xtsearch job run`")
    age = now - datetime.datetime.fromisoformat(good.ended)
    success = f"the last success is {_hours(age)} old, of {good.ended}"
    if -age > _CLOCKS_APART:
        success = f"the last success is dated {good.ended}, {_hours(-age)} from now"
        success += f": see the clocks of this machine and of {good.host}"
    if max_age is not None and age > max_age:
        return Verdict(STALE, f"{success}: see the scheduler, and `xtsearch job list`")
    if max_age is not None and -age > max_age:
        return Verdict(STALE, success)
    return Verdict(0, success + (f", {good.rejected:,} rejected" if good.rejected else ""))


def _failed(run: Run) -> Verdict:
    if run.code is None:
        return Verdict(STALE, f"the run of {run.started} on {run.host} was killed: see that machine, run again")
    code = run.code if run.code in _PASSED_ON else STALE
    return Verdict(code, f"the last run failed ({run.code}) at {run.ended}: {run.message}")


def _hours(age: datetime.timedelta) -> str:
    hours = max(age.total_seconds(), 0) / 3600
    return f"{hours:.0f} hours" if hours >= 2 else f"{hours * 60:.0f} minutes"
