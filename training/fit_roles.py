"""`python -m training.fit_roles --data FOLDER`: fits the weights of indexer/pages/lines/weights.json to composed pages.

The model is a linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) over the features that
`lines/features.py` declares and the kinds of steps of `lines/steps.py`. Its likelihood, with a Gaussian prior of the
weights, is maximised by L-BFGS. Pages are composed of one half of the stories; the other half is kept for measuring
(`python -m benchmarks splitting`).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain as chain_iterables
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from training.compose.families import add_without, training_pages
from training.compose.page import BODY, ComposedPage
from training.numeric import VERSIONS, minimize, np, sparse
from training.places import ROOT
from training.sources import add_sources, read_sources, told
from training.weights_file import PageHash, format_weights, round_weight
from xtsearch.indexer.pages.lines import steps
from xtsearch.indexer.pages.lines.crf import Chain
from xtsearch.indexer.pages.lines.extraction import LineFeatures, read_features
from xtsearch.indexer.pages.lines.features import TABLE
from xtsearch.indexer.pages.lines.habits import read_habits, read_marks
from xtsearch.indexer.pages.lines.labelling import first_odds, last_odds
from xtsearch.indexer.pages.lines.roles import LAST, Role, may_follow
from xtsearch.indexer.pages.lines.silences import read_silences
from xtsearch.indexer.pages.lines.traits import read_traits
from xtsearch.indexer.pages.lines.twins import likenesses, read_twins
from xtsearch.indexer.pages.lines.weights import ReadingWeights
from xtsearch.indexer.pages.page import read_page
from xtsearch.indexer.pages.pieces.furniture import Furniture

WEIGHTS = ROOT / "indexer" / "pages" / "lines" / "weights.json"
# Share of the second reading's own weights; the rest is the first's. With 1.0 it follows a page's habit too far. Of 661
# articles of real pages 74.3% had their headline, with 0.7 75.0% and fewer were merged, with 0.5 75.3% and more cut.
SECOND = 0.65
FIRST_SEED = 10_000  # of the pages of the first fit
RAREST = 25  # a feature that fewer lines have is not weighed
FORBIDDEN = -60.0
ROLES = len(Role)
flatten = chain_iterables.from_iterable


class Sample(NamedTuple):
    """A page for the fit: for each line its features, the kind of the step that leads to it, and its true role; which
    lines are alike, as `twins.likenesses` says, and their marks, as `habits.read_marks` says."""

    features: list[tuple[str, ...]]
    kinds: list[int]
    roles: list[int]
    alike: list[tuple[int, ...]]
    marks: list[int]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.fit_roles", description=__doc__)
    add_sources(parser)
    parser.add_argument(
        "--pages",
        type=int,
        nargs="+",
        default=[42, 42, 42],
        metavar="N",
        help="compose N pages of usual length of each family; several N: the mean of fits to different pages",
    )
    add_without(parser)
    parser.add_argument("--prior", type=float, default=0.7, help="variance of the weights' prior")
    parser.add_argument("--iterations", type=int, default=90, help="the most steps of the optimiser")
    parser.add_argument("--output", type=Path, default=WEIGHTS, help="the file that is written")
    options = parser.parse_args(arguments)
    jobs = [(options, pages, FIRST_SEED * number) for number, pages in enumerate(options.pages, 1)]
    with ProcessPoolExecutor(min(len(jobs), os.cpu_count() or 1)) as workers:
        fits = list(workers.map(_fit, jobs))
    options.output.write_text(format_fits(fits, _command(options)), encoding="utf-8")
    for fit in fits:
        print(
            f"{fit.pages} pages, {fit.lines} lines, {len(fit.second.features)} features; {fit.second.report}",
            file=sys.stderr,
        )
    return 0


def _fit(job: tuple[argparse.Namespace, int, int]) -> Fit:
    """The fit to so many pages of each family, whose seeds begin at the last number."""
    options, pages, first_seed = job
    pool = read_sources(options, held_out=False)
    return fit_pages(training_pages(pool, pages, options.without, first_seed), options.prior, options.iterations)


def _command(options: argparse.Namespace) -> str:
    """The command without what names places of this machine."""
    pages = " ".join(map(str, options.pages))
    without = "".join(f" --without '{family}'" for family in options.without)
    return (
        f"python -m training.fit_roles --pages {pages} --prior {options.prior:g}"
        f" --iterations {options.iterations}{told(options)}{without}"
    )


class Reading(NamedTuple):
    """The weights of one reading of the pages, of features a column a role; and how the optimiser ended."""

    features: dict[str, tuple[float, ...]]
    steps: dict[str, float]
    report: str


@dataclass(frozen=True)
class Fit:
    """The weights of both readings, and what they were fitted to. `lines` are those of the pages whose true roles the
    steps allow."""

    first: Reading
    second: Reading
    pages: int
    lines: int
    sha256: str


def fit_pages(pages: Iterable[ComposedPage], prior: float, iterations: int) -> Fit:
    """The weights by which the true roles of the pages' lines are likeliest."""
    pages_hash = PageHash()
    samples = [sample(pages_hash.add(page)) for page in pages]
    return fit_samples(samples, prior, iterations, pages_hash.sha256)


def fit_samples(samples: Sequence[Sample], prior: float, iterations: int, sha256: str = "") -> Fit:
    """The same for pages whose features are read already; `sha256` is the hash of the pages.

    What the second reading knows of a line's twins is said by a first reading with weights that were fitted to the
    other half of the pages; with weights fitted to the same page it would be surer than it is on an unknown page.
    """
    random = Random(7)
    half_of = [random.randrange(2) for _ in samples]
    readings = [
        Model([page for page, half in zip(samples, half_of, strict=True) if half != kept_out], prior).fit(iterations)
        for kept_out in range(2)
    ]
    again = [read_again(page, readings[half]) for page, half in zip(samples, half_of, strict=True)]
    whole = Model(samples, prior)
    first = whole.fit(iterations)
    second = _between(first, Model(again, prior).fit(iterations), SECOND)
    return Fit(first, second, len(samples), whole.lines, sha256)


def _between(first: Reading, second: Reading, share: float) -> Reading:
    """The weights that lie between two readings' weights, with so large a share of the second's."""
    nothing = (0.0,) * ROLES
    features = {
        name: tuple(
            (1 - share) * before + share * after
            for before, after in zip(first.features.get(name, nothing), second.features.get(name, nothing), strict=True)
        )
        for name in first.features.keys() | second.features.keys()
    }
    step_weights = {name: (1 - share) * first.steps[name] + share * weight for name, weight in second.steps.items()}
    return Reading(features, step_weights, second.report)


def read_again(page: Sample, first: Reading) -> Sample:
    """The page as the second reading sees it, after a first with these weights."""
    if not page.features:
        return page
    weights = ReadingWeights(first.features, first.steps)
    emitted = [weights.emit(LineFeatures([names], [])) for names in page.features]
    chain = Chain(emitted, page.kinds, weights.step_table, first_odds(), last_odds())
    shares = chain.all_shares()
    twins, habits = read_twins(page.alike, shares), read_habits(page.marks, shares)
    rows = [
        (*names, *flatten(of_twins), *of_habit)
        for names, of_twins, of_habit in zip(page.features, twins, habits, strict=True)
    ]
    return page._replace(features=rows)


def format_fits(fits: Sequence[Fit], command: str) -> str:
    """The mean of the fits as the file that ships. A feature that one fit had too few lines of counts as zero there."""
    first, second = _mean([fit.first for fit in fits]), _mean([fit.second for fit in fits])
    return format_weights(
        {
            "provenance": {
                "command": command,
                "fitted_to": [{"pages": fit.pages, "lines": fit.lines, "sha256": fit.sha256} for fit in fits],
                "reproducible": True,
                **VERSIONS,
            },
            "roles": [role.name for role in Role],
            "features": first.features,
            "unseen": sorted(TABLE.names.keys() - first.features.keys() - second.features.keys()),
            "steps": first.steps,
            "second features": second.features,
            "second steps": second.steps,
        }
    )


def _mean(readings: Sequence[Reading]) -> Reading:
    nothing = (0.0,) * ROLES
    fitted = {name for reading in readings for name in reading.features}
    features = {
        name: tuple(round_weight(sum(column) / len(readings)) for column in zip(*rows, strict=True))
        for name in sorted(fitted)
        for rows in [[reading.features.get(name, nothing) for reading in readings]]
    }
    step_weights = {
        name: round_weight(sum(reading.steps[name] for reading in readings) / len(readings))
        for name in steps.all_names()
    }
    return Reading(features, step_weights, "")


# --- the pages


def sample(page: ComposedPage) -> Sample:
    """The page's features, kinds of steps and true roles."""
    read = read_page(page.text, page.forms)
    traits = read_traits(read, None)
    features = read_features(read, traits, read_silences(read, traits))
    closed = {line.number: trait.closed for line, trait in zip(read.lines, traits, strict=True)}
    beside = {
        line.number
        for line, trait in zip(read.lines, traits, strict=True)
        if trait.furniture is Furniture.METADATA and page.owners[line.number][1] == "byline"
    }  # names beside a line of metadata are metadata
    owners = {**page.owners, **{number: (page.owners[number][0], "metadata") for number in beside}}
    roles = true_roles(replace(page, owners=owners), [line.number for line in read.lines], closed)
    return Sample(
        features,
        steps.step_kinds(read, traits),
        [int(role) for role in roles],
        likenesses(read, traits),
        read_marks(read, traits),
    )


def true_roles(page: ComposedPage, numbers: Sequence[int], closed: dict[int, bool]) -> list[Role]:
    """The roles of the lines with these numbers. `closed`: number of a line -> whether it completes its sentence."""
    roles: list[Role] = []
    text = [number for number in numbers if page.owners[number][1] in BODY]
    following = iter([*text, 0])
    upcoming = next(following)
    last: int | None = None
    for number in numbers:
        article, part = page.owners[number]
        if number == upcoming:
            upcoming = next(following)
            begins = last is None or page.owners[last][0] != article
            roles.append(Role.OPEN if begins else Role.SECTION if part == "section" else Role.BODY)
            last = number
            continue
        inside = last is not None and upcoming and page.owners[last][0] == page.owners[upcoming][0]
        displayed = part in ("title", "kicker", "subtitle", "rubric")
        if not inside or last is None:
            roles.append(Role.DISPLAY if displayed else Role.RESIDUE)
        elif closed[last]:
            roles.append(Role.HEAD if displayed else Role.INSET)
        else:
            roles.append(Role.CUT_HEAD if displayed else Role.CUT_INSET)
    return roles


# --- the model


class Model:
    """The pages as matrices, and the likelihood of their true roles with its gradient."""

    def __init__(self, samples: Sequence[Sample], prior: float) -> None:
        counts = Counter(name for page in samples for line in page.features for name in line)
        self.names = sorted(name for name, count in counts.items() if count >= RAREST)
        self.prior = prior
        samples = sorted(filter(_possible, samples), key=lambda page: -len(page.features))
        self.lengths = np.array([len(page.features) for page in samples])
        self.lines = int(self.lengths.sum())
        self._lay_out(samples)
        self.parts = self._step_parts()

    def _lay_out(self, samples: Sequence[Sample]) -> None:
        """Numbers all lines: first the first line of every page, then the second lines, and so on. So all pages go
        through the chain together, and the longest pages come first."""
        place = {name: at for at, name in enumerate(self.names)}
        longest = int(self.lengths[0])
        #: How many pages have a line at each place.
        self.active = [int((self.lengths > at).sum()) for at in range(longest)]
        rows, columns, kinds, roles = [], [], [], []
        row = 0
        for at in range(longest):
            for page in samples[: self.active[at]]:
                for name in page.features[at]:
                    if name in place:
                        rows.append(row)
                        columns.append(place[name])
                kinds.append(page.kinds[at])
                roles.append(page.roles[at])
                row += 1
        ones = np.ones(len(rows), dtype=np.float32)
        self.matrix = sparse.csr_matrix((ones, (rows, columns)), shape=(row, len(self.names)))
        self.turned = self.matrix.T.tocsr()
        self.kinds, self.roles = np.array(kinds), np.array(roles)
        self.offsets = np.concatenate([[0], np.cumsum(self.active)])

    def _step_parts(self) -> Any:
        """A matrix that leads from the weights of steps to the table of log-odds, kinds of steps x roles x roles."""
        self.step_names = steps.all_names()
        place = {name: at for at, name in enumerate(self.step_names)}
        cells, columns = [], []
        for kind, (end, gap, start) in enumerate(steps.all_kinds()):
            for before in Role:
                for after in Role:
                    if may_follow(before, after, closed=steps.is_closed(end)):
                        cells += [(kind * ROLES + before) * ROLES + after] * 3
                        columns += [place[name] for name in steps.names(before, after, end, gap, start)]
        shape = (steps.KINDS * ROLES * ROLES, len(self.step_names))
        self.barred = np.ones((steps.KINDS, ROLES, ROLES), dtype=bool)
        self.barred.reshape(-1)[cells] = False
        return sparse.csr_matrix((np.ones(len(cells)), (cells, columns)), shape=shape)

    def fit(self, iterations: int) -> Reading:
        """The likeliest weights."""
        size = len(self.names) * ROLES + self.parts.shape[1]
        options = {"maxiter": iterations, "maxcor": 12}
        result = minimize(self._loss, np.zeros(size), jac=True, method="L-BFGS-B", options=options)
        split = len(self.names) * ROLES
        features = {
            name: tuple(map(float, row))
            for name, row in zip(self.names, result.x[:split].reshape(-1, ROLES), strict=True)
        }
        step_weights = dict(zip(self.step_names, map(float, result.x[split:]), strict=True))
        report = f"{result.message}, {result.nit} steps, {result.fun / self.lines:.5f} nats a line"
        return Reading(features, step_weights, report)

    def _loss(self, weights: Any) -> tuple[float, Any]:
        split = len(self.names) * ROLES
        emitted = self.matrix @ weights[:split].reshape(-1, ROLES)
        table = (self.parts @ weights[split:]).reshape(steps.KINDS, ROLES, ROLES)
        table[self.barred] = FORBIDDEN
        loss, emitted_gradient, step_gradient = self._expect(emitted, table)
        gradient = np.concatenate(
            [(self.turned @ emitted_gradient).ravel(), self.parts.T @ np.where(self.barred, 0, step_gradient).ravel()]
        )
        return loss + (weights**2).sum() / (2 * self.prior), gradient + weights / self.prior

    def _expect(self, emitted: Any, table: Any) -> tuple[float, Any, Any]:
        """Minus the log-likelihood of the true roles, and its gradients by the log-odds of lines and of steps."""
        first = np.array(first_odds())
        last = np.array(last_odds())
        peaks = emitted.max(axis=1, keepdims=True)
        odds = np.exp(emitted - peaks)
        powers = np.exp(table)
        rows, totals, count = np.empty_like(emitted), np.empty(len(emitted)), len(self.active)
        for at in range(count):
            lines = slice(self.offsets[at], self.offsets[at + 1])
            if at:
                before = rows[self.offsets[at - 1] : self.offsets[at - 1] + self.active[at]]
                row = np.einsum("na,nab->nb", before, powers[self.kinds[lines]]) * odds[lines]
            else:
                row = odds[lines] * np.exp(first)
            totals[lines] = row.sum(axis=1)
            rows[lines] = row / totals[lines][:, None]
        marginal, step_gradient = np.empty_like(emitted), np.zeros_like(table)
        ends = 0.0
        after: Any = None
        for at in range(count - 1, -1, -1):
            lines = slice(self.offsets[at], self.offsets[at + 1])
            going = self.active[at + 1] if at + 1 < count else 0
            row = np.empty((self.active[at], ROLES))
            closing = rows[lines][going:] * np.exp(last)
            whole = closing.sum(axis=1, keepdims=True)
            ends += float(np.log(whole).sum())
            row[going:] = closing / whole
            if going:
                next_lines = slice(self.offsets[at + 1], self.offsets[at + 2])
                joint = rows[lines][:going, :, None] * powers[self.kinds[next_lines]]
                joint *= (after / np.maximum(joint.sum(axis=1), 1e-300))[:, None, :]
                np.add.at(step_gradient, self.kinds[next_lines], joint)
                row[:going] = joint.sum(axis=2)
            marginal[lines] = row
            after = row
        truth = np.arange(len(emitted)), self.roles
        loss = float(np.log(totals).sum() + peaks.sum()) + ends - float(emitted[truth].sum())
        marginal[truth] -= 1
        for at in range(1, count):
            lines = slice(self.offsets[at], self.offsets[at + 1])
            before = self.roles[self.offsets[at - 1] : self.offsets[at - 1] + self.active[at]]
            loss -= float(table[self.kinds[lines], before, self.roles[lines]].sum())
            np.add.at(step_gradient, (self.kinds[lines], before, self.roles[lines]), -1)
        return loss, marginal, step_gradient


def _possible(page: Sample) -> bool:
    """Whether the steps allow the page's true roles; a few pages are interrupted where no step allows it."""
    kinds, roles = page.kinds, page.roles
    if not roles or roles[0] not in (Role.OPEN, Role.DISPLAY, Role.RESIDUE) or Role(roles[-1]) not in LAST:
        return False
    closed = [steps.is_closed(end) for end, _, _ in steps.all_kinds()]
    return all(
        may_follow(Role(before), Role(after), closed=closed[kind])
        for before, after, kind in zip(roles, roles[1:], kinds[1:], strict=False)
    )


if __name__ == "__main__":
    sys.exit(main())
