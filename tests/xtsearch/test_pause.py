"""`pause` and `resume`: a person keeps runs from writing, who, why and until when are told, and it ends by itself."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch, NotFoundError

from tests.support.aliases import own_alias
from tests.support.elasticsearch_server import Server
from xtsearch.__main__ import run
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.pauses import Pause
from xtsearch.indexer.errors import IndexLocked


@pytest.fixture
def where(tmp_path: Path) -> str:
    return str(tmp_path / "index")


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.slow)])
def place(
    request: pytest.FixtureRequest,
    where: str,
    seed_page: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """The address of an index of the seed page, which commands find without an option."""
    monkeypatch.setenv("XTSEARCH_CONFIG", "")
    if request.param == "embedded":
        monkeypatch.setenv("XTSEARCH_INDEX", where)
        assert run(["index", str(seed_page)]) == 0
        yield where
        return
    server: Server = request.getfixturevalue("elasticsearch_server")
    with own_alias(server, monkeypatch, "pause"):
        assert run(["index", str(seed_page)]) == 0
        yield server.url


WRITING = (["index"], ["reindex"], ["job", "run"])


@pytest.mark.usefixtures("place")
def test_who_would_write_is_told_who_paused_why_and_until_when(
    seed_page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pause", "--reason", "还原快照", "--by", "王超", "--for", "90m"]) == 0
    capsys.readouterr()
    for command in WRITING:
        assert run([*command, str(seed_page)]) == 4, command
        told = capsys.readouterr().err
        assert "paused by 王超 since 20" in told
        assert "还原快照; nothing is written until then, or until `xtsearch resume`" in told
    assert run(["rollback"]) == 4
    assert run(["pause", "--reason", "again"]) == 4
    assert run(["query", "专项整治"]) == 0
    assert run(["adopt"]) == 0
    capsys.readouterr()
    assert run(["status", "-f", "json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["paused"]["by"], status["paused"]["reason"]) == ("王超", "还原快照")
    assert status["last_run"] is None, "a run that meets a pause writes nothing, no record either"
    assert run(["status", "--check"]) == 0
    assert "paused by 王超" in capsys.readouterr().out
    assert run(["resume"]) == 0
    assert capsys.readouterr().out.startswith("no longer paused by 王超")
    assert run(["resume"]) == 0
    assert capsys.readouterr().out == "it was not paused\n"
    assert run(["job", "run", str(seed_page)]) == 0


@pytest.mark.usefixtures("place")
def test_a_reason_drives_no_terminal(seed_page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    for command, code in (
        (["pause", "--reason", "a\x1b[2Jb\nc", "--by", "王\x1b]0;x\x07"], 0),
        (["index", str(seed_page)], 4),
        (["status"], 0),
        (["status", "--check"], 0),
        (["resume"], 0),
    ):
        assert run(command) == code
        written = "".join(capsys.readouterr())
        assert "[2Jb c" in written
        assert not set(written) & {"\x1b", "\x07"}, command


def test_a_pause_ends_by_itself(place: str, seed_page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(open_engine(place)) as engine:
        engine.pause(Pause.begin("王超", "over", datetime.timedelta(seconds=-1)))
        with engine.lock():
            pass
    assert run(["status"]) == 0
    assert run(["status", "--check"]) == 0
    assert "paused" not in capsys.readouterr().out
    assert run(["index", str(seed_page)]) == 0


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("empty", [["--reason", " "], ["--reason", "disks", "--by", " "]])
def test_a_pause_has_a_reason_and_somebody_who_wants_it(empty: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["pause", *empty]) == 2
    assert f"{empty[-2]} is empty" in capsys.readouterr().err
    assert run(["resume"]) == 0
    assert capsys.readouterr().out == "it was not paused\n"


def test_a_pause_waits_for_no_run_unless_told_to(place: str) -> None:
    with closing(open_engine(place)) as engine, closing(open_engine(place)) as pausing:
        with engine.lock(), pytest.raises(IndexLocked):
            pausing.pause(Pause.begin("王超", "disks", datetime.timedelta(hours=1)))
        assert pausing.paused() is None


@pytest.mark.slow
@pytest.mark.parametrize("place", ["elasticsearch"], indirect=True)
def test_a_lock_whose_index_is_deleted_is_not_made_anew(place: str, elasticsearch_server: Server) -> None:
    with (
        closing(ElasticsearchEngine(place, name=os.environ["XTSEARCH_ALIAS"])) as engine,
        Elasticsearch(elasticsearch_server.url, basic_auth=elasticsearch_server.basic_auth) as client,
        engine.lock(),
    ):
        index = f"{engine._indices.name}-lock"
        client.indices.delete(index=index)
        with pytest.raises(IndexLocked, match="was deleted while this run held its lock"):
            engine._indices.confirm_claim()
        with pytest.raises(NotFoundError):
            client.indices.get(index=index)
