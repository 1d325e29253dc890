"""Who wrote it: the opening or closing of an article in, reporters, interns, correspondents and agency out.

>>> read_byline("本报讯（记者 吴珊 实习生 刘婧怡 通讯员 姜亦）5月11日9时许，看着药水").interns
('刘婧怡',)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, takewhile

LOOKED_AT = 160  # characters of an article's opening and closing in which a byline is looked for

AGENCIES = ("新华社", "中新社", "中新网", "人民网", "新华网", "央视网", "央广网", "中青网", "中国新闻网")
_AGENCY = "|".join([*AGENCIES, "新华每日电讯", "中央社", "法新社", "路透社", "美联社"])
_PAPER = (
    r"(?:本\s?报|本刊|本网|本台"
    r"|[\u4e00-\u9fff]{2,6}(?:日报|晚报|晨报|早报|都市报|商报|时报|快报|周报|青年报|新闻网|在线))"
)
# 讯, 电, but not 通讯员 or 电视.
_WIRE = r"讯(?!\s?员)|电(?![视影话力子器网站商动能脑信])|消息|(?:综合)?报道"
# A reporter may be named with another outlet: 中青报·中青网记者 高蕾, 总台记者 张伟泽.
_OUTLET = r"(?:[\u4e00-\u9fff·•]{1,10}(?:报|网|台|社|新闻|客户端|在线|端))"
_LEFT, _RIGHT = r"（(【［〔\[", r"）)】］〕\]"
_MARKS = "□■●◎○◆▲△☆★"
_ROLE = (
    rf"(?:(?:本报|本刊|本网|本台|总台|{_OUTLET})?(?:[\u4e00-\u9fff]{{0,3}}(?:首席|见习|特约|实习|全媒体?|融媒体?|摄影|特派|驻[\u4e00-\u9fff]{{1,4}}))?"
    rf"(?:全媒体|融媒体?)?记\s?者|(?:特约|本报|本报特约)?通\s?讯\s?员|(?:本报)?实\s?习\s?生|(?:本报)?特约撰稿人?)"
)
ROLE = re.compile(_ROLE)
# Roles set wide, as 记 者.
_WIDE_ROLE = re.compile(r"记\s者|通\s?讯\s?员|实\s?习\s?生")

# An article opens with one of these, the last of each telling whether it names a role, and a wire. Tried at the first
# character only; every part is bounded, so that no text is slow.
# The forms are those of 20,000 web news: 红网时刻新闻8月8日讯（记者 …）, 荆楚网（湖北日报网）讯（通讯员 …）.
OPENINGS: tuple[tuple[re.Pattern[str], str, bool, bool], ...] = (
    (
        re.compile(
            rf"{_PAPER}[^。，、；！？（(\n]{{0,24}}?(?:{_WIRE})\s{{0,2}}(?=[{_LEFT}]|{_ROLE}|[\u4e00-\u9fff\d“《]|(?<=[报日社台网]讯|日电)$)"
        ),
        "opens with the paper's dateline",
        False,
        True,
    ),
    (
        re.compile(
            rf"(?:据)?(?:{_AGENCY})[^。，、；！？（(\n]{{0,24}}?(?:{_WIRE})(?=[\s{_LEFT}，,：:\u4e00-\u9fff“《]|$)"
        ),
        "opens with an agency's dateline",
        False,
        True,
    ),
    (
        re.compile(
            rf"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z·\d-]{{1,16}}(?:[（(][\u4e00-\u9fff]{{2,8}}[）)])?[\u4e00-\u9fff\d]{{0,12}}"
            rf"(?:{_WIRE}|综合)\s{{0,2}}(?=[（(][^（()）]{{0,14}}{_ROLE})"
        ),
        "opens with the paper's dateline",
        True,
        True,
    ),
    (
        re.compile(rf"[{_LEFT}]\s?{_ROLE}[\s:：]?[^{_RIGHT}。]{{2,60}}[{_RIGHT}]"),
        "opens with reporters in brackets",
        True,
        False,
    ),
    (
        re.compile(rf"[{_MARKS}]\s?(?:本报|通讯员|实习生|记者|文[/／]|特约|见习)"),
        "opens with a marked byline",
        False,
        False,
    ),
)

#: The opening of a line that is a byline and nothing else.
BYLINE_LINE_OPENING = "opens with a line of reporters"
#: All that `opening` can answer.
OPENING_REASONS = (*dict.fromkeys(why for _, why, _, _ in OPENINGS), BYLINE_LINE_OPENING)

WIRE = re.compile("讯|电|消息|报道|综合")
# Whatever opens an article has one of these words, or begins with one of the marks. Most lines do neither.
_WORDS = r"讯|电|消息|报道|综合|记\s?者|实\s?习\s?生|撰稿"
TELLING_WORD, TELLING_MARKS = re.compile(_WORDS), frozenset(_MARKS)
TELLING = re.compile(rf"{_WORDS}|^[{_MARKS}]")
# What it begins with where not with a Han character.
SIGNS_BEFORE = _LEFT.replace("\\", "") + _MARKS

# A line that is a byline and nothing else, as 本报记者 乔 栋 曹继炜.
# A run of characters is cut into names in one way only: with every way open 本报记者 and forty more took minutes.
_PART, _BETWEEN = r"[\u4e00-\u9fff·•]", r"[\s、，,]"
NAMES = rf"(?:{_PART}{{12}}(?={_PART})|{_PART}{{1,12}}{_BETWEEN}{{1,2}}){{0,7}}{_PART}{{1,12}}{_BETWEEN}{{0,2}}"
BYLINE_LINE = re.compile(
    rf"[（(]{_ROLE}[\s:：]{{0,3}}{NAMES}[）)]|[（(□■●◎○◆]?\s?(?:(?:文[/／、]?图?|图[/／]文|整理|撰文)[\s:：/／]{{0,2}})?(?:{_ROLE}[\s:：]{{1,3}}{NAMES}){{1,5}}"
    rf"(?:[文摄图/／]{{1,3}}|(?:[\u4e00-\u9fff]{{2,4}}[\s]?)?(?:综合|摄影|整理)?报道)?[）)]?"
)
#: What such a line holds, and where brackets may stand in it: most lines that speak of a reporter hold more.
BYLINE_MARKS = re.compile(r"[（(□■●◎○◆]?[\u4e00-\u9fff·•\s、，,:：/／]*[）)]?")
LONGEST_LINE = 60  # characters
CREDIT_END = re.compile(
    rf"[（(](?:{_ROLE}|作者|文[/／]|据|来源|摘自|本报综合|综合|原载|本文)[^（）()]{{0,60}}[）)]\s?$|[（(](?:完|待续|[一-鿿]{{2,4}}|[一-鿿]\s[一-鿿])[）)]$"
)
_SAID_BY = re.compile(rf"(?:本报[^。]{{0,12}})?(?:据)?({_AGENCY})")
_BRACKETS = re.compile(rf"[{_LEFT}]([^{_LEFT}{_RIGHT}]{{2,90}})[{_RIGHT}]")
# What follows a whole name: in 白 文 it is the name.
_FIELD_END = re.compile(
    r"文[/／]图|图[/／]文|(?<=[\u4e00-\u9fff]{2})[\s/／][文图摄]$|摄影|摄$|(?:整理|综合|摄影)?报道$|整理$"
)
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,10}(?:[·•][\u4e00-\u9fff]{1,10}){1,3}|[A-Za-z][A-Za-z .]{1,30}"
)
_SEPARATORS = re.compile(r"[\s、，,;；:：/／]+")
_NOT_NAMES = frozenset({"报道", "综合", "摄影", "整理", "通讯", "编辑", "本报", "采访", "文图", "发自"})


# Family names: the hundred commonest (Ministry of Public Security, national report on names, 2020) and the further ones
# of the bylines in 20,000 web news.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "常温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝"
    "路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵"
    "苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘"
    "满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由"
    "萧阎傅赖文洪诸贝郗仰郦濮郏宓蓟鄂咸籍习乜竺经"  # borne beside 肖 闫 付, or in 百家姓
)
_DOT = re.compile("[·•]")
# 本报讯 记者 王超 通讯员 李 明 5月13日: where no brackets say so, names end before what begins with no family name.
_FAMILY = "".join(sorted(SURNAMES))
_BARE_NAME = (
    rf"(?:[{_FAMILY}](?:[\u4e00-\u9fff]{{1,3}}|\s[\u4e00-\u9fff])"
    r"|[\u4e00-\u9fff]{1,10}(?:[·•][\u4e00-\u9fff]{1,10})+)"
)
_BARE = re.compile(rf"(?:\s{{0,2}}{_ROLE}[\s:：]{{1,3}}(?:{_BARE_NAME}(?:[\s、]{{1,2}}|(?=\d)|$))+)+")
_AFTER_HEADLINE = re.compile(rf"\s([□■●◎○◆]?\s?{_ROLE}[\s:：].{{2,40}})$")
CUT_BYLINE = 16  # characters behind the line's end: four names
_NAMES_OPEN = re.compile(r"[（(][^）)]{0,70}(?:记者|通讯员|实习生)[^）)]{0,60}$")
_LAST_PART = re.compile(r"(?:记者|通讯员|实习生|[\s、，,；])([\u4e00-\u9fff·•]{1,12})$")
_FIRST_PART = re.compile(r"([\u4e00-\u9fff·•]{1,12}?)(?=[\s、，,；）)]|本报|见习|特约|通讯员|记者|实习生|$)")


@dataclass(frozen=True, slots=True)
class Byline:
    """Names in printed order. `start` and `end` are code points of the whole byline in the text that was read."""

    reporters: tuple[str, ...] = ()
    interns: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    agency: str | None = None
    end: int = 0

    @property
    def empty(self) -> bool:
        return not (self.reporters or self.interns or self.correspondents or self.agency)


def telling_lines(texts: Sequence[str]) -> list[bool]:
    """For each line of a page, whether one of the words without which nothing opens an article begins in it, or it
    begins with such a mark: what it has no word for need not be asked of it."""
    found = [text[:1] in TELLING_MARKS for text in texts]
    ends = list(accumulate(map(len, texts)))
    for word in TELLING_WORD.finditer("".join(texts)):
        found[bisect_right(ends, word.start())] = True
    return found


def opening(text: str) -> str | None:
    """Why this reads as the first words of an article, or None. Looks at the first `LOOKED_AT` characters."""
    return _opening(text[:LOOKED_AT])


@lru_cache(maxsize=1 << 12)  # a line is asked for itself, and for the line before it
def _opening(head: str) -> str | None:
    if not TELLING.search(head):
        return None
    named = names_a_role(head)
    wired = WIRE.search(head) is not None
    for pattern, why, names, wires in OPENINGS:
        if (named or not names) and (wired or not wires) and pattern.match(head):
            return why
    return BYLINE_LINE_OPENING if is_byline_line(head) else None


@lru_cache(maxsize=1 << 12)
def is_dateline(text: str) -> bool:
    """Whether the text opens an article by the name of who reports: what stands before it is no part of that."""
    return TELLING.search(text) is not None and any(
        pattern.match(text) for pattern, _, names, wires in OPENINGS if wires and not names
    )


def is_byline_line(text: str) -> bool:
    """Whether the line names who wrote, and says nothing else."""
    return len(text) <= LONGEST_LINE and names_a_role(text) and _is_byline_line(text)


@lru_cache(maxsize=1 << 12)  # a line is asked for itself, as what opens an article, and as a headline
def _is_byline_line(text: str) -> bool:
    return BYLINE_MARKS.fullmatch(text) is not None and BYLINE_LINE.fullmatch(text) is not None


def names_a_role(text: str) -> bool:
    """Whether the text may say who wrote: every role has one of these words."""
    plain = "记者" in text or "通讯员" in text or "实习生" in text or "撰稿" in text
    return plain or (" " in text and _WIDE_ROLE.search(text) is not None)


def parts_names(before: str, after: str) -> bool:
    """Whether a line end inside a byline's brackets stands between two whole names, and not inside one.

    郑镱 and 慧子 are one name (seed line 300, were it cut there); 王超 and 李明 are two, for 李 is a family name.
    No name has five characters, and none has one.
    """
    tail = before[-90:]
    if not (names_a_role(tail) and _NAMES_OPEN.search(tail)):
        return False
    last, first = _LAST_PART.search(tail), _FIRST_PART.match(after)
    if last is None or first is None or ROLE.match(after):
        return False
    one, two = ROLE.sub("", last.group(1)), first.group(1)
    if not one or ROLE.search(one + after[:3]) or len(one) == 1 or len(two) == 1:
        return False
    if _DOT.search(one + two):
        return _parts_long_names(one, two)
    return len(one) + len(two) > 4 or (one[0] in SURNAMES and two[0] in SURNAMES)


def _parts_long_names(one: str, two: str) -> bool:
    """The same where a name of several parts is among them: 尹怡 and 古丽·买买提 are two, 阿卜杜·热 and 合曼 one, and
    so are 巴特 and 尔·苏和, for no part of such a name is one character."""
    if len(_DOT.split(two)[0]) == 1:
        return False
    short = [part for part in (one, two) if not _DOT.search(part)]
    whole = all(part[0] in SURNAMES and len(part) <= 4 for part in short)
    return whole and len(_DOT.split(one)[-1]) > 1


def is_cut_byline(before: str, after: str) -> bool:
    """Whether a byline that closes an article goes on behind the line's end: 本报记者 邱志鹏 通讯 / 员 石白子."""
    return (
        is_byline_line(before)
        and not is_byline_line(after)
        and len(after) <= CUT_BYLINE
        and (is_byline_line(before + after) or is_byline_line(f"{before} {after}"))
    )


def ends_with_credit(text: str) -> bool:
    """Whether the line closes an article by saying who wrote it or whence it comes."""
    end = text[-2:]
    return ("）" in end or ")" in end) and CREDIT_END.search(text[-70:]) is not None


def read_byline(text: str) -> Byline:
    """The byline of an article's text: from its opening, else, or where that names nobody, from what closes it."""
    head = text[:LOOKED_AT]
    agency = _agency(head)
    first = "\n".join(takewhile(is_byline_line, head.split("\n")))
    if first:
        return _read_roles(first, agency, len(first))
    for pattern, *_ in OPENINGS:
        found = pattern.match(head)
        if found is None:
            continue
        brackets = _BRACKETS.match(head, 0 if found.group()[0] in _LEFT else _after_spaces(head, found.end()))
        if brackets is not None and ROLE.search(brackets.group(1)):
            return _read_roles(brackets.group(1), agency, brackets.end())
        if brackets is None and (field := _BARE.match(head, found.end())):
            return _read_roles(field.group(), agency, field.end())
        return replace(_closing(text, agency), end=found.end())
    return _closing(text, agency)


def read_headline_byline(title: str) -> Byline:
    """Who is named behind a headline on its own line: 市领导调研文艺工作  本报记者 杨阳."""
    found = _AFTER_HEADLINE.search(title)
    return _read_roles(found.group(1), None, 0) if found and is_byline_line(found.group(1)) else Byline()


def _after_spaces(text: str, offset: int) -> int:
    return offset + len(text[offset:]) - len(text[offset:].lstrip())


def _closing(text: str, agency: str | None) -> Byline:
    tail = text[-LOOKED_AT:]
    brackets = list(_BRACKETS.finditer(tail))
    if brackets and len(tail) - brackets[-1].end() <= 2 and ROLE.search(brackets[-1].group(1)[:24]):
        return _read_roles(brackets[-1].group(1), agency, 0)
    last = list(takewhile(is_byline_line, reversed(tail.split("\n"))))
    if last:
        return _read_roles("\n".join(reversed(last)), agency, 0)
    return Byline(agency=agency)


def _agency(head: str) -> str | None:
    found = _SAID_BY.match(head)
    return found.group(1) if found else None


@lru_cache(maxsize=1 << 10)  # who signs one article signs others
def _read_roles(field: str, agency: str | None, end: int) -> Byline:
    """记者 A B 实习生 C 通讯员 D, with or without spaces, into the three kinds."""
    names: dict[str, list[str]] = {"reporters": [], "interns": [], "correspondents": []}
    marks = list(ROLE.finditer(field))
    for index, mark in enumerate(marks):
        stop = marks[index + 1].start() if index + 1 < len(marks) else len(field)
        role = "".join(mark.group().split())
        kind = "interns" if "实习" in role else "correspondents" if "通讯员" in role else "reporters"
        names[kind] += [name for name in read_names(field[mark.end() : stop]) if name not in names[kind]]
    return Byline(tuple(names["reporters"]), tuple(names["interns"]), tuple(names["correspondents"]), agency, end)


def read_names(field: str) -> list[str]:
    """Names between separators. Single characters that follow each other are one name set wide: 乔 栋 曹继炜."""
    parts = [part for part in _SEPARATORS.split(_FIELD_END.sub(" ", field.strip(" \u3000）)】")).strip()) if part]
    names: list[str] = []
    single = ""
    for part in parts:
        if len(part) == 1 and "\u4e00" <= part <= "\u9fff":
            single += part
            if len(single) == 2:
                names.append(single)
                single = ""
        else:
            single = ""
            names.append(part)
    return [name for name in names if _NAME.fullmatch(name) and name not in _NOT_NAMES]
