"""How long tests wait: until the event itself, so that no outcome depends on the speed of the machine.

Enters: a condition, or code that looks at a clock. Leaves: nothing, or a failure that names the event.

    wait_until(lambda: engine.runs(10), "the record of a run")
    monkeypatch.setattr(lock, "time", Clock())  # the code sleeps without waiting, and its time goes on all the same

Two limits end a test that waits for ever: `timeout` in pyproject.toml, and the shorter `PATIENCE`, which is used where
a number has to be given. Neither is reached unless something is broken.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

#: Seconds until a test gives up. Ten idle seconds of a server's start are some minutes on a machine with a load of 20.
PATIENCE = 900.0
#: Seconds between two looks at a condition.
_PAUSE = 0.05


def wait_until(holds: Callable[[], object], event: str) -> None:
    """Return as soon as `holds()` is true.

    Raises:
        AssertionError: it is not after `PATIENCE` seconds; the message names the event.
    """
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, f"{event} did not come within {PATIENCE:.0f} s"
        time.sleep(_PAUSE)


class Clock:
    """Stands in for the module `time`, where code waits by `monotonic` and `sleep`: sleeping takes no time.

    `slept` is the sum of the seconds that the code asked to sleep.
    """

    def __init__(self) -> None:
        self._now = 1000.0
        self.slept = 0.0

    def monotonic(self) -> float:
        """Seconds on this clock."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Move the clock on."""
        self._now += seconds
        self.slept += seconds


def grows_in_proportion(work: Callable[[int], Callable[[], object]], size: int, *, factor: int = 8) -> bool:
    """Whether `factor` times as much takes about `factor` times as long, and not its square.

    `work(size)` prepares an input and returns what is measured. Other programs only ever add to a measurement, so the
    shortest of several counts, and measuring ends at the first ratio that is nearer to `factor` than to its square.
    """
    small, large = work(size), work(size * factor)
    small()  # fills caches and loads dictionaries
    limit = factor**1.5  # far from `factor`: memory that no longer fits a cache costs up to twice as much
    shortest = {small: float("inf"), large: float("inf")}
    for _ in range(10):
        for measured in (small, large):
            shortest[measured] = min(shortest[measured], _cpu_seconds(measured))
        if shortest[large] < limit * shortest[small]:
            return True
    return False


def _cpu_seconds(measured: Callable[[], object]) -> float:
    """CPU seconds of one call, without the collection of other tests' garbage."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        measured()
        return time.process_time() - began
    finally:
        gc.enable()
