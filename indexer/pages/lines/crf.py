"""Scores of every role at every line in; the best row of roles, and how probable each choice in it is, out. Pure.

A linear chain: `emitted[i][role]` are log-odds from the line's features, `steps[kind]` log-odds between neighbours of
one kind of line end. Probabilities are those of the chain as a whole (forward-backward), held as numbers that are
scaled where they grow or shrink too far, so that a page of any length stays within a float.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import exp
from operator import mul

Row = Sequence[float]
Written = Callable[..., tuple[float, ...]]
#: For each role the roles that may stand before it.
Pairs = tuple[tuple[int, ...], ...]
#: Roles, each with those that may stand before it and what speaks for them.
Into = tuple[tuple[int, tuple[tuple[int, float], ...]], ...]
TINY = 1e-300
LEAST, MOST = 1e-30, 1e30  # a row with a sum between these is not scaled; a line changes it by a few powers of ten
FORBIDDEN, IMPOSSIBLE = -600.0, -1e18  # log-odds: against all that a page could say; of what is not looked at


@dataclass(frozen=True)
class Step:
    """From one line to the next: for each role the roles that may stand before it, one at least, with log-odds."""

    into: tuple[tuple[tuple[int, float], ...], ...]

    @cached_property
    def best(self) -> Written:
        """Scores of the roles before, log-odds of the roles here -> the highest score with which each is reached."""
        return _best_of(self._pairs)(*self._odds)

    @cached_property
    def forward(self) -> Written:
        """Probabilities of the roles before, odds of the roles here -> probabilities of these, but for a factor."""
        return _forward_of(self._pairs)(*map(exp, self._odds))

    @cached_property
    def backward(self) -> Written:
        """How well each role here goes with the lines after it -> how well each role before does."""
        return _backward_of(self._pairs)(*map(exp, self._odds))

    @cached_property
    def _pairs(self) -> Pairs:
        return tuple(tuple(other for other, _ in into) for into in self.into)

    @property
    def _odds(self) -> list[float]:
        return [odds for into in self.into for _, odds in into]

    @cached_property
    def _narrowed(self) -> dict[tuple[frozenset[int], frozenset[int]], Into]:
        return {}

    def between(self, before: frozenset[int], here: frozenset[int]) -> Into:
        """The pairs of these roles, with odds in place of log-odds: role here -> roles before."""
        found = self._narrowed.get((before, here))
        if found is None:
            found = self._narrowed[before, here] = tuple(
                (role, tuple((other, exp(odds)) for other, odds in self.into[role] if other in before))
                for role in sorted(here)
            )
        return found


# What a page asks at every line is written out as one expression over all pairs of roles, as a program would be: with
# loops over the pairs it takes three times as long (57.7 million instructions a page, now 33.2). There are two sets of
# pairs, behind a closed sentence and an open one; each is read once, and the odds of a kind of step are put into it.


@cache
def _best_of(pairs: Pairs) -> Callable[..., Written]:
    return _written(
        pairs,
        ("before", "here"),
        (
            f"here{role} + {_highest([f'before{other} + odds{role}_{other}' for other in into])}"
            for role, into in enumerate(pairs)
        ),
    )


@cache
def _forward_of(pairs: Pairs) -> Callable[..., Written]:
    sums = (" + ".join([f"before{other} * odds{role}_{other}" for other in into]) for role, into in enumerate(pairs))
    return _written(pairs, ("before", "here"), (f"here{role} * ({each})" for role, each in enumerate(sums)))


@cache
def _backward_of(pairs: Pairs) -> Callable[..., Written]:
    following: list[list[str]] = [[] for _ in pairs]
    for role, into in enumerate(pairs):
        for other in into:
            following[other].append(f"here{role} * odds{role}_{other}")
    return _written(pairs, ("here",), map(" + ".join, following))


def _written(pairs: Pairs, rows: Iterable[str], values: Iterable[str]) -> Callable[..., Written]:
    """The odds of all pairs -> what makes such values out of rows. Nothing but role numbers is in the program."""
    odds = ", ".join([f"odds{role}_{other}" for role, into in enumerate(pairs) for other in into])
    names = ", ".join([f"{row}{role}" for row in rows for role in range(len(pairs))])
    written: Callable[..., Written] = eval(f"lambda {odds}: lambda {names}: ({', '.join(values)},)")
    return written


def _highest(values: Sequence[str]) -> str:
    """(`max` of so few takes twice as long.)"""
    found = f"(most := {values[0]})"
    for value in values[1:]:
        found = f"(most := most if {found} >= (next := {value}) else next)"
    return found


@dataclass(frozen=True, slots=True)
class Chain:
    """`kinds[i]` chooses the step from line i-1 to line i; `kinds[0]` is not used. `first` and `last` are log-odds of
    roles at the page's edges."""

    emitted: Sequence[Row]
    kinds: Sequence[int]
    steps: Sequence[Step]
    first: Row
    last: Row

    def best(self, allowed: Sequence[frozenset[int]] | None = None) -> tuple[tuple[int, ...], float]:
        """The row of roles with the highest score (Viterbi), of those `allowed` at each line; and that score."""
        emitted = self.emitted
        if allowed is not None:
            emitted = [_kept(here, roles, IMPOSSIBLE) for here, roles in zip(emitted, allowed, strict=True)]
        row: Row = [one + two for one, two in zip(self.first, emitted[0], strict=True)]
        rows = [row]
        for kind, here in zip(self.kinds[1:], emitted[1:], strict=True):
            row = self.steps[kind].best(*row, *here)
            rows.append(row)
        ends = [one + two for one, two in zip(rows.pop(), self.last, strict=True)]
        state = max(range(len(ends)), key=ends.__getitem__)
        path = [state]
        for kind, row in zip(reversed(self.kinds), reversed(rows), strict=False):
            most = IMPOSSIBLE
            for role, odds in self.steps[kind].into[path[-1]]:
                if row[role] + odds > most:
                    most, state = row[role] + odds, role
            path.append(state)
        return tuple(reversed(path)), max(ends)

    def score(self, roles: Sequence[int]) -> float:
        """The log-odds of such a row of roles."""
        total = self.first[roles[0]] + self.last[roles[-1]] + self.emitted[0][roles[0]]
        for before, role, kind, here in zip(roles, roles[1:], self.kinds[1:], self.emitted[1:], strict=False):
            step = FORBIDDEN
            for other, odds in self.steps[kind].into[role]:
                if other == before:
                    step = odds
                    break
            total += here[role] + step
        return total

    def forward(self) -> Forward:
        """Probabilities of each line's roles, of the lines up to it (one pass forwards)."""
        odds = [tuple(map(exp, here)) for here in self.emitted]
        row, total = _scaled(tuple(map(mul, map(exp, self.first), odds[0])))
        rows, totals = [row], [total]
        for kind, here in zip(self.kinds[1:], odds[1:], strict=True):
            row, total = _scaled(self.steps[kind].forward(*row, *here))
            rows.append(row)
            totals.append(total)
        return Forward(odds, rows, totals)

    def backward(self, forward: Forward) -> list[Row]:
        """For each role of each line, how well the lines after it go with it, scaled (one pass backwards)."""
        row: Row = tuple(map(exp, self.last))
        rows = [row]
        for kind, here in zip(reversed(self.kinds[1:]), reversed(forward.odds), strict=False):
            row, _ = _scaled(self.steps[kind].backward(*map(mul, row, here)))
            rows.append(row)
        return rows[::-1]

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
        before = allowed[0]
        row = _kept(forward.rows[start], before, 0.0)
        for index, roles in enumerate(allowed[1:], start + 1):
            odds, total = forward.odds[index], forward.totals[index]
            new = [0.0] * len(row)
            for role, into in self.steps[self.kinds[index]].between(before, roles):
                reached = 0.0
                for other, power in into:
                    reached += row[other] * power
                new[role] = odds[role] / total * reached
            row, before = new, roles
        kept, whole = (sum(map(mul, each, backward[stop])) for each in (row, forward.rows[stop]))
        return min(1.0, kept / whole) if whole else 0.0


@dataclass(frozen=True, slots=True)
class Forward:
    """`odds` are those that each line's own features give its roles. `rows[i]` are the roles' probabilities but for a
    factor; `totals[i]` is what it was divided by, against what line i-1 and the line's odds come to."""

    odds: Sequence[Row]
    rows: Sequence[Row]
    totals: Sequence[float]


def _scaled(row: Row) -> tuple[Row, float]:
    """The row, and what it was divided by."""
    total = sum(row)
    if LEAST < total < MOST:
        return row, 1.0
    total = total or TINY
    return tuple([value / total for value in row]), total


def _kept(row: Row, roles: frozenset[int], other: float) -> list[float]:
    """The row with the values of these roles, and another in place of the rest."""
    return [value if role in roles else other for role, value in enumerate(row)]
