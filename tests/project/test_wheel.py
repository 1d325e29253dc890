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

from tests.support.places import ROOT

pytestmark = pytest.mark.slow

#: Folders at the top that are packages within `xtsearch`, by links.
FOLDERS = ("indexer", "queries")
PACKAGES = (*FOLDERS, "xtsearch")
SEED = next(ROOT.joinpath("seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source tree with the build tools that are installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
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
    installation = subprocess.run(
        [*command, "--no-deps", "--no-index", "--ignore-installed", "--quiet", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert installation.returncode == 0, installation.stderr
    return folder / "bin" / "xtsearch"


#: Where the import name is not the distribution's; elastic_transport is the client's own lower half, pinned by it.
DISTRIBUTIONS = {
    "yaml": "pyyaml",
    "dateutil": "python-dateutil",
    "ir_measures": "ir-measures",
    "elastic_transport": "elasticsearch",
}


def test_every_import_is_a_declared_dependency() -> None:
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    required = [
        *project["dependencies"],
        *(item for name in ("eval", "html", "keyring", "parquet", "pdf") for item in extras[name]),
    ]
    declared = {requirement.partition(">")[0].partition("[")[0].strip() for requirement in required}
    imported = {
        name.partition(".")[0]
        for package in PACKAGES
        for file in ROOT.joinpath(package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_bytes()))
        for name in _imported(node)
    }
    foreign = imported - set(sys.stdlib_module_names) - {"xtsearch", "_typeshed"}
    assert {DISTRIBUTIONS.get(name, name) for name in foreign} <= declared


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def _packaged_files() -> set[str]:
    """The tracked files of the packages, by the names that a wheel gives them."""
    tracked = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    links = {f"xtsearch/{folder}" for folder in FOLDERS}
    return {name if name.startswith("xtsearch/") else f"xtsearch/{name}" for name in tracked if name not in links}


def test_the_wheel_carries_the_packages_and_their_data_and_no_other_name(wheel: Path) -> None:
    assert {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name} == _packaged_files()


def test_a_wheel_built_from_the_source_distribution_carries_the_same(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert {name for name in names if ".dist-info/" not in name} == _packaged_files()


#: PyPI's package of that name: it lies in the same folder of site-packages, and imports psycopg2, which it needs.
FOREIGN_QUERIES = "queries==2.1.1"


def _ask(installed: Path, home: Path, **environment: str) -> tuple[int, str]:
    """Exit code and stderr of a question that needs the whole read side but no index."""
    question = "from xtsearch.__main__ import run; raise SystemExit(run(['query', '专项整治', '--explain']))"
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **environment}
    command = [str(installed.parent / "python"), "-c", question]
    asked = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    return asked.returncode, asked.stderr


def test_a_foreign_package_named_queries_is_never_loaded(installed: Path, tmp_path: Path) -> None:
    """A stand-in for `FOREIGN_QUERIES` that needs no network, and is found before anything that is installed."""
    tmp_path.joinpath("queries").mkdir()
    tmp_path.joinpath("queries", "__init__.py").write_text("import psycopg2\n", "utf-8")
    assert _ask(installed, tmp_path, PYTHONPATH=str(tmp_path)) == (0, "")


def test_the_wheel_works_beside_the_queries_of_pypi(installed: Path, tmp_path: Path) -> None:
    """Installed without psycopg2, so that loading it would be an error; without a network the stand-in has to do."""
    python = str(installed.parent / "python")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", FOREIGN_QUERIES]
    installation = subprocess.run(install, capture_output=True, text=True, check=False)
    if installation.returncode:
        reason = f"{FOREIGN_QUERIES} cannot be installed: {installation.stderr.strip().splitlines()[-1][:200]}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    loaded = subprocess.run(
        [python, "-c", "import queries.session"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "No module named 'psycopg2'" in loaded.stderr
    assert _ask(installed, tmp_path) == (0, "")


def test_the_installed_command_indexes_and_answers(installed: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}

    def xtsearch(*arguments: str) -> str:
        command = [str(installed), *arguments]
        ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, "")
        return ran.stdout

    where = "import xtsearch.indexer as i, xtsearch.queries as q; print(i.__file__, q.__file__)"
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
