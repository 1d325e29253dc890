"""The built wheel, installed on its own: it holds all that the command needs, and says what it depends on."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SEED = next(ROOT.joinpath("seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source tree with the build tools that are installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `xtsearch` in an empty environment that sees the packages we depend on, but not the source tree.

    Installing those anew would need a network and a minute; that pyproject.toml names all of them is another test's.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    packages.joinpath("dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "--no-cache-dir", "install"]
    said = subprocess.run(
        [*command, "--no-deps", "--no-index", "--ignore-installed", "--quiet", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return folder / "bin" / "xtsearch"


#: Where the import name is not the distribution's; elastic_transport is the client's own lower half, pinned by it.
DISTRIBUTIONS = {"yaml": "pyyaml", "ir_measures": "ir-measures", "elastic_transport": "elasticsearch"}


def test_every_import_is_a_declared_dependency() -> None:
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    required = [*project["dependencies"], *extras["eval"], *extras["keyring"]]
    declared = {requirement.partition(">")[0].partition("[")[0].strip() for requirement in required}
    imported = {
        name.partition(".")[0]
        for package in ("indexer", "queries", "xtsearch")
        for file in ROOT.joinpath(package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_bytes()))
        for name in _imported(node)
    }
    foreign = imported - set(sys.stdlib_module_names) - {"indexer", "queries", "xtsearch", "_typeshed"}
    assert {DISTRIBUTIONS.get(name, name) for name in foreign} <= declared


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def test_the_wheel_carries_the_three_packages_and_their_data(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "indexer", "queries", "xtsearch"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert set(tracked) <= held
    assert {name.split("/")[0] for name in held if ".dist-info/" not in name} == {"indexer", "queries", "xtsearch"}
    assert any(name.startswith("indexer/dictionaries/") for name in held)


def test_the_installed_command_indexes_and_answers(installed: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}

    def xtsearch(*arguments: str) -> str:
        command = [str(installed), *arguments]
        said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert (said.returncode, said.stderr) == (0, "")
        return said.stdout

    where = "import indexer, queries, xtsearch; print(indexer.__file__, queries.__file__, xtsearch.__file__)"
    python = subprocess.run(
        [str(installed.parent / "python"), "-c", where],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(Path(path).is_relative_to(installed.parent.parent) for path in python.stdout.split())
    assert xtsearch("--version").startswith("xtsearch ")
    assert xtsearch("index", str(SEED)).startswith("13 articles indexed")
    assert len(json.loads(xtsearch("templates", "list", "--format", "json"))) >= 3
    assert json.loads(xtsearch("query", "专项整治", "--format", "json"))["total"] == 2
