"""Give Kibana the saved objects beside this file, and believe it only when it says that all of them are in.

    KIBANA_URL=http://localhost:5601 KIBANA_PASSWORD_FILE=secret python deploy/kibana/import_objects.py [FILE...]

Enters: KIBANA_URL, KIBANA_USERNAME (else `elastic`), KIBANA_PASSWORD or KIBANA_PASSWORD_FILE, and how many seconds to
wait for Kibana to be up, KIBANA_WAIT (else 300). Leaves: one line a file, and the exit codes of the command line: 0 all
is in, 2 a setting is wrong, 3 Kibana does not answer, 6 it refused an object, 7 it refused the user.

What is there under the same ids is replaced, so running again changes nothing. Nothing but Python is needed.
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
#: What Kibana, or what stands before it, says while it starts or has too much to do.
_NOT_YET = frozenset({429, 502, 503, 504})
#: So many of the objects that Kibana refused are named; the rest is counted.
_NAMED = 10


class ImportFailed(Exception):
    """Why it did not work and what to do, and the exit code."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class _NotYet(Exception):
    """Kibana is not up."""


@dataclass(frozen=True)
class Kibana:
    """Where Kibana is and who asks; `wait` in seconds."""

    url: str
    username: str = "elastic"
    password: str = field(default="", repr=False)
    wait: float = WAIT_SECONDS

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Kibana:
        """As the environment says.

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
        """Import a file, waiting for Kibana; how many objects are in.

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
        """What a status that is no success means."""
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
    """A redirected import would be asked again without its file."""

    def redirect_request(self, *_: object) -> None:
        return None


def _form(boundary: str, name: str, content: bytes) -> bytes:
    """A form of one file; Kibana looks at how its name ends."""
    head = (
        f"--{boundary}",
        f'Content-Disposition: form-data; name="file"; filename="{urllib.parse.quote(name)}"',
        "Content-Type: application/ndjson",
        "",
        "",
    )
    return b"".join(("\r\n".join(head).encode(), content, f"\r\n--{boundary}--\r\n".encode()))


def _password(environ: Mapping[str, str]) -> str:
    """The password, from a file before the environment."""
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
    """Kibana's reason, from its JSON."""
    try:
        return _shown(json.loads(error.read())["message"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return "without a reason"


def _imported(answer: Any, sent: int, name: str) -> int:
    """How many objects are in, which are all that were sent; errors come with HTTP 200."""
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
    """One object that Kibana refused: which, and why."""
    reason = error.get("error") or {}
    missing = ", ".join(
        f"{reference.get('type')} {reference.get('id')}" for reference in reason.get("references") or []
    )
    why = reason.get("message") or f"{reason.get('type', 'unknown')}{f' ({missing})' if missing else ''}"
    return _shown(f"{error.get('type')} {error.get('id')}: {why}")


def _shown(text: object) -> str:
    """What came from outside on one line, without what would steer a terminal."""
    return " ".join("".join(character if character.isprintable() else " " for character in str(text)).split())


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Import the files named, else all beside this one; the exit code."""
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
