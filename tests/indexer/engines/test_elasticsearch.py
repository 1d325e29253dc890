"""What is Elasticsearch's own: mapping, alias and indices, lock, roles. The rest: test_engine_conformance.py."""

from __future__ import annotations

import math
import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elasticsearch import AuthorizationException, Elasticsearch

from tests.support.aliases import remove_indices
from tests.support.elasticsearch_server import Server
from tests.support.engines import fill, none_refused
from tests.support.waiting import Clock, wait_until
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.elasticsearch import lock as elasticsearch_lock
from xtsearch.indexer.engines.elasticsearch import reader
from xtsearch.indexer.engines.elasticsearch.compile import phrase_terms
from xtsearch.indexer.engines.elasticsearch.connection import Credentials
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.request import All, Phrase, SearchRequest, Term
from xtsearch.indexer.errors import EngineError, IndexForeign, IndexLocked, IndexMissing, IndexOutdated, NotAuthorised
from xtsearch.indexer.fields import FIELDS, TEXT_FIELDS
from xtsearch.indexer.text.units import phrase_units


@pytest.fixture(scope="module")
def client(elasticsearch_server: Server) -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_server.url, basic_auth=elasticsearch_server.basic_auth) as made:
        yield made


@contextmanager
def _engine(server: Server) -> Iterator[ElasticsearchEngine]:
    """An engine under a name of its own, which leaves nothing behind."""
    user, password = server.basic_auth or (None, None)
    name = f"xtsearch-test-{secrets.token_hex(4)}"
    made = ElasticsearchEngine(server.url, name=name, credentials=Credentials(username=user, password=password))
    with closing(made), Elasticsearch(server.url, basic_auth=server.basic_auth) as client:
        try:
            yield made
        finally:
            remove_indices(client, name)


@pytest.fixture
def engine(elasticsearch_server: Server) -> Iterator[ElasticsearchEngine]:
    with _engine(elasticsearch_server) as made:
        yield made


def _name(engine: ElasticsearchEngine) -> str:
    return engine._indices.name


def _ids(engine: ElasticsearchEngine) -> list[str]:
    return [hit.document.id for hit in engine.search(SearchRequest(All(), limit=100)).hits]


def _document(id: str, body: str = "专项整治") -> Document:
    return Document(id=id, body=body, title="市领导调研文艺工作", reporters=("王超", "杨阳"), extra={"page": 4})


# ----------------------------------------------------------------------------------------------------- scanning

_NODE = NodeConfig("http", "localhost", 9200)


def test_where_no_point_in_time_may_be_searched_a_scroll_keeps_its_view(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a key that may search the alias only; test_elasticsearch_privileges.py asks with such a key."""

    def refuse(*_: object, **__: object) -> Iterator[list[dict[str, Any]]]:
        raise AuthorizationException("security_exception", ApiResponseMeta(403, "1.1", HttpHeaders(), 0.0, _NODE), {})

    names = [f"{number:02}" for number in range(7)]
    fill(engine, map(_document, names))
    monkeypatch.setattr(reader.Reader, "_walk", refuse)
    monkeypatch.setattr(reader, "_PAGE", 2)
    running = engine.scan(All())
    ids = [next(running).id]
    with engine.lock(), engine.update() as writer:
        writer.delete(names[3:])
        writer.put([_document("new")], none_refused)
        writer.commit()
    assert [*ids, *(document.id for document in running)] == names
    assert [document.id for document in engine.scan(All())] == [*names[:3], "new"]


# ------------------------------------------------------------------------------------------------------ phrases


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("专项整治", "专项 项整 整治"),
        ("傅", "傅"),
        ("70万元一支降至3.3万元", "70 万元 元一 一支 支降 降至 至 3.3 万元"),
        ("服务窗口C106", "服务 务窗 窗口 口 c106"),
        ("整治，推进", "整治 治 推进"),
        ("整，治", "整 治"),
        ("ＳＭＡ", "sma"),
        ("佐々木", "佐 々 木"),
    ],
)
def test_a_phrase_is_sent_as_grams_and_the_ends_of_runs(text: str, terms: str) -> None:
    assert phrase_terms(phrase_units(text)) == terms.split()


# ------------------------------------------------------------------------------------------------------ mapping


def test_the_mapping_is_strict_and_says_what_wrote_it(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    fill(engine, [_document("a")])
    [described] = client.indices.get(index=_name(engine)).body.values()
    mappings = described["mappings"]
    assert mappings["dynamic"] == "strict"
    assert {field.name for field in FIELDS} <= mappings["properties"].keys()
    assert set(mappings["_meta"]) == {
        "schema_version",
        "analysis_version",
        "dictionary",
        "built",
        "analyzer",
        "complete",
        "kept",
    }
    assert described["settings"]["index"]["query"]["default_field"] == [field.name for field in TEXT_FIELDS]


def test_long_words_are_searched_but_come_with_no_hit(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    document = Document(id="a", body="从哈尔滨到乌鲁木齐治疗")
    fill(engine, [document])
    [hit] = client.search(index=_name(engine), query={"term": {"body_words": "乌鲁木齐"}})["hits"]["hits"]
    assert hit["_id"] == "a"
    assert engine.get("a") == document
    assert [hit.document for hit in engine.search(SearchRequest(All())).hits] == [document]
    assert not client.search(index=_name(engine), query={"term": {"body_words": "治疗"}})["hits"]["hits"]


@pytest.mark.parametrize(
    ("query", "matches"),
    [("整治", True), ('"项整治"', True), ('"專項整治"', True), ('"项治"', False), ("文艺", True), ("贪腐", False)],
)
def test_kql_works_without_our_help(
    engine: ElasticsearchEngine, client: Elasticsearch, query: str, matches: bool
) -> None:
    fill(engine, [_document("a")])
    kind = "phrase" if query.startswith('"') else "best_fields"
    asked = {"multi_match": {"query": query.strip('"'), "type": kind, "lenient": True}}
    assert bool(client.search(index=_name(engine), query=asked)["hits"]["total"]["value"]) is matches


def test_further_fields_that_cannot_be_indexed_refuse_one_document(engine: ElasticsearchEngine) -> None:
    deep: dict[str, Any] = {}
    for _ in range(150):
        deep = {"a": deep}
    odd = {"deep": deep, "nul": {"a\0b": "1"}, "nan": {"a": float("nan")}}
    with engine.lock(), engine.rebuild() as build:
        refused: dict[str, str] = {}
        build.put(
            [_document("good"), *(Document(id=id, body="文", extra=extra) for id, extra in odd.items())],
            lambda document, reason: refused.update({document.id: reason}),
        )
        build.put([Document(id="long", body="文", extra={"long": "字" * 30_000, "short": "字" * 8_000})], none_refused)
        build.publish()
    assert refused.keys() == odd.keys()
    assert all(refused.values())
    assert set(_ids(engine)) == {"good", "long"}
    assert engine.counts([Term("extra.short", "字" * 8_000)]) == [1]


# ------------------------------------------------------------------------------------------- alias and indices


def test_the_last_two_are_kept_and_others_indices_left_alone(
    engine: ElasticsearchEngine, client: Elasticsearch
) -> None:
    foreign = f"{_name(engine)}-archive-20220513t060000z"
    client.indices.create(index=foreign)
    built = []
    for number in range(4):
        fill(engine, [_document(str(number))])
        built.append(engine.status().generation)
        assert _ids(engine) == [str(number)]
    assert engine.status().generations == (built[3], built[2], built[1])
    standing = set(client.indices.get_alias(index=f"{_name(engine)}-*"))
    assert standing - {f"{_name(engine)}-lock"} == {*built[1:], foreign}
    assert list(client.indices.get_alias(name=_name(engine))) == [built[3]]


def test_what_a_killed_run_left_is_removed_by_the_next(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    fill(engine, [_document("old")])
    abandoned = engine._indices.create()
    assert engine.status().generations == (engine.status().generation,)
    with engine.lock():
        assert not client.indices.exists(index=abandoned)
    assert _ids(engine) == ["old"]


def test_an_index_that_was_made_anew_meanwhile_is_not_published(
    engine: ElasticsearchEngine, client: Elasticsearch
) -> None:
    fill(engine, [_document("old")])
    with engine.lock(), engine.rebuild() as build:
        client.indices.delete(index=build.index)
        client.index(index=build.index, document={"any": "thing"})
        with pytest.raises(IndexForeign):
            build.publish()
    assert _ids(engine) == ["old"]
    assert not client.indices.exists(index=build.index)


def test_what_is_not_ours_is_left_alone(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    name = _name(engine)
    client.indices.create(index=f"{name}-foreign", aliases={name: {}})
    for ask in (engine.status, lambda: engine.get("a"), lambda: fill(engine, [_document("a")])):
        with pytest.raises(IndexForeign, match="choose another name"):
            ask()
    client.indices.delete(index=f"{name}-foreign")
    client.indices.create(index=name)
    with pytest.raises(IndexForeign, match="not an alias"):
        engine.status()
    assert list(client.indices.get_alias(index=f"{name}*")) == [name]


def test_an_alias_on_two_indices_is_told(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    fill(engine, [_document("a")])
    client.indices.create(index=f"{_name(engine)}-two", aliases={_name(engine): {}})
    with pytest.raises(IndexForeign, match="several indices"):
        engine.status()


def test_what_another_version_wrote_is_not_read_nor_written(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    fill(engine, [_document("a")])
    index = engine.status().generation
    meta = client.indices.get_mapping(index=index)[index]["mappings"]["_meta"]
    client.indices.put_mapping(index=index, meta=meta | {"dictionary": "another"})
    assert engine.status().dictionary == "another"
    with engine.lock(), pytest.raises(IndexOutdated, match="reindex"), engine.update():
        pass
    client.indices.put_mapping(index=index, meta=meta | {"analysis_version": 0})
    with pytest.raises(IndexOutdated, match="reindex"):
        engine.status()


# ------------------------------------------------------------------------------------------------------- update


def test_an_update_is_unseen_until_it_is_committed_and_else_taken_back(engine: ElasticsearchEngine) -> None:
    fill(engine, [_document("changed", "旧文"), _document("deleted"), _document("same")])
    with engine.lock(), engine.update() as writer:
        writer.put([_document("changed", "新文"), _document("added")], none_refused)
        writer.delete(["deleted"])
        assert set(_ids(engine)) == {"changed", "deleted", "same"}
    with engine.lock(), engine.update() as writer:
        writer.put([_document("later")], none_refused)
        writer.commit()
    assert set(_ids(engine)) == {"changed", "deleted", "same", "later"}
    assert engine.counts([Phrase("旧文"), Phrase("新文")]) == [1, 0]


def test_an_empty_update_of_nothing_makes_an_empty_index(engine: ElasticsearchEngine) -> None:
    with engine.lock(), engine.update():
        pass
    assert engine.status().articles == 0


# --------------------------------------------------------------------------------------------------------- lock


def _claim(engine: ElasticsearchEngine, client: Elasticsearch, **changed: str) -> None:
    """Leave a lock behind, as a killed run does."""
    index = f"{_name(engine)}-lock"
    with engine.lock():
        claim = client.get(index=index, id="writer")["_source"]
    client.index(index=index, id="writer", document=claim | changed)


def test_the_lock_of_a_dead_process_of_this_machine_is_taken_over(
    engine: ElasticsearchEngine, client: Elasticsearch
) -> None:
    _claim(engine, client, process="999999999 1")
    with engine.lock():
        pass
    _claim(engine, client)  # this process, which lives
    with pytest.raises(IndexLocked), engine.lock():
        pass


def test_the_lock_of_a_process_whose_beginning_is_hidden_is_respected(
    engine: ElasticsearchEngine, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    _claim(engine, client)
    monkeypatch.setattr(elasticsearch_lock, "_process", str)  # as with ProtectProc=invisible, of another user's
    with pytest.raises(IndexLocked), engine.lock():
        pass


def test_a_process_is_told_by_its_beginning_or_by_its_id_where_that_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = os.getpid()
    assert elasticsearch_lock._process(ours).startswith(f"{ours}")

    def hidden(*_: object) -> str:
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", hidden)
    assert elasticsearch_lock._process(ours) == str(ours)
    assert elasticsearch_lock._process(999_999_999) == ""


def test_the_lock_of_another_machine_is_respected_and_named(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    _claim(engine, client, host="elsewhere pid:[1]", process="999999999 1")
    with pytest.raises(IndexLocked, match=r"on elsewhere since .*--wait 120 takes over"), engine.lock():
        pass


def test_a_lock_that_nobody_renews_is_taken_over(
    engine: ElasticsearchEngine, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    _claim(engine, client, host="elsewhere pid:[1]", since="2999-01-01T00:00:00+00:00")
    clock = Clock()
    monkeypatch.setattr(elasticsearch_lock, "time", clock)
    with engine.lock(math.inf):
        assert clock.slept == elasticsearch_lock.ABANDONED_SECONDS


def test_a_lock_that_is_renewed_is_not_taken_over(
    engine: ElasticsearchEngine, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits looks once between two heartbeats, and that six times as long as an abandoned lock is respected."""

    def number() -> int:
        return int(client.get(index=f"{_name(engine)}-lock", id="writer")["_seq_no"])

    class Heartbeats(Clock):
        def sleep(self, seconds: float) -> None:
            before = number()
            wait_until(lambda: number() > before, "a heartbeat")
            super().sleep(seconds)

    monkeypatch.setattr(elasticsearch_lock, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(elasticsearch_lock, "_LOOK_SECONDS", elasticsearch_lock.ABANDONED_SECONDS - 1)
    monkeypatch.setattr(elasticsearch_lock, "_is_dead", lambda _: False)
    monkeypatch.setattr(elasticsearch_lock, "time", Heartbeats())
    with engine.lock():
        before = number()
        with pytest.raises(IndexLocked), engine.lock(6 * elasticsearch_lock.ABANDONED_SECONDS):
            pass
        assert number() > before


@pytest.mark.parametrize("lost", ["to another", "altogether"])
def test_a_run_that_lost_its_lock_makes_nothing_visible(
    engine: ElasticsearchEngine, client: Elasticsearch, lost: str
) -> None:
    fill(engine, [_document("old")])

    def lose() -> None:
        client.delete(index=f"{_name(engine)}-lock", id="writer")
        if lost == "to another":
            claim = {"owner": "another", "host": "elsewhere", "process": "1", "since": "now"}
            client.index(index=f"{_name(engine)}-lock", id="writer", document=claim)

    with engine.lock(), engine.update() as writer:
        writer.put([_document("new")], none_refused)
        lose()
        with pytest.raises(IndexLocked, match="taken over"):
            writer.commit()
    assert _ids(engine) == ["old"]
    _release(engine, client)
    with engine.lock(), engine.rebuild() as build:
        build.put([_document("new")], none_refused)
        lose()
        with pytest.raises(IndexLocked, match="taken over"):
            build.publish()
        with pytest.raises(IndexLocked, match="taken over"):
            build.put([_document("late")], none_refused)
    assert _ids(engine) == ["old"]
    if lost == "to another":  # whose claim stands
        with pytest.raises(IndexLocked, match="on elsewhere"), engine.lock():
            pass
    _release(engine, client)


def _release(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    client.options(ignore_status=404).delete(index=f"{_name(engine)}-lock", id="writer")


def test_a_renewal_whose_answer_was_lost_is_still_ours(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    index = f"{_name(engine)}-lock"
    with engine.lock(), engine.update() as writer:
        client.index(index=index, id="writer", document=client.get(index=index, id="writer")["_source"])
        writer.put([_document("a")], none_refused)
        writer.commit()
    assert _ids(engine) == ["a"]
    with engine.lock():
        pass


# ----------------------------------------------------------------------------------------------------- scratch


def test_a_scratch_index_leaves_nothing(elasticsearch_server: Server, client: Elasticsearch) -> None:
    with _engine(elasticsearch_server) as engine:
        with engine.scratch() as scratch:
            fill(scratch, [_document("a")])
            fill(scratch, [_document("b")])
            assert client.indices.get_alias(index=f"{_name(engine)}-scratch-*")
        assert not client.indices.get_alias(index=f"{_name(engine)}*", expand_wildcards="all").body
        with pytest.raises(IndexMissing):
            engine.status()


# ------------------------------------------------------------------------------------------------------ roles

_INDEXER = [{"names": ["xtsearch-*"], "privileges": ["read", "write", "manage"]}]


def _key(client: Elasticsearch, indices: list[dict[str, Any]], cluster: list[str]) -> Credentials:
    role = {"cluster": cluster, "indices": indices}
    made = client.security.create_api_key(name=secrets.token_hex(4), role_descriptors={"role": role})
    return Credentials(api_key=made["encoded"])


def test_an_indexer_can_reindex_and_an_analyst_can_only_search(secured_elasticsearch_server: Server) -> None:
    server = secured_elasticsearch_server
    with _engine(server) as owner, Elasticsearch(server.url, basic_auth=server.basic_auth) as client:
        name = _name(owner)
        indexer = ElasticsearchEngine(server.url, name=name, credentials=_key(client, _INDEXER, ["monitor"]))
        reading = [{"names": [name], "privileges": ["read", "view_index_metadata"]}]
        analyst = ElasticsearchEngine(server.url, name=name, credentials=_key(client, reading, []))
        with closing(indexer), closing(analyst):
            fill(indexer, [_document("a")])
            with indexer.lock(), indexer.update() as writer:
                writer.put([_document("b")], none_refused)
                writer.commit()
            assert set(_ids(analyst)) == {"a", "b"}
            assert analyst.get("a") == _document("a")
            assert analyst.counts([Phrase("专项整治")]) == [2]
            assert analyst.facets(All(), "reporters") == [("杨阳", 2), ("王超", 2)]
            assert len(analyst.search(SearchRequest(All(), limit=10_001)).hits) == 2
            assert analyst.status().articles == 2
            with pytest.raises(NotAuthorised), analyst.lock():
                pass
            with pytest.raises(NotAuthorised), analyst.rebuild():
                pass


def test_without_credentials_nothing_is_said_but_that(secured_elasticsearch_server: Server) -> None:
    for credentials in (Credentials(), Credentials(api_key="geheim"), Credentials(username="u", password="geheim")):
        with closing(ElasticsearchEngine(secured_elasticsearch_server.url, credentials=credentials)) as engine:
            with pytest.raises(NotAuthorised, match="XTSEARCH_API_KEY") as raised:
                engine.search(SearchRequest(All()))
            assert "geheim" not in str(raised.value)
            assert raised.value.exit_code == 7


def test_an_error_is_ours_whatever_is_asked(engine: ElasticsearchEngine) -> None:
    fill(engine, [_document("a")])
    many = tuple("".join(chr(0x4E00 + (n * 7 + k) % 20_000) for k in range(2)) for n in range(30_000))
    with pytest.raises(EngineError, match="shorten it"):
        engine.search(SearchRequest(All(), many))
