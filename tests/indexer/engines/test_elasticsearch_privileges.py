"""The table of roles on a real server with security on: each can do its work, and nothing else."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import AuthorizationException, Elasticsearch

import xtsearch
from tests.support.aliases import remove_indices
from tests.support.elasticsearch_server import Server
from tests.support.places import ROOT
from xtsearch.indexer.engines.elasticsearch import DEFAULT_ALIAS, reader
from xtsearch.indexer.engines.elasticsearch.admin.roles import roles
from xtsearch.indexer.engines.elasticsearch.connection import Credentials
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.request import All, Phrase, SearchRequest
from xtsearch.indexer.errors import NotAuthorised

_SECTION = (ROOT / "README.md").read_text("utf-8").partition("### Least privilege")[2].partition("\n## ")[0]


@dataclass(frozen=True)
class _Place:
    """An alias that the indexer's role has filled, and a key of each role."""

    url: str
    name: str
    snapshots_folder: str | None
    indexer: str = field(repr=False)
    analyst: str = field(repr=False)
    monitoring: str = field(repr=False)
    templates: str = field(repr=False)
    snapshots: str = field(repr=False)
    dashboards: str = field(repr=False)

    def run(self, key: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command line with a key."""
        environ = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
        environ |= {"XTSEARCH_INDEX": self.url, "XTSEARCH_ALIAS": self.name, "XTSEARCH_API_KEY": key}
        return subprocess.run(
            [sys.executable, "-m", "xtsearch", *arguments],
            env={**environ, "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )

    def client(self, key: str) -> Elasticsearch:
        return Elasticsearch(self.url, api_key=key)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("privileges") / "articles.jsonl"
    texts = ("我市推进专项整治", "诺西那生钠注射治疗在我市完成")
    lines = (json.dumps({"id": str(at), "title": "要闻", "body": text}) for at, text in enumerate(texts))
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def place(secured_elasticsearch_server: Server, source: Path) -> Iterator[_Place]:
    server, name = secured_elasticsearch_server, f"xtsearch-roles-{secrets.token_hex(4)}"
    with Elasticsearch(server.url, basic_auth=server.basic_auth) as owner:
        keys = {
            kind: owner.security.create_api_key(name=f"{name}-{kind}", role_descriptors={kind: body})["encoded"]
            for kind, body in roles(name).items()
        }
        made = _Place(server.url, name, server.snapshots, **keys)
        try:
            ended = made.run(made.indexer, "reindex", str(source))
            assert ended.returncode == 0, ended.stderr
            yield made
        finally:
            remove_indices(owner, name)
            if name in owner.snapshot.get_repository():
                owner.snapshot.delete_repository(name=name)


def test_the_readme_shows_the_indexer_and_the_analyst() -> None:
    shown = [json.loads(body) for body in re.findall(r"```json\n(.*?)```", _SECTION, re.DOTALL)]
    assert shown == [roles(DEFAULT_ALIAS)["indexer"], roles(DEFAULT_ALIAS)["analyst"]]


def test_an_indexer_reindexes_and_indexes_by_the_command_line(place: _Place, source: Path) -> None:
    for command in ("index", "reindex", "reindex", "index"):
        ended = place.run(place.indexer, command, str(source))
        assert (ended.returncode, "2" in ended.stdout) == (0, True), ended.stderr
    ended = place.run(place.indexer, "status", "--format", "json")
    status = json.loads(ended.stdout)
    assert (status["articles"], status["bytes"] > 0, len(status["generations"])) == (2, True, 3)


def test_a_job_needs_no_more_than_an_indexer_and_monitoring_no_more_than_its_role(place: _Place, source: Path) -> None:
    for _ in range(2):
        ended = place.run(place.indexer, "job", "run", str(source), "--log-format", "json")
        assert ended.returncode == 0, ended.stderr
    ended = place.run(place.indexer, "job", "list", "--format", "json")
    assert [run["code"] for run in json.loads(ended.stdout)] == [0, 0], ended.stderr
    ended = place.run(place.monitoring, "status", "--check", "--max-age", "1h")
    assert (ended.returncode, ended.stdout[:3]) == (0, "ok:"), ended.stdout
    assert place.run(place.monitoring, "index", str(source)).returncode == 7
    assert place.run(place.analyst, "job", "list").returncode == 7
    status = json.loads(place.run(place.analyst, "status", "--format", "json").stdout)
    assert (status["articles"], status["last_run"]) == (2, None)


def test_an_indexer_can_do_nothing_elsewhere(place: _Place) -> None:
    with place.client(place.indexer) as client:
        for ask in (
            lambda: client.indices.create(index=f"other-{place.name}"),
            lambda: client.search(index=f"other-{place.name}"),
            lambda: client.cluster.put_settings(transient={"cluster.max_shards_per_node": 1000}),
            client.security.get_user,
            lambda: client.indices.put_index_template(name=place.name, index_patterns=["x"]),
        ):
            _refused(ask)


@pytest.mark.parametrize(
    "command",
    [["query", "专项整治"], ["query", "整治", "--match", "any"], ["query", "治", "--offset", "9999"], ["show", "0"]],
    ids=" ".join,
)
def test_an_analyst_searches(place: _Place, command: list[str]) -> None:
    ended = place.run(place.analyst, *command)
    assert ended.returncode == 0, ended.stderr
    assert not ended.stderr


def test_an_analyst_asks_all_that_an_engine_answers(place: _Place) -> None:
    credentials = Credentials(api_key=place.analyst)
    with closing(ElasticsearchEngine(place.url, name=place.name, credentials=credentials)) as engine:
        assert engine.counts([Phrase("专项整治"), All()]) == [1, 2]
        assert engine.facets(All(), "id") == [("0", 1), ("1", 1)]
        assert len(engine.search(SearchRequest(All(), limit=10_001)).hits) == 2
        assert engine.hashes(["0"]).keys() == {"0"}


def test_who_may_only_search_scans_and_keeps_the_view(place: _Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """An analyst may open no point in time, and scrolls; an indexer opens one, and needs no scroll."""
    monkeypatch.setattr(reader, "_PAGE", 1)
    for key in (place.analyst, place.indexer):
        environ = {"XTSEARCH_API_KEY": key}
        with xtsearch.open(place.url, environ=environ, alias=place.name) as index:
            running = index.scan()
            ids = [next(running).id]
            with xtsearch.open(place.url, environ={"XTSEARCH_API_KEY": place.indexer}, alias=place.name) as writing:
                writing.add({"id": "new", "body": "正文"})
                assert [*ids, *(hit.id for hit in running)] == ["0", "1"]
                assert writing.delete("new") == 1


def test_what_an_analyst_may_not_know_is_left_out_of_the_status(place: _Place) -> None:
    ended = place.run(place.analyst, "status", "--format", "json")
    assert ended.returncode == 0, ended.stderr
    status = json.loads(ended.stdout)
    assert (status["articles"], status["bytes"], len(status["generations"])) == (2, None, 1)


def test_an_analyst_changes_nothing_and_is_told_what_to_grant(place: _Place, source: Path) -> None:
    for command in ("index", "reindex"):
        ended = place.run(place.analyst, command, str(source))
        assert ended.returncode == 7, ended.stderr
        [line] = ended.stderr.splitlines()
        assert line.endswith(f"to index, read, write and manage on {place.name} and {place.name}-*")
        assert "refuses this user; to search, grant" in line  # whether there is a lock is refused without a reason
        assert place.analyst not in line
    with place.client(place.analyst) as client, closing(_owner(place)) as engine:
        generation = engine.status().generation
        for ask in (
            lambda: client.index(index=place.name, document={"id": "x", "body": "文"}, timeout="5s"),
            lambda: client.delete(index=place.name, id="0"),
            lambda: client.search(index=generation),
            lambda: client.search(index=f"{place.name}-lock"),
            lambda: client.indices.delete(index=generation),
            lambda: client.indices.put_mapping(index=place.name, properties={}),
            client.cluster.health,
        ):
            _refused(ask)
        assert engine.counts([All()]) == [2]


def test_a_key_for_another_alias_finds_nothing_and_is_told_what_to_grant(place: _Place) -> None:
    credentials = Credentials(api_key=place.analyst)
    with (
        closing(ElasticsearchEngine(place.url, name="xtsearch-other", credentials=credentials)) as engine,
        pytest.raises(NotAuthorised, match="grant read and view_index_metadata on xtsearch-other"),
    ):
        engine.search(SearchRequest(All()))


def test_who_monitors_sees_what_is_behind_the_alias_and_changes_nothing(place: _Place, source: Path) -> None:
    ended = place.run(place.monitoring, "status", "--format", "json")
    assert ended.returncode == 0, ended.stderr
    status = json.loads(ended.stdout)
    assert (status["articles"], status["kept_seen"], status["words_cut_by"]) == (2, False, "xtsearch")
    assert "not shown to this user" in place.run(place.monitoring, "status").stdout
    for command in (["index", str(source)], ["reindex", str(source)], ["rollback"]):
        assert place.run(place.monitoring, *command).returncode == 7
    with place.client(place.monitoring) as client:
        for ask in (
            lambda: client.index(index=place.name, document={"id": "x", "body": "文"}, timeout="5s"),
            lambda: client.search(index=f"other-{place.name}"),
            client.cluster.health,
            client.security.get_user,
        ):
            _refused(ask)


def test_who_keeps_templates_stores_scripts_and_searches(place: _Place) -> None:
    script = f"{place.name}-one"
    with place.client(place.templates) as client:
        client.put_script(id=script, script={"lang": "painless", "source": "1"})
        assert client.get_script(id=script)["found"]
        client.delete_script(id=script)
        assert client.count(index=place.name)["count"] == 2
        for ask in (
            lambda: client.index(index=place.name, document={"id": "x", "body": "文"}, timeout="5s"),
            lambda: client.search(index=f"{place.name}-lock"),
            lambda: client.cluster.put_settings(transient={"cluster.max_shards_per_node": 1000}),
            lambda: client.indices.put_index_template(name=place.name, index_patterns=["x"]),
            lambda: client.snapshot.create_repository(name=place.name, repository=_folder("x")),
            client.security.get_user,
        ):
            _refused(ask)


@pytest.mark.parametrize("kind", ["indexer", "analyst", "monitoring", "snapshots", "dashboards"])
def test_nobody_else_stores_scripts(place: _Place, kind: str) -> None:
    with place.client(getattr(place, kind)) as client:
        _refused(lambda: client.put_script(id=place.name, script={"lang": "painless", "source": "1"}))


def test_who_keeps_snapshots_takes_and_deletes_them_and_reads_no_article(place: _Place) -> None:
    if place.snapshots_folder is None:
        pytest.skip("a server that was named may keep a repository anywhere or nowhere: it is not said")
    location = f"{place.snapshots_folder}/{place.name}"
    with place.client(place.snapshots) as client:
        client.snapshot.create_repository(name=place.name, repository=_folder(location))
        taken = client.snapshot.create(
            repository=place.name, snapshot="first", indices=f"{place.name}*", wait_for_completion=True
        )
        assert taken["snapshot"]["state"] == "SUCCESS"
        [snapshot] = client.snapshot.get(repository=place.name, snapshot="_all")["snapshots"]
        assert snapshot["snapshot"] == "first"
        for ask in (
            lambda: client.snapshot.restore(repository=place.name, snapshot="first"),
            lambda: client.search(index=place.name),
            lambda: client.indices.delete(index=place.name),
            client.security.get_user,
        ):
            _refused(ask)
        client.snapshot.delete(repository=place.name, snapshot="first")


@pytest.mark.parametrize("kind", ["indexer", "analyst", "monitoring", "templates", "dashboards"])
def test_nobody_else_takes_snapshots(place: _Place, kind: str) -> None:
    with place.client(getattr(place, kind)) as client:
        _refused(lambda: client.snapshot.create_repository(name=place.name, repository=_folder("x")))
        _refused(lambda: client.snapshot.create(repository=place.name, snapshot="mine"))


def test_who_imports_dashboards_reads_no_article(place: _Place) -> None:
    with place.client(place.dashboards) as client:
        asked = client.security.has_privileges(application=roles(place.name)["dashboards"]["applications"])
        assert asked["has_all_requested"]
        for ask in (lambda: client.search(index=place.name), client.cluster.health, client.security.get_user):
            _refused(ask)


def _folder(location: str) -> dict[str, Any]:
    return {"type": "fs", "settings": {"location": location}}


def _owner(place: _Place) -> ElasticsearchEngine:
    return ElasticsearchEngine(place.url, name=place.name, credentials=Credentials(api_key=place.indexer))


def _refused(ask: Callable[[], Any]) -> None:
    with pytest.raises(AuthorizationException):
        ask()
