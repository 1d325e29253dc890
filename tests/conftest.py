"""What all tests share: fixtures of real text and a real Elasticsearch, the patience of clients, and `--fast`.

No outcome depends on the machine's speed: `tests/support/waiting.py` says how tests wait, Hypothesis has no deadline.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.elasticsearch_assembly import ElasticsearchMissingError
from tests.support.elasticsearch_server import Server, find_or_start, is_required
from tests.support.faults import patient_clients
from tests.support.places import ROOT, SHARED_DATA

# A shell has what it starts in its background ignore Ctrl-C, and children inherit that; some of ours are interrupted.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A loaded machine takes seconds for an example that takes milliseconds on an idle one.
settings.register_profile("any-speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-speed")

_SERVERS = {"elasticsearch_server", "secured_elasticsearch_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--fast`: what a developer runs between two changes."""
    parser.addoption("--fast", action="store_true", help="leave out tests that need a server or are marked slow")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--fast` deselect what needs a server or is marked slow."""
    if not config.getoption("--fast"):
        return
    left_out = [item for item in items if item.get_closest_marker("slow") or _needs_server(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _needs_server(item: pytest.Item) -> bool:
    """Whether a test asks for a server's fixture, itself or by the parameter `elasticsearch` of another fixture."""
    call = getattr(item, "callspec", None)
    parameters = call.params.values() if call else ()
    return not _SERVERS.isdisjoint(getattr(item, "fixturenames", ())) or "elasticsearch" in parameters


@pytest.fixture(scope="session", autouse=True)
def _patient_clients() -> Iterator[None]:
    with patient_clients():
        yield


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
