"""What every engine does, held on each: the facts that Engine's docstrings promise."""

from __future__ import annotations

import dataclasses
import datetime
import math
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.queries.test_syntax import QUERIES
from tests.support import oracle
from tests.support.engines import KINDS, fill, fresh_engine, location_of, news_documents, none_refused, page_documents
from tests.support.waiting import PATIENCE
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import generations
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import (
    All,
    And,
    DateRange,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    SearchRequest,
    Sort,
    Term,
    Word,
)
from xtsearch.indexer.errors import EngineError, IndexLocked, IndexMissing, IndexOutdated, QuerySyntaxError
from xtsearch.indexer.limits import EXTRA_DEPTH
from xtsearch.indexer.readers import read
from xtsearch.indexer.reindex import index, reindex
from xtsearch.queries.matching import TIERS, Tier, where
from xtsearch.queries.search import search
from xtsearch.queries.syntax import parse

_NEWS = 1500
_SAMPLES = 1000


@pytest.fixture(scope="module", params=KINDS)
def location(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    return location_of(request.param, request, tmp_path_factory)


@pytest.fixture
def engine(location: str) -> Iterator[Engine]:
    """An empty engine."""
    with fresh_engine(location) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def articles(seed_page: Path) -> list[Document]:
    return page_documents(seed_page)


@pytest.fixture(scope="module")
def seeded(location: str, articles: list[Document]) -> Iterator[Engine]:
    """An engine that holds the real page; tests only read it."""
    with fresh_engine(location) as fresh:
        fill(fresh, articles)
        yield fresh


def _ids(engine: Engine, node: Node, **how: object) -> list[str]:
    request = dataclasses.replace(SearchRequest(node, limit=10_000), **how)  # type: ignore[arg-type]  # a test's shorthand
    return [hit.document.id for hit in engine.search(request).hits]


def _found(engine: Engine, text: str, tier: Tier = "phrase") -> set[str]:
    return set(_ids(engine, where(parse(text), tier)))


def _holding(articles: list[Document], pattern: str) -> set[str]:
    """What grep finds on the unwrapped text."""
    return {
        article.id
        for article in articles
        if any(re.search(pattern, text) for name in ("title", "kicker", "body") for text in article.texts(name))
    }


# ---------------------------------------------------------------------------------------------------- matching


@pytest.mark.parametrize(
    ("query", "pattern"),
    [
        ("专项整治", "专项整治"),
        ("湘潭", "湘潭"),
        ("投标", "投标"),
        ("傅", "傅"),
        ("李激扬", "李激扬"),
        ("ＳＭＡ", "SMA"),
        ("諾西那生鈉", "诺西那生钠"),
        ("诺西那生钠", "诺西那生钠"),
        ("“5月13日”", "5月13日"),
        ("C106", "C106"),
        ("3.3万元", "3.3万元"),
    ],
)
def test_a_query_finds_what_grep_finds(seeded: Engine, articles: list[Document], query: str, pattern: str) -> None:
    expected = _holding(articles, pattern)
    assert expected
    assert _found(seeded, query) == expected


@pytest.mark.parametrize("query", ["整治推进", "06服务", "106服务", "3万元", "MA", "湘市", "不存在的词语组合"])
def test_a_phrase_is_exact(seeded: Engine, articles: list[Document], query: str) -> None:
    expected = {
        article.id
        for article in articles
        if any(oracle.row(text).holds(oracle.row(query)) for name in _TEXTS for text in article.texts(name))
    }
    assert _found(seeded, f'"{query}"') == expected


_TEXTS = ("title", "kicker", "subtitle", "body", "reporters", "interns", "correspondents")


def test_punctuation_in_a_phrase_may_stand_in_the_text_or_not(engine: Engine) -> None:
    fill(engine, [Document(id="apart", body="抓好整治，推进工作"), Document(id="touching", body="抓好整治推进工作")])
    assert set(_ids(engine, Phrase("整治推进"))) == {"touching"}
    assert set(_ids(engine, Phrase("整治，推进"))) == {"apart", "touching"}
    assert set(_ids(engine, Phrase("整治推进，工作"))) == {"touching"}


def test_a_long_quotation_with_many_commas_is_exact(engine: Engine) -> None:
    text = "必须提高站位，持续发力；绝不允许松劲懈怠。必须对标对表，落实落细、严查干部，违规插手，干预"
    fill(
        engine,
        [
            Document(id="whole", body=text),
            Document(id="shuffled", body="".join(reversed(re.split("(?<=[，；。、])", text)))),
        ],
    )
    assert _ids(engine, Phrase(text)) == ["whole"]
    assert _ids(engine, Phrase(re.sub("[，；。、]", " ", text))) == ["whole"]
    assert _ids(engine, Phrase(re.sub("[，；。、]", "", text))) == []


def test_a_phrase_stays_within_one_field_and_one_value(engine: Engine) -> None:
    fill(engine, [Document(id="a", title="市领导调研", body="文艺工作", reporters=("王超", "杨阳"))])
    assert _ids(engine, Phrase("调研文艺")) == []
    assert _ids(engine, Phrase("王超杨阳")) == []
    assert _ids(engine, Phrase("王超，杨阳")) == []
    assert _ids(engine, Phrase("杨阳")) == ["a"]


def test_a_phrase_can_be_sought_in_one_field(seeded: Engine, articles: list[Document]) -> None:
    expected = {article.id for article in articles if article.title and "专项整治" in article.title}
    assert set(_ids(seeded, Phrase("专项整治", ("title",)))) == expected


def test_a_word_is_found_as_a_term_or_as_characters(seeded: Engine, articles: list[Document]) -> None:
    assert set(_ids(seeded, Word("投标"))) == _holding(articles, "投标")


def test_nodes_combine(seeded: Engine, articles: list[Document]) -> None:
    every = {article.id for article in articles}
    with_party, with_zhuzhou = _holding(articles, "湘潭"), _holding(articles, "株洲")
    assert set(_ids(seeded, All())) == every
    assert set(_ids(seeded, And(()))) == every
    assert _ids(seeded, Or(())) == []
    assert set(_ids(seeded, And((Phrase("湘潭"), Phrase("株洲"))))) == with_party & with_zhuzhou
    assert set(_ids(seeded, Or((Phrase("湘潭"), Phrase("株洲"))))) == with_party | with_zhuzhou
    assert set(_ids(seeded, And((Phrase("湘潭"), Not(Phrase("株洲")))))) == with_party - with_zhuzhou
    assert set(_ids(seeded, Not(Phrase("湘潭")))) == every - with_party


@pytest.mark.parametrize("text", ["", " ", "，。！", "😀", "\u200b", "——"])
def test_a_phrase_without_a_unit_finds_nothing(seeded: Engine, text: str) -> None:
    assert _ids(seeded, Phrase(text)) == []


def test_the_matching_tiers_widen(seeded: Engine) -> None:
    phrase, every, some = (_found(seeded, "专项整治工作方案", tier) for tier in TIERS)
    assert phrase <= every <= some
    assert len(some) > len(phrase)


# --------------------------------------------------------------------------------------------- filters and sort


def test_reporters_are_filtered_and_searched(seeded: Engine, articles: list[Document]) -> None:
    expected = {article.id for article in articles if "丁白玉" in article.reporters}
    assert len(expected) == 2
    assert set(_ids(seeded, Term("reporters", "丁白玉"))) == expected
    assert set(_ids(seeded, Phrase("丁白玉", ("reporters",)))) == expected
    assert _ids(seeded, Term("reporters", "丁白")) == []


def test_further_fields_are_filtered_by_exact_value(engine: Engine) -> None:
    extra = {"source": "CRUD_RAG", "page": 4, "place": {"city": "湘潭"}, "tags": ["民生", "医保"], "checked": True}
    fill(engine, [Document(id="a", body="正文", extra=extra), Document(id="b", body="正文")])
    for name, value in [
        ("source", "CRUD_RAG"),
        ("page", "4"),
        ("place.city", "湘潭"),
        ("tags", "医保"),
        ("checked", "true"),
    ]:
        assert _ids(engine, Term(f"extra.{name}", value)) == ["a"]
    assert _ids(engine, Term("extra.source", "crud_rag")) == []
    assert engine.get("a") == Document(id="a", body="正文", extra=extra)


def _dated(engine: Engine) -> None:
    days = {
        "c": datetime.date(2022, 5, 13),
        "a": datetime.date(2022, 5, 14),
        "b": datetime.date(2022, 5, 13),
        "old": datetime.date(1949, 10, 1),
    }
    fill(
        engine,
        [Document(id=id, body="专项整治", date=day) for id, day in days.items()] + [Document(id="z", body="专项整治")],
    )


def test_dates_are_filtered_with_both_ends_included(engine: Engine) -> None:
    _dated(engine)
    may13 = datetime.date(2022, 5, 13)
    assert set(_ids(engine, DateRange(may13, may13))) == {"b", "c"}
    assert set(_ids(engine, DateRange(since=may13))) == {"a", "b", "c"}
    assert set(_ids(engine, DateRange(until=may13))) == {"b", "c", "old"}
    assert set(_ids(engine, DateRange())) == {"a", "b", "c", "old"}


def test_order_is_total_and_undated_articles_come_last(engine: Engine) -> None:
    _dated(engine)
    assert _ids(engine, All(), sort=Sort.NEWEST) == ["a", "b", "c", "old", "z"]
    assert _ids(engine, All(), sort=Sort.OLDEST) == ["old", "b", "c", "a", "z"]
    assert _ids(engine, Phrase("专项整治"), rank=("专项整治",)) == ["a", "b", "c", "old", "z"]
    assert _ids(engine, All()) == ["a", "b", "c", "old", "z"]


def test_the_best_article_comes_first(seeded: Engine, articles: list[Document]) -> None:
    best = _ids(seeded, Phrase("专项整治"), rank=("专项整治",))[0]
    assert next(article for article in articles if article.id == best).title == "坚决斩断招投标背后贪腐链条"


# what a prefix of letters and digits, and two phrases near each other, find
_NEAR = [
    ("招标 整治", 2, {"both"}),
    ("整治 招标", 2, {"both"}),
    ("招标 整治", 1, set()),
    ("整治行动 招标", 0, set()),
    ("专项整治 招标", 0, {"both"}),
    ("招标 专项", 0, {"both"}),
    ("招标 usb", 10, {"both"}),
    ("标专 整治", 0, set()),
    ("招标专 专项", 5, set()),
    ("招标，专项 整治", 0, {"both"}),
    ("关于 专项", 50, set()),
]


@pytest.fixture
def near(engine: Engine) -> Engine:
    fill(
        engine,
        [
            Document(id="both", title="关于工程", body="招标，专项整治。整治usb-c接口"),
            Document(id="one", title="招标", body="整治C106服务"),
        ],
    )
    return engine


def test_two_phrases_are_near_in_either_order_within_one_field(near: Engine) -> None:
    for words, distance, expected in _NEAR:
        first, second = words.split()
        assert set(_ids(near, Near(first, second, distance))) == expected, (words, distance)
    assert _ids(near, Near("整治", "招标", 5, ("title",))) == []
    assert _ids(near, Near("整治", "，", 5)) == []


def test_a_prefix_is_of_one_unit(near: Engine) -> None:
    for text, expected in {
        "us": ["both"],
        "Ｕ": ["both"],
        "c1": ["one"],
        "c": ["both", "one"],
        "106": [],
        "b.": [],
    }.items():
        assert _ids(near, Prefix(text)) == expected, text
    assert _ids(near, Prefix("c", ("title",))) == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=QUERIES | st.text(max_size=30))
def test_any_text_is_answered_or_pointed_at(seeded: Engine, text: str) -> None:
    with suppress(QuerySyntaxError):
        for match in ("auto", "any"):
            answer = search(seeded, text, match=match)
            assert answer.total >= len(answer.hits)


def test_full_width_finds_what_half_width_does(seeded: Engine) -> None:
    wide, narrow = "“专项整治”　（湘潭　OR　招投标）－广告", '"专项整治" (湘潭 OR 招投标) -广告'
    hits = [[(hit.document, hit.score) for hit in search(seeded, text).hits] for text in (wide, narrow)]
    assert hits[0] == hits[1] != []


def test_a_boost_moves_an_article_up(engine: Engine) -> None:
    fill(engine, [Document(id=id, title=None, body=f"我市推进{id}工作") for id in ("医保", "社保")])
    for first in ("医保", "社保"):
        second = {"医保": "社保", "社保": "医保"}[first]
        answer = search(engine, f"{first}^3 OR {second}")
        assert [hit.document.id for hit in answer.hits] == [first, second]


def test_headlines_weigh_more_than_bodies(engine: Engine) -> None:
    fill(
        engine,
        [Document(id="body", title="文艺工作", body="招投标"), Document(id="title", title="招投标", body="文艺工作")],
    )
    assert _ids(engine, Phrase("招投标"), rank=("招投标",)) == ["title", "body"]


# ----------------------------------------------------------------------------------------------------- paging


def test_pages_follow_each_other_and_totals_are_exact(seeded: Engine, articles: list[Document]) -> None:
    whole = _ids(seeded, All(), rank=("湘潭市",))
    pages = [
        hit.document.id
        for offset in range(0, len(articles) + 5, 5)
        for hit in seeded.search(SearchRequest(All(), ("湘潭市",), limit=5, offset=offset)).hits
    ]
    assert pages == whole
    assert len(set(whole)) == len(articles)


def test_a_limit_of_zero_counts(seeded: Engine, articles: list[Document]) -> None:
    hits = seeded.search(SearchRequest(All(), limit=0))
    assert (hits.hits, hits.total, hits.total_exact) == ((), len(articles), True)


def test_an_offset_past_the_end_gives_the_total(seeded: Engine, articles: list[Document]) -> None:
    hits = seeded.search(SearchRequest(All(), offset=10**6))
    assert (hits.hits, hits.total) == ((), len(articles))


def test_a_huge_limit_is_no_harm(seeded: Engine, articles: list[Document]) -> None:
    assert len(seeded.search(SearchRequest(All(), limit=10**12)).hits) == len(articles)


def test_paging_goes_past_ten_thousand(engine: Engine) -> None:
    fill(engine, (Document(id=f"{number:05}", body="专项整治") for number in range(10_050)))
    hits = engine.search(SearchRequest(Phrase("专项整治"), ("专项整治",), limit=20, offset=10_040))
    assert [hit.document.id for hit in hits.hits] == [f"{number:05}" for number in range(10_040, 10_050)]
    assert (hits.total, hits.total_exact) == (10_050, True)
    assert [document.id for document in engine.scan(Phrase("专项整治"))] == [f"{number:05}" for number in range(10_050)]


# ---------------------------------------------------------------------------------------------------- scanning


def test_a_scan_gives_what_a_search_finds_by_newer_date(engine: Engine) -> None:
    _dated(engine)
    assert [document.id for document in engine.scan(All())] == ["a", "b", "c", "old", "z"]
    assert list(engine.scan(Phrase("不存在的词语"))) == []
    assert next(engine.scan(Phrase("专项整治"))) == engine.get("a")


def test_a_scan_of_nothing_is_missing(engine: Engine) -> None:
    with pytest.raises(IndexMissing):
        next(engine.scan(All()))


def test_a_running_scan_keeps_its_view(engine: Engine) -> None:
    names = [f"{number:04}" for number in range(2_100)]  # more than are read at once
    fill(engine, (Document(id=name, body="专项整治") for name in names))
    committed, published = engine.scan(All()), engine.scan(All())
    begun = [next(committed).id]
    with engine.lock(), engine.update() as writer:
        writer.delete(names[1000:])
        writer.put([Document(id="new", body="专项整治")], none_refused)
        writer.commit()
    assert begun + [document.id for document in committed] == names
    begun = [next(published).id]
    fill(engine, [Document(id="other", body="专项整治")])
    with engine.lock():
        engine.rollback()
        engine.rollback()
    assert begun + [document.id for document in published] == [*names[:1000], "new"]
    assert [document.id for document in engine.scan(All())] == ["other"]


# ------------------------------------------------------------------------------------------- counts and facets


def test_counts_agree_with_searches(seeded: Engine) -> None:
    nodes = (All(), Phrase("湘潭"), Or(()), Not(Phrase("湘潭")))
    assert seeded.counts(nodes) == [len(_ids(seeded, node)) for node in nodes]
    assert seeded.counts([]) == []


def test_facets_count_values_most_frequent_first(seeded: Engine, articles: list[Document]) -> None:
    assert seeded.facets(All(), "reporters", size=2) == [("丁白玉", 2), ("郑镱慧子", 2)]
    assert seeded.facets(Phrase("李激扬"), "reporters") == [("王超", 1)]
    assert seeded.facets(All(), "newspaper") == [("湘潭日报", len(articles))]
    dated = sum(article.date is not None for article in articles)
    assert seeded.facets(All(), "month") == [("2022-05", dated)]
    assert sum(count for _, count in seeded.facets(All(), "day")) == dated
    assert seeded.facets(Or(()), "reporters") == []


def test_of_many_values_as_frequent_as_each_other_the_first_by_name_are_counted(engine: Engine) -> None:
    words = [f"词{at:04}" for at in range(1500)]
    with engine.lock(), engine.update() as writer:
        for id, half in (("one", words[1::2]), ("two", words[::2])):
            writer.put([Document(id=id, body="正文。", keywords=("常见", *half), given=("keywords",))], none_refused)
        writer.commit()
    assert engine.facets(All(), "keywords", size=1) == [("常见", 2)]
    assert engine.facets(All(), "keywords", size=4) == [("常见", 2), *((word, 1) for word in words[:3])]
    assert len(engine.facets(All(), "keywords", size=2000)) == 1501


# ----------------------------------------------------------------------------------------------------- writing


def test_an_article_comes_back_as_it_was(seeded: Engine, articles: list[Document]) -> None:
    for article in articles:
        assert seeded.get(article.id) == article
    assert seeded.get("nobody") is None


@pytest.mark.parametrize(
    "id", ["a b", "湘潭/2022#1?", "../x", '"quoted"', "a,b", "é" * 256, "%2F", "x\ty", "*", "_all", "-"]
)
def test_ids_hold_any_character(engine: Engine, id: str) -> None:
    document = Document(id=id, body="专项整治")
    fill(engine, [document])
    assert engine.get(id) == document
    assert engine.hashes([id]) == {id: document.content_hash()}
    with engine.lock(), engine.update() as writer:
        writer.delete([id])
        writer.commit()
    assert _ids(engine, All()) == []


def test_the_last_of_two_with_one_id_stays(engine: Engine) -> None:
    fill(engine, [Document(id="a", body="第一"), Document(id="a", body="第二"), Document(id="b", body="其他")])
    assert engine.get("a") == Document(id="a", body="第二")
    assert engine.search(SearchRequest(All(), limit=0)).total == 2
    with engine.lock(), engine.update() as writer:
        writer.put([Document(id="a", body="第三")], none_refused)
        writer.commit()
    assert _ids(engine, Phrase("第三")) == ["a"]
    assert _ids(engine, Phrase("第二")) == []
    assert engine.counts([All()]) == [2]


def test_an_update_into_nothing_makes_an_index(engine: Engine) -> None:
    with engine.lock(), engine.update() as writer:
        writer.put([Document(id="a", body="专项整治")], none_refused)
        writer.delete(["nobody"])
        writer.commit()
    assert _ids(engine, All()) == ["a"]


def test_hashes_tell_what_is_live(engine: Engine) -> None:
    assert engine.hashes(["a"]) == {}
    document = Document(id="a", body="专项整治", source_root="/pages")
    fill(engine, [document, Document(id="b", body="专项整治", source_root="/pages"), Document(id="c", body="其他")])
    assert engine.hashes(["a", "nobody"]) == {"a": document.content_hash()}
    assert engine.hashes([]) == {}
    assert set(engine.ids("/pages")) == {"a", "b"}
    assert set(engine.ids("/page")) == set()


def test_several_articles_come_back_by_their_ids(engine: Engine) -> None:
    assert list(engine.documents(["a"])) == []
    first, second = Document(id="a", body="专项整治"), Document(id="b", body="其他", extra={"updated": 5})
    fill(engine, [first, second, Document(id="c", body="其他")])
    assert sorted(engine.documents(["b", "nobody", "a"]), key=lambda article: article.id) == [first, second]
    assert list(engine.documents([])) == []


def test_a_refused_document_is_named_and_the_rest_is_written(engine: Engine) -> None:
    documents = [
        Document(id="good", body="专项整治"),
        Document(id="surrogate", body="半\ud800"),
        Document(id="huge", body="正文", newspaper="报" * 20_000),
        Document(id="nan", body="正文", extra={"share": float("nan")}),
        Document(id="nul", body="正文", extra={"a\0b": 1}),
        Document(id="deep", body="正文", extra=_nested(EXTRA_DEPTH + 1)),
        Document(id="nested", body="专项整治", extra=_nested(EXTRA_DEPTH)),
        Document(id="long", body="专项整治", extra={"text": "长" * 10_000}),
    ]
    with engine.lock(), engine.rebuild() as build:
        refused: list[str] = []
        build.put(documents, lambda document, _: refused.append(document.id))
        build.publish()
    assert refused == ["surrogate", "huge", "nan", "nul", "deep"]
    assert _ids(engine, Phrase("专项整治")) == ["good", "long", "nested"]


def _nested(depth: int) -> dict[str, object]:
    """Further fields of so many levels."""
    inner: dict[str, object] = {"end": 1}
    for _ in range(depth - 1):
        inner = {"in": inner}
    return inner


def test_a_rebuild_is_seen_only_when_published(engine: Engine) -> None:
    fill(engine, [Document(id="old", body="专项整治")])
    with engine.lock():
        with engine.rebuild() as build:
            build.put([Document(id="new", body="专项整治")], none_refused)
            build.commit()
            assert _ids(engine, All()) == ["old"]
            assert build.count() == 1
            assert [hit.document.id for hit in build.search(SearchRequest(Phrase("专项整治"))).hits] == ["new"]
            build.publish()
        assert _ids(engine, All()) == ["new"]
        with engine.rebuild() as abandoned:
            abandoned.put([Document(id="abandoned", body="专项整治")], none_refused)
        assert _ids(engine, All()) == ["new"]
    assert engine.status().articles == 1


def test_a_failure_while_rebuilding_leaves_what_was_live(engine: Engine) -> None:
    fill(engine, [Document(id="old", body="专项整治")])
    before = engine.status()

    def failing() -> Iterator[Document]:
        yield Document(id="new", body="专项整治")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(engine, failing())
    assert _ids(engine, All()) == ["old"]
    assert engine.status() == before


def test_one_run_writes_at_a_time(engine: Engine) -> None:
    with engine.lock(), pytest.raises(IndexLocked), engine.lock():
        pass
    with engine.lock():
        pass


# ------------------------------------------------------------------------------------------------------ errors


def test_a_rollback_goes_back_and_a_second_one_forward(engine: Engine) -> None:
    with engine.lock(), pytest.raises(IndexMissing):
        engine.rollback()
    built = []
    for id in "abcd":
        fill(engine, [Document(id=id, body="湘潭")])
        built.append(engine.status().generation)
        if id == "a":
            with engine.lock(), pytest.raises(IndexMissing, match="nothing is kept"):
                engine.rollback()
    _, b, c, d = built
    assert engine.status().generations == (d, c, b)
    for before, live, id, kept in ((d, c, "c", (d, b)), (c, d, "d", (c, b)), (d, c, "c", (d, b))):
        with engine.lock():
            assert engine.rollback() == (before, live)
        assert _ids(engine, All()) == [id]
        assert engine.status().generations == (live, *kept)
    with engine.lock(), engine.update() as writer:  # what is live again is written to
        writer.put([Document(id="new", body="湘潭")], none_refused)
        writer.commit()
    assert set(_ids(engine, All())) == {"c", "new"}
    fill(engine, [Document(id="e", body="湘潭")])
    assert engine.status().generations[1:] == (c, d)


def test_a_generation_that_cannot_be_read_is_not_gone_back_to(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(generations, "ANALYSIS_VERSION", 99)
        fill(engine, [Document(id="old", body="湘潭")])
    fill(engine, [Document(id="new", body="湘潭")])
    with engine.lock(), pytest.raises(IndexOutdated):
        engine.rollback()
    assert _ids(engine, All()) == ["new"]


@pytest.mark.parametrize("changed", ["SCHEMA_VERSION", "ANALYSIS_VERSION", "dictionary_hash"])
def test_another_schema_analysis_or_dictionary_asks_for_a_reindex(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: str
) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "a", "body": "湘潭"}\n', "utf-8")
    index(engine, read([str(path)]))
    monkeypatch.setattr(generations, changed, (lambda: "another") if changed == "dictionary_hash" else 99)
    path.write_text('{"id": "a", "body": "湘乡"}\n', "utf-8")
    with pytest.raises(IndexOutdated, match="reindex"):
        index(engine, read([str(path)]))
    with engine.lock(), engine.rebuild() as build:
        build.check()
        monkeypatch.undo()
        with pytest.raises(IndexOutdated):
            build.check()
    assert engine.counts([Phrase("湘潭")]) == [1]
    engine.check_writable()
    monkeypatch.setattr(generations, changed, (lambda: "another") if changed == "dictionary_hash" else 99)
    with pytest.raises(IndexOutdated, match="reindex"):
        engine.check_writable()
    assert reindex(engine, read([str(path)])).articles == 1
    assert engine.counts([Phrase("湘乡")]) == [1]


def test_a_run_waits_for_the_one_that_writes(engine: Engine) -> None:
    began = time.monotonic()
    with engine.lock(), pytest.raises(IndexLocked), engine.lock(0.5):
        pass
    assert time.monotonic() - began >= 0.5
    locked, order = threading.Event(), []

    def hold() -> None:
        with engine.lock():
            locked.set()
            time.sleep(0.5)
            order.append("first")

    first = threading.Thread(target=hold)
    first.start()
    assert locked.wait(PATIENCE)
    with engine.lock(math.inf):
        order.append("second")
    first.join()
    assert order == ["first", "second"]


def test_asking_before_anything_was_indexed(engine: Engine) -> None:
    for ask in (
        lambda: engine.search(SearchRequest(All())),
        engine.status,
        lambda: engine.counts([All()]),
        lambda: engine.get("a"),
        engine.check_writable,
    ):
        with pytest.raises(IndexMissing, match="xtsearch index"):
            ask()


def test_an_unknown_field_is_an_error_that_names_the_known(seeded: Engine) -> None:
    with pytest.raises(EngineError, match=r"'headline'.*newspaper"):
        seeded.search(SearchRequest(Term("headline", "x")))
    with pytest.raises(EngineError, match=r"'headline'.*title"):
        seeded.search(SearchRequest(Phrase("x", ("headline",))))
    with pytest.raises(EngineError, match=r"'body'.*newspaper"):
        seeded.facets(All(), "body")


# ------------------------------------------------------------------------------------- the oracle, on real news


@pytest.fixture(scope="module")
def news_articles(news: Path) -> list[Document]:
    return news_documents(news, _NEWS)


@pytest.fixture(scope="module")
def newsy(location: str, news_articles: list[Document]) -> Iterator[Engine]:
    """An engine that holds real news; tests only read it."""
    with fresh_engine(location) as fresh:
        fill(fresh, news_articles)
        yield fresh


@pytest.fixture(scope="module")
def rows(news_articles: list[Document]) -> dict[str, list[oracle.Row]]:
    return {
        article.id: [oracle.row(text) for name in _TEXTS for text in article.texts(name)] for article in news_articles
    }


def _samples(articles: list[Document], pattern: str, seed: int) -> list[str]:
    """Random stretches of the articles' folded bodies that match `pattern` somewhere."""
    chance = random.Random(seed)
    samples: list[str] = []
    while len(samples) < _SAMPLES:
        body = chance.choice(articles).body
        at = chance.randrange(len(body))
        match = re.compile(pattern).search(body, at, at + 200)
        if match:
            size = min(len(match[0]), chance.randint(2, 8))
            start = chance.randint(0, len(match[0]) - size)
            samples.append(match[0][start : start + size])
    return samples


_HAN_RUN = "[\u4e00-\u9fff]{2,}"
_MIXED_RUN = "[一-鿿]+[0-9A-Za-z]+(?:\\.[0-9]+)?[一-鿿]+|[0-9A-Za-z]+[一-鿿]+[0-9A-Za-z]+[一-鿿]*"
_PUNCTUATED = "[\u4e00-\u9fff]{2,}[，、。；][\u4e00-\u9fff]{2,}"


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "seed"), [(_HAN_RUN, 1), (_MIXED_RUN, 2), (_PUNCTUATED, 3)])
def test_quoted_stretches_of_news_find_what_the_oracle_finds(
    newsy: Engine, news_articles: list[Document], rows: dict[str, list[oracle.Row]], pattern: str, seed: int
) -> None:
    joined = {id: {unit for row in of_id for unit in row.units} for id, of_id in rows.items()}
    for sample in _samples(news_articles, pattern, seed):
        phrase = oracle.row(sample)
        expected = {
            id
            for id, of_id in rows.items()
            if joined[id].issuperset(phrase.units) and any(row.holds(phrase) for row in of_id)
        }
        assert set(_ids(newsy, where(parse(f'"{sample}"'), "phrase"))) == expected, sample
