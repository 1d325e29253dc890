"""An article and the phrases of a query become fragments of its text, with the places to mark.

Enters: a Document and phrases as a person typed them. Leaves: `Fragment`s of the original text.

    >>> from xtsearch.indexer.documents import Document
    >>> body = "本报讯（记者 王超）5月13日，我市召开推进会。会议部署了专项整治工作。"
    >>> highlight(Document(id="1", body=body), ["专项", "整治"])
    (Fragment(field='body', text='会议部署了专项整治工作。', spans=((5, 9),), start=24, lines=None),)

One highlighter serves every engine, so a phrase is marked by the rule by which it matched (see `occurrences`). Matches
that touch are one span; two matches with a mark or space between them are two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.fields import TEXT_FIELDS
from xtsearch.queries.highlight.occurrences import Span, UnitRow, stretches
from xtsearch.queries.highlight.passages import Passage, lead, passages

#: Code points of a fragment. Sentences of the seed page have 46 at the median; 19 of 20 have at most 112.
WIDTH = 120
#: The most fragments of a body.
FRAGMENTS = 3


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of one value of a field, in its original text, and the spans in it that match.

    `text` begins at offset `start` of the value. `spans` are code points into `text`, end-exclusive, sorted, disjoint.
    `lines` are the first and the last line of the source page that it stands on, None if they are not known.
    """

    field: str
    text: str
    spans: tuple[Span, ...]
    start: int
    lines: Span | None

    def to_dict(self) -> dict[str, Any]:
        """The fragment as JSON values."""
        return {
            "field": self.field,
            "text": self.text,
            "spans": [list(span) for span in self.spans],
            "lines": None if self.lines is None else list(self.lines),
        }


def highlight(
    document: Document, phrases: Sequence[str], *, fragments: int = FRAGMENTS, width: int = WIDTH
) -> tuple[Fragment, ...]:
    """The fragments of `document` that show `phrases`: title and kicker first, then in the order of FIELDS.

    Of the body at most `fragments` are given, of about `width` code points each, in reading order; they are chosen to
    show as many of the phrases as possible, then as many matches. Any other value that matches is given whole. If
    nothing matches, the lead of the body is given without spans, so that a hit always shows something. A phrase without
    any unit marks nothing.
    """
    wanted = tuple(dict.fromkeys(filter(None, map(stretches, phrases))))
    highlights: list[Fragment] = []
    for field in TEXT_FIELDS:
        for text in document.texts(field.name):
            row = UnitRow(text)
            matches = row.matches(wanted)
            if matches and field.name == "body":
                shown = passages(row, matches, limit=fragments, width=max(width, 1))
            else:
                shown = [Passage(0, len(text), row.originals(matches))] if matches else []
            highlights += (_fragment(document, field.name, text, passage) for passage in shown)
    return tuple(highlights) or _lead(document, max(width, 1))


def pieces(fragment: Fragment) -> Iterator[tuple[str, bool]]:
    """The text of a fragment cut at its spans: each piece, and whether it is marked.

    For output that has to escape a piece before marking it, as a page of HTML. Joined, the pieces are the text.
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
    """The text with marks around its spans: 会议部署了【专项整治】工作。

    If the text holds such a mark itself, those around the spans are doubled: 【本报讯】【【专项整治】】. This is for
    people to read; programs use `spans`.
    """
    if before in fragment.text or after in fragment.text:
        before, after = before * 2, after * 2
    return "".join(f"{before}{text}{after}" if marked else text for text, marked in pieces(fragment))


def _fragment(document: Document, field: str, text: str, passage: Passage) -> Fragment:
    """The fragment of a passage; `text` is the whole value of the field."""
    spans = tuple((first - passage.start, last - passage.start) for first, last in passage.spans)
    lines = _lines(document, field, passage)
    return Fragment(field, text[passage.start : passage.end], spans, passage.start, lines)


def _lines(document: Document, field: str, passage: Passage) -> Span | None:
    if field in ("title", "kicker"):
        lines: tuple[int, ...] = getattr(document, f"{field}_lines")
        return (lines[0], lines[-1]) if lines else None
    begins = document.body_lines if field == "body" else ()
    if not begins:
        return None
    places = (passage.start, max(passage.start, passage.end - 1))
    first, last = (bisect_right(begins, place, key=lambda pair: pair[0]) for place in places)
    return begins[max(first, 1) - 1][1], begins[max(last, 1) - 1][1]


def _lead(document: Document, width: int) -> tuple[Fragment, ...]:
    """The lead of the body; of a blank body the title, or else the kicker."""
    span = lead(UnitRow(document.body), width)
    if span:
        return (_fragment(document, "body", document.body, Passage(*span, [])),)
    headings = [(name, text) for name in ("title", "kicker") for text in document.texts(name) if text.strip()]
    return tuple(_fragment(document, name, text, Passage(0, len(text), [])) for name, text in headings[:1])
