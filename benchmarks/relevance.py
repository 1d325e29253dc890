"""`relevance`: the three judged sets, bodies only, on the embedded engine and, given a URL, on Elasticsearch."""

from __future__ import annotations

from contextlib import closing

from benchmarks.figures import Figure, Result
from benchmarks.workplace import Workplace
from xtsearch.indexer.engines import open_engine
from xtsearch.queries.evaluation import evaluate, read_qrels, read_topics

#: The collection of each set, and the least MRR@10.
SETS = {
    "headlines": ("news.jsonl", 0.86),
    "questions": ("questions.jsonl", 0.79),
    "passages": ("passages.jsonl", 0.965),
}


def measure(workplace: Workplace) -> Result:
    """MRR@10, nDCG@10 and Recall@100 of each set on each engine, with 95 % intervals over the topics."""
    places = {"embedded": str(workplace.scratch / "unused")}
    if workplace.elasticsearch:
        places["elasticsearch"] = workplace.elasticsearch
    figures: list[Figure] = []
    for engine_name, location in places.items():
        for set_name, (collection, floor) in SETS.items():
            topics = read_topics(workplace.data / f"{set_name}.topics.tsv")
            qrels = read_qrels(workplace.data / f"{set_name}.qrels")
            with closing(open_engine(location)) as engine:
                evaluation = evaluate(engine, workplace.bodies(collection), topics, qrels)
            figures += [
                Figure(
                    name=f"{engine_name}, {set_name} ({evaluation.topics}), {figure.measure}",
                    value=figure.mean,
                    low=figure.low,
                    high=figure.high,
                    at_least=floor if figure.measure == "MRR@10" else None,
                )
                for figure in evaluation.figures
            ]
    return Result("relevance", tuple(figures), ("ranges are 95 % intervals over the topics",))
