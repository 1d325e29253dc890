"""Dates: where a dateline stands, what numerals it has, and in which year; days of which a text speaks are none."""

from __future__ import annotations

import datetime

import pytest

from xtsearch.indexer.pages.pieces.bylines import read_byline
from xtsearch.indexer.pages.pieces.dates import PageDay, masthead_date, read_dateline, read_page_day
from xtsearch.indexer.pages.pieces.filenames import read_file_name
from xtsearch.indexer.pages.pieces.furniture import Furniture, read_furniture


def on(day: str) -> PageDay:
    date = datetime.date.fromisoformat(day)
    return PageDay(date, date.year)


def dated(body: str, page: str) -> str:
    return str(read_dateline(body, on(page), read_byline(body).end))


@pytest.mark.parametrize(
    ("body", "page", "day"),
    [
        ("【新华社延安十二日电】东京讯：各党继续商谈", "1946-05-15", "1946-05-12"),
        ("〔中央社青石廿五日電〕出席會議之各國代表", "1946-05-15", "1946-04-25"),
        ("【新华社邯郸卅一日电】各地军队调动", "1946-06-02", "1946-05-31"),
        ("【本报讯】一月十四日至四月底调动情形", "1946-05-15", "None"),
        ("(本报北京4月3日讯)青石县", "2024-04-04", "2024-04-03"),
        ("（青石3日讯）河湾公司", "2024-04-04", "2024-04-03"),
        ("(青石县29日讯)河湾公司", "2024-04-04", "2024-03-29"),
        ("本报青石１月３日电 （记者林小川）青石县", "2012-01-04", "2012-01-03"),
        ("本报青石12月31日电 （记者林小川）青石县", "2012-01-01", "2011-12-31"),
        ("本报青石10月3日电 （记者林小川）据县广播站2日报道", "2016-10-04", "2016-10-03"),
        ("新华社青石2025年9月12日电（记者 林小川）", "2025-09-13", "2025-09-12"),
        ("本报讯（记者 林小川）9月12日，县里开会", "2025-09-13", "2025-09-12"),
        ("本报讯（记者 林小川）9月12日县里开会", "2025-09-13", "2025-09-12"),
        ("本报讯（记者 林小川）12日上午，县里开会", "2025-09-13", "2025-09-12"),
        ("本报讯（记者 林小川）昨日，县里开会", "2025-09-13", "2025-09-12"),
        ("本报讯（记者 林小川）为解决其困难，9月11日，县里开会", "2025-09-13", "2025-09-11"),
        ("9月12日，县里开会", "2025-09-13", "2025-09-12"),
        ("近日，县里开会。大家说好。（本报青石12月28日电）", "2026-01-04", "2025-12-28"),
    ],
)
def test_a_dateline_is_read_where_it_stands(body: str, page: str, day: str) -> None:
    assert dated(body, page) == day


@pytest.mark.parametrize(
    "body",
    [
        "本报讯（记者 林小川）今天，大会通过了新的法律，自十一月一日起施行。",
        "本报讯（记者 何文）记者从县教育局获悉，新校舍将于12月20日前完工。",
        "本报讯（记者 孙立）县档案馆把3月1日至6月30日的会议记录整理成册。",
        "本报讯（记者 孙立）9月13日是急救日，各地开展培训。",
        "本报讯（记者 孙立）9月5日至12日，县里开会。",
        "本报讯（记者 孙立）9月20日，县里将要开会。",  # after the page's day
        "本报讯（记者 孙立）回顾往事，3月11日，林小川来到河湾村。",  # too long ago
        "县里说，昨日有三百人到场，9月12日开馆。",
        "新修的图书馆29日开放，共有藏书四万册。",
        "记者12日电话采访了他。",
        "工程说明\n9月12日，县里开会。",
    ],
)
def test_a_day_of_which_the_text_speaks_is_no_dateline(body: str) -> None:
    assert dated(body, "2025-09-13") == "None"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("一九四六年五月十五日", "1946-05-15"),
        ("中華民國三十五年五月十五日 星期三", "1946-05-15"),
        ("民國113年5月15日", "2024-05-15"),
        ("民国元年一月一日", "1912-01-01"),
        ("4. 4. 2024 星期四 甲辰年二月廿六", "2024-04-04"),
        ("04/05/2024 星期六", "2024-05-04"),
        ("2025年10月20日 星期一 第04版", "2025-10-20"),
    ],
)
def test_the_date_of_a_masthead_is_read(line: str, day: str) -> None:
    assert str(masthead_date(line)) == day
    assert read_furniture(line) is Furniture.DATE_LINE


@pytest.mark.parametrize("line", ["一九四六年五月十五日召开大会", "从4. 4. 2024到", "自十一月一日起施行"])
def test_other_lines_with_dates_are_no_masthead(line: str) -> None:
    assert masthead_date(line) is None


@pytest.mark.parametrize(
    ("file", "newspaper", "day"),
    [
        ("人民日报_2025-10-20_04.txt", "人民日报", "2025-10-20"),
        ("青石日报-全县_04_05_2024.txt", "青石日报", "2024-05-04"),
        ("page.txt", None, "None"),
        ("00_13_2024.txt", None, "None"),
        ("青石日报_2024-02-31.txt", "青石日报", "None"),
        ("page_20231012ab5551e9cfd0.txt", None, "None"),  # a part of a hash
    ],
)
def test_a_files_name_says_newspaper_and_day(file: str, newspaper: str | None, day: str) -> None:
    name = read_file_name(file)
    assert (name.newspaper, str(name.date)) == (newspaper, day)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("《2022年工作方案》和《2022年规划》", 2022),
        ("《2022年工作方案》《2022年规划》，《2023年计划》《2023年总结》", None),  # one as much as the other
        ("他说，2019年好。" * 20, None),  # never the beginning of a title
    ],
)
def test_the_year_of_a_page_is_that_of_which_it_speaks_as_its_own(text: str, year: int | None) -> None:
    assert read_page_day([text]).year == year


def test_a_large_circle_is_no_zero_of_a_page() -> None:
    assert masthead_date("二〇二二年五月十三日") == masthead_date("二○二二年五月十三日")
    assert masthead_date("二◯二二年五月十三日") is None
