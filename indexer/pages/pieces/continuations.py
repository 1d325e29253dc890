"""A text in; the page that it says it is continued from, or goes on in, out; and which of several parts fits. Pure.

>>> read_marks("（上接第一版）亩产四百三十二公斤"), read_marks("……各项改革取得突破。（下转A2版）")
(Marks(continued_from='1', goes_on_in=None), Marks(continued_from=None, goes_on_in='A2'))

A newspaper ends the part of an article on its first page with 下转第二版 and begins the other with 上接第一版, most
often without the headline. The two are told to be one by these numbers and by the words that they share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from xtsearch.indexer.pages.pieces.bigrams import bigrams
from xtsearch.indexer.text.han_numerals import read_printed

_NUMBER = r"(?:第\s?)?(?P<{name}>[A-Z]?\s?\d{{1,3}}|[一二三四五六七八九十]{{1,3}})\s?版"
_FROM = re.compile(rf"(?:上接|紧接|[（(]接)\s?{_NUMBER.format(name='page')}")
_TO = re.compile(rf"(?:下转|[（(]转)\s?{_NUMBER.format(name='page')}")
#: Characters at a text's beginning, or at its end, in which such a mark stands.
_HEAD, _TAIL = 24, 24
#: The least cosine of the bigrams of two parts of one article, and how many times the next best's it has to be.
#: Measured on 599 news cut at the end of a sentence, each with the beginnings of five others of its day: parts of one
#: have .08 to .28 (5th and 95th percentile, median .16), of two .00 to .05 (median .02). 567 were given their own
#: beginning, one another's, and 31 none.
KIN, CLEAR = 0.05, 1.3


@dataclass(frozen=True, slots=True)
class Marks:
    """The page that a text is continued from, and the one it goes on in, as `page_number` has them; None: neither."""

    continued_from: str | None = None
    goes_on_in: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an article: its headline, its text, the number of the page that it stands on, and the number of that on
    which the other part is said to be; None where nothing says it."""

    title: str | None
    text: str
    page: str | None
    other: str | None


def read_marks(text: str) -> Marks:
    """What a text says at its beginning and at its end."""
    before, behind = _FROM.search(text[:_HEAD]), None
    for match in _TO.finditer(text[-_TAIL:]):
        behind = match
    return Marks(
        page_number(before["page"]) if before else None,
        page_number(behind["page"]) if behind else None,
    )


def page_number(printed: str) -> str:
    """The number of a newspaper's page in one form.

    >>> [page_number(printed) for printed in ("01", "第 12", "A04", "十二", "二十")]
    ['1', '12', 'A4', '12', '20']
    """
    text = "".join(printed.split()).removeprefix("第")
    numeral = 0 if text.isdecimal() else read_printed(text)
    if numeral:
        return str(numeral)
    match = re.fullmatch(r"([A-Za-z]?)0*(\d+)", text)
    return f"{match[1].upper()}{match[2]}" if match else text


def choose(part: Part, others: Sequence[Part]) -> int | None:
    """The index of the part that belongs to `part`; None where none does, or it is not clear which."""
    possible = [
        at for at, other in enumerate(others) if _agree(part.other, other.page) and _agree(part.page, other.other)
    ]
    shares = {at: kinship(part, others[at]) for at in possible}
    ranked = sorted(possible, key=lambda at: -shares[at])
    if not ranked or shares[ranked[0]] < KIN:
        return None
    if len(ranked) > 1 and shares[ranked[0]] < CLEAR * shares[ranked[1]]:
        return None
    return ranked[0]


def kinship(one: Part, other: Part) -> float:
    """How many of their bigrams two parts share, as a cosine; 1 and more where both have the same headline."""
    first, second = bigrams(one.text), bigrams(other.text)
    shared = len(first & second) / sqrt(len(first) * len(second)) if first and second else 0.0
    same = bool(one.title and other.title) and bigrams(one.title or "") == bigrams(other.title or "")
    return shared + same


def _agree(told: str | None, printed: str | None) -> bool:
    return told is None or printed is None or told == printed
