"""A group of display lines in; the headlines into which it is best cut, each of one to four lines, out. Pure.

    >>> from xtsearch.indexer.pages.page import read_lines
    >>> lines, _ = read_lines("坚决斩断招投标\\n背后贪腐链条")
    >>> group = Group(lines, None, 0, inside=False, heaped=False)
    >>> candidates = read_candidates(group, Bodies(["我市坚决斩断招投标背后贪腐链条。"]), {})
    >>> [len(headline.lines) for headline in cut_group(group, candidates, lambda article: 2.0)]
    [2]

A group may be one headline or several in a heap (seed lines 535-542). Each candidate, some lines of the group in a row,
is scored: by its form, whichever article it goes to, and by its words for the articles that may have it. The cut with
the highest sum is found by dynamic programming over the line ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import exp, log1p
from typing import NamedTuple

from xtsearch.indexer.pages.page import Line
from xtsearch.indexer.pages.pieces.affinity import Bodies, Shares, nearest
from xtsearch.indexer.pages.pieces.series import SERIES_NAME
from xtsearch.indexer.pages.titles.facts import MOST_LINES
from xtsearch.indexer.pages.titles.groups import DisplayLine, Group, HeadlineSetting
from xtsearch.indexer.pages.titles.kickers import DASHES, ONE_SIZE, SUBTITLE_FORM, joined_odds

# Log-odds.
RUBRIC_SIZE, RUBRIC = 6, -1.0  # a headline of six Han characters or fewer is rather a column's name (画中有话)
# A second line of a headline need not share words with the article's beginning, as the first does (`affinity.UNLED`).
# Of 771 headlines of pages kept for measuring .912 are right with 0, .914 with 1, .901 with 2.
FURTHER_LINE = 1.0
UNPLACED = -3.0  # a line in headline form that belongs to no article
SHORT_UNPLACED = {0: 0.0, 1: 0.0, 2: 0.0, 3: 0.0, 4: 0.0, 5: -0.3, 6: -0.3}  # by letters: a column's name has four
LEAST_JOINED = -15.0  # lines that are less likely of one headline are not tried as one
# Lines so large, in one size and without a gap, are of one headline with these odds: the loader knows the layout. Of
# 240 headlines of printed pages, half PDF and half boxes, .933 are exact without, .942 with it, and last lines of two
# characters are no longer left over.
LARGE, ONE_BLOCK = 1.3, 4.0
BEGINS_WITH_DASH = -8.0  # that a headline begins with a subtitle (——写在…), below another line set as a headline
SERIES_ALONE = -3.0  # the name of a series stands above a headline and is none itself


class FormOdds(NamedTuple):
    """What the form of some lines says, whichever article they are given to, in log-odds.

    `score`: that they are an article's headline; `joined`, a part of it: what the line ends say; `unplaced`: that no
    article has them. `series`: which of the lines name a series.
    """

    score: float
    joined: float
    unplaced: float
    series: tuple[bool, ...]


#: Numbers of two lines, whether each is full, whether they stand in a heap, how the page sets headlines -> log-odds
#: that they are of one headline.
JointCache = dict[tuple[int, int, bool, bool, bool, HeadlineSetting], float]


class Candidate(NamedTuple):
    """Lines of a group in a row that may be one headline, whichever side of articles headlines stand on.

    `wording`: for each article that may have them, the log-odds by their words and form.
    """

    lines: tuple[Line, ...]
    group: Group
    form: FormOdds
    wording: Mapping[int, float]


#: First line of a group and line behind the last -> the candidate of these lines.
Candidates = Mapping[tuple[int, int], Candidate]


def read_candidates(group: Group, bodies: Bodies, joints: JointCache) -> Candidates:
    """All candidates of a group."""
    beside = {group.before} if group.inside else {group.before, group.following}
    near = {article for article in beside if article is not None}
    display = group.display_lines(group.lines)
    shares = [bodies.shares(line.text) for line in display]
    forms = [_line_form(line.text) for line in display]
    joined = _joined_odds(group, display, bodies, joints)
    candidates: dict[tuple[int, int], Candidate] = {}
    for end in range(1, len(display) + 1):
        for start in range(end - 1, max(-1, end - 1 - MOST_LINES), -1):
            joint = sum(joined[start : end - 1])
            if joint < LEAST_JOINED:
                break
            form = _form_odds(forms[start:end], joint, below=start > 0 and not display[start].gap)
            wording = _wording(form, shares[start:end], near, bodies.served)
            candidates[start, end] = Candidate(group.lines[start:end], group, form, wording)
    return candidates


def parted_odds(group: Group, candidates: Candidates) -> float:
    """Log-probability that every line of the group is a headline of its own. The odds of candidates count from it."""
    pairs = (candidates.get((at, at + 2)) for at in range(len(group.lines) - 1))
    return -sum(log1p(exp(pair.form.joined)) for pair in pairs if pair)


def cut_group(group: Group, candidates: Candidates, position: Callable[[int], float]) -> list[Candidate]:
    """The cut with the highest sum. Candidates that follow each other go to different articles, or to none.

    `position(article)`: log-odds that a headline of this group is the article's, by where both stand.
    """
    count = len(group.lines)
    if count == 1:
        return [candidates[0, 1]]
    positions: dict[int, float] = {}
    # best[end]: article of the last candidate (None: of no article) -> score, where that candidate starts, the article
    # before it. Kept are the best article and the second best, which the next candidate needs if it goes to the best.
    best: list[dict[int | None, tuple[float, int, int | None]]] = [{None: (0.0, 0, None)}]
    for end in range(1, count + 1):
        row: dict[int | None, tuple[float, int, int | None]] = {}
        for start in range(max(0, end - MOST_LINES), end):
            candidate = candidates.get((start, end))
            if candidate is None:
                continue
            options: list[tuple[int | None, float]] = [(None, candidate.form.unplaced)]
            for at, wording in candidate.wording.items():
                if at not in positions:
                    positions[at] = position(at)
                options.append((at, positions[at] + wording))
            for article, gain in options:
                for last, (score, _, _) in best[start].items():
                    if article is None or last != article:
                        if article not in row or score + gain > row[article][0] + 1e-9:
                            row[article] = (score + gain, start, last)
                        break  # the second best is no better
        best.append(dict(sorted(row.items(), key=lambda item: -item[1][0])[:2]))
    cut: list[Candidate] = []
    end = count
    article = max(best[count], key=lambda key: best[count][key][0])
    while end:
        _, start, before = best[end][article]
        cut.append(candidates[start, end])
        end, article = start, before
    return cut[::-1]


def _joined_odds(group: Group, display: Sequence[DisplayLine], bodies: Bodies, joints: JointCache) -> list[float]:
    """For each line end of the group the log-odds that it stands inside a headline."""
    odds = []
    for (upper, lower), (above, below) in zip(pairwise(group.lines), pairwise(display), strict=True):
        key = upper.number, lower.number, above.full, below.full, group.heaped, group.setting
        if key not in joints:
            joints[key] = joined_odds(above, below, bodies, heaped=group.heaped)
            if _is_one_block(upper, lower):
                joints[key] = max(joints[key], ONE_BLOCK)
        odds.append(joints[key])
    return odds


def _is_one_block(upper: Line, lower: Line) -> bool:
    """Whether two lines were set large, in one size, with nothing between: where sizes are known, so is the layout."""
    sizes = upper.form.size or 0.0, lower.form.size or 0.0
    large = min(sizes) >= LARGE and max(sizes) < ONE_SIZE * min(sizes)
    return large and lower.gap == 0 and not SUBTITLE_FORM.search(lower.text)


def _form_odds(forms: Sequence[_LineForm], joined: float, *, below: bool) -> FormOdds:
    """`below`: another line set as a headline stands right above these."""
    score = joined + (BEGINS_WITH_DASH if below and forms[0].dash else 0.0)
    if all(form.rubric for form in forms):
        score += RUBRIC
    elif forms[-1].series and not forms[-1].subtitle:
        score += SERIES_ALONE
    unplaced = sum([form.unplaced for form in forms]) - (len(forms) - 1)
    return FormOdds(score, joined, unplaced, (*[form.series for form in forms[:-1]], False))


class _LineForm(NamedTuple):
    """What a line's own form says, whatever it is set with: that no article has it (log-odds), that it may be a
    column's name, that it names a series, that it is set as a subtitle, that it begins with a dash."""

    unplaced: float
    rubric: bool
    series: bool
    subtitle: bool
    dash: bool


def _line_form(text: str) -> _LineForm:
    letters = len(re.findall(r"[^\W_]", text))
    return _LineForm(
        SHORT_UNPLACED.get(letters, UNPLACED),
        letters <= RUBRIC_SIZE,
        SERIES_NAME.search(text) is not None,
        SUBTITLE_FORM.search(text) is not None,
        text.startswith(DASHES),
    )


def _wording(form: FormOdds, shares: Sequence[Shares], beside: set[int], served: frozenset[int]) -> dict[int, float]:
    """What the lines' words and form say of the articles beside them and of the few that share most words with them."""
    odds = {}
    for article in sorted(beside.union(nearest(shares)) - served):
        score = form.score + FURTHER_LINE * (len(shares) - 1)
        for series, line_shares in zip(form.series, shares, strict=True):
            value = line_shares.odds.get(article, line_shares.unshared)
            score += max(0.0, value) if series else value
        odds[article] = score
    return odds
