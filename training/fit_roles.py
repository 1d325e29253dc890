"""`python -m training.fit_roles --data FOLDER`: fits the weights of indexer/pages/lines/weights.py on composed pages.

A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) over the features that `features.py` names,
its likelihood maximised with a Gaussian prior by L-BFGS. Needs numpy and scipy; what is written needs neither.
Pages are composed of one half of the stories; the other half is for measuring (`splitting`).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped, unused-ignore]  # scipy has no types
from scipy.optimize import minimize  # type: ignore[import-untyped, unused-ignore]  # scipy has no types

from training.compose import ornaments
from training.compose.layouts import LAYOUTS, Layout
from training.compose.page import BODY, ComposedPage, compose
from training.compose.sheet import Owner
from training.compose.stories import Story, read_stories
from training.places import ROOT, SHARED_DATA
from xtsearch.indexer.pages.lines import weights
from xtsearch.indexer.pages.lines.features import read_features
from xtsearch.indexer.pages.lines.labelling import ALONE, CLOSED, STARTS, first_odds, last_odds, step_kinds
from xtsearch.indexer.pages.lines.openings import read_silences
from xtsearch.indexer.pages.lines.roles import LAST, Role, may_follow
from xtsearch.indexer.pages.lines.traits import read_traits
from xtsearch.indexer.pages.page import read_page

WEIGHTS = ROOT / "indexer" / "pages" / "lines" / "weights.py"
RAREST = 25  # lines that must have a feature for it to be weighed
INTERRUPTED = 0.03  # of lines: before so many stands what is no article's
KINDS = 4 * 2 * STARTS
FORBIDDEN = -60.0
ROLES = len(Role)
Sample = tuple[list[tuple[str, ...]], list[int], list[int]]  # features, kinds of steps, roles; a line each


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.fit_roles", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED_DATA, help="folder of news.jsonl")
    parser.add_argument(
        "--pages", type=int, nargs="+", default=[60, 40], help="pages of each layout; the mean of a fit to each number"
    )
    parser.add_argument(
        "--keep", type=int, default=0, metavar="N", help="the weights that ship are as good as N of these fits"
    )
    parser.add_argument("--prior", type=float, default=2.0, help="variance of the weights' prior")
    options = parser.parse_args(arguments)
    stories = read_stories(options.data / "news.jsonl", held_out=False)
    fits = [_fit(stories, pages, options.prior) for pages in options.pages]
    most = max(fits, key=lambda each: each.lines)
    fits += [_shipped()] * options.keep
    counts = {"pages": most.pages, "lines": most.lines, "fits": len(fits)}
    WEIGHTS.write_text(table(mean([f.features for f in fits]), mean([f.steps for f in fits]), counts), encoding="utf-8")
    print(f"{most.pages} pages, {most.lines} lines, {len(most.features)} features", file=sys.stderr)
    return 0


@dataclass(frozen=True)
class Fit:
    """Weights by name: of features, a column a role, and of steps, one column."""

    features: dict[str, tuple[float, ...]]
    steps: dict[str, tuple[float, ...]]
    pages: int
    lines: int


def _shipped() -> Fit:
    """The weights as they are: a mean over fits of other features is more even than any one of them."""
    return Fit(dict(weights.FEATURES), {name: (value,) for name, value in weights.STEPS.items()}, 0, 0)


def _fit(stories: Sequence[Story], pages: int, prior: float) -> Fit:
    model = Model([sample(page) for page in training_pages(stories, pages)], prior)
    found = model.fit()
    split = len(model.names) * ROLES
    rows = found[:split].reshape(-1, ROLES).round(2)
    features = {name: tuple(row) for name, row in zip(model.names, rows, strict=True)}
    steps: dict[str, tuple[float, ...]] = {
        name: (value,) for name, value in zip(model.step_names, found[split:].round(2), strict=True)
    }
    return Fit(features, steps, len(model.lengths), model.lines)


def mean(tables: Sequence[dict[str, tuple[float, ...]]]) -> dict[str, tuple[float, ...]]:
    """The mean of what each fit says, nothing being zero: fits stop after some steps, and no two at the same place."""
    names = dict.fromkeys(name for table in tables for name in table)
    nothing = (0.0,) * max(len(row) for table in tables for row in table.values())
    return {
        name: tuple(
            sum(column) / len(tables) for column in zip(*(each.get(name, nothing) for each in tables), strict=False)
        )
        for name in names
    }


def table(features: dict[str, tuple[float, ...]], steps: dict[str, tuple[float, ...]], counts: dict[str, int]) -> str:
    """The weights as the module that ships."""
    rows = "".join(
        f"    {name!r}: ({', '.join(f'{value:.2f}' for value in features[name])}),\n" for name in sorted(features)
    )
    pairs = "".join(f"    {name!r}: {value:.2f},\n" for name, (value,) in steps.items() if abs(value) >= 0.005)
    return _MODULE.format(**counts, features=rows, steps=pairs)


def training_pages(stories: Sequence[Story], pages: int) -> Iterator[ComposedPage]:
    """Every layout, and as many pages again whose chances are drawn from all layouts at random."""
    random = Random(5)
    for layout in LAYOUTS:
        for seed in range(pages):
            yield compose(stories, layout, 10_000 + seed)
            page = compose(stories, mixed(random), 20_000 + seed)
            change = CHANGES.get(seed % 8)
            yield change(page, random) if change else page


def flat(page: ComposedPage, _: Random) -> ComposedPage:
    """The page without its blank lines, as some extractors leave it."""
    return _set_anew(page, [(text, page.owners.get(number)) for number, text in _numbered(page) if text.strip()])


def interrupted(page: ComposedPage, random: Random) -> ComposedPage:
    """The page with page numbers and the like among its lines, as of several sheets read as one."""
    lines: list[tuple[str, Owner | None]] = []
    for number, text in _numbered(page):
        if lines and random.random() < INTERRUPTED:
            lines += [(said, (None, "furniture")) for said in ornaments.furniture(random)]
        lines.append((text, page.owners.get(number)))
    return _set_anew(page, lines)


def _numbered(page: ComposedPage) -> Iterator[tuple[int, str]]:
    return enumerate(page.text.rstrip("\n").split("\n"), 1)


def _set_anew(page: ComposedPage, lines: Sequence[tuple[str, Owner | None]]) -> ComposedPage:
    owners = {number: owner for number, (_, owner) in enumerate(lines, 1) if owner is not None}
    return replace(page, text="\n".join(text for text, _ in lines), owners=owners)


def piece(page: ComposedPage, random: Random) -> ComposedPage:
    """Some lines of the page that follow each other, as an extractor's cut leaves them."""
    lines = page.text.split("\n")
    start = random.randrange(len(lines))
    stop = random.randrange(start + 1, len(lines) + 1)
    owners = {number - start: owner for number, owner in page.owners.items() if start < number <= stop}
    return replace(page, text="\n".join(lines[start:stop]), owners=owners)


#: What befalls some of the pages.
CHANGES = {0: piece, 4: piece, 1: flat, 3: interrupted}


def mixed(random: Random) -> Layout:
    """A layout of which each part is that of another one."""
    parts = {name: getattr(random.choice(LAYOUTS), name) for name in Layout.__dataclass_fields__ if name != "name"}
    return replace(LAYOUTS[0], name=f"mixed {random.random()}", **parts)


def sample(page: ComposedPage) -> Sample:
    """The page's features and true roles."""
    read = read_page(page.text)
    traits = read_traits(read, None)
    features = read_features(read, traits, read_silences(read, traits))
    closed = {line.number: trait.closed for line, trait in zip(read.lines, traits, strict=True)}
    roles = true_roles(page, [line.number for line in read.lines], closed)
    return features, step_kinds(read, traits), [int(role) for role in roles]


def true_roles(page: ComposedPage, numbers: Sequence[int], closed: dict[int, bool]) -> list[Role]:
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
        shown = part in ("title", "kicker", "subtitle", "rubric")
        if not inside or last is None:
            roles.append(Role.DISPLAY if shown else Role.RESIDUE)
        elif closed[last]:
            roles.append(Role.HEAD if shown else Role.INSET)
        else:
            roles.append(Role.CUT_HEAD if shown else Role.CUT_INSET)
    return roles


class Model:
    """The pages as matrices, the likelihood and its gradient."""

    def __init__(self, samples: Sequence[Sample], prior: float) -> None:
        counts = Counter(name for features, _, _ in samples for line in features for name in line)
        self.names = sorted(name for name, count in counts.items() if count >= RAREST)
        self.prior = prior
        samples = sorted(samples, key=lambda each: -len(each[0]))
        samples = [each for each in samples if _possible(each)]
        self.lengths = np.array([len(each[0]) for each in samples])
        self.lines = int(self.lengths.sum())
        self.steps = [
            (a, b) for a in Role for b in Role if may_follow(a, b, closed=True) or may_follow(a, b, closed=False)
        ]
        self._number(samples)
        self.parts = self._step_parts()

    def _number(self, samples: Sequence[Sample]) -> None:
        """Lines are laid out by their place on the page, so that all pages go forward together."""
        place = {name: at for at, name in enumerate(self.names)}
        longest = int(self.lengths[0])
        self.active = [int((self.lengths > t).sum()) for t in range(longest)]
        rows, columns, kinds, roles = [], [], [], []
        row = 0
        for t in range(longest):
            for features, kind, role in samples[: self.active[t]]:
                for name in features[t]:
                    if name in place:
                        rows.append(row)
                        columns.append(place[name])
                kinds.append(kind[t])
                roles.append(role[t])
                row += 1
        ones = np.ones(len(rows), dtype=np.float32)
        self.matrix = sparse.csr_matrix((ones, (rows, columns)), shape=(row, len(self.names)))
        self.turned = self.matrix.T.tocsr()
        self.kinds, self.roles = np.array(kinds), np.array(roles)
        self.offsets = np.concatenate([[0], np.cumsum(self.active)])

    def _step_parts(self) -> Any:
        """For each parameter of a step, the entries of the table kinds x roles x roles that it adds to."""
        self.step_names: list[str] = []
        table = np.zeros((KINDS, ROLES, ROLES), dtype=bool)
        parts = []

        def add(name: str, a: Role, b: Role, kinds: Sequence[int]) -> None:
            self.step_names.append(name)
            parts.append([(kind * ROLES + a) * ROLES + b for kind in kinds])

        for a, b in self.steps:
            allowed = [kind for kind in range(KINDS) if may_follow(a, b, closed=kind // STARTS // 2 in (CLOSED, ALONE))]
            table[allowed, a, b] = True
            add(f"{a.name} {b.name}", a, b, allowed)
            for end in range(4):
                for gap in range(2):
                    chosen = [kind for kind in allowed if kind // STARTS == end * 2 + gap]
                    if chosen:
                        add(f"{a.name} {b.name} end {end} gap {gap}", a, b, chosen)
            for start in range(STARTS):
                add(f"{a.name} {b.name} start {start}", a, b, [kind for kind in allowed if kind % STARTS == start])
        self.barred = ~table
        cells = [(cell, at) for at, part in enumerate(parts) for cell in part]
        ones = np.ones(len(cells))
        shape = (KINDS * ROLES * ROLES, len(parts))
        return sparse.csr_matrix((ones, tuple(zip(*cells, strict=True))), shape=shape)

    def fit(self) -> Any:
        size = len(self.names) * ROLES + self.parts.shape[1]
        found = minimize(self._loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 90, "maxcor": 12})
        print(found.message, found.nit, found.fun / self.lines, file=sys.stderr)
        return found.x

    def _loss(self, weights: Any) -> tuple[float, Any]:
        split = len(self.names) * ROLES
        emitted = self.matrix @ weights[:split].reshape(-1, ROLES)
        steps = (self.parts @ weights[split:]).reshape(KINDS, ROLES, ROLES)
        steps[self.barred] = FORBIDDEN
        loss, emitted_gradient, step_gradient = self._expect(emitted, steps)
        gradient = np.concatenate(
            [(self.turned @ emitted_gradient).ravel(), self.parts.T @ np.where(self.barred, 0, step_gradient).ravel()]
        )
        return loss + (weights**2).sum() / (2 * self.prior), gradient + weights / self.prior

    def _expect(self, emitted: Any, steps: Any) -> tuple[float, Any, Any]:
        """Minus the log-likelihood of the true roles, and its gradients by the odds of lines and of steps."""
        first = np.array(first_odds())
        last = np.array(last_odds())
        peaks = emitted.max(axis=1, keepdims=True)
        weights = np.exp(emitted - peaks)
        powers = np.exp(steps)
        rows, totals, count = np.empty_like(emitted), np.empty(len(emitted)), len(self.active)
        for t in range(count):
            here = slice(self.offsets[t], self.offsets[t + 1])
            if t:
                before = rows[self.offsets[t - 1] : self.offsets[t - 1] + self.active[t]]
                row = np.einsum("na,nab->nb", before, powers[self.kinds[here]]) * weights[here]
            else:
                row = weights[here] * np.exp(first)
            totals[here] = row.sum(axis=1)
            rows[here] = row / totals[here][:, None]
        marginal, step_gradient = np.empty_like(emitted), np.zeros_like(steps)
        ends = 0.0
        after: Any = None
        for t in range(count - 1, -1, -1):
            here = slice(self.offsets[t], self.offsets[t + 1])
            going = self.active[t + 1] if t + 1 < count else 0
            row = np.empty((self.active[t], ROLES))
            closing = rows[here][going:] * np.exp(last)
            whole = closing.sum(axis=1, keepdims=True)
            ends += float(np.log(whole).sum())
            row[going:] = closing / whole
            if going:
                then = slice(self.offsets[t + 1], self.offsets[t + 2])
                joint = rows[here][:going, :, None] * powers[self.kinds[then]]
                joint *= (after / np.maximum(joint.sum(axis=1), 1e-300))[:, None, :]
                np.add.at(step_gradient, self.kinds[then], joint)
                row[:going] = joint.sum(axis=2)
            marginal[here] = row
            after = row
        truth = np.arange(len(emitted)), self.roles
        loss = float(np.log(totals).sum() + peaks.sum()) + ends - float(emitted[truth].sum())
        marginal[truth] -= 1
        for t in range(1, count):
            here = slice(self.offsets[t], self.offsets[t + 1])
            before = self.roles[self.offsets[t - 1] : self.offsets[t - 1] + self.active[t]]
            loss -= float(steps[self.kinds[here], before, self.roles[here]].sum())
            np.add.at(step_gradient, (self.kinds[here], before, self.roles[here]), -1)
        return loss, marginal, step_gradient


def _possible(each: Sample) -> bool:
    """Whether the true roles could be read at all: a few pages interrupt what no step allows for."""
    _, kinds, roles = each
    if not roles or roles[0] not in (Role.OPEN, Role.DISPLAY, Role.RESIDUE) or Role(roles[-1]) not in LAST:
        return False
    return all(
        may_follow(Role(a), Role(b), closed=kind // STARTS // 2 in (CLOSED, ALONE))
        for a, b, kind in zip(roles, roles[1:], kinds[1:], strict=False)
    )


_MODULE = '''"""What each feature of a line says of its role, and what each step between two roles costs: log-odds.

Written by `python -m training.fit_roles`: a conditional random field fitted to {pages:,} composed pages of real
articles ({lines:,} lines), the mean of {fits} fits. The columns are the roles in the order of `roles.Role`. Not to be
edited by hand.
"""

# fmt: off
from __future__ import annotations

FEATURES: dict[str, tuple[float, ...]] = {{
{features}}}

STEPS: dict[str, float] = {{
{steps}}}
'''


if __name__ == "__main__":
    sys.exit(main())
