"""A line of a page in; what a record says of its article - author, source, day, page - out. Pure.

    >>> read_metadata("作者：林小川;何文  时间：2016-10-04").authors
    ('林小川', '何文')
    >>> read_metadata("《青石日报》（2025年10月20日 第 01 版）").page
    '01'

Crawlers and databases keep such a line with every article, and each writes it in its own way: labels in any order, in
brackets or between bars, or no labels but a newspaper, a day and a page. So a line is not matched as a whole. Day, page
and newspaper are cut out of it, what is left is parted at labels and separators, and each part has to be something that
a record holds. A single part that is none, as the words of a sentence, and the line is no metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from xtsearch.indexer.pages.page import Line, visible
from xtsearch.indexer.pages.pieces.byline_forms import AGENCY, ROLE, is_byline_line, labelled_fields
from xtsearch.indexer.pages.pieces.bylines import read_names
from xtsearch.indexer.pages.pieces.dates import WholeDay, calendar_date, find_day
from xtsearch.indexer.pages.pieces.names import read_bare_names
from xtsearch.indexer.pages.pieces.surnames import SURNAMES

LONGEST = 140  # characters; a record's line with ten labels has 120


class _Label(Enum):
    """What stands behind the labels of a kind. `words` are the labels, each in characters that may be set apart."""

    AUTHOR = "作者 文字作者 撰稿 撰稿人 撰文 供稿 供稿人 投稿人 通讯员 記者 记者 本报记者 本報記者 Author author AUTHOR"
    DATE = (
        "时间 日期 发布时间 发布日期 发表时间 发表日期 更新时间 更新日期 发稿时间 刊发时间 刊发日期 出版日期"
        " 出版时间 见报日期 见报时间 刊登日期 上传时间 录入时间 添加时间 创建时间 发布于 发表于"
        " 時間 發布時間 發佈時間 發表時間 出版時間 发布 发稿 Date date DATE Time time"
    )
    SOURCE = (
        "来源 來源 稿源 文章来源 新闻来源 信息来源 稿件来源 内容来源 消息来源 新聞來源 资料来源 出处 转自"
        " 转载自 报纸 报纸名称 报刊 报刊名称 媒体 刊物 发布机构 发文机关 Source source SOURCE"
    )
    PAGE = "版次 版面 版号 版名 所在版面 所在版次 版 版次名称 Page page"
    COLUMN = "专栏 栏目 频道 所属栏目 所属频道 版块 板块 分类 类别 文章类别 专题 專欄 欄目"
    EDITOR = (
        "责任编辑 责编 编辑 网络编辑 本文编辑 值班编辑 主编 执行主编 校对 责任校对 审核 审校 编审 监制 初审 复审 终审"
        " 一审 二审 三审 审稿 签发 录入 发布人 发布者 发布单位 上传者 制作 责任人 版式设计 責任編輯 責編"
        " 編輯 Editor editor"
    )
    COUNT = (
        "点击 点击数 点击量 点击率 点击次数 浏览 浏览数 浏览量 浏览次数 阅读 阅读数 阅读量 阅读次数 访问 访问量"
        " 访问次数 人气 评论 评论数 点赞 点赞数 转发 转发数 分享 分享数 收藏 字数 全文字数 热度 點擊 瀏覽 閱讀"
    )
    SIZE = "字体 字号 字体大小 字號 字體 分享到 分享至 打印"
    KEYWORDS = "关键词 关键字 主题词 标签 關鍵詞"
    TEXT = "正文 内容 全文 文章内容 新闻内容"  # stands alone above the text
    NUMBER = "期号 期数 总期号 总期数 卷期 刊期 文号 编号 文章编号 索引号 统一刊号 国内刊号"

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.value.split())


_KIND_OF = {word: label for label in _Label for word in label.words}
_SPACED = sorted((r"\s{0,3}".join(word) for word in _KIND_OF), key=len, reverse=True)
_LABEL_WORDS = "|".join(_SPACED)
_COLON = r"\s{0,2}[:：]\s{0,4}"
#: A label and what parts it from its value: 作者：, 【来源】, 来源|, 责编/.
_LABEL_START = re.compile(
    rf"[【\[〔]\s?({_LABEL_WORDS})\s?[】\]〕](?:{_COLON})?"
    rf"|(?:(?<=[\s;；,，、|｜丨/／\[\]【】()（）〔〕·•\t])|^)({_LABEL_WORDS})(?:{_COLON}|\s?[|｜丨/／]\s?|(?=[\t\d]|\s?[(（]\d)|\s{{1,3}})"
)
#: Every line of metadata has a label, or a year. (Two searches for one mark are faster than one for all labels.)
_LABEL_END = re.compile(r"[:：|｜丨/／】\]]")
_TELLING_LABEL = re.compile(rf"(?:{_LABEL_WORDS})\s?[:：|｜丨/／】\]]")
_TELLING_YEAR = re.compile(r"\d{4}\s?[-./年]|(?<!\d)(?:19|20)\d{6}(?!\d)|[一二][〇零○一二三四五六七八九]{3}\s?年")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_CLOCK = re.compile(
    r"\s{0,3}[\[（(]?\s?(?:[上下]午\s?)?(?<!\d)([01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d)?(?!\d)\s?[\]）)]?"
)
#: □ 原载《青石日报》2006年8月号, 摘自《青石文学》: whence a text is taken, below it.
_REPRINTED = re.compile(
    r"[□■◇◆●（(\s]{0,3}(原载|摘自|选自|节选自|转自|转载自|刊于|载于)\s{0,2}(?:[\u4e00-\u9fff]{2,6}[:：])?《([^》]{2,24})》[^。，！？]{0,20}"
)
_LETTER = re.compile(r"\w")
_OLD_TITLE = ("原标题：", "原标题:", "（原标题：", "(原标题：")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]")
_WEEKDAY_BEHIND = re.compile(rf"\s{{0,3}}[（(]?{_WEEKDAY.pattern}[）)]?")
_PAGE = re.compile(
    r"第\s?([A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s?版|(?<![\dA-Z])([A-Z]?\d{1,3})\s?版(?!本)|(?<![\dA-Z])([A-Z]\d{2})(?![\dA-Z])"
)
#: What stands behind a page's number: the name of the page, as 要闻.
_PAGE_NAME = re.compile(r"[\s:：·•|｜／/\-—]{0,3}([\u4e00-\u9fff]{2,6})(?=[\s）)】\]|｜;；]|$)")
NEWSPAPER = re.compile(
    r"《?([\u4e00-\u9fff]{1,10}?(?:日报|晚报|晨报|早报|都市报|商报|时报|快报|周报|青年报|日報|晚報|時報|早報|导报|画报|学报|农报|报|報)"
    r"(?:海外版)?)》?(?![\u4e00-\u9fff])"
)
_MAGAZINE = re.compile(r"(?:周刊|月刊|杂志|画报|文摘|学刊|通讯|新闻|网|评论)$")
_OUTLET = re.compile(
    rf"(?:{AGENCY}|[\u4e00-\u9fffA-Za-z·]{{2,14}}(?:网|網|社|台|臺|客户端|周刊|杂志|在线|融媒体中心|公众号|微信))$"
)
_AGENCY = re.compile(AGENCY)
_PARTED = re.compile(r"[\t|｜丨;；/／【】\[\]()（）〔〕]+|\s{2,}")
_EDGES = '*_#`~□■◇◆● \u3000\t\u00a0\u2003:：|｜丨;；,，、·•-—/／()（）[]【】〔〕《》"“”'
_PERSON = re.compile(rf"[{''.join(sorted(SURNAMES))}][\u4e00-\u9fff]{{1,2}}")
_SENTENCE = re.compile(r"[。！？!?，]")
_COUNT = re.compile(r"\d[\d,.]{0,9}\s?[万亿wW+]{0,2}\s?[次人条个字]?|--?|加载中")
#: What a page of the web prints beside an article: buttons, and the sizes of its letters.
_BUTTON = re.compile(
    r"(?:要闻|综合|新闻|国际|国内|体育|文化|时政|社会|经济|副刊|理论|评论|财经|教育|科技|健康|法治|民生|读者来信|总?第?\s?\d{1,5}\s?期|字体|字号|大|中|小|大号|中号|小号|标准|默认|打印|打印本页|关闭|关闭窗口|收藏|分享|分享到|纠错|评论|返回|复制链接|推荐|转发|点赞|下载|"
    r"语音播报|我要评论|微信|微博|QQ|空间|手机看|扫一扫|次|[TAa][+-]?|[+-]|本报讯|本报|本站|原创)"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a record's line says of its article; None or empty where it does not say it.

    `authors` are names in printed order. `page` is the newspaper page's number as printed, 01 or A4. `newspaper` is the
    paper that it came from, `agency` the news agency, `source` any other outlet. `labelled`: the line has labels.
    `editors_only`: it names editors and nothing else. `day_only`: it is a day and nothing else, as a masthead may be.
    """

    authors: tuple[str, ...] = ()
    date: date | None = None
    page: str | None = None
    newspaper: str | None = None
    agency: str | None = None
    source: str | None = None
    column: str | None = None
    labelled: bool = False
    editors_only: bool = False
    day_only: bool = False


@lru_cache(maxsize=1 << 10)  # pages repeat such lines
def read_metadata(text: str) -> Metadata | None:
    """What the line says of an article; None where it is not metadata alone."""
    if len(text) > LONGEST or is_byline_line(text):
        return None
    if text.startswith(_OLD_TITLE):
        return Metadata(labelled=True)
    reprinted = _REPRINTED.fullmatch(text)
    if reprinted is not None:
        whole = find_day(text)
        paper = NEWSPAPER.fullmatch(reprinted[2]) or _MAGAZINE.search(reprinted[2]) or reprinted[1].startswith("原载")
        return Metadata(newspaper=reprinted[2] if paper else None, date=whole.day if whole else None, labelled=True)
    if not (_TELLING_YEAR.search(text) or (_LABEL_END.search(text) and _TELLING_LABEL.search(text))):
        return None
    rest, day, timed = _cut_day(text)
    if day is not None and not timed and not _LETTER.search(rest):
        return Metadata(date=day, day_only=True)
    if _WEEKDAY.search(text) and not _LABEL_START.search(rest):
        return None  # a masthead's date
    fields = _Fields(day)
    for label, value in _labelled(rest):
        if not fields.take(label, value):
            return None
    return None if fields.is_credit and text[0] in "（(" else fields.metadata(timed=timed)


def read_metadata_lines(lines: Sequence[Line]) -> dict[int, Metadata]:
    """Number of each line that is metadata -> what it says.

    Names on a line of their own, right above or below such a line, are the article's authors, and metadata as well. So
    are editors beside such a line; others are the page's.
    """
    read = [(line.number, read_metadata(visible(line.text))) for line in lines]
    days = {facts.date for _, facts in read if facts is not None and facts.day_only}  # several: each is of one article
    metadata: dict[int, Metadata] = {}
    for place, (number, facts) in enumerate(read):
        if facts is not None:
            near = [line for _, line in (*read[max(0, place - 1) : place], *read[place + 1 : place + 2])]
            its_own = not facts.editors_only and (not facts.day_only or len(days) > 1)
            if its_own or any(map(_tells, near)):
                metadata[number] = facts
    for above, below in pairwise(lines) if metadata else ():
        if not below.gap and (above.number in metadata) != (below.number in metadata):
            beside, names_line = (above, below) if above.number in metadata else (below, above)
            if metadata[beside.number].authors or names_line.number in metadata:
                continue
            names = read_bare_names(visible(names_line.text))
            if names:
                metadata[names_line.number] = Metadata(authors=names)
    return metadata


def _tells(metadata: Metadata | None) -> bool:
    """Whether a line says of an article more than its editors: those named next to it are the article's."""
    return metadata is not None and not (metadata.editors_only or metadata.day_only)


def _cut_day(text: str) -> tuple[str, date | None, bool]:
    """The text with a tab in the place of its whole date and of the hour, the date, and whether there was an hour."""
    whole = find_day(text) or _compact_day(text)
    if whole is None:
        return text, None, False
    behind = text[whole.end :].removeprefix("T")
    weekday = _WEEKDAY_BEHIND.match(behind)
    behind = behind[weekday.end() :] if weekday else behind
    clock = _CLOCK.match(behind)
    return f"{text[: whole.start]}\t{behind[clock.end() if clock else 0 :]}", whole.day, clock is not None


def _compact_day(text: str) -> WholeDay | None:
    """The day that eight digits say: 20190216."""
    match = _COMPACT.search(text)
    day = calendar_date(*match.groups()) if match else None
    return WholeDay(day, match.start(), match.end()) if match and day else None


def _labelled(text: str) -> Iterator[tuple[_Label | None, str]]:
    """Each label's kind and the text behind it up to the next label; None for text before the first label."""
    starts = list(_LABEL_START.finditer(text))
    if not starts or starts[0].start():
        yield None, text[: starts[0].start()] if starts else text
    for index, start in enumerate(starts):
        stop = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        yield _KIND_OF["".join((start[1] or start[2]).split())], text[start.end() : stop]


class _Fields:
    """What the parts of one line say, gathered part by part."""

    def __init__(self, day: date | None) -> None:
        self.day = day
        self.authors: list[str] = []
        self.page: str | None = None
        self.newspaper: str | None = None
        self.source: str | None = None
        self.column: str | None = None
        self.labels: list[_Label] = []

    def take(self, label: _Label | None, text: str) -> bool:
        """Whether the text can stand behind such a label; what it says is kept."""
        if _SENTENCE.search(text.replace("，", "、") if label is _Label.AUTHOR else text):
            return False
        if label is not None:
            self.labels.append(label)
        if label is _Label.AUTHOR:
            return self._take_authors(text)
        parts = [part for raw in _PARTED.split(text) if (part := raw.strip(_EDGES))]
        if label is None:
            return all(map(self._take_loose, self._without_page(text)))
        first, further = (parts[0], parts[1:]) if parts else ("", [])
        return self._take_value(label, first) and all(
            self._take_loose(loose) for part in further for loose in self._without_page(part)
        )

    def _take_authors(self, text: str) -> bool:
        parts = [part for raw in re.split(r"[\t|｜丨【\[]", text) if (part := raw.strip(_EDGES))]
        if not parts:
            return True
        if len(parts[0]) > 40:
            return False
        self.authors += [name for name in read_names(ROLE.sub(" ", parts[0])) if name not in self.authors]
        return all(self._take_loose(loose) for part in parts[1:] for loose in self._without_page(part))

    def _take_value(self, label: _Label, value: str) -> bool:
        """Whether a value can stand behind the label."""
        if label is _Label.DATE:
            return not value or self._take_loose(value)
        if label is _Label.COUNT:
            return not value or _COUNT.fullmatch(value) is not None
        if label is _Label.TEXT:
            return not value
        if label is _Label.SIZE:
            return all(_BUTTON.fullmatch(part) for part in value.split())
        if label is _Label.PAGE:
            match = _PAGE.search(value)
            number = (match[1] or match[2] or match[3]) if match else None
            plain = re.match(r"[A-Z]?\d{1,3}(?!\d)", value)
            self.page = number or (plain[0] if plain else None) or self.page
            return len(value) <= 16
        if label is _Label.SOURCE:
            self._take_source(value)
            return len(value) <= 30
        if label is _Label.COLUMN:
            self.column = value or None
            return len(value) <= 20
        return len(value) <= (60 if label is _Label.KEYWORDS else 30)

    def _take_source(self, value: str) -> None:
        pages = list(self._without_page(value))
        name = pages[0] if pages else ""
        paper = NEWSPAPER.fullmatch(name)
        if paper:
            self.newspaper = paper[1]
        else:
            self.source = name or None

    def _without_page(self, text: str) -> Iterator[str]:
        """The parts of a text without labels, the number and the name of a page taken out."""
        match = _PAGE.search(text)
        if match and self.page is None:
            self.page = match[1] or match[2] or match[3]
            name = _PAGE_NAME.match(text, match.end())
            text = f"{text[: match.start()]}\t{text[name.end() if name else match.end() :]}"
        for raw in _PARTED.split(text):
            if part := raw.strip(_EDGES):
                yield part

    def _take_loose(self, part: str) -> bool:
        """Whether the part needs no label to be metadata: a newspaper, an outlet, a weekday, a button."""
        paper = NEWSPAPER.fullmatch(part)
        if paper:
            self.newspaper = self.newspaper or paper[1]
            return True
        if _OUTLET.fullmatch(part):
            self.source = self.source or part
            return True
        if _WEEKDAY.fullmatch(part) or _COUNT.fullmatch(part):
            return bool(self.labels)
        if all(_BUTTON.fullmatch(word) for word in part.split()):
            return True
        if self.day is not None and _PERSON.fullmatch(part):
            self.authors.append(part)
            return True
        if self.day is not None and is_byline_line(part):
            self.authors += [name for _, field in labelled_fields(part) for name in read_names(field)]
            return True
        return " " in part and all(map(self._take_loose, part.split()))

    @property
    def is_credit(self) -> bool:
        """Whether the line is such as （来源：青石日报）, which in brackets closes an article's text."""
        return self.day is None and self.page is None and len(self.labels) == 1

    def metadata(self, *, timed: bool) -> Metadata | None:
        """The line's metadata; None where what it says is too little to be a record's line."""
        kinds = set(self.labels)
        outlet = self.newspaper or self.source
        agency = self.source if self.source and _AGENCY.fullmatch(self.source) else None
        enough = (self.day and (outlet or self.page or timed or self.authors)) or (kinds and self._labels_tell(kinds))
        if not enough:
            return None
        return Metadata(
            tuple(self.authors),
            self.day,
            self.page,
            self.newspaper,
            agency,
            None if agency else self.source,
            self.column,
            labelled=bool(kinds),
            editors_only=kinds == {_Label.EDITOR} and not (self.day or outlet or self.page),
        )

    def _labels_tell(self, kinds: set[_Label]) -> bool:
        """Whether the labels, without a day, newspaper or page, are a record's."""
        if len(kinds) > 1 or self.day or self.newspaper:
            return True
        (kind,) = kinds
        if kind is _Label.DATE:
            return False
        if kind is _Label.AUTHOR:
            return bool(self.authors)
        if kind is _Label.SOURCE:
            return self.source is not None
        if kind is _Label.COLUMN:
            return self.column is not None
        if kind is _Label.PAGE:
            return self.page is not None
        return kind in (_Label.COUNT, _Label.SIZE, _Label.TEXT, _Label.EDITOR)
