"""A server that is killed and started again in mid-run: the run waits for it, and loses and doubles nothing."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import elastic_transport
import elasticsearch
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elasticsearch import Elasticsearch

from tests.support.elasticsearch_server import assembled_node
from tests.support.patient_command import command as patient_command
from tests.support.places import ROOT
from tests.support.waiting import Clock, wait_until
from xtsearch.indexer.engines.elasticsearch import patience
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.elasticsearch.patience import patiently
from xtsearch.indexer.engines.request import All

ARTICLES = 900
BODY = "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会。" * 48


def _source(folder: Path) -> Path:
    path = folder / "news.jsonl"
    records = ({"id": f"a{n}", "title": f"第{n}号", "body": f"{n}。{BODY}"} for n in range(ARTICLES))
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def _written(client: Elasticsearch) -> int:
    """How many articles the server has taken so far, in an index that is being built."""
    with suppress(elasticsearch.ApiError, elastic_transport.TransportError):
        stats = client.indices.stats(index="xtsearch-articles-2*", metric="indexing")
        return int(stats["_all"]["primaries"].get("indexing", {}).get("index_total", 0))
    return 0


@pytest.mark.slow
def test_a_run_goes_on_when_the_server_is_back(tmp_path: Path) -> None:
    environ = {**os.environ, "XTSEARCH_CONFIG": "", "XTSEARCH_ALIAS": "xtsearch-articles"}
    with assembled_node(os.environ) as node, ExitStack() as first:
        server = first.enter_context(node.running())
        with Elasticsearch(server.url) as client:
            arguments = ["--index", server.url, "reindex", str(_source(tmp_path))]
            run = subprocess.Popen(
                patient_command(*arguments),
                env=environ,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            wait_until(lambda: run.poll() is not None or _written(client) > ARTICLES // 5, "the first articles")
            assert run.poll() is None, "it ended before the server was killed"
            node.kill()
            first.close()
            with node.running():
                out, err = run.communicate()
                assert run.returncode == 0, err
                assert f"{ARTICLES:,} articles indexed" in out
                with closing(ElasticsearchEngine(server.url)) as engine:
                    assert {document.id for document in engine.scan(All())} == {f"a{n}" for n in range(ARTICLES)}


# ------------------------------------------------------------------------------------------------------ patience


def _answered(status: int) -> elasticsearch.ApiError:
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.0, NodeConfig("http", "localhost", 9200))
    return elasticsearch.ApiError("away", meta, {})


@pytest.mark.parametrize(
    ("error", "tried"),
    [
        (elastic_transport.ConnectionError("refused"), 7),
        (_answered(503), 7),
        (_answered(400), 1),
        (elastic_transport.TlsError("expired"), 1),
        (elastic_transport.ConnectionTimeout("slow"), 1),
    ],
)
def test_patience_is_for_a_server_that_is_away_and_ends(
    error: Exception, tried: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, calls = Clock(), []

    class Waiting(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            clock.sleep(timeout or 0)
            return self.is_set()

    def call() -> None:
        calls.append(clock.monotonic())
        raise error

    monkeypatch.setattr(patience, "time", clock)
    with pytest.raises(type(error)):
        patiently(call, 30, Waiting())
    assert len(calls) == tried
    given_up = Waiting()
    given_up.set()
    with pytest.raises(type(error)):
        patiently(call, 30, given_up)
    assert len(calls) == tried + 1
