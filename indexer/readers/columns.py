"""What became of the columns of a file, or of the fields of its records: noted while it is read, told when it is read.

>>> columns = Columns()
>>> columns.declare(("标题", "url", "摘要"))
>>> columns.use("标题", "title"), columns.keep("url")
(None, None)
>>> str(columns.uses("news.csv"))
'news.csv: used: 标题 → title; kept as extra: url; empty: 摘要'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: Columns of a file that are told, of each kind; records of a database of anything may have a thousand names.
TOLD = 100
#: Of these so many are named on one line.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class ColumnUses:
    """What became of the columns of one file, `where`, and of `files` files in all that had the same columns.

    `used` are columns with the fields they were read as; `extra` were kept under their own names; `empty` had no value.
    """

    where: str
    used: tuple[tuple[str, tuple[str, ...]], ...]
    extra: tuple[str, ...]
    empty: tuple[str, ...]
    files: int = 1

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        used = {column: list(fields) for column, fields in self.used}
        extra, empty = list(self.extra), list(self.empty)
        return {"where": self.where, "files": self.files, "used": used, "extra": extra, "empty": empty}

    def __str__(self) -> str:
        used = [column if fields == (column,) else f"{column} → {', '.join(fields)}" for column, fields in self.used]
        parts = [
            f"{label}: {_listed(names)}"
            for label, names in (("used", used), ("kept as extra", self.extra), ("empty", self.empty))
            if names
        ]
        others = f" and {self.files - 1:,} more like it" if self.files > 1 else ""
        return f"{self.where}{others}: {'; '.join(parts)}"


def _listed(names: Iterable[str]) -> str:
    first = list(names)
    return ", ".join(first[:_NAMED]) + (f" and {len(first) - _NAMED} more" if len(first) > _NAMED else "")


class Columns:
    """The columns of one file, as it is read. `pending` are those that had no value so far."""

    def __init__(self) -> None:
        self.pending: dict[str, None] = {}
        self._places: dict[str, int] = {}
        self._used: dict[str, list[str]] = {}
        self._extra: dict[str, None] = {}

    def declare(self, names: tuple[str, ...]) -> None:
        """Note names that columns or records have."""
        for name in names:
            if name not in self._places and len(self._places) < 3 * TOLD:
                self._places[name] = len(self._places)
                self.pending[name] = None

    def use(self, column: str, field: str) -> None:
        """Note that a value of the column was read as the field."""
        self.pending.pop(column, None)
        fields = self._used.setdefault(column, [])
        if field not in fields:
            fields.append(field)

    def keep(self, column: str) -> None:
        """Note that a value of the column was kept as a further field."""
        self.pending.pop(column, None)
        if len(self._extra) < TOLD:
            self._extra[column] = None

    def uses(self, where: str) -> ColumnUses | None:
        """What became of the columns of the file; None where it had none."""
        if not (self._used or self._extra or self.pending):
            return None
        used, extra, empty = (
            sorted(names, key=self._place)[:TOLD] for names in (self._used, self._extra, self.pending)
        )
        return ColumnUses(where, tuple((name, tuple(self._used[name])) for name in used), tuple(extra), tuple(empty))

    def _place(self, column: str) -> int:
        return self._places.get(column, len(self._places))
