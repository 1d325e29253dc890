"""The weights of the random field, read from `weights.json`: what features say of roles, and what steps say. Pure.

    >>> weights = shipped()
    >>> weights.first.features["alone"][Role.OPEN] > 0 > weights.first.features["alone"][Role.DISPLAY]
    True

The file is data: `python -m training.fit_roles` writes it, with the command and the hash of the pages that the weights
were fitted to. It is read when the first page is split, in about a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

from xtsearch.indexer.pages.lines import steps
from xtsearch.indexer.pages.lines.crf import Step
from xtsearch.indexer.pages.lines.roles import Role, may_follow

if TYPE_CHECKING:
    from xtsearch.indexer.pages.lines.extraction import LineFeatures, Names

RoleOdds = tuple[float, ...]


@dataclass(frozen=True)
class ReadingWeights:
    """The weights of one reading of a page. `features`: name of a feature -> the log-odds that it gives each role, in
    the order of `Role`. `steps`: name of a step's part -> log-odds."""

    features: Mapping[str, RoleOdds]
    steps: Mapping[str, float]
    _group_odds: dict[Names, RoleOdds] = field(default_factory=dict, init=False, repr=False)

    def emit(self, line: LineFeatures) -> list[float]:
        """For each role, the sum of what the line's features say."""
        of_group, of_name = self._group_odds.get, self.features.get
        rows = [of_group(names) or self._add_up(names) for names in line.groups]
        rows += [odds for name in line.own if (odds := of_name(name)) is not None]
        return list(map(sum, zip(*rows, strict=True)))

    def _add_up(self, names: Names) -> RoleOdds:
        """What a group of features says together; kept, for groups recur."""
        rows = [odds for name in names if (odds := self.features.get(name)) is not None]
        total = tuple(map(sum, zip(*rows, strict=True))) if rows else (0.0,) * len(Role)
        self._group_odds[names] = total
        return total

    @cached_property
    def step_table(self) -> tuple[Step, ...]:
        """For each kind of step, the pairs of roles that it allows, with their log-odds."""
        return tuple(
            Step(
                tuple(
                    tuple(
                        (int(before), sum(self.steps[name] for name in steps.names(before, after, end, gap, start)))
                        for before in Role
                        if may_follow(before, after, closed=steps.is_closed(end))
                    )
                    for after in Role
                )
            )
            for end, gap, start in steps.all_kinds()
        )


@dataclass(frozen=True)
class LineWeights:
    """The weights of both readings: the second also weighs what the first said of a line's twins. `unseen`: features
    that too few lines of the training pages had; they weigh nothing."""

    first: ReadingWeights
    second: ReadingWeights
    unseen: tuple[str, ...]
    provenance: Mapping[str, Any]

    @property
    def names(self) -> frozenset[str]:
        """Every feature that weighs something."""
        return frozenset(self.first.features) | frozenset(self.second.features)

    @classmethod
    def parse(cls, text: str) -> LineWeights:
        """The weights of a file like `weights.json`.

        Raises:
            ValueError: the file's columns are not the roles of this version.
        """
        data = json.loads(text)
        if data["roles"] != [role.name for role in Role]:
            raise ValueError(
                f"weights are for the roles {data['roles']}: fit them again (python -m training.fit_roles)"
            )
        first, second = (
            ReadingWeights({name: tuple(odds) for name, odds in data[features].items()}, data[step_names])
            for features, step_names in (("features", "steps"), ("second features", "second steps"))
        )
        return cls(first, second, tuple(data["unseen"]), data["provenance"])


@cache
def shipped() -> LineWeights:
    """The weights that the package ships with."""
    return LineWeights.parse(resources.files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
