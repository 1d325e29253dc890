"""The lock of an index in a folder: one run at a time, let go of by the operating system however a run ends."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.places import ROOT
from xtsearch.__main__ import run
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.run_records import Run
from xtsearch.indexer.errors import EngineError, IndexLocked

SEED = ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt"
#: Holds the lock of the index that is named, and says so; ends when its input does.
HOLDER = """
import sys
from xtsearch.indexer.engines import open_engine
with open_engine(sys.argv[1]).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


def _holder(index: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(index)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_refused_or_waits_while_searches_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    assert run(["index", str(SEED), "--index", str(index)]) == 0
    with _holder(index) as holder:
        assert run(["index", str(SEED), "--index", str(index)]) == 4
        assert run(["index", str(SEED), "--index", str(index), "--wait", "0.2"]) == 4
        assert run(["status", "--index", str(index)]) == 0
        assert run(["query", "专项整治", "--index", str(index)]) == 0
        assert f"another run is writing to {index}" in capsys.readouterr().err
        holder.communicate()
        assert run(["index", str(SEED), "--index", str(index), "--wait"]) == 0


def test_a_run_that_is_killed_leaves_no_lock(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with _holder(index) as holder:
        holder.send_signal(signal.SIGKILL)
        assert holder.wait() == -signal.SIGKILL
    assert run(["index", str(SEED), "--index", str(index)]) == 0
    assert sorted(path.name for path in index.iterdir()) == ["generations", "lock", "xtsearch-index.json"]


def test_versions_that_lock_by_flock_alone_and_this_one_keep_each_other_out(tmp_path: Path) -> None:
    with closing(open_engine(str(tmp_path / "index"))) as engine:
        with engine.lock():
            pass
        with (tmp_path / "index" / "lock").open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            with pytest.raises(IndexLocked), engine.lock():
                pass
        with engine.lock(), (tmp_path / "index" / "lock").open("a+") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_record_waits_for_the_one_that_is_being_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    with closing(open_engine(str(tmp_path / "index"))) as engine:
        assert engine.record(Run(started="2022-05-13T06:00:00+00:00")).number == 1
        with (tmp_path / "index" / "runs.lock").open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)

            def let_go(seconds: float) -> None:
                pauses.append(seconds)
                fcntl.flock(file, fcntl.LOCK_UN)

            monkeypatch.setattr(time, "sleep", let_go)
            assert engine.record(Run(started="2022-05-13T07:00:00+00:00")).number == 2
    assert len(pauses) == 1


def test_a_file_system_that_cannot_lock_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", unable)
    with closing(open_engine(str(tmp_path / "index"))) as engine:
        with pytest.raises(EngineError, match="be locked: Function not implemented; keep the index"), engine.lock():
            pass
        assert sorted(path.name for path in (tmp_path / "index").iterdir()) == ["lock"], "no marker stands for a lock"


def test_a_search_imports_no_lock(tmp_path: Path) -> None:
    assert run(["index", str(SEED), "--index", str(tmp_path / "index")]) == 0
    code = (
        "import sys; from xtsearch.__main__ import run; c = run(sys.argv[1:]); sys.exit(c or 'filelock' in sys.modules)"
    )
    command = [sys.executable, "-c", code, "query", "专项整治", "--index", str(tmp_path / "index")]
    assert subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode == 0
