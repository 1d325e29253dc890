"""Dates printed on a page in; calendar dates out, with the year that the page itself speaks of. Pure.

>>> page_day = read_page_day(["会议还宣读了《2022年工程建设项目招投标突出问题专项整治工作方案》"])
>>> read_dateline("5月13日，我市召开工程建设项目招投标", page_day)
datetime.date(2022, 5, 13)
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LEAD = 200  # characters of an article's first paragraph that may hold its dateline
EARLIEST, LATEST = 1900, 2100

_HAN_DIGITS = "〇零○一二三四五六七八九"  # three zeros: the value of a digit is its index less two
_YEAR = rf"(?:\d{{4}}|[{_HAN_DIGITS}]{{4}})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
FULL = re.compile(rf"(?<!\d)({_YEAR})\s?年\s?({_SMALL})\s?月\s?({_SMALL})\s?日")
DASHED = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
DATED = re.compile(r"年|\d[-/.]\d")  # a line that matches neither has no date of the two kinds above
MONTH_DAY = re.compile(rf"(?<![\d年])({_SMALL})\s?月\s?({_SMALL})\s?日")
DAY = re.compile(r"(?:^|[\s，。（）()讯电京])(\d{1,2})\s?日(?![\u4e00-\u9fff]{0,1}[报志])")
# The day of a dateline without a month: 新华社西安3日电; 荆楚网讯（记者 田若燕）28日，
WIRED_DAY = re.compile(
    r"^(?:[^月，。]{2,24}?(?<![\d月年]))(\d{1,2})日(?:电|讯|消息)|^[^月，。]{2,80}?[）)]\s?(\d{1,2})日(?=[，上下凌晚])"
)
RELATIVE_DAYS = (("今天", 0), ("今日", 0), ("昨天", 1), ("昨日", 1), ("前天", 2), ("前日", 2))
MASTHEAD_WORD = re.compile(r"(?:星期|周)\s?[一二三四五六日天]|版|农历|总?第\s?\d+\s?期|日报|晚报|出版")
LETTER = re.compile(r"\w")

# The years that a page speaks of say with more or less weight when it was printed. On the seed page 《2022年 (line 31)
# and “2022年 (line 342) name plans of this year. 2021年12月 (lines 272 and 490) is past, because dates of this year are
# printed without it. A year after 到 or 至 is the end of a plan, one after 自 or before 以来 a beginning. A whole date
# near the page's datelines (12月3日, 2025年12月3日) says most; a year alone is as often another year.
YEAR_IN_TEXT = re.compile(r"(?<!\d)(\d{4})\s?年(\s?\d{1,2}\s?月|以来|起|开始|至|前|底|末)?")
TITLE_BEFORE, TITLE_WEIGHT = "《“‘", 2.0  # a year at the beginning of a title
PAST_BEFORE, PAST_WEIGHT = "自从于在早是始", 0.1  # a year in which something began
PLAIN_WEIGHT, PLAIN_MOST = 0.3, 1.0  # any other year alone; the most that all mentions of it weigh
DATED_WEIGHT, NEAR_DAYS = 1.5, 10  # a whole date, so many days or fewer from a dateline
TURN, TURN_WEIGHT = (11, 12, 1, 2), 1.0  # in these months titles name the next year's plans or the last year's reports
ENOUGH = 2.0  # a year with less weight is not taken for the page's
RIVAL = 0.5  # nor one if another year has more than this share of its weight
# Characters of a date before 月 (one before the year, its four digits, 年, three for the month and a space) and from it
# on (月, three for the day and a space, 日).
BEFORE_MONTH, BEHIND_MONTH = 10, 5
FUTURE_BEFORE = "到至—-－~～期"


@dataclass(frozen=True, slots=True)
class PageDay:
    """What is known of a page's own day. The year may be known without the day. `why` is what a person is told."""

    day: date | None = None
    year: int | None = None
    why: str = ""


def read_page_day(
    lines: Iterable[str], day: date | None = None, filed: date | None = None, dated: Iterable[str] | None = None
) -> PageDay:
    """The page's day and year: `day` if the caller knows it, else the masthead's date, else `filed`, the day of the
    file's name; else only the year, of which the page's text speaks.

    `dated` are the lines that may be the masthead's date, where the caller knows them.
    """
    if day is not None:
        return PageDay(day, day.year, "date given")
    listed = list(lines)
    for line in listed if dated is None else dated:
        printed = masthead_date(line)
        if printed is not None:
            return PageDay(printed, printed.year, f"the page is dated {printed.isoformat()}")
    if filed is not None:
        return PageDay(filed, filed.year, f"the file's name says {filed.isoformat()}")
    year = _year_of_text("".join("".join(listed).split()))
    if year is not None:
        return PageDay(None, year, f"the page speaks of {year} as its year")
    return PageDay()


def masthead_date(line: str) -> date | None:
    """The date of a line that holds little else: 2025年10月20日 星期一, 《人民日报》（2025年10月20日 第 04 版）."""
    if len(line) > 60 or "，" in line or line.endswith(("。", "；")) or not DATED.search(line):
        return None
    for pattern in (FULL, DASHED):
        match = pattern.search(line)
        if match is None:
            continue
        rest = line[: match.start()] + line[match.end() :]
        if MASTHEAD_WORD.search(rest) or not LETTER.search(rest):
            return calendar_date(*match.groups())
    return None


def read_dateline(lead: str, page_day: PageDay) -> date | None:
    """The date in an article's first paragraph; None if there is none, or its year is not known."""
    head = lead[:LEAD]
    wired = WIRED_DAY.search(head[:80])
    if wired is not None and page_day.day is not None:
        return _day_before(int(wired.group(1) or wired.group(2)), page_day.day)
    full = FULL.search(head)
    short = MONTH_DAY.search(head)
    if full is not None and (short is None or full.start() <= short.start()):
        return calendar_date(*full.groups())
    if short is not None and page_day.year is not None:
        return _nearest(short.group(1), short.group(2), page_day)
    if page_day.day is None:
        return None
    for word, back in RELATIVE_DAYS:
        if word in head[:80]:
            return page_day.day - timedelta(days=back)
    single = DAY.search(head[:80])
    return _day_before(int(single.group(1)), page_day.day) if single else None


def _nearest(month: str, day: str, page_day: PageDay) -> date | None:
    """The month and day in the page's year, or in the year before if the date would lie well after the page's day."""
    assert page_day.year is not None
    this_year = calendar_date(str(page_day.year), month, day)
    if this_year and page_day.day and this_year - page_day.day > timedelta(days=60):
        return calendar_date(str(page_day.year - 1), month, day)
    return this_year


def _day_before(day: int, reference: date) -> date | None:
    """The last such day of a month that is not after the reference."""
    if day <= reference.day:
        return calendar_date(str(reference.year), str(reference.month), str(day))
    last_month = reference.replace(day=1) - timedelta(days=1)
    return calendar_date(str(last_month.year), str(last_month.month), str(day))


def _year_of_text(text: str) -> int | None:
    """The year of which the page speaks as its own; None if no year has enough weight, or two years have."""
    years: defaultdict[int, float] = defaultdict(float)
    plain: defaultdict[int, float] = defaultdict(float)
    around = around_months(text)
    spoken = Counter((number(month), number(day)) for month, day in MONTH_DAY.findall(around))
    turning = bool(spoken) and spoken.most_common(1)[0][0][0] in TURN
    end = 0
    for match in YEAR_IN_TEXT.finditer(text):
        year, after, before = int(match[1]), match[2], text[max(end, match.start() - 1) : match.start()]
        end = match.end()
        if EARLIEST <= year <= LATEST and not after and not (before and before in FUTURE_BEFORE):
            if before and before in TITLE_BEFORE:
                years[year] += TURN_WEIGHT if turning else TITLE_WEIGHT
            else:
                plain[year] += PAST_WEIGHT if before and before in PAST_BEFORE else PLAIN_WEIGHT
    for year, weight in plain.items():
        years[year] += min(PLAIN_MOST, weight)
    for year_month_day in FULL.findall(around):
        whole = calendar_date(*year_month_day)
        if whole and any(_days_apart(whole, month, day) <= NEAR_DAYS for month, day in spoken):
            years[whole.year] += DATED_WEIGHT
    ranked = sorted(years.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < ENOUGH:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[1][1] <= RIVAL * ranked[0][1] else None


def around_months(text: str) -> str:
    """The few characters on either side of each 月; every date of a text without white space lies within them.

    To search the whole text for dates takes six times as long.
    """
    parts: list[str] = []
    start = stop = 0
    at = text.find("月")
    while at >= 0:
        if at - BEFORE_MONTH > stop:
            parts.append(text[start:stop])
            start = at - BEFORE_MONTH
        stop = at + BEHIND_MONTH
        at = text.find("月", at + 1)
    return "\n".join([*parts, text[start:stop]])


def _days_apart(day: date, month: int, day_of_month: int) -> int:
    """Days between a date and a month and day of the same year; very many if that year has no such day."""
    same_year = calendar_date(str(day.year), str(month), str(day_of_month))
    return abs((day - same_year).days) if same_year else LATEST


def number(digits: str) -> int:
    """13, 十三, 二十三, 〇 or 二〇二二 as a number."""
    if digits.isdecimal():
        return int(digits)
    if "十" in digits:
        tens, _, ones = digits.partition("十")
        return (_HAN_DIGITS.find(tens) - 2 if tens else 1) * 10 + (_HAN_DIGITS.find(ones) - 2 if ones else 0)
    return int("".join(str(max(0, _HAN_DIGITS.find(mark) - 2)) for mark in digits))


def calendar_date(year: str, month: str, day: str) -> date | None:
    """The day that three printed numbers name; None if there is no such day."""
    try:
        return date(number(year), number(month), number(day))
    except ValueError:
        return None
