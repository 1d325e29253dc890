"""A page's lines in; the text before or after a line, as far as it goes on, as a set of bigrams, out. Pure.

>>> from xtsearch.indexer.pages.lines.traits import read_traits
>>> from xtsearch.indexer.pages.page import read_page
>>> page = read_page("我市召开工程\\n建设推进会。")
>>> stretches = Stretches(page.lines, read_traits(page, None), PageBigrams(page.lines))
>>> sorted(stretches.before(0)[0]), stretches.before(0)[1]
(['召开', '工程', '市召', '开工', '我市'], 6)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from itertools import accumulate

from xtsearch.indexer.pages.lines.page_bigrams import PageBigrams
from xtsearch.indexer.pages.lines.traits import Trait
from xtsearch.indexer.pages.page import Line
from xtsearch.indexer.pages.pieces.bigrams import bigrams

WINDOW = 520  # characters of a stretch; as no line is empty, also its most lines
SURE_OPENING = 3  # log-odds above which a line ends a stretch as the opening of another article

Stretch = tuple[Set[str], int]  # bigrams, and the number of characters that they were read from


class Stretches:
    """Texts of about WINDOW characters. A stretch ends at a line that looks like a headline, and where another article
    opens; furniture is left out of it."""

    def __init__(self, lines: Sequence[Line], traits: Sequence[Trait], pairs: PageBigrams) -> None:
        self._lines, self._traits, self._pairs = lines, traits, pairs
        self._displayed = [index for index, trait in enumerate(traits) if trait.display > 0]
        self._opens = [index for index, trait in enumerate(traits) if trait.opens > SURE_OPENING]
        sizes = [0 if trait.furniture else len(line.text) for line, trait in zip(lines, traits, strict=True)]
        #: How many characters stand before each line, and how many lines that are furniture or longer than a window.
        self._sizes = [0, *accumulate(sizes)]
        self._irregular = [0, *accumulate(not 0 < size <= WINDOW for size in sizes)]
        self._cache: dict[tuple[int, int], Stretch] = {}

    def after(self, index: int) -> Stretch:
        """The stretch that begins with the line."""
        stretch = self._cache.get((index, 1))
        if stretch is None:
            full = bisect_left(self._sizes, self._sizes[index] + WINDOW, index + 1)
            stops = (self._displayed, self._opens)
            nearest = [places[at] for places in stops if (at := bisect_right(places, index)) < len(places)]
            stop = min(full, index + WINDOW, len(self._lines), *nearest)
            stretch = self._cache[index, 1] = self._read(index, stop, 1)
        return stretch

    def before(self, index: int) -> Stretch:
        """The stretch that ends with the line."""
        stretch = self._cache.get((index, -1))
        if stretch is None:
            full = bisect_right(self._sizes, self._sizes[index + 1] - WINDOW) - 1
            displayed, opens = bisect_left(self._displayed, index), bisect_right(self._opens, index)
            nearest = [self._displayed[displayed - 1] + 1] if displayed else []
            nearest += [self._opens[opens - 1]] if opens else []
            start = max(full, index - WINDOW + 1, 0, *nearest)
            stretch = self._cache[index, -1] = self._read(start, index + 1, -1)
        return stretch

    def _read(self, start: int, stop: int, step: int) -> Stretch:
        """The stretch of the lines from index `start` to before `stop`. Where all of them are regular, the bigrams of
        the page are used; else the text is read again, of a very long line the end next to the place (`step`)."""
        size = self._sizes[stop] - self._sizes[start]
        if self._irregular[stop] == self._irregular[start]:
            return self._pairs.between(start, stop), size
        lines = zip(self._lines[start:stop], self._traits[start:stop], strict=True)
        texts = [line.text for line, trait in lines if not trait.furniture]
        return bigrams("".join([text[:WINDOW] if step > 0 else text[-WINDOW:] for text in texts])), size
