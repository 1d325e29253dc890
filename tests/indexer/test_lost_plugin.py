"""A server that starts again without the plugin that cuts an index's words: it is said; a setting says what follows.

The plugin is a stand-in of the same name (`ik_plugin`); the server, its red index and its words are real.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import elastic_transport
import pytest
from elasticsearch import AuthorizationException, Elasticsearch

from tests.support import ik_plugin
from tests.support.elasticsearch_assembly import ElasticsearchMissingError
from tests.support.elasticsearch_server import Node, assembled_node
from xtsearch.__main__ import run
from xtsearch.indexer.engines.elasticsearch import ik
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.errors import EngineUnavailable

pytestmark = pytest.mark.slow

GONE = "are cut by the IK plugin, which the server lacks since its start: run `bin/elasticsearch-plugin install"
OTHER_WAY = "or `xtsearch reindex --analyzer words` on its sources"


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    """A server that is not started yet, with the plugin."""
    for variable, value in {"CONFIG": "", "PATIENCE": "0", "ALIAS": "xtsearch-articles"}.items():
        monkeypatch.setenv(f"XTSEARCH_{variable}", value)
    monkeypatch.setattr(elastic_transport._transport, "backoff_time", lambda *_: 0.01)
    with assembled_node(os.environ) as made:
        try:
            ik_plugin.install(made.java, made.home)
        except ElasticsearchMissingError as error:
            pytest.skip(str(error))
        yield made


def _source(folder: Path, count: int) -> str:
    path = folder / "news.jsonl"
    records = ({"id": f"a{n}", "title": "要闻", "body": f"我市召开推进会。第{n}号"} for n in range(count))
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return str(path)


def test_it_is_said_and_a_job_follows_its_setting(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = _source(tmp_path, 40)
    job = ["job", "run", source]
    with ExitStack() as first:
        monkeypatch.setenv("XTSEARCH_INDEX", first.enter_context(node.running()).url)
        assert run([*job, "--analyzer", "ik"]) == 0
        assert run(["query", "推进会"]) == 0
        node.kill()
    ik_plugin.remove(node.home)
    with node.running("red") as server:
        for command in (
            ["query", "推进会"],
            ["status"],
            ["status", "--check"],
            ["index", source],
            ["reindex", source],
            job,
        ):
            capsys.readouterr()
            assert run(command) == 8, command
            told = "".join(capsys.readouterr()).splitlines()[-1]
            assert GONE in told, command
            assert f"{server.version}` on every node" in told
            assert OTHER_WAY in told
        _who_may_not_ask_why_is_told_what_may_be(server.url, monkeypatch)

        (tmp_path / "config.toml").write_text('on_missing_analyzer = "reindex"\n', "utf-8")
        monkeypatch.setenv("XTSEARCH_CONFIG", str(tmp_path / "config.toml"))
        _source(tmp_path, 10)
        assert run(job) == 5, "the last recorded run says that there were 40"
        assert "40 articles are live, and the new index holds 10" in capsys.readouterr().err
        assert run(["reindex", "--dry-run", "--analyzer", "words", source]) == 5, "and so does the plan"
        assert "40 articles are live, and the new index would hold 10" in capsys.readouterr().err
        _source(tmp_path, 40)
        assert run([*job, "--analyzer", "ik"]) == 2, "who asks for IK by name insists on it"
        capsys.readouterr()
        assert run(job) == 0
        assert f"reindex: the words of xtsearch-articles on {server.url} are cut by" in capsys.readouterr().err
        assert run(["query", "推进会"]) == 0
        assert run(job) == 0
        capsys.readouterr()
        assert run(["status"]) == 0
        assert "xtsearch" in next(line for line in capsys.readouterr().out.splitlines() if "words cut by" in line)
        assert run(["rollback"]) == 8, "what is kept cannot be opened"
        assert GONE in capsys.readouterr().err
        assert run(["query", "推进会"]) == 0


def _who_may_not_ask_why_is_told_what_may_be(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AuthorizationException("forbidden", None, {})  # type: ignore[arg-type]  # nothing reads it

    with Elasticsearch(url) as client, monkeypatch.context() as patched:
        patched.setattr(client.cluster, "allocation_explain", forbidden)
        with pytest.raises(EngineUnavailable, match="whose words are cut by the IK plugin: have an administrator see"):
            ik.check_opened(Server(client, url), "xtsearch-articles")


def test_the_plugin_that_is_installed_again_is_all_it_takes(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as first:
        monkeypatch.setenv("XTSEARCH_INDEX", first.enter_context(node.running()).url)
        assert run(["reindex", "--analyzer", "ik", _source(tmp_path, 5)]) == 0
        node.kill()
    ik_plugin.remove(node.home)
    with ExitStack() as second:
        second.enter_context(node.running("red"))
        assert run(["query", "推进会"]) == 8
        node.kill()
    ik_plugin.install(node.java, node.home)
    with node.running():
        assert run(["query", "推进会"]) == 0
