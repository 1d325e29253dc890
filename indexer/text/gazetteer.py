"""Places: rows of a gazetteer, found in a text by their full name or by its short form.

    >>> full_name("湘潭"), full_name("湘潭县"), full_name("美国")
    ('湘潭市', '湘潭县', '美国')

The short form of a name is the name without the character for its level (省, 市, 县, 区 ...) and without names of
peoples: 湘西 is 湘西土家族苗族自治州. Where several places have one short form, it means the one of the highest level:
湘潭 is the city, not the county around it. Streets and towns of Hunan, and villages that follow the name of their town,
are found by their full name alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from xtsearch.indexer.text.dictionary_files import read_dictionary
from xtsearch.indexer.text.word_lists import word_list
from xtsearch.indexer.text.words import Cut

_LEVELS = ("region", "province", "city", "county", "street")
#: The characters for a level that names end with.
_ENDS = "省市区县州盟旗镇乡道"
_SHORT = re.compile(
    r"(?:(?:壮|回|维吾尔|哈萨克|柯尔克孜|蒙古|藏|羌|彝|苗|侗|土家|布依|傣|景颇|白|哈尼|傈僳|朝鲜|黎|满|瑶|纳西|土|撒拉|东乡|保安|"
    r"裕固|各|水|仡佬|畲|锡伯|达斡尔|鄂温克|鄂伦春|拉祜|佤|布朗|怒|独龙|普米|塔吉克|仫佬|毛南|多民|蒙古|族)族?)*"
    r"(?:自治区|自治州|自治县|自治旗|特别行政区|地区|街道|省|市|区|县|州|盟|旗|镇|乡)$"
)
_SHORTER_PROVINCES = {"内蒙古": "内蒙古自治区", "新疆": "新疆维吾尔自治区", "西藏": "西藏自治区"}
_WORDS = frozenset(word_list("no short places"))
_VILLAGE = re.compile(r"[镇乡道]([\u4e00-\u9fff]{2,3}(?:村|社区))")
_NO_VILLAGES = re.compile("乡村|农村|各村|等村|[的和与在]|所有|多个|贫困|全部|辖区|两个|三个|个村|新村庄")
_SIGN = re.compile(f"[{_ENDS}]")
_LONGEST = 5  # characters of a name without an autonomous people's
#: What may stand before a name of two characters: 和县 is also the end of 太和县, and 道县 is within 知道县城.
_BEFORE_SHORTEST = re.compile(f"[{_ENDS}国在到至赴从往来]|[^\u4e00-\u9fff]|^")


@cache
def _gazetteer() -> Mapping[str, str]:
    """Full name -> level."""
    text = read_dictionary("places.tsv")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


@cache
def _tails() -> frozenset[str]:
    """The last two characters of names that end with one for their level; before most 市 in a text stand others."""
    return frozenset(name[-2:] for name in _gazetteer() if name[-1] in _ENDS)


@cache
def _short_names() -> Mapping[str, str]:
    """Short form -> full name of the highest level. Streets and regions have no short form."""
    full_names: dict[str, str] = dict(_SHORTER_PROVINCES)
    for name, level in _gazetteer().items():  # higher levels come first
        if level in ("region", "street"):
            continue
        short = _SHORT.sub("", name)
        if len(short) > 1 and short not in _gazetteer():
            full_names.setdefault(short, name)
    return full_names


def full_name(place: str) -> str:
    """The full name of a place in the gazetteer; any other text unchanged."""
    return place if place in _gazetteer() else _short_names().get(place, place)


def is_full_name(text: str) -> bool:
    """Whether a text is the full name of a place."""
    return text in _gazetteer()


def is_place(word: str, tag: str) -> bool:
    """Whether a word names a place of the gazetteer; `tag` is its part of speech, by jieba (`ns` is a place)."""
    if word in _gazetteer():
        return True
    full = _short_names().get(word)
    if full is None or word in _WORDS:
        return False
    return tag == "ns" or _gazetteer()[full] == "province"


def _begins(text: str, start: int, end: int) -> bool:
    """Whether a name begins at `start`, rather than being the end of another word."""
    return (
        end - start > 2
        or _gazetteer()[text[start:end]] == "region"
        or _BEFORE_SHORTEST.fullmatch(text[max(0, start - 1) : start]) is not None
    )


def find_places(tagged: Iterable[tuple[Cut, str]]) -> Mapping[str, int]:
    """Full names of the places in a text, and how often each is mentioned.

    Enters: the text in pieces, each cut into words, with one letter for each word: P where `is_place` says so.
    """
    mentions: dict[str, int] = defaultdict(int)
    names, tails = _gazetteer(), _tails()
    for cut, letters in tagged:
        text = cut.text
        full: set[str] = set()
        reached = 0
        for sign in _SIGN.finditer(text):
            end = sign.end()
            if text[end - 2 : end] not in tails:
                continue
            for start in range(max(reached, end - _LONGEST), end - 1):
                if text[start:end] in names and _begins(text, start, end):
                    reached = end
                    full.add(text[start:end])
                    mentions[text[start:end]] += 1
                    break
        at = letters.find("P")
        while at >= 0:
            word = cut.words[at]
            if word not in full:
                name = full_name(word)
                following = cut.words[at + 1][:1] if at + 1 < len(cut.words) else ""
                if word + following not in names or word in names:
                    mentions[name] += 1
            at = letters.find("P", at + 1)
        for village in _VILLAGE.finditer(text):
            if not _NO_VILLAGES.search(village[1]):
                mentions[village[1]] += 1
    return mentions
