"""Three real nodes: an index is spread over them as set, and a run survives the loss of the one that decides.

More losses are in `tests/soak_cluster.py`, which `make soak` runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests.support.elasticsearch_cluster import Cluster, assembled_cluster, build, reindex_and_lose
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.elasticsearch.layout import Layout
from xtsearch.indexer.engines.request import Phrase, SearchRequest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with assembled_cluster(os.environ) as started:
        yield started


def _layout(client: Elasticsearch, alias: str) -> tuple[str, str]:
    [settings] = client.indices.get_settings(index=alias).body.values()
    index = settings["settings"]["index"]
    return index["number_of_shards"], index["number_of_replicas"]


def test_shards_and_replicas_are_as_set_and_stay_so(cluster: Cluster) -> None:
    request = SearchRequest(Phrase("专项整治"), rank=("专项整治",), limit=50)
    with Elasticsearch(cluster.urls.split(",")) as client:
        with closing(ElasticsearchEngine(cluster.urls, name="one")) as engine:
            build(engine, 200)
            assert _layout(client, "one") == ("1", "1")
            whole = engine.search(request)
        layout = Layout(shards=3, replicas=0)
        with closing(ElasticsearchEngine(cluster.urls, name="three", layout=layout)) as engine:
            build(engine, 200)
            assert _layout(client, "three") == ("3", "0")
            parted = engine.search(request)
        assert (parted.total, parted.hits) == (whole.total, whole.hits)  # the same order, and the same scores
        with closing(ElasticsearchEngine(cluster.urls, name="three")) as engine:
            build(engine, 10)
            assert _layout(client, "three") == ("3", "0")
        with closing(ElasticsearchEngine(cluster.urls, name="three", layout=Layout(replicas=2))) as engine:
            build(engine, 10)
            assert _layout(client, "three") == ("3", "2")


def test_a_master_that_dies_in_mid_reindex_and_comes_back_costs_nothing(cluster: Cluster, tmp_path: Path) -> None:
    reindex_and_lose(cluster, tmp_path, "master")
