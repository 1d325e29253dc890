"""Import the saved objects beside this file into Kibana, leave what somebody changed there, and check that all is in.

    KIBANA_URL=http://localhost:5601 KIBANA_PASSWORD_FILE=secret python deploy/kibana/import_objects.py [FILE...]

Enters, from the environment: KIBANA_URL; KIBANA_USERNAME (`elastic` if it is not set); KIBANA_PASSWORD or
KIBANA_PASSWORD_FILE; KIBANA_WAIT, how many seconds to wait for Kibana to start (300 if it is not set); and
KIBANA_STATE, the file that remembers what was imported (~/.local/state/xtsearch/kibana.json if it is not set). Leaves:
one line for each file, and the exit codes of the command line: 0 all objects are imported, or were left as somebody
changed them; 2 a setting is wrong, 3 Kibana does not answer, 6 it refused an object, 7 it refused the user.

An object that stands in Kibana as the last import left it is replaced, and one that was deleted comes back. One that
was changed there is named and left; `--overwrite` replaces it too. Without the file of the last import everything that
differs counts as changed. It needs nothing but Python.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import http.client
import json
import os
import secrets
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
IMPORT = "/api/saved_objects/_import?overwrite=true"
EXPORT = "/api/saved_objects/_export"
USAGE, UNREACHABLE, REJECTED, NOT_AUTHORISED = 2, 3, 6, 7
#: Kibana takes half a minute to start, and minutes on a small machine where it migrates its indices.
WAIT_SECONDS = 300.0
REQUEST_SECONDS = 60.0
PAUSE_SECONDS = 2.0
#: The statuses that Kibana, or a proxy before it, answers while it starts or is overloaded.
_NOT_YET = frozenset({429, 502, 503, 504})
#: How many of the objects that Kibana refused are named; the rest is counted.
_NAMED = 10

#: The type and the id of an object.
Key = tuple[str, str]
Json = dict[str, Any]


class ImportFailed(Exception):
    """The import failed; the message says why and what to do."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True)
class Mark:
    """How Kibana showed an object after an import: a hash of its content, and when it was last changed."""

    content: str
    updated: str | None

    @classmethod
    def of(cls, stored: Json) -> Mark:
        """Attributes and references are what a person changes; the rest is versions, which Kibana changes."""
        content = json.dumps([stored.get("attributes"), stored.get("references")], sort_keys=True)
        return cls(hashlib.sha256(content.encode()).hexdigest()[:32], stored.get("updated_at"))


def is_changed(shipped: Json, standing: Json | None, written: Mark | None) -> bool:
    """Whether what stands in Kibana is somebody's work: neither what ships nor what the last import left.

    A Kibana that was upgraded writes objects in another form, with the date of before; saving an object without a
    change gives it a new date. So it is somebody's only where both differ.
    """
    if standing is None:
        return False
    now = Mark.of(standing)
    if now.content == Mark.of(shipped).content:
        return False
    return written is None or (now.content != written.content and now.updated != written.updated)


@dataclass(frozen=True)
class Memory:
    """The file that remembers how each Kibana showed what was imported; a Kibana is its address without the scheme.

    It is beside Kibana and not in it: no type of saved objects holds such notes without showing them to people.
    """

    path: Path
    kibana: str

    @classmethod
    def of(cls, environ: Mapping[str, str], kibana: Kibana) -> Memory:
        """The file that KIBANA_STATE names, else one in the user's folder of states."""
        states = environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        path = environ.get("KIBANA_STATE") or Path(states) / "xtsearch" / "kibana.json"
        return cls(Path(path), kibana.url.partition("://")[2])

    def recall(self) -> dict[Key, Mark]:
        """What the last imports left.

        Raises:
            ImportFailed: the file cannot be read, or is not ours.
        """
        marks = self._read().get(self.kibana, {})
        try:
            return {(kind, id): Mark(**marks[kind][id]) for kind in marks for id in marks[kind]}
        except (TypeError, AttributeError) as error:
            raise self._wrong("is no memory of imports: remove it") from error

    def keep(self, marks: Mapping[Key, Mark]) -> None:
        """Remember this of one Kibana, and of the others what was remembered.

        Raises:
            ImportFailed: the file cannot be written.
        """
        kept: dict[str, dict[str, Json]] = {}
        for (kind, id), mark in sorted(marks.items()):
            kept.setdefault(kind, {})[id] = asdict(mark)
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(self._read() | {self.kibana: kept}, indent=1), "utf-8")
            draft.replace(self.path)
        except OSError as error:
            raise self._wrong(f"cannot be written: {error.strerror}: name a file of your own") from error

    def _read(self) -> dict[str, Any]:
        try:
            content = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._wrong(f"cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise self._wrong("is no memory of imports: remove it") from error
        if not isinstance(content, dict):
            raise self._wrong("is no memory of imports: remove it")
        return content

    def _wrong(self, why: str) -> ImportFailed:
        return ImportFailed(f"KIBANA_STATE: {self.path} {why}", USAGE)


class _NotYet(Exception):
    """Kibana does not answer yet, or says that it cannot answer now."""


@dataclass(frozen=True)
class Kibana:
    """Where Kibana is, the user to ask it as, and how many seconds to wait for it."""

    url: str
    username: str = "elastic"
    password: str = field(default="", repr=False)
    wait: float = WAIT_SECONDS

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Kibana:
        """Read the settings from the environment.

        Raises:
            ImportFailed: something is missing or wrong.
        """
        url = environ.get("KIBANA_URL", "").rstrip("/")
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise ImportFailed("KIBANA_URL: an address without user and password, as http://localhost:5601", USAGE)
        try:
            wait = float(environ.get("KIBANA_WAIT") or WAIT_SECONDS)
        except ValueError:
            raise ImportFailed("KIBANA_WAIT: seconds, as 300", USAGE) from None
        return cls(url, environ.get("KIBANA_USERNAME") or "elastic", _password(environ), wait)

    def standing(self, keys: Iterable[Key]) -> dict[Key, Json]:
        """Those of the objects that stand in Kibana, as its export writes them.

        Raises:
            ImportFailed: Kibana does not answer, or refuses the user.
        """
        asked = list(keys)
        while asked:
            body = {"objects": [{"type": kind, "id": id} for kind, id in asked], "excludeExportDetails": True}
            status, answer = self._ask(EXPORT, json.dumps(body).encode(), "application/json")
            if status == 200:
                stored = [self._read(line) for line in answer.splitlines()]
                if not all(isinstance(entry, dict) and {"type", "id"} <= entry.keys() for entry in stored):
                    raise ImportFailed(f"{self.url}: does not export objects: check KIBANA_URL", UNREACHABLE)
                return {_key(entry): entry for entry in stored}
            asked = self._without_missing(asked, self._read(answer))
        return {}

    def load(self, name: str, lines: Sequence[bytes]) -> int:
        """Import objects under the name of their file; gives how many.

        Raises:
            ImportFailed: Kibana does not answer, refuses the user or an object.
        """
        boundary = secrets.token_hex(16)
        content = b"".join(line + b"\n" for line in lines)
        status, answer = self._ask(IMPORT, _form(boundary, name, content), f"multipart/form-data; boundary={boundary}")
        if status != 200:
            raise self._refusal(status, answer)
        return _imported(self._read(answer), len(lines), name)

    def _without_missing(self, asked: list[Key], refusal: Any) -> list[Key]:
        """What is left to ask for after an export was refused: it names the objects that do not exist."""
        attributes = refusal.get("attributes") if isinstance(refusal, dict) else None
        errors = (attributes or {}).get("objects") or ()
        missing = {_key(error) for error in errors if (error.get("error") or {}).get("statusCode") == 404}
        left = [key for key in asked if key not in missing]
        if len(left) == len(asked):
            raise self._refusal(400, json.dumps(refusal).encode())
        return left

    def _ask(self, path: str, body: bytes, content_type: str) -> tuple[int, bytes]:
        """The status, 200 or 400, and the body of Kibana's answer, once it answers."""
        until = time.monotonic() + self.wait
        while True:
            try:
                return self._post(path, body, content_type)
            except _NotYet as error:
                if time.monotonic() >= until:
                    raise ImportFailed(
                        f"{self.url}: no Kibana after {self.wait:g} s ({error}): is it running?", UNREACHABLE
                    ) from error
                time.sleep(PAUSE_SECONDS)

    def _post(self, path: str, body: bytes, content_type: str) -> tuple[int, bytes]:
        headers = {
            "Content-Type": content_type,
            "Authorization": "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode(),
            "kbn-xsrf": "true",  # or Kibana refuses what is no page of its own
        }
        request = urllib.request.Request(self.url + path, body, headers)
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=REQUEST_SECONDS) as response:
                return 200, response.read()
        except urllib.error.HTTPError as error:
            if error.code == 400:
                return 400, error.read()
            raise self._refused(error) from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or type(error).__name__
            if isinstance(reason, ssl.SSLCertVerificationError):
                raise ImportFailed(
                    f"{self.url}: its certificate is not trusted: name its authority's file in SSL_CERT_FILE",
                    UNREACHABLE,
                ) from error
            raise _NotYet(reason) from error

    def _read(self, body: bytes) -> Any:
        """The JSON of an answer."""
        try:
            return json.loads(body)
        except ValueError as error:
            raise ImportFailed(f"{self.url}: does not answer as Kibana does: check KIBANA_URL", UNREACHABLE) from error

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        """The error that a status other than success stands for."""
        if error.code in _NOT_YET:
            return _NotYet(f"HTTP {error.code}")
        if error.code in (401, 403):
            return ImportFailed(
                f"{self.url}: refuses the user {self.username} (HTTP {error.code}): check KIBANA_USERNAME and the "
                "password; the user needs to manage saved objects",
                NOT_AUTHORISED,
            )
        if error.code == 404 or 300 <= error.code < 400:
            return ImportFailed(
                f"{self.url}: has no import (HTTP {error.code}): KIBANA_URL is Kibana's address with its base path",
                UNREACHABLE,
            )
        try:
            return self._refusal(error.code, error.read())
        except (OSError, http.client.HTTPException):
            return self._refusal(error.code, b"")

    def _refusal(self, status: int, body: bytes) -> ImportFailed:
        return ImportFailed(f"{self.url}: HTTP {status}: {_message(body)}", REJECTED)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: the import would be repeated without its file."""

    def redirect_request(self, *_: object) -> None:
        return None


def _form(boundary: str, name: str, content: bytes) -> bytes:
    """A multipart form of one file; Kibana looks at the end of the file's name."""
    head = (
        f"--{boundary}",
        f'Content-Disposition: form-data; name="file"; filename="{urllib.parse.quote(name)}"',
        "Content-Type: application/ndjson",
        "",
        "",
    )
    return b"".join(("\r\n".join(head).encode(), content, f"\r\n--{boundary}--\r\n".encode()))


def _password(environ: Mapping[str, str]) -> str:
    """The password: of the file KIBANA_PASSWORD_FILE if there is one, else of KIBANA_PASSWORD."""
    if path := environ.get("KIBANA_PASSWORD_FILE"):
        try:
            password = Path(path).read_text("utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ImportFailed(f"KIBANA_PASSWORD_FILE: {path}: cannot be read", USAGE) from error
    else:
        password = environ.get("KIBANA_PASSWORD", "")
    if not password:
        raise ImportFailed("no password: set KIBANA_PASSWORD or KIBANA_PASSWORD_FILE", USAGE)
    return password


def _message(body: bytes) -> str:
    """The reason that Kibana gives in its JSON."""
    try:
        return _shown(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return "without a reason"


def _imported(answer: Any, sent: int, name: str) -> int:
    """The number of objects imported, if it is all that were sent; Kibana reports errors with status 200."""
    if not isinstance(answer, dict) or "success" not in answer:
        raise ImportFailed(f"{name}: the answer is no import's: check KIBANA_URL", UNREACHABLE)
    count = answer.get("successCount")
    if answer["success"] is True and count == sent:
        return sent
    errors = [error for error in answer.get("errors") or () if isinstance(error, dict)]
    named = "; ".join(_error(error) for error in errors[:_NAMED])
    more = f"; and {len(errors) - _NAMED} more" if len(errors) > _NAMED else ""
    raise ImportFailed(f"{name}: Kibana took {count} of {sent} objects: {named or 'no reason given'}{more}", REJECTED)


def _error(error: dict[str, Any]) -> str:
    """One object that Kibana refused, and why."""
    reason = error.get("error") or {}
    missing = ", ".join(
        f"{reference.get('type')} {reference.get('id')}" for reference in reason.get("references") or []
    )
    why = reason.get("message") or f"{reason.get('type', 'unknown')}{f' ({missing})' if missing else ''}"
    return _shown(f"{error.get('type')} {error.get('id')}: {why}")


def _shown(text: object) -> str:
    """A text from outside on one line, without characters that would control a terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in str(text)).split())


def import_file(path: Path, kibana: Kibana, memory: Memory, *, overwrite: bool) -> str:
    """Import what nobody changed, or with `overwrite` all; gives a line for a person.

    Raises:
        ImportFailed: the file cannot be read, or Kibana does not answer, refuses the user or an object.
    """
    shipped = _shipped(path)
    written = memory.recall()
    memory.keep(written)  # a file that cannot be written is told before anything is imported
    standing = {} if overwrite else kibana.standing(shipped)
    left = [key for key in shipped if is_changed(shipped[key][1], standing.get(key), written.get(key))]
    sent = {key: line for key, (line, _) in shipped.items() if key not in left}
    count = kibana.load(path.name, [*sent.values()]) if sent else 0
    memory.keep(written | {key: Mark.of(stored) for key, stored in kibana.standing(sent).items()})
    line = f"{path.name}: {count} objects in {kibana.url}"
    if left:
        names = ", ".join(_named(shipped[key][1]) for key in left)
        line += f"; {len(left)} changed there and left, --overwrite replaces them: {names}"
    return line


def _shipped(path: Path) -> dict[Key, tuple[bytes, Json]]:
    """The objects of a file, each with its line as it is there."""
    try:
        lines = [line for line in path.read_bytes().splitlines() if line.strip()]
        return {_key(shipped): (line, shipped) for line, shipped in ((line, json.loads(line)) for line in lines)}
    except OSError as error:
        raise ImportFailed(f"{path}: cannot be read: {error.strerror or error}", USAGE) from error
    except (ValueError, LookupError, TypeError) as error:
        raise ImportFailed(f"{path}: is no file of saved objects, one a line: run `make kibana`", USAGE) from error


def _named(shipped: Json) -> str:
    """An object's type and title, for a person."""
    return _shown(f"{shipped['type']} {(shipped.get('attributes') or {}).get('title', shipped['id'])}")


def _key(stored: Json) -> Key:
    return str(stored["type"]), str(stored["id"])


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Import the files named, or all that stand beside this module; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="what to import, names that end in .ndjson")
    parser.add_argument("--overwrite", action="store_true", help="also replace what somebody changed in Kibana")
    options = parser.parse_args(arguments)
    paths = options.files or sorted(HERE.glob("*.ndjson"))
    try:
        if wrong := [str(path) for path in paths if path.suffix != ".ndjson"]:
            raise ImportFailed(f"{', '.join(wrong)}: Kibana takes files whose names end in .ndjson", USAGE)
        if not paths:
            raise ImportFailed(f"{HERE}: no .ndjson to import", USAGE)
        kibana = Kibana.of(environ)
        memory = Memory.of(environ, kibana)
        for path in paths:
            sys.stdout.write(f"{import_file(path, kibana, memory, overwrite=options.overwrite)}\n")
    except ImportFailed as error:
        sys.stderr.write(f"import_objects: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
