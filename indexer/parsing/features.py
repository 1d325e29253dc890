"""A page's lines in; what each looks like, as names of features, out. Pure.

`segments` weighs them: each feature speaks for or against each role by the log-odds in `weights`. A feature is what an
editor could point at: "a short line between blank lines that ends without a mark", "fills its column", "the next line
opens with a byline". Combinations that only tell together (`shape`) are one feature.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import add

from indexer.pages import POINTS, Line, Page, ends_sentence, visible
from indexer.parsing.buckets import bucket
from indexer.parsing.bylines import CUT_BYLINE, ROLE, is_cut_byline
from indexer.parsing.kickers import SERIES_NAME
from indexer.parsing.openings import Silence
from indexer.parsing.traits import HAN_SPACE, Trait, first_line

CAPTION_END = re.compile(r"(?:摄|摄影|供图|制图|资料图片?|图片)\s?[）)]?$")
LONGEST_END = 7  # characters of such an end
CAPTION_START = re.compile(r"图为|图①|图[1-9一二三][：:]|[上下左右]图[：:为]|[▲▼△◀▶↑↓←→]")
HAN = re.compile(r"[\u4e00-\u9fff]")
NOTICE = re.compile(
    r"声明作废|特此(?:公告|声明|通知)|遗失|挂失|招标公告|气温\s?\d|℃|[东南西北]风\s?\d|咨询电话|热线|地址[：:]"
)
NOTICED = re.compile("[废特失招温℃风询热址]")  # any notice has one of these; most lines have none
LEFT_OPEN, BRACKET_CLOSED, BRACKETED = re.compile(r"[（(][^（()）。]*$"), re.compile(r"[）)]"), 90  # characters
SIZES = (3, 6, 10, 15, 25, 40, 70)  # em; a kicker is longer than a column's name, a paragraph on one line than both
REPEATED = 7  # characters in a row that a cut-in quote has from the text, and other text hardly by chance
BLOCK_SIZES = (1, 2, 3, 5, 9)
EDGE = 40  # lines at the page's top and end in which its habits are looked for
LOOKED_AT = 400  # characters of a line, half of them at its end; a column holds a tenth


def read_features(page: Page, traits: Sequence[Trait], silences: Sequence[Silence]) -> list[tuple[str, ...]]:
    """The features of each line."""
    lines = page.lines
    shapes = [_shape(page, index, traits[index]) for index in range(len(lines))]
    blocks = _blocks(lines, traits)
    repeats = _repeats(lines)
    seams = _seams(lines)
    bracketed = _bracketed(lines)
    said = [index for index, trait in enumerate(traits) if trait.opening is not None]
    first_said, last_said = (said[0], said[-1]) if said else (len(lines), -1)
    habit = _habit(traits)
    found = []
    for index, line in enumerate(lines):
        trait = traits[index]
        after = index + 1 if index + 1 < len(lines) else None
        names = [
            "bias",
            *_form(line, trait),
            *_neighbours(index, traits, shapes, lines),
            *blocks[index],
            *silences[index].facts,
            f"seam {seams[index]}",
        ]
        if bracketed[index]:
            names.append(bracketed[index])
        among = "before all bylines" if index < first_said else "after the last byline" if index > last_said else ""
        if among:
            names.append(among)
        if trait.alone:
            names += [f"alone {habit}", f"alone {habit} {among}"]
        elif trait.display > 0:
            names += [f"displayed {habit}", *(f"displayed {habit} {name}" for name in names if name in TELLING)]
        if page.indents:
            names.append("indented" if line.indent >= 2 else "not indented")
            if after is not None:
                names.append("next indented" if lines[after].indent >= 2 else "next not indented")
        if repeats[index]:
            names.append(f"repeats {repeats[index]}")
        found.append(tuple(names))
    return found


def _shape(page: Page, index: int, trait: Trait) -> str:
    """How the line fills its column, and how it ends."""
    line, column = page.lines[index], page.columns[index]
    if column is None:
        width = "free"
    elif line.fills(column):
        width = "full"
    elif line.fills_indented(column):
        width = "but indent"
    else:
        width = "wide" if line.low > column + 1 else "short"
    return f"{width}{'.' if trait.closed else ''}"


def _form(line: Line, trait: Trait) -> list[str]:
    text = visible(line.text)
    text = text if len(text) <= LOOKED_AT else text[: LOOKED_AT // 2] + text[-LOOKED_AT // 2 :]
    last, size = text[-1:], bucket(line.high, SIZES)
    end = "stop" if last in POINTS and trait.closed else ENDS.get(last, "none")
    names = [
        f"end {end}",
        f"size {size}",
        f"size {size} end {end}",
        f"display {max(-6, min(8, round(trait.display)))}",
        f"commas {min(2, text.count('，'))}",
    ]
    if trait.opening:
        names.append(f"opens: {trait.opening}")
    if trait.furniture:
        names.append(f"furniture: {trait.furniture}")
    if trait.alone:
        names.append("alone" + (" in brackets" if text[:1] in "（(" else ""))
    if "。" in text[:-1]:
        names.append("stop inside")
    if text[:1] in BEGINNINGS:
        names.append(BEGINNINGS[text[:1]])
    if text.startswith("--"):
        names.append("starts with a dash")
    if last in SERIES_ENDS and SERIES_NAME.search(text):
        names.append("series")
    if CAPTION_START.match(text):
        names.append("caption's start")
    if NOTICED.search(text) and NOTICE.search(text):
        names.append("notice")
    if (" " in text or "\u3000" in text) and HAN_SPACE.search(text):
        names.append("parted by a space")
    if CAPTION_END.search(text[-LONGEST_END:]):
        names.append("caption's end")
    if text.count("（") != text.count("）") or text.count("“") != text.count("”"):
        names.append("brackets open")
    if not HAN.search(text):
        names.append("no Han")
    return names


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


NEAR = ((-1, "before"), (1, "next"), (2, "next but one"))


def _neighbours(index: int, traits: Sequence[Trait], shapes: Sequence[str], lines: Sequence[Line]) -> list[str]:
    gap = lines[index].gap > 0
    after = index + 1 < len(lines)
    parted = not after or lines[index + 1].gap > 0
    around = ("gap" if gap else "-") + ("gap" if parted else "-")
    names = [f"shape {around} {shapes[index]}", f"around {around}"]
    names.append(f"next {shapes[index + 1]}{' after a gap' if parted else ''}" if after else "last line")
    names.append(f"before {shapes[index - 1]}{' and a gap' if gap else ''}" if index else "first line")
    for offset, name in NEAR:
        if 0 <= index + offset < len(lines):
            near = traits[index + offset]
            if near.opens > 3:
                names.append(f"{name} opens")
            if near.alone:
                names.append(f"{name} alone")
            if near.furniture:
                names.append(f"{name} furniture")
            if near.display > 0 and offset < 2:
                names.append(f"{name} displayed {min(4, round(near.display))}")
    return names


def _blocks(lines: Sequence[Line], traits: Sequence[Trait]) -> list[list[str]]:
    """What the lines between two blank lines say together."""
    found: list[list[str]] = []
    start = 0
    for stop in range(1, len(lines) + 1):
        if stop < len(lines) and not lines[stop].gap:
            continue
        size = bucket(stop - start, BLOCK_SIZES)
        ending, beginning = visible(lines[stop - 1].text)[-LOOKED_AT:], visible(lines[start].text)[:LOOKED_AT]
        names = [f"block of {size}{'.' if traits[stop - 1].closed else ''}"]
        if CAPTION_END.search(ending) and stop - start <= 8:
            names.append("in a caption")
        if CAPTION_START.match(beginning) and stop - start <= 8:
            names.append("in a marked caption")
        if size <= 3 and any(NOTICE.search(line.text[:LOOKED_AT]) for line in lines[start:stop]):
            names.append("in a notice")
        if sum(trait.display > 0 for trait in traits[start:stop]) == stop - start:
            names.append(f"block all displayed {size}")
        for index in range(start, stop):
            place = "only" if size == 0 else "first" if index == start else "last" if index == stop - 1 else "inner"
            found.append([*names, f"{place} of {size}"])
        start = stop
    return found


def _repeats(lines: Sequence[Line]) -> list[int]:
    """0 to 3: how much of the line stands elsewhere on the page word for word, as a cut-in quote does."""
    texts = ["".join(visible(line.text)[:LOOKED_AT].split()) for line in lines]
    whole = "".join(texts)
    runs = [whole[at : at + REPEATED] for at in range(len(whole) - REPEATED + 1)]
    many = {run for run, count in Counter(runs).items() if count > 1}
    repeated = [0, *accumulate(map(many.__contains__, runs))]
    found, at = [], 0
    for text in texts:
        size = len(text) - REPEATED + 1
        found.append(bucket((repeated[at + size] - repeated[at]) / size, (0.2, 0.5, 0.8)) if size > 0 else 0)
        at += len(text)
    return found


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


def _seams(lines: Sequence[Line]) -> list[str]:
    """Whether the line end before the line cuts what the page elsewhere has uncut: a pair of characters, a number."""
    texts = [visible(line.text) for line in lines]
    seams = [one[-1:] + two[:1] for one, two in pairwise(texts)]
    whole = "\n".join(texts)
    pairs = set(seams).intersection(map(add, whole, whole[1:]))
    found = ["none"]
    for one, seam in zip(texts, seams, strict=False):
        if len(seam) == 2 and min(seam) >= "\u4e00" and max(seam) <= "\u9fff":
            found.append("of a pair" if seam in pairs else "of no pair")
        elif len(seam) == 2 and seam.isascii() and seam.isalnum():
            found.append("number")
        else:
            found.append("closed" if ends_sentence(one) else "at a mark")
    return found


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
