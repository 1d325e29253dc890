"""The import of the dashboards: run as its own program against an HTTP server that answers as Kibana does."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

FOLDER = ROOT / "deploy" / "kibana"
SCRIPT = FOLDER / "import_objects.py"
PASSWORD = "pass:wörd"


@dataclass
class Kibana:
    """Gives `answers` in turn, each a status and a body, the last one for ever; the rest is what it was sent."""

    answers: list[tuple[int, Any]]
    files: list[tuple[str, bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def answer(self, path: str, headers: email.message.Message, body: bytes) -> tuple[int, Any]:
        """Check what Kibana checks, in its order: the header against forgery, the user, the file's name."""
        self.paths.append(path)
        if not headers.get("kbn-xsrf"):
            return 400, {"statusCode": 400, "message": "Request must contain a kbn-xsrf header."}
        if headers["Authorization"] != "Basic " + base64.b64encode(f"elastic:{PASSWORD}".encode()).decode():
            return 401, {"statusCode": 401, "message": "[security_exception]: unable to authenticate user [elastic]"}
        content = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode() + body
        [part] = email.message_from_bytes(content, policy=email.policy.default).iter_parts()
        name, sent = part.get_filename(), part.get_payload(decode=True)
        assert name
        assert isinstance(sent, bytes)
        assert part.get_param("name", header="content-disposition") == "file"
        if not name.endswith(".ndjson"):
            return 400, {"statusCode": 400, "message": f"Invalid file extension {Path(name).suffix}"}
        self.files.append((name, sent))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def serving(*answers: tuple[int, Any]) -> Iterator[tuple[Kibana, str]]:
    """A running Kibana that gives these answers, and its address."""
    kibana = Kibana(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = kibana.answer(self.path, self.headers, body)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/login")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield kibana, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def run(*arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the program without this project and its packages on the path, as its container does."""
    completed = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *map(str, arguments)],
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KIBANA_PASSWORD": PASSWORD, "KIBANA_WAIT": "0", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert PASSWORD not in completed.stdout + completed.stderr
    assert "Traceback" not in completed.stderr
    assert len(completed.stderr.splitlines()) == (completed.returncode != 0), completed.stderr
    return completed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one object."""
    path = tmp_path / "one.ndjson"
    path.write_text('{"type":"tag","id":"报"}\n', "utf-8")
    return path


GOOD = (200, {"success": True, "successCount": 1, "successResults": []})


def test_what_ships_is_sent_as_it_is_and_replaces_what_is_there() -> None:
    shipped = {path.name: path.read_bytes() for path in FOLDER.glob("*.ndjson")}
    assert len(shipped) == 1
    count = sum(content.count(b"\n") for content in shipped.values())
    with serving((200, {"success": True, "successCount": count})) as (kibana, url):
        completed = run(KIBANA_URL=url + "/")
    assert (completed.returncode, completed.stdout) == (0, f"xtsearch.ndjson: {count} objects in {url}\n")
    assert dict(kibana.files) == shipped
    assert kibana.paths == ["/api/saved_objects/_import?overwrite=true"]


def test_a_password_may_come_from_a_file(file: Path, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n", "utf-8")
    with serving(GOOD) as (_, url):
        assert run(file, KIBANA_URL=url, KIBANA_PASSWORD="old", KIBANA_PASSWORD_FILE=str(secret)).returncode == 0


def test_it_waits_until_kibana_is_up(file: Path) -> None:
    with serving((503, b"Kibana server is not ready yet"), GOOD) as (kibana, url):
        completed = run(file, KIBANA_URL=url, KIBANA_WAIT=str(PATIENCE))
    assert (completed.returncode, len(kibana.files)) == (0, 2)


_MISSING = {
    "type": "lens",
    "id": "a\x1b[31m",
    "error": {"type": "missing_references", "references": [{"type": "index-pattern", "id": "gone"}]},
}
REFUSALS: dict[str, tuple[tuple[int, Any], int, str]] = {
    "errors with HTTP 200": (
        (200, {"success": False, "successCount": 0, "errors": [_MISSING]}),
        6,
        r"took 0 of 1 objects: lens a \[31m: missing_references \(index-pattern gone\)",
    ),
    "success that is a text": ((200, {"success": "true", "successCount": 1}), 6, "took 1 of 1 objects: no reason"),
    "fewer than were sent": ((200, {"success": True, "successCount": 0}), 6, "took 0 of 1 objects"),
    "a page of HTML": ((200, b"<html>"), 3, "does not answer as Kibana does: check KIBANA_URL"),
    "another API": ((200, []), 3, "check KIBANA_URL"),
    "a migration that fails": (
        (400, {"statusCode": 400, "message": "Non-unique import objects detected: [tag:报]"}),
        6,
        "HTTP 400: Non-unique import objects detected",
    ),
    "not allowed": ((403, {"message": "forbidden"}), 7, "refuses the user elastic .* check KIBANA_USERNAME"),
    "no such path": ((404, {"message": "Not Found"}), 3, "base path"),
    "a redirect": ((302, b""), 3, "base path"),
    "never up": ((503, b"Kibana server is not ready yet"), 3, r"no Kibana after 0 s \(HTTP 503\): is it running\?"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_anything_but_success_is_a_failure_that_says_what_to_do(name: str, file: Path) -> None:
    answer, code, message = REFUSALS[name]
    with serving(answer) as (_, url):
        completed = run(file, KIBANA_URL=url)
    assert (completed.returncode, completed.stdout) == (code, ""), completed.stderr
    assert re.search(message, completed.stderr), completed.stderr
    assert "\x1b" not in completed.stderr


def test_a_wrong_password_is_not_tried_again(file: Path) -> None:
    with serving(GOOD) as (kibana, url):
        completed = run(file, KIBANA_URL=url, KIBANA_PASSWORD="wrong", KIBANA_WAIT="60")
    assert (completed.returncode, len(kibana.paths)) == (7, 1)


def test_no_kibana_at_all(file: Path) -> None:
    with serving(GOOD) as (_, url):
        pass
    completed = run(file, KIBANA_URL=url)
    assert completed.returncode == 3
    assert "is it running?" in completed.stderr


SETTINGS: list[tuple[dict[str, str], str]] = [
    ({"KIBANA_URL": ""}, "KIBANA_URL: an address"),
    ({"KIBANA_URL": "http://elastic:geheim@localhost:5601"}, "without user and password"),
    ({"KIBANA_PASSWORD": ""}, "no password: set KIBANA_PASSWORD"),
    ({"KIBANA_PASSWORD_FILE": "/no/such/file"}, "KIBANA_PASSWORD_FILE: /no/such/file: cannot be read"),
    ({"KIBANA_WAIT": "soon"}, "KIBANA_WAIT: seconds"),
]


@pytest.mark.parametrize(("environ", "message"), SETTINGS, ids=lambda value: str(value)[:40])
def test_a_wrong_setting_is_named(environ: dict[str, str], message: str, file: Path) -> None:
    completed = run(file, **{"KIBANA_URL": "http://127.0.0.1:9", **environ})
    assert completed.returncode == 2
    assert message in completed.stderr
    assert "geheim" not in completed.stderr


def test_it_explains_itself() -> None:
    completed = run("--help")
    assert completed.returncode == 0
    assert all(name in completed.stdout for name in ("KIBANA_URL=http", "KIBANA_PASSWORD_FILE", "KIBANA_WAIT", "FILE"))


@pytest.mark.parametrize("name", ["gone.ndjson", "dashboards.yaml"])
def test_a_file_that_cannot_be_imported_is_named(name: str, tmp_path: Path) -> None:
    completed = run(tmp_path / name, KIBANA_URL="http://127.0.0.1:9")
    assert completed.returncode == 2
    assert name in completed.stderr
