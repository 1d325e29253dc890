"""Where a page's headlines are echoed: which of them speak of the text before a place, and which of the text after it.

Where an article ends and another begins, one headline of the page shares its words with the text before and another
with the text after; inside an article, one shares them with both. That tells boundaries that no byline marks, also
where all headlines are heaped at the page's end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log

from indexer.pages import Line
from indexer.parsing.affinity import bigrams
from indexer.parsing.traits import Trait

CHUNK, MOST_CHUNKS = 8, 300  # lines, stretches
LONGEST, LEAST_DISPLAY = 45.0, -1.0  # em; log-odds of a line that may be a headline
MOST_LINES = 200  # that may be headlines; more are a list
SHARES = (0.15, 0.3, 0.5)  # of a headline's weight
LIMIT = 600  # characters of a line that are read


class Echoes:
    """The page's headlines by their words; a word weighs more the fewer stretches of `CHUNK` lines hold it."""

    def __init__(self, lines: Sequence[Line], traits: Sequence[Trait]) -> None:
        self._counts: Counter[str] = Counter()
        self._chunks = 0
        for start in range(0, min(len(lines), CHUNK * MOST_CHUNKS), CHUNK):
            self._counts.update(bigrams("".join(line.text[:LIMIT] for line in lines[start : start + CHUNK])))
            self._chunks += 1
        self._most = log(1 + self._chunks)
        shown = [
            index
            for index, (line, trait) in enumerate(zip(lines, traits, strict=True))
            if trait.display > LEAST_DISPLAY and not trait.furniture and not trait.alone and line.high <= LONGEST
        ]
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        self._whole: dict[int, float] = {}
        for index in shown if len(shown) <= MOST_LINES else ():
            grams = bigrams(lines[index].text)
            self._whole[index] = sum(map(self.weight, grams))
            for gram in grams:
                self._holders[gram].append(index)

    def weight(self, gram: str) -> float:
        return self._most - log(self._counts[gram] or 1)

    def around(self, before: set[str], after: set[str]) -> str:
        """How far some headline speaks of the text after and not of that before, and another the other way round."""
        gains = self._gains(before, after)
        later = max((gain for gain, whole in gains if whole > 0), default=0.0)
        earlier = max((-gain for gain, whole in gains if whole > 0), default=0.0)
        return f"echo {_bucket(earlier)} {_bucket(later)}"

    def of(self, index: int, before: set[str], after: set[str]) -> str | None:
        """How far one headline speaks of either."""
        whole = self._whole.get(index)
        if not whole:
            return None
        held = [0.0, 0.0]
        for side, grams in enumerate((before, after)):
            held[side] = sum(self.weight(gram) for gram in grams if index in self._holders.get(gram, ()))
        return f"speaks {_bucket(held[0] / whole)} {_bucket(held[1] / whole)}"

    def _gains(self, before: set[str], after: set[str]) -> list[tuple[float, float]]:
        shares: defaultdict[int, float] = defaultdict(float)
        for grams, sign in ((before, -1.0), (after, 1.0)):
            for gram in grams & self._holders.keys():
                for index in self._holders[gram]:
                    shares[index] += sign * self.weight(gram)
        return [
            (share / self._whole[index], self._whole[index]) for index, share in shares.items() if self._whole[index]
        ]


def _bucket(share: float) -> int:
    return sum(share > limit for limit in SHARES)
