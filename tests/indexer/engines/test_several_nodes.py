"""Of several nodes one is lost or silent: what it was asked is asked of the next, and it is left out for a while."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support import faults
from tests.support.aliases import own_alias
from tests.support.elasticsearch_server import Server
from tests.support.engines import fill
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.request import Phrase, SearchRequest
from xtsearch.indexer.errors import EngineUnavailable

REQUEST = SearchRequest(Phrase("专项整治"), rank=("专项整治",))


@pytest.fixture
def alias(elasticsearch_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An index of one article."""
    with own_alias(elasticsearch_server, monkeypatch, "nodes") as name:
        with closing(ElasticsearchEngine(elasticsearch_server.url, name=name)) as engine:
            fill(engine, [Document(id="a", body="专项整治工作推进会")])
        yield name


def _asked(location: str, alias: str) -> int:
    """How many of twelve questions find the article."""
    with closing(ElasticsearchEngine(location, name=alias)) as engine:
        return sum(engine.search(REQUEST).total for _ in range(12))


def test_a_node_that_does_not_answer_is_left_out_for_a_while(elasticsearch_server: Server, alias: str) -> None:
    """As behind a network that drops what is sent: the connection stands, and nothing comes."""
    with faults.faulty(elasticsearch_server.url) as silent:
        silent.fail("", faults.hang)
        assert _asked(f"{elasticsearch_server.url},{silent.url}", alias) == 12
        assert 1 <= len(silent.requests) <= 6


def test_a_node_that_is_gone_is_left_out(elasticsearch_server: Server, alias: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # it does not listen
        location = f"http://127.0.0.1:{unused.getsockname()[1]},{elasticsearch_server.url}"
        assert _asked(location, alias) == 12


def test_where_no_node_answers_all_of_them_are_named(elasticsearch_server: Server, alias: str) -> None:
    with faults.faulty(elasticsearch_server.url) as one, faults.faulty(elasticsearch_server.url) as other:
        for proxy in (one, other):
            proxy.fail("", faults.close)
        with pytest.raises(EngineUnavailable, match=f"{one.url},{other.url}"):
            _asked(f"{one.url},{other.url}", alias)
