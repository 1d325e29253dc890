"""A map of records: what a person says of names becomes fields, and what is not said is neither lost nor changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import MapError
from xtsearch.indexer.readers import RecordOptions, Rejected, read
from xtsearch.indexer.readers.map_files import SCHEMA_FILE, load_map, maps_of, read_map, schema, schema_text
from xtsearch.indexer.readers.map_suggestions import suggest_map
from xtsearch.indexer.readers.record_maps import FieldMap, RecordMap, remove_at, value_at
from xtsearch.indexer.strict_yaml import parse_yaml
from xtsearch.indexer.timezone import zone_named

NESTED = {
    "id": 7,
    "data": {"attributes": {"title": "推进会", "authors": [{"name": "王超"}, {"name": "李明"}]}, "lang": "zh"},
}


def applied(record: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """The record under a map of these fields, as a file says them."""
    return read_map("map.yaml", {"fields": fields}).apply(record, zone_named("Asia/Shanghai")).record


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        (NESTED, {"title": "data.attributes.title"}, "推进会"),
        (NESTED, {"reporters": "data.attributes.authors.name"}, ["王超", "李明"]),
        ({"a.b": "推进会", "a": {"b": "别"}}, {"title": "a.b"}, "推进会"),
        ({"lead": "第一段。", "text": "第二段。"}, {"body": ["lead", "text"]}, "第一段。\n第二段。"),
        ({"lead": "", "text": "第二段。"}, {"body": ["lead", "text"]}, "第二段。"),
        ({"short": None, "long": "推进会"}, {"title": ["short", "long"]}, "推进会"),
        ({"year": "2022", "day": "05-13"}, {"date": {"from": ["year", "day"], "join": "-"}}, "2022-05-13"),
        ({"site": "xt", "no": 7}, {"id": {"from": ["site", "no"], "prefix": "dump-"}}, "dump-xt-7"),
        ({"no": 7}, {"id": {"from": "no", "prefix": "x"}}, "x7"),
        ({}, {"newspaper": {"value": "湘潭日报"}}, "湘潭日报"),
        ({"paper": "晚报"}, {"newspaper": {"from": "paper", "value": "湘潭日报"}}, "晚报"),
        ({"who": "王超/李明 陈新"}, {"reporters": {"from": "who", "split": "[/ ]"}}, ["王超", "李明", "陈新"]),
        ({"at": "05/06/2022"}, {"date": {"from": "at", "formats": "%d/%m/%Y"}}, "2022-06-05"),
        ({"at": "6-5-22"}, {"date": {"from": "at", "formats": ["%Y", "%d-%m-%y"]}}, "2022-05-06"),
        (
            {"at": "13/05/2022 20:00"},
            {"date": {"from": "at", "formats": "%d/%m/%Y %H:%M", "timezone": "UTC"}},
            "2022-05-14",
        ),
        ({"at": "2022年5月"}, {"date": {"from": "at", "formats": "%d/%m/%Y"}}, "2022年5月"),
        ({"link": "http://x.cn"}, {"extra.url": "link"}, "http://x.cn"),
        ({"名": "推进会"}, {"标题": "名"}, "推进会"),
    ],
)
def test_a_field_has_what_the_map_says(record: dict[str, Any], field: dict[str, Any], value: Any) -> None:
    (name,) = read_map("map.yaml", {"fields": field}).fields
    before = json.dumps(record)
    assert applied(record, **field)[name.field.removeprefix("extra.")] == value
    assert json.dumps(record) == before


def test_what_is_used_or_dropped_is_taken_out_and_the_rest_stays() -> None:
    mapped = read_map("m", {"fields": {"title": "data.attributes.title"}, "drop": ["data.lang", "nothing"]})
    assert mapped.apply(NESTED).record == {
        "title": "推进会", "id": 7, "data": {"attributes": {"authors": [{"name": "王超"}, {"name": "李明"}]}},
    }  # fmt: skip
    assert mapped.apply(NESTED).used == (("data.attributes.title", "title"),)


@pytest.mark.parametrize(
    ("others", "record"),
    [
        ("read", {"title": "a", "正文": "b", "title (record)": "c"}),
        ("extra", {"title": "a", "正文": "b", "title (record)": "c"}),
        ("drop", {"title": "a"}),
    ],
)
def test_names_that_the_map_does_not_hold(others: str, record: dict[str, Any]) -> None:
    mapped = read_map("m", {"fields": {"title": "h"}, "others": others})
    assert mapped.apply({"h": "a", "正文": "b", "title": "c"}).record == record


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab.", max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text("ab.", max_size=3), json_values, max_size=3), st.text("ab.", max_size=5))
def test_any_path_in_any_record(record: dict[str, Any], path: str) -> None:
    """Never an error; what the path names is gone afterwards, and the record that was given is as before."""
    before = json.dumps(record)
    value_at(record, path)
    rest = dict(record)
    remove_at(rest, path)
    assert json.dumps(record) == before
    if path and not isinstance(value_at(rest, path), list):
        assert value_at(rest, path) is None


# ------------------------------------------------------------------------------------------------ files

GOOD = [
    {"fields": {"title": "h"}},
    {"fields": {"id": {"from": ["a", "b"], "join": "-", "prefix": "x"}, "extra.url": "link"}, "drop": "raw"},
    {"fields": {"date": {"from": "d", "formats": ["%d/%m/%Y"], "timezone": "UTC"}}, "others": "extra"},
    {"drop": ["raw"]},
]
BAD = [
    ([], "write `fields:`"),
    ({}, "write `fields:`"),
    ({"field": {}}, "there is no key field; there are fields, drop, others"),
    ({"fields": ["title"]}, "write a line for each field"),
    ({"fields": {"title": 5}}, "write a name, or a list of names, not 5"),
    ({"fields": {"title": []}}, "write a name, or a list of names"),
    ({"fields": {"title": {"form": "h"}}}, "there is no key form; there are from, value"),
    ({"fields": {"title": {"join": "-"}}}, "write `from:` with a name that records have, or `value:`"),
    ({"fields": {"title": {"from": "h", "prefix": "x"}}}, "prefix is for id"),
    ({"fields": {"title": {"from": "h", "value": True}}}, "write a text in quotes, not True"),
    ({"fields": {"reporters": {"from": "h", "split": 5}}}, "split: write a text in quotes, not 5"),
    ({"fields": {"title": "h"}, "others": "keep"}, "write read, extra or drop, not 'keep'"),
]


@pytest.mark.parametrize("content", GOOD)
def test_good_maps_are_good_by_the_schema(content: Any) -> None:
    assert isinstance(read_map("map.yaml", content), RecordMap)
    Draft7Validator(schema()).validate(content)


@pytest.mark.parametrize(("content", "message"), BAD)
def test_bad_maps_are_refused_by_the_reader_and_by_the_schema(content: Any, message: str) -> None:
    with pytest.raises(MapError) as raised:
        read_map("map.yaml", content)
    assert str(raised.value).startswith("map.yaml: ")
    assert message in str(raised.value)
    assert not Draft7Validator(schema()).is_valid(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"fields": {"headlin": "h"}}, "there is no field headlin; there are id, title"),
        ({"fields": {"reporters": {"from": "h", "split": "["}}}, "split: '[' is no regular expression"),
        ({"fields": {"date": {"from": "h", "timezone": "Mars"}}}, "timezone: "),
    ],
)
def test_what_a_schema_cannot_see_is_refused_too(content: Any, message: str) -> None:
    with pytest.raises(MapError, match=r"map\.yaml: ") as raised:
        read_map("map.yaml", content)
    assert message in str(raised.value)


def test_the_schema_ships_as_it_is_made() -> None:
    Draft7Validator.check_schema(schema())
    assert SCHEMA_FILE.read_text("utf-8") == schema_text(), "run: python -m tests.indexer.readers.test_record_maps"


def test_arguments_and_files_become_one_map(tmp_path: Path) -> None:
    file = tmp_path / "map.yaml"
    file.write_text("fields: {title: h}\nothers: drop\n", "utf-8")
    assert maps_of([]) is None
    assert maps_of([str(file), "稿件=body"]) == RecordMap(
        (FieldMap("title", ("h",)), FieldMap("body", ("稿件",))), (), "drop"
    )
    for arguments, message in (
        (["title=h", "b=title", "c=title"], "there is no field h"),
        (["b=title", "c=title"], "--map says title twice"),
        (["=title"], "write NAME=FIELD"),
        (["title"], "write NAME=FIELD"),
        ([str(tmp_path / "gone.yaml")], "cannot be read"),
    ):
        with pytest.raises(MapError, match=message):
            maps_of(arguments)


@pytest.mark.parametrize("text", ["fields: {a: *b}", "fields: [", "fields: {title: a, title: b}"])
def test_a_file_that_is_no_plain_yaml_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "map.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(MapError, match=r"map\.yaml: line 1"):
        load_map(file)


# ------------------------------------------------------------------------------------------------ readers


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", '{"稿件": "<p>正文一</p>", "名": "推进会"}\n{"名": "推进会", "稿件": 5}\n'),
        ("a.json", '{"data": [{"稿件": "正文一", "名": "推进会"}, {"稿件": 5}]}'),
        ("a.csv", "稿件,名\n正文一,推进会\n"),
        ("a.tsv", "名\t稿件\n推进会\t正文一\n"),
    ],
)
def test_each_form_of_records_is_read_with_a_map(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    options = RecordOptions(map=maps_of(["稿件=body", "名=title"]))
    items = list(read([str(tmp_path / name)], options=options))
    articles = [item for item in items if isinstance(item, Document)]
    assert [(article.title, article.body, dict(article.extra)) for article in articles] == [("推进会", "正文一", {})]
    assert [item.reason for item in items if isinstance(item, Rejected)] == ["wrong type: body must be text, not 5"] * (
        name.startswith("a.json")
    )


def test_columns_are_told_by_their_own_names(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(NESTED | {"稿件": "正文"}, ensure_ascii=False), "utf-8")
    reading = read([str(file)], options=RecordOptions(map=maps_of(["data.attributes.title=title", "稿件=body"])))
    list(reading)
    told = str(reading.columns[0]).partition(": ")[2]
    assert told == "used: id, 稿件 → body, data.attributes.title → title; kept as extra: data"


# ------------------------------------------------------------------------------------------------ suggestions

LONG = "我市召开工程建设项目招投标突出问题专项整治工作推进会。" * 4


def suggested(*records: dict[str, Any]) -> dict[str, Any]:
    """What the suggested file says; the file is a map that can be read."""
    content = parse_yaml(suggest_map(records, "dump.jsonl"), "map.yaml", "map of records")
    read_map("map.yaml", content)
    fields = content["fields"]
    assert isinstance(fields, dict)
    return fields


@pytest.mark.parametrize(
    ("records", "fields"),
    [
        ([{"data": {"headline": "推进会", "content": LONG}}], {"title": "data.headline", "body": "data.content"}),
        ([{"稿件": LONG, "名目": f"推进会第{n}次召开"} for n in range(5)], {"title": "名目", "body": "稿件"}),
        ([{"text": LONG, "when": "2022/5/13 8:30"}], {"body": "text", "date": "when"}),
        ([{"text": LONG, "pub_date": "05/06/2022"}, {"text": LONG, "pub_date": "13/06/2022"}],
         {"body": "text", "date": {"from": "pub_date", "formats": ["%d/%m/%Y"]}}),
        ([{"text": LONG, "authors": [{"name": "王超"}]}], {"body": "text", "reporters": "authors.name"}),
        ([{"text": LONG, "author": "王超/李明"}],
         {"body": "text", "reporters": {"from": "author", "split": "[/|、，,；; ]"}}),
        ([{"a b": LONG}], {"body": "a b"}),
        ([{"lang": "zh"}], {}),
        ([{"content": 5, "稿件": LONG}], {"body": "稿件"}),
    ],
)  # fmt: skip
def test_a_map_is_suggested_by_names_and_by_values(records: list[dict[str, Any]], fields: dict[str, Any]) -> None:
    assert suggested(*records) == fields


def test_an_order_of_day_and_month_that_nothing_tells_is_asked() -> None:
    text = suggest_map([{"text": LONG, "date": "05/06/2022"}], "dump.jsonl")
    assert "# or %m/%d/%Y: which comes first, the day or the month?" in text


@given(st.lists(st.dictionaries(st.text(max_size=5), json_values, max_size=4), min_size=1, max_size=4))
def test_any_records_have_a_map_that_can_be_read(records: list[dict[str, Any]]) -> None:
    suggested(*records)


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), "utf-8")
