"""A page's lines in; what each line is - article opening, body, section head, display, residue - out. Pure.

The page is one row of lines, and each line has one `Role`. How well a line suits each role is the sum of its features'
weights; how well two neighbours go together depends on the roles, on how the first line ends and on how the second
begins. The best row of roles is found over the whole page at once, so that a doubtful line is decided by what stands
on either side, and forward-backward over the same chain says how sure each decision is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from xtsearch.indexer.pages.lines import weights
from xtsearch.indexer.pages.lines.crf import FORBIDDEN, Chain, Forward, Row, Step
from xtsearch.indexer.pages.lines.doubts import Weigh, settle
from xtsearch.indexer.pages.lines.features import Features, Names, group_features, start_looks
from xtsearch.indexer.pages.lines.openings import Silence, read_silences
from xtsearch.indexer.pages.lines.roles import FURTHER_TEXT, LAST, NO_TEXT, OPENS, TEXT, Role, may_follow
from xtsearch.indexer.pages.lines.traits import Trait, read_traits
from xtsearch.indexer.pages.page import Page

NEVER = -60.0
LONE_LINE, LONE_SIZE = -9.0, 40.0  # em; an article of one short line at the page's end is a headline (seed line 542)
# A newspaper of 16 pages has some 8,000 lines (the seed page has 453). What is longer is no page: it is read line by
# line, in little time, and none of it is said to be sure.
MOST_LINES, UNTOLD, SURE_DISPLAY = 8_000, 0.3, 3.0
MOST_WEIGHED = 40_000  # characters; the seed page has 7,000. In what is longer, doubts are left to the lines alone
#: How a line ends, as the step to the next line sees it; each with or without a blank line between the two.
CLOSED, WRAPPED, BROKEN, ALONE = range(4)
STARTS = 3  # set as a paragraph's first line, or going on from the edge, or nothing tells


@dataclass(frozen=True, slots=True)
class Reading:
    """`roles[i]` is the role of the page's `lines[i]`; `openings` says why an article begins at an index.

    `sure[i]` is the probability that text and what is no text are told apart rightly from the opening at index `i` to
    the next, and that it and the next are openings.
    """

    roles: tuple[Role, ...]
    traits: tuple[Trait, ...]
    openings: dict[int, tuple[str, ...]]
    sure: dict[int, float]


def read_roles(
    page: Page,
    newspaper: str | None = None,
    forced: Mapping[int, frozenset[Role]] | None = None,
    weigh: Weigh | None = None,
) -> Reading:
    """The best row of roles for the page's lines; `forced` leaves only some roles to some of them, and `weigh` says how
    well roles suit the page's headlines."""
    traits = read_traits(page, newspaper)
    if not traits:
        return Reading((), (), {}, {})
    if len(traits) > MOST_LINES:
        return _read_plainly(traits)
    silences = read_silences(page, traits)
    chain = read_chain(page, traits, silences, forced or {})
    best, _ = chain.best()
    forward = chain.forward()
    backward = chain.backward(forward)
    if weigh is not None and sum(len(line.text) for line in page.lines) <= MOST_WEIGHED:
        bylines = [index for index, trait in enumerate(traits) if trait.alone]
        best = settle(chain, best, chain.shares(forward, backward, Role.OPEN), weigh, bylines)
    roles = tuple(map(tuple(Role).__getitem__, best))
    openings: dict[int, tuple[str, ...]] = {}
    for index, role in enumerate(roles):
        if role is Role.OPEN:
            said = traits[index].opening
            openings[index] = (said or "no byline", *silences[index].why)
    return Reading(roles, traits, openings, _sure(chain, forward, backward, roles))


def _read_plainly(traits: Sequence[Trait]) -> Reading:
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
    openings: dict[int, tuple[str, ...]] = {
        index: (traits[index].opening or "no byline", "too long for a page") for index in starts
    }
    return Reading(tuple(roles), tuple(traits), openings, dict.fromkeys(starts, UNTOLD))


def read_chain(
    page: Page, traits: Sequence[Trait], silences: Sequence[Silence], forced: Mapping[int, frozenset[Role]]
) -> Chain:
    """The page as a chain of lines with the odds of their roles."""
    emitted = [_emissions(features) for features in group_features(page, traits, silences)]
    if page.lines[-1].high < LONE_SIZE and traits[-1].opening is None:
        emitted[-1] = [
            value + (LONE_LINE if role is Role.OPEN else 0.0) for role, value in zip(Role, emitted[-1], strict=True)
        ]
    for index, left in forced.items():
        emitted[index] = [
            value if role in left else FORBIDDEN for role, value in zip(Role, emitted[index], strict=True)
        ]
    kinds = step_kinds(page, traits)
    return Chain(emitted, kinds, _all_steps(), first_odds(), last_odds())


def step_kinds(page: Page, traits: Sequence[Trait]) -> list[int]:
    """For each line, the kind of step that leads to it: how the line before ends, a gap, how it starts."""
    kinds = [0]
    for index in range(1, len(traits)):
        before = traits[index - 1]
        end = ALONE if before.alone else CLOSED if before.closed else WRAPPED if before.wraps else BROKEN
        gap = 1 if page.lines[index].gap else 0
        kinds.append((end * 2 + gap) * STARTS + start_looks(page, index))
    return kinds


def _emissions(features: Features) -> list[float]:
    rows = [_group_odds(names) for names in features.groups]
    rows += [row for name in features.own if (row := weights.FEATURES.get(name)) is not None]
    return list(map(sum, zip(*rows, strict=True)))


@cache
def _group_odds(names: Names) -> tuple[float, ...]:
    """For each role, what a group of features says together."""
    rows = [row for name in names if (row := weights.FEATURES.get(name)) is not None]
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0.0,) * len(Role)


@cache
def _all_steps() -> tuple[Step, ...]:
    """For each kind of step and each role, the roles that may stand before it and their odds."""
    return tuple(
        Step(
            tuple(
                tuple(
                    (int(a), step_odds(a, b, end, gap, start))
                    for a in Role
                    if may_follow(a, b, closed=end in (CLOSED, ALONE))
                )
                for b in Role
            )
        )
        for end in range(4)
        for gap in range(2)
        for start in range(STARTS)
    )


def step_odds(a: Role, b: Role, end: int, gap: int, start: int) -> float:
    pair = f"{a.name} {b.name}"
    return (
        weights.STEPS.get(pair, 0.0)
        + weights.STEPS.get(f"{pair} end {end} gap {gap}", 0.0)
        + weights.STEPS.get(f"{pair} start {start}", 0.0)
    )


def first_odds() -> list[float]:
    """Log-odds of each role at a page's first line."""
    return [0.0 if role in (Role.OPEN, Role.DISPLAY, Role.RESIDUE) else NEVER for role in Role]


def last_odds() -> list[float]:
    """Log-odds of each role at a page's last line."""
    return [0.0 if role in LAST else NEVER for role in Role]


def _sure(chain: Chain, forward: Forward, backward: Sequence[Row], roles: Sequence[Role]) -> dict[int, float]:
    """For each opening: the probability of all its article's lines, and of the next opening."""
    starts = [index for index, role in enumerate(roles) if role is Role.OPEN]
    if not starts:
        return {}
    allowed = [_alike(role) for role in roles]
    return {
        start: chain.held(forward, backward, start, min(stop, len(roles) - 1), allowed[start : stop + 1])
        for start, stop in zip(starts, [*starts[1:], len(roles)], strict=True)
    }


def _alike(role: Role) -> frozenset[int]:
    """Roles that come to the same for an article's text."""
    if role is Role.OPEN:
        return OPENS
    return FURTHER_TEXT if role in TEXT else NO_TEXT
