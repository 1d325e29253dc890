"""Lines in which a page or a program tells of an article - author, day, page, source - as a template that a whole page
repeats. Seeded.

>>> lines = draw_lines(Random(4), count=1)
>>> bool(lines[0].printed(Random(1), Facts(datetime.date(2023, 5, 13), ("何文",), "青石日报", "民生观察", 3)))
True
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from training.compose.people import han, name, wide
from training.compose.words import LABELS, label

#: What a line tells -> how often; a line that tells of nothing but counts stands on no page alone.
KINDS = {"author": 9, "date": 10, "source": 5, "page": 4, "column": 3, "editor": 2, "count": 1, "size": 1, "address": 1}
UNHEARD = 0.25  # of labels are made up, for other facts than authors
COLONS = ("：", "：", "：", ":", "： ", " ", "")
JOINTS = ("  ", "　", " ", "　　", " | ", "｜", "，", "；", " / ", "\t", "    ", "·", " - ")
BRACKETS = (
    ("（", "）"),
    ("(", ")"),
    ("【", "】"),
    ("［", "］"),
    ("〔", "〕"),
    ("[", "]"),
    ("—— ", ""),
    ("> ", ""),
    ("* ", ""),
)
BRACKETED = 0.15  # of templates' lines
PAPER_LINES = 0.25  # of templates' lines are a paper's name with day and page, without labels
MISSING = 0.06  # of facts are not known of an article


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be told of an article."""

    day: datetime.date
    authors: tuple[str, ...]
    paper: str
    column: str
    page: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as a template prints it: `form` is a number that chooses between the forms of its value."""

    kind: str
    label: str
    colon: str
    form: int


@dataclass(frozen=True, slots=True)
class MetaLine:
    """A line of facts. `paper_line`: the number of a form of line that prints paper, day and page; None: `facts` do."""

    facts: tuple[Fact, ...]
    joint: str
    brackets: tuple[str, str]
    paper_line: int | None = None

    def tells(self, kind: str) -> bool:
        """Whether the line tells of an author, a date and so on."""
        return kind == "date" if self.paper_line is not None else any(fact.kind == kind for fact in self.facts)

    def printed(self, random: Random, facts: Facts) -> str | None:
        """The line for one article; None, where nothing is known that it could tell."""
        if self.paper_line is not None:
            return PAPER_FORMS[self.paper_line](facts.paper, printed_date(facts.day, self.paper_line), facts.page)
        parts = []
        for fact in self.facts:
            # the day is always told, because the truth says so
            value = None if fact.kind != "date" and random.random() < MISSING else _value(random, fact, facts)
            if value:
                parts.append(f"{fact.label}{fact.colon if fact.label else ''}{value}")
        return self.brackets[0] + self.joint.join(parts) + self.brackets[1] if parts else None


#: Forms of a line that prints a paper's name, the day and the page.
PAPER_FORMS: tuple[Callable[[str, str, int], str], ...] = (
    lambda paper, day, page: f"《{paper}》（{day} 第 {page:02d} 版）",
    lambda paper, day, page: f"{paper} {day} 第{page:02d}版",
    lambda paper, day, page: f"《{paper}》{day} {page:02d}版",
    lambda paper, day, page: f"（{paper}{day}第{page}版）",
    lambda paper, day, page: f"{day}　{paper}　第{han(page)}版",
    lambda paper, day, page: f"{paper}/{day}/第{page:03d}版",
    lambda paper, day, page: f"[{paper}] {day} A{page}",
    lambda paper, day, page: f"{day} {page:02d}版 {paper}",
)


def draw_lines(random: Random, count: int) -> tuple[MetaLine, ...]:
    """The metadata lines of a template; they tell of each kind of fact once at most."""
    kinds = list(KINDS)
    lines = []
    for _ in range(count):
        if random.random() < PAPER_LINES and "date" in kinds:
            kinds = [kind for kind in kinds if kind not in ("date", "source", "page")]
            lines.append(MetaLine((), "", ("", ""), random.randrange(len(PAPER_FORMS))))
            continue
        chosen: list[str] = []
        for _ in range(random.choices((1, 2, 3, 4, 5), (3, 5, 4, 2, 1))[0]):
            left = [kind for kind in kinds if kind not in chosen]
            if left:
                chosen.append(random.choices(left, [KINDS[kind] for kind in left])[0])
        kinds = [kind for kind in kinds if kind not in chosen]
        if not chosen:
            break
        colon = random.choice(COLONS)
        unlabelled = random.random() < 0.12 and not set(chosen) <= {"count", "size", "page"}
        brackets = random.choice(BRACKETS) if random.random() < BRACKETED else ("", "")
        facts = tuple(
            Fact(kind, "" if unlabelled else _label(random, kind), colon, random.randrange(12)) for kind in chosen
        )
        lines.append(MetaLine(facts, random.choice(JOINTS), brackets))
    return tuple(lines)


def _label(random: Random, kind: str) -> str:
    if kind not in ("author", "page") and random.random() < UNHEARD:
        return label(random)
    return random.choice(LABELS[kind])


def printed_date(day: datetime.date, form: int) -> str:
    """The day in one of the forms of programs and of papers."""
    chinese = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    forms = (
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{day.year}年{day.month:02d}月{day.day:02d}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.isoformat()} {7 + day.day % 12:02d}:{day.day:02d}",
        day.strftime("%Y%m%d"),
        f"{chinese}年{han(day.month)}月{han(day.day)}日",
    )
    return forms[form % len(forms)]


def _value(random: Random, fact: Fact, facts: Facts) -> str:
    form = fact.form
    if fact.kind == "author":
        people = [wide(person) for person in facts.authors] if form % 4 == 3 else list(facts.authors)
        return (";", " ", "、", "；", "  ", ",", "，")[form % 7].join(people)
    if fact.kind == "date":
        return printed_date(facts.day, form)
    if fact.kind == "source":
        return facts.paper if form % 3 else f"《{facts.paper}》"
    if fact.kind == "page":
        return (
            f"第{facts.page:02d}版",
            f"{facts.page:02d}",
            f"A{facts.page}",
            f"{facts.page}",
            f"第{han(facts.page)}版",
        )[form % 5]
    if fact.kind == "column":
        return facts.column
    if fact.kind == "editor":
        return name(random)
    if fact.kind == "count":
        return str(random.randint(3, 90_000))
    if fact.kind == "size":
        return ("大 中 小", "【大 中 小】", "T | T", "微信 微博 QQ空间")[form % 4]
    return f"http://paper.example.cn/{facts.day:%Y-%m/%d}/content_{random.randint(10_000, 999_999)}.htm"
