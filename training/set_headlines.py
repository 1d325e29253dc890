"""Stories or printed pages in; the headlines of pages out, with kicker and subtitle, set on lines as pages set them.
Seeded.

A page keeps to one way: each part on a line of its own; each wrapped at one measure, in mid-word if need be; or cut at
its spaces and into lines of even length. Where a file says how lines were set, the headline is larger than its kicker.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from training.compose import ornaments
from training.compose.kickers import HeadHabits, draw_habits, draw_heads
from training.compose.printed import PrintedArticle
from training.compose.stories import Story
from training.compose.topics import near_in_time
from training.compose.typesetting import NEVER_FIRST
from xtsearch.indexer.pages.line_form import PLAIN, LineForm
from xtsearch.indexer.pages.page import measure
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.titles.groups import DisplayLine, HeadlineSetting, fills_measure, headline_setting

WAYS: tuple[tuple[str, int], ...] = (("whole", 55), ("measure", 25), ("even", 20))
LONGEST = (14, 18, 22, 60)  # characters of the headlines of a page; editors have room for so many
FEWEST = 8  # stories with such headlines among those that one page could hold
MOST_LINES = 8  # of a headline with its kicker and subtitle
ABOVE = 0.75  # share of columns' names that stand above their headline


#: The parts of a headline in the order of print, each with its letter.
Parts = list[tuple[str, str]]
#: A line that names a column, and whether it stands above the headline rather than below it.
Column = tuple[DisplayLine, bool]


@dataclass(frozen=True)
class SetHeadline:
    """The lines of a headline with its kicker and subtitle, and their true parts, a letter a line."""

    lines: list[DisplayLine]
    parts: str
    bodies: Bodies


#: The headlines of one page, and for each the line that names its column, if any.
SetPage = tuple[list[SetHeadline], list[Column | None]]


@dataclass(frozen=True)
class _Style:
    """What the headlines of a page have in common. `forms`: part -> how the file says it was set; `gaps`: the chance of
    a blank line between two parts, and between the lines of one."""

    way: str
    width: int
    spaces: float
    habits: HeadHabits
    rubric: float
    text_width: float
    wrapped: bool
    forms: dict[str, LineForm]
    gaps: tuple[float, float]


def set_page(random: Random, stories: Sequence[Story]) -> SetPage:
    """The headlines of one page, composed of stories that one page could hold."""
    near = list({story.title: story for story in near_in_time(random, stories)}.values())
    longest = random.choice(LONGEST)
    short = [story for story in near if max(map(len, story.title.split(" "))) <= longest]
    near = short if len(short) >= FEWEST else near
    chosen = random.sample(near, min(len(near), random.randint(1, 8)))
    style = _style(random)
    texts = [_texts(random, story, style) for story in chosen]
    return _set(random, texts, Bodies(["\n".join(story.paragraphs) for story in chosen]), style)


def set_printed_page(random: Random, articles: Sequence[PrintedArticle]) -> SetPage:
    """The headlines of a printed page, set anew."""
    texts = [_parts(article.kicker, article.title, article.subtitle) for article in articles]
    return _set(random, texts, Bodies(["\n".join(article.texts) for article in articles]), _style(random))


def _set(random: Random, texts: Sequence[Parts], bodies: Bodies, style: _Style) -> SetPage:
    headlines, columns = [], []
    for headline in texts:
        parts = [(part, line) for part, text in headline for line in _lines(random, text, style, part)][:MOST_LINES]
        lines = [
            DisplayLine(
                text,
                at > 0 and random.random() < style.gaps[parts[at - 1][0] == part],
                False,
                style.forms[part],
                style.wrapped,
            )
            for at, (part, text) in enumerate(parts)
        ]
        headlines.append((lines, "".join(part for part, _ in parts)))
        named = random.random() < style.rubric
        rubric = DisplayLine(random.choice(ornaments.RUBRICS), False, False, style.forms["K"], style.wrapped)
        columns.append((rubric, random.random() < ABOVE) if named else None)
    setting = setting_of(lines for lines, _ in headlines)
    return [
        SetHeadline([_as_wide_as_text(on_page(line, setting), style) for line in lines], parts, bodies)
        for lines, parts in headlines
    ], columns


def setting_of(headlines: Iterable[Sequence[DisplayLine]]) -> HeadlineSetting:
    """How a page with these headlines sets them."""
    return headline_setting([[(line.text, measure(line.text)[1]) for line in lines] for lines in headlines])


def on_page(line: DisplayLine, setting: HeadlineSetting) -> DisplayLine:
    """The line on a page that sets its headlines so."""
    return line._replace(full=fills_measure(measure(line.text)[1], setting.measure), setting=setting)


def _as_wide_as_text(line: DisplayLine, style: _Style) -> DisplayLine:
    """The line; full as well where it is as wide as the text beside it."""
    fills = style.wrapped and abs(measure(line.text)[1] - style.text_width) <= 0.75
    return line._replace(full=line.full or fills)


def _style(random: Random) -> _Style:
    way = random.choices(*zip(*WAYS, strict=True))[0]
    forms = dict.fromkeys("KTS", PLAIN)
    if random.random() < 0.2:
        large = random.uniform(1.2, 3.0)
        small = random.uniform(1.0, max(1.05, 0.85 * large))
        bold = random.random() < 0.5
        forms = {"T": LineForm(large, bold), "K": LineForm(small), "S": LineForm(small * random.choice([1, 1, 0.9]))}
    elif random.random() < 0.1:
        level, under = random.randint(1, 4), random.choice([0, 0, 1])
        forms = {"T": LineForm(heading=level), **dict.fromkeys("KS", LineForm(heading=under and level + 1))}
    usual = random.choice([0.0, 0.0, 0.1, 0.5, 1.0])
    return _Style(
        way,
        width=random.randint(12, 26),
        spaces=random.choice([0.0, 0.0, 0.9, 1.0]),
        habits=draw_habits(random, random.choice([0.05, 0.1, 0.3, 0.5, 0.7]), random.choice([0.0, 0.1, 0.15, 0.3])),
        rubric=random.choice([0.0, 0.0, 0.0, 0.1, 0.3]),
        text_width=random.randint(11, 36),
        wrapped=random.random() < (0.4 if way == "whole" else 0.95),
        forms=forms,
        gaps=(usual, usual * random.choice([0.0, 0.3, 1.0])),
    )


def _texts(random: Random, story: Story, style: _Style) -> Parts:
    heads = draw_heads(random, story.title, story.paragraphs, style.habits)
    return _parts(heads.kicker, heads.title, heads.subtitle)


def _parts(kicker: str | None, title: str, subtitle: str | None) -> Parts:
    return [(part, text) for part, text in (("K", kicker), ("T", title), ("S", subtitle)) if text]


def _lines(random: Random, text: str, style: _Style, part: str) -> list[str]:
    if style.way == "whole":
        return [text]
    if style.way == "measure":
        return cut(text, style.width)
    width = style.width + (random.choice([0, 2, 4]) if part != "T" else 0)
    clauses = [text]
    if " " in text and random.random() < style.spaces:
        clauses = [clause for clause in re.split(r" +(?![^【（《]*[】）》])", text) if clause]
    return [line for clause in clauses for line in _evenly(random, clause, width)]


def cut(text: str, width: int) -> list[str]:
    """The text in lines of so many characters, words cut; no closing mark begins a line."""
    lines = []
    while text:
        at = width
        while at < len(text) and text[at] in NEVER_FIRST and at < width + 2:
            at += 1
        lines.append(text[:at].strip())
        text = text[at:].strip()
    return lines


def _evenly(random: Random, text: str, width: int) -> list[str]:
    """The text in as few lines of `width` em as will do, of much the same length, rather cut behind a mark."""
    lines = []
    while len(text) > width:
        at = -(-len(text) // -(-len(text) // width))
        marks = [place + 1 for place, mark in enumerate(text) if mark in "，：；、" and abs(place + 1 - at) <= 4]
        if marks and random.random() < 0.7:
            at = min(marks, key=lambda place: abs(place - at))
        elif random.random() < 0.3:
            at += random.choice([-2, -1, 1])
        while at < len(text) and text[at] in NEVER_FIRST:
            at += 1
        lines.append(text[:at].strip())
        text = text[at:].strip()
    return [*lines, text] if text else lines
