"""What `xtsearch` exports, and how it is called, is what tests/data/face.txt says: a change of it is a decision.

After a change that is meant `make generated` writes the file anew; a person reviews the difference.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import xtsearch
from tests.support.places import ROOT
from xtsearch.indexer import errors

GOLDEN = ROOT / "tests" / "data" / "face.txt"
#: What the interpreter loads for itself, whatever is imported.
_OWN = {"xtsearch", "xtsearch.indexer", "xtsearch.queries"}


def described() -> str:
    """The exported names, each with its signature, its fields or its bases."""
    return "".join(f"{line}\n" for name in xtsearch.__all__ for line in _described(name, getattr(xtsearch, name)))


def _described(name: str, value: Any) -> Iterator[str]:
    if not inspect.isclass(value):
        yield f"{name}{inspect.signature(value)}"
        return
    if issubclass(value, errors.XtsearchError):
        yield f"{name}({', '.join(base.__name__ for base in value.__bases__)}): exit code {value.exit_code}"
        return
    frozen = "frozen dataclass " if dataclasses.is_dataclass(value) else ""
    yield f"{frozen}{name}"
    if dataclasses.is_dataclass(value):
        assert value.__dataclass_params__.frozen, name  # type: ignore[attr-defined]
        yield from (f"    {field.name}: {field.type}" for field in dataclasses.fields(value))
    for member, described_as in _members(value):
        yield f"    {member}{described_as}"


def _members(value: type) -> Iterator[tuple[str, str]]:
    """The public methods and properties of a class and of its bases that are ours."""
    for base in reversed(value.__mro__[:-1]):
        for name, member in vars(base).items():
            function = getattr(member, "__func__", member)
            if name.startswith("_"):
                continue
            if isinstance(member, property) and member.fget:
                yield name, f" -> {inspect.signature(member.fget).return_annotation} (property)"
            elif inspect.isfunction(function):
                yield name, str(inspect.signature(function))


def test_what_is_exported_is_as_decided() -> None:
    assert GOLDEN.read_text("utf-8") == described(), "if this is meant, run `make generated`"


def test_every_error_is_exported() -> None:
    ours = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
    of_the_command_line = {"OutputFailed", "OutputClosed", "NotPushable"}
    assert ours - of_the_command_line <= set(xtsearch.__all__)


def test_every_answer_knows_its_json_and_counts_know_their_rows() -> None:
    for name in ("Answer", "ArticleHit", "Facets", "Trend", "Document", "Report", "Split", "Analysis", "IndexStatus"):
        assert callable(getattr(xtsearch, name).to_dict)
    for name in ("Answer", "Facets", "Trend", "Split", "Analysis"):
        assert callable(getattr(xtsearch, name).records)


def test_what_a_type_checker_sees_is_what_is_loaded() -> None:
    """The imports under TYPE_CHECKING name the modules that `__getattr__` loads from."""
    tree = ast.parse((ROOT / "xtsearch" / "__init__.py").read_text("utf-8"))
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    imported = {
        alias.asname or alias.name: node.module
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported == xtsearch._MODULE_OF_NAME
    assert set(imported) == set(xtsearch.__all__)
    assert len(set(xtsearch.__all__)) == len(xtsearch.__all__)


def _loaded(code: str) -> set[str]:
    """The modules that a new interpreter has loaded after `code` and had not before."""
    script = f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(run.stdout.split())


def test_importing_the_library_loads_nothing_else() -> None:
    assert _loaded("import xtsearch") <= {"xtsearch", "__future__", "typing", *_loaded("import typing, __future__")}


def test_a_name_loads_what_it_needs_and_no_more() -> None:
    assert not {"tantivy", "rjieba", "typer", "elasticsearch"} & _loaded("import xtsearch; xtsearch.XtsearchError")
    loaded = _loaded("import xtsearch; xtsearch.open('nowhere')")
    assert not {"typer", "elasticsearch", "jieba", "yaml", "lark", "jinja2"} & loaded
    assert not {name for name in loaded if name.startswith(("xtsearch.cli", "xtsearch.show", "xtsearch.indexer.pages"))}


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(xtsearch, "nobody")
    assert {"open", "Index", "Answer"} <= set(dir(xtsearch))


def test_the_package_is_typed() -> None:
    assert (ROOT / "xtsearch" / "py.typed").is_file()


if __name__ == "__main__":
    GOLDEN.write_text(described(), "utf-8")
