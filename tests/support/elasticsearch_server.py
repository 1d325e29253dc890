"""A real Elasticsearch for the tests: found, or started for them and stopped after them.

Enters: the environment. Leaves: the address of a server that answers, as a `Server`.

    with find_or_start() as server:
        Elasticsearch(server.url, basic_auth=server.basic_auth).info()  # server.version == "9.4.3"

The ways, in this order, are `WAYS`: a server named by `XTSEARCH_TEST_ES_URL` (and `XTSEARCH_TEST_ES_PASSWORD`, of the
user `elastic`); a Docker engine; Maven and a JDK of 21 or newer (`elasticsearch_assembly`). What has to be fetched is
fetched once a machine, by `python -m tests.support.elasticsearch_server --prepare` or by the first test that needs it.

A started server listens on the loopback interface only, keeps everything in a folder of its own, and ends with the
context, or, on Linux, with the process that started it, however that ends (its folder then stays in the temporary one).
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.elasticsearch_assembly import (
    HEAP,
    REMEDY,
    VERSION,
    ElasticsearchFailedError,
    ElasticsearchMissingError,
    assemble,
    configure,
    find_java,
    keep_password,
    unprivileged_account,
)
from tests.support.waiting import PATIENCE

IMAGE = f"elasticsearch:{VERSION}"
START_SECONDS = PATIENCE  # 10 s on two idle cores; a busy machine is slower
STOP_SECONDS = 20  # then it is killed
SETTINGS = {
    "cluster.name": "xtsearch-tests",
    "node.name": "xtsearch-tests",
    "discovery.type": "single-node",
    "indexing_pressure.memory.limit": "30%",  # of a small heap: an article of 16 MB counts four times
    "cluster.routing.allocation.disk.threshold_enabled": "false",  # or a nearly full disk makes indices read-only
    "xpack.security.http.ssl.enabled": "false",
    "xpack.security.transport.ssl.enabled": "false",
}

# A fresh interpreter runs this, since code between fork and exec is unsafe beside threads (tantivy has some): it gives
# up root, then asks Linux for a SIGTERM when the parent dies (a change of user clears that), and becomes the command.
_LAUNCH = """
import ctypes, os, sys
parent, uid, gid = map(int, sys.argv[1:4])
if os.getuid() != uid:
    os.setgroups([]), os.setgid(gid), os.setuid(uid)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 15)
    if os.getppid() != parent:
        sys.exit("the process that wanted this server is gone")
os.execv(sys.argv[4], sys.argv[4:])
"""


class _AbsentError(Exception):
    """This way does not exist here."""


@dataclass(frozen=True)
class Server:
    """A server that answers. `snapshots`: a folder, as the server sees it, in which it may keep a repository."""

    url: str
    version: str
    password: str | None
    how: str
    snapshots: str | None = None

    @property
    def basic_auth(self) -> tuple[str, str] | None:
        """What the client takes under this name."""
        return ("elastic", self.password) if self.password else None


@contextmanager
def find_or_start(*, security: bool = False, environ: Mapping[str, str] = os.environ) -> Iterator[Server]:
    """A server, by the first of `WAYS` that exists here. With `security` it wants the user `elastic` and a password.

    Raises: ElasticsearchMissingError if there is none; ElasticsearchFailedError if there is one that does not come up.
    """
    with ExitStack() as stack:
        for way in WAYS:
            with suppress(_AbsentError):
                server = stack.enter_context(way(environ, security))
                break
        else:
            raise ElasticsearchMissingError(f"no Elasticsearch for the tests: {REMEDY}")
        yield server


def is_required(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a missing server is a failure, and no reason to skip."""
    return environ.get("CI") == "true" or environ.get("XTSEARCH_REQUIRE_ES") == "1"


@contextmanager
def named(environ: Mapping[str, str], security: bool) -> Iterator[Server]:
    """A running server, never started or stopped here. One without a known password does not serve for `security`."""
    url, password = environ.get("XTSEARCH_TEST_ES_URL"), environ.get("XTSEARCH_TEST_ES_PASSWORD")
    if not url or (security and not password):
        raise _AbsentError
    try:
        version = _get(url, password)["version"]["number"]
    except (OSError, ValueError, LookupError, TypeError, http.client.HTTPException) as error:
        raise ElasticsearchFailedError(
            f"XTSEARCH_TEST_ES_URL={url} does not answer as Elasticsearch: {error}"
        ) from error
    yield Server(url, version, password, "named by XTSEARCH_TEST_ES_URL")


@contextmanager
def in_docker(environ: Mapping[str, str], security: bool) -> Iterator[Server]:
    """The pinned image, as a container; absent where no engine answers, or the image cannot be pulled."""
    docker = shutil.which("docker", path=environ.get("PATH"))
    if docker is None or not _succeeds(60, docker, "info"):
        raise _AbsentError
    if not _succeeds(PATIENCE, docker, "image", "inspect", IMAGE) and not _succeeds(1800, docker, "pull", IMAGE):
        raise _AbsentError
    name, password = f"xtsearch-tests-{secrets.token_hex(4)}", _password(security)
    settings = SETTINGS | {"xpack.security.enabled": str(security).lower(), "path.repo": "/tmp"}
    settings |= {"xpack.ml.enabled": "false", "ingest.geoip.downloader.enabled": "false"}
    settings |= {"ES_JAVA_OPTS": " ".join(HEAP)}
    options = [part for pair in settings.items() for part in ("-e", "=".join(pair))]
    options += ["-e", "ELASTIC_PASSWORD"] if password else []  # its value is not for the list of processes

    def address() -> str:
        return subprocess.run([docker, "port", name, "9200/tcp"], capture_output=True, text=True, check=False).stdout

    command = [docker, "run", "--rm", "--name", name, "-p", "127.0.0.1::9200", *options, IMAGE]
    env = {**environ, "ELASTIC_PASSWORD": password or ""}
    with tempfile.TemporaryDirectory(prefix="xtsearch-es-") as folder:
        log = Path(folder) / "log"
        try:
            with _running(command, env, Path(folder), log, (os.getuid(), os.getgid())) as process:
                url, version = _wait_until_ready(process, address, password, log)
                yield Server(url, version, password, "in Docker", "/tmp")
        finally:
            _succeeds(PATIENCE, docker, "rm", "-f", name)


class Node:
    """An assembled server in a folder of its own, which is started, and may be killed and started again."""

    def __init__(self, folder: Path, command: Sequence[str], env: Mapping[str, str], password: str | None) -> None:
        self.folder, self._command, self._env, self._password = folder, command, env, password
        self._process: subprocess.Popen[bytes] | None = None
        #: Where its plugins are, in a folder of that name, and the Java that runs it.
        self.home, self.java = Path(env["ES_HOME"]), Path(env["JAVA"])

    @contextmanager
    def running(self, status: str = "green") -> Iterator[Server]:
        """The server while it runs and its health is `status` or better: at first on a free port, then on the same."""
        ports, log = self.folder / "logs/http.ports", self.folder / "log"
        ports.unlink(missing_ok=True)  # those of the run before
        with _running(self._command, self._env, Path(self._env["ES_HOME"]), log, unprivileged_account()) as process:
            self._process = process
            url, version = _wait_until_ready(
                process, lambda: ports.read_text() if ports.exists() else "", self._password, log, status
            )
            self._keep_port(url)
            yield Server(url, version, self._password, "assembled", f"{self.folder}/snapshots")

    def kill(self) -> None:
        """End it as a machine that loses its power does."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _keep_port(self, url: str) -> None:
        settings = self.folder / "config/elasticsearch.yml"
        port = json.dumps(url.rpartition(":")[2])
        settings.write_text(settings.read_text().replace('http.port: "0"', f"http.port: {port}"))


@contextmanager
def assembled(environ: Mapping[str, str], security: bool) -> Iterator[Server]:
    """The assembled server, on free ports."""
    with assembled_node(environ, security) as node, node.running() as server:
        yield server


@contextmanager
def assembled_node(
    environ: Mapping[str, str], security: bool = False, settings: Mapping[str, str] = SETTINGS
) -> Iterator[Node]:
    """The assembled server, not started yet; its folder is removed at the end."""
    java = find_java(environ)
    if java is None:
        raise _AbsentError
    home, password = assemble(environ), _password(security)
    with tempfile.TemporaryDirectory(prefix="xtsearch-es-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        own_home = _home_of_its_own(home, folder)
        configure(home, folder, {**settings, "xpack.security.enabled": str(security).lower()})
        env = {"PATH": environ.get("PATH", os.defpath), "JAVA": str(java), "ES_JAVA_HOME": str(java.parent.parent)}
        env |= {"ES_HOME": str(own_home), "ES_PATH_CONF": f"{name}/config", "ES_TMPDIR": f"{name}/tmp"}
        env |= {"JAVA_TYPE": "ES_JAVA_HOME", "ES_DISTRIBUTION_TYPE": "zip"}
        if password:
            keep_password(java, home, folder, password)
        # What bin/elasticsearch runs: it starts the server, hands it our SIGTERM, and the server ends if it is killed.
        command = [str(java), "-Xmx64m", "-XX:+UseSerialGC", "-cp", f"{home}/lib/tools/server-launcher/*"]
        command += ["org.elasticsearch.server.launcher.ServerLauncher"]
        yield Node(folder, command, env, password)


def _home_of_its_own(home: Path, folder: Path) -> Path:
    """The server's folder as links, but for its plugins."""
    own_home = folder / "home"
    (own_home / "plugins").mkdir(parents=True)
    for part in ("lib", "modules"):
        (own_home / part).symlink_to(home / part)
    return own_home


Way = Callable[[Mapping[str, str], bool], AbstractContextManager[Server]]
WAYS: tuple[Way, ...] = (named, in_docker, assembled)


@contextmanager
def _running(
    command: Sequence[str], env: Mapping[str, str], folder: Path, log: Path, account: tuple[int, int]
) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process group of its own, so that a Ctrl-C at the terminal reaches only us."""
    launch = [sys.executable, "-I", "-c", _LAUNCH, *map(str, (os.getpid(), *account)), *command]
    with log.open("wb") as output:
        process = subprocess.Popen(
            launch, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):  # as it should be: nothing is left of the group
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_ready(
    process: subprocess.Popen[bytes],
    address: Callable[[], str],
    password: str | None,
    log: Path,
    status: str = "green",
) -> tuple[str, str]:
    """URL and version, once the server has nothing left to set up.

    Raises: ElasticsearchFailedError, with the end of the log.
    """
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError, ValueError, http.client.HTTPException):
            if addresses := address().split():
                url = f"http://{addresses[0]}"
                _get(f"{url}/_cluster/health?wait_for_status={status}&wait_for_events=languid&timeout=5s", password)
                return url, str(_get(url, password)["version"]["number"])
        time.sleep(0.1)
    outcome = "ended" if process.poll() is not None else f"was not ready after {START_SECONDS:.0f} s"
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
    raise ElasticsearchFailedError(f"Elasticsearch {outcome}; the end of its log:\n{tail}")


def _get(url: str, password: str | None) -> Any:
    request = urllib.request.Request(url)
    if password:
        request.add_header("Authorization", "Basic " + base64.b64encode(f"elastic:{password}".encode()).decode())
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy is not for the loopback interface
    try:
        with direct.open(request, timeout=PATIENCE) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        error.close()  # or its socket is found open later, in the middle of another test
        raise


def _succeeds(seconds: float, *command: str) -> bool:
    with suppress(subprocess.TimeoutExpired):
        return subprocess.run(command, capture_output=True, timeout=seconds, check=False).returncode == 0
    return False


def _password(security: bool) -> str | None:
    return secrets.token_urlsafe(16) if security else None


def main() -> None:
    """Start one and keep it until Ctrl-C or SIGTERM, for a person; or only fetch what that needs."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.elasticsearch_server", description=main.__doc__)
    parser.add_argument("--security", action="store_true", help="with a password, printed here")
    parser.add_argument("--prepare", action="store_true", help="fetch and try it, then stop")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt), find_or_start(security=arguments.security) as server:
            login = f" elastic:{server.password}" if server.password else ""
            sys.stdout.write(f"{server.url}{login} ({server.version}, {server.how})\n")
            sys.stdout.flush()
            if not arguments.prepare:
                threading.Event().wait()
    except ElasticsearchMissingError as error:
        if not arguments.prepare or is_required():
            sys.exit(str(error))
        sys.stderr.write(f"{error}\nIts tests will be skipped.\n")
    except ElasticsearchFailedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
