"""The layouts of newspaper pages and of the extractors that read them, as tables of chances.

Pages of one layout differ: each of its chances is drawn anew for every page or article. A layout sets a few of them;
the defaults of `Layout` are what any page may have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout; each tuple holds the values from which one is drawn.

    `widths` are those of columns in em; none: every paragraph is one line. `sides`: where an article's headline stands:
    after or before it, between its byline and its body, in the middle of the body, or heaped with the others at the
    page's start or end. `blanks`: where blank lines stand: after paragraphs, at the ends of columns, at both, or none.
    `stories`: the least and the most articles of a page. `credits`, `dates`: kinds of bylines and styles of dates with
    how often each is drawn. All others are probabilities.
    """

    name: str
    widths: tuple[int, ...] = (12, 13, 14, 15, 16, 17, 18, 20, 22)
    sides: tuple[str, ...] = ("before", "after")
    blanks: tuple[str, ...] = ("both", "paragraphs", "columns")
    stories: tuple[int, int] = (3, 8)
    credits: tuple[tuple[str, int], ...] = (
        ("paper", 8),
        ("paper_bare", 1),
        ("agency", 3),
        ("wire", 2),
        ("end", 2),
        ("line", 2),
        ("closing", 1),
        ("none", 1),
    )
    several_widths: float = 0.3
    indent: float = 0.15
    wrapped: float = 0.15
    kicker: float = 0.15
    subtitle: float = 0.1
    untitled: float = 0.04
    sections: float = 0.05
    quotes: float = 0.02
    captions: float = 0.08
    rubric: float = 0.04
    series: float = 0.03
    masthead: float = 0.6
    furniture: float = 0.15
    notices: float = 0.02
    noise: float = 0.1
    loose: float = 0.5  # headline lines with blank lines between them
    crowded: float = 0.1  # no blank line between one article and the next
    columns_named: bool = True  # some pages have columns' names in brackets behind headlines
    dates: tuple[tuple[str, int], ...] = (("plain", 10), ("full", 1), ("han", 1), ("short", 1))


LAYOUTS = (
    Layout("narrow columns, headline after", (10, 11, 12, 13, 14), ("after",), columns_named=False),
    Layout("columns, headline before", sides=("before",), kicker=0.3),
    Layout("wide columns", (20, 22, 24, 26, 28, 30), kicker=0.3),
    Layout("several widths", several_widths=1.0, blanks=("both", "columns")),
    Layout("blank lines in mid-sentence", blanks=("columns",), indent=0.5),
    Layout("no blank lines", blanks=("none",), crowded=0.5),
    Layout("indented paragraphs", blanks=("none", "columns", "paragraphs"), indent=1.0),
    Layout("not wrapped", (), blanks=("none", "paragraphs"), indent=0.5, crowded=0.3),
    Layout("headline between byline and body", sides=("between",), credits=(("line", 1),)),
    Layout("headline inside the body", sides=("middle", "middle", "after")),
    Layout("wrapped headlines", wrapped=0.8, kicker=0.3, subtitle=0.3),
    Layout("headlines heaped at the end", sides=("end",)),
    Layout("headlines heaped at the start", sides=("start",)),
    Layout("kickers and subtitles", kicker=0.7, subtitle=0.5),
    Layout("section heads, series, rubrics", sections=0.6, series=0.3, rubric=0.4),
    Layout("cut-in quotes and captions", quotes=0.4, captions=0.6),
    Layout("furniture", masthead=1.0, furniture=0.7, notices=0.5, captions=0.2),
    Layout(
        "every byline",
        credits=tuple((kind, 1) for kind in ("paper", "paper_bare", "agency", "wire", "end", "line", "closing")),
    ),
    Layout("no bylines", credits=(("none", 6), ("end", 1), ("line", 1)), untitled=0.02),
    Layout("every date", dates=(("plain", 2), ("full", 2), ("han", 2), ("short", 2)), masthead=0.8),
    Layout("extractor noise", noise=0.8, crowded=0.4, blanks=("both", "paragraphs", "columns", "none")),
)


def named(name: str) -> Layout:
    """The layout of that name."""
    return next(layout for layout in LAYOUTS if layout.name == name)


def without(layout: Layout, **changes: float) -> Layout:
    """The layout with some chances changed."""
    return replace(layout, **changes)  # type: ignore[arg-type]  # chances are floats, other fields are not changed so
