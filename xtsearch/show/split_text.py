"""A split page as a person reads it; a program reads `Split.to_dict`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xtsearch.indexer.text.plurals import plural
from xtsearch.show.terminal import BOLD, DIM, Screen
from xtsearch.show.wording import articles, line_ranges, ranges, stand_in

if TYPE_CHECKING:
    from xtsearch.indexer.pages.kind import PageKind
    from xtsearch.indexer.pages.split import Article, Residue, Split


#: The least confidence of each sign. Of articles on composed pages, 97 in 100 at or above the first are right.
MARKS = ((0.9, "✓"), (0.5, "?"), (0.0, "??"))


@dataclass(frozen=True, slots=True)
class SplitPage:
    """A page file that was split: what came of it, the text whose lines it counts, the name of its format,
    and all that it was taken for."""

    split: Split
    text: str
    page_format: str
    kind: PageKind


def doubtful(split: Split, below: float) -> Split:
    """The part of the page that a person should check: articles below a confidence, and lines without explanation."""
    doubted = tuple(article for article in split.articles if article.confidence < below)
    return replace(split, articles=doubted, residue=tuple(lines for lines in split.residue if lines.is_doubtful))


def text(page: SplitPage, screen: Screen) -> str:
    """The page for a person: what kind of page it is, its articles with their facts, the residue with its reasons."""
    split = page.split
    head = screen.paragraph(f"{split.file}: {articles(len(split.articles))}, {left_over(split)}")
    parts = [head + screen.style(screen.paragraph(str(page.kind)), DIM)]
    parts += [_article_text(article, number, screen) for number, article in enumerate(split.articles, 1)]
    parts += [_residue_text(residue, screen) for residue in split.residue]
    return "\n".join(parts)


def kinds_of(pages: Sequence[SplitPage]) -> Iterator[str]:
    """What the pages were taken for, for answers that do not say it: of one page all, of several the formats."""
    if len(pages) == 1:
        yield f"{pages[0].split.file}: {pages[0].kind}"
        return
    for page_format, count in Counter(page.page_format for page in pages).most_common():
        yield f"{count:,} {plural(count, 'page')} taken for {page_format}"


def left_over(split: Split) -> str:
    """How many of the page's lines are in no article."""
    count = sum(len(residue.lines) for residue in split.residue)
    return f"{count} {plural(count, 'line')} in none"


def _article_text(article: Article, number: int, screen: Screen) -> str:
    headline = screen.paragraph(f"{number}. {article.title or stand_in(article.body)}")
    return "".join(
        [
            screen.style(headline, BOLD),
            *(screen.style(screen.paragraph(line, (), "   "), DIM) for line in _facts(article)),
            *(screen.paragraph(line, (), "   ") for line in article.body.split("\n")),
        ]
    )


def _facts(article: Article) -> Iterator[str]:
    if article.kicker:
        yield f"kicker: {article.kicker}"
    if article.subtitle:
        yield f"subtitle: {article.subtitle}"
    people = (
        ("", article.reporters),
        ("interns ", article.interns),
        ("correspondents ", article.correspondents),
        ("", (article.agency,) if article.agency else ()),
    )
    facts = [f"{article.date} (from the {article.date_from})" if article.date else "undated"]
    facts += [label + ", ".join(names) for label, names in people if names]
    yield " · ".join(facts)
    confidence = f"confidence {article.confidence:.2f} {mark(article.confidence)}"
    yield f"lines {line_ranges(article.lines)} · {confidence}: {'; '.join(article.evidence)}"


def mark(confidence: float) -> str:
    """The confidence as a sign of MARKS."""
    return next(sign for limit, sign in MARKS if confidence >= limit)


def _residue_text(residue: Residue, screen: Screen) -> str:
    head = screen.paragraph(f"In no article: {places(residue)}: {residue.reason}")
    return head + "".join(screen.paragraph(line, (), "   ") for line in residue.text.split("\n"))


def places(residue: Residue) -> str:
    """Its lines: line 538, lines 4-6,9."""
    return f"{plural(len(residue.lines), 'line')} {line_ranges(ranges(residue.lines))}"
