"""A text in; the same text without the spaces that a tool or a typesetter set between its Han characters, out. Pure.

    >>> close_spaces_of_text("在办 理案件过程中，走基层 助力三地。通 讯 员 王 超")
    '在办理案件过程中，走基层 助力三地。通讯员 王 超'

Chinese is printed without spaces, but a text has spaces of its own: between clauses, names and cells. Where most pairs
of Han characters are parted, all these spaces go; else only those that part a word of the dictionary character by
character. `pages.formats.spaces` closes those of pages, by what the lines of a page tell beside.

Of 20,000 news 102 lose 175 spaces; of each pair beside one up to three were looked at: none parted names or clauses.
Words of which both sides have two characters keep theirs: 中共中央 国务院 is one in the dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.jieba_dictionary import dictionary

# The classes count what newspapers print: Han characters of all planes and 〇, and the marks set as wide as they are.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WIDE = rf"{HAN}\u3001-\u3006\u3008-\u3020\uff01-\uff5e\u2014\u2018-\u201d\u2026\u00b7"
SPACE = " \u00a0"
HAN_JOINT = re.compile(rf"[{SPACE}](?<=[{HAN}][{SPACE}])(?=[{HAN}])")
_HAN_PAIR = re.compile(rf"(?<=[{HAN}])(?=[{HAN}])")
#: With digits and letters on one side, every space that a tool which parts all characters sets.
_ANY_JOINT = re.compile(rf"(?<=[{WIDE}])[{SPACE}](?=[^\s])|(?<=[^\s])[{SPACE}](?=[{WIDE}])")
#: The characters beside a space: quickly looked for, since most texts have none that could be closed.
_BESIDE = re.compile(rf" (?<=([{HAN}]) )([{HAN}])")
_LAST_RUN = re.compile(rf"[{HAN}]*+\Z")
_FIRST_RUN = re.compile(rf"[{HAN}]*")

#: From this share of parted pairs on, and from so many, a tool parts all characters. Tesseract parts 9 of 10.
ALL_PARTED, PARTED_LEAST = 0.5, 4
#: Characters beside a space that are looked at, and those of a word, at most.
_RUN, _LONGEST = 8, 4


def is_all_parted(text: str) -> bool:
    """Whether spaces part most pairs of Han characters."""
    parted = len(HAN_JOINT.findall(text))
    return parted > ALL_PARTED * (parted + len(_HAN_PAIR.findall(text)))


def close_all_spaces(text: str) -> str:
    """The text without any single space beside a wide character."""
    return _ANY_JOINT.sub("", text)


def close_spaces_of_text(text: str) -> str:
    """The text without such spaces; line ends stay."""
    if " " not in text and "\u00a0" not in text:
        return text
    if not any(map(_is_word, _BESIDE.findall(text.replace("\u00a0", " ")))):
        return text
    pieces = HAN_JOINT.split(text)
    if len(pieces) > PARTED_LEAST and is_all_parted(text):
        return close_all_spaces(text)
    kept = [pieces[0]]
    before, unparted = pieces[0][-_RUN:], _RUN
    for at, space in enumerate(HAN_JOINT.findall(text), start=1):
        piece = pieces[at]
        if _parts_word(before, unparted, pieces[at : at + _LONGEST]):
            before, unparted = (before + piece)[-_RUN:], len(piece)
        else:
            kept.append(space)
            before, unparted = piece[-_RUN:], _RUN
        kept.append(piece)
    return "".join(kept)


@lru_cache(maxsize=1 << 17)
def _is_word(pair: tuple[str, str]) -> bool:
    return pair[0] != pair[1] and bool(dictionary().has_word(fold_text("".join(pair))))


def _parts_word(before: str, unparted: int, after: Sequence[str]) -> bool:
    """Whether a space inside a word parts the text before from the pieces behind, which spaces part from each other.

    The word is one of the dictionary where the text is cut without its spaces. It parts no word of the text before, nor
    of the piece in which it ends, and spaces part all its characters (通 讯 员): the last one that was closed stood
    `unparted` characters ago.
    """
    left = _run(_LAST_RUN, before)
    is_single = unparted >= _LONGEST and len(after[0]) > 1  # then the word has two characters
    if is_single and not (_is_word((before[-1], after[0][0])) and len(left) - 1 in _bounds(left)):
        return False
    text = left + _run(_FIRST_RUN, "".join(after)[:_RUN])
    bounds = _bounds(text)
    start = max(bound for bound in bounds if bound < len(left))
    end = min(bound for bound in bounds if bound >= len(left))
    size, behind = len(left) - start, end - len(left)
    return (
        0 < behind <= len(after)
        and (size == 1 or unparted < size < _LONGEST)
        and all(len(piece) == 1 for piece in after[: behind - 1])
        and bool(dictionary().has_word(text[start:end]))
        and start in _bounds(left)
        and 1 in _bounds(_run(_FIRST_RUN, after[behind - 1][:_RUN]))
        and text[start] != text[end - 1]
    )


def _run(pattern: re.Pattern[str], text: str) -> str:
    """The Han characters at one end of a text, folded."""
    match = pattern.search(text)
    return fold_text(match.group()) if match else ""


def _bounds(run: str) -> set[int]:
    """Where words of a run begin and end."""
    return set(accumulate(map(len, dictionary().cut(run)), initial=0))
