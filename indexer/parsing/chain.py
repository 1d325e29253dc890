"""Scores of every role at every line in; the best row of roles, and how probable each choice in it is, out. Pure.

A linear chain: `emitted[i][role]` are log-odds from the line's features, `steps[kind]` log-odds between neighbours of
one kind of line end. Probabilities are those of the chain as a whole (forward-backward), held as numbers that are
scaled line by line, so that a page of any length stays within a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp
from operator import mul

#: For each role, the roles that may stand before it, each with a log-odds.
Steps = tuple[tuple[tuple[int, float], ...], ...]
Row = Sequence[float]
#: The roles a line may have, each with those before it and their log-odds.
Narrow = tuple[tuple[int, tuple[tuple[int, float], ...]], ...]
#: Of steps and of powers: kind, roles of the line before and of the line -> the steps between these.
Narrowed = tuple[dict[tuple[int, frozenset[int], frozenset[int]], Narrow], ...]
TINY = 1e-300
FORBIDDEN, IMPOSSIBLE = -600.0, -1e18  # log-odds: against all that a page could say; of what is not looked at


@dataclass(frozen=True, slots=True)
class Chain:
    """`kinds[i]` chooses the steps from line i-1 to line i; `kinds[0]` is not used. `powers` are the steps as odds.
    `first` and `last` are log-odds of roles at the page's edges. `narrowed` remembers what chains of the same steps and
    powers have asked for."""

    emitted: Sequence[Row]
    kinds: Sequence[int]
    steps: Sequence[Steps]
    powers: Sequence[Steps]
    first: Row
    last: Row
    narrowed: Narrowed = field(default_factory=lambda: ({}, {}))

    def best(self, allowed: Sequence[frozenset[int]] | None = None) -> tuple[tuple[int, ...], float]:
        """The row of roles with the highest score (Viterbi), of those `allowed` at each line; and that score."""
        every = frozenset(range(len(self.first)))
        left = allowed or [every] * len(self.emitted)
        score = [
            one + two if role in left[0] else IMPOSSIBLE
            for role, (one, two) in enumerate(zip(self.first, self.emitted[0], strict=True))
        ]
        back: list[list[int]] = []
        known, before = self.narrowed[0], left[0]
        for here, kind, roles in zip(self.emitted[1:], self.kinds[1:], left[1:], strict=True):
            came, new = [0] * len(here), [IMPOSSIBLE] * len(here)
            for state, into in known.get((kind, before, roles)) or _narrow(known, self.steps, kind, before, roles):
                most, at = IMPOSSIBLE, 0
                for role, odds in into:
                    gain = score[role] + odds
                    if gain > most:
                        most, at = gain, role
                came[state] = at
                new[state] = most + here[state]
            back.append(came)
            score, before = new, roles
        score = [one + two for one, two in zip(score, self.last, strict=True)]
        state = max(range(len(score)), key=score.__getitem__)
        path = [state]
        for came in reversed(back):
            path.append(came[path[-1]])
        return tuple(reversed(path)), score[state]

    def score(self, roles: Sequence[int]) -> float:
        """The log-odds of such a row of roles."""
        total = self.first[roles[0]] + self.last[roles[-1]] + self.emitted[0][roles[0]]
        for before, role, kind, here in zip(roles, roles[1:], self.kinds[1:], self.emitted[1:], strict=False):
            step = FORBIDDEN
            for other, odds in self.steps[kind][role]:
                if other == before:
                    step = odds
                    break
            total += here[role] + step
        return total

    def forward(self) -> Forward:
        """Probabilities of each line's roles, of the lines up to it (one pass forwards)."""
        rows: list[list[float]] = []
        totals: list[float] = []
        before: list[float] = []
        weights = self._weights()
        for index, here in enumerate(weights):
            if index:
                row = _step(before, self.powers[self.kinds[index]], here)
            else:
                row = [value * exp(odds) for value, odds in zip(here, self.first, strict=True)]
            total = sum(row) or TINY
            before = [value / total for value in row]
            rows.append(before)
            totals.append(total)
        return Forward(weights, rows, totals)

    def backward(self, forward: Forward) -> list[list[float]]:
        """For each role of each line, how well the lines after it go with it, scaled (one pass backwards)."""
        after = [exp(odds) for odds in self.last]
        found = [after]
        for index in range(len(forward.weights) - 1, 0, -1):
            new = [0.0] * len(after)
            for value, odds, into in zip(after, forward.weights[index], self.powers[self.kinds[index]], strict=True):
                gain = value * odds
                for role, power in into:
                    new[role] += gain * power
            total = sum(new) or TINY
            after = [value / total for value in new]
            found.append(after)
        return found[::-1]

    def shares(self, forward: Forward, backward: Sequence[Row], role: int) -> list[float]:
        """For each line the probability of a role."""
        return [
            row[role] * after[role] / whole if (whole := sum(map(mul, row, after))) else 0.0
            for row, after in zip(forward.rows, backward, strict=True)
        ]

    def held(
        self, forward: Forward, backward: Sequence[Row], start: int, stop: int, allowed: Sequence[frozenset[int]]
    ) -> float:
        """Probability that each line from `start` to `stop`, inclusive, has one of the roles allowed to it there."""
        known, before = self.narrowed[1], allowed[0]
        row = [value if role in before else 0.0 for role, value in enumerate(forward.rows[start])]
        for index, roles in enumerate(allowed[1:], start + 1):
            kind, weights, total = self.kinds[index], forward.weights[index], forward.totals[index]
            new = [0.0] * len(row)
            for state, into in known.get((kind, before, roles)) or _narrow(known, self.powers, kind, before, roles):
                reached = 0.0
                for role, power in into:
                    reached += row[role] * power
                new[state] = weights[state] / total * reached
            row, before = new, roles
        kept, whole = (_product(each, backward[stop]) for each in (row, forward.rows[stop]))
        return min(1.0, kept / whole) if whole else 0.0

    def _weights(self) -> list[list[float]]:
        """Each line's odds as weights, the highest of them 1."""
        found = []
        for here in self.emitted:
            peak = max(here)
            found.append([exp(value - peak) for value in here])
        return found


@dataclass(frozen=True, slots=True)
class Forward:
    """`rows[i]` sums to 1; `totals[i]` is what it was divided by."""

    weights: list[list[float]]
    rows: list[list[float]]
    totals: list[float]


def _narrow(
    known: dict[tuple[int, frozenset[int], frozenset[int]], Narrow],
    steps: Sequence[Steps],
    kind: int,
    before: frozenset[int],
    here: frozenset[int],
) -> Narrow:
    """The steps of one kind between these roles."""
    found = tuple(
        (role, tuple((other, odds) for other, odds in into if other in before))
        for role, into in enumerate(steps[kind])
        if role in here
    )
    known[kind, before, here] = found
    return found


def _step(before: Row, powers: Sequence[Sequence[tuple[int, float]]], weights: Row) -> list[float]:
    """From one line's roles to the next line's. (Plain loops: half the time of a sum over a list for each role.)"""
    found = []
    for value, into in zip(weights, powers, strict=True):
        total = 0.0
        if value:
            for role, power in into:
                total += before[role] * power
        found.append(value * total)
    return found


def _product(one: Row, two: Row) -> float:
    return float(sum(map(mul, one, two)))


def powers_of(steps: Sequence[Steps]) -> tuple[Steps, ...]:
    """Steps with odds in place of log-odds."""
    return tuple(tuple(tuple((role, exp(odds)) for role, odds in into) for into in kind) for kind in steps)
