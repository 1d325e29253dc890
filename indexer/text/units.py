"""Units: folded text as a row of Han characters and of tokens of letters and digits.

    >>> phrase_units("整治，推进")
    (('整', '治'), ('推', '进'))

A unit is one Han character, or one token of letters and digits by the word-boundary rules of Unicode UAX #29, as the
`standard` tokenizer of Lucene reads them: 3.3万元 is 3.3, 万, 元; USB-C is usb, c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xtsearch.indexer.text.fold import fold_text

#: Stands between the terms of a stream, which an engine splits again; no term holds white space. tantivy splits at
#: white space by itself, which makes indexing fast: a regex that splits at another character takes more than twice as
#: long.
SEPARATOR = " "
#: A token of letters and digits is cut after so many code points: a base64 blob must not become one term.
TOKEN_LIMIT = 64
#: Characters with Script=Han in the Unicode Character Database: radicals, 〇〡-〩〸-〻, ideographs of all planes;
#: without 々, which Lucene reads as a letter.
HAN = "\u2e80-\u2fd5\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u3096\u309d-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
#: Combining marks on letters of the scripts that newspapers print: pinyin, IPA, Vietnamese.
_MARKS = "\u0300-\u036f"
_LETTER = rf"[^\W\d_{HAN}{_HIRAGANA}{_KATAKANA}]"
_ALPHANUMERIC = rf"[^\W_{HAN}{_HIRAGANA}{_KATAKANA}]"
#: A token of letters and digits. `.` joins letters (example.com) and digits (3.3), `,` joins digits only (1,000).
#: Unlike UAX #29, `_` separates: xinwen is found in xinwen_2022, and a line of underscores costs no time.
_WORD = (
    rf"{_ALPHANUMERIC}(?:{_ALPHANUMERIC}|[{_MARKS}]"
    rf"|(?<=[^\W\d_])[:·.'\u2018\u2019\u2024\u2027](?={_LETTER})"
    rf"|(?<=\d)[,;.'\u2018\u2019\u2024](?=\d)){{0,{TOKEN_LIMIT - 1}}}"
)
#: Group 1 is a run of Han characters, group 2 any other unit. Between two matches of group 1 there is always something.
RUNS = re.compile(rf"([{HAN}]+)|([{_HIRAGANA}]|[{_KATAKANA}]{{1,{TOKEN_LIMIT}}}|{_WORD})")
_HAN_CHARACTER = re.compile(f"[{HAN}]")


def is_han(character: str) -> bool:
    """Whether one folded character is a Han character."""
    return _HAN_CHARACTER.fullmatch(character) is not None


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
