"""An article and the phrases that were asked become fragments of its text, with the places to mark.

Enters: a Document and phrases as a person typed them. Leaves: `Fragment`s of the original text.

    >>> from xtsearch.indexer.documents import Document
    >>> body = "本报讯（记者 王超）5月13日，我市召开推进会。会议部署了专项整治工作。"
    >>> highlight(Document(id="1", body=body), ["专项", "整治"])
    (Fragment(field='body', text='会议部署了专项整治工作。', spans=((5, 9),), start=24, lines=None),)

One highlighter for every engine, so that a phrase is marked by the rule that found it (see `occurrences`). Matches
that touch are one span; what is printed between two parts them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.fields import TEXT_FIELDS
from xtsearch.queries.highlight.occurrences import Row, Span, stretches
from xtsearch.queries.highlight.passages import Passage, lead, passages

#: A sentence of the seed page has 46 code points at the median, and at most 112 in 19 of 20.
WIDTH = 120
#: So many fragments of a body are shown.
FRAGMENTS = 3


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

    Of the body at most `fragments`, of about `width` code points, chosen to show as many phrases as can be, then as
    many matches; in reading order. Every other value that matches is given whole. Where nothing matches, the lead of
    the body without spans, so that a hit always shows something. Phrases that hold no unit mark nothing.
    """
    sought = tuple(dict.fromkeys(filter(None, map(stretches, phrases))))
    found: list[Fragment] = []
    for field in TEXT_FIELDS:
        for text in document.texts(field.name):
            row = Row(text)
            matches = row.matches(sought)
            if matches and field.name == "body":
                shown = passages(row, matches, limit=fragments, width=max(width, 1))
            else:
                shown = [Passage(0, len(text), row.originals(matches))] if matches else []
            found += (_fragment(document, field.name, text, passage) for passage in shown)
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


def _fragment(document: Document, field: str, text: str, passage: Passage) -> Fragment:
    """A passage of `text`, one value of a field."""
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
    """The lead of the body; where that is blank, the title, or the kicker."""
    span = lead(Row(document.body), width)
    if span:
        return (_fragment(document, "body", document.body, Passage(*span, [])),)
    others = [(name, text) for name in ("title", "kicker") for text in document.texts(name) if text.strip()]
    return tuple(_fragment(document, name, text, Passage(0, len(text), [])) for name, text in others[:1])
