"""Bylines in the forms that pages of records have: lines of authors, signatures, datelines of other times and places.
Seeded; `people.CREDITS` holds the forms of a local paper.

>>> FORMS["bare"](Random(1), "5月13日").line != ""
True
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from training.compose.people import CITIES, CREDITS, Credit, name, names, wide
from training.compose.words import place

AGENCIES = ("新华社", "中新社", "人民网", "新华网", "法新社", "路透社")
TAIWAN_PAPERS = ("本報", "記者", "中央社記者", "本報記者", "特派記者")
ROLES = ("本报记者", "记者", "本报通讯员", "见习记者", "特约记者", "本报特派记者", "首席记者", "全媒体记者")


def spread(random: Random, people: Sequence[str]) -> str:
    """Names beside each other, parted as papers part them; names of two characters are often set wide."""
    widened = random.random() < 0.4
    return random.choice(["  ", " ", "　", "　　", "、", "   "]).join(
        wide(person) if widened else person for person in people
    )


def _plain(random: Random, most: int = 3) -> list[str]:
    """Names without a dot inside, because forms without marks cannot part such a name from the next."""
    return [person for person in names(random, most) if "·" not in person] or ["高文远"]


def _author(random: Random, _: str) -> Credit:
    """本报记者  林  川  高文远, on a line of its own."""
    people = _plain(random)
    credit = Credit("author", reporters=people)
    role = random.choices(ROLES, [10, 6, 2, 1, 1, 1, 1, 1])[0]
    credit.line = f"{role}{random.choice(['', ' ', '  ', '　', '：'])}{spread(random, people)}"
    if role.endswith("通讯员"):
        credit.reporters, credit.correspondents = [], people
    elif random.random() < 0.2:
        credit.correspondents = _plain(random, 2)
        joint = random.choice([" ", "　", "  "])
        credit.line += f"{joint}通讯员{random.choice(['', ' ', '  '])}{spread(random, credit.correspondents)}"
    if random.random() < 0.1:
        credit.line = random.choice(["□", "■", "●", "◎", "文/", "○", "□ "]) + credit.line
    elif random.random() < 0.05:
        credit.line = f"（{credit.line}）"
    return credit


def _bare(random: Random, _: str) -> Credit:
    """Nothing but names, under the headline."""
    people = [name(random)] if random.random() < 0.75 else _plain(random)
    return Credit("bare", line=spread(random, people), reporters=people)


def _marked(random: Random, _: str) -> Credit:
    """A name with a mark or a word before or behind it."""
    people = _plain(random, 2)
    shown = spread(random, people)
    forms: tuple[str, ...] = (
        f"□{shown}",
        f"■ {shown}",
        f"文/{shown}",
        f"文\\{shown}",
        f"●{shown}",
        f"作者：{shown}",
        f"◎ {shown}",
        f"{shown}/文",
    )
    town = place(random)
    if len(people) == 1:
        forms += (f"（{town}）{shown}", f"{town} {shown}", f"【{shown}】", f"［{shown}］", f"撰文 {shown}")
    return Credit("marked", line=random.choice(forms), reporters=people)


def _signed(random: Random, _: str) -> Credit:
    """Names on a line below the text."""
    people = _plain(random)
    shown = spread(random, people)
    forms = (
        shown,
        shown,
        f"（{shown}）",
        f"本报记者 {shown}",
        f"记者 {shown}",
        f"{place(random)} {shown}",
        f"（{place(random)} {shown}）",
    )
    return Credit("signed", closing=random.choice(forms), reporters=people)


def _tail(random: Random, _: str) -> Credit:
    """Names in brackets behind the last sentence."""
    people = _plain(random)
    shown = spread(random, people)
    return Credit(
        "tail", tail=random.choice([f"（{shown}）", f"（{shown}）", f"({shown})", f"（记者{shown}）"]), reporters=people
    )


def _ended(random: Random, day: str) -> Credit:
    """（本报青石12月28日电）behind the text."""
    return Credit(
        "ended", tail=f"（{random.choice(['本报', *AGENCIES[:2]])}{random.choice(CITIES)}{day}电）", dated=True
    )


def _wired(random: Random, day: str) -> Credit:
    """本报北京10月3日电  （记者林小川）"""
    credit = Credit("wired", dated=True)
    agency = random.choice(["本报", "本报", "本报", *AGENCIES])
    credit.agency = agency if agency in ("新华社", "中新社", "人民网") else None
    credit.lead = f"{agency}{random.choice(CITIES)}{day}{random.choice('电电讯')}"
    if agency in AGENCIES[3:]:
        credit.agency = agency
    if random.random() < 0.75:
        people = _plain(random)
        credit.reporters = people
        credit.lead += (
            random.choice(["", " ", "　", "  "]) + f"（记者{random.choice(['', ' ', '　'])}{'、'.join(people)}）"
        )
    else:
        credit.lead += random.choice(["　", "  ", " "])
    return credit


def _old(random: Random, day: str) -> Credit:
    """【新华社延安十二日电】, and what follows it."""
    agency = random.choices(["新华社", "本报", "中央社", "塔斯社"], [8, 3, 1, 1])[0]
    town = random.choice(
        ("延安", "邯郸", "晋察冀", "东北", "华东前线", "北京", "上海", "沈阳", "重庆", "太行", "河内", "平壤")
    )
    left, right = tuple(random.choice(["【】", "【】", "〔〕", "［］", "（）"]))
    last = random.choice(["电", "电", "讯"])
    lead = f"{left}{agency}{town}{day}{last}{right}" if random.random() < 0.8 else f"{agency}{town}{day}{last}　"
    draw = random.random()
    if draw < 0.15:
        return Credit("old", lead=f"{left}本报讯{right}")
    return Credit("old", lead=lead, dated=True, agency=agency if agency == "新华社" else None)


def _taiwan(random: Random, _: str) -> Credit:
    """【記者王小明／台北報導】"""
    people = _plain(random, 2)
    shown, town = "、".join(people), random.choice(("台北", "台中", "高雄", "新北", "桃園", "嘉義", "綜合", "專題"))
    role = random.choice(TAIWAN_PAPERS)
    forms = (
        f"【{role}{shown}／{town}報導】",
        f"〔{role}{shown}／{town}報導〕",
        f"（{role}{shown}{town}報導）",
        f"{role}{shown}／{town}報導",
    )
    chosen = random.choice(forms)
    if not chosen.endswith("導") or random.random() < 0.2:
        return Credit("taiwan", lead=chosen, reporters=people)
    return Credit("taiwan", line=chosen, reporters=people)


def _malaysia(random: Random, day: str) -> Credit:
    """（吉隆坡3日讯）"""
    town = random.choice(("吉隆坡", "怡保", "槟城", "新山", "马六甲", "古晋", "亚庇", "莎阿南"))
    left, right = tuple(random.choice(["（）", "（）", "()", "【】"]))
    return Credit("malaysia", lead=f"{left}{town}{day}讯{right}", dated=True)


#: Kind of byline -> a function of a source of chance and the printed day.
FORMS: dict[str, Callable[[Random, str], Credit]] = {
    **CREDITS,
    "author": _author,
    "bare": _bare,
    "marked": _marked,
    "signed": _signed,
    "tail": _tail,
    "ended": _ended,
    "wired": _wired,
    "old": _old,
    "taiwan": _taiwan,
    "malaysia": _malaysia,
}
