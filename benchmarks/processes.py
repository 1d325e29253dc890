"""Commands run to their end, and what they took; two of them in turns, for times here are not the same twice."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Where `python -m benchmarks` and what it measures are found.
ROOT = Path(__file__).resolve().parents[1]
#: A run of more seconds than this is not repeated: it is compared with the short runs before and after it.
LONG = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """A whole process: seconds by the clock, seconds of CPU, what it wrote to stdout."""

    wall: float
    cpu: float
    output: str


def run_timed(command: Sequence[str]) -> Done:
    """Run a command and wait for it; one at a time, or the CPU seconds would be those of others as well.

    Raises:
        RuntimeError: it failed.
    """
    began, cpu_before = time.perf_counter(), _children_cpu()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    took = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} ended with {done.returncode}: {done.stderr[-500:]}")
    return Done(took, _children_cpu() - cpu_before, done.stdout)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def alternate(first: Callable[[], Done], second: Callable[[], Done], rounds: int) -> tuple[list[Done], list[Done]]:
    """Both in turns, beginning and ending with `first`; `second` runs once where it is LONG."""
    of_first, of_second = [first()], []
    for _ in range(rounds):
        of_second.append(second())
        of_first.append(first())
        if of_second[-1].wall > LONG:
            break
    return of_first, of_second


def walls(runs: Sequence[Done]) -> list[float]:
    """The seconds of runs by the clock."""
    return [run.wall for run in runs]


def cpus(runs: Sequence[Done]) -> list[float]:
    """The seconds of CPU of runs."""
    return [run.cpu for run in runs]


def python(*arguments: str) -> list[str]:
    """A command line for the interpreter that runs this."""
    return [sys.executable, *arguments]
