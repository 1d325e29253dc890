"""Organisations: words that are one, and words that become one before 公司, 大学, 局 and their like.

    湘潭市 电 机车厂 有限公司  ->  P c x o  ->  湘潭市电机车厂有限公司

Departments of a government (省人社厅, 市医保局), which rjieba cuts across, are sought by a table of their names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from indexer.analysis import Cut

#: What stands before the end of a name; begins with a place, a level, a name or what no dictionary knows.
_NAMED = re.compile(r"(?:[PF]|(?<![dxv])[Nn]|(?<![A-Za-z])l|O)?(?:[PlNnFscdxO]{0,5}o)+")
_WHOLE = re.compile("O")
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
#: Names shorter than this are kinds of organisations, not one.
_SHORTEST = 3
_KINDS = frozenset(
    "有限公司 股份公司 总公司 分公司 子公司 上市公司 证券公司 保险公司 集团公司 公安局 财政局 教育局 税务局 民政局 司法局 人民法院 人民检察院 "
    "委员会 人民政府 大学 人民医院 中医院 宣传部 组织部 统战部 常委会 党委会 派出所 研究院 研究所 商业银行 村委会 居委会 市政府 省政府 "
    "县政府 区政府 镇政府 党工委 卫生院 电视台 广播电台 基金会 图书馆 博物馆 俱乐部 联合会 设计院 出版社 报社 交易所 法制委 美国政府".split()
)
_LEVELS = "省市县区州镇乡"


def find_organisations(tagged: Iterable[tuple[Cut, str]]) -> Counter[str]:
    """Names as printed, with how often each is mentioned."""
    found: Counter[str] = Counter()
    for cut, letters in tagged:
        if "o" in letters:
            for run in _NAMED.finditer(letters):
                name = _name(cut.words[run.start() : run.end()], letters[run.start() : run.end()])
                if name:
                    found[name] += 1
        at = letters.find("O")
        while at >= 0:
            word = cut.words[at]
            if word not in _KINDS and len(word) >= _SHORTEST:
                found[word] += 1
            at = letters.find("O", at + 1)
        for department in _DEPARTMENT.finditer(cut.text):
            found[department[0]] += 1
    return _without_parts(found)


def _name(words: list[str], letters: str) -> str | None:
    """What of a run of words is a name: from the first that can begin one; None where none can."""
    for at, letter in enumerate(letters):
        if letter in "PFNnO" or (letter == "l" and words[at] in _LEVELS and at + 1 < len(letters)):
            name = "".join(words[at:])
            return name if name not in _KINDS and len(name) > _SHORTEST else None
    return None


def _without_parts(found: Counter[str]) -> Counter[str]:
    """Without what is only part of a longer one: 组织部 of 湘潭市委组织部."""
    names = sorted(found, key=lambda name: -len(name))
    kept: list[str] = []
    for name in names:
        if not any(name in longer for longer in kept):
            kept.append(name)
    whole = set(kept)
    return Counter({name: count for name, count in found.items() if name in whole})
