"""Where nothing says any more which generation is live: nothing is lost, every command says so, `adopt` mends it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests.support.aliases import own_alias
from tests.support.elasticsearch_server import Server
from tests.support.places import ROOT
from xtsearch.__main__ import run

MARKER = "xtsearch-index.json"


@dataclass(frozen=True)
class Lost:
    """An index of 13 articles, with a smaller generation kept, and what makes it forget which one is live."""

    newest: str
    kept: str
    lose: Callable[[], object]
    standing: Callable[[], set[str]]


def _fill(smaller: Path, seed_page: Path) -> None:
    assert run(["index", str(smaller)]) == 0
    assert run(["reindex", str(seed_page)]) == 0


def _generations(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert run(["status", "-f", "json"]) == 0
    return list(json.loads(capsys.readouterr().out)["generations"])


@pytest.fixture
def smaller(tmp_path: Path) -> Path:
    path = tmp_path / "smaller.jsonl"
    path.write_text('{"id": "a", "body": "专项整治"}\n', "utf-8")
    return path


@pytest.fixture
def folder(
    smaller: Path, seed_page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Lost:
    monkeypatch.setenv("XTSEARCH_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("XTSEARCH_CONFIG", "")
    _fill(smaller, seed_page)
    newest, kept = _generations(capsys)
    generations = tmp_path / "index" / "generations"
    return Lost(
        newest,
        kept,
        (tmp_path / "index" / MARKER).unlink,
        lambda: {entry.name for entry in generations.iterdir()},
    )


@pytest.fixture
def alias(
    elasticsearch_server: Server,
    smaller: Path,
    seed_page: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Lost]:
    with (
        own_alias(elasticsearch_server, monkeypatch, "lost") as name,
        Elasticsearch(elasticsearch_server.url, basic_auth=elasticsearch_server.basic_auth) as client,
    ):
        _fill(smaller, seed_page)
        newest, kept = _generations(capsys)
        yield Lost(
            newest,
            kept,
            lambda: client.indices.delete_alias(index="*", name=name),
            lambda: set(client.indices.get_alias(index=f"{name}-2*").body),
        )


@pytest.fixture(params=["folder", pytest.param("alias", marks=pytest.mark.slow)])
def lost(request: pytest.FixtureRequest) -> Lost:
    made: Lost = request.getfixturevalue(request.param)
    made.lose()
    return made


COMMANDS = (["index"], ["job", "run"])


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_is_written_or_removed_until_it_is_adopted(
    lost: Lost, command: list[str], smaller: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = lost.standing()
    assert run([*command, str(smaller)]) == 8
    assert "xtsearch adopt" in capsys.readouterr().err
    assert lost.standing() == before
    assert run(["query", "专项整治"]) == 8
    assert "xtsearch adopt" in capsys.readouterr().err
    assert run(["adopt"]) == 0
    assert capsys.readouterr().out == f"{lost.newest} is live, with 13 articles; {lost.kept} kept\n"
    assert run(["query", "专项整治"]) == 0
    assert run(["rollback"]) == 0


def test_another_generation_is_adopted_by_its_name(lost: Lost, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["adopt", "no-such"]) == 3
    assert lost.newest in capsys.readouterr().err
    assert run(["adopt", lost.kept]) == 0
    assert capsys.readouterr().out == f"{lost.kept} is live, with 1 article; {lost.newest} kept\n"
    assert run(["adopt"]) == 0, "what is live stays live"
    assert _generations(capsys) == [lost.kept, lost.newest]


def test_a_damaged_marker_is_mended_and_a_reindex_keeps_what_stood_there(
    folder: Lost, seed_page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index" / MARKER).write_text("{", "utf-8")
    assert run(["status"]) == 8
    assert "is damaged: run `xtsearch adopt`" in capsys.readouterr().err
    assert run(["reindex", str(seed_page)]) == 0
    assert _generations(capsys)[1:] == [folder.newest, folder.kept]


def test_where_nothing_stands_there_is_nothing_to_adopt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XTSEARCH_INDEX", str(tmp_path / "index"))
    assert run(["adopt"]) == 8
    assert "xtsearch index PATH" in capsys.readouterr().err


@pytest.mark.slow
def test_an_alias_on_two_indices_is_left_on_the_newest(
    alias: Lost, elasticsearch_server: Server, seed_page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after a snapshot was restored while another index was live."""
    name = alias.newest.rpartition("-")[0]
    with Elasticsearch(elasticsearch_server.url, basic_auth=elasticsearch_server.basic_auth) as client:
        client.indices.put_alias(index=alias.kept, name=name)
    assert run(["job", "run", str(seed_page)]) == 8
    assert f"({alias.kept}, {alias.newest}): run `xtsearch adopt`" in capsys.readouterr().err
    assert run(["adopt"]) == 0
    assert _generations(capsys) == [alias.newest, alias.kept]
    assert run(["job", "run", str(seed_page)]) == 0


def test_a_first_run_that_is_killed_before_it_is_published_is_begun_anew(
    seed_page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """There never was anything live: what the killed run committed is no lost index, and goes."""
    where = tmp_path / "index"
    arguments = ["--index", str(where), "reindex", str(seed_page)]
    script = (
        "import os; from xtsearch.indexer.engines.embedded.folder import IndexFolder; "
        "IndexFolder.publish = lambda *_: os._exit(9); import sys; from xtsearch.__main__ import main; "
        f"sys.argv[1:] = {arguments!r}; main()"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 9
    [left] = (where / "generations").iterdir()
    monkeypatch.setenv("XTSEARCH_INDEX", str(where))
    monkeypatch.setenv("XTSEARCH_CONFIG", "")
    assert run(["query", "专项整治"]) == 8
    assert "nothing is indexed in" in capsys.readouterr().err
    assert run(["index", str(seed_page)]) == 0
    assert run(["query", "专项整治"]) == 0
    assert not left.exists()
