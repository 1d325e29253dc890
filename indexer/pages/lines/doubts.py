"""Openings about which the lines alone leave doubt, in; a row of roles that also suits the page's headlines, out. Pure.

The random field looks at a few lines at a time. Where it doubts whether an article begins, the headlines tell: if two
articles were merged, one headline is left over; if one was cut in two, a headline is missing. So every doubtful opening
is decided the other way for a trial, the roles around it are computed again, and the log-odds that the random field
loses are compared with those that the headlines gain.

The random field does not know the page's habit either: on one page lines of reporters stand above their articles, on
another below them. That counts as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile
from math import log

from xtsearch.indexer.pages.lines.crf import FORBIDDEN, Chain
from xtsearch.indexer.pages.lines.roles import ANY, FURTHER_TEXT, NO_TEXT, OPENING, TEXT, Role

# Measured on pages composed of the stories that the weights are fitted to: of 2,697 articles 92 had not exactly their
# lines with these values; 127 without HABIT and MOST_SHOWN and with headlines weighed by 0.7. With later weights 42 of
# 1,405, and 48 with HABIT 2.5; DOUBT 0.005 and MOST_LOST 7 changed none of these. Since the beginning of an article
# counts for its headline, DOUBT 0.008 and MOST_LOST 7 leave bodies' fidelity at .9955 and boundaries' F1 at .9908
# (.9912 with the values here). All this was measured with DOUBT 0.02 and MOST_DOUBTS 12. With weights of many families
# more openings are in doubt; the values below are narrower for a page's time, and what they cost was not measured.
DOUBT = 0.04  # an opening, or its absence, is in doubt if its probability is above this and the opposite's too
MOST_DOUBTS = 8  # the most openings of a page that are decided again
MOST_LOST = 5.0  # log-odds; a change that costs the random field more is not tried
HABIT = 1.5  # weight of the habit of the page's other lines of reporters
MOST_SHOWN = 3  # the most lines at the head of an article that may turn out to be its headline
REACH = 24  # lines on either side within which roles may change; with 45 none of those pages came out otherwise

Roles = tuple[int, ...]
Weigh = Callable[[Sequence[int]], float]
#: Index of a line -> the roles that it may have in a trial.
Trial = Mapping[int, frozenset[int]]


def settle(chain: Chain, roles: Roles, openings: Sequence[float], weigh: Weigh, bylines: Sequence[int] = ()) -> Roles:
    """The roles, with those doubtful openings changed for which lines, headlines and habit together speak.

    `openings[i]`: the probability that an article begins at line i. `weigh`: how well the page's headlines suit a row
    of roles, in log-odds. `bylines`: the indices of lines of reporters.
    """
    doubtful = [
        index
        for index, probability in enumerate(openings)
        if index and DOUBT < probability < 1 - DOUBT and roles[index] in TEXT
    ]
    chosen = sorted(sorted(doubtful, key=lambda index: (abs(openings[index] - 0.5), index))[:MOST_DOUBTS])
    habits = _habits(openings, bylines)
    suits: float | None = None
    for place, index in enumerate(chosen):
        trials = ((trial, 0.0) for trial in _trials(roles, index, chosen[place + 1 : place + 2]))
        habit = partial(_habit_gain, _habit_odds(roles, habits), habits)
        roles, suits = best_trial(
            chain,
            roles,
            trials,
            weigh,
            suits,
            most_lost=MOST_LOST,
            further=habit,
        )
    return roles


def best_trial(
    chain: Chain,
    roles: Roles,
    trials: Iterable[tuple[Trial, float]],
    weigh: Weigh,
    suits: float | None,
    *,
    most_lost: float,
    further: Callable[[Roles], float],
) -> tuple[Roles, float | None]:
    """The roles, or those that a trial makes of them where more speaks for these; and how well headlines suit them.

    Each trial comes with the log-odds that its own lines speak for it. One that costs the random field more than
    `most_lost` beyond these is not weighed. `further`: what else speaks for changed roles. `suits` is `weigh(roles)`,
    None where nobody has asked yet.
    """
    best = (0.0, roles, suits)
    tried = {roles}
    for trial, odds in trials:
        changed, lost = _recompute(chain, roles, trial)
        lost -= odds
        if lost > most_lost or changed in tried:
            continue
        tried.add(changed)
        suits = weigh(roles) if suits is None else suits
        changed_suits = weigh(changed)
        gain = changed_suits - suits - lost + further(changed)
        if gain > best[0]:
            best = (gain, changed, changed_suits)
    return (roles, suits) if best[1] == roles else best[1:]


def _habits(openings: Sequence[float], bylines: Sequence[int]) -> dict[int, float]:
    """For each line of reporters, the log-odds that it opens an article if it does as the page's others do."""
    whole = sum(openings[index] for index in bylines)
    shares = {index: (whole - openings[index] + 0.5) / len(bylines) for index in bylines}
    return {index: log(share / (1 - share)) for index, share in shares.items()}


def _habit_odds(roles: Roles, habits: Mapping[int, float]) -> float:
    """How well the roles suit the page's habit: the sum of its log-odds over the lines of reporters that open."""
    return sum(odds for index, odds in habits.items() if roles[index] == Role.OPEN)


def _habit_gain(before: float, habits: Mapping[int, float], roles: Roles) -> float:
    """What the page's habit says for the roles, where the odds of those before were so."""
    return HABIT * (_habit_odds(roles, habits) - before)


def _trials(roles: Roles, index: int, following: Sequence[int]) -> list[Trial]:
    """What may be true instead, where the opening at `index` is in doubt. `following` holds the next doubtful line.

    Tried are: to decide this line the other way; if it becomes an opening, to let the lines above it be a headline; to
    decide only the next doubtful line the other way; to move the opening from one of the two lines to the other; to
    move it down and take the lines in between for a headline.
    """
    flipped = OPENING if roles[index] != Role.OPEN else FURTHER_TEXT
    trials: list[Trial] = [{index: flipped}]
    if flipped == OPENING and (above := _text_above(roles, index)):
        trials.append({**dict.fromkeys(above, ANY), index: flipped})
    for next_index in following:
        next_flipped = OPENING if roles[next_index] != Role.OPEN else FURTHER_TEXT
        if next_index - index < REACH:
            trials.append({next_index: next_flipped})
            if flipped != next_flipped:
                trials.append({index: flipped, next_index: next_flipped})
        if next_flipped == OPENING != flipped and next_index - index <= MOST_SHOWN:
            trials.append({**dict.fromkeys(range(index, next_index), NO_TEXT), next_index: next_flipped})
    return trials


def _text_above(roles: Roles, index: int) -> list[int]:
    """The indices of the last few lines before an index, as far as they are text of the article that goes on there."""
    above = range(index - 1, max(-1, index - 1 - MOST_SHOWN), -1)
    return list(takewhile(lambda at: roles[at] in FURTHER_TEXT, above))


def _recompute(chain: Chain, roles: Roles, trial: Trial) -> tuple[Roles, float]:
    """The best row of roles that obeys the trial, and the log-odds that it loses against `roles`.

    More than REACH lines away all roles stay. Nearer, text stays text: otherwise an article without a headline would be
    given its own first lines.
    """
    start, stop = max(0, min(trial) - REACH), min(len(roles), max(trial) + REACH + 1)
    allowed: list[frozenset[int]] = [TEXT if role in TEXT else NO_TEXT for role in roles[start:stop]]
    for index, wanted in trial.items():
        allowed[index - start] = wanted
    first = chain.first if start == 0 else _only(roles[start], len(chain.first))
    last = chain.last if stop == len(roles) else _only(roles[stop - 1], len(chain.last))
    part = replace(chain, emitted=chain.emitted[start:stop], kinds=chain.kinds[start:stop], first=first, last=last)
    best, score = part.best(allowed)
    return (*roles[:start], *best, *roles[stop:]), part.score(roles[start:stop]) - score


def _only(role: int, count: int) -> list[float]:
    """Log-odds of `count` roles that allow only this one."""
    return [0.0 if index == role else FORBIDDEN for index in range(count)]
