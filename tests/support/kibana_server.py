"""A server that takes and gives saved objects as Kibana documents it; no Kibana can be had where the tests run.

    with serving(knows({"elastic": "geheim"})) as (kibana, url): ...

Kibana comes from its makers' own servers alone, as an archive of 300 MB or an image: neither npm nor Maven Central has
it. So what it answers is written down here, from its documentation and the source of its routes `_import` and
`_export`: the checks in their order, the form of objects and errors, and that it changes dates and versions by itself.
"""

from __future__ import annotations

import base64
import email
import email.policy
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Answer = tuple[int, Any]


@dataclass
class Kibana:
    """`answers` come before its own ones, in turn, each a status and a body; the rest is what it was sent and keeps."""

    may_enter: Callable[[str], int]
    answers: list[Answer] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    objects: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _changes: int = 0

    def answer(self, path: str, headers: email.message.Message, body: bytes) -> Answer:
        """Check what Kibana checks, in its order: the header against forgery, the user; then do what is asked."""
        self.paths.append(path)
        if not headers.get("kbn-xsrf"):
            return 400, {"statusCode": 400, "message": "Request must contain a kbn-xsrf header."}
        status = self.may_enter(headers["Authorization"])
        if status != 200:
            return status, {"statusCode": status, "message": "[security_exception]: unable to authenticate user"}
        if self.answers:
            return self.answers.pop(0)
        if path == "/api/saved_objects/_export":
            return self._export(json.loads(body)["objects"])
        if path == "/api/saved_objects/_import?overwrite=true":
            return self._import(headers["Content-Type"], body)
        return 404, {"statusCode": 404, "message": "Not Found"}

    def change(self, kind: str, id: str, **attributes: Any) -> None:
        """What a person who saves an object in Kibana does."""
        stored = self.objects[kind, id]
        self._keep(stored | {"attributes": stored["attributes"] | attributes})

    def upgrade(self) -> None:
        """What a new version of Kibana does: every object has another form, and keeps its date."""
        for stored in self.objects.values():
            stored["attributes"] = stored["attributes"] | {"version": 2}
            stored["typeMigrationVersion"] = "99.0.0"

    def _import(self, content_type: str, body: bytes) -> Answer:
        content = f"Content-Type: {content_type}\r\n\r\n".encode() + body
        [part] = email.message_from_bytes(content, policy=email.policy.default).iter_parts()
        name, sent = part.get_filename(), part.get_payload(decode=True)
        assert name
        assert isinstance(sent, bytes)
        assert part.get_param("name", header="content-disposition") == "file"
        if not name.endswith(".ndjson"):
            return 400, {"statusCode": 400, "message": f"Invalid file extension {Path(name).suffix}"}
        self.files.append((name, sent))
        records = [json.loads(line) for line in sent.splitlines()]
        for record in records:
            self._keep(record)
        return 200, {"success": True, "successCount": len(records), "successResults": []}

    def _export(self, asked: list[dict[str, str]]) -> Answer:
        keys = [(entry["type"], entry["id"]) for entry in asked]
        missing = [key for key in keys if key not in self.objects]
        if missing:
            gone = {"statusCode": 404, "error": "Not Found", "message": "Saved object not found"}
            objects = [{"type": kind, "id": id, "error": gone} for kind, id in missing]
            refusal = {"statusCode": 400, "error": "Bad Request", "message": "Error fetching objects to export"}
            return 400, refusal | {"attributes": {"objects": objects}}
        return 200, "\n".join(json.dumps(self.objects[key]) for key in keys).encode()

    def _keep(self, record: dict[str, Any]) -> None:
        self._changes += 1
        dates = {"updated_at": f"2026-11-28T00:00:{self._changes:06}Z", "version": f"WzE{self._changes}"}
        self.objects[record["type"], record["id"]] = record | dates


def knows(users: dict[str, str]) -> Callable[[str], int]:
    """Lets these users in with their passwords: 200, else 401."""
    known = {"Basic " + base64.b64encode(f"{name}:{password}".encode()).decode() for name, password in users.items()}
    return lambda authorization: 200 if authorization in known else 401


@contextmanager
def serving(may_enter: Callable[[str], int], *answers: Answer) -> Iterator[tuple[Kibana, str]]:
    """A running server, and its address. `may_enter` gives the status for a header Authorization."""
    kibana = Kibana(may_enter, [*answers])

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
