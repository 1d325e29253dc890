"""Saved templates from the command line."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.support.places import ROOT
from tests.support.waiting import PATIENCE
from xtsearch.__main__ import run

LEADER = """\
name: leader
description: 一位领导做了什么
parameters:
  name: {type: text, required: true, help: 姓名}
  since: {type: date}
query: '"{name}"'
filters: {since: '{since}'}
sort: -date
limit: 1
match: phrase
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed_page: Path) -> Path:
    """A folder of templates with one of our own, and an index of the seed page."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XTSEARCH_INDEX", str(tmp_path / "index"))
    for name in ("XTSEARCH_CONFIG", "XDG_CONFIG_HOME", "XTSEARCH_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / ".config" / "xtsearch" / "templates"
    folder.mkdir(parents=True)
    folder.joinpath("leader.yaml").write_text(LEADER, "utf-8")
    assert run(["index", str(seed_page)]) == 0
    return folder


def test_list_names_those_that_ship_and_ones_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["templates", "list"]) == 0
    assert "leader - 一位领导做了什么\n    name=<text>  姓名\n    [since=<date>]\n" in capsys.readouterr().out
    assert run(["templates", "list", "--format", "json"]) == 0
    listed = {record["name"]: record for record in json.loads(capsys.readouterr().out)}
    assert len(listed) >= 3
    assert listed["leader"]["file"] == str(folder / "leader.yaml")
    assert list(listed["leader"]) == [
        *("name", "description", "parameters", "query", "file", "facets", "columns", "highlight")
    ]
    assert listed["leader"]["parameters"][0]["required"] is True


def test_list_names_a_broken_file_and_lists_the_rest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder.joinpath("broken.yaml").write_text("name: [", "utf-8")
    capsys.readouterr()
    assert run(["templates", "list"]) == 2
    captured = capsys.readouterr()
    assert "leader - " in captured.out
    assert captured.err.startswith(f"xtsearch: {folder / 'broken.yaml'}: ")


def test_run_answers_like_query(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["run", "leader", "name=刘俊", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["matching"], answer["total"], len(answer["hits"])) == ("phrase", 2, 1)
    assert run(["run", str(folder / "leader.yaml"), "name=刘俊"]) == 0
    assert capsys.readouterr().out.startswith("2 articles (exact phrase), 1 to 1 shown\n")


SHOWN = LEADER.replace("leader", "shown").replace("limit: 1", "facets: [newspaper, month]\nlimit: 5")


@pytest.fixture
def shown(folder: Path) -> Callable[[str], None]:
    """Writes a template with more keys."""

    def write(more: str) -> None:
        folder.joinpath("shown.yaml").write_text(SHOWN + more, "utf-8")

    return write


def test_run_counts_beside_the_hits(shown: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    shown("")
    capsys.readouterr()
    assert run(["run", "shown", "name=刘俊"]) == 0
    assert "\nnewspaper\n  no article has one\n\nmonth\n  2022-05  2 █" in capsys.readouterr().out
    assert run(["run", "shown", "name=刘俊", "--format", "csv"]) == 0
    assert capsys.readouterr().err.splitlines()[1:] == ["xtsearch: newspaper: none", "xtsearch: month: 2022-05 2"]
    assert run(["run", "shown", "name=刘俊", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer)[-3:] == ["facets", "columns", "understood"]
    assert answer["facets"] == {"newspaper": [], "month": [{"value": "2022-05", "count": 2}]}
    assert "fragment" in answer["columns"]


def test_run_shows_the_columns_that_it_says(shown: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    shown("columns: [date, title, reporters]\n")
    capsys.readouterr()
    assert run(["run", "shown", "name=刘俊", "--format", "csv"]) == 0
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert head == "date,title,reporters"
    assert first.startswith("2022-05-13,")
    assert run(["run", "shown", "name=刘俊"]) == 0
    hit = capsys.readouterr().out.split("\n\n")[1].splitlines()
    assert [hit[0][:3], hit[1][:15]] == ["1. ", "   2022-05-13 ·"]
    assert len(hit) == 2
    shown("columns: [date, id]\n")
    assert run(["run", "shown", "name=刘俊"]) == 0
    assert "\n1. 2022-05-13 · id 000_" in capsys.readouterr().out
    assert run(["run", "shown", "name=刘俊", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["columns"] == ["date", "id"]
    assert {"title", "source", "highlights"} <= answer["hits"][0].keys()


def test_run_highlights_as_the_template_says(shown: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    def longest(more: str) -> int:
        shown(more)
        capsys.readouterr()
        assert run(["run", "shown", "name=刘俊", "--format", "json"]) == 0
        hits = json.loads(capsys.readouterr().out)["hits"]
        return max((len(fragment["text"]) for hit in hits for fragment in hit["highlights"]), default=0)

    assert longest("highlight: off\n") == 0
    assert 0 < longest("highlight: 20\n") <= 20 < longest("highlight: on\n")
    shown("highlight: off\n")
    assert run(["run", "shown", "name=刘俊"]) == 0
    assert "【" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("values", "code", "message"),
    [
        ([], 2, "name"),
        (["name=刘俊", "since=昨天"], 2, "YYYY-MM-DD"),
        (["nam=刘俊"], 2, "nam"),
        (["刘俊"], 2, "write name=value"),
        (["name＝刘俊", "since=2030-01-01"], 1, "nothing found"),
        (["name=刘俊", "name=傅军"], 2, "given twice"),
        (["name=刘俊", "since=2030-01-01"], 1, "nothing found"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_values_are_one_line(
    values: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["run", "leader", *values]) == code
    captured = capsys.readouterr()
    assert message in captured.err
    assert len(captured.err.splitlines()) == 1


@pytest.mark.usefixtures("folder")
def test_an_unknown_template_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["run", "nowhere"]) == 2
    assert "no template is named 'nowhere'" in capsys.readouterr().err


def test_a_query_is_saved_and_asked_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["“专项整治” OR 医保", "--since", "2022-05-13", "--sort", "-date", "--limit", "3"]
    capsys.readouterr()
    assert run(["query", *asked, "--save", "mine"]) == 0
    first = capsys.readouterr()
    assert str(folder / "mine.yaml") in first.err
    assert run(["run", "mine"]) == 0
    titles = [line for line in first.out.splitlines() if line[:2] in ("1.", "2.", "3.")]
    assert [line for line in capsys.readouterr().out.splitlines() if line[:2] in ("1.", "2.", "3.")] == titles
    assert run(["query", "湘潭", "--reporter", "丁白玉", "--reporter", "王超", "--match", "any", "--save", "two"]) == 0
    assert "reporters:\n  - 丁白玉\n  - 王超" in folder.joinpath("two.yaml").read_text("utf-8")
    assert run(["run", "two"]) == 0


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["医保", "--save", "leader"], "is there already"),
        (["医保", "--save", "a/b"], "no name of a template"),
        (["医保 {x}", "--save", "other"], "query: expected a parameter"),
        (["医保", "--save", "other", "--limit", "0"], "limit: expected a whole number from 1"),
        (["医保", "--save", "other", "--literal"], "--literal"),
    ],
)
def test_what_cannot_be_saved_is_refused_before_the_engine_is_asked(
    folder: Path, capsys: pytest.CaptureFixture[str], asked: list[str], says: str
) -> None:
    before = sorted(folder.iterdir())
    assert run(["query", *asked, "--index", "/nowhere"]) == 2
    assert says in capsys.readouterr().err
    assert sorted(folder.iterdir()) == before


def test_check_counts_and_names_what_could_not_be_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["templates", "check"]) == 0
    assert capsys.readouterr().out == "8 templates could be asked, 0 could not\n"
    folder.joinpath("broken.yaml").write_text("name: [", "utf-8")
    assert run(["templates", "check", str(folder / "broken.yaml"), str(folder / "leader.yaml")]) == 2
    captured = capsys.readouterr()
    assert captured.out == "1 template could be asked, 1 could not\n"
    assert captured.err.startswith(f"xtsearch: {folder / 'broken.yaml'}: ")


@pytest.mark.usefixtures("folder")
def test_show_says_all_of_a_template(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["templates", "show", "leader"]) == 0
    out = capsys.readouterr().out
    for line in ("leader - 一位领导做了什么", "name=<text>  姓名", 'query: "{name}"', "since: {since}", "limit: 1"):
        assert line in out


# -------------------------------------------------------------------------------------------------------- new


NEW = ["templates", "new", "insurance", "--description", "医保报道", "--query", '医保 "{topic}"']


def test_new_is_made_by_options_and_could_be_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parameters = ["--parameter", "topic: {type: text, help: 专题}", "--parameter", "n: {type: integer, default: 5}"]
    more = ["--filter", "since={since}", "--parameter", "since: {type: date}", "--limit", "{n}", "--sort=-date"]
    shown = ["--facets", "month,reporter", "--columns", "date,title", "--highlight", "off", "--match", "all"]
    capsys.readouterr()
    assert run([*NEW, *parameters, *more, *shown]) == 0
    assert f"saved as {folder / 'insurance.yaml'}: `xtsearch run insurance` asks it" in capsys.readouterr().err
    assert run(["templates", "check", "insurance"]) == 0
    assert run(["run", "insurance", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "date,title"
    before = folder.joinpath("insurance.yaml").read_bytes()
    assert run(NEW) == 2
    assert "is there already" in capsys.readouterr().err
    assert folder.joinpath("insurance.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ([], "query: expected a parameter of type text or choice or integer or list; given '{topic}'"),
        (["--parameter", "topic"], "--parameter 'topic' is no parameter; write 'name: {type: text}'"),
        (["--parameter", "topic: {"], "--parameter: line 1, column 9: not the YAML of a template"),
        (["--parameter", "topic: {type: data}"], "parameters.topic.type: expected one of text, choice"),
        (["--filter", "since"], "'since' is no parameter; write name=value"),
        (["--sort", "newest"], "sort: expected one of relevance"),
        (["--facets", "months"], "facets: expected each one of reporter"),
        (["--highlight", "bold"], "highlight: expected true or false or a whole number"),
    ],
)
def test_new_refuses_what_is_wrong_and_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    capsys.readouterr()
    assert run([*NEW, *more]) == 2
    captured = capsys.readouterr().err
    assert message in captured
    assert len(captured.splitlines()) == 1
    assert not folder.joinpath("insurance.yaml").exists()


def test_new_without_a_terminal_says_what_to_give(folder: Path) -> None:
    command = [sys.executable, "-m", "xtsearch", "templates", "new", "mine", "--query", "医保"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, env=environment, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert "give --description and --query, or run it on a terminal to be asked" in result.stderr
    assert not folder.joinpath("mine.yaml").exists()


#: What is asked on a terminal, and what is typed; some of it wrong at first.
DIALOGUE = [
    ("one line", "医保报道"),
    ("Query", "医保 tile:{topic}"),
    ("Error: query: expected a query", '医保 "{topic}" {paper}'),
    ("topic: type", "date"),
    ("one of text, choice, integer, list", "text"),
    ("topic: what to give", "专题"),
    ("topic: has to be given", "y"),
    ("paper: type", "choice"),
    ("paper: its choices", "湘潭日报，湘潭晚报"),
    ("paper: what to give", ""),
    ("paper: has to be given", "n"),
    ("paper: its value", "长沙晚报"),
    ("expected one of 湘潭日报", "湘潭日报"),
    ("narrowed to days", "y"),
    ("Order of hits", "-date"),
    ("How many hits", "many"),
    ("a whole number", "5"),
    ("Count the hits by", "months"),
    ("cannot count by months", "month，reporter"),
]


def test_new_asks_on_a_terminal(folder: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "xtsearch", "templates", "new", "insurance"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        for asked, typed in DIALOGUE:
            _read_until(ours, asked)
            os.write(ours, f"{typed}\n".encode())
        _read_until(ours, "saved as")
        assert process.wait() == 0
    os.close(ours)
    record = yaml.safe_load(folder.joinpath("insurance.yaml").read_text("utf-8"))
    assert record["parameters"] == {
        "topic": {"type": "text", "help": "专题", "required": True},
        "paper": {"type": "choice", "choices": ["湘潭日报", "湘潭晚报"], "default": "湘潭日报"},
        "since": {"type": "date", "help": "从哪一天起 / first day"},
        "until": {"type": "date", "help": "到哪一天止 / last day"},
    }
    assert record["filters"] == {"since": "{since}", "until": "{until}"}
    assert (record["sort"], record["limit"], record["facets"]) == ("-date", 5, ["month", "reporter"])
    assert run(["templates", "check", "insurance"]) == 0


def _read_until(terminal: int, words: str) -> None:
    """Read what a terminal shows until it shows some words."""
    shown = b""
    while words not in shown.decode("utf-8", "ignore"):
        assert select.select([terminal], [], [], PATIENCE)[0], shown.decode("utf-8", "replace")
        shown += os.read(terminal, 4096)
