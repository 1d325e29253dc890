"""What an index on Elasticsearch costs as it grows: seconds, bytes, memory of the server, milliseconds of a question.

    python -m benchmarks.scale --news news.jsonl --articles 20000 --articles 100000 [--shards 3]

The articles are composed: each has the length of one of the news, and sentences that are drawn from all of them, so
that words keep their frequencies. Their vocabulary grows more slowly than that of as many real articles. The server is
the one of the tests, with 512 MB of heap, on the machine that also reads, cuts and sends.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from elasticsearch import Elasticsearch

from tests.support.elasticsearch_server import find_or_start
from training.places import SHARED_DATA
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.elasticsearch.layout import Layout
from xtsearch.indexer.engines.request import Phrase, SearchRequest
from xtsearch.indexer.readers import read
from xtsearch.indexer.reindex import reindex

ALIAS = "xtsearch-scale"
QUESTIONS = 300
COLUMNS = (
    "articles",
    "MB of sources",
    "s",
    "CPU s of the run",
    "MB of it",
    "MB on disk",
    "bytes an article",
    "MB of old heap",
    "ms, p99",
)
_SENTENCE = re.compile("[^。！？]+[。！？]?")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a row for each number of articles."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--news", type=Path, default=SHARED_DATA / "news.jsonl")
    parser.add_argument("--articles", type=int, action="append", required=True, metavar="N")
    parser.add_argument("--shards", type=int, default=1)
    options = parser.parse_args(arguments)
    news = [json.loads(line) for line in options.news.open(encoding="utf-8")]
    print(" | ".join(COLUMNS))
    with find_or_start() as server, tempfile.TemporaryDirectory(prefix="xtsearch-scale-") as folder:
        for count in options.articles:
            source = Path(folder) / f"{count}.jsonl"
            with source.open("w", encoding="utf-8") as file:
                file.writelines(compose(news, count))
            print(measure(server.url, source, count, options.shards), flush=True)
            source.unlink()
    return 0


def compose(news: Sequence[dict[str, str]], count: int, seed: int = 1) -> Iterator[str]:
    """Lines of JSON, an article each."""
    drawing = random.Random(seed)
    sentences = [sentence for article in news for sentence in _SENTENCE.findall(article["body"])]
    for number in range(count):
        like = news[number % len(news)]
        parts: list[str] = []
        length = 0
        while length < len(like["body"]):
            parts.append(drawing.choice(sentences))
            length += len(parts[-1])
        record = {"id": f"a{number}", "title": like["title"], "date": like["date"], "body": "".join(parts)}
        yield json.dumps(record, ensure_ascii=False) + "\n"


def measure(url: str, source: Path, count: int, shards: int) -> str:
    """A row of figures; what is built is removed."""
    with (
        closing(ElasticsearchEngine(url, name=ALIAS, layout=Layout(shards=shards))) as engine,
        Elasticsearch(url) as client,
    ):
        began, cpu = time.monotonic(), time.process_time()
        report = reindex(engine, read([str(source)]))
        took, cpu = time.monotonic() - began, time.process_time() - cpu
        if report.articles != count:
            raise RuntimeError(f"{report.articles} of {count} articles were indexed")
        client.indices.flush(index=ALIAS)
        size = client.indices.stats(index=ALIAS, metric="store")["_all"]["primaries"]["store"]["size_in_bytes"]
        [node] = client.nodes.stats(metric="jvm")["nodes"].values()
        heap = node["jvm"]["mem"]["pools"]["old"]["used_in_bytes"]
        times = sorted(_milliseconds(engine, source))
        engine._indices.remove_all()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = [
        f"{count:,}",
        f"{source.stat().st_size / 1e6:,.0f}",
        f"{took:,.0f}",
        f"{cpu:,.0f}",
        f"{memory:,.0f}",
        f"{size / 1e6:,.0f}",
        f"{size / count:,.0f}",
        f"{heap / 1e6:,.0f}",
        f"{median(times):.1f}, {times[len(times) * 99 // 100]:.1f}",
    ]
    return " | ".join(figures)


def _milliseconds(engine: ElasticsearchEngine, source: Path) -> Iterator[float]:
    """How long each of QUESTIONS phrases of four characters takes, which stand somewhere in the articles."""
    drawing = random.Random(2)
    with source.open(encoding="utf-8") as file:
        bodies = [json.loads(next(file))["body"] for _ in range(QUESTIONS)]
    for body in bodies:
        start = drawing.randrange(max(1, len(body) - 4))
        phrase = body[start : start + 4]
        began = time.perf_counter()
        engine.search(SearchRequest(Phrase(phrase), rank=(phrase,), limit=10))
        yield 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    os.environ.pop("XTSEARCH_ALIAS", None)
    sys.exit(main())
