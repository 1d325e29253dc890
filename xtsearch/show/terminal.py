"""Text of documents for a terminal: without control sequences, wrapped by columns, with matches marked.

    >>> Screen(color=False, width=None).mark("我市专项整治", [(2, 6)])
    '我市【专项整治】'

No text of a document reaches a terminal as a control sequence: each control, format and separator character becomes
one U+FFFD, so that offsets stay as they are.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

REPLACEMENT = "\ufffd"
#: Controls, invisible formats (bidirectional overrides, zero width), half surrogates, line and paragraph separators.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

BOLD, DIM, MATCH, RESET = "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[0m"

#: Characters that may not begin a line, and that may not end one (W3C, Requirements for Chinese Text Layout, 3.1.4).
_NOT_FIRST = frozenset("，。、；：？！”’）》〉」』】〕…—·％%,.;:?!)]}")
_NOT_LAST = frozenset("“‘（《〈「『【〔([{")
_ATOMS = re.compile(r"[!-~]+|.", re.DOTALL)


class _Visible(dict[int, str]):
    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = REPLACEMENT if unicodedata.category(character) in _HIDDEN else character
        return self[code]


_VISIBLE = _Visible()


def visible(text: str) -> str:
    """`text` with each character that a terminal might obey replaced by U+FFFD, but for line ends. Same length."""
    if text.isprintable():
        return text
    return "\n".join(line.translate(_VISIBLE) for line in text.replace("\t", " ").split("\n"))


def one_line(text: str) -> str:
    """`visible` text on one line: each line end becomes a space. Same length."""
    return visible(text.replace("\n", " ").replace("\r", " "))


def columns(text: str) -> int:
    """The columns that `text` takes on a terminal: 2 for a wide character, 0 for a combining one."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Cut one line of text into lines of at most `width` columns: offsets into it, end-exclusive.

    A run of Latin letters and digits that fits on a line is not cut. Punctuation stays with the character that it
    follows, an opening bracket or quote with the one that it precedes. Every line has at least one character.
    """
    lines: list[tuple[int, int]] = []
    start, used = 0, 0
    for begin, end in _clusters(text, width):
        size = columns(text[begin:end])
        if used and used + size > width:
            lines.append((start, begin))
            start, used = begin, 0
            if text[begin:end] == " ":
                start = end
                continue
        used += size
    if start < len(text):
        lines.append((start, len(text)))
    return lines


def _clusters(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The stretches that stay together on a line, as offsets; one that is wider than a line is cut into characters."""
    begin = end = 0
    for match in _ATOMS.finditer(text):
        atom = match[0]
        if end > begin and atom[0] not in _NOT_FIRST and text[end - 1] not in _NOT_LAST:
            yield from _fitted(text, begin, end, width)
            begin = end
        end = match.end()
    if end > begin:
        yield from _fitted(text, begin, end, width)


def _fitted(text: str, begin: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    if columns(text[begin:end]) <= width:
        yield begin, end
    else:
        yield from ((i, i + 1) for i in range(begin, end))


@dataclass(frozen=True, slots=True)
class Screen:
    """Where text is shown: whether in colour, and in how many columns; None if lines are not wrapped."""

    color: bool
    width: int | None

    def style(self, text: str, style: str) -> str:
        """`text` in a style of this module; as it is on a screen without colours."""
        return f"{style}{text}{RESET}" if self.color and text else text

    def mark(self, text: str, spans: Sequence[tuple[int, int]]) -> str:
        """`text` on one line, with its spans in colour, or between 【 and 】 on a screen without colours."""
        opening, closing = (MATCH, RESET) if self.color else ("【", "】")
        shown, parts, end = one_line(text), [], 0
        for first, last in spans:
            parts += [shown[end:first], opening, shown[first:last], closing]
            end = last
        return "".join([*parts, shown[end:]])

    def paragraph(self, text: str, spans: Sequence[tuple[int, int]] = (), indent: str = "") -> str:
        """`text` marked, wrapped and indented, ending in a line end."""
        if not self.color:
            text, spans = self.mark(text, spans), ()
        shown = one_line(text)
        lines = [(0, len(shown))] if self.width is None else wrap(shown, max(self.width - columns(indent), 2))
        return "".join(f"{indent}{self.mark(shown[a:b], _within(spans, a, b))}\n" for a, b in lines)

    def listing(self, label: str, items: Sequence[str]) -> str:
        """`label`, then the items two columns apart; items are not cut, further lines begin below the first item."""
        lines, used = [label], columns(label)
        for item in map(one_line, items):
            if self.width is not None and used + columns(item) > self.width and used > columns(label):
                lines.append(f"\n{' ' * columns(label)}")
                used = columns(label)
            lines.append(f"{item}  ")
            used += columns(item) + 2
        return "\n".join(line.rstrip() for line in "".join(lines).split("\n")) + "\n"


def _within(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The parts of the spans that lie in [start, end), counted from `start`."""
    return [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]


def screen(color: str, stream: TextIO, environment: Mapping[str, str]) -> Screen:
    """The screen behind `stream`; `color` is the setting: auto, always, never."""
    terminal = stream.isatty()
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    shown = color == "always" or (color == "auto" and terminal and not plain)
    return Screen(shown, _terminal_width(environment) if terminal else None)


def _terminal_width(environment: Mapping[str, str]) -> int:
    asked = environment.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None and (width := os.get_terminal_size(stream.fileno()).columns):
                return width
        except (OSError, ValueError):  # not a terminal, or closed: ask the other stream
            continue
    return 80
