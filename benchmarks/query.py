"""`query`: the time of a question inside the process, on 20,000 articles."""

from __future__ import annotations

import time
from contextlib import closing
from statistics import median

from benchmarks.figures import Figure, Result, milliseconds
from benchmarks.workplace import Workplace
from indexer.engines import open_engine
from indexer.engines.base import Engine
from indexer.engines.request import SearchRequest
from queries.matching import ranked, where
from queries.search import search
from queries.syntax import parse

ROUNDS = 3
MEDIAN_FLOOR = 3.0


def measure(workplace: Workplace) -> Result:
    """The answer with its tiers and highlights, and the engine alone in the tier that answered."""
    sets = {
        "short phrases": workplace.phrases(),
        "headlines": workplace.topics("headlines"),
        "questions": workplace.topics("questions"),
    }
    figures: list[Figure] = []
    every: list[float] = []
    with closing(open_engine(workplace.index)) as engine:
        for name, queries in sets.items():
            times = [time_query(engine, text) for text in queries]
            answers, alone = zip(*times, strict=True)
            figures += milliseconds(f"{name} ({len(queries)}), answer", answers)
            figures += milliseconds(f"{name}, engine alone", alone)
            every += answers
    figures += milliseconds(f"all ({len(every)}), answer", every, at_most=MEDIAN_FLOOR)
    notes = (
        f"a query's time is the median of {ROUNDS} rounds, answer and engine in turns",
        "answer: every tier tried until one finds something, the next one counted, ten hits highlighted",
    )
    return Result("query", tuple(figures), notes)


def time_query(engine: Engine, text: str) -> tuple[float, float]:
    """Seconds of the whole answer, and of the engine's search in the tier that answered."""
    answers: list[float] = []
    alone: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = search(engine, text)
        answers.append(time.perf_counter() - began)
        query = parse(text)
        request = SearchRequest(where(query, answer.matching), ranked(query))
        began = time.perf_counter()
        engine.search(request)
        alone.append(time.perf_counter() - began)
    return median(answers), median(alone)
