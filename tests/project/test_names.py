"""Variables are named for what they hold: names that say nothing stay rare."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.places import ROOT

#: Names that a reader has to look up each time. Parameters and attributes are not counted, only what is assigned.
VAGUE = {"found", "said", "each", "one", "other", "given", "seen", "held", "known", "here", "what"}
FOLDERS = ("indexer", "queries", "xtsearch", "training", "benchmarks", "deploy", "tests")
#: Of 100 assigned names.
MOST = 1.0


def assigned_names(source: str) -> Iterator[tuple[int, str]]:
    """Each name that is assigned, by `=`, `for`, `with`, `:=` or a comprehension, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id.strip("_")


def modules(folder: str) -> list[Path]:
    """The modules below a folder; links lead to another folder of the list."""
    return [
        path
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not any(part.is_symlink() for part in (path, *path.parents))
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_names_say_what_they_hold(folder: str) -> None:
    count: Counter[bool] = Counter()
    places: list[str] = []
    for path in modules(folder):
        for line, name in assigned_names(path.read_text("utf-8")):
            count[name in VAGUE] += 1
            places += [f"{path.relative_to(ROOT)}:{line} {name}"] if name in VAGUE else []
    assert count.total() > 50
    share = 100 * count[True] / count.total()
    assert share <= MOST, f"{share:.1f}% of the names assigned in {folder}/ say nothing:\n" + "\n".join(places)


def test_every_way_to_assign_is_counted() -> None:
    source = (
        "found = 1\nfor each, _ in ():\n    with a as given: pass\nif (seen := [one for one in ()]): ok = other.known\n"
    )
    vague = {name for _, name in assigned_names(source) if name in VAGUE}
    assert vague == {"found", "each", "given", "seen", "one"}
