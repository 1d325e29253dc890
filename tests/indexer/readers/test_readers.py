"""Readers: every source, page, record and row ends as a Document or a Rejected; nothing stops the rest."""

from __future__ import annotations

import ast
import csv
import datetime
import io
import json
import os
import random
import re
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.places import ROOT, SHARED_DATA
from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.fields import FIELDS
from xtsearch.indexer.pages import load
from xtsearch.indexer.readers import Rejected, Scope, jsonlines, read, tables, to_given
from xtsearch.indexer.readers.items import Place
from xtsearch.indexer.readers.records import GIVEN, RecordReader
from xtsearch.indexer.readers.sources import SUFFIXES
from xtsearch.indexer.text.decoding import bounded_lines, decode_page, open_chunks, recognise

SEED = ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt"
NEWS = SHARED_DATA / "news.jsonl"
BODY = "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会。"
STORY = "湘潭日报讯（记者 陈新 通讯员 李扬）5月13日，市领导调研文艺工作。会议强调，要坚持以人民为中心的创作导向。\n"


def documents(*sources: Path | str, **options: Any) -> list[Document]:
    items = list(read([str(source) for source in sources], **options))
    assert [str(item) for item in items if isinstance(item, Rejected)] == []
    return [item for item in items if isinstance(item, Document)]


def reasons(*sources: Path | str) -> list[str]:
    items = read([str(source) for source in sources])
    return [item.reason for item in items if isinstance(item, Rejected)]


def json_lines(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def fields(document: Document) -> dict[str, Any]:
    """Without where it stood."""
    return {name: value for name, value in document.to_record().items() if name not in ("id", "file", "source_root")}


def document_of(record: dict[str, Any]) -> Document:
    return RecordReader(Place("a.jsonl")).document(record, 1)


# ------------------------------------------------------------------------------------------------ page texts


def test_the_seed_page_gives_thirteen_documents_that_say_where_they_stood() -> None:
    articles = documents(SEED)
    assert len(articles) == len({article.id for article in articles}) == 13
    assert {article.file for article in articles} == {SEED.name}
    assert {article.source_root for article in articles} == {str(SEED.parent)}
    assert all(article.lines for article in articles)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-be"])
def test_a_page_reads_alike_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = SEED.read_text("utf-8")
    page = tmp_path / SEED.name
    page.write_bytes(b"\xfe\xff" + text.encode(encoding) if encoding == "utf-16-be" else text.encode(encoding))
    assert list(map(fields, documents(page))) == list(map(fields, documents(SEED)))


def test_windows_line_ends_and_the_end_mark_of_dos_change_nothing(tmp_path: Path) -> None:
    page = tmp_path / SEED.name
    page.write_bytes(SEED.read_bytes().replace(b"\n", b"\r\n") + b"\x1a")
    assert list(map(fields, documents(page))) == list(map(fields, documents(SEED)))


def test_newspaper_and_day_are_taken_for_pages(tmp_path: Path) -> None:
    page = tmp_path / "a.txt"
    page.write_text("本报讯（记者 王超）昨日，我市召开工程建设项目招投标突出问题专项整治工作推进会。\n" * 3, "utf-8")
    day = datetime.date(2022, 5, 14)
    articles = documents(page, newspaper="湘潭日报", date=day)
    assert {article.newspaper for article in articles} == {"湘潭日报"}
    assert {article.date for article in articles} <= {day, datetime.date(2022, 5, 13)}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "looks binary"),
        ("湘潭\0日报".encode(), "looks binary"),
        (random.Random(1).randbytes(5000).replace(b"\0", b"\1"), "looks binary"),
        (bytes(random.Random(1).choices(range(0x80, 0xFF), k=4000)), "looks binary"),
        ("我市召開工程建設項目招標突出問題專項整治工作推進會，對今年的工作全面部署。".encode("big5"), "looks binary"),
        ("déjà vu, naïve Größe".encode("latin-1"), "looks binary"),
        (STORY.encode() + b"\xff" + STORY.encode(), "damaged text"),
        (STORY.encode()[:-2], "damaged text"),
        (b"\xff\xfe" + "湘潭".encode("utf-16-le")[:-1], "damaged text"),
        (b"12345\n", "no article"),
    ],
)
def test_what_is_no_page_text_is_rejected_and_named(tmp_path: Path, data: bytes, kind: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (rejected,) = read([str(tmp_path / "a.txt")])
    assert isinstance(rejected, Rejected)
    assert (rejected.where, rejected.kind) == (str(tmp_path / "a.txt"), kind)


def test_every_error_of_the_write_side_about_its_input_names_a_fault() -> None:
    without = [
        f"{path.name}:{call.lineno}"
        for path in sorted((ROOT / "indexer").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("InputError", "PageError")
        and len(call.args) < 2
    ]
    assert without == []


def test_damage_is_told_by_offset_and_line() -> None:
    with pytest.raises(InputError, match=r"byte 0xff at offset 4\d\d?, line 4 is not UTF-8"):
        decode_page(STORY.encode() * 3 + b"\xff" + STORY.encode())


def test_a_file_too_large_for_a_page_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "PAGE_LIMIT", 1 << 20)
    (tmp_path / "a.txt").write_bytes(b"\n" * ((1 << 20) + 1))
    assert reasons(tmp_path / "a.txt") == ["too large: a page text of more than 1 MB"]


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_utf8_is_never_taken_for_gb18030(text: str) -> None:
    assert decode_page(text.encode()) == text


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_rejected(data: bytes) -> None:
    fault = None
    try:
        decode_page(data)
    except InputError as error:
        fault = error.fault
    assert fault in (None, Fault.BINARY, Fault.DAMAGED)


@given(st.integers(1, 400))
def test_a_sample_may_end_inside_a_character(size: int) -> None:
    assert recognise((STORY * 9).encode()[:size], whole=False) == "utf-8"
    assert recognise((STORY * 9).encode("gb18030")[: size + 1], whole=False) == "gb18030"


# ------------------------------------------------------------------------------------------------ sources


def test_a_folder_is_read_whole_in_order_without_hidden_and_foreign_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/10.TXT", ".hidden/a.txt", ".a.txt", "a/notes.dat", "c.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(STORY if name != "c.jsonl" else json.dumps({"body": BODY}), "utf-8")
    run = read([str(tmp_path)])
    assert [item.file for item in run if isinstance(item, Document)] == ["b.txt", "c.jsonl", "a/10.TXT", "a/2.txt"]
    assert run.skipped == (str(tmp_path / "a/notes.dat"),)
    assert (run.files, run.pages) == (4, 3)
    assert run.bytes_read == run.bytes_total > 0


def test_an_unexpanded_glob_is_looked_up(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text(STORY, "utf-8")
    assert [document.file for document in documents(tmp_path / "*.txt")] == ["a.txt", "b.txt"]


def test_a_name_with_brackets_is_a_name_first(tmp_path: Path) -> None:
    (tmp_path / "A[1].txt").write_text(STORY, "utf-8")
    assert [document.file for document in documents(tmp_path / "A[1].txt")] == ["A[1].txt"]


@pytest.mark.parametrize("name", ["", "missing.txt", "missing/", "*.txt", "**/*.txt", "nul\0.txt"])
def test_a_source_that_is_not_there_is_named_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.txt").write_text(STORY, "utf-8")
    rejected, document = read([name and f"{tmp_path}/{name}", str(tmp_path / "a")])
    assert isinstance(rejected, Rejected)
    assert rejected.kind in ("no such file or folder", "cannot be read")
    assert isinstance(document, Document)


def test_a_folder_without_anything_to_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.dat").write_text("记")
    assert reasons(tmp_path) == [f"nothing to read: no {', '.join(SUFFIXES)} file in the folder"]


def test_loops_of_links_end_and_a_file_found_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/1.txt").write_text(STORY, "utf-8")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "a/down").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "2.txt").symlink_to(tmp_path / "a/1.txt")
    assert len(documents(tmp_path, tmp_path / "a", tmp_path / "a/1.txt", f"{tmp_path}/a/../a")) == 1


def test_a_broken_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "b.txt").write_text(STORY, "utf-8")
    assert reasons(tmp_path) == ["no such file or folder: check the path"]


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text(STORY, "utf-8")
    monkeypatch.setattr("builtins.open", refuse)
    assert reasons(tmp_path / "a.txt") == ["cannot be read: Permission denied"]


def test_what_is_neither_file_nor_folder_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert reasons(tmp_path, "/dev/zero") == ["cannot be read: neither a file nor a folder"] * 2


def test_a_named_pipe_is_read_like_standard_input(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=(json.dumps({"id": "a", "body": BODY}),))
    writer.start()
    run = read([str(tmp_path / "pipe")])
    (document,) = run
    writer.join()
    assert isinstance(document, Document)
    assert (document.file, document.source_root, run.complete()) == ("-", "", ())


def test_a_file_name_in_gb18030_becomes_readable_text(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + "/湘潭日报.txt".encode("gb18030")
    with open(path, "wb") as file:  # noqa: PTH123 - no text holds this name
        file.write(STORY.encode())
    (document,) = documents(tmp_path)
    assert document.file == "湘潭日报.txt"
    assert document.id.startswith("湘潭日报-")


def test_a_file_of_any_other_suffix_is_read_when_named(tmp_path: Path) -> None:
    (tmp_path / "page.dat").write_text(STORY, "utf-8")
    (tmp_path / "news.json").write_text("\n" + json.dumps({"id": "a", "body": BODY}), "utf-8")
    page, record = documents(tmp_path / "page.dat", tmp_path / "news.json")
    assert page.reporters == ("陈新",)
    assert record.id == "a"


@pytest.mark.parametrize("wrap", [io.BytesIO, lambda data: io.BufferedReader(io.BytesIO(data))])
def test_standard_input_is_json_lines_or_one_page(wrap: Callable[[bytes], Any]) -> None:
    (record,) = documents("-", stdin=wrap(b"\xef\xbb\xbf\r\n" + json.dumps({"body": BODY}).encode()))
    (page,) = documents("-", stdin=wrap(STORY.encode()))
    assert (record.file, record.source_root, page.file, page.source_root) == ("-", "", "-", "")
    assert (record.lines, page.reporters) == (None, ("陈新",))


def test_complete_is_what_was_read_whole_and_without_rejection(tmp_path: Path) -> None:
    for name in ("good/1.txt", "good/more/2.txt", "bad/1.txt", "single/1.txt", "single/2.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(STORY, "utf-8")
    json_lines(tmp_path / "bad/2.jsonl", {"id": "a"})
    folders = [str(tmp_path / name) for name in ("good", "bad", "single/1.txt", "single/3.txt")]
    run = read(folders)
    assert run.complete() == ()
    assert sum(isinstance(item, Rejected) for item in run) == 2
    assert run.complete() == (Scope(folders[0]), Scope(str(tmp_path / "single"), "1.txt"))
    assert run.incomplete() == (Scope(folders[1]),)


def test_a_missing_file_makes_the_folder_around_it_incomplete(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(STORY, "utf-8")
    run = read([str(tmp_path), str(tmp_path / "2.txt")])
    list(run)
    assert run.complete() == ()


# ------------------------------------------------------------------------------------------------ JSON Lines


def test_news_jsonl_reads_as_it_is() -> None:
    if not NEWS.exists():
        pytest.skip(f"{NEWS} is not there: 20,000 real records go unread")
    run = read([str(NEWS)])
    first, *rest = run
    assert isinstance(first, Document)
    assert (first.id, first.date, first.newspaper) == ("crud-01-1-0978", datetime.date(2023, 7, 28), "CRUD_RAG")
    assert len(rest) == 19_999
    assert not any(isinstance(item, Rejected) for item in rest)


def test_known_fields_are_read_and_the_others_kept_as_they_are(tmp_path: Path) -> None:
    record = {
        "id": 513, "title": "坚决斩断招投标背后贪腐链条", "body": BODY, "date": "2022-05-13",
        "reporters": "王超、 陈新；李扬", "correspondents": ["李 扬", " "], "版次": 1, "栏目": {"名": ["要闻", None]},
        "confidence": "high",
    }  # fmt: skip
    (document,) = documents(json_lines(tmp_path / "a.jsonl", record), newspaper="湘潭日报", date=datetime.date.today())
    assert document.id == "513"
    assert (document.reporters, document.correspondents) == (("王超", "陈新", "李扬"), ("李扬",))
    assert document.printed_page == "1"
    assert document.extra == {"栏目": {"名": ["要闻", None]}, "confidence": "high"}
    assert (document.newspaper, document.date, document.lines) == ("湘潭日报", datetime.date(2022, 5, 13), None)


def test_a_record_without_an_id_gets_the_same_one_each_time(tmp_path: Path) -> None:
    records = {"body": BODY}, {"body": BODY, "title": "另一篇"}, {"title": "市领导调研文艺工作"}
    source = json_lines(tmp_path / "news.jsonl", *records)
    names = [document.id for document in documents(source)]
    assert names == [document.id for document in documents(source)]
    assert len(set(names)) == 3
    assert all(name.startswith("news-") for name in names)


def test_an_undated_record_stays_undated_whatever_the_day_of_the_pages(tmp_path: Path) -> None:
    source = json_lines(tmp_path / "a.jsonl", {"body": BODY, "date": None})
    assert documents(source, date=datetime.date(2022, 5, 14))[0].date is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "a", "body": "\xe6\xb9\x98",}', "broken JSON: .* at column 2[45]"),
        (b'{"id": "a", "body": "\xe6\xb9\x98"', "broken JSON: "),
        (b'{"id": "a", "body": "\xe6\xb9\x98", "n": NaN}', "broken JSON: NaN is not a JSON value"),
        (b'{"body": "b", "n": ' + b"1" * 5000 + b"}", "broken JSON: "),
        (b"[" * 100_000, "broken JSON: "),
        (b'{"body": "b", "n": 1e999}', "wrong type: a number too large"),
        (b'["a"]', "not an object"),
        (b'"a"', "not an object"),
        (b'{"id": "a"}', "no text"),
        (b'{"id": "a", "title": null, "body": " \\n"}', "no text"),
        (b'{"body": 5}', "wrong type: body must be text, not 5"),
        (b'{"body": "b", "title": ["t"]}', "wrong type: title must be text"),
        (b'{"body": "b", "id": true}', "wrong type: id must be text or a whole number, not true"),
        (b'{"body": "b", "id": 1.5}', "wrong type: id"),
        (b'{"body": "b", "reporters": [1]}', "wrong type: reporters must be a list"),
        (b'{"body": "b", "interns": {"a": 1}}', "wrong type: interns must be a list"),
        (b'{"body": "\\ud800"}', "invalid character: U\\+D800"),
        (b'{"body": "b", "x": [{"\\udfff": 1}]}', "invalid character: U\\+DFFF"),
        (b'{"body": "a\\u0000b"}', "invalid character: U\\+0000"),
        (b'{"body": "a\0b"}', "broken JSON: "),
        (b'{"body": "\xff\xfe"}', "damaged text"),
        (b'{"body": "b", "id": "' + b"x" * 513 + b'"}', "document id: it has 513 bytes"),
        (b'{"body": "b", "x": ' + b"[" * 30 + b"1" + b"]" * 30 + b"}", "too deep"),
        (b'{"body": "b", "x": "' + b"x" * (1 << 20) + b'"}', "too large: further fields"),
    ],
)  # fmt: skip
def test_a_bad_line_is_rejected_with_its_number_and_the_next_is_read(tmp_path: Path, line: bytes, reason: str) -> None:
    source = tmp_path / "a.jsonl"
    good = json.dumps({"id": "good", "body": BODY}, ensure_ascii=False).encode()
    source.write_bytes(b"\xef\xbb\xbf" + good + b"\r\n\n" + line + b"\n" + good)
    first, rejected, last = read([str(source)])
    assert isinstance(rejected, Rejected)
    assert rejected.where == f"{source}:3"
    assert re.match(reason, rejected.reason), rejected.reason
    assert isinstance(first, Document)
    assert first == last


def test_a_damaged_line_of_a_small_file_spoils_no_other(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_bytes('{"body": "市"}\n'.encode() + b'{"body": "\xff\xfe\xff"}\n' + '{"body": "报"}'.encode())
    kinds = [type(item) for item in read([str(source)])]
    assert kinds == [Document, Rejected, Document]


def test_a_rejected_record_keeps_its_text_for_a_dead_letter_file(tmp_path: Path) -> None:
    (rejected,) = read([str(json_lines(tmp_path / "a.jsonl", {"id": "a", "栏目": "市领导"}))])
    assert isinstance(rejected, Rejected)
    assert json.loads(rejected.record or "") == {"id": "a", "栏目": "市领导"}


def test_escaped_pairs_and_escaped_han_are_text(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"body": "𠮷湘潭"}), "ascii")
    assert documents(tmp_path / "a.jsonl")[0].body == "𠮷湘潭"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_json_lines_read_alike_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    lines = "".join(json.dumps({"id": n, "body": BODY * n}, ensure_ascii=False) + "\n" for n in range(1, 400))
    (tmp_path / "a.jsonl").write_text(lines, encoding)
    assert [document.body for document in documents(tmp_path / "a.jsonl")] == [BODY * n for n in range(1, 400)]


def test_a_line_of_100_mb_is_passed_over_in_little_memory(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    with source.open("wb") as file:
        file.write(b'{"id": "long", "body": "')
        for _ in range(100):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n' + json.dumps({"id": "next", "body": BODY}).encode())
    tracemalloc.start()
    try:
        rejected, document = read([str(source)])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert str(rejected) == f"{source}:1: too long: a line of more than 16 MB"
    assert isinstance(document, Document)
    assert document.id == "next"
    assert peak < 3 * jsonlines.LINE_LIMIT


@given(st.binary(max_size=200), st.integers(1, 20))
def test_bounded_lines_count_every_line_and_hold_none_longer(data: bytes, limit: int) -> None:
    _, stream = open_chunks(iter([b"x", data]) if data else iter([b"x"]))
    expected = (b"x" + data).split(b"\n")
    expected = expected[:-1] if not expected[-1] else expected
    numbered = list(bounded_lines(stream, limit))
    assert [number for number, _ in numbered] == list(range(1, len(expected) + 1))
    for (_, line), whole in zip(numbered, expected, strict=True):
        assert line is None if len(whole) > limit else line is not None and line.rstrip(b"\n") == whole


_json = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)


@given(st.dictionaries(st.sampled_from(sorted(GIVEN)) | st.text(max_size=5), _json))
@example({"keywords": [], "body": "0"})  # that there are no keywords is content, and must not be lost
def test_any_record_becomes_a_document_or_is_rejected(record: dict[str, Any]) -> None:
    try:
        document = document_of(record)
    except InputError:
        return
    assert Document.from_record(json.loads(document.to_json())).to_json() == document.to_json()
    assert document_of(to_given(document)) == document


def test_given_fields_are_fields() -> None:
    assert {field.name for field in FIELDS} >= GIVEN


# ------------------------------------------------------------------------------------------------ CSV

HEADER = "编号,标题,正文,日期,记者,报纸,版次"
CELL = f'"{BODY}\r\n\r\n会议强调，""必须""提高站位，持续发力。"'
ROW = f"0513-1,坚决斩断招投标背后贪腐链条,{CELL},2022/5/13,王超、陈新,湘潭日报,1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_as_excel_in_china_writes_it(tmp_path: Path, encoding: str, end: str) -> None:
    (tmp_path / "a.csv").write_bytes(f"{HEADER}{end}{ROW}{end},,,,,,{end}".encode(encoding))
    (document,) = documents(tmp_path / "a.csv")
    assert (document.id, document.title, document.newspaper) == ("0513-1", "坚决斩断招投标背后贪腐链条", "湘潭日报")
    assert document.body == f'{BODY}\n\n会议强调，"必须"提高站位，持续发力。'
    assert (document.date, document.reporters) == (datetime.date(2022, 5, 13), ("王超", "陈新"))
    assert (document.printed_page, document.extra) == ("1", {})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_from_the_header(tmp_path: Path, delimiter: str) -> None:
    header, row = ("ID", "Body", '"x,y;z"'), ("1", "湘潭，湘乡", "a")
    (tmp_path / "a.csv").write_text("\n".join((delimiter.join(header), delimiter.join(row))), "utf-8")
    (document,) = documents(tmp_path / "a.csv")
    assert (document.id, document.body, document.extra) == ("1", "湘潭，湘乡", {"x,y;z": "a"})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "编号,版次\n1,2\n",
            "no header: the first line must name a column body or title (正文, 标题); it has '编号, 版次'",
        ),
        (f"1,{BODY}\n", "no header: "),
        ("正文,正文\n湘潭,湘乡\n", "header: two columns are named 正文; rename one"),
        ("\n \n", "empty: there is nothing in it"),
    ],
)
def test_a_table_without_a_usable_header_is_rejected_whole(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "a.csv").write_text(text, "utf-8")
    (rejection,) = reasons(tmp_path / "a.csv")
    assert rejection.startswith(reason)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1", "no text: the record has neither body nor title"),
        ("1,湘潭,2022-05-13,又一格", "wrong row: 4 cells under 3 columns"),
        ("1,,2022-05-13", "no text: the record has neither body nor title"),
        ("1,湘\0潭,", "invalid character: NUL in a row"),
        ('1,"湘"潭",', "broken row: ',' expected after '\"'; a quote inside a quoted cell is doubled"),
        ("1,湘\r潭,", "broken row: a bare carriage return; save the file with Windows or Unix line ends"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_the_next_is_read(tmp_path: Path, row: str, reason: str) -> None:
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(f'id,body,date\n0,"一\n二",\n{row}\n2,湘乡,\n')
    first, rejected, last = read([str(tmp_path / "a.csv")])
    assert str(rejected) == f"{tmp_path}/a.csv:4: {reason}"
    assert [document.id for document in (first, last) if isinstance(document, Document)] == ["0", "2"]


def test_a_rejected_row_becomes_a_record_for_a_dead_letter_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,正文,版次,备注\n1,湘潭,2,,三\n", "utf-8")
    (rejected,) = read([str(tmp_path / "a.csv")])
    assert isinstance(rejected, Rejected)
    assert json.loads(rejected.record or "") == {"编号": "1", "正文": "湘潭", "版次": "2", "column 5": "三"}


def test_a_quote_that_is_never_closed_is_named_where_it_opens(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,body\n1,湘潭\n2,"湘乡\n3,韶山\n4,岳塘\n', "utf-8")
    document, rejected = read([str(tmp_path / "a.csv")])
    assert isinstance(document, Document)
    assert str(rejected).startswith(f"{tmp_path}/a.csv:3: broken row: a quote that opens here is not closed")


def test_a_row_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "CELL_LIMIT", 1 << 20)
    (tmp_path / "a.csv").write_text(f"id,body\n1,{'潭' * (1 << 20)}\n2,湘乡\n", "utf-8")
    rejected, document = read([str(tmp_path / "a.csv")])
    assert str(rejected) == f"{tmp_path}/a.csv:2: too long: a line of more than 1 MB"
    assert isinstance(document, Document)


def test_gb18030_after_a_long_ascii_start_is_recognised(tmp_path: Path) -> None:
    rows = "".join(f"{n},body {n}\n" for n in range(20_000))
    (tmp_path / "a.csv").write_bytes(("id,body\n" + rows + "x,湘潭日报讯\n").encode("gb18030"))
    assert documents(tmp_path / "a.csv")[-1].body == "湘潭日报讯"


_cell = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=8)


@given(st.lists(st.tuples(_cell, _cell), max_size=6), st.sampled_from(tables.DELIMITERS))
def test_a_table_gives_back_what_the_csv_module_wrote(rows: list[tuple[str, str]], delimiter: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerows([("body", "note"), *((f"文{body}", note) for body, note in rows)])
    sample, stream = open_chunks(iter([written.getvalue().encode()]))
    items = list(tables.read_table(sample, stream, RecordReader(Place("a.csv", "a.csv"))))
    assert [(item.body, item.extra.get("note", "")) for item in items if isinstance(item, Document)] == [
        (f"文{body}", note) for body, note in rows
    ]


def test_what_a_person_is_told_of_pages_is_kept_once_with_their_number(tmp_path: Path) -> None:
    columns = (ROOT / "tests" / "data" / "side_by_side" / "bands.layout.txt").read_bytes()
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(columns)
    (tmp_path / "c.txt").write_text(STORY)
    reading = read([str(tmp_path)])
    assert all(isinstance(item, Document) for item in reading)
    ((note, (where, count)),) = reading.notes.items()
    assert (where, count) == (str(tmp_path / "a.txt"), 2)
    assert "-layout" in note
