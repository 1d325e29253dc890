"""A page's lines in; what each line is - article opening, body, section head, headline, residue - out. Pure.

    >>> from xtsearch.indexer.pages.page import read_page
    >>> page = read_page("市领导调研文艺工作\\n\\n本报讯（记者 王超）5月13日，我市召开推进会。\\n")
    >>> [role.name for role in label_lines(page).roles]
    ['DISPLAY', 'OPEN']

The page is one row of lines, and each line has one `Role`. How well a role suits a line is the sum of what the weights
say of the line's features; how well the roles of two neighbours go together depends on how the first line ends and how
the second begins. The row of roles with the highest total is found over the whole page at once, so that the lines on
either side of a doubtful line decide it. The same chain of lines says how probable each decision is. The page is read
twice: in the second reading a line also has what its twins were taken for in the first (`twins`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from xtsearch.indexer.pages.lines import steps
from xtsearch.indexer.pages.lines.crf import FORBIDDEN, Chain, Forward, Row
from xtsearch.indexer.pages.lines.doubts import Weigh, settle
from xtsearch.indexer.pages.lines.extraction import LineFeatures, cut_brackets, group_features
from xtsearch.indexer.pages.lines.features import NO_BYLINE, OPENS
from xtsearch.indexer.pages.lines.habits import read_habits, read_marks
from xtsearch.indexer.pages.lines.roles import (
    ANY,
    FIRST,
    FURTHER_TEXT,
    LAST,
    NO_HEADLINE,
    NO_TEXT,
    OPENING,
    TEXT,
    Role,
)
from xtsearch.indexer.pages.lines.silences import Silence, read_silences
from xtsearch.indexer.pages.lines.traits import Trait, read_traits
from xtsearch.indexer.pages.lines.twins import is_sure_text, likenesses, read_twins
from xtsearch.indexer.pages.lines.untitled import claim_headlines, join_records
from xtsearch.indexer.pages.lines.weights import ReadingWeights, shipped
from xtsearch.indexer.pages.page import Page, visible
from xtsearch.indexer.pages.pieces.byline_forms import OpeningForm, is_byline_line
from xtsearch.indexer.pages.pieces.furniture import names_makers
from xtsearch.indexer.pages.pieces.standfirsts import is_standfirst_label

NEVER = -60.0  # log-odds of a role that cannot stand at the page's edge
# Log-odds of an opening behind which the page has nothing but lines in headline form: these are headlines (seed lines
# 535 to 542). So is one line that is shorter than LONE_SIZE em.
LONE_LINE, LONE_SIZE = -9.0, 40.0
# A newspaper of 16 pages has some 8,000 lines (the seed page has 453). A longer text is no page: its lines are labelled
# one by one, which takes little time, and every article of it gets the confidence UNSURE.
MOST_LINES, UNSURE = 8_000, 0.3
# Log-odds that a line opens an article without a byline, beside what the weights say: with 0 more articles are merged
# than cut. Of the headlines of 629 articles of two months of a paper that no weight was fitted to (columns, issue text,
# unwrapped) .798, .841, .886 are right with 0, .813, .846, .890 with .4, .824, .849, .893 with .7.
SILENT_OPENING = 0.7
SURE_DISPLAY = 3.0  # log-odds from which such a line alone is told to be a headline or an opening
MOST_WEIGHED = 40_000  # characters; the seed page has 7,000. In longer texts the lines alone decide doubtful openings
TOO_LONG = "too long for a page"
CLOSED = re.compile(r"[^（《【“]{0,12}[）》】”]")  # brackets or quotes of the line above, by the first words of a line


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """`roles[i]` and `traits[i]` are those of the page's `lines[i]`. The other two have an entry for the index of every
    line that opens an article: `openings` says why an article begins there; `sure` is the probability that the article
    begins and ends where it does, and that its text is told rightly from what stands between."""

    roles: tuple[Role, ...]
    traits: tuple[Trait, ...]
    openings: dict[int, tuple[str, ...]]
    sure: dict[int, float]


def label_lines(
    page: Page,
    newspaper: str | None = None,
    forced: Mapping[int, frozenset[Role]] | None = None,
    weigh: Weigh | None = None,
    metadata: Container[int] | None = None,
    bounds: Container[int] = (),
) -> LabelledPage:
    """The best row of roles for the page's lines.

    `newspaper`: lines that are this name are furniture. `forced`: the only roles that some lines may have, by index.
    `weigh` says how well a row of roles suits the page's headlines, in log-odds; None: the lines alone decide.
    `metadata`: the numbers of lines of metadata, where the caller has read them. `bounds`: the indices of those that
    stand at an article's beginning or end.
    """
    traits = read_traits(page, newspaper, metadata)
    if not traits:
        return LabelledPage((), (), {}, {})
    if len(traits) > MOST_LINES:
        return _label_one_by_one(traits)
    silences = read_silences(page, traits)
    forced = {**_ruled_out(page, traits), **(forced or {})}
    chain = read_twice(page, traits, silences, forced)
    best = _with_an_opening(chain, chain.best()[0], traits, forced)
    forward = chain.forward()
    backward = chain.backward(forward)
    if weigh is not None and sum(len(line.text) for line in page.lines) <= MOST_WEIGHED:
        bylines = [index for index, trait in enumerate(traits) if trait.alone]
        best = settle(chain, best, chain.shares(forward, backward, Role.OPEN), weigh, bylines)
        best = claim_headlines(chain, best, [visible(line.text) for line in page.lines], traits, weigh)
    best = join_records(best, traits, bounds)
    roles = tuple(map(tuple(Role).__getitem__, best))
    openings = {
        index: (_tell_opening(traits[index]), *silences[index].why)
        for index, role in enumerate(roles)
        if role is Role.OPEN
    }
    return LabelledPage(roles, traits, openings, _sure(chain, forward, backward, roles))


def _ruled_out(page: Page, traits: Sequence[Trait]) -> dict[int, frozenset[Role]]:
    """The roles that are left for some lines by index, whatever stands around them. Some are no headline, as
    `_is_no_headline` says; right below a line of reporters another one opens nothing, nor does a credit that closes an
    article; and no article opens inside brackets or quotes (能源观察·中 / 西部）)."""
    left: dict[int, frozenset[Role]] = {}
    names_above = False
    lines = zip(page.lines, traits, cut_brackets(page.lines), strict=False)
    for index, (line, trait, closes) in enumerate(lines):
        text = visible(line.text)
        names = trait.alone and is_byline_line(text)
        if trait.closes or (names and names_above and not line.gap):
            left[index] = NO_HEADLINE - OPENING
        elif names or _is_no_headline(text, trait):
            left[index] = NO_HEADLINE
        elif closes and CLOSED.match(line.text):
            left[index] = ANY - OPENING
        names_above = names
    return left


def _is_no_headline(text: str, trait: Trait) -> bool:
    """Whether the line is a mark that an article goes on from another page, a dateline and nothing else (本报联合国
    2月12日电), a standfirst's label, or names editors or photographers."""
    dateline = trait.opening in (OpeningForm.PAPER, OpeningForm.AGENCY) and text[-1] in "电電讯訊"
    continues = trait.opening is OpeningForm.CONTINUES
    return dateline or continues or is_standfirst_label(text) or names_makers(text)


def _with_an_opening(
    chain: Chain, roles: tuple[int, ...], traits: Sequence[Trait], forced: Mapping[int, frozenset[Role]]
) -> tuple[int, ...]:
    """The roles; where no line opens an article, though there is text, those of the best row with one that does."""
    if Role.OPEN in roles:
        return roles
    may_open = [
        index
        for index, trait in enumerate(traits)
        if Role.OPEN in forced.get(index, ANY)
        and not trait.furniture
        and (trait.opening is not None or (trait.closed and trait.display < 0))
    ]
    if not may_open:
        return roles
    first = max(may_open, key=lambda index: (chain.emitted[index][Role.OPEN], -index))
    return chain.best([OPENING if index == first else ANY for index in range(len(traits))])[0]


def _tell_opening(trait: Trait) -> str:
    return OPENS.tell(trait.opening) if trait.opening else NO_BYLINE


def _label_one_by_one(traits: Sequence[Trait]) -> LabelledPage:
    """Roles by each line's own form alone."""
    roles: list[Role] = []
    begun = False
    for trait in traits:
        if trait.furniture:
            roles.append(Role.RESIDUE)
        elif trait.opens > SURE_DISPLAY or not (begun or trait.display > 0):
            roles.append(Role.OPEN)
            begun = True
        else:
            roles.append(Role.DISPLAY if trait.display > (SURE_DISPLAY if begun else 0) else Role.BODY)
    starts = [index for index, role in enumerate(roles) if role is Role.OPEN]
    openings: dict[int, tuple[str, ...]] = {index: (_tell_opening(traits[index]), TOO_LONG) for index in starts}
    return LabelledPage(tuple(roles), tuple(traits), openings, dict.fromkeys(starts, UNSURE))


def read_twice(
    page: Page, traits: Sequence[Trait], silences: Sequence[Silence], forced: Mapping[int, frozenset[Role]]
) -> Chain:
    """The page as a chain of lines with the log-odds of their roles, as the second reading gives them."""
    weights = shipped()
    rows = group_features(page, traits, silences)
    kinds = steps.step_kinds(page, traits)
    emitted = [weights.first.emit(line) for line in rows]
    shares = read_chain(page, traits, emitted, weights.first, kinds, forced).all_shares()
    twins = read_twins(likenesses(page, traits), shares)
    habits = read_habits(read_marks(page, traits), shares)
    again = [
        odds
        if is_sure_text(row_shares)
        else weights.second.emit(LineFeatures([*row.groups, *of_twins, of_habit], row.own))
        for odds, row_shares, row, of_twins, of_habit in zip(emitted, shares, rows, twins, habits, strict=True)
    ]
    return read_chain(page, traits, again, weights.second, kinds, forced)


def read_chain(
    page: Page,
    traits: Sequence[Trait],
    emitted: Sequence[Sequence[float]],
    weights: ReadingWeights,
    kinds: Sequence[int],
    forced: Mapping[int, frozenset[Role]],
) -> Chain:
    """The page as a chain of lines. `emitted[i]` are the log-odds of the roles at line i by its features, `weights`
    those of the reading."""
    odds = list(emitted)
    last = len(odds) - 1
    for index in range(last, -1, -1):
        lone = index == last and page.lines[index].high < LONE_SIZE
        if traits[index].opening is not None or not (lone or traits[index].display > 0):
            break
        odds[index] = _opening_likelier(odds[index], LONE_LINE)
    for index in _silent(traits):
        odds[index] = _opening_likelier(odds[index], SILENT_OPENING)
    for index, allowed in forced.items():
        odds[index] = [value if role in allowed else FORBIDDEN for role, value in zip(Role, odds[index], strict=True)]
    return Chain(odds, kinds, weights.step_table, first_odds(), last_odds())


def _opening_likelier(odds: Sequence[float], by: float) -> list[float]:
    """The log-odds of the roles at a line, with so much added to that of an opening."""
    return [value + by if role is Role.OPEN else value for role, value in zip(Role, odds, strict=True)]


def _silent(traits: Sequence[Trait]) -> list[int]:
    """The indices of the lines that no byline opens, on the line itself or right above."""
    named = [trait.opening is not None or trait.alone for trait in traits]
    return [index for index in range(1, len(named)) if not (named[index] or named[index - 1])]


def first_odds() -> list[float]:
    """Log-odds of each role at a page's first line."""
    return [0.0 if role in FIRST else NEVER for role in Role]


def last_odds() -> list[float]:
    """Log-odds of each role at a page's last line."""
    return [0.0 if role in LAST else NEVER for role in Role]


def _sure(chain: Chain, forward: Forward, backward: Sequence[Row], roles: Sequence[Role]) -> dict[int, float]:
    """For each opening: the probability of all its article's lines and of the next opening."""
    starts = [index for index, role in enumerate(roles) if role is Role.OPEN]
    if not starts:
        return {}
    alike = [_alike(role) for role in roles]
    return {
        start: chain.share_within(forward, backward, start, min(stop, len(roles) - 1), alike[start : stop + 1])
        for start, stop in zip(starts, [*starts[1:], len(roles)], strict=True)
    }


def _alike(role: Role) -> frozenset[int]:
    """The roles that make no difference to an article's text."""
    if role is Role.OPEN:
        return OPENING
    return FURTHER_TEXT if role in TEXT else NO_TEXT
