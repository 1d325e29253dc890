"""Which parts of a text to show: the sentences that hold matches, cut where they are long, and the best of them.

Enters: a UnitRow, and the matches in it. Leaves: `Passage`s of the original text, in reading order.

    >>> row = UnitRow("本报讯（记者 王超）5月13日，我市召开推进会。会议部署了专项整治工作。")
    >>> passages(row, row.matches([("整治",)]), limit=3, width=120)
    [Passage(start=24, end=36, spans=[(31, 33)])]

Widths and offsets are code points of the original, end-exclusive.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xtsearch.queries.highlight.occurrences import Match, Span, UnitRow

#: A sentence ends with one of these marks and the closing quotes after it, or with a line end. Inside a number `；` and
#: `.` end none.
_SENTENCE_END = re.compile(r"(?:[。！？…｡]|；(?!\d)|[.!?;](?=\s))+[”’」』）】》]*|[\n\r\v\f\x85\u2028\u2029]+")
_PARAGRAPH_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
#: Where a long sentence may be cut: after a comma that is not inside a number.
_CLAUSE_END = re.compile(r"，(?!\d)")


@dataclass(slots=True)
class Passage:
    """A part of a text to show, and the spans inside it that match, sorted. All are offsets into the text."""

    start: int
    end: int
    spans: list[Span]


def passages(row: UnitRow, matches: Sequence[Match], *, limit: int, width: int) -> list[Passage]:
    """At most `limit` passages of about `width` code points that show `matches`, as `UnitRow.matches` gives them.

    They are chosen to show as many of the phrases as possible, then as many matches.
    """
    candidates = [cut for sentence in _sentences(row, matches, width) for cut in _cut_long(row, sentence, width)]
    chosen = _best(row, candidates, matches, limit) if len(candidates) > limit else candidates
    return [_trimmed(row.text, passage) for passage in chosen]


def lead(row: UnitRow, width: int) -> Span | None:
    """The first sentences of the first paragraph, as many as fit into `width`; None for a blank text."""
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


def _sentences(row: UnitRow, matches: Sequence[Match], width: int) -> list[Passage]:
    """The sentences that hold a match; neighbours in one paragraph are joined while they fit into `width`."""
    text = row.text
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    sentences: list[Passage] = []
    for span in row.originals(matches):
        if sentences and span[1] <= sentences[-1].end:
            sentences[-1].spans.append(span)
            continue
        before, after = bisect_right(ends, span[0]), bisect_left(ends, span[1])
        start = ends[before - 1] if before else 0
        end = ends[after] if after < len(ends) else len(text)
        last = sentences[-1] if sentences else None
        if last and (start < last.end or (start == last.end and _joins(text, last, end, width))):
            last.end = max(last.end, end)
            last.spans.append(span)
        else:
            sentences.append(Passage(start, end, [span]))
    return sentences


def _joins(text: str, last: Passage, end: int, width: int) -> bool:
    return end - last.start <= width and not _PARAGRAPH_END.match(text, last.end - 1)


def _cut_long(row: UnitRow, passage: Passage, width: int) -> Iterator[Passage]:
    """A passage, cut around its spans if it is longer than `width`: at commas if there are any, never inside a unit.

    A span longer than `width` is not cut.
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


def _begin(row: UnitRow, start: int, match: int) -> int:
    """Where to begin a fragment: at or after `start`, before its match, which begins at `match`."""
    comma = _CLAUSE_END.search(row.text, start, match)
    return comma.end() if comma else min(row.whole(start)[1], match)


def _finish(row: UnitRow, match: int, end: int) -> int:
    """Where to end a fragment: at or before `end`, after its match, which ends at `match`."""
    commas = [comma.end() for comma in _CLAUSE_END.finditer(row.text, match, end)]
    return commas[-1] if commas else max(row.whole(end)[0], match)


def _best(row: UnitRow, candidates: Sequence[Passage], matches: Sequence[Match], limit: int) -> list[Passage]:
    """At most `limit` passages, in reading order.

    Chosen one by one: the passage with most phrases that none before it shows; among equals that with most phrases,
    then most matches, then the first.
    """
    starts = [passage.start for passage in candidates]
    shown: list[list[int]] = [[] for _ in candidates]
    for start, _, number in matches:
        shown[bisect_right(starts, row.folded.origins[start]) - 1].append(number)
    order = sorted(range(len(candidates)), key=lambda i: (-len(set(shown[i])), -len(shown[i]), i))
    chosen: list[int] = []
    missing = {number for _, _, number in matches}
    while missing and len(chosen) < limit:
        best = max(order, key=lambda i: len(missing.intersection(shown[i])))
        missing.difference_update(shown[best])
        chosen.append(best)
    rest = [i for i in order if i not in chosen]
    return [candidates[i] for i in sorted([*chosen, *rest[: max(0, limit - len(chosen))]])]


def _trimmed(text: str, passage: Passage) -> Passage:
    """The passage without white space at its ends."""
    head = text[passage.start : passage.spans[0][0]]
    tail = text[passage.spans[-1][1] : passage.end]
    start = passage.start + len(head) - len(head.lstrip())
    return Passage(start, passage.end - len(tail) + len(tail.rstrip()), passage.spans)
