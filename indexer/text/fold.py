"""Folding: before anything cuts a text, each code point becomes the character that people take it for.

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

from xtsearch.indexer.text.dictionary_files import read_dictionary

#: Default-ignorable code points, which print as nothing: soft hyphen, zero-width and directional marks, word joiner,
#: byte-order mark, variation selectors.
_IGNORABLE = re.compile(
    "[\u00ad\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
#: Pictographs become a space: Lucene's `standard` tokenizer makes tokens of them, and a phrase across one would match
#: on the embedded engine only.
_PICTOGRAPH = re.compile("[\u231a-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
#: NFKC makes (株) and (1) of ㈱ and ⑴. The brackets are dropped: on one engine they would part the character from its
#: neighbours, on the other not.
_BRACKET = re.compile("[()]")


def _read_pairs(name: str) -> Iterator[tuple[str, str]]:
    text = read_dictionary(name)
    for line in text.splitlines():
        if line and not line.startswith("#"):
            source, target = line.split("\t")
            yield source, target


class _FoldTable(dict[int, str]):
    """Code point -> folded text. An entry is computed at its first use: to compute all of them would take 1 s."""

    def __init__(self) -> None:
        super().__init__()
        #: Characters folded so far whose fold is not exactly one code point.
        self.uneven: set[str] = set()
        #: Character -> character, of our own two tables: radicals, and traditional to simplified.
        self.simple = dict(_read_pairs("radicals.tsv"))
        self.simple.update(_read_pairs("traditional.tsv"))

    def __missing__(self, code: int) -> str:
        folded, before = chr(code), ""
        while folded != before:
            before = folded
            folded = unicodedata.normalize("NFKC", folded).lower()
            if len(folded) > 1:
                folded = _BRACKET.sub("", folded)
            folded = "".join(self.simple.get(c, c) for c in _IGNORABLE.sub("", folded))
            folded = _PICTOGRAPH.sub(" ", folded)
        self[code] = folded
        if len(folded) != 1:
            self.uneven.add(chr(code))
        return folded


@cache
def _fold_table() -> _FoldTable:
    return _FoldTable()


#: All characters but those that newspapers print most and that folding does not change: ASCII without capitals, · — ‘ ’
#: “ ” 、 。, the brackets from 《 to 】, and the common ideographs, of which our own tables change some. A pattern that
#: skips those is three times as fast as `str.translate`, which looks up each character (38 against 119 ns a character
#: of news).
_RARE = (
    "\0-\t\x0b-\x1fA-Z\x7f-\u00b6\u00b8-\u2013\u2015-\u2017\u201a\u201b\u201e-\u3000\u3003-\u3009"
    "\u3012-\u4dff\ua000-\U0010ffff"
)


@cache
def _foldable() -> re.Pattern[str]:
    """Matches every character that folding may change; any other character folds to itself."""
    common = re.sub(f"[{_RARE}]", "", "".join(_fold_table().simple))  # a class that lists many of other planes is slow
    return re.compile(f"[{_RARE}{common}]")


def fold_text(text: str) -> str:
    """The folded text alone; `fold` gives the offsets into the original as well."""
    table = _fold_table()
    return _foldable().sub(lambda match: table[ord(match[0])], text)


#: So many code points are looked at together: of most such blocks of Unicode, folding changes none.
_BLOCK = 256


def fold_entries() -> Iterator[tuple[str, str]]:
    """Every code point that folding changes, with the text that it becomes: a table for a server to apply.

    Some 14,000 pairs in the order of code points, without surrogates. (Looking at code points in blocks takes 0.2 s,
    one by one 1.3 s.)
    """
    table = _fold_table()
    for start in (*range(0, 0xD800, _BLOCK), *range(0xE000, 0x110000, _BLOCK)):
        block = "".join(map(chr, range(start, start + _BLOCK)))
        plain = unicodedata.normalize("NFKC", block).lower() == block
        if plain and not _IGNORABLE.search(block) and not _PICTOGRAPH.search(block):
            block = "".join(filter(table.simple.__contains__, block))
        for character in block:
            folded = table[ord(character)]
            if folded != character:
                yield character, folded


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is the folded text; `origins[i]` is the offset in the original that its i-th character came from."""

    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in the original of what the stretch [start, end) of the folded text, not empty, came from."""
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text: NFKC, lower case, traditional to simplified where that is one to one, invisible characters dropped.

    Each code point is folded by itself, so that the server's `mapping` char_filter does the same. Folding twice changes
    nothing.
    """
    folded = fold_text(text)
    table = _fold_table()
    if table.uneven.isdisjoint(text):
        return Folded(folded, range(len(text)))
    return Folded(folded, [i for i, c in enumerate(text) for _ in table[ord(c)]])
