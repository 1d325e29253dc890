"""Whatever a record holds, it becomes an article or a named refusal, in every format, and the counts add up."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from xtsearch.indexer.documents import Document
from xtsearch.indexer.fields import FIELDS
from xtsearch.indexer.readers import Rejected, read
from xtsearch.library import open_index

_NAMES = st.sampled_from(
    [field.name for field in FIELDS]
    + [name for field in FIELDS for name in field.record_names]
    + ["extra", "x", "a.b", "", "_id", "序号", "xtsearch_error", "error"]
)
_TEXTS = st.sampled_from(
    [
        "NaN",
        "nan",
        "-Infinity",
        "null",
        "0000-00-00",
        "0000-01-01",
        "99999-12-31",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "1e400",
        "99999999999999999999",
        "-62135596800",
        "253402300800",
        "二〇二二年十三月",
        "2022-02-30",
        "5/13",
        "&#xD800;",
        "&#99999999;",
        "<p>",
        "<script>",
        "<!--",
        "来源：",
        "http://a.b",
        "\ufeff",
        "\u200b",
        "\x00",
        "\x1b[31m",
        "王 超",
        "'",
        '"',
        ",",
        "\t",
        "\r\n",
        "\r",
        "\\",
        "专项整治",
    ]
) | st.text(max_size=12)
_NUMBERS = st.integers(-(10**30), 10**30) | st.floats() | st.sampled_from([0, 1e308, 10**400, 2.02205e17, 44694, -0.0])
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES | st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
_RECORDS = st.lists(st.dictionaries(_NAMES | st.text(max_size=4), _VALUES, max_size=6), min_size=1, max_size=4)
_CELLS = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | _TEXTS
Rows: TypeAlias = Sequence[Sequence[Any]]
_FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _read(path: Path) -> tuple[int, int]:
    """How many articles and how many refusals a file gives; each refusal says where and why."""
    items = list(read([str(path)]))
    rejected = [item for item in items if isinstance(item, Rejected)]
    assert all(item.where and item.details and item.fault.value and "\n" not in item.details for item in rejected)
    documents = [item for item in items if isinstance(item, Document)]
    for document in documents:
        json.dumps(document.to_record()).encode()
        assert document.id
        assert document.title or document.body
    assert len(documents) + len(rejected) == len(items)
    return len(documents), len(rejected)


@_FEW
@given(_RECORDS)
def test_json_of_any_values(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)), "ascii")
    assert sum(_read(tmp_path / "a.jsonl")) == len(records)
    (tmp_path / "a.json").write_text(json.dumps([*records, {"body": "正文"}]), "ascii")
    assert sum(_read(tmp_path / "a.json")) == len(records) + 1


@pytest.mark.parametrize("number", ["NaN", "-Infinity"])
def test_a_record_with_nan_does_not_end_a_list(tmp_path: Path, number: str) -> None:
    body = (
        "["
        + '{"id": "a", "body": "正文 NaN"}, {"id": "b", "body": "正文", "x": NUMBER}, {"id": "c", "body": "正文"}'
        + "]"
    )
    (tmp_path / "a.json").write_text(body.replace("NUMBER", number), "utf-8")
    assert _read(tmp_path / "a.json") == (2, 1)


@_FEW
@given(st.lists(st.fixed_dictionaries({"id": st.sampled_from("ab1"), "body": st.sampled_from(["", "正文", "推进会"])})))
def test_counts_add_up_to_the_records(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    shutil.rmtree(tmp_path / "index", ignore_errors=True)
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records) + "{}\n", "utf-8")
    with open_index(tmp_path / "index") as index:
        report = index.add(str(tmp_path / "a.jsonl"))
    assert report.indexed + report.unchanged + report.duplicates + report.rejected_count == len(records) + 1


def _write_csv(path: Path, rows: Rows, mark: str = ",") -> int:
    """Write a table; how many of its rows are not empty."""
    text = io.StringIO()
    csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8", "replace"))
    return sum(any(cell not in (None, "") for cell in row) for row in rows)


def _write_tsv(path: Path, rows: Rows) -> int:
    return _write_csv(path, rows, "\t")


def _write_workbook(path: Path, rows: Rows) -> int:
    book = Workbook()
    sheet = book.worksheets[0]
    cells = [[_of_excel(cell) for cell in row] for row in rows]
    for row in cells:
        sheet.append(row)
    book.save(path)
    return sum(any(cell not in (None, "") for cell in row) for row in cells)


def _of_excel(cell: Any) -> Any:
    """A cell as Excel can hold it: no control characters, no formula."""
    if isinstance(cell, str):
        return "".join(character for character in cell if character.isprintable()).lstrip("=")
    return cell if not isinstance(cell, int) or abs(cell) < 10**15 else str(cell)


def _write_database(path: Path, rows: Rows) -> int:
    header, *others = rows
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        columns = ", ".join('"' + name.replace('"', '""') + '"' for name in header)
        database.execute(f"CREATE TABLE articles ({columns})")
        cells = [[_of_sqlite(cell) for cell in row] for row in others]
        database.executemany(f"INSERT INTO articles VALUES ({', '.join('?' * len(header))})", cells)
        database.commit()
    return len(rows)


def _of_sqlite(cell: Any) -> Any:
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


_HEADERS = st.lists(st.sampled_from(["编号", "标题", "发布时间", "来源", "作者", "keywords", "url", "x"]), unique=True)


@pytest.mark.parametrize(
    ("suffix", "write"),
    [("csv", _write_csv), ("tsv", _write_tsv), ("xlsx", _write_workbook), ("sqlite", _write_database)],
)
@_FEW
@given(st.data())
def test_tables_of_any_cells(
    tmp_path: Path, suffix: str, write: Callable[[Path, Rows], int], data: st.DataObject
) -> None:
    header = ["正文", *data.draw(_HEADERS)]
    rows = data.draw(st.lists(st.tuples(*[_CELLS] * len(header)), max_size=4))
    file = tmp_path / f"a.{suffix}"
    written = write(file, [header, *rows]) - 1
    # A line with NUL, or with a carriage return alone, is refused as such, and may be a part of a row.
    if suffix in ("csv", "tsv") and any(mark in str(row) for row in rows for mark in ("\\x00", "\\r")):
        assert sum(_read(file)) >= 1
    else:
        assert sum(_read(file)) == written
