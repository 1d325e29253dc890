"""A linear-chain conditional random field: scores of roles in; the best row of roles and its probabilities out. Pure.

What enters: for each line of a page the log-odds of every role (`emitted`), and for each pair of neighbouring lines
the log-odds of every pair of roles (`steps`). What leaves: the row of roles with the highest total (Viterbi), and how
probable each role is at each line, given all lines (forward-backward).

    >>> either = ((0, 0.0), (1, 0.0))
    >>> chain = Chain([[0.0, 1.0], [2.0, 0.0]], [0, 0], [Step((either, either))], [0.0, 0.0], [0.0, 0.0])
    >>> chain.best()
    ((1, 0), 3.0)

Probabilities are computed as products of odds. Each row is divided by its sum where that grows or shrinks too far, so
that a page of any length stays within the range of a float.

Why there is no numpy here: each of a page's lines needs the row of the line before, so numpy gets nine by nine numbers
at a time. It takes half as long as the loops below for their product, and as long for their maximum: 1.5 ms less of the
60 ms of a page. To import it takes 0.1 s, as long as two pages. It pays where many pages go through the chain together,
as in `training.fit_roles`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, inf
from operator import mul

#: A number for each role, in the order of the roles.
Row = Sequence[float]
#: For each role, the roles on the other side of a step, each with the odds or log-odds of the pair.
Pairs = Sequence[Sequence[tuple[int, float]]]
#: The same for some of the roles: (role, the roles before it with the odds of the pair).
Narrowed = tuple[tuple[int, tuple[tuple[int, float], ...]], ...]
#: A row whose sum lies between these is not divided by it; one line changes a sum by a few powers of ten.
SMALLEST_SUM, LARGEST_SUM = 1e-30, 1e30
TINY = 1e-300  # stands for a sum of zero
FORBIDDEN = -600.0  # log-odds that outweigh all that a page could say for a role
EXCLUDED = -1e18  # log-odds of a role that is not to be looked at


@dataclass(frozen=True)
class Step:
    """From one line to the next: `into[role]` lists the roles that may stand before it, one at least, with the
    log-odds of each pair."""

    into: tuple[tuple[tuple[int, float], ...], ...]

    @cached_property
    def log_odds(self) -> Mapping[tuple[int, int], float]:
        """(role before, role after) -> the log-odds of the pair."""
        return {(before, after): odds for after, pairs in enumerate(self.into) for before, odds in pairs}

    @cached_property
    def odds_into(self) -> Pairs:
        """`into`, with odds in place of log-odds."""
        return [[(before, exp(log_odds)) for before, log_odds in pairs] for pairs in self.into]

    @cached_property
    def odds_out(self) -> Pairs:
        """For each role before the step, the roles that may follow it, with the odds of each pair."""
        following: list[list[tuple[int, float]]] = [[] for _ in self.into]
        for after, pairs in enumerate(self.odds_into):
            for before, odds in pairs:
                following[before].append((after, odds))
        return following

    @cached_property
    def _narrowed(self) -> dict[tuple[frozenset[int], frozenset[int]], Narrowed]:
        return {}

    def between(self, before: frozenset[int], after: frozenset[int]) -> Narrowed:
        """`odds_into` for the roles of `after` only, and of the roles before them only those of `before`."""
        key = (before, after)
        if key not in self._narrowed:
            self._narrowed[key] = tuple(
                (role, tuple(pair for pair in self.odds_into[role] if pair[0] in before)) for role in sorted(after)
            )
        return self._narrowed[key]


@dataclass(frozen=True, slots=True)
class Chain:
    """The lines of a page. `emitted[i]` are the log-odds of the roles at line i, from its own features; `kinds[i]`
    chooses the step from line i-1 to line i (`kinds[0]` is not used); `first` and `last` are the log-odds of roles at
    the page's first and last line."""

    emitted: Sequence[Row]
    kinds: Sequence[int]
    steps: Sequence[Step]
    first: Row
    last: Row

    def best(self, allowed: Sequence[frozenset[int]] | None = None) -> tuple[tuple[int, ...], float]:
        """The row of roles with the highest score (Viterbi), and that score. `allowed`: for each line the roles that it
        may have; None: any."""
        emitted = self.emitted
        if allowed is not None:
            emitted = [_keep(row, roles, EXCLUDED) for row, roles in zip(emitted, allowed, strict=True)]
        scores: list[float] = [start + own for start, own in zip(self.first, emitted[0], strict=True)]
        rows = [scores]
        steps = [step.into for step in self.steps]
        for kind, line in zip(self.kinds[1:], emitted[1:], strict=True):
            before, scores = scores, []
            for own, pairs in zip(line, steps[kind], strict=True):
                highest = -inf
                for role, log_odds in pairs:
                    score = before[role] + log_odds
                    if score > highest:
                        highest = score
                scores.append(own + highest)
            rows.append(scores)
        ends = [score + end for score, end in zip(rows.pop(), self.last, strict=True)]
        state = max(range(len(ends)), key=ends.__getitem__)
        path = [state]
        for kind, scores in zip(reversed(self.kinds), reversed(rows), strict=False):
            highest = EXCLUDED
            for role, log_odds in steps[kind][path[-1]]:
                if scores[role] + log_odds > highest:
                    highest, state = scores[role] + log_odds, role
            path.append(state)
        return tuple(reversed(path)), max(ends)

    def score(self, roles: Sequence[int]) -> float:
        """The log-odds of this row of roles, one role a line."""
        total = self.first[roles[0]] + self.last[roles[-1]] + self.emitted[0][roles[0]]
        for before, role, kind, line in zip(roles, roles[1:], self.kinds[1:], self.emitted[1:], strict=False):
            total += line[role] + self.steps[kind].log_odds.get((before, role), FORBIDDEN)
        return total

    def forward(self) -> Forward:
        """How probable each role is at each line, given the lines up to it (one pass from the first line on)."""
        odds = [tuple(map(exp, line)) for line in self.emitted]
        row, divisor = _scale(list(map(mul, map(exp, self.first), odds[0])))
        rows, divisors = [row], [divisor]
        steps = [step.odds_into for step in self.steps]
        for kind, line in zip(self.kinds[1:], odds[1:], strict=True):
            reached = []
            for own, pairs in zip(line, steps[kind], strict=True):
                total = 0.0
                for role, pair_odds in pairs:
                    total += row[role] * pair_odds
                reached.append(own * total)
            row, divisor = _scale(reached)
            rows.append(row)
            divisors.append(divisor)
        return Forward(odds, rows, divisors)

    def backward(self, forward: Forward) -> list[Row]:
        """For each role at each line, how well the lines after it go with that role, but for a factor that all roles
        of a line share (one pass from the last line back)."""
        row: Row = tuple(map(exp, self.last))
        rows = [row]
        steps = [step.odds_out for step in self.steps]
        for kind, line in zip(reversed(self.kinds[1:]), reversed(forward.odds), strict=False):
            after = list(map(mul, row, line))
            suits = []
            for pairs in steps[kind]:
                total = 0.0
                for role, pair_odds in pairs:
                    total += after[role] * pair_odds
                suits.append(total)
            row, _ = _scale(suits)
            rows.append(row)
        return rows[::-1]

    def shares(self, forward: Forward, backward: Sequence[Row], role: int) -> list[float]:
        """For each line the probability of `role`, 0 to 1, given all lines."""
        return [
            row[role] * after[role] / whole if (whole := sum(map(mul, row, after))) else 0.0
            for row, after in zip(forward.rows, backward, strict=True)
        ]

    def all_shares(self) -> list[list[float]]:
        """For each line the probability of each role, 0 to 1, given all lines."""
        forward = self.forward()
        shares = []
        for row, after in zip(forward.rows, self.backward(forward), strict=True):
            products = list(map(mul, row, after))
            whole = sum(products) or TINY
            shares.append([product / whole for product in products])
        return shares

    def share_within(
        self, forward: Forward, backward: Sequence[Row], start: int, stop: int, allowed: Sequence[frozenset[int]]
    ) -> float:
        """The probability, 0 to 1, that every line from `start` to `stop`, inclusive, has one of its allowed roles:
        `allowed[0]` are those of line `start`."""
        before = allowed[0]
        row = _keep(forward.rows[start], before, 0.0)
        for index, roles in enumerate(allowed[1:], start + 1):
            odds, divisor = forward.odds[index], forward.divisors[index]
            narrowed = [0.0] * len(row)
            for role, pairs in self.steps[self.kinds[index]].between(before, roles):
                reached = 0.0
                for role_before, pair_odds in pairs:
                    reached += row[role_before] * pair_odds
                narrowed[role] = odds[role] / divisor * reached
            row, before = narrowed, roles
        kept = sum(map(mul, row, backward[stop]))
        whole = sum(map(mul, forward.rows[stop], backward[stop]))
        return min(1.0, kept / whole) if whole else 0.0


@dataclass(frozen=True, slots=True)
class Forward:
    """The forward pass over a chain: `odds[i]` are the odds of each role at line i from its own features, `rows[i]` how
    probable each role is given the lines up to i, but for a factor, `divisors[i]` what row i was divided by."""

    odds: Sequence[Row]
    rows: Sequence[Row]
    divisors: Sequence[float]


def _scale(row: Sequence[float]) -> tuple[Row, float]:
    """The row, divided by its sum if that is very small or large; and what it was divided by."""
    total = sum(row)
    if SMALLEST_SUM < total < LARGEST_SUM:
        return row, 1.0
    total = total or TINY
    return [value / total for value in row], total


def _keep(row: Row, roles: frozenset[int], substitute: float) -> list[float]:
    """The row, with `substitute` in place of the values of all roles but these."""
    return [value if role in roles else substitute for role, value in enumerate(row)]
