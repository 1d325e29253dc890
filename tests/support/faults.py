"""A proxy between a client and a real server that fails where a test tells it to.

Enters: the server's address, and faults, each for the requests it is meant for. Leaves: what the server says, or the
fault.

    with faulty("http://127.0.0.1:9200") as proxy:
        proxy.fail(r"POST /.*/_bulk", answer(429), times=2)
        ...  # a client of proxy.url: its first two bulk requests are answered with 429, the third reaches the server

A request is named by its line, `POST /xtsearch-articles/_search?allow_partial_search_results=false`; the first fault
whose pattern matches its beginning, and that is not used up, decides. `proxy.requests` lists the lines of all requests.

How long a client waits for an answer must not decide a test either: `patient_clients` lets it wait for any answer but
that to a request which a proxy of this process lets hang.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias
from unittest import mock
from urllib.parse import urlsplit

from elastic_transport import Urllib3HttpNode

from tests.support.waiting import PATIENCE

#: What makes a client take an answer for Elasticsearch's.
_PRODUCT = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}
#: Seconds until a client gives up a request that a proxy lets hang.
_HANGING_SECONDS = 0.3
#: Headers of one connection, which are not passed on.
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Request:
    """One request under way: who asks, and how the server would be asked."""

    handler: BaseHTTPRequestHandler
    body: bytes
    ended: threading.Event
    upstream: Callable[[], Answer]

    def send(self, answer: Answer, *, length: int | None = None) -> None:
        """Answer; with `length`, only that many bytes of the body that was promised."""
        handler = self.handler
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        if "content-length" not in {name.lower() for name in answer.headers}:
            handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(answer.body[:length])

    def hang_up(self) -> None:
        """Close the connection."""
        self.handler.close_connection = True
        with suppress(OSError):
            self.handler.connection.shutdown(socket.SHUT_RDWR)


#: What is done with a request.
Fault: TypeAlias = Callable[[Request], None]


def forward(request: Request) -> None:
    """No fault: ask the server, and give its answer."""
    request.send(request.upstream())


def answer(status: int, kind: str = "", reason: str = "said the proxy") -> Fault:
    """An error, as Elasticsearch writes it."""
    return answered(status, {"error": {"type": kind, "reason": reason}, "status": status})


def answered(status: int, body: Any) -> Fault:
    """What a server with more modules would say."""
    content = json.dumps(body).encode()
    return lambda request: request.send(Answer(status, _PRODUCT, content))


def hang(request: Request) -> None:
    """Take the request and never answer, until the proxy ends."""
    request.ended.wait()
    request.hang_up()


def close(request: Request) -> None:
    """Close the connection; the server is never asked."""
    request.hang_up()


def close_after(request: Request) -> None:
    """Let the server carry the request out, and close the connection in place of the answer."""
    request.upstream()
    request.hang_up()


def truncate(request: Request) -> None:
    """Let the server carry the request out, and close the connection in the middle of the answer."""
    whole = request.upstream()
    request.send(whole, length=len(whole.body) // 2)
    request.hang_up()


def before(act: Callable[[], None]) -> Fault:
    """Call `act` and close the connection without asking the server: for killing the client."""

    def fault(request: Request) -> None:
        act()
        request.hang_up()

    return fault


def after(act: Callable[[], None]) -> Fault:
    """Let the server carry the request out, then call `act` and close the connection."""

    def fault(request: Request) -> None:
        request.upstream()
        act()
        request.hang_up()

    return fault


@dataclass
class _Rule:
    pattern: re.Pattern[str]
    fault: Fault
    spared: int
    left: float


@dataclass
class Proxy:
    """A running proxy."""

    url: str
    requests: list[str] = field(default_factory=list)
    _rules: list[_Rule] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, pattern: str, fault: Fault, *, after: int = 0, times: float = float("inf")) -> None:
        """Fail requests whose line begins with the pattern: the first `after` pass, the next `times` fail."""
        with self._lock:
            self._rules.append(_Rule(re.compile(pattern), fault, after, times))

    def heal(self) -> None:
        """Forget all faults and all requests."""
        with self._lock:
            self._rules.clear()
            self.requests.clear()

    def count(self, pattern: str) -> int:
        """The number of requests so far whose line begins with the pattern."""
        return sum(bool(re.match(pattern, line)) for line in self.requests)

    def may_hang(self, line: str) -> bool:
        """Whether a fault lets requests of this kind hang, now or after those that it spares."""
        with self._lock:
            return any(rule.fault is hang and rule.left > 0 and rule.pattern.match(line) for rule in self._rules)

    def fault_for(self, line: str) -> Fault:
        """The fault for a request, which is counted."""
        with self._lock:
            self.requests.append(line)
            for rule in self._rules:
                if rule.left > 0 and rule.pattern.match(line):
                    if rule.spared:
                        rule.spared -= 1
                        continue
                    rule.left -= 1
                    return rule.fault
        return forward


#: The running proxies of this process, by port.
_proxies: dict[int, Proxy] = {}


@contextmanager
def patient_clients() -> Iterator[None]:
    """Within it, clients of Elasticsearch in this process wait for `PATIENCE` seconds whatever their own limit is.

    Only requests of a kind that a proxy lets hang are given up, after `_HANGING_SECONDS`.
    """
    send = Urllib3HttpNode.perform_request

    def send_patiently(node: Urllib3HttpNode, method: str, target: str, *arguments: Any, **options: Any) -> Any:
        proxy = _proxies.get(node.port)
        hangs = proxy is not None and proxy.may_hang(f"{method} {target}")
        options["request_timeout"] = _HANGING_SECONDS if hangs else PATIENCE
        return send(node, method, target, *arguments, **options)

    with mock.patch.object(Urllib3HttpNode, "perform_request", send_patiently):
        yield


@contextmanager
def faulty(url: str, *, tls: tuple[str, str] | None = None) -> Iterator[Proxy]:
    """A proxy in front of the server at `url`; with `tls`, the files of a certificate and its key, it speaks https."""
    upstream = urlsplit(url)
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = PATIENCE

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fault = proxy.fault_for(f"{self.command} {self.path}")
            with suppress(OSError, http.client.HTTPException):  # who asked has gone, or the server has
                fault(Request(self, body, ended, lambda: self._ask(body)))

        def _ask(self, body: bytes) -> Answer:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in {*_HOP, "host"}}
            with closing(
                http.client.HTTPConnection(upstream.hostname or "", upstream.port, timeout=PATIENCE)
            ) as connection:
                connection.request(self.command, upstream.path.rstrip("/") + self.path, body, headers)
                response = connection.getresponse()
                passed_on = {name: value for name, value in response.getheaders() if name.lower() not in _HOP}
                if self.command == "HEAD":  # its length is of a body that does not follow
                    passed_on["Content-Length"] = response.headers.get("Content-Length") or "0"
                return Answer(response.status, passed_on, response.read())

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _handle  # noqa: N815 - the base class's names

        def log_message(self, *_: Any) -> None:
            pass

    class Listener(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a client that does not trust us, or was killed

    with Listener(("127.0.0.1", 0), Handler) as server:
        proxy = Proxy(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}")
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        _proxies[server.server_port] = proxy
        try:
            yield proxy
        finally:
            del _proxies[server.server_port]
            ended.set()
            server.shutdown()
            thread.join()
