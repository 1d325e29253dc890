"""The weights of headlines, read from `weights.json`: what the facts say of a line's part, and of two lines. Pure.

    >>> weights = shipped()
    >>> weights.parts["K numbered"] > 0 > weights.parts["T numbered"]
    True

The file is data: `python -m training.fit_headlines` writes it, with the command and the hash of the pages that the
weights were fitted to. It is read when the first headline of several lines is placed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class HeadlineWeights:
    """Log-odds by the names of `facts`. `parts`: what speaks for a way to read a headline's lines. `joined`: what
    speaks for two lines being of one headline. `unseen`: names that too few headlines of the training pages had; they
    weigh nothing."""

    parts: Mapping[str, float]
    joined: Mapping[str, float]
    unseen: Mapping[str, tuple[str, ...]]
    provenance: Mapping[str, Any]

    @classmethod
    def parse(cls, text: str) -> HeadlineWeights:
        """The weights of a file like `weights.json`."""
        data = json.loads(text)
        unseen = {table: tuple(names) for table, names in data["unseen"].items()}
        return cls(data["parts"], data["joined"], unseen, data["provenance"])

    def odds_of_reading(self, names: Iterable[str]) -> float:
        """The log-odds of a way to read a headline's lines, of which these facts hold."""
        return sum([self.parts.get(name, 0.0) for name in names])

    def odds_of_joining(self, names: Iterable[str]) -> float:
        """The log-odds that two lines, of which these facts hold, are of one headline."""
        return sum([self.joined.get(name, 0.0) for name in names])


@cache
def shipped() -> HeadlineWeights:
    """The weights that the package ships with."""
    return HeadlineWeights.parse(resources.files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
