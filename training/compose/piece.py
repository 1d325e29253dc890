"""A story made an article: byline, kicker, headline, subtitle, section heads and dates chosen. Seeded."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from training.compose import ornaments
from training.compose.layouts import Layout
from training.compose.people import CREDITS, Credit, printed_day
from training.compose.stories import Story
from training.compose.typesetting import NEVER_FIRST

Day = datetime.date | None
_SERIES = re.compile("【[^】]+】")
_BREAK = re.compile(" +(?![^【]*】)")
_DATED = re.compile(r"\d\s?日|[一二三四五六七八九十]日|今天|今日|昨天|昨日|前天")


@dataclass(slots=True)
class Piece:
    """An article before it is set: `heads` are (text, part) in the order of print, a paragraph is (text, part)."""

    story: Story
    credit: Credit
    side: str
    heads: list[tuple[str, str]] = field(default_factory=list)
    rubric: str | None = None
    paragraphs: list[tuple[str, str]] = field(default_factory=list)
    title: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    dates: tuple[Day, ...] = ()

    @property
    def body(self) -> str:
        return "\n".join(text for text, _ in self.paragraphs)


def make_piece(random: Random, layout: Layout, story: Story, *, side: str, style: str, day: Day) -> Piece:
    """`style`: how dates are printed; `day`: the page's, where its masthead says it."""
    happens = chances(random, layout)
    kind = random.choices(*zip(*layout.credits, strict=True))[0]
    credit = CREDITS[kind](random, printed_day(random, story.date, style=style))
    piece = Piece(story, credit, side)
    paragraphs = list(story.paragraphs)
    paragraphs[0] = credit.lead + paragraphs[0]
    paragraphs[-1] += credit.tail
    piece.paragraphs = [(credit.line, "byline")] if credit.line else []
    piece.paragraphs += [(paragraph, "body") for paragraph in paragraphs]
    piece.paragraphs += [(credit.closing, "byline")] if credit.closing else []
    piece.dates = _dates(story, credit, style, day)
    if credit.kind in ("none", "end", "closing") or not happens("untitled"):
        _set_heads(piece, random, happens)
    if len(paragraphs) > 3 and happens("sections"):
        _set_sections(piece, random)
    return piece


def chances(random: Random, layout: Layout) -> Callable[[str], bool]:
    return lambda chance: random.random() < float(getattr(layout, chance))


def _dates(story: Story, credit: Credit, style: str, day: Day) -> tuple[Day, ...]:
    if credit.dated:
        return (story.date,) if day or style in ("full", "han") else (story.date, None)
    if _DATED.search(story.paragraphs[0] + story.paragraphs[1][:40]):
        return ()
    return (day,)


def _set_heads(piece: Piece, random: Random, happens: Callable[[str], bool]) -> None:
    """Kicker, headline, subtitle: as texts, and as lines in the order of print."""
    story = piece.story
    title = story.title
    series = re.match(r"(【[^】]{2,16}】)(.{6,})", title)
    if series and happens("kicker"):
        piece.kicker, title = series[1], series[2].strip()
    elif happens("kicker"):
        piece.kicker = ornaments.clause(random, story.paragraphs, 8, 20)
    elif happens("series"):
        title_ = ornaments.clause(random, story.paragraphs, 4, 8)
        piece.kicker = f"“{title_}”系列报道之{random.choice('一二三四五')}" if title_ else None
    piece.title = title
    if happens("subtitle"):
        said = ornaments.clause(random, story.paragraphs, 8, 22)
        piece.subtitle = (
            (random.choice(["——", "——", "——", "——", "——", "——", ""]) + said) if said and said != piece.kicker else None
        )
    if happens("rubric"):
        piece.rubric = random.choice(ornaments.RUBRICS)
    lines = _title_lines(random, title, wrapped=happens("wrapped"))
    if len(lines) > 1 and _SERIES.fullmatch(lines[0]) and piece.kicker is None:
        piece.kicker, *lines = lines  # a series on a line of its own is a kicker, whoever broke the line
        piece.title = title[len(piece.kicker) :].strip()
    piece.heads = [(piece.kicker, "kicker")] if piece.kicker else []
    piece.heads += [(part, "title") for part in lines]
    piece.heads += [(piece.subtitle, "subtitle")] if piece.subtitle else []


def _title_lines(random: Random, title: str, *, wrapped: bool) -> list[str]:
    """A long headline over two or three lines, at its spaces or anywhere; not at a space inside a series' name, and no
    closing mark begins a line."""
    if len(title) < 12 or not wrapped:
        return [title]
    if " " in title.strip() and random.random() < 0.3:
        return [part for part in _BREAK.split(title) if part]
    lines = 3 if len(title) > 24 and random.random() < 0.3 else 2
    size = -(-len(title) // lines)
    found = [part for start in range(0, len(title), size) if (part := title[start : start + size].strip())]
    for at in range(1, len(found)):
        while len(found[at]) > 1 and found[at][0] in NEVER_FIRST:
            found[at - 1], found[at] = found[at - 1] + found[at][0], found[at][1:].strip()
    return found


def _set_sections(piece: Piece, random: Random) -> None:
    heads = 0
    for at in range(len(piece.paragraphs) - 2, 1, -2):
        if heads < 3 and (said := ornaments.clause(random, (" " * 20 + piece.paragraphs[at][0],), 5, 12)):
            piece.paragraphs.insert(at, (said, "section"))
            heads += 1
