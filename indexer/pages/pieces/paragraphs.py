"""An article's body lines in; its paragraphs as one text, with the place of every line in it, out. Pure.

    >>> from xtsearch.indexer.pages.page import read_lines
    >>> lines, _ = read_lines("证书。提出申请到领证，只用了 7\\n天时间！")
    >>> unwrap([BodyLine(line, column=16.0) for line in lines]).text
    '证书。提出申请到领证，只用了7天时间！'

The line end is that of seed lines 229 and 230. A sentence is joined over line ends and blank lines;
a paragraph ends where the form of its last line, or of the line after it, says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xtsearch.indexer.pages.page import INDENT, Line, ends_sentence, visible
from xtsearch.indexer.pages.pieces.bylines import parts_names

# A single space beside a digit, a Latin letter or a mark was put there by the extractor (5月 13日, seed line 218; 北栋
# 3楼, line 224). One between two Han characters is printed: it parts names (line 481), or clauses (line 150).
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’—…·"
STRAY = re.compile(
    rf"(?<=[{_WIDE}])[ \u00a0\u2009](?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])[ \u00a0\u2009](?=[{_WIDE}])"
    rf"|(?<=[，。、；：？！（《“‘])[ \u00a0\u2009]+|(?<![ \u00a0\u2009])[ \u00a0\u2009]+(?=[，。、；：？！）》”’])"
)

# Log-odds that a paragraph ends between two body lines. On the seed they part 60 paragraphs from 240 joined lines.
# Lines 232 to 235 are the hard case: a paragraph's end without a blank line, then a blank line inside a sentence.
CLOSED_SENTENCE = 1.0  # the line ends a sentence: by chance once in 18 lines, at a paragraph's end nearly always
OPEN_SENTENCE = -9.0  # it does not
INDENTED = 6.0  # two spaces or more before the next line, on a page that indents
OUTDENTED = -3.0  # no space before it, on such a page
SHORT_LAST = 4.0  # the line ends before its column does
FULL_LAST = -1.9  # it does not
FIRST_WIDTH = 2.9  # the next line fills its column but for an indent that the extractor dropped
FULL_NEXT = -2.9  # it fills the column from the edge
BLANK_BETWEEN = 1.0  # a blank line between the two
NO_BLANK = -0.5  # none


BRACKETED = 60  # characters; brackets that hold more than a remark or a byline may hold a paragraph's end
_BRACKET_END = re.compile(r"[）)。！？\n]")


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A line of a body, and the width of the column it stands in (em).

    `alone`: the line is a paragraph by itself. `named`: it continues the names of the byline on the line before.
    """

    line: Line
    column: float | None
    alone: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text. `places`: for each line the offset in code points into `text` where it begins, and its number;
    ascending."""

    text: str
    places: tuple[tuple[int, int], ...]


def unwrap(lines: Sequence[BodyLine], quote_width: float = 0.75, *, indents: bool = False) -> Body:
    """The paragraphs of the lines, joined by LF.

    `quote_width` is the width in em of the page's quotation marks. `indents`: the page's paragraphs begin with spaces.
    """
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
        places += [(size + offset, number) for offset, number in body_line.line.upright]
        parts.append(text)
        size += len(text)
    return Body("".join(parts), tuple(places))


def strip_stray_spaces(text: str) -> str:
    """The text without the single spaces that an extractor put beside digits, Latin letters and marks."""
    return STRAY.sub("", text) if " " in text or "\u00a0" in text or "\u2009" in text else text


def joint_between(before: str, after: str) -> str:
    """What a line end inside a paragraph becomes: a space between two Latin words or two names, else nothing."""
    if parts_names(before, after):
        return " "
    latin = before[-1:].isascii() and after[:1].isascii() and before[-1:].isalnum() and after[:1].isalnum()
    return " " if latin and (before[-1:].isalpha() and after[:1].isalpha()) and not _in_address(before) else ""


def _in_address(text: str) -> bool:
    """Whether the text ends inside a URL or mail address, which a line end cuts anywhere."""
    tail = text[-80:].rsplit(" ", 1)[-1]
    return "://" in tail or "www." in tail or "@" in tail


def _in_brackets(text: str) -> bool:
    """Whether the text ends inside the brackets of a byline or of a short remark, which hold no sentence's end."""
    tail = text[-BRACKETED:]
    opened = max(tail.rfind("（"), tail.rfind("("))
    return opened >= 0 and not _BRACKET_END.search(tail, opened)


def paragraph_ends(before: BodyLine, after: BodyLine, *, first: bool, indents: bool, quote_width: float = 0.75) -> bool:
    """Whether a paragraph ends between two lines. `first`: the line before is the first of its paragraph."""
    if after.named:
        return False
    if before.alone or after.alone:
        return True
    upper, lower = before.line, after.line
    closed = ends_sentence(visible(upper.text))
    if before.column is None or after.column is None:
        return closed or upper.high > 60 or lower.indent >= 2
    if not closed and not (indents and lower.indent >= 2):
        return False  # neither widths nor a blank line outweigh a sentence that goes on
    score = CLOSED_SENTENCE if closed else OPEN_SENTENCE
    if indents:
        score += INDENTED if lower.indent >= 2 else OUTDENTED
    room = before.column - (INDENT if first else 0.0)
    score += SHORT_LAST if upper.falls_short(room) else FULL_LAST
    score += _first_width(lower, after.column, quote_width)
    score += BLANK_BETWEEN if lower.gap else NO_BLANK
    return score > 0


def _first_width(line: Line, column: float, quote_width: float) -> float:
    """Log-odds that the line is a paragraph's first, because it fills its column but for an indent.

    A line with squeezed marks may fill the column either way (seed line 162, 14.5 to 16 em in a column of 16). Then the
    nearer width counts.
    """
    if not (line.fills(column) or line.fills_indented(column)):
        return 0.0
    likely = line.high - line.quotes * (1 - quote_width)
    nearer = (abs(likely - column) - abs(likely - column + INDENT)) / INDENT
    return FIRST_WIDTH * nearer if nearer > 0 else FULL_NEXT * -nearer
