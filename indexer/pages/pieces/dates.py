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
from typing import NamedTuple

from xtsearch.indexer.text.han_numerals import DIGITS, read_printed

LEAD = 200  # characters of an article's first paragraph that may hold its day
CLOSING = 80  # characters of an article's end that may hold a dateline in brackets
EARLIEST, LATEST = 1900, 2100

_HAN_DIGITS = f"零○{DIGITS}"  # not the large circle, which pages print before lines of their own
_YEAR = rf"(?:\d{{4}}|[{_HAN_DIGITS}]{{4}})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
FULL = re.compile(rf"(?<!\d)({_YEAR})\s?年\s?({_SMALL})\s?月\s?({_SMALL})\s?日")
DASHED = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
#: As databases of newspapers have it: 2016年/10月/4日.
SLASHED = re.compile(r"(?<!\d)(\d{4})\s?年\s?[/／]\s?(\d{1,2})\s?月\s?[/／]\s?(\d{1,2})\s?日")
#: Day, month and year with points, as papers of Malaysia print them: 4. 4. 2024.
POINTED = re.compile(r"(?<!\d)(\d{1,2})[./]\s?(\d{1,2})[./]\s?(\d{4})(?!\d)")
#: Years of the Republic, whose first is 1912: 中華民國三十五年五月十五日.
REPUBLIC = re.compile(
    rf"(?:中[華华])?民[國国]\s?(\d{{1,3}}|[{_HAN_DIGITS}十]{{1,4}}|元)\s?年\s?({_SMALL})\s?月\s?({_SMALL})\s?日"
)
REPUBLIC_BEFORE = 1911
DATED = re.compile(r"年|\d[-/.]\s?\d")  # a line that matches neither has no date of these kinds
MONTH_DAY = re.compile(rf"(?<![\d年])({_SMALL})\s?月\s?({_SMALL})\s?日")
_DAY = rf"(?:({_YEAR})\s?年\s?)?(?:({_SMALL})\s?月\s?)?(?<![\d一二三四五六七八九十廿卅])({_SMALL})\s?日"
_WIRED = r"(?:[电電](?![视視影话話力子器网網站商动動能脑腦信])|[讯訊](?![问問息])|消息|专电|專電)"
#: A dateline: 本报青石10月3日电, 【新华社延安十二日电】, （青石县3日讯）. Its day stands before the word for the wire.
WIRED_DAY = re.compile(rf"[（(【［〔\[]?[^。，；！？\n]{{1,30}}?{_DAY}\s?{_WIRED}")
#: A dateline in brackets behind the text: （本报青石12月28日电）.
CLOSING_DAY = re.compile(
    rf"[（(【〔]\s?[^。，；！？（()）\n]{{1,20}}?{_DAY}\s?{_WIRED}[^。（()）\n]{{0,40}}[）)】〕]\s?$"
)
#: The day with which the text behind a byline begins, or a text without one: 5月13日，我市召开; 28日上午，市民.
_GOES_ON = r"(?=\s?[，,上下凌早中晚清当夜]|\s?\d{1,2}\s?[时時:：点])"
FIRST_DAY = re.compile(rf"[\s▲▼△◀▶↑↓←→■□●]{{0,3}}(?:记者|記者)?{_DAY}{_GOES_ON}")
#: The same behind a byline, where no mark need follow: 5月13日市委召开. But not 9月13日是, 3月1日至 or 5日前.
FIRST_DAY_BEHIND_BYLINE = re.compile(rf"[\s）)】〕]{{0,3}}(?:记者|記者)?{_DAY}(?![前后後起至到—~～\-－之的是为為以、])")
#: The day with which a clause of the first paragraph begins: 为解决其实际困难，5月11日，市人社局.
CLAUSE_DAY = re.compile(
    rf"(?:[，,。；;：:！!？?）)”]|(?<!\d)[.．])\s?(?:({_YEAR})\s?年\s?)?({_SMALL})\s?月\s?({_SMALL})\s?日{_GOES_ON}"
)
#: Days from such a clause to the page's day. Of 256 web news with a paper's byline, no dateline and such a clause, 248
#: speak of a day at most 8 days before their own, the others of a day 12 to 3,902 days before.
NEWS_DAYS = 10
TURN_DAYS = 92  # three months
RELATIVE_DAY = re.compile(r"\s{0,3}(?:记者|記者)?([昨前])(?:天|日|晚|夜)")
RELATIVE_DAYS = {"昨": 1, "前": 2}
MASTHEAD_WORD = re.compile(
    r"(?:星期|周|週|禮拜|礼拜)\s?[一二三四五六日天]|版|农历|農曆|[总總]?第\s?\d+\s?[期号號]|日报|日報|晚报|晚報|出版"
)
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
    """The date of a line that holds little else: 2025年10月20日 星期一, 一九四六年五月十五日, 4. 4. 2024 星期四."""
    if len(line) > 60 or "，" in line or line.endswith(("。", "；")) or not DATED.search(line):
        return None
    whole = find_day(line)
    if whole is None:
        return None
    rest = line[: whole.start] + line[whole.end :]
    return whole.day if MASTHEAD_WORD.search(rest) or not LETTER.search(rest) else None


class WholeDay(NamedTuple):
    """A date with its year, and where it stands in the text."""

    day: date
    start: int
    end: int


def find_day(text: str) -> WholeDay | None:
    """The first whole date of the text, in one of the ways in which newspapers and records print it."""
    for pattern in (REPUBLIC, FULL, DASHED, SLASHED, POINTED):
        match = pattern.search(text)
        if match is None:
            continue
        year, month, day = match.groups() if pattern is not POINTED else reversed(match.groups())
        if pattern is REPUBLIC:
            year = str(REPUBLIC_BEFORE + (1 if year == "元" else read_printed(year)))
        whole = calendar_date(year, month, day)
        if whole is not None:
            return WholeDay(whole, match.start(), match.end())
    return None


def read_dateline(body: str, page_day: PageDay, byline: int = 0) -> date | None:
    """The day that an article's dateline says; None if there is none, or its year is not known.

    `byline` is where the byline that opens the article ends, in code points into `body`; 0 if none opens it. A day
    stands in the dateline itself, right behind the byline, or in a dateline behind the text; of an article with a
    byline the first paragraph is also searched for a clause that begins with a day. All other days of a text are days
    of which it speaks. No day is after the page's.
    """
    lead = body[:LEAD]
    start = byline + len(lead[byline:]) - len(lead[byline:].lstrip())
    wired = WIRED_DAY.match(lead[:LEAD])
    if wired is not None:
        return _dated(wired, page_day)
    first = (FIRST_DAY_BEHIND_BYLINE if byline else FIRST_DAY).match(lead, start)
    if first is not None:
        return _dated(first, page_day)
    closing = CLOSING_DAY.search(body[-CLOSING:])
    if closing is not None:
        return _dated(closing, page_day)
    if not byline:
        return None
    relative = RELATIVE_DAY.match(lead, start)
    if relative is not None and page_day.day is not None:
        return page_day.day - timedelta(days=RELATIVE_DAYS[relative[1]])
    paragraph = lead[start:].split("\n", 1)[0]
    for clause in CLAUSE_DAY.finditer(paragraph):
        day = _dated(clause, page_day)
        if day is not None and (page_day.day is None or (page_day.day - day).days <= NEWS_DAYS):
            return day
    return None


def _dated(match: re.Match[str], page_day: PageDay) -> date | None:
    """The day of a match whose groups are year, month and day, as printed or None."""
    year, month, day = match.groups()
    if year is not None:
        whole = calendar_date(year, month or "", day)
        return whole if whole is None or page_day.day is None or whole <= page_day.day else None
    if month is not None:
        return _nearest(month, day, page_day)
    return None if page_day.day is None else _day_before(read_printed(day), page_day.day)


def _nearest(month: str, day: str, page_day: PageDay) -> date | None:
    """The month and day in the page's year; if that is after the page's day, in the year before, where this is no more
    than TURN_DAYS before: a January's paper prints days of December, no paper those of a year ago."""
    if page_day.year is None:
        return None
    this_year = calendar_date(str(page_day.year), month, day)
    if page_day.day is None or (this_year is not None and this_year <= page_day.day):
        return this_year
    last_year = calendar_date(str(page_day.year - 1), month, day)
    return last_year if last_year is not None and (page_day.day - last_year).days <= TURN_DAYS else None


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
    spoken = Counter((read_printed(month), read_printed(day)) for month, day in MONTH_DAY.findall(around))
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


def calendar_date(year: str, month: str, day: str) -> date | None:
    """The day that three printed numbers name; None if there is no such day."""
    try:
        return date(read_printed(year), read_printed(month), read_printed(day))
    except ValueError:
        return None
