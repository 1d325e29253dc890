"""The dashboards as they ship: made of their description, and free of what Kibana would refuse or show broken.

Each rule of the validator is held to a file in which it is broken.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.kibana import build
from deploy.kibana.build import DESCRIPTION, OBJECTS, ndjson
from deploy.kibana.description import DescriptionError, Panel
from deploy.kibana.lens import KINDS
from tests.support.kibana_kql import Known, KqlError, parse, request
from tests.support.kibana_objects import Json, Rule, load, main, problems, shipped_fields
from tests.support.kibana_shapes import JSON_TEXTS
from tests.support.places import ROOT
from xtsearch.indexer.engines.elasticsearch import DEFAULT_ALIAS
from xtsearch.indexer.engines.elasticsearch.mapping import NOT_IN_HITS
from xtsearch.indexer.strict_yaml import read_yaml

SHIPPED = OBJECTS.read_bytes()
FIELDS = shipped_fields()


# ------------------------------------------------------------------------------------------------- what ships


def test_what_ships_is_what_the_description_says(tmp_path: Path) -> None:
    assert build.main(DESCRIPTION, tmp_path / "written.ndjson") == 0
    assert (tmp_path / "written.ndjson").read_bytes() == SHIPPED, "run `make generated`"


def test_nothing_is_wrong_with_what_ships() -> None:
    assert [str(problem) for problem in problems(SHIPPED, FIELDS)] == []


def test_both_dashboards_the_articles_and_the_alias_are_there() -> None:
    objects = load(SHIPPED)
    titles = {(saved["type"], saved["attributes"]["title"]) for saved in objects}
    assert {("dashboard", "报纸概览"), ("dashboard", "专题追踪"), ("search", "全部文章")} <= titles
    assert {title for kind, title in titles if kind == "index-pattern"} == {DEFAULT_ALIAS}
    [articles] = (saved for saved in objects if saved["attributes"]["title"] == "全部文章")
    assert articles["attributes"]["columns"] == ["title", "date", "reporters", "newspaper"]


def test_every_field_that_is_shown_has_a_label() -> None:
    view = load(SHIPPED)[0]["attributes"]
    hidden = [entry["value"] for entry in view["sourceFilters"]]
    shown = {name for name in FIELDS if not any(fnmatchcase(name, entry) for entry in hidden)}
    assert set(view["fieldAttrs"]) == shown


def test_the_check_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.ndjson"
    broken.write_bytes(SHIPPED + b"[]\n")
    assert (main([str(OBJECTS)]), *capsys.readouterr()) == (0, "", "")
    assert main([str(OBJECTS), str(broken)]) == 1
    last = SHIPPED.count(b"\n") + 1
    assert f"{broken}: line {last}: not one JSON object" in capsys.readouterr().err
    assert main([]) == 1  # a pattern of names that finds none is no success


# --------------------------------------------------------------------------------------------- seeded defects

Objects = list[Json]
Seed = Callable[[Objects], object]


def _of(objects: Objects, kind: str, id: str = "") -> Json:
    """The first object of type `kind` whose id ends with `id`."""
    return next(saved for saved in objects if saved["type"] == kind and saved["id"].endswith(id))


def _attributes(objects: Objects, kind: str, id: str = "") -> Json:
    attributes: Json = _of(objects, kind, id)["attributes"]
    return attributes


def _state(objects: Objects, id: str) -> Json:
    state: Json = _attributes(objects, "lens", id)["state"]
    return state


def _layer(objects: Objects, id: str) -> Json:
    layer: Json = _state(objects, id)["datasourceStates"]["formBased"]["layers"]["L1"]
    return layer


def _column(objects: Objects, id: str, name: str = "x") -> Json:
    column: Json = _layer(objects, id)["columns"][name]
    return column


def _panels(objects: Objects) -> list[Json]:
    panels: list[Json] = _attributes(objects, "dashboard", "overview")["panelsJSON"]
    return panels


def _source(objects: Objects, kind: str, id: str = "") -> Json:
    source: Json = _attributes(objects, kind, id)["kibanaSavedObjectMeta"]["searchSourceJSON"]
    return source


def _tag(objects: Objects, **changes: Any) -> None:
    tag = {**_of(objects, "search"), "type": "tag", "id": "t", "references": [], "typeMigrationVersion": "8.0.0"}
    objects.append({**tag, "attributes": {"name": "报", "description": "", "color": "#112233", **changes}})


#: What is done to the objects (their texts of JSON opened), by the rule that it breaks and what it is.
DEFECTS: list[tuple[Rule, str, Seed]] = [
    (Rule.UNIQUE, "an object twice", lambda o: o.append(o[0])),
    (Rule.SHAPE, "a type that does not ship", lambda o: o[0].update(type="url")),
    (Rule.SHAPE, "no id", lambda o: o[0].pop("id")),
    (Rule.SHAPE, "managed left out", lambda o: o[0].pop("managed")),
    (Rule.SHAPE, "a key beside the envelope's", lambda o: o[0].update(namespaces=["default"])),
    (Rule.SHAPE, "a reference without a name", lambda o: _of(o, "lens")["references"][0].pop("name")),
    (Rule.SHAPE, "a version that is none", lambda o: o[0].update(typeMigrationVersion="8")),
    *(
        (Rule.SHAPE, f"an unknown attribute of a {kind}", lambda o, kind=kind: _attributes(o, kind).update(more=1))
        for kind in ("index-pattern", "lens", "search", "dashboard")
    ),
    (Rule.SHAPE, "an unknown attribute of a tag", lambda o: _tag(o, more=1)),
    (Rule.SHAPE, "a tag without a colour", lambda o: _tag(o, color="blue")),
    (Rule.SHAPE, "an attribute of another type", lambda o: _attributes(o, "search").update(columns="title")),
    (Rule.SHAPE, "a sort without a direction", lambda o: _attributes(o, "search").update(sort=[["date"]])),
    (Rule.SHAPE, "a later Kibana's state", lambda o: _state(o, "total").update(version=2)),
    (Rule.SHAPE, "a chart that is none", lambda o: _attributes(o, "lens").update(visualizationType="lnsCloud")),
    (Rule.SHAPE, "a metric without its number", lambda o: _state(o, "total")["visualization"].pop("metricAccessor")),
    (Rule.SHAPE, "a layer left empty", lambda o: _layer(o, "days").update(columns={})),
    (Rule.SHAPE, "an operation that is none", lambda o: _column(o, "days").update(operationType="histogram")),
    (Rule.SHAPE, "a size that is a text", lambda o: _column(o, "persons")["params"].update(size="20")),
    (Rule.SHAPE, "a size of 0", lambda o: _column(o, "persons")["params"].update(size=0)),
    (Rule.SHAPE, "a query in Lucene's language", lambda o: _source(o, "search")["query"].update(language="lucene")),
    (Rule.SHAPE, "a panel without a place", lambda o: _panels(o)[0].pop("gridData")),
    (Rule.SHAPE, "a panel without height", lambda o: _panels(o)[0]["gridData"].update(h=0)),
    (Rule.SHAPE, "a place left of the grid", lambda o: _panels(o)[0]["gridData"].update(x=-1)),
    (Rule.SHAPE, "no panel at all", lambda o: _panels(o).clear()),
    (Rule.SHAPE, "a filter without a value", lambda o: _attributes(o, "index-pattern").update(sourceFilters=[{}])),
    (Rule.VERSION, "a newer type", lambda o: _of(o, "lens").update(typeMigrationVersion="8.10.0")),
    (Rule.VERSION, "a newer envelope", lambda o: o[0].update(coreMigrationVersion="9.0.0")),
    (Rule.REFERENCE, "a chart's data view gone", lambda o: o.remove(_of(o, "index-pattern", "any-time"))),
    (Rule.REFERENCE, "a panel's chart gone", lambda o: o.remove(_of(o, "lens", "overview-persons"))),
    (Rule.REFERENCE, "a panel's search gone", lambda o: o.remove(_of(o, "search", "all"))),
    (
        Rule.REFERENCE,
        "a tag that is not there",
        lambda o: _of(o, "search")["references"].append({"type": "tag", "id": "gone", "name": "tag"}),
    ),
    (
        Rule.REFERENCE_NAME,
        "two references of a name",
        lambda o: _of(o, "lens")["references"].append(_of(o, "lens")["references"][0]),
    ),
    (Rule.REFERENCE_NAME, "a reference of no panel", lambda o: _panels(o).pop()),
    (Rule.REFERENCE_NAME, "a search's index by another name", lambda o: _source(o, "search").update(indexRefName="i")),
    (Rule.LAYER_REFERENCE, "a layer without reference", lambda o: _of(o, "lens", "days").update(references=[])),
    (
        Rule.LAYER_REFERENCE,
        "a reference of no layer",
        lambda o: _of(o, "lens", "days")["references"][0].update(name="indexpattern-datasource-layer-L9"),
    ),
    (Rule.COLUMN_ORDER, "a column not in the order", lambda o: _layer(o, "days")["columnOrder"].pop()),
    (Rule.COLUMN_ORDER, "a column twice in it", lambda o: _layer(o, "days")["columnOrder"].append("n")),
    (Rule.COLUMN_ORDER, "a number before a bucket", lambda o: _layer(o, "days")["columnOrder"].reverse()),
    (
        Rule.ACCESSOR,
        "an x that is no column",
        lambda o: _state(o, "days")["visualization"]["layers"][0].update(xAccessor="y"),
    ),
    (
        Rule.ACCESSOR,
        "a y that is no column",
        lambda o: _state(o, "days")["visualization"]["layers"][0].update(accessors=["m"]),
    ),
    (
        Rule.ACCESSOR,
        "a colour of no column",
        lambda o: _state(o, "days")["visualization"]["layers"][0]["yConfig"][0].update(forAccessor="m"),
    ),
    (
        Rule.ACCESSOR,
        "a split by no column",
        lambda o: _state(o, "days")["visualization"]["layers"][0].update(splitAccessor="s"),
    ),
    (Rule.ACCESSOR, "a tag", lambda o: _state(o, "keywords")["visualization"].update(tagAccessor="t")),
    (Rule.ACCESSOR, "a tag's size", lambda o: _state(o, "keywords")["visualization"].update(valueAccessor="v")),
    (Rule.ACCESSOR, "a metric", lambda o: _state(o, "total")["visualization"].update(metricAccessor="m")),
    (
        Rule.ACCESSOR,
        "a table's column",
        lambda o: _state(o, "reporters")["visualization"]["columns"][0].update(columnId="r"),
    ),
    (Rule.ACCESSOR, "a layer that is not there", lambda o: _state(o, "total")["visualization"].update(layerId="L2")),
    (Rule.ACCESSOR, "a layer not drawn", lambda o: _state(o, "trend")["visualization"]["layers"].pop()),
    (Rule.ORDER_BY, "a column that is none", lambda o: _by(o, "m")),
    (Rule.ORDER_BY, "the values themselves", lambda o: _by(o, "x")),
    (Rule.FIELD, "counted by", lambda o: _column(o, "persons").update(sourceField="people")),
    (Rule.FIELD, "a time", lambda o: _column(o, "days").update(sourceField="day")),
    (Rule.FIELD, "a number of articles", lambda o: _column(o, "total", "n").update(sourceField="id")),
    (Rule.FIELD, "a column of a search", lambda o: _attributes(o, "search")["columns"].append("headline")),
    (Rule.FIELD, "a sort", lambda o: _attributes(o, "search").update(sort=[["day", "desc"]])),
    (Rule.FIELD, "in a query", lambda o: _source(o, "search")["query"].update(query='headline: "湘潭"')),
    (Rule.FIELD, "labelled", lambda o: o[0]["attributes"]["fieldAttrs"].update(day={"customLabel": "日"})),
    (Rule.FIELD, "a data view's time", lambda o: o[0]["attributes"].update(timeFieldName="day")),
    (Rule.AGGREGATABLE, "counted by a text", lambda o: _column(o, "reporters").update(sourceField="reporters")),
    (Rule.AGGREGATABLE, "sorted on a text", lambda o: _attributes(o, "search").update(sort=[["title", "asc"]])),
    (Rule.DATE, "a time that is a keyword", lambda o: _column(o, "days").update(sourceField="newspaper")),
    (Rule.DATE, "a data view's time that is one", lambda o: o[0]["attributes"].update(timeFieldName="file")),
    (Rule.INTERVAL, "two months", lambda o: _column(o, "days")["params"].update(interval="2M")),
    (Rule.INTERVAL, "a word", lambda o: _column(o, "days")["params"].update(interval="daily")),
    (Rule.PERIOD, "a search's", lambda o: _attributes(o, "search").pop("timeRange")),
    (Rule.PERIOD, "a search's not restored", lambda o: _attributes(o, "search").update(timeRestore=False)),
    (Rule.PERIOD, "a dashboard's", lambda o: _attributes(o, "dashboard").pop("timeFrom")),
    (Rule.PERIOD, "a dashboard's not restored", lambda o: _attributes(o, "dashboard").pop("timeRestore")),
    (Rule.IGNORED_QUERY, "a query beside `everything`", lambda o: _state(o, "topic-all")["query"].update(query='"甲"')),
    (Rule.PANEL_INDEX, "another panel's place", lambda o: _panels(o)[0]["gridData"].update(i="persons")),
    (Rule.PANEL_INDEX, "two of an index", lambda o: _again(_panels(o)[0], _panels(o)[1])),
    (Rule.GRID, "too far right", lambda o: _panels(o)[2]["gridData"].update(x=33)),
    (Rule.GRID, "no width", lambda o: _panels(o)[2]["gridData"].update(w=0)),
    (Rule.OVERLAP, "side by side", lambda o: _panels(o)[0]["gridData"].update(w=17)),
    (Rule.OVERLAP, "below each other", lambda o: _panels(o)[0]["gridData"].update(h=9)),
    (Rule.PANEL_REFERENCE, "a name that is none", lambda o: _panels(o)[0].update(panelRefName="panel_p1")),
    (Rule.PANEL_REFERENCE, "no name", lambda o: _panels(o)[0].pop("panelRefName")),
    (Rule.PANEL_REFERENCE, "another type", lambda o: _panels(o)[0].update(type="search")),
    (Rule.PANEL_REFERENCE, "a text without text", lambda o: _panels(o)[0].update(type="visualization")),
    (Rule.STALE_ID, "an id of old", lambda o: _panels(o)[0]["embeddableConfig"].update(savedObjectId="old")),
    (Rule.ALIAS, "a pattern", lambda o: o[0]["attributes"].update(title="xtsearch-articles-*")),
    (Rule.ALIAS, "two of them", lambda o: o[0]["attributes"].update(title="a,b")),
    (Rule.HIDDEN, "shown", lambda o: o[0]["attributes"]["sourceFilters"].pop(0)),
    (Rule.HIDDEN, "a labelled field hidden", lambda o: o[0]["attributes"]["sourceFilters"].append({"value": "t*"})),
    (Rule.KQL, "a dashboard's", lambda o: _source(o, "dashboard", "topic")["query"].update(query='("专项整治"')),
    (Rule.KQL, "a chart's", lambda o: _state(o, "undated")["query"].update(query="NOT")),
    (Rule.KQL, "a search's", lambda o: _source(o, "search")["query"].update(query='title: AND "a"')),
    (
        Rule.KQL,
        "a column's",
        lambda o: _column(o, "total", "n").update(filter={"query": "a:", "language": "kuery"}),
    ),
    (Rule.QUOTED, "any field", lambda o: _source(o, "search")["query"].update(query="专项整治")),
    (Rule.QUOTED, "a text", lambda o: _state(o, "days")["query"].update(query="title: 专项整治")),
    (Rule.QUOTED, "words of ours", lambda o: _state(o, "days")["query"].update(query='body_words: "专项整治"')),
    (Rule.CHINESE, "a dashboard", lambda o: _attributes(o, "dashboard").update(title="Overview")),
    (Rule.CHINESE, "a data view", lambda o: _attributes(o, "index-pattern").update(name="Articles")),
    (Rule.CHINESE, "a column", lambda o: _column(o, "days").update(label="Day")),
    (Rule.CHINESE, "a field", lambda o: o[0]["attributes"]["fieldAttrs"].update(title={"customLabel": "Title"})),
]


def _by(objects: Objects, column: str) -> None:
    _column(objects, "persons")["params"]["orderBy"]["columnId"] = column


def _again(target: Json, source: Json) -> None:
    target["panelIndex"] = target["gridData"]["i"] = source["panelIndex"]


def _written(objects: Objects) -> bytes:
    """The objects written as a file, their texts of JSON closed again."""
    lines = []
    for saved in map(copy.deepcopy, objects):
        for path in JSON_TEXTS.get(saved["type"], ()):
            *outer, name = path.split(".")
            at = saved["attributes"]
            for step in outer:
                at = at[step]
            if name in at:
                at[name] = json.dumps(at[name])
        lines.append(json.dumps(saved, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines).encode()


def test_objects_opened_and_written_again_are_the_same() -> None:
    assert load(_written(load(SHIPPED))) == load(SHIPPED)


@pytest.mark.parametrize(
    ("rule", "defect", "seed"), DEFECTS, ids=[f"{rule.name}: {defect}" for rule, defect, _ in DEFECTS]
)
def test_a_seeded_defect_is_caught(rule: Rule, defect: str, seed: Seed) -> None:
    objects = load(SHIPPED)
    seed(objects)
    assert rule in {problem.rule for problem in problems(_written(objects), FIELDS)}, defect


TEXTS = {
    Rule.UTF8: SHIPPED.replace("人物".encode(), "人物".encode("gb18030")),
    Rule.LINES: SHIPPED.replace(b"\n", b"\n\n", 1),
    Rule.JSON_TEXT: SHIPPED.replace(b'"sourceFilters":"[', b'"sourceFilters":"[['),
}


@pytest.mark.parametrize("rule", TEXTS, ids=lambda rule: rule.name)
def test_a_broken_text_is_caught(rule: Rule) -> None:
    assert {problem.rule for problem in problems(TEXTS[rule], FIELDS)} == {rule}


def test_every_rule_has_a_defect() -> None:
    assert {rule for rule, _, _ in DEFECTS} | set(TEXTS) == set(Rule)


# ------------------------------------------------------------------------------------------- the description


def _described(**changes: Any) -> Json:
    panel = {"id": "p", "kind": "ranking", "title": "人物", "field": "persons", **changes.pop("panel", {})}
    row = {"height": 8, "panels": [panel], **changes.pop("row", {})}
    return {
        "data_views": {"xtsearch-articles": {"title": "文章", "alias": DEFAULT_ALIAS}},
        "labels": {"persons": "人物", "date": "日期"},
        "hidden": [*NOT_IN_HITS],
        "searches": {"s": {"title": "文章", "period": "now-1y", "columns": ["title"]}},
        "dashboards": {"d": {"title": "报纸", "period": "now-1y", "rows": [row], **changes.pop("dashboard", {})}},
        **changes,
    }


@pytest.mark.parametrize(
    "panel",
    [
        {"kind": "number"},
        {"kind": "timeline", "field": "date", "every": "1w"},
        {"kind": "ranking"},
        {"kind": "table", "query": '"湘潭"'},
        {"kind": "cloud", "size": 5},
        {"kind": "comparison", "field": "date"},
        {"kind": "articles", "search": "s"},
        {"kind": "text", "text": "说明"},
        {"kind": "number", "everything": True},
    ],
    ids=lambda panel: panel["kind"],
)
def test_every_kind_of_panel_is_built_without_a_problem(panel: Json) -> None:
    text = ndjson(_described(panel=panel))
    assert [str(problem) for problem in problems(text.encode(), FIELDS)] == []


DOCS = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_the_row_of_the_docs_is_built_into_a_dashboard() -> None:
    """A dashboard of its own, since those that ship may have panels of the same ids."""
    [example] = re.findall(r"```yaml\n(- height.*?)```", DOCS, re.DOTALL)
    description, rows = read_yaml(DESCRIPTION), yaml.safe_load(example)
    description["dashboards"]["docs"] = {"title": "文档", "period": "now-1y", "rows": rows}
    text = ndjson(description)
    assert text.count("\n") == SHIPPED.count(b"\n") + len(rows[0]["panels"]) + 1
    assert [str(problem) for problem in problems(text.encode(), FIELDS)] == []


def test_the_docs_name_every_kind_and_every_key() -> None:
    section = DOCS.partition("### A panel of your own")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == ["kind", *KINDS]
    assert all(f"`{key.name}" in section for key in fields(Panel))


MISTAKES: list[tuple[Json, str]] = [
    ({"panel": {"kind": "pie"}}, "dashboard d, panel p: kind: no 'pie'; there are number, timeline"),
    ({"panel": {"colour": "red"}}, "dashboard d: a panel: no key colour; there are id, kind, title"),
    ({"panel": {"field": "people"}}, "panel p: field, to be named in labels: no 'people'; there are persons"),
    ({"panel": {"view": "v"}}, "panel p: view: no 'v'; there are xtsearch-articles"),
    ({"panel": {"kind": "articles", "search": "x"}}, "panel p: search: no 'x'; there are s"),
    ({"panel": {"width": 49}}, "the row of p is wider than 48"),
    ({"panel": {"everything": True, "query": '"a"'}}, "`everything` lets Kibana ignore every query"),
    ({"row": {"panels": [{"kind": "number"}]}}, "a panel: missing id"),
    ({"row": {"panels": [{"id": "p", "kind": "number"}] * 2}}, "two panels p; an id stands once"),
    ({"row": {"width": 1}}, "dashboard d: a row: no key width; there are height, panels"),
    ({"row": {"height": "8"}}, "dashboard d: a row: height: write a number"),
    ({"panel": {"everything": "yes"}}, "a panel: everything: write true or false"),
    ({"dashboard": {"period": 2022}}, "dashboard d: period: write a text (in quotes"),
    ({"labels": None}, "the description: labels: write a dict"),
    ({"dashboard": {"rows": [{"height": 8, "panels": ["number"]}]}}, "a panel: write its keys below it"),
    ({"dashboards": {"d": {"title": "报纸"}}}, "dashboard d: missing period, rows"),
    ({"searches": {"s": {"title": "文章", "period": "now-1y", "columns": [], "view": "v"}}}, "search s: view: no 'v'"),
    ({"panels": []}, "the description: no key panels"),
]


@pytest.mark.parametrize(("changes", "message"), MISTAKES, ids=[message[:40] for _, message in MISTAKES])
def test_a_mistake_in_the_description_is_named(changes: Json, message: str) -> None:
    with pytest.raises(DescriptionError) as raised:
        ndjson(_described(**changes))
    assert message in str(raised.value)


@pytest.mark.parametrize("text", ["dashboards: {}", "a: 1\na: 2", "[", ""])
def test_a_description_that_cannot_be_built_changes_nothing(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    description, written = tmp_path / "dashboards.yaml", tmp_path / "written.ndjson"
    description.write_text(text, "utf-8")
    assert build.main(description, written) == 2
    assert not written.exists()
    assert len(capsys.readouterr().err.splitlines()) == 1


# --------------------------------------------------------------------------------------------------------- KQL

PHRASE = {"multi_match": {"type": "phrase", "query": "专项整治", "lenient": True}}

UNLIKE = {"bool": {"must_not": PHRASE}}


def _should(*asked: Json) -> Json:
    return {"bool": {"should": list(asked), "minimum_should_match": 1}}


DATED = _should({"exists": {"field": "date"}})


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("", {"match_all": {}}),
        ('"专项整治"', PHRASE),
        ("专项整治", {"multi_match": {"type": "best_fields", "query": "专项整治", "lenient": True}}),
        ('title: "专项整治"', _should({"match_phrase": {"title": "专项整治"}})),
        ("title: 整治", _should({"match": {"title": "整治"}})),
        ('newspaper: "湘潭日报"', _should({"term": {"newspaper": {"value": "湘潭日报"}}})),
        ("NOT date: *", {"bool": {"must_not": _should({"exists": {"field": "date"}})}}),
        ('"专项整治" or (date:* and not "专项整治")', _should(PHRASE, {"bool": {"filter": [DATED, UNLIKE]}})),
        ('date >= "2022-05-01"', {"range": {"date": {"gte": "2022-05-01", "time_zone": "Asia/Shanghai"}}}),
        ('"a\\"b"', {"multi_match": {"type": "phrase", "query": 'a"b', "lenient": True}}),
    ],
)
def test_kql_is_sent_as_kibana_sends_it(text: str, sent: Json) -> None:
    fields = {"title": Known("text", False), "newspaper": Known("keyword", True), "date": Known("date", True)}
    assert request(parse(text), fields) == sent


@pytest.mark.parametrize("text", ["title:", '("a"', '"a" or', "NOT", '"a', "date >= *"])
def test_what_is_no_kql_is_refused(text: str) -> None:
    with pytest.raises(KqlError):
        parse(text)


def test_every_period_ends_with_the_end_of_today() -> None:
    """An article is dated at midnight UTC, which is 8 o'clock in Shanghai: `now` would leave out today's until then."""
    attributes = [json.loads(line).get("attributes", {}) for line in SHIPPED.decode().splitlines()]
    ends = [
        shown["timeTo"] if "timeTo" in shown else shown["timeRange"]["to"]
        for shown in attributes
        if "timeRestore" in shown
    ]
    assert set(ends) == {"now/d"}
