"""A page's lines in; the text on either side of a place, as far as it goes on, by its bigrams, out. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import pairwise

from indexer.pages import Line
from indexer.parsing.affinity import bigrams
from indexer.parsing.grams import Grams
from indexer.parsing.traits import Trait

WINDOW = 520  # characters, and so the most lines, of a stretch

Stretch = tuple[Set[str], int]  # bigrams, and how many characters they were read from


class Stretches:
    """About `WINDOW` characters of text from a line on. A line in headline form ends it, another opening as well;
    furniture is passed over."""

    def __init__(self, lines: Sequence[Line], traits: Sequence[Trait], grams: Grams) -> None:
        self._lines, self._traits, self._grams = lines, traits, grams
        self._known: dict[tuple[int, int], Stretch] = {}

    def after(self, index: int) -> Stretch:
        """From the line on."""
        return self._stretch(index, 1)

    def before(self, index: int) -> Stretch:
        """Up to the line, and with it."""
        return self._stretch(index, -1)

    def _stretch(self, index: int, step: int) -> Stretch:
        found = self._known.get((index, step))
        if found is None:
            indices, size = self._walk(index, step)
            found = self._known[index, step] = self._read(indices[::step], step), size
        return found

    def _walk(self, first: int, step: int) -> tuple[list[int], int]:
        """The indices of the stretch's lines, away from the first, and their characters."""
        found: list[int] = []
        size = 0
        for index in range(first, max(-1, min(len(self._lines), first + step * WINDOW)), step):
            trait = self._traits[index]
            opens = trait.opens > 3
            if index != first and (trait.display > 0 or (step > 0 and opens)):
                break
            if not trait.furniture:
                found.append(index)
                size += len(self._lines[index].text)
            if size >= WINDOW or (step < 0 and opens):
                break
        return found, size

    def _read(self, indices: Sequence[int], step: int) -> Set[str]:
        """The bigrams of whole lines in a row from what is known of the page, of others from their text."""
        if not indices:
            return frozenset()
        texts = [self._lines[index].text for index in indices]
        if max(map(len, texts)) <= WINDOW and all(two == one + 1 for one, two in pairwise(indices)):
            return self._grams.between(indices[0], indices[-1] + 1)
        return bigrams("".join([text[:WINDOW] if step > 0 else text[-WINDOW:] for text in texts]))
