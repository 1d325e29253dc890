"""What is kept of a run of `job run`: one Run each, numbered by the index it wrote to, the last `RUNS_KEPT` of them.

    >>> Run.from_dict(run.to_dict()) == run
    True

The number orders runs, not the clock: it goes on counting where the clock of a machine is set back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

#: Records kept of one index: eight days of a run an hour, half a year of a run a day; some 500 bytes each.
RUNS_KEPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. `number` counts the runs of one index from 1; 0 where it was not kept yet.

    Times are UTC, ISO 8601. What is known only at the end is None before: a record without `ended` is of a run that
    goes on, or was killed. `code` is the exit code, `message` says what went wrong; `articles` and `generation` are
    what was live afterwards.
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
        """Whether what was live afterwards is what the sources said; of what was rejected (6) the rest is."""
        return self.code in (0, 6)

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON values, as `job list --format json` writes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Self:
        """The run of a record, which a later version may have written with further fields.

        Raises:
            TypeError: it is no record of a run.
        """
        return cls(**{field.name: record[field.name] for field in fields(cls) if field.name in record})


def is_killed(run: Run, runs: Iterable[Run]) -> bool:
    """Whether a run that did not end was killed: a later one has held the lock, which it would hold."""
    return (
        run.code is None
        and run.action is not None
        and any(later.number > run.number and later.action is not None for later in runs)
    )


def last_success(runs: Iterable[Run]) -> Run | None:
    """Of runs, the newest first, the last that succeeded."""
    return next((run for run in runs if run.succeeded), None)


def to_lines(runs: Iterable[Run]) -> str:
    """JSON Lines, one a run."""
    return "".join(json.dumps(run.to_dict(), ensure_ascii=False) + "\n" for run in runs)


def from_lines(text: str) -> list[Run]:
    """The runs of JSON Lines in the order of their numbers; a line that is damaged is passed over."""
    found: dict[int, Run] = {}
    for line in text.split("\n"):  # not splitlines: JSON holds the separators of Unicode as they are
        try:
            run = Run.from_dict(json.loads(line))
        except (ValueError, TypeError):
            continue
        found[run.number] = run
    return [found[number] for number in sorted(found)]
