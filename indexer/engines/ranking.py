"""A question becomes the terms that score: BM25 of its words, and half of BM25 of its grams.

    >>> weighted_terms(["乌鲁木齐专项"])
    {('words', '乌鲁木齐'): 1.0, ('grams', '专项'): 1.5, ('grams', '乌鲁'): 0.5, ...}

A word of one or two characters is a unit or a gram already, so an index holds only the words of three and more: with
all words of a text indexed MRR@10 is .864 on headlines, .811 on questions and .972 on passages, with the long ones
alone .864, .808 and .976 (`make bench`), for three quarters of the time and of the bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from xtsearch.indexer.engines.request import Boosted
from xtsearch.indexer.text.query_terms import query_terms
from xtsearch.indexer.text.words import view_of

#: Grams count half of words: with 0.5 MRR@10 on headlines .781 and on web questions .718, with 1.0 .778 and .708,
#: without .750 and .700 (the table of docs/design.md; `make bench` repeats it).
WORDS_WEIGHT, GRAMS_WEIGHT = 1.0, 0.5
#: Decimals of a score that an engine gives. Scores closer than this are a tie, because the order in which the parts of
#: a sum are added moves its last bits.
SCORE_DIGITS = 4


def inverse_document_frequency(holding: int, present: int) -> float:
    """How much BM25 weighs a term that `holding` of `present` texts hold; Lucene and tantivy have this formula."""
    return log(1 + (present - holding + 0.5) / (holding + 0.5))


def weighted_terms(texts: Iterable[str | Boosted]) -> dict[tuple[str, str], float]:
    """The terms of some texts that score: for each term, with the view that holds it, its weight."""
    weights: dict[tuple[str, str], float] = {}
    for text, boost in map(boost_of, texts):
        terms = query_terms(text)
        for scoring, weight in ((terms.words, WORDS_WEIGHT), (terms.grams, GRAMS_WEIGHT)):
            for term in scoring:
                entry = view_of(term), term
                weights[entry] = weights.get(entry, 0.0) + weight * boost
    return weights


def boost_of(text: str | Boosted) -> tuple[str, float]:
    """A text that scores, and by what its weight is multiplied: 1 unless it is Boosted."""
    return (text.text, text.by) if isinstance(text, Boosted) else (text, 1.0)
