"""Units: folded text as a row of Han characters and of tokens of letters and digits.

    >>> phrase_units("整治，推进")
    (('整', '治'), ('推', '进'))

A unit is one Han character; or one token of letters and digits, much as the word-boundary rules of Unicode UAX #29 have
it: 3.3万元 is 3.3, 万, 元; USB-C is usb, c; or one sign that people ask for: 70% is 70, %.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xtsearch.indexer.text.fold import CIRCLED, fold_text

#: Stands between the terms of a stream, which an engine splits again; no term holds white space. tantivy splits at
#: white space by itself, which makes indexing fast: a regex that splits at another character takes more than twice as
#: long.
SEPARATOR = " "
#: A token of letters and digits is cut after so many code points: a base64 blob must not become one term.
TOKEN_LIMIT = 64
#: Characters with Script=Han in the Unicode Character Database of version 12: radicals, 〇〡-〩〸-〺, ideographs of all
#: planes; without 々, which Lucene reads as a letter. Lucene's tokenizer knows no later ones.
HAN = (
    "\u2e80-\u2fd5\u3007\u3021-\u3029\u3038-\u303a\u3400-\u4db5\u4e00-\u9fef\uf900-\ufaff\U00020000-\U0002a6d6"
    "\U0002a700-\U0002b734\U0002b740-\U0002b81d\U0002b820-\U0002cea1\U0002ceb0-\U0002ebe0\U0002f800-\U0002fa1d"
)
#: Signs that tell one thing from another: 70% from 70, $5 from 5, C# from C.
SIGNS = "%‰‱°№$£¥€₩#@"
#: The first and the last of Han characters that came to Unicode later, up to version 17, and 〻.
_LATER_HAN = (
    *((0x303B, 0x303B), (0x4DB6, 0x4DBF), (0x9FF0, 0x9FFF), (0x2A6D7, 0x2A6DF), (0x2B735, 0x2B73F), (0x2B81E, 0x2B81F)),
    *((0x2CEA2, 0x2CEAF), (0x2EBF0, 0x2EE5D), (0x30000, 0x3134A), (0x31350, 0x33479)),
)
#: The characters that are units by themselves, in a Han run or beside letters and digits.
_LONE = f"{SIGNS}{CIRCLED}" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _LATER_HAN)
_HIRAGANA = "\u3041-\u3096\u309d-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
#: Combining marks on letters of the scripts that newspapers print: pinyin, IPA, Vietnamese.
_MARKS = "\u0300-\u036f"
_LETTER = rf"[^\W\d_{HAN}{_HIRAGANA}{_KATAKANA}{_LONE}]"
_ALPHANUMERIC = rf"[^\W_{HAN}{_HIRAGANA}{_KATAKANA}{_LONE}]"
#: A comma joins digits where it stands before three of them and no more, and after at most three: 1,000, but 2021,2022.
NUMBER_COMMA = r"(?<![0-9]{4}),(?=[0-9]{3}(?![0-9]))"
#: A token of letters and digits. `.` joins letters (example.com) and digits (3.3), and so does an apostrophe (it's).
#: Unlike UAX #29, `_` separates: xinwen is found in xinwen_2022, and a line of underscores costs no time; and so do `:`
#: `;` and `·`: OTC:LKNCY are two words, and 58570110;13800138000 two numbers.
_WORD = (
    rf"{_ALPHANUMERIC}(?:{_ALPHANUMERIC}|[{_MARKS}]"
    rf"|(?<=[^\W\d_])[.'\u2018\u2019](?={_LETTER})"
    rf"|(?<=\d)(?:[.'\u2018\u2019]|{NUMBER_COMMA})(?=\d)){{0,{TOKEN_LIMIT - 1}}}"
)
#: Group 1 is a run of Han characters, group 2 any other unit. Between two matches of group 1 there is always something.
RUNS = re.compile(rf"([{HAN}]+)|([{_HIRAGANA}{_LONE}]|[{_KATAKANA}]{{1,{TOKEN_LIMIT}}}|{_WORD})")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_LONE_CHARACTER = re.compile(f"[{_LONE}]")


def is_han(character: str) -> bool:
    """Whether one folded character is a Han character."""
    return _HAN_CHARACTER.fullmatch(character) is not None


def lone_characters() -> Iterator[str]:
    """Every character that is a unit by itself and no Han character of HAN."""
    yield from f"{SIGNS}{CIRCLED}"
    for first, last in _LATER_HAN:
        yield from map(chr, range(first, last + 1))


def is_character(unit: str) -> bool:
    """Whether a unit is one character wherever it stands, so that no prefix ends within it."""
    return is_han(unit) or is_lone(unit)


def is_lone(unit: str) -> bool:
    """Whether a unit is a character that is one by itself: a sign, a circled number, or a later Han character."""
    return _LONE_CHARACTER.fullmatch(unit) is not None


def unit_places(folded: str) -> Iterator[tuple[int, int, bool]]:
    """Where units stand in folded text: start, end, and whether it is a Han run, in which each character is a unit."""
    for match in RUNS.finditer(folded):
        yield *match.span(), match.lastindex == 1


def phrase_units(text: str) -> tuple[tuple[str, ...], ...]:
    """The units of a phrase in stretches: a new one begins where a Han character does not touch the one before it.

    整治推进 is one stretch of four units; 整治，推进 is two stretches of two. Units that are not Han begin none.
    """
    stretches: list[list[str]] = []
    after_han = False
    for run, token in RUNS.findall(fold_text(text)):
        if not stretches or (run and after_han):
            stretches.append([])
        stretches[-1] += run or [token]
        after_han = bool(run)
    return tuple(map(tuple, stretches))
