"""`python -m training.fit_roles --data FOLDER`: fits the weights of indexer/pages/lines/weights.json to composed pages.

The model is a linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) over the features that
`lines/features.py` declares and the kinds of steps of `lines/steps.py`. Its likelihood, with a Gaussian prior of the
weights, is maximised by L-BFGS. Pages are composed of one half of the stories; the other half is kept for measuring
(`python -m benchmarks splitting`).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.compose.families import FAMILIES, training_pages
from training.compose.page import BODY, ComposedPage
from training.compose.stories import read_pool
from training.numeric import VERSIONS, minimize, np, sparse
from training.places import ROOT, SHARED_DATA
from training.weights_file import PageHash, format_weights, round_weight
from xtsearch.indexer.pages.lines import steps
from xtsearch.indexer.pages.lines.extraction import read_features
from xtsearch.indexer.pages.lines.features import TABLE
from xtsearch.indexer.pages.lines.labelling import first_odds, last_odds
from xtsearch.indexer.pages.lines.roles import LAST, Role, may_follow
from xtsearch.indexer.pages.lines.silences import read_silences
from xtsearch.indexer.pages.lines.traits import read_traits
from xtsearch.indexer.pages.page import read_page

WEIGHTS = ROOT / "indexer" / "pages" / "lines" / "weights.json"
RAREST = 25  # a feature that fewer lines have is not weighed
FORBIDDEN = -60.0
ROLES = len(Role)
#: A page for the fit: for each line its features, the kind of the step that leads to it, and its true role.
Sample = tuple[list[tuple[str, ...]], list[int], list[int]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.fit_roles", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED_DATA, help="folder of news.jsonl")
    parser.add_argument(
        "--pages",
        type=int,
        nargs="+",
        default=[60, 40],
        metavar="N",
        help="compose N pages of usual length of each family; several N: the mean of a fit to each",
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="FAMILY",
        choices=[family.name for family in FAMILIES],
        help="leave out a family of pages; may be given several times",
    )
    parser.add_argument("--prior", type=float, default=2.0, help="variance of the weights' prior")
    parser.add_argument("--iterations", type=int, default=90, help="the most steps of the optimiser")
    parser.add_argument("--output", type=Path, default=WEIGHTS, help="the file that is written")
    options = parser.parse_args(arguments)
    pool = read_pool(options.data / "news.jsonl", held_out=False)
    fits = [
        fit_pages(training_pages(pool, pages, options.without), options.prior, options.iterations)
        for pages in options.pages
    ]
    options.output.write_text(format_fits(fits, _command(options)), encoding="utf-8")
    for fit in fits:
        print(f"{fit.pages} pages, {fit.lines} lines, {len(fit.features)} features; {fit.report}", file=sys.stderr)
    return 0


def _command(options: argparse.Namespace) -> str:
    """The command without what names places of this machine."""
    pages = " ".join(map(str, options.pages))
    without = "".join(f" --without '{family}'" for family in options.without)
    return (
        f"python -m training.fit_roles --pages {pages} --prior {options.prior:g}"
        f" --iterations {options.iterations}{without}"
    )


@dataclass(frozen=True)
class Fit:
    """Weights by name, of features a column a role; and what they were fitted to. `lines` are those of the pages whose
    true roles the steps allow."""

    features: dict[str, tuple[float, ...]]
    steps: dict[str, float]
    pages: int
    lines: int
    sha256: str
    report: str


def fit_pages(pages: Iterable[ComposedPage], prior: float, iterations: int) -> Fit:
    """The weights by which the true roles of the pages' lines are likeliest."""
    pages_hash = PageHash()
    samples = [sample(pages_hash.add(page)) for page in pages]
    return fit_samples(samples, prior, iterations, pages_hash.sha256)


def fit_samples(samples: Sequence[Sample], prior: float, iterations: int, sha256: str = "") -> Fit:
    """The same for pages whose features are read already; `sha256` is the hash of the pages."""
    model = Model(samples, prior)
    weights, report = model.fit(iterations)
    split = len(model.names) * ROLES
    features = {
        name: tuple(map(float, row)) for name, row in zip(model.names, weights[:split].reshape(-1, ROLES), strict=True)
    }
    step_weights = dict(zip(model.step_names, map(float, weights[split:]), strict=True))
    return Fit(features, step_weights, len(samples), model.lines, sha256, report)


def format_fits(fits: Sequence[Fit], command: str) -> str:
    """The mean of the fits as the file that ships. A feature that one fit had too few lines of counts as zero there."""
    nothing = (0.0,) * ROLES
    fitted = {name for fit in fits for name in fit.features}
    features = {
        name: [round_weight(sum(column) / len(fits)) for column in zip(*rows, strict=True)]
        for name in sorted(fitted)
        for rows in [[fit.features.get(name, nothing) for fit in fits]]
    }
    return format_weights(
        {
            "provenance": {
                "command": command,
                "fitted_to": [{"pages": fit.pages, "lines": fit.lines, "sha256": fit.sha256} for fit in fits],
                "reproducible": True,
                **VERSIONS,
            },
            "roles": [role.name for role in Role],
            "features": features,
            "unseen": sorted(TABLE.names.keys() - fitted),
            "steps": {
                name: round_weight(sum(fit.steps[name] for fit in fits) / len(fits)) for name in steps.all_names()
            },
        }
    )


# --- the pages


def sample(page: ComposedPage) -> Sample:
    """The page's features, kinds of steps and true roles."""
    read = read_page(page.text, page.forms)
    traits = read_traits(read, None)
    features = read_features(read, traits, read_silences(read, traits))
    closed = {line.number: trait.closed for line, trait in zip(read.lines, traits, strict=True)}
    roles = true_roles(page, [line.number for line in read.lines], closed)
    return features, steps.step_kinds(read, traits), [int(role) for role in roles]


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
        counts = Counter(name for features, _, _ in samples for line in features for name in line)
        self.names = sorted(name for name, count in counts.items() if count >= RAREST)
        self.prior = prior
        samples = sorted(filter(_possible, samples), key=lambda page: -len(page[0]))
        self.lengths = np.array([len(features) for features, _, _ in samples])
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
            for page_features, page_kinds, page_roles in samples[: self.active[at]]:
                for name in page_features[at]:
                    if name in place:
                        rows.append(row)
                        columns.append(place[name])
                kinds.append(page_kinds[at])
                roles.append(page_roles[at])
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

    def fit(self, iterations: int) -> tuple[Any, str]:
        """The weights, features first; and how the optimiser ended."""
        size = len(self.names) * ROLES + self.parts.shape[1]
        options = {"maxiter": iterations, "maxcor": 12}
        result = minimize(self._loss, np.zeros(size), jac=True, method="L-BFGS-B", options=options)
        return result.x, f"{result.message}, {result.nit} steps, {result.fun / self.lines:.5f} nats a line"

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
    _, kinds, roles = page
    if not roles or roles[0] not in (Role.OPEN, Role.DISPLAY, Role.RESIDUE) or Role(roles[-1]) not in LAST:
        return False
    closed = [steps.is_closed(end) for end, _, _ in steps.all_kinds()]
    return all(
        may_follow(Role(before), Role(after), closed=closed[kind])
        for before, after, kind in zip(roles, roles[1:], kinds[1:], strict=False)
    )


if __name__ == "__main__":
    sys.exit(main())
