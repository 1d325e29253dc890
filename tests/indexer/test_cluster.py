"""Three real nodes, of which one is lost: in mid-run, in mid-swap, in mid-question. No article is lost or doubled."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import elastic_transport
import elasticsearch
import pytest
from elasticsearch import Elasticsearch

from tests.support.elasticsearch_cluster import Cluster, assembled_cluster
from tests.support.patient_command import command as patient_command
from tests.support.places import ROOT
from tests.support.waiting import wait_until
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.elasticsearch import connection
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.elasticsearch.indices import Indices
from xtsearch.indexer.engines.elasticsearch.layout import Layout
from xtsearch.indexer.engines.request import All, Phrase, SearchRequest
from xtsearch.indexer.errors import EngineUnavailable

pytestmark = pytest.mark.slow

ARTICLES = 600
BODY = "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会。" * 40
PATIENCE = 600.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with assembled_cluster(os.environ) as started:
        yield started


def _document(number: int) -> Document:
    # The longer, the more often: the terms of every shard weigh differently, were they not added up.
    return Document(
        id=f"a{number}", title=f"第{number}号", body=f"{number}。" + "专项整治。" * (1 + number % 7) + "推进会。"
    )


def _build(engine: ElasticsearchEngine, count: int) -> None:
    with engine.lock(), engine.rebuild() as writer:
        writer.put(map(_document, range(count)), lambda document, reason: pytest.fail(f"{document.id}: {reason}"))
        writer.publish()


def _ids(engine: ElasticsearchEngine) -> list[str]:
    return sorted(document.id for document in engine.scan(All()))


def _written(client: Elasticsearch, name: str) -> int:
    """How many articles the cluster has taken so far, in an index that is being built."""
    with suppress(elasticsearch.ApiError, elastic_transport.TransportError):
        stats = client.indices.stats(index=f"{name}-2*", metric="indexing")
        return int(stats["_all"]["primaries"].get("indexing", {}).get("index_total", 0))
    return 0


def _layout(client: Elasticsearch, alias: str) -> tuple[str, str]:
    [settings] = client.indices.get_settings(index=alias).body.values()
    index = settings["settings"]["index"]
    return index["number_of_shards"], index["number_of_replicas"]


def test_shards_and_replicas_are_as_set_and_stay_so(cluster: Cluster) -> None:
    request = SearchRequest(Phrase("专项整治"), rank=("专项整治",), limit=50)
    with Elasticsearch(cluster.urls.split(",")) as client:
        with closing(ElasticsearchEngine(cluster.urls, name="one")) as engine:
            _build(engine, 200)
            assert _layout(client, "one") == ("1", "1")
            whole = engine.search(request)
        layout = Layout(shards=3, replicas=0)
        with closing(ElasticsearchEngine(cluster.urls, name="three", layout=layout)) as engine:
            _build(engine, 200)
            assert _layout(client, "three") == ("3", "0")
            parted = engine.search(request)
        assert (parted.total, parted.hits) == (whole.total, whole.hits)  # the same order, and the same scores
        with closing(ElasticsearchEngine(cluster.urls, name="three")) as engine:
            _build(engine, 10)
            assert _layout(client, "three") == ("3", "0")
        with closing(ElasticsearchEngine(cluster.urls, name="three", layout=Layout(replicas=2))) as engine:
            _build(engine, 10)
            assert _layout(client, "three") == ("3", "2")


@pytest.mark.parametrize("lost", ["one that holds the index", "the master"])
def test_a_node_that_dies_in_mid_reindex_and_comes_back_costs_nothing(
    cluster: Cluster, tmp_path: Path, lost: str
) -> None:
    name = "reindexed-" + lost.rpartition(" ")[2]
    source = tmp_path / "news.jsonl"
    records = ({"id": f"a{n}", "title": f"第{n}号", "body": f"{n}。{BODY}"} for n in range(ARTICLES))
    source.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    environ = {**os.environ, "XTSEARCH_CONFIG": "", "XTSEARCH_ALIAS": name, "XTSEARCH_SHARDS": "2"}
    arguments = ["--index", cluster.urls, "reindex", str(source), "--patience", str(PATIENCE)]
    run = subprocess.Popen(
        patient_command(*arguments),
        env=environ,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with Elasticsearch(cluster.urls.split(","), max_retries=5) as client:
        wait_until(lambda: run.poll() is not None or _written(client, name) > ARTICLES // 6, "the first articles")
    assert run.poll() is None, "it ended before the node was killed"
    node = cluster.master() if lost == "the master" else cluster.holder(f"{name}-2*")
    cluster.kill(node)
    cluster.start(node)
    out, err = run.communicate()
    assert run.returncode == 0, err
    assert f"{ARTICLES:,} articles indexed" in out
    with closing(ElasticsearchEngine(cluster.urls, name=name)) as engine:
        assert _ids(engine) == sorted(f"a{n}" for n in range(ARTICLES))
    cluster.wait_until_whole()


def test_a_master_that_dies_before_the_swap_leaves_one_index_live(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(ElasticsearchEngine(cluster.urls, name="swapped", patience=PATIENCE)) as engine:
        _build(engine, 20)
        cluster.wait_until_whole()
        killed: list[str] = []
        replace = Indices._replace

        def replace_after_a_loss(indices: Indices, before: list[str], index: str) -> None:
            killed.append(cluster.master())
            cluster.kill(killed[0])
            replace(indices, before, index)

        monkeypatch.setattr(Indices, "_replace", replace_after_a_loss)
        _build(engine, 30)
        assert len(_ids(engine)) == 30
        cluster.start(killed[0])
        cluster.wait_until_whole()
        assert len(_ids(engine)) == 30
        with Elasticsearch(cluster.urls.split(",")) as client:
            assert len(client.indices.get_alias(name="swapped").body) == 1


def test_questions_are_answered_while_a_node_dies_and_comes_back(cluster: Cluster) -> None:
    request = SearchRequest(Phrase("专项整治"), rank=("专项整治",), limit=10)
    with closing(ElasticsearchEngine(cluster.urls, name="asked")) as engine:
        _build(engine, 60)
        cluster.wait_until_whole()
        answer = engine.search(request)
        node, done, told = cluster.holder("asked"), threading.Event(), []
        answered = 0

        def lose_a_node() -> None:
            cluster.kill(node)
            cluster.start(node)
            done.set()

        losing = threading.Thread(target=lose_a_node)
        losing.start()
        while not done.is_set():
            try:
                assert engine.search(request) == answer
                answered += 1
            except EngineUnavailable as error:  # a shard whose copy is not the first one yet
                told.append(str(error))
        losing.join()
        assert answered > 0
        assert all("run again" in message or "again" in message for message in told), told
        assert engine.search(request) == answer
    cluster.wait_until_whole()


def test_a_node_that_does_not_answer_is_asked_once(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a network that drops what is sent to it: the connection stands, and nothing comes."""
    request = SearchRequest(Phrase("专项整治"), rank=("专项整治",), limit=10)
    with closing(ElasticsearchEngine(cluster.urls, name="silent")) as engine:
        _build(engine, 10)
        cluster.wait_until_whole()
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 5)
    with closing(ElasticsearchEngine(cluster.urls, name="silent")) as engine:
        answer = engine.search(request)
        with Elasticsearch(cluster.urls.split(",")) as client:
            holders = set(str(client.cat.shards(index="silent", h="node")).split())
        node = next(name for name in ("node-1", "node-2", "node-3") if name not in holders | {cluster.master()})
        cluster.stop_answering(node)
        try:
            assert [engine.search(request) for _ in range(12)] == [answer] * 12
        finally:
            cluster.answer_again(node)
    cluster.wait_until_whole()
