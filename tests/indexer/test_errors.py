"""The tree of errors is what errors.py draws, docs/cli.md lists its exit codes, and each class is raised somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.support.places import ROOT
from xtsearch.indexer import errors
from xtsearch.indexer.errors import BUG_EXIT_CODE, INTERRUPTED_EXIT_CODE, IndexMissing, XtsearchError

#: A line of the tree: what stands before the name, the name, what it means, its exit code.
_LINE = re.compile(r"^    (?P<branch>[│├└─ ]*)(?P<name>[A-Z]\w+) +\S.*\((?P<code>\d+)\)$", re.MULTILINE)


def _sources() -> Iterator[Path]:
    for package in ("indexer", "queries", "xtsearch"):
        yield from (path for path in (ROOT / package).rglob("*.py") if "/xtsearch/indexer/" not in str(path))


def _tree(error: type[XtsearchError] = XtsearchError, depth: int = 0) -> Iterator[tuple[str, int, int]]:
    yield error.__name__, depth, error.exit_code
    for below in error.__subclasses__():
        yield from _tree(below, depth + 1)


def _import_everything() -> None:
    for path in _sources():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        module = module if module.startswith("xtsearch") else f"xtsearch.{module}"
        if module.rpartition(".")[2] != "__main__":
            import_module(module)


def test_the_tree_is_drawn_as_it_is() -> None:
    _import_everything()
    drawn = [
        (line["name"], len(line["branch"]) // 4, int(line["code"])) for line in _LINE.finditer(errors.__doc__ or "")
    ]
    assert sorted(drawn) == sorted(entry for entry in _tree())


def test_every_error_of_ours_stands_in_errors_py() -> None:
    _import_everything()
    classes = [XtsearchError]
    for error in classes:
        classes += error.__subclasses__()
        assert error.__module__ == errors.__name__, f"{error.__qualname__} belongs into errors.py"


def test_every_error_is_raised() -> None:
    named: set[str] = set()
    for path in _sources():
        if path.name == "errors.py" and path.parent.name == "indexer":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
                named.add(node.exc.id)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):  # raised, or made for a raise
                named.add(node.func.id)
    assert {name for name, _, _ in _tree()} <= named


def test_the_docs_list_the_exit_codes() -> None:
    section = (ROOT / "docs" / "cli.md").read_text("utf-8").partition("## Exit codes")[2].partition("\n## ")[0]
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
    done, nothing_found = 0, 1
    assert documented == {done, nothing_found, BUG_EXIT_CODE, INTERRUPTED_EXIT_CODE} | {code for *_, code in _tree()}


def test_what_tantivy_raises_is_translated_in_one_module() -> None:
    package = ROOT / "indexer" / "engines" / "embedded"
    catching = {path.name for path in package.glob("*.py") if "except (ValueError, OSError)" in path.read_text("utf-8")}
    assert catching == {"errors.py"}
    assert "except ValueError" not in (package / "engine.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("error", "line", "reason"),
    [
        (IndexMissing("nothing is indexed in x", remedy="run `y`"), "nothing is indexed in x: run `y`",
         "nothing is indexed in x"),
        (IndexMissing("nothing is indexed in x"), "nothing is indexed in x", "nothing is indexed in x"),
    ],
)  # fmt: skip
def test_what_to_do_is_the_last_part_of_the_line(error: XtsearchError, line: str, reason: str) -> None:
    assert (str(error), error.reason) == (line, reason)
