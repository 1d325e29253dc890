"""Stories, a layout and a seed in; a page and the truth about it out. The same seed gives the same page.

>>> from training.compose.layouts import LAYOUTS
>>> from training.compose.stories import seed_stories
>>> compose(seed_stories(), LAYOUTS[0], 1).text == compose(seed_stories(), LAYOUTS[0], 1).text
True
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from training.compose import ornaments
from training.compose.draft import Draft, make_draft
from training.compose.kickers import draw_habits
from training.compose.layouts import Layout
from training.compose.people import Credit
from training.compose.sheet import Owner, Sheet
from training.compose.stories import Story
from training.compose.topics import near_in_time
from training.compose.typesetting import Setting, disturb, wrap
from xtsearch.indexer.pages.line_form import LineForm

BODY = ("body", "byline", "section")  # the parts whose lines are an article's body
RECENT = 20  # days for which a paper prints the day without its month
SPOKEN = 0.2  # of pages


@dataclass(frozen=True, slots=True)
class Truth:
    """One article as it should be read. `dates` are the right answers to the question for its date, of which None means
    that it has none; if `dates` is empty, the question is not asked. Line numbers count from 1. `side` says where the
    headline stands, as `Layout.sides`. `meta_lines` are those that tell of the article and are no text of it; `page` is
    the number of its page in the file. `whole_title`: `title` holds kicker and subtitle as well, if there are any, for
    nobody has told them apart."""

    title: str | None
    kicker: str | None
    subtitle: str | None
    body: str
    credit: Credit
    dates: tuple[datetime.date | None, ...]
    body_lines: tuple[int, ...]
    title_lines: tuple[int, ...]
    side: str
    meta_lines: tuple[int, ...] = ()
    page: int = 1
    whole_title: bool = False


@dataclass(frozen=True, slots=True)
class ComposedPage:
    """A page's text and the truth about it: its articles, the numbers of lines that belong to none (`residue`), and the
    owner of every line that is not blank. `forms`: number of a line -> how it was set, where the file says so. `family`
    is the name of the family that the page was composed for, if any."""

    layout: str
    seed: int
    text: str
    articles: tuple[Truth, ...]
    residue: tuple[int, ...]
    owners: Mapping[int, Owner]
    forms: Mapping[int, LineForm] = field(default_factory=dict)
    family: str = ""


def compose(stories: Sequence[Story], layout: Layout, seed: int) -> ComposedPage:
    """One page of the layout. The same stories, layout and seed give the same page."""
    return _Composer(stories, layout, seed).run()


class _Composer:
    """The choices that make one page: first those that all its articles share, then article after article."""

    def __init__(self, stories: Sequence[Story], layout: Layout, seed: int) -> None:
        self.random = Random(f"{layout.name} {seed}")
        self.layout, self.seed, self.sheet = layout, seed, Sheet()
        random = self.random
        self.stories = _neighbours(random, stories, random.randint(*layout.stories))
        self.day = max(story.date for story in self.stories) + datetime.timedelta(days=1)
        self.dated = self._happens("masthead")
        self.side = random.choice(layout.sides)
        self.blanks = random.choice(layout.blanks)
        self.indent = random.choice(["\u3000\u3000", "\u3000\u3000", "  ", "    "]) if self._happens("indent") else ""
        self.loose = self._happens("loose")
        self.width = random.choice(layout.widths) if layout.widths else None
        self.setting = Setting(
            indent=2.0 if random.random() < 0.85 or self.indent else 0.0,
            squeeze=random.random() < 0.8,
            half_quotes=random.random() < 0.3,
            split_numbers=random.random() < 0.3,
        )
        habits = draw_habits(random, layout.kicker, layout.subtitle)
        self.habits = habits if layout.columns_named else replace(habits, column=0.0)
        self.used: int | None = None
        self.room = self.height = 0
        self.inset: list[str] = []
        self.date_style = random.choices(*zip(*layout.dates, strict=True))[0] if random.random() < 0.6 else "plain"

    def _happens(self, chance: str) -> bool:
        return self.random.random() < float(getattr(self.layout, chance))

    def run(self) -> ComposedPage:
        drafts = [self._draft(story) for story in self.stories]
        if self.dated:
            self._put_all(ornaments.masthead(self.random, self.day), "masthead")
        heaps = [(index, draft) for index, draft in enumerate(drafts) if draft.side in ("start", "end")]
        self.random.shuffle(heaps)
        for index, draft in heaps:
            if draft.side == "start":
                self._heads(index, draft)
        for index, draft in enumerate(drafts):
            self._article(index, draft)
            self._between()
        for index, draft in heaps:
            if draft.side == "end":
                self._heads(index, draft)
        if self._happens("furniture"):
            self._put_all(ornaments.furniture(self.random), "furniture")
        sheet = self.sheet
        return ComposedPage(
            self.layout.name,
            self.seed,
            sheet.text,
            tuple(self._truth(index, draft) for index, draft in enumerate(drafts)),
            tuple(number for number, (article, _) in sheet.owners.items() if article is None),
            sheet.owners,
        )

    def _truth(self, index: int, draft: Draft) -> Truth:
        numbers = self.sheet.numbers
        return Truth(
            draft.title,
            draft.kicker,
            draft.subtitle,
            draft.body,
            draft.credit,
            draft.dates,
            tuple(sorted(n for part in BODY for n in numbers(index, part))),
            numbers(index, "title"),
            draft.side,
        )

    def _draft(self, story: Story) -> Draft:
        random = self.random
        recent = self.dated and (self.day - story.date).days < RECENT
        style = "plain" if self.date_style == "short" and not recent else self.date_style
        side = self.side if random.random() < 0.9 else random.choice(self.layout.sides)
        return make_draft(
            random, self.layout, story, habits=self.habits, side=side, style=style, day=self.day if self.dated else None
        )

    def _article(self, index: int, draft: Draft) -> None:
        if draft.side == "before":
            self._heads(index, draft)
        paragraphs = draft.paragraphs
        if draft.credit.line:
            self._paragraph(index, *paragraphs[0], None)
            if self.blanks in ("both", "paragraphs") and self.random.random() < 0.5:
                self.sheet.blank()
            paragraphs = paragraphs[1:]
        if draft.side == "between":
            self._heads(index, draft)
        middle = self.random.randint(1, len(paragraphs) - 1) if draft.side == "middle" and len(paragraphs) > 1 else None
        self._columns(index, draft, paragraphs, middle)
        if draft.side == "after" or (draft.side == "middle" and middle is None):
            self._part()
            self._heads(index, draft)
        self._part()

    def _columns(self, index: int, draft: Draft, paragraphs: Sequence[tuple[str, str]], middle: int | None) -> None:
        """Sets the paragraphs in columns, of the page's width or of another width for this article. The headline stands
        before the paragraph with index `middle`, if that is not None."""
        random, layout = self.random, self.layout
        self.used = self.width
        if self.width is not None and self._happens("several_widths"):
            self.used = random.choice(layout.widths)
        self.room = self.height = random.randint(14, 46)
        self.inset = self._inset(draft, self.used)
        for place, (text, part) in enumerate(paragraphs):
            if place == middle:
                self._heads(index, draft)
            if part == "section" and random.random() < 0.5:
                self.sheet.blank()
            self._paragraph(index, text, part, self.used)
            if self.blanks in ("both", "paragraphs") and random.random() < 0.97:
                self.sheet.blank()
                if self.inset and place < len(paragraphs) - 1:
                    self._put_inset()

    def _paragraph(self, index: int, text: str, part: str, width: int | None) -> None:
        """Sets one paragraph's lines, with the ends of columns between them."""
        columns = self.blanks in ("both", "columns") and width is not None
        for line in self._wrapped(text, width, plain=part != "body"):
            if columns and self.room == 0:
                self.sheet.blank()
                if self.inset and self.random.random() < 0.7:
                    self._put_inset()
                self.room = self.height
            self.sheet.put(disturb(line, self.random, self.layout.noise), index, part)
            self.room -= 1

    def _put_inset(self) -> None:
        self._put_all(self.inset, "inset")
        self.inset = []

    def _wrapped(self, paragraph: str, width: int | None, *, plain: bool) -> list[str]:
        if plain:
            whole = width is None or len(paragraph) <= width
            return [paragraph] if whole else wrap(paragraph, width or 0, Setting(indent=0))
        lines = [paragraph] if width is None else wrap(paragraph, width, self.setting)
        return [self.indent + lines[0], *lines[1:]]

    def _inset(self, draft: Draft, width: int | None) -> list[str]:
        """The lines of a cut-in quote or a caption, of another width than the column; none, if chance wants neither."""
        random, text = self.random, None
        if self._happens("quotes"):
            text = ornaments.sentence(random, draft.story.paragraphs)
        elif self._happens("captions"):
            text = ornaments.caption(random, draft.story.paragraphs)
        if text is None:
            return []
        return (
            [text]
            if width is None
            else wrap(text, max(8, width + random.choice([-4, -3, 4, 8, 12])), Setting(indent=0))
        )

    def _heads(self, index: int, draft: Draft) -> None:
        if not draft.heads:
            return
        if self.blanks != "none" or self.random.random() < 0.5:
            self.sheet.blank()
        if draft.rubric:
            self.sheet.put(draft.rubric, None, "rubric")
            if self.loose:
                self.sheet.blank()
        for text, part in draft.heads:
            self.sheet.put(text, index, part)
            if self.loose and self.blanks != "none":
                self.sheet.blank()
        if self.random.random() < 0.8 and self.blanks != "none":
            self.sheet.blank()

    def _part(self) -> None:
        """Puts a blank line behind an article, unless the page is crowded."""
        if not self._happens("crowded"):
            self.sheet.blank()

    def _between(self) -> None:
        if self._happens("furniture"):
            self._put_all(ornaments.furniture(self.random), "furniture")
        if self._happens("notices"):
            self._put_all(ornaments.notice(self.random), "notice")

    def _put_all(self, lines: Sequence[str], part: str) -> None:
        self.sheet.blank()
        for line in lines:
            self.sheet.put(line, None, part)
        self.sheet.blank()


def _neighbours(random: Random, stories: Sequence[Story], count: int) -> list[Story]:
    """Stories printed near each other in time, no two with the same headline. Now and then a story whose headline asks
    or exclaims takes the place of one of them, because such headlines look like sentences."""
    near = list({story.title: story for story in near_in_time(random, stories)}.values())
    chosen = random.sample(near, min(count, len(near)))
    ordered = sorted(stories, key=lambda story: (story.date, story.title))
    spoken = [story for story in ordered if story.title[-1] in "？！" and story not in chosen]
    if spoken and random.random() < SPOKEN:
        at = random.randrange(len(chosen))
        chosen[at] = replace(random.choice(spoken), date=chosen[at].date)
    return chosen
