"""Lines of a page in; the same lines without the spaces that a tool set between Han characters, out. Pure.

    >>> close_spaces(["县 城 新 馆 落 成", "本 报 讯 今 天 ， 新 馆 开 门 。"])
    ['县城新馆落成', '本报讯今天，新馆开门。']

Chinese is printed without spaces, but tools leave them: Tesseract between all characters, others where a line ended, or
at random. A phrase is not found across one, and its line is no text to the page parser. The text has spaces of its own
as well: between the clauses of a headline, between names, behind a dateline, and wide ones. So three things decide: how
many pairs of Han characters the page parts (its tool), whether the line is running text, and whether a dictionary word
lies across the space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from xtsearch.indexer.pages.pieces.surnames import SURNAMES
from xtsearch.indexer.text.spaces import (
    ALL_PARTED,
    HAN,
    HAN_JOINT,
    PARTED_LEAST,
    SPACE,
    WIDE,
    close_all_spaces,
    is_all_parted,
)
from xtsearch.indexer.text.words import dictionary_words

_HAN_RUN = re.compile(f"[{HAN}]+")
#: A single space between two wide characters.
_JOINT = re.compile(rf"(?<=[{WIDE}])[{SPACE}](?=[{WIDE}])")
#: A headline or a name set wide: five Han characters or more, the same white space between all.
_SET_WIDE = re.compile(rf"\s*[{HAN}](\s{{1,3}})[{HAN}](?:\1[{HAN}]){{3,}}\s*")

#: From this share in running text on, and from so many spaces, the page's spaces are traces of line ends or of the
#: tool. The seed page parts 1 pair of 1,000 beside its bylines; lines of 16 characters that were joined by spaces 1 of
#: 16.
TRACED, TRACES = 0.015, 3
#: From this share on, single spaces are as likely a tool's in headlines as in text.
RANDOM = 0.12
# On 42 composed pages with spaces set at random between 7% of all wide characters, 95% of them are closed, and 67 of 74
# headlines keep their own; at 20% 98%, and 18 headlines; where none is set, 3 of the 1,828 own spaces are lost.
CLAUSE = 3  # characters of the shortest clause of a headline that a space of its own parts from the next
RANDOM_CLAUSE = 4
LEAD = 40  # characters of a paragraph in which its dateline stands
FULL_LINE, OVERLONG = 0.75, 1.25  # of the page's usual line: between them is a line of running text without a mark
NAMES, LISTED = 3, 0.7  # names in a row that are a list, and how many of them begin with a family name

_STOP = re.compile("[。；;]")
_COMMA = re.compile("[，、,]")
_ENDED = re.compile("[。！？…；]”?$")
_INDENTS = (" ", "\u3000", "\t")
_DATELINE_END = re.compile(r"(?:讯|电|消息|报道|综合)$")
#: What a masthead, a list of editors or a caption prints behind a space.
_MASTHEAD = re.compile(r"星期|第[\d一二三四五六七八九十]{1,3}版|农历|责任?编|编辑|校对|美编|版式|图为|电话|邮编")
#: Where names stand: behind a word for who wrote, up to a mark or a bracket; and where a line begins inside brackets.
_ROLE = "(?:特约|本报|见习|首席)?(?:记者|通讯员|实习生)|作者|编辑|责编|校对|美编|摄影|撰稿|供稿|整理|[文图摄][/／]"
_NAMED = re.compile(rf"(?:{_ROLE})[{HAN}·•、:：{SPACE}\u3000]{{0,60}}")
_GOES_ON_NAMED = re.compile(rf"^[{HAN}·•、{SPACE}\u3000]{{1,24}}(?=[）)])")
_ROLE_SIGN = re.compile("[者员生编校辑影稿理文图摄]")
_ROLE_NEXT = re.compile(rf"[{SPACE}](?=(?:{_ROLE}|摄(?:[）)]|$)))")
_NAME_LIKE = re.compile(rf"(?<![{HAN}])[{HAN}]{{2,4}}(?![{HAN}])")
_PIECE = re.compile(r"\S+")


class _Spaces(NamedTuple):
    """The spaces of one line that may be a tool's: `places` are their offsets, ascending; `closed` is the line without
    them."""

    places: tuple[int, ...]
    closed: str


def close_spaces(lines: Sequence[str]) -> list[str]:
    """The lines of one page; each keeps its number. Only single spaces inside a line are closed."""
    closed = list(lines)
    spaced = {at: _spaces(line) for at, line in enumerate(lines) if _has_joint(line)}
    if not spaced:
        return closed
    page = _PageOfLines(lines, spaced)
    share = page.parted_share()
    for at, spaces in spaced.items():
        closed[at] = _closed_line(page, at, spaces, share)
    return closed


def _has_joint(line: str) -> bool:
    return (" " in line or "\u00a0" in line or "\u3000" in line) and (
        _JOINT.search(line) is not None or _SET_WIDE.fullmatch(line) is not None
    )


def _spaces(line: str) -> _Spaces:
    places = tuple(match.start() for match in _JOINT.finditer(line))
    return _Spaces(places, _JOINT.sub("", line))


class _PageOfLines:
    """The lines of a page that holds such spaces, and what tells running text among them."""

    def __init__(self, lines: Sequence[str], spaced: dict[int, _Spaces]) -> None:
        self.lines = lines
        self.spaced = spaced
        self._names: dict[int, _Names] = {}
        widths = [len(self._closed(at).strip()) for at, line in enumerate(lines) if "，" in line or "," in line]
        self._usual = median(widths) if widths else 0.0
        self.running = {at: self._is_running(at) for at in spaced}

    def names(self, at: int) -> _Names:
        """The spaces of names in the line."""
        if at not in self._names:
            self._names[at] = _names(self.lines[at])
        return self._names[at]

    def parted_share(self) -> float:
        """The share of pairs of Han characters in running text that a space parts, but for names; 0 for too few."""
        parted = sum(
            len(HAN_JOINT.findall(self.lines[at]))
            - sum(HAN_JOINT.match(self.lines[at], place) is not None for place in self.names(at).own)
            for at, is_running in self.running.items()
            if is_running
        )
        if parted < TRACES:
            return 0.0
        text = "".join(self.lines)
        pairs = len(text) - len(text.encode("ascii", "ignore"))  # nearly so many: other wide characters are marks
        return parted / max(1, pairs)

    def _closed(self, at: int) -> str:
        """The line with none of these spaces."""
        spaces = self.spaced.get(at)
        return spaces.closed if spaces else self.lines[at]

    def _is_running(self, at: int) -> bool:
        """Whether the line is of running text: it has a sentence's marks, or fills the column beside one."""
        text = self._closed(at)
        if _STOP.search(text):
            return True
        commas = len(_COMMA.findall(text))
        if not FULL_LINE * self._usual <= len(text.strip()) <= OVERLONG * self._usual:
            return commas >= 2
        before = self.lines[at - 1].strip() if at else ""
        after = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        goes_on = len(before) >= FULL_LINE * self._usual and not _ENDED.search(before)
        return commas > 0 or (
            (goes_on or text[:1] in _INDENTS)
            and (_COMMA.search(before) is not None or _COMMA.search(after) is not None)
        )


def _closed_line(page: _PageOfLines, at: int, spaces: _Spaces, share: float) -> str:
    """The line without its tool's spaces. `share` is that of the page."""
    line = page.lines[at]
    if _SET_WIDE.fullmatch(line):
        return "".join(line.split())
    can_be = share >= ALL_PARTED or len(HAN_JOINT.findall(line)) >= PARTED_LEAST
    if can_be and is_all_parted(line) and not _is_list_of_names(line):
        return close_all_spaces(line)
    running = page.running[at]
    if share < TRACED and not running:
        return line
    names = page.names(at)
    own = _own_places(line, spaces, names, running=running)
    if share >= TRACED and running:
        drop = [place for place in spaces.places if place not in own]
    else:
        across = _inside_words(line, spaces)
        drop = [place for place in spaces.places if place in across | names.broken and place not in own]
        if share >= TRACED:
            drop += _too_short_for_clauses(line, spaces, own, drop, share)
    return _without(line, drop)


def _without(line: str, places: Sequence[int]) -> str:
    bounds = [-1, *sorted(places), len(line)]
    return "".join([line[before + 1 : after] for before, after in pairwise(bounds)])


def _own_places(line: str, spaces: _Spaces, names: _Names, *, running: bool) -> frozenset[int]:
    """The spaces that the text itself has: behind a dateline, among names, before a masthead's words."""
    own = set(names.own)
    for place in spaces.places:
        before, after = line[max(0, place - 4) : place], line[place + 1 : place + 6]
        behind_dateline = place < LEAD and _DATELINE_END.search(before) and not after.startswith("员")
        if behind_dateline or (not running and _MASTHEAD.match(after)):
            own.add(place)
    return frozenset(own)


class _Names(NamedTuple):
    """The single spaces where names stand: `own` part names, `broken` stand inside one."""

    own: frozenset[int]
    broken: frozenset[int]


def _names(line: str) -> _Names:
    """The spaces of names behind a word for who wrote, in the brackets that a line goes on in, and in lists."""
    own, broken = set(_list_places(line)), set[int]()
    named: list[tuple[int, int]] = []
    if _ROLE_SIGN.search(line):
        named += [match.span() for match in _NAMED.finditer(line)]
        own.update(match.start() for match in _ROLE_NEXT.finditer(line))
    if goes_on := _GOES_ON_NAMED.match(line):
        named.append(goes_on.span())
    for start, stop in named:
        for (first, end), (after, after_end) in pairwise(_pieces(line, start, stop)):
            if after - end != 1:
                continue
            # 林小 川: no name has one character; but two of one are a name set wide, and line ends cut names.
            sizes = end - first, after_end - after
            cut = first == 0 or (after_end == len(line) and line[after] in SURNAMES)
            (broken if 1 in sizes and sizes != (1, 1) and not cut else own).add(end)
    return _Names(frozenset(own), frozenset(broken - own))


def _list_places(line: str) -> list[int]:
    """The spaces of lists of names: NAMES in a row or more, each of two to four characters, most with a family name."""
    if line.count(" ") + line.count("\u00a0") < NAMES - 1:
        return []
    places: list[int] = []
    row: list[tuple[int, int]] = []
    for start, end in [*(match.span() for match in _NAME_LIKE.finditer(line)), (len(line) + 2, 0)]:
        if row and start - row[-1][1] != 1:
            if len(row) >= NAMES and sum(line[first] in SURNAMES for first, _ in row) >= LISTED * len(row):
                places += [stop for _, stop in row[:-1]]
            row = []
        row.append((start, end))
    return places


def _is_list_of_names(line: str) -> bool:
    return bool(_list_places(line))


def _pieces(line: str, start: int, stop: int) -> list[tuple[int, int]]:
    """What white space parts between two offsets, as offsets."""
    return [match.span() for match in _PIECE.finditer(line, start, stop)]


def _inside_words(line: str, spaces: _Spaces) -> frozenset[int]:
    """The spaces that stand inside a dictionary word."""
    inside: set[int] = set()
    closable = frozenset(spaces.places)
    origin = [place for place in range(len(line)) if place not in closable]
    for run in _HAN_RUN.finditer(spaces.closed):
        at = run.start()
        for word, in_dictionary in dictionary_words(run.group()):
            if in_dictionary and len(word) > 1:
                for before, after in zip(origin[at : at + len(word)], origin[at + 1 : at + len(word)], strict=False):
                    if after - before > 1:
                        inside.add(before + 1)
            at += len(word)
    return frozenset(inside)


def _too_short_for_clauses(
    line: str, spaces: _Spaces, own: frozenset[int], dropped: Sequence[int], share: float
) -> list[int]:
    """The spaces of a line that is no running text that part no clauses: one side is too short; and where spaces stand
    at random, all but a single one in the middle."""
    left = [place for place in spaces.places if place not in own and place not in dropped]
    start = len(line) - len(line.lstrip())
    bounds = [start - 1, *left, len(line.rstrip())]
    sizes = [after - before - 1 for before, after in pairwise(bounds)]
    if share < RANDOM:
        return [
            place for place, before, after in zip(left, sizes, sizes[1:], strict=False) if min(before, after) < CLAUSE
        ]
    middle = len(left) == 1 and min(sizes) >= RANDOM_CLAUSE and abs(sizes[0] - sizes[1]) <= 1
    return [] if middle else left
