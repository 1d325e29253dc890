"""A text in; its bigrams out, by which texts of one page are compared. Pure.

>>> sorted(bigrams("刹歪风，Ａ1"))
['a1', '刹歪', '歪风']

These are not the grams of the index: text of a page is plainly normalised here, without the table of `text.fold`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import add

# Of all characters in bigrams NFKC changes only these: full-width letters and digits, radicals, squared and circled
# signs.
_COMPATIBLE = re.compile(
    r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2160-\u217f\u2460-\u24ff\u2e80-\u2fdf\u3200-\u33ff\uf900-\ufaff]"
)
HAN = "\u3400"  # a run that starts at or above this character is Han
# (A search for one character of a set is faster than one for many: so `[a-z0-9][a-z0-9]*` rather than `[a-z0-9]+`.)
_HAN, _WORD = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]", r"[a-z0-9][a-z0-9]*(?:\.[0-9]+)?"
RUNS = re.compile(f"{_HAN}+|{_WORD}")
# `findall` goes on behind each match: the first pattern finds the pairs that begin at a run's first, third, fifth
# character, the second the pairs between these.
_ODD_PAIRS, _EVEN_PAIRS, _WORDS = map(re.compile, (f"{_HAN}{_HAN}", f"(?<={_HAN}){_HAN}{_HAN}", _WORD))


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring Han characters, and Latin words and numbers whole. White space does not part Han."""
    normalised = normalise(text)
    return {*_ODD_PAIRS.findall(normalised), *_EVEN_PAIRS.findall(normalised), *_WORDS.findall(normalised)}


@lru_cache(maxsize=512)
def kept_bigrams(text: str) -> frozenset[str]:
    """The bigrams of one of a page's articles, of a part of it, or of a headline: these are read again with each trial
    of other openings."""
    return frozenset(bigrams(text))


def normalise(text: str) -> str:
    """The text as its bigrams see it: without white space, in lower case, compatible characters replaced one by one."""
    return _normalise("".join(text.split()))


def normalise_lines(texts: Iterable[str]) -> list[str]:
    """The same of each text; none of them may hold a line feed."""
    return _normalise("\n".join(["".join(text.split()) for text in texts])).split("\n")


def _normalise(text: str) -> str:
    return _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]).lower(), text.lower())


def character_pairs(run: str) -> Iterator[str]:
    """Every two neighbouring characters of a run."""
    return map(add, run, run[1:])
