"""A number in; which of a few ranges it lies in, so that a feature can name it, out. Pure.

>>> bucket(8, (5, 8, 12)), bucket(8.5, (5, 8, 12))
(1, 2)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def bucket(value: float, limits: Sequence[float]) -> int:
    """How many of the ascending limits the value exceeds."""
    return bisect_left(limits, value)
