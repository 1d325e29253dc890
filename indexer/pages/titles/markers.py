"""A page's headlines in; the same without the marks, numbers and labels that stand before each of them out. Pure.

    >>> bare_titles(["1. 渡船又开了", "2. 县长察看新建水厂"])
    ['渡船又开了', '县长察看新建水厂']
    >>> bare_titles(["1. 渡船又开了"])
    ['1. 渡船又开了']

A mark such as ■ or the word 标题 is never part of a headline. A number, brackets around the whole or any other label
may be, and are left out only where most headlines of the page have them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

MARK = re.compile(r"(?:#{1,6}\s|[■◆●★▲○◇□▼◎※▍☆►▶△·•▪]|(?:新闻)?标\s?题\s?[：:]|题目[：:])\s*(?=..)")
NUMBER = re.compile(r"[（(]?第?(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})(?:[.．](?!\d)|[、)）:：])\s*(?=..)")
BRACKETS = re.compile(r"【(?P<inside>[^【】]{4,})】")
LABEL = re.compile(r"[^\s：:，。]{2,5}[：:]\s*(?=..)")
LEAST, MOST_OF = 2, 0.6  # so many headlines, and such a share of the page's, make a habit
LEAST_LABELS = 3  # two headlines of a page may begin with the same place
_HAN = "一二三四五六七八九"


def bare_titles(titles: Sequence[str]) -> list[str]:
    """The headlines of one page, in the order of their articles, without what is no part of them."""
    bare = [MARK.sub("", title, count=1) if MARK.match(title) else title for title in titles]
    numbered = [NUMBER.match(title) for title in bare]
    numbers = [_value(found["number"]) for found in numbered if found]
    if _is_habit(len(numbers), len(bare)) and all(before < after for before, after in pairwise(numbers)):
        bare = [title[found.end() :] if found else title for title, found in zip(bare, numbered, strict=True)]
    bracketed = [BRACKETS.fullmatch(title) for title in bare]
    if _is_habit(sum(map(bool, bracketed)), len(bare)):
        bare = [found["inside"] if found else title for title, found in zip(bare, bracketed, strict=True)]
    labels = Counter(found[0] for title in bare if (found := LABEL.match(title)))
    label, count = max(labels.items(), key=lambda item: item[1], default=("", 0))
    if count >= LEAST_LABELS and _is_habit(count, len(bare)):
        return [title.removeprefix(label) for title in bare]
    return bare


def _is_habit(count: int, of: int) -> bool:
    return count >= LEAST and count >= MOST_OF * of


def _value(number: str) -> int:
    """13 for 13 and for 十三."""
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (10 * (_HAN.find(tens) + 1 or 1) if ten else 0) + _HAN.find(ones[:1] or "?") + 1
