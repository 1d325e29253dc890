"""index and reindex: what the engine holds afterwards is what the sources say, or what it held before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.places import ROOT
from xtsearch.indexer import reindex as module
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.base import Engine, OnRefused
from xtsearch.indexer.engines.request import All, Phrase, SearchRequest
from xtsearch.indexer.errors import GateRefused, IndexLocked, IndexMissing
from xtsearch.indexer.gates import gates
from xtsearch.indexer.readers import Reading, Rejected, read
from xtsearch.indexer.reindex import index, reindex
from xtsearch.indexer.report import KEPT, Report

SEED = ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt"
BODY = "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会。"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(str(tmp_path / "index"))
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    return tmp_path / "news"


def write(path: Path, **bodies: str) -> Path:
    """One record for each id."""
    lines = [json.dumps({"id": name, "body": body}, ensure_ascii=False) for name, body in bodies.items()]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def sources(*paths: Path) -> Reading:
    return read([str(path) for path in paths])


def held(engine: Engine) -> dict[str, str]:
    """What a search sees: ids and bodies."""
    try:
        hits = engine.search(SearchRequest(All(), limit=10_000)).hits
    except IndexMissing:
        return {}
    return {hit.document.id: hit.document.body for hit in hits}


def counts(report: Report) -> tuple[int, int, int]:
    return report.indexed, report.unchanged, report.deleted


class Watched:
    """An engine that notes what is sent to it, and may lose or refuse some of it."""

    def __init__(self, engine: Engine, *, refused: Sequence[str] = (), lost: Sequence[str] = ()) -> None:
        self._engine = engine
        self._refused = refused
        self._lost = lost
        self.sent: list[str] = []
        self.commits = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    @contextmanager
    def update(self) -> Iterator[Any]:
        with self._engine.update() as writer:
            yield self._watch(writer)

    @contextmanager
    def rebuild(self) -> Iterator[Any]:
        with self._engine.rebuild() as writer:
            yield self._watch(writer)

    def _watch(self, writer: Any) -> Any:
        put, commit = writer.put, writer.commit

        def watched_put(documents: Iterable[Document], on_refused: OnRefused) -> None:
            def passed() -> Iterator[Document]:
                for document in documents:
                    self.sent.append(document.id)
                    if document.id in self._refused:
                        on_refused(document, "too long: 40000 bytes")
                    elif document.id not in self._lost:
                        yield document

            put(passed(), on_refused)

        def watched_commit() -> None:
            self.commits += 1
            commit()

        writer.put, writer.commit = watched_put, watched_commit
        return writer


# ------------------------------------------------------------------------------------------------ index


def test_the_seed_page_is_indexed_once_and_then_unchanged(engine: Engine) -> None:
    first = index(engine, sources(SEED))
    again = index(engine, sources(SEED))
    assert (counts(first), counts(again)) == ((13, 0, 0), (0, 13, 0))
    assert (first.articles, first.files, first.pages, first.exit_code) == (13, 1, 1, 0)
    assert again.generation == first.generation != ""


def test_unchanged_articles_are_not_sent_and_nothing_is_committed(engine: Engine, folder: Path) -> None:
    index(engine, sources(write(folder / "a.jsonl", a="湘潭", b="湘乡")))
    watched = Watched(engine)
    index(watched, sources(folder / "a.jsonl"))
    assert (watched.sent, watched.commits) == ([], 0)


def test_only_what_is_new_or_changed_is_sent(engine: Engine, folder: Path) -> None:
    index(engine, sources(write(folder / "a.jsonl", a="湘潭", b="湘乡")))
    watched = Watched(engine)
    report = index(watched, sources(write(folder / "a.jsonl", a="湘潭", b="韶山", c="岳塘")))
    assert (watched.sent, watched.commits) == (["b", "c"], 1)
    assert (counts(report), report.articles) == ((2, 1, 0), 3)
    assert held(engine) == {"a": "湘潭", "b": "韶山", "c": "岳塘"}


def test_nothing_is_seen_before_the_end(engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_DOCUMENTS", 1)
    index(engine, sources(write(folder / "a.jsonl", a="湘潭")))
    reported = []
    changed = sources(write(folder / "a.jsonl", a="韶山", b="湘乡"))
    index(engine, changed, progress=lambda _, articles: reported.append((articles, held(engine))))
    assert reported == [(1, {"a": "湘潭"}), (2, {"a": "湘潭"})]


def test_rejected_input_is_counted_named_and_does_not_stop_the_rest(engine: Engine, folder: Path) -> None:
    write(folder / "a.jsonl", a="湘潭", b="湘乡")
    (folder / "b.jsonl").write_text('{"id": "c"\n{"id": "d"}\n')
    (folder / "c.txt").write_bytes(b"\x89PNG\0")
    whole: list[Rejected] = []
    report = index(engine, sources(folder, folder / "gone"), on_rejected=whole.append)
    assert held(engine) == {"a": "湘潭", "b": "湘乡"}
    assert (report.rejected_count, report.exit_code) == (4, 6)
    assert [rejected.where.removeprefix(str(folder)) for rejected in report.rejected] == [
        "/gone", "/b.jsonl:1", "/b.jsonl:2", "/c.txt",
    ]  # fmt: skip
    assert [rejected.record for rejected in whole] == [None, '{"id": "c"', '{"id": "d"}', None]
    assert "4 rejected (no such file or folder 1, broken JSON 1, no text 1, …)" in report.summary()


def test_a_report_names_the_first_rejections_and_counts_all(engine: Engine, folder: Path) -> None:
    (folder / "a.jsonl").write_text("broken\n" * (KEPT + 50))
    report = index(engine, sources(folder))
    assert (len(report.rejected), report.rejected_count) == (KEPT, KEPT + 50)
    assert report.rejected_kinds == (("broken JSON", KEPT + 50),)


def test_what_the_engine_refuses_is_rejected_with_its_record(engine: Engine, folder: Path) -> None:
    whole: list[Rejected] = []
    watched = Watched(engine, refused=["b"])
    report = index(watched, sources(write(folder / "a.jsonl", a="湘潭", b="湘乡")), on_rejected=whole.append)
    assert (counts(report), report.exit_code) == ((1, 0, 0), 6)
    assert [str(rejected) for rejected in whole] == [
        f"{folder}/a.jsonl (b): refused by the index: too long: 40000 bytes"
    ]
    assert json.loads(whole[0].record or "") == {"id": "b", "body": "湘乡"}


def test_the_summary_is_one_line_for_a_person(engine: Engine) -> None:
    summary = index(engine, sources(SEED)).summary()
    assert summary.startswith("13 articles indexed, 0 unchanged, 0 rejected, from 1 file (1 page) in ")
    assert summary.endswith(" s; the index holds 13")
    assert "\n" not in summary


def test_a_batch_is_bounded_in_characters_too(engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_CHARACTERS", 10)
    counts: list[int] = []
    records = sources(write(folder / "a.jsonl", a="湘" * 4, b="潭" * 9, c="韶", d="山"))
    index(engine, records, progress=lambda _, articles: counts.append(articles))
    assert counts == [2, 4]


@pytest.mark.parametrize("batch", [1, 500])
def test_a_refusal_told_late_is_of_its_own_document(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """An engine may tell of a refusal when a later document of the same id has been sent, and taken."""
    monkeypatch.setattr(module, "BATCH_DOCUMENTS", batch)

    class Late(Watched):
        def _watch(self, writer: Any) -> Any:
            put = writer.put

            def late_put(documents: Iterable[Document], on_refused: OnRefused) -> None:
                everything = list(documents)
                refused = [document for document in everything if document.body == "坏"]
                put([document for document in everything if document.body != "坏"], on_refused)
                for document in refused:
                    on_refused(document, "too long")

            writer.put = late_put
            return writer

    write(folder / "1.jsonl", a="坏", b="湘潭")
    write(folder / "2.jsonl", a="好", b="坏")
    report = index(Late(engine), sources(folder), replace=True)
    expected = {"a": "好", "b": "湘潭"} if batch == 1 else {"a": "好"}
    assert held(engine) == expected
    assert (report.rejected_count, report.indexed, report.duplicates) == (len(expected), len(expected), 2)


def test_a_second_run_is_told_of_the_lock(engine: Engine, folder: Path) -> None:
    write(folder / "a.jsonl", a="湘潭")
    for verb in (index, reindex):
        with engine.lock(), pytest.raises(IndexLocked):
            verb(engine, sources(folder))


@pytest.mark.parametrize("verb", [index, reindex])
def test_an_interrupted_run_leaves_the_index_as_it_was(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, verb: Any
) -> None:
    monkeypatch.setattr(module, "BATCH_DOCUMENTS", 1)
    before = index(engine, sources(write(folder / "a.jsonl", a="湘潭", b="湘乡")))

    def interrupt(_: Reading, articles: int) -> None:
        if articles == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verb(engine, sources(write(folder / "a.jsonl", a="韶山", c="岳塘", d="雨湖")), progress=interrupt)
    assert held(engine) == {"a": "湘潭", "b": "湘乡"}
    assert engine.status().generation == before.generation
    assert counts(index(engine, sources(folder))) == (3, 0, 0)


# ------------------------------------------------------------------------------------------------ prune


def test_prune_deletes_what_left_its_folder_and_nothing_else(engine: Engine, folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        write(folder / name / "1.jsonl", **{f"{name}-1": "湘潭"})
        write(folder / name / "2.jsonl", **{f"{name}-2": "湘乡", f"{name}-3": "韶山"})
        index(engine, sources(folder / name))
    (folder / "one/1.jsonl").unlink()
    write(folder / "one/2.jsonl", **{"one-3": "韶山"})
    assert counts(index(engine, sources(folder / "one"))) == (0, 1, 0)
    report = index(engine, sources(folder / "one"), prune=True, force=True)
    assert (counts(report), report.unpruned) == ((0, 1, 2), ())
    assert sorted(held(engine)) == ["one-3", "two-1", "two-2", "two-3"]


def test_prune_of_one_file_leaves_its_neighbours(engine: Engine, folder: Path) -> None:
    write(folder / "1.jsonl", a="湘潭", b="湘乡")
    write(folder / "2.jsonl", c="韶山")
    index(engine, sources(folder))
    report = index(engine, sources(write(folder / "1.jsonl", b="湘乡")), prune=True, force=True)
    assert (report.deleted, sorted(held(engine))) == (1, ["b", "c"])


def test_an_article_that_moved_to_another_folder_is_not_pruned(engine: Engine, folder: Path) -> None:
    (folder / "new").mkdir()
    index(engine, sources(write(folder / "a.jsonl", a="湘潭", b="湘乡")))
    write(folder / "a.jsonl", b="湘乡")
    report = index(engine, sources(folder / "a.jsonl", write(folder / "new/a.jsonl", a="湘潭")), prune=True, force=True)
    assert (report.deleted, sorted(held(engine))) == (0, ["a", "b"])


def test_a_folder_and_a_file_in_it_are_pruned_once(engine: Engine, folder: Path) -> None:
    index(engine, sources(write(folder / "a.jsonl", a="湘潭", b="湘乡")))
    report = index(engine, sources(folder, write(folder / "a.jsonl", a="湘潭")), prune=True, force=True)
    assert (report.deleted, report.articles) == (1, 1)


@pytest.mark.parametrize("trouble", ["broken record", "empty file", "broken link", "gone", "nothing left"])
def test_nothing_is_pruned_where_something_was_unreadable(engine: Engine, folder: Path, trouble: str) -> None:
    write(folder / "a.jsonl", a="湘潭")
    write(folder / "b.jsonl", b="湘乡")
    index(engine, sources(folder))
    (folder / "b.jsonl").unlink()
    named = [folder]
    if trouble == "broken record":
        (folder / "c.jsonl").write_text('{"id": "b", "body"')
    elif trouble == "empty file":
        (folder / "b.jsonl").touch()
    elif trouble == "broken link":
        (folder / "b.txt").symlink_to(folder / "gone.txt")
    elif trouble == "gone":
        named.append(folder / "b.jsonl")
    else:
        (folder / "a.jsonl").unlink()
    report = index(engine, sources(*named), prune=True, force=True)
    assert (report.deleted, report.unpruned, report.exit_code) == (0, (str(folder),), 6)
    assert sorted(held(engine)) == ["a", "b"]


def test_a_file_that_only_its_name_brought_in_is_not_pruned(engine: Engine, folder: Path) -> None:
    write(folder / "a.jsonl", a="湘潭")
    index(engine, sources(folder, write(folder / "b.dat", b="湘乡")))
    write(folder / "c.dat", c="韶山")
    assert index(engine, sources(folder), prune=True, force=True).deleted == 0
    (folder / "b.dat").unlink()
    assert index(engine, sources(folder), prune=True, force=True).deleted == 1


# ------------------------------------------------------------------------------------------------ reindex


def test_reindex_replaces_everything_by_what_is_read(engine: Engine, folder: Path) -> None:
    before = index(engine, sources(write(folder / "a.jsonl", a="湘潭", b="湘乡")))
    report = reindex(engine, sources(SEED))
    assert (counts(report), report.articles, len(held(engine))) == ((13, 0, 0), 13, 13)
    assert report.generation != before.generation


def test_a_rebuild_of_nothing_is_refused_and_the_live_index_stays(engine: Engine, folder: Path, tmp_path: Path) -> None:
    before = index(engine, sources(write(folder / "a.jsonl", a="湘潭")))
    with pytest.raises(GateRefused, match=r"nothing to index: 1 rejected, first .*gone: no such file") as refused:
        reindex(engine, sources(tmp_path / "gone"))
    assert refused.value.exit_code == 5
    assert (held(engine), engine.status().generation) == ({"a": "湘潭"}, before.generation)


def test_rejected_input_does_not_refuse_unless_a_gate_says_so(engine: Engine, folder: Path) -> None:
    write(folder / "a.jsonl", a="湘潭")
    (folder / "b.txt").touch()
    with pytest.raises(GateRefused, match="0 rejections are allowed: 1 rejected, first "):
        reindex(engine, sources(folder), gates=gates(allow_rejected=0))
    assert held(engine) == {}
    assert reindex(engine, sources(folder), gates=gates(allow_rejected=1)).exit_code == 6
    assert reindex(engine, sources(folder)).articles == 1


def test_an_engine_that_loses_an_article_is_not_published(engine: Engine, folder: Path) -> None:
    write(folder / "a.jsonl", a="湘潭", b="湘乡")
    with pytest.raises(GateRefused, match="2 articles were sent, and the new index holds 1"):
        reindex(Watched(engine, lost=["b"]), sources(folder))
    assert held(engine) == {}


def test_what_the_engine_refuses_holds_up_a_rebuild_unless_allowed(engine: Engine, folder: Path) -> None:
    write(folder / "a.jsonl", a="湘潭", b="湘乡")
    watched = Watched(engine, refused=["b"])
    with pytest.raises(GateRefused, match=r"refused 1 documents, first .*\(b\): refused by the index: too long"):
        reindex(watched, sources(folder))
    assert held(engine) == {}
    assert reindex(watched, sources(folder), gates=gates(allow_rejected=1)).exit_code == 6
    assert held(engine) == {"a": "湘潭"}


def test_a_rebuild_that_loses_a_twentieth_is_refused_unless_forced(engine: Engine, folder: Path) -> None:
    names = [f"n{number}" for number in range(40)]
    reindex(engine, sources(write(folder / "a.jsonl", **dict.fromkeys(names, "湘潭"))))
    reindex(engine, sources(write(folder / "a.jsonl", **dict.fromkeys(names[2:], "湘潭"))))  # 38 are 95%
    write(folder / "a.jsonl", **dict.fromkeys(names[4:], "湘潭"))
    with pytest.raises(GateRefused, match=r"38 articles are live, and the new index holds 36; .*--force"):
        reindex(engine, sources(folder))
    assert len(held(engine)) == 38
    reindex(engine, sources(folder), gates=gates(force=True))
    assert len(held(engine)) == 36


def test_pruning_more_than_a_twentieth_is_refused_unless_forced(engine: Engine, folder: Path) -> None:
    names = [f"n{number}" for number in range(40)]
    index(engine, sources(write(folder / "a.jsonl", **dict.fromkeys(names, "湘潭"))))
    write(folder / "a.jsonl", new="湘乡", **dict.fromkeys(names[4:], "湘潭"))
    with pytest.raises(GateRefused, match=r"nothing was changed: 4 of 40 articles .* 1 are new.*--force") as refused:
        index(engine, sources(folder), prune=True)
    assert (refused.value.exit_code, sorted(held(engine))) == (5, sorted(names))
    assert counts(index(engine, sources(folder), prune=True, force=True)) == (1, 36, 4)
    write(folder / "a.jsonl", **dict.fromkeys(names[4:], "湘潭"))
    assert counts(index(engine, sources(folder), prune=True)) == (0, 36, 1)


def test_new_articles_make_up_for_those_that_are_pruned(engine: Engine, folder: Path) -> None:
    write(folder / "a.jsonl", a="湘潭", b="湘潭")
    index(engine, sources(folder))
    write(folder / "a.jsonl", a="湘潭", mended="湘潭")
    assert counts(index(engine, sources(folder), prune=True)) == (1, 1, 1)


def test_a_smoke_query_must_find_something(engine: Engine, folder: Path) -> None:
    write(folder / "a.jsonl", a="湘潭")
    matching, missed = (SearchRequest(Phrase(text), (text,), limit=1) for text in ("湘潭", "湘乡"))
    with pytest.raises(GateRefused, match="nothing in the new index answers 湘乡"):
        reindex(engine, sources(folder), gates=gates(smoke=[matching, missed]))
    assert held(engine) == {}
    assert reindex(engine, sources(folder), gates=gates(smoke=[matching])).articles == 1


_bodies = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["湘潭", "湘乡", "韶山"]), max_size=5)


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(_bodies, min_size=1, max_size=3))
def test_incremental_runs_end_where_a_full_rebuild_ends(tmp_path: Path, states: list[dict[str, str]]) -> None:
    folder = tmp_path / "news"
    folder.mkdir(exist_ok=True)
    live, fresh = open_engine(str(tmp_path / "live")), open_engine(str(tmp_path / "fresh"))
    reindex(live, sources(SEED), gates=gates(force=True))
    for state in states:
        write(folder / "a.jsonl", z="岳塘", **state)
        report = index(live, sources(folder), prune=True, force=True)
    reindex(fresh, sources(folder, SEED), gates=gates(force=True))
    assert held(live) == held(fresh)
    assert report.articles == len(held(fresh))
