"""An article's headline and text in; kicker, headline and subtitle out, in the forms that newspapers print. Seeded.

>>> draw_kicker(Random(4), ("县长今天到河湾镇察看新建的水厂，询问村民用水情况，现场办公解决难题。" * 2,)) is not None
True

The kinds and how often each is printed are those of a national paper's pages: of its kickers a third are clauses of the
text, a fifth name only who or where, a fifth end with a dash and lead over to the headline. What a page does with
kickers and subtitles it does with all its articles (`HeadHabits`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from training.compose import sections
from training.compose.people import name
from xtsearch.indexer.text.words import whole_words

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
    *("博物馆", "图书馆", "大学", "人民医院", "总工会", "检察院", "税务局", "文旅局", "银行", "集团", "电视台", "海关"),
)
SAYING = ("调研时强调", "会议上强调", "考察时指出", "会上表示", "采访时表示", "调研时要求", "会见客人时表示")
ISSUING = ("印发", "发布", "表示", "提醒", "通报", "部署", "出台", "：", "——")
ROLES = (
    *("村民", "农民", "渔民", "工人", "教师", "医生", "护士", "民警", "法官", "匠人", "传承人", "村支书", "创业青年"),
    *("钳工", "列车长", "快递小哥", "护林员", "运动员", "教练", "社区书记", "志愿者", "驻村干部", "消防员", "院士"),
)
PLANS = (
    *("推进", "探索", "实施", "开展", "打造", "加强", "创新", "优化", "深化", "建立", "推行", "提升", "加快", "搭建"),
    *("破解", "完善", "助力", "试点", "推动", "立足", "聚焦", "整治", "启动", "出台"),
)
EVENTS = (
    *("锦标赛", "公开赛", "世界杯", "冠军赛", "联赛", "决赛", "运动会", "邀请赛", "博览会", "论坛", "大会", "年会"),
    *("艺术节", "文化节", "展览", "专项行动", "工程", "计划", "试点", "推进会", "座谈会", "评选", "峰会", "交易会"),
)
STATES = ("", "", "", "启动", "开幕", "落幕", "举行", "收官", "战罢首轮", "半决赛", "第二轮", "闭幕", "进行", "次日")
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

FIRST_WORDS, LEADS_OVER = 0.25, 0.12  # of kickers, where the headline has such words; of them, beside their own

SERIES = ("报道", "评论", "微评", "述评", "调查", "访谈", "")

SERIES_NAME = re.compile(r"(【[^】]{2,16}】)\s?(.{6,})")
LEAST_PART, LEAST_ALONE = 4, 7  # characters of a headline that is left below its first words; of one clause of two
SERIES_KEPT = 0.25  # of the names of series before headlines, which papers print less often than a broadcaster
PLAYS_ALONE = 0.4  # beside the share of headlines below a kicker that play upon the news: of those without one
#: What an office or a place ends with: 国家体育总局 / 签署战略合作协议.
_DOER = re.compile(
    "(?:部|委|局|院|省|市|县|区|镇|州|会|集团|公司|银行|大学|学院|法院|台|馆|队|军|府|厅|社|站|网|国|联合国|赛|奖|杯)$"
)
_TIME = re.compile("^(?:(?:去年|今年|前|上半年|下半年|[一二三四]季度|截至|\\d+|年|月|日|底|以来|个|周|第|季度)+)")
ATTENDED_APART = 0.8  # of headlines of two clauses that end with who attended have it as the subtitle
_TOOK_PART = re.compile("(?:出席|主持|讲话|致辞|陪同.{0,4}|参加|作报告)$")
_ATTENDED = re.compile("(?:出席|主持|讲话|致辞|致信|贺信|贺电|致电|慰问电|参加|见证|会见)")
_LED = re.compile("^(?:因|为|据|继|在|随着|围绕|面对|针对)")
_SAID = re.compile("(?:强调|指出|表示|要求|称|说)$")
_TOLD = re.compile(
    "^(?:已|将|多|逾|超|至少|累计|预计|未|无|致|并|仍|其中|双方|均|或|共|近|近日|约|另|最|首|为|\\d|[一二三四五六七八九十]+[人名家个])"
)
_FUNCTION = re.compile("[的了是在和与及或也就都而但被把对从]")

Draw = Callable[[Random, tuple[str, ...]], str | None]


@dataclass(frozen=True)
class HeadHabits:
    """What the headlines of a page have in common, as chances: that an article has a kicker, a subtitle, the name of a
    column in brackets; `plays`: that a kicker is the whole news, and the headline below it plays upon it; `apart`: that
    the two clauses of a headline are kicker and headline, or headline and subtitle; `short`: that of two clauses only
    one is printed, as most papers have shorter headlines than a broadcaster's list."""

    kicker: float
    subtitle: float
    column: float = 0.0
    plays: float = 0.0
    apart: float = 0.0
    short: float = 0.0


@dataclass(frozen=True)
class Heads:
    """An article's kicker, headline and subtitle."""

    kicker: str | None
    title: str
    subtitle: str | None


def draw_habits(random: Random, kicker: float, subtitle: float) -> HeadHabits:
    """The habits of a page whose articles have kickers and subtitles with these chances."""
    return HeadHabits(
        kicker,
        subtitle,
        column=random.choice([0.0, 0.0, 0.1, 0.4, 0.7]),
        plays=random.choice([0.0, 0.2, 0.4, 0.6]),
        apart=random.choice([0.0, 0.0, 0.3, 0.8]),
        short=random.choice([0.0, 0.4, 0.8, 1.0]),
    )


def draw_heads(random: Random, title: str, paragraphs: tuple[str, ...], habits: HeadHabits) -> Heads:
    """The headline with what stands above and below it; of some, a clause or the first words are the kicker."""
    kicker: str | None = None
    subtitle: str | None = None
    series = SERIES_NAME.match(title)
    halves = title.split(" ")
    if series:
        title = series[2].strip()
        kicker = series[1] if random.random() < SERIES_KEPT else None
    elif len(halves) == 2 and min(map(len, halves)) >= LEAST_PART and random.random() < _chance_apart(halves, habits):
        kicker, title, subtitle = _clauses_apart(random, *halves)
    elif len(halves) == 2 and random.random() < habits.short:
        title = random.choice([half for half in halves if len(half) >= LEAST_ALONE] or [title])
    if kicker is None and subtitle is None and random.random() < habits.kicker:
        parted = _first_words(title) if random.random() < FIRST_WORDS else None
        below = _play(random, paragraphs) if random.random() < habits.plays and " " not in title else None
        if parted:
            kicker, title = parted
        elif below and len(title) <= LONGEST and not title.endswith("）"):
            kicker, title = title, below
        else:
            kicker = draw_kicker(random, paragraphs)
    elif kicker is None and random.random() < PLAYS_ALONE * habits.plays:
        title = _play(random, paragraphs) or title
    if kicker and random.random() < LEADS_OVER and kicker[-1] not in "——：】":
        kicker += "——"
    if subtitle is None and random.random() < habits.subtitle:
        subtitle = draw_subtitle(random, paragraphs)
    if random.random() < habits.column and not title.endswith(("）", "】")):
        title += draw_column(random)
    return Heads(kicker if kicker != title else None, title, subtitle if subtitle not in (kicker, title) else None)


def _chance_apart(halves: Sequence[str], habits: HeadHabits) -> float:
    """The chance that the two clauses of a headline are set as two parts: who attended stands below in all papers."""
    return max(habits.apart, ATTENDED_APART) if _TOOK_PART.search(halves[1]) else habits.apart


def _clauses_apart(random: Random, first: str, second: str) -> tuple[str | None, str, str | None]:
    """The two clauses of a headline as its parts. Editors set what somebody did at the event, and details, below the
    headline, and an occasion above it; a pair of even clauses is one headline."""
    if _ATTENDED.search(second):
        return None, first, second
    if _LED.search(first) or _SAID.search(first):
        return first, second, None
    if _TOLD.search(second):
        return None, first, second
    longer = len(first) - len(second)
    if abs(longer) <= 1:
        return None, f"{first} {second}", None
    if random.random() < (0.8 if longer > 0 else 0.4):
        return first, second, None
    return None, first, second


def _first_words(title: str) -> tuple[str, str] | None:
    """Who, where or when at the beginning of a headline, and the rest."""
    head, mark, rest = title.partition("：")
    if mark and 2 <= len(head) <= 16 and len(rest) >= LEAST_PART:
        return head, rest
    time = _TIME.match(title)
    if time and time.end() >= 3 and len(title) - time.end() >= LEAST_PART:
        return time[0], title[time.end() :]
    words = whole_words(title)
    if "".join(words) != title:
        return None
    place = 0
    for word, following in pairwise(words):
        place += len(word)
        if 4 <= place <= len(title) - LEAST_PART and _DOER.search(word) and not _DOER.search(following):
            return None if _FUNCTION.search(following[:1]) else (title[:place], title[place:])
    return None


def _play(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    """A headline that does not tell the news but plays upon it: most are couplets."""
    drawn = random.random()
    size = random.choice((3, 4, 4, 4, 5, 5, 6, 7))
    first = sections.phrase(random, paragraphs, size, size) or _words(random, paragraphs, size)
    second = _words(random, paragraphs, size)
    if drawn < 0.55:
        return f"{first}{random.choice('   　，')}{second}" if first and second and first != second else None
    words = sections.phrase(random, paragraphs, 4, 13)
    if drawn < 0.65 and words and first:
        return f"{words[: len(words) // 2]}“{first}”{words[len(words) // 2 :]}"
    return words and words + random.choice(("", "", "", "", "？", "！"))


def _words(random: Random, paragraphs: tuple[str, ...], size: int) -> str | None:
    """Words of the text that stand together and have so many characters."""
    text = random.choice(paragraphs)
    clauses = [part for part in re.findall("[\u4e00-\u9fff]+", text) if len(part) >= size]
    for clause in random.sample(clauses, min(3, len(clauses))):
        words = whole_words(clause)
        for start in range(len(words)):
            joined = ""
            for word in words[start:]:
                joined += word
                if len(joined) >= size:
                    break
            if len(joined) == size and not _FUNCTION.search(joined):
                return joined
    return None


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
    role = random.choice(["", place(random, paragraphs), place(random, paragraphs)]) + random.choice(ROLES)
    return random.choice([whose, role]) + name(random) + random.choice(["：", "——", "", ""])


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


def _plan(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    """What a place or an office goes about: 青石县探索电子病历共享."""
    words = sections.phrase(random, paragraphs, 4, 10)
    whose = place(random, paragraphs) + (random.choice(BODIES) if random.random() < 0.3 else "")
    return words and whose + random.choice(PLANS) + words


def _event(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    words = sections.phrase(random, paragraphs, 2, 6) or ""
    whose = random.choice(["", "全国", "国际", "世界", f"第{random.randint(2, 40)}届", place(random, paragraphs)])
    return whose + words + random.choice(EVENTS) + random.choice(STATES)


def _leading_over(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    clause = _clauses(random, paragraphs) if random.random() < 0.4 else sections.phrase(random, paragraphs, 6, 24)
    return clause and clause + "——"


def _detail(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    """A clause of the text that tells a figure, or what followed."""
    parts = [part for text in paragraphs for part in re.split("[，。；：！？]", text) if 5 <= len(part) <= 24]
    telling = [part for part in parts if re.search(r"\d|^(?:已|将|共|累计|其中|预计|达|占|较)", part)]
    plain = [part for part in telling if not re.search("[“”（）()《》]|记者|日电|日讯|日$", part)]
    return random.choice(plain) if plain else None


def _long(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    """Several clauses of the text from several places."""
    clauses = [sections.phrase(random, paragraphs, 6, 16) for _ in range(random.choice((2, 2, 3)))]
    mark = random.choice("  　；，")
    return mark.join(clause for clause in dict.fromkeys(clauses) if clause) or None


def _in_brackets(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    words = sections.phrase(random, paragraphs, 4, 14)
    day = f"{random.randint(1990, 2025)}年{random.randint(1, 12)}月{random.randint(1, 28)}日"
    return words and f"（{random.choice([words, day])}）"


def _couplet(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    size = random.randint(4, 8)
    shortest, longest = random.choice([(4, 11), (size, size)])
    count = 2 if random.random() < 0.85 else 3
    clauses = [sections.phrase(random, paragraphs, shortest, longest) for _ in range(count)]
    whole = list(dict.fromkeys(filter(None, clauses)))
    return random.choice((" ", " ", "  ", "\u3000")).join(whole) if len(whole) > 1 else None


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
    (_clause(6, 24), 22),
    (_clauses, 28),
    (_leading_over, 20),
    (_what_a_place_does, 6),
    (_plan, 10),
    (_event, 6),
    (_place, 5),
    (_person, 7),
    (_leader, 7),
    (_body, 6),
    (_speaker, 4),
    (_couplet, 11),
    (_clause(2, 6), 3),
    (_series, 3),
)
_SUBTITLES: tuple[tuple[Draw, int], ...] = (
    (_genre, 48),
    (_in_brackets, 4),
    (_clause(6, 24), 10),
    (_detail, 10),
    (_clauses, 7),
    (_long, 8),
    (_couplet, 3),
    (_attending, 13),
)
