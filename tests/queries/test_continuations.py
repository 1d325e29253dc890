"""The parts of an article that stand in files of their own are found when one of them is shown, both ways."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.indexer.pages.test_linking import FIRST, SECOND, THIRD
from xtsearch import open as open_index
from xtsearch.__main__ import run
from xtsearch.indexer.documents import Document
from xtsearch.library import Index

DATE = "2023-02-10"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The pages of one day's newspaper, a file each, and a page of another paper that says the same."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, text in enumerate((FIRST, SECOND, THIRD), 1):
        (folder / f"青石日报_{DATE}_0{number}.txt").write_text(text, "utf-8")
    (folder / f"河湾晚报_{DATE}_01.txt").write_text(FIRST, "utf-8")
    return folder


def by_start(index: Index, start: str, newspaper: str = "青石日报") -> Document:
    documents = [index.get(hit.id) for hit in index.scan()]
    return next(
        document
        for document in documents
        if document is not None and start in document.body[:30] and document.newspaper == newspaper
    )


def test_parts_in_files_of_their_own_are_found_from_either(pages: Path, tmp_path: Path) -> None:
    with open_index(tmp_path / "index") as index:
        index.add(pages)
        ferry, rest = by_start(index, "本报讯（记者 何文）"), by_start(index, "（上接第一版）渡船")
        assert (ferry.goes_on_in, rest.continued_from, rest.continues) == ("2", "1", None)
        assert index.continuations(rest).beginning == ferry
        assert index.continuations(ferry).further == (rest,)
        water, other = by_start(index, "本报讯（记者 高远）"), by_start(index, "技术员")
        assert index.continuations(other).beginning == water
        assert index.continuations(water).further == (other,)
        foreign = by_start(index, "本报讯（记者 何文）", "河湾晚报")
        assert index.continuations(foreign).further == ()
        stage = by_start(index, "本报讯（记者 孙立）")
        assert index.continuations(stage).to_dict() == {"beginning": None, "further": []}


def test_an_index_holds_of_an_article_what_its_own_file_says(pages: Path, tmp_path: Path) -> None:
    """In whatever order files come, and whichever are there: an incremental index equals a full rebuild."""
    with open_index(tmp_path / "one") as one, open_index(tmp_path / "all") as everything:
        for page in sorted(pages.glob("*.txt"), reverse=True):
            one.add(page)
        everything.reindex(pages)
        assert {hit.id: one.get(hit.id) for hit in one.scan()} == {
            hit.id: everything.get(hit.id) for hit in everything.scan()
        }


def test_show_names_both_parts(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = str(tmp_path / "index")
    assert run(["index", str(pages), "--index", where]) == 0
    with open_index(where) as index:
        ferry, rest = by_start(index, "本报讯（记者 何文）"), by_start(index, "（上接第一版）渡船")
    capsys.readouterr()
    assert run(["show", rest.id, "--index", where]) == 0
    assert f"continues 渡船又开了 · 青石日报_{DATE}_01.txt:1-3 · id {ferry.id}" in capsys.readouterr().out
    assert run(["show", ferry.id, "--index", where]) == 0
    assert "goes on in (no headline) （上接第一版）渡船" in capsys.readouterr().out
    assert run(["show", rest.id, "--index", where, "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["parts"] == {"beginning": ferry.id, "further": []}
    assert (shown["source"]["page"], shown["continued_from"], shown["continues"]) == (1, "1", None)


def test_parts_of_one_file_are_shown_with_their_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, where = tmp_path / f"青石日报_{DATE}.txt", str(tmp_path / "index")
    page.write_text("\f".join((FIRST, SECOND, THIRD)), "utf-8")
    assert run(["index", str(page), "--index", where]) == 0
    with open_index(where) as index:
        rest = by_start(index, "（上接第一版）渡船")
        assert rest.page == 2
        beginning = index.continuations(rest).beginning
        assert beginning is not None
        assert beginning.id == rest.continues
        assert index.continuations(beginning).further == (rest,)
    capsys.readouterr()
    assert run(["show", rest.id, "--index", where]) == 0
    assert " · page 2 of the file · id " in capsys.readouterr().out


def test_where_the_other_part_is_not_indexed_its_page_is_named(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = str(tmp_path / "index")
    assert run(["index", str(pages / f"青石日报_{DATE}_01.txt"), "--index", where]) == 0
    with open_index(where) as index:
        ferry = by_start(index, "本报讯（记者 何文）")
    capsys.readouterr()
    assert run(["show", ferry.id, "--index", where]) == 0
    assert "goes on in page 2\n" in capsys.readouterr().out
