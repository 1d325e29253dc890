"""Where one line ends and another begins: the words on either side in, how they go together, out. Pure.

Of `白鹤滩水电站全面投产 | 世界最大清洁能源走廊建成` both lines are whole clauses; of `消费新场景激发 | 春日旅游新活力`
the first is not, for 激发 hardly ever ends one, and of `吉林查干湖大 | 规模冬捕展开` the line end cuts a word. The odds
are those of dictionaries/clause_words.tsv, counted by `training/fit_headlines.py` over real headlines and news.
"""

from __future__ import annotations

from functools import cache, lru_cache

from xtsearch.indexer.text.dictionary_files import read_dictionary
from xtsearch.indexer.text.words import whole_words

LOOKED_AT = 10  # characters on each side of the line end; no dictionary word of news is longer
#: Log-odds by which a word that is not in the table ends or begins a clause.
UNKNOWN = (0.0, 0.0)
#: What of its odds a word of one character keeps: it is as often a piece of what the dictionary lacks (seed line 188:
#: 委 室主任, of 委室主任).
SINGLE = 0.2


@cache
def clause_words() -> dict[str, tuple[float, float]]:
    """Word -> log-odds that it ends a clause rather than stands inside, and that it begins one."""
    text = read_dictionary("clause_words.tsv")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {word: (float(ends), float(begins)) for word, ends, begins in rows}


def seam_odds(before: str, after: str) -> tuple[float, float]:
    """Log-odds that a clause ends with the last word of `before`, and that one begins with the first of `after`."""
    one, two = _words(before[-LOOKED_AT:]), _words(after[:LOOKED_AT])
    return _odds(one[-1:], 0), _odds(two[:1], 1)


def _odds(words: tuple[str, ...], side: int) -> float:
    """The table's odds for the word at a line's edge, of those of one character a part."""
    if not words:
        return 0.0
    return clause_words().get(words[0], UNKNOWN)[side] * (SINGLE if len(words[0]) == 1 else 1.0)


def cuts_dictionary_word(before: str, after: str) -> bool:
    """Whether a word stands across the line end."""
    head = before[-LOOKED_AT:]
    place, size = 0, sum(map(len, _words(head)))
    joined = _words(head + after[:LOOKED_AT])
    if sum(map(len, joined)) != size + sum(map(len, _words(after[:LOOKED_AT]))):
        return True  # letters or digits that become one token
    for word in joined:
        if place < size < place + len(word):
            return True
        place += len(word)
    return False


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> tuple[str, ...]:
    return tuple(whole_words(text))
