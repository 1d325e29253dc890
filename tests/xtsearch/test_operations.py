"""docs/operations.md: its commands are run, its messages are those of the program, its metrics and events exist."""

from __future__ import annotations

import ast
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from elasticsearch import Elasticsearch, NotFoundError

from tests.support.aliases import remove_indices
from tests.support.elasticsearch_server import Server
from tests.support.places import ROOT
from xtsearch.__main__ import run
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.elasticsearch import errors as elasticsearch_errors
from xtsearch.indexer.engines.embedded.folder import IndexFolder
from xtsearch.indexer.engines.request import All, SearchRequest
from xtsearch.indexer.engines.run_records import Run
from xtsearch.indexer.errors import IndexLocked, XtsearchError
from xtsearch.jobs.metrics import metrics_text

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
NAME = "xtsearch-articles"


def _section(title: str) -> str:
    match = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert match
    return match[1]


def _shell(title: str) -> list[str]:
    """The blocks of commands of a section."""
    return re.findall(r"^```sh\n(.*?)^```", _section(title), re.MULTILINE | re.DOTALL)


def _source() -> str:
    """All text of the program, with what is written over several lines joined."""
    files = [path for package in ("indexer", "xtsearch") for path in sorted((ROOT / package).rglob("*.py"))]
    joined = re.sub(r'"\s*\n\s*f?"', "", "\n".join(path.read_text("utf-8") for path in files))
    return re.sub(r"\{[^{}]*\}", "…", joined)


def _listed() -> list[str]:
    """The messages of the table, of which a row may have several."""
    firsts = re.findall(r"^\| (`.+?`) \|", _section("Troubleshooting by message"), re.MULTILINE)
    return [text for cell in firsts for text in re.findall("`(.+?)`", cell)]


def test_every_message_is_one_of_the_program() -> None:
    messages = _listed()
    assert len(messages) == len(set(messages)) > 60
    source = _source()
    assert [text for text in messages if text not in source] == []


#: Errors that an operator looks up; those of the other classes are about what was typed or read, and say what to write.
OPERATORS_ERRORS = {
    *("EngineError", "IndexMissing", "IndexForeign", "IndexOutdated", "AnalyzerMissing", "IndexLocked"),
    *("EngineUnavailable", "ServerAway", "NotAuthorised", "GateRefused", "OutputFailed"),
}
TYPED_OR_READ = {
    *("XtsearchError", "InputError", "PageError", "SettingsError", "TemplateError", "NotPushable", "MapError"),
    *("QuerySyntaxError", "ArgumentError"),
}
#: Of nobody's business: whoever read our output has gone.
UNTOLD = {"OutputClosed"}
#: Messages that are put together from texts that are looked at by themselves: the module, and what it does with them.
PUT_TOGETHER = {
    ("engines/elasticsearch/engine.py", "…"),  # the reason of AnalyzerMissing
    ("engines/elasticsearch/errors.py", "…"),  # _TLS_PROBLEMS
    ("engines/elasticsearch/writer.py", "…"),  # `told`
    ("engines/embedded/folder.py", "… is gone, and generations still stand there: …"),
    ("engines/pauses.py", "… is …; nothing is written until then, or until `xtsearch resume`"),
}


def _text(node: ast.expr | None) -> str:
    """A text in the source, with … for what is put in when it runs."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return _text(node.left) + _text(node.right) if isinstance(node, ast.BinOp) else "…"


def _told() -> Iterator[tuple[str, str]]:
    """Every message of an error that an operator may meet, with its module; the reasons of gates and TLS are some."""
    for package in ("indexer", "queries", "xtsearch"):
        for path in sorted((ROOT / package).rglob("*.py")):
            module = path.relative_to(ROOT / package).as_posix()
            if package == "xtsearch" and module.startswith(("indexer/", "queries/")):
                continue  # the same files, by their links
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OPERATORS_ERRORS:
                    yield module, _text(node.args[0] if node.args else None)
                elif module == "gates.py" and isinstance(node, ast.Return) and isinstance(node.value, ast.JoinedStr):
                    yield module, _text(node.value)
    yield from (("tls", problem) for problem in elasticsearch_errors._TLS_PROBLEMS.values())


def test_the_table_has_every_message_that_an_operator_may_meet() -> None:
    assert {error.__name__ for error in _classes(XtsearchError)} == OPERATORS_ERRORS | TYPED_OR_READ | UNTOLD
    listed, told = _listed(), set(_told())
    assert len(told) > 70
    assert told >= PUT_TOGETHER
    assert [entry for entry in sorted(told - PUT_TOGETHER) if not any(text in entry[1] for text in listed)] == []


def _classes(error: type[XtsearchError]) -> Iterator[type[XtsearchError]]:
    yield error
    for below in error.__subclasses__():
        yield from _classes(below)


def test_every_metric_is_documented_and_the_alerts_ask_for_no_other() -> None:
    ended = Run(started="2022-05-13T06:00:00+00:00", ended="2022-05-13T06:00:09+00:00", seconds=9.0, code=0, articles=1)
    made = set(re.findall(r"^# TYPE (\S+) gauge$", metrics_text(ended, "index"), re.MULTILINE))
    section = _section("Monitoring")
    assert set(re.findall(r"`(xtsearch_\w+)`", section)) == made
    alerts = (ROOT / "deploy" / "prometheus" / "alerts.yaml").read_text("utf-8")
    rules = [rule for group in yaml.safe_load(alerts)["groups"] for rule in group["rules"]]
    assert [rule["alert"] for rule in rules] == re.findall(r"^\| `(Xtsearch\w+)` \|", section, re.MULTILINE)
    for rule in rules:
        assert set(re.findall(r"xtsearch_\w+", rule["expr"])) <= made
    fine = {code for code in range(131) if replace(ended, code=code).succeeded} | {IndexLocked.exit_code}
    assert {int(code) for code in re.findall(r"_exit_code != (\d+)", alerts)} == fine, "as `status --check` says"


def test_every_event_of_a_job_is_documented() -> None:
    made = set(
        re.findall(r'event="(job_\w+|rejected|unpruned)"', (ROOT / "xtsearch/jobs/job_run.py").read_text("utf-8"))
    )
    patience = (ROOT / "indexer/engines/elasticsearch/patience.py").read_text("utf-8")
    made |= set(re.findall(r'"event": "(\w+)"', patience))
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*)[^|]* \|", _section("Scheduled jobs"), re.MULTILINE)
    assert made == set(re.findall(r"`(\w+)`", " ".join(rows)))


# ---------------------------------------------------------------------------------------------------- backup


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the commands of the page find: the command `xtsearch`, and sources."""
    command = tmp_path / "bin" / "xtsearch"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m xtsearch "$@"\n', "utf-8")
    command.chmod(0o755)
    (tmp_path / "news").mkdir()
    _write(tmp_path / "news", "湘潭")
    monkeypatch.setenv("XTSEARCH_CONFIG", "")
    return {"PATH": f"{command.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "LANG": "C.UTF-8"}


def _write(folder: Path, body: str) -> None:
    lines = (json.dumps({"id": f"a{n}", "body": f"{body}{n}"}, ensure_ascii=False) for n in range(30))
    (folder / "news.jsonl").write_text("\n".join(lines), "utf-8")


def _run(block: str, environ: dict[str, str]) -> str:
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block], env=environ, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"{block}\n{result.stdout}{result.stderr}"
    return result.stdout


def _bodies(location: str) -> set[str]:
    with closing(open_engine(location)) as engine:
        return {hit.document.body for hit in engine.search(SearchRequest(All(), limit=100)).hits}


@pytest.fixture
def cluster(
    elasticsearch_server: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Server, Elasticsearch, str]]:
    """A server without articles under an alias of our own, and a folder for a repository of its own."""
    name = f"xtsearch-backup-{secrets.token_hex(4)}"
    monkeypatch.setenv("XTSEARCH_ALIAS", name)
    if elasticsearch_server.basic_auth:
        pytest.skip("the commands of the page give no password: name a server without one by XTSEARCH_TEST_ES_URL")
    with Elasticsearch(elasticsearch_server.url) as client:
        nodes = client.nodes.info(metric="settings").body["nodes"].values()
        paths = [node["settings"].get("path", {}).get("repo") for node in nodes]
        if not paths[0]:
            pytest.skip("the server has no path.repo, for a repository of snapshots: set it in elasticsearch.yml")
        repository = f"{paths[0] if isinstance(paths[0], str) else paths[0][0]}/{name}"
        try:
            yield elasticsearch_server, client, repository
        finally:
            remove_indices(client, name)
            _forget_repository(client, name)


def _forget_repository(client: Elasticsearch, name: str) -> None:
    try:
        taken = client.snapshot.get(repository=name, snapshot="*").body["snapshots"]
    except NotFoundError:
        return
    for snapshot in taken:
        client.snapshot.delete(repository=name, snapshot=snapshot["snapshot"])
    client.snapshot.delete_repository(name=name)


def test_snapshots_are_taken_looked_at_and_restored(
    cluster: tuple[Server, Elasticsearch, str], environ: dict[str, str], tmp_path: Path
) -> None:
    server, client, repository = cluster
    name = os.environ["XTSEARCH_ALIAS"]
    ours = {NAME: name, "xtsearch-restored": f"{name}-restored"}
    pattern = re.compile("|".join(ours))
    blocks = [pattern.sub(lambda match: ours[match[0]], block) for block in _shell("Backup and restore")]
    make, take, look, pause, restore = blocks[:5]
    environ |= {"ES": server.url, "REPOSITORY": repository, "SOURCES": str(tmp_path / "news"), "XTSEARCH_ALIAS": name}
    assert run(["--index", server.url, "job", "run", environ["SOURCES"]]) == 0
    _run(make, environ)
    _run(take, environ)
    before = _bodies(server.url)
    [taken] = client.snapshot.get(repository=name, snapshot="*").body["snapshots"]
    assert taken["state"] == "SUCCESS"
    assert {index.removeprefix(f"{name}-")[:1] for index in taken["indices"]} == {"2", "r"}
    live = max(index for index in taken["indices"] if index.endswith("z"))
    environ |= {"SNAPSHOT": taken["snapshot"], "GENERATION": live}

    _write(tmp_path / "news", "湘乡")
    assert run(["--index", server.url, "job", "run", environ["SOURCES"]]) == 0
    assert "30" in _run(look, environ)
    assert len(_bodies(server.url) & before) == 0  # the live index is as it was
    remove_indices(client, name)  # all is lost
    _run(pause, environ)
    assert run(["--index", server.url, "job", "run", environ["SOURCES"]]) == 4  # a schedule that knows nothing of it
    restored = restore.partition("xtsearch --index")[0]
    _run(restored, environ)
    assert _bodies(server.url) == before
    _run(restore.removeprefix(restored), environ)
    assert _bodies(server.url) == {f"湘乡{n}" for n in range(30)}
    with closing(open_engine(server.url)) as engine:
        assert [run.number for run in engine.runs(10)][:2] == [2, 1]  # the first was in the snapshot


def _drill(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "restore_drill.py"), *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.usefixtures("environ")
def test_a_drill_restores_beside_the_live_index_compares_and_removes(
    cluster: tuple[Server, Elasticsearch, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, client, repository = cluster
    name = os.environ["XTSEARCH_ALIAS"]
    monkeypatch.setenv("XTSEARCH_INDEX", server.url)
    drilled = _drill()
    assert (drilled.returncode, drilled.stdout) == (8, "")
    assert "`xtsearch setup --snapshots FOLDER`" in drilled.stderr
    client.snapshot.create_repository(name=name, repository={"type": "fs", "settings": {"location": repository}})
    assert _drill().returncode == 8
    news = tmp_path / "news"
    assert run(["job", "run", str(news)]) == 0
    client.snapshot.create(repository=name, snapshot="one", indices=f"{name}-2*", wait_for_completion=True)
    before = set(client.indices.get(index=f"{name}*", expand_wildcards="all"))
    generation = max(index for index in before if index.endswith("z"))
    counted = f"one, {generation}: 30 articles restored and read; of the live 30 "
    drilled = _drill()
    assert (drilled.returncode, drilled.stderr) == (0, "")
    assert drilled.stdout == f"{counted}30 are alike, 0 changed since, 0 are new; 0 are gone\n"

    lines = [json.loads(line) for line in (news / "news.jsonl").read_text("utf-8").splitlines()]
    lines[0]["body"] = "湘乡"  # one changed, one is gone, one is new
    lines[1]["id"] = "another"
    (news / "news.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert run(["job", "run", str(news)]) == 0
    client.indices.put_alias(index=generation, name=f"{name}-other")  # a snapshot's own aliases are not restored
    drilled = _drill("--snapshot", "one")
    assert drilled.stdout == f"{counted}28 are alike, 1 changed since, 1 are new; 1 are gone\n"
    lines += [{"id": f"new{number}", "body": "湘潭"} for number in range(5)]
    (news / "news.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert run(["job", "run", str(news)]) == 0
    drilled = _drill()
    assert (drilled.returncode, drilled.stdout, len(drilled.stderr.splitlines())) == (5, "", 1)
    assert "more than a twentieth would be lost" in drilled.stderr
    after = set(client.indices.get(index=f"{name}*", expand_wildcards="all"))
    assert {index for index in after if "drill" in index} == set()
    assert before <= after
    assert _drill("--snapshot", "two").returncode == 8


def test_a_folder_is_copied_while_no_run_writes_and_restored(environ: dict[str, str], tmp_path: Path) -> None:
    if not shutil.which("flock"):
        pytest.skip("no flock, which keeps runs away from the copy: install util-linux")
    copy, restore = _shell("Backup and restore")[5:]
    environ |= {"INDEX": str(tmp_path / "index"), "BACKUP": str(tmp_path / "index.tar.gz")}
    assert run(["--index", environ["INDEX"], "job", "run", str(tmp_path / "news")]) == 0
    before = _bodies(environ["INDEX"])
    lock = IndexFolder(tmp_path / "index").lock()
    with lock:
        writing = subprocess.Popen(["bash", "-c", copy], env=environ)
        with pytest.raises(subprocess.TimeoutExpired):
            writing.wait(0.7)
    assert writing.wait() == 0
    _write(tmp_path / "news", "湘乡")
    assert run(["--index", environ["INDEX"], "job", "run", str(tmp_path / "news")]) == 0
    assert "30" in _run(restore, environ)
    assert _bodies(f"{environ['INDEX']}.restored") == before


# --------------------------------------------------------------------------------------------------- upgrades


@pytest.mark.parametrize("kind", ["embedded", "elasticsearch"])
def test_an_upgrade_by_a_job_and_the_way_back(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    from xtsearch.indexer.engines import generations

    where = str(tmp_path / "index")
    if kind == "elasticsearch":
        where = request.getfixturevalue("cluster")[0].url
    news = environ["HOME"] + "/news"
    assert run(["--index", where, "job", "run", news]) == 0
    with monkeypatch.context() as upgraded:
        upgraded.setattr(generations, "ANALYSIS_VERSION", 99)
        assert run(["--index", where, "query", "湘潭"]) == 8
        assert run(["--index", where, "job", "run", news]) == 0
        assert run(["--index", where, "query", "湘潭"]) == 0
    assert run(["--index", where, "query", "湘潭"]) == 8
    assert run(["--index", where, "rollback"]) == 0
    assert run(["--index", where, "query", "湘潭"]) == 0
