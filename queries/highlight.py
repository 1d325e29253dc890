"""An article and the phrases that were asked become fragments of its text, with the places to mark.

Enters: a Document and phrases as a person typed them. Leaves: `Fragment`s of the original text.

    >>> from indexer.documents import Document
    >>> body = "本报讯（记者 王超）5月13日，我市召开推进会。会议部署了专项整治工作。"
    >>> highlight(Document(id="1", body=body), ["专项", "整治"])
    (Fragment(field='body', text='会议部署了专项整治工作。', spans=((5, 9),), start=23, lines=None),)

One highlighter for every engine, so that a phrase is marked by the rule that found it (DESIGN, an exact phrase): the
folded text is a row of units; two Han units that touch in the phrase touch in the text; anywhere else punctuation,
space or a paragraph's end may stand. Matches that touch are one span; what is printed between two parts them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from indexer.analysis import Folded, fold, phrase_units
from indexer.documents import TEXT_FIELDS, Document

#: A sentence of the seed page has 46 code points at the median, and at most 112 in 19 of 20.
WIDTH = 120

Span = tuple[int, int]
Match = tuple[int, int, int]  # start, end, number of the phrase


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of the original text of one value of a field, and the spans in it that match.

    `text` begins at offset `start` of the value. `spans` are code points into `text`, end-exclusive, sorted, disjoint.
    `lines` are the first and the last line of the source page that it stands on, None where that is not known.
    """

    field: str
    text: str
    spans: tuple[Span, ...]
    start: int
    lines: Span | None


def highlight(
    document: Document, phrases: Sequence[str], *, fragments: int = 3, width: int = WIDTH
) -> tuple[Fragment, ...]:
    """The fragments of `document` that show `phrases`: title and kicker first, then in the order of FIELDS.

    Of the body at most `fragments`, of about `width` code points, chosen to show as many phrases as can be, then as
    many matches; in reading order. Every other value that matches is given whole. Where nothing matches, the lead of
    the body without spans, so that a hit always shows something. Phrases that hold no unit mark nothing.
    """
    sought = tuple(dict.fromkeys(filter(None, map(_pattern, phrases))))
    found: list[Fragment] = []
    for field in TEXT_FIELDS:
        for text in document.texts(field.name):
            value = _Value(document, field.name, text)
            matches = value.find(sought)
            if matches and field.name == "body":
                found += _fragments(value, matches, fragments, max(width, 1))
            elif matches:
                found.append(value.fragment(0, len(text), value.spans(matches)))
    return tuple(found) or _lead(document, max(width, 1))


def pieces(fragment: Fragment) -> Iterator[tuple[str, bool]]:
    """The text cut at its spans, each piece with whether it is marked; joined, they are the text.

    For whatever must escape a piece before it is marked: a terminal, a page of html.
    """
    end = 0
    for start, stop in fragment.spans:
        if start > end:
            yield fragment.text[end:start], False
        yield fragment.text[start:stop], True
        end = stop
    if end < len(fragment.text):
        yield fragment.text[end:], False


def mark(fragment: Fragment, before: str = "【", after: str = "】") -> str:
    """The text with its spans between marks: 会议部署了【专项整治】工作。

    Where the text holds a mark itself, ours are doubled: 【本报讯】【【专项整治】】. Meant for a person: a program
    takes `spans`.
    """
    if before in fragment.text or after in fragment.text:
        before, after = before * 2, after * 2
    return "".join(f"{before}{text}{after}" if marked else text for text, marked in pieces(fragment))


# ---------------------------------------------------------------------------------------------------- matching

#: What stands between two units. `\w` leaves out two sorts of Han: radicals, and what Unicode added after Python did.
_GAP = r"(?:[^\w\u2e80-\u2fd5\uf900-\ufaff\U00020000-\U0003ffff]|_)*"
#: No unit of letters and digits reaches across these, so a text may be cut into units between any two of them.
_BORDER = re.compile(r"[\s\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A phrase as stretches of folded text, first to last; `regex` has a group for each that must be whole units."""

    stretches: tuple[str, ...]
    regex: re.Pattern[str]


@lru_cache(4096)
def _is_han(unit: str) -> bool:
    """By what `phrase_units` does alone with Han: a space parts it."""
    return len(phrase_units(f"{unit} {unit}")) == 2


@lru_cache(256)
def _pattern(phrase: str) -> _Pattern | None:
    stretches: list[str] = []
    for units in phrase_units(phrase):
        touches = False
        for unit in units:
            if touches and _is_han(unit):
                stretches[-1] += unit
            else:
                stretches.append(unit)
            touches = _is_han(unit)
    if not stretches:
        return None
    parts = [re.escape(s) if _is_han(s[0]) else f"({re.escape(s)})" for s in stretches]
    return _Pattern(tuple(stretches), re.compile(_GAP.join(parts)))


class _Value:
    """One value of a field: its text, the text folded, and its units of letters and digits where they are asked for."""

    def __init__(self, document: Document, field: str, text: str) -> None:
        self.document, self.field, self.text = document, field, text
        self.folded: Folded = fold(text)
        self._window: Span = (0, 0)
        self._units: list[Span] = []

    def find(self, sought: Sequence[_Pattern]) -> list[Match]:
        """All matches in the folded text, also those that overlap, sorted."""
        found: list[Match] = []
        for number, pattern in enumerate(sought):
            if all(stretch in self.folded.text for stretch in pattern.stretches):
                found += [(start, end, number) for start, end in self._occurrences(pattern)]
        return sorted(found)

    def spans(self, matches: Sequence[Match]) -> list[Span]:
        """Where in the original the matches stand, merged.

        First in the folded text, where 专项 and 整治 touch across a zero-width space; then in the original, where 2
        and 3 of ㉓ are one code point.
        """
        return _merge(self.folded.span(*span) for span in _merge(match[:2] for match in matches))

    def _occurrences(self, pattern: _Pattern) -> Iterator[Span]:
        text, first = self.folded.text, pattern.stretches[0]
        start = text.find(first)
        while start >= 0:
            match = pattern.regex.match(text, start)
            if match and all(self.unit(match.start(i)) == match.span(i) for i in range(1, len(match.regs))):
                yield match.span()
            start = text.find(first, start + 1)

    def unit(self, position: int) -> Span | None:
        """The unit of letters and digits that the folded text has at a position, if there is one."""
        text = self.folded.text
        if _BORDER.match(text, position):
            return None
        low, high = self._window
        if not low <= position < high:
            self._cut(position)
        index = bisect_right(self._units, (position, len(text))) - 1
        return self._units[index] if index >= 0 and position < self._units[index][1] else None

    def _cut(self, position: int) -> None:
        """Cut into units what stands between the two borders around a position.

        A unit's place is where its text next occurs: what stands between units is no beginning of one.
        """
        text, low = self.folded.text, position
        while low and not _BORDER.match(text, low - 1):
            low -= 1
        border = _BORDER.search(text, position)
        self._window, self._units = (low, border.start() if border else len(text)), []
        for unit in chain.from_iterable(phrase_units(text[slice(*self._window)])):
            low = text.index(unit, low) + len(unit)
            self._units.append((low - len(unit), low))

    def whole(self, position: int) -> Span:
        """The stretch of the original that may not be cut at a position: (position, position), or a unit around it."""
        index = bisect_left(self.folded.origins, position)
        unit = self.unit(index) if index < len(self.folded.text) else None
        if unit is None or unit[0] == index:
            return position, position
        return self.folded.span(*unit)

    def fragment(self, start: int, end: int, spans: Sequence[Span]) -> Fragment:
        """The stretch [start, end) as a Fragment; `spans` are offsets into the value, inside the stretch."""
        shifted = tuple((first - start, last - start) for first, last in spans)
        return Fragment(self.field, self.text[start:end], shifted, start, self._lines(start, end))

    def _lines(self, start: int, end: int) -> Span | None:
        if self.field in ("title", "kicker"):
            lines: tuple[int, ...] = getattr(self.document, f"{self.field}_lines")
            return (lines[0], lines[-1]) if lines else None
        begins = self.document.body_lines if self.field == "body" else ()
        if not begins:
            return None
        first, last = (bisect_right(begins, at, key=lambda pair: pair[0]) for at in (start, max(start, end - 1)))
        return begins[max(first, 1) - 1][1], begins[max(last, 1) - 1][1]


def _merge(spans: Iterator[Span]) -> list[Span]:
    """Sorted spans, those that overlap or touch made one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


# --------------------------------------------------------------------------------------------------- fragments

#: A sentence ends with these and the quotes that close after them; `；` and `.` not inside a number.
_SENTENCE_END = re.compile(r"(?:[。！？…｡]|；(?!\d)|[.!?;](?=\s))+[”’」』）】》]*|[\n\r\v\f\x85\u2028\u2029]+")
_PARAGRAPH_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
#: Where a long sentence is cut; not inside a number.
_CLAUSE_END = re.compile(r"，(?!\d)")


@dataclass(slots=True)
class _Stretch:
    """A part of a text that may become a fragment; `spans` are offsets into the text, inside it."""

    start: int
    end: int
    spans: list[Span]


def _fragments(value: _Value, matches: Sequence[Match], limit: int, width: int) -> list[Fragment]:
    stretches = [cut for stretch in _sentences(value, matches, width) for cut in _cut_long(value, stretch, width)]
    if len(stretches) > limit:
        stretches = _best(value, stretches, matches, limit)
    return [_trimmed(value, stretch) for stretch in stretches]


def _sentences(value: _Value, matches: Sequence[Match], width: int) -> list[_Stretch]:
    """The sentences that hold a match, neighbours joined as far as `width` and the paragraph go."""
    text = value.text
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    found: list[_Stretch] = []
    for span in value.spans(matches):
        before, after = bisect_right(ends, span[0]), bisect_left(ends, span[1])
        start = ends[before - 1] if before else 0
        end = ends[after] if after < len(ends) else len(text)
        last = found[-1] if found else None
        if last and (start < last.end or (start == last.end and _joins(text, last, end, width))):
            last.end = max(last.end, end)
            last.spans.append(span)
        else:
            found.append(_Stretch(start, end, [span]))
    return found


def _joins(text: str, last: _Stretch, end: int, width: int) -> bool:
    return end - last.start <= width and not _PARAGRAPH_END.match(text, last.end - 1)


def _cut_long(value: _Value, stretch: _Stretch, width: int) -> Iterator[_Stretch]:
    """A stretch longer than `width` cut around its spans, at commas where there are some, never inside a unit.

    A span longer than `width` stays whole.
    """
    if stretch.end - stretch.start <= width:
        yield stretch
        return
    low, spans, index = stretch.start, stretch.spans, 0
    while index < len(spans):
        first, last = spans[index]
        start = max(low, first - max(0, width - (last - first)) // 2)
        end = min(stretch.end, max(start + width, last))
        start = max(low, min(start, end - width))
        beyond = bisect_right(spans, end, lo=index + 1, key=lambda span: span[1])
        if beyond < len(spans):
            end = min(end, spans[beyond][0])
        start = start if start == low else _begin(value, start, first)
        end = end if end == stretch.end else _finish(value, spans[beyond - 1][1], end)
        yield _Stretch(start, end, spans[index:beyond])
        low, index = end, beyond


def _begin(value: _Value, start: int, match: int) -> int:
    """The first good place from `start` on to begin a fragment whose match begins at `match`."""
    comma = _CLAUSE_END.search(value.text, start, match)
    return comma.end() if comma else min(value.whole(start)[1], match)


def _finish(value: _Value, match: int, end: int) -> int:
    """The last good place up to `end` to finish a fragment whose match ends at `match`."""
    commas = [comma.end() for comma in _CLAUSE_END.finditer(value.text, match, end)]
    return commas[-1] if commas else max(value.whole(end)[0], match)


def _best(value: _Value, stretches: Sequence[_Stretch], matches: Sequence[Match], limit: int) -> list[_Stretch]:
    """At most `limit` stretches, in reading order: each time the one with most phrases not yet shown.

    Then with most phrases, then most matches, then the first.
    """
    starts = [stretch.start for stretch in stretches]
    shown: list[list[int]] = [[] for _ in stretches]
    for start, _, number in matches:
        shown[bisect_right(starts, value.folded.origins[start]) - 1].append(number)
    order = sorted(range(len(stretches)), key=lambda i: (-len(set(shown[i])), -len(shown[i]), i))
    chosen: list[int] = []
    missing = {number for _, _, number in matches}
    while missing and len(chosen) < limit:
        best = max(order, key=lambda i: len(missing.intersection(shown[i])))
        missing.difference_update(shown[best])
        chosen.append(best)
    others = [i for i in order if i not in chosen]
    return [stretches[i] for i in sorted([*chosen, *others[: max(0, limit - len(chosen))]])]


def _trimmed(value: _Value, stretch: _Stretch) -> Fragment:
    """The stretch without the space around it."""
    head = value.text[stretch.start : stretch.spans[0][0]]
    tail = value.text[stretch.spans[-1][1] : stretch.end]
    start = stretch.start + len(head) - len(head.lstrip())
    return value.fragment(start, stretch.end - len(tail) + len(tail.rstrip()), stretch.spans)


def _lead(document: Document, width: int) -> tuple[Fragment, ...]:
    """The first sentences of the body, as many as `width` takes of one paragraph; or the title, the kicker."""
    text = document.body
    start = len(text) - len(text.lstrip())
    if start == len(text):
        others = [(name, value) for name in ("title", "kicker") for value in document.texts(name) if value.strip()]
        return tuple(_Value(document, name, value).fragment(0, len(value), ()) for name, value in others[:1])
    paragraph = _PARAGRAPH_END.search(text, start)
    stop = paragraph.start() if paragraph else len(text)
    value, end = _Value(document, "body", text), stop
    if stop - start > width:
        ends = [match.end() for match in _SENTENCE_END.finditer(text, start, start + width)]
        end = ends[-1] if ends else _finish(value, value.whole(start + 1)[1], start + width)
    end = start + len(text[start:end].rstrip())
    return (value.fragment(start, end, ()),)
