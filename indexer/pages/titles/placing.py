"""Lines set as headlines in; kicker, headline and subtitle of each article out. Pure.

A run of such lines may be one headline or several heaped together (seed lines 535-542). It is cut into units, each
of one kicker, headline and subtitle, and the units are given to the articles all at once: by where they stand, by
the words they share with the article, and by what is left for the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import exp, log1p
from typing import NamedTuple

from xtsearch.indexer.pages.page import Line, visible
from xtsearch.indexer.pages.pieces.affinity import Bodies, Shares, nearest
from xtsearch.indexer.pages.pieces.series import SERIES_NAME
from xtsearch.indexer.pages.titles.assignment import best_pairs
from xtsearch.indexer.pages.titles.groups import Group
from xtsearch.indexer.pages.titles.kickers import SUBTITLE, join_headline, joined_odds, read_kickers

BESIDE, BESIDE_AGAINST, BESIDE_MIXED = 2.0, -1.5, 0.7  # next to the article, on the side the page keeps, or not
MIXED_PAGE = -1.0
ELSEWHERE, HEAPED = -3.5, -1.5  # not next to it; in a heap at the page's start or end, where that is no surprise
INSIDE = 1.0  # set into the middle of the article
RUBRIC_SIZE, RUBRIC = 6, -2.0  # a headline of six Han characters or fewer is rather a column's name (画中有话)
UNPLACED = -3.0  # a line in headline form that belongs to no article
SHORT_UNPLACED = {0: 0.0, 1: 0.0, 2: 0.0, 3: 0.0, 4: 0.0, 5: -0.3, 6: -0.3}  # by letters: a column's name has four
SERIES_ALONE = -3.0
MOST_LINES = 4
# What the placing of headlines weighs beside the chain of lines, and the first article left without one: a page that
# misses one may miss more (the seed misses three). On 504 composed pages of the stories that weights are fitted on,
# bodies' fidelity was 0.9882 with 0.7 and 6, 0.9909 with 0.7 and 2, 0.9913 with 0.5 and 3. Since an article's beginning
# counts, it is .9954 with 0.5 and 3, .9949 with 0.5 and 4.5, .9956 with 0.6 and 2.5 or 0.8 and 2.
PLACED, UNTITLED = 0.6, 2.5
MOST_GROUP = 40  # lines; more in headline form are a list or a table


@dataclass(frozen=True)
class Unit:
    lines: tuple[Line, ...]
    group: Group

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple([visible(line.text) for line in self.lines])


@dataclass(frozen=True, slots=True)
class Headline:
    """A unit read: texts with their line numbers, and the probability that it is this article's, and read rightly."""

    kicker: str | None
    title: str
    subtitle: str | None
    kicker_lines: tuple[int, ...]
    title_lines: tuple[int, ...]
    subtitle_lines: tuple[int, ...]
    margin: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """Where a page sets its headlines: log-odds of the article before the headline, and of the one after it."""

    name: str
    before: float
    after: float
    prior: float


SIDES = (
    Side("headlines follow their articles", BESIDE, BESIDE_AGAINST, 0.0),
    Side("headlines precede their articles", BESIDE_AGAINST, BESIDE, 0.0),
    Side("headlines on either side", BESIDE_MIXED, BESIDE_MIXED, MIXED_PAGE),
)


class Form(NamedTuple):
    """What some lines' form says, whichever article they are given to: log-odds, of these what their line ends say,
    those that no article has them, and which of them name a series."""

    texts: tuple[str, ...]
    score: float
    joined: float
    unplaced: float
    series: tuple[bool, ...]


#: Numbers of a unit's first and last line, how many lines, and whether they stand in a heap -> its form.
Forms = dict[tuple[int, int, int, bool], Form]


class Piece(NamedTuple):
    """Lines of a group that it could be cut into, on whichever side headlines stand: what their form says, and for
    each article that may have them the log-odds by the wording."""

    lines: tuple[Line, ...]
    group: Group
    form: Form
    wording: Mapping[int, float]


#: First line of a group and line behind the last -> the piece of these lines.
Pieces = Mapping[tuple[int, int], Piece]
#: The best placing of headlines: its log-odds, side, units, the scores of pairs and the pairs chosen.
Placing = tuple[float, Side, list[Unit], dict[tuple[int, int], float], dict[int, int]]


class Suitability:
    """How well headlines suit a page's articles, asked again and again with one or two of these parted or joined."""

    def __init__(self) -> None:
        self._sides: Sequence[Side] = SIDES
        self._forms: Forms = {}
        self._first: tuple[Sequence[Group], Bodies, Placing] | None = None

    def of(self, groups: Sequence[Group], bodies: Bodies) -> float:
        """In log-odds: the best placing, less what it costs to leave any out. The side on which the page sets its
        headlines is that of the first answer."""
        placing = _placing(groups, bodies, self._sides, self._forms)
        total, side, _, _, pairs = placing
        if self._first is None:
            self._first = groups, bodies, placing
        self._sides = (side,)
        return PLACED * (total - (UNTITLED if bodies.count > len(pairs) else 0.0))

    def placing(self, groups: Sequence[Group], bodies: Bodies) -> tuple[Bodies, Placing]:
        """The best placing: that of the first answer where nothing has changed since, as on most pages."""
        if self._first is not None and self._first[0] == groups and self._first[1].same(bodies):
            return self._first[1:]
        return bodies, _placing(groups, bodies, SIDES, {})


def place_headlines(
    groups: Sequence[Group], bodies: Bodies, suitability: Suitability
) -> tuple[dict[int, Headline], list[Unit]]:
    """Article index -> its headline, and the units that no article gets. `suitability` is what was asked before."""
    lists = [Unit(group.lines, group) for group in groups if len(group.lines) > MOST_GROUP]
    bodies, (_, side, units, scores, pairs) = suitability.placing(groups, bodies)
    rivals = _rivals(scores)
    served = frozenset(pairs.values())
    headlines = {
        article: _read(units[row], article, bodies, side, _margin(row, article, scores, rivals, pairs, served))
        for row, article in pairs.items()
    }
    return headlines, lists + [unit for row, unit in enumerate(units) if row not in pairs]


def _placing(groups: Sequence[Group], bodies: Bodies, sides: Sequence[Side], forms: Forms) -> Placing:
    groups = [group for group in groups if len(group.lines) <= MOST_GROUP]
    best: Placing | None = None
    texts = [[visible(line.text) for line in group.lines] for group in groups]
    bodies.ask(text for lines in texts for text in (*lines, "".join(lines)))  # line ends may part pairs of characters
    cuttings = [(group, _pieces(group, bodies, forms)) for group in groups]
    parted = sum(_parted(len(group.lines), pieces) for group, pieces in cuttings)
    for side in sides:
        chosen = [piece for group, pieces in cuttings for piece in _cut(group, pieces, side)]
        scores = {
            (row, article): _position(piece.group, article, side) + wording - piece.form.unplaced
            for row, piece in enumerate(chosen)
            for article, wording in piece.wording.items()
        }
        pairs = best_pairs(scores)
        total = (
            side.prior
            + parted
            + sum(scores[pair] for pair in pairs.items())
            + sum(piece.form.unplaced for piece in chosen)
        )
        if best is None or total > best[0] + 1e-9:
            best = (total, side, [Unit(piece.lines, piece.group) for piece in chosen], scores, pairs)
    assert best is not None
    return best


def _pieces(group: Group, bodies: Bodies, forms: Forms) -> Pieces:
    """All that the group's lines could be cut into."""
    beside = {group.before} if group.inside else {group.before, group.following}
    near = {article for article in beside if article is not None}
    said = [bodies.shares(visible(line.text)) for line in group.lines]
    found: dict[tuple[int, int], Piece] = {}
    for end in range(1, len(group.lines) + 1):
        for start in range(max(0, end - MOST_LINES), end):
            lines = group.lines[start:end]
            form = _form(lines, bodies, forms, heaped=group.heaped)
            found[start, end] = Piece(lines, group, form, _wording(form, said[start:end], near, bodies.served))
    return found


def _parted(count: int, pieces: Pieces) -> float:
    """Log-probability that every line is a headline of its own, from which the pieces' log-odds are counted."""
    return -sum(log1p(exp(pieces[at, at + 2].form.joined)) for at in range(count - 1))


def _cut(group: Group, pieces: Pieces, side: Side) -> list[Piece]:
    """The group's lines in pieces: the cut with the best sum, where neighbouring pieces go to different articles."""
    count = len(group.lines)
    if count == 1:
        return [pieces[0, 1]]
    positions: dict[int, float] = {}
    # best[end] -> article of the last piece (None: unplaced) -> (score, start of that piece, article before it): the
    # best and, for a next piece of the same article, the best of another
    best: list[dict[int | None, tuple[float, int, int | None]]] = [{None: (0.0, 0, None)}]
    for end in range(1, count + 1):
        row: dict[int | None, tuple[float, int, int | None]] = {}
        for start in range(max(0, end - MOST_LINES), end):
            piece = pieces[start, end]
            options: list[tuple[int | None, float]] = [(None, piece.form.unplaced)]
            for at, wording in piece.wording.items():
                if at not in positions:
                    positions[at] = _position(group, at, side)
                options.append((at, positions[at] + wording))
            for article, gain in options:
                for last, (score, _, _) in best[start].items():
                    if article is None or last != article:
                        if article not in row or score + gain > row[article][0] + 1e-9:
                            row[article] = (score + gain, start, last)
                        break  # what comes after is no better
        best.append(dict(sorted(row.items(), key=lambda item: -item[1][0])[:2]))
    cut: list[Piece] = []
    end = count
    article = max(best[count], key=lambda key: best[count][key][0])
    while end:
        _, start, before = best[end][article]
        cut.append(pieces[start, end])
        end, article = start, before
    return cut[::-1]


def _unplaced(texts: Sequence[str]) -> float:
    return sum(SHORT_UNPLACED.get(_letters(text), UNPLACED) for text in texts) - 2 * (len(texts) - 1)


def _is_rubric(text: str) -> bool:
    return _letters(text) <= RUBRIC_SIZE


@lru_cache(maxsize=1 << 10)
def _letters(text: str) -> int:
    return len(re.findall(r"[^\W_]", text))


def _position(group: Group, article: int, side: Side) -> float:
    """Log-odds that a unit of the group is the article's headline, by where both stand."""
    if group.inside:
        return INSIDE if article == group.before else ELSEWHERE
    if article == group.before:
        return side.before
    if article == group.following:
        return side.after
    return HEAPED if group.heaped else ELSEWHERE


def _form(lines: tuple[Line, ...], bodies: Bodies, forms: Forms, *, heaped: bool) -> Form:
    key = lines[0].number, lines[-1].number, len(lines), heaped
    form = forms.get(key)
    if form is None:
        texts = tuple(visible(line.text) for line in lines)
        score = 0.0
        if all(map(_is_rubric, texts)):
            score += RUBRIC
        elif SERIES_NAME.search(texts[-1]) and not SUBTITLE.search(texts[-1]):
            score += SERIES_ALONE  # a series is named above its headline
        joined = _joined(lines, bodies, forms, heaped=heaped)
        series = [SERIES_NAME.search(text) is not None for text in texts[:-1]]
        form = forms[key] = Form(texts, score + joined, joined, _unplaced(texts), (*series, False))
    return form


def _joined(lines: tuple[Line, ...], bodies: Bodies, forms: Forms, *, heaped: bool) -> float:
    """Log-odds that these are lines of one headline, by each line end."""
    if len(lines) < 2:
        return 0.0
    if len(lines) > 2:
        return sum(_form(pair, bodies, forms, heaped=heaped).joined for pair in pairwise(lines))
    one, two = lines
    return joined_odds(visible(one.text), visible(two.text), bodies, gap=two.gap > 0, heaped=heaped)


def _wording(form: Form, said: Sequence[Shares], beside: set[int], served: frozenset[int]) -> dict[int, float]:
    """What the lines' words and form say, wherever they stand: for the articles beside them, and for the few that
    share most with them."""
    found = {}
    for article in sorted(beside.union(nearest(said)) - served):
        score = form.score
        for series, shares in zip(form.series, said, strict=True):
            value = shares.odds.get(article, shares.unshared)
            score += max(0.0, value) if series else value
        found[article] = score
    return found


def _rivals(scores: Mapping[tuple[int, int], float]) -> dict[str, defaultdict[int, list[tuple[float, int]]]]:
    rows: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    columns: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for (row, column), score in scores.items():
        rows[row].append((score, column))
        columns[column].append((score, row))
    return {"rows": rows, "columns": columns}


def _margin(
    row: int,
    article: int,
    scores: Mapping[tuple[int, int], float],
    rivals: Mapping[str, Mapping[int, list[tuple[float, int]]]],
    pairs: Mapping[int, int],
    served: frozenset[int],
) -> float:
    """By how much the pair beats leaving the unit out, its next best article, and the article's next best free unit."""
    own = scores[row, article]
    other_articles = [score for score, column in rivals["rows"][row] if column != article and column not in served]
    other_units = [score for score, other in rivals["columns"][article] if other != row and other not in pairs]
    return own - max([0.0, *other_articles, *other_units])


def _read(unit: Unit, article: int, bodies: Bodies, side: Side, margin: float) -> Headline:
    roles, lead = read_kickers(unit.texts, bodies, [line.gap > 0 for line in unit.lines])
    parts: dict[str, list[Line]] = {"K": [], "T": [], "S": []}
    for role, line in zip(roles, unit.lines, strict=True):
        parts[role].append(line)
    held, whole = bodies.shared("".join(unit.texts), article)
    evidence = [f"headline shares {held:.1f} of {whole:.1f} of its words' weight with the body"]
    if not unit.group.inside and article in (unit.group.before, unit.group.following):
        evidence.append(f"headline stands beside the body; on this page {side.name}")
    elif unit.group.heaped:
        evidence.append("headline taken from a heap of headlines by its words")
    else:
        evidence.append("headline stands elsewhere on the page")
    return Headline(
        join_headline([line.text for line in parts["K"]], bodies) if parts["K"] else None,
        join_headline([line.text for line in parts["T"]], bodies),
        join_headline([line.text for line in parts["S"]], bodies) if parts["S"] else None,
        tuple(line.number for line in parts["K"]),
        tuple(line.number for line in parts["T"]),
        tuple(line.number for line in parts["S"]),
        min(margin, lead),
        tuple(evidence),
    )
