"""A page's lines in; the bigrams of any stretch of them out, without reading the stretch again. Pure.

    >>> from xtsearch.indexer.pages.page import read_lines
    >>> lines, _ = read_lines("我市召开工程\\n建设推进会")
    >>> sorted(PageBigrams(lines).between(0, 2) - PageBigrams(lines).between(0, 1))
    ['建设', '推进', '程建', '设推', '进会']

A bigram is a pair of neighbouring Han characters, or a whole Latin word or number. Stretches overlap, because every
possible beginning of an article is compared with the text on either side. So the page is read once, from its first line
to its last, and the bigrams of a stretch of whole lines are a slice of that list.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from xtsearch.indexer.pages.page import Line
from xtsearch.indexer.pages.pieces.bigrams import HAN, RUNS, bigrams, character_pairs, normalise_lines

LIMIT = 600  # characters of a line that are read


class PageBigrams:
    """The bigrams of a page's lines in the order of the text."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        texts = normalise_lines([line.text[:LIMIT] for line in lines])
        text, ends = "".join(texts), list(accumulate(map(len, texts)))
        ordered: list[str] = []
        #: For each line, how many bigrams begin before it.
        starts = [0]
        #: Lines before which a pair of Han characters is cut: the bigram that begins last belongs to both lines.
        self._cut_pairs = set[int]()
        #: Lines before which a Latin word or a number is cut: a stretch that begins or ends there has a part of it.
        self._cut_words = set[int]()
        line = 0
        for match in RUNS.finditer(text):
            run, start = match[0], match.start()
            while ends[line] <= start:
                starts.append(len(ordered))
                line += 1
            han, stop = run >= HAN, start + len(run)
            while ends[line] < stop:
                starts.append(len(ordered) + (ends[line] - start if han else 1))
                line += 1
                (self._cut_pairs if han else self._cut_words).add(line)
            if han:
                ordered += character_pairs(run)
            else:
                ordered.append(run)
        starts += [len(ordered)] * (len(lines) - line)
        self._ordered, self._starts = ordered, starts

    def between(self, start: int, stop: int) -> set[str]:
        """The bigrams of the lines from index `start` to before `stop`, read as one text."""
        if start in self._cut_words or stop in self._cut_words:
            return bigrams("".join([line.text[:LIMIT] for line in self._lines[start:stop]]))
        return set(self._ordered[self._starts[start] : self._starts[stop] - (stop in self._cut_pairs)])
