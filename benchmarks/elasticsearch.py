"""`elasticsearch`: what `xtsearch reindex` costs on a real server, against the server's own `cjk` analyzer.

Both index the same articles from the same file on the same server, in turns, each run a process of its own, timed
inside from the first article read to a searchable, flushed index: `python -m benchmarks.elasticsearch NAME NEWS URL`.
The peer is as its documentation has it: `json.loads`, `parallel_bulk`, no refresh and no replica while it loads.

Ours indexes each character and each pair of them, with positions, as well as the long words, where the peer
indexes pairs alone: twice the terms; and it finds whom and what each article speaks of (`indexer/entities`), which the
articles of `named` bring. On one machine the server and our cutting share its cores; the CPU times of both sides stand
apart, so that what a server of its own would give can be told.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Figure, Result, milliseconds, ratio, seconds
from benchmarks.peers import peak_megabytes
from benchmarks.processes import Done, alternate, python, run_timed
from benchmarks.workplace import ARTICLES, Workplace
from xtsearch.indexer.fields import DERIVED_FIELDS

if TYPE_CHECKING:
    from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine

ROUNDS, NAMED_ROUNDS = 3, 1
#: At least so much of the peer's rate.
RATE_FLOOR = 0.5
#: At most so many milliseconds of a search over what the server itself took, at the median.
ABOVE_TOOK = 5.0
#: So many times the documents may take at most so much more memory.
TIMES, MEMORY_FLOOR = 10, 1.25
ALIAS, PEER = "xtsearch-bench", "xtsearch-bench-cjk"


@dataclass(frozen=True, slots=True)
class _Told:
    """What a run said of itself: seconds, CPU seconds of client and server, megabytes on disk and of memory."""

    wall: float
    client: float
    server: float
    disk: float
    merged: float
    peak: float


def measure(workplace: Workplace) -> Result:
    """Rate and bytes against the peer, memory at ten times the articles, a search's time above the server's."""
    from tests.support.elasticsearch_server import find_or_start

    with find_or_start() as server:
        environ = os.environ | _login(server.basic_auth)
        os.environ.update(environ)

        def run(name: str) -> Done:
            return run_timed(python("-m", "benchmarks.elasticsearch", name, str(workplace.news), server.url))

        run("cjk"), run("ours")  # a server just started runs its code uncompiled
        ours, peer = _turns(run, "ours", ROUNDS)
        took = _above_took(workplace, server.url)  # while our own index is the last one written
        named, peer_of_named = _turns(run, "named", NAMED_ROUNDS)
        peak = _answer(run("many"))["peak"]
    figures = (
        *_figures(ours, peer),
        ratio("rate, names found before", [t.wall for t in named], [t.wall for t in peer_of_named]),
        seconds("client CPU, names found before", [t.client for t in named]),
        *_memory(ours, peak),
        *milliseconds("a search above the server's took", took, at_most=ABOVE_TOOK),
    )
    return Result("elasticsearch", figures, _NOTES)


def _turns(run: Callable[[str], Done], name: str, rounds: int) -> tuple[list[_Told], list[_Told]]:
    """What `name` and the peer tell of runs in turns."""
    ours, peer = alternate(partial(run, name), partial(run, "cjk"), rounds)
    return [_Told(**_answer(done)) for done in ours], [_Told(**_answer(done)) for done in peer]


def _answer(done: Done) -> dict[str, float]:
    answer: dict[str, float] = json.loads(done.output.splitlines()[-1])
    return answer


_NOTES = (
    "rate: the peer's seconds / ours, timed inside each process; CPU: client and server together",
    "bytes: flushed, and merged to one segment",
)


def _login(basic_auth: tuple[str, str] | None) -> dict[str, str]:
    return {"XTSEARCH_USERNAME": basic_auth[0], "XTSEARCH_PASSWORD": basic_auth[1]} if basic_auth else {}


def _figures(ours: list[_Told], peer: list[_Told]) -> Iterator[Figure]:
    yield ratio("cjk / xtsearch, rate", [t.wall for t in ours], [t.wall for t in peer], at_least=RATE_FLOOR)
    yield ratio("the same, CPU of both sides", [t.client + t.server for t in ours], [t.client + t.server for t in peer])
    yield ratio("the same, CPU of the server", [t.server for t in ours], [t.server for t in peer])
    for name, runs in (("xtsearch", ours), ("cjk", peer)):
        yield seconds(f"{name}, runs: {len(runs)}", [t.wall for t in runs])
        yield seconds(f"{name}, client CPU", [t.client for t in runs])
        yield seconds(f"{name}, server CPU", [t.server for t in runs])
        yield Figure(name=f"{name}, on disk", value=median(t.disk for t in runs), unit="MB")
        yield Figure(name=f"{name}, merged", value=median(t.merged for t in runs), unit="MB")


def _memory(ours: list[_Told], peak: float) -> Iterator[Figure]:
    once = median(t.peak for t in ours)
    yield Figure(name="xtsearch, peak memory", value=once, unit="MB")
    yield Figure(name=f"peak memory at {TIMES} times / once", value=peak / once, unit="x", at_most=MEMORY_FLOOR)


# --------------------------------------------------------------------------------------------------- the searches


def _above_took(workplace: Workplace, url: str) -> list[float]:
    """Seconds of `Engine.search`, ten hits, less what the server says it took, for each question."""
    from xtsearch.indexer.engines.request import SearchRequest
    from xtsearch.queries.matching import ranked, where
    from xtsearch.queries.syntax import parse

    above_took: list[float] = []
    with closing(_engine(url)) as engine:
        took: list[int] = []
        perform = engine._server.client.perform_request

        def noting(*arguments: Any, **options: Any) -> Any:
            answer = perform(*arguments, **options)
            if isinstance(answer.body, dict) and "took" in answer.body:
                took.append(answer.body["took"])
            return answer

        engine._server.client.perform_request = noting  # type: ignore[method-assign]  # a benchmark looks inside
        for text in [*workplace.phrases(), *workplace.topics("headlines"), *workplace.topics("questions")]:
            query = parse(text)
            request = SearchRequest(where(query, "any"), ranked(query), limit=10)
            took.clear()
            began = time.perf_counter()
            engine.search(request)
            above_took.append(time.perf_counter() - began - sum(took) / 1000)
    return above_took


# ------------------------------------------------------------------------------------------------------- the runs


def index_ours(news: Path, url: str) -> str:
    """What `xtsearch reindex` does."""
    from xtsearch.indexer.readers import read
    from xtsearch.indexer.reindex import reindex

    with closing(_engine(url)) as engine:
        _check(reindex(engine, read([str(news)])).articles, ARTICLES)
    return ALIAS


def index_copies(news: Path, url: str, times: int, brought: tuple[str, ...] = ()) -> str:
    """The same without gates, each article so many times; what is `brought` of DERIVED_FIELDS is not sought."""
    from xtsearch.indexer.documents import Document
    from xtsearch.indexer.entities import complete
    from xtsearch.indexer.readers import read

    copies = (
        complete(replace(document, id=f"{document.id}-{number}", given=brought))
        for number in range(times)
        for document in read([str(news)])
        if isinstance(document, Document)
    )
    with closing(_engine(url)) as engine, engine.lock(), engine.rebuild() as build:
        refused: list[str] = []
        build.put(copies, lambda document, _: refused.append(document.id))
        build.commit()
        _check(build.count() + len(refused), ARTICLES * times)
        build.publish()
    return ALIAS


def _engine(url: str) -> ElasticsearchEngine:
    from xtsearch.indexer.engines.elasticsearch.connection import Credentials
    from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine

    return ElasticsearchEngine(url, name=ALIAS, credentials=Credentials.from_environment(os.environ))


def _check(count: int, expected: int) -> None:
    if count != expected:
        raise RuntimeError(f"the index holds {count} articles, not {expected}")


def index_cjk(news: Path, url: str) -> str:
    """The same fields; the texts by the analyzer `cjk`, all else as it comes."""
    from elasticsearch import Elasticsearch
    from elasticsearch.helpers import parallel_bulk

    client = Elasticsearch(url, basic_auth=_basic_auth(), request_timeout=120)
    client.indices.delete(index=PEER, ignore_unavailable=True)
    text = {"type": "text", "analyzer": "cjk"}
    client.indices.create(
        index=PEER,
        settings={"refresh_interval": "-1", "number_of_replicas": 0, "translog.durability": "async"},
        mappings={
            "properties": {
                "title": text,
                "body": text,
                "date": {"type": "date"},
                "source": {"type": "keyword"},
                "id": {"type": "keyword"},
            }
        },
    )
    with news.open(encoding="utf-8") as lines:
        records = map(json.loads, lines)
        actions = ({"_index": PEER, "_id": record["id"], "_source": record} for record in records)
        sent = sum(1 for _ in parallel_bulk(client, actions, thread_count=3))
    client.indices.flush(index=PEER)
    client.indices.refresh(index=PEER)
    client.close()
    _check(sent, ARTICLES)
    return PEER


RUNS: dict[str, Callable[[Path, str], str]] = {
    "ours": index_ours,
    "named": partial(index_copies, times=1, brought=DERIVED_FIELDS),
    "cjk": index_cjk,
    "many": partial(index_copies, times=TIMES),
}


def _basic_auth() -> tuple[str, str] | None:
    user, password = os.environ.get("XTSEARCH_USERNAME"), os.environ.get("XTSEARCH_PASSWORD")
    return (user, password) if user and password else None


def _told(name: str, news: Path, url: str) -> dict[str, float]:
    from elasticsearch import Elasticsearch

    with Elasticsearch(url, basic_auth=_basic_auth(), request_timeout=600) as client:
        server = _server_cpu(client)
        began = time.perf_counter()
        index = RUNS[name](news, url)
        wall = time.perf_counter() - began
        server, used = _server_cpu(client) - server, resource.getrusage(resource.RUSAGE_SELF)
        if name == "many":
            return {"peak": peak_megabytes()}
        disk = _megabytes(client, index)
        client.indices.forcemerge(index=index, max_num_segments=1)
        client.indices.refresh(index=index)
        return {
            "wall": wall,
            "client": used.ru_utime + used.ru_stime,
            "server": server,
            "disk": disk,
            "merged": _megabytes(client, index),
            "peak": peak_megabytes(),
        }


def _server_cpu(client: Any) -> float:
    """CPU seconds of all its nodes so far."""
    nodes = client.nodes.stats(metric="process")["nodes"].values()
    return sum(float(node["process"]["cpu"]["total_in_millis"]) for node in nodes) / 1000


def _megabytes(client: Any, index: str) -> float:
    """The segments on disk; the size that `_stats` tells is up to 10 seconds old."""
    shards = client.indices.segments(index=index)["indices"].values()
    copies = [copy for segments in shards for shard in segments["shards"].values() for copy in shard]
    return sum(float(segment["size_in_bytes"]) for copy in copies for segment in copy["segments"].values()) / 1_000_000


if __name__ == "__main__":
    run_name, news_file, address = sys.argv[1:]
    print(json.dumps(_told(run_name, Path(news_file), address)))
