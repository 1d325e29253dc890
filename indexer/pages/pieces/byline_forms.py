"""What a byline looks like: a line of a page in; whether it opens an article, or names who wrote, out. Pure.

>>> opening("本报讯（记者 吴珊 实习生 刘婧怡 通讯员 姜亦）5月11日9时许，看着药水")
<OpeningForm.PAPER: "opens with the paper's dateline">

A new way to open an article is one row of `OPENINGS`: it says also where `read_byline` finds the names, and has an
example from which a test reads them. With a reason of its own it is one row of `OpeningForm` as well; the weights of
lines are then fitted anew. Words that no row has had so far go into `ROLE_WORDS`, `WIRE_WORDS` or `MARKS`, by which
most lines are passed over without trying a pattern; a test makes up lines of each row and fails where they are missed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from xtsearch.indexer.pages.pieces.names import cut_names, is_person, join_singles

LOOKED_AT = 160  # characters of an article's opening and closing in which a byline is looked for

AGENCY = (
    "新华社|中新社|中新网|人民网|新华网|央视网|央广网|中青网|中国新闻网|新华每日电讯|中央社|法新社|路透社|美联社|新華社|中通社|塔斯社"
    "|中國新聞社|美聯社|合众社|合眾社"
)
_PAPER = (
    r"(?:本\s?[报報]|本刊|本[网網]|本[台臺]"
    r"|[\u4e00-\u9fff]{2,6}(?:[日晚晨早时時商快周][报報]|都市[报報]|青年[报報]|新闻网|在线))"
)
# How a dateline says that news was sent: 讯, 电, but not 通讯员 or 电视.
_WIRE = (
    r"[讯訊](?!\s?[员員])|[电電](?![视視影话話力子器网網站商动動能脑腦信])|消息|(?:综合|綜合)?(?:报道|報道|報導|报导)"
)
# A reporter may be named with the outlet he works for: 中青报·中青网记者 高蕾, 总台记者 张伟泽.
_OUTLET = r"(?:[\u4e00-\u9fff·•]{1,10}(?:[报報网網台臺社端]|新闻|客户端|在线))"
LEFT, RIGHT = r"（(【［〔\[", r"）)】］〕\]"
MARKS = "□■●◎○◆▲△☆★"
_RANK = r"首席|[见見][习習]|特[约約]|[实實][习習]|全媒体?|融媒体?|[摄攝]影|特派|[驻駐][\u4e00-\u9fff]{1,4}"
_ROLE = (
    rf"(?:(?:本\s{{0,2}}[报報]\s{{0,2}}|本刊|本[网網]|本[台臺]|总台|{_OUTLET})?(?:[\u4e00-\u9fff]{{0,3}}(?:{_RANK}))?"
    r"(?:全媒体|融媒体?)?[记記]\s{0,2}者|(?:特[约約]|本[报報](?:特[约約])?)?通\s{0,2}[讯訊]\s{0,2}[员員]"
    r"|(?:本[报報])?[实實]\s{0,2}[习習]\s{0,2}生|(?:本[报報])?特[约約]撰稿人?)"
)
ROLE = re.compile(_ROLE)
DOT = re.compile("[·•]")

#: Every line that opens an article holds one of these words, or begins with a mark of `MARKS`; most lines do neither.
#: (通讯员 holds 讯.)
WIRE_WORDS = ("[讯訊]", "[电電]", "消息", "[报報][道導导]", "综合", "綜合")
ROLE_WORDS = (r"[记記]\s{0,2}者", r"[实實]\s{0,2}[习習]\s{0,2}生", "撰稿")
#: Words that stand before or behind the names of those who wrote or photographed, where no role does: 文/林小川.
_AUTHORED = (
    r"(?:(?:文[、/／]?图|图[、/／]?文|撰文|采写|编译|执笔|整理|文字|图片|[摄攝]影)(?=[\s:：/／|｜丨])"
    r"|[文图摄攝](?=\s?[:：/／]))"
)
AUTHOR_WORDS = (r"[文图摄攝]\s?[/／]", r"[/／]\s?[文图摄攝]", "撰文", "采写", "编译", "执笔", "整理", "[摄攝]影")
_CONTINUED = r"上接|[紧緊]接|上承|(?<=[（(【］〔\[])\s?[接续續]"
CONTINUED_WORDS = ("[上紧緊]接", "上承", r"[（(【］〔\[]\s?[接续續]")
_CORRESPONDENT = r"通\s{0,2}[讯訊]\s{0,2}[员員]"
_FIRST = re.compile(r"(\[(?:\\.|[^\]])+\]|.)(.*)")  # a word's first character, or the set of those it may be; its rest


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that is found where one of the words is. It begins with the set of all their first characters, because
    a search for one character of a set is several times as fast as one for a choice of words."""
    parts = [match.groups() for match in map(_FIRST.fullmatch, words) if match]
    firsts = "".join(first[1:-1] or first for first, _ in parts)
    return re.compile(f"[{firsts}](?:{'|'.join(f'(?<={first}){rest}' for first, rest in parts)})")


WIRE = _any_of(WIRE_WORDS)
_TELLING_WORDS = (*WIRE_WORDS, *ROLE_WORDS, *AUTHOR_WORDS, *CONTINUED_WORDS)
TELLING_WORD, TELLING_MARKS = _any_of(_TELLING_WORDS), frozenset(MARKS)
TELLING = _any_of((*_TELLING_WORDS, rf"[{MARKS}](?<=^.)"))
#: The characters other than Han with which such a line may begin.
OPENING_SIGNS = LEFT.replace("\\", "") + MARKS
NAMING = _any_of((*ROLE_WORDS, *AUTHOR_WORDS, _CORRESPONDENT))
_ANY_ROLE = _any_of((*ROLE_WORDS, _CORRESPONDENT))


class OpeningForm(StrEnum):
    """How an article opens; the value of each is what a person is told."""

    PAPER = "opens with the paper's dateline"
    AGENCY = "opens with an agency's dateline"
    BRACKETS = "opens with reporters in brackets"
    MARK = "opens with a marked byline"
    REPORTERS = "opens with a line of reporters"  # a line that is a byline and nothing else
    CONTINUES = "goes on from another page"


class OpeningPattern(NamedTuple):
    """One way to open an article.

    `pattern` is matched from the article's first character on. Names, each behind its role, are read from the group
    `(?P<names>…)` if the pattern has one and it took part in the match; else from the match itself if it begins with a
    bracket, from the brackets behind it, or from what follows it as 记者 王超. `example` is such an opening and `names`
    is everyone whom it names, in printed order.

    `needs_role`: set it if every match holds a role, as 记者; the pattern is then skipped on other lines. `needs_wire`:
    the same for one of WIRE_WORDS. A row with `needs_wire` alone counts as a dateline (`is_dateline`).
    """

    form: OpeningForm
    pattern: re.Pattern[str]
    example: str
    names: tuple[str, ...]
    needs_role: bool = False
    needs_wire: bool = False


_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
#: What follows the name of a paper or an agency inside the brackets of a dateline, and that a text follows them; round
#: brackets with nothing behind them close an article: （本报青石12月28日电）.
_SENT_IN_BRACKETS = (
    rf"[^。，、；！？{LEFT}{RIGHT}\n]{{0,24}}?(?:专|專)?(?:{_WIRE})\s?(?:[】］〕\]]|[）)](?=\s{{0,2}}\S))"
)
# The forms are those of 20,000 web news: 红网时刻新闻8月8日讯（记者 …）, 荆楚网（湖北日报网）讯（通讯员 …）. Every part
# of a pattern is bounded, so that no text is slow.
OPENINGS: tuple[OpeningPattern, ...] = (
    OpeningPattern(
        OpeningForm.PAPER,
        re.compile(
            rf"{_PAPER}[^。，、；！？（(\n]{{0,24}}?(?:{_WIRE})\s{{0,2}}(?=[{LEFT}]|{_ROLE}|[\u4e00-\u9fff\d“《]|(?<=[报日社台网]讯|日电)$)"
        ),
        "本报讯（记者 吴珊 实习生 刘婧怡 通讯员 姜亦）5月11日9时许，看着药水",
        ("吴珊", "刘婧怡", "姜亦"),
        needs_wire=True,
    ),
    OpeningPattern(
        OpeningForm.AGENCY,
        re.compile(rf"[{LEFT}]\s?(?:据)?(?:{AGENCY}){_SENT_IN_BRACKETS}"),
        "【新华社延安十二日电】东京讯：各党日来继续商谈",
        (),
        needs_wire=True,
    ),
    OpeningPattern(
        OpeningForm.PAPER,
        re.compile(rf"[{LEFT}]\s?{_PAPER}{_SENT_IN_BRACKETS}"),
        "(本报北京4月3日讯)河湾公司今日前往会见县长",
        (),
        needs_wire=True,
    ),
    OpeningPattern(
        OpeningForm.PAPER,
        re.compile(
            rf"[{LEFT}]\s?[\u4e00-\u9fff]{{2,8}}?\s?(?:{_NUMBER}\s?月\s?)?{_NUMBER}\s?日\s?(?:专|專)?(?:{_WIRE})\s?[{RIGHT}](?=\s{{0,2}}\S)"
        ),
        "（青石3日讯）由河湾公司承建的新图书馆周三落成",
        (),
        needs_wire=True,
    ),
    OpeningPattern(
        OpeningForm.PAPER,
        re.compile(
            rf"(?:[{LEFT}]\s?)?(?=[\u4e00-\u9fff])(?P<names>{_ROLE}[\s:：]?[\u4e00-\u9fff·•、]{{2,12}}?)\s?[/／]\s?[\u4e00-\u9fff]{{2,6}}?(?:{_WIRE})[{RIGHT}]?"
        ),
        "〔記者林小川／台北報導〕出席會議之各國代表，今日下午抵此",
        ("林小川",),
        needs_role=True,
        needs_wire=True,
    ),
    OpeningPattern(
        OpeningForm.AGENCY,
        re.compile(
            rf"(?:据)?(?:{AGENCY})[^。，、；！？（(\n]{{0,24}}?(?:{_WIRE})(?=[\s{LEFT}，,：:\u4e00-\u9fff“《]|$)"
        ),
        "新华社北京5月13日电（记者 王超、李明）全国工作推进会13日召开",
        ("王超", "李明"),
        needs_wire=True,
    ),
    OpeningPattern(
        OpeningForm.PAPER,
        re.compile(
            rf"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z·\d-]{{1,16}}(?:[（(][\u4e00-\u9fff]{{2,8}}[）)])?[\u4e00-\u9fff\d]{{0,12}}"
            rf"(?:{_WIRE}|综合)\s{{0,2}}(?=[（(][^（()）]{{0,14}}{_ROLE})"
        ),
        "荆楚网（湖北日报网）讯（通讯员 李扬）8月8日，市领导调研文艺工作",
        ("李扬",),
        needs_role=True,
        needs_wire=True,
    ),
    OpeningPattern(
        OpeningForm.BRACKETS,
        re.compile(rf"[{LEFT}]\s?{_ROLE}[\s:：]?[^{RIGHT}。]{{2,60}}[{RIGHT}]"),
        "（记者 陈新 通讯员 李扬）5月13日，市领导调研文艺工作",
        ("陈新", "李扬"),
        needs_role=True,
    ),
    OpeningPattern(
        OpeningForm.MARK,
        re.compile(rf"[{MARKS}]\s?(?:本报|通讯员|实习生|记者|文[/／]|特约|见习)"),
        "■本报记者 王超 5月13日，我市召开推进会",
        ("王超",),
    ),
    OpeningPattern(
        OpeningForm.CONTINUES,
        re.compile(
            rf"(?:[{LEFT}{MARKS}]\s?)?(?:{_CONTINUED})\s?(?:本[报報])?\s?第?\s?(?:[A-Z]?\d{{1,3}}|[一二三四五六七八九十]{{1,3}})"
            rf"\s?[版页頁][^{LEFT}{RIGHT}。\n]{{0,30}}(?:[{RIGHT}]|$)"
        ),
        "（上接第一版）亩产四百三十二公斤，比五年前增加六十五公斤",
        (),
    ),
)

# A line that is a byline and nothing else, as 本报记者 乔 栋 曹继炜.
# There is only one way to cut a run of characters into names: with several, 本报记者 and forty characters took minutes.
_PART, _BETWEEN = r"[\u4e00-\u9fff·•]", r"[\s、，,]"
NAMES = rf"(?:{_PART}{{12}}(?={_PART})|{_PART}{{1,12}}{_BETWEEN}{{1,2}}){{0,7}}{_PART}{{1,12}}{_BETWEEN}{{0,2}}"
BYLINE_LINE = re.compile(
    rf"[（(]{_ROLE}[\s:：]{{0,3}}{NAMES}[）)]|[（(□■●◎○◆]?\s?(?:(?:文[/／、]?图?|图[/／]文|整理|撰文)[\s:：/／]{{0,2}})?(?:{_ROLE}[\s:：]{{1,3}}{NAMES}){{1,5}}"
    rf"(?:[文摄攝图/／]{{1,3}}|(?:[\u4e00-\u9fff]{{2,4}}[\s]?)?(?:综合|摄影|整理)?报道)?[）)]?"
)
#: The characters of such a line. Most lines that speak of a reporter hold others, and are told by this at once.
BYLINE_MARKS = re.compile(
    r"[（(□■●◎○◆]?[\u4e00-\u9fff·•\s、，,:：/／.．|｜丨]*(?:[）)]|[（(][\u4e00-\u9fff]{2,8}[）)])?"
)
#: Whose picture it is, in brackets behind a credit: 林小川摄（人民视觉）.
OUTLET_BEHIND = re.compile(r"(?<=[摄攝影道導导])\s?[（(][\u4e00-\u9fff]{2,8}[）)]$")
LONGEST_LINE = 60  # characters of such a line
#: A role, or a word that says what the named did: 撰文 林小川 摄影 何文. It stands before the names.
LABEL = re.compile(rf"{_ROLE}|(?<![\u4e00-\u9fff]){_AUTHORED}")
OF_PAPER = re.compile(rf"本[报報刊网網台臺]|{_OUTLET}")
#: What may stand behind the names of such a line: 林小川/文, 何文 摄影报道.
BEHIND_NAMES = re.compile(
    r"(?:\s发自[\u4e00-\u9fff]{2,8}|(?<=[\u4e00-\u9fff]{2})[\s/／|｜丨]{1,2}(?:文[、/／]?图|图[、/／]?文|文|图)|(?:综合|摄影|攝影|整理)?(?:报道|报导|報導|報道)|(?:采访)?整理|采写)$"
)
#: What stands between a role and its names, and between names; OCR makes points of wide spaces.
NAME_SEPARATORS = re.compile(r"[\s、，,;；:：/／.．|｜丨]+")
# The last words of an article, in brackets: who wrote it, whence it comes, (完), or a name.
CREDIT_END = re.compile(
    rf"[（(](?:{_ROLE}|作者|文[/／]|据|来源|摘自|本报综合|综合|原载|本文)[^（）()]{{0,60}}[）)]\s?$|[（(](?:完|待续|[一-鿿]{{2,4}}|[一-鿿]\s[一-鿿])[）)]$"
)
#: A dateline in brackets behind a text: （本报青石12月28日电）, （新华社北京6月24日电　记者林小川、何文）.
CLOSING_DATELINE = re.compile(
    rf"[（(【〔](?:据)?(?:{AGENCY}|{_PAPER})[^。，；！？{LEFT}{RIGHT}\n]{{0,48}}?(?:专|專)?(?:{_WIRE})[^。{LEFT}{RIGHT}\n]{{0,80}}[）)】〕]"
)
#: Other brackets that stand behind a text and hold no part of it: （作者为青石中学校长）, （未完待续）.
CLOSING_CREDIT = re.compile(
    r"[（(](?:作者|本文作者|作者单位|执笔|参与(?:采写|采访|报道)?记者|来源|摘自|原载|本报综合|综合|据[^（）()]{2,20}(?:报道|消息)|[未]?完待?续?|待续|本系列[^（）()]{0,8}|[\u4e00-\u9fff]{2,4}(?:采访)?整理)"
    r"[^（）()。]{0,100}[）)]"
)
LONGEST_CLOSING, CLOSING_LINES = 130, 4  # characters and lines of a dateline or a credit in brackets behind a text
CUT_BYLINE = 16  # characters of a byline behind the end of its first line: four names


def telling_lines(texts: Sequence[str]) -> list[bool]:
    """For each line of a page, whether it may open an article: False where neither a telling word begins in it, nor it
    begins with a mark.

    A word that a line end cuts counts for the line in which it begins.
    """
    telling = [text[:1] in TELLING_MARKS for text in texts]
    ends = list(accumulate(map(len, texts)))
    for word in TELLING_WORD.finditer("".join(texts)):
        telling[bisect_right(ends, word.start())] = True
    return telling


def opening(text: str) -> OpeningForm | None:
    """How a text opens an article, by its first `LOOKED_AT` characters; None where it does not read as an opening."""
    head = text[:LOOKED_AT]
    if not TELLING.search(head):
        return None
    has_role = names_a_role(head)
    has_wire = WIRE.search(head) is not None
    for form, pattern, _, _, needs_role, needs_wire in OPENINGS:
        if (has_role or not needs_role) and (has_wire or not needs_wire) and pattern.match(head):
            return form
    return OpeningForm.REPORTERS if is_byline_line(head) else None


def is_dateline(text: str) -> bool:
    """Whether the text begins with a dateline of the paper or an agency. The line before it is then no part of it."""
    return TELLING.search(text) is not None and any(
        row.pattern.match(text) for row in OPENINGS if row.needs_wire and not row.needs_role
    )


def is_closing_line(text: str) -> bool:
    """Whether the line is a dateline or a credit in round brackets, which stands behind an article's text."""
    return text[:1] in ("（", "(") and any(pattern.fullmatch(text) for pattern in (CLOSING_DATELINE, CLOSING_CREDIT))


def closing_lines(texts: Sequence[str], gaps: Sequence[bool]) -> frozenset[int]:
    """The indices of lines that are a dateline or a credit in round brackets behind an article's text, which narrow
    columns set on several lines: （作者为青石中学校长、 / 河湾镇教育学会会长）. `gaps[i]`: whether a blank line stands
    before line i."""
    closing: set[int] = set()
    for index, text in enumerate(texts):
        if text[:1] not in ("（", "("):
            continue
        joined = ""
        for stop in range(index, min(index + CLOSING_LINES, len(texts))):
            if (stop > index and gaps[stop]) or len(joined) + len(texts[stop]) > LONGEST_CLOSING:
                break
            joined += texts[stop]
            if is_closing_line(joined):
                closing.update(range(index, stop + 1))
                break
    return frozenset(closing)


def is_byline_line(text: str) -> bool:
    """Whether the line names who wrote, and says nothing else."""
    if len(text) > LONGEST_LINE or NAMING.search(text) is None or BYLINE_MARKS.fullmatch(text) is None:
        return False
    if BYLINE_LINE.fullmatch(text) is not None:
        spaced = "：" not in text and ":" not in text
        return all(_may_be_names(field) if spaced else _are_names(field) for _, field in labelled_fields(text))
    fields = labelled_fields(text)
    return (
        bool(fields)
        and all(_are_names(field, of_paper=OF_PAPER.match(label) is not None) for label, field in fields)
        and not all(map(of_photographers, (label for label, _ in fields)))
    )


def of_photographers(label: str) -> bool:
    """Whether the label stands before those who took the pictures, and did not write."""
    return label[0] in "摄攝图" and "文" not in label and label[-1] not in "道導导"


def labelled_fields(text: str) -> list[tuple[str, str]]:
    """Each role of a byline, and the field with its names, in printed order; none where it does not begin with a role.

    A line such as 林小川/文 has its label behind the names.
    """
    inner = OUTLET_BEHIND.sub("", text).strip("（）()" + MARKS + " \u3000")
    behind = BEHIND_NAMES.search(inner)
    if behind is not None:
        inner = inner[: behind.start()]
    labels = list(LABEL.finditer(inner))
    if not labels:
        return [(behind[0].strip(" \u3000/／|｜丨"), inner)] if behind is not None and inner else []
    if labels[0].start():
        return []
    stops = [*(label.start() for label in labels[1:]), len(inner)]
    return [
        ("".join(label[0].split()), inner[label.end() : stop].strip(" \u3000:：/／|｜丨、，,.．·•"))
        for label, stop in zip(labels, stops, strict=True)
    ]


def _may_be_names(field: str) -> bool:
    """Whether the field, which stands apart from its role, may be names: no question put to somebody (记者：收入呢)."""
    return all(len(part) <= 4 or DOT.search(part) or cut_names(part) for part in NAME_SEPARATORS.split(field) if part)


def _are_names(field: str, *, of_paper: bool = False) -> bool:
    """Whether the field reads as names without a space or a mark that says so. `of_paper`: its role names the paper, as
    本报记者高远; behind another (记者关注) no word of the dictionary is a name."""
    parts = join_singles([part for part in NAME_SEPARATORS.split(field) if part])
    return bool(parts) and all(
        is_person(part) or len(names := cut_names(part)) > 1 or (of_paper and bool(names)) for part in parts
    )


def names_a_role(text: str) -> bool:
    """Whether the text holds one of the words of which every role has one (`_ROLE`)."""
    return _ANY_ROLE.search(text) is not None


def is_cut_byline(before: str, after: str) -> bool:
    """Whether a byline that closes an article goes on behind its line's end: 本报记者 邱志鹏 通讯 / 员 石白子."""
    return (
        is_byline_line(before)
        and not is_byline_line(after)
        and len(after) <= CUT_BYLINE
        and (is_byline_line(before + after) or is_byline_line(f"{before} {after}"))
    )


def ends_with_credit(text: str) -> bool:
    """Whether the line closes an article by saying, in brackets, who wrote it or whence it comes."""
    end = text[-2:]
    return ("）" in end or ")" in end) and CREDIT_END.search(text[-70:]) is not None
