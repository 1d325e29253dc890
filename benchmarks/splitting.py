"""`splitting`: pages composed of real articles in every layout are split, and the splits compared with the truth.

The stories are the half that the weights were not fitted to. Each figure comes with its 95 % interval (bootstrap over
pages). The notes give the gain or loss against `splitting.json`, which `python -m benchmarks.splitting` writes anew
when a release is made.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.figures import Figure, Result
from benchmarks.processes import ROOT
from benchmarks.workplace import Workplace
from training.compose.layouts import LAYOUTS
from training.compose.page import compose
from training.compose.scoring import ArticleScore, PageScore, score_page
from training.compose.stories import read_stories
from training.trial import forget_pages
from xtsearch.indexer.pages.split import split_page

RECORDED = Path(__file__).with_suffix(".json")
PAGES = 24  # of each of 21 layouts
FIRST_SEED = 100_000  # of the pages; the trainers use others
SURE = 0.9  # confidence from which an article is counted as sure
RESAMPLES = 300  # of the bootstrap
TIMED = 15  # splits of the seed page that are timed
FLOORS = {"boundary F1": 0.97, "headlines": 0.95, "body fidelity": 0.995, "reporters": 0.98, "dates": 0.98}
SURE_RIGHT = "right where confidence >= 0.9"
SPEED = 1000.0  # pages of the seed's size a minute

Pages = Sequence[PageScore]


def measure(workplace: Workplace) -> Result:
    """The figures of all layouts together with their floors, of confidence, of speed, and of each layout."""
    speed = _speed()  # measured first, because the stories in memory would slow the collection of garbage
    scores = measure_layouts(workplace.data)
    every = [page for pages in scores.values() for page in pages]
    figures = [_figure(name, value, every, FLOORS.get(name)) for name, value in MEASURES.items()]
    figures += [
        _figure(SURE_RIGHT, _sure_right, every, 0.97),
        Figure(name="articles with confidence >= 0.9", value=_share([a.confidence >= SURE for a in _articles(every)])),
        Figure(name="seed pages a minute, one core", value=speed, at_least=SPEED),
    ]
    for layout, pages in scores.items():
        figures += [_figure(f"{layout}: {name}", MEASURES[name], pages, None) for name in FLOORS]
    count = len(_articles(every))
    notes = [f"{len(every)} pages with {count:,} articles of stories that nothing was fitted to"]
    return Result("splitting", tuple(figures), (*notes, *_changes(figures)))


def measure_layouts(data: Path, pages: int = PAGES) -> dict[str, list[PageScore]]:
    """Name of a layout -> the scores of so many pages composed in it. `data`: the folder of news.jsonl."""
    stories = read_stories(data / "news.jsonl", held_out=True)
    scores: dict[str, list[PageScore]] = {}
    for layout in LAYOUTS:
        composed = [compose(stories, layout, FIRST_SEED + seed) for seed in range(pages)]
        scores[layout.name] = [score_page(page, split_page(page.text, forms=page.forms)) for page in composed]
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


def _sure_right(pages: Pages) -> float:
    return _share([article.right for article in _articles(pages) if article.confidence >= SURE])


MEASURES: dict[str, Callable[[Pages], float]] = {
    "boundary F1": _boundary_f1,
    "headlines": lambda pages: _share([article.title for article in _articles(pages)]),
    "headlines, white space as well": lambda pages: _share([article.title_exact for article in _articles(pages)]),
    "kickers and subtitles": lambda pages: _share(
        [article.kicker and article.subtitle for article in _articles(pages) if article.has_parts]
    ),
    "body fidelity": _fidelity,
    "bodies with exactly their lines": lambda pages: _share([article.lines for article in _articles(pages)]),
    "reporters": lambda pages: _share([article.reporters for article in _articles(pages)]),
    "dates": lambda pages: _share([article.date for article in _articles(pages) if article.date is not None]),
}


def _figure(name: str, value: Callable[[Pages], float], pages: Pages, floor: float | None) -> Figure:
    random = Random(1)
    drawn = sorted(value(random.choices(pages, k=len(pages))) for _ in range(RESAMPLES))
    low, high = drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES)]
    return Figure(name=name, value=value(pages), low=low, high=high, at_least=floor)


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
    """One sentence for each figure that can be compared with those recorded last; of single layouts only those that
    have changed by more than half the width of their interval."""
    if not RECORDED.is_file():
        return
    before: dict[str, float] = json.loads(RECORDED.read_text(encoding="utf-8"))
    for figure in figures:
        if figure.name in before and figure.low is not None and figure.high is not None:
            change = figure.value - before[figure.name]
            if ":" not in figure.name or abs(change) > (figure.high - figure.low) / 2:
                yield f"{figure.name}: {change:+.4f} against {before[figure.name]:.4f} at the last release"


def main(arguments: Sequence[str] | None = None) -> int:
    """Record the figures as those that later ones are compared with."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.splitting", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of news.jsonl")
    options = parser.parse_args(arguments)
    result = measure(Workplace(options.data, Path(), None))
    record = {figure.name: round(figure.value, 4) for figure in result.figures if figure.low is not None}
    RECORDED.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print("\n".join(f"{figure.name:60} {figure.value:.4f}" for figure in result.figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
