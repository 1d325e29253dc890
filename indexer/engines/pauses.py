"""A pause: a person keeps runs from writing for a while, as for restoring a snapshot.

    >>> pause = Pause.begin("wang", "restore of a snapshot", datetime.timedelta(hours=2))
    >>> pause.is_over(datetime.datetime.now(datetime.UTC))
    False

It ends by itself, so that a forgotten one stops no schedule for good.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from xtsearch.indexer.errors import ArgumentError, IndexLocked

#: Characters of a reason that are kept.
REASON_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Pause:
    """Who paused an index, and why; `since` and `until` are UTC, ISO 8601."""

    by: str
    reason: str
    since: str
    until: str

    @classmethod
    def begin(cls, by: str, reason: str, length: datetime.timedelta) -> Self:
        """A pause from now on.

        Raises:
            ArgumentError: nobody is named, or no reason is given.
        """
        for name, text in (("reason", reason), ("by", by)):
            if not text.strip():
                raise ArgumentError(f"--{name} is empty: whoever is kept waiting wants to know")
        now = datetime.datetime.now(datetime.UTC)
        since, until = (moment.isoformat(timespec="seconds") for moment in (now, now + length))
        return cls(by[:REASON_CHARACTERS], reason[:REASON_CHARACTERS], since, until)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`; further keys are ignored.

        Raises:
            KeyError, ValueError: it is no such record.
        """
        pause = cls(**{field.name: str(record[field.name]) for field in fields(cls)})
        datetime.datetime.fromisoformat(pause.until)
        return pause

    def to_dict(self) -> dict[str, str]:
        """As JSON values."""
        return asdict(self)

    def is_over(self, now: datetime.datetime) -> bool:
        """Whether it has ended by itself."""
        return now >= datetime.datetime.fromisoformat(self.until)

    def __str__(self) -> str:
        return f"paused by {self.by} since {self.since} until {self.until}: {self.reason}"


def lasting(pause: Pause | None) -> Pause | None:
    """The pause, unless it is over."""
    return None if pause is None or pause.is_over(datetime.datetime.now(datetime.UTC)) else pause


def check_not_paused(pause: Pause | None, where: str) -> None:
    """Raise IndexLocked while a pause lasts."""
    if lasting(pause):
        raise IndexLocked(f"{where} is {pause}; nothing is written until then, or until `xtsearch resume`")
