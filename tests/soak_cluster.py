"""Losses in a cluster of three real nodes that take too long for a test: `make soak` runs them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests.support.elasticsearch_cluster import (
    PATIENCE,
    Cluster,
    assembled_cluster,
    build,
    ids,
    reindex_and_lose,
)
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.elasticsearch.indices import Indices
from xtsearch.indexer.engines.request import Phrase, SearchRequest
from xtsearch.indexer.errors import EngineUnavailable


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with assembled_cluster(os.environ) as started:
        yield started


def test_a_node_that_dies_in_mid_reindex_and_comes_back_costs_nothing(cluster: Cluster, tmp_path: Path) -> None:
    reindex_and_lose(cluster, tmp_path, "holder")


def test_a_master_that_dies_before_the_swap_leaves_one_index_live(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(ElasticsearchEngine(cluster.urls, name="swapped", patience=PATIENCE)) as engine:
        build(engine, 20)
        cluster.wait_until_whole()
        killed: list[str] = []
        replace = Indices._replace

        def replace_after_a_loss(indices: Indices, before: list[str], index: str) -> None:
            killed.append(cluster.master())
            cluster.kill(killed[0])
            replace(indices, before, index)

        monkeypatch.setattr(Indices, "_replace", replace_after_a_loss)
        build(engine, 30)
        assert len(ids(engine)) == 30
        cluster.start(killed[0])
        cluster.wait_until_whole()
        assert len(ids(engine)) == 30
        with Elasticsearch(cluster.urls.split(",")) as client:
            assert len(client.indices.get_alias(name="swapped").body) == 1


def test_questions_are_answered_while_a_node_dies_and_comes_back(cluster: Cluster) -> None:
    request = SearchRequest(Phrase("专项整治"), rank=("专项整治",), limit=10)
    with closing(ElasticsearchEngine(cluster.urls, name="asked")) as engine:
        build(engine, 60)
        cluster.wait_until_whole()
        answer = engine.search(request)
        answers, told, done = [], [], threading.Event()

        def ask() -> None:
            while not done.is_set():
                try:
                    answers.append(engine.search(request))
                except EngineUnavailable as error:  # of a shard no copy has become the first one yet
                    told.append(str(error))

        asking = threading.Thread(target=ask)
        asking.start()
        node = cluster.holder("asked")
        cluster.kill(node)
        cluster.start(node)  # here, since a node ends with the thread that started it
        done.set()
        asking.join()
        assert len(answers) > 10
        assert answers == [answer] * len(answers)
        assert all("again" in message for message in told), told
        assert engine.search(request) == answer
    cluster.wait_until_whole()
