"""Where a page's headlines are echoed: which of them speak of the text before a place, and which of the text after it.

Where an article ends and another begins, one headline of the page shares its words with the text before and another
with the text after; inside an article, one shares them with both. That tells boundaries that no byline marks, also
where all headlines are heaped at the page's end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from math import log, sqrt

from xtsearch.indexer.pages.lines.page_bigrams import Grams
from xtsearch.indexer.pages.lines.traits import Trait
from xtsearch.indexer.pages.page import Line
from xtsearch.indexer.pages.pieces.buckets import bucket

CHUNK, MOST_CHUNKS = 8, 300  # lines, stretches
LONGEST, LEAST_DISPLAY = 45.0, -1.0  # em; log-odds of a line that may be a headline
MOST_LINES = 200  # that may be headlines; more are a list
SHARES = (0.15, 0.3, 0.5)  # of a headline's weight
#: Weights are whole numbers, so that their sums do not depend on the order in which a set gives its members.
SCALE = 1 << 30


class Weights:
    """What each bigram weighs, by how many stretches hold it; what none of them holds, as much as what one does."""

    def __init__(self, counts: Mapping[str, int], by_count: Sequence[int]) -> None:
        self._most = by_count[0]
        self._less = {gram: by_count[count] - self._most for gram, count in counts.items() if count > 1}
        self._often = frozenset(self._less)

    def __getitem__(self, gram: str) -> int:
        return self._most + self._less.get(gram, 0)

    def of(self, grams: Set[str]) -> int:
        """All of them together: most are held by one stretch only."""
        return len(grams) * self._most + sum(map(self._less.__getitem__, self._often & grams))


class Echoes:
    """The page's headlines by their words; a word weighs more the fewer stretches of `CHUNK` lines hold it."""

    def __init__(self, lines: Sequence[Line], traits: Sequence[Trait], grams: Grams) -> None:
        starts = range(0, min(len(lines), CHUNK * MOST_CHUNKS), CHUNK)
        counts: Counter[str] = Counter()
        for start in starts:
            counts.update(grams.between(start, min(len(lines), start + CHUNK)))
        most = log(1 + len(starts))
        rarities = [most - log(max(1, count)) for count in range(len(starts) + 1)]
        self._squares = Weights(counts, [round(SCALE * rarity**2) for rarity in rarities])
        shown = [
            index
            for index, (line, trait) in enumerate(zip(lines, traits, strict=True))
            if trait.display > LEAST_DISPLAY and not trait.furniture and not trait.alone and line.high <= LONGEST
        ]
        self._headlines = {
            index: grams.between(index, index + 1) for index in (shown if len(shown) <= MOST_LINES else ())
        }
        shown_counts = {gram: counts[gram] for held in self._headlines.values() for gram in held}
        self._weights = Weights(shown_counts, [round(SCALE * rarity) for rarity in rarities])
        self._whole = {index: self._weights.of(held) for index, held in self._headlines.items()}
        #: For each bigram of a headline, the headlines by their place among them, and what it weighs in each.
        self._holders: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, held in enumerate(self._headlines.values()):
            for gram in held:
                self._holders[gram].append((place, self._weights[gram]))
        self._said = frozenset(self._holders)

    def around(self, before: Set[str], after: Set[str]) -> str:
        """How far some headline speaks of the text after and not of that before, and another the other way round."""
        shares = [0] * len(self._headlines)
        for gram in (self._said & after) - before:
            for place, weight in self._holders[gram]:
                shares[place] += weight
        for gram in (self._said & before) - after:
            for place, weight in self._holders[gram]:
                shares[place] -= weight
        gains = [share / whole for share, whole in zip(shares, self._whole.values(), strict=True) if share]
        return f"echo {bucket(-min(gains, default=0.0), SHARES)} {bucket(max(gains, default=0.0), SHARES)}"

    def of(self, index: int, before: Set[str], after: Set[str]) -> str | None:
        """How far one headline speaks of either."""
        whole = self._whole.get(index)
        if not whole:
            return None
        shares = [self._weights.of(self._headlines[index] & grams) / whole for grams in (before, after)]
        return f"speaks {bucket(shares[0], SHARES)} {bucket(shares[1], SHARES)}"

    def known(self, grams: Set[str], text: Set[str]) -> float:
        """What of some words' weight a text holds, 0 to 1."""
        whole = self._weights.of(grams)
        return self._weights.of(grams & text) / whole if whole else 0.0

    def cohesion(self, before: Set[str], after: Set[str]) -> float:
        """Cosine of two stretches of text, 0 to 1, each bigram weighed by its rarity."""
        common, first, second = (self._squares.of(grams) for grams in (before & after, before, after))
        return common / sqrt(first * second) if first and second else 0.0
