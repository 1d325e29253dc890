"""`python -m training.fit_confidence --data FOLDER`: fits the weights of indexer/pages/confidence.json.

The weights of lines and of headlines are fitted without some families of pages, and pages of these families are split
by them; so for all families in turn. A logistic model, with a Gaussian prior of its weights, is fitted to how articles
were found and whether they were right. So confidence is what it is on pages of a kind that nothing was fitted to.
`--shipped` splits by the weights that ship, which is quick, and too sure of families that they were fitted to.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from training.compose.families import Family, compose_family, families_of, family_named
from training.compose.scoring import SURE, score_page
from training.compose.stories import Pool
from training.leave_out import fit_without, groups, read_lessons
from training.numeric import VERSIONS, minimize, np
from training.places import ROOT
from training.sources import add_sources, read_sources, told
from training.trial import parsing_by
from training.weights_file import PageHash, format_weights, round_weight
from xtsearch.indexer.pages import split
from xtsearch.indexer.pages.confidence import ArticleFacts, signs

WEIGHTS = ROOT / "indexer" / "pages" / "confidence.json"
FIRST_SEED = 300_000  # of the pages that are split; trainers and measurements use others
PRIOR = 1.0  # variance of the weights' prior
RIGHT, SHARE = 0.97, 0.6  # what is asked of sure articles: how many are right, how many of the right are sure


@dataclass(frozen=True)
class JudgedArticle:
    """An article: the family of its page, how it was found, whether it and its headline are right."""

    family: str
    facts: ArticleFacts
    right: bool


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.fit_confidence", description=__doc__)
    add_sources(parser)
    parser.add_argument("--pages", type=int, default=20, metavar="N", help="fit to N pages of each family")
    parser.add_argument(
        "--articles", type=int, default=200, metavar="N", help="split pages with N articles of a family"
    )
    parser.add_argument("--together", type=int, default=6, metavar="N", help="leave out N families at a time")
    parser.add_argument("--shipped", action="store_true", help="split by the weights that ship")
    parser.add_argument("--output", type=Path, default=WEIGHTS, help="the file that is written")
    options = parser.parse_args(arguments)
    pool = read_sources(options, held_out=False)
    lessons = {} if options.shipped else read_lessons(pool, options.pages)
    judged: list[JudgedArticle] = []
    pages_hash = PageHash()
    for group in groups([family.name for family in families_of(pool)], options.together):
        with nullcontext() if options.shipped else parsing_by(*fit_without(lessons, *group)):
            for name in group:
                judged += find_articles(pool, family_named(name), options.articles, pages_hash)
    weights = fit_weights(judged)
    how = "--shipped" if options.shipped else f"--pages {options.pages} --together {options.together}"
    tables = {
        "provenance": {
            "command": f"python -m training.fit_confidence {how} --articles {options.articles}{told(options)}",
            "fitted_to": [{"pages": pages_hash.pages, "articles": len(judged), "sha256": pages_hash.sha256}],
            "reproducible": True,
            **VERSIONS,
        },
        "weights": weights,
    }
    options.output.write_text(format_weights(tables), encoding="utf-8")
    for line in tell(judged, weights):
        print(line)
    return 0


def find_articles(pool: Pool, family: Family, articles: int, pages_hash: PageHash) -> Iterator[JudgedArticle]:
    """The articles that are parsed of pages of the family, which have so many articles together at least."""
    seed, count = FIRST_SEED, 0
    while count < articles:
        page = pages_hash.add(compose_family(pool, family, seed))
        with patch.object(split, "confidence", return_value=SURE) as rate:
            score = score_page(page, split.split_page(page.text, forms=page.forms))
        facts: list[ArticleFacts] = [call.args[0] for call in rate.call_args_list]
        for its_facts, right in zip(facts, score.sure, strict=True):
            yield JudgedArticle(family.name, its_facts, right)
        count += len(page.articles)
        seed += 1


def fit_weights(judged: Sequence[JudgedArticle]) -> dict[str, float]:
    """The weights of the signs, by name. Each family counts as much as any other."""
    rows = [signs(article.facts) for article in judged]
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    right = np.array([float(article.right) for article in judged])
    sizes = {article.family: 0 for article in judged}
    for article in judged:
        sizes[article.family] += 1
    share = np.array([len(judged) / len(sizes) / sizes[article.family] for article in judged])

    def loss(weights: Any) -> tuple[float, Any]:
        odds = table @ weights
        value = float((share * (np.logaddexp(0, odds) - right * odds)).sum() + (weights**2).sum() / (2 * PRIOR))
        return value, table.T @ (share * (1 / (1 + np.exp(-odds)) - right)) + weights / PRIOR

    weights = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round_weight(value) for name, value in zip(names, weights, strict=True)}


def tell(judged: Sequence[JudgedArticle], weights: dict[str, float]) -> Iterator[str]:
    """For each family, and for all: how many sure articles are right, and how many of the right ones are sure. A
    family's articles are rated by weights that were fitted to the others' alone."""
    rated: list[tuple[JudgedArticle, bool]] = []
    for name in dict.fromkeys(article.family for article in judged):
        others = fit_weights([article for article in judged if article.family != name])
        for article in (article for article in judged if article.family == name):
            odds = sum(others.get(sign, 0.0) * value for sign, value in signs(article.facts).items())
            rated.append((article, odds >= float(np.log(SURE / (1 - SURE)))))
        yield _told(name, [pair for pair in rated if pair[0].family == name])
    yield _told("all", rated)
    yield f"{len(weights)} weights, {len(judged)} articles; asked for {RIGHT} and {SHARE}"


def _told(name: str, rated: Sequence[tuple[JudgedArticle, bool]]) -> str:
    sure = [article.right for article, is_sure in rated if is_sure]
    right = sum(article.right for article, _ in rated)
    return (
        f"{name:34} {len(rated):6} articles, {right / len(rated):.3f} right; of {len(sure)} sure"
        f" {sum(sure) / max(1, len(sure)):.3f} right; of the right {sum(sure) / max(1, right):.3f} sure"
    )


if __name__ == "__main__":
    sys.exit(main())
