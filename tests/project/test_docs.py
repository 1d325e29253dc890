"""docs/cli.md says what `--help` says, of every command, and what FIELDS says; its examples, those of the other pages
and of the help run.

After a change of a command's options, or of a field, `make generated` writes docs/cli.md anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import typer

from tests.support.places import ROOT
from xtsearch.__main__ import application, run
from xtsearch.indexer.fields import FIELDS
from xtsearch.indexer.readers.sources import SUFFIXES

CLI = ROOT / "docs" / "cli.md"
PAGES = [CLI, ROOT / "README.md", ROOT / "docs" / "operations.md"]

#: `<!-- help: COMMAND -->`, and below it the block that is checked.
_HELP = re.compile(r"<!-- help:(?P<path>[a-z ]*)-->\n(?:\n```text\n.*?\n```\n)?", re.DOTALL)
#: `<!-- fields -->`, and below it the table that is checked.
_FIELDS = re.compile(r"<!-- fields -->\n(?:\n(?:\|.*\n)+)?")
_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def command_paths() -> list[tuple[str, ...]]:
    """Every command: (), (index,), (templates, list) ..."""

    def below(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        if hasattr(command, "list_commands"):
            for name in command.list_commands(None):
                yield from below(command.get_command(None, name), (*path, name))

    return list(below(typer.main.get_command(application()), ()))


def help_text(path: tuple[str, ...]) -> str:
    """What `--help` says, on 80 columns."""
    with mock.patch.dict(os.environ, {"COLUMNS": "80"}), contextlib.redirect_stdout(io.StringIO()) as output:
        assert run([*path, "--help"]) == 0
    return output.getvalue()


def with_help(page: str) -> str:
    """The page with the help of the commands that it names."""

    def block(match: re.Match[str]) -> str:
        marker = match[0].partition("\n")[0]
        return f"{marker}\n\n```text\n{help_text(tuple(match['path'].split())).rstrip()}\n```\n"

    return _HELP.sub(block, page)


def with_fields(page: str) -> str:
    """The page with the table of the fields that people see."""
    head = "| field | what it is | in records | in a query | option | `--by` | column | names in records |"
    lines = [head, "|---|---|---|---|---|---|---|---|"]
    for field in FIELDS:
        if not field.labels[0]:
            continue
        cells = [
            f"`{field.name}`",
            ", ".join(field.labels),
            "yes" if field.is_given else "",
            " ".join(f"`{name}:`" for name in field.query_names),
            f"`--{field.query_name.replace('_', '-')}`" if field.option else "",
            f"`{field.query_name}`" if field.facet else "",
            "yes" if field.column else "",
            ", ".join(field.record_names),
        ]
        lines.append(f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |"))
    table = "\n".join(lines)
    return _FIELDS.sub(f"<!-- fields -->\n\n{table}\n", page)


def examples(text: str) -> list[str]:
    """The examples of a help text."""
    below = text.partition("Example")[2].partition("\n\n")[0]
    return [line.strip() for line in below.splitlines()[1:]]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_help_of_index_and_the_readme_name_every_suffix(suffix: str) -> None:
    for text in (help_text(("index",)), ROOT.joinpath("README.md").read_text("utf-8")):
        assert re.search(rf"(?<!\w){re.escape(suffix)}\b", text)


def test_the_help_in_the_docs_is_the_help() -> None:
    page = CLI.read_text("utf-8")
    assert page == with_help(page), "run `make generated`"


def test_the_table_of_fields_in_the_docs_is_that_of_the_code() -> None:
    page = CLI.read_text("utf-8")
    assert "<!-- fields -->" in page
    assert page == with_fields(page), "run `make generated`"


def test_every_command_is_documented() -> None:
    documented = {tuple(match["path"].split()) for match in _HELP.finditer(CLI.read_text("utf-8"))}
    assert documented == set(command_paths())


@pytest.mark.parametrize("path", command_paths(), ids=" ".join)
def test_every_command_has_an_example_and_every_option_help(path: tuple[str, ...]) -> None:
    text = help_text(path)
    assert examples(text)
    assert all(example.startswith("xtsearch ") for example in examples(text))
    options = re.findall(r"^  (?:-\w, )?--[a-z-]+.*(?:\n {20,}\S.*)*", text, re.MULTILINE)
    assert options
    assert all(re.search(r"(\S  +|\n {20,})[A-Z]", option) for option in options), options


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A home with the command, the seed page and an index of it, a dump of records and a map of it."""
    home = tmp_path_factory.mktemp("docs")
    for folder in ("seeds", "benchmarks"):
        home.joinpath(folder).symlink_to(ROOT / folder)
    (home / "dump.csv").write_text("标题,稿件\n推进会,我市召开推进会。\n", "utf-8")
    (home / "map.yaml").write_text("fields: {body: 稿件}\n", "utf-8")
    command = home / "bin" / "xtsearch"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m xtsearch "$@"\n', "utf-8")
    command.chmod(0o755)
    environment = {"HOME": str(home), "PATH": f"{command.parent}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
    for index in (".local/share/xtsearch/index", ".demo/index"):  # the default, and what `make demo` makes
        for verb in ("index", "reindex"):  # which keeps what the first made
            arguments = ["--index", index, verb, "seeds/"]
            subprocess.run([str(command), *arguments], cwd=home, env=environment, check=True, capture_output=True)
    return environment


def _shell(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=environment["HOME"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", command_paths(), ids=" ".join)
def test_the_examples_of_the_help_run(path: tuple[str, ...], sandbox: dict[str, str], tmp_path: Path) -> None:
    shutil.copytree(Path(sandbox["HOME"], ".local/share/xtsearch/index"), tmp_path / "index")
    environment = {**sandbox, "XTSEARCH_INDEX": str(tmp_path / "index")}
    for example in examples(help_text(path)):
        completed = _shell(example, environment)
        assert completed.returncode == 0, f"{example}\n{completed.stdout}{completed.stderr}"


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if page.exists()], ids=lambda page: page.name)
def test_the_console_sessions_of_the_docs_run(page: Path, sandbox: dict[str, str], tmp_path: Path) -> None:
    environment = {**sandbox, "XTSEARCH_INDEX": str(tmp_path / "index")}
    for session in _CONSOLE.findall(page.read_text("utf-8")):
        for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
            command, *expected = step.rstrip().splitlines()
            if command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                environment[name] = value
            elif command.startswith("xtsearch "):
                completed = _shell(command, environment)
                assert completed.returncode == 0, f"{command}\n{completed.stdout}{completed.stderr}"
                _check_shown(expected, completed.stdout, command)


def _check_shown(expected: list[str], shown: str, command: str) -> None:
    """Each expected line comes in the output, in that order; `…` or `...` stands for what is left out."""
    position = 0
    for line in expected:
        pattern = ".*".join(map(re.escape, re.split(r"…|\.\.\.", line)))
        match = re.compile(pattern).search(shown, position)
        assert match, f"{command}\nnot shown: {line}\n{shown}"
        position = match.end()


if __name__ == "__main__":
    CLI.write_text(with_fields(with_help(CLI.read_text("utf-8"))), "utf-8")
