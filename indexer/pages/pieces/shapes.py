"""The shape of a line: its text with numbers and whatever changes from article to article masked. Pure.

>>> shape_of("作者：何文;孙立  时间：2016-09-30"), shape_of("《青石日报》（2025年10月20日 第 05 版）")
('作者：… 时间：#-#-#', '《…》（#年#月#日 第 # 版）')
>>> bool(shape_pattern("作者：… 时间：#-#-#").fullmatch("作者：林小川  时间：2016-10-04"))
True

Lines that a newspaper, or the tool that took its text, sets before each article are of one shape. `#` stands for a
number in Arabic or Chinese digits, `…` for words; all other characters stand for themselves, and white space for white
space of any width. People write shapes in `pages.yaml`; there `{author}` and the like stand for words to be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

NUMBER, WORDS = "#", "…"
#: Words of which a person wants to know what they say: in a line's pattern each is a group of that name.
NAMED = ("author", "date", "page", "newspaper")
LONGEST = 80  # characters of a line whose shape is looked at; no metadata line is longer

_DIGITS = r"[\d〇零一二三四五六七八九十百千]+"
#: What a shape tells apart: a label before a colon, a number, a word of bylines or metadata lines.
_TOLD = {
    "label": r"[^\W\d_]{1,6}(?=\s?[:：])",
    "number": rf"\d+|{_DIGITS}(?=\s?[年月日版期号时])",
    "kept": r"本报|本刊|本社|新华社|记者|通讯员|实习生|特约|讯|电|摄影|摄|供图|上接|下转|星期"
    rf"|第(?=\s?{_DIGITS}\s?[版期号页])|[年月日版期号](?=\s?(?:\W|{_DIGITS}|[讯电]|$))",
}


def _token(told: Mapping[str, str]) -> re.Pattern[str]:
    """A pattern for a piece of text: one that is told apart, or other words, a gap, a mark."""
    kinds = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in told.items())
    words = rf"\w(?:(?!{'|'.join(told.values())})\w)*"
    return re.compile(rf"{kinds}|(?P<word>{words})|(?P<gap>\s+)|(?P<mark>.)", re.DOTALL)


#: Labels are looked for at each character, so lines without a colon are read by a pattern without them.
_TOKEN, _UNLABELLED = _token(_TOLD), _token({kind: _TOLD[kind] for kind in ("number", "kept")})
_COLON = re.compile("[:：]")
_PIECE = re.compile(r"\d+|[^\W\d]+|\s+|.", re.DOTALL)
_SHAPE_PART = re.compile(rf"\{{(?:{'|'.join(NAMED)})\}}|{NUMBER}|{WORDS}|\s+|[^{NUMBER}{WORDS}\s{{]+|\{{")
_TELLING = re.compile(r"[\w#《【〔［\[|]")
_SEVERAL = re.compile(rf"{WORDS}(?:[ 、,，;；/·]*{WORDS})+")


@lru_cache(maxsize=1 << 12)
def shape_of(text: str) -> str:
    """The shape of a line's text, of its first LONGEST characters."""
    head = text.strip()[:LONGEST]
    parts = []
    for match in (_TOKEN if _COLON.search(head) else _UNLABELLED).finditer(head):
        match match.lastgroup:
            case "number":
                parts.append(NUMBER)
            case "word":
                parts.append(WORDS)
            case "gap":
                parts.append(" ")
            case _:
                parts.append(match[0])
    return _SEVERAL.sub(WORDS, "".join(parts))


def common_shape(texts: Sequence[str]) -> str:
    """The shape of lines that are alike: words that all of them have at the same place stay.

    >>> common_shape(["撰稿 孙立 · 阅 677", "撰稿 林小川 · 阅 39"])
    '撰稿 … · 阅 #'
    """
    rows = [_PIECE.findall(" ".join(text.split())) for text in texts]
    if len({len(row) for row in rows}) != 1 or len(texts) < 2:
        return shape_of(texts[0])
    pieces = []
    for column in zip(*rows, strict=True):
        piece = column[0]
        if piece.isdecimal():
            pieces.append(NUMBER)
        else:
            pieces.append(piece if len(set(column)) == 1 else WORDS)
    return _SEVERAL.sub(WORDS, "".join(pieces))


def is_telling(shape: str) -> bool:
    """Whether lines of running text and headlines are hardly ever of this shape by chance: it has a word, a label or
    brackets of its own, and not only words and marks of sentences."""
    return _TELLING.search(shape) is not None


@lru_cache(maxsize=1 << 10)
def shape_pattern(shape: str) -> re.Pattern[str]:
    """What the whole visible text of a line of this shape matches."""
    parts = []
    for part in _SHAPE_PART.findall(shape.strip()):
        if part[1:-1] in NAMED:
            parts.append(f"(?P<{part[1:-1]}>.+?)")
        elif part == NUMBER:
            parts.append(_DIGITS)
        elif part == WORDS:
            parts.append(".+?")
        else:
            parts.append(r"\s*" if part.isspace() else re.escape(part))
    return re.compile("".join(parts), re.DOTALL)
