"""The command line as a process: pipes, encodings, terminals, signals, bugs. One process a fact."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.engines import none_refused
from tests.support.places import ROOT
from xtsearch.__main__ import run
from xtsearch.indexer.documents import from_article
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.pages.article_ids import article_id
from xtsearch.indexer.pages.split import split_page
from xtsearch.show import progress
from xtsearch.show.terminal import columns

SEED = next(ROOT.joinpath("seeds").glob("*.txt"))
XTSEARCH = [sys.executable, "-m", "xtsearch"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with an index of the seed page."""
    home = tmp_path_factory.mktemp("home")
    page = split_page(SEED.read_text("utf-8"), file=SEED.name)
    documents = [
        from_article(article, id=article_id(page.file, article.body), file=page.file, source_root="/pages")
        for article in page.articles
    ]
    with closing(open_engine(str(home / "index"))) as engine, engine.lock(), engine.update() as writer:
        writer.put(documents, none_refused)
        writer.commit()
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {**kept, "HOME": str(home), "XTSEARCH_INDEX": str(home / "index"), "LANG": "C.UTF-8", "TERM": "xterm"}


def test_a_reader_that_goes_away_is_no_error(environment: dict[str, str]) -> None:
    command = f"{sys.executable} -m xtsearch split {SEED} {SEED} {SEED} -f json | head -1; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    told = "xtsearch: 3 pages taken for plain text\n"
    assert (result.returncode, result.stdout, result.stderr) == (141, "[\n", told)


@pytest.mark.parametrize(("redirection", "code"), [(">&-", 0), ("2>&-", 0), ("<&-", 0), ("- <&-", 6)])
def test_closed_streams_are_no_bug(environment: dict[str, str], redirection: str, code: int) -> None:
    command = f"{sys.executable} -m xtsearch query {'' if '-' in redirection.split() else '专项整治'} {redirection}"
    result = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (code, "xtsearch: standard input is closed\n" if code else "")


def test_a_full_disk_is_one_line(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [*XTSEARCH, "query", "专项整治"],
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 74
    assert result.stderr == "xtsearch: the output cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    "locale", [{"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}]
)
def test_chinese_is_written_in_any_locale(environment: dict[str, str], locale: dict[str, str]) -> None:
    result = subprocess.run(
        [*XTSEARCH, "query", "湘潭", "-广告"], env={**environment, **locale}, capture_output=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "【湘潭】" in result.stdout.decode("utf-8")


def test_an_interrupt_is_one_line(environment: dict[str, str], tmp_path: Path) -> None:
    pipe = tmp_path / "page.txt"
    os.mkfifo(pipe)
    running = subprocess.Popen([*XTSEARCH, "split", str(pipe)], env=environment, stderr=subprocess.PIPE)
    with pipe.open("wb"):  # opens when the command opens it for reading
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert (running.returncode, err) == (130, b"xtsearch: interrupted\n")


def test_a_bug_is_one_line_and_its_traceback_is_there_for_the_asking(environment: dict[str, str]) -> None:
    broken = "import xtsearch.indexer.pages.split as s; s.split_page = None; import xtsearch.__main__ as m; m.main()"
    command = [sys.executable, "-c", broken, "split", str(SEED)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (70, "")
    assert result.stderr.startswith("xtsearch: internal error, a bug: TypeError: ")
    assert "XTSEARCH_DEBUG=1" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    result = subprocess.run(
        command, env={**environment, "XTSEARCH_DEBUG": "1"}, capture_output=True, text=True, check=False
    )
    assert "Traceback (most recent call last)" in result.stderr


def test_index_names_what_it_rejects_and_goes_on(environment: dict[str, str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"broken\n' * 30, "utf-8")
    index = str(tmp_path / "index")
    command = [*XTSEARCH, "--index", index, "index", str(SEED), str(bad)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 6
    assert result.stdout.startswith("13 articles indexed, 0 unchanged, 30 rejected (broken JSON 30), from 2 files")
    lines = result.stderr.splitlines()
    assert len(lines) == 21
    assert lines[0].startswith(f"xtsearch: {bad}:1: broken JSON")
    assert lines[-1] == "xtsearch: and 10 more rejected"


def test_reindex_publishes_nothing_that_a_gate_refuses(environment: dict[str, str], tmp_path: Path) -> None:
    index = {**environment, "XTSEARCH_INDEX": str(tmp_path / "index")}
    result = subprocess.run(
        [*XTSEARCH, "reindex", str(SEED), "-f", "json"], env=index, capture_output=True, check=False
    )
    assert (result.returncode, json.loads(result.stdout)["articles"]) == (0, 13)
    command = [*XTSEARCH, "reindex", str(tmp_path / "nothing")]
    result = subprocess.run(command, env=index, capture_output=True, check=False)
    assert (result.returncode, result.stdout) == (5, b"")
    result = subprocess.run([*XTSEARCH, "status", "-f", "json"], env=index, capture_output=True, check=False)
    assert json.loads(result.stdout)["articles"] == 13


def test_a_terminal_gets_colours_and_lines_of_its_width(environment: dict[str, str]) -> None:
    shown = _on_terminal([*XTSEARCH, "query", "专项整治"], environment, width=80)
    assert "\x1b[1;31m专项整治\x1b[0m" in shown
    assert "【" not in shown
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in shown.split("\r\n")]
    assert 70 <= max(map(columns, lines)) <= 80
    assert all(line.startswith("   ") for line in lines[3:12] if line)


def test_no_color_is_honoured_on_a_terminal(environment: dict[str, str]) -> None:
    shown = _on_terminal([*XTSEARCH, "query", "专项整治"], {**environment, "NO_COLOR": "1"}, width=40)
    assert "\x1b" not in shown
    assert "【专项整治】" in shown.replace("\r\n   ", "")
    assert max(map(columns, shown.split("\r\n"))) <= 40


def test_progress_is_drawn_on_a_terminal_and_wiped(environment: dict[str, str], tmp_path: Path) -> None:
    shown = _on_terminal([*XTSEARCH, "--index", str(tmp_path / "i"), "index", str(SEED)], environment, width=80)
    assert "13 articles, 100% of 0.0 MB\r" in shown
    assert shown.split("\r")[-2].startswith("13 articles indexed")


def test_progress_is_a_line_now_and_then_where_there_is_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_LOG_PACE", 0.0)
    assert run(["--index", str(tmp_path / "i"), "index", str(SEED)]) == 0
    assert capsys.readouterr().err == "xtsearch: 13 articles, 100% of 0.0 MB\n"
    monkeypatch.undo()
    assert run(["--index", str(tmp_path / "i"), "index", str(SEED)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "position", "expected"),
    [
        ("xtsearch que", 1, "query"),
        ("xtsearch query --mat", 2, "--match"),
        ("xtsearch query 湘潭 --match ph", 4, "phrase"),
    ],
)
def test_the_shell_completes(environment: dict[str, str], words: str, position: int, expected: str) -> None:
    asked = {"_XTSEARCH_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(position)}
    result = subprocess.run(XTSEARCH, env={**environment, **asked}, capture_output=True, text=True, check=False)
    assert result.stdout.split() == [expected]


def test_help_imports_nothing_heavy(environment: dict[str, str]) -> None:
    code = "import sys; from xtsearch.__main__ import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    heavy = {"jinja2", "tantivy", "rjieba", "jieba", "elasticsearch", "yaml", "rich", "pydantic", "unittest", "asyncio"}
    assert not heavy & set(result.stderr.split())


@pytest.mark.parametrize("command", [("query", "专项整治"), ("facets", "湘潭"), ("trend", "湘潭")])
def test_a_question_loads_what_it_needs_and_no_more(environment: dict[str, str], command: tuple[str, ...]) -> None:
    """Each module costs some of the cold start; packages of ours by what they are for, those of others by name."""
    code = f"import sys; from xtsearch.__main__ import run; run({command}); print(*sys.modules, file=sys.stderr)"
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    loaded = set(result.stderr.split())
    writing = ("pages", "readers", "entities", "reindex", "gates", "report", "engines.elasticsearch.engine")
    needless = (*(f"xtsearch.indexer.{name}" for name in writing), "xtsearch.queries.templates", "xtsearch.jobs")
    assert not {name for name in loaded if name.startswith(needless)}
    assert {"tantivy", "typer", "xtsearch.library"} <= loaded
    others = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - {"xtsearch", "__main__"}
    assert others <= _PACKAGES_OF_A_QUESTION | _started_with(environment)


#: What a question may load of others: the command line, the engine, the cutting of words.
_PACKAGES_OF_A_QUESTION = {"annotated_doc", "typer", "click", "typing_extensions", "shellingham", "tantivy", "rjieba"}


def _started_with(environment: dict[str, str]) -> set[str]:
    """What the interpreter has loaded before any code: an installed package may hook into its start."""
    command = [sys.executable, "-c", "import sys; print(*(name.partition('.')[0] for name in sys.modules))"]
    return set(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split())


def _on_terminal(command: list[str], environment: dict[str, str], *, width: int) -> str:
    """What the command writes to a terminal of `width` columns."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, width))
    running = subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    read = b""
    try:
        while chunk := os.read(ours, 65536):
            read += chunk
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)
    assert running.wait() == 0
    return read.decode("utf-8")
