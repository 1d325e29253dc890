"""What scanners and other scripts do to texts: characters taken for others, lines of junk, traditional characters.
Seeded.

>>> to_traditional("渡船又开了")
'渡船又開了'
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from random import Random

from opencc import OpenCC

from training.compose.people import Credit, han, name

#: Characters that a scanner takes for each other.
ALIKE = (
    *("己已", "未末", "土士", "人入", "日曰", "大太", "干千", "天夫", "力刀", "八人", "问间", "白自", "侯候", "析折"),
    *("拔拨", "今令", "处外", "己巳", "口囗", "目日", "王玉", "木本", "田由", "申甲", "贝见", "史吏", "兔免", "拆折"),
    *("住往", "治冶", "科料", "历厉", "幕募", "未来", "管营", "设没", "且旦", "乌鸟", "名各", "货贷", "季李", "陪倍"),
)
MARKS = {"，": ",,.、", "。": ".,。", "：": ":", "；": ";", "（": "(", "）": ")", "“": "\"'", "”": "\"'", "、": ",、"}
RATES = (0.02, 0.05, 0.12, 0.25)  # of the characters that look like another, on one page


class Misreading:
    """A scanner's habits on one page: how often it takes a character for another, and a mark for one of half the
    width."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.rate = random.choice(RATES)
        self.marks = random.choice((0.0, 0.0, 0.05, 0.5, 1.0))

    def read(self, text: str) -> str:
        """The text as it was read; never longer or shorter."""
        random = self.random
        pairs = _alike()

        def character(mark: str) -> str:
            if mark in MARKS and self.marks and random.random() < self.marks:
                return MARKS[mark][0]
            return random.choice(pairs[mark]) if mark in pairs and random.random() < self.rate else mark

        return "".join(map(character, text))


@cache
def _alike() -> dict[str, str]:
    table: dict[str, str] = {}
    for group in ALIKE:
        for mark in group:
            table[mark] = table.get(mark, "") + group.replace(mark, "")
    return {mark: others for mark, others in table.items() if others}


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def to_traditional(text: str) -> str:
    """The text in traditional characters, one for one."""
    traditional: str = _converter().convert(text)
    return traditional


def credit_in_traditional(credit: Credit) -> Credit:
    """The byline in traditional characters, names as well."""
    turned = to_traditional
    return replace(
        credit,
        lead=turned(credit.lead),
        line=turned(credit.line),
        tail=turned(credit.tail),
        closing=turned(credit.closing),
        reporters=[turned(person) for person in credit.reporters],
        interns=[turned(person) for person in credit.interns],
        correspondents=[turned(person) for person in credit.correspondents],
    )


def in_numerals(text: str) -> str:
    """The text with its numbers in Chinese numerals, as papers printed them up to the eighties."""

    def numeral(found: re.Match[str]) -> str:
        digits = found[0]
        whole = digits.isdigit() and len(digits) < 3
        return (
            han(int(digits)) if whole else digits.translate(str.maketrans("0123456789.%", "〇一二三四五六七八九点％"))
        )

    return re.sub(r"\d[\d.]*%?", numeral, text)


def junk(random: Random, paper: str) -> list[str]:
    """Lines of a masthead as scanners leave it."""
    latin = "".join(random.choice("ABCDEGHINORSTUZJQ") for _ in range(random.randint(4, 16)))
    number = random.randint(1000, 20000)
    forms = (
        *(
            latin,
            f"{latin.title()} Daily",
            f"第{number}期",
            f"第{number}号",
            f"CN 11-{number % 9000 + 1000:04d}",
            f"邮发代号 1-{number % 90}",
        ),
        *(
            " ".join(paper),
            paper[0],
            random.choice("口日一丨|卜工"),
            "．".join("°,;"),
            "国内统一连续出版物号",
            "今日8版",
            "今日天气 晴",
        ),
        *(
            f"总编辑 {name(random)}",
            f"{paper}社出版",
            f"农历{random.choice(('甲子', '乙丑'))}年{han(random.randint(1, 12))}月初{han(random.randint(1, 9))}",
        ),
        *(
            "扫码阅读",
            "客户端",
            "微信公众号",
            "零售每份2元",
            f"{random.randint(-9, 30)}℃～{random.randint(5, 38)}℃",
            re.sub("(.)", r"\1 ", latin)[:20].strip(),
        ),
    )
    return random.sample(forms, random.randint(1, 6))
