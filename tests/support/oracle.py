"""The rule of exact phrases once more, in slow plain Python that shares no code with the engines that are held to it.

The folded text is a row of units, each Han character one, each Latin or digit token one. A phrase matches where its
units follow each other; two Han units that touch in the phrase touch in the text; anywhere else punctuation, space or
a paragraph's end may stand, or not.
"""

from __future__ import annotations

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
}


@lru_cache(maxsize=1)
def _one_to_one() -> dict[str, str]:
    lines = [
        line
        for name in ("radicals.tsv", "traditional.tsv")
        for line in (_TABLES / name).read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    return dict(line.split("\t") for line in lines)


@cache
def _folded(character: str) -> str:
    if ord(character) in _INVISIBLE:
        return ""
    wide = unicodedata.normalize("NFKC", character).lower()
    if len(wide) > 1:
        wide = wide.replace("(", "").replace(")", "")
    return "".join(_one_to_one().get(part, part) for part in wide)


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH") or character == "〇"


def _joins(before: str, mark: str, after: str) -> bool:
    """Whether a mark between two characters keeps a token together: 3.3, 1,000, example.com, it's."""
    if before.isdigit() and after.isdigit():
        return mark in ".,;'‘’"
    letters = before.isalpha() and after.isalpha() and not _is_han(before) and not _is_han(after)
    return letters and mark in ".:·'‘’"


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
    folded = "".join(map(_folded, text))
    units: list[str] = []
    touching: list[bool] = []
    at, after_han = 0, False
    while at < len(folded):
        character = folded[at]
        if _is_han(character):
            units.append(character)
            touching.append(after_han)
            after_han = True
            at += 1
            continue
        after_han = False
        end = at
        while end < len(folded) and not _is_han(folded[end]):
            inside = end > at and end + 1 < len(folded) and _joins(folded[end - 1], folded[end], folded[end + 1])
            if not (folded[end].isalnum() or inside):
                break
            end += 1
        if end > at and any(letter.isalnum() for letter in folded[at:end]):
            units.append(folded[at:end])
            touching.append(False)
        at = max(end, at + 1)
    return Row(units, touching)
