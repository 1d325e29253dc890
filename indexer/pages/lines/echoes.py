"""A page's headlines and texts in; which headlines speak of the text before a place, and which of the text after, out.
Pure.

Where one article ends and another begins, one headline of the page shares its words with the text before and another
with the text after; inside an article, one headline shares its words with both. That finds boundaries which no byline
marks, also where all headlines are heaped at the page's end.

Words are bigrams (pairs of characters). A bigram weighs the more, the fewer stretches of CHUNK lines hold it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from math import log

from xtsearch.indexer.pages.lines.features import ECHO, ECHO_LIMITS, SPEAKS
from xtsearch.indexer.pages.lines.page_bigrams import PageBigrams
from xtsearch.indexer.pages.lines.traits import Trait
from xtsearch.indexer.pages.page import Line
from xtsearch.indexer.pages.pieces.buckets import bucket
from xtsearch.indexer.pages.pieces.rarity import SCALE, PairWeights

CHUNK, MOST_CHUNKS = 8, 300  # lines of a stretch, stretches of a page that are counted
LONGEST, LEAST_DISPLAY = 45.0, -1.0  # em of a line that may be a headline, and its least log-odds of being one
MOST_LINES = 200  # of a page that may be headlines; more are a list


class Echoes:
    """The bigrams of a page's headlines, and what each weighs."""

    def __init__(self, lines: Sequence[Line], traits: Sequence[Trait], pairs: PageBigrams) -> None:
        displayed = [
            index
            for index, (line, trait) in enumerate(zip(lines, traits, strict=True))
            if trait.display > LEAST_DISPLAY and not trait.furniture and not trait.alone and line.high <= LONGEST
        ]
        self._headlines = {
            index: pairs.between(index, index + 1) for index in (displayed if len(displayed) <= MOST_LINES else ())
        }
        self._in_headlines: Set[str] = frozenset[str]().union(*self._headlines.values())
        starts = range(0, min(len(lines), CHUNK * MOST_CHUNKS), CHUNK)
        counts: Counter[str] = Counter()
        for start in starts:
            counts.update(self._in_headlines & pairs.between(start, min(len(lines), start + CHUNK)))
        most = log(1 + len(starts))
        rarities = [most - log(max(1, count)) for count in range(len(starts) + 1)]
        self._weights = PairWeights.by_count(counts, [round(SCALE * rarity) for rarity in rarities])
        self._totals = {index: self._weights.total(headline) for index, headline in self._headlines.items()}
        #: Bigram -> for every headline that holds it: its place among the headlines, and what the bigram weighs.
        self._holders: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, headline in enumerate(self._headlines.values()):
            for pair in headline:
                self._holders[pair].append((place, self._weights[pair]))

    def around(self, before: Set[str], after: Set[str]) -> str:
        """The feature that says how far one headline speaks of the text after and not of the text before, and how far
        another does the opposite. Both texts enter as sets of bigrams."""
        shares = [0] * len(self._headlines)
        for pair in (self._in_headlines & after) - before:
            for place, weight in self._holders[pair]:
                shares[place] += weight
        for pair in (self._in_headlines & before) - after:
            for place, weight in self._holders[pair]:
                shares[place] -= weight
        gains = [share / total for share, total in zip(shares, self._totals.values(), strict=True) if share]
        of_before, of_after = -min(gains, default=0.0), max(gains, default=0.0)
        return ECHO[bucket(of_before, ECHO_LIMITS), bucket(of_after, ECHO_LIMITS)]

    def of_headline(self, index: int, before: Set[str], after: Set[str]) -> str | None:
        """The feature that says how far the headline on line `index` speaks of either text; None: it is no headline."""
        total = self._totals.get(index)
        if not total:
            return None
        shares = [self._weights.total(self._headlines[index] & pairs) / total for pairs in (before, after)]
        return SPEAKS[bucket(shares[0], ECHO_LIMITS), bucket(shares[1], ECHO_LIMITS)]

    def share_of(self, words: Set[str], text: Set[str]) -> float:
        """The share, 0 to 1, of the words' weight that the text holds; both are sets of bigrams."""
        total = self._weights.total(words)
        return self._weights.total(words & text) / total if total else 0.0
