"""`query`: the time of a question inside the process, on 20,000 articles."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import xtsearch
from benchmarks.figures import Figure, Result, milliseconds
from benchmarks.workplace import Workplace
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import SearchRequest
from xtsearch.queries.counts import PERIODS, PeriodLength, facets, trend
from xtsearch.queries.matching import TIERS, ranked, where
from xtsearch.queries.named import ENTITIES
from xtsearch.queries.syntax import parse

ROUNDS = 3
#: Of 20,000 news 9,319 hold it.
WIDE = "中国 OR 发展"
#: Milliseconds at the median: of an answer, and of facets or a trend.
MEDIAN_FLOOR, COUNTS_FLOOR = 3.0, 50.0
LANGUAGE = (
    "专项整治",
    "湘潭 “专项整治”",
    "“专项整治”　（湘潭　OR　雨湖区）－广告",
    "标题:(招投标 或 医保) 记者:王超 日期：2022-05..2022-06 -newspaper:人民日报",
    '"招标 整治"~5 OR (sma* AND 词^2 AND NOT (甲 OR 乙))',
)


def measure(workplace: Workplace) -> Result:
    """The answer with its tiers and highlights, and the engine alone in the tier that answered."""
    sets = {
        "short phrases": workplace.phrases(),
        "headlines": workplace.topics("headlines"),
        "questions": workplace.topics("questions"),
    }
    figures: list[Figure] = []
    every: list[float] = []
    with xtsearch.open(workplace.index) as index:
        engine = index.engine
        for name, queries in sets.items():
            times = [time_query(index, text) for text in queries]
            answers, alone = zip(*times, strict=True)
            figures += milliseconds(f"{name} ({len(queries)}), answer", answers)
            figures += milliseconds(f"{name}, engine alone", alone)
            every += answers
        figures += milliseconds(f"all ({len(every)}), answer", every, at_most=MEDIAN_FLOOR)
        phrases = sets["short phrases"]
        figures += milliseconds("parsing and compiling", [time_of(_compile, text) for text in LANGUAGE * 50], at_most=1)
        figures += milliseconds("facets", [time_of(_facets, engine, text) for text in phrases], at_most=COUNTS_FLOOR)
        figures += milliseconds("facets of half the articles", [time_of(_facets, engine, WIDE) for _ in range(ROUNDS)])
        for by in PERIODS:
            taken = [time_of(_trend, engine, text, by) for text in phrases]
            figures += milliseconds(f"trend by {by}", taken, at_most=COUNTS_FLOOR)
    notes = (
        f"a query's time is the median of {ROUNDS} rounds, answer and engine in turns",
        "answer: every tier tried until one finds something, the next one counted, ten hits highlighted",
    )
    return Result("query", tuple(figures), notes)


def _compile(text: str) -> None:
    query = parse(text)
    for tier in TIERS:
        where(query, tier)
    ranked(query)


def _facets(engine: Engine, text: str) -> None:
    facets(engine, parse(text), by=["reporter", "newspaper", "month", *ENTITIES])


def _trend(engine: Engine, text: str, by: PeriodLength) -> None:
    trend(engine, [parse(text)], by=by)


def time_of(work: Callable[..., None], *arguments: object) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began


def time_query(index: xtsearch.Index, text: str) -> tuple[float, float]:
    """Seconds of the library's whole answer, and of the engine's search in the tier that answered."""
    answers: list[float] = []
    alone: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = index.search(text)
        answers.append(time.perf_counter() - began)
        query = parse(text)
        request = SearchRequest(where(query, answer.matching), ranked(query))
        began = time.perf_counter()
        index.engine.search(request)
        alone.append(time.perf_counter() - began)
    return median(answers), median(alone)
