"""The date of a record: read in every form that people and machines write, and never at the cost of the article."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xtsearch.__main__ import run
from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import SettingsError
from xtsearch.indexer.readers import read
from xtsearch.indexer.readers.objects import read_objects
from xtsearch.indexer.readers.record_dates import Written, read_day
from xtsearch.indexer.timezone import zone_named
from xtsearch.library import open_index
from xtsearch.settings import read_settings

SHANGHAI = zone_named("Asia/Shanghai")
DAY = datetime.date(2022, 5, 13)
FORMS = """
2022-05-13|2022-5-13|2022/5/13|2022.5.13|20220513|2022年5月13日|2022年05月13日|2022 年 5 月 13 日|2022年/5月/13日
2022/5/13 8:30|2022-05-13 08:30|2022-05-13 08:30:00.123|2022年5月13日 10:20|2022年5月13日10时20分|2022年5月13日 星期五
二〇二二年五月十三日|二零二二年五月十三日|二○二二年五月十三日|２０２２－０５－１３|２０２２年５月１３日
20220513083000|202205130830|2022051308|20220513T083000Z|2022-5-13T08:30:00Z|2022-05-13T08:30:00+08:00
2022-05-13T08:30:00.000000000+00:00|2022-05-13 08:30:00 +0800 CST|2022-05-13 08:30:00 CST|2022-05-13T24:00:00Z
1652400000|1652400000.5|1652400000000|1652400000000000|1652400000000000000
Fri, 13 May 2022 08:30:00 +0800|Fri, 13 May 2022 08:30:00 GMT|Fri May 13 08:30:00 2022|May 13, 2022|13 May 2022
13-May-2022|May 13, 2022 8:30 PM|Friday, 13 May 2022|13/05/2022|13.5.2022|5/13/2022 8:30
发布时间：2022-05-13 08:30 来源：湘潭日报
"""


@pytest.mark.parametrize("text", [text for line in FORMS.split("\n") for text in line.split("|") if text])
def test_a_day_is_read_in_every_form(text: str) -> None:
    day = read_day(text, SHANGHAI)
    assert day is not None
    assert (day.day, day.written) == (DAY, Written.DAY)


@pytest.mark.parametrize("number", [20220513, 1652400000, 1652400000000, 1652400000.25, 1.6524e12])
def test_a_day_is_read_of_a_number(number: float) -> None:
    day = read_day(number, SHANGHAI)
    assert day is not None
    assert day.day == DAY


@pytest.mark.parametrize("text", ["二〇二二年十二月三十一日", "2022年十二月卅一日", "31 December 2022", "12/31/2022"])
def test_large_numerals(text: str) -> None:
    day = read_day(text, SHANGHAI)
    assert day is not None
    assert day.day == datetime.date(2022, 12, 31)


@pytest.mark.parametrize("text", ["2022-05", "2022/5", "2022年5月", "202205", "二〇二二年五月", "May 2022"])
def test_a_month_is_its_first_day_and_told_as_a_month(text: str) -> None:
    assert read_day(text, SHANGHAI) == (datetime.date(2022, 5, 1), Written.MONTH)


@pytest.mark.parametrize(
    "value",
    ["05/06/2022", "2022-02-30", "2022/13/05", "昨日", "5月13日", "2022", 2022, "2022年", "0000-00-00", "0001-01-01",
     "9999-12-31", "2022-05-13 至 2022-05-14", "May", "May 13", "maybe", "2.02205E+11", -5, 1e300, float("nan"), True,
     ["2022-05-13"], {"a": 1}, "44694", 44694, "x" * 200 + "2022-05-13"],
)  # fmt: skip
def test_what_is_no_date_or_may_be_two_is_none(value: object) -> None:
    assert read_day(value, SHANGHAI) is None


@pytest.mark.parametrize("value", [44694, 44694.354, "44694", "44694.75"])
def test_tables_have_serial_numbers(value: object) -> None:
    assert read_day(value, SHANGHAI, serials=True) == (DAY, Written.SERIAL)


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("2022-05-13T20:00:00Z", "Asia/Shanghai", 14),
        ("2022-05-13T20:00:00Z", "Europe/London", 13),
        ("2022-05-13T01:00:00+08:00", "Europe/London", 12),
        ("Fri, 13 May 2022 20:30:00 GMT", "Asia/Shanghai", 14),
        ("1652464800", "Asia/Shanghai", 14),
        ("1652464800", "UTC", 13),
        ("2022-05-13 20:00:00", "Asia/Shanghai", 13),
    ],
)
def test_a_moment_is_on_the_day_of_the_newspapers_zone(text: str, zone: str, day: int) -> None:
    assert read_day(text, zone_named(zone)) == (datetime.date(2022, 5, day), Written.DAY)


@given(st.dates(datetime.date(1800, 1, 1), datetime.date(2199, 12, 31)))
def test_no_day_of_any_year_is_mistaken(day: datetime.date) -> None:
    for form in (
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y年%m月%d日",
        "%Y%m%d",
        "%B %d, %Y",
        "%d %b %Y",
        "%a, %d %b %Y 00:00:00 +0800",
    ):
        assert read_day(day.strftime(form), SHANGHAI) == (day, Written.DAY)


@given(
    st.text(max_size=40)
    | st.from_regex(r"[\d\-/.: TZ+年月日a-z一十]{1,30}", fullmatch=True)
    | st.floats()
    | st.integers()
)
def test_anything_is_a_date_or_none(value: object) -> None:
    day = read_day(value, SHANGHAI, serials=True)
    assert day is None or 1800 <= day.day.year <= 2199


def test_a_bad_date_costs_the_date_and_not_the_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        f"{n},专项整治 {n},{date}"
        for n, date in enumerate(["昨日", "05/06/2022", "2022-05-13", "", "2022-05", "x", "y"])
    ]
    source, where = tmp_path / "news.csv", str(tmp_path / "index")
    source.write_text("编号,正文,发布时间\n" + "\n".join(rows), "utf-8")
    assert run(["index", str(source), "--index", where, "--format", "json"]) == 0
    written = capsys.readouterr()
    bad = (
        "articles undated, since their date cannot be read, or in two ways (write 2022-05-13): 4, "
        f'"昨日" ({source}:2), "05/06/2022" ({source}:3), "x" ({source}:7), …'
    )
    month = f'articles dated by a month, which is kept as its first day: 1, "2022-05" ({source}:6)'
    assert written.err.splitlines()[1:] == [f"xtsearch: {bad}", f"xtsearch: {month}"]
    report = json.loads(written.out)
    assert (report["indexed"], report["bad_dates"]) == (7, 4)
    assert report["record_notes"][0]["first"][0] == {"where": f"{source}:2", "value": '"昨日"'}
    with open_index(where) as index:
        documents = [index.get(str(n)) for n in range(7)]
    assert [document and document.date and str(document.date) for document in documents] == [
        None, None, "2022-05-13", None, "2022-05-01", None, None,
    ]  # fmt: skip
    assert [document and dict(document.extra) for document in documents[:3]] == [
        {"发布时间": "昨日"}, {"发布时间": "05/06/2022"}, {},
    ]  # fmt: skip


@pytest.mark.parametrize("command", [["index"], ["reindex"], ["job", "run"]])
def test_strict_makes_a_bad_date_exit_code_6(command: list[str], tmp_path: Path) -> None:
    source = tmp_path / "news.jsonl"
    source.write_text('{"id": "a", "body": "专项整治", "date": "昨日"}\n', "utf-8")
    assert run([*command, str(source), "--index", str(tmp_path / "index"), "--strict"]) == 6
    with open_index(str(tmp_path / "index")) as index:
        assert index.status().articles == 1
    assert run([*command, str(source), "--index", str(tmp_path / "index")]) == 0


def test_another_column_with_a_date_dates_the_article() -> None:
    reading = read_objects([{"body": "专项", "发布时间": "见报日", "created_at": {"$date": "2022-05-13T00:00:00Z"}}])
    (document,) = reading
    assert isinstance(document, Document)
    assert (document.date, document.extra) == (DAY, {"发布时间": "见报日"})
    assert reading.record_notes.counts == {}


def test_the_zone_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "news.jsonl"
    source.write_text('{"id": "a", "body": "专项整治", "date": "2022-05-13T20:00:00Z"}\n', "utf-8")
    (tmp_path / "config.toml").write_text('timezone = "UTC"\n')
    monkeypatch.setenv("XTSEARCH_CONFIG", str(tmp_path / "config.toml"))
    for zone, day in (("", DAY), ("Asia/Shanghai", datetime.date(2022, 5, 14))):
        monkeypatch.setenv("XTSEARCH_TIMEZONE", zone)
        with open_index(str(tmp_path / "index")) as index:
            index.add(str(source))
            document = index.get("a")
        assert document is not None
        assert document.date == day


@pytest.mark.parametrize("name", ["Asia/Shangai", "北京", "../etc/passwd", "/etc/passwd"])
def test_a_zone_that_is_none_is_a_wrong_setting(name: str) -> None:
    with pytest.raises(SettingsError, match=r"XTSEARCH_TIMEZONE: .* is no time zone; write one such as Asia/Shanghai"):
        read_settings({"XTSEARCH_INDEX": "x", "XTSEARCH_TIMEZONE": name})


def test_a_date_of_a_page_is_not_that_of_records(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "专项整治"}\n', "utf-8")
    (document,) = read([str(tmp_path / "a.jsonl")], date=DAY)
    assert isinstance(document, Document)
    assert document.date is None
