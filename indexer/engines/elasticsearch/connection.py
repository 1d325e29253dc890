"""How to reach a server, and who asks: Credentials, and the client that is made with them.

    >>> Credentials.from_environment({"XTSEARCH_API_KEY": "c2VjcmV0"})
    Credentials(ca_file=None, fingerprint=None)

The client is imported where it is made, and nowhere else: other engines do not pay for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import SplitResult, urlsplit, urlunsplit

from xtsearch.indexer.engines.elasticsearch.patience import PATIENCE_SECONDS
from xtsearch.indexer.engines.elasticsearch.secrets import API_KEY_USER, keyring_service, read_keyring, read_secret
from xtsearch.indexer.errors import EngineError, EngineUnavailable, XtsearchError
from xtsearch.indexer.run_settings import ON_MISSING_ANALYZER_CHOICES, OnMissingAnalyzer

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

#: Seconds until a search is given up; a bulk request may wait for a busy disk.
REQUEST_SECONDS = 30
BULK_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who asks, and which certificate to trust. The secrets are left out of `repr`.

    `ca_file` is a PEM file, `fingerprint` the SHA-256 of the server's certificate in hexadecimal.
    """

    api_key: str | None = field(default=None, repr=False)
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    fingerprint: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """From XTSEARCH_API_KEY, or XTSEARCH_USERNAME and XTSEARCH_PASSWORD; XTSEARCH_CA_FILE, XTSEARCH_FINGERPRINT.

        A secret may also stand in a file, which XTSEARCH_API_KEY_FILE or XTSEARCH_PASSWORD_FILE names. Where there is
        none and XTSEARCH_KEYRING is set, it is read from the system's keyring: the password of the user that
        XTSEARCH_USERNAME names, else the API key.

        Raises:
            XtsearchError: they contradict each other, half of them is missing, or one cannot be read or be sent.
        """
        api_key, password = (read_secret(environ, f"XTSEARCH_{name}") for name in ("API_KEY", "PASSWORD"))
        username, service = environ.get("XTSEARCH_USERNAME") or None, keyring_service(environ)
        if service and not api_key and not password:
            if username:
                password = read_keyring(service, username)
            else:
                api_key = read_keyring(service, API_KEY_USER)
        if (username is None) != (password is None):
            raise XtsearchError("XTSEARCH_USERNAME and XTSEARCH_PASSWORD go together: set both, or neither")
        if api_key and username:
            raise XtsearchError("XTSEARCH_API_KEY and XTSEARCH_USERNAME are both set: keep one of them")
        if api_key and not re.fullmatch("[!-~]+", api_key):  # else the HTTP library refuses it, and shows it
            raise XtsearchError("the API key holds what no key does, a space or a sign beyond ASCII: copy it anew")
        if username and ":" in username:
            raise XtsearchError("XTSEARCH_USERNAME holds a colon, which basic authentication cannot send")
        return cls(
            api_key=api_key,
            username=username,
            password=password,
            ca_file=environ.get("XTSEARCH_CA_FILE") or None,
            fingerprint=environ.get("XTSEARCH_FINGERPRINT") or None,
        )


def patience_of(environ: Mapping[str, str]) -> float:
    """Seconds that a run waits for a server that is away, from XTSEARCH_PATIENCE.

    Raises:
        XtsearchError: that is no number of seconds.
    """
    text = environ.get("XTSEARCH_PATIENCE") or ""
    try:
        seconds = float(text) if text else PATIENCE_SECONDS
    except ValueError:
        seconds = -1
    if not 0 <= seconds < float("inf"):
        raise XtsearchError(f"XTSEARCH_PATIENCE is {text!r}: expected seconds, as 120")
    return seconds


def on_missing_analyzer_of(environ: Mapping[str, str]) -> OnMissingAnalyzer:
    """What a run does without the plugin of the live index, from XTSEARCH_ON_MISSING_ANALYZER.

    Raises:
        XtsearchError: that is none of ON_MISSING_ANALYZER_CHOICES.
    """
    text = environ.get("XTSEARCH_ON_MISSING_ANALYZER") or "fail"
    for choice in ON_MISSING_ANALYZER_CHOICES:
        if text == choice:
            return choice
    choices = " or ".join(ON_MISSING_ANALYZER_CHOICES)
    raise XtsearchError(f"XTSEARCH_ON_MISSING_ANALYZER is {text!r}: expected {choices}")


def check_location(location: str) -> str:
    """The address of a server without a slash at its end; of a cluster the addresses of some nodes, with commas.

    Raises:
        XtsearchError: it is no http(s) address, or holds a password, which other users could read.
    """
    return ",".join(_check_address(address.strip()) for address in location.rstrip(",").split(","))


def _check_address(location: str) -> str:
    parts = _split(location)
    if parts.username is not None or parts.password is not None:
        address = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        raise XtsearchError(
            f"the address of Elasticsearch holds credentials: write {address}, and set XTSEARCH_API_KEY, "
            "or XTSEARCH_USERNAME and XTSEARCH_PASSWORD, in the environment"
        )
    return location.rstrip("/")


def _split(location: str) -> SplitResult:
    try:
        parts = urlsplit(location)
        named = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        if named and not parts.query and not parts.fragment:
            return parts
    except ValueError:
        pass  # a port that is no number
    raise XtsearchError("not an address of Elasticsearch: expected http(s)://HOST:PORT, with a path if it has one")


def _node(address: str) -> str:
    """The address as the client takes it: with its port."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{port}{parts.path}"


def connect(address: str, credentials: Credentials) -> Elasticsearch:
    """A client; nothing is sent yet.

    Of several addresses each is asked in turn; one that refuses, or does not answer in its time, is left out for a
    while, and what it was asked is asked of the next one.

    Raises:
        EngineError: the CA file or the fingerprint cannot be used.
    """
    from elasticsearch import Elasticsearch

    nodes = list(dict.fromkeys(map(_node, address.split(","))))
    retries = max(2, len(nodes) - 1)
    options: dict[str, Any] = {"request_timeout": REQUEST_SECONDS, "max_retries": retries}
    options |= {"retry_on_timeout": len(nodes) > 1, "api_key": credentials.api_key}
    if credentials.username is not None and credentials.password is not None:
        options["basic_auth"] = (credentials.username, credentials.password)
    if any(urlsplit(node).scheme == "https" for node in nodes):
        if credentials.ca_file and not Path(credentials.ca_file).is_file():
            raise EngineError(f"XTSEARCH_CA_FILE {credentials.ca_file} is not there: give a PEM file")
        options |= {"ca_certs": credentials.ca_file, "ssl_assert_fingerprint": credentials.fingerprint}
    options = {name: value for name, value in options.items() if value is not None}
    try:
        return Elasticsearch(nodes, **options)
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"cannot connect to {address}: {error}; check it, and XTSEARCH_CA_FILE") from error
