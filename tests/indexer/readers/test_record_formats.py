"""Records in every form that people keep them in give the same articles; what is broken is named and costs no other."""

from __future__ import annotations

import datetime
import gzip
import json
import sqlite3
import zipfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from openpyxl import Workbook

from xtsearch.indexer.documents import Document
from xtsearch.indexer.readers import Rejected, read

RECORDS = [
    {"编号": "a", "标题": "推进会", "正文": "专项整治", "日期": "2022-05-13"},
    {"编号": "b", "标题": "医保", "正文": "门诊\n报销", "日期": "2022-05-14"},
]
ARTICLES = [
    ("a", "推进会", "专项整治", datetime.date(2022, 5, 13)),
    ("b", "医保", "门诊\n报销", datetime.date(2022, 5, 14)),
]
TSV = '编号\t标题\t正文\t日期\na\t推进会\t专项整治\t2022-05-13\nb\t医保\t"门诊\n报销"\t2022-05-14\n'


def json_of(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def workbook(path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["说明"])
    sheet = book.create_sheet("稿件")
    sheet.append(["湘潭日报 2022 年稿件"])
    sheet.append(["编号", "标题", "正文", "日期", "备注"])
    sheet.append(["a", "推进会", "专项整治", datetime.datetime(2022, 5, 13, 8, 30)])
    sheet.append([])
    sheet.append(["b", "医保", "门诊\n报销", 44695])
    book.save(path)


def database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE settings (name TEXT)")
        connection.execute('CREATE TABLE "新 闻" (编号 TEXT, 标题 TEXT, 正文 TEXT, 日期 TEXT, 图 BLOB)')
        for record in RECORDS:
            connection.execute("INSERT INTO \"新 闻\" VALUES (?, ?, ?, ?, x'00ff')", tuple(record.values()))
        connection.commit()


def parquet(path: Path) -> None:
    """As pandas writes it: times in nanoseconds, NaN for a number that is missing, bytes, a nested column."""
    columns = {name: [record[name] for record in RECORDS] for name in RECORDS[0]}
    times = pyarrow.array([1_652_400_000_000_000_001, None], pyarrow.timestamp("ns"))
    further = {"at": times, "count": [1.5, float("nan")], "image": [b"\0\xff", None], "where": [{"城": "湘潭"}, None]}
    pyarrow.parquet.write_table(pyarrow.table({**columns, **further}), path)


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.tsv", TSV)
        packed.writestr("read me.docx", b"x")


FORMS = {
    "a.json": json_of(RECORDS),
    "gb.json": json.dumps(RECORDS, ensure_ascii=False).encode("gb18030"),
    "wrapped.json": json_of({"code": 0, "data": {"total": 2, "list": RECORDS}}),
    "navicat.json": json_of({"RECORDS": RECORDS}),
    "one after the other.json": b"\n".join(map(json_of, RECORDS)),
    "lines.json": b"\n".join(json.dumps(record, ensure_ascii=False).encode() for record in RECORDS),
    "a.tsv": TSV.encode(),
    "a.csv.gz": gzip.compress(TSV.encode()),
    "a.json.gz": gzip.compress(json_of(RECORDS)),
    "a.xlsx": workbook,
    "a.sqlite": database,
    "a.db": database,
    "a.parquet": parquet,
    "a.zip": archive,
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_articles(name: str, tmp_path: Path) -> None:
    written: Any = FORMS[name]
    if callable(written):
        written(tmp_path / name)
    else:
        (tmp_path / name).write_bytes(written)
    for source in (tmp_path, tmp_path / name):
        items = list(read([str(source)]))
        assert [str(item) for item in items if isinstance(item, Rejected)] == []
        articles = [item for item in items if isinstance(item, Document)]
        assert [(item.id, item.title, item.body, item.date) for item in articles] == ARTICLES


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip")
    workbook(tmp_path / "b.xlsx")
    reading = read([str(tmp_path)])
    list(reading)
    assert reading.skipped == (f"{tmp_path}/a.zip/read me.docx",)
    assert any("Sheet" in str(note) for note in reading.record_notes.notes())


@pytest.mark.parametrize(
    ("name", "data", "reasons"),
    [
        ("a.json", b'[{"body": "a"}, 5, {"body": "b"}]', ["a.json, record 2: not an object: "]),
        ("a.json", b'[{"body": "a"}, {"body": "b"}, {"bo', ["a.json: broken JSON: "]),
        ("a.json", b'[{"body": "a"} {"body": "b"}]', ["a.json: broken JSON: a list whose records are not parted"]),
        ("a.json", b'{"title": 5, "body": "a"}', ["a.json, record 1: wrong type: "]),
        ("a.json", b"[" * 100_000, ["a.json: broken JSON: "]),
        ("a.json.gz", gzip.compress(json_of(RECORDS) * 99)[:-20], ["a.json.gz: "]),
        (
            "a.csv.gz",
            gzip.compress(b"body\n" + b"a" * (200 << 20)),
            ["a.csv.gz:2: too large: it unpacks to"],
        ),
        ("a.xlsx", b"PK\x03\x04 no workbook", ["a.xlsx: damaged text: no zip archive"]),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", ["a.xlsx: damaged text: no zip archive"]),
        ("a.zip", b"PK\x03\x04", ["a.zip: damaged text: no zip archive"]),
        ("a.parquet", b"PAR1 no more", ["a.parquet: damaged text: no Parquet file"]),
        ("a.sqlite", b"SQLite format 3\0 no more", ["a.sqlite: damaged text: no SQLite database"]),
    ],
)
def test_what_is_broken_is_named(name: str, data: bytes, reasons: list[str], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    rejected = [str(item) for item in read([str(tmp_path / name)]) if isinstance(item, Rejected)]
    assert len(rejected) == len(reasons)
    for message, beginning in zip(rejected, reasons, strict=True):
        assert message.startswith(f"{tmp_path}/{beginning}")


def test_json_of_other_kinds_is_passed_over_in_folders(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x", "version": "1"}', "utf-8")
    (tmp_path / "a.jsonl").write_text('{"body": "专项整治"}\n', "utf-8")
    reading = read([str(tmp_path)])
    assert [type(item) for item in reading] == [Document]
    assert reading.skipped == (f"{tmp_path}/package.json",)


def test_a_page_of_an_ocr_stays_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[[[[0, 0], [200, 0], [200, 20], [0, 20]], ["渡船又开了", 0.99]]]', "utf-8")
    reading = read([str(tmp_path / "a.json")])
    list(reading)
    assert reading.pages == 1


@pytest.mark.parametrize("name", ["王　超", "王 超", "王超"])
def test_a_reporter_is_one_with_and_without_a_space(name: str, tmp_path: Path) -> None:
    record = {"body": "专项", "reporters": [name, "欧阳 修文", "John Smith"]}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), "utf-8")
    (document,) = read([str(tmp_path / "a.jsonl")])
    assert isinstance(document, Document)
    assert document.reporters == ("王超", "欧阳 修文", "John Smith")


def test_parquet_keeps_what_it_has_and_goes_on_behind_a_bad_row(tmp_path: Path) -> None:
    columns = {
        "body": ["专项整治", "", "门诊报销"],
        "pub_date": pyarrow.array([1_652_400_000_000_000_001, None, None], pyarrow.timestamp("ns", "UTC")),
        "price": [Decimal("1.50"), None, Decimal("2.00")],
        "count": [1.5, float("nan"), float("nan")],
        "where": [{"城": "湘潭", "no": None}, None, None],
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet", row_group_size=2)
    first, second, third = read([str(tmp_path / "a.parquet")])
    assert isinstance(first, Document)
    assert isinstance(third, Document)
    assert first.date == datetime.date(2022, 5, 13)
    assert first.extra == {"price": 1.5, "count": 1.5, "where": {"城": "湘潭"}}
    assert (third.body, third.date, third.extra) == ("门诊报销", None, {"price": 2})
    assert str(second).startswith(f"{tmp_path}/a.parquet, record 2: ")


def test_parquet_without_a_text_names_its_columns(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.table({"x": [1], "y": [2]}), tmp_path / "a.parquet")
    (rejected,) = read([str(tmp_path / "a.parquet")])
    assert "no column is a body or title (正文, 标题); there are 'x', 'y'" in str(rejected)


def test_parquet_without_its_extra_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet(tmp_path / "a.parquet")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    (rejected,) = read([str(tmp_path / "a.parquet")])
    assert "pip install 'xtsearch[parquet]'" in str(rejected)
