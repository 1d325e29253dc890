"""`indexing`: 20,000 articles from their file to a searchable index; each run is a process of its own."""

from __future__ import annotations

import json
from functools import partial
from itertools import count
from shutil import rmtree

from benchmarks.figures import Figure, Result, ratio, seconds
from benchmarks.processes import Done, alternate, cpus, python, run_timed, walls
from benchmarks.workplace import ARTICLES, Workplace

ROUNDS = 3
#: At least so many times as fast as the peer.
FLOORS = {"whoosh": 5.0, "bm25s": 2.0}
MEMORY_FLOOR = 600.0


def measure(workplace: Workplace) -> Result:
    """Ours against each peer, and our peak memory."""
    peaks: list[float] = []
    numbers = count(1)

    def run(name: str) -> Done:
        folder = workplace.scratch / f"{name}-{next(numbers)}"
        done = run_timed(python("-m", "benchmarks.peers", name, str(workplace.news), str(folder)))
        rmtree(folder)
        told = json.loads(done.output.splitlines()[-1])
        if told["articles"] != ARTICLES:
            raise RuntimeError(f"the index of {name} holds {told['articles']} articles, not {ARTICLES}")
        if name == "xtsearch":
            peaks.append(told["peak_mb"])
        return done

    figures: list[Figure] = []
    of_ours: list[Done] = []
    for peer, floor in FLOORS.items():
        ours, theirs = alternate(partial(run, "xtsearch"), partial(run, peer), ROUNDS)
        figures.append(ratio(f"{peer} / xtsearch", walls(ours), walls(theirs), at_least=floor))
        figures.append(ratio(f"{peer} / xtsearch, CPU time", cpus(ours), cpus(theirs)))
        figures.append(seconds(f"{peer}, runs: {len(theirs)}", walls(theirs)))
        of_ours += ours
    figures.append(seconds(f"xtsearch, runs: {len(of_ours)}", walls(of_ours)))
    figures.append(seconds("xtsearch, CPU time", cpus(of_ours)))
    peak = max(peaks)
    figures.append(
        Figure(name="xtsearch, peak memory", value=peak, unit="MB", low=min(peaks), high=peak, at_most=MEMORY_FLOOR)
    )
    notes = (
        "a ratio's range: each run of the peer against ours before and after it; a peer over 60 s runs once",
        "ours works on two cores at once, peers on one: where others load the machine, the ratio by the clock falls",
    )
    return Result("indexing", tuple(figures), notes)
