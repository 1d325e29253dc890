"""`splitting`: how much of newspaper pages the parser reads rightly.

Three kinds of pages are split: pages of the families that the weights were fitted to; pages of each family by weights
that were fitted without it, which says what the parser makes of a source that nobody has seen; and real texts, where
the folder of data has any. Composed pages are of stories that nothing was fitted to. Each figure comes with its 95 %
interval (bootstrap over pages). The notes give the gain or loss against `splitting.json`, which
`python -m benchmarks.splitting` writes anew when a release is made.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import mean, median

from benchmarks.figures import Figure, Result
from benchmarks.processes import ROOT
from benchmarks.real_texts import read_real_texts
from benchmarks.workplace import Workplace
from training.compose.families import families_of, family_named
from training.compose.scoring import ArticleScore, PageScore, score_page
from training.compose.stories import read_pool
from training.leave_out import fit_without, groups, measure_family, read_lessons
from training.trial import forget_pages, parsing_by
from xtsearch.indexer.pages.split import split_page

RECORDED = Path(__file__).with_suffix(".json")
ARTICLES = 150  # of each family, split by the weights that ship, and again by weights that were fitted without it
TOGETHER = 3  # families are left out at a time: seven fits instead of 21, each to a little less
PAGES = 30  # of each family, to which the weights are fitted that leave one family out
RESAMPLES = 300  # of the bootstrap
TIMED = 15  # splits of the seed page that are timed
SPEED = 1000.0  # pages of the seed's size a minute
LEFT_OUT = "left out"  # what the names of those figures begin with

Pages = Sequence[PageScore]


def measure(workplace: Workplace) -> Result:
    """The figures of all three kinds of pages with their floors, and of speed."""
    return _measure(workplace.data, ARTICLES, PAGES)


def _measure(data: Path, articles: int, pages: int) -> Result:
    speed = _speed()  # measured first, because the stories in memory would slow the collection of garbage
    trained = measure_trained(data, articles)
    every = [page for scores in trained.values() for page in scores]
    figures = [_figure(f"trained: {name}", value, every) for name, value in MEASURES.items()]
    figures += list(_left_out_figures(measure_left_out(data, articles, pages)))
    for page in read_real_texts(data):
        scores = [score_page(page, split_page(page.text, file=page.family))]
        figures += [_real_figure(f"{page.family}: {name}", MEASURES[name](scores)) for name in REAL_MEASURES]
    figures.append(Figure(name="seed pages a minute, one core", value=speed, at_least=SPEED))
    figures += [_figure(f"trained: {family}: headlines", _headlines, scores) for family, scores in trained.items()]
    count = len(_articles(every))
    notes = [
        f"{len(every)} pages with {count:,} articles of {len(trained)} families, of stories that nothing was fitted to",
        f"left out: {TOGETHER} families at a time, {pages} pages of each other family fitted to",
    ]
    return Result("splitting", tuple(figures), (*notes, *_changes(figures)))


def measure_trained(data: Path, articles: int) -> dict[str, list[PageScore]]:
    """Name of a family -> the scores of pages with so many articles, by the weights that ship."""
    pool = read_pool(data / "news.jsonl", held_out=True)
    return {family.name: measure_family(pool, family, articles) for family in families_of(pool)}


def measure_left_out(data: Path, articles: int, pages: int) -> dict[str, list[PageScore]]:
    """The same by weights that are fitted to so many pages of each of the other families."""
    held_out = read_pool(data / "news.jsonl", held_out=True)
    pool = read_pool(data / "news.jsonl", held_out=False)
    lessons = read_lessons(pool, pages)
    scores: dict[str, list[PageScore]] = {}
    for group in groups([family.name for family in families_of(pool)], TOGETHER):
        with parsing_by(*fit_without(lessons, *group)):
            scores |= {name: measure_family(held_out, family_named(name), articles) for name in group}
    return scores


def _articles(pages: Pages) -> list[ArticleScore]:
    return [article for page in pages for article in page.articles]


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 1.0


def _boundary_f1(pages: Pages) -> float:
    return 2 * sum(page.hit for page in pages) / max(1, sum(page.parsed + page.expected for page in pages))


def _fidelity(pages: Pages) -> float:
    articles = _articles(pages)
    return sum(article.equal for article in articles) / max(1.0, sum(article.of for article in articles))


def _headlines(pages: Pages) -> float:
    return _share([article.headline for article in _articles(pages)])


def _found(pages: Pages) -> float:
    return sum(page.count for page in pages) / max(1, len(_articles(pages)))


def _sure_right(pages: Pages) -> float:
    return _share([right for page in pages for right in page.sure])


def _right_sure(pages: Pages) -> float:
    """How many articles are sure and right, for each that is right."""
    sure = sum(right for page in pages for right in page.sure)
    return sure / max(1, sum(article.headline for article in _articles(pages)))


def _reporters(pages: Pages) -> float:
    return _share([article.reporters for article in _articles(pages) if article.reporters is not None])


SURE = ("right where confidence >= 0.9", "confidence >= 0.9 where right")
MEASURES: dict[str, Callable[[Pages], float]] = {
    "headlines": _headlines,
    "articles found / true": _found,
    SURE[0]: _sure_right,
    SURE[1]: _right_sure,
    "boundary F1": _boundary_f1,
    "bodies with exactly their lines": lambda pages: _share([article.lines for article in _articles(pages)]),
    "body fidelity": _fidelity,
    "kickers and subtitles": lambda pages: _share(
        [article.kicker and article.subtitle for article in _articles(pages) if article.has_parts]
    ),
    "reporters": _reporters,
    "dates": lambda pages: _share([article.date for article in _articles(pages) if article.date is not None]),
}
#: What is told of each family that is left out. `at_least` and `at_most` are the floors of its worst family.
FLOORS: dict[str, tuple[float | None, float | None]] = {
    "headlines": (0.8, None),
    "articles found / true": (0.95, 1.05),
    SURE[0]: (0.97, None),
    SURE[1]: (0.6, None),
}
MEAN_HEADLINES = 0.9
#: What is told of one real text.
REAL_MEASURES = ("headlines", "articles found / true", *SURE, "body fidelity", "reporters")
REAL_FLOORS = {"crawler-articles.txt: headlines": 0.95}


def _left_out_figures(scores: Mapping[str, Pages]) -> Iterator[Figure]:
    """The mean over families of each measure, its worst family, and each family's headlines."""
    for name, value in MEASURES.items():
        yield _mean_figure(name, value, list(scores.values()))
    for name, (at_least, at_most) in FLOORS.items():
        by_family = {family: MEASURES[name](pages) for family, pages in scores.items()}
        if at_least is not None:
            worst = min(by_family, key=by_family.__getitem__)
            yield Figure(name=f"{LEFT_OUT}: {name}, least ({worst})", value=by_family[worst], at_least=at_least)
        if at_most is not None:
            worst = max(by_family, key=by_family.__getitem__)
            yield Figure(name=f"{LEFT_OUT}: {name}, most ({worst})", value=by_family[worst], at_most=at_most)
    for family, pages in scores.items():
        yield _figure(f"{LEFT_OUT}: {family}: headlines", _headlines, pages)


def _mean_figure(name: str, value: Callable[[Pages], float], families: Sequence[Pages]) -> Figure:
    def mean_of(drawn: Sequence[Pages]) -> float:
        return mean(map(value, drawn))

    low, high = _interval(mean_of, families)
    floor = MEAN_HEADLINES if name == "headlines" else None
    return Figure(name=f"{LEFT_OUT}: {name}, mean", value=mean_of(families), low=low, high=high, at_least=floor)


def _figure(name: str, value: Callable[[Pages], float], pages: Pages) -> Figure:
    low, high = _interval(lambda drawn: value(drawn[0]), [pages])
    return Figure(name=name, value=value(pages), low=low, high=high)


def _interval(value: Callable[[Sequence[Pages]], float], families: Sequence[Pages]) -> tuple[float, float]:
    """The 95 % interval of a figure, where the pages of each family are drawn anew."""
    random = Random(1)
    drawn = sorted(value([random.choices(pages, k=len(pages)) for pages in families]) for _ in range(RESAMPLES))
    return drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES)]


def _real_figure(name: str, value: float) -> Figure:
    return Figure(name=name, value=value, at_least=REAL_FLOORS.get(name))


def _speed() -> float:
    """How many pages like the seed page one core splits in a minute. Before each split the parser forgets what it
    remembers of a page's texts, which would be of no use for another page; its tables stay read."""
    text = (ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt").read_text(encoding="utf-8")
    split_page(text)
    times = []
    for _ in range(TIMED):
        forget_pages()
        began = time.process_time()
        split_page(text)
        times.append(time.process_time() - began)
    return 60 / median(times)


def _changes(figures: Sequence[Figure]) -> Iterator[str]:
    """One sentence for each figure that can be compared with those recorded last; of single families only those that
    have changed by more than half the width of their interval."""
    if not RECORDED.is_file():
        return
    before: dict[str, float] = json.loads(RECORDED.read_text(encoding="utf-8"))
    for figure in figures:
        if figure.name in before and figure.low is not None and figure.high is not None:
            change = figure.value - before[figure.name]
            if figure.name.count(":") < 2 or abs(change) > (figure.high - figure.low) / 2:
                yield f"{figure.name}: {change:+.4f} against {before[figure.name]:.4f} at the last release"


def main(arguments: Sequence[str] | None = None) -> int:
    """Record the figures as those that later ones are compared with."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.splitting", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of news.jsonl")
    parser.add_argument("--pages", type=int, default=PAGES, help="of each family, to fit to where one is left out")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="of each family, to split")
    options = parser.parse_args(arguments)
    result = _measure(options.data, options.articles, options.pages)
    record = {figure.name: round(figure.value, 4) for figure in result.figures if figure.low is not None}
    RECORDED.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print("\n".join(f"{figure.name:80} {figure.value:.4f}" for figure in result.figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
