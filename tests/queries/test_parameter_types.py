"""A type of parameter is one row of TYPES: a made-up one is known to everything that asks the table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pystache
import pytest
import typer
from jsonschema import Draft7Validator

from tests.support.places import ROOT
from xtsearch.cli import template_questions
from xtsearch.indexer.engines.request import Term
from xtsearch.indexer.errors import NotPushable, TemplateError
from xtsearch.queries.templates.files import load
from xtsearch.queries.templates.json_schema import schema
from xtsearch.queries.templates.parameter_types import TYPES, ParameterType, Sent, Slot, types_for
from xtsearch.queries.templates.search_templates import Unsayable, search_template
from xtsearch.queries.templates.template import render


def _postcode(typed: str) -> str:
    if not (typed.isascii() and typed.isdecimal() and len(typed) == 6):
        raise ValueError(typed)
    return typed


POSTCODE = ParameterType(
    name="postcode",
    parse=_postcode,
    expected="a postcode of six digits",
    example="411100",
    slots=frozenset({Slot.WORD, Slot.NAME}),
    json_schema={"type": "string", "pattern": r"^\d{6}$"},
    sent=Sent.TEXT,
    own_keys=("choices",),
)

TEMPLATE = """
name: area
description: what happened in an area
parameters: {code: {type: postcode, choices: ['411100', '411200'], default: '411100'}}
query: '湘潭 "{code}"'
filters: {agency: '{code}'}
"""


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch) -> Callable[[ParameterType], None]:
    """Adds a row to the table, for one test."""
    return lambda row: monkeypatch.setitem(TYPES, row.name, row)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "area.yaml"
    file.write_text(TEMPLATE, "utf-8")
    return file


def test_the_documentation_lists_every_type() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    [in_json] = re.findall(r'"type": ("[a-z-]+"(?:\|"[a-z-]+")*), "help"', page)
    assert sorted(json.loads(f"[{in_json.replace('|', ',')}]")) == sorted(TYPES), (
        "name it in docs/cli.md, the JSON of `templates list`"
    )
    [in_yaml] = re.findall("# types: (.*)", page)
    assert sorted(in_yaml.split(", ")) == sorted(TYPES), "name it in docs/cli.md, in the example of a template"
    [pushed] = re.findall(r"^A client sends .*?\n\n|^A client sends .*?(?=\n#)", page, re.MULTILINE | re.DOTALL)
    sendable = {name for name, row in TYPES.items() if row.sent}
    assert sendable <= set(re.findall(r"[\w-]+", pushed)), "say in docs/cli.md, templates push, how a client sends it"


def test_a_type_is_unknown_until_it_has_a_row(path: Path, add: Callable[[ParameterType], None]) -> None:
    with pytest.raises(TemplateError, match=f"code.type: expected one of {', '.join(TYPES)}; given"):
        load(path)
    add(POSTCODE)
    assert load(path).parameters[0].type is POSTCODE


def test_the_checks_ask_the_row(path: Path, add: Callable[[ParameterType], None]) -> None:
    add(POSTCODE)
    path.write_text(TEMPLATE.replace("'411200'", "'4112'"), "utf-8")
    with pytest.raises(TemplateError, match=r"code\.choices: expected a postcode of six digits; given '4112'; write "):
        load(path)
    path.write_text(TEMPLATE.replace("choices: ['411100', '411200']", "minimum: 1"), "utf-8")
    with pytest.raises(TemplateError, match=r"code\.minimum: expected one of the keys .*choices; given"):
        load(path)
    path.write_text(TEMPLATE + "limit: '{code}'", "utf-8")
    with pytest.raises(TemplateError, match="limit: expected a parameter of type integer; given"):
        load(path)


def test_a_template_is_filled_in_by_the_row(path: Path, add: Callable[[ParameterType], None]) -> None:
    add(POSTCODE)
    question = render(load(path), {"code": "411200"})
    assert question.query.text == '湘潭 "411200"'
    assert question.filters == (Term("agency", "411200"),)
    with pytest.raises(TemplateError, match="expected one of 411100, 411200; given '411300'"):
        render(load(path), {"code": "411300"})


def test_the_json_schema_describes_the_row(add: Callable[[ParameterType], None]) -> None:
    def takes(**keys: Any) -> bool:
        parameters = {"code": {"type": "postcode", **keys}}
        record = {"name": "area", "description": "d", "query": "{code}", "parameters": parameters}
        return Draft7Validator(schema()).is_valid(record)

    assert not takes(choices=["411100"])
    add(POSTCODE)
    Draft7Validator.check_schema(schema())
    assert takes(choices=["411100"], default="411100")
    assert not takes(choices=["411100"], default="4111")
    assert not takes(default="411100")
    assert not takes(choices=["411100"], minimum="411100")


def test_new_asks_for_the_row(monkeypatch: pytest.MonkeyPatch, add: Callable[[ParameterType], None]) -> None:
    add(POSTCODE)
    answers = iter(["postcode", "411100，411200", "邮编", "411100"])
    asked: list[str] = []

    def prompt(text: str, *_: object, value_proc: Callable[[str], object], **__: object) -> object:
        asked.append(text)
        return value_proc(next(answers))

    monkeypatch.setattr(typer, "prompt", prompt)
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: False)
    record = template_questions.ask({"description": "d", "query": '湘潭 "{code}"'})
    assert asked[0] == f"code: type ({', '.join(types_for(Slot.WORD))})"
    assert POSTCODE.name in asked[0]
    assert record["parameters"] == {
        "code": {"type": "postcode", "choices": ["411100", "411200"], "help": "邮编", "default": "411100"}
    }


def test_a_search_template_takes_the_row(path: Path, add: Callable[[ParameterType], None]) -> None:
    add(POSTCODE)
    rendered = json.loads(pystache.render(search_template(load(path)), {"code": "411200"}))
    assert '"411200"' in json.dumps(rendered["query"])
    default = json.loads(pystache.render(search_template(load(path)), {}))
    assert '"411100"' in json.dumps(default["query"])


@pytest.mark.parametrize("sent", [None, Sent.PERIOD])
def test_a_row_that_no_client_can_send_so_is_refused_with_a_reason(
    path: Path, add: Callable[[ParameterType], None], sent: Sent | None
) -> None:
    add(replace(POSTCODE, sent=sent))
    with pytest.raises(
        NotPushable, match=r"area\.yaml: parameters\.code\.type: expected a type whose values"
    ) as caught:
        search_template(load(path))
    assert caught.value.obstacle is Unsayable.PARAMETER_TYPE
