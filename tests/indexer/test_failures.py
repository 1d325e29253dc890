"""Whatever fails, the live index answers as before, one line says what to do, and the next run completes.

Elasticsearch fails behind a proxy (`faults`) in front of the real server, or is made to fail by its own settings; runs
that are killed are the real command line in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import elastic_transport
import pytest
from elasticsearch import Elasticsearch, NotFoundError

from tests.support import faults
from tests.support.aliases import remove_indices
from tests.support.elasticsearch_assembly import unprivileged_account
from tests.support.elasticsearch_server import Server
from tests.support.faults import Fault, Proxy, faulty
from tests.support.patient_command import command as patient_command
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE, wait_until
from xtsearch.__main__ import run
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.elasticsearch import writer as elasticsearch_writer
from xtsearch.indexer.engines.elasticsearch.mapping import new_index
from xtsearch.indexer.engines.request import All, SearchRequest, Sort

pytestmark = pytest.mark.slow

#: Articles that are live before a failure, and those that a run was about to bring. Enough of them, of 12 KB each, for
#: several bulk requests.
OLD, NEW = range(3), range(2, 302)
BODY = "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会。" * 96


def _write_source(path: Path, numbers: range, note: str) -> Path:
    records = ({"id": f"a{n}", "title": f"{note}第{n}号", "body": f"{note}{n}。{BODY}"} for n in numbers)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


@dataclass(frozen=True)
class Sources:
    """Files to index: what was there before, and what comes."""

    old: Path
    new: Path


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("sources")
    return Sources(_write_source(folder / "old.jsonl", OLD, "旧"), _write_source(folder / "new.jsonl", NEW, "新"))


def _held(location: str, environ: dict[str, str]) -> dict[str, str]:
    """The headlines of what is live, by id."""
    with closing(open_engine(location, environ)) as engine:
        hits = engine.search(SearchRequest(All(), sort=Sort.NEWEST, limit=2000)).hits
    documents: list[Document] = [hit.document for hit in hits]
    assert len({document.id for document in documents}) == len(documents)
    return {document.id: document.title or "" for document in documents}


def _titles(numbers: range, note: str) -> dict[str, str]:
    return {f"a{n}": f"{note}第{n}号" for n in numbers}


BEFORE = _titles(OLD, "旧")
#: What is live after the next complete run, by command.
AFTER = {"reindex": _titles(NEW, "新"), "index": _titles(OLD, "旧") | _titles(NEW, "新")}
WRITING = ("index", "reindex")


def _without_columns(text: str) -> str:
    """What a run said on stderr, but for what became of the columns of its records."""
    return "".join(line for line in text.splitlines(keepends=True) if ": used: " not in line)


def _one_line(text: str) -> str:
    [line] = _without_columns(text).splitlines()
    assert line.startswith("xtsearch: ")
    assert "internal error" not in line
    assert len(line) < 600
    return line


# ------------------------------------------------------------------------------------------------ Elasticsearch


@dataclass(frozen=True)
class Site:
    """An alias of its own on the real server, with `OLD` behind it, and a proxy before it."""

    server: Server
    client: Elasticsearch
    proxy: Proxy
    environ: dict[str, str]
    sources: Sources

    @property
    def name(self) -> str:
        return self.environ["XTSEARCH_ALIAS"]

    def held(self) -> dict[str, str]:
        return _held(self.server.url, self.environ)

    def live(self) -> str:
        return str(next(iter(self.client.indices.get_alias(name=self.name).body)))

    def left_over(self) -> set[str]:
        """Indices of ours that nobody needs: neither live nor complete."""
        indices = self.client.indices.get(index=f"{self.name}-2*").body
        return {
            index
            for index, described in indices.items()
            if not described["aliases"] and not described["mappings"]["_meta"]["complete"]
        }

    def is_locked(self) -> bool:
        try:
            return bool(self.client.exists(index=f"{self.name}-lock", id="writer"))
        except NotFoundError:
            return False

    def run(self, command: str, *, direct: bool = False) -> int:
        """A command line that indexes what is new, or asks for everything."""
        where = self.server.url if direct else self.proxy.url
        rest = (
            ["--replace", str(self.sources.new)] if command in WRITING else ["专项整治"] if command == "query" else []
        )
        return run(["--index", where, command, *rest])

    def start(self, command: str, of_the_writer: dict[str, float] | None = None) -> subprocess.Popen[str]:
        """The same, as a process; with other values for constants of the writer."""
        constants = {elasticsearch_writer.__name__: dict(of_the_writer or {})}
        arguments = ["--index", self.proxy.url, command, "--replace", str(self.sources.new)]
        return subprocess.Popen(
            patient_command(*arguments, constants=constants),
            env={**os.environ, **self.environ},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def site(elasticsearch_server: Server, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    environ = {"XTSEARCH_ALIAS": f"xtsearch-fail-{secrets.token_hex(4)}", "XTSEARCH_CONFIG": ""}
    environ["XTSEARCH_PATIENCE"] = "0"  # what fails here stays so
    if elasticsearch_server.basic_auth:
        user, password = elasticsearch_server.basic_auth
        environ |= {"XTSEARCH_USERNAME": user, "XTSEARCH_PASSWORD": password}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(elasticsearch_writer, "_FIRST_WAIT", 0.01)
    monkeypatch.setattr(elasticsearch_writer, "_LONGEST_WAIT", 0.02)
    monkeypatch.setattr(elastic_transport._transport, "backoff_time", lambda *_: 0.01)
    with (
        Elasticsearch(elasticsearch_server.url, basic_auth=elasticsearch_server.basic_auth) as client,
        faulty(elasticsearch_server.url) as proxy,
    ):
        made = Site(elasticsearch_server, client, proxy, environ, sources)
        try:
            assert run(["--index", elasticsearch_server.url, "index", str(sources.old)]) == 0
            yield made
        finally:
            remove_indices(client, made.name)


def _completes(site: Site, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The next run cleans up and completes."""
    site.proxy.heal()
    capsys.readouterr()
    assert (site.run(command, direct=True), _without_columns(capsys.readouterr().err)) == (0, "")
    assert site.held() == AFTER[command]
    assert site.left_over() == set()
    assert not site.is_locked()


_BULK = r"PUT /[^/]+/_bulk"
#: What is done to every request: the fault, the exit code, what the line says.
EVERYTHING: list[tuple[str, Fault, int, str]] = [
    ("hang", faults.hang, 3, "did not answer in time: see the cluster's health"),
    ("close", faults.close, 3, "no Elasticsearch answers at"),
    ("truncate", faults.truncate, 3, "Elasticsearch"),
    ("401", faults.answer(401, "security_exception", "missing credentials"), 7, "set XTSEARCH_API_KEY"),
    ("403", faults.answer(403, "security_exception", "action [x] is unauthorized"), 7, "grant read"),
    ("429", faults.answer(429, "es_rejected_execution_exception", "queue full"), 3, "is too busy (queue full)"),
    ("503", faults.answer(503, "cluster_block_exception", "no master"), 3, "no master"),
]


@pytest.mark.parametrize(
    ("fault", "code", "says"), [failure[1:] for failure in EVERYTHING], ids=[e[0] for e in EVERYTHING]
)
def test_a_server_that_fails_at_everything(
    site: Site, fault: Fault, code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site.proxy.fail("", fault)
    for command in ("query", "status", *WRITING):
        capsys.readouterr()
        assert site.run(command) == code
        output = capsys.readouterr()
        assert output.out == ""
        assert says in _one_line(output.err)
    assert site.held() == BEFORE


@pytest.mark.parametrize("command", ["query 专项整治", "status", "index seeds", "reindex seeds"])
def test_no_server(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic_transport._transport, "backoff_time", lambda *_: 0.01)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert run(["--index", f"http://127.0.0.1:{taken.getsockname()[1]}", *command.split()]) == 3
    assert "(Connection refused): start it, or check --index" in _one_line(capsys.readouterr().err)


#: What is done to the requests of one kind, in the midst of a run: the pattern, how many pass before, the fault, the
#: exit code, what the line says.
MIDWAY: list[tuple[str, str, int, Fault, int, str]] = [
    ("bulk hangs", _BULK, 1, faults.hang, 3, "did not answer in time"),
    ("bulk is closed", _BULK, 1, faults.close, 3, "no Elasticsearch answers"),
    ("bulk is done, then closed", _BULK, 1, faults.close_after, 3, "no Elasticsearch answers"),
    ("bulk is truncated", _BULK, 1, faults.truncate, 3, "Elasticsearch"),
    ("bulk 401", _BULK, 1, faults.answer(401, "security_exception"), 7, "set XTSEARCH_API_KEY"),
    ("bulk 403", _BULK, 1, faults.answer(403, "security_exception"), 7, "and manage on"),
    ("bulk 429", _BULK, 1, faults.answer(429, "es_rejected_execution_exception", "queue full"), 3, "is too busy"),
    ("bulk 503", _BULK, 1, faults.answer(503, "", "no master"), 3, "no master"),
    ("refresh 503", r"POST /[^/]+/_refresh", 0, faults.answer(503, "", "no master"), 3, "no master"),
]


@pytest.mark.parametrize(
    ("command", "pattern", "spared", "fault", "code", "says"),
    [(WRITING[number % 2], *failure[1:]) for number, failure in enumerate(MIDWAY)],  # what fails is the writer of both
    ids=[failure[0] for failure in MIDWAY],
)
def test_a_server_that_fails_in_the_midst(
    site: Site, command: str, pattern: str, spared: int, fault: Fault, code: int, says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    site.proxy.fail(pattern, fault, after=spared)
    capsys.readouterr()
    assert site.run(command) == code
    output = capsys.readouterr()
    assert output.out == ""
    assert says in _one_line(output.err)
    assert site.held() == BEFORE
    _completes(site, command, capsys)


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("index", faults.answer(429)),
        ("reindex", faults.answer(503)),
        ("index", faults.close),
        ("reindex", faults.close_after),
        ("index", faults.truncate),
    ],
)
def test_a_server_that_fails_for_a_moment_is_asked_again(
    site: Site, command: str, fault: Fault, capsys: pytest.CaptureFixture[str]
) -> None:
    site.proxy.fail(_BULK, fault, after=1, times=2)
    capsys.readouterr()
    assert site.run(command) == 0
    assert _without_columns(capsys.readouterr().err) == ""
    assert site.held() == AFTER[command]


@pytest.mark.parametrize("fault", [faults.close, faults.close_after, faults.hang, faults.answer(503, "", "no master")])
def test_a_server_that_fails_at_the_switch(site: Site, fault: Fault, capsys: pytest.CaptureFixture[str]) -> None:
    site.proxy.fail("POST /_aliases", fault)
    capsys.readouterr()
    code = site.run("reindex")
    output = capsys.readouterr()
    if fault is faults.close_after:
        assert (code, _without_columns(output.err)) == (0, "")
        assert site.held() == AFTER["reindex"]
    else:
        assert code == 3
        assert output.out == ""
        _one_line(output.err)
        assert site.held() == BEFORE
    _completes(site, "reindex", capsys)


@pytest.mark.parametrize("pattern", ["GET /_alias", "GET /[^/]+-[*]", "POST /[^/]+-lock/_doc"])
def test_a_server_that_fails_after_the_switch(site: Site, pattern: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is said: the new index stays live."""

    def switched(request: faults.Request) -> None:
        faults.forward(request)
        site.proxy.fail(pattern, faults.close)

    site.proxy.fail("POST /_aliases", switched, times=1)
    assert site.run("reindex") in (0, 3)
    assert site.held() == AFTER["reindex"]
    _completes(site, "reindex", capsys)


# ----------------------------------------------------------------- a real server that cannot do what it is asked for


def test_a_red_index_is_said_and_a_forced_reindex_replaces_it(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    mappings = site.client.indices.get_mapping(index=site.live())[site.live()]["mappings"]
    settings = new_index("red", {}, building=False).to_dict()["settings"]
    settings["routing"] = {"allocation.require._name": "nowhere"}
    red = f"{site.name}-red"
    site.client.indices.create(index=red, mappings=mappings, settings=settings, wait_for_active_shards=0)
    _put_live(site, red)
    assert site.client.cluster.health(index=red)["status"] == "red"
    for command in ("query", "status", *WRITING):  # a reindex cannot tell how many articles it would take away
        capsys.readouterr()
        assert site.run(command) == 3
        assert "see the cluster's health" in _one_line(capsys.readouterr().err)
    assert run(["--index", site.server.url, "reindex", "--force", str(site.sources.new)]) == 0
    assert site.held() == AFTER["reindex"]


def _put_live(site: Site, index: str) -> None:
    actions: list[dict[str, Any]] = [{"remove": {"index": site.live(), "alias": site.name}}]
    site.client.indices.update_aliases(actions=[*actions, {"add": {"index": index, "alias": site.name}}])


@pytest.mark.parametrize("command", WRITING)
def test_a_disk_that_is_full_takes_no_writes_and_answers(
    site: Site, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server blocks every index that holds data on that disk; here: the live one, and the new one at its making."""
    block = {"index.blocks.read_only_allow_delete": True}

    def blocked(request: faults.Request) -> None:
        site.client.indices.put_settings(index=f"{site.name}-2*", settings=block)
        faults.forward(request)

    site.proxy.fail(_BULK, blocked, times=1)
    capsys.readouterr()
    assert site.run(command) == 3
    line = _one_line(capsys.readouterr().err)
    assert "free disk space on the server and run again" in line
    assert site.held() == BEFORE
    site.client.indices.put_settings(index=f"{site.name}-2*", settings={"index.blocks.read_only_allow_delete": None})
    _completes(site, command, capsys)


@pytest.mark.parametrize(
    ("block", "asked", "told"),
    [
        ("write", "index", "takes no writes to"),
        ("read_only", "index", "takes no writes to"),
        ("read", "query", "answers no question about"),
        ("metadata", "query", "tells nothing of"),
    ],
)
def test_a_block_that_somebody_set_is_named_with_the_setting_that_lifts_it(
    site: Site, block: str, asked: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    live = site.live()
    site.client.indices.put_settings(index=live, settings={f"index.blocks.{block}": True})
    capsys.readouterr()
    assert site.run(asked, direct=True) == 3
    line = _one_line(capsys.readouterr().err)
    assert told in line
    assert f"somebody set index.blocks.{block} of" in line
    assert "disk" not in line
    site.client.indices.put_settings(index=live, settings={f"index.blocks.{block}": None})
    assert site.held() == BEFORE


def test_a_live_index_of_another_mapping_is_not_written_to(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    mappings = site.client.indices.get_mapping(index=site.live())[site.live()]["mappings"]
    for field, changed in {"body": {"type": "integer"}, "extra": None}.items():
        properties = {**mappings["properties"], field: changed}
        properties = {
            name: definition for name, definition in properties.items() if definition and "analyzer" not in definition
        }
        changed_index = f"{site.name}-other-{field}"
        site.client.indices.create(index=changed_index, mappings={**mappings, "properties": properties})
        _put_live(site, changed_index)
        capsys.readouterr()
        assert site.run("index") == 8
        output = capsys.readouterr()
        assert output.out == ""
        assert "run `xtsearch reindex`" in _one_line(output.err)
    _completes(site, "reindex", capsys)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A self-signed certificate of the loopback interface, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl, which makes the certificate that is not trusted: install it")
    folder = tmp_path_factory.mktemp("certificate")
    made = str(folder / "cert.pem"), str(folder / "key.pem")
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-out", made[0], "-keyout", made[1]], capture_output=True, check=True)
    return made


def test_a_certificate_that_is_not_trusted(
    site: Site, certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with faulty(site.server.url, tls=certificate) as proxy:
        for command in (["query", "专项整治"], ["status"], ["index", "--replace", str(site.sources.new)]):
            capsys.readouterr()
            assert run(["--index", proxy.url, *command]) == 3
            line = _one_line(capsys.readouterr().err)
            assert "is not trusted" in line
            assert "set XTSEARCH_CA_FILE or XTSEARCH_FINGERPRINT" in line
        assert proxy.requests == []
        monkeypatch.setenv("XTSEARCH_CA_FILE", certificate[0])
        assert run(["--index", proxy.url, "query", "专项整治"]) == 0
        monkeypatch.delenv("XTSEARCH_CA_FILE")
        fingerprint = ssl.PEM_cert_to_DER_cert(Path(certificate[0]).read_text("utf-8"))
        monkeypatch.setenv("XTSEARCH_FINGERPRINT", hashlib.sha256(fingerprint).hexdigest())
        assert run(["--index", proxy.url, "query", "专项整治"]) == 0
    assert site.held() == BEFORE


# ------------------------------------------------------------------------------------------------------- signals

#: Moments at which a run is killed: the command, the request, how many of its kind pass before, whether the server
#: still carries it out, and whether what was meant is live then.
MOMENTS: list[tuple[str, str, int, bool, bool]] = [
    ("reindex", r"PUT /[^/]+-lock/_create", 0, True, False),
    ("reindex", r"PUT /[^/]+z$", 0, True, False),
    ("reindex", _BULK, 2, True, False),
    ("reindex", r"POST /_aliases", 0, False, False),
    ("reindex", r"POST /_aliases", 0, True, True),
    ("reindex", r"DELETE /[^/]+-lock", 0, False, True),
    ("index", _BULK, 2, True, False),
    ("index", r"POST /[^/]+/_refresh", 0, False, False),
    ("index", r"POST /[^/]+/_refresh", 0, True, True),
]


@pytest.mark.parametrize(("command", "pattern", "spared", "done", "live"), MOMENTS)
def test_a_run_that_is_killed_leaves_nothing_that_the_next_does_not_clean_up(
    site: Site, command: str, pattern: str, spared: int, done: bool, live: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    process = site.start(command)
    kill = faults.after(process.kill) if done else faults.before(process.kill)
    site.proxy.fail(pattern, kill, after=spared)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    expected = AFTER[command] if live else BEFORE  # the server may still be busy with what the run had sent
    wait_until(lambda: site.held() == expected, "the end of the killed run's requests")
    _completes(site, command, capsys)


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("fault", [faults.forward, faults.hang], ids=["busy", "hanging"])
def test_an_interrupted_run_waits_for_no_answer_and_takes_back(
    site: Site, command: str, fault: Fault, capsys: pytest.CaptureFixture[str]
) -> None:
    """A request that hangs would be waited for longer than this test may take."""
    # Otherwise a slow server might carry out other requests of the run after it has taken back what it wrote.
    constants: dict[str, float] = {"_REQUESTS": 1} if fault is faults.hang else {"_PARTING_SECONDS": PATIENCE}
    process = site.start(command, constants)

    def interrupt(request: faults.Request) -> None:
        process.send_signal(signal.SIGINT)
        fault(request)

    site.proxy.fail(_BULK, interrupt, after=1, times=1)
    _, stderr = process.communicate()
    assert (process.returncode, stderr) == (130, "xtsearch: interrupted\n")
    assert site.held() == BEFORE
    assert site.left_over() == set()
    assert not site.is_locked()
    _completes(site, command, capsys)


# ----------------------------------------------------------------------------------------------- embedded engine


@dataclass(frozen=True)
class Shelf:
    """A folder with `OLD` in it."""

    folder: Path
    sources: Sources

    def held(self) -> dict[str, str]:
        return _held(str(self.folder), {})

    def generations(self) -> list[Path]:
        return sorted((self.folder / "generations").iterdir())

    def arguments(self, command: str) -> list[str]:
        rest = (
            ["--replace", str(self.sources.new)] if command in WRITING else ["专项整治"] if command == "query" else []
        )
        return ["--index", str(self.folder), command, *rest]

    def run(self, command: str) -> int:
        return run(self.arguments(command))


@pytest.fixture
def shelf(sources: Sources) -> Iterator[Shelf]:
    with tempfile.TemporaryDirectory(prefix="xtsearch-fail-") as name:  # pytest's own folders are for root alone
        Path(name).chmod(0o755)
        made = Shelf(Path(name) / "index", sources)
        assert run(["--index", str(made.folder), "index", str(sources.old)]) == 0
        yield made


def _shelf_completes(shelf: Shelf, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert (shelf.run(command), _without_columns(capsys.readouterr().err)) == (0, "")
    assert shelf.held() == AFTER[command]
    assert len(shelf.generations()) <= 3


#: Runs a command line that sends itself a signal at the nth call of a function: before it, or after.
_AT_A_MOMENT = """
import os, pkgutil, sys
owner, name, calls, when, number = sys.argv[1:6]
owner, left = pkgutil.resolve_name(owner), [int(calls)]
real = getattr(owner, name)
def at_a_moment(*given, **named):
    left[0] -= 1
    if when == "after":
        real(*given, **named)
    if not left[0]:
        os.kill(os.getpid(), int(number))
    return None if when == "after" else real(*given, **named)
setattr(owner, name, at_a_moment)
from xtsearch.__main__ import run
sys.exit(run(sys.argv[6:]))
"""
_WRITER = "xtsearch.indexer.engines.embedded.engine:_Writer"
#: The command, whose function, its name, which call, before or after it, and whether what was meant is live then.
CALLS: list[tuple[str, str, str, int, str, bool]] = [
    ("reindex", _WRITER, "put", 1, "before", False),
    ("reindex", _WRITER, "commit", 1, "before", False),
    ("reindex", _WRITER, "commit", 1, "after", False),
    ("reindex", "pathlib:Path", "replace", 2, "before", False),
    ("reindex", "pathlib:Path", "replace", 2, "after", True),
    ("index", _WRITER, "commit", 1, "before", False),
    ("index", _WRITER, "commit", 1, "after", True),
]


@pytest.mark.parametrize(
    ("number", "command", "owner", "name", "calls", "when", "live"),
    [(signal.SIGKILL, *call) for call in CALLS] + [(signal.SIGINT, *call) for call in CALLS[::2]],
)
def test_an_embedded_run_that_is_ended(
    shelf: Shelf, command: str, owner: str, name: str, calls: int, when: str, live: bool, number: signal.Signals,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    moment = [owner, name, str(calls), when, str(int(number))]
    line = [sys.executable, "-c", _AT_A_MOMENT, *moment, *shelf.arguments(command)]
    ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    if number == signal.SIGINT:
        assert (ended.returncode, ended.stderr) == (130, "xtsearch: interrupted\n")
    else:
        assert ended.returncode == -signal.SIGKILL
    assert shelf.held() == (AFTER[command] if live else BEFORE)
    _shelf_completes(shelf, command, capsys)


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("kilobytes", [0, 4, 40])
def test_an_embedded_run_that_finds_no_space(
    shelf: Shelf, command: str, kilobytes: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit on the size of files fails as a full disk does: at the first file, at the schema, at a segment."""
    line = shlex.join([sys.executable, "-m", "xtsearch", *shelf.arguments(command)])
    limited = ["bash", "-c", f"ulimit -f {kilobytes}; exec {line}"]
    ended = subprocess.run(limited, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert _one_line(ended.stderr).endswith("check space and permissions")
    assert shelf.held() == BEFORE
    _shelf_completes(shelf, command, capsys)


@contextmanager
def _unprivileged() -> Iterator[None]:
    """What root may do is not forbidden by modes: be somebody else for a while."""
    mine = os.geteuid()
    os.seteuid(unprivileged_account()[0])
    try:
        yield
    finally:
        os.seteuid(mine)


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    entries = [folder, *folder.rglob("*")]
    modes = [entry.stat().st_mode for entry in entries]
    for entry in entries:
        entry.chmod(0o555 if entry.is_dir() else 0o444)
    try:
        yield
    finally:
        for entry, mode in zip(entries, modes, strict=True):
            entry.chmod(mode)


def test_a_folder_that_may_only_be_read_says_so(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Searching needs leave to write as well: tantivy takes a lock to open an index."""
    shelf.run("query")  # loads what somebody else may not be able to
    with _read_only(shelf.folder):
        for command in ("query", "status", *WRITING):
            capsys.readouterr()
            with _unprivileged():
                code = shelf.run(command)
            output = capsys.readouterr()
            assert (code, output.out) == (3, "")
            assert "permission" in _one_line(output.err)
    assert shelf.held() == BEFORE
    _shelf_completes(shelf, "index", capsys)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _garble(path: Path) -> None:
    path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))


_FILES = ("xtsearch-index.json", "xtsearch.json", "meta.json", "*.store", "*.term", "*.fast", "*.idx", "*.pos")
#: Not a marker that is gone: such a folder is that of a first run that was killed.
DAMAGES = [(file, damage) for file in _FILES for damage in (_cut, _garble, Path.unlink)]
DAMAGES.remove(("xtsearch-index.json", Path.unlink))


@pytest.mark.parametrize(("file", "damage"), DAMAGES)
def test_a_damaged_folder_says_so_and_a_reindex_repairs_it(
    shelf: Shelf, file: str, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    for path in sorted(shelf.folder.rglob(file)):
        damage(path)
    for command in ("query", "index"):
        capsys.readouterr()
        code = shelf.run(command)
        output = capsys.readouterr()
        assert code == 8, output.err
        assert output.out == ""
        assert "reindex" in _one_line(output.err)
    _shelf_completes(shelf, "reindex", capsys)
