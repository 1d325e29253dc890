"""Saved query templates: what they refuse, what they ask, and that no value changes the structure of a query."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.engines import KINDS, fill, fresh_engine, location_of, page_documents
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import DateRange, Or, Sort, Term
from xtsearch.indexer.errors import TemplateError
from xtsearch.indexer.text.units import phrase_units
from xtsearch.queries.hit_limits import HITS_LIMIT
from xtsearch.queries.syntax import parse
from xtsearch.queries.templates.files import SAVED, find, load, load_all, path_of_new
from xtsearch.queries.templates.parameter_types import TYPES
from xtsearch.queries.templates.template import Template, render, run

if TYPE_CHECKING:
    from tests.support.elasticsearch_server import Server

MAY_13 = datetime.date(2022, 5, 13)

#: A template with every key and almost every type.
WHOLE = """
name: whole
description: everything that a template can hold
parameters:
  who: {type: text, required: true, help: 姓名}
  topic: {type: text}
  paper: {type: choice, choices: [湘潭日报, 湘潭晚报], default: 湘潭日报}
  since: {type: date, default: 2022-01-01, minimum: 2020-01-01, maximum: "2030-12-31"}
  until: {type: date}
  count: {type: integer, default: 5, minimum: 1, maximum: 50}
query: '“{who}” {topic} 工作'
filters: {newspaper: '{paper}', since: '{since}', until: '{until}', agency: 新华社}
sort: date
limit: '{count}'
match: all
facets: [month, reporter]
columns: [date, title]
highlight: 80
"""


def write(folder: Path, text: str, name: str = "whole") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return load(write(tmp_path_factory.mktemp("templates"), WHOLE))


def test_a_template_becomes_a_request(whole: Template) -> None:
    request = render(whole, {"who": " 刘俊 ", "since": "２０２２-05-01", "until": "2022-05-31", "count": "20"})
    assert request.query.text == "“刘俊” 工作"
    assert [(part.text, part.quoted) for part in request.query.parts] == [("刘俊", True), ("工作", False)]
    assert request.filters == (
        Term("newspaper", "湘潭日报"),
        DateRange(since=datetime.date(2022, 5, 1)),
        DateRange(until=datetime.date(2022, 5, 31)),
        Term("agency", "新华社"),
    )
    assert (request.sort, request.limit, request.match) == (Sort.OLDEST, 20, "all")
    assert (whole.facets, whole.columns, whole.width) == (("month", "reporter"), ("date", "title"), 80)


def test_defaults_hold_and_what_is_left_out_takes_its_filter_with_it(whole: Template) -> None:
    request = render(whole, {"who": "刘俊"})
    assert DateRange(since=datetime.date(2022, 1, 1)) in request.filters
    assert not any(isinstance(node, DateRange) and node.until for node in request.filters)
    assert request.limit == 5
    assert render(whole, {"who": "刘俊", "topic": "人才"}).query.text == "“刘俊” 人才 工作"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "who: expected text with a letter, digit or Chinese character, at most 10000 long; given nothing"),
        ({}, "; give who=<text>, 姓名"),
        ({"who": ""}, "who: expected text with a letter"),
        ({"who": "！“”"}, "who: expected text with a letter"),
        ({"who": "x" * 10_001}, "who: expected text with a letter"),
        ({"who": "\udc80刘"}, "who: expected text with a letter"),
        ({"who": "刘俊", "whom": "x"}, "whom: expected one of the parameters who, topic, paper, since, until, count;"),
        ({"who": "刘俊", "until": "5月"}, "until: expected a date as YYYY-MM-DD; given '5月'; write for example 2022"),
        ({"who": "刘俊", "until": "2022-02-30"}, "until: expected a date as YYYY-MM-DD; given '2022-02-30';"),
        ({"who": "刘俊", "until": "20220513"}, "until: expected a date"),
        ({"who": "刘俊", "since": "2019-01-01"}, "since: expected a date as YYYY-MM-DD, not below 2020-01-01,"),
        ({"who": "刘俊", "until": "2021-12-31"}, "since: expected a date not after the period's end, 2021-12-31"),
        ({"who": "刘俊", "count": "many"}, "count: expected a whole number, not below 1, not above 50; given 'many';"),
        ({"who": "刘俊", "count": "51"}, "count: expected a whole number"),
        ({"who": "刘俊", "count": "9" * 5000}, "count: expected a whole number"),
        ({"who": "刘俊", "paper": "长沙晚报"}, "paper: expected one of 湘潭日报, 湘潭晚报; given '长沙晚报'; write"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line(whole: Template, values: Mapping[str, str], message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        render(whole, values)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{whole.file}: ")
    assert "\n" not in str(caught.value)


SMALL = "name: whole\ndescription: d\n"


def with_parameter(parameter: str) -> str:
    """A template with one parameter."""
    return f"{SMALL}parameters: {{t: {{{parameter}}}}}\nquery: '{{t}}'"


TOPIC = SMALL + "parameters: {topic: {type: text, required: true}}\n"


#: Templates that are wrong, and how the message about each begins.
BROKEN = [
    ("", "the file: expected a mapping; given nothing"),
    ("- a", "the file: expected a mapping"),
    (SMALL, "query: expected text; given nothing"),
    (SMALL + "query: 专项\nqueries: x", "queries: expected one of the keys name, description,"),
    (SMALL + 'query: 专项\n"a\\nb": x', "'a\\nb': expected one of the keys"),
    (SMALL + "query: 2022", "query: expected text; given 2022; put it in quotes"),
    (TOPIC + "query: {topic}", "query: expected text; given {'topic': None}; put it in quotes"),
    (SMALL + "query: ，。", "query: expected a query; given '，。'; nothing to search for"),
    (SMALL.replace("whole", "other") + "query: 专项", "name: expected the file's name without .yaml"),
    (
        SMALL + "query: '{topic}'",
        "query: expected a parameter of type text or choice or integer or list; given '{topic}'",
    ),
    (TOPIC + "query: 专项{topic}", "query: expected each {parameter} between spaces or between quotes, alone"),
    (TOPIC + "query: '\"{topic} 专项\"'", "query: expected each {parameter} between spaces"),
    (TOPIC + "query: '{topic} {}'", "query: expected each {parameter} between spaces"),
    (TOPIC + "query: 专项", "parameters.topic: expected a parameter that is used"),
    (with_parameter("type: text"), "query: expected a query that holds something when only"),
    (with_parameter("type: data"), "parameters.t.type: expected one of text, choice, integer,"),
    (with_parameter(""), "parameters.t.type: expected text; given nothing"),
    (SMALL + "parameters: {t: text}\nquery: '{t}'", "parameters.t: expected a mapping; given 'text'"),
    (SMALL + "parameters: [t]\nquery: '{t}'", "parameters: expected a mapping"),
    (SMALL + "parameters: {1: {type: text}}\nquery: '{1}'", "parameters.1: expected a name of letters"),
    (with_parameter("type: text, minimum: 1"), "parameters.t.minimum: expected one of the keys"),
    (with_parameter("type: text, required: 1"), "parameters.t.required: expected true or"),
    (with_parameter("type: text, required: true, default: a"), "parameters.t.default: expected none"),
    (with_parameter("type: text, default: 2022"), "parameters.t.default: expected text with"),
    (with_parameter("type: choice"), "parameters.t.choices: expected a list of choices; given nothing"),
    (with_parameter("type: choice, choices: []"), "parameters.t.choices: expected a list of"),
    (with_parameter("type: choice, choices: [yes]"), "parameters.t.choices: expected text with"),
    (
        with_parameter("type: choice, choices: [a], default: b"),
        "parameters.t.default: expected one of a; given 'b'; write for example a",
    ),
    (SMALL + "parameters: {d: {type: date}}\nquery: '{d}'", "query: expected a parameter of type text"),
    (SMALL + "query: 专项\nfilters: {colour: 湘潭}", "filters.colour: expected one of the filters id, "),
    (SMALL + "query: 专项\nfilters: {since: 5月}", "filters.since: expected a date as YYYY-MM-DD"),
    (TOPIC + "query: '{topic}'\nfilters: {since: '{topic}'}", "filters.since: expected a parameter of type date"),
    (SMALL + "query: 专项\nsort: newest", "sort: expected one of relevance, date, -date; given 'newest'"),
    (SMALL + "query: 专项\nmatch: exact", "match: expected one of auto, phrase, all, any"),
    (SMALL + "query: 专项\nlimit: 0", f"limit: expected a whole number from 1 to {HITS_LIMIT}; given 0"),
    (SMALL + "query: 专项\nlimit: true", "limit: expected a whole number or text; given True"),
    (SMALL + "query: 专项\nlimit: '10'", f"limit: expected a whole number from 1 to {HITS_LIMIT}; given '10'"),
    (
        SMALL + "parameters: {n: {type: integer}}\nquery: 专项\nlimit: '{n}'",
        f"limit: expected a whole number from 1 to {HITS_LIMIT}; given nothing",
    ),
    (SMALL + "query: 专项\nfacets: month", "facets: expected a list; given 'month'; write `facets: ...`"),
    (SMALL + "query: 专项\nfacets: []", "facets: expected one or more of reporter, newspaper,"),
    (SMALL + "query: 专项\nfacets: [months]", "facets: expected each one of reporter, newspaper,"),
    (SMALL + "query: 专项\nfacets: [month, month]", "facets: expected each one of reporter, newspaper,"),
    (SMALL + "query: 专项\ncolumns: [[title]]", "columns: expected each one of id, score, title,"),
    (SMALL + "query: 专项\ncolumns: [body]", "columns: expected each one of id, score, title,"),
    (SMALL + "query: 专项\nhighlight: bold", "highlight: expected true or false or a whole number; given 'bold'"),
    (SMALL + "query: 专项\nhighlight: 0", "highlight: expected a whole number from 20 to 2000; given 0"),
    (SMALL + "query: 专项\nlimit: 10.0", "limit: expected a whole number or text; given 10.0"),
    (SMALL + "query: 专项\nfilters: {reporters: [1]}", "filters.reporters: expected one or more of text"),
    (SMALL + "query: 专项\nfilters: {reporters: 5}", "filters.reporters: expected text with a letter"),
    (SMALL + "query: 专项\nquery: 整治", "line 4, column 1: not the YAML of a template: 'query' stands twice"),
    (SMALL + "query: [专项", "line 3, column 11: not the YAML of a template: expected ',' or ']'"),
    (SMALL + "query: &a 专项", "line 3, column 8: not the YAML of a template: there is no &, * or ! here"),
    (SMALL + "query: !!python/name:os.system x", "line 3, column 8: not the YAML of a template: there is no"),
    (SMALL + "query: !!timestamp x", "line 3, column 8: not the YAML of a template: there is no"),
    (SMALL + "<<: {query: 专项}", "line 3, column 1: not the YAML of a template: a key is one word"),
    (SMALL + "? [a]\n: b", "line 3, column 3: not the YAML of a template: a key is one word"),
    (SMALL + "query: 专项\nfilters: {since: 2022-13-01}", "not the YAML of a template: month must be in 1..12"),
    (SMALL + "query: " + "[" * 5000, "not the YAML of a template: "),
    (SMALL + "query: a\x00b", "not the YAML of a template: "),
    (SMALL + "---\nname: whole", "line 3, column 1: not the YAML of a template:"),
    ("#" * 200_000, "more than 100000 bytes"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(TemplateError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("limit", [1, HITS_LIMIT])
def test_the_least_and_the_most_hits_can_be_asked_for(tmp_path: Path, limit: int) -> None:
    assert render(load(write(tmp_path, f"{SMALL}query: 专项\nlimit: {limit}")), {}).limit == limit
    parameter = f"parameters: {{n: {{type: integer, required: true, minimum: {limit}, maximum: {limit}}}}}\n"
    asking = load(write(tmp_path, f"{SMALL}{parameter}query: 专项\nlimit: '{{n}}'"))
    assert render(asking, {"n": str(limit)}).limit == limit


@pytest.mark.parametrize("name", ["", "../a", "a/b", "a b", "-a", "_a", "a.b"])
def test_a_new_template_has_the_name_of_a_file(tmp_path: Path, name: str) -> None:
    assert path_of_new(tmp_path, "新-a_1") == tmp_path / "新-a_1.yaml"
    with pytest.raises(
        TemplateError, match="is no name of a template: letters, digits, - and _, a letter or digit first"
    ):
        path_of_new(tmp_path, name)


def test_what_is_no_text_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "whole.yaml"
    with pytest.raises(TemplateError, match="cannot be read"):
        load(path)
    path.write_bytes(WHOLE.encode("gb18030"))
    with pytest.raises(TemplateError, match="not UTF-8 from byte"):
        load(path)
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.encode())
    assert load(path).name == "whole"


@given(st.binary(max_size=200) | st.text("abc:{}[]'\"&*!<-? \n,name", max_size=80).map(str.encode))
def test_any_file_loads_or_is_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(raw)
    with pytest.raises(TemplateError):
        load(path)


def test_a_later_folder_counts_and_broken_files_are_told(tmp_path: Path) -> None:
    write(tmp_path, SMALL.replace("whole", "leader") + "query: 部署", "leader")
    write(tmp_path, "query: [", "campaign")
    (tmp_path / "notes.txt").write_text("no template")
    templates, broken = load_all([SAVED, tmp_path])
    assert [template.name for template in templates] == sorted(SHIPPED.keys() - {"campaign"})
    assert [file.name for file in broken] == ["campaign"]
    assert find("leader", [SAVED, tmp_path]).query == "部署"
    with pytest.raises(TemplateError, match=r"campaign.yaml: line 1"):
        find("campaign", [SAVED, tmp_path])
    with pytest.raises(TemplateError, match=r"'\.\./leader'; there are campaign, compare, "):
        find("../leader", [SAVED])
    with pytest.raises(TemplateError, match="no folder of templates"):
        load_all([tmp_path / "absent"])


# ------------------------------------------------------------------------------------- no value becomes syntax

SYNTAX = '刘俊a1 "“”＂「」{who}{topic}()（）:：*^~+-－|&!且或非ANDORNOT\\/\n\u3000\u200b'
TEXTS = st.text(SYNTAX, max_size=30) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
#: Texts with something to search for; all others are refused.
VALUES = TEXTS.filter(lambda text: bool(phrase_units(text)))
NAMES = VALUES.map(lambda text: re.sub("[,，、;；]", "", text)).filter(lambda text: bool(phrase_units(text)))


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return load(write(tmp_path_factory.mktemp("templates"), LANGUAGE, "language"))


@given(VALUES, VALUES)
def test_no_value_changes_the_structure_of_the_query(whole: Template, who: str, topic: str) -> None:
    plain = render(whole, {"who": "刘俊", "topic": "人才"})
    request = render(whole, {"who": who, "topic": topic})
    texts = [who.strip(), topic.strip(), "工作"]
    assert [part.text for part in request.query.parts] == texts
    assert [part.quoted for part in request.query.parts] == [True, False, False]
    assert all(text in request.query.text for text in texts)
    assert (request.filters, request.sort, request.limit) == (plain.filters, plain.sort, plain.limit)


LANGUAGE = """
name: language
description: every place in which a value can stand
parameters:
  a: {type: text, required: true}
  b: {type: text}
  names: {type: list}
  period: {type: date-range}
query: '"{a}"^2 OR title:({b} AND NOT "{names}") -{b} date:{period}'
filters: {reporters: '{names}', date: '{period}'}
"""


def shape(node: object) -> object:
    """A tree with every text replaced by the same word."""
    if isinstance(node, str):
        return "text"
    if isinstance(node, tuple):
        return tuple(map(shape, node))
    if is_dataclass(node):
        return type(node).__name__, [
            shape(getattr(node, field.name)) for field in fields(node) if field.name != "start"
        ]
    return node


@given(a=VALUES, b=VALUES, names=st.tuples(NAMES, NAMES))
def test_no_value_changes_the_structure_of_a_query_with_operators(
    language: Template, a: str, b: str, names: tuple[str, str]
) -> None:
    plain = render(language, {"a": "甲", "b": "乙", "names": "丙、丁", "period": "2022-05"})
    request = render(language, {"a": a, "b": b, "names": "、".join(names), "period": "2022-05"})
    assert shape(request.query.root) == shape(plain.query.root)
    assert shape(request.filters) == shape(plain.filters)
    assert request.query.parts[0].text == a.strip()


def test_a_list_means_any_of_it_and_a_period_its_days(language: Template) -> None:
    request = render(language, {"a": "甲", "names": "丙，丁", "period": "2022年5月"})
    assert request.filters == (
        Or((Term("reporters", "丙"), Term("reporters", "丁"))),
        DateRange(datetime.date(2022, 5, 1), datetime.date(2022, 5, 31)),
    )
    assert render(language, {"a": "甲"}).filters == ()
    names = parse('"甲"^2 OR title:(NOT ("丙" OR "丁")) date:2022-05').root
    assert shape(request.query.root) == shape(names)
    with pytest.raises(TemplateError, match="parameter period: expected a date such as"):
        render(language, {"a": "甲", "period": "; DROP"})


@given(VALUES)
def test_no_value_changes_the_structure_of_a_filter(value: str) -> None:
    request = render(find("reporter", [SAVED]), {"name": value})
    assert request.filters == (Term("reporters", value.strip()),)
    assert [(part.text, part.quoted) for part in request.query.parts] == [(value.strip(), True)]


# ------------------------------------------------------------------------------------------ those that ship

#: The templates that ship, each with values and the number of articles that it finds in the seed page.
SHIPPED: Mapping[str, tuple[Mapping[str, str], int]] = {
    "campaign": ({}, 2),
    "compare": ({"other": "医保", "period": "2022-05"}, 4),
    "corrections": ({"period": "2022"}, 0),
    "department": ({"names": "市人社局、市委组织部"}, 2),
    "leader": ({"name": "刘俊"}, 2),
    "new": ({"period": "2022-05-13"}, 9),
    "place": ({"name": "雨湖区"}, 1),
    "reporter": ({"name": "丁白玉"}, 2),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_each_finds_the_same_on_both_engines(
    elasticsearch_server: Server, tmp_path: Path, seed_page: Path, name: str
) -> None:
    values, count = SHIPPED[name]
    answers = []
    for location in (str(tmp_path / "index"), elasticsearch_server.url):
        with fresh_engine(location) as fresh:
            fill(fresh, page_documents(seed_page))
            answer = run(fresh, find(name, [SAVED]), values)
            answers.append((answer.total, [hit.document.id for hit in answer.hits], answer.matching, answer.facets))
    assert answers[0] == answers[1]
    assert answers[0][0] == count


@pytest.fixture(scope="module", params=KINDS)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, seed_page: Path
) -> Iterator[Engine]:
    with fresh_engine(location_of(request.param, request, tmp_path_factory)) as fresh:
        fill(fresh, page_documents(seed_page))
        yield fresh


def asked(engine: Engine, template: str, /, **values: str) -> list[str | None]:
    return [hit.document.title for hit in run(engine, find(template, [SAVED]), values).hits]


def test_eight_ship_and_none_is_broken() -> None:
    templates, broken = load_all([SAVED])
    assert {template.name for template in templates} == SHIPPED.keys()
    assert not broken
    assert {parameter.type.name for template in templates for parameter in template.parameters} <= TYPES.keys()


def test_campaign_finds_the_stories_that_name_it(engine: Engine) -> None:
    stories = {"坚决斩断招投标背后贪腐链条", "委室主任“当老师”党员干部“当学生”"}
    assert set(asked(engine, "campaign")) == stories
    assert set(asked(engine, "campaign", since="2022-05-13", until="2022-05-13")) == stories
    assert asked(engine, "campaign", since="2022-05-14") == []
    assert asked(engine, "campaign", topic="走流程、解难题、优服务", until="2022-05-13")


def test_reporter_finds_the_articles_of_one_reporter(engine: Engine) -> None:
    assert asked(engine, "reporter", name="王超") == ["坚决斩断招投标背后贪腐链条"]
    answer = run(engine, find("reporter", [SAVED]), {"name": "丁白玉"})
    assert answer.total == 2
    assert all(hit.document.reporters == ("丁白玉",) for hit in answer.hits)
    assert all(any(fragment.field == "reporters" for fragment in hit.highlights) for hit in answer.hits)
    assert asked(engine, "reporter", name="刘俊") == []  # named in articles, wrote none


def test_leader_finds_what_one_did_in_a_period(engine: Engine) -> None:
    answer = run(engine, find("leader", [SAVED]), {"name": "刘俊", "since": "2022-05-13", "until": "2022-05-13"})
    assert answer.total == 2
    assert {hit.document.date for hit in answer.hits} == {MAY_13}
    assert (answer.query, answer.matching) == ('"刘俊"', "phrase")
    assert asked(engine, "leader", name="刘俊", topic="百名导师") == ["长株潭“百名导师”走基层 助力三地人才一体化发展"]
