"""Keywords: the words of an article that are frequent in it and rare in general, by jieba's TF-IDF.

A word weighs its count times its inverse document frequency in jieba's table, as in `jieba.analyse.extract_tags`; a
word that is not in the table has the table's median. The table is read as a file of the package jieba, whose import
would take 0.8 s. Only nouns, and verbs used as nouns, can be topics; persons and places have fields of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from xtsearch.indexer.entities.tags import part_of_speech
from xtsearch.indexer.text.analysis_version import frequencies_file
from xtsearch.indexer.text.gazetteer import is_place
from xtsearch.indexer.text.word_cache import WordCache

#: The most keywords of an article.
LIMIT = 10
#: The least inverse document frequency of a keyword. Words below it are in every other article: 工作 4.2, 服务 5.3,
#: 发展 3.6; 医保 has 8.6.
_TELLING = 5.5
#: A word of at most so many characters that is not in the table is a piece of a word: 社局 of 人社局.
_SHORT = 2
_NOUNS = frozenset(("n", "nz", "nt", "vn", "j", "l", "an", "nrt", "eng", "ng", "x"))


@cache
def inverse_frequencies() -> tuple[Mapping[str, float], float]:
    """The inverse document frequency of each word in jieba's table, and their median."""
    rows = (line.split(" ") for line in frequencies_file().read_text("utf-8").splitlines())
    table = {word: float(frequency) for word, frequency in rows}
    return table, sorted(table.values())[len(table) // 2]


def _weight(word: str) -> float:
    """The inverse document frequency of a word, 0 if it cannot be a keyword."""
    if len(word) < 2 or not word.isalpha():
        return 0.0
    table, median = inverse_frequencies()
    weight = table.get(word, median if len(word) > _SHORT else 0.0)
    if weight < _TELLING:
        return 0.0
    tag = part_of_speech(word)
    return weight if tag in _NOUNS and not is_place(word, tag) else 0.0


_WEIGHTS = WordCache(_weight)


def find_keywords(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The heaviest words of an article, at most LIMIT, ties in the order of the words.

    `counts` says how often each word occurs in the article. Words that occur once are taken only if fewer than LIMIT
    words occur more often.
    """
    weighed = _weighed(item for item in counts.items() if item[1] > 1)
    if len(weighed) < LIMIT:
        weighed += _weighed(item for item in counts.items() if item[1] == 1)
    return tuple(word for _, word in weighed[:LIMIT])


def _weighed(counts: Iterable[tuple[str, int]]) -> list[tuple[float, str]]:
    weights = _WEIGHTS
    return sorted([(-count * weight, word) for word, count in counts if (weight := weights[word])])
