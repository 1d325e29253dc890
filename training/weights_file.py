"""How weights are written: JSON of which every entry has a line of its own, so that a change of weights can be read.

>>> print(format_weights({"features": {"bias": [0.5, -0.25]}, "unseen": ["no Han"]}), end="")
{
  "features": {
    "bias": [0.5, -0.25]
  },
  "unseen": [
    "no Han"
  ]
}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from training.compose.page import ComposedPage

DIGITS = 2  # decimals of a weight

Table = Mapping[str, Any] | Sequence[Any]


def format_weights(tables: Mapping[str, Table]) -> str:
    """The text of a file of weights, ending in a line feed."""
    return "{\n" + ",\n".join(f"  {_json(name)}: {_format_table(table)}" for name, table in tables.items()) + "\n}\n"


def _format_table(table: Table) -> str:
    if isinstance(table, Mapping):
        rows, left, right = [f"{_json(name)}: {_json(value)}" for name, value in table.items()], "{", "}"
    else:
        rows, left, right = [_json(value) for value in table], "[", "]"
    return left + ",".join(f"\n    {row}" for row in rows) + f"\n  {right}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def round_weight(value: float) -> float:
    """The weight as it is written; zero is never negative."""
    return round(float(value), DIGITS) + 0.0


class PageHash:
    """A hash of composed pages and of the truth about them: SHA-256 of their texts and of the owner of each line."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.pages = 0

    def add(self, page: ComposedPage) -> ComposedPage:
        """Takes the page into the hash; answers the same page."""
        self.add_text(_json([page.text, sorted(page.owners.items())]))
        return page

    def add_text(self, text: str) -> None:
        """Takes a page of which only the text was made into the hash."""
        self._digest.update(text.encode())
        self.pages += 1

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
