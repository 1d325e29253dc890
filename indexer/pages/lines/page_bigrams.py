"""A page's lines in; the bigrams of any stretch of them, without reading it again, out. Pure.

    >>> from xtsearch.indexer.pages.page import read_lines
    >>> lines, _ = read_lines("我市召开工程\\n建设推进会")
    >>> sorted(Grams(lines).between(0, 2) - Grams(lines).between(0, 1))
    ['建设', '推进', '程建', '设推', '进会']

Stretches overlap: every possible beginning of an article is held against the text on either side of it. The page is
therefore read once, from end to end, and a stretch of whole lines is a slice of what was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from xtsearch.indexer.pages.page import Line
from xtsearch.indexer.pages.pieces.affinity import HAN, RUNS, bigrams, fold_lines, pairs

LIMIT = 600  # characters of a line that are read


class Grams:
    """The bigrams of a page's lines in the order of the text."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        texts = fold_lines([line.text[:LIMIT] for line in lines])
        text, ends = "".join(texts), list(accumulate(map(len, texts)))
        found: list[str] = []
        #: Where the bigrams that begin in each line begin, and before which lines one stands half on the line before.
        starts, self._parted = [0], set[int]()
        #: Lines before which a Latin word or a number is cut: a stretch that begins or ends there has but a part of it.
        self._cut = set[int]()
        line = 0
        for match in RUNS.finditer(text):
            run, start = match[0], match.start()
            while ends[line] <= start:
                starts.append(len(found))
                line += 1
            han, stop = run >= HAN, start + len(run)
            while ends[line] < stop:
                starts.append(len(found) + (ends[line] - start if han else 1))
                line += 1
                (self._parted if han else self._cut).add(line)
            if han:
                found += pairs(run)
            else:
                found.append(run)
        starts += [len(found)] * (len(lines) - line)
        self._found, self._starts = found, starts

    def between(self, start: int, stop: int) -> set[str]:
        """Those of the lines from index `start` to before `stop`, read as one text."""
        if start in self._cut or stop in self._cut:
            return bigrams("".join([line.text[:LIMIT] for line in self._lines[start:stop]]))
        return set(self._found[self._starts[start] : self._starts[stop] - (stop in self._parted)])
