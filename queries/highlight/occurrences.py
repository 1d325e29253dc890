"""Where exact phrases stand in a text, by the rule that engines match them by (docs/design.md, an exact phrase).

Enters: a text, and phrases as a person typed them. Leaves: the places of each phrase.

    >>> row = UnitRow("对專項整治，推进")
    >>> list(row.occurrences(stretches("整治 推进")))
    [(3, 8)]

The folded text is a row of units. A phrase stands where its units follow each other; two Han units that touch in the
phrase touch in the text; between any other two, punctuation, space or the end of a paragraph may stand. Offsets are
code points into the folded text, end-exclusive, unless a docstring says that they are into the original.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from xtsearch.indexer.text.fold import Folded, fold, fold_text
from xtsearch.indexer.text.units import is_han, unit_places

Span = tuple[int, int]
#: Start and end of an occurrence, and the number of its phrase among those looked for.
Match = tuple[int, int, int]


@lru_cache(256)
def stretches(phrase: str) -> tuple[str, ...]:
    """A phrase cut into its Han runs and its other units, folded; nothing if it holds no unit.

    C106服务 gives c106, 服务; 整治，推进 gives 整治, 推进.
    """
    folded = fold_text(phrase)
    return tuple(folded[start:end] for start, end, _ in unit_places(folded))


class UnitRow:
    """A text as a row of units. It is cut only when needed: a phrase of one Han run is found without."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def folded(self) -> Folded:
        """The text folded, with the offsets of the original."""
        return fold(self.text)

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        """The starts and the ends of Han runs and other units, in order."""
        starts, ends = [], []
        for start, end, _ in unit_places(self.folded.text):
            starts.append(start)
            ends.append(end)
        return starts, ends

    def occurrences(self, phrase: Sequence[str]) -> Iterator[Span]:
        """Every place of a phrase, which is given as its stretches; in order, overlapping ones as well."""
        if not phrase or not all(stretch in self.folded.text for stretch in phrase):
            return
        first, *following = phrase
        for start in self._beginnings(first):
            end = self._end(start + len(first), following) if following else start + len(first)
            if end:
                yield start, end

    def matches(self, phrases: Sequence[Sequence[str]]) -> list[Match]:
        """The occurrences of several phrases, sorted."""
        by_phrase = enumerate(map(self.occurrences, phrases))
        return sorted((start, end, number) for number, spans in by_phrase for start, end in spans)

    def _beginnings(self, stretch: str) -> Iterator[int]:
        """Where a stretch begins: anywhere in a Han run, but only as a whole unit of letters or digits."""
        text, size = self.folded.text, len(stretch)
        if not is_han(stretch[0]):
            yield from (s for s, e in zip(*self._places, strict=True) if e - s == size and text.startswith(stretch, s))
            return
        start = text.find(stretch)
        while start >= 0:
            yield start
            start = text.find(stretch, start + 1)

    def _end(self, end: int, following: Sequence[str]) -> int | None:
        """Where a phrase ends whose first stretch ends at `end`; None if the following stretches do not follow."""
        starts, ends = self._places
        index = bisect_left(ends, end)
        for stretch in following:
            start = end
            if end == ends[index]:
                index += 1
                if index == len(starts):
                    return None
                start = starts[index]
            end = start + len(stretch)
            if not self.folded.text.startswith(stretch, start) or (end < ends[index] and not is_han(stretch[0])):
                return None
        return end

    def originals(self, places: Iterable[Span | Match]) -> list[Span]:
        """Sorted places as spans of the original; spans that touch or overlap become one.

        They are joined in the folded text, where 专项 and 整治 touch across a zero-width space, and once more in the
        original, where 2 and 3 of ㉓ are one code point.
        """
        merged, origins = _merge(places), self.folded.origins
        if isinstance(origins, range):  # every code point became one: the offsets are those of the original
            return list(merged)
        return list(_merge(self.folded.span(start, end) for start, end in merged))

    def whole(self, position: int) -> Span:
        """The unit of letters or digits around a position of the original, which may not be cut there.

        (position, position) if there is no such unit. Both are offsets into the original.
        """
        starts, ends = self._places
        at = bisect_left(self.folded.origins, position)
        index = bisect_right(starts, at) - 1
        if index < 0 or not starts[index] < at < ends[index] or is_han(self.folded.text[at]):
            return position, position
        return self.folded.span(starts[index], ends[index])


def _merge(spans: Iterable[Span | Match]) -> Iterator[Span]:
    """Sorted spans, with those that overlap or touch joined."""
    start = end = -1
    for span in spans:
        if span[0] > end:
            if end >= 0:
                yield start, end
            start, end = span[:2]
        elif span[1] > end:
            end = span[1]
    if end >= 0:
        yield start, end
