"""Families of pages: all that one kind of source, and what read it, leaves of newspapers. Pages of one family differ in
all that sources of the kind differ in; two families differ as two sources do that share no habits.

A parser is fitted to all families, and measured by leaving one of them out (`training.leave_out`).

>>> len({family.name for family in FAMILIES}) == len(FAMILIES) >= 12
True
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from training.compose.changes import CHANGES, piece, sized
from training.compose.layouts import LAYOUTS, Layout, named
from training.compose.page import ComposedPage, compose
from training.compose.records import compose_printed, compose_records
from training.compose.stories import Pool, Story, feature
from training.compose.styles import BYLINES, RecordStyle
from training.compose.topics import SPAN, draw_shelves

USUAL_LINES = 120  # of a page of usual length
PIECES = 10  # of so many training pages one is cut
Compose = Callable[[Pool, int], ComposedPage]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of pages; `compose` takes stories and a seed.

    A fit takes `share` times as many lines of it as of others: families of columns have several layouts each.
    `printed`: its pages are those of an archive.
    """

    name: str
    compose: Compose
    share: int = 1
    printed: bool = False


def compose_family(pool: Pool, family: Family, seed: int) -> ComposedPage:
    """One page of the family. The same stories, family and seed give the same page."""
    return replace(family.compose(pool, seed), family=family.name)


def family_named(name: str) -> Family:
    """The family of that name.

    Raises:
        KeyError: there is none.
    """
    return {family.name: family for family in FAMILIES}[name]


def families_of(pool: Pool) -> list[Family]:
    """The families of which pages can be composed from the pool."""
    return [family for family in FAMILIES if pool.printed or not family.printed]


def _records(
    *styles: RecordStyle, compose: Callable[[Pool, RecordStyle, int], ComposedPage] = compose_records
) -> Compose:
    """Pages of one of the styles, in turn."""

    def composed(pool: Pool, seed: int) -> ComposedPage:
        return compose(pool, styles[seed % len(styles)], seed)

    return composed


def _columns(*names: str) -> Compose:
    """Pages of the layouts with these names, and of mixtures of them; some are changed as extractors change them."""
    layouts = tuple(map(named, names))

    def composed(pool: Pool, seed: int) -> ComposedPage:
        random = Random(f"columns {seed}")
        layout = layouts[seed % len(layouts)] if random.random() < 0.6 else _mixed(random, layouts)
        page = compose(_stories(pool, random), _as_printed(layout), seed)
        change = CHANGES.get(seed % 12)
        return change(page, random) if change else page

    return composed


def _stories(pool: Pool, random: Random) -> list[Story]:
    """Stories for a page of columns: half of the pages have none with a composed headline; one in ten goes on with the
    texts of others, as long as a feature."""
    near = draw_shelves(random, pool, SPAN)
    stories = [*near.reported, *near.composed] if random.random() < 0.5 else list(near.reported)
    for at in random.sample(range(len(stories)), len(stories) // 10):
        stories[at] = feature(random, [stories[at], *random.sample(stories, random.choice((1, 1, 2, 3)))])
    return stories


def _as_printed(layout: Layout) -> Layout:
    """The layout with bylines as often as in print, where it has none of its own, and with section headings. Extractors
    put headlines behind the text for a local paper (the seed's), nearly all of whose articles have bylines."""
    if layout.credits != LAYOUTS[0].credits or "before" not in layout.sides:
        return layout
    return replace(layout, credits=BYLINES, sections=max(layout.sections, 0.3))


def _mixed(random: Random, layouts: Sequence[Layout]) -> Layout:
    """A layout, each part of which is one of these layouts' or, one time in five, of any."""
    fields = [name for name in Layout.__dataclass_fields__ if name != "name"]
    parts = {name: getattr(random.choice(LAYOUTS if random.random() < 0.2 else layouts), name) for name in fields}
    return replace(LAYOUTS[0], name=f"mixed {random.random()}", **parts)


def _geometry(pool: Pool, seed: int) -> ComposedPage:
    """Pages whose file says how large each line was set."""
    random = Random(f"geometry {seed}")
    if seed % 2:
        return compose_records(pool, _GEOMETRY, seed)
    return sized(compose(_stories(pool, random), _as_printed(random.choice(LAYOUTS)), seed), random)


_PLAIN_GAPS = ((0, 6), (1, 5), (2, 1))

_CRAWLER = RecordStyle(
    "crawler",
    unwrapped=1.0,
    meta=((0, 1), (1, 7), (2, 3)),
    credits=(
        ("none", 40),
        ("wired", 25),
        ("agency", 10),
        ("paper", 5),
        ("signed", 4),
        ("tail", 6),
        ("end", 5),
        ("author", 3),
        ("bare", 2),
    ),
    kinds=(("news", 14), ("feature", 2), ("comment", 2), ("brief", 2), ("item", 1)),
    title_wrapped=0.0,
    title_clauses=0.1,
    masthead=0.05,
    running=0.02,
    footer=0.05,
    kicker=0.2,
    subtitle=0.1,
    marker=0.1,
    separator=0.12,
    captions=0.04,
)
_ISSUE = RecordStyle(
    "PDF issue",
    unwrapped=0.0,
    widths=(24, 44),
    title_wrapped=0.9,
    title_widths=(14, 26),
    articles=(1, 9),
    meta=((0, 2), (1, 8), (2, 1)),
    credits=(("author", 45), ("bare", 15), ("none", 20), ("marked", 4), ("tail", 4), ("wired", 8), ("signed", 4)),
    kinds=(("news", 10), ("feature", 4), ("comment", 3), ("brief", 1), ("interview", 1), ("photo", 1)),
    blanks=((0, 9), (1, 1)),
    between=((0, 7), (1, 4)),
    paragraph_blanks=((0, 9), (1, 1)),
    indents=(("", 8), ("\u3000\u3000", 3), ("  ", 1)),
    setting_indent=0.5,
    standfirst=0.2,
    subtitle=0.2,
    running=0.35,
    masthead=0.3,
    section_heads=0.35,
    captions=0.1,
)
_DIGEST = RecordStyle(
    "digest",
    unwrapped=0.85,
    heading=0.25,
    articles=(3, 20),
    marker=1.0,
    meta=((0, 4), (1, 5), (2, 3)),
    kinds=(("news", 8), ("brief", 5), ("item", 4), ("comment", 1), ("feature", 1)),
    credits=(("none", 60), ("tail", 8), ("wired", 10), ("agency", 8), ("paper", 5), ("author", 5), ("bare", 2)),
    title_wrapped=0.05,
    separator=0.2,
    column=0.15,
    masthead=0.4,
    kicker=0.05,
    subtitle=0.05,
)
_MARKDOWN = RecordStyle(
    "Markdown",
    unwrapped=1.0,
    heading=1.0,
    articles=(1, 10),
    blanks=((1, 8), (0, 2)),
    paragraph_blanks=((1, 9), (0, 1)),
    indents=(("", 9), ("\u3000\u3000", 1)),
    kinds=(("news", 8), ("feature", 5), ("comment", 2), ("photo", 1), ("brief", 2), ("poem", 1)),
    meta=((0, 9), (1, 1)),
    title_wrapped=0.0,
    title_clauses=0.2,
    section_heads=0.3,
    marker=0.0,
    masthead=0.5,
    captions=0.15,
)
_SCANNED = RecordStyle(
    "scanned front page",
    unwrapped=0.0,
    widths=(10, 24),
    misread=0.9,
    junk=0.9,
    masthead=0.9,
    articles=(3, 12),
    meta=((0, 1),),
    credits=(
        ("none", 45),
        ("author", 20),
        ("bare", 5),
        ("wired", 10),
        ("paper", 10),
        ("ended", 2),
        ("tail", 5),
        ("signed", 3),
    ),
    kinds=(("news", 10), ("brief", 4), ("photo", 3), ("comment", 1), ("feature", 2), ("continuation", 1)),
    title_wrapped=0.5,
    title_clauses=0.6,
    kicker=0.4,
    subtitle=0.3,
    column=0.25,
    after=0.25,
    indents=(("", 9), ("\u3000\u3000", 1)),
    blanks=((0, 5), (1, 5)),
    paragraph_blanks=((0, 8), (1, 2)),
    between=((0, 3), (1, 6), (2, 1)),
    notices=0.2,
    captions=0.2,
    footer=0.5,
    marker=0.0,
    cut=0.2,
    column_breaks=0.5,
)
_COMMENTS = RecordStyle(
    "comments",
    articles=(1, 8),
    unwrapped=0.45,
    widths=(14, 36),
    kinds=(("comment", 12), ("letter", 1), ("brief", 1)),
    credits=(("bare", 26), ("signed", 22), ("marked", 16), ("tail", 16), ("author", 5), ("none", 12)),
    one_credit=0.7,
    meta=((0, 8), (1, 2)),
    column=0.5,
    standfirst=0.2,
    masthead=0.4,
    section_heads=0.15,
    captions=0.02,
)
_FEATURES = RecordStyle(
    "features",
    articles=(1, 4),
    unwrapped=0.4,
    widths=(12, 40),
    kinds=(("feature", 12), ("news", 2), ("interview", 1), ("photo", 1)),
    credits=(
        ("author", 45),
        ("none", 20),
        ("bare", 8),
        ("marked", 6),
        ("signed", 5),
        ("paper", 4),
        ("wired", 4),
        ("tail", 4),
    ),
    section_heads=0.6,
    standfirst=0.3,
    subtitle=0.4,
    kicker=0.35,
    column=0.2,
    captions=0.25,
    meta=((0, 6), (1, 3)),
    title_wrapped=0.35,
)
_PHOTOS = RecordStyle(
    "photo page",
    articles=(3, 12),
    unwrapped=0.3,
    widths=(12, 34),
    kinds=(("photo", 12), ("news", 5), ("brief", 2)),
    credits=(("none", 50), ("author", 15), ("paper", 12), ("wired", 8), ("tail", 8), ("bare", 3)),
    after=0.45,
    meta=((0, 9), (1, 1)),
    masthead=0.5,
    captions=0.1,
)
_BRIEFS = RecordStyle(
    "briefs",
    articles=(5, 20),
    unwrapped=0.5,
    widths=(11, 32),
    kinds=(("item", 12), ("brief", 6), ("news", 1)),
    credits=(("none", 55), ("tail", 14), ("wired", 10), ("paper_bare", 8), ("agency", 8), ("paper", 5)),
    one_credit=0.6,
    meta=((0, 8), (1, 2)),
    marker=0.25,
    between=((0, 4), (1, 6), (2, 1)),
    kicker=0.02,
    subtitle=0.02,
    standfirst=0.0,
)
_OLD = RecordStyle(
    "old papers",
    articles=(3, 14),
    unwrapped=0.55,
    widths=(12, 30),
    kinds=(("news", 8), ("brief", 6), ("comment", 1), ("letter", 1)),
    credits=(("old", 70), ("none", 20), ("bare", 5), ("signed", 4)),
    numerals=0.9,
    years=(1946, 1976),
    traditional=0.5,
    misread=0.25,
    title_clauses=0.5,
    kicker=0.25,
    subtitle=0.2,
    meta=((0, 7), (1, 3)),
    masthead=0.5,
)
_OVERSEAS = RecordStyle(
    "Taiwan and Malaysia",
    articles=(1, 12),
    unwrapped=0.6,
    widths=(12, 30),
    traditional=0.55,
    credits=(("taiwan", 40), ("malaysia", 40), ("none", 14), ("tail", 4), ("bare", 3)),
    one_credit=0.8,
    kinds=(("news", 10), ("brief", 3), ("feature", 2), ("photo", 1)),
    section_heads=0.3,
    meta=((0, 7), (1, 4)),
    masthead=0.45,
    captions=0.15,
)
_SUPPLEMENT = RecordStyle(
    "literary supplement",
    articles=(2, 8),
    unwrapped=0.45,
    widths=(12, 36),
    kinds=(("comment", 8), ("poem", 5), ("feature", 1), ("photo", 1)),
    credits=(("bare", 50), ("marked", 25), ("none", 6), ("tail", 8), ("signed", 4)),
    one_credit=0.8,
    meta=((0, 9), (1, 1)),
    column=0.25,
    masthead=0.5,
    section_heads=0.15,
    captions=0.04,
)
_PUBLIC = RecordStyle(
    "notices, letters, interviews",
    articles=(1, 10),
    unwrapped=0.5,
    widths=(14, 40),
    kinds=(("bulletin", 5), ("letter", 4), ("interview", 4), ("news", 3), ("continuation", 2), ("brief", 1)),
    credits=(("none", 45), ("author", 20), ("signed", 15), ("bare", 6), ("tail", 6), ("paper", 4)),
    meta=((0, 8), (1, 3)),
    masthead=0.5,
    notices=0.25,
    footer=0.4,
)
_GEOMETRY = RecordStyle(
    "geometry",
    unwrapped=0.0,
    widths=(10, 34),
    articles=(2, 12),
    sized=1.0,
    meta=((0, 8), (1, 2)),
    kinds=(("news", 10), ("feature", 4), ("photo", 3), ("comment", 2), ("brief", 3), ("continuation", 1)),
    title_wrapped=0.6,
    title_widths=(6, 20),
    kicker=0.3,
    subtitle=0.3,
    column=0.15,
    masthead=0.6,
    after=0.2,
    captions=0.25,
    notices=0.15,
    running=0.1,
    section_heads=0.35,
    column_breaks=0.3,
    indents=(("", 9), ("\u3000\u3000", 1)),
    blanks=((0, 7), (1, 3)),
    paragraph_blanks=((0, 9), (1, 1)),
)

_EVERY_KIND = (
    ("news", 10),
    ("feature", 6),
    ("comment", 3),
    ("brief", 3),
    ("photo", 2),
    ("interview", 1),
    ("letter", 1),
    ("continuation", 1),
    ("poem", 1),
    ("bulletin", 1),
)
_PAGE_IN_COLUMNS = RecordStyle(
    "page in columns",
    unwrapped=0.0,
    widths=(9, 24),
    articles=(2, 12),
    kinds=_EVERY_KIND,
    meta=((0, 12), (1, 1)),
    title_wrapped=0.4,
    title_widths=(8, 20),
    title_clauses=0.35,
    after=0.25,
    kicker=0.3,
    subtitle=0.2,
    column=0.15,
    masthead=0.5,
    captions=0.15,
    section_heads=0.35,
    column_breaks=0.5,
    marker=0.02,
    separator=0.02,
    indents=(("", 8), ("\u3000\u3000", 3)),
    blanks=((0, 5), (1, 6)),
    paragraph_blanks=((0, 6), (1, 4)),
)
_UNWRAPPED_PAGE = RecordStyle(
    "unwrapped page",
    unwrapped=1.0,
    articles=(2, 12),
    kinds=_EVERY_KIND,
    meta=((0, 12), (1, 1)),
    title_wrapped=0.1,
    title_clauses=0.35,
    after=0.1,
    kicker=0.3,
    subtitle=0.2,
    column=0.15,
    masthead=0.4,
    captions=0.15,
    section_heads=0.35,
    marker=0.03,
    separator=0.03,
)

FAMILIES: tuple[Family, ...] = (
    Family(
        "columns, headline behind",
        _columns("narrow columns, headline after", "headline inside the body", "headlines heaped at the end"),
        share=5,
    ),
    Family(
        "columns, headline before",
        _columns("columns, headline before", "wide columns", "wrapped headlines", "headlines heaped at the start"),
        share=5,
    ),
    Family(
        "columns, few blank lines",
        _columns("no blank lines", "blank lines in mid-sentence", "indented paragraphs", "extractor noise"),
        share=5,
    ),
    Family(
        "columns, much between",
        _columns(
            "kickers and subtitles",
            "section heads, series, rubrics",
            "cut-in quotes and captions",
            "furniture",
            "several widths",
        ),
        share=5,
    ),
    Family(
        "columns, every byline",
        _columns("headline between byline and body", "every byline", "no bylines", "every date", "not wrapped"),
        share=5,
    ),
    Family("page in columns", _records(_PAGE_IN_COLUMNS)),
    Family("unwrapped page", _records(_UNWRAPPED_PAGE)),
    Family("crawler", _records(_CRAWLER)),
    Family("PDF issue", _records(_ISSUE)),
    Family("digest", _records(_DIGEST)),
    Family("Markdown", _records(_MARKDOWN)),
    Family("scanned front page", _records(_SCANNED)),
    Family("comments", _records(_COMMENTS)),
    Family("features", _records(_FEATURES)),
    Family("photo page", _records(_PHOTOS)),
    Family("briefs", _records(_BRIEFS)),
    Family("old papers", _records(_OLD)),
    Family("Taiwan and Malaysia", _records(_OVERSEAS)),
    Family("literary supplement", _records(_SUPPLEMENT)),
    Family("notices, letters, interviews", _records(_PUBLIC)),
    Family("geometry", _geometry),
    Family(
        "printed pages",
        _records(
            *(_PAGE_IN_COLUMNS, _UNWRAPPED_PAGE, _ISSUE, _CRAWLER, _PAGE_IN_COLUMNS, _ISSUE, _UNWRAPPED_PAGE),
            *(_PAGE_IN_COLUMNS, _DIGEST, _MARKDOWN, _SCANNED, _CRAWLER, _GEOMETRY),
            compose=compose_printed,
        ),
        share=16,
        printed=True,
    ),
)


def add_without(parser: argparse.ArgumentParser) -> None:
    """Give a trainer's parser the option that leaves out families of pages."""
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="FAMILY",
        choices=[family.name for family in FAMILIES],
        help="leave out a family of pages; may be given several times",
    )


def training_pages(
    pool: Pool, pages: int, without: Sequence[str] = (), first_seed: int = 10_000
) -> Iterator[ComposedPage]:
    """So many pages of usual length of each family, but for the families with the names `without`. A family of short
    pages gives more of them, so that all families have about equally many lines."""
    for family in families_of(pool):
        if family.name not in without:
            yield from family_pages(pool, family, pages, first_seed)


def family_pages(pool: Pool, family: Family, pages: int, first_seed: int = 10_000) -> Iterator[ComposedPage]:
    """Pages of one family that have together the lines of so many pages of usual length. Of some only a run of lines is
    left, as an extractor's cut leaves them: their owners are true, but `articles` are those of the whole page."""
    lines = 0
    for seed in count(first_seed):
        page = compose_family(pool, family, seed)
        page = piece(page, Random(f"piece {seed}")) if seed % PIECES == 0 else page
        yield page
        lines += len(page.owners)
        if lines >= pages * family.share * USUAL_LINES:
            return
