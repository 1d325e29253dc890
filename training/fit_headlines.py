"""`python -m training.fit_headlines --data FOLDER`: fits what tells kicker, headline and subtitle apart, and one
headline from the next.

Written are dictionaries/clause_words.tsv, counted over real headlines and news, and parsing/headline_weights.py: a
log-linear model over all ways to read a headline's lines (`kickers.name_facts`), and another of whether two lines are
of one headline (`kickers.name_joint`), their likelihood maximised with a Gaussian prior. The headlines are those of
composed pages of one half of the stories; many are wrapped anew, at words and unevenly, and some get another headline's
clause for a kicker, so that no one way of setting them is learnt. Nor is it where extractors leave blank lines.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import log
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped, unused-ignore]  # scipy has no types

from training.compose.layouts import LAYOUTS
from training.compose.page import BODY, ComposedPage, compose
from training.compose.stories import Story, read_stories
from training.places import ROOT, SHARED_DATA
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.titles.groups import HEAP_LINES
from xtsearch.indexer.pages.titles.kickers import name_facts, name_joint
from xtsearch.indexer.text.words import whole_words

WORDS = ROOT / "indexer" / "text" / "dictionaries" / "clause_words.tsv"
WEIGHTS = ROOT / "indexer" / "pages" / "titles" / "weights.py"
RAREST_WORD, HEADLINE_COUNTS, TELLING = 30, 3, 0.7  # occurrences; a headline's weight in them; log-odds
BODIES = 4000  # news whose clauses are counted
RAREST, PRIOR = 8, 1.0  # headlines that must have a fact; variance of the weights' prior
REWRAPPED, BORROWED = 0.6, 0.4  # of headlines over several lines; of kickers
EVEN = 0.5  # of borrowed kickers: set to the headline's width, as editors do (seed lines 186 and 188)
MOST_LINES = 5
HEAPED_PAGES = 3  # times as many pages with heaped headlines, which alone set one headline below another
SPACED, UNSPACED = 0.33, 0.17  # of pages: their headlines' lines with a blank line between all, or between none
PARTS = {"kicker": "K", "title": "T", "subtitle": "S"}
Sample = tuple[list[str], list[bool], str, Bodies]  # lines, gaps before them, roles, the page's articles
Joint = tuple[list[str], bool]  # the facts of two lines, and whether they are of one headline


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.fit_headlines", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED_DATA, help="folder of news.jsonl")
    parser.add_argument("--pages", type=int, default=60, help="pages of each layout")
    parser.add_argument("--words", action="store_true", help="count the words anew as well")
    options = parser.parse_args(arguments)
    if options.words:
        WORDS.write_text(count_words(options.data / "news.jsonl"), encoding="utf-8")
    stories = read_stories(options.data / "news.jsonl", held_out=False)
    names, weights, count = fit(list(samples(stories, options.pages)))
    joints = list(sample_joints(stories, options.pages))
    module = _MODULE.format(
        count=count, rows=_rows(names, weights), joints=len(joints), joined=_rows(*fit_joints(joints))
    )
    WEIGHTS.write_text(module, encoding="utf-8")
    print(f"{count} headlines, {len(names)} facts, {len(joints)} pairs of lines", file=sys.stderr)
    return 0


def _rows(names: Sequence[str], weights: Sequence[float]) -> str:
    return "".join(
        f'    "{name}": {value:.2f},\n' for name, value in zip(names, weights, strict=True) if abs(value) >= 0.005
    )


def count_words(path: Path) -> str:
    """The table of words with the log-odds that they end and begin a clause, of the half that is not for measuring."""
    inside, edge = (Counter[str](), Counter[str]()), (Counter[str](), Counter[str]())

    def count(clause: str, weight: int) -> None:
        words = whole_words(clause)
        for side, place in enumerate((len(words) - 1, 0)):
            for at, word in enumerate(words):
                (edge if at == place else inside)[side][word] += weight

    random = Random(1)
    records = [json.loads(line) for line in path.open(encoding="utf-8")]
    kept = [each for each in records if zlib.crc32((each["title"] or "").strip().encode()) % 2 == 0]
    for title in filter(None, ((each["title"] or "").strip() for each in kept)):
        for clause in re.split(r"[\s】]+", title):
            count(clause, HEADLINE_COUNTS)
    for each in random.sample(kept, min(BODIES, len(kept))):
        for clause in re.split(r"[，。；：！？\s、]+", each["body"]):
            count(clause, 1)
    odds = [_log_odds(edge[side], inside[side]) for side in (0, 1)]
    rows = sorted(word for word in odds[0] if max(abs(odds[0][word]), abs(odds[1][word])) >= TELLING)
    return _TABLE + "".join(f"{word}\t{odds[0][word]:.1f}\t{odds[1][word]:.1f}\n" for word in rows)


def _log_odds(edge: Counter[str], inside: Counter[str]) -> dict[str, float]:
    wholes = edge.total(), inside.total()
    words = [word for word in edge | inside if edge[word] + inside[word] >= RAREST_WORD]
    return {
        word: log((edge[word] + 0.5) / wholes[0]) - log((inside[word] + 0.5) / wholes[1])
        for word in words
        if re.fullmatch("[\u4e00-\u9fff]+", word)
    }


def samples(stories: Sequence[Story], pages: int) -> Iterator[Sample]:
    """Headlines of several lines with their true roles."""
    random = Random(7)
    clauses = [part for story in stories for part in story.title.split() if 6 <= len(part) <= 20 and "】" not in part]
    for layout in LAYOUTS:
        for seed in range(pages):
            page = compose(stories, layout, 40_000 + seed)
            bodies = Bodies([truth.body for truth in page.articles])
            for lines, gaps, roles in _headlines(page):
                lines, roles = _set_anew(random, lines, roles, clauses)
                if 2 <= len(lines) <= MOST_LINES:
                    yield lines, [gaps[min(at, len(gaps) - 1)] for at in range(len(lines))], roles, bodies


def _headlines(page: ComposedPage) -> Iterator[tuple[list[str], list[bool], str]]:
    lines = page.text.split("\n")
    for index in range(len(page.articles)):
        numbers = [n for n, (article, part) in sorted(page.owners.items()) if article == index and part in PARTS]
        if numbers:
            gaps = [n - 1 not in page.owners for n in numbers]
            roles = "".join(PARTS[page.owners[n][1]] for n in numbers)
            yield [lines[n - 1].strip() for n in numbers], gaps, roles


def sample_joints(stories: Sequence[Story], pages: int) -> Iterator[Joint]:
    """Lines that stand one below the other and are of headlines, or name a column."""
    random = Random(9)
    for layout in LAYOUTS:
        for seed in range(pages * (HEAPED_PAGES if "heaped" in layout.name else 1)):
            page = compose(stories, layout, 60_000 + seed)
            drawn = random.random()
            spaced = None if drawn > SPACED + UNSPACED else drawn < SPACED
            yield from _joints(page, spaced)


def _joints(page: ComposedPage, spaced: bool | None) -> Iterator[Joint]:
    """`spaced`: whether a blank line stands between all of them, or between none; None: as it is on the page."""
    lines, bodies = page.text.split("\n"), Bodies([truth.body for truth in page.articles])
    text = [number for number, (_, part) in page.owners.items() if part in BODY]
    for run in _runs(page):
        heaped = len(run) >= HEAP_LINES and (run[0] < min(text) or run[-1] > max(text))
        for above, below in pairwise(run):
            gap = above + 1 < below if spaced is None else spaced
            one, two = lines[above - 1].strip(), lines[below - 1].strip()
            owner = page.owners[above][0]
            yield (
                name_joint(one, two, bodies, gap=gap, heaped=heaped),
                owner is not None and owner == page.owners[below][0],
            )


def _runs(page: ComposedPage) -> Iterator[list[int]]:
    """Numbers of lines set as headlines with nothing else between them."""
    run: list[int] = []
    for number, (_, part) in sorted(page.owners.items()):
        if part in PARTS or part == "rubric":
            run.append(number)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _set_anew(random: Random, lines: list[str], roles: str, clauses: Sequence[str]) -> tuple[list[str], str]:
    first, count = roles.index("T"), roles.count("T")
    if count == 2 and random.random() < REWRAPPED:
        lines = [*lines[:first], *_rewrapped(random, *lines[first : first + 2]), *lines[first + 2 :]]
    if first == 1 and "【" not in lines[0] and random.random() < BORROWED:
        even = [part for part in clauses if abs(len(part) - len(lines[1])) <= 1]
        lines = [random.choice(even if even and random.random() < EVEN else clauses), *lines[1:]]
    return lines, roles


def _rewrapped(random: Random, one: str, two: str) -> list[str]:
    """The two lines of a headline, parted at another word, not always near the middle."""
    whole = one + two
    ends = list(accumulate(map(len, re.findall(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+", whole))))
    words = list(accumulate(map(len, whole_words(whole)))) if ends == [len(whole)] else ends
    near = [at for at in words if 0.25 * len(whole) <= at <= 0.75 * len(whole)]
    if not near or " " in whole:
        return [one, two]
    at = random.choice(near)
    return [whole[:at], whole[at:]]


def fit(found: Sequence[Sample]) -> tuple[list[str], Any, int]:
    """The facts' names and weights, and of how many headlines."""
    facts = [(name_facts(lines, bodies, gaps), roles) for lines, gaps, roles, bodies in found]
    facts = [(readings, roles) for readings, roles in facts if roles in readings]
    counts = Counter(name for readings, _ in facts for name in {n for names in readings.values() for n in names})
    names = sorted(name for name, count in counts.items() if count >= RAREST)
    place = {name: at for at, name in enumerate(names)}
    tables = []
    for readings, roles in facts:
        table = np.zeros((len(readings), len(names)))
        for row, said in enumerate(readings.values()):
            for name in said:
                if name in place:
                    table[row, place[name]] += 1
        tables.append((table, list(readings).index(roles)))

    def loss(weights: Any) -> tuple[float, Any]:
        value, gradient = (weights**2).sum() / (2 * PRIOR), weights / PRIOR
        for table, right in tables:
            scores = table @ weights
            powers = np.exp(scores - scores.max())
            value -= np.log(powers[right] / powers.sum())
            powers /= powers.sum()
            powers[right] -= 1
            gradient = gradient + table.T @ powers
        return float(value), gradient

    return names, minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x, len(tables)


def fit_joints(found: Sequence[Joint]) -> tuple[list[str], Any]:
    """The facts' names and weights."""
    counts = Counter(name for facts, _ in found for name in facts)
    names = sorted(name for name, count in counts.items() if count >= RAREST)
    place = {name: at for at, name in enumerate(names)}
    table, same = np.zeros((len(found), len(names))), np.array([float(one) for _, one in found])
    for row, (facts, _) in enumerate(found):
        table[row, [place[name] for name in facts if name in place]] = 1

    def loss(weights: Any) -> tuple[float, Any]:
        odds = table @ weights
        value = float(np.logaddexp(0, odds).sum() - (same * odds).sum() + (weights**2).sum() / (2 * PRIOR))
        return value, table.T @ (1 / (1 + np.exp(-odds)) - same) + weights / PRIOR

    return names, minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x


_TABLE = """# Words of news: the log-odds that the word ends a clause rather than stands inside, and that it begins one.
# Counted by `python -m training.fit_headlines --words` over real headlines and news; words that tell little left out.
"""

_MODULE = '''"""What each fact of a headline's lines says of their parts (K kicker, T headline, S subtitle), and of
whether two lines are of one headline: log-odds.

Written by `python -m training.fit_headlines`, fitted to {count:,} headlines of several lines and to {joints:,} pairs
of lines. Not for hands.
"""

# fmt: off
from __future__ import annotations

WEIGHTS: dict[str, float] = {{
{rows}}}

JOINED: dict[str, float] = {{
{joined}}}
'''


if __name__ == "__main__":
    sys.exit(main())
