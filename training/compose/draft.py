"""A story in; an article out, of which byline, kicker, headline, subtitle, section heads and dates are chosen.
Seeded."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from training.compose import ornaments, sections
from training.compose.bylines import FORMS
from training.compose.kickers import HeadHabits, draw_heads
from training.compose.layouts import Layout
from training.compose.people import Credit, printed_day
from training.compose.stories import Story
from training.compose.templates import pick
from training.compose.typesetting import NEVER_FIRST

Day = datetime.date | None
_SERIES = re.compile("【[^】]+】")
_BREAK = re.compile(" +(?![^【]*】)")
_DATED = re.compile(r"\d\s?日|[一二三四五六七八九十]日|今天|今日|昨天|昨日|前天")


@dataclass(slots=True)
class Draft:
    """An article before it is set. `heads` and `paragraphs` are pairs (text, part of the article) in the order of
    print; `side` says where the headline stands, as `Layout.sides`; `dates` are as in `page.Truth`."""

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


def make_draft(
    random: Random, layout: Layout, story: Story, *, habits: HeadHabits, side: str, style: str, day: Day
) -> Draft:
    """`habits`: what the headlines of the page have in common; `style`: how dates are printed, as `people.printed_day`;
    `day`: the page's, if its masthead prints it."""
    happens = chances(random, layout)
    kind = random.choices(*zip(*layout.credits, strict=True))[0]
    credit = FORMS[kind](random, printed_day(random, story.date, style=style))
    draft = Draft(story, credit, side)
    paragraphs = list(story.paragraphs)
    paragraphs[0] = credit.lead + paragraphs[0]
    paragraphs[-1] += credit.tail
    draft.paragraphs = [(credit.line, "byline")] if credit.line else []
    draft.paragraphs += [(paragraph, "body") for paragraph in paragraphs]
    draft.paragraphs += [(credit.closing, "byline")] if credit.closing else []
    draft.dates = _dates(story, credit, style, day)
    if not credit.dated or not happens("untitled"):
        _set_heads(draft, random, happens, habits)
    if len(paragraphs) > 3 and happens("sections"):
        _set_sections(draft, random)
    return draft


def chances(random: Random, layout: Layout) -> Callable[[str], bool]:
    """A function that draws whether one of the layout's chances happens, by its name."""
    return lambda chance: random.random() < float(getattr(layout, chance))


def _dates(story: Story, credit: Credit, style: str, day: Day) -> tuple[Day, ...]:
    """The right answers to the question for the article's date, as `page.Truth.dates`."""
    if credit.dated:
        return (story.date,) if day or style in ("full", "han") else (story.date, None)
    if _DATED.search(story.paragraphs[0] + story.paragraphs[1][:40]):
        return ()
    return (day,)


def _set_heads(draft: Draft, random: Random, happens: Callable[[str], bool], habits: HeadHabits) -> None:
    """Kicker, headline, subtitle: as texts, and as lines in the order of print."""
    story = draft.story
    heads = draw_heads(random, story.title, story.paragraphs, habits)
    draft.kicker, draft.title, draft.subtitle = heads.kicker, heads.title, heads.subtitle
    if draft.kicker is None and happens("series"):
        name = ornaments.clause(random, story.paragraphs, 4, 8)
        draft.kicker = f"“{name}”系列报道之{random.choice('一二三四五')}" if name else None
    if happens("rubric"):
        draft.rubric = random.choice(ornaments.RUBRICS)
    lines = _title_lines(random, draft.title, wrapped=happens("wrapped"))
    if len(lines) > 1 and _SERIES.fullmatch(lines[0]) and draft.kicker is None:
        draft.kicker, *lines = lines  # a series on a line of its own is a kicker, whoever broke the line
        draft.title = draft.title[len(draft.kicker) :].strip()
    draft.heads = [(draft.kicker, "kicker")] if draft.kicker else []
    draft.heads += [(part, "title") for part in lines]
    draft.heads += [(draft.subtitle, "subtitle")] if draft.subtitle else []


def _title_lines(random: Random, title: str, *, wrapped: bool) -> list[str]:
    """The lines of a headline. A long one that is `wrapped` is cut into two or three, at its spaces or anywhere; never
    at a space inside the name of a series, nor before a closing mark."""
    if len(title) < 12 or not wrapped:
        return [title]
    if " " in title.strip() and random.random() < 0.3:
        return [part for part in _BREAK.split(title) if part]
    lines = 3 if len(title) > 24 and random.random() < 0.3 else 2
    size = -(-len(title) // lines)
    parts = [part for start in range(0, len(title), size) if (part := title[start : start + size].strip())]
    for at in range(1, len(parts)):
        while len(parts[at]) > 1 and parts[at][0] in NEVER_FIRST:
            parts[at - 1], parts[at] = parts[at - 1] + parts[at][0], parts[at][1:].strip()
    return parts


def _set_sections(draft: Draft, random: Random) -> None:
    form = pick(random, sections.FORMS)
    count = min(pick(random, sections.COUNTS), (len(draft.paragraphs) - 1) // 2)
    places = sorted({1 + (len(draft.paragraphs) - 1) * number // max(1, count) for number in range(count)})
    ends = [*places[1:], len(draft.paragraphs)]
    label = random.choice(sections.LABELS) if random.random() < sections.LABELLED else None
    for number, (at, end) in reversed(list(enumerate(zip(places, ends, strict=True)))):
        section = "，".join(text for text, part in draft.paragraphs[at:end] if part == "body")
        part = draft.paragraphs[at][1]
        head = sections.heading(random, form, number, section, draft.story.paragraphs) if part == "body" else None
        if head:
            draft.paragraphs.insert(at, (head, "section"))
            if label:
                draft.paragraphs.insert(at, (sections.label(random, label, number, section), "section"))
