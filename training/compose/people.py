"""Names, and the bylines and datelines that name them, in the forms that newspapers print. Seeded.

The forms are those found in 20,000 real news; names are drawn from common family and given names.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文瞿晏"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玲红雨佳燊鼎臣镱慧子婧怡珊亦白玉锦宇浩然"
    "文博思远晓东海燕建国志鹏梦琪欣妍子轩一凡若曦雪峰春梅振华新民卫国立群永清少波"
)
DOUBLE = ("欧阳", "司马", "上官", "诸葛", "慕容")
ETHNIC = ("阿卜杜·热合曼", "迪丽努尔·艾合买提", "扎西·次仁", "古丽·买买提", "巴特尔·苏和", "多吉才让")
CITIES = (
    "北京",
    "上海",
    "长沙",
    "武汉",
    "成都",
    "广州",
    "湘潭",
    "西安",
    "拉萨",
    "呼和浩特",
    "乌鲁木齐",
    "华盛顿",
    "日内瓦",
)
PAPERS = ("湖北日报", "新京报", "南方都市报", "新民晚报", "光明日报", "红网时刻新闻", "荆楚网", "中国青年报客户端")


@dataclass(slots=True)
class Credit:
    """A composed byline. `lead` is printed before the first paragraph's words, `line` on a line above it, `tail` behind
    the last paragraph's words, `closing` on a line below it. `dated`: the lead prints the day."""

    kind: str
    lead: str = ""
    line: str = ""
    tail: str = ""
    closing: str = ""
    reporters: list[str] = field(default_factory=list)
    interns: list[str] = field(default_factory=list)
    correspondents: list[str] = field(default_factory=list)
    agency: str | None = None
    dated: bool = False


def name(random: Random) -> str:
    """A person's name of two to four characters, at times of a minority with its dot."""
    draw = random.random()
    if draw < 0.03:
        return random.choice(ETHNIC)
    family = random.choice(DOUBLE) if draw < 0.06 else random.choice(FAMILY)
    return family + "".join(random.choice(GIVEN) for _ in range(1 if random.random() < 0.3 else 2))


def names(random: Random, most: int = 3) -> list[str]:
    """One to `most` different names; few are likelier than many."""
    count = random.choices(range(1, most + 1), [5, 3, 1, 1][:most])[0]
    people: list[str] = []
    while len(people) < count:
        person = name(random)
        if person not in people:
            people.append(person)
    return people


def printed_day(random: Random, day: datetime.date, *, style: str) -> str:
    """The day as newspapers print it; `style`: plain, full, han, short, numerals."""
    if style == "full":
        return f"{day.year}年{day.month}月{day.day}日"
    if style == "han":
        return f"{''.join('〇一二三四五六七八九'[int(d)] for d in str(day.year))}年{han(day.month)}月{han(day.day)}日"
    if style == "numerals":
        return f"{han(day.month)}月{han(day.day)}日" if random.random() < 0.3 else f"{han(day.day)}日"
    if style == "short":
        return f"{day.day}日"
    return f"{day.month}月{' ' if random.random() < 0.1 else ''}{day.day}日"


def han(value: int) -> str:
    """13 as 十三."""
    tens, ones = divmod(value, 10)
    digits = "〇一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones or not tens else "")


def _listed(random: Random, people: list[str]) -> str:
    return random.choice(["、", " ", " "]).join(people)


def _field(random: Random, credit: Credit, role: str = "记者") -> str:
    """记者 A B 实习生 C 通讯员 D, with or without spaces, in one of its orders."""
    credit.reporters = names(random)
    space = random.choice([" ", " ", "", "  "])
    field_ = f"{role}{space}{_listed(random, credit.reporters)}"
    joint = random.choice([" ", " ", "、"])
    if random.random() < 0.15:
        credit.interns = names(random, 1)
        field_ += f"{joint}{random.choice(['实习生', '实习生', '见习生'])[:3]}{space}{credit.interns[0]}"
        field_ = field_.replace("见习生", "实习生")
    if random.random() < 0.25:
        credit.correspondents = names(random, 2)
        field_ += (
            f"{joint}{random.choice(['通讯员', '通讯员', '特约通讯员'])}{space}{_listed(random, credit.correspondents)}"
        )
    return field_


def _brackets(random: Random, inner: str) -> str:
    return f"({inner})" if random.random() < 0.12 else f"（{inner}）"


def _paper(random: Random, day: str) -> Credit:
    credit = Credit("paper", dated=True)
    role = random.choices(["记者", "全媒体记者", "首席记者", "本报记者", "特约记者", "见习记者"], [8, 1, 1, 1, 1, 1])[0]
    head = random.choices(["本报讯", random.choice(PAPERS) + "讯"], [5, 1])[0] + random.choice(["", "", " "])
    credit.lead = f"{head}{_brackets(random, _field(random, credit, role))}{day}，"
    return credit


def _paper_bare(random: Random, day: str) -> Credit:
    return Credit("paper_bare", lead=f"本报讯{random.choice([' ', '  '])}{day}，", dated=True)


def _agency(random: Random, day: str) -> Credit:
    agency = random.choices(["新华社", "中新社", "中新网", "人民网"], [5, 2, 2, 1])[0]
    credit = Credit("agency", agency=agency, dated=True)
    place = random.choice(CITIES) if random.random() < 0.85 else ""
    head = f"{random.choice(['', '', '', '据'])}{agency}{place}{day}电" + random.choice(["", "", " "])
    credit.lead = head + (_brackets(random, _field(random, credit)) if random.random() < 0.85 else " ")
    return credit


def _wire(random: Random, day: str) -> Credit:
    credit = Credit("wire", dated=True)
    credit.lead = (
        f"本报{random.choice(CITIES)}{day}电{random.choice(['', '  '])}{_brackets(random, _field(random, credit))}"
    )
    return credit


def _end(random: Random, _: str) -> Credit:
    credit = Credit("end")
    role = random.choice(["记者", "记者", "本报记者", "总台记者", "特约记者"])
    credit.tail = _brackets(random, _field(random, credit, role))
    return credit


def wide(person: str) -> str:
    """A name of two characters with a space between, as newspapers set it to the width of three."""
    return " ".join(person) if len(person) == 2 else person


def _line(random: Random, _: str) -> Credit:
    people = [person for person in names(random) if "·" not in person]
    credit = Credit("line", reporters=people or ["王超"])
    mark = random.choices(["", "□", "■", "●"], [6, 1, 1, 1])[0]
    role = random.choice(["本报记者", "本报记者", "记者", "本报特约记者", "本报通讯员"])
    spaced = [wide(person) for person in credit.reporters] if random.random() < 0.6 else credit.reporters
    credit.line = f"{mark}{role} {random.choice([' ', '  ']).join(spaced)}"
    if role == "本报通讯员":
        credit.reporters, credit.correspondents = [], credit.reporters
    elif random.random() < 0.2:
        credit.correspondents = names(random, 1)
        credit.line += f" 通讯员 {credit.correspondents[0]}"
    return credit


def _closing(random: Random, day: str) -> Credit:
    credit = _line(random, day)
    return Credit("closing", closing=credit.line, reporters=credit.reporters, correspondents=credit.correspondents)


def _none(_: Random, __: str) -> Credit:
    return Credit("none")


#: Kind of byline -> a function of a source of chance and the printed day.
CREDITS: dict[str, Callable[[Random, str], Credit]] = {
    "paper": _paper,
    "paper_bare": _paper_bare,
    "agency": _agency,
    "wire": _wire,
    "end": _end,
    "line": _line,
    "closing": _closing,
    "none": _none,
}
