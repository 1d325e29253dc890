"""Which parts of a text to show: sentences around what matches, cut where they are long, the best of them.

Enters: a Row, and the matches in it. Leaves: `Passage`s of the original text, in reading order.

    >>> row = Row("本报讯（记者 王超）5月13日，我市召开推进会。会议部署了专项整治工作。")
    >>> passages(row, row.matches([("整治",)]), limit=3, width=120)
    [Passage(start=24, end=36, spans=[(31, 33)])]

Widths and offsets are code points of the original, end-exclusive.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xtsearch.queries.highlight.occurrences import Match, Row, Span

#: A sentence ends with these and the quotes that close after them; `；` and `.` not inside a number.
_SENTENCE_END = re.compile(r"(?:[。！？…｡]|；(?!\d)|[.!?;](?=\s))+[”’」』）】》]*|[\n\r\v\f\x85\u2028\u2029]+")
_PARAGRAPH_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
#: Where a long sentence is cut; not inside a number.
_CLAUSE_END = re.compile(r"，(?!\d)")


@dataclass(slots=True)
class Passage:
    """A part of a text to show, and the spans inside it that match, sorted; offsets into the text."""

    start: int
    end: int
    spans: list[Span]


def passages(row: Row, matches: Sequence[Match], *, limit: int, width: int) -> list[Passage]:
    """At most `limit` passages of about `width` that show `matches`, as `Row.matches` gives them.

    Chosen to show as many phrases as can be, then as many matches.
    """
    found = [cut for sentence in _sentences(row, matches, width) for cut in _cut_long(row, sentence, width)]
    if len(found) > limit:
        found = _best(row, found, matches, limit)
    return [_trimmed(row.text, passage) for passage in found]


def lead(row: Row, width: int) -> Span | None:
    """The first sentences, as many as `width` takes of one paragraph; None of a blank text."""
    text = row.text
    start = len(text) - len(text.lstrip())
    if start == len(text):
        return None
    paragraph = _PARAGRAPH_END.search(text, start)
    end = paragraph.start() if paragraph else len(text)
    if end - start > width:
        ends = [match.end() for match in _SENTENCE_END.finditer(text, start, start + width)]
        end = ends[-1] if ends else _finish(row, row.whole(start + 1)[1], start + width)
    return start, start + len(text[start:end].rstrip())


def _sentences(row: Row, matches: Sequence[Match], width: int) -> list[Passage]:
    """The sentences that hold a match, neighbours joined as far as `width` and the paragraph go."""
    text = row.text
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    found: list[Passage] = []
    for span in row.originals(matches):
        if found and span[1] <= found[-1].end:
            found[-1].spans.append(span)
            continue
        before, after = bisect_right(ends, span[0]), bisect_left(ends, span[1])
        start = ends[before - 1] if before else 0
        end = ends[after] if after < len(ends) else len(text)
        last = found[-1] if found else None
        if last and (start < last.end or (start == last.end and _joins(text, last, end, width))):
            last.end = max(last.end, end)
            last.spans.append(span)
        else:
            found.append(Passage(start, end, [span]))
    return found


def _joins(text: str, last: Passage, end: int, width: int) -> bool:
    return end - last.start <= width and not _PARAGRAPH_END.match(text, last.end - 1)


def _cut_long(row: Row, passage: Passage, width: int) -> Iterator[Passage]:
    """A passage longer than `width` cut around its spans, at commas where there are some, never inside a unit.

    A span longer than `width` stays whole.
    """
    if passage.end - passage.start <= width:
        yield passage
        return
    low, spans, index = passage.start, passage.spans, 0
    while index < len(spans):
        first, last = spans[index]
        start = max(low, first - max(0, width - (last - first)) // 2)
        end = min(passage.end, max(start + width, last))
        start = max(low, min(start, end - width))
        beyond = bisect_right(spans, end, lo=index + 1, key=lambda span: span[1])
        if beyond < len(spans):
            end = min(end, spans[beyond][0])
        start = start if start == low else _begin(row, start, first)
        end = end if end == passage.end else _finish(row, spans[beyond - 1][1], end)
        yield Passage(start, end, spans[index:beyond])
        low, index = end, beyond


def _begin(row: Row, start: int, match: int) -> int:
    """The first good place from `start` on to begin a fragment whose match begins at `match`."""
    comma = _CLAUSE_END.search(row.text, start, match)
    return comma.end() if comma else min(row.whole(start)[1], match)


def _finish(row: Row, match: int, end: int) -> int:
    """The last good place up to `end` to finish a fragment whose match ends at `match`."""
    commas = [comma.end() for comma in _CLAUSE_END.finditer(row.text, match, end)]
    return commas[-1] if commas else max(row.whole(end)[0], match)


def _best(row: Row, choices: Sequence[Passage], matches: Sequence[Match], limit: int) -> list[Passage]:
    """At most `limit` passages, in reading order: each time the one with most phrases not yet shown.

    Then with most phrases, then most matches, then the first.
    """
    starts = [passage.start for passage in choices]
    shown: list[list[int]] = [[] for _ in choices]
    for start, _, number in matches:
        shown[bisect_right(starts, row.folded.origins[start]) - 1].append(number)
    order = sorted(range(len(choices)), key=lambda i: (-len(set(shown[i])), -len(shown[i]), i))
    chosen: list[int] = []
    missing = {number for _, _, number in matches}
    while missing and len(chosen) < limit:
        best = max(order, key=lambda i: len(missing.intersection(shown[i])))
        missing.difference_update(shown[best])
        chosen.append(best)
    others = [i for i in order if i not in chosen]
    return [choices[i] for i in sorted([*chosen, *others[: max(0, limit - len(chosen))]])]


def _trimmed(text: str, passage: Passage) -> Passage:
    """The passage without the space around it."""
    head = text[passage.start : passage.spans[0][0]]
    tail = text[passage.spans[-1][1] : passage.end]
    start = passage.start + len(head) - len(head.lstrip())
    return Passage(start, passage.end - len(tail) + len(tail.rstrip()), passage.spans)
