"""A page's lines in; what each looks like, as names of features, out. Pure.

`segments` weighs them: each feature speaks for or against each role by the log-odds in `weights`. A feature is what an
editor could point at: "a short line between blank lines that ends without a mark", "fills its column", "the next line
opens with a byline". Combinations that only tell together (`shape`) are one feature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from xtsearch.indexer.pages.lines.openings import Silence
from xtsearch.indexer.pages.lines.repeats import read_repeats, read_seams
from xtsearch.indexer.pages.lines.traits import HAN_SPACE, Trait, first_line
from xtsearch.indexer.pages.page import POINTS, Line, Page, visible
from xtsearch.indexer.pages.pieces.buckets import bucket
from xtsearch.indexer.pages.pieces.bylines import CUT_BYLINE, ROLE, is_cut_byline
from xtsearch.indexer.pages.pieces.series import SERIES_NAME

CAPTION_END = re.compile(r"(?:摄|摄影|供图|制图|资料图片?|图片)\s?[）)]?$")
LONGEST_END = 7  # characters of such an end
CAPTION_START = re.compile(r"图为|图①|图[1-9一二三][：:]|[上下左右]图[：:为]|[▲▼△◀▶↑↓←→]")
HAN = re.compile(r"[\u4e00-\u9fff]")
NOTICE = re.compile(
    r"声明作废|特此(?:公告|声明|通知)|遗失|挂失|招标公告|气温\s?\d|℃|[东南西北]风\s?\d|咨询电话|热线|地址[：:]"
)
NOTICED = re.compile("[废特失招温℃风询热址]")  # any notice has one of these
MARKED = re.compile("[。（）“” \u3000废特失招温℃风询热址]")  # and what is told by marks
LEFT_OPEN, BRACKET_CLOSED, BRACKETED = re.compile(r"[（(][^（()）。]*$"), re.compile(r"[）)]"), 90  # characters
SIZES = (3, 6, 10, 15, 25, 40, 70)  # em; a kicker is longer than a column's name, a paragraph on one line than both
BLOCK_SIZES = (1, 2, 3, 5, 9)
EDGE = 40  # lines at the page's top and end in which its habits are looked for
LOOKED_AT = 400  # characters of a line, half of them at its end; a column holds a tenth


Names = tuple[str, ...]


class Features(NamedTuple):
    """A line's features: `groups` of names that few small numbers decide, each the same tuple on many lines, so that
    what it says need be added up once; and the line's `own`."""

    groups: list[Names]
    own: list[str]


def read_features(page: Page, traits: Sequence[Trait], silences: Sequence[Silence]) -> list[Names]:
    """The names of each line's features."""
    return [(*chain.from_iterable(line.groups), *line.own) for line in group_features(page, traits, silences)]


def group_features(page: Page, traits: Sequence[Trait], silences: Sequence[Silence]) -> list[Features]:
    """The features of each line."""
    lines, end = page.lines, len(page.lines)
    shapes = ["", *(f"{trait.width}." if trait.closed else trait.width for trait in traits), ""]
    gaps = [*(line.gap > 0 for line in lines), True]
    near = _near(traits)
    blocks = _blocks(lines, traits)
    repeats = read_repeats(lines)
    seams = read_seams(lines)
    bracketed = _bracketed(lines)
    indents = [*map(_indent, lines), ""] if page.indents else [""] * (end + 1)
    said = [index for index, trait in enumerate(traits) if trait.opening is not None]
    first_said, last_said = (said[0], said[-1]) if said else (end, -1)
    habit = _habit(traits)
    found = []
    for index, (line, trait) in enumerate(zip(lines, traits, strict=True)):
        among = "before all bylines" if index < first_said else "after the last byline" if index > last_said else ""
        groups = [
            _around(gaps[index], gaps[index + 1], shapes[index], shapes[index + 1], shapes[index + 2]),
            _place(seams[index], bracketed[index], among, repeats[index], indents[index], indents[index + 1]),
            blocks[index],
            *near[index],
        ]
        own = silences[index].facts.copy()
        _form(line, trait, groups, own)
        if trait.alone:
            own += [f"alone {habit}", f"alone {habit} {among}"]
        elif trait.display > 0:
            telling = [name for names in groups for name in names if name in TELLING]
            own += [f"displayed {habit}", *(f"displayed {habit} {name}" for name in telling)]
        found.append(Features(groups, own))
    return found


def _indent(line: Line) -> str:
    return "indented" if line.indent >= 2 else "not indented"


def _form(line: Line, trait: Trait, groups: list[Names], own: list[str]) -> None:
    """What the line itself looks like."""
    text = visible(line.text)
    text = text if len(text) <= LOOKED_AT else text[: LOOKED_AT // 2] + text[-LOOKED_AT // 2 :]
    first, last = text[:1], text[-1:]
    end = "stop" if last in POINTS and trait.closed else ENDS.get(last, "none")
    display = max(-6, min(8, round(trait.display)))
    groups.append(_outline(bucket(line.high, SIZES), end, display, min(2, text.count("，"))))
    if trait.opening:
        own.append(f"opens: {trait.opening}")
    if trait.furniture:
        own.append(f"furniture: {trait.furniture}")
    if trait.alone:
        own.append("alone" + (" in brackets" if first in "（(" else ""))
    if first in BEGINNINGS:
        own.append(BEGINNINGS[first])
    if text.startswith("--"):
        own.append("starts with a dash")
    if last in SERIES_ENDS and SERIES_NAME.search(text):
        own.append("series")
    if CAPTION_START.match(text):
        own.append("caption's start")
    if CAPTION_END.search(text[-LONGEST_END:]):
        own.append("caption's end")
    if MARKED.search(text):
        if "。" in text[:-1]:
            own.append("stop inside")
        if _is_notice(text):
            own.append("notice")
        if (" " in text or "\u3000" in text) and HAN_SPACE.search(text):
            own.append("parted by a space")
        if text.count("（") != text.count("）") or text.count("“") != text.count("”"):
            own.append("brackets open")
    if not HAN.search(text):
        own.append("no Han")


def _is_notice(text: str) -> bool:
    return NOTICED.search(text) is not None and NOTICE.search(text) is not None


@cache
def _outline(size: int, end: str, display: int, commas: int) -> Names:
    return "bias", f"end {end}", f"size {size}", f"size {size} end {end}", f"display {display}", f"commas {commas}"


#: What a line begins with -> its name; what else it may hold.
BEGINNINGS = {"—": "starts with a dash", "【": "starts with a rubric"} | dict.fromkeys(
    "，。、；：？！）》」』”’】", "starts inside"
)
SERIES_ENDS = frozenset("一二三四五六七八九十）)】：:")  # what the name of a series ends with

#: What a line ends with -> its name.
MARKS = {
    "stop": "。",
    "exclaimed": "！？!?",
    "comma": "，、；,;",
    "colon": "：:",
    "quote": "”’」』",
    "bracket": "）)】》",
    "mark": "—…·",
    "digit": "0123456789%％℃",
}
ENDS = {mark: name for name, marks in MARKS.items() for mark in marks} | {"": "stop"}


NEAR = (("before", 1), ("next", -1), ("next but one", -2))  # what a line is to the line so many behind it


@cache
def _around(gap: bool, parted: bool, before: str, shape: str, after: str) -> Names:
    """The line, and the lines on either side, by their shapes; none at the page's ends."""
    around = ("gap" if gap else "-") + ("gap" if parted else "-")
    return (
        f"shape {around} {shape}",
        f"around {around}",
        f"next {after}{' after a gap' if parted else ''}" if after else "last line",
        f"before {before}{' and a gap' if gap else ''}" if before else "first line",
    )


def _near(traits: Sequence[Trait]) -> list[list[Names]]:
    """For each line, which of the lines near it are more than plain text."""
    found: list[list[Names]] = [[] for _ in traits]
    for index, trait in enumerate(traits):
        if trait.display > 0 or trait.opens > 3 or trait.alone or trait.furniture:
            displayed = min(4, round(trait.display)) if trait.display > 0 else None
            for place, behind in NEAR:
                if 0 <= index + behind < len(traits):
                    seen = _neighbour(place, trait.opens > 3, trait.alone, bool(trait.furniture), displayed)
                    found[index + behind].append(seen)
    return found


@cache
def _neighbour(place: str, opens: bool, alone: bool, furniture: bool, displayed: int | None) -> Names:
    names = [f"{place} opens"] if opens else []
    names += [f"{place} alone"] if alone else []
    names += [f"{place} furniture"] if furniture else []
    names += [f"{place} displayed {displayed}"] if displayed is not None and place != "next but one" else []
    return tuple(names)


@cache
def _place(seam: str, bracketed: str, among: str, repeats: int, indent: str, next_indent: str) -> Names:
    """Where on the page the line stands, and in which text."""
    names = [f"seam {seam}", bracketed, among, indent]
    names += [f"next {next_indent}" if next_indent else "", f"repeats {repeats}" if repeats else ""]
    return tuple(filter(None, names))


def _blocks(lines: Sequence[Line], traits: Sequence[Trait]) -> list[Names]:
    """What the lines between two blank lines say together."""
    found: list[Names] = []
    start = 0
    for stop in range(1, len(lines) + 1):
        if stop < len(lines) and not lines[stop].gap:
            continue
        size = bucket(stop - start, BLOCK_SIZES)
        ending, beginning = visible(lines[stop - 1].text)[-LOOKED_AT:], visible(lines[start].text)[:LOOKED_AT]
        said = (
            stop - start <= 8 and CAPTION_END.search(ending) is not None,
            stop - start <= 8 and CAPTION_START.match(beginning) is not None,
            size <= 3 and any(_is_notice(line.text[:LOOKED_AT]) for line in lines[start:stop]),
            all(trait.display > 0 for trait in traits[start:stop]),
        )
        for index in range(start, stop):
            place = "only" if size == 0 else "first" if index == start else "last" if index == stop - 1 else "inner"
            found.append(_block(place, size, traits[stop - 1].closed, *said))
        start = stop
    return found


@cache
def _block(place: str, size: int, closed: bool, caption: bool, marked: bool, notice: bool, displayed: bool) -> Names:
    names = [f"block of {size}{'.' if closed else ''}", f"{place} of {size}"]
    names += ["in a caption"] if caption else []
    names += ["in a marked caption"] if marked else []
    names += ["in a notice"] if notice else []
    names += [f"block all displayed {size}"] if displayed else []
    return tuple(names)


TELLING = frozenset({"next opens", "before alone", "next alone", "before furniture"})


def _habit(traits: Sequence[Trait]) -> str:
    """What the page begins and ends with: a displayed line, a line of reporters, text. Pages keep to one order."""

    def kind(indices: Sequence[int]) -> str:
        shown = False
        for index in indices:
            trait = traits[index]
            if trait.alone:
                return "byline first" if shown else "byline"
            if trait.opening or (trait.display <= 0 and not trait.furniture):
                return "headline" if shown else "text"
            shown = shown or (trait.display > 0 and not trait.furniture)
        return "nothing"

    edges = range(min(len(traits), EDGE)), range(len(traits) - 1, max(-1, len(traits) - 1 - EDGE), -1)
    return f"[{kind(edges[0])} .. {kind(edges[1])}]"


def _bracketed(lines: Sequence[Line]) -> list[str]:
    """Whether the line goes on inside brackets that a line before left open, and whether these hold a byline: in a
    narrow column 本报讯（记者 司马兰 / 国、诸葛慧欣 实习生 / 余平怡） takes three lines, and none opens another. A
    byline that closes an article goes on so without brackets."""
    found, opened, before = [], "", ""
    for line in lines:
        text = visible(line.text)
        closes = BRACKET_CLOSED.search(text) if opened else None
        goes_on = opened and len(opened) + (closes.start() if closes else len(text)) <= BRACKETED
        cut = not line.gap and len(text) <= CUT_BYLINE and is_cut_byline(before, text)
        named = cut or (goes_on and ROLE.search(opened))
        found.append("inside a byline's brackets" if named else "inside brackets" if goes_on else "")
        before = text
        left = LEFT_OPEN.search(text[-BRACKETED:]) if "（" in text or "(" in text else None
        opened = left.group() if left else opened + text if goes_on and not closes else ""
    return found


def start_looks(page: Page, index: int) -> int:
    """0 where the line is set as a paragraph's first, 1 where it goes on from the edge, 2 where nothing tells."""
    value = first_line(page, index)
    return 0 if value > 0 else 1 if value < 0 else 2
