"""Dates and numbers in a question, and the other ways in which articles write them.

    >>> find_spellings("员工23876人")
    (Spelled(start=2, end=7, spellings=('23,876', '2.3876万')),)

What an index holds is what was printed; so a question asks for every way. A number is written otherwise only where that
is exact: 2.3876万 is 23876, while 2.4万 is not. Chinese digits count as a number in dates and years alone (二〇二二年);
in other runs of them (一〇五国道) only 〇 and 零 take each other's place.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xtsearch.indexer.text.han_numerals import (
    CIRCLES,
    DIGIT_CLASS,
    NUMERAL_CLASS,
    read_digits,
    read_numeral,
    write_digits,
)
from xtsearch.indexer.text.han_numerals import write_numeral as han


@dataclass(frozen=True, slots=True)
class Spelled:
    """A date or a number that stands in a text from `start` to `end`, code points, and its other spellings."""

    start: int
    end: int
    spellings: tuple[str, ...]


#: Digits and the marks of dates in full width become half; not the full-width comma, which parts two numbers.
_HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *map(ord, "－．／"))}
#: Circles that are typed for the Chinese zero.
_CIRCLES = dict.fromkeys(map(ord, CIRCLES), "〇")
_YEAR, _HAN_YEAR = r"(?:19|20)\d\d", rf"[一二]{DIGIT_CLASS}{{3}}"
_HAN_MONTH, _HAN_DAY = (rf"{NUMERAL_CLASS}{{1,{length}}}" for length in (2, 3))
#: Neither side of a number or date is a letter, a digit, or a mark that joins it to another: 010-85202353, 3.3.1, C106.
_BEFORE = rf"(?<![\dA-Za-z])(?<!\d[.,:/~–—-])(?<!{DIGIT_CLASS})(?<!十)"
_AFTER = r"(?![\dA-Za-z]|[.,:/~–—-]\d)"
_DATE = re.compile(
    rf"""{_BEFORE}(?:
      (?P<year>{_YEAR})年(?:(?P<month>\d\d?)月(?:(?P<day>\d\d?)[日号]|(?!\d))|(?!\d))
    | (?P<marked_year>{_YEAR})(?P<mark>[-/.])(?P<marked_month>\d\d?)(?P=mark)(?P<marked_day>\d\d?){_AFTER}
    | (?P<dashed_year>{_YEAR})-(?P<dashed_month>\d\d){_AFTER}
    | (?P<run_year>{_YEAR})(?P<run_month>[01]\d)(?P<run_day>[0-3]\d){_AFTER}
    | (?P<only_month>\d\d?)月(?P<only_day>\d\d?)[日号]
    | (?P<han_year>{_HAN_YEAR})年(?:(?P<han_month>{_HAN_MONTH})月(?:(?P<han_day>{_HAN_DAY})[日号])?)?
    | (?P<only_han_month>{_HAN_MONTH})月(?P<only_han_day>{_HAN_DAY})[日号]
    )""",
    re.VERBOSE | re.ASCII,
)
_SIZES = {"万亿": 12, "千亿": 11, "百亿": 10, "亿": 8, "千万": 7, "百万": 6, "万": 4}
_NUMBER = re.compile(
    rf"{_BEFORE}(\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)({'|'.join(_SIZES)})?(?!年){_AFTER}", re.ASCII
)
#: The powers of ten that a number is written with, the least of them for each.
_WRITTEN_SIZES = (("万", 4), ("亿", 8), ("万亿", 12))
#: Numbers below are not written in several ways; from so many digits on they are no amounts but names of things.
_LEAST, _DIGITS = 1000, 15
#: The most decimals before 万 and 亿, and the largest number there: 2.3876万, 12000万.
_DECIMALS, _BEFORE_SIZE = 4, 100_000
#: A number before a word that goes with shares as well: 70以上 may be printed as 70%以上. (70 finds 70% anyway where
#: nothing follows it; before any other word 70% would be another thing: 70周年.)
_SHARE = re.compile(rf"{_BEFORE}\d{{1,3}}(?:\.\d+)?(?=以上|以下|以内|左右|上下|的)", re.ASCII)
_HAN_DIGITS = re.compile(rf"{DIGIT_CLASS}{{2,}}")
_OTHER_ZERO = str.maketrans("〇零", "零〇")
#: What a text needs to hold a date or a number.
_ANY = re.compile("[0-9０-９月年〇零○◯]")


def find_spellings(text: str) -> tuple[Spelled, ...]:
    """The dates and numbers of a text that can be written otherwise, in order; they do not overlap."""
    if not _ANY.search(text):
        return ()
    plain = text.translate(_HALF_WIDTH | _CIRCLES)
    places: list[Spelled] = []
    for pattern, spellings in ((_DATE, _of_date), (_NUMBER, _of_number), (_SHARE, _of_share), (_HAN_DIGITS, _of_zero)):
        for match in pattern.finditer(plain):
            start, end = match.span()
            if all(end <= place.start or place.end <= start for place in places):
                others = _unlike(text[start:end], spellings(match))
                places += [Spelled(start, end, others)] if others else []
    return tuple(sorted(places, key=lambda place: place.start))


def spelled_texts(text: str, places: Sequence[Spelled]) -> tuple[str, ...]:
    """The text as it is, then with its places in each of their spellings, in all combinations."""
    texts, end = [""], 0
    for place in places:
        between, typed = text[end : place.start], text[place.start : place.end]
        texts = [f"{before}{between}{spelling}" for before in texts for spelling in (typed, *place.spellings)]
        end = place.end
    return tuple(f"{before}{text[end:]}" for before in texts)


def fitting(text: str, places: Sequence[Spelled], room: int) -> tuple[Spelled, ...]:
    """The places with as many of their spellings, the usual ones first, as make texts of `room` characters in all."""
    kept, texts = [], 1
    for place in places:
        spellings = place.spellings[: max(0, room // (texts * len(text)) - 1)]
        if spellings:
            kept.append(replace(place, spellings=spellings))
            texts *= len(spellings) + 1
    return tuple(kept)


def _unlike(typed: str, spellings: Iterator[str]) -> tuple[str, ...]:
    """The spellings that differ from what was typed, and from each other, in more than the mark between numbers."""
    as_typed = typed.translate(_HALF_WIDTH).replace("/", "-")
    return tuple(spelling for spelling in dict.fromkeys(spellings) if spelling != as_typed)


def _of_date(match: re.Match[str]) -> Iterator[str]:
    """Every spelling of a day, a month, a year, or a day without its year; none where there is no such day."""
    year, month, day = (_part(match, name) for name in ("year", "month", "day"))
    try:
        datetime.date(year or 2000, month or 1, day or 1)  # 29 February is a day of some year
    except ValueError:
        return
    if month is None:
        yield from (f"{year}年", *_han_years(year or 0))
        return
    padded, plain, chinese = f"{month:02}月", f"{month}月", f"{han(month)}月"
    if day is not None:
        padded, plain, chinese = f"{padded}{day:02}日", f"{plain}{day}日", f"{chinese}{han(day)}日"
    if not year:
        yield from (plain, padded, chinese)
        return
    yield from (f"{year}年{plain}", f"{year}年{padded}")
    yield from (f"{written}{chinese}" for written in _han_years(year))
    yield f"{year}-{month:02}" + (f"-{day:02}" if day else "")
    if day:
        yield from (f"{year}-{month}-{day}", f"{year}.{month}.{day}", f"{year}.{month:02}.{day:02}")
        yield f"{year}{month:02}{day:02}"


def _part(match: re.Match[str], name: str) -> int | None:
    """The year, the month or the day of a date; None where it has none, 99 for what is no numeral."""
    groups = match.groupdict()
    for prefix in ("", "marked_", "dashed_", "run_", "only_"):
        if digits := groups.get(f"{prefix}{name}"):
            return int(digits)
    chinese = groups.get(f"han_{name}") or groups.get(f"only_han_{name}")
    if not chinese:
        return None
    return (read_digits if name == "year" else read_numeral)(chinese) or 99


def _han_years(year: int) -> tuple[str, ...]:
    written = f"{write_digits(year)}年"
    return (written, written.replace("〇", "零"))


def _of_number(match: re.Match[str]) -> Iterator[str]:
    """A number with and without commas, and with 万 and 亿 where that is exact."""
    digits = match[1].replace(",", "")
    value = Decimal(digits).scaleb(_SIZES.get(match[2], 0))
    if value < _LEAST or len(digits) > _DIGITS or (digits[0] == "0" and not digits.startswith("0.")):
        return
    yield from _with_commas(value, "")
    for sign, power in _WRITTEN_SIZES:
        size = value.scaleb(-power).normalize()
        decimals = -int(size.as_tuple().exponent)
        if 1 <= size < _BEFORE_SIZE and decimals <= _DECIMALS:
            yield from _with_commas(size, sign)


def _with_commas(value: Decimal, sign: str) -> tuple[str, str]:
    plain = value.normalize()
    return f"{plain:f}{sign}", f"{plain:,f}{sign}"


def _of_share(match: re.Match[str]) -> Iterator[str]:
    """The number as a share."""
    yield f"{match[0]}%"


def _of_zero(match: re.Match[str]) -> Iterator[str]:
    """A run of Chinese digits with the other zero; the run itself where it has none."""
    yield match[0].translate(_OTHER_ZERO)
