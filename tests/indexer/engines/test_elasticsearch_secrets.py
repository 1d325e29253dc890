"""Secrets of Elasticsearch: where they may stand, and that nothing shows them."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.elasticsearch_server import Server
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.elasticsearch.connection import Credentials
from xtsearch.indexer.engines.request import All, SearchRequest
from xtsearch.indexer.errors import NotAuthorised, XtsearchError

SECRET = "geheim"
KEYRING = """
class errors:
    class KeyringError(Exception): pass
import sys
sys.modules["keyring.errors"] = errors
held = {("xtsearch", "api_key"): "geheim-key", ("xtsearch", "reader"): "geheim-password"}
def get_password(service, user):
    if service == "locked":
        raise errors.KeyringError("the collection is locked")
    return held.get((service, user))
"""


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `keyring` that holds an API key and a password; the folder it is in."""
    tmp_path.joinpath("keyring.py").write_text(KEYRING, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("keyring", "keyring.errors"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


def _file(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "secret"
    path.write_bytes(content)
    path.chmod(0o444)  # as Docker mounts it
    return str(path)


# ------------------------------------------------------------------------------------------------- where they stand


@pytest.mark.parametrize("content", [b"geheim", b"geheim\n", b"\xef\xbb\xbfgeheim\r\n"])
def test_a_secret_stands_in_a_file(tmp_path: Path, content: bytes) -> None:
    path = _file(tmp_path, content)
    assert Credentials.from_environment({"XTSEARCH_API_KEY_FILE": path}) == Credentials(api_key=SECRET)
    user = {"XTSEARCH_USERNAME": "reader", "XTSEARCH_PASSWORD_FILE": path}
    assert Credentials.from_environment(user) == Credentials(username="reader", password=SECRET)


@pytest.mark.parametrize("content", [b"", b"\n", b"geheim\ngeheim\n", b"geheim\xff", b"x" * 100_000])
def test_a_file_that_is_no_secret_is_named_and_not_shown(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(XtsearchError, match=r"XTSEARCH_API_KEY_FILE .*secret is not one line") as raised:
        Credentials.from_environment({"XTSEARCH_API_KEY_FILE": _file(tmp_path, content)})
    assert SECRET not in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(XtsearchError, match=r"XTSEARCH_PASSWORD_FILE .*cannot be read"):
            Credentials.from_environment({"XTSEARCH_USERNAME": "a", "XTSEARCH_PASSWORD_FILE": str(path)})


def test_a_secret_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(XtsearchError, match="XTSEARCH_API_KEY and XTSEARCH_API_KEY_FILE are both set"):
        Credentials.from_environment({"XTSEARCH_API_KEY": SECRET, "XTSEARCH_API_KEY_FILE": _file(tmp_path, b"geheim")})


@pytest.mark.parametrize("key", ["geheim\nX-Injected: 1", "ge heim", "geheim\u3002", "geheim\x00"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(XtsearchError, match="copy it anew") as raised:
        Credentials.from_environment({"XTSEARCH_API_KEY": key})
    assert SECRET not in str(raised.value)


@pytest.mark.usefixtures("keyring")
def test_the_keyring_is_asked_where_a_setting_says_so() -> None:
    assert Credentials.from_environment({"XTSEARCH_KEYRING": "1"}) == Credentials(api_key="geheim-key")
    user = {"XTSEARCH_KEYRING": "xtsearch", "XTSEARCH_USERNAME": "reader"}
    assert Credentials.from_environment(user) == Credentials(username="reader", password="geheim-password")
    assert Credentials.from_environment({"XTSEARCH_KEYRING": "0"}) == Credentials()
    both = {"XTSEARCH_KEYRING": "1", "XTSEARCH_API_KEY": SECRET}
    assert Credentials.from_environment(both) == Credentials(api_key=SECRET)  # said outright


@pytest.mark.usefixtures("keyring")
def test_a_keyring_that_does_not_help_says_what_to_do() -> None:
    with pytest.raises(XtsearchError, match="run `keyring set other api_key`"):
        Credentials.from_environment({"XTSEARCH_KEYRING": "other"})
    with pytest.raises(XtsearchError, match="the collection is locked"):
        Credentials.from_environment({"XTSEARCH_KEYRING": "locked"})


def test_without_the_package_the_keyring_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(XtsearchError, match=r"pip install 'xtsearch\[keyring\]'"):
        Credentials.from_environment({"XTSEARCH_KEYRING": "1"})
    assert Credentials.from_environment({}) == Credentials()


# ------------------------------------------------------------------------------------------------ that none is shown


def _run(arguments: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    path = os.pathsep.join(filter(None, (environ.pop("PYTHONPATH", ""), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-X", "dev", "-m", "xtsearch", *arguments],
        env={**kept, "LANG": "C.UTF-8", "PYTHONPATH": path, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("debug", [{}, {"XTSEARCH_DEBUG": "1"}], ids=["plain", "debug"])
@pytest.mark.parametrize(
    ("location", "environ", "code"),
    [
        ("server", {"XTSEARCH_API_KEY": SECRET}, 7),
        ("server", {"XTSEARCH_API_KEY": f"{SECRET}\n"}, 2),
        ("server", {"XTSEARCH_USERNAME": "elastic", "XTSEARCH_PASSWORD": f"{SECRET}\n"}, 7),
        ("http://127.0.0.1:1", {"XTSEARCH_API_KEY": SECRET}, 3),
        ("https://127.0.0.1:1", {"XTSEARCH_API_KEY": SECRET, "XTSEARCH_FINGERPRINT": "x"}, 3),
        ("https://127.0.0.1:1", {"XTSEARCH_API_KEY": SECRET, "XTSEARCH_CA_FILE": __file__}, 3),
        (f"http://elastic:{SECRET}@127.0.0.1:1", {}, 2),
        ("http://127.0.0.1:1", {"XTSEARCH_USERNAME": "a", "XTSEARCH_API_KEY": SECRET, "XTSEARCH_PASSWORD": SECRET}, 2),
    ],
)  # fmt: skip
def test_no_exit_shows_a_secret(
    secured_elasticsearch_server: Server, location: str, environ: dict[str, str], code: int, debug: dict[str, str]
) -> None:
    url = secured_elasticsearch_server.url if location == "server" else location
    for command in (["query", "专项整治"], ["status"]):
        ended = _run(["--index", url, *command], {**environ, **debug})
        assert ended.returncode == code, ended.stderr
        assert SECRET not in ended.stdout + ended.stderr
        assert len(ended.stderr.splitlines()) == 1, ended.stderr


def test_no_log_shows_a_secret(secured_elasticsearch_server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for environ in (
            {"XTSEARCH_API_KEY": SECRET},
            {"XTSEARCH_USERNAME": "elastic", "XTSEARCH_PASSWORD": SECRET},
        ):
            with closing(open_engine(secured_elasticsearch_server.url, environ)) as engine:
                with pytest.raises(NotAuthorised):
                    engine.search(SearchRequest(All()))
                assert SECRET not in repr(vars(engine))
    assert caplog.records
    assert SECRET not in caplog.text


def test_the_keyring_serves_the_command(secured_elasticsearch_server: Server, keyring: Path) -> None:
    ended = _run(
        ["--index", secured_elasticsearch_server.url, "status"],
        {"XTSEARCH_KEYRING": "1", "PYTHONPATH": str(keyring)},
    )
    assert ended.returncode == 7, ended.stderr
    assert SECRET not in ended.stdout + ended.stderr
