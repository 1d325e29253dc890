"""The text of a question becomes the terms that rank its answers, without words that every question has.

>>> query_terms("谁枪击了安倍晋三？").words
('枪击', '安倍', '晋', '三')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from xtsearch.indexer.text.dictionary_files import read_dictionary
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import RUNS, SEPARATOR, SIGNS
from xtsearch.indexer.text.words import cut_grams, cut_words


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The terms of a question that rank, of `words` and of `grams`: each once, in the order of the question.

    `words` are also what an article may be asked to hold; signs (the % of 70%) rank as grams alone.
    """

    words: tuple[str, ...]
    grams: tuple[str, ...]


@cache
def stop_words() -> frozenset[str]:
    """Words of a question that do not tell what it is about: particles and question words."""
    text = read_dictionary("stop_words.txt")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@lru_cache(64)  # one question is cut again and again: for each tier, to match, to rank and to highlight
def query_terms(text: str) -> QueryTerms:
    """Cut a question into the terms that rank.

    Stop words are dropped, unless the question has no others. They part the run that they stand in, so that no gram
    holds one: 谁枪击了安倍晋三？ ranks by 枪击, 安倍晋三 and their grams. MRR@10 with all words and without stop words:
    on the topics of news questions .803 -> .811, on encyclopaedia questions .967 -> .972, on headlines .864 -> .864.
    """
    runs = RUNS.findall(fold_text(text))
    cut = [joined.split(SEPARATOR) for joined in cut_words(runs)]
    telling = [[word for word in words if word not in stop_words()] for words in cut]
    if any(telling):
        runs = [piece for run, parts in zip(runs, cut, strict=True) for piece in _without_stop_words(run, parts)]
    else:
        telling = cut
    asked = tuple(dict.fromkeys(chain.from_iterable(telling)))
    words = tuple(word for word in asked if word not in SIGNS) or asked
    grams = (gram for joined in cut_grams(runs) for gram in joined.split(SEPARATOR))
    return QueryTerms(words, tuple(dict.fromkeys(grams)))


def _without_stop_words(run: tuple[str, str], words: Sequence[str]) -> list[tuple[str, str]]:
    """The runs that remain of a run without its stop words."""
    if run[1]:
        return [] if run[1] in stop_words() else [run]
    pieces = "".join(SEPARATOR if word in stop_words() else word for word in words).split(SEPARATOR)
    return [(piece, "") for piece in pieces if piece]
