"""docs/python.md: its code runs, in order, in one notebook and a folder with the seed page, and shows what it says."""

from __future__ import annotations

import doctest
import re
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.places import ROOT

PAGE = ROOT / "docs" / "python.md"
_BLOCK = re.compile(r"^```(python|pycon)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class _Frame(list[dict[str, Any]]):
    """As much of a pandas.DataFrame as the page uses, where pandas is not installed."""

    def rename(self, columns: dict[str, str]) -> _Frame:
        return _Frame({columns.get(name, name): value for name, value in row.items()} for row in self)

    def __getitem__(self, names: Any) -> Any:
        return _Frame({name: row[name] for name in names} for row in self)

    def to_dict(self, orient: str) -> list[dict[str, Any]]:
        assert orient == "records"
        return list(self)


def test_the_examples_run_and_show_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("seeds").symlink_to(ROOT / "seeds")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XTSEARCH_INDEX", "XTSEARCH_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    try:
        import_module("pandas")  # not among our dependencies
    except ImportError:
        monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=_Frame))
    notebook: dict[str, Any] = {}
    runner, parser, text = doctest.DocTestRunner(), doctest.DocTestParser(), PAGE.read_text("utf-8")
    differences: list[str] = []
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 1
        if block[1] == "python":
            exec(compile("\n" * line + block[2], str(PAGE), "exec"), notebook)
        else:
            examples = parser.get_doctest(block[2], notebook, PAGE.name, str(PAGE), line)
            runner.run(examples, out=differences.append, clear_globs=False)
            notebook.update(examples.globs)
    assert runner.summarize(verbose=False).attempted > 30
    assert not differences, "".join(differences)
    notebook["index"].close()


def test_every_call_is_described() -> None:
    import xtsearch

    text = PAGE.read_text("utf-8")
    calls = {name for name, member in vars(xtsearch.Index).items() if callable(member) and not name.startswith("_")}
    assert {name for name in calls if f"{name}(" not in text} == set()
    errors = {name for name in xtsearch.__all__ if name.endswith(("Error", "Missing", "Locked", "Refused"))}
    assert {name for name in errors - {"AnalysisError"} if name not in text} == set()
