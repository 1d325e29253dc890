"""The first sentences of an article in; a headline of their words out, in the forms that headlines have. Seeded.

>>> compose_headline(Random(1), ["近日，青石县在河湾镇建成了三座新的水厂。", "六个村通了水。", "水费也降了两成。"])
'青石县在河湾镇建成了三座新的水厂'
"""

from __future__ import annotations

import re
from random import Random

SHORTEST, LONGEST = 7, 22  # characters of a clause of a headline
LONGEST_HEADLINE = 38
#: What one headline of a hundred is made of (headlines of news.jsonl, and of a paper of several kinds of articles).
FORMS = (
    ("one", 34),
    ("two", 34),
    ("comma", 8),
    ("colon", 10),
    ("column", 8),
    ("quoted", 4),
    ("question", 2),
)
COLUMNS = (
    *("钟声", "快评", "回音壁", "编辑部观察", "人民论坛", "今日谈", "现场评论", "一线视角", "记者手记", "民生观"),
    *("国际视点", "经济聚焦", "大地", "身边", "微观", "深阅读", "在现场", "读者来信", "回访", "新语", "民声", "求是园"),
)
_TIME = re.compile(
    r"^(?:近日|日前|近期|当天|当日|今天|昨天|昨日|目前|此前|随后|其中|据悉|据了解|同时|此外|当地时间|(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚|晚间)?|\d{1,2}日(?:上午|下午|晚)?)[，,]?"
)
_NO_CLAUSE = re.compile(
    r"[（()）《》、\[\]/:：]|记者|本报|获悉|报道|消息|据悉|\d日|\s|·|通报|今日|[上下]午"
    r"|^(?:的|了|在|和|与|及|并|而|但|也|还|将|对|从|被|把|为|由|据|受|很多|一名|涉嫌|如果|因|虽|不过|其|他|她|它|这|那|有)"
    r"|(?:的|和|与|及|在|对|将|表示|称|说|是|中|后|时|前|以来)$"
)
_LIGHT = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:了|的|已经|一起|一场|一次)(?=[\u4e00-\u9fff]{3})")


def compose_headline(random: Random, sentences: list[str]) -> str | None:
    """A headline of the words of the first sentences; None, where no clause of them could be one."""
    clauses = _clauses(sentences[:3])
    further = _clauses(sentences[3:])
    if not clauses:
        return None
    form = random.choices(*zip(*FORMS, strict=True))[0]
    first = _shortened(random, clauses[0])
    others = [_shortened(random, clause) for clause in (*clauses[1:], *further) if clause != clauses[0]]
    short = [clause for clause in others if len(clause) <= 15]
    if form in ("two", "comma", "colon") and short and len(first) + len(short[0]) < LONGEST_HEADLINE:
        mark = {"two": " ", "comma": "，", "colon": "："}[form]
        pair = [first, random.choice(short[:4])]
        return mark.join(sorted(pair, key=len) if form == "colon" else pair)
    if form == "column":
        return f"{first}（{random.choice(COLUMNS)}）"
    if form == "quoted" and len(first) > 8 and "“" not in first:
        start = random.randint(0, len(first) - 5)
        return f"{first[:start]}“{first[start : start + 4]}”{first[start + 4 :]}"
    if form == "question":
        return first + random.choice("？？！")
    return first


def _clauses(sentences: list[str]) -> list[str]:
    """The clauses that could stand in a headline, in the order of the text."""
    parts = (_TIME.sub("", part.strip()) for text in sentences for part in re.split("[，。；：！？]", text))
    balanced = (part for part in parts if part.count("“") == part.count("”") and not _NO_CLAUSE.search(part))
    return [part for part in balanced if SHORTEST <= len(part) <= LONGEST]


def _shortened(random: Random, clause: str) -> str:
    """The clause without some of the words that headlines leave out."""
    return _LIGHT.sub(lambda found: "" if random.random() < 0.8 else found[0], clause)
