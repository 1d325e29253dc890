"""The text of a line in; what a newspaper page prints about itself - page numbers, mastheads, editors - out. Pure.

>>> read_furniture("责任编辑：王超")
<Furniture.EDITORS: 'editors'>

A new pattern is an alternative in the row of its kind. A new kind is a new row of `Furniture`, and also a feature of
lines: list it under `unseen` in lines/weights.json until the next fit (a test says so).
"""

from __future__ import annotations

import re
from enum import StrEnum

from xtsearch.indexer.pages.pieces.credits import read_credit
from xtsearch.indexer.pages.pieces.dates import masthead_date
from xtsearch.indexer.pages.pieces.metadata import read_metadata

LONGEST = 220  # characters; a longer line is text
LETTER = re.compile(r"\w")
SOFT = True


class Furniture(StrEnum):
    """The kinds of furniture; the value of each is what a person is told.

    `pattern` is a regular expression that the whole visible line matches. `signs` are characters, written as inside the
    brackets of a regular expression: every line that matches has one of them, or has no letter at all. Most lines of
    running text have neither, and no pattern is tried on them. Words of `soft` furniture also occur in an article's
    text: such a line is furniture only where it stands apart.
    """

    pattern: str
    signs: str
    soft: bool

    def __new__(cls, reason: str, pattern: str = "", signs: str = "", soft: bool = False) -> Furniture:
        kind = str.__new__(cls, reason)
        kind._value_, kind.pattern, kind.signs, kind.soft = reason, pattern, signs, soft
        return kind

    PAGE_NUMBER = "page number", r"第?\s?[A-Z]?\d{1,3}\s?[版页面]?|[-—·•]\s?\d{1,3}\s?[-—·•]|[A-Z]\d{1,2}", r"\d"
    PAGE_HEADER = (
        "page header",
        r"(?!.{0,6}(?:[上紧緊]接|下[转轉]|[（(【〔\[][接续續转轉]))[^，。]{0,12}第\s?[\dA-Z一二三四五六七八九十]{1,4}\s?版[^，。]{0,20}|[A-Z]?\d{1,2}\s?版?\s?[·:：]?\s?(?:要闻|综合|新闻|国际|国内|体育|文化|时政|社会|经济|副刊|理论|评论|广告)",
        r"\d版",
    )
    EDITORS = (
        "editors",
        r".{0,8}(?:责任编辑|责编|版式设计|版式|美编|校对|本版编辑|版面编辑|值班编委|值班主任|执行主编|组版|图编|视觉|主编|编辑)[\s:：/／].{1,60}",
        r"\s:：/／",
        SOFT,
    )
    ADDRESS = (
        "the paper's address and numbers",
        r".{0,20}(?:邮箱|电子邮件|(?i:E-?mail)|投稿|热线|电话|传真|邮编|邮政编码|网址|地址|国内统一|刊号|邮发代号|零售|定价|印刷|社址|发行部|广告部)[\s:：].{0,60}",
        r"\s:：",
        SOFT,
    )
    MASTHEAD = (
        "masthead",
        r".{0,10}(?:国内统一(?:连续出版物|刊)号|CN\s?\d{2}-\d{4}|今日\s?\d{1,3}\s?版|总第\s?\d+\s?期|第\s?\d{3,6}\s?[期号]|农历).{0,50}",
        r"\d统农",
    )
    WEB_ADDRESS = "web address", r"(?i:(?:https?://|www\.)\S+|\S{1,30}@\S{1,30}\.[a-z]{2,4})", r":wW@"
    CODE_HINT = "hint to a code", r".{0,12}(?:扫一扫|扫码|二维码|扫描).{0,20}", r"扫码", SOFT
    PAGE_POINTER = (
        "pointer to another page",
        r"[（(►▶→]?\s?(?:下[转轉]|文?[转轉])\s?第?\s?[A-Z]?[\d一二三四五六七八九十]{1,3}\s?版.{0,12}[）)]?",
        r"版",
    )
    PHOTO_CAPTION = "photo caption", r"(?:图为|图①|图1[：:]|[▲▼△◀▶↑↓←→]).{4,200}", r"图▲▼△◀▶↑↓←→", SOFT
    PHOTO_CREDIT = (
        "photo credit",
        r".{0,160}(?:记者|通讯员|实习生|本报)[\s\u4e00-\u9fff·]{1,16}\s?(?:摄|/摄|摄影|/图|供图|制图|绘)\s?[）)]?",
        r"图摄绘",
        SOFT,
    )
    RUBRIC = "rubric", r"(?:本版导读|导读|广告|公告|遗失声明|声明|天气预报|今日天气)", r"导广公声天", SOFT
    NO_LETTERS = "no letters", r"[^\w。，！？；：、”’）》】…]*"  # nor a mark that text needs
    DATE_LINE = "date line"  # the masthead's date: `masthead_date` reads it
    NEWSPAPER = "the newspaper's name"  # which the caller has to know
    METADATA = "metadata"  # of an article: `read_metadata` reads it


LONGEST_MAKERS = 48  # characters of a line that names editors or photographers
_EDITED = re.compile(r".{0,6}(?:编辑|责编|设计|美编|校对|[制题插绘]图|统筹|策划|执行|监制|视觉)\s?[:：/／].{1,40}")
_PATTERNED = tuple(kind for kind in Furniture if kind.pattern)
ANY = re.compile("|".join(f"({kind.pattern})" for kind in _PATTERNED))  # one search instead of one for each kind
SIGNS = re.compile(f"[{''.join(kind.signs for kind in _PATTERNED)}]")


def read_furniture(text: str, newspaper: str | None = None) -> Furniture | None:
    """The kind of furniture that a line's visible text is; None where it is none.

    `newspaper` is the paper's name, where the caller knows it.
    """
    if newspaper and text == newspaper.strip():
        return Furniture.NEWSPAPER
    if read_credit(text) is not None:
        return Furniture.PHOTO_CREDIT
    metadata = read_metadata(text)
    if metadata is not None and not (metadata.editors_only or metadata.day_only):
        return Furniture.METADATA
    if len(text) > LONGEST or not (SIGNS.search(text) or not LETTER.search(text) or ("年" in text and "月" in text)):
        return None
    if masthead_date(text) is not None:
        return Furniture.DATE_LINE
    match = ANY.fullmatch(text)
    return _PATTERNED[match.lastindex - 1] if match and match.lastindex else None


def names_makers(text: str) -> bool:
    """Whether the line says who edited or designed the page or took its pictures, behind a label or in a credit, and
    nothing else; wherever it stands, it is then no headline.

    >>> names_makers("版式设计：王超"), names_makers("本报记者 王超摄"), names_makers("总编辑 谈融合发展")
    (True, True, False)
    """
    if len(text) > LONGEST_MAKERS:
        return False
    return _EDITED.fullmatch(text) is not None or read_credit(text) is not None
