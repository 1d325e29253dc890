"""The folder of the embedded engine: who may write to it, and what is said of a folder that cannot be read."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.support.waiting import Clock
from xtsearch.indexer.engines.embedded import locking
from xtsearch.indexer.engines.embedded.engine import EmbeddedEngine
from xtsearch.indexer.engines.embedded.schema import date_number
from xtsearch.indexer.engines.run_records import Run
from xtsearch.indexer.errors import IndexForeign, IndexLocked


@pytest.mark.parametrize(("wait", "seconds"), [((), 0), ((2.5,), 2.5)])
def test_a_lock_is_waited_for_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait: tuple[float, ...], seconds: float
) -> None:
    clock = Clock()
    monkeypatch.setattr(locking, "time", clock)
    first, second = (EmbeddedEngine(tmp_path / "index") for _ in range(2))
    with first.lock():
        with pytest.raises(IndexLocked, match="another run is writing"), second.lock(*wait):
            pass
        assert clock.slept == pytest.approx(seconds)
    with second.lock():
        pass


def test_an_index_may_be_made_in_folders_that_do_not_exist(tmp_path: Path) -> None:
    with EmbeddedEngine(tmp_path / "a" / "b" / "index").lock():
        assert (tmp_path / "a" / "b" / "index").is_dir()


def test_runs_are_numbered_from_one(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")
    numbers = [engine.record(Run(started="2022-05-13T06:00:00+00:00")).number for _ in range(3)]
    assert numbers == [1, 2, 3]
    assert [run.number for run in engine.runs(2)] == [3, 2]


def test_a_day_is_the_number_of_its_digits() -> None:
    assert date_number(datetime.date(2022, 5, 13)) == 20_220_513


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = EmbeddedEngine(tmp_path)

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(IndexForeign, match=f"{tmp_path} cannot be read: Permission denied"), engine.lock():
        pass
