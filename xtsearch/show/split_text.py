"""A split page as a person reads it; a program reads `Split.to_dict`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from xtsearch.indexer.text.plurals import plural
from xtsearch.show.terminal import BOLD, DIM, Screen
from xtsearch.show.wording import line_ranges, stand_in

if TYPE_CHECKING:
    from xtsearch.indexer.pages.split import Article, Residue, Split


#: Of composed pages, articles at the first limit or above are right in 97 of 100 cases.
MARKS = ((0.9, "✓"), (0.5, "?"), (0.0, "??"))


def doubtful(split: Split, below: float) -> Split:
    """What of the page a person should look at: articles of less confidence, and lines that nothing explains."""
    articles = tuple(article for article in split.articles if article.confidence < below)
    residue = tuple(lines for lines in split.residue if lines.is_doubtful)
    return replace(split, articles=articles, residue=residue)


def text(split: Split, screen: Screen, below: float | None = None) -> str:
    """The page for a person: each article with what is known of it, then the residue with its reasons; `below` says
    that only `doubtful` ones are left."""
    articles = f"{len(split.articles)} {plural(len(split.articles), 'article')}"
    if below is not None:
        articles = f"{articles} below {below:g}"
    parts = [screen.paragraph(f"{split.file}: {articles}, {left_over(split)}")]
    parts += [_article_text(article, number, screen) for number, article in enumerate(split.articles, 1)]
    parts += [_residue_text(each, screen) for each in split.residue]
    return "\n".join(parts)


def left_over(split: Split) -> str:
    """How many of the page's lines are in no article."""
    count = sum(len(each.lines) for each in split.residue)
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
    said = [f"{article.date} (from the {article.date_from})" if article.date else "undated"]
    said += [label + ", ".join(names) for label, names in people if names]
    yield " · ".join(said)
    sure = f"confidence {article.confidence:.2f} {mark(article.confidence)}"
    yield f"lines {line_ranges(article.lines)} · {sure}: {'; '.join(article.evidence)}"


def mark(confidence: float) -> str:
    """How sure it is, at a glance."""
    return next(sign for limit, sign in MARKS if confidence >= limit)


def _residue_text(residue: Residue, screen: Screen) -> str:
    head = screen.paragraph(f"In no article: {places(residue)}: {residue.reason}")
    return head + "".join(screen.paragraph(line, (), "   ") for line in residue.text.split("\n"))


def places(residue: Residue) -> str:
    """Its lines: line 538, lines 4-6,9."""
    return f"{plural(len(residue.lines), 'line')} {line_ranges(list(_runs(residue.lines)))}"


def _runs(numbers: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Sorted numbers as ranges: 4, 5, 6, 9 -> 4-6, 9-9."""
    start = None
    for number in numbers:
        if start is None:
            start = last = number
        elif number != last + 1:
            yield start, last
            start = number
        last = number
    if start is not None:
        yield start, last
