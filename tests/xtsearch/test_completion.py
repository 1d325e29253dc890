"""What the shell completes, asked as the shells ask: a process with the words typed so far in its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.queries.test_templates import WHOLE
from tests.support.places import ROOT


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a template of one's own, and one that is broken."""
    home = tmp_path_factory.mktemp("home")
    folder = home / ".config" / "xtsearch" / "templates"
    folder.mkdir(parents=True)
    folder.joinpath("whole.yaml").write_text(WHOLE, "utf-8")
    folder.joinpath("broken.yaml").write_text("name: [", "utf-8")
    return home


def asked(home: Path, environment: dict[str, str], *python: str) -> str:
    """What the command writes to the shell; it says nothing else."""
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    command = [sys.executable, *(python or ("-m", "xtsearch"))]
    result = subprocess.run(command, env=environ | environment, capture_output=True, text=True, check=False)
    assert not result.stderr
    return result.stdout


def bash(home: Path, *words: str) -> list[str]:
    """The completions of the last word, as bash asks for them."""
    environment = {"_XTSEARCH_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(words)}
    return asked(home, environment | {"COMP_CWORD": str(len(words) - 1)}).split()


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["run", "c"], ["campaign", "compare", "corrections"]),
        (["templates", "show", "w"], ["whole"]),
        (["templates", "check", "whole", "b"], ["broken"]),
        (["run", "whole", ""], ["who=", "topic=", "paper=", "since=", "until=", "count="]),
        (["run", "whole", "who=刘俊", "--format", "csv", "w"], []),
        (["run", "whole", "who", "=", "刘俊", "t"], ["topic="]),
        (["run", "whole", "paper", "="], ["湘潭日报", "湘潭晚报"]),
        (["run", "whole", "paper", "=", "湘潭晚"], ["湘潭晚报"]),
        (["run", "whole", "who", "="], []),
        (["run", "broken", ""], []),
        (["run", "nowhere", ""], []),
    ],
    ids=" ".join,
)
def test_bash_completes_names_parameters_and_choices(home: Path, words: list[str], completed: list[str]) -> None:
    assert bash(home, "xtsearch", *words) == completed


def test_zsh_keeps_a_parameter_and_its_value_in_one_word(home: Path) -> None:
    environment = {"_XTSEARCH_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "xtsearch run whole paper=湘潭晚"}
    assert "paper=湘潭晚报" in asked(home, environment)


def test_another_folder_of_templates_is_completed(home: Path, tmp_path: Path) -> None:
    tmp_path.joinpath("mine.yaml").touch()
    assert bash(home, "xtsearch", "run", "--templates", str(tmp_path), "m") == ["mine"]
    assert bash(home, "xtsearch", "run", "--templates", str(tmp_path / "absent"), "m") == []


def test_a_config_file_that_is_wrong_completes_to_nothing(home: Path, tmp_path: Path) -> None:
    tmp_path.joinpath("config.toml").write_text("colour = 1")
    environment = {"_XTSEARCH_COMPLETE": "complete_bash", "COMP_WORDS": "xtsearch run w", "COMP_CWORD": "2"}
    assert not asked(home, environment | {"XTSEARCH_CONFIG": str(tmp_path / "config.toml")}).strip()


def test_no_engine_is_imported_for_a_completion(home: Path) -> None:
    script = (
        "import atexit, sys; from xtsearch.__main__ import main; sys.argv = ['xtsearch']\n"
        "heavy = 'tantivy', 'elasticsearch', 'rjieba', 'jieba'\n"
        "atexit.register(lambda: print([name for name in heavy if name in sys.modules]))\n"
        "main()"
    )
    environment = {"_XTSEARCH_COMPLETE": "complete_bash", "COMP_WORDS": "xtsearch run whole p", "COMP_CWORD": "3"}
    assert asked(home, environment, "-c", script).split() == ["paper=", "[]"]
