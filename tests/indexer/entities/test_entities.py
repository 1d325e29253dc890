"""Persons, places, organisations and keywords: what is found in texts, and how it is asked for on both engines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rjieba
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.engines import KINDS, fresh_engine, location_of, page_documents
from tests.support.places import ROOT
from tests.support.waiting import grows_in_proportion
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import SearchRequest
from xtsearch.indexer.entities import complete, find_entities
from xtsearch.indexer.fields import DERIVED_FIELDS, FACETS
from xtsearch.indexer.readers import read
from xtsearch.indexer.reindex import index, reindex
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.gazetteer import _short_names, full_name
from xtsearch.indexer.text.units import HAN
from xtsearch.indexer.text.words import cut
from xtsearch.queries.counts import facets
from xtsearch.queries.matching import where
from xtsearch.queries.named import named
from xtsearch.queries.syntax import parse

#: Distinct names of each article of the real page, read by a person. A place counts inside an organisation's name too
#: (湖南省 of 湖南开放大学) and stands under its full name; who signed an article is none of its persons.
_TRUTH = ROOT / "tests" / "data" / "entities.jsonl"


@pytest.mark.parametrize(
    ("field", "precision", "recall"), [("persons", 0.9, 0.8), ("places", 0.9, 0.85), ("organisations", 0.85, 0.65)]
)
def test_names_of_the_real_page(seed_page: Path, field: str, precision: float, recall: float) -> None:
    articles = {document.id: complete(document) for document in page_documents(seed_page)}
    truth = [json.loads(line) for line in _TRUTH.read_text("utf-8").splitlines()]
    assert articles.keys() == {row["id"] for row in truth}
    names = {(id, name) for id, document in articles.items() for name in document.texts(field)}
    right = {(row["id"], name) for row in truth for name in row[field]}
    figures = f"{field}: {len(names)} found, {len(right)} there, {len(names & right)} of them found"
    print(figures)  # noqa: T201  # the figures of the documentation
    assert len(names & right) >= precision * len(names), (figures, sorted(names - right))
    assert len(names & right) >= recall * len(right), (figures, sorted(right - names))


def _found(text: str, field: str = "persons") -> set[str]:
    return set(getattr(find_entities(Document(id="1", body=text)), field))


# Lines of the seed page, and of news.
@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("市监委主任李激扬，市委常委、常务副市长吴志雄，市政协副主席黄韧出席。", {"李激扬", "吴志雄", "黄韧"}),
        ("市人大常委会副主任陈小山、钟建荣、傅国平、赵欢参加。", {"陈小山", "钟建荣", "傅国平", "赵欢"}),
        ("雨湖区委书记胡海军说，要推进整治。", {"胡海军"}),
        ("看着药水缓缓注射到6岁女孩芳芳的体内。芳芳和哥哥铭铭。", {"芳芳", "铭铭"}),
        ("塞尔维亚总统武契奇、越南总理范明政出席。", {"武契奇", "范明政"}),
        ("财政部长珍妮特·耶伦和布鲁诺·勒梅尔会谈", {"珍妮特·耶伦", "布鲁诺·勒梅尔"}),
        ("俄罗斯总统普京表示。弗拉基米尔·普京强调", {"弗拉基米尔·普京"}),
        ("市民张先生说，市民李某表示", set()),
        ("记者13日从石家庄市高新区获悉，农民收到通知书，安全感高。", set()),
        ("党员干部要坚定理想信念，取得丰硕成果。", set()),
    ],
)
def test_persons(text: str, persons: set[str]) -> None:
    assert _found(text) == persons


def test_who_has_written_is_no_person_unless_the_text_speaks_of_them() -> None:
    byline = "本报讯（记者 吴珊 实习生 刘婧怡 通讯员 姜亦）5月11日9时许，看着药水缓缓注射。"
    assert _found(byline) == set()
    assert _found(f"{byline}\n（王超 摄）") == set()
    assert _found("新华社北京8月17日电（孙兴维、黄翔）经过近2个月") == set()
    assert _found(f"{byline}\n会上，副市长吴珊强调，要提高站位。") == {"吴珊"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("雨湖区委书记到湘潭调研", {"雨湖区", "湘潭市"}),
        ("湘潭县和湘潭市的企业", {"湘潭县", "湘潭市"}),
        ("启动仪式在岳塘区昭山镇七星村举行", {"岳塘区", "昭山镇", "七星村"}),
        ("新疆、湘西和美国", {"新疆维吾尔自治区", "湘西土家族苗族自治州", "美国"}),
        ("鸡西市区、苏州市和兖州区", {"鸡西市", "苏州市", "兖州区"}),
        ("建设示范县，太和县、濮阳市范县", {"太和县", "濮阳市", "范县"}),
        ("城市建设要和平发展，红旗飘扬，朝阳产业向阳而生", set()),
    ],
)
def test_places(text: str, places: set[str]) -> None:
    assert _found(text, "places") == places


@pytest.mark.parametrize(
    ("text", "organisations"),
    [
        ("此次活动由省人社厅、湘潭市委组织部指导，市医保局承办", {"省人社厅", "湘潭市委组织部", "市医保局"}),
        ("来到高端装备制造产业链重点企业湘潭市电机车厂有限公司走访", {"湘潭市电机车厂有限公司"}),
        ("一家公司的研究中心", set()),
    ],
)
def test_organisations(text: str, organisations: set[str]) -> None:
    assert _found(text, "organisations") == organisations


def test_keywords_are_what_the_article_says_often_and_others_do_not(seed_page: Path) -> None:
    keywords = {document.title: complete(document).keywords for document in page_documents(seed_page)}
    assert {"招投标", "整治"} <= set(keywords["坚决斩断招投标背后贪腐链条"][:3])
    assert not {"工作", "问题", "发展"}.intersection(*keywords.values())


@given(
    st.lists(
        st.sampled_from([*"市长王李强说、·，。（）记者在湘潭县镇村局 \nA1", "习近平", "表示", "有限公司", "阿里"]),
        max_size=60,
    )
)
@settings(max_examples=60)
def test_what_is_found_stands_in_the_text_and_follows_from_it_alone(pieces: list[str]) -> None:
    text = "".join(pieces)
    document = Document(id="1", body=text)
    entities = find_entities(document)
    folded = fold_text(text)
    assert all(name in folded for name in (*entities.persons, *entities.organisations, *entities.keywords))
    short = {full: name for name, full in _short_names().items()}
    assert all(name in folded or short[name] in folded for name in entities.places)
    find_entities(Document(id="2", body="市长李强表示，湘潭市人社局"))
    assert find_entities(document) == entities
    assert find_entities(Document(id="3", body=text)) == entities


@given(st.text(st.sampled_from("市长李强的专项整治在湘潭县進行了12aé、·，。 \n〇ー々"), max_size=80))
@settings(max_examples=150)
def test_one_cut_gives_the_long_words_that_the_runs_alone_give(text: str) -> None:
    import re

    runs = re.findall(f"[{HAN}]{{3,}}", fold_text(text))
    alone = [word for word in rjieba.cut("\n".join(runs)) if len(word) > 2]
    assert [word for word in cut(text).words if len(word) > 2] == alone


@pytest.mark.parametrize(
    "piece",
    ["市长", "李", "阿·", "李强、", "记者李强", "有限公司", "湘潭市", "镇", "王摄", "省人社", "，李说", "市长李强、"],
)
def test_hostile_texts_take_time_in_proportion(piece: str) -> None:
    def finding(characters: int) -> Callable[[], object]:
        document = Document(id="1", body=(piece * characters)[:characters])
        return lambda: find_entities(document)

    assert grows_in_proportion(finding, 2_500)


def test_a_full_name_is_kept_and_a_short_one_stands_for_the_highest_level() -> None:
    assert [full_name(name) for name in ("湘潭", "湘潭县", "雨湖", "湖南", "某地")] == [
        "湘潭市",
        "湘潭县",
        "雨湖区",
        "湖南省",
        "某地",
    ]


# ------------------------------------------------------------------------------------------------------ engines


@pytest.fixture(scope="module", params=KINDS)
def location(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    return location_of(request.param, request, tmp_path_factory)


@pytest.fixture(scope="module")
def page(location: str, seed_page: Path) -> Iterator[Engine]:
    """The real page, indexed as `index` does."""
    with fresh_engine(location) as engine:
        index(engine, read([str(seed_page)]))
        yield engine


def _titles(engine: Engine, query: str) -> list[str]:
    hits = engine.search(SearchRequest(where(parse(query), "phrase"), limit=100)).hits
    return sorted(hit.document.title or "" for hit in hits)


def test_names_filter_on_both_engines(page: Engine) -> None:
    assert _titles(page, "person:刘俊") == _titles(page, "人物：“刘俊”")
    assert _titles(page, "人物:刘俊") == [
        "我市党员干部网络培训工作要点确定",
        "长株潭“百名导师”走基层 助力三地人才一体化发展",
    ]
    assert _titles(page, "人物:(刘俊 AND 廖跃贵)") == ["长株潭“百名导师”走基层 助力三地人才一体化发展"]
    assert _titles(page, "人物:劉俊") == _titles(page, "人物:刘俊")
    assert _titles(page, "人物:“刘　俊 ”") == _titles(page, "人物:刘俊")
    assert page.counts([named("reporters", name) for name in ("王超", " 王　超", "王")]) == [1, 1, 0]
    assert _titles(page, "人物:刘") == []  # an exact value, not a word of one
    assert _titles(page, "人物:吴珊") == []  # a reporter
    assert _titles(page, "place:湘潭") == _titles(page, "地点:湘潭市") != []
    assert _titles(page, "机构:市水利局 关键词:招投标") == ["坚决斩断招投标背后贪腐链条"]
    assert _titles(page, "organization:市水利局 NOT keyword:招投标") == []


def test_names_are_counted_alike_on_both_engines(page: Engine, seed_page: Path) -> None:
    answer = facets(page, parse("湘潭"), by=["person", "place", "organisation", "keyword"], size=100)
    matching = [
        document
        for document in map(complete, page_documents(seed_page))
        if "湘潭" in document.body or "湘潭" in (document.title or "")
    ]
    for facet in answer.facets:
        values = [value for document in matching for value in document.texts(FACETS[facet.by])]
        counts = sorted(((value, values.count(value)) for value in set(values)), key=lambda pair: (-pair[1], pair[0]))
        assert list(facet.values) == counts[:100]


@pytest.fixture
def engine(location: str) -> Iterator[Engine]:
    """An empty engine."""
    with fresh_engine(location) as fresh:
        yield fresh


def test_given_names_are_kept_and_what_follows_from_the_text_is_no_change(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    body = "副市长傅军带队到湘潭市电机车厂有限公司走访调研。"

    def run(**record: object) -> tuple[int, int]:
        path.write_text(json.dumps({"id": "a", "body": body, **record}, ensure_ascii=False) + "\n", "utf-8")
        report = index(engine, read([str(path)]))
        return report.indexed, report.unchanged

    assert run() == (1, 0)
    assert run() == (0, 1)
    document = engine.get("a")
    assert document is not None
    assert (document.persons, document.places, document.given) == (("傅军",), ("湘潭市",), ())
    assert engine.hashes(["a"]) == {"a": document.content_hash()}
    assert run(persons="张三、ＬＩ四", places=[]) == (1, 0)
    assert run(persons="张三、ＬＩ四", places=[]) == (0, 1)
    document = engine.get("a")
    assert document is not None
    assert document.persons == ("张三", "ＬＩ四")
    assert (document.places, document.organisations) == ((), ("湘潭市电机车厂有限公司",))
    assert document.extra == {}
    assert engine.counts([named("persons", "ＬＩ四"), named("persons", "傅军"), named("places", "湘潭")]) == [1, 0, 0]
    assert run(persons=["张三"]) == (1, 0)
    assert reindex(engine, read([str(path)])).articles == 1
    again = engine.get("a")
    assert again is not None
    assert [again.texts(name) for name in DERIVED_FIELDS[:2]] == [("张三",), ("湘潭市",)]
