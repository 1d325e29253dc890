"""What docs/design.md and CONTRIBUTING.md say of the house is so: every folder and file they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.places import ROOT

DESIGN = ROOT / "docs" / "design.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
#: Where a path in the text may begin: at the root, or in the folder that the text is about.
_STARTS = ("", "indexer", "indexer/pages", "xtsearch", "queries")


def drawn_folders() -> set[str]:
    """The folders in the tree of docs/design.md, as paths from the root."""
    tree = re.findall(r"^```\n(.*?)^```", DESIGN.read_text("utf-8"), re.MULTILINE | re.DOTALL)[0]
    folders: set[str] = set()
    above: list[str] = []
    for line in tree.splitlines():
        name = re.match(r"(?P<indent> *)(?P<folder>[a-z_]+)/", line)
        if name:
            above[len(name["indent"]) // 2 :] = [name["folder"]]
            folders.add("/".join(above))
    return folders


def test_every_folder_of_the_packages_is_drawn() -> None:
    packages = {
        path.parent.relative_to(ROOT).as_posix()
        for top in ("indexer", "queries", "xtsearch")
        for path in (ROOT / top).rglob("__init__.py")
        if not any(folder.is_symlink() for folder in path.parents)
    }
    assert packages - {"xtsearch/cli/commands"} <= drawn_folders()


def test_every_folder_that_is_drawn_is_there() -> None:
    assert [folder for folder in sorted(drawn_folders()) if not (ROOT / folder).is_dir()] == []


@pytest.mark.parametrize("page", [DESIGN, CONTRIBUTING], ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", page.read_text("utf-8")))
    assert named
    missing = [
        path
        for path in sorted(named)
        if "NAME" not in path and not any((ROOT / start / path).exists() for start in _STARTS)
    ]
    assert missing == []
