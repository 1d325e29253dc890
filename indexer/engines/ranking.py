"""A question becomes the terms that score: BM25 of its words + half of BM25 of its grams.

    >>> weighted_terms(["乌鲁木齐专项"])
    {('words', '乌鲁木齐'): 1.0, ('grams', '专项'): 1.5, ('grams', '乌鲁'): 0.5, ...}

Only the question is cut into words. A text holds a word of two characters wherever it holds that gram, and to index it
twice told nothing: with all words of a text indexed besides MRR@10 is .864 on headlines, .811 on questions and .972 on
passages, with the long ones alone .864, .808 and .976 (`make bench`), for three quarters of the time and of the bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from xtsearch.indexer.engines.request import Boosted
from xtsearch.indexer.text.query_terms import query_terms
from xtsearch.indexer.text.words import view_of

#: Grams count half of words: with 0.5 MRR@10 on headlines .781 and on web questions .718, with 1.0 .778 and .708,
#: without .750 and .700 (DESIGN's table; `make bench` repeats it).
WORDS_WEIGHT, GRAMS_WEIGHT = 1.0, 0.5
#: Decimals of a score that an engine gives. Scores closer than this are a tie, because the order in which the parts of
#: a sum are added moves its last bits.
SCORE_DIGITS = 4


def inverse_document_frequency(holding: int, present: int) -> float:
    """What BM25 gives a term for being rare, that `holding` of `present` texts hold: as Lucene and tantivy have it."""
    return log(1 + (present - holding + 0.5) / (holding + 0.5))


def weighted_terms(texts: Iterable[str | Boosted]) -> dict[tuple[str, str], float]:
    """What scores of some texts: the view that holds a term and the term, with its weight."""
    weights: dict[tuple[str, str], float] = {}
    for text, boost in map(boost_of, texts):
        terms = query_terms(text)
        for of_view, weight in ((terms.words, WORDS_WEIGHT), (terms.grams, GRAMS_WEIGHT)):
            for term in of_view:
                place = view_of(term), term
                weights[place] = weights.get(place, 0.0) + weight * boost
    return weights


def boost_of(text: str | Boosted) -> tuple[str, float]:
    """A text that scores, and how many times as much as others."""
    return (text.text, text.by) if isinstance(text, Boosted) else (text, 1.0)
