"""Groups of display lines in; the kicker, headline and subtitle of each article out. Pure.

    >>> from xtsearch.indexer.pages.page import read_lines
    >>> lines, _ = read_lines("坚决斩断招投标\\n背后贪腐链条")
    >>> groups = [Group(lines, None, 0, inside=False, heaped=False)]
    >>> headlines, unplaced = place_headlines(groups, Bodies(["我市坚决斩断招投标背后贪腐链条。"]), HeadlineFit())
    >>> headlines[0].title
    '坚决斩断招投标背后贪腐链条'

Each group is cut into headlines (`cutting`), and these are given to the articles all at once (`assignment`): by where
they stand, by the words they share with an article, and by what is left for the other articles. Whether a page sets
headlines before its articles, after them, or on either side is tried in turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from xtsearch.indexer.pages.page import Line, visible
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.titles.assignment import best_pairs
from xtsearch.indexer.pages.titles.cutting import JointCache, cut_group, parted_odds, read_candidates
from xtsearch.indexer.pages.titles.facts import KICKER, SUBTITLE, TITLE
from xtsearch.indexer.pages.titles.groups import Group
from xtsearch.indexer.pages.titles.kickers import join_headline, read_kickers

# Log-odds that a headline is an article's, by where both stand.
# Next to the article: on the page's side, on the other, on either. With the roles of lines as they truly are, .864 of
# 845 headlines of pages that nothing was fitted to are right with BESIDE 2, .871 with 3 and .875 with 3.5: short ones
# (支招, 窗花开) are columns' names by their form alone. Of 1,093 headlines with the roles as they are read, .816 are
# right with 3.5 and cutting.RUBRIC -2, .820 with 4.5 and -1.
BESIDE, BESIDE_AGAINST, BESIDE_MIXED = 4.5, -1.5, 0.7
MIXED_PAGE = -1.0  # that a page sets headlines on either side
ELSEWHERE, HEAPED = -3.5, -1.5  # not next to it; in a heap at the page's start or end, where that is no surprise
INSIDE = 1.0  # set into the middle of the article
# What the placing of headlines weighs beside the lines of the page while openings are in doubt, and what an article
# without a headline costs, once a page: a page that misses one may miss more (the seed misses three). On 504 composed
# pages of the stories that weights are fitted on, bodies' fidelity was 0.9882 with 0.7 and 6, 0.9909 with 0.7 and 2,
# 0.9913 with 0.5 and 3. Since an article's beginning counts, it is .9954 with 0.5 and 3, .9949 with 0.5 and 4.5, .9956
# with 0.6 and 2.5 or 0.8 and 2. On real pages 0.6 cut articles at section headings, which share words with their
# section as headlines do. So USUAL, about what a headline gains beside its article, is taken off each: only a headline
# left over, or an article without one, tells. Of 815 articles of real pages .83 have their headline with 0.3, and 0 or
# 5 as USUAL, .82 with 0.5 and 8; with 5 fewer articles too many are found (1.10 times the true number, with 0 1.11).
PLACED, UNTITLED, USUAL = 0.3, 2.5, 5.0
MOST_GROUP = 40  # lines; more in headline form are a list or a table


@dataclass(frozen=True)
class HeadlineLines:
    """Lines of a group that are taken for one headline."""

    lines: tuple[Line, ...]
    group: Group

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple([visible(line.text) for line in self.lines])


@dataclass(frozen=True, slots=True)
class Headline:
    """An article's headline: texts with their line numbers.

    `margin` is the log-odds that it is this article's, `parts` that its parts are told apart rightly. `beside`: it
    stands next to the body. `evidence` is what a person is told of it.
    """

    kicker: str | None
    title: str
    subtitle: str | None
    kicker_lines: tuple[int, ...]
    title_lines: tuple[int, ...]
    subtitle_lines: tuple[int, ...]
    margin: float
    parts: float
    beside: bool
    evidence: tuple[str, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all its lines."""
        return (*self.kicker_lines, *self.title_lines, *self.subtitle_lines)


@dataclass(frozen=True, slots=True)
class Side:
    """On which side of its articles a page sets headlines.

    `before`: log-odds that a headline belongs to the article before it; `after`: to the one after it. `prior`: of such
    a page. `name`: what a person is told.
    """

    name: str
    before: float
    after: float
    prior: float


SIDES = (
    Side("headlines follow their articles", BESIDE, BESIDE_AGAINST, 0.0),
    Side("headlines precede their articles", BESIDE_AGAINST, BESIDE, 0.0),
    Side("headlines on either side", BESIDE_MIXED, BESIDE_MIXED, MIXED_PAGE),
)


class Placing(NamedTuple):
    """Headlines given to articles. `total` is the log-odds of the whole, `scores` of each headline (by its index in
    `headlines`) with each article that may have it, and `pairs` the chosen ones: headline -> article."""

    total: float
    side: Side
    headlines: list[HeadlineLines]
    scores: dict[tuple[int, int], float]
    pairs: dict[int, int]


class HeadlineFit:
    """How well headlines fit a page's articles.

    It is asked again and again while the openings of articles are in doubt, each time with one or two articles parted
    or joined; what was computed for one answer serves the next.
    """

    def __init__(self) -> None:
        self._sides: Sequence[Side] = SIDES
        self._joints: JointCache = {}
        self._placings: list[tuple[Sequence[Group], Bodies, Placing]] = []

    def score(self, groups: Sequence[Group], bodies: Bodies) -> float:
        """The log-odds of the best placing, less what it costs to leave any article without a headline.

        The first answer settles on which side the page sets its headlines; later ones try no other.
        """
        placing = _place(groups, bodies, self._sides, self._joints)
        self._placings.append((groups, bodies, placing))
        self._sides = (placing.side,)
        untitled = UNTITLED if bodies.count > len(placing.pairs) else 0.0
        return PLACED * (placing.total - USUAL * len(placing.pairs) - untitled)

    def placing(self, groups: Sequence[Group], bodies: Bodies) -> tuple[Bodies, Placing]:
        """The best placing, and the bodies it was computed with: those of an earlier answer, where groups and articles
        were the same."""
        for weighed_groups, weighed_bodies, placing in self._placings:
            if weighed_groups == groups and weighed_bodies.same(bodies):
                return weighed_bodies, placing
        return bodies, _place(groups, bodies, self._sides, {})


def place_headlines(
    groups: Sequence[Group], bodies: Bodies, fit: HeadlineFit
) -> tuple[dict[int, Headline], list[HeadlineLines]]:
    """Article -> its headline; and the headlines that no article gets. `fit` was asked while openings were in doubt."""
    lists = [HeadlineLines(group.lines, group) for group in groups if len(group.lines) > MOST_GROUP]
    bodies, placing = fit.placing(groups, bodies)
    rivals = _Rivals(placing)
    headlines = {
        article: _read(placing.headlines[row], article, bodies, placing.side, rivals.margin(row, article))
        for row, article in placing.pairs.items()
    }
    return headlines, lists + [lines for row, lines in enumerate(placing.headlines) if row not in placing.pairs]


def _place(groups: Sequence[Group], bodies: Bodies, sides: Sequence[Side], joints: JointCache) -> Placing:
    """The best placing of all groups that are not too long, on the best of the sides."""
    groups = [group for group in groups if len(group.lines) <= MOST_GROUP]
    best: Placing | None = None
    texts = [[visible(line.text) for line in group.lines] for group in groups]
    bodies.look_up(text for lines in texts for text in (*lines, "".join(lines)))  # a line end may cut a bigram
    candidates = [(group, read_candidates(group, bodies, joints)) for group in groups]
    parted = sum(parted_odds(group, of_group) for group, of_group in candidates)
    for side in sides:
        chosen = [
            candidate
            for group, of_group in candidates
            for candidate in cut_group(group, of_group, partial(_position, group, side))
        ]
        scores = {
            (row, article): _position(candidate.group, side, article) + wording - candidate.form.unplaced
            for row, candidate in enumerate(chosen)
            for article, wording in candidate.wording.items()
        }
        pairs = best_pairs(scores)
        total = (
            side.prior
            + parted
            + sum(scores[pair] for pair in pairs.items())
            + sum(candidate.form.unplaced for candidate in chosen)
        )
        if best is None or total > best.total + 1e-9:
            headlines = [HeadlineLines(candidate.lines, candidate.group) for candidate in chosen]
            best = Placing(total, side, headlines, scores, pairs)
    assert best is not None
    return best


def _position(group: Group, side: Side, article: int) -> float:
    """Log-odds that a headline of the group is the article's, by where both stand."""
    if group.inside:
        return INSIDE if article == group.before else ELSEWHERE
    if article == group.before:
        return side.before
    if article == group.following:
        return side.after
    return HEAPED if group.heaped else ELSEWHERE


class _Rivals:
    """The scores of a placing, by headline and by article."""

    def __init__(self, placing: Placing) -> None:
        self._scores, self._pairs = placing.scores, placing.pairs
        self._served = frozenset(placing.pairs.values())
        self._by_headline: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        self._by_article: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        for (row, article), score in placing.scores.items():
            self._by_headline[row].append((score, article))
            self._by_article[article].append((score, row))

    def margin(self, row: int, article: int) -> float:
        """By how much this pair beats the best of: no article for the headline, the headline's next best article that
        is free, the article's next best headline that is free."""
        articles = [score for score, rival in self._by_headline[row] if rival != article and rival not in self._served]
        headlines = [score for score, rival in self._by_article[article] if rival != row and rival not in self._pairs]
        return self._scores[row, article] - max([0.0, *articles, *headlines])


def _read(headline: HeadlineLines, article: int, bodies: Bodies, side: Side, margin: float) -> Headline:
    """The lines as the article's headline: its parts told apart and joined."""
    parts, lead = read_kickers(headline.group.display_lines(headline.lines), bodies)
    by_part: Mapping[str, list[Line]] = {KICKER: [], TITLE: [], SUBTITLE: []}
    for part, line in zip(parts, headline.lines, strict=True):
        by_part[part].append(line)
    kicker, title, subtitle = (
        join_headline([line.text for line in lines], bodies) if lines else None for lines in by_part.values()
    )
    kicker_lines, title_lines, subtitle_lines = (
        tuple([number for line in lines for number in line.numbers]) for lines in by_part.values()
    )
    group = headline.group
    beside = article == group.before if group.inside else article in (group.before, group.following)
    evidence = _evidence(headline, article, bodies, side)
    return Headline(
        kicker, title or "", subtitle, kicker_lines, title_lines, subtitle_lines, margin, lead, beside, evidence
    )


def _evidence(headline: HeadlineLines, article: int, bodies: Bodies, side: Side) -> tuple[str, str]:
    shared, whole = bodies.shared("".join(headline.texts), article)
    words = f"headline shares {shared:.1f} of {whole:.1f} of its words' weight with the body"
    group = headline.group
    if not group.inside and article in (group.before, group.following):
        return words, f"headline stands beside the body; on this page {side.name}"
    if group.heaped:
        return words, "headline taken from a heap of headlines by its words"
    return words, "headline stands elsewhere on the page"
