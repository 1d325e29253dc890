"""A server that is killed and started again in mid-run: the run waits for it, and loses and doubles nothing."""

from __future__ import annotations

import datetime
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import elastic_transport
import elasticsearch
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig

from tests.support.elasticsearch_server import assembled_node
from tests.support.mid_run import reindex_half_way
from tests.support.waiting import Clock
from xtsearch.indexer.engines.elasticsearch import DEFAULT_ALIAS, patience
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.elasticsearch.patience import Patience
from xtsearch.indexer.engines.request import All
from xtsearch.show.output import write_logged

ARTICLES = 900


@pytest.mark.slow
def test_a_run_goes_on_when_the_server_is_back(tmp_path: Path) -> None:
    with assembled_node(os.environ) as node, ExitStack() as first:
        server = first.enter_context(node.running())
        run = reindex_half_way(server.url, DEFAULT_ALIAS, tmp_path, ARTICLES)
        node.kill()
        first.close()
        with node.running():
            out, err = run.communicate()
            assert run.returncode == 0, err
            waits = [line for line in err.splitlines() if server.url in line]
            assert [re.sub(r"\S+$", "", line) for line in waits[:1]] == [
                f"xtsearch: {server.url} is away: waiting for it until "
            ]
            assert f"xtsearch: {server.url} answers again: going on" in waits
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
        Patience(30).wait_for(call, Waiting())
    assert len(calls) == tried
    given_up = Waiting()
    given_up.set()
    with pytest.raises(type(error)):
        Patience(30).wait_for(call, given_up)
    assert len(calls) == tried + 1


def test_a_wait_is_told_once_by_all_that_wait_and_so_is_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_logged()
    monkeypatch.setattr(patience, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(patience, "_LONGEST_PAUSE", 0.01)
    is_back, all_refused = threading.Event(), threading.Barrier(4)

    def call() -> str:
        if not is_back.is_set():
            raise elastic_transport.ConnectionError("refused")
        return "answer"

    def refused_at_first() -> str:
        try:
            return call()
        finally:
            if not is_back.is_set():
                with suppress(threading.BrokenBarrierError):
                    all_refused.wait()
                is_back.set()

    waiting = Patience(3600, "http://localhost:9200")
    began = datetime.datetime.now().astimezone()
    with ThreadPoolExecutor(4) as threads:
        assert [*threads.map(lambda _: waiting.wait_for(refused_at_first), range(4))] == ["answer"] * 4
    away, back = capsys.readouterr().err.splitlines()
    start, _, until = away.rpartition(" ")
    assert start == "xtsearch: http://localhost:9200 is away: waiting for it until"
    assert 3500 < (datetime.datetime.fromisoformat(until) - began).total_seconds() < 7200
    assert back == "xtsearch: http://localhost:9200 answers again: going on"
    assert Patience(0).wait_for(call) == "answer"
    assert capsys.readouterr().err == "", "what answers at once is not told"
