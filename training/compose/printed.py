"""An archive of a newspaper in; its pages with each article's kicker, headline, subtitle and paragraphs as they were
printed, out, in two halves that share no month.

An archive is a folder with a text file for each article, anywhere below it, named after day, page and place on the
page (20200130-01-06.txt). The first three lines of a file are the article's kicker, headline and subtitle, empty where
there is none; each further line is a paragraph, a section heading or a line of names. So are the months that the public
repository caspiankexin/people-daily-crawler-date keeps of a national paper (commit 378a24ae and before; .7z files, to
be unpacked into one folder). The texts belong to their publisher: they are read for fits, and none of them is kept.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from xtsearch.indexer.pages.pieces.byline_forms import is_byline_line
from xtsearch.indexer.pages.pieces.credits import read_credit
from xtsearch.indexer.pages.pieces.furniture import names_makers

#: The months that are kept for measuring, of those that the archive has.
HELD_OUT = frozenset({(2019, 10), (2020, 2)})
NAME = re.compile(r"(\d{4})(\d\d)(\d\d)-(\d\d)-(\d\d)\.txt")
HEADS = 3  # lines of a file above its text
ARTICLES = (3, 12)  # of a page; fewer are adverts and single features, more are lists
SHORTEST, LONGEST_PAGE = 60, 14_000  # characters of an article, and of all articles of a page
MOST_SET = 9_000  # characters of the articles that one composed page takes of a printed one
LONGEST_HEADING = 26  # characters of a paragraph that may be a section heading
_NO_HEADING = re.compile(r"[。！？”…：；）)，、]$|^(?:——|（)")
_NO_ARTICLE = re.compile("广告|责编|图片报道")

#: A paragraph and which part of the article it is, as `page.ComposedPage.owners` names them.
Paragraph = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """An article as it was printed. `body`: its paragraphs, section headings, lines of names and of furniture."""

    kicker: str | None
    title: str
    subtitle: str | None
    body: tuple[Paragraph, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The paragraphs of running text."""
        return tuple(text for text, part in self.body if part == "body")

    @property
    def size(self) -> int:
        """Characters of all paragraphs."""
        return sum(len(text) for text, _ in self.body)


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The articles of one printed page, in the order of the archive."""

    day: datetime.date
    number: int
    articles: tuple[PrintedArticle, ...]


def read_archive(folder: Path, *, held_out: bool) -> tuple[PrintedPage, ...]:
    """The pages of the months for training, or of those kept for measuring (`held_out`), by day and number.

    Raises:
        FileNotFoundError: the folder holds no article.
    """
    pages = tuple(page for page in _pages(folder) if ((page.day.year, page.day.month) in HELD_OUT) is held_out)
    if not pages:
        raise FileNotFoundError(f"no articles below {folder}")
    return pages


def draw_articles(random: Random, page: PrintedPage) -> tuple[PrintedArticle, ...]:
    """The page's articles in their order, without some drawn by chance where one composed page has no room for all."""
    articles = list(page.articles)
    while len(articles) > 1 and sum(article.size for article in articles) > MOST_SET:
        articles.pop(random.randrange(len(articles)))
    return tuple(articles)


@cache
def _pages(folder: Path) -> tuple[PrintedPage, ...]:
    files: defaultdict[tuple[int, ...], list[tuple[int, Path]]] = defaultdict(list)
    for path in folder.rglob("*.txt"):
        name = NAME.fullmatch(path.name)
        if name:
            *page, place = map(int, name.groups())
            files[tuple(page)].append((place, path))
    pages = []
    for (year, month, day, number), paths in sorted(files.items()):
        articles = tuple(article for _, path in sorted(paths) for article in _read_article(path))
        size = sum(article.size for article in articles)
        if ARTICLES[0] <= len(articles) <= ARTICLES[1] and size <= LONGEST_PAGE:
            pages.append(PrintedPage(datetime.date(year, month, day), number, articles))
    return tuple(pages)


def _read_article(path: Path) -> Iterator[PrintedArticle]:
    lines = path.read_text(encoding="utf-8", errors="replace").replace("\xa0", " ").split("\n")
    kicker, title, subtitle = (line.strip() for line in (lines + [""] * HEADS)[:HEADS])
    texts = [line.strip() for line in lines[HEADS:] if line.strip()]
    article = PrintedArticle(kicker or None, title, subtitle or None, tuple(_parts(texts)))
    if title and not _NO_ARTICLE.search(title) and article.size >= SHORTEST and article.texts:
        yield article


def _parts(texts: Sequence[str]) -> Iterator[Paragraph]:
    """Each paragraph with its part. A short one that ends no sentence is a section heading, unless it is the first."""
    for place, text in enumerate(texts):
        credit = read_credit(text)
        if is_byline_line(text) or (credit is not None and (credit.photographers or credit.agency)):
            yield text, "byline"
        elif names_makers(text):
            yield text, "furniture"
        elif place and len(text) <= LONGEST_HEADING and not _NO_HEADING.search(text):
            yield text, "section"
        else:
            yield text, "body"
