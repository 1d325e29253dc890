"""An article's text in; a kicker, a subtitle, the name of a column out, in the forms that newspapers print. Seeded.

>>> draw_kicker(Random(4), ("县长今天到河湾镇察看新建的水厂，询问村民用水情况，现场办公解决难题。" * 2,)) is not None
True

The kinds and how often each is printed are those of a national paper's pages: of its kickers a third are clauses of the
text, a fifth name only who or where, a fifth end with a dash and lead over to the headline.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from training.compose import sections
from training.compose.people import name

LONGEST = 44  # characters
LEADERS = ("县长", "市长", "省长", "书记", "部长", "主任", "局长", "院长")
BODIES = (
    "农业局",
    "教育局",
    "气象局",
    "水利局",
    "卫健委",
    "发改委",
    "统计局",
    "民政局",
    "县政府",
    "公安局",
    "法院",
    "高校",
    "企业",
)
SAYING = ("调研时强调", "会议上强调", "考察时指出", "会上表示", "采访时表示", "调研时要求", "会见客人时表示")
ISSUING = ("印发", "发布", "表示", "提醒", "通报", "部署", "出台", "：", "——")
SPEAKERS = (
    "专家",
    "代表委员",
    "业内人士",
    "外交部发言人",
    "有关部门负责人",
    "受访者",
    "记者调查",
    "老年旅客",
    "务工人员",
    "消费者",
)
GENRES = ("纪实", "综述", "述评", "侧记", "见闻", "扫描", "访谈", "观察", "札记", "纪事")
OPENERS = ("记", "访", "谈", "来自", "评", "论", "写在", "聚焦", "走进", "再到")
ATTENDING = ("出席", "主持", "出席并讲话", "致辞", "作报告", "主持会议并讲话", "参加")
TOPICS = (
    "经济",
    "文化",
    "民生",
    "体坛",
    "乡村",
    "教育",
    "法治",
    "生态",
    "健康",
    "国际",
    "社会",
    "青春",
    "暖心",
    "新春",
    "一线",
)
VIEWS = (
    "聚焦",
    "观察",
    "视点",
    "脉动",
    "观澜",
    "进行时",
    "故事",
    "大看台",
    "时评",
    "一线见闻",
    "人物",
    "深度",
    "快评",
    "实践",
    "典型",
)

SERIES = ("报道", "评论", "微评", "述评", "调查", "访谈", "")

Draw = Callable[[Random, tuple[str, ...]], str | None]


def draw_kicker(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    """A kicker for an article; None, where its text has no clause for the kind that chance wants."""
    draw: Draw = random.choices(*zip(*_KICKERS, strict=True))[0]
    text = draw(random, paragraphs)
    return text if text and len(text) <= LONGEST else None


def draw_subtitle(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    """A subtitle for an article; None, where its text has no clause for the kind that chance wants."""
    draw: Draw = random.choices(*zip(*_SUBTITLES, strict=True))[0]
    text = draw(random, paragraphs)
    return text if text and len(text) <= LONGEST else None


def draw_column(random: Random) -> str:
    """The name of a column as it stands in brackets behind a headline: （经济聚焦·新职业看新需求②）."""
    column = random.choice(TOPICS) + random.choice(VIEWS)
    if random.random() < 0.3:
        column += (
            "·"
            + random.choice(TOPICS)
            + random.choice(VIEWS)
            + random.choice(["", "", "①", "②", "③", "（上）", "（下）"])
        )
    return f"（{column}）" if random.random() < 0.95 else f"({column})"


def place(random: Random, paragraphs: tuple[str, ...]) -> str:
    """A place of the text: 湖南通道县."""
    places = re.findall(
        r"[\u4e00-\u9fff]{2,3}(?:省|市|县|区|镇|州)(?:[\u4e00-\u9fff]{1,3}(?:县|镇|村|区))?", " ".join(paragraphs)
    )
    known = [text for text in places if not re.search("[的在从到和与了全各]", text)]
    return random.choice(known) if known else random.choice(TOPICS) + random.choice(["县", "市", "区"])


def _clause(shortest: int, longest: int) -> Draw:
    return lambda random, paragraphs: sections.phrase(random, paragraphs, shortest, longest)


def _clauses(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    """Two or three clauses of one sentence."""
    sentences = [text for text in re.findall(r"[^。！？\n]{12,40}", " ".join(paragraphs)) if "，" in text]
    whole = [text for text in sentences if text.count("“") == text.count("”")]
    plain = [text for text in whole if not re.search("[（）()《》]|记者|日电", text)]
    return random.choice(plain) if plain else None


def _person(random: Random, paragraphs: tuple[str, ...]) -> str:
    whose = random.choice(["", "", place(random, paragraphs), random.choice(BODIES)])
    return whose + name(random) + random.choice(["：", "——"])


def _leader(random: Random, paragraphs: tuple[str, ...]) -> str:
    where = f"在{place(random, paragraphs)}" if random.random() < 0.6 else ""
    return random.choice([name(random), random.choice(LEADERS)]) + where + random.choice(SAYING)


def _body(random: Random, paragraphs: tuple[str, ...]) -> str:
    whose = place(random, paragraphs) if random.random() < 0.5 else ""
    return whose + random.choice(BODIES) + random.choice(["", "", *ISSUING])


def _speaker(random: Random, _: tuple[str, ...]) -> str:
    return random.choice(SPEAKERS) + random.choice(["", "", "——", "：", "认为"])


def _place(random: Random, paragraphs: tuple[str, ...]) -> str:
    return place(random, paragraphs) + random.choice(["", "", "——", "："])


def _what_a_place_does(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    clause = sections.phrase(random, paragraphs, 5, 16)
    return clause and place(random, paragraphs) + clause


def _leading_over(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    clause = _clauses(random, paragraphs) if random.random() < 0.4 else sections.phrase(random, paragraphs, 6, 24)
    return clause and clause + "——"


def _couplet(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    first, second = (sections.phrase(random, paragraphs, 4, 11) for _ in range(2))
    return f"{first} {second}" if first and second and first != second else None


def _series(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    name_ = sections.phrase(random, paragraphs, 3, 12)
    number = random.choice("一二三四五六七八九十")
    parts = (f"之{number}", f"（{number}）", f"（{random.choice('上中下')}）", "①", "②", f"({random.randint(1, 9)})")
    whole = random.choice([f"“{name_}”系列", f"{name_}系列", f"“{name_}”"]) + random.choice(SERIES)
    return name_ and whole + random.choice(parts)


def _genre(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    clause = sections.phrase(random, paragraphs, 4, 24)
    return clause and "——" + random.choice(["", random.choice(OPENERS)]) + clause + random.choice(
        ["", random.choice(GENRES)]
    )


def _attending(random: Random, _: tuple[str, ...]) -> str:
    return (
        name(random)
        + random.choice(ATTENDING)
        + ("" if random.random() < 0.7 else " " + name(random) + random.choice(ATTENDING))
    )


_KICKERS: tuple[tuple[Draw, int], ...] = (
    (_clause(6, 24), 26),
    (_clauses, 12),
    (_leading_over, 20),
    (_what_a_place_does, 12),
    (_place, 6),
    (_person, 6),
    (_leader, 7),
    (_body, 6),
    (_speaker, 4),
    (_couplet, 6),
    (_clause(2, 6), 4),
    (_series, 6),
)
_SUBTITLES: tuple[tuple[Draw, int], ...] = (
    (_genre, 48),
    (_clause(6, 24), 22),
    (_clauses, 7),
    (_couplet, 9),
    (_attending, 14),
)
