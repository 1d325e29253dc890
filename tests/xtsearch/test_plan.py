"""`reindex --dry-run`: what would be built, how large, in the place of what; nothing is written; on both engines."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.support.engines import KINDS, fill, location_of
from xtsearch.__main__ import run
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.errors import GateRefused, IndexMissing, InputError
from xtsearch.indexer.plan import BYTES_FOR_A_CHARACTER, SHARD_BYTES

Plan: TypeAlias = Callable[..., tuple[int, str, str]]
BODY = "招标工作推进会"


@pytest.fixture(params=KINDS)
def kind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The kind of engine that the commands of this test ask; nothing is indexed there."""
    monkeypatch.setenv("XTSEARCH_ALIAS", f"plan-{secrets.token_hex(4)}")
    monkeypatch.setenv("XTSEARCH_INDEX", location_of(request.param, request, tmp_path_factory))
    return str(request.param)


@pytest.fixture
def location(kind: str) -> str:  # noqa: ARG001 - the environment says where
    """The location of an index of 60 articles."""
    with closing(open_engine(os.environ["XTSEARCH_INDEX"])) as engine:
        fill(engine, [Document(id=f"a{number}", body=BODY) for number in range(60)])
    return os.environ["XTSEARCH_INDEX"]


@pytest.fixture
def plan(capsys: pytest.CaptureFixture[str]) -> Plan:
    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(["reindex", "--dry-run", *arguments])
        return (code, *capsys.readouterr())

    return command


def _dump(folder: Path, count: int) -> str:
    path = folder / "news.jsonl"
    path.write_text("".join(f'{{"id": "b{number}", "body": "{BODY}"}}\n' for number in range(count)), "utf-8")
    return str(path)


def test_a_first_index_is_planned_and_not_made(kind: str, plan: Plan, tmp_path: Path) -> None:
    code, out, err = plan(_dump(tmp_path, 40))
    assert (code, err.partition("\n")[0]) == (0, f"xtsearch: {tmp_path}/news.jsonl: used: id, body")
    lines = out.splitlines()
    assert lines[0] == "40 records: 40 articles, 0 rejected"
    assert lines[1] == "in the place of: nothing that this version can read"
    assert lines[-1] == "nothing was written"
    code, out, _ = plan(_dump(tmp_path, 40), "--format", "json")
    planned = json.loads(out)
    assert planned["live"] is None
    assert planned["characters"] == 40 * len(BODY)
    assert planned["bytes"] == int(40 * len(BODY) * BYTES_FOR_A_CHARACTER)
    assert (planned["shards"], planned["shards_advised"]) == ((1, 1) if kind == "elasticsearch" else (None, None))
    assert run(["status"]) == IndexMissing.exit_code


def test_what_stands_there_gives_the_size_and_may_refuse(location: str, plan: Plan, tmp_path: Path) -> None:
    with closing(open_engine(location)) as engine:
        before = engine.status()
    code, out, err = plan(_dump(tmp_path, 57))
    assert code == 0
    assert f"in the place of: {before.generation}, 60 articles" in out
    code, out, err = plan(_dump(tmp_path, 56))
    assert code == GateRefused.exit_code
    refusal = "60 articles are live, and the new index would hold 56; if that is right, run with --force"
    assert f"xtsearch: it would be refused: {refusal}\n" in err
    assert plan(_dump(tmp_path, 56), "--force")[0] == 0
    planned = json.loads(plan(_dump(tmp_path, 30), "--format", "json")[1])
    assert planned["bytes"] == 30 * (before.bytes or 0) // 60
    with closing(open_engine(location)) as engine:
        assert engine.status() == before


@pytest.mark.usefixtures("kind")
def test_what_would_be_rejected_is_in_the_exit_code(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text('{"id": "a"}\n{"body": "招标"}\n', "utf-8")
    code, out, err = plan(str(file))
    assert code == InputError.exit_code
    assert out.startswith("2 records: 1 article, 1 rejected (no text 1)\n")
    assert f"{file}:1: no text" in err


def test_shards_are_for_elasticsearch_and_advised_by_size(kind: str, plan: Plan, tmp_path: Path) -> None:
    if kind != "elasticsearch":
        code, _, err = plan(_dump(tmp_path, 4), "--shards", "2")
        assert code == 2
        assert "--shards or --replicas is for Elasticsearch" in err
        return
    code, out, _ = plan(_dump(tmp_path, 4), "--shards", "2")
    assert (code, "shards: 2; by its size 1: --shards" in out) == (0, True)
    assert SHARD_BYTES == 20 * 1024**3
