"""A page's lines and the articles that hold them in; which article each line of metadata belongs to out. Pure.

Crawlers keep articles one behind the other, each with a line such as 作者：林小川  时间：2016-10-04: most below the
headline, others above it or behind the text. A line that stands between an article's headline and its text is that
article's. One between two articles is the next one's or the one's before: the nearer one's, else by what the page's
first and last lines show of its habit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xtsearch.indexer.pages.page import Line
from xtsearch.indexer.pages.pieces.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Record:
    """What an article's lines of metadata say of it, and their numbers, ascending."""

    metadata: Metadata = field(default_factory=Metadata)
    lines: tuple[int, ...] = ()


class _Run(NamedTuple):
    """Lines of metadata with no line of an article between them.

    `before`, `after`: the articles that hold the nearest lines on either side, None at the page's edge. `headline`:
    whether the line after is a headline's. `gap_before`, `gap_after`: blank lines on either side.
    """

    numbers: tuple[int, ...]
    before: int | None
    after: int | None
    headline: bool
    gap_before: int
    gap_after: int


def read_records(
    lines: Sequence[Line], metadata: Mapping[int, Metadata], owners: Mapping[int, int], heads: Collection[int]
) -> dict[int, Record]:
    """Article -> its record. `metadata`: number of a line -> what it says, of the lines that are metadata; `owners`:
    number of a line -> the article that holds it; `heads`: numbers of headlines' lines."""
    runs = _runs(lines, metadata, owners, heads)
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    open_runs = []
    for run in runs:
        article = _sure_owner(run)
        if article is None:
            open_runs.append(run)
        else:
            numbers[article] += run.numbers
    habit = _habit(runs)
    several = len(set(owners.values())) > 1
    for run in open_runs:
        if run.before is None and several and numbers and not any(metadata[number].labelled for number in run.numbers):
            continue  # the page's own line: each article has one where it begins
        article = _likely_owner(run, numbers, habit)
        if article is not None:
            numbers[article] += run.numbers
    return {
        article: Record(merge(metadata[number] for number in sorted(own)), tuple(sorted(own)))
        for article, own in numbers.items()
    }


def merge(lines: Iterable[Metadata]) -> Metadata:
    """What several lines say together; where two differ, what the first says."""
    whole = Metadata()
    for line in lines:
        whole = Metadata(
            whole.authors or line.authors,
            whole.date or line.date,
            whole.page or line.page,
            whole.newspaper or line.newspaper,
            whole.agency or line.agency,
            whole.source or line.source,
            whole.column or line.column,
        )
    return whole


def _runs(
    lines: Sequence[Line], metadata: Mapping[int, Metadata], owners: Mapping[int, int], heads: Collection[int]
) -> list[_Run]:
    runs: list[_Run] = []
    numbers: list[int] = []
    before, gap_before, gap = None, 0, 0
    for line in lines:
        gap += line.gap
        if line.number in metadata and line.number not in owners:
            if not numbers:
                gap_before = gap
            numbers.append(line.number)
            gap = 0
        elif line.number in owners:
            article = owners[line.number]
            if numbers:
                runs.append(_Run(tuple(numbers), before, article, line.number in heads, gap_before, gap))
                numbers = []
            before, gap = article, 0
        else:
            gap += 1  # a line of no article parts as a blank line does
    if numbers:
        runs.append(_Run(tuple(numbers), before, None, False, gap_before, gap))
    return runs


def _sure_owner(run: _Run) -> int | None:
    """The article of which the run can only be; None where it may be that before or that after."""
    if run.after is not None and (run.after == run.before or not run.headline):
        return run.after
    return run.before if run.after is None else None


def _habit(runs: Sequence[_Run]) -> bool:
    """Whether lines of metadata stand above the headlines on this page rather than behind the texts."""
    return bool(runs) and runs[0].before is None and runs[-1].after is not None


def _likely_owner(run: _Run, taken: Collection[int], above: bool) -> int | None:
    if run.before is None or run.after is None:
        return run.after if run.before is None else run.before
    if (run.before in taken) != (run.after in taken):
        return run.after if run.before in taken else run.before
    if run.gap_before != run.gap_after:
        return run.after if run.gap_before > run.gap_after else run.before
    return run.after if above else run.before
