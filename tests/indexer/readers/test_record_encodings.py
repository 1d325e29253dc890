"""Files of records in which some lines are UTF-8 and others GB18030."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xtsearch.indexer.documents import Document
from xtsearch.indexer.readers import RecordFact, Rejected, read

_BODY = "本报讯（记者 王超）我市召开工程建设项目招投标突出问题专项整治工作推进会。"


def _lines(suffix: str, numbers: list[int]) -> list[str]:
    if suffix == "jsonl":
        return [json.dumps({"id": f"{number}", "body": f"{_BODY}{number}"}, ensure_ascii=False) for number in numbers]
    mark = "," if suffix == "csv" else "\t"
    return [mark.join((f"{number}", f"{_BODY}{number}")) for number in numbers]


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "tsv"])
@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
@pytest.mark.parametrize("of_first", [1, 3, 5, 300])
def test_each_line_is_read_in_its_encoding(tmp_path: Path, suffix: str, first: str, of_first: int) -> None:
    second = "gb18030" if first == "utf-8" else "utf-8"
    lines = _lines(suffix, [*range(of_first + 3)])
    header = [] if suffix == "jsonl" else ["编号,正文" if suffix == "csv" else "编号\t正文"]
    source = tmp_path / f"a.{suffix}"
    joined = ["\n".join([*header, *lines[:of_first], ""]).encode(first), "\n".join(lines[of_first:]).encode(second)]
    source.write_bytes(b"".join(joined))
    reading = read([str(source)])
    documents = [item for item in reading if isinstance(item, Document)]
    assert [document.body for document in documents] == [f"{_BODY}{number}" for number in range(of_first + 3)]
    assert 1 <= reading.record_notes.counts[RecordFact.ENCODING] <= of_first + len(header) + 3
    if of_first > 3:
        assert reading.record_notes.counts == {RecordFact.ENCODING: 3}
        line = of_first + len(header) + 1
        assert reading.record_notes.first[RecordFact.ENCODING][0] == (f"{source}:{line}", second.upper())


def test_a_line_in_neither_is_rejected_alone(tmp_path: Path) -> None:
    good = _lines("jsonl", [0, 1])
    broken = _lines("jsonl", [2])[0].encode()[:-20] + b'\xff"}'
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([good[0].encode(), broken, good[1].encode("gb18030")]))
    items = list(read([str(tmp_path / "a.jsonl")]))
    assert [isinstance(item, Rejected) for item in items] == [False, True, False]


def test_files_in_one_encoding_are_not_told(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        (tmp_path / f"{encoding}.jsonl").write_text('{"body": "联通"}\n' + "\n".join(_lines("jsonl", [1, 2])), encoding)
    reading = read([str(tmp_path)])
    assert [item.body for item in reading if isinstance(item, Document)][::3] == ["联通", "联通"]
    assert not reading.record_notes.counts
