"""A page's lines in; what each line is - article opening, body, section head, display, residue - out. Pure.

The page is one row of lines, and each line has one `Role`. Scores are log-odds: `_emissions` says how well a line's own
form suits each role, `_TRANSITIONS` and `_change` how well two neighbours go together, and the best row of roles is
found over the whole page at once (Viterbi), so that a doubtful line is decided by what stands on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from indexer.pages import Page
from indexer.parsing.openings import silent_openings
from indexer.parsing.traits import Trait, read_traits


class Role(IntEnum):
    """OPEN is an article's first body line, BODY any further one, SECTION a head inside a body, DISPLAY a line of a
    headline group, RESIDUE furniture, CUT furniture or a headline that stands in the middle of a sentence."""

    OPEN = 0
    BODY = 1
    SECTION = 2
    DISPLAY = 3
    RESIDUE = 4
    CUT = 5


NEVER = -1e9
FURNITURE_SAID = 6.0
OPENING_DISPLAYED = 0.7  # a line in headline form is no article's first
SENTENCE_LEFT_OPEN = -5.0  # an article or paragraph that stops without an end mark
SHORT_AND_OPEN = -3.0  # a body line that stops short of its column in mid-sentence

_O, _B, _S, _D, _R, _C = Role
# role -> role -> log-odds where the sentence before is closed. Absent: impossible.
_TRANSITIONS: dict[Role, dict[Role, float]] = {
    _O: {_O: -1.5, _B: 0.0, _S: -3.0, _D: -1.5, _R: -1.5, _C: -1.0},
    _B: {_O: 0.0, _B: 0.0, _S: -3.0, _D: -1.0, _R: -1.0, _C: -1.0},
    _S: {_B: 0.0, _S: -3.0},
    _D: {_O: 3.5, _B: -4.5, _D: 0.0, _R: -0.5},
    _R: {_O: 0.0, _B: -2.0, _D: 0.0, _R: 0.0},
    _C: {_B: 0.0, _C: -0.5},
}
_LAST = (0.0, 0.0, -3.0, 0.0, 0.0, NEVER)
_FIRST = (0.0, NEVER, NEVER, 0.0, 0.0, NEVER)
_ROLES = tuple(range(len(Role)))


@dataclass(frozen=True, slots=True)
class Reading:
    """`roles[i]` is the role of the page's `lines[i]`; `openings` says why an article begins at an index."""

    roles: tuple[Role, ...]
    traits: tuple[Trait, ...]
    openings: dict[int, tuple[str, ...]]
    margins: tuple[float, ...]  # log-odds that an article begins at each line


def read_roles(page: Page, newspaper: str | None = None) -> Reading:
    """The best row of roles for the page's lines."""
    traits = read_traits(page, newspaper)
    silent, why = silent_openings(page, traits)
    roles, margins = _best_row(traits, silent)
    openings: dict[int, tuple[str, ...]] = {}
    for index, role in enumerate(roles):
        if role is Role.OPEN:
            said = traits[index].opening
            openings[index] = ((said,) if said else ("no byline",)) + tuple(why.get(index, ()))
    return Reading(roles, traits, openings, tuple(margins))


def _emissions(trait: Trait, silent: float) -> list[float]:
    said = trait.opening is not None
    display = trait.display - trait.opens - (FURNITURE_SAID if trait.furniture else 0.0)
    return [
        trait.opens if said else silent - OPENING_DISPLAYED * max(0.0, trait.display),
        -trait.opens if said else trait.goes_on,
        display - 1.5 + trait.section,
        display,
        FURNITURE_SAID if trait.furniture else -5.0,
        FURNITURE_SAID - 1.0 if trait.furniture else display - 2.0,
    ]


def _change(a: Role, b: Role, *, closed: bool, wraps: bool) -> float:
    """What a transition costs because of how the line before ended."""
    if a in (Role.OPEN, Role.BODY):
        if b is Role.BODY:
            return 0.0 if closed or wraps else SHORT_AND_OPEN
        if b is Role.CUT:
            return -6.0 if closed else 0.0
        return 0.0 if closed else SENTENCE_LEFT_OPEN
    return 0.0


Steps = tuple[tuple[tuple[int, float], ...], ...]


def _steps(*, closed: bool, wraps: bool) -> tuple[Steps, Steps]:
    """For each role, the roles that may stand before it and their scores; and those that may follow it."""
    steps = [
        (a, b, value + _change(a, b, closed=closed, wraps=wraps))
        for a, row in _TRANSITIONS.items()
        for b, value in row.items()
    ]
    into = tuple(tuple((int(a), value) for a, b, value in steps if b is role) for role in Role)
    out_of = tuple(tuple((int(b), value) for a, b, value in steps if a is role) for role in Role)
    return into, out_of


_CLOSED, _WRAPPED, _BROKEN = (
    _steps(closed=True, wraps=True),
    _steps(closed=False, wraps=True),
    _steps(closed=False, wraps=False),
)


def _after(trait: Trait) -> tuple[Steps, Steps]:
    return _CLOSED if trait.closed else _WRAPPED if trait.wraps else _BROKEN


def _best_row(traits: Sequence[Trait], silent: Sequence[float]) -> tuple[tuple[Role, ...], list[float]]:
    """The row of roles with the highest score; and for each line by how much the best row in which the line opens an
    article beats the best row in which it does not (max-marginals: one pass forwards, one backwards)."""
    if not traits:
        return (), []
    emitted = [_emissions(trait, odds) for trait, odds in zip(traits, silent, strict=True)]
    forward = [[one + two for one, two in zip(_FIRST, emitted[0], strict=True)]]
    score = forward[0]
    for trait, here in zip(traits, emitted[1:], strict=False):
        into = _after(trait)[0]
        score = [max([score[a] + value for a, value in into[b]]) + here[b] for b in _ROLES]
        forward.append(score)
    tail = 0.0 if traits[-1].closed else -1.0
    score = [_LAST[role] + (tail if role <= Role.BODY else 0.0) for role in _ROLES]
    path: list[Role] = []
    margins: list[float] = []
    state = -1
    for index in range(len(traits) - 1, -1, -1):
        reach = [one + two for one, two in zip(forward[index], score, strict=True)]
        margins.append(reach[0] - max(reach[1:]))
        if state < 0:
            state = max(_ROLES, key=reach.__getitem__)
        else:
            before = forward[index]
            state = max(_after(traits[index])[0][state], key=lambda step: before[step[0]] + step[1])[0]
        path.append(Role(state))
        if index:
            out_of = _after(traits[index - 1])[1]
            here = emitted[index]
            gain = [one + two for one, two in zip(score, here, strict=True)]
            score = [max([gain[b] + value for b, value in out_of[a]]) for a in _ROLES]
    return tuple(reversed(path)), margins[::-1]
