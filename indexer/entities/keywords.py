"""Keywords: the words of an article that are frequent in it and rare in general, by jieba's TF-IDF.

A word weighs its count times its inverse document frequency in jieba's table, as `jieba.analyse.extract_tags` has it; a
word that the table lacks has its median. The table is read from the package, which takes 0.8 s to import, as a file.
Nouns count, and verbs used as nouns, for a topic is one; persons and places have fields of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from xtsearch.indexer.entities.tags import part_of_speech
from xtsearch.indexer.text.analysis_version import frequencies_file
from xtsearch.indexer.text.gazetteer import is_place
from xtsearch.indexer.text.remembered import Remembered

#: Keywords of an article.
LIMIT = 10
#: What is more frequent in general than this is in every other article: 工作 4.2, 服务 5.3, 发展 3.6, but 医保 8.6.
_TELLING = 5.5
#: A word of two characters that the table lacks is a piece of one: 社局 of 人社局.
_SHORT = 2
_NOUNS = frozenset(("n", "nz", "nt", "vn", "j", "l", "an", "nrt", "eng", "ng", "x"))


@cache
def _frequencies() -> tuple[Mapping[str, float], float]:
    """The table, and its median."""
    rows = (line.split(" ") for line in frequencies_file().read_text("utf-8").splitlines())
    table = {word: float(frequency) for word, frequency in rows}
    return table, sorted(table.values())[len(table) // 2]


def _weight(word: str) -> float:
    """Its inverse document frequency, 0 for what is no keyword."""
    if len(word) < 2 or not word.isalpha():
        return 0.0
    table, median = _frequencies()
    weight = table.get(word, median if len(word) > _SHORT else 0.0)
    if weight < _TELLING:
        return 0.0
    tag = part_of_speech(word)
    return weight if tag in _NOUNS and not is_place(word, tag) else 0.0


_WEIGHTS = Remembered(_weight)


def find_keywords(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The words that weigh most, of words and how often each stands in an article; ties by the word.

    What stands once in an article is a keyword only where less than LIMIT stand more often.
    """
    weighed = _weighed(item for item in counts.items() if item[1] > 1)
    if len(weighed) < LIMIT:
        weighed += _weighed(item for item in counts.items() if item[1] == 1)
    return tuple(word for _, word in weighed[:LIMIT])


def _weighed(counts: Iterable[tuple[str, int]]) -> list[tuple[float, str]]:
    weights = _WEIGHTS
    return sorted([(-count * weight, word) for word, count in counts if (weight := weights[word])])
