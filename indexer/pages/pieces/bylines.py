"""Who wrote it: an article's text in; its reporters, interns, correspondents and agency out. Pure.

>>> read_byline("本报讯（记者 吴珊 实习生 刘婧怡 通讯员 姜亦）5月11日9时许，看着药水").interns
('刘婧怡',)

What a byline looks like, and where in an opening its names stand, is said by byline_forms.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile

from xtsearch.indexer.pages.pieces.byline_forms import (
    AGENCY,
    DOT,
    LEFT,
    LOOKED_AT,
    NAME_SEPARATORS,
    OPENINGS,
    RIGHT,
    ROLE,
    is_byline_line,
    is_closing_line,
    is_dateline,
    labelled_fields,
    names_a_role,
    of_photographers,
)
from xtsearch.indexer.pages.pieces.credits import read_credit
from xtsearch.indexer.pages.pieces.names import join_singles, parted_names, read_bare_names
from xtsearch.indexer.pages.pieces.surnames import SURNAMES

_SENT_FROM = re.compile(r"([\u4e00-\u9fff]{4,8})(?:\d{1,2}月)?\d{1,2}日(?:专|專)?[电電讯訊]")
MOST_CAPTIONS = 4  # paragraphs in which an article's dateline is looked for: a caption, its credit and a byline's line
_COLUMN_LABEL = re.compile(r"[■●◎【\[]?[\u4e00-\u9fff]{2,6}[】\]]?")
#: Characters of a piece that is a picture's caption, written by who took it. Of 28 articles of a newspaper whose last
#: line is such a credit none has a byline; 27 have 91 to 368 characters.
PHOTO_PIECE = 400
CLOSING = 200  # characters of an article's end in which its last brackets stand
#: Characters of these brackets in which the first role stands: further on behind a dateline of several places.
CLOSING_ROLE, LONGEST_DATELINE = 24, 64
MOST_LINES = 4  # lines of a byline that opens an article
_REPORTED_BY = re.compile(rf"[{LEFT}]?\s?(?:本报[^。]{{0,12}})?(?:据)?({AGENCY})")
_BRACKETS = re.compile(rf"[{LEFT}]([^{LEFT}{RIGHT}]{{2,150}})[{RIGHT}]")
# Words behind a name that are no part of it (but in 白 文 the last character is).
_FIELD_END = re.compile(
    r"文[/／]图|图[/／]文|(?<=[\u4e00-\u9fff]{2})[\s/／][文图摄攝]$|[摄攝]影|[摄攝]$|(?:整理|综合|摄影)?[报報][道導导]$|(?:采访)?整理$"
)
_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,10}(?:[·•][\u4e00-\u9fff]{1,10}){1,3}|[A-Za-z][A-Za-z .]{1,30}"
)
_NOT_NAMES = frozenset({"报道", "综合", "摄影", "整理", "通讯", "编辑", "本报", "采访", "文图", "发自"})
# 本报讯 记者 王超 通讯员 李 明 5月13日: without brackets, the names end where no family name follows.
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_FAMILY = "".join(sorted(SURNAMES))
_BARE_NAME = (
    rf"(?:[{_FAMILY}](?:[\u4e00-\u9fff]{{1,3}}|\s[\u4e00-\u9fff])"
    r"|[\u4e00-\u9fff]{1,10}(?:[·•][\u4e00-\u9fff]{1,10})+)"
)
_BARE = re.compile(rf"(?:\s{{0,2}}{ROLE.pattern}[\s:：·.．]{{0,3}}(?:{_BARE_NAME}(?:[\s、]{{1,2}}|(?=\d)|$))+)+")
_AFTER_HEADLINE = re.compile(rf"\s([□■●◎○◆]?\s?{ROLE.pattern}[\s:：].{{2,40}})$")
_NAMES_OPEN = re.compile(r"[（(][^）)]{0,70}(?:记者|通讯员|实习生)[^）)]{0,60}$")
_LAST_PART = re.compile(r"(?:记者|通讯员|实习生|[\s、，,；])([\u4e00-\u9fff·•]{1,12})$")
_FIRST_PART = re.compile(r"([\u4e00-\u9fff·•]{1,12}?)(?=[\s、，,；）)]|本报|见习|特约|通讯员|记者|实习生|$)")


@dataclass(frozen=True, slots=True)
class Byline:
    """Names in printed order. `end` is where a byline that opens the text ends, in code points; 0 for any other."""

    reporters: tuple[str, ...] = ()
    interns: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    agency: str | None = None
    end: int = 0

    @property
    def names_someone(self) -> bool:
        return bool(self.reporters or self.interns or self.correspondents)

    @property
    def empty(self) -> bool:
        return not (self.names_someone or self.agency)


def parts_names(before: str, after: str) -> bool:
    """Whether a line end inside a byline's brackets stands between two names rather than inside one.

    `before` ends with the line, `after` begins the next. 郑镱 and 慧子 are one name (seed line 300, were it cut there);
    王超 and 李明 are two, for 李 is a family name. A name has from two to four characters.
    """
    tail = before[-90:]
    if not (names_a_role(tail) and _NAMES_OPEN.search(tail)):
        return False
    last, first = _LAST_PART.search(tail), _FIRST_PART.match(after)
    if last is None or first is None or ROLE.match(after):
        return False
    left, right = ROLE.sub("", last.group(1)), first.group(1)
    if not left or ROLE.search(left + after[:3]) or len(left) == 1 or len(right) == 1:
        return False
    if DOT.search(left + right):
        return _parts_long_names(left, right)
    return len(left) + len(right) > 4 or (left[0] in SURNAMES and right[0] in SURNAMES)


def _parts_long_names(left: str, right: str) -> bool:
    """The same where a name with dots is on either side: 尹怡 and 古丽·买买提 are two names, 阿卜杜·热 and 合曼 one.

    巴特 and 尔·苏和 are one as well, for no part of a name with dots is a single character.
    """
    if len(DOT.split(right)[0]) == 1:
        return False
    short = [part for part in (left, right) if not DOT.search(part)]
    whole = all(part[0] in SURNAMES and len(part) <= 4 for part in short)
    return whole and len(DOT.split(left)[-1]) > 1


def lead_start(text: str) -> int:
    """Where an article's own first paragraph begins, in code points: behind the caption of a picture that was printed
    above it, if only the paragraph behind that begins with a dateline; else 0."""
    offset = 0
    for _ in range(MOST_CAPTIONS):
        if is_dateline(text[offset : offset + LOOKED_AT]):
            return offset
        end = text.find("\n", offset)
        if end < 0:
            break
        offset = end + 1
    return 0


def read_byline(text: str) -> Byline:
    """The byline that opens an article's text, or, where that names nobody, the one that closes it."""
    head = text[:LOOKED_AT]
    agency = opening_agency(head)
    lines = text.split("\n", MOST_LINES)
    first = "\n".join(takewhile(is_byline_line, lines))
    if first:
        return read_roles(first, agency, len(first))
    label = len(lines) > 2 and _COLUMN_LABEL.fullmatch(lines[0]) is not None  # 快评 / 田玉 / 近日，一位教师
    above = len(lines[0]) + 1 if label and not read_bare_names(lines[0]) else 0
    if len(lines) > 1 and (names := read_bare_names(lines[1] if above else lines[0])):
        return Byline(
            names, agency=opening_agency(lines[-1][:LOOKED_AT]), end=above + len(lines[1] if above else lines[0])
        )
    for row in OPENINGS:
        match = row.pattern.match(head)
        if match is None:
            continue
        if field := match.groupdict().get("names"):
            return read_roles(field, agency, match.end())
        brackets = _BRACKETS.match(head, 0 if match.group()[0] in LEFT else _after_spaces(head, match.end()))
        if brackets is not None and ROLE.search(brackets[1]):
            return read_roles(brackets[1], agency, brackets.end())
        if brackets is not None and row.needs_wire and (named := read_bare_names(brackets[1])):
            return Byline(named, agency=agency, end=brackets.end())
        if brackets is None and (bare := _BARE.match(head, match.end())) and is_byline_line(bare[0].strip()):
            return read_roles(bare[0], agency, bare.end())
        return replace(_closing(text, agency), end=match.end())
    return _closing(text, agency)


def read_headline_byline(title: str) -> Byline:
    """The byline behind a headline, on the headline's own line: 市领导调研文艺工作  本报记者 杨阳."""
    match = _AFTER_HEADLINE.search(title)
    return read_roles(match.group(1), None, 0) if match and is_byline_line(match.group(1)) else Byline()


def _after_spaces(text: str, offset: int) -> int:
    return offset + len(text[offset:]) - len(text[offset:].lstrip())


def _closing(text: str, agency: str | None) -> Byline:
    """The byline in an article's last brackets, or on its last lines."""
    tail = text[-CLOSING:]
    brackets = list(_BRACKETS.finditer(tail))
    if brackets and len(tail) - brackets[-1].end() <= 2:
        agency = agency or opening_agency(brackets[-1][0])
        if ROLE.search(brackets[-1][1], 0, LONGEST_DATELINE if is_closing_line(brackets[-1][0]) else CLOSING_ROLE):
            return read_roles(brackets[-1][1], agency, 0)
        if names := read_bare_names(brackets[-1][0]):
            return Byline(names, agency=agency)
    *above, closing = tail.split("\n")
    last = list(takewhile(is_byline_line, (closing, *reversed(above))))
    if last:
        return read_roles("\n".join(reversed(last)), agency, 0)
    if above and (names := read_bare_names(closing)):
        return Byline(names, agency=agency)
    if above and len(text) <= PHOTO_PIECE and (credit := read_credit(closing)) is not None:
        return Byline(credit.photographers, agency=agency or credit.agency)
    return Byline(agency=agency)


def opening_agency(head: str) -> str | None:
    """The agency with whose name an article opens."""
    match = _REPORTED_BY.match(head)
    return match.group(1) if match else None


def read_roles(field: str, agency: str | None, end: int) -> Byline:
    """The names behind each role: 记者 A B 实习生 C 通讯员 D, with spaces or without; or 撰文 A 摄影 B.

    Who took the pictures is no reporter, unless he wrote as well or nobody is said to have written.
    """
    names: dict[str, list[str]] = {"reporters": [], "interns": [], "correspondents": [], "photographers": []}
    for label, part in labelled_fields(field) or _fields(field):
        kind = (
            "interns"
            if "实习" in label or "實習" in label
            else "correspondents"
            if "通" in label
            else "photographers"
            if of_photographers(label)
            else "reporters"
        )
        names[kind] += [name for name in read_names(part) if name not in names[kind]]
    reporters = names["reporters"]
    if not (reporters or names["interns"] or names["correspondents"]):
        reporters = names["photographers"]
    return Byline(tuple(reporters), tuple(names["interns"]), tuple(names["correspondents"]), agency, end)


def _fields(field: str) -> list[tuple[str, str]]:
    """The roles that stand anywhere in a field, each with what follows it."""
    marks = list(ROLE.finditer(field))
    stops = [*(mark.start() for mark in marks[1:]), len(field)]
    return [("".join(mark[0].split()), field[mark.end() : stop]) for mark, stop in zip(marks, stops, strict=False)]


def _name_before_place(part: str) -> str:
    """The name of 林小川北京5月13日电, where place and day follow it without a mark; any other text as it is."""
    match = _SENT_FROM.fullmatch(part)
    return part if match is None else match[1][: 3 if len(match[1]) > 4 else 2]


def read_names(field: str) -> list[str]:
    """The names between separators. Single characters in a row are one name set wide (乔 栋 曹继炜), a longer run is
    several names without a space (何文孙立)."""
    plain = _FIELD_END.sub(" ", field.strip(" \u3000）)】·•")).strip()
    parts = [_name_before_place(part.strip("·•")) for part in NAME_SEPARATORS.split(plain)]
    names = [
        name
        for part in join_singles([part for part in parts if part])
        for name in ((part,) if DOT.search(part) or not _HAN.fullmatch(part) else parted_names(part))
    ]
    return [name for name in names if _NAME.fullmatch(name) and name not in _NOT_NAMES]
