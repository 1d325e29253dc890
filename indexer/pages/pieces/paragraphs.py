"""An article's body lines in; unwrapped paragraphs, with the place of every line in them, out. Pure.

Seed lines 229-230, 只用了 7 and 天时间, become 只用了7天时间: what one sentence says is joined over line ends and
blank lines, and a paragraph ends where its last line says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xtsearch.indexer.pages.page import INDENT, Line, ends_sentence, visible
from xtsearch.indexer.pages.pieces.bylines import parts_names

# A single space beside a digit, a Latin letter or a mark is the extractor's (5月 13日, seed line 218; 北栋 3楼, line
# 224). One between two Han characters is printed: it parts names (line 481) and clauses of a headline (line 150).
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’—…·"
STRAY = re.compile(
    rf"(?<=[{_WIDE}])[ \u00a0\u2009](?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])[ \u00a0\u2009](?=[{_WIDE}])"
    rf"|(?<=[，。、；：？！（《“‘])[ \u00a0\u2009]+|(?<![ \u00a0\u2009])[ \u00a0\u2009]+(?=[，。、；：？！）》”’])"
)

# Log-odds that a paragraph ends between two body lines. On the seed they part 60 paragraphs from 240 joined lines;
# lines 232-235 are the hard case: a paragraph's end without a blank line, then a blank line inside a sentence.
CLOSED_SENTENCE = 1.0  # a line ends with a sentence by chance once in 18; a paragraph nearly always does
OPEN_SENTENCE = -9.0
INDENTED = 6.0  # two full-width spaces before the next line
OUTDENTED = -3.0  # none, on a page that indents
SHORT_LAST = 4.0  # the line ends before its column does
FULL_LAST = -1.9
FIRST_WIDTH = 2.9  # the next line fills its column but for the indent that the extractor dropped
FULL_NEXT = -2.9
BLANK_BETWEEN = 1.0
NO_BLANK = -0.5


BRACKETED = 60  # characters that brackets hold at most where no paragraph may end in them
_BRACKET_END = re.compile(r"[）)。！？\n]")


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A line of a body with the column (em) it stands in; `alone` lines are paragraphs of their own, and one that is
    `named` goes on with the names of the line before."""

    line: Line
    column: float | None
    alone: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """`places`: (offset in code points into `text`, line number), ascending."""

    text: str
    places: tuple[tuple[int, int], ...]


def unwrap(lines: Sequence[BodyLine], quote_width: float = 0.75, *, indents: bool = False) -> Body:
    """The paragraphs of the lines, joined by LF."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    size = 0
    first = True
    for index, body_line in enumerate(lines):
        text = strip_stray_spaces(body_line.line.text)
        if index:
            first = paragraph_ends(
                lines[index - 1], body_line, first=first, indents=indents, quote_width=quote_width
            ) and not _in_brackets("".join(parts[-4:]))
            before = f"（{parts[-1]}" if body_line.named else "".join(parts[-3:])
            joint = "\n" if first else joint_between(before, text)
            if joint:
                parts.append(joint)
                size += len(joint)
        places.append((size, body_line.line.number))
        parts.append(text)
        size += len(text)
    return Body("".join(parts), tuple(places))


def strip_stray_spaces(text: str) -> str:
    return STRAY.sub("", text) if " " in text or "\u00a0" in text or "\u2009" in text else text


def joint_between(before: str, after: str) -> str:
    """What stands for a line end inside a paragraph: a space where two Latin words or two names meet, else nothing."""
    if parts_names(before, after):
        return " "
    latin = before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() and after[:1].isalnum()
    return " " if latin and (before[-1:].isalpha() and after[:1].isalpha()) and not _in_address(before) else ""


def _in_address(text: str) -> bool:
    """Whether the text ends inside a URL or mail address, which a line end cuts anywhere."""
    tail = text[-80:].rsplit(" ", 1)[-1]
    return "://" in tail or "www." in tail or "@" in tail


def _in_brackets(text: str) -> bool:
    """Whether the text ends inside brackets that hold no sentence's end: a byline's, a short remark's."""
    tail = text[-BRACKETED:]
    opened = max(tail.rfind("（"), tail.rfind("("))
    return opened >= 0 and not _BRACKET_END.search(tail, opened)


def paragraph_ends(before: BodyLine, after: BodyLine, *, first: bool, indents: bool, quote_width: float = 0.75) -> bool:
    """Whether a paragraph ends between the two lines. `first`: `before` is its paragraph's first line."""
    if after.named:
        return False
    if before.alone or after.alone:
        return True
    one, two = before.line, after.line
    closed = ends_sentence(visible(one.text))
    if before.column is None or after.column is None:
        return closed or one.high > 60 or two.indent >= 2
    if not closed and not (indents and two.indent >= 2):
        return False  # no widths and no blank line outweigh an open sentence
    score = CLOSED_SENTENCE if closed else OPEN_SENTENCE
    if indents:
        score += INDENTED if two.indent >= 2 else OUTDENTED
    room = before.column - (INDENT if first else 0.0)
    score += SHORT_LAST if one.falls_short(room) else FULL_LAST
    score += _first_width(two, after.column, quote_width)
    score += BLANK_BETWEEN if two.gap else NO_BLANK
    return score > 0


def _first_width(line: Line, column: float, quote_width: float) -> float:
    """Log-odds that the line is a paragraph's first: it fills its column but for an indent, rather than from the edge.

    Squeezed marks leave both open at times (seed line 162, 14.5 to 16 em in a column of 16): the nearer one counts.
    """
    if not (line.fills(column) or line.fills_indented(column)):
        return 0.0
    likely = line.high - line.quotes * (1 - quote_width)
    nearer = (abs(likely - column) - abs(likely - column + INDENT)) / INDENT
    return FIRST_WIDTH * nearer if nearer > 0 else FULL_NEXT * -nearer
