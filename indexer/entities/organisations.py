"""Organisations: words that name one, and runs of words that end with 公司, 大学, 局 and the like.

    湘潭市 电 机车厂 有限公司  ->  P c x o  ->  湘潭市电机车厂有限公司

Departments of a government (省人社厅, 市医保局) are found by a table of their names, since rjieba cuts through them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from xtsearch.indexer.entities.tags import part_of_speech
from xtsearch.indexer.text.gazetteer import is_full_name
from xtsearch.indexer.text.word_lists import word_list
from xtsearch.indexer.text.words import Cut

#: The letters of words that may stand before the last word of a name, and the most words of a name.
_WITHIN = frozenset("PlNnFscdxOR")
_LONGEST = 6
_DEPARTMENTS = (
    "人社|人力资源和社会保障|人力资源社会保障|住建|住房和城乡建设|水利|公共资源交易|医保|医疗保障|发改|发展和改革|发展改革|财政|教育|公安|司法|"
    "民政|自然资源|自然资源和规划|生态环境|交通运输|交通|农业农村|商务|文旅|文化和旅游|文旅广体|卫健|卫生健康|应急管理|应急|审计|"
    "市场监管|市场监督管理|统计|林业|城管|城市管理|信访|税务|气象|消防救援|人防|工信|工业和信息化|科技|科学技术|退役军人事务|"
    "国资|乡村振兴|行政审批|行政审批服务|机关事务|体育|水务|园林|能源|粮食|海事|邮政管理|烟草专卖|供销|残疾人联合|红十字"
)
_DEPARTMENT = re.compile(
    rf"[国省市县区州](?:家)?(?:{_DEPARTMENTS})(?:总局|局|厅|委员会|委|办公室|办|中心|会|总社|社)"
    r"|[省市县区州](?:第?[一二三四五六七八九十]+(?:人民)?医院|委(?:组织部|宣传部|统战部|政法委|办公室|办)|人大常委会|政协|纪委|监委|总工会|"
    r"妇联|文联|科协|残联|工商联|委党校|人民政府)"
)
#: The letters of words that may follow 省, 市, 县 ... at the beginning of a name: 市 文艺创作 活动中心.
_LOCAL = re.compile("[dx]{0,2}o+")
#: The most characters of a place before 省, 市, 县 ...
_PLACE = 4
#: The fewest characters of a name: a shorter one is a kind of organisation.
_SHORTEST = 3
_KINDS = frozenset(word_list("kinds"))


def find_organisations(tagged: Iterable[tuple[Cut, str]]) -> Mapping[str, int]:
    """The organisations in cut texts, as printed, and how often each is mentioned.

    `tagged` has for each text its words, and a string with the letter of each word (`tags.letters_of`).
    """
    mentions: dict[str, int] = defaultdict(int)
    for cut, letters in tagged:
        end = letters.find("o")
        while end >= 0:
            start = end
            if letters[end - 2 : end] == "Pv":
                start -= 2  # 湖南开放大学
            while start and end - start < _LONGEST and letters[start - 1] in _WITHIN:
                start -= 1
            while letters[end + 1 : end + 2] == "o":
                end += 1
            name = _name(cut.words[start : end + 1], letters[start : end + 1])
            if name:
                mentions[name] += 1
            end = letters.find("o", end + 1)
        at = letters.find("O")
        while at >= 0:
            word = cut.words[at]
            if word not in _KINDS and len(word) >= _SHORTEST:
                mentions[word] += 1
            at = letters.find("O", at + 1)
        for department in _DEPARTMENT.finditer(cut.text):
            mentions[_place_before(cut.text, department.start()) + department[0]] += 1
    return _without_parts(mentions)


def _place_before(text: str, level: int) -> str:
    """The name of the place that ends before offset `level`, where 省, 市, 县 ... stands: 湘潭 before 市人社局."""
    places = (text[start:level] for start in range(max(0, level - _PLACE), level))
    return next((place for place in places if is_full_name(place + text[level])), "")


def _name(words: list[str], letters: str) -> str | None:
    """The name in a run of words, from the first word that can begin one; None if none can."""
    for at, letter in enumerate(letters):
        following = letters[at + 1 :]
        is_local = letter == "l" and _LOCAL.fullmatch(following) is not None
        if letter in "PFNnO" or is_local or (letter == "d" and _is_brand(words[at], following)):
            name = "".join(words[at:])
            return name if name not in _KINDS and len(name) > _SHORTEST else None
    return None


def _is_brand(word: str, following: str) -> bool:
    """Whether a word directly before the last word of a name is a short name: 湘电 in 湘电集团."""
    return following.startswith("o") and part_of_speech(word) in ("j", "nz")


def _without_parts(mentions: Mapping[str, int]) -> Mapping[str, int]:
    """The counts without names that are part of a longer name: 组织部 of 湘潭市委组织部."""
    names = sorted(mentions, key=lambda name: -len(name))
    kept: list[str] = []
    for name in names:
        if not any(name in longer for longer in kept):
            kept.append(name)
    whole = set(kept)
    return {name: count for name, count in mentions.items() if name in whole}
