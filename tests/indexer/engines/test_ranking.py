"""The numbers of the ranking, as BM25 has them."""

from __future__ import annotations

from math import isclose, log

import pytest

from xtsearch.indexer.engines.ranking import boost_of, inverse_document_frequency, weighted_terms
from xtsearch.indexer.engines.request import Boosted


@pytest.mark.parametrize(("holding", "present", "expected"), [(1, 10, log(22 / 3)), (10, 10, log(22 / 21))])
def test_rare_terms_weigh_more(holding: int, present: int, expected: float) -> None:
    """1 + (10 - 1 + 0.5) / (1 + 0.5) is 22 / 3; 1 + (0 + 0.5) / (10 + 0.5) is 22 / 21."""
    assert isclose(inverse_document_frequency(holding, present), expected)


def test_grams_weigh_half_of_words_and_a_boost_multiplies_both() -> None:
    weights = weighted_terms(["乌鲁木齐"])
    assert {view: weight for (view, _), weight in weights.items()} == {"words": 1.0, "grams": 0.5}
    boosted = weighted_terms([Boosted("乌鲁木齐", 3.0)])
    assert boosted == {entry: 3 * weight for entry, weight in weights.items()}
    assert weighted_terms(["乌鲁木齐", Boosted("乌鲁木齐", 3.0)]) == {entry: 4 * n for entry, n in weights.items()}


def test_a_text_without_a_boost_is_multiplied_by_one() -> None:
    assert (boost_of("湘潭"), boost_of(Boosted("湘潭", 2.0))) == (("湘潭", 1.0), ("湘潭", 2.0))
