"""Han characters in; the names of persons that they are out. Pure.

    >>> cut_names("黄雪蕾张群")
    ('黄雪蕾', '张群')
    >>> read_bare_names("林  川  高文远")
    ('林川', '高文远')

A byline sets names apart, or sets them without a space: then family names tell where each begins. A line may also
hold names and nothing else, under a headline or below the text. Many words begin as names do (高兴, 程序): such a line
is looked up in the dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xtsearch.indexer.pages.pieces.surnames import COMMON, COMPOUND, SURNAMES
from xtsearch.indexer.text.jieba_dictionary import dictionary

LONGEST_RUN = 24  # characters; more are no names
LONGEST_LINE = 40  # characters of a line of names
MOST_NAMES = 8  # on such a line
_HUNDRED = frozenset(COMMON[:100])
_FREQUENT = frozenset(COMMON) | {name[0] for name in COMPOUND}
#: What a name costs by how rare its form is: of 1,456 names in the bylines of 20,000 news 4 in 5 have three characters.
_SHORT, _RARE, _RAREST = 1.0, 0.5, 1.5
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}")
_PARTS = re.compile(r"[\s、，,;；]+")
_BRACKETS = re.compile(r"[（(【\[〔]\s?(.{2,38}?)\s?[）)】\]〕]")
_MARKS = " \u3000□■●◎○◆▲△☆★/／"
#: Characters that write the sounds of other languages; of names with dots half are such (but not of 美丽中国·深度).
_TRANSLITERATED = frozenset(
    "阿卜杜热合曼买提古丽江尔克巴特苏和亚力木萨吐尼汗别拉斯托娃夫伊万诺奇科维基德洛米瓦里达玛雅娜莎莉约翰逊森罗伯吾麦赛努乌孜艾则来依"
    "布加卡东奥马利姆安朗西多罗费莱贝查埃迪桑戴弗格哈赫霍吉杰金坎劳雷鲁路穆内帕佩普乔让塞沙什思塔泰汤图威温沃谢耶泽扎珍"
)
#: Every line of bare names is like this; most lines are not.
_LIKE_NAMES = re.compile(
    rf"[（(【\[〔{_MARKS}·•]{{0,3}}[\u4e00-\u9fff](?:[\u4e00-\u9fff\s、，,;；·•・]*[\u4e00-\u9fff\s])?[）)】\]〕·•]?"
)
#: Characters that a given name hardly ever has, and the words under headlines often.
_NO_GIVEN_NAME = frozenset(
    "的了是在我有不和与及或被把对从这那个们你他她它会员部门局县市区省镇乡街站点号评论闻报讯电版刊网栏谈说话题事记者时日月年度期届次"
    "第万亿吨米亩斤型式规则费价格问况位司团机构关校院"
)


def cut_names(run: str) -> tuple[str, ...]:
    """The names in a run of Han characters without a mark; empty where it cannot be cut into names.

    A name has a family name and one or two characters behind it. Of several ways to cut the run, the one with the
    commoner family names and the longer names counts.
    """
    size = len(run)
    if not 2 <= size <= LONGEST_RUN or not _HAN_RUN.fullmatch(run):
        return ()
    best: list[tuple[float, int] | None] = [None] * (size + 1)  # of the names from each place on: cost, first's length
    best[size] = (0.0, 0)
    for start in range(size - 2, -1, -1):
        for length in (4, 3, 2):
            rest = best[start + length] if start + length <= size else None
            cost = _cost(run[start : start + length]) if rest is not None else None
            if rest is not None and cost is not None:
                total = cost + rest[0]
                least = best[start]
                if least is None or total < least[0]:
                    best[start] = (total, length)
    names: list[str] = []
    start = 0
    while start < size:
        choice = best[start]
        if choice is None:
            return ()
        names.append(run[start : start + choice[1]])
        start += choice[1]
    return tuple(names)


def _cost(name: str) -> float | None:
    """What it costs to take two to four characters for a name; None where they cannot be one."""
    if len(name) > 2 and name[:2] in COMPOUND:
        return 0.0
    if len(name) > 3 or name[0] not in SURNAMES:
        return None
    rarity = 0.0 if name[0] in _HUNDRED else _RARE if name[0] in _FREQUENT else _RAREST
    return rarity + (_SHORT if len(name) == 2 else 0.0)


def parted_names(run: str) -> tuple[str, ...]:
    """The names in a run that a byline sets apart from others: it is one name, unless it is two or more (何文孙立)."""
    if len(run) <= 3 or (run[:2] in COMPOUND and len(run) == 4):
        return (run,)
    return cut_names(run) or ((run,) if len(run) <= 4 else ())


def join_singles(parts: Sequence[str]) -> list[str]:
    """The parts of a list of names; single characters in a row are names set wide: 乔 栋 曹继炜, 孙 一 鸣."""
    joined: list[str] = []
    singles = ""
    for part in (*parts, ""):
        if len(part) == 1 and _HAN_RUN.fullmatch(part):
            singles += part
            continue
        if len(singles) > 1:
            pairs = [singles[at : at + 2] for at in range(0, len(singles), 2)]
            in_pairs = len(pairs[-1]) == 2 and all(pair[0] in SURNAMES for pair in pairs)
            joined += pairs if in_pairs else cut_names(singles) or [pair for pair in pairs if len(pair) == 2]
        singles = ""
        if part:
            joined.append(part)
    return joined


def is_person(text: str) -> bool:
    """Whether two or three characters, or a name with dots, read as a person's name and not as a word."""
    if _DOTTED.fullmatch(text):
        return 2 * sum(map(_TRANSLITERATED.__contains__, text)) >= len(text)
    compound = text[:2] in COMPOUND
    if not (2 + compound <= len(text) <= 3 + compound) or not _HAN_RUN.fullmatch(text):
        return False
    if not compound and text[0] not in _FREQUENT and text[0] not in SURNAMES:
        return False
    return _NO_GIVEN_NAME.isdisjoint(text[1 + compound :]) and not _is_word(text)


def _is_word(text: str) -> bool:
    """Whether the dictionary has the text as a word that is no name. It has a few thousand names, marked as such."""
    return dictionary().has_word(text) and not dictionary().tag(text)[0][1].startswith("nr")


def read_bare_names(text: str) -> tuple[str, ...]:
    """The names of a line that holds names and nothing else, in printed order; empty for any other line."""
    if not 2 <= len(text) <= LONGEST_LINE or not _LIKE_NAMES.fullmatch(text):
        return ()
    plain = text.strip(_MARKS + "·•")
    bracketed = _BRACKETS.fullmatch(plain)
    parts = [part for part in _PARTS.split(bracketed[1] if bracketed else plain) if part]
    if len(parts) > 2 * MOST_NAMES or any(len(part) > 14 for part in parts):
        return ()
    names = join_singles(parts)
    if not names or len(names) > MOST_NAMES or sum(map(len, names)) < sum(map(len, parts)):
        return ()
    wide = len(names) > 1  # of several names one may be a word, if it is set wide as names are: 高 远 孙一鸣
    if all(is_person(name) or (wide and name not in parts and bool(cut_names(name))) for name in names):
        return tuple(names)
    return ()
