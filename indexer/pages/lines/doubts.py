"""Openings that the lines alone leave in doubt in; the row of roles that suits the page's headlines too, out. Pure.

The chain of roles sees a few lines at a time. Whether an article begins where it doubts, the headlines tell: one too
many inside a merged article, an article more than there are headlines. So each doubtful opening is decided the other
way, the roles around it are found anew, and what the chain loses is held against what the headlines gain. What it
cannot see either is the page's habit: its lines of reporters stand above their articles, or below them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from math import log

from xtsearch.indexer.pages.lines.crf import FORBIDDEN, Chain
from xtsearch.indexer.pages.lines.roles import ANY, FURTHER_TEXT, NO_TEXT, OPENS, TEXT, Role

# Of articles composed of the stories that weights are fitted on 92 of 2,697 had not exactly their lines with these, 127
# without HABIT and MOST_SHOWN and with headlines weighed by 0.7; with weights fitted anew 42 of 1,405, with HABIT 2.5
# 48. DOUBT 0.005 and MOST_LOST 7 changed none of these; since an article's beginning counts for its headline, DOUBT
# 0.008 and MOST_LOST 7 leave bodies' fidelity at .9955 and boundaries' F1 at .9908 instead of .9912.
DOUBT = 0.02  # probability from which an opening, or that there is none, is in doubt
MOST_DOUBTS = 12  # openings of one page that are looked at again; of 504 composed pages none has more than 9
MOST_LOST = 5.0  # log-odds of the chain that no headlines are asked to make good
HABIT = 1.5  # weight of what the page's other lines of reporters do
MOST_SHOWN = 3  # lines at an article's head that may turn out to be a headline
REACH = 24  # lines on either side within which the roles may change; with 45 no page of those came out otherwise
Roles = tuple[int, ...]
Weigh = Callable[[Sequence[int]], float]


def settle(chain: Chain, roles: Roles, openings: Sequence[float], weigh: Weigh, bylines: Sequence[int] = ()) -> Roles:
    """The roles, with those doubtful openings changed for which chain and headlines together speak.

    `openings` are the probabilities that an article begins at each line; `weigh` says how well the page's headlines
    suit such roles, in log-odds; `bylines` are the lines of reporters, which open articles on one page and close them
    on another.
    """
    doubtful = [
        index for index, value in enumerate(openings) if index and DOUBT < value < 1 - DOUBT and roles[index] in TEXT
    ]
    chosen = sorted(sorted(doubtful, key=lambda index: (abs(openings[index] - 0.5), index))[:MOST_DOUBTS])
    habits = _habits(openings, bylines)
    suits: float | None = None
    for place, index in enumerate(chosen):
        best = (0.0, roles, suits)
        tried = {roles}
        for flipped in _flips(roles, index, chosen[place + 1 : place + 2]):
            other, lost = _redone(chain, roles, flipped)
            if lost > MOST_LOST or other in tried:
                continue
            tried.add(other)
            suits = weigh(roles) if suits is None else suits
            found = weigh(other)
            gain = found - suits - lost + HABIT * (_usual(other, habits) - _usual(roles, habits))
            if gain > best[0]:
                best = (gain, other, found)
        if best[1] != roles:
            _, roles, suits = best
    return roles


def _habits(openings: Sequence[float], bylines: Sequence[int]) -> dict[int, float]:
    """For each line of reporters, the log-odds that it opens an article as far as the page's others do."""
    whole = sum(openings[index] for index in bylines)
    shares = {index: (whole - openings[index] + 0.5) / len(bylines) for index in bylines}
    return {index: log(share / (1 - share)) for index, share in shares.items()}


def _usual(roles: Roles, habits: Mapping[int, float]) -> float:
    return sum(odds for index, odds in habits.items() if roles[index] == Role.OPEN)


def _flips(roles: Roles, index: int, following: Sequence[int]) -> list[Mapping[int, frozenset[int]]]:
    """The opening alone the other way; with its headline above it, taken for text so far; the next doubtful line
    alone, without which this one may stay; moved to or from that; and moved down to it, what it is moved from being a
    headline."""
    here = OPENS if roles[index] != Role.OPEN else FURTHER_TEXT
    found: list[Mapping[int, frozenset[int]]] = [{index: here}]
    if here == OPENS and (above := _above(roles, index)):
        found.append({**dict.fromkeys(above, ANY), index: here})
    for other in following:
        there = OPENS if roles[other] != Role.OPEN else FURTHER_TEXT
        if other - index < REACH:
            found.append({other: there})
            if here != there:
                found.append({index: here, other: there})
        if there == OPENS != here and other - index <= MOST_SHOWN:
            found.append({**dict.fromkeys(range(index, other), NO_TEXT), other: there})
    return found


def _above(roles: Roles, index: int) -> list[int]:
    """The last few lines before an index, of the text that goes on there."""
    further = takewhile(lambda at: roles[at] in FURTHER_TEXT, range(index - 1, max(-1, index - 1 - MOST_SHOWN), -1))
    return list(further)


def _redone(chain: Chain, roles: Roles, flipped: Mapping[int, frozenset[int]]) -> tuple[Roles, float]:
    """The best row of roles in which the flipped lines have one of these, and what log-odds it loses. A few lines away
    all stays as it is, and other text stays text: else what an article without a headline is given is its own first
    lines."""
    start, stop = max(0, min(flipped) - REACH), min(len(roles), max(flipped) + REACH + 1)
    kept: list[frozenset[int]] = [TEXT if role in TEXT else NO_TEXT for role in roles[start:stop]]
    for index, left in flipped.items():
        kept[index - start] = left
    first = chain.first if start == 0 else _only(roles[start], len(chain.first))
    last = chain.last if stop == len(roles) else _only(roles[stop - 1], len(chain.last))
    part = replace(chain, emitted=chain.emitted[start:stop], kinds=chain.kinds[start:stop], first=first, last=last)
    best, score = part.best(kept)
    return (*roles[:start], *best, *roles[stop:]), part.score(roles[start:stop]) - score


def _only(kept: int, count: int) -> list[float]:
    return [0.0 if role == kept else FORBIDDEN for role in range(count)]
