"""Split pages as one HTML file that a person checks in a browser: raw lines left, coloured by article, articles right.

What the file looks like is in `html/split.html` and `html/split.css`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xtsearch.indexer.pages.page import LINE_END
from xtsearch.show.html_page import HUE, render
from xtsearch.show.split_text import MARKS, SplitPage, left_over, mark, places
from xtsearch.show.wording import articles, line_ranges, stand_in

if TYPE_CHECKING:
    from xtsearch.indexer.pages.split import Article, Residue, Split

#: Degrees. The first article is blue, for red is what is doubtful.
FIRST_HUE = 215.0


@dataclass(frozen=True, slots=True)
class _ShownLine:
    """A raw line: `head`, `text`, `none` (in the residue) or `blank`, and the id of what it belongs to."""

    text: str
    kind: str
    hue: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class _ShownArticle:
    """An article on the right, with its number among all of the page."""

    number: int
    hue: str
    article: Article
    facts: tuple[str, ...]
    confidence: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class _ShownPage:
    heading: str
    kind: str
    lines: tuple[_ShownLine, ...]
    articles: tuple[_ShownArticle, ...]
    residue: tuple[Residue, ...]


def document(pages: Sequence[SplitPage], below: float | None) -> str:
    """Each page with its text; `below`: only articles of less confidence are shown on the right."""
    return render(
        "split.html",
        title=", ".join(page.split.file for page in pages),
        pages=[_page(page, below) for page in pages],
        line_ranges=line_ranges,
        places=places,
        stand_in=stand_in,
    )


def _page(page: SplitPage, below: float | None) -> _ShownPage:
    split = page.split
    shown = tuple(
        _shown(index, article)
        for index, article in enumerate(split.articles)
        if below is None or article.confidence < below
    )
    counted = articles(len(split.articles)) + (f", {len(shown)} below {below:g}" if below else "")
    lines = tuple(_lines(split, page.text, {item.number for item in shown}))
    heading = f"{split.file}: {counted}, {left_over(split)}"
    return _ShownPage(heading, str(page.kind), lines, shown, split.residue)


def _lines(split: Split, text: str, shown: Container[int]) -> Iterator[_ShownLine]:
    """The page's lines. Those of a shown article, and those of the residue, link to it on the right."""
    owners: dict[int, tuple[int, bool]] = {}
    for index, article in enumerate(split.articles):
        heads = {*article.kicker_lines, *article.title_lines, *article.subtitle_lines}
        numbers = [*(number for _, number in article.body_lines), *heads]
        owners.update((number, (index, number in heads)) for number in numbers)
    first_lines = {number: residue.lines[0] for residue in split.residue for number in residue.lines}
    for number, line in enumerate(LINE_END.split(text.removesuffix("\n")), 1):
        if number in owners:
            index, is_head = owners[number]
            target = f"a{index + 1}" if index + 1 in shown else None
            yield _ShownLine(line, "head" if is_head else "text", _hue(index), target)
        elif number in first_lines:
            yield _ShownLine(line, "none", target=f"r{first_lines[number]}")
        else:
            yield _ShownLine(line, "blank")


def _hue(index: int) -> str:
    return f"{(FIRST_HUE + index * HUE) % 360:.0f}"


def _shown(index: int, article: Article) -> _ShownArticle:
    people = [*article.reporters, *article.interns, *article.correspondents]
    day = f"{article.date} (from the {article.date_from})" if article.date else "undated"
    facts = tuple(filter(None, (day, article.agency, "、".join(people))))
    confidence = f"confidence {article.confidence:.2f} {mark(article.confidence)}"
    return _ShownArticle(index + 1, _hue(index), article, facts, confidence, article.confidence < MARKS[0][0])
