"""The tests' own Elasticsearch: how it is found, what is refused, and that it ends. conftest has the fixture."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support import elasticsearch_server as servers
from tests.support.elasticsearch_assembly import (
    MODULES,
    VERSION,
    ElasticsearchFailedError,
    ElasticsearchMissingError,
    find_java,
    java_major,
    unpack,
    verify,
)
from tests.support.elasticsearch_server import Server, assembled, find_or_start, in_docker, is_required, named
from tests.support.waiting import wait_until


@pytest.mark.parametrize(
    ("printed", "major"),
    [
        ('openjdk version "25.0.3" 2026-04-21 LTS', 25),
        ('openjdk version "21" 2023-09-19', 21),
        ('openjdk version "26-ea" 2026-03-17', 26),
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_392"', 8),
        ('Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21.0.2" 2024-01-16', 21),
        ("The operation couldn't be completed. Unable to locate a Java Runtime.", None),
        ("", None),
    ],
)
def test_java_major_is_read_from_what_java_prints(printed: str, major: int | None) -> None:
    assert java_major(printed) == major


def fake_java(home: Path, version: str) -> Path:
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    java.chmod(0o755)
    return java


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the unprivileged account can read too, unlike pytest's."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_jdk_that_is_too_old_is_passed_over(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_java(open_folder / "java-17", "17.0.15")
    newer = fake_java(open_folder / "java-21", "21.0.2")
    monkeypatch.setattr("tests.support.elasticsearch_assembly.JAVA_FOLDERS", (str(open_folder),))
    assert find_java({"JAVA_HOME": str(open_folder / "java-17"), "PATH": ""}) == newer.resolve()


def test_no_jdk_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.elasticsearch_assembly.JAVA_FOLDERS", ())
    assert find_java({"JAVA_HOME": "/nonexistent", "PATH": ""}) is None


def test_a_tampered_archive_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    archive.write_bytes(b"as published")
    published = hashlib.sha256(b"as published").hexdigest()
    verify(archive, published)
    archive.write_bytes(b"as publishee")
    with pytest.raises(ElasticsearchFailedError, match=rf"archive\.zip is not what it should be.*{published}"):
        verify(archive, published)


def test_only_the_needed_modules_are_unpacked_and_everyone_can_read_them(tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as contents:
        for name in (
            "product/README",
            "product/elasticsearch/lib/server.jar",
            "product/elasticsearch/lib/tools/server-launcher/server-launcher",
            "product/elasticsearch/config/log4j2.properties",
            "product/elasticsearch/bin/elasticsearch.bat",
            *(f"product/elasticsearch/modules/{module}/{module}.jar" for module in (*MODULES, "x-pack-inference")),
        ):
            contents.writestr(zipfile.ZipInfo(name), "content")  # ZipInfo: mode 0600
    unpack(archive, tmp_path / "home")
    files = {str(path.relative_to(tmp_path / "home")) for path in (tmp_path / "home").rglob("*") if path.is_file()}
    modules = {f"modules/{module}/{module}.jar" for module in MODULES}
    assert files == {"lib/server.jar", "config/log4j2.properties"} | modules
    assert (tmp_path / "home/lib").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "home/lib/server.jar").stat().st_mode & 0o777 == 0o644


def test_the_ways_are_tried_in_order() -> None:
    assert (named, in_docker, assembled) == servers.WAYS


def test_the_first_way_that_exists_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def way(name: str, *, exists: bool) -> servers.Way:
        @contextmanager
        def found(_environ: Mapping[str, str], _security: bool) -> Iterator[Server]:
            asked.append(name)
            if not exists:
                raise servers._AbsentError
            yield Server("http://127.0.0.1:1", VERSION, None, name)
            asked.append(f"{name} ended")

        return found

    ways = way("first", exists=False), way("second", exists=True), way("third", exists=True)
    monkeypatch.setattr(servers, "WAYS", ways)
    with find_or_start() as server:
        assert server.how == "second"
    assert asked == ["first", "second", "second ended"]


def test_without_any_way_the_error_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.elasticsearch_assembly.JAVA_FOLDERS", ())
    with (
        pytest.raises(ElasticsearchMissingError, match=r"XTSEARCH_TEST_ES_URL.*Docker.*mvn.*JDK of 21"),
        find_or_start(environ={"PATH": ""}),
    ):
        pass


@pytest.mark.parametrize(
    ("environ", "required"),
    [({}, False), ({"CI": "true"}, True), ({"XTSEARCH_REQUIRE_ES": "1"}, True), ({"CI": "false"}, False)],
)
def test_a_server_is_required_in_ci_or_on_demand(environ: dict[str, str], required: bool) -> None:
    assert is_required(environ) is required


@pytest.fixture
def answering() -> Iterator[str]:
    """The URL of something that answers as Elasticsearch does at `/`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"version": {"number": "9.9.9"}} if self.path in ("", "/") else []).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (http.server's name)
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_named_server_comes_before_all_others(answering: str) -> None:
    with find_or_start(environ={"XTSEARCH_TEST_ES_URL": answering, "PATH": ""}) as server:
        assert server == Server(answering, "9.9.9", None, "named by XTSEARCH_TEST_ES_URL")
        assert server.basic_auth is None


def test_a_named_server_serves_for_security_only_with_a_password(
    answering: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.elasticsearch_assembly.JAVA_FOLDERS", ())
    environ = {"XTSEARCH_TEST_ES_URL": answering, "PATH": ""}
    with pytest.raises(ElasticsearchMissingError), find_or_start(security=True, environ=environ):
        pass
    with find_or_start(security=True, environ={**environ, "XTSEARCH_TEST_ES_PASSWORD": "secret"}) as server:
        assert server.basic_auth == ("elastic", "secret")


@pytest.mark.parametrize("path", ["", "/not-elasticsearch"])
def test_a_named_server_that_is_none_is_a_failure_and_no_reason_to_look_further(answering: str, path: str) -> None:
    url = f"{answering}{path}" if path else "http://127.0.0.1:1"
    with (
        pytest.raises(ElasticsearchFailedError, match=f"XTSEARCH_TEST_ES_URL={url} does not answer"),
        find_or_start(environ={"XTSEARCH_TEST_ES_URL": url}),
    ):
        pass


def test_the_server_that_the_tests_use_answers(elasticsearch_server: Server) -> None:
    with urllib.request.urlopen(elasticsearch_server.url) as answer:
        greeting = json.load(answer)
    assert greeting["version"]["number"] == elasticsearch_server.version


def test_a_server_that_does_not_start_fails_with_the_end_of_its_log(tmp_path: Path) -> None:
    command, log = ["/bin/sh", "-c", "seq 100; echo no space left >&2; exit 1"], tmp_path / "log"
    with (
        servers._running(command, {}, tmp_path, log, (os.getuid(), os.getgid())) as process,
        pytest.raises(ElasticsearchFailedError, match=r"Elasticsearch ended.*:\n62\n(\d+\n)+no space left"),
    ):
        servers._wait_until_ready(process, str, None, log)


def test_a_server_wants_its_password_and_ends_with_the_process_that_wanted_it(
    elasticsearch_server: Server, open_folder: Path
) -> None:
    if elasticsearch_server.how != "assembled":
        pytest.skip(f"this server is {elasticsearch_server.how}")
    command, env = [sys.executable, "-m", "tests.support.elasticsearch_server", "--security"], {**os.environ}
    env["TMPDIR"] = str(open_folder)  # where a process that is killed leaves its server's folder
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url, login, *_ = process.stdout.readline().split()
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            urllib.request.urlopen(url)
        refused.value.close()
        password = login.removeprefix("elastic:")
        assert answers(url, password)
        os.kill(process.pid, signal.SIGKILL)  # as if the test runner had crashed
    wait_until(lambda: not answers(url, password), "the end of the server")


def answers(url: str, password: str) -> bool:
    try:
        return bool(servers._get(url, password)["version"]["number"] == VERSION)
    except OSError:
        return False
