"""`phrases`: the time of a quoted phrase, by how many commas part it, on 20,000 articles."""

from __future__ import annotations

import json
import random
import re
import time
from contextlib import closing
from pathlib import Path

from benchmarks.figures import Figure, Result, milliseconds
from benchmarks.workplace import SEED, Workplace
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.base import Engine
from xtsearch.queries.search import search

COMMAS = (0, 2, 5, 10)
EACH = 40
_CLAUSE = "[\u4e00-\u9fff]{2,20}"
#: The worst that a person can type: each part is in most articles, so that all of them are looked into.
COMMON = "“" + "，".join("的一是在了不和有大这") + "”"


def measure(workplace: Workplace) -> Result:
    """Phrases cut from articles, so that each is found."""
    figures: list[Figure] = []
    with closing(open_engine(workplace.index)) as engine:
        search(engine, "新华社")
        for commas in COMMAS:
            sample = cut_phrases(workplace.news, commas)
            times = [_time(engine, f"“{phrase}”", must_be_found=True) for phrase in sample]
            figures += milliseconds(f"{commas} commas ({len(sample)} phrases)", times)
        worst = _time(engine, COMMON, must_be_found=False) * 1000
        figures.append(
            Figure(name=f"{COMMON.count('，')} commas between common characters, once", value=worst, unit="ms")
        )
    return Result("phrases", tuple(figures))


def cut_phrases(news: Path, commas: int) -> list[str]:
    """Stretches of articles, EACH from an article of its own, of Han clauses with so many commas between."""
    pattern = re.compile(f"{_CLAUSE}(?:，{_CLAUSE}){{{commas}}}")
    with news.open(encoding="utf-8") as lines:
        bodies = [json.loads(line)["body"] for line in lines]
    random.Random(SEED).shuffle(bodies)
    phrases: list[str] = []
    for body in bodies:
        match = pattern.search(body)
        if match:
            phrases.append(match[0])
        if len(phrases) == EACH:
            break
    return phrases


def _time(engine: Engine, text: str, *, must_be_found: bool) -> float:
    began = time.perf_counter()
    answer = search(engine, text)
    took = time.perf_counter() - began
    if must_be_found and not answer.total:
        raise RuntimeError(f"{text} was cut from an article and is not found")
    return took
