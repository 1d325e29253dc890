"""What another program puts under our alias: no question fails on it or answers with it; it is counted and named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.aliases import own_alias
from tests.support.elasticsearch_server import Server
from xtsearch.__main__ import run
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.elasticsearch.mapping import CONTENT_HASH, mapping
from xtsearch.indexer.engines.elasticsearch.stored_articles import article_of
from xtsearch.indexer.fields import FIELDS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(elasticsearch_server: Server) -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_server.url, basic_auth=elasticsearch_server.basic_auth) as made:
        yield made


@pytest.fixture
def alias(
    elasticsearch_server: Server,
    seed_page: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[str]:
    """An alias with the seed page behind it, which commands find without an option."""
    with own_alias(elasticsearch_server, monkeypatch, "foreign") as name:
        assert run(["index", str(seed_page)]) == 0
        capsys.readouterr()
        yield name


def _put(client: Elasticsearch, alias: str, id: str, source: dict[str, Any]) -> None:
    client.index(index=alias, id=id, document=source, refresh=True)


QUESTIONS = (
    ["query", "外来", "--match", "any"],
    ["query", "外来 专项整治", "--match", "any", "--sort", "-date"],
    ["query", "专项整治", "--sort", "date"],
    ["facets", "专项整治", "--by", "reporter"],
    ["trend", "专项整治"],
    ["status"],
)


def _answers(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command writes, without the newline at its end; it fails in no way."""
    assert run(arguments) in (0, 1)
    written = capsys.readouterr()
    assert "internal error" not in written.err
    return written.out


def test_a_document_of_another_program_is_in_no_answer_and_is_named(
    alias: str, client: Elasticsearch, seed_page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = [_answers(question, capsys) for question in QUESTIONS[1:5]]
    client.indices.put_mapping(index=alias, dynamic="true")
    _put(client, alias, "f1", {"body": "外来文档，专项整治。", "reporters": ["王超"], "date": "2022-05-13"})
    _put(client, alias, "f2", {"id": "f2", "body": ["外来", "文档"], "views": 3})
    assert [_answers(question, capsys) for question in QUESTIONS[1:5]] == before
    assert "外来文档" not in _answers(QUESTIONS[0], capsys)
    assert run(["show", "f1"]) == 1
    assert "f1" in capsys.readouterr().err
    assert "2 documents of another program" in _answers(["status"], capsys)
    assert json.loads(_answers(["status", "-f", "json"], capsys))["foreign"] == ["f1", "f2"]
    assert run(["status", "--check"]) == 6
    assert "are no article (f1, f2)" in capsys.readouterr().out
    assert run(["job", "run", str(seed_page)]) == 6
    assert "(f1, f2): no answer has them; stop what writes there" in capsys.readouterr().err


def test_a_reindex_leaves_them_out(
    alias: str, client: Elasticsearch, seed_page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _put(client, alias, "f1", {"body": "外来文档"})
    assert run(["index", str(seed_page)]) == 6
    assert "1 document of another program that is no article (f1)" in capsys.readouterr().err
    assert run(["reindex", str(seed_page)]) == 0
    assert run(["status", "--check"]) == 0
    assert client.count(index=alias)["count"] == 13


#: Any value of JSON that a server of documents may hold.
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**31), 2**31)
    | st.floats(-1e6, 1e6)
    | st.text("外来文档 aé", max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abid"), inner, max_size=3),
    max_leaves=5,
)
_NAMES = st.sampled_from([*mapping({}).to_dict()["properties"], "views"])


@given(st.dictionaries(_NAMES, _VALUES, max_size=6))
@settings(max_examples=500)
def test_whatever_stands_there_is_an_article_of_right_types_or_none(source: dict[str, Any]) -> None:
    article = article_of({"_id": "f1", "_source": source})
    if article is None:
        return
    assert article.id == "f1"
    names = {field.name for field in FIELDS} - {"id"}
    kept = {name: value for name, value in source.items() if name in names and value not in (None, "", [], {})}
    assert json.loads(article.to_json()) == kept | {"id": "f1"}


def test_an_article_that_we_wrote_comes_back_whole() -> None:
    document = Document(
        id="a",
        body="正文",
        title="标题",
        reporters=("王超",),
        lines=((1, 2),),
        title_lines=(3,),
        confidence=0.5,
        page=1,
    )
    source = {**json.loads(document.to_json()), CONTENT_HASH: document.content_hash()}
    assert article_of({"_id": "a", "_source": source}) == document


@given(source=st.dictionaries(_NAMES, _VALUES, max_size=6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_fails_on_any_document(
    alias: str, client: Elasticsearch, capsys: pytest.CaptureFixture[str], source: dict[str, Any]
) -> None:
    """Also where it brings what only our own articles have."""
    client.indices.put_mapping(index=alias, dynamic="true")
    client.options(ignore_status=400).index(
        index=alias, id="f1", document={"body": "外来文档", **source, CONTENT_HASH: "0" * 32}, refresh=True
    )
    for question in QUESTIONS:
        _answers(question, capsys)
    assert run(["show", "f1"]) in (0, 1)
