"""Two articles with one id: the first text is kept, the second named, unless something says it is a newer version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.indexer.test_reindex import held, sources, write
from tests.support.engines import KINDS, fresh_engine, location_of
from xtsearch.indexer import reindex as module
from xtsearch.indexer.conflicts import changed_at
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.readers import RecordOptions, Rejected, read
from xtsearch.indexer.readers.objects import read_objects
from xtsearch.indexer.reindex import index, reindex
from xtsearch.indexer.source_settings import SourceSettings, settings_of_file


@pytest.fixture(params=KINDS)
def any_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with fresh_engine(location_of(request.param, request, tmp_path_factory)) as opened:
        yield opened


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(str(tmp_path / "index"))
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    return tmp_path / "news"


def write_records(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def updated(body: str, when: Any) -> dict[str, Any]:
    return {"id": "a", "body": body, "updated": when}


# ------------------------------------------------------------------------------------------------ within one run


@pytest.mark.parametrize("batch", [1, 500])
@pytest.mark.parametrize("verb", [index, reindex])
def test_a_second_text_of_an_id_is_rejected_with_its_record(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, batch: int, verb: Any
) -> None:
    monkeypatch.setattr(module, "BATCH_DOCUMENTS", batch)
    whole: list[Rejected] = []
    first, second = write(folder / "1.jsonl", a="韶山"), write(folder / "2.jsonl", a="湘潭", b="湘乡")
    report = verb(engine, sources(first, second), on_rejected=whole.append)
    assert held(engine) == {"a": "韶山", "b": "湘乡"}
    assert (report.indexed, report.rejected_count, report.duplicates, report.exit_code) == (2, 1, 0, 6)
    assert report.rejected_kinds == (("one id for two texts", 1),)
    assert [json.loads(rejected.record or "") for rejected in whole] == [{"id": "a", "body": "湘潭"}]
    assert str(whole[0]).startswith(f"{second} (a): one id for two texts: a is the id of an article before it")


@pytest.mark.parametrize("batch", [1, 500])
@pytest.mark.parametrize("verb", [index, reindex])
def test_the_same_text_again_is_a_duplicate_and_no_error(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, batch: int, verb: Any
) -> None:
    monkeypatch.setattr(module, "BATCH_DOCUMENTS", batch)
    report = verb(engine, sources(write(folder / "1.jsonl", a="韶山"), write(folder / "2.jsonl", a="韶山", b="湘乡")))
    assert held(engine) == {"a": "韶山", "b": "湘乡"}
    assert (report.indexed, report.duplicates, report.duplicate_ids, report.exit_code) == (2, 1, ("a",), 0)
    assert "1 duplicate," in report.summary()


def test_ids_that_a_spreadsheet_cut_short_are_told_as_such(engine: Engine, folder: Path) -> None:
    (folder / "a.csv").write_text("编号,正文\n2.02205E+17,湘潭\n2.02205E+17,湘乡\n2.02205E+17,韶山\n", "utf-8")
    report = index(engine, sources(folder), replace=True)
    assert held(engine) == {"2.02205E+17": "湘潭"}
    assert (report.rejected_count, report.exit_code) == (2, 6)
    assert "a spreadsheet cut the id short" in report.rejected[0].reason


def test_of_two_versions_the_one_changed_later_is_taken_in_any_order(engine: Engine, folder: Path) -> None:
    versions = [updated("旧", "2022-05-13 08:00"), updated("新", "2022-05-14T08:00:00"), updated("更旧", "2022/05/12")]
    report = index(engine, sources(write_records(folder / "a.jsonl", *versions)))
    assert (held(engine), report.duplicates, report.exit_code) == ({"a": "新"}, 2, 0)


@pytest.mark.parametrize("verb", [index, reindex])
def test_files_of_a_source_of_updates_replace_each_other_but_not_themselves(
    engine: Engine, folder: Path, verb: Any
) -> None:
    write(folder / "1.jsonl", a="旧", b="湘乡")
    write_records(folder / "2.jsonl", {"id": "a", "body": "新"}, {"id": "c", "body": "一"}, {"id": "c", "body": "二"})
    options = RecordOptions(sources=(SourceSettings(str(folder), dumps="updates"),))
    report = verb(engine, read([str(folder)], options=options))
    assert held(engine) == {"a": "新", "b": "湘乡", "c": "一"}
    assert (report.duplicate_ids, report.rejected_count, report.indexed) == (("a",), 1, 3)


# ----------------------------------------------------------------------------------------------- between runs


def test_another_file_with_another_text_is_a_conflict_unless_it_is_to_replace(any_engine: Engine, folder: Path) -> None:
    engine = any_engine
    index(engine, sources(write(folder / "1.jsonl", a="湘潭", b="湘乡")))
    second = write(folder / "2.jsonl", a="韶山", b="湘乡", c="岳塘")
    report = index(engine, sources(second))
    assert held(engine) == {"a": "湘潭", "b": "湘乡", "c": "岳塘"}
    assert (report.indexed, report.replaced, report.rejected_count, report.exit_code) == (2, 1, 1, 6)
    assert (
        "a is the id of an article of 1.jsonl with another text, which is kept; --replace" in report.rejected[0].reason
    )
    report = index(engine, sources(second), replace=True)
    assert held(engine) == {"a": "韶山", "b": "湘乡", "c": "岳塘"}
    assert (report.indexed, report.replaced, report.unchanged, report.exit_code) == (1, 1, 2, 0)
    assert report.summary().startswith("1 article indexed (1 in place of an older version), 2 unchanged, 0 rejected")


def test_a_conflict_is_named_again_in_each_run_and_prunes_nothing(engine: Engine, folder: Path) -> None:
    index(engine, sources(write(folder / "1.jsonl", a="湘潭")))
    second = write(folder / "2.jsonl", a="韶山")
    for _ in range(2):
        report = index(engine, sources(second), prune=True)
        assert (report.rejected_count, report.deleted, held(engine)) == (1, 0, {"a": "湘潭"})


def test_a_correction_in_the_same_file_is_no_conflict(engine: Engine, folder: Path) -> None:
    index(engine, sources(write(folder / "a.jsonl", a="湘潭")))
    report = index(engine, sources(write(folder / "a.jsonl", a="韶山")))
    assert (held(engine), report.replaced, report.exit_code) == ({"a": "韶山"}, 1, 0)


def test_what_is_read_now_decides_as_in_a_rebuild(engine: Engine, folder: Path) -> None:
    """The file that the live article came from is within what is read: gone, or after the file that has the id now."""
    index(engine, sources(write(folder / "2.jsonl", a="湘潭")))
    (folder / "2.jsonl").unlink()
    report = index(engine, sources(write(folder / "3.jsonl", a="韶山").parent), prune=True)
    assert (held(engine), report.exit_code) == ({"a": "韶山"}, 0)
    write(folder / "1.jsonl", a="岳塘")
    report = index(engine, sources(folder))
    assert (held(engine), report.rejected_count) == ({"a": "岳塘"}, 1)
    rebuilt = reindex(engine, sources(folder))
    assert (held(engine), rebuilt.rejected_count) == ({"a": "岳塘"}, 1)


def test_a_later_change_replaces_the_article_of_another_file_and_an_earlier_one_does_not(
    any_engine: Engine, folder: Path
) -> None:
    engine = any_engine
    index(engine, sources(write_records(folder / "1.jsonl", updated("旧", 1652400000))))
    report = index(engine, sources(write_records(folder / "2.jsonl", updated("新", 1652500000))))
    assert (held(engine), report.replaced, report.exit_code) == ({"a": "新"}, 1, 0)
    report = index(engine, sources(write_records(folder / "3.jsonl", updated("更旧", 1652300000))))
    assert (held(engine), report.unchanged, report.exit_code) == ({"a": "新"}, 1, 0)


def test_a_source_of_updates_replaces_articles_of_others(engine: Engine, folder: Path) -> None:
    index(engine, sources(write(folder / "1.jsonl", a="湘潭")))
    second = str(write(folder / "2.jsonl", a="韶山"))
    options = RecordOptions(sources=(SourceSettings(second, dumps="updates"),))
    report = index(engine, read([second], options=options))
    assert (held(engine), report.exit_code) == ({"a": "韶山"}, 0)


def test_a_program_that_brings_records_changes_the_article(engine: Engine, folder: Path) -> None:
    index(engine, sources(write(folder / "1.jsonl", a="湘潭")))
    index(engine, read_objects([{"id": "a", "body": "韶山"}, Document(id="b", body="一")]))
    report = index(engine, read_objects([{"id": "a", "body": "岳塘"}, Document(id="b", body="二")]))
    assert (held(engine), report.replaced, report.exit_code) == ({"a": "岳塘", "b": "二"}, 2, 0)
    second = str(write(folder / "2.jsonl", b="三"))
    assert index(engine, read_objects([{"id": "c", "body": "四"}, second])).rejected_count == 1


@pytest.mark.parametrize(
    ("field", "value", "seconds"),
    [
        ("updated", 5, 5.0),
        ("更新时间", "1970-01-01 00:00:05", 5.0),
        ("updated_at", "1970-01-01T08:00:05+08:00", 5.0),
        ("last_modified", "1970/01/02", 86400.0),
        ("updated", "yesterday", None),
        ("updated", True, None),
        ("other", 5, None),
    ],
)
def test_when_an_article_was_changed(field: str, value: Any, seconds: float | None) -> None:
    assert changed_at(Document(id="a", body="正文", extra={field: value})) == seconds


def test_of_two_sources_one_within_the_other_the_inner_one_counts() -> None:
    settings = [SourceSettings("/news", dumps="updates"), SourceSettings("/news/a", dumps="parts")]
    files = ("/news/b.jsonl", "/news/a/b.jsonl", "/newspaper/b.jsonl", "/news/a")
    assert [settings_of_file(file, settings).dumps for file in files] == ["updates", "parts", "parts", "parts"]
