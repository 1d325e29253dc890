"""The texts on either side of a line end in; how well one clause ends and another begins there, out. Pure.

    >>> ends, begins = seam_odds("白鹤滩水电站全面投产", "世界最大清洁能源走廊建成")
    >>> cuts_dictionary_word("吉林查干湖大", "规模冬捕展开")
    True

Both lines of 白鹤滩水电站全面投产 / 世界最大清洁能源走廊建成 are whole clauses. The first line of 消费新场景激发 /
春日旅游新活力 is not, because 激发 hardly ever ends a clause; and in 吉林查干湖大 / 规模冬捕展开 the line end cuts the
word 大规模. The log-odds stand in dictionaries/clause_words.tsv; `python -m training.fit_headlines --words` counts them
over real headlines and news.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from xtsearch.indexer.text.dictionary_files import read_dictionary
from xtsearch.indexer.text.words import whole_words

LOOKED_AT = 10  # characters on each side of the line end; no dictionary word of news is longer
#: The log-odds with which a word that is not in the table ends or begins a clause.
UNKNOWN = (0.0, 0.0)
#: The share of its log-odds that a word of one character keeps, because it is often a piece of a word that the
#: dictionary lacks (seed line 188: 委室主任 is cut into 委 室主任).
SINGLE = 0.2


@cache
def clause_words() -> dict[str, tuple[float, float]]:
    """Word -> the log-odds that it ends a clause rather than stands inside one, and that it begins one."""
    text = read_dictionary("clause_words.tsv")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {word: (float(ends), float(begins)) for word, ends, begins in rows}


def seam_odds(before: str, after: str) -> tuple[float, float]:
    """The log-odds that a clause ends with the last word of `before`, and that one begins with the first of `after`."""
    words_before, words_after = whole_words(before[-LOOKED_AT:]), whole_words(after[:LOOKED_AT])
    return _odds(words_before[-1:], 0), _odds(words_after[:1], 1)


def _odds(words: Sequence[str], side: int) -> float:
    """The log-odds of the word at a line's edge, if there is one; `side` 0: it ends a clause, 1: it begins one."""
    if not words:
        return 0.0
    return clause_words().get(words[0], UNKNOWN)[side] * (SINGLE if len(words[0]) == 1 else 1.0)


def cuts_dictionary_word(before: str, after: str) -> bool:
    """Whether the line end stands inside a word."""
    head = before[-LOOKED_AT:]
    place, size = 0, sum(map(len, whole_words(head)))
    joined = whole_words(head + after[:LOOKED_AT])
    if sum(map(len, joined)) != size + sum(map(len, whole_words(after[:LOOKED_AT]))):
        return True  # letters or digits that become one token
    for word in joined:
        if place < size < place + len(word):
            return True
        place += len(word)
    return False
