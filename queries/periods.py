"""Dates and periods as people write them become a first and a last day.

    >>> period("2022-05..2022-06", today=datetime.date(2022, 7, 1))
    (datetime.date(2022, 5, 1), datetime.date(2022, 6, 30))

A day is 2022-05-13, 2022/5/13, 2022年5月13日 or 20220513; a month or a year stands for all its days. A period is one
of these; or `A..B`, also A至B, open where a side is left out; or `>=A`, `≥A`, `>A`, `<=A`, `<A`; or 今天, 昨天,
最近7天, 近3个月 (today included).
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import TypeAlias

from xtsearch.indexer.engines.request import DateRange, Node, Not
from xtsearch.indexer.text.fold import fold_text

#: A first and a last day, both included; None where that side is open.
DaySpan: TypeAlias = tuple[datetime.date | None, datetime.date | None]

#: What `period` takes, for error messages.
EXPECTED = "a date such as 2022-05-13, 2022-05, 2022-05..2022-06, >=2022-05-01, 最近7天 or undated"
#: What asks for the articles that have no date.
_UNDATED = frozenset({"undated", "无日期"})

_DAY = re.compile(r"(\d{4})(?:(?P<mark>[-/.年])(\d\d?)(?:[-/.月](\d\d?)日?|月)?|年)?|(\d{4})(\d\d)(\d\d)", re.ASCII)
_BOUND = re.compile(r"(>=|<=|>|<)(.*)", re.DOTALL)
_TO = re.compile("[至到~]")
_RECENT = re.compile(r"最?近(\d{1,4})(天|日|周|星期|个月|月|年)", re.ASCII)
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7}
_ONE_DAY = datetime.timedelta(days=1)


def dated(text: str, *, today: datetime.date) -> Node:
    """The articles of a period, or those without a date for `undated` or 无日期; raises as `period` does."""
    if fold_text(text).strip() in _UNDATED:
        return Not(DateRange())
    return DateRange(*period(text, today=today))


def period(text: str, *, today: datetime.date) -> DaySpan:
    """The first and the last day of a period; `today` is what 今天, 昨天 and 最近7天 are counted from.

    Raises:
        ValueError: the text is no period, or the period ends before it begins.
    """
    folded = fold_text(text).replace(" ", "").replace("≥", ">=").replace("≤", "<=")
    bound, recent = _BOUND.fullmatch(folded), _RECENT.fullmatch(folded)
    if folded in ("今天", "昨天"):
        day = today if folded == "今天" else today - _ONE_DAY
        return day, day
    if recent and int(recent[1]):
        return _recent(int(recent[1]), recent[2], today)
    if bound:
        first, last = days(bound[2])
        return {
            ">=": (first, None),
            ">": (last + _ONE_DAY, None),
            "<=": (None, last),
            "<": (None, first - _ONE_DAY),
        }[bound[1]]
    begins, to, ends = _TO.sub("..", folded, count=1).partition("..")
    if not to:
        return days(folded)
    since, until = days(begins)[0] if begins else None, days(ends)[1] if ends else None
    if not (since or until) or (since and until and since > until):
        raise ValueError(f"{text} is no period")
    return since, until


def is_recent(text: str) -> bool:
    """Whether a text is 最近7天, 近3个月 or the like, which means a period even without `date:` before it."""
    return _RECENT.fullmatch(fold_text(text)) is not None


def _recent(count: int, unit: str, today: datetime.date) -> DaySpan:
    """The last `count` days, weeks, months or years, of which today is the last day."""
    if unit in _DAYS:
        return today - (count * _DAYS[unit] - 1) * _ONE_DAY, today
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "年" else 1)
    year, month = months // 12, months % 12 + 1
    if year < datetime.MINYEAR:
        return None, today
    day = min(today.day, calendar.monthrange(year, month)[1])
    return datetime.date(year, month, day) + _ONE_DAY, today


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
    first = datetime.date(year, month or 1, day or 1)
    if day:
        return first, first
    last_month = month or 12
    return first, first.replace(month=last_month, day=calendar.monthrange(year, last_month)[1])
