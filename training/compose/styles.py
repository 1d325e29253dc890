"""What pages of one kind of source have in common, as tables of chances from which a page's template is drawn.

>>> RecordStyle("crawler").kinds[0]
('news', 10)
"""

from __future__ import annotations

from dataclasses import dataclass

Weighted = tuple[tuple[str, int], ...]

#: Bylines of web news and of papers, by share: 69 of 100 articles open without a dateline.
BYLINES: Weighted = (
    ("none", 26),
    ("author", 18),
    ("bare", 6),
    ("marked", 4),
    ("signed", 6),
    ("tail", 5),
    ("end", 4),
    ("wired", 12),
    ("agency", 6),
    ("paper", 9),
    ("paper_bare", 3),
    ("ended", 1),
)


@dataclass(frozen=True, slots=True)
class RecordStyle:
    """Chances of one kind of source. Pairs of a word and a number: what is drawn, and how often. Pairs of numbers: the
    least and the most. All others are probabilities: `drawn for a page` are those that decide whether the page's
    template has the part at all; an article of such a page then has it with a chance of the template's own.
    """

    name: str
    kinds: Weighted = (("news", 10), ("brief", 2), ("feature", 1))
    credits: Weighted = BYLINES
    articles: tuple[int, int] = (1, 20)
    one_credit: float = 0.4  # drawn for a page: nearly all its articles have the same kind of byline
    unwrapped: float = 0.5
    widths: tuple[int, int] = (10, 60)  # em
    title_wrapped: float = 0.3  # drawn for a page: its headlines are cut at a width
    title_widths: tuple[int, int] = (10, 26)  # em
    title_clauses: float = 0.2  # drawn for a page: headlines are cut at their spaces
    after: float = 0.0  # drawn for a page: headlines stand behind the text
    shared_order: float = 0.85  # of articles have the page's order of parts
    meta: tuple[tuple[int, int], ...] = ((0, 5), (1, 6), (2, 2))  # number of metadata lines, and how often
    meta_behind: float = 0.08  # drawn for a page: the metadata lines stand behind the text
    kicker: float = 0.22
    subtitle: float = 0.15
    column: float = 0.12  # a column's name above the headline or below it
    standfirst: float = 0.12
    marker: float = 0.12  # a mark before headlines
    separator: float = 0.08  # a line between articles
    section_heads: float = 0.3  # of longer articles
    captions: float = 0.08
    masthead: float = 0.35
    junk: float = 0.1  # drawn for a page: lines of its masthead that no reader could make sense of
    running: float = 0.12  # drawn for a page: a header or footer among its lines
    column_breaks: float = 0.0  # drawn for a page: blank lines where a column ends, also inside a paragraph
    footer: float = 0.2
    pointers: float = 0.03  # an article goes on on another page, as a line below it says
    notices: float = 0.05
    quotes: float = 0.02
    heading: float = 0.0  # drawn for a page: the file marks headlines as headings
    sized: float = 0.0  # drawn for a page: the file says how large lines were set
    traditional: float = 0.0
    misread: float = 0.0  # drawn for a page: characters that a scanner takes for others
    numerals: float = 0.0  # drawn for a page: numbers and dates in Chinese numerals
    years: tuple[int, int] | None = None  # of the pages; None: those of the stories
    cut: float = 0.08  # the page ends inside its last article
    blanks: tuple[tuple[int, int], ...] = ((0, 5), (1, 5), (2, 1))  # between the parts of an article, and how often
    between: tuple[tuple[int, int], ...] = ((0, 1), (1, 6), (2, 3), (3, 1))  # blank lines between articles
    paragraph_blanks: tuple[tuple[int, int], ...] = ((0, 5), (1, 5))
    indents: tuple[tuple[str, int], ...] = (("\u3000\u3000", 5), ("", 4), ("    ", 1), ("  ", 1))
    setting_indent: float = (
        0.8  # where no spaces stand for it, a wrapped paragraph's first line is shorter by its indent
    )
