"""What a measurement gives: a Result of Figures, some with a floor.

>>> ratio("Whoosh / xtsearch", [2.0, 2.0], [14.0], at_least=5.0).value
7.0
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number, with the range it rests on where there is one; `at_least` or `at_most` is its floor."""

    name: str
    value: float
    unit: str = ""
    low: float | None = None
    high: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the floor holds; None where there is none."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most


@dataclass(frozen=True, slots=True)
class Result:
    """What one measurement found; `notes` say what the figures do not."""

    name: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()


def ratio(
    name: str,
    below: Sequence[float],
    above: Sequence[float],
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """The median of `above` / `below`, each of `above` against the run before it and the run after it.

    The range is from the smallest ratio to the largest.
    """
    neighbours = [(numerator, denominator) for i, numerator in enumerate(above) for denominator in below[i : i + 2]]
    ratios = [numerator / denominator for numerator, denominator in neighbours]
    return Figure(
        name=name, value=median(ratios), low=min(ratios), high=max(ratios), unit="x", at_least=at_least, at_most=at_most
    )


def seconds(name: str, runs: Sequence[float]) -> Figure:
    """The median of runs, in seconds, with the shortest and the longest."""
    return Figure(name=name, value=median(runs), unit="s", low=min(runs), high=max(runs))


def milliseconds(name: str, times: Sequence[float], *, at_most: float | None = None) -> tuple[Figure, Figure]:
    """The median and the 95th percentile of times given in seconds; the floor is the median's."""
    thousandths = [time * 1000 for time in times]
    return (
        Figure(name=f"{name}, median", value=median(thousandths), unit="ms", at_most=at_most),
        Figure(name=f"{name}, p95", value=quantiles(thousandths, n=20)[-1], unit="ms"),
    )
