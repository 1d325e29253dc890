"""Import the saved objects beside this file into Kibana, and check that it says that it has all of them.

    KIBANA_URL=http://localhost:5601 KIBANA_PASSWORD_FILE=secret python deploy/kibana/import_objects.py [FILE...]

Enters, from the environment: KIBANA_URL; KIBANA_USERNAME (`elastic` if it is not set); KIBANA_PASSWORD or
KIBANA_PASSWORD_FILE; and KIBANA_WAIT, how many seconds to wait for Kibana to start (300 if it is not set). Leaves: one
line for each file, and the exit codes of the command line: 0 all objects are imported, 2 a setting is wrong, 3 Kibana
does not answer, 6 it refused an object, 7 it refused the user.

Objects with the same ids are replaced, so running it again changes nothing. It needs nothing but Python.
"""

from __future__ import annotations

import argparse
import base64
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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
API = "/api/saved_objects/_import?overwrite=true"
USAGE, UNREACHABLE, REJECTED, NOT_AUTHORISED = 2, 3, 6, 7
#: Kibana takes half a minute to start, and minutes on a small machine where it migrates its indices.
WAIT_SECONDS = 300.0
REQUEST_SECONDS = 60.0
PAUSE_SECONDS = 2.0
#: The statuses that Kibana, or a proxy before it, answers while it starts or is overloaded.
_NOT_YET = frozenset({429, 502, 503, 504})
#: How many of the objects that Kibana refused are named; the rest is counted.
_NAMED = 10


class ImportFailed(Exception):
    """The import failed; the message says why and what to do."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


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

    def load(self, path: Path) -> int:
        """Import a file once Kibana answers; gives the number of objects imported.

        Raises:
            ImportFailed: the file cannot be read, or Kibana does not answer, refuses the user or an object.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ImportFailed(f"{path}: cannot be read: {error.strerror or error}", USAGE) from error
        until = time.monotonic() + self.wait
        while True:
            try:
                answer = self._post(path.name, content)
                break
            except _NotYet as error:
                if time.monotonic() >= until:
                    raise ImportFailed(
                        f"{self.url}: no Kibana after {self.wait:g} s ({error}): is it running?", UNREACHABLE
                    ) from error
                time.sleep(PAUSE_SECONDS)
        return _imported(answer, sum(bool(line.strip()) for line in content.splitlines()), path.name)

    def _post(self, name: str, content: bytes) -> Any:
        """What Kibana answers to a file, as JSON."""
        boundary = secrets.token_hex(16)
        request = urllib.request.Request(
            self.url + API,
            _form(boundary, name, content),
            {
                "Content-Type": f"multipart/form-data; boundary={boundary}",
                "Authorization": "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode(),
                "kbn-xsrf": "true",  # or Kibana refuses what is no page of its own
            },
        )
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=REQUEST_SECONDS) as response:
                body = response.read()
        except urllib.error.HTTPError as error:
            raise self._refused(error) from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or type(error).__name__
            if isinstance(reason, ssl.SSLCertVerificationError):
                raise ImportFailed(
                    f"{self.url}: its certificate is not trusted: name its authority's file in SSL_CERT_FILE",
                    UNREACHABLE,
                ) from error
            raise _NotYet(reason) from error
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
        return ImportFailed(f"{self.url}: HTTP {error.code}: {_message(error)}", REJECTED)


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


def _message(error: urllib.error.HTTPError) -> str:
    """The reason that Kibana gives in its JSON."""
    try:
        return _shown(json.loads(error.read())["message"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
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


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Import the files named, or all that stand beside this module; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="what to import, names that end in .ndjson")
    paths = parser.parse_args(arguments).files or sorted(HERE.glob("*.ndjson"))
    try:
        if wrong := [str(path) for path in paths if path.suffix != ".ndjson"]:
            raise ImportFailed(f"{', '.join(wrong)}: Kibana takes files whose names end in .ndjson", USAGE)
        if not paths:
            raise ImportFailed(f"{HERE}: no .ndjson to import", USAGE)
        kibana = Kibana.of(environ)
        for path in paths:
            sys.stdout.write(f"{path.name}: {kibana.load(path)} objects in {kibana.url}\n")
    except ImportFailed as error:
        sys.stderr.write(f"import_objects: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
