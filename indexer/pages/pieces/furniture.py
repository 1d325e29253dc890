"""What a newspaper page prints about itself - page numbers, mastheads, editors, credits - told from its text. Pure.

>>> furniture("责任编辑：王超")
'editors'
"""

from __future__ import annotations

import re

from xtsearch.indexer.pages.pieces.dates import masthead_date

# Furniture: what a page prints about itself. Each pattern is matched against the whole visible line.
FURNITURE: tuple[tuple[str, str], ...] = (
    (r"第?\s?[A-Z]?\d{1,3}\s?[版页面]?|[-—·•]\s?\d{1,3}\s?[-—·•]|[A-Z]\d{1,2}", "page number"),
    (
        r".{0,12}第\s?[\dA-Z一二三四五六七八九十]{1,4}\s?版.{0,20}|[A-Z]?\d{1,2}\s?版?\s?[·:：]?\s?(?:要闻|综合|新闻|国际|国内|体育|文化|时政|社会|经济|副刊|理论|评论|广告)",
        "page header",
    ),
    (
        r".{0,8}(?:责任编辑|责编|版式|美编|校对|本版编辑|版面编辑|值班编委|值班主任|执行主编|组版|图编|视觉|主编|编辑)[\s:：/／].{1,60}",
        "editors",
    ),
    (
        r".{0,20}(?:邮箱|电子邮件|(?i:E-?mail)|投稿|热线|电话|传真|邮编|邮政编码|网址|地址|国内统一|刊号|邮发代号|零售|定价|印刷|社址|发行部|广告部)[\s:：].{0,60}",
        "the paper's address and numbers",
    ),
    (
        r".{0,10}(?:国内统一(?:连续出版物|刊)号|CN\s?\d{2}-\d{4}|今日\s?\d{1,3}\s?版|总第\s?\d+\s?期|第\s?\d{3,6}\s?[期号]|农历).{0,50}",
        "masthead",
    ),
    (r"(?i:(?:https?://|www\.)\S+|\S{1,30}@\S{1,30}\.[a-z]{2,4})", "web address"),
    (r".{0,12}(?:扫一扫|扫码|二维码|扫描).{0,20}", "hint to a code"),
    (
        r"[（(]?(?:下转|上接|紧接)\s?第?\s?[A-Z]?[\d一二三四五六七八九十]{1,3}\s?版.{0,12}[）)]?",
        "pointer to another page",
    ),
    (r"(?:图为|图①|图1[：:]|[▲▼△◀▶↑↓←→]).{4,200}", "photo caption"),
    (
        r".{0,160}(?:记者|通讯员|实习生|本报)[\s\u4e00-\u9fff·]{1,16}\s?(?:摄|/摄|摄影|/图|供图|制图|绘)\s?[）)]?",
        "photo credit",
    ),
    (r"(?:本版导读|导读|广告|公告|遗失声明|声明|天气预报|今日天气)", "rubric"),
    (r"[^\w。，！？；：、”’）》】…]*", "no letters"),  # nor marks of text, nor anything that can be seen
)

DATE_LINE = "date line"  # a masthead's
NEWSPAPER = "the newspaper's name"
#: All that `named_or_furniture` can answer.
FURNITURE_REASONS = (*(reason for _, reason in FURNITURE), DATE_LINE, NEWSPAPER)
ANY = re.compile("|".join(f"({pattern})" for pattern, _ in FURNITURE))  # one look instead of twelve

# What every one of them holds, but those without letters. Most lines of running text have none of these.
SIGNS = re.compile(r"[\d\s:：/／@版扫码图摄绘统农▲▼△◀▶↑↓←→导广公声天wW]")
LETTER = re.compile(r"\w")

# Furniture that may also be said in an article's text: only where it stands apart.
SOFT = frozenset(
    {"hint to a code", "photo caption", "photo credit", "the paper's address and numbers", "editors", "rubric"}
)


def named_or_furniture(text: str, newspaper: str | None) -> str | None:
    return NEWSPAPER if newspaper and text == newspaper.strip() else furniture(text)


def furniture(text: str) -> str | None:
    """What part of a page's furniture the line is, or None."""
    if len(text) > 220 or not (SIGNS.search(text) or not LETTER.search(text)):
        return None
    if masthead_date(text) is not None:
        return DATE_LINE
    found = ANY.fullmatch(text)
    return FURNITURE[found.lastindex - 1][1] if found and found.lastindex else None
