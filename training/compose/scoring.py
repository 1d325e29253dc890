"""A parsed page and the truth about it in; counts out, to be summed over pages.

An article of the truth is compared with the parsed article that shares most of its body lines. White space is ignored,
but for the line feeds between the paragraphs of bodies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import compress

from training.compose.page import ComposedPage, Truth
from training.compose.people import Credit
from xtsearch.indexer.pages.split import Article, Split

SURE = 0.9  # confidence from which an article is counted as sure
LIMIT = 4000  # characters that are compared one by one, of the part in which two bodies differ


#: What is hard of some articles; figures are told of each.
SLICES = ("first of its page", "60 lines or more", "3 section heads or more", "no dateline", "headline over lines")
HALF = 0.5  # of the lines of two bodies, of each: from there on the parsed article is the true one


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """What is right of one article. Of the bodies, `equal` characters of `of` agree (the mean length of the two).
    `headline`: an article was parsed that shares half of its body at least, and its headline is exactly the true one,
    white space aside. `reporters` is None where nobody has read the article's byline. `slices` are those of SLICES that
    the article is in."""

    lines: bool
    headline: bool
    title: bool
    title_exact: bool
    kicker: bool
    subtitle: bool
    has_parts: bool
    reporters: bool | None
    date: bool | None
    equal: float
    of: float
    confidence: float
    slices: frozenset[str] = frozenset()

    @property
    def right(self) -> bool:
        """Whether the article's boundaries and its headline are right, which is what its confidence promises."""
        return self.lines and self.title


@dataclass(frozen=True, slots=True)
class PageScore:
    """`parsed` and `expected` count the first and last lines of bodies, of the parse and of the truth; `hit` those of
    both. `starts` are the same three counts of first lines only, in this order. `count` articles were parsed; `sure`
    has an entry for each whose confidence is SURE at least: whether it is a true one, with the true headline."""

    articles: tuple[ArticleScore, ...]
    parsed: int
    expected: int
    hit: int
    starts: tuple[int, int, int]
    residue: tuple[int, int]  # lines of the truth's residue that are residue or metadata, and all
    count: int
    sure: tuple[bool, ...]


def score_page(page: ComposedPage, split: Split) -> PageScore:
    bodies = [frozenset(number for _, number in article.body_lines) for article in split.articles]
    wanted = [frozenset(truth.body_lines) for truth in page.articles]
    starts = {min(body) for body in bodies if body}, {min(body) for body in wanted}
    ends = {max(body) for body in bodies if body}, {max(body) for body in wanted}
    left = {number for residue in split.residue for number in residue.lines}
    left.update(number for article in split.articles for number in article.metadata_lines)
    hits = len(starts[0] & starts[1]), len(ends[0] & ends[1])
    return PageScore(
        tuple(
            replace(_score(truth, *_closest(want, bodies, split)), slices=frozenset(_slices(page, index)))
            for index, (truth, want) in enumerate(zip(page.articles, wanted, strict=True))
        ),
        len(starts[0]) + len(ends[0]),
        len(starts[1]) + len(ends[1]),
        sum(hits),
        (len(starts[0]), len(starts[1]), hits[0]),
        (len(left & set(page.residue)), len(page.residue)),
        len(split.articles),
        tuple(
            any(
                _same(body, want) and _titled(truth, article) for truth, want in zip(page.articles, wanted, strict=True)
            )
            for article, body in zip(split.articles, bodies, strict=True)
            if article.confidence >= SURE
        ),
    )


def _slices(page: ComposedPage, index: int) -> Iterator[str]:
    truth = page.articles[index]
    heads = sum(owner == (index, "section") for owner in page.owners.values())
    holds = (
        index == 0,
        len(truth.body_lines) >= 60,
        heads >= 3,
        not truth.credit.dated,
        len(truth.title_lines) > 1,
    )
    return compress(SLICES, holds)


def _same(body: frozenset[int], wanted: frozenset[int]) -> bool:
    """Whether the two bodies are of one article: they share half of each."""
    return len(body & wanted) >= HALF * max(len(body), len(wanted))


def _titled(truth: Truth, article: Article) -> bool:
    parts = (article.kicker, article.title, article.subtitle) if truth.whole_title else (article.title,)
    return "".join((truth.title or "").split()) == "".join("".join(part.split()) for part in parts if part)


def _closest(
    wanted: frozenset[int], bodies: Sequence[frozenset[int]], split: Split
) -> tuple[Article | None, bool, bool]:
    """The parsed article that shares most; whether its body has the same lines; whether it is the true article."""
    best = max(range(len(bodies)), key=lambda at: len(bodies[at] & wanted) / len(bodies[at] | wanted), default=None)
    if best is None:
        return None, False, False
    return split.articles[best], bodies[best] == wanted, _same(bodies[best], wanted)


def _score(truth: Truth, article: Article | None, lines: bool, same: bool) -> ArticleScore:
    if article is None:
        return ArticleScore(
            False,
            False,
            truth.title is None,
            truth.title is None,
            truth.kicker is None,
            truth.subtitle is None,
            bool(truth.kicker or truth.subtitle),
            False,
            None,
            0.0,
            len(truth.body),
            0.0,
        )
    credit = truth.credit
    people = (list(article.reporters), list(article.interns), list(article.correspondents), article.agency)
    equal, of = _equal(truth.body, article.body)
    return ArticleScore(
        lines=lines,
        headline=same and _titled(truth, article),
        title=bare(truth.title) == bare(article.title),
        title_exact=truth.title == article.title,
        kicker=bare(truth.kicker) == bare(article.kicker),
        subtitle=bare(truth.subtitle) == bare(article.subtitle),
        has_parts=bool(truth.kicker or truth.subtitle),
        reporters=None if credit.kind == "printed" else people == _named(credit),
        date=article.date in truth.dates if truth.dates else None,
        equal=equal,
        of=of,
        confidence=article.confidence,
    )


def _named(credit: Credit) -> tuple[list[str], list[str], list[str], str | None]:
    return credit.reporters, credit.interns, credit.correspondents, credit.agency


def bare(text: str | None) -> str:
    """The text without white space, but for line feeds."""
    return "\n".join("".join(line.split()) for line in (text or "").split("\n"))


def _equal(wanted: str, parsed: str) -> tuple[float, float]:
    """How many characters of two texts agree in order, and the mean length of the two."""
    first, second = bare(wanted), bare(parsed)
    mean = (len(first) + len(second)) / 2
    if first == second:
        return mean, mean
    start = next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    first, second = first[start:], second[start:]
    end = next(
        (at for at, (a, b) in enumerate(zip(reversed(first), reversed(second), strict=False)) if a != b),
        min(len(first), len(second)),
    )
    first, second = first[: len(first) - end], second[: len(second) - end]
    middle = 0
    if first and second:
        blocks = SequenceMatcher(None, first[:LIMIT], second[:LIMIT], autojunk=False).get_matching_blocks()
        middle = sum(block.size for block in blocks)
    return start + end + middle, mean
