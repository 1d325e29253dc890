"""A paragraph in, the lines of a narrow column out; and what text extractors do to lines. Seeded.

Widths are in em. No closing mark begins a line and no opening mark ends one (CLREQ 3.1.3); numbers stay whole.

    >>> wrap("我市召开工程建设推进会，市领导出席。", 8, Setting())
    ['我市召开工程', '建设推进会，市领', '导出席。']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

NEVER_FIRST = "，。、；：？！）》」』”’】%·…"
NEVER_LAST = "（《「『“‘【"
_PIECE = re.compile(r"[0-9][0-9.,%]*|[A-Za-z]+|.", re.DOTALL)
_LATIN = re.compile(r"[A-Za-z]{5,}")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a page's text is set: `indent` of a paragraph in em, `squeeze`: a mark at a line's end may take half an em,
    `half_quotes`: all quotes take half an em, `split_numbers`: a line end may cut a number."""

    indent: float = 2.0
    squeeze: bool = True
    half_quotes: bool = False
    split_numbers: bool = False


def wrap(paragraph: str, width: float, setting: Setting) -> list[str]:
    """The lines of a paragraph in a column of that width. The first line is shorter by the indent, but no white space
    stands for it."""
    pieces = _pieces(paragraph, setting)
    lines: list[str] = []
    current: list[str] = []
    room = width - setting.indent
    for piece in pieces:
        if current and _width("".join(current) + piece, setting) > room + 0.01:
            if piece in NEVER_FIRST and setting.squeeze and _width("".join(current), setting) + 0.5 <= room + 0.01:
                current.append(piece)
                continue
            carried = _carried(current, piece)
            lines.append("".join(current).strip())
            current, room = carried, width
        current.append(piece)
    lines.append("".join(current).strip())
    return [line for line in lines if line]


def _pieces(paragraph: str, setting: Setting) -> list[str]:
    pieces: list[str] = _PIECE.findall(paragraph)
    if not setting.split_numbers:
        return pieces
    return [mark for piece in pieces for mark in (piece if piece[0].isdigit() else [piece])]


def _carried(current: list[str], piece: str) -> list[str]:
    """Takes off `current` what must go over to the next line with the piece, and answers it."""
    carried: list[str] = []
    while len(current) > 1 and (current[-1] in NEVER_LAST or (piece[0] in NEVER_FIRST and not carried)):
        carried.insert(0, current.pop())
        piece = carried[0]
    return carried


def _width(text: str, setting: Setting) -> float:
    return sum(0.5 if mark.isascii() or (setting.half_quotes and mark in "“”‘’") else 1.0 for mark in text)


def disturb(line: str, random: Random, noise: float) -> str:
    """The line as an extractor may leave it: with a space beside a number, or before or behind the line. No character
    is lost. `noise` is a probability."""
    if random.random() < noise:
        line = re.sub(
            r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])", lambda _: random.choice(["", " "]), line
        )
    if random.random() < noise / 3:
        line += random.choice([" ", "  ", "\u3000"])
    if random.random() < noise / 6:
        line = " " + line
    return line
