"""Folding: before anything cuts a text, each character becomes the one that people take it for.

Enters: any str. Leaves: folded text, and for each of its characters the offset in the original that it came from.

    >>> fold_text("ＳＭＡ 專項　㎡")
    'sma 专项 m2'

Whatever is indexed or asked is folded here. Elasticsearch gets the same table (`fold_entries`) as a `mapping`
char_filter. Offsets are code points into the original text, end-exclusive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product

from xtsearch.indexer.text.dictionary_files import read_dictionary

#: Default-ignorable code points, which print as nothing: soft hyphen, fillers, zero-width and directional marks, word
#: joiner, byte-order mark, variation selectors.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
#: Pictographs become a space: Lucene's `standard` tokenizer makes tokens of them, and a phrase across one would match
#: on the embedded engine only.
_PICTOGRAPH = re.compile("[\u231a-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
#: NFKC makes (株) of ㈱. The brackets are dropped: on one engine they would part the character from its neighbours, on
#: the other not.
_BRACKET = re.compile("[()]")

#: Circled numbers, 0 to 50: units of their own, which NFKC would make digits of. The numbers of lists that are set
#: otherwise (⑴ ⒈ ⓵ ⓫ ❶ ➀ ➊) become these.
CIRCLED = "⓪" + "".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))
_LISTED = {
    chr(first + i): CIRCLED[number + i]
    for first, number, size in (
        (0x2474, 1, 20),
        (0x2488, 1, 20),
        (0x24EB, 11, 10),
        (0x24F5, 1, 10),
        (0x24FF, 0, 1),
        (0x2776, 1, 10),
        (0x2780, 1, 10),
        (0x278A, 1, 10),
    )
    for i in range(size)
}
#: Full-width marks part numbers and words, as the reader sees them do: NFKC would make the marks of them that join
#: 3.3 and 1,000. Those of vertical and of small type become the full-width ones.
_FULL_WIDTH_MARKS = "，．：；"
_OTHER_WIDTHS = dict(zip("︐﹐﹒︓﹕︔﹔", "，，．：：；；", strict=True))
#: GB 2312 has no 〇, so that many texts hold a circle for it.
_ZEROS = dict.fromkeys("○◯", "〇")
_KEPT = frozenset(f"{CIRCLED}{_FULL_WIDTH_MARKS}№")

#: Marks that stand after the letter they belong to: accents, and the two of kana in their four codings.
_MARKS = frozenset(map(chr, (*range(0x300, 0x34F), *range(0x350, 0x370), *range(0x3099, 0x309D), 0xFF9E, 0xFF9F)))
_KANA_MARKS = {"\u3099": "\u3099\u309b\uff9e", "\u309a": "\u309a\u309c\uff9f"}
#: Letters that Unicode writes as one code point, or as a letter with one or two marks: Latin, Greek, Cyrillic, kana.
_COMPOSED = (*range(0xC0, 0x530), *range(0x1E00, 0x1F00), *range(0x3040, 0x3100))
#: Letter -> the same letter in full width, kana in half width.
_IN_OTHER_WIDTH = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF21, 0xFF9E)}


class _MarkMetError(Exception):
    """A text holds a mark of _MARKS: its letters are more than single code points."""


def _read_pairs(name: str) -> Iterator[tuple[str, str]]:
    text = read_dictionary(name)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            source, target = line.split("\t")
            yield source, target


class _FoldTable(dict[int, str]):
    """Code point -> folded text. An entry is computed at its first use: to compute all of them would take 1 s.

    Raises:
        _MarkMetError: on looking up a mark, which `folded` folds only where no letter before it takes it.
    """

    def __init__(self) -> None:
        super().__init__()
        #: Characters folded so far whose fold is not exactly one code point, and the marks.
        self.uneven = set(_MARKS)
        #: Character -> character, of our own tables: radicals, variants, traditional to simplified, numbers and marks.
        self.simple = {**_LISTED, **_OTHER_WIDTHS, **_ZEROS}
        for name in ("radicals.tsv", "variants.tsv", "traditional.tsv"):
            self.simple.update(_read_pairs(name))

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _MARKS:
            raise _MarkMetError
        folded = self[code] = self.folded(character)
        if len(folded) != 1:
            self.uneven.add(character)
        return folded

    def folded(self, character: str) -> str:
        """What one character is folded to."""
        folded, before = self.simple.get(character, character), ""
        while folded != before and folded not in _KEPT:
            before = folded
            folded = unicodedata.normalize("NFKC", folded).lower()
            if len(folded) > 1:
                folded = _BRACKET.sub("", folded)
            folded = "".join(self.simple.get(c, c) for c in _IGNORABLE.sub("", folded))
            folded = _PICTOGRAPH.sub(" ", folded)
        return folded


@cache
def _fold_table() -> _FoldTable:
    return _FoldTable()


@cache
def _decomposed() -> dict[str, str]:
    """Letters followed by their marks, partly composed too -> what the whole letter is folded to.

    Marks above and below a letter come in either order.
    """
    table: dict[str, str] = {}
    for code in _COMPOSED:
        letter, *marks = list(unicodedata.normalize("NFD", chr(code)))
        if not marks or len(marks) > 2 or not _MARKS.issuperset(marks):
            continue
        folded = _fold_table().folded(chr(code))
        apart = len(set(map(unicodedata.combining, marks))) == len(marks)  # else their order tells letters apart
        for order in permutations(marks) if apart else (marks,):
            bases = (letter, _IN_OTHER_WIDTH.get(letter, letter))
            for key in map("".join, product(bases, *(_KANA_MARKS.get(mark, mark) for mark in order))):
                table[key] = folded
            partly = unicodedata.normalize("NFC", letter + order[0])
            if len(order) == 2 and len(partly) == 1:
                table[partly + order[1]] = folded
    return table


def _letters(text: str) -> Iterator[str]:
    """The code points of a text; a letter and the marks that it takes stand together."""
    table, start = _decomposed(), 0
    while start < len(text):
        size = 1
        if text[start + 1 : start + 2] in _MARKS:
            size = next((size for size in (3, 2) if text[start : start + size] in table), 1)
        yield text[start : start + size]
        start += size


def _folded_letter(letter: str) -> str:
    return _decomposed()[letter] if len(letter) > 1 else _fold_table().folded(letter)


#: All characters but those that newspapers print most and that folding does not change: ASCII without capitals, · — ‘ ’
#: “ ” 、 。, the brackets from 《 to 】, ，：；, and the common ideographs, of which our own tables change some. A
#: pattern that skips those is three times as fast as `str.translate`, which looks up each character (38 against 119 ns
#: a character of news).
_RARE = (
    "\0-\t\x0b-\x1fA-Z\x7f-\u00b6\u00b8-\u2013\u2015-\u2017\u201a\u201b\u201e-\u3000\u3003-\u3009"
    "\u3012-\u4dff\ua000-\uff0b\uff0d-\uff19\uff1c-\U0010ffff"
)


@cache
def _foldable() -> re.Pattern[str]:
    """Matches every character that folding may change; any other character folds to itself."""
    common = re.sub(f"[{_RARE}]", "", "".join(_fold_table().simple))  # a class that lists many of other planes is slow
    return re.compile(f"[{_RARE}{common}]")


def fold_text(text: str) -> str:
    """The folded text alone; `fold` gives the offsets into the original as well."""
    table = _fold_table()
    try:
        return _foldable().sub(lambda match: table[ord(match[0])], text)
    except _MarkMetError:  # rare, and so it costs other texts no look at their letters
        return "".join(map(_folded_letter, _letters(text)))


#: So many code points are looked at together: of most such blocks of Unicode, folding changes none.
_BLOCK = 256


def fold_entries() -> Iterator[tuple[str, str]]:
    """Every code point and every decomposed letter that folding changes, with the text that it becomes.

    A table for a server to apply, which takes the longest that fits: 15,700 pairs in the order of code points, without
    surrogates, then 1,550 decomposed letters. (Looking at code points in blocks takes 0.2 s, one by one 1.3 s.)
    """
    table = _fold_table()
    for start in (*range(0, 0xD800, _BLOCK), *range(0xE000, 0x110000, _BLOCK)):
        block = "".join(map(chr, range(start, start + _BLOCK)))
        plain = unicodedata.normalize("NFKC", block).lower() == block
        if plain and not _IGNORABLE.search(block) and not _PICTOGRAPH.search(block):
            block = "".join(filter(table.simple.__contains__, block))
        for character in block:
            folded = table.folded(character)
            if folded != character:
                yield character, folded
    yield from sorted(_decomposed().items())


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is the folded text; its i-th character came from the original's [`origins[i]`, `ends[i]`)."""

    text: str
    origins: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in the original of what the stretch [start, end) of the folded text, not empty, came from."""
        return self.origins[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold a text: NFKC, lower case, variants and traditional characters to one of their class, invisible ones dropped.

    Each letter is folded by itself, so that the server's `mapping` char_filter does the same.
    """
    folded = fold_text(text)
    table = _fold_table()
    if table.uneven.isdisjoint(text):
        return Folded(folded, range(len(text)), range(1, len(text) + 1))
    origins: list[int] = []
    ends: list[int] = []
    start = 0
    for letter in text if _MARKS.isdisjoint(text) else _letters(text):
        end = start + len(letter)
        size = len(_folded_letter(letter) if letter in _MARKS or len(letter) > 1 else table[ord(letter)])
        origins += [start] * size
        ends += [end] * size
        start = end
    return Folded(folded, origins, ends)
