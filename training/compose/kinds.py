"""A story in; the text of an article of one kind out - a feature, a photo piece, a letter, a poem - as pairs (text,
part of the article). Seeded.

>>> story = Story("渡船又开了", ("第一班船从北岸出发。",), datetime.date(2023, 5, 13))
>>> record = Record("letter", story, Credit("none"))
>>> KINDS["letter"](Random(1), record, Habits("clause", 0.5))
>>> len(record.body)
2
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from training.compose import ornaments, sections, words
from training.compose.metadata import printed_date
from training.compose.people import Credit, han, name, wide
from training.compose.stories import Story
from training.compose.templates import pick


@dataclass(slots=True)
class Record:
    """An article before it is set. `parts`: name of a part -> its texts in the order of print; of the body pairs (text,
    part of the article); two parts more, `verse` and `stanza`, are lines of a poem, of which a stanza begins with the
    second. `titled`: it has a headline. `meta` are printed lines of facts. `dates` are as in `page.Truth`."""

    kind: str
    story: Story
    credit: Credit
    body: list[tuple[str, str]] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)
    title: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    meta: list[str] = field(default_factory=list)
    dates: tuple[datetime.date | None, ...] = ()
    number: int = 1
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Habits:
    """What articles of one page share: the form of their section headings, and the chance that a longer one has any."""

    section_form: str
    section_heads: float


PHOTO_MARKS = ("图为", "▲", "上图：", "▲图为", "图①：", "↑", "左图：", "下图为", "图片说明：", "△")
SCENES = ("广场", "第二中学", "河湾", "集市上", "社区", "车站", "茶园里", "")
EPIGRAPHS = 0.06  # of sections begin with words of somebody and, below them, whose they are
SOURCES = ("", "在座谈会上的讲话", "的日记", "给家乡的信", "在开工仪式上的致辞", "的发言摘要")
PAGES = ("第一版", "第1版", "1版", "A1版", "一版", "01版", "头版", "第三版", "A01版")


def _plain(_: Random, record: Record, __: Habits) -> None:
    record.body = [(text, "body") for text in record.story.paragraphs]


def _news(random: Random, record: Record, habits: Habits) -> None:
    _plain(random, record, habits)
    if len(record.body) > 3 and random.random() < habits.section_heads:
        _set_sections(random, record, habits)


def _feature(random: Random, record: Record, habits: Habits) -> None:
    _plain(random, record, habits)
    if random.random() < 0.85:
        _set_sections(random, record, habits)


def _set_sections(random: Random, record: Record, habits: Habits) -> None:
    """Puts section headings at even distances; the first seldom stands before the first paragraph."""
    body = record.body
    form = habits.section_form if random.random() < 0.85 else pick(random, sections.FORMS)
    count = min(pick(random, sections.COUNTS), len(body) // 2)
    first = 0 if random.random() < 0.05 else random.randint(1, 2)
    places = sorted({first + (len(body) - first) * at // max(1, count) for at in range(count)})
    ends = dict(zip(places, [*places[1:], len(body)], strict=True))
    label = random.choice(sections.LABELS) if random.random() < sections.LABELLED else None
    number = 0
    record.body = []
    for place, (text, part) in enumerate(body):
        section = "，".join(text for text, _ in body[place : ends.get(place, place)])
        head = sections.heading(random, form, number, section, record.story.paragraphs) if section else None
        if head:
            if label:
                record.body.append((sections.label(random, label, number, section), "section"))
            record.body.append((head, "section"))
            number += 1
            if random.random() < EPIGRAPHS and (said := ornaments.sentence(random, record.story.paragraphs)):
                speaker = random.choice((name(random), words.place(random) + name(random), words.place(random)))
                record.body += [(f"“{said}”", "body"), (f"——{speaker}{random.choice(SOURCES)}", "body")]
        record.body.append((text, part))


def _photo(random: Random, record: Record, _: Habits) -> None:
    """A photo's caption with its credit: a piece of its own, often with a short headline."""
    story = record.story
    caption = ornaments.sentence(random, story.paragraphs) or story.paragraphs[0]
    if random.random() < 0.6:
        day = random.choice(
            (f"{story.date.month}月{story.date.day}日", f"{story.date.day}日", "近日", "连日来", "日前")
        )
        scene = f"在{words.place(random)}{random.choice(SCENES)}"
        caption = f"{day}，{scene}，{caption}"
    for _more in range(random.choice((0, 0, 1, 2))):
        further = ornaments.sentence(random, story.paragraphs)
        caption += further if further and further not in caption else ""
    if random.random() < 0.5:
        caption = random.choice(PHOTO_MARKS) + caption
    person = name(random)
    forms = (
        *(f"{person} 摄", f"{wide(person)}摄", f"（{person} 摄）", f"本报记者 {person} 摄", f"{person}摄"),
        *(f"本报记者{person}摄影报道", "新华社发", f"新华社发（{person}摄）", f"新华社记者 {person} 摄"),
        *(f"通讯员 {person} 摄", f"（{person}/摄）", "（资料图片）", f"摄影：{person}", f"{person}　文/图"),
    )
    credit = random.choice(forms)
    if random.random() < 0.5:
        record.body = [(caption, "body"), (credit, "byline")]
    else:
        record.body = [(caption + random.choice(["", " ", "\u3000"]) + credit, "body")]
    record.credit = Credit("photo")
    short = sections.clause(random, caption, 3, 11) or sections.clause(random, "".join(story.paragraphs), 3, 9)
    record.titled = short is not None and random.random() < 0.75
    if short:
        record.story = replace(story, title=short)


def _poem(random: Random, record: Record, _: Habits) -> None:
    """Short lines without marks, in stanzas."""
    text = "".join(record.story.paragraphs)
    verses = [part for part in re.split("[，。；：！？、]", text) if 4 <= len(part) <= 14][: random.randint(8, 32)]
    stanza = random.choice((0, 3, 4, 4, 5))
    record.body = [
        (verse, "stanza" if stanza and at and at % stanza == 0 else "verse")
        for at, verse in enumerate(verses or ["渡船又开了"] * 4)
    ]
    record.story = replace(record.story, title=sections.clause(random, text, 2, 8) or record.story.title)


def _letter(random: Random, record: Record, habits: Habits) -> None:
    _plain(random, record, habits)
    record.body.insert(
        0, (random.choice(("编辑同志：", "编辑部：", "编辑同志:", "尊敬的编辑：", "各位读者：")), "body")
    )


def _interview(random: Random, record: Record, _: Habits) -> None:
    """Questions and answers."""
    voices = (
        ("问：", "答："),
        ("记者：", name(random) + "："),
        ("记者：", "答："),
        ("Q：", "A："),
        ("主持人：", "嘉宾："),
    )
    asks, answers = random.choice(voices)
    lead, *rest = record.story.paragraphs
    record.body = [(lead, "body")]
    for text in rest:
        subject = sections.clause(random, text, 5, 16) or "这项工作"
        end = random.choice(("您怎么看", "原因是什么", "下一步怎么做", "效果如何"))
        record.body += [(f"{asks}{subject}，{end}？", "body"), (answers + text, "body")]


def _bulletin(random: Random, record: Record, _: Habits) -> None:
    """A notice of an office: numbered paragraphs, its name and the day below."""
    story = record.story
    form = random.choice(("{}、", "（{}）", "第{}条　"))
    for at, text in enumerate(story.paragraphs):
        record.body.append((form.format(han(at)) + text if at else text, "body"))
    office = words.place(random) + random.choice(("人民政府", "水利局", "教育局", "供电公司", "人民法院", "公安局"))
    record.body += [(office, "body"), (printed_date(story.date, random.choice((0, 0, 7))), "body")]
    record.credit = Credit("none")
    start, end = random.choice(
        (("关于", "的通知"), ("", "公告"), ("", ""), ("关于", "的公示"), ("青石县关于", "的通告"))
    )
    record.story = replace(story, title=start + story.title + end)


def _continuation(random: Random, record: Record, habits: Habits) -> None:
    """What goes on from another page, mostly without a headline."""
    _plain(random, record, habits)
    left, right = random.choice(("（）", "（）", "()", "【】"))
    mark = f"{left}{random.choice(('上接', '上接', '紧接'))}{random.choice(PAGES)}{right}"
    first, part = record.body[0]
    if random.random() < 0.6:
        record.body[0] = mark + first[random.choice((0, 0, 5)) :], part
    else:
        record.body.insert(0, (mark, "byline"))
    record.credit = Credit("none")
    record.titled = random.random() < 0.4


#: Kind of article -> what sets its body.
KINDS: dict[str, Callable[[Random, Record, Habits], None]] = {
    "news": _news,
    "feature": _feature,
    "brief": _plain,
    "item": _plain,
    "comment": _plain,
    "photo": _photo,
    "poem": _poem,
    "letter": _letter,
    "interview": _interview,
    "bulletin": _bulletin,
    "continuation": _continuation,
}
