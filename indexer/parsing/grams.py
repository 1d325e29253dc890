"""A page's lines in; the bigrams of any stretch of them, without reading it again, out. Pure.

    >>> from indexer.pages import read_lines
    >>> lines, _ = read_lines("我市召开工程\\n建设推进会")
    >>> sorted(Grams(lines).between(0, 2) - Grams(lines).between(0, 1))
    ['建设', '推进', '程建', '设推', '进会']

Stretches overlap: every possible beginning of an article is held against the text on either side of it. The page is
therefore read once, from end to end, and a stretch of whole lines is a slice of what was found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from indexer.pages import Line
from indexer.parsing.affinity import RUNS, bigrams, fold_lines, is_han, pairs

LIMIT = 600  # characters of a line that are read


class Grams:
    """The bigrams of a page's lines in the order of the text."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        texts = fold_lines([line.text[:LIMIT] for line in lines])
        ends = list(accumulate(map(len, texts)))
        self._found: list[str] = []
        #: Line ends inside a Latin word or a number: a stretch that begins or ends there has but a part of it.
        self._cut: set[int] = set()
        places: list[int] = []
        for run in RUNS.finditer("".join(texts)):
            start, stop = run.span()
            if is_han(run[0]):
                self._found += pairs(run[0])
                places += range(start, stop - 1)
            else:
                self._found.append(run[0])
                places.append(start)
                first = bisect_left(ends, start + 1)
                while first < len(ends) and ends[first] < stop:
                    self._cut.add(first)
                    first += 1
        #: Where the bigrams that begin in each line begin and end, and where those end that lie in it altogether.
        self._starts = [0, *(bisect_left(places, end) for end in ends)]
        self._stops = [bisect_left(places, end - 1) for end in ends]
        for line, stop in enumerate(self._stops):
            if stop < len(places) and places[stop] == ends[line] - 1 and not is_han(self._found[stop]):
                self._stops[line] += 1

    def between(self, start: int, stop: int) -> set[str]:
        """Those of the lines from index `start` to before `stop`, read as one text."""
        if start - 1 in self._cut or stop - 1 in self._cut:
            return bigrams("".join([line.text[:LIMIT] for line in self._lines[start:stop]]))
        return set(self._found[self._starts[start] : self._stops[stop - 1]])
