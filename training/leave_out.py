"""`python -m training.leave_out`: fits the weights without one family of pages, and splits pages of that family by
them.

So it says what the parser makes of a source that it was never fitted to. The pages that are split are composed of
stories that are kept for measuring. With `--families` only these are left out, one at a time; `--pages 20` is a quick
look, 60 is close to what a fit of all pages reaches.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.compose.families import FAMILIES, Family, compose_family, families_of, family_named, family_pages
from training.compose.scoring import SLICES, PageScore, score_page
from training.compose.stories import Pool
from training.fit_headlines import LinePair, fit_tables, sample_headlines, sample_pairs
from training.fit_roles import Sample, fit_samples, format_fits, sample
from training.set_headlines import SetHeadline
from training.sources import add_sources, read_sources
from training.trial import parsing_by
from training.weights_file import PageHash, format_weights
from xtsearch.indexer.pages.lines.weights import LineWeights
from xtsearch.indexer.pages.split import split_page
from xtsearch.indexer.pages.titles.weights import HeadlineWeights

FIRST_SEED = 100_000  # of the pages that are split; the trainers use others
PRIOR, ITERATIONS = 0.7, 60
ALL = "(none left out)"
NAMES = [family.name for family in FAMILIES]


@dataclass(frozen=True)
class Lesson:
    """What one family's pages teach: the samples of its lines, of its headlines and of its pairs of lines."""

    lines: list[Sample]
    headlines: list[SetHeadline]
    pairs: list[LinePair]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.leave_out", description=__doc__)
    add_sources(parser)
    parser.add_argument("--families", action="append", choices=NAMES, metavar="FAMILY", help=f"of {'; '.join(NAMES)}")
    parser.add_argument("--pages", type=int, default=20, metavar="N", help="fit to N pages of each family")
    parser.add_argument(
        "--measured", type=int, default=100, metavar="N", help="split pages with N articles of a family"
    )
    parser.add_argument(
        "--together", type=int, default=1, metavar="N", help="leave out N families at a time: N times faster"
    )
    parser.add_argument("--all", action="store_true", help="also fit to all families, and split pages of each")
    options = parser.parse_args(arguments)
    held_out, pool = (read_sources(options, held_out=kept) for kept in (True, False))
    print(HEADER, flush=True)
    began = time.perf_counter()
    lessons = read_lessons(pool, options.pages)
    print(f"{time.perf_counter() - began:.0f} s for reading features", file=sys.stderr)
    rows = []
    every: list[PageScore] = []
    for group in groups(options.families or [family.name for family in families_of(pool)], options.together):
        with parsing_by(*fit_without(lessons, *group)):
            for name in group:
                scores = measure_family(held_out, family_named(name), options.measured)
                rows.append(row(scores))
                every += scores
                print(_told(name, rows[-1]), flush=True)
    print(_told("mean", [sum(column) / len(rows) for column in zip(*rows, strict=True)]))
    print("\n".join(_sliced(every)))
    if options.all:
        with parsing_by(*fit_without(lessons)):
            for family in families_of(held_out):
                print(
                    _told(f"[all] {family.name}", row(measure_family(held_out, family, options.measured))), flush=True
                )
    return 0


def read_lessons(pool: Pool, pages: int) -> dict[str, Lesson]:
    """Name of a family -> what so many pages of it teach."""
    lessons = {}
    for family in families_of(pool):
        pages_hash = PageHash()
        lessons[family.name] = Lesson(
            [sample(page) for page in family_pages(pool, family, pages)],
            list(sample_headlines(pool, [family], pages, pages_hash)),
            list(sample_pairs(pool, [family], pages, pages_hash)),
        )
    return lessons


def groups(names: Sequence[str], size: int) -> list[list[str]]:
    """The names in groups of so many that are left out together. Neighbours, which are most alike, are in different
    groups."""
    count = -(-len(names) // size)
    return [list(names[at::count]) for at in range(count)]


def fit_without(lessons: dict[str, Lesson], *names: str) -> tuple[LineWeights, HeadlineWeights]:
    """The weights of lines and of headlines, fitted to all families but those with these names."""
    kept = [lesson for family, lesson in lessons.items() if family not in names]
    fit = fit_samples([page for lesson in kept for page in lesson.lines], PRIOR, ITERATIONS)
    headlines = [headline for lesson in kept for headline in lesson.headlines]
    tables = fit_tables(headlines, [pair for lesson in kept for pair in lesson.pairs])
    lines = LineWeights.parse(format_fits([fit], f"without {', '.join(names)}"))
    return lines, HeadlineWeights.parse(format_weights(tables))


def measure_family(pool: Pool, family: Family, articles: int) -> list[PageScore]:
    """The scores of pages of the family that have so many articles together, split by the weights in use."""
    scores: list[PageScore] = []
    while sum(len(score.articles) for score in scores) < articles:
        page = compose_family(pool, family, FIRST_SEED + len(scores))
        scores.append(score_page(page, split_page(page.text, forms=page.forms)))
    return scores


COLUMNS = ("headlines", "found", "sure right", "sure share", "bodies", "reporters", "dates")
HEADER = f"{'family left out':34}" + "".join(f"{column:>12}" for column in COLUMNS)


def row(pages: Sequence[PageScore]) -> list[float]:
    """The figures of a table's row, in the order of COLUMNS: the shares of articles with the right headline; articles
    parsed for each true one; the share of sure articles that are right, and the share of right headlines that are sure;
    the shares of articles with exactly their lines, the right reporters, the right date."""
    articles = [article for page in pages for article in page.articles]
    sure = [right for page in pages for right in page.sure]
    right = [article for article in articles if article.headline]
    dated = [article.date for article in articles if article.date is not None]

    def share(facts: Iterator[bool]) -> float:
        listed = list(facts)
        return sum(listed) / max(1, len(listed))

    return [
        share(article.headline for article in articles),
        sum(page.count for page in pages) / max(1, len(articles)),
        share(iter(sure)),
        sum(sure) / max(1, len(right)),
        share(article.lines for article in articles),
        share(article.reporters for article in articles if article.reporters is not None),
        share(iter(dated)),
    ]


def _sliced(pages: Sequence[PageScore]) -> Iterator[str]:
    """For each slice of articles: the share with the right headline, and how many there are."""
    for name in SLICES:
        right = [article.headline for page in pages for article in page.articles if name in article.slices]
        yield f"{name:34}{sum(right) / max(1, len(right)):12.3f}  of {len(right)}"


def _told(name: str, figures: Sequence[float]) -> str:
    return f"{name:34}" + "".join(f"{figure:12.3f}" for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
