"""`--analyzer ik`: the refusal on a real server without the plugin, and what is sent where there is one.

Untested here: the plugin's own cutting, which the servers of the tests lack. In its place a tokenizer of the server's
own stands in the same mapping, so that the rest (what is sent, kept, searched, written again) runs for real.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from tests.support.aliases import remove_indices
from tests.support.elasticsearch_server import Server
from tests.support.engines import fill, none_refused
from xtsearch.__main__ import run
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.elasticsearch import ik
from xtsearch.indexer.engines.elasticsearch import mapping as elasticsearch_mapping
from xtsearch.indexer.engines.elasticsearch.compile import compile_request
from xtsearch.indexer.engines.elasticsearch.connection import Credentials
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.elasticsearch.mapping import IK, STREAM, new_index, source_json, words_field
from xtsearch.indexer.engines.request import All, Or, Phrase, SearchRequest, Word
from xtsearch.indexer.errors import IndexMissing, IndexOutdated, XtsearchError
from xtsearch.indexer.fields import TEXT_FIELDS


@pytest.fixture
def name(elasticsearch_server: Server) -> Iterator[str]:
    """An alias of our own, which leaves nothing behind."""
    made = f"xtsearch-ik-{secrets.token_hex(4)}"
    with Elasticsearch(elasticsearch_server.url, basic_auth=elasticsearch_server.basic_auth) as client:
        yield made
        remove_indices(client, made)


def _engine(server: Server, name: str, analyzer: str | None = IK) -> ElasticsearchEngine:
    user, password = server.basic_auth or (None, None)
    credentials = Credentials(username=user, password=password)
    return ElasticsearchEngine(server.url, name=name, credentials=credentials, analyzer=analyzer)


def _document(id: str, body: str = "专项整治") -> Document:
    return Document(id=id, body=body, title="要闻", reporters=("王超", "杨阳"))


# ------------------------------------------------------------------------------------------------- the refusal


def test_a_server_without_the_plugin_is_told_how_to_get_it(elasticsearch_server: Server, name: str) -> None:
    with closing(_engine(elasticsearch_server, name)) as engine:
        with pytest.raises(XtsearchError, match=r"plugin install .*analysis-ik/\d+\.\d+\.\d+`") as raised:
            fill(engine, [_document("a")])
        assert elasticsearch_server.version in str(raised.value)
        with pytest.raises(IndexMissing):
            engine.status()


@pytest.mark.parametrize("command", ["index", "reindex"])
def test_the_command_refuses_in_one_line(elasticsearch_server: Server, name: str, command: str, tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    source.write_text(json.dumps({"id": "a", "body": "专项整治"}), "utf-8")
    environ = os.environ | {"XTSEARCH_ALIAS": name, "LANG": "C.UTF-8"}
    if elasticsearch_server.basic_auth:
        environ |= dict(zip(("XTSEARCH_USERNAME", "XTSEARCH_PASSWORD"), elasticsearch_server.basic_auth, strict=True))
    for location, said_of in ((elasticsearch_server.url, "lacks the IK plugin"), (str(tmp_path), "for Elasticsearch")):
        arguments = ["--index", location, command, str(source), "--analyzer", "ik"]
        ended = subprocess.run(
            [sys.executable, "-m", "xtsearch", *arguments], env=environ, capture_output=True, text=True, check=False
        )
        assert (ended.returncode, ended.stdout) == (2, "")
        [line] = ended.stderr.splitlines()
        assert said_of in line


def test_a_folder_and_an_unknown_analyzer_are_refused(elasticsearch_server: Server, tmp_path: Path) -> None:
    with pytest.raises(XtsearchError, match="for Elasticsearch"):
        open_engine(str(tmp_path), analyzer=IK)
    with pytest.raises(XtsearchError, match="there are words and ik"):
        open_engine(elasticsearch_server.url, analyzer="jieba")


# ---------------------------------------------------------------------------------------------- what is compiled


def test_the_mapping_has_the_server_cut_words_from_the_same_text() -> None:
    body = new_index("index", {"analyzer": IK}, building=True).to_dict()
    cut = body["settings"]["analysis"]["analyzer"][IK]
    assert (cut["tokenizer"], cut["char_filter"]) == ("ik_smart", ["fold"])
    properties = body["mappings"]["properties"]
    for field in TEXT_FIELDS:
        assert properties[field.name]["copy_to"] == words_field(field.name)
        assert properties[words_field(field.name)]["analyzer"] == IK
        assert "search_analyzer" not in properties[words_field(field.name)]  # the same on both sides
    assert IK not in new_index("index", {}, building=True).to_dict()["settings"]["analysis"]["analyzer"]


def test_no_words_are_sent() -> None:
    document = _document("a")
    sent = json.loads(source_json(document, *document.serialised(), IK))
    assert not any(name.endswith("_words") for name in sent)


def test_a_question_is_sent_as_it_is_to_the_words_and_cut_to_the_grams() -> None:
    request = SearchRequest(All(), rank=("湘潭的专项整治",))
    words, grams = _scoring(compile_request(request, IK).to_dict())
    assert (words["query"], words["analyzer"], "body_words^1" in words["fields"]) == ("湘潭的专项整治", IK, True)
    assert (grams["query"], grams["analyzer"], "body^0.5" in grams["fields"]) == ("湘潭 专项 项整 整治", STREAM, True)


def _scoring(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [clause["multi_match"] for clause in body["query"]["bool"]["should"]]


# ---------------------------------------------------------------------------- with a tokenizer in the plugin's place


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elasticsearch_mapping, "IK_SMART", "standard")
    monkeypatch.setattr(ik, "check_installed", lambda _: None)


@pytest.mark.usefixtures("plugin")
def test_all_else_is_as_without_it(elasticsearch_server: Server, name: str) -> None:
    documents = [_document("a"), _document("b", "整治"), _document("c", "诺西那生钠")]
    with (
        closing(_engine(elasticsearch_server, name)) as engine,
        closing(_engine(elasticsearch_server, name, None)) as reader,
        Elasticsearch(elasticsearch_server.url, basic_auth=elasticsearch_server.basic_auth) as client,
    ):
        fill(engine, documents)
        assert [reader.get(document.id) for document in documents] == documents
        ranked = reader.search(SearchRequest(Or((Word("专项"), Word("整治"))), rank=("專項整治",))).hits
        assert [hit.document.id for hit in ranked] == ["a", "b"]
        assert ranked[0].score > ranked[1].score > 0
        assert reader.counts([Phrase("专项整治"), Word("整治")]) == [1, 2]
        query = {"term": {"body_words": "诺"}}
        assert client.search(index=name, query=query)["hits"]["total"]["value"] == 1


@pytest.mark.usefixtures("plugin")
def test_who_writes_again_keeps_to_what_is_live(elasticsearch_server: Server, name: str) -> None:
    def analyzer(engine: ElasticsearchEngine) -> str:
        return engine._indices.live().analyzer

    with (
        closing(_engine(elasticsearch_server, name)) as engine,
        closing(_engine(elasticsearch_server, name, None)) as silent,
        closing(_engine(elasticsearch_server, name, "words")) as by_words,
    ):
        fill(engine, [_document("a")])
        with silent.lock(), silent.update() as writer:
            writer.put([_document("b")], none_refused)
            writer.commit()
        assert [hit.score > 0 for hit in engine.search(SearchRequest(All(), rank=("专项",))).hits] == [True, True]
        with by_words.lock(), pytest.raises(IndexOutdated, match="reindex --analyzer words"), by_words.update():
            pass
        fill(silent, [_document("a")])
        assert analyzer(silent) == IK
        fill(by_words, [_document("a")])
        assert analyzer(silent) == "words"
        assert silent.search(SearchRequest(All(), rank=("专项整治",))).hits[0].score > 0


@pytest.mark.usefixtures("plugin")
def test_who_shows_words_says_that_the_server_cuts_them(
    elasticsearch_server: Server, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if elasticsearch_server.basic_auth:
        pytest.skip("commands would need its password")
    for variable, value in {"ALIAS": name, "CONFIG": "", "INDEX": elasticsearch_server.url}.items():
        monkeypatch.setenv(f"XTSEARCH_{variable}", value)
    note = "the words of the index are cut by the server's plugin ik"
    commands = (
        ["query", "专项整治", "--explain"],
        ["analyze", "专项整治"],
        ["query", "专项整治", "--explain", "-f", "json"],
    )
    with closing(_engine(elasticsearch_server, name, "words")) as engine:
        fill(engine, [_document("a")])
    for command in commands:
        assert run(command) == 0
        assert note not in "".join(capsys.readouterr())
    with closing(_engine(elasticsearch_server, name)) as engine:
        fill(engine, [_document("a")])
        assert engine.status().words_cut_by == IK
    for command in commands[:2]:
        assert run(command) == 0
        assert note in "".join(capsys.readouterr())
    assert run(commands[2]) == 0
    explained = json.loads(capsys.readouterr().out)
    assert explained["words_cut_by"] == IK
    assert _scoring(explained["elasticsearch"]["phrase"])[0]["query"] == "专项整治", "as it is sent to IK"
