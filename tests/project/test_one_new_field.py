"""A field is added by one row of `indexer/fields.py`: read, indexed, asked for, counted and shown, on both engines.

The row is the example of that module's docstring. A process of its own loads the module with the row in its table
before anything else is imported, then runs command lines.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from tests.support.elasticsearch_server import Server
from tests.support.engines import KINDS, location_of
from tests.support.places import ROOT
from xtsearch.indexer import fields

RECORDS = [
    {"id": "a", "title": "招投标专项整治", "body": "全市开展专项整治。", "date": "2022-05-13", "issue_number": "0513"},
    {"id": "b", "title": "专项整治见成效", "body": "专项整治见成效。", "date": "2022-05-14", "issue_number": "0514"},
    {"id": "c", "title": "专项整治", "body": "没有期号的文章。", "date": "2022-06-01"},
]
TABLE = "编号,标题,正文,期号\nd,专项整治,表格里的文章。,0513\n"
TEMPLATE = """
name: issue
description: one issue
parameters: {number: {type: text, required: true}}
query: 专项整治
filters: {issue_number: '{number}'}
facets: [issue_number]
columns: [title, issue_number]
"""

#: Loads the table of argv[1] in the place of indexer/fields.py and runs the command lines that stdin has as JSON.
DRIVER = """
import contextlib, importlib.util, io, json, sys
import xtsearch.indexer

name = "xtsearch.indexer.fields"
spec = importlib.util.spec_from_file_location(name, sys.argv[1])
sys.modules[name] = xtsearch.indexer.fields = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules[name])

from xtsearch.__main__ import run

answers = []
for arguments in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = run(arguments)
    answers.append([code, out.getvalue(), err.getvalue()])

from deploy.kibana.description import field_labels

json.dump([answers, field_labels()], sys.stdout)
"""


def row() -> str:
    """The example row of the module's docstring."""
    match = re.search(r"^    (issue_number: .*?^    \))$", inspect.getdoc(fields) or "", re.MULTILINE | re.DOTALL)
    assert match
    return match[1]


def table_with(added: str) -> str:
    """The source of indexer/fields.py with a row after the last one."""
    source = (ROOT / "indexer" / "fields.py").read_text("utf-8")
    before, method, after = source.partition("    def __post_init__(self)")
    assert method
    return f"{before}    {added}\n\n{method}{after}"


@dataclass(frozen=True)
class Place:
    """Where one engine's index is, and a folder for files."""

    environ: dict[str, str]
    folder: Path

    def run(self, *commands: list[str]) -> tuple[list[tuple[int, str, str]], dict[str, str]]:
        """Exit code, stdout and stderr of each command line; and what Kibana calls the fields."""
        table = self.folder / "fields.py"
        table.write_text(table_with(row()), "utf-8")
        process = subprocess.run(
            [sys.executable, "-c", DRIVER, str(table)],
            input=json.dumps(commands),
            env={**os.environ, **self.environ, "XTSEARCH_CONFIG": "", "XTSEARCH_TEMPLATES": str(self.folder)},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=1500,
        )
        answers, labels = json.loads(process.stdout)
        return [(code, out, err) for code, out, err in answers], labels


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    environ = {"XTSEARCH_INDEX": location_of(request.param, request, tmp_path_factory)}
    if request.param == "elasticsearch":
        yield from _on_server(environ, request.getfixturevalue("elasticsearch_server"), tmp_path)
    else:
        yield Place(environ, tmp_path)


def _on_server(environ: dict[str, str], server: Server, folder: Path) -> Iterator[Place]:
    """A place under an alias of its own, whose indices are removed at the end."""
    environ["XTSEARCH_ALIAS"] = f"xtsearch-field-{secrets.token_hex(4)}"
    if server.basic_auth:
        environ["XTSEARCH_USERNAME"], environ["XTSEARCH_PASSWORD"] = server.basic_auth
    try:
        yield Place(environ, folder)
    finally:
        with Elasticsearch(server.url, basic_auth=server.basic_auth) as client:
            for index in client.indices.get(index=f"{environ['XTSEARCH_ALIAS']}*", expand_wildcards="all").body:
                client.indices.delete(index=index)


def ids(answer: str) -> set[str]:
    return {hit["id"] for hit in json.loads(answer)["hits"]}


@pytest.mark.slow
def test_one_row_is_a_field_for_readers_engines_queries_and_answers(place: Place) -> None:
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)
    (place.folder / "news.jsonl").write_text(lines, "utf-8")
    (place.folder / "news.csv").write_text(TABLE, "utf-8")
    (place.folder / "issue.yaml").write_text(TEMPLATE, "utf-8")
    query = ["query", "专项整治", "--format", "json"]
    commands = {
        "index": ["index", str(place.folder / "news.jsonl"), str(place.folder / "news.csv")],
        "everything": query,
        "option": [*query, "--issue-number", "0513"],
        "option twice": [*query, "--issue-number", "0513", "--issue-number", "0514"],
        "English name": ["query", "专项整治 issue_number:0513", "--format", "json"],
        "Chinese name": ["query", "专项整治 期号：0514", "--format", "json"],
        "csv": ["query", "专项整治", "--format", "csv"],
        "facets": ["facets", "专项整治", "--by", "issue_number", "--format", "json"],
        "facets of one": ["facets", "专项整治", "--by", "newspaper", "--issue-number", "0513", "--format", "json"],
        "trend": ["trend", "专项整治", "--issue-number", "0514", "--format", "json"],
        "show": ["show", "a"],
        "show json": ["show", "a", "--format", "json"],
        "template": ["run", "issue", "number=0513", "--format", "json"],
        "template text": ["run", "issue", "number=0514"],
        "save": [*query, "--issue-number", "0513", "--save", "saved"],
        "saved": ["run", "saved", "--format", "json"],
    }
    outputs, labels = place.run(*commands.values())
    answers = dict(zip(commands, outputs, strict=True))
    assert [(name, err) for name, (code, _, err) in answers.items() if code] == []
    text = {name: out for name, (_, out, _) in answers.items()}
    assert "4 articles indexed" in text["index"]
    for name in ("option", "English name", "template", "saved"):
        assert ids(text[name]) == {"a", "d"}, name
    assert ids(text["option twice"]) == {"a", "b", "d"}
    assert ids(text["Chinese name"]) == {"b"}
    shown = {hit["id"]: hit["issue_number"] for hit in json.loads(text["everything"])["hits"]}
    assert shown == {"a": "0513", "b": "0514", "c": None, "d": "0513"}
    header, *rows = text["csv"].splitlines()
    assert header.endswith(",issue_number,fragment")
    assert len(rows) == 4
    assert json.loads(text["facets"])["facets"] == {"issue_number": counts({"0513": 2, "0514": 1})}
    assert json.loads(text["facets of one"])["total"] == 2
    assert json.loads(text["trend"])["topics"][0]["total"] == 1
    assert "issue_number: 0513\n" in text["show"]
    assert json.loads(text["show json"])["issue_number"] == "0513"
    assert json.loads(text["show json"])["extra"] == {}
    assert json.loads(text["template"])["facets"] == {"issue_number": counts({"0513": 2})}
    assert "issue_number 0514" in text["template text"]
    assert labels["issue_number"] == "期号"


def counts(values: dict[str, int]) -> list[dict[str, Any]]:
    return [{"value": value, "count": count} for value, count in values.items()]
