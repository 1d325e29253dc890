"""`python -m training.fit_headlines --data FOLDER`: fits the weights of indexer/pages/titles/weights.json.

Two models are fitted, each log-linear with a Gaussian prior of its weights, its likelihood maximised by L-BFGS: one
over all ways to read a headline's lines as kicker, headline and subtitle (`kickers.name_facts`), and one for the
question whether two lines are of one headline (`kickers.name_joint`). The headlines are those of pages composed of one
half of the stories. So that no single way of setting headlines is learnt, many are wrapped anew, at words and unevenly,
and some get a clause of another headline as kicker; blank lines between headline lines vary as extractors leave them.

With `--words` the words that end and begin clauses are counted anew as well, over real headlines and news; they are
written to text/dictionaries/clause_words.tsv.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log
from pathlib import Path
from random import Random
from typing import Any

from training.compose.families import Family, add_without, compose_family, families_of
from training.compose.page import BODY, ComposedPage
from training.compose.stories import Pool
from training.numeric import VERSIONS, minimize, np, sparse
from training.places import ROOT
from training.set_headlines import Column, SetHeadline, on_page, set_page, set_printed_page, setting_of
from training.sources import add_sources, read_sources, told
from training.weights_file import PageHash, format_weights, round_weight
from xtsearch.indexer.pages.line_form import PLAIN
from xtsearch.indexer.pages.page import WIDEST, measure
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.titles import facts
from xtsearch.indexer.pages.titles.groups import HEAP_LINES, DisplayLine
from xtsearch.indexer.pages.titles.kickers import name_facts, name_joint
from xtsearch.indexer.text.words import whole_words

WORDS = ROOT / "indexer" / "text" / "dictionaries" / "clause_words.tsv"
WEIGHTS = ROOT / "indexer" / "pages" / "titles" / "weights.json"
RAREST_WORD = 30  # occurrences; a rarer word is not counted
HEADLINE_COUNTS = 3  # a word of a headline counts as so many of a body
TELLING = 0.7  # log-odds; words whose odds are smaller both ways are left out
BODIES = 4000  # news whose clauses are counted
RAREST = 8  # a fact that fewer headlines have is not weighed
PRIOR = 1.0  # variance of the weights' prior
REWRAPPED, BORROWED = (
    0.6,
    0.4,
)  # share of headlines over several lines that are wrapped anew; of kickers that are borrowed
EVEN = 0.5  # share of borrowed kickers that are as long as the headline, as editors like it (seed lines 186 and 188)
SET_PAGES = 2  # pages of headlines alone for each page of a family
# For each of the family of printed pages: it alone has kickers as editors write them. Of 629 articles of months that no
# weight was fitted to .824 have their headline in columns with 40, .841 with 100, .844 without the other families.
PRINTED_PAGES = 100
HEAPED_SHARE = 0.15  # of them whose headlines stand in a heap
FACING_SHARE = 0.12  # of them where the headline of one article, behind it, stands above that of the next
HEAPED = ("columns, headline behind", "columns, headline before")
HEAPED_PAGES = 3  # times as many pages with heaped headlines, the only ones where headlines stand below one another
SPACED, UNSPACED = 0.33, 0.17  # share of pages with a blank line between all lines of headlines, and with none
PARTS = {"kicker": "K", "title": "T", "subtitle": "S"}


@dataclass(frozen=True)
class LinePair:
    """Two lines set as headlines, one below the other: the facts about them, and whether they are of one headline."""

    facts: list[str]
    joined: bool


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.fit_headlines", description=__doc__)
    add_sources(parser)
    parser.add_argument("--pages", type=int, default=40, metavar="N", help="compose N pages of each family")
    add_without(parser)
    parser.add_argument("--words", action="store_true", help="count the words of clauses anew as well")
    parser.add_argument("--output", type=Path, default=WEIGHTS, help="the file that is written")
    options = parser.parse_args(arguments)
    if options.words:
        WORDS.write_text(count_words(options.data / "news.jsonl"), encoding="utf-8")
    pool = read_sources(options, held_out=False)
    pages_hash = PageHash()
    families = [family for family in families_of(pool) if family.name not in options.without]
    headlines = list(sample_headlines(pool, families, options.pages, pages_hash))
    pairs = list(sample_pairs(pool, families, options.pages, pages_hash))
    without = "".join(f" --without '{family}'" for family in options.without)
    tables = fit_tables(headlines, pairs)
    tables["provenance"] = {
        "command": f"python -m training.fit_headlines --pages {options.pages}{told(options)}{without}",
        "fitted_to": [{"pages": pages_hash.pages, **tables["provenance"], "sha256": pages_hash.sha256}],
        "reproducible": True,
        **VERSIONS,
    }
    options.output.write_text(format_weights(tables), encoding="utf-8")
    print(f"{len(headlines)} headlines, {len(tables['parts'])} facts, {len(pairs)} pairs of lines", file=sys.stderr)
    return 0


def fit_tables(headlines: Sequence[SetHeadline], pairs: Sequence[LinePair]) -> dict[str, dict[str, Any]]:
    """The tables of the file that ships; its provenance are the numbers of headlines and pairs."""
    parts, count = fit_parts(headlines)
    joined = fit_joined(pairs)
    return {
        "provenance": {"headlines": count, "pairs": len(pairs)},
        "parts": parts,
        "joined": joined,
        "unseen": {
            "parts": sorted(facts.part_names() - parts.keys()),
            "joined": sorted(facts.joined_names() - joined.keys()),
        },
    }


# --- words


def count_words(path: Path) -> str:
    """The table of words with the log-odds that each ends and begins a clause. Counted is the half of the stories that
    is not kept for measuring."""
    inside, edge = (Counter[str](), Counter[str]()), (Counter[str](), Counter[str]())

    def count(clause: str, weight: int) -> None:
        words = whole_words(clause)
        for side, place in enumerate((len(words) - 1, 0)):
            for at, word in enumerate(words):
                (edge if at == place else inside)[side][word] += weight

    random = Random(1)
    records = [json.loads(line) for line in path.open(encoding="utf-8")]
    counted = [record for record in records if zlib.crc32((record["title"] or "").strip().encode()) % 2 == 0]
    for title in filter(None, ((record["title"] or "").strip() for record in counted)):
        for clause in re.split(r"[\s】]+", title):
            count(clause, HEADLINE_COUNTS)
    for record in random.sample(counted, min(BODIES, len(counted))):
        for clause in re.split(r"[，。；：！？\s、]+", record["body"]):
            count(clause, 1)
    odds = [_log_odds(edge[side], inside[side]) for side in (0, 1)]
    rows = sorted(word for word in odds[0] if max(abs(odds[0][word]), abs(odds[1][word])) >= TELLING)
    return _TABLE + "".join(f"{word}\t{odds[0][word]:.1f}\t{odds[1][word]:.1f}\n" for word in rows)


def _log_odds(edge: Counter[str], inside: Counter[str]) -> dict[str, float]:
    totals = edge.total(), inside.total()
    words = [word for word in edge | inside if edge[word] + inside[word] >= RAREST_WORD]
    return {
        word: log((edge[word] + 0.5) / totals[0]) - log((inside[word] + 0.5) / totals[1])
        for word in words
        if re.fullmatch("[\u4e00-\u9fff]+", word)
    }


# --- headlines and pairs of lines


def sample_headlines(pool: Pool, families: Sequence[Family], pages: int, pages_hash: PageHash) -> Iterator[SetHeadline]:
    """Headlines of several lines with their true parts, from so many pages of each family, and for each of these from
    as many pages of headlines alone as SET_PAGES says."""
    random = Random(7)
    clauses = [
        part for story in pool.reported for part in story.title.split() if 6 <= len(part) <= 20 and "】" not in part
    ]
    for family in families:
        for seed in range(pages):
            page = pages_hash.add(compose_family(pool, family, 40_000 + seed))
            bodies = Bodies([truth.body for truth in page.articles])
            printed = list(_headlines(page))
            single = setting_of(lines for lines, _ in printed).single
            set_lines = [_set_anew(random, lines, parts, clauses, single) for lines, parts in printed]
            setting = setting_of(lines for lines, _ in set_lines)
            for lines, parts in set_lines:
                if 2 <= len(lines) <= facts.MOST_LINES:
                    yield SetHeadline([on_page(line, setting) for line in lines], parts, bodies)
        for headlines, _ in _set_pages(pool, family, pages, pages_hash, "headlines"):
            yield from (headline for headline in headlines if len(headline.lines) > 1)


def _set_pages(
    pool: Pool, family: Family, pages: int, pages_hash: PageHash, purpose: str
) -> Iterator[tuple[list[SetHeadline], list[Column | None]]]:
    """Pages of headlines alone. The family counts for their seeds only, so that leaving it out leaves out its share."""
    ordered = sorted(pool.reported, key=lambda story: (story.date, story.title))
    for seed in range(pages * (PRINTED_PAGES if family.printed else SET_PAGES)):
        random = Random(f"{family.name} {purpose} {seed}")
        if family.printed:
            headlines, columns = set_printed_page(random, random.choice(pool.printed).articles)
        else:
            headlines, columns = set_page(random, ordered)
        pages_hash.add_text("\n".join(line.text for headline in headlines for line in headline.lines))
        yield headlines, columns


def _headlines(page: ComposedPage) -> Iterator[tuple[list[DisplayLine], str]]:
    """The lines and parts of each headline of the page."""
    lines = page.text.split("\n")
    wrapped = max(map(len, lines)) <= WIDEST
    for index in range(len(page.articles)):
        numbers = [n for n, (article, part) in sorted(page.owners.items()) if article == index and part in PARTS]
        if numbers:
            display = [_display(page, lines, number)._replace(wrapped=wrapped) for number in numbers]
            parts = "".join(PARTS[page.owners[number][1]] for number in numbers)
            clauses = [line.text for line, part in zip(display, parts, strict=True) if part == "T"]
            if wrapped or " ".join(clauses) == page.articles[index].title:
                yield display, parts


def _display(page: ComposedPage, lines: Sequence[str], number: int) -> DisplayLine:
    gap = number - 1 not in page.owners
    return DisplayLine(lines[number - 1].strip(), gap, False, page.forms.get(number, PLAIN))


def _set_anew(
    random: Random, lines: list[DisplayLine], parts: str, clauses: Sequence[str], single: float
) -> tuple[list[DisplayLine], str]:
    """The headline, by chance wrapped at another place or with another kicker. A headline for which a line has room on
    this page, where one is `single` em long, is left as it is."""
    first, count = parts.index("T"), parts.count("T")
    texts = [line.text for line in lines]
    wide = sum(measure(text)[1] for text in texts[first : first + count]) > single
    if count == 2 and wide and random.random() < REWRAPPED:
        texts[first : first + 2] = _rewrapped(random, *texts[first : first + 2])
    if first == 1 and "【" not in texts[0] and random.random() < BORROWED:
        even = [clause for clause in clauses if abs(len(clause) - len(texts[1])) <= 1]
        texts[0] = random.choice(even if even and random.random() < EVEN else clauses)
    return [line._replace(text=text) for line, text in zip(lines, texts, strict=True)], parts


def _rewrapped(random: Random, above: str, below: str) -> list[str]:
    """The two lines of a headline, cut behind another word, not always near the middle."""
    whole = above + below
    ends = list(accumulate(map(len, re.findall(r"[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+", whole))))
    words = list(accumulate(map(len, whole_words(whole)))) if ends == [len(whole)] else ends
    places = [at for at in words if 0.25 * len(whole) <= at <= 0.75 * len(whole)]
    if not places or " " in whole:
        return [above, below]
    at = random.choice(places)
    return [whole[:at], whole[at:]]


def sample_pairs(pool: Pool, families: Sequence[Family], pages: int, pages_hash: PageHash) -> Iterator[LinePair]:
    """Pairs of lines that stand one below the other and are of headlines, or name a column."""
    random = Random(9)
    for family in families:
        for seed in range(pages * (HEAPED_PAGES if family.name in HEAPED else 1)):
            page = pages_hash.add(compose_family(pool, family, 60_000 + seed))
            drawn = random.random()
            spaced = None if drawn > SPACED + UNSPACED else drawn < SPACED
            yield from _pairs(page, spaced)
        for headlines, columns in _set_pages(pool, family, pages, pages_hash, "pairs"):
            yield from _set_pairs(random, headlines, columns)


def _pairs(page: ComposedPage, spaced: bool | None) -> Iterator[LinePair]:
    """`spaced`: whether a blank line stands between all of them, or between none; None: as it is on the page."""
    lines, bodies = page.text.split("\n"), Bodies([truth.body for truth in page.articles])
    body = [number for number, (_, part) in page.owners.items() if part in BODY]
    runs = list(_runs(page))
    wrapped = max(map(len, lines)) <= WIDEST
    setting = setting_of([_display(page, lines, number) for number in run] for run in runs)
    for run in runs:
        heaped = len(run) >= HEAP_LINES and (run[0] < min(body) or run[-1] > max(body))
        display = [on_page(_display(page, lines, number)._replace(wrapped=wrapped), setting) for number in run]
        for (upper, lower), (above, below) in zip(pairwise(display), pairwise(run), strict=True):
            lower = lower._replace(gap=above + 1 < below if spaced is None else spaced)
            owner = page.owners[above][0]
            joined = owner is not None and owner == page.owners[below][0]
            yield LinePair(name_joint(upper, lower, bodies, heaped=heaped), joined)


def _set_pairs(
    random: Random, headlines: Sequence[SetHeadline], columns: Sequence[Column | None]
) -> Iterator[LinePair]:
    """The line ends of the headlines of a page: each by its article, two between two articles, or all in a heap."""
    runs: list[list[tuple[DisplayLine, int | None]]] = []
    for index, (headline, column) in enumerate(zip(headlines, columns, strict=True)):
        run: list[tuple[DisplayLine, int | None]] = [(line, index) for line in headline.lines]
        if column:
            run.insert(0 if column[1] else len(run), (column[0], None))
        runs.append(run)
    drawn = random.random()
    heaped, facing = drawn < HEAPED_SHARE, drawn > 1 - FACING_SHARE
    if heaped or facing:
        between = random.random() < (0.5 if heaped else 0.8)
        for run in runs[1:]:
            run[0] = (run[0][0]._replace(gap=between), run[0][1])
        size = len(runs) if heaped else 2
        runs = [[line for run in runs[at : at + size] for line in run] for at in range(0, len(runs), size)]
    for run in runs:
        for (upper, above), (lower, below) in pairwise(run):
            in_heap = heaped and len(run) >= HEAP_LINES
            joined = above is not None and above == below
            yield LinePair(name_joint(upper, lower, headlines[0].bodies, heaped=in_heap), joined)


def _runs(page: ComposedPage) -> Iterator[list[int]]:
    """The numbers of lines set as headlines with nothing else between them."""
    run: list[int] = []
    for number, (_, part) in sorted(page.owners.items()):
        if part in PARTS or part == "rubric":
            run.append(number)
        elif run:
            yield run
            run = []
    if run:
        yield run


# --- the models


def fit_parts(headlines: Sequence[SetHeadline]) -> tuple[dict[str, float], int]:
    """The weights of the facts that speak for a way to read the lines, by name; and the number of headlines that they
    were fitted to: those whose true parts are one of the ways."""
    readings = [(name_facts(item.lines, item.bodies), item.parts) for item in headlines]
    readings = [(ways, parts) for ways, parts in readings if parts in ways]
    counts = Counter(name for ways, _ in readings for name in {name for names in ways.values() for name in names})
    names = _frequent(counts)
    place = {name: at for at, name in enumerate(names)}
    columns: list[int] = []
    row_ends, starts, right = [0], [], []
    for ways, parts in readings:
        starts.append(len(row_ends) - 1)
        right.append(starts[-1] + list(ways).index(parts))
        for way in ways.values():
            columns += [place[name] for name in way if name in place]
            row_ends.append(len(columns))
    table = sparse.csr_matrix((np.ones(len(columns)), columns, row_ends), shape=(len(row_ends) - 1, len(names)))
    sizes = np.diff([*starts, table.shape[0]])

    def loss(weights: Any) -> tuple[float, Any]:
        scores = table @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        powers = np.exp(scores)
        sums = np.add.reduceat(powers, starts)
        value = (weights**2).sum() / (2 * PRIOR) + np.log(sums).sum() - scores[right].sum()
        shares = powers / np.repeat(sums, sizes)
        shares[right] -= 1
        return float(value), table.T @ shares + weights / PRIOR

    return _minimised(names, loss), len(readings)


def fit_joined(pairs: Sequence[LinePair]) -> dict[str, float]:
    """The weights of the facts that speak for two lines being of one headline, by name."""
    names = _frequent(Counter(name for pair in pairs for name in pair.facts))
    place = {name: at for at, name in enumerate(names)}
    table, joined = np.zeros((len(pairs), len(names))), np.array([float(pair.joined) for pair in pairs])
    for row, pair in enumerate(pairs):
        table[row, [place[name] for name in pair.facts if name in place]] = 1

    def loss(weights: Any) -> tuple[float, Any]:
        odds = table @ weights
        value = float(np.logaddexp(0, odds).sum() - (joined * odds).sum() + (weights**2).sum() / (2 * PRIOR))
        return value, table.T @ (1 / (1 + np.exp(-odds)) - joined) + weights / PRIOR

    return _minimised(names, loss)


def _frequent(counts: Counter[str]) -> list[str]:
    return sorted(name for name, count in counts.items() if count >= RAREST)


def _minimised(names: Collection[str], loss: Any) -> dict[str, float]:
    """The rounded weights at which the loss is least, by name."""
    weights = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round_weight(value) for name, value in zip(names, weights, strict=True)}


_TABLE = """# Words of news: the log-odds that the word ends a clause rather than stands inside, and that it begins one.
# Counted by `python -m training.fit_headlines --words` over real headlines and news; words that tell little left out.
"""


if __name__ == "__main__":
    sys.exit(main())
