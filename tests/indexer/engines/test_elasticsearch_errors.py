"""What the client raises is translated, all of it, into one line that says what to do."""

from __future__ import annotations

import importlib
import json
import pkgutil
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import elastic_transport
import elasticsearch
import pytest

from tests.support.certificates import LONG, OVER, certificate
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.elasticsearch.connection import Credentials, check_location, connect
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.elasticsearch.errors import TRANSLATIONS
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.engines.elasticsearch.writer import IndexWriter
from xtsearch.indexer.engines.request import All, SearchRequest
from xtsearch.indexer.errors import EngineError, EngineUnavailable, IndexMissing, NotAuthorised, XtsearchError

# ---------------------------------------------------------------------------------------------------- the table


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for submodule in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield importlib.import_module(submodule.name)
        except ImportError:
            continue  # of an optional dependency: what it would raise, it cannot raise here


def test_every_exception_class_of_the_client_is_translated() -> None:
    raised = {
        value
        for package in (elasticsearch, elastic_transport)
        for module in _modules(package)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Exception) and not issubclass(value, Warning)
        if value.__module__.partition(".")[0] in ("elasticsearch", "elastic_transport")
    }
    assert len(raised) > 15
    assert raised - TRANSLATIONS.keys() == set()


# ------------------------------------------------------------------------------------------- a server that says no


@contextmanager
def _answering(status: int, body: object, headers: dict[str, str], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server that gives the same answer to everything; with `tls` it speaks that."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815 - the base class's names

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


_OURS = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}


def _error(kind: str, reason: str, cause: str = "") -> dict[str, Any]:
    error: dict[str, Any] = {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]}
    if cause:
        error["caused_by"] = {"type": "status_exception", "reason": cause}
    return {"error": error}


_OLD = _error(
    "media_type_header_exception",
    "Invalid media-type value on headers [Accept]",
    "Accept version must be either version 8 or 7, but found 9.",
)
_BLOCK = _error("cluster_block_exception", "index [a] blocked by: [disk usage exceeded flood-stage watermark]")


@pytest.mark.parametrize(
    ("status", "body", "expected", "says"),
    [
        (400, _OLD, EngineError, "Elasticsearch 9, which xtsearch needs"),
        (401, _error("security_exception", "missing authentication credentials"), NotAuthorised, "XTSEARCH_API_KEY"),
        (403, _error("security_exception", "action [x] is unauthorized"), NotAuthorised, "view_index_metadata"),
        (403, _BLOCK, EngineUnavailable, "free disk space"),
        (404, _error("index_not_found_exception", "no such index"), IndexMissing, "xtsearch index"),
        (404, b"<html>", EngineError, "html"),
        (409, _error("version_conflict_engine_exception", "conflict"), EngineError, "another program"),
        (413, b"", EngineError, "http.max_content_length"),
        (429, _error("es_rejected_execution_exception", "queue full"), EngineUnavailable, "too busy"),
        (429, _BLOCK, EngineUnavailable, "free disk space"),
        (500, _error("null_pointer_exception", "oops"), EngineUnavailable, "oops"),
        (503, _error("search_phase_execution_exception", "all shards failed"), EngineUnavailable, "health"),
        (503, b"<html>gateway", EngineUnavailable, "health"),
        (200, b"not json", EngineUnavailable, "proxy"),
    ],
)
def test_an_answer_that_is_no_success_says_what_to_do(
    status: int, body: object, expected: type[EngineError], says: str
) -> None:
    headers = _OURS | ({"Content-Type": "text/html"} if isinstance(body, bytes) and status != 200 else {})
    with _answering(status, body, headers) as address, closing(ElasticsearchEngine(address)) as engine:
        for ask in _ASKING:
            with pytest.raises(expected) as raised:
                ask(engine)
            assert type(raised.value) is expected
            message = str(raised.value)
            assert says in message
            assert "\n" not in message
            assert len(message) < 600


def _write(engine: Engine) -> None:
    with engine.lock():
        pass


_ASKING: tuple[Callable[[Engine], object], ...] = (
    lambda engine: engine.search(SearchRequest(All())),
    lambda engine: engine.status(),
)


def test_another_product_is_told_from_elasticsearch() -> None:
    with (
        _answering(200, {}, {"Content-Type": "application/json"}) as address,
        closing(ElasticsearchEngine(address)) as engine,
        pytest.raises(EngineUnavailable, match="not Elasticsearch 9"),
    ):
        engine.status()


def test_no_server_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        for ask in (*_ASKING, _write):
            with closing(ElasticsearchEngine(address)) as engine, pytest.raises(EngineUnavailable) as raised:
                ask(engine)
            remedy = "start it, or check --index / XTSEARCH_INDEX"
            assert str(raised.value) == f"no Elasticsearch answers at {address} (Connection refused): {remedy}"


def test_a_server_that_hangs_up_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = threading.Event()

        def hang_up() -> None:
            server.settimeout(0.1)
            while not ended.is_set():
                try:
                    server.accept()[0].close()
                except TimeoutError:
                    continue

        thread = threading.Thread(target=hang_up)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.getsockname()[1]}"
            with closing(ElasticsearchEngine(address)) as engine, pytest.raises(EngineUnavailable, match="no Elastic"):
                engine.search(SearchRequest(All()))
        finally:
            ended.set()
            thread.join()


# -------------------------------------------------------------------------------------------------- credentials


@pytest.mark.parametrize(
    "location",
    [
        "http://elastic:geheim@localhost:9200",
        "https://geheim@localhost",
        "http://:geheim@h",
        "http://a:9200,http://elastic:geheim@b:9200",
    ],
)
def test_credentials_in_the_address_are_refused_and_not_shown(location: str) -> None:
    with pytest.raises(XtsearchError, match="XTSEARCH_API_KEY") as raised:
        ElasticsearchEngine(location)
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize(
    "location",
    ["http://", "http://h:port", "http://h:0", "ftp://h", "http://h/?q=1", "http://[::1", "http://a:9200,b:9200"],
)
def test_what_is_no_address_is_refused(location: str) -> None:
    with pytest.raises(XtsearchError, match="expected http"):
        ElasticsearchEngine(location)


def test_several_nodes_are_named_with_commas() -> None:
    assert check_location("http://a:9200/, https://b,http://[::1]:9200,") == "http://a:9200,https://b,http://[::1]:9200"
    client = connect("http://a,http://b:9200/path,http://c:1,http://d:1,http://a:80", Credentials())
    nodes = sorted(node.base_url for node in client.transport.node_pool.all())
    assert nodes == ["http://a:80", "http://b:9200/path", "http://c:1", "http://d:1"]


@pytest.mark.parametrize("name", ["", "News", "a b", "*", "-news", "a/b", "_all"])
def test_what_is_no_name_of_an_alias_is_refused(name: str) -> None:
    with pytest.raises(XtsearchError, match="lower case"):
        ElasticsearchEngine("http://localhost:9200", name=name)


def test_credentials_come_from_the_environment_and_are_never_shown() -> None:
    key = Credentials.from_environment({"XTSEARCH_API_KEY": "geheim", "XTSEARCH_CA_FILE": "ca.pem"})
    assert key == Credentials(api_key="geheim", ca_file="ca.pem")
    user = Credentials.from_environment({"XTSEARCH_USERNAME": "geheim", "XTSEARCH_PASSWORD": "geheim"})
    assert (user.username, user.password) == ("geheim", "geheim")
    assert "geheim" not in repr(key) + repr(user)
    assert Credentials.from_environment({"XTSEARCH_API_KEY": ""}) == Credentials()


@pytest.mark.parametrize(
    "environ",
    [
        {"XTSEARCH_USERNAME": "a"},
        {"XTSEARCH_PASSWORD": "a"},
        {"XTSEARCH_API_KEY": "a", "XTSEARCH_USERNAME": "a", "XTSEARCH_PASSWORD": "a"},
    ],
)
def test_half_or_double_credentials_are_refused(environ: dict[str, str]) -> None:
    with pytest.raises(XtsearchError, match="XTSEARCH_USERNAME"):
        Credentials.from_environment(environ)


def test_a_certificate_that_is_not_there_is_named() -> None:
    with pytest.raises(EngineError, match=r"nowhere\.pem is not there"):
        ElasticsearchEngine("https://localhost:9200", credentials=Credentials(ca_file="nowhere.pem"))


def test_a_server_that_does_not_speak_tls_is_named() -> None:
    with (
        _answering(200, {}, _OURS) as address,
        closing(ElasticsearchEngine(address.replace("http:", "https:"))) as engine,
        pytest.raises(EngineUnavailable, match="does not speak TLS: write http:// for https://"),
    ):
        engine.status()


@pytest.mark.parametrize(
    ("name", "days", "trusted", "told"),
    [
        ("localhost", OVER, True, "has expired: renew it"),
        ("localhost", ("20980101000000Z", "20990101000000Z"), True, "is not valid yet: see the clocks"),
        ("elsewhere", LONG, True, "is that of another name"),
        ("localhost", LONG, False, "is not trusted"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told_apart(
    tmp_path: Path, name: str, days: tuple[str, str], trusted: bool, told: str
) -> None:
    shown = certificate(tmp_path / "shown", name=name, days=days)
    known = shown if trusted else certificate(tmp_path / "known", name=name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown.file, shown.key)
    with (
        _answering(200, {}, _OURS, context) as address,
        closing(
            ElasticsearchEngine(
                address.replace("http://127.0.0.1", "https://localhost"),
                credentials=Credentials(ca_file=str(known.file)),
            )
        ) as engine,
        pytest.raises(EngineUnavailable, match=told) as caught,
    ):
        engine.status()
    assert "\n" not in str(caught.value)


def test_a_document_too_large_for_the_server_is_refused_alone() -> None:
    with _answering(413, b"", _OURS) as address:
        client = connect(address, Credentials())
        writer = IndexWriter(Server(client, address), "index")
        refused: dict[str, str] = {}
        documents = [Document(id="a", body="文"), Document(id="b", body="文")]
        writer.put(documents, lambda document, reason: refused.update({document.id: reason}))
        client.close()
    assert list(refused) == ["a", "b"]
    assert "http.max_content_length" in refused["a"]
