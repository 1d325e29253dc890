"""The rule of exact phrases once more, in slow plain Python that shares no code with the engines that are held to it.

The folded text is a row of units: each Han character is one, each Latin or digit token, and each sign that people ask
for: 70% is 70, %. A phrase matches where its units follow each other; two Han units that touch in the phrase touch in
the text; anywhere else punctuation, space or a paragraph's end may stand, or not. So 70% is found by 70 and by 70%, and
70周年 by 70 alone. A Han character later than Unicode 12 is a unit that touches no other.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from tests.support.places import ROOT

_TABLES = ROOT / "indexer" / "text" / "dictionaries"
_INVISIBLE = {
    0xAD,
    0xFEFF,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
    *range(0xFE00, 0xFE10),
    *(0x34F, 0x61C, 0x115F, 0x1160, 0x3164, 0xFFA0),
}
_SIGNS = "%‰‱°№$£¥€₩#@"
_PARTING = "，：；．"
_SMALL_MARKS = {"﹐": "，", "﹕": "：", "﹔": "；", "︐": "，", "︓": "：", "︔": "；", "﹒": "．"}


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    lines = [
        line
        for name in ("radicals.tsv", "variants.tsv", "traditional.tsv")
        for line in (_TABLES / name).read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    return {**dict(line.split("\t") for line in lines), "○": "〇", "◯": "〇", **_SMALL_MARKS}


_LISTED = re.compile(
    "(CIRCLED( SANS-SERIF)?|PARENTHESIZED) (DIGIT|NUMBER) (?!.* ON )[A-Z -]+$|^(DIGIT|NUMBER) [A-Z]+ FULL STOP$"
)


@cache
def _circled() -> dict[float, str]:
    """Numbers from 0 to 50, and the character of each in a circle."""
    names = ((character, unicodedata.name(character, "")) for character in map(chr, range(0x2400, 0x3300)))
    plain = re.compile("CIRCLED (DIGIT|NUMBER) (?!.* ON )")
    return {unicodedata.numeric(character): character for character, name in names if plain.match(name)}


@cache
def _folded(character: str) -> str:
    if ord(character) in _INVISIBLE:
        return ""
    if character in f"{_PARTING}№":
        return character
    if _LISTED.search(unicodedata.name(character, "")) and character < "\uffff":
        return _circled()[unicodedata.numeric(character)]
    wide = unicodedata.normalize("NFKC", _classes().get(character, character)).lower()
    if len(wide) > 1:
        wide = wide.replace("(", "").replace(")", "")
    return "".join(_classes().get(part, part) for part in wide)


def _fold(text: str) -> str:
    """Letters with their marks composed first, then character by character."""
    pieces = re.split("([^\u0300-\u036f][\u0300-\u036f]+)", text)
    return "".join(_folded(character) for piece in pieces for character in _composed(piece))


def _composed(piece: str) -> str:
    return unicodedata.normalize("NFC", piece) if re.search("[\u0300-\u036f]", piece) else piece


def _is_han(character: str) -> bool:
    return character == "〇" or (_is_ideograph(character) and not _is_late(character))


def _is_ideograph(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH") or ord(character) >= 0x30000


def _is_late(character: str) -> bool:
    """Whether Unicode 12 did not have the ideograph yet."""
    assigned = ((0x3400, 0x4DB5), (0x4E00, 0x9FEF), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2EBE0))
    return not any(first <= ord(character) <= last for first, last in assigned)


def _is_lone(character: str) -> bool:
    return character in _SIGNS or character in _circled().values() or (_is_ideograph(character) and _is_late(character))


def _joins(before: str, mark: str, after: str) -> bool:
    """Whether the end of a token, a mark and what follows stay together: 3.3, 1,000, example.com, it's."""
    if mark == ",":
        return bool(re.search(r"(?<!\d)\d{1,3}$", before) and re.match(r"\d{3}(?!\d)", after))
    if mark not in ".'‘’":
        return False
    if before[-1].isdecimal() and after[:1].isdecimal():
        return True
    return all(c.isalpha() and not _is_ideograph(c) and c != "〇" for c in (before[-1], after[:1] or "-"))


@dataclass(frozen=True)
class Row:
    """A text as its row of units; `touching[i]` says that unit i is a Han character right after another."""

    units: list[str]
    touching: list[bool]

    def holds(self, phrase: Row) -> bool:
        """Whether the phrase's units follow each other in this row."""
        size = len(phrase.units)
        starts = (at for at, unit in enumerate(self.units) if unit == phrase.units[0]) if size else iter(())
        return any(
            self.units[at : at + size] == phrase.units
            and all(self.touching[at + i] for i in range(1, size) if phrase.touching[i])
            for at in starts
        )


def row(text: str) -> Row:
    """Cut a text into its units."""
    folded = _fold(text)
    units: list[str] = []
    touching: list[bool] = []
    at, after_han = 0, False
    while at < len(folded):
        character = folded[at]
        if _is_han(character) or _is_lone(character):
            units.append(character)
            touching.append(after_han and _is_han(character))
            after_han = _is_han(character)
            at += 1
            continue
        after_han = False
        end = at
        while end < len(folded) and not _is_han(folded[end]) and not _is_lone(folded[end]):
            inside = end > at and _joins(folded[at:end], folded[end], folded[end + 1 :])
            if not (folded[end].isalnum() or inside or (end > at and 0x300 <= ord(folded[end]) < 0x370)):
                break
            end += 1
        if end > at and any(letter.isalnum() for letter in folded[at:end]):
            units.append(folded[at:end])
            touching.append(False)
        at = max(end, at + 1)
    return Row(units, touching)
