"""A style in; the template of one page out: the choices that its articles share. Seeded.

>>> draw_template(Random(1), RecordStyle("crawler")).order[-1]
'body'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from training.compose.styles import RecordStyle

Thing = TypeVar("Thing")
#: The parts before an article's body, in the commonest order.
BEFORE = ("column", "kicker", "title", "subtitle", "author", "meta", "standfirst")
MARKERS = (
    "### ",
    "number. ",
    "number、",
    "（number）",
    "■",
    "◆ ",
    "●",
    "★",
    "▲ ",
    "【】",
    "标题：",
    "题目：",
    "label：",
    "·",
    "○ ",
)
SEPARATORS = ("----------", "==========", "* * *", "……", "—————", "◇ ◇ ◇", "□", "##########", "～～～～～～")


@dataclass(frozen=True, slots=True)
class Template:
    """The choices that a page's articles share. `order`: the parts of an article in the order of print; `blanks`: blank
    lines before each part; widths in em, None where lines are not cut; `has`: part -> the chance that an article of the
    page has it; `levels`: part -> its level as a heading; `sizes`: part -> its size beside running text."""

    order: tuple[str, ...]
    blanks: dict[str, int]
    between: int
    paragraph_blanks: int
    indent: str
    width: int | None
    title_width: int | None
    title_clauses: bool
    has: dict[str, float]
    credit: str | None
    marker: str
    separator: str
    levels: dict[str, int]
    sizes: dict[str, float]


def pick(random: Random, weighted: Sequence[tuple[Thing, int]]) -> Thing:
    """One of the things, as often as the numbers beside them say."""
    return random.choices([thing for thing, _ in weighted], [count for _, count in weighted])[0]


def chances(random: Random, style: RecordStyle) -> Callable[[str], bool]:
    """A function that draws whether one of the style's chances happens, by its name."""
    return lambda chance: random.random() < float(getattr(style, chance))


def draw_template(random: Random, style: RecordStyle) -> Template:
    """The choices that the articles of one page share."""
    happens = chances(random, style)
    order = list(BEFORE)
    if random.random() < 0.3:  # the author stands behind the facts
        order[4], order[5] = order[5], order[4]
    if random.random() < 0.25:  # a column's name below the headline
        order.remove("column")
        order.insert(order.index("subtitle") + 1, "column")
    if random.random() < 0.15:  # the facts above the headline
        order.remove("meta")
        order.insert(0, "meta")
    if happens("meta_behind"):
        order.remove("meta")
        order = [*order, "body", "meta"]
    else:
        order.append("body")
    if happens("after"):
        heads = [part for part in order if part in ("kicker", "title", "subtitle")]
        order = [part for part in order if part not in heads] + heads
    blanks = {part: pick(random, style.blanks) for part in (*order, "closing")}
    blanks["title"] = blanks["kicker"]
    wrapped = not happens("unwrapped")
    width = random.randint(*style.widths) if wrapped else None
    has = {part: _share(random, style, part) for part in ("kicker", "subtitle", "column", "standfirst")}
    levels = {"title": random.choice([1, 1, 2, 2, 3])} if happens("heading") else {}
    if levels:
        levels["section"] = random.choice(
            [0, levels["title"], levels["title"], levels["title"] + 1, levels["title"] + 1]
        )
        levels["kicker"] = levels["subtitle"] = random.choice([0, 0, levels["title"], levels["title"] + 1])
    sizes: dict[str, float] = {}
    if happens("sized"):
        large = random.uniform(1.4, 3.6)
        sizes = {
            "title": large,
            "kicker": random.uniform(1.05, max(1.1, large * 0.75)),
            "section": random.uniform(1.0, 1.35),
        }
        sizes |= {
            "subtitle": sizes["kicker"],
            "column": random.uniform(0.95, 1.5),
            "body": 1.0,
            "author": random.uniform(0.9, 1.1),
        }
    return Template(
        tuple(order),
        blanks,
        pick(random, style.between),
        pick(random, style.paragraph_blanks),
        pick(random, style.indents),
        width,
        random.randint(*style.title_widths) if happens("title_wrapped") else width,
        happens("title_clauses"),
        has,
        pick(random, style.credits) if happens("one_credit") else None,
        random.choice(MARKERS) if happens("marker") else "",
        random.choice(SEPARATORS) if happens("separator") else "",
        levels,
        sizes,
    )


def _share(random: Random, style: RecordStyle, part: str) -> float:
    """The chance that an article of this page has the part: mostly none has it, at times most have."""
    chance = float(getattr(style, part))
    return random.choice([chance / 2, 0.5, 0.95]) if random.random() < 1.6 * chance else chance / 4
