"""One loader for a page: whoever loads it (index, split), the same files are refused and the same articles found."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pytest

from tests.support.places import ROOT
from xtsearch.__main__ import run
from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import ArgumentError, InputError, PageError
from xtsearch.indexer.pages import load
from xtsearch.indexer.pages.load import FORMATS, format_named, is_page, load_page, load_page_file
from xtsearch.indexer.pages.page import LINE_END
from xtsearch.indexer.readers import Rejected, read

LINES = LINE_END.split(next(ROOT.joinpath("seeds").glob("*.txt")).read_text("utf-8"))
#: The seed's second article, the paper's name between two lines of its text.
TEXT = "\n".join([*LINES[40:47], "湘潭日报", *LINES[47:73]])


def page(text: str, name: str = "page.txt") -> load.LoadedPage:
    return load_page(io.BytesIO(text.encode()), name)


def test_a_page_takes_its_newspaper_from_the_files_name_unless_one_is_given() -> None:
    assert page(TEXT, "湘潭日报_2022-05-14.txt").newspaper == "湘潭日报"
    assert page(TEXT).newspaper is None
    loaded = load_page(io.BytesIO(TEXT.encode()), "湘潭日报_2022-05-14.txt", newspaper="湘潭晚报")
    assert loaded.newspaper == "湘潭晚报"


def test_the_newspapers_name_on_the_page_is_furniture() -> None:
    split = page(TEXT, "湘潭日报_2022-05-14.txt").split()
    assert [(residue.lines, residue.reason) for residue in split.residue] == [((8,), "the newspaper's name")]
    assert [article.title for article in split.articles] == ["市领导调研文艺工作"]


def test_a_given_date_counts_more_than_that_of_the_files_name() -> None:
    day = datetime.date(2021, 5, 20)
    dated = load_page(io.BytesIO("本报讯（记者 王超）我市召开推进会。".encode()), "2022-05-14.txt", date=day)
    assert [article.date for article in dated.split().articles] == [day]


@pytest.mark.parametrize("text", ["", "\n\u3000\n", "\ufeff \n"])
def test_an_empty_page_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"^empty: there is nothing in it$"):
        page(text)


def test_a_page_larger_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PAGE_LIMIT", 100)
    assert page("中" * 33).text == "中" * 33
    with pytest.raises(InputError, match=r"^too large: "):
        page("中" * 34)


def test_corrections_are_those_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(TEXT, "utf-8")
    (tmp_path / "page.fix.yaml").write_text("- drop: 2-4\n", "utf-8")
    loaded = load_page_file(str(file), "page.txt")
    assert [item.lines for item in loaded.corrections.items] == [(2, 3, 4)]
    assert {number for residue in loaded.split().residue for number in residue.lines} >= {2, 3, 4}
    (tmp_path / "page.fix.yaml").write_text("- drop: 99\n", "utf-8")
    with pytest.raises(PageError, match="line 99 of the page is blank, or there is no such line"):
        load_page_file(str(file), "page.txt").split()


@pytest.mark.parametrize("path", ["missing.txt", ".", "a\0b"])
def test_what_cannot_be_opened_is_an_input_error(path: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^cannot be read: "):
        load_page_file(str(tmp_path / path), path)


def test_every_file_is_read_in_some_format() -> None:
    assert all(any(row.accepts(data) for row in FORMATS) for data in (b"", b"\0", b"PK"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("湘潭日报_2022-05-14.txt", TEXT.encode()),
        ("page.txt", TEXT.encode()),
        ("empty.txt", b" \n"),
        ("large.txt", b"\n" * 2001),
        ("binary.txt", b"\x89PNG\0"),
    ],
)
def test_index_and_split_load_a_file_alike(
    name: str, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(load, "PAGE_LIMIT", 2000)
    file = tmp_path / name
    file.write_bytes(data)
    (item,) = read([str(file)])
    code, printed = run(["split", str(file)]), capsys.readouterr()
    if isinstance(item, Rejected):
        assert code == 6
        assert printed.err == f"xtsearch: {file}: {item.reason}\n"
    else:
        assert isinstance(item, Document)
        assert code == 0
        assert ("the newspaper's name" in printed.out) is (item.newspaper == "湘潭日报")
        assert all(f"   {paragraph}\n" in printed.out for paragraph in item.body.split("\n"))


def test_split_reads_standard_input_by_the_same_rules(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b" \n")))
    assert run(["split", "-"]) == 6
    assert "-: empty: there is nothing in it" in capsys.readouterr().err


def test_a_given_date_counts_more_than_the_files_own() -> None:
    text = "---\ntitle: 渡船又开了\ndate: 2023-02-10\n---\n\n清早，第一班船从北岸出发，船上坐着去赶集的老人。\n"
    day = datetime.date(2021, 5, 20)
    assert page(text, "page.md").date == datetime.date(2023, 2, 10)
    assert load_page(io.BytesIO(text.encode()), "page.md", date=day).date == day


def test_a_suffix_that_other_files_have_too_is_a_pages_by_what_the_file_holds() -> None:
    hocr = b"<?xml version='1.0'?><!DOCTYPE html><html><body><div class='ocr_page'></div></body></html>"
    assert is_page(".xml", hocr)
    assert not is_page(".json", hocr)
    assert not is_page(".xml", b"<?xml version='1.0'?><rss></rss>")


@pytest.mark.parametrize("name", ["", " ", "x", "ocr json of mine"])
def test_a_kind_of_page_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ArgumentError, match="there are PDF, hOCR, HTML"):
        format_named(name)
