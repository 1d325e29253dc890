"""Fixtures that more than one test module uses: real text, real engines, a real Elasticsearch."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.elasticsearch_assembly import ElasticsearchMissingError
from tests.support.elasticsearch_server import Server, find_or_start, is_required
from tests.support.places import ROOT, SHARED_DATA

# A shell has what it starts in its background ignore Ctrl-C, and children inherit that; some of ours are interrupted.
signal.signal(signal.SIGINT, signal.default_int_handler)


def _server(security: bool) -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(find_or_start(security=security))
        except ElasticsearchMissingError as error:
            if is_required():
                pytest.fail(str(error), pytrace=False)
            pytest.skip(str(error))  # loud with -ra; a failure with CI=true or XTSEARCH_REQUIRE_ES=1
        yield server


@pytest.fixture(scope="session")
def elasticsearch_server() -> Iterator[Server]:
    """A real Elasticsearch without security, one for all tests; tests keep apart by the names of their indices."""
    yield from _server(security=False)


@pytest.fixture(scope="session")
def secured_elasticsearch_server() -> Iterator[Server]:
    """A real Elasticsearch with security on."""
    yield from _server(security=True)


@pytest.fixture(scope="session")
def seed_page() -> Path:
    """The real newspaper page that ships."""
    return ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt"


@pytest.fixture(scope="session")
def news() -> Path:
    """20,000 real news articles, for measuring; not part of the repository."""
    path = SHARED_DATA / "news.jsonl"
    if not path.exists():
        pytest.skip(f"the news collection for measuring is not beside the repository ({path.parent.name}/news.jsonl)")
    return path
