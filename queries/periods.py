"""Dates and periods as people write them become a first and a last day.

    >>> period("2022-05..2022-06", today=datetime.date(2022, 7, 1))
    (datetime.date(2022, 5, 1), datetime.date(2022, 6, 30))

A day is 2022-05-13, 2022/5/13, 2022年5月13日 or 20220513; a month or a year stands for all its days. A period is one
of these, or in words, counted from today:

- 今天, 昨天, 前天; 最近7天, 近三个月, 过去半年 (today included);
- 本周, 上周 (from Monday to Sunday), 上周五, 本月, 上个月, 本季度, 今年, 去年, 前年; 今年以来 (up to today);
- 五月份, 上半年, 三季度: the last one that has begun; 去年5月, 2022年上半年: that of the year.

`A..B`, also A至B, is from one to the other, open where a side is left out; `>=A`, `≥A`, `>A`, `<=A`, `<A` are open.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import TypeAlias

from xtsearch.indexer.engines.request import DateRange, Node, Not
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.han_numerals import NUMERAL_CLASS, read_numeral

#: A first and a last day, both included; None where that side is open.
DaySpan: TypeAlias = tuple[datetime.date | None, datetime.date | None]

#: What `period` takes, for error messages.
EXPECTED = "a date such as 2022-05-13, 2022-05, 2022-05..2022-06, >=2022-05-01, 最近7天, 上个月 or undated"
#: What asks for the articles that have no date.
_UNDATED = frozenset({"undated", "无日期"})

_DAY = re.compile(r"(\d{4})(?:(?P<mark>[-/.年])(\d\d?)(?:[-/.月](\d\d?)[日号]?|月)?|年)?|(\d{4})(\d\d)(\d\d)", re.ASCII)
_BOUND = re.compile(r"(>=|<=|>|<)(.*)", re.DOTALL)
_TO = re.compile("[至到~]")
_SINCE = "以来"
_ONE_DAY = datetime.timedelta(days=1)

#: How many of a unit back from the one that holds today.
_BACK = {"本": 0, "这": 0, "这个": 0, "上": 1, "上个": 1, "上一": 1, "上一个": 1, "上上": 2, "上上个": 2}
_DAYS_BACK = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "大前天": 3}
_YEARS_BACK = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}
#: Days of the units that are counted in days, months of those that are counted in months.
_UNIT_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
_UNIT_MONTHS = {"月": 1, "季度": 3, "年": 12}
_UNITS, _COUNT = "|".join(_UNIT_DAYS | _UNIT_MONTHS), rf"\d{{1,4}}|{NUMERAL_CLASS}{{1,5}}|半"
_WEEKDAYS = "一二三四五六日"
#: Every period in words. A month of no year needs 份 where it stands alone: 5月 is a word of many headlines.
_WORDS = re.compile(
    rf"""(?P<day>{"|".join(_DAYS_BACK)})
    | (?:最近|近|过去)(?P<count>{_COUNT})个?(?P<recent>{_UNITS})(?:内|来|{_SINCE})?
    | (?P<back>{"|".join(_BACK)})(?:(?:周|星期|礼拜)(?P<weekday>[{_WEEKDAYS}天末])|(?P<unit>周|星期|礼拜|月|季度|年))
    | (?P<year>{"|".join(_YEARS_BACK)}|\d{{4}}年)?
      (?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|(?P<month>\d{{1,2}}|{NUMERAL_CLASS}{{1,2}})月(?P<whole>份?))
    | (?P<only_year>{"|".join(_YEARS_BACK)})""",
    re.VERBOSE | re.ASCII,
)
#: Longer texts are no period in words, or end of A..B: 二〇二二年第三季度以来 has eleven characters.
_LONGEST = 16
#: Whether words are a period does not depend on the day.
_ANY_DAY = datetime.date(2022, 5, 13)


def dated(text: str, *, today: datetime.date) -> Node:
    """The articles of a period, or those without a date for `undated` or 无日期; raises as `period` does."""
    if fold_text(text).strip() in _UNDATED:
        return Not(DateRange())
    return DateRange(*period(text, today=today))


def period(text: str, *, today: datetime.date) -> DaySpan:
    """The first and the last day of a period; `today` is what 今天, 最近7天 and 上个月 are counted from.

    Raises:
        ValueError: the text is no period, or the period ends before it begins.
    """
    folded = _folded(text)
    bound = _BOUND.fullmatch(folded)
    if bound:
        first, last = _span(bound[2], today)
        since, until = {
            ">=": (first, None),
            ">": (last and last + _ONE_DAY, None),
            "<=": (None, last),
            "<": (None, first and first - _ONE_DAY),
        }[bound[1]]
        return since, until
    begins, to, ends = _TO.sub("..", folded, count=1).partition("..")
    if not to:
        return _span(folded, today)
    since, until = _span(begins, today)[0] if begins else None, _span(ends, today)[1] if ends else None
    if not (since or until) or (since and until and since > until):
        raise ValueError(f"{text} is no period")
    return since, until


def span_text(since: datetime.date | None, until: datetime.date | None) -> str:
    """A first and a last day as `period` takes them: 2022-05-16..2022-05-22, one day as itself."""
    if since and since == until:
        return since.isoformat()
    return f"{since or ''}..{until or ''}"


def is_period(text: str) -> bool:
    """Whether a text means a period even without `date:` before it: one in words, 最近7天, 去年, 五月份, or A..B.

    5月 and 2022年5月 are text, as they are in headlines; 5月份 and 去年5月 are not.
    """
    folded = _folded(text) if len(text) <= _LONGEST * 2 else ""
    begins, to, ends = folded.partition("..")
    return _is_dated(begins) and _is_dated(ends) if to else _is_in_words(folded)


def _is_in_words(folded: str) -> bool:
    match = _WORDS.fullmatch(_in_words(folded))
    if not match or (match["month"] and not match["whole"] and match["year"] not in _YEARS_BACK):
        return False
    return _is_dated(folded)


def _is_dated(folded: str) -> bool:
    """Whether a text is a date, or a period in words: not 13月份, 最近0天."""
    try:
        _span(folded, _ANY_DAY)
    except ValueError:
        return False
    return True


def is_month_alone(text: str) -> bool:
    """Whether a text is 6月份 without a year, which is text where it is the whole question: 今年5，6月份."""
    match = _WORDS.fullmatch(_in_words(_folded(text)))
    return bool(match and match["month"] and not match["year"])


def is_counted_from_today(text: str) -> bool:
    """Whether a period, or one of its ends, is in words, so that a reader may want to know the days that it means."""
    ends = _TO.sub("..", _folded(text).lstrip("<>="), count=1).split("..")
    return any(_WORDS.fullmatch(_in_words(end)) for end in ends)


def days(text: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a text that is a day, a month or a year.

    Raises:
        ValueError: it is none of them.
    """
    match = _DAY.fullmatch(fold_text(text).strip())
    if not match:
        raise ValueError(f"{text} is no date")
    year = int(match[1] or match[5])
    month, day = int(match[3] or match[6] or 0), int(match[4] or match[7] or 0)
    if day:
        return datetime.date(year, month, day), datetime.date(year, month, day)
    return _months(year, month or 1, 1 if month else 12)


def _folded(text: str) -> str:
    return fold_text(text.replace("．", ".")).replace(" ", "").replace("≥", ">=").replace("≤", "<=")


def _in_words(folded: str) -> str:
    return folded.removesuffix(_SINCE)


def _span(folded: str, today: datetime.date) -> DaySpan:
    """The days of a date, or of a period in words."""
    words = _WORDS.fullmatch(_in_words(folded))
    if not words:
        return days(folded)
    first, last = _span_of_words(words, today)
    return (first, today) if folded.endswith(_SINCE) else (first, last)


def _span_of_words(words: re.Match[str], today: datetime.date) -> DaySpan:
    if words["day"]:
        day = today - _DAYS_BACK[words["day"]] * _ONE_DAY
        return day, day
    if words["recent"]:
        return _recent(words["count"], words["recent"], today)
    if words["only_year"]:
        return _months(today.year - _YEARS_BACK[words["only_year"]], 1, 12)
    if not words["back"]:
        return _part_of_year(words, today)
    back = _BACK[words["back"]]
    if words["unit"] in _UNIT_MONTHS:
        size = _UNIT_MONTHS[words["unit"]]
        return _months_before(today, (today.month - 1) % size + back * size, size)
    monday = today - (today.weekday() + 7 * back) * _ONE_DAY
    if words["weekday"] == "末":
        return monday + 5 * _ONE_DAY, monday + 6 * _ONE_DAY
    if words["weekday"]:
        day = monday + _WEEKDAYS.index(words["weekday"].replace("天", "日")) * _ONE_DAY
        return day, day
    return monday, monday + 6 * _ONE_DAY


def _part_of_year(words: re.Match[str], today: datetime.date) -> DaySpan:
    """A half, a quarter or a month: of the year that is named, else the last one that has begun."""
    if words["half"]:
        month, size = (1 if words["half"] == "上" else 7), 6
    elif words["quarter"]:
        month, size = 3 * _number(words["quarter"]) - 2, 3
    else:
        month, size = _number(words["month"]), 1
    named = words["year"]
    if named:
        year = today.year - _YEARS_BACK[named] if named in _YEARS_BACK else int(named[:4])
    else:
        year = today.year - (month > today.month)
    return _months(year, month, size)


def _recent(count: str, unit: str, today: datetime.date) -> DaySpan:
    """The last so many days, weeks, months or years, of which today is the last day."""
    if count == "半":
        size = {"年": (6, "月"), "月": (15, "天")}.get(unit)
        if not size:
            raise ValueError(f"half of {unit} is no period")
        number, unit = size
    else:
        number = _number(count)
    if unit in _UNIT_DAYS:
        return today - (number * _UNIT_DAYS[unit] - 1) * _ONE_DAY, today
    months = today.year * 12 + today.month - 1 - number * _UNIT_MONTHS[unit]
    year, month = months // 12, months % 12 + 1
    if year < datetime.MINYEAR:
        return None, today
    day = min(today.day, calendar.monthrange(year, month)[1])
    return datetime.date(year, month, day) + _ONE_DAY, today


def _months_before(today: datetime.date, before: int, size: int) -> tuple[datetime.date, datetime.date]:
    """The days of `size` months, the first of which is so many before the month of today."""
    months = today.year * 12 + today.month - 1 - before
    return _months(months // 12, months % 12 + 1, size)


def _months(year: int, month: int, size: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of `size` months of a year, from `month` on."""
    last = month + size - 1
    return datetime.date(year, month, 1), datetime.date(year, last, calendar.monthrange(year, last)[1])


def _number(text: str) -> int:
    """A count in digits or in Chinese.

    Raises:
        ValueError: it is none, or 0.
    """
    number = int(text) if text.isdecimal() else read_numeral(text)
    if not number:
        raise ValueError(f"{text} is no count")
    return number
