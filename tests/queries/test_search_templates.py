"""Search templates find what `run` finds, whatever the values are, and no value breaks out of its JSON string.

Where the server has mustache, it renders them and searches (`_search/template`). One put together from Maven Central
lacks that module: there pystache renders them as the server does, JSON escapes and all, and the server searches.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pystache
import pytest
from elasticsearch import Elasticsearch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.queries.test_templates import LANGUAGE, SHIPPED, SYNTAX, write
from tests.support.elasticsearch_server import Server
from tests.support.engines import fill, fresh_engine, page_documents
from tests.support.places import ROOT
from xtsearch.__main__ import run as xtsearch
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.elasticsearch.admin.scripts import PRIVILEGE, store
from xtsearch.indexer.engines.elasticsearch.connection import Credentials
from xtsearch.indexer.errors import EngineError, NotAuthorised, NotPushable
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE, today_in
from xtsearch.queries.periods import period
from xtsearch.queries.templates.files import SAVED, find, load
from xtsearch.queries.templates.parameter_types import Sent
from xtsearch.queries.templates.parameters import Parameter, parse_value
from xtsearch.queries.templates.search_templates import PREFIX, Unsayable, search_template
from xtsearch.queries.templates.template import Template, run

README = ROOT / "README.md"


def escaped(value: str) -> str:
    """A value as the server writes it into a JSON string."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


RENDERER = pystache.Renderer(escape=escaped, string_encoding="utf-8")


def params(template: Template, values: Mapping[str, str]) -> dict[str, Any]:
    """The values as a client sends them to a search template."""
    named = [parameter for parameter in template.parameters if parameter.name in values]
    return {parameter.name: sent(parameter, values[parameter.name]) for parameter in named}


def sent(parameter: Parameter, typed: str) -> Any:
    """One value as a client sends it: a list as a list, a period by its two ends, everything else as text."""
    value = parse_value("", parameter, "", typed)
    if parameter.type.sent is Sent.PERIOD:
        ends = zip(("since", "until"), period(typed, today=today_in(DEFAULT_TIMEZONE)), strict=True)
        return {name: str(day) for name, day in ends if day}
    return list(value) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True)
class SeededServer:
    """An engine that holds the seed page, and a second client of its server."""

    engine: Engine
    client: Elasticsearch
    url: str

    @property
    def has_mustache(self) -> bool:
        return any(
            module["name"] == "lang-mustache"
            for node in self.client.nodes.info(metric="plugins")["nodes"].values()
            for module in node["modules"]
        )

    def asked(self, template: Template, values: Mapping[str, str]) -> dict[str, Any]:
        """The answer of the server to the search template."""
        index, sendable = self.engine.status().generation, params(template, values)
        if self.has_mustache:
            id = f"{PREFIX}{template.name}"
            store(self.url, Credentials(), {id: search_template(template)})
            try:
                return dict(self.client.search_template(index=index, id=id, params=sendable).body)
            finally:
                self.client.delete_script(id=id)
        return dict(
            self.client.search(index=index, body=json.loads(RENDERER.render(search_template(template), sendable))).body
        )


@pytest.fixture(scope="module")
def place(elasticsearch_server: Server, seed_page: Path) -> Iterator[SeededServer]:
    with (
        fresh_engine(elasticsearch_server.url) as engine,
        Elasticsearch(elasticsearch_server.url) as client,
    ):
        fill(engine, page_documents(seed_page))
        yield SeededServer(engine, client, elasticsearch_server.url)


def same(place: SeededServer, template: Template, values: Mapping[str, str]) -> int:
    """Check that both find the same articles, in the same order if they are sorted by date; gives their number."""
    answer, response = run(place.engine, template, values), place.asked(template, values)
    ids = [hit["_id"] for hit in response["hits"]["hits"]]
    expected = [hit.document.id for hit in answer.hits]
    assert response["hits"]["total"]["value"] == answer.total
    assert ids == expected if template.sort.value != "relevance" else sorted(ids) == sorted(expected)
    return answer.total


PUSHED = sorted(SHIPPED.keys() - {"new", "place"})
MORE: list[tuple[str, dict[str, str], int]] = [
    ("campaign", {"since": "2022-05-13", "until": "2022-05-13"}, 2),
    ("campaign", {"since": "2022-05-14"}, 0),
    ("compare", {"other": "医保", "period": ">=2022-05-01"}, 4),
    ("corrections", {"topic": "湘潭"}, 0),
    ("department", {"names": "市人社局", "topic": "人才", "period": "2022-05"}, 1),
    ("leader", {"name": "刘俊", "topic": "百名导师"}, 1),
    ("reporter", {"name": "丁白玉", "until": "2022-05-13"}, 1),
]


@pytest.mark.parametrize(("name", "values", "count"), [*((name, *SHIPPED[name]) for name in PUSHED), *MORE])
def test_each_finds_what_run_finds(place: SeededServer, name: str, values: dict[str, str], count: int) -> None:
    assert same(place, find(name, [SAVED]), values) == count


HOSTILE = [
    '刘俊"}}]}}, {"match_all": {}}',
    "{{topic}}刘俊{{/name}}{{#name}}",
    "{{#toJson}}name{{/toJson}}",
    "刘俊\\",
    "\\u0022刘俊",
    '刘俊", "operator": "or',
    "刘俊\n\t\x00\x1f\u2028😀",
    "刘，俊",
    "刘俊* OR 湘潭",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_finds_what_run_finds(place: SeededServer, value: str) -> None:
    for name in ("leader", "reporter"):
        same(place, find(name, [SAVED]), {"name": value})
    same(place, find("department", [SAVED]), {"names": f"市人社局、{value}", "topic": value})


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A template with a value in every place where one can stand."""
    return load(write(tmp_path_factory.mktemp("templates"), LANGUAGE, "language"))


@pytest.mark.parametrize(
    "values",
    [
        {"a": "刘俊"},
        {"a": "刘俊", "b": "湘潭"},
        {"a": "工作", "b": "湘潭市", "names": "丁白玉、王超"},
        {"a": "湘潭", "b": "专项整治", "names": "王超", "period": "2022-05"},
        {"a": "湘潭", "period": "2022-05-14.."},
        {"a": "湘潭", "names": '王超"]}'},
    ],
)
def test_operators_and_what_is_left_out_find_what_run_finds(
    place: SeededServer, language: Template, values: dict[str, str]
) -> None:
    same(place, language, values)


OPTIONAL = """
name: optional
description: groups of which all may be left out
parameters: {a: {type: text, required: true}, b: {type: text}, c: {type: list},
  d: {type: date-range, default: "2022-05"},
  e: {type: choice, choices: [湘潭日报, 湘潭晚报], default: 湘潭日报}, n: {type: integer, default: 3},
  l: {type: list, default: [湘潭, 长沙]}}
query: '("{b}" OR "{c}") AND ("{a}" OR ("{b}" AND "{c}") OR NOT "{b}") AND "{l}" AND 湘潭 date:{d}'
filters: {newspaper: '{e}'}
sort: date
limit: '{n}'
facets: [month, reporter, newspaper]
"""


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"b": "工作"},
        {"c": "部署、工作"},
        {"b": "工作", "c": "部署", "d": "2021"},
        {"l": "专项整治", "n": "1"},
        {"e": "湘潭晚报"},
        {"a": "人才", "b": "医保"},
    ],
    ids=str,
)
def test_groups_that_are_left_out_and_defaults(place: SeededServer, tmp_path: Path, values: dict[str, str]) -> None:
    template = load(write(tmp_path, OPTIONAL, "optional"))
    values = {"a": "刘俊", **values}
    same(place, template, values)
    counted = place.asked(template, values)["aggregations"]
    facets = {facet.by: dict(facet.values) for facet in run(place.engine, template, values).facets}
    for name, facet in facets.items():
        buckets = counted[name]["buckets"]
        assert {bucket.get("key_as_string", bucket["key"]): bucket["doc_count"] for bucket in buckets} == facet


def test_hits_are_highlighted_as_the_template_says(place: SeededServer, tmp_path: Path) -> None:
    text = "name: whole\ndescription: d\nquery: 专项整治\nhighlight: "
    hits = place.asked(load(write(tmp_path, text + "40")), {})["hits"]["hits"]
    assert all(len(fragment.replace("<em>", "").replace("</em>", "")) < 80 for fragment in hits[0]["highlight"]["body"])
    assert "highlight" not in place.asked(load(write(tmp_path, text + "off")), {})["hits"]["hits"][0]


def shape(value: Any) -> Any:
    """JSON with every text replaced by the same word."""
    if isinstance(value, dict):
        return {key: shape(member) for key, member in value.items()}
    if isinstance(value, list):
        return [shape(member) for member in value]
    return "text" if isinstance(value, str) else value


@settings(max_examples=40)
@given(*[st.text(SYNTAX + "#/^&>.\\\x00", max_size=30) | st.text(max_size=20)] * 3)
def test_no_value_changes_the_structure(language: Template, a: str, b: str, name: str) -> None:
    source = search_template(language)

    def rendered(a: str, b: str, name: str) -> Any:
        return json.loads(RENDERER.render(source, {"a": a, "b": b, "names": [name, "乙"], "period": {"since": a}}))

    assert shape(rendered(f"甲{a}", f"甲{b}", f"甲{name}")) == shape(rendered("甲", "甲", "甲"))


@pytest.mark.parametrize(
    ("text", "message", "obstacle"),
    [
        (
            "query: 专项 整治\nmatch: all",
            "match: expected phrase, or each word of the query in quotes",
            Unsayable.TIERS,
        ),
        ("query: 专项 最近7天", "query: expected days that are not counted from today", Unsayable.RELATIVE_DAYS),
        (
            "query: 专项\nfilters: {date: 昨天}",
            "filters.date: expected days that are not counted from today",
            Unsayable.RELATIVE_DAYS,
        ),
        (
            "query: 专项\nparameters: {d: {type: date-range, default: 最近7天}}\nfilters: {date: '{d}'}",
            "parameters.d.default: expected days that are not counted from today",
            Unsayable.RELATIVE_DAYS,
        ),
        (
            "query: '{url}'\nparameters: {url: {type: text, required: true}}",
            "parameters.url: expected a name other than join, tojson, url",
            Unsayable.PARAMETER_NAME,
        ),
    ],
)
def test_what_mustache_cannot_say_is_refused(tmp_path: Path, text: str, message: str, obstacle: Unsayable) -> None:
    path = write(tmp_path, f"name: whole\ndescription: d\n{text}")
    with pytest.raises(NotPushable) as caught:
        search_template(load(path))
    assert str(caught.value).startswith(f"{path}: {message}")
    assert caught.value.obstacle is obstacle
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------------------------------------ the command


def test_push_stores_what_can_be_said_and_names_the_rest(
    place: SeededServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XTSEARCH_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").touch()
    code = xtsearch(["templates", "push", "--index", place.url])
    printed = capsys.readouterr()
    if not place.has_mustache:
        assert (code, printed.out) == (3, "")
        assert printed.err.startswith(
            f"xtsearch: {place.url} lacks the module lang-mustache, which search templates need"
        )
        assert len(printed.err.splitlines()) == 1
        return
    assert (code, printed.out) == (0, "6 templates stored; 2 can be run by xtsearch alone\n")
    refused = [line for line in printed.err.splitlines() if "saved/" in line]
    assert [line.partition("saved/")[2].partition(":")[0] for line in refused] == ["new.yaml", "place.yaml"]
    assert place.client.get_script(id=f"{PREFIX}leader")["found"]


def test_push_says_which_values_the_server_looks_for_as_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    query = "parameters: {n: {type: text, required: true}}\nquery: "
    loose = write(tmp_path, f"name: whole\ndescription: d\n{query}'{{n}} “2022年”'\n")
    assert xtsearch(["templates", "push", str(loose), "leader", "--print"]) == 0
    assert capsys.readouterr().err == (
        "xtsearch: whole: the server looks for values as written: 23876 finds 23,876 by `run` alone\n"
    )
    fixed = write(tmp_path, f"name: whole\ndescription: d\n{query}'“{{n}}” 23876'\n")
    assert xtsearch(["templates", "push", str(fixed), "--print"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "23,876" in printed.out  # of the fixed words each spelling is asked


def test_push_prints_and_wants_a_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert xtsearch(["templates", "push", "leader", "--print"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["id"] == "xtsearch-leader"
    assert printed["script"] == {"lang": "mustache", "source": search_template(find("leader", [SAVED]))}
    assert xtsearch(["templates", "push", "leader", "--index", "/nowhere"]) == 2
    assert "templates push is for Elasticsearch: give its address with --index" in capsys.readouterr().err
    assert xtsearch(["templates", "push", "leader", "place", "--print"]) == 6
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert "place.yaml: match: expected phrase, or each word of the query in quotes" in printed.err
    assert xtsearch(["templates", "push", "nowhere", "place", "--index", "http://127.0.0.1:1"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_who_may_not_store_is_told_what_to_grant_and_that_is_enough(secured_elasticsearch_server: Server) -> None:
    server = secured_elasticsearch_server
    assert f'"{PRIVILEGE}"' in README.read_text("utf-8")
    with Elasticsearch(server.url, basic_auth=server.basic_auth) as owner:

        def key(*privileges: str) -> str:
            role = {"cluster": list(privileges), "indices": []}
            created = owner.security.create_api_key(name=secrets.token_hex(4), role_descriptors={"role": role})
            return str(created["encoded"])

        source = {f"{PREFIX}{secrets.token_hex(4)}": search_template(find("leader", [SAVED]))}
        with pytest.raises(NotAuthorised, match=f"refuses this user: .*grant the cluster privilege {PRIVILEGE}$"):
            store(server.url, Credentials(api_key=key("monitor")), source)
        refused = None
        try:
            store(server.url, Credentials(api_key=key(PRIVILEGE)), source)
        except EngineError as error:
            refused = error
        assert refused is None or "lacks the module lang-mustache" in str(refused)
