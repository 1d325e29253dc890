"""A page's lines in; the text on either side of a place, as far as it goes on, by its bigrams, out. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from itertools import accumulate

from xtsearch.indexer.pages.lines.page_bigrams import Grams
from xtsearch.indexer.pages.lines.traits import Trait
from xtsearch.indexer.pages.page import Line
from xtsearch.indexer.pages.pieces.affinity import bigrams

WINDOW = 520  # characters, and so the most lines, of a stretch

Stretch = tuple[Set[str], int]  # bigrams, and how many characters they were read from


class Stretches:
    """About `WINDOW` characters of text from a line on. A line in headline form ends it, another opening as well;
    furniture is passed over."""

    def __init__(self, lines: Sequence[Line], traits: Sequence[Trait], grams: Grams) -> None:
        self._lines, self._traits, self._grams = lines, traits, grams
        self._shown = [index for index, trait in enumerate(traits) if trait.display > 0]
        self._opens = [index for index, trait in enumerate(traits) if trait.opens > 3]
        sizes = [0 if trait.furniture else len(line.text) for line, trait in zip(lines, traits, strict=True)]
        #: Characters before each line, and lines that are furniture or too long to be read whole.
        self._sizes = [0, *accumulate(sizes)]
        self._parted = [0, *accumulate(not 0 < size <= WINDOW for size in sizes)]
        self._known: dict[tuple[int, int], Stretch] = {}

    def after(self, index: int) -> Stretch:
        """From the line on."""
        found = self._known.get((index, 1))
        if found is None:
            full = bisect_left(self._sizes, self._sizes[index] + WINDOW, index + 1)
            ends = (bisect_right(each, index) for each in (self._shown, self._opens))
            nearest = [each[at] for each, at in zip((self._shown, self._opens), ends, strict=True) if at < len(each)]
            stop = min(full, index + WINDOW, len(self._lines), *nearest)
            found = self._known[index, 1] = self._read(index, stop, 1)
        return found

    def before(self, index: int) -> Stretch:
        """Up to the line, and with it."""
        found = self._known.get((index, -1))
        if found is None:
            full = bisect_right(self._sizes, self._sizes[index + 1] - WINDOW) - 1
            shown, opens = bisect_left(self._shown, index), bisect_right(self._opens, index)
            nearest = [self._shown[shown - 1] + 1] if shown else []
            nearest += [self._opens[opens - 1]] if opens else []
            start = max(full, index - WINDOW + 1, 0, *nearest)
            found = self._known[index, -1] = self._read(start, index + 1, -1)
        return found

    def _read(self, start: int, stop: int, step: int) -> Stretch:
        """The bigrams of whole lines in a row from what is known of the page, of others from their text."""
        size = self._sizes[stop] - self._sizes[start]
        if self._parted[stop] == self._parted[start]:
            return self._grams.between(start, stop), size
        kept = zip(self._lines[start:stop], self._traits[start:stop], strict=True)
        texts = [line.text for line, trait in kept if not trait.furniture]
        return bigrams("".join([text[:WINDOW] if step > 0 else text[-WINDOW:] for text in texts])), size
