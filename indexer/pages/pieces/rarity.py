"""How rare a pair of characters is in news: what the pairs that two texts share say of their having one subject. Pure.

    >>> weights = pair_weights()
    >>> weights["记者"] < weights["渡船"] == weights["面塑"]
    True

The table is dictionaries/common_pairs.tsv, which `python -m training.count_pairs` counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache
from math import log, sqrt

from xtsearch.indexer.pages.pieces.bigrams import kept_bigrams
from xtsearch.indexer.text.dictionary_files import read_dictionary

#: Weights are whole numbers, so that their sum does not depend on the order in which a set gives its members.
SCALE = 1 << 30
WINDOW = 600  # characters on either side of a boundary that are compared
# Log-odds that two texts are two articles: SLOPE times the logarithm of EVEN to the cosine of the two, which is moved
# up by FLOOR, not below LEAST nor above MOST. Of 254 openings without a byline that were read rightly on real pages the
# cosine is .013 in the middle and .042 for one in ten; of 108 read inside an article .064 and .019.
SLOPE, EVEN, FLOOR = 2.2, 0.03, 0.003
LEAST, MOST = -4.0, 2.0
RARER = 1.0  # by so much (a logarithm of frequencies) pairs that are not in the table are rarer than its last


class PairWeights:
    """What each pair of characters weighs: most of them weigh the same, some less."""

    def __init__(self, most: int, less: Mapping[str, int]) -> None:
        """`most`: what a pair weighs that is not in `less`; `less`: pair -> its weight minus `most`."""
        self._most, self._less = most, less
        self._often = frozenset(less)

    @classmethod
    def by_count(cls, counts: Mapping[str, int], weight_by_count: Sequence[int]) -> PairWeights:
        """`counts`: pair -> how many stretches of a page hold it. `weight_by_count[n]`: what a pair in n stretches
        weighs. A pair that no stretch holds weighs as much as one that a single stretch holds."""
        most = weight_by_count[0]
        return cls(most, {pair: weight_by_count[count] - most for pair, count in counts.items() if count > 1})

    def __getitem__(self, pair: str) -> int:
        return self._most + self._less.get(pair, 0)

    def total(self, pairs: Set[str]) -> int:
        """What all these pairs weigh together. Most weigh the same, so these are counted."""
        return len(pairs) * self._most + sum(map(self._less.__getitem__, self._often & pairs))


@cache
def pair_weights() -> PairWeights:
    """The weight of each pair by the squared logarithm of its rarity in news."""
    rows = [line.split("\t") for line in read_dictionary("common_pairs.tsv").splitlines() if line[0] != "#"]
    rarities = {pair: float(rarity) for pair, rarity in rows}
    most = round(SCALE * (max(rarities.values()) + RARER) ** 2)
    return PairWeights(most, {pair: round(SCALE * rarity**2) - most for pair, rarity in rarities.items()})


def cohesion(before: Set[str], after: Set[str]) -> float:
    """The cosine of two texts, 0 to 1, both as sets of their pairs of characters, each weighed by its rarity."""
    weights = pair_weights()
    common, first, second = (weights.total(pairs) for pairs in (before & after, before, after))
    return common / sqrt(first * second) if first and second else 0.0


def parted_odds(above: str, below: str) -> float:
    """Log-odds that two texts, one below the other, are two articles and not one, by the words that they share."""
    return _parted_odds("".join(above.split())[-WINDOW:], "".join(below.split())[:WINDOW])


@lru_cache(maxsize=256)  # a page's articles are compared again with each opening in doubt
def _parted_odds(above: str, below: str) -> float:
    shared = cohesion(kept_bigrams(above), kept_bigrams(below))
    odds = -SLOPE * log((shared + FLOOR) / (EVEN + FLOOR))
    return max(LEAST, min(MOST, odds))
