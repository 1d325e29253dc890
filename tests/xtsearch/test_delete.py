"""`delete`: nothing goes without a look, an answer and a gate; on both engines."""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TypeAlias

import pytest

from tests.support.engines import KINDS, fill, location_of
from xtsearch.__main__ import run
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import All, SearchRequest

ARTICLES = [
    Document(id=f"a{n}", title=f"第{n}篇", body=f"{'招标' if n < 3 else '医保'}工作推进会", newspaper="湘潭日报")
    for n in range(60)
]


Delete: TypeAlias = Callable[..., tuple[int, str, str]]


class Typed(io.StringIO):
    """A person at a terminal who types this."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(params=KINDS)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """An index of 60 articles, which the commands of this test ask."""
    monkeypatch.setenv("XTSEARCH_ALIAS", f"delete-{secrets.token_hex(4)}")
    location = location_of(request.param, request, tmp_path_factory)
    monkeypatch.setenv("XTSEARCH_INDEX", location)
    with closing(open_engine(location)) as opened:
        fill(opened, ARTICLES)
        yield opened


@pytest.fixture
def delete(capsys: pytest.CaptureFixture[str]) -> Delete:
    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(["delete", *arguments])
        return (code, *capsys.readouterr())

    return command


def count(engine: Engine) -> int:
    return engine.search(SearchRequest(All(), limit=0)).total


def test_articles_are_deleted_by_id_and_one_that_is_not_there_is_named(engine: Engine, delete: Delete) -> None:
    code, out, err = delete("a0", "nobody", "a0", "--yes", "--format", "json")
    assert (code, err) == (1, "xtsearch: no article has the id nobody; `xtsearch query` gives ids\n")
    assert json.loads(out) == {"deleted": 1, "ids": ["a0"], "missing": ["nobody"], "articles": 59}
    assert delete("a1", "a2", "--yes") == (0, "2 articles deleted; the index holds 57\n", "")
    assert engine.get("a1") is None


def test_a_query_deletes_what_it_finds_in_its_exact_sense(engine: Engine, delete: Delete) -> None:
    code, out, _ = delete("--query", "招标工作", "--dry-run")
    *articles, last = out.splitlines()
    assert (code, count(engine)) == (0, 60)
    assert articles == ["a0  第0篇", "a1  第1篇", "a2  第2篇"]
    assert last == "3 articles would be deleted; the index holds 60"
    assert delete("--query", "招标 工作", "--newspaper", "湘潭日报", "--yes")[:2] == (
        0, "3 articles deleted; the index holds 57\n",
    )  # fmt: skip
    assert delete("--query", "招标", "--yes") == (1, "", "xtsearch: nothing found, nothing deleted\n")


def test_a_query_that_would_delete_much_is_refused_unless_forced(engine: Engine, delete: Delete) -> None:
    code, _, err = delete("--query", "医保", "--yes")
    assert (code, count(engine)) == (5, 60)
    assert "57 of 60 articles would be deleted, more than a twentieth" in err
    assert delete("--newspaper", "湘潭日报", "--yes", "--force")[0] == 0
    assert count(engine) == 0


@pytest.mark.parametrize(("typed", "code", "left"), [("y\n", 0, 57), ("n\n", 130, 60), ("\n", 130, 60), ("", 130, 60)])
def test_a_person_is_shown_the_articles_and_asked(
    engine: Engine, delete: Delete, monkeypatch: pytest.MonkeyPatch, typed: str, code: int, left: int
) -> None:
    monkeypatch.setattr("sys.stdin", Typed(typed))
    ended, _, err = delete("--query", "招标工作")
    assert (ended, count(engine)) == (code, left)
    assert "a0  第0篇\na1  第1篇\na2  第2篇\n" in err


def test_where_nobody_can_be_asked_nothing_is_deleted_without_yes(
    engine: Engine, delete: Delete, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    code, _, err = delete("a0")
    assert (code, count(engine)) == (2, 60)
    assert "--yes" in err


@pytest.mark.parametrize("arguments", [(), ("a0", "--query", "招标"), ("a0", "--newspaper", "湘潭日报")])
def test_it_is_ids_or_a_query(engine: Engine, delete: Delete, arguments: tuple[str, ...]) -> None:
    assert delete(*arguments, "--yes")[0] == 2
    assert count(engine) == 60


def test_the_list_is_short_and_drives_no_terminal(engine: Engine, delete: Delete) -> None:
    _, out, _ = delete("--newspaper", "湘潭日报", "--dry-run")
    lines = out.splitlines()
    assert (len(lines), lines[20]) == (22, "and 40 more")
    fill(engine, [Document(id="a\x1b", body="清屏\x1b[2J")])
    assert "\x1b" not in delete("--query", "清屏", "--dry-run")[1]
