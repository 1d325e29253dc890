"""The lines of a page that are no article: mastheads, page numbers, editors, notices, captions, tables. Seeded.

They have the forms that newspapers print; sentences among them are taken from the page's own articles.
"""

from __future__ import annotations

import datetime
import re
from random import Random

from training.compose.people import han, name

WEEK = "一二三四五六日"
PAPER_NAMES = ("人民日报", "湘潭日报", "经济日报", "南方日报", "新民晚报", "三湘都市报")
SECTIONS = ("要闻", "综合", "国际", "经济", "文化", "体育", "时政", "社会", "副刊", "理论")
RUBRICS = (
    "画中有话",
    "权威发布",
    "本版导读",
    "今日关注",
    "现场直击",
    "百姓故事",
    "时事观察",
    "记者手记",
    "新春走基层",
    "热点聚焦",
)


def masthead(random: Random, day: datetime.date) -> list[str]:
    """The lines at the top of a page; one of them prints the day."""
    paper, page = random.choice(PAPER_NAMES), random.randint(1, 16)
    week = f"星期{WEEK[day.weekday()]}"
    plain = f"{day.year}年{day.month}月{day.day}日"
    digits = "".join("〇一二三四五六七八九"[int(d)] for d in str(day.year))
    forms = (
        [f"{plain} {week}", f"第{page:02d}版"],
        [f"《{paper}》（{plain} 第 {page:02d} 版）"],
        [paper, f"{plain}　{week}　农历壬寅年四月十三"],
        [f"{digits}年{han(day.month)}月{han(day.day)}日 {week}", random.choice(SECTIONS)],
        [f"{page:02d} {random.choice(SECTIONS)}", f"{day.isoformat()} {week}"],
        [f"{page:02d}版·{random.choice(SECTIONS)} {plain} {week}", f"责任编辑：{name(random)}　版式：{name(random)}"],
        [f"{plain}{week}", f"第 {random.randint(1000, 20000)} 期 今日{random.choice([4, 8, 12, 16])}版"],
    )
    return list(random.choice(forms))


def furniture(random: Random) -> list[str]:
    """One or two lines that may stand anywhere on any page."""
    forms = (
        [f"第 {random.randint(1, 80)} 页"],
        [f"第{random.randint(1, 16):02d}版"],
        [f"- {random.randint(1, 80)} -"],
        [f"责任编辑：{name(random)}"],
        [f"本版编辑 {name(random)} 版式 {name(random)} 校对 {name(random)}"],
        [f"责编/{name(random)} 美编/{name(random)}"],
        [f"新闻热线：0731-{random.randint(50000000, 59999999)}"],
        [f"电话：{random.randint(10000000, 89999999)}　投稿邮箱：xtrb{random.randint(1, 99)}@163.com"],
        ["扫一扫，关注湘潭日报微信公众号"],
        ["扫描二维码 看更多新闻"],
        ["www.xtol.cn"],
        [f"下转第{random.randint(2, 8)}版"],
        [f"（下转{random.randint(1, 4):02d}版）"],
    )
    return list(random.choice(forms))


def notice(random: Random) -> list[str]:
    """An advertisement, a weather box or a table."""
    forms = (
        ["遗失声明", f"{name(random)}遗失身份证，号码4303021985{random.randint(10000000, 99999999)}，声明作废。"],
        ["今日天气", f"多云转小雨 气温{random.randint(1, 15)}～{random.randint(16, 30)}℃ 北风{random.randint(2, 4)}级"],
        ["广告"],
        [
            "序号 单位 数量 金额",
            *(
                f"{n} {random.choice('甲乙丙丁')}组 {random.randint(1, 90)} {random.randint(1, 900) / 10}"
                for n in (1, 2, 3)
            ),
        ],
        [f"广告热线：{random.randint(50000000, 59999999)}", f"地址：雨湖区建设北路{random.randint(1, 200)}号"],
    )
    return list(random.choice(forms))


def clause(random: Random, paragraphs: tuple[str, ...], shortest: int, longest: int) -> str | None:
    """A clause of the article's own text that could be set as a headline, `shortest` to `longest` characters long; not
    the article's first words. Questions and exclamations are preferred, because headlines use them more often than
    texts."""
    parts: list[tuple[str, str]] = re.findall("([^，。；：！？]+)([，。；：！？]?)", " ".join(paragraphs)[20:])
    clauses = [
        (part.strip(), mark)
        for part, mark in parts
        if shortest <= len(part.strip()) <= longest and not re.search(r"[“”‘’《》（）()、]|记者|[年月]\d|^\d", part)
    ]
    spoken: list[str] = [part + mark for part, mark in clauses if mark in ("？", "！")]
    if spoken and random.random() < 0.5:
        return random.choice(spoken)
    plain: list[str] = [part for part, _ in clauses]
    return random.choice(plain) if plain else None


def sentence(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    """A sentence of the article, for a caption or a cut-in quote."""
    sentences = [
        part
        for paragraph in paragraphs
        for part in re.findall(r"(?<![^。！？”])[^。！？”“，；：、][^。！？”“]{15,47}。", paragraph)
    ]
    return random.choice(sentences) if sentences else None


def caption(random: Random, paragraphs: tuple[str, ...]) -> str | None:
    """A photo's caption with its credit."""
    shown = sentence(random, paragraphs)
    if shown is None:
        return None
    credit = random.choice(
        [
            f"本报记者 {name(random)} 摄",
            f"（本报记者 {name(random)} 摄）",
            f"通讯员 {name(random)} 摄",
            f"新华社记者 {name(random)} 摄",
            f"（{name(random)} 摄）",
        ]
    )
    return random.choice(["图为", "▲", "上图：", "图为", ""]) + shown + random.choice(["", " "]) + credit
