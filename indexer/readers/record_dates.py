"""A date in, as a person or a machine writes it; the day that it is, in a newspaper's time zone, out. Pure.

    >>> from xtsearch.indexer.timezone import zone_named
    >>> zone = zone_named("Asia/Shanghai")
    >>> read_day("二〇二二年五月十三日", zone).day, read_day("2022-05-13T20:00:00Z", zone).day
    (datetime.date(2022, 5, 13), datetime.date(2022, 5, 14))
    >>> read_day("05/06/2022", zone)

Read are a year, month and day in this order, with any marks, in Arabic or Han numerals; 20220513; seconds and parts of
a second since 1970; dates with an English month (RFC 2822 among them); a day and a month before the year where only one
order makes a date of them. A moment with an offset from UTC is on the day that it has in the newspaper's zone, one
without is on the day that is written.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from xtsearch.indexer.text.han_numerals import CIRCLES, DIGITS, read_printed

#: Years in which an article can have been printed: the first Chinese newspaper is of 1815.
EARLIEST, LATEST = 1800, 2199
#: Days from Excel's day 0 for a serial number: from 1954-10-03 to 2119-01-11. A smaller number may be a year.
SERIALS = range(20_000, 80_000)
_SERIAL_EPOCH = datetime.date(1899, 12, 30)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
#: Digits of a number of seconds, milli-, micro- and nanoseconds since 1970 -> their number in a second.
_EPOCH_UNITS = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 16: 10**6, 19: 10**9}
#: A number of ten digits below this one (2030-03-17) counts seconds; a greater one is an hour, 2022051308, if it can.
_HOURS_FROM = 1_900_000_000
#: The longest text that is looked at: 2022年5月13日 星期五 10:20 来源：湘潭日报 with room for a long name.
_LONGEST = 100

_HAN_YEAR = re.compile(rf"[零{CIRCLES}{DIGITS}]{{4}}(?=年)")
_HAN_SMALL = re.compile("[一二三四五六七八九十廿卅]{1,3}(?=[月日号])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s?(?:年\s?/?|[-/.])\s?(\d{1,2})\s?(?:月\s?/?|[-/.])\s?(\d{1,2})(?!\d)\s?[日号]?"
)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_OFFSET = r"(z|utc|gmt|[+-]\d{1,2}(?::?\d{2})?)?"
_COMPACT = re.compile(rf"(\d{{4}})(\d\d)(\d\d)(?:[t ]?(\d\d):?(\d\d)?(?::?(\d\d)(?:[.,]\d+)?)?\s?{_OFFSET})?")
_MONTH = re.compile(r"(\d{4})\s?(?:年|[-/.])\s?(\d{1,2})\s?月?|(\d{4})(\d\d)")
_TIME = re.compile(rf"(\d{{1,2}})[:时](\d\d)(?:[:分](\d\d)(?:[.,]\d+)?)?秒?\s?{_OFFSET}")
_NUMBER = re.compile(r"(\d+)(?:\.\d+)?")
_ENGLISH_MONTH = re.compile(r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")


class Written(Enum):
    """What was written for a day."""

    DAY = "a day"
    MONTH = "a month"
    SERIAL = "a number of days"


class Day(NamedTuple):
    """A day, and what was written for it; a month stands as its first day."""

    day: datetime.date
    written: Written = Written.DAY


def read_day(value: object, zone: datetime.tzinfo, *, serials: bool = False) -> Day | None:
    """The day of a value, as JSON or a cell of a table has it; None where it is no date, or may be two.

    Args:
        value: the text or number.
        zone: the newspaper's time zone.
        serials: read numbers of five digits as Excel's serial numbers, which only tables have.
    """
    if isinstance(value, float) and value == value and abs(value) < 10**20:
        value = f"{value:f}"
    elif isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _read(value, zone, serials) if isinstance(value, str) and len(value) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _read(text: str, zone: datetime.tzinfo, serials: bool) -> Day | None:
    plain = _arabic(unicodedata.normalize("NFKC", text.strip()).translate(_DASHES).lower())
    for reading in (_number, _year_first, _month, _english, _year_last):
        day = reading(plain, zone, serials)
        if day is not None:
            return day if EARLIEST <= day.day.year <= LATEST else None
    return None


def _arabic(text: str) -> str:
    """The text with the Han numerals of its dates as digits: 二〇二二年五月廿三日 is 2022年5月23日."""
    if text.isascii():
        return text
    text = _HAN_YEAR.sub(lambda year: f"{read_printed(year[0]):04}", text)
    return _HAN_SMALL.sub(lambda number: str(read_printed(number[0])), text)


def _number(text: str, zone: datetime.tzinfo, serials: bool) -> Day | None:
    """A date without marks, with or without a time; a count of seconds since 1970; a serial number of a table."""
    compact = _COMPACT.fullmatch(text)
    whole = _NUMBER.fullmatch(text)
    if whole is None:
        return _of_parts(compact.groups(), zone) if compact else None
    digits = whole[1]
    if serials and len(digits) == 5 and int(digits) in SERIALS:
        return Day(_SERIAL_EPOCH + datetime.timedelta(int(digits)), Written.SERIAL)
    counts_seconds = len(digits) == 10 and int(digits) < _HOURS_FROM
    if compact and not counts_seconds and (day := _of_parts(compact.groups(), zone)):
        return day
    if len(digits) in _EPOCH_UNITS:
        seconds = int(digits) / _EPOCH_UNITS[len(digits)]
        return Day((_EPOCH + datetime.timedelta(seconds=seconds)).astimezone(zone).date())
    return None


def _year_first(text: str, zone: datetime.tzinfo, _serials: bool) -> Day | None:
    """The one date with the year before month and day that the text holds; a time and an offset may follow it."""
    days = {
        _of_parts((*match.groups(), *_time_behind(text, match.end())), zone) for match in _YEAR_FIRST.finditer(text)
    }
    return days.pop() if len(days) == 1 else None


def _month(text: str, _zone: datetime.tzinfo, _serials: bool) -> Day | None:
    match = _MONTH.fullmatch(text)
    if match is None:
        return None
    day = _date(int(match[1] or match[3]), int(match[2] or match[4]), 1)
    return Day(day, Written.MONTH) if day else None


def _english(text: str, zone: datetime.tzinfo, _serials: bool) -> Day | None:
    """A date with an English month. Two fillings for what is missing tell which parts dateutil did not read."""
    if not _ENGLISH_MONTH.search(text):
        return None
    from dateutil import parser

    moments = []
    for filling in (datetime.datetime(2001, 1, 1), datetime.datetime(2002, 2, 2)):
        try:
            moments.append(parser.parse(text.upper(), default=filling, tzinfos=_offset_zone))
        except (ValueError, OverflowError, TypeError, AttributeError):  # all that hostile texts made dateutil raise
            return None
    first, second = moments
    if (first.year, first.month) != (second.year, second.month):
        return None
    if first.day != second.day:
        return Day(first.date().replace(day=1), Written.MONTH)
    return Day(_day_in(zone, first))


def _offset_zone(_name: str | None, offset: int | None) -> datetime.tzinfo | None:
    """The zone of an offset; of a name alone (CST is in America and in China) none, so that the day is as written."""
    return None if offset is None else datetime.timezone(datetime.timedelta(seconds=offset))


def _year_last(text: str, zone: datetime.tzinfo, _serials: bool) -> Day | None:
    """A date with the year behind day and month, or month and day, where only one of both is a date."""
    match = _YEAR_LAST.match(text)
    if match is None:
        return None
    first, second, year = match.groups()
    time = _time_behind(text, match.end())
    days = {_of_parts((year, *order, *time), zone) for order in ((first, second), (second, first))} - {None}
    return days.pop() if len(days) == 1 else None


def _time_behind(text: str, place: int) -> tuple[str | None, ...]:
    """Hour, minute, second and offset of the time that follows a date; None for what is not there."""
    time = _TIME.search(text, place)
    return time.groups() if time else (None,) * 4


def _of_parts(parts: tuple[str | None, ...], zone: datetime.tzinfo) -> Day | None:
    """The day of year, month, day, hour, minute, second and offset; None where year, month and day are no date."""
    year, month, day, hour, minute, second, offset = parts
    written = _date(int(year or 0), int(month or 0), int(day or 0))
    if written is None or not offset:
        return Day(written) if written else None
    try:
        time = datetime.time(int(hour or 0), int(minute or 0), min(int(second or 0), 59), tzinfo=_zone_of(offset))
    except ValueError:  # 24:00, an offset of 99 hours
        return Day(written)
    return Day(_day_in(zone, datetime.datetime.combine(written, time)))


def _zone_of(offset: str) -> datetime.timezone:
    """The zone of Z, UTC, +08, +0800 or +08:00."""
    if offset.isalpha():
        return datetime.UTC
    digits = offset[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    delta = datetime.timedelta(hours=int(hours), minutes=int(minutes))
    return datetime.timezone(-delta if offset[0] == "-" else delta)


def _day_in(zone: datetime.tzinfo, moment: datetime.datetime) -> datetime.date:
    """The day of a moment in a zone; the day as written where the moment has no offset, or the day would be no date."""
    try:
        return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
    except OverflowError:
        return moment.date()


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
