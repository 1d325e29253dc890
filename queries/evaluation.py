"""How well articles are ranked: topics and judgements become figures.

Enters: a corpus (JSON Lines of id and body), topics (`qid<TAB>text`), qrels (TREC: `qid 0 docid rel`). Leaves: MRR@10,
nDCG@10 and Recall@100 as `ir_measures` computes them, each with its 95 % confidence interval over the topics.

    >>> read_topics(Path("headlines.topics.tsv"))["h1"]
    '坚决斩断招投标背后贪腐链条'
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import SearchRequest
from xtsearch.indexer.errors import InputError, QuerySyntaxError
from xtsearch.queries.matching import ranked, where
from xtsearch.queries.syntax import parse

#: How many hits of a topic are judged: as many as the deepest measure looks at.
_DEPTH = 100
#: Samples of the bootstrap that gives the confidence intervals.
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's mean over the topics, and the ends of its 95 % confidence interval (bootstrap over topics)."""

    measure: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures, and the numbers of articles and topics that they were measured on."""

    articles: int
    topics: int
    figures: tuple[Figure, ...]

    def to_dict(self) -> dict[str, Any]:
        """What `eval --format json` writes."""
        return asdict(self)


def read_topics(path: Path) -> dict[str, str]:
    """The texts of topics, by topic id.

    Raises:
        InputError: the file cannot be read, or a line is not `qid<TAB>text`.
    """
    topics: dict[str, str] = {}
    for number, line in _lines(path):
        qid, tab, text = line.partition("\t")
        if not tab or not text.strip():
            raise InputError(f"{path}:{number}: not a topic; expected `qid<TAB>text`")
        topics[qid] = text
    return topics


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """The judgements of topics: relevance by document id, by topic id.

    Raises:
        InputError: the file cannot be read, or a line is not `qid 0 docid rel`.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        columns = line.split()
        if len(columns) != 4 or not columns[3].lstrip("-").isdigit():
            raise InputError(f"{path}:{number}: not a judgement; expected `qid 0 docid rel`")
        qrels.setdefault(columns[0], {})[columns[2]] = int(columns[3])
    return qrels


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}") from error


def evaluate(
    engine: Engine,
    corpus: Iterable[Document],
    topics: Mapping[str, str],
    qrels: Mapping[str, Mapping[str, int]],
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Index `corpus` in a temporary index of `engine`, ask every judged topic in the tier `any`, and measure.

    Raises:
        InputError: no topic is judged.
    """
    judged = {qid: text for qid, text in topics.items() if qid in qrels}
    if not judged:
        raise InputError("no topic has a judgement: the topics and the qrels do not belong together")
    with engine.scratch() as scratch:
        progress("indexing")
        with scratch.lock(), scratch.rebuild() as build:
            build.put(corpus, _cannot_be_indexed)
            build.publish()
        articles = scratch.status().articles
        progress(f"asking {len(judged)} topics")
        run = {qid: _ranked(scratch, text) for qid, text in judged.items()}
    return Evaluation(articles, len(judged), _measure({qid: qrels[qid] for qid in judged}, run))


def _cannot_be_indexed(document: Document, reason: str) -> None:
    raise InputError(f"the corpus holds a document that cannot be indexed, {document.id}: {reason}")


def _ranked(engine: Engine, text: str) -> dict[str, float]:
    """The ids of a topic's hits, with scores that fall in their order."""
    try:
        query = parse(text, literal=True)
    except QuerySyntaxError:
        return {}
    hits = engine.search(SearchRequest(where(query, "any"), ranked(query), limit=_DEPTH)).hits
    return {hit.document.id: float(_DEPTH - place) for place, hit in enumerate(hits)}


def _measure(qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]) -> tuple[Figure, ...]:
    try:
        import ir_measures
    except ImportError as error:
        raise InputError("`xtsearch eval` needs ir-measures: pip install 'xtsearch[eval]'") from error
    measures = [ir_measures.RR @ 10, ir_measures.nDCG @ 10, ir_measures.R @ 100]
    values: dict[str, dict[str, float]] = {str(measure): dict.fromkeys(qrels, 0.0) for measure in measures}
    for metric in ir_measures.iter_calc(measures, qrels, run):
        values[str(metric.measure)][metric.query_id] = metric.value
    names = ("MRR@10", "nDCG@10", "Recall@100")
    return tuple(
        Figure(name, fmean(of_topics.values()), *_interval(list(of_topics.values())))
        for name, of_topics in zip(names, values.values(), strict=True)
    )


def _interval(values: Sequence[float]) -> tuple[float, float]:
    chance = random.Random(20220513)
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return means[int(_RESAMPLES * 0.025)], means[int(_RESAMPLES * 0.975) - 1]
