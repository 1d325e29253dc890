"""A page's lines in; the features of each, by the names that `features` declares, out. Pure.

>>> from xtsearch.indexer.pages.page import read_page
>>> from xtsearch.indexer.pages.lines.silences import read_silences
>>> from xtsearch.indexer.pages.lines.traits import read_traits
>>> page = read_page("市领导调研文艺工作\\n\\n本报讯（记者 王超）5月13日，我市召开推进会。")
>>> traits = read_traits(page, None)
>>> "next opens" in read_features(page, traits, read_silences(page, traits))[0]
True
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from xtsearch.indexer.pages.line_form import PLAIN
from xtsearch.indexer.pages.lines import features
from xtsearch.indexer.pages.lines.repeats import read_repeats, read_seams
from xtsearch.indexer.pages.lines.silences import Silence
from xtsearch.indexer.pages.lines.traits import HAN_SPACE, Trait, is_plain_text
from xtsearch.indexer.pages.page import POINTS, Line, Page, usual_gap, visible
from xtsearch.indexer.pages.pieces.buckets import bucket
from xtsearch.indexer.pages.pieces.byline_forms import CUT_BYLINE, ROLE, ends_with_credit, is_cut_byline
from xtsearch.indexer.pages.pieces.furniture import Furniture
from xtsearch.indexer.pages.pieces.series import SERIES_NAME, ends_with_column
from xtsearch.indexer.pages.pieces.shapes import LONGEST as LONGEST_SHAPED
from xtsearch.indexer.pages.pieces.shapes import is_telling, shape_of
from xtsearch.indexer.pages.pieces.standfirsts import is_standfirst_label

CAPTION_END = re.compile(r"(?:摄|摄影|供图|制图|资料图片?|图片)\s?[）)]?$")
LONGEST_END = 7  # characters at a line's end that such an end can take
CAPTION_START = re.compile(r"图为|图①|图[1-9一二三][：:]|[上下左右]图[：:为]|[▲▼△◀▶↑↓←→]")
CAPTION_LINES = 8  # the most lines of a block that is a caption
NOTICE_BLOCK = 3  # the largest value of BLOCK_LIMITS whose blocks are searched for a notice
HAN = re.compile(r"[\u4e00-\u9fff]")
NOTICE = re.compile(
    r"声明作废|特此(?:公告|声明|通知)|遗失|挂失|招标公告|气温\s?\d|℃|[东南西北]风\s?\d|咨询电话|热线|地址[：:]"
)
NOTICE_MARK = re.compile("[废特失招温℃风询热址]")  # every notice holds one of these; searched first, as it is faster
#: Lines without any of these are not searched for notices, sentence ends, spaces and open brackets.
SEARCHED_MARK = re.compile("[。（）“” \u3000废特失招温℃风询热址]")
LEFT_OPEN, BRACKET_CLOSED = re.compile(r"[（(][^（()）。]*$"), re.compile(r"[）)]")
CLOSING_OF = {"“": "”", "《": "》", "（": "）", "「": "」", "『": "』", "【": "】", "(": ")"}
BRACKET_MARKS = re.compile(r"[“”《》（）「」『』【】()]")
LONGEST_BRACKETS = 90  # characters between brackets that may close on a later line
EDGE = 40  # lines at the page's top and end in which its habit is looked for
LOOKED_AT = 400  # characters of a line, half of them at its end; a line of a column has a tenth
SURE_OPENING = 3.0  # log-odds above which a line is told of as an opening to the lines near it

#: What a line begins with -> the feature.
BEGINNINGS = {"—": features.STARTS_WITH_DASH.name, "【": features.STARTS_WITH_RUBRIC.name} | dict.fromkeys(
    "，。、；：？！）》」』”’】", features.STARTS_INSIDE.name
)
#: What a line ends with -> the value of END.
ENDS = {mark: name for name, marks in features.END_MARKS.items() for mark in marks} | {"": "stop"}
SERIES_ENDS = frozenset("一二三四五六七八九十）)】：:")  # every name of a series ends with one of these
TELLING = frozenset(features.TELLING)

Names = tuple[str, ...]


class LineFeatures(NamedTuple):
    """The names of one line's features. `groups` are tuples that recur on many lines, because a few small numbers
    decide them: what such a tuple weighs is added up once and kept. `own` are the line's other features."""

    groups: list[Names]
    own: list[str]


def read_features(page: Page, traits: Sequence[Trait], silences: Sequence[Silence]) -> list[Names]:
    """The names of each line's features, in one tuple a line."""
    return [(*chain.from_iterable(line.groups), *line.own) for line in group_features(page, traits, silences)]


def group_features(page: Page, traits: Sequence[Trait], silences: Sequence[Silence]) -> list[LineFeatures]:
    """The names of each line's features; `traits` and `silences` are those of `page.lines`."""
    lines, end = page.lines, len(page.lines)
    shapes = ["", *(f"{trait.width}." if trait.closed else trait.width for trait in traits), ""]
    gaps = [*(line.gap > 0 for line in lines), True]
    neighbours = _neighbours(traits)
    blocks = _blocks(lines, traits)
    repeats = read_repeats(lines)
    seams = read_seams(lines)
    brackets = _brackets(lines)
    indents: list[bool | None] = [*(line.indent >= 2 for line in lines), None] if page.indents else [None] * (end + 1)
    bylines = [index for index, trait in enumerate(traits) if trait.opening is not None]
    first_byline, last_byline = (bylines[0], bylines[-1]) if bylines else (end, -1)
    before_all, after_last = features.AMONG_BYLINES
    habit = _habit(traits)
    names_only = [trait.names for trait in traits]
    repeated = _repeated_shapes(lines, traits, names_only)
    cuts = cut_brackets(lines)
    labels = {index for index, line in enumerate(lines) if is_standfirst_label(visible(line.text))}
    records = _records(lines, traits, names_only)
    marked_up = _marked_up(lines)
    rows = []
    for index, (line, trait) in enumerate(zip(lines, traits, strict=True)):
        among = before_all if index < first_byline else after_last if index > last_byline else ""
        groups = [
            _around(gaps[index], gaps[index + 1], shapes[index], shapes[index + 1], shapes[index + 2]),
            _place(seams[index], brackets[index], among, repeats[index], indents[index], indents[index + 1]),
            blocks[index],
            repeated[index],
            records[index],
            *neighbours[index],
        ]
        if marked_up:
            groups.append(marked_up[index])
        own = silences[index].facts.copy()
        _form(line, trait, groups, own)
        own += [features.STANDFIRST[at] for at in (0, 1, -1) if index + at in labels]
        own += [features.CUT_BRACKETS["above"]] if cuts[index] else []
        own += [features.CUT_BRACKETS["below"]] if cuts[index + 1] else []
        if trait.alone:
            own += [features.ALONE_BY_HABIT[habit], features.ALONE_BY_HABIT_AMONG[habit, among]]
        elif trait.display > 0:
            own.append(features.DISPLAYED_BY_HABIT[habit])
            own += [
                features.DISPLAYED_BY_HABIT_NEAR[habit, name] for group in groups for name in group if name in TELLING
            ]
        rows.append(LineFeatures(groups, own))
    return rows


def _form(line: Line, trait: Trait, groups: list[Names], own: list[str]) -> None:
    """Adds what the line itself looks like to its features."""
    text = visible(line.text)
    text = text if len(text) <= LOOKED_AT else text[: LOOKED_AT // 2] + text[-LOOKED_AT // 2 :]
    first, last = text[:1], text[-1:]
    end = "stop" if last in POINTS and trait.closed else ENDS.get(last, "none")
    display = max(features.LEAST_DISPLAY, min(features.MOST_DISPLAY, round(trait.display)))
    commas = min(features.MOST_COMMAS, text.count("，"))
    groups.append(_outline(bucket(line.high, features.SIZE_LIMITS), end, display, commas))
    if trait.opening:
        own.append(features.OPENS[trait.opening])
    if trait.furniture:
        own.append(features.FURNITURE[trait.furniture])
    if trait.alone:
        own.append(features.ALONE_IN_BRACKETS.name if first in "（(" else features.ALONE.name)
    if first in BEGINNINGS:
        own.append(BEGINNINGS[first])
    if text.startswith("--"):
        own.append(features.STARTS_WITH_DASH.name)
    if last in SERIES_ENDS and SERIES_NAME.search(text):
        own.append(features.SERIES.name)
    if CAPTION_START.match(text):
        own.append(features.CAPTION_STARTS.name)
    if CAPTION_END.search(text[-LONGEST_END:]):
        own.append(features.CAPTION_ENDS.name)
    if SEARCHED_MARK.search(text):
        if "。" in text[:-1]:
            own.append(features.STOP_INSIDE.name)
        if _is_notice(text):
            own.append(features.NOTICE.name)
        if (" " in text or "\u3000" in text) and HAN_SPACE.search(text):
            own.append(features.PARTED_BY_SPACE.name)
        if text.count("（") != text.count("）") or text.count("“") != text.count("”"):
            own.append(features.BRACKETS_OPEN.name)
    if ends_with_column(text):
        own.append(features.COLUMN_BEHIND.name)
    if not HAN.search(text):
        own.append(features.NO_HAN.name)


def cut_brackets(lines: Sequence[Line]) -> list[bool]:
    """For each line, and for the end of the page, whether it first closes brackets or quotes that the line before left
    open."""
    cuts, left = [], ""  # `left`: what closes the brackets that the line before left open
    for line in lines:
        marks = BRACKET_MARKS.findall(line.text) if len(line.text) <= LOOKED_AT else []
        cuts.append(bool(left) and bool(marks) and marks[0] == left)
        left = CLOSING_OF.get(marks[-1], "") if marks else ""
    return [*cuts, False]


def _is_notice(text: str) -> bool:
    return NOTICE_MARK.search(text) is not None and NOTICE.search(text) is not None


def _repeated_shapes(lines: Sequence[Line], traits: Sequence[Trait], names_only: Sequence[int]) -> list[Names]:
    """For each line, how often the page has its shape and its neighbours', and whether it holds names only."""
    texts = [visible(line.text) for line in lines]
    shapes = [
        "" if len(text) > LONGEST_SHAPED or is_plain_text(trait) else shape_of(text)
        for text, trait in zip(texts, traits, strict=True)
    ]
    counts = Counter(filter(is_telling, shapes))
    repeats = [bucket(counts[shape], features.REPEATED_SHAPES) - 1 if shape in counts else -1 for shape in shapes]
    usual = usual_gap(lines)
    changes = [(line.gap > usual) - (line.gap < usual) if line.gap else 0 for line in lines]
    return [
        _repetition(*places, names, gap, next_gap)
        for places, names, gap, next_gap in zip(
            zip(repeats, [*repeats, -1][1:], [-1, *repeats][:-1], strict=True),
            names_only,
            changes,
            [*changes, 0][1:],
            strict=True,
        )
    ]


def _records(lines: Sequence[Line], traits: Sequence[Trait], names_only: Sequence[int]) -> list[Names]:
    """For each line, how far below it metadata and a line of names stand, and how the text above it ends."""
    rows: list[Names] = []
    looks = ["edge", *map(_look, traits, names_only), "edge", "edge"]
    metadata_below = names_below = features.MOST_BELOW + 1  # lines, as seen from the line in hand
    for index in range(len(lines) - 1, -1, -1):
        ending = _ending(lines, traits, names_only, index - 1) if index else ""
        rows.append(_record(metadata_below, names_below, ending, lines[index].gap > 0, *looks[index : index + 4]))
        metadata = traits[index].furniture is Furniture.METADATA
        metadata_below = 1 if metadata else min(metadata_below, features.MOST_BELOW) + 1
        names_below = 1 if names_only[index] in (1, 2) else min(names_below, features.MOST_BELOW) + 1
    return rows[::-1]


def _look(trait: Trait, names_only: int) -> str:
    """One of `features.LOOKS`."""
    if trait.furniture:
        return "metadata" if trait.furniture is Furniture.METADATA else "furniture"
    if trait.alone:
        return "byline"
    if names_only in (1, 2):
        return "name" if names_only == 1 else "names"
    if trait.opening:
        return "dateline"
    return "headline" if trait.display > 0 else "ending" if trait.closed else "text"


def _ending(lines: Sequence[Line], traits: Sequence[Trait], names_only: Sequence[int], index: int) -> str:
    """One of `features.ENDINGS`: what the line at the index ends with."""
    trait, text = traits[index], visible(lines[index].text)
    if trait.furniture:
        return "metadata" if trait.furniture is Furniture.METADATA else "furniture"
    if trait.alone:
        return "byline"
    if CAPTION_END.search(text[-LONGEST_END:]):
        return "photo credit"
    if names_only[index] in (1, 2):
        return "one name" if names_only[index] == 1 else "names"
    if text[-1:] in ")）" and ends_with_credit(visible(lines[index - 1].text) + text if index else text):
        return "credit"
    return "sentence" if trait.closed else "no sentence"


@cache
def _record(
    metadata_below: int, names_below: int, ending: str, gap: bool, before: str, look: str, after: str, third: str
) -> Names:
    names = [features.LOOKS_AROUND[before, look, after], features.LOOKS_BELOW[look, after, third]]
    names += [features.METADATA_BELOW[metadata_below]] if metadata_below <= features.MOST_BELOW else []
    names += [features.NAMES_BELOW[names_below]] if names_below <= features.MOST_BELOW else []
    names += [features.ABOVE_ENDS[ending, gap]] if ending else []
    return tuple(names)


@cache
def _repetition(own: int, after: int, before: int, names: int, gap: int, next_gap: int) -> Names:
    repetition = [
        features.REPEATED_SHAPE[place, count]
        for place, count in (("own", own), ("next", after), ("before", before))
        if count >= 0
    ]
    repetition += [features.NAMES_ONLY[names]] if names else []
    repetition += [features.WIDE_GAP[gap]] if gap else []
    repetition += [features.NEXT_WIDE_GAP[next_gap]] if next_gap else []
    return tuple(repetition)


def _marked_up(lines: Sequence[Line]) -> list[Names]:
    """For each line, what the file says of how it was set; empty where it says nothing of any line."""
    forms = [line.form for line in lines]
    if not any(form is not PLAIN for form in forms):
        return []
    sizes = [None if form.size is None else bucket(form.size, features.FORM_SIZES) for form in forms]
    headings = any(form.heading for form in forms)
    return [
        _markup(*near, form.bold, min(3, form.heading), headings)
        for near, form in zip(zip(sizes, [None, *sizes[:-1]], [*sizes[1:], None], strict=True), forms, strict=True)
    ]


@cache
def _markup(size: int | None, before: int | None, after: int | None, bold: bool, heading: int, headings: bool) -> Names:
    names = [features.FORM_BOLD.name] if bold else []
    if size is not None:
        names.append(features.FORM_SIZE[size])
        names += [features.FORM_CHANGE["before", max(-2, min(2, size - before))]] if before is not None else []
        names += [features.FORM_CHANGE["next", max(-2, min(2, size - after))]] if after is not None else []
    if heading:
        names.append(features.FORM_HEADING[heading])
    elif headings:
        names.append(features.HEADINGS_ON_PAGE.name)
    return tuple(names)


@cache
def _outline(size: int, end: str, display: int, commas: int) -> Names:
    return (
        features.BIAS.name,
        features.END[end],
        features.SIZE[size],
        features.SIZE_AND_END[size, end],
        features.DISPLAY[display],
        features.COMMAS[commas],
    )


@cache
def _around(gap: bool, next_gap: bool, before: str, shape: str, after: str) -> Names:
    """The shapes of the line and of the lines beside it (empty at the page's ends), and the blank lines between."""
    return (
        features.SHAPE[gap, next_gap, shape],
        features.GAPS_AROUND[gap, next_gap],
        features.NEXT_SHAPE[after, next_gap] if after else features.LAST_LINE.name,
        features.SHAPE_BEFORE[before, gap] if before else features.FIRST_LINE.name,
    )


def _neighbours(traits: Sequence[Trait]) -> list[list[Names]]:
    """For each line, the features that it has from lines near it that are more than plain text."""
    rows: list[list[Names]] = [[] for _ in traits]
    for index, trait in enumerate(traits):
        opens = trait.opens > SURE_OPENING
        if trait.display > 0 or opens or trait.alone or trait.furniture:
            displayed = min(features.MOST_NEIGHBOUR_DISPLAY, round(trait.display)) if trait.display > 0 else None
            for place, offset in features.NEIGHBOURS.items():
                if 0 <= index + offset < len(traits):
                    rows[index + offset].append(_neighbour(place, opens, trait.alone, bool(trait.furniture), displayed))
    return rows


def _neighbour(place: str, opens: bool, alone: bool, furniture: bool, displayed: int | None) -> Names:
    names = [features.NEIGHBOUR_OPENS[place]] if opens else []
    names += [features.NEIGHBOUR_ALONE[place]] if alone else []
    names += [features.NEIGHBOUR_FURNITURE[place]] if furniture else []
    if displayed is not None and (place, displayed) in features.NEIGHBOUR_DISPLAYED:
        names.append(features.NEIGHBOUR_DISPLAYED[place, displayed])
    return tuple(names)


@cache
def _place(
    seam: str, bracket: str, among: str, repeats: int, indented: bool | None, next_indented: bool | None
) -> Names:
    """Where on the page the line stands, and in which text. `bracket` is a feature's name or empty; None: the page is
    set without indents."""
    names = [features.SEAM[seam]]
    names += [bracket] if bracket else []
    names += [features.AMONG[among]] if among else []
    names += [features.INDENTED[indented]] if indented is not None else []
    names += [features.NEXT_INDENTED[next_indented]] if next_indented is not None else []
    names += [features.REPEATS[repeats]] if repeats else []
    return tuple(names)


def _blocks(lines: Sequence[Line], traits: Sequence[Trait]) -> list[Names]:
    """For each line, the features of the block of lines between two blank lines that it stands in."""
    rows: list[Names] = []
    start = 0
    for stop in range(1, len(lines) + 1):
        if stop < len(lines) and not lines[stop].gap:
            continue
        size = bucket(stop - start, features.BLOCK_LIMITS)
        ending, beginning = visible(lines[stop - 1].text)[-LOOKED_AT:], visible(lines[start].text)[:LOOKED_AT]
        short = stop - start <= CAPTION_LINES
        captioned = short and CAPTION_END.search(ending) is not None
        marked = short and CAPTION_START.match(beginning) is not None
        notice = size <= NOTICE_BLOCK and any(_is_notice(line.text[:LOOKED_AT]) for line in lines[start:stop])
        displayed = all(trait.display > 0 for trait in traits[start:stop])
        for index in range(start, stop):
            place = "only" if size == 0 else "first" if index == start else "last" if index == stop - 1 else "inner"
            rows.append(_block(place, size, traits[stop - 1].closed, captioned, marked, notice, displayed))
        start = stop
    return rows


@cache
def _block(place: str, size: int, closed: bool, captioned: bool, marked: bool, notice: bool, displayed: bool) -> Names:
    names = [
        features.IN_BLOCK[size, closed],
        features.ONLY_IN_BLOCK.name if place == "only" else features.PLACE_IN_BLOCK[place, size],
    ]
    names += [features.IN_CAPTION.name] if captioned else []
    names += [features.IN_MARKED_CAPTION.name] if marked else []
    names += [features.IN_NOTICE.name] if notice else []
    names += [features.BLOCK_DISPLAYED[size]] if displayed else []
    return tuple(names)


def _habit(traits: Sequence[Trait]) -> str:
    """What the page begins and ends with, as one of `features.HABITS`."""
    top = range(min(len(traits), EDGE))
    end = range(len(traits) - 1, max(-1, len(traits) - 1 - EDGE), -1)
    return f"[{_edge(traits, top)} .. {_edge(traits, end)}]"


def _edge(traits: Sequence[Trait], indices: Sequence[int]) -> str:
    """What stands first on the way from a page's edge inwards: a displayed line, a line of reporters, text."""
    displayed = False
    for index in indices:
        trait = traits[index]
        if trait.alone:
            return "byline first" if displayed else "byline"
        if trait.opening or (trait.display <= 0 and not trait.furniture):
            return "headline" if displayed else "text"
        displayed = displayed or (trait.display > 0 and not trait.furniture)
    return "nothing"


def _brackets(lines: Sequence[Line]) -> list[str]:
    """For each line, the name of the feature that it goes on inside brackets which an earlier line left open, or "".

    In a narrow column 本报讯（记者 司马兰 / 国、诸葛慧欣 实习生 / 余平怡） takes three lines, and neither the second
    nor the third opens an article. A byline that closes an article goes on so without brackets.
    """
    names, opened, before = [], "", ""
    for line in lines:
        text = visible(line.text)
        closes = BRACKET_CLOSED.search(text) if opened else None
        goes_on = opened and len(opened) + (closes.start() if closes else len(text)) <= LONGEST_BRACKETS
        cut = not line.gap and len(text) <= CUT_BYLINE and is_cut_byline(before, text)
        in_byline = cut or (goes_on and ROLE.search(opened))
        names.append(features.INSIDE_BYLINE.name if in_byline else features.INSIDE_BRACKETS.name if goes_on else "")
        before = text
        left = LEFT_OPEN.search(text[-LONGEST_BRACKETS:]) if "（" in text or "(" in text else None
        opened = left.group() if left else opened + text if goes_on and not closes else ""
    return names
