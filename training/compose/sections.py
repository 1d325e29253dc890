"""Section headings of features: the text of an article in, headings in one form out. Seeded.

>>> heading(Random(1), "clause", 0, "渡船又开了，乡亲们都到岸边来看。", ("第一班船从北岸出发。",)) is not None
True
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from training.compose.people import han
from xtsearch.indexer.text.words import whole_words

#: Forms of the section headings of one article, and how often. Counted in the longer items of news.jsonl: most are bare
#: clauses; about a third are numbered, and one in ten asks or quotes.
FORMS = (
    ("clause", 12),
    ("pair", 5),
    ("han", 4),
    ("digit", 2),
    ("bracketed", 2),
    ("quoted", 2),
    ("question", 2),
    ("comma", 3),
    ("marked", 2),
    ("part", 1),
    ("label", 1),
    ("long", 5),
    ("leading over", 2),
)
#: Section headings of an article -> how often (lists of news.jsonl left out).
COUNTS = ((1, 4), (2, 7), (3, 10), (4, 6), (5, 3), (6, 2), (8, 1))
LABELS = ("place", "place", "hour", "bracketed", "镜头", "故事", "场景", "片段")
LABELLED = 0.1  # of articles with section headings have a label above each
SPLICED = 0.2  # of display lines are of words from two clauses
_PLACES = ("青石县", "河湾镇", "南岸", "上海", "柏林", "布鲁塞尔")
_CALLED = ("声音", "现场", "探访", "解读", "案例")
_MARKS = ("■", "◆", "●", "▲", "★", "◎", "§", "【", "——", "▍")
_CLAUSE = re.compile("[，。；：！？]")
_BAD = re.compile(
    r"[“”‘’《》（）()、]|记者|[年月]\d|^[^\u4e00-\u9fff]|日$"
    r"|^(?:的|了|也|而|但|并|据|与此同时|同时|此外|其中|目前|今年|截至|近日|当天|随后|此前|同比|环比|因此|所以|如果|由于|在|基于|对此|网友|有人|这|那)"
    r"|(?:的|显示|表示|介绍|认为|指出|强调|称|说|后|时|来|以上|以下|左右)$"
)


def clause(random: Random, text: str, shortest: int, longest: int) -> str | None:
    """A clause of the text that could head a section."""
    fitting = [
        part
        for part in map(str.strip, _CLAUSE.split(text))
        if shortest <= len(part) <= longest and not _BAD.search(part)
    ]
    return random.choice(fitting) if fitting else None


def phrase(random: Random, paragraphs: Sequence[str], shortest: int, longest: int) -> str | None:
    """Words of the article as a line of display: a clause, or the beginning of one with the end of another."""
    text = "，".join(paragraphs)
    words = clause(random, text, shortest, longest)
    other = clause(random, text, shortest, longest)
    if words and other and random.random() < SPLICED:
        return _spliced(words, other)[:longest]
    return words


def _spliced(first: str, second: str) -> str:
    """The first words of one clause with the last words of another."""
    head, tail = whole_words(first), whole_words(second)
    return "".join([*head[: (len(head) + 1) // 2], *tail[len(tail) // 2 :]])


def label(random: Random, kind: str, number: int, text: str) -> str:
    """What stands on a line of its own above the heading of a section: where, when, or the number of the scene."""
    if kind == "place":
        places = re.search(r"[\u4e00-\u9fff]{2,3}(?:省|市|县|区|镇|州|村)", text)
        return (places[0] if places else random.choice(_PLACES)) + "——"
    if kind == "hour":
        return f"{min(23, 6 + 2 * number + random.randint(0, 1))}时"
    if kind == "bracketed":
        return f"【{random.choice(_CALLED)}】"
    return f"{kind}{han(number + 1)}"


def heading(random: Random, form: str, number: int, text: str, paragraphs: Sequence[str]) -> str | None:
    """The heading with the number (from 0) of the section that holds the text; None: the article has no clause that
    will do. Most headings speak of their section, in words from one or two places of it; some of the whole article."""
    words = clause(random, text, 4, 13)
    draw = random.random()
    if draw < 0.15 or words is None:
        words = clause(random, "，".join(paragraphs), 4, 13) or words
    elif draw < 0.55 and (further := clause(random, text, 5, 13)):
        words = _spliced(words, further)[:13]
    if words is None:
        return None
    count = number + 1
    if form == "pair" or form == "comma":
        second = clause(random, text, 4, 11)
        joint = " " if form == "pair" else "，"
        return f"{words}{joint}{second}" if second and second != words else words
    if form in ("long", "leading over"):
        second = clause(random, text, 6, 16)
        whole = f"{words}，{second}" if second and second != words else words
        return whole + ("——" if form == "leading over" else "")
    if form == "quoted":
        parts = whole_words(words)
        start, rest = "".join(parts[: len(parts) // 2]), "".join(parts[len(parts) // 2 :])
        return f"“{words}”" if random.random() < 0.5 or not start else f"“{start}”{rest}"
    if form == "question":
        return f"{words}？"
    if form == "marked":
        mark = _MARKS[len(text) % 3 * 3]
        return f"【{words}】" if mark == "【" else f"{mark}{words}"
    forms = {
        "han": f"{han(count)}、{words}",
        "digit": f"{count}．{words}" if count % 2 else f"{count}.{words}",
        "bracketed": f"（{han(count)}）{words}",
        "part": f"第{han(count)}章　{words}",
        "label": f"{words[:2]}：{words[2:]}" if len(words) > 5 else words,
    }
    return forms.get(form, words)
