"""Records of `job run`: each index numbers the runs that wrote to it, and keeps the last `RUNS_KEPT` of them.

    >>> Run.from_dict(run.to_dict()) == run
    True

Runs are ordered by number and not by time: the numbers go up also where the clock of a machine is set back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

#: Records kept for one index: eight days of hourly runs, or half a year of daily ones; some 500 bytes each.
RUNS_KEPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. `number` counts the runs of one index from 1; it is 0 until the record is kept for the first time.

    Times are UTC, ISO 8601, and `seconds` is how long the run took. What is known only at the end is None until then: a
    record without `ended` is of a run that goes on, or was killed. `code` is the exit code, `message` says what went
    wrong; `articles` and `generation` are what was live afterwards.
    """

    number: int = 0
    started: str
    ended: str | None = None
    seconds: float | None = None
    action: str | None = None
    reason: str | None = None
    code: int | None = None
    message: str | None = None
    files: int | None = None
    pages: int | None = None
    indexed: int | None = None
    unchanged: int | None = None
    deleted: int | None = None
    rejected: int | None = None
    articles: int | None = None
    generation: str | None = None
    host: str = ""
    version: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether the index was brought up to date with its sources, but for what was rejected (exit code 6)."""
        return self.code in (0, 6)

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON values, as `job list --format json` writes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Self:
        """The run of a record. Fields that a later version added to it are ignored.

        Raises:
            TypeError: it is no record of a run.
        """
        return cls(**{field.name: record[field.name] for field in fields(cls) if field.name in record})


def is_killed(run: Run, runs: Iterable[Run]) -> bool:
    """Whether a run without an end was killed: while it goes on, no later run could have got the lock."""
    return (
        run.code is None
        and run.action is not None
        and any(later.number > run.number and later.action is not None for later in runs)
    )


def last_success(runs: Iterable[Run]) -> Run | None:
    """The latest run that succeeded; `runs` are sorted by number, the newest first."""
    return next((run for run in runs if run.succeeded), None)


def to_lines(runs: Iterable[Run]) -> str:
    """JSON Lines: one line for each run."""
    return "".join(json.dumps(run.to_dict(), ensure_ascii=False) + "\n" for run in runs)


def from_lines(text: str) -> list[Run]:
    """The runs of JSON Lines in the order of their numbers. A damaged line is skipped."""
    runs: dict[int, Run] = {}
    for line in text.split("\n"):  # splitlines would also split at U+2028 and its like, which JSON may hold in a text
        try:
            run = Run.from_dict(json.loads(line))
        except (ValueError, TypeError):
            continue
        runs[run.number] = run
    return [runs[number] for number in sorted(runs)]
