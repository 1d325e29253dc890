"""Good and bad files in one folder: each bad one is told in one line, and the rest goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xtsearch.__main__ import run
from xtsearch.indexer.pages.load import FORMATS
from xtsearch.library import open_index

GOOD = "本报讯（记者 王超）5月13日，我市召开推进会，市领导出席会议并讲话。\n"
#: By suffix, a file that its format cannot read.
BROKEN = {
    ".txt": b"PK\x03\x04\0\0\0\0",
    ".text": b"PK\x03\x04\0\0\0\0",
    ".md": b"PK\x03\x04\0\0\0\0",
    ".markdown": b"PK\x03\x04\0\0\0\0",
    ".pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    ".html": b"<html><head><title></title></head><body></body></html>",
    ".htm": b"<!DOCTYPE html><html><body><script>var a;</script></body></html>",
    ".xhtml": b"<html><head><title></title></head><body></body></html>",
    ".hocr": b"<html><body><div class='ocr_page'></div></body></html>",
    ".xml": b"<?xml version='1.0'?><alto xmlns='http://www.loc.gov/standards/alto/ns-v4#'><Layout>",
    ".alto": b"<?xml version='1.0'?><alto xmlns='http://www.loc.gov/standards/alto/ns-v4#'><Layout>",
    ".json": b'{"rec_texts": ["\xe6\xb8\xa1"',
    ".tsv": b"level\tpage_num\tblock_num\n",
}
SUFFIXES = sorted({suffix for page_format in FORMATS for suffix in page_format.suffixes})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good page, a broken file of each suffix, an empty one, and one whose suffix is not read."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "good.txt").write_text(GOOD, "utf-8")
    (pages / "empty.txt").write_bytes(b"")
    (pages / "letter.docx").write_bytes(b"PK\x03\x04")
    for suffix in SUFFIXES:
        (pages / f"broken{suffix}").write_bytes(BROKEN[suffix])
    return pages


def test_index_goes_on_and_tells_each_bad_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = str(tmp_path / "index")
    assert run(["index", str(folder), "--index", where]) == 6
    written = capsys.readouterr()
    assert f"1 article indexed, 0 unchanged, {len(SUFFIXES) + 1} rejected" in written.out
    lines = written.err.splitlines()
    for suffix in SUFFIXES:
        assert len([line for line in lines if line.startswith(f"xtsearch: {folder}/broken{suffix}: ")]) == 1
    assert f"xtsearch: {folder}/empty.txt: empty: there is nothing in it" in lines
    passed_over = f"1 file passed over, whose suffix is not read: .docx 1 ({folder}/letter.docx)"
    assert f"xtsearch: {passed_over}" in lines
    assert not any("Traceback" in line for line in lines)
    with open_index(where) as index:
        assert index.status().articles == 1


def test_split_goes_on_and_tells_each_bad_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(file) for file in sorted(folder.iterdir()) if file.suffix != ".docx"]
    assert run(["split", *files, "--format", "json"]) == 6
    written = capsys.readouterr()
    assert [len(page["articles"]) for page in json.loads(written.out)] == [1]
    lines = [line for line in written.err.splitlines() if not line.startswith(f"xtsearch: {folder}/good.txt: ")]
    assert sorted(line.split(": ")[1] for line in lines) == sorted(file for file in files if "good" not in file)


def test_files_that_people_write_beside_pages_are_not_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.txt").write_text(GOOD, "utf-8")
    (tmp_path / "page.fix.yaml").write_text("- split: 1\n", "utf-8")
    (tmp_path / "pages.yaml").write_text("- pages: '*.txt'\n  lines: []\n", "utf-8")
    assert run(["index", str(tmp_path), "--index", str(tmp_path / ".index")]) == 0
    assert not capsys.readouterr().err


def test_a_template_that_is_wrong_rejects_every_page_of_its_folder_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.txt").write_text(GOOD, "utf-8")
    (tmp_path / "a" / "pages.yaml").write_text("- pages: '*.txt'\n  rows: []\n", "utf-8")
    assert run(["index", str(tmp_path / "a"), str(tmp_path / "b"), "--index", str(tmp_path / "index")]) == 6
    written = capsys.readouterr()
    assert "a/page.txt: bad page template: pages.yaml, line 1: rows is unknown here" in written.err
    assert "1 article indexed" in written.out
