"""Openings without a headline in; a row of roles in which lines beside them are their headlines, out. Pure.

On a page that sets headlines above its articles, an article without one mostly has it all the same: the random field
took the line for the article's first words (毕节 考核干部实打实（关注基层治理）), for the last words of the article
above, or for a line of no article, because another such line stands below it. So where an opening has no headline above
it, the lines nearest to it are tried as its headline, and what the random field loses is compared with what the page's
headlines gain.

Where each article of a page is a record, with a headline above its line of metadata and the text below, an opening
without a headline in the middle of a record is none: a crawler put the caption of a photo before the text.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from xtsearch.indexer.pages.lines.crf import Chain
from xtsearch.indexer.pages.lines.doubts import Roles, Trial, Weigh, best_trial
from xtsearch.indexer.pages.lines.roles import BETWEEN, DISPLAYED, LEFT_OUT, OPENING, TEXT, Role
from xtsearch.indexer.pages.lines.traits import Trait
from xtsearch.indexer.pages.pieces.series import ends_with_column

MOST_LINES = 3  # of a headline that is looked for above the opening
MOST_TAKEN = 2  # lines of the article's own text that may be its headline
MOST_SKIPPED = 4  # lines of metadata or furniture between headline and opening
MOST_OPENINGS = 8  # of a page that are tried
TITLED = 3.0  # log-odds that an article has a headline, on a page where most have
MOST_LOST = 6.0  # log-odds; a change that costs the random field more is not tried
LEAST_SHARE = 0.5  # of a page's articles have a headline right above
LEAST_DISPLAY = -4.5  # log-odds that a line is set as a headline, from which it is tried as one

# An article's first lines that end with a column's name in brackets (基层治理容不得“虚”（今日谈）) are its headline.
COLUMN = 8.0  # log-odds

LEAST_RECORDS = 3  # of a page that keeps its articles as records
LEAST_TITLED = 0.8  # of its records begin with a headline

_HEADLINE = frozenset({Role.DISPLAY})


def claim_headlines(chain: Chain, roles: Roles, texts: Sequence[str], traits: Sequence[Trait], weigh: Weigh) -> Roles:
    """The roles, with a headline for those openings that have none and for which lines and headlines speak.

    `weigh`: how well the page's headlines suit a row of roles, in log-odds.
    """
    openings = [index for index, role in enumerate(roles) if role == Role.OPEN]
    untitled = [index for index in openings if not _headline_above(roles, index)]
    if not untitled or len(openings) - len(untitled) < LEAST_SHARE * len(openings):
        return roles
    suits: float | None = None
    for index in untitled[:MOST_OPENINGS]:
        trials = [(trial, _odds(trial, texts)) for trial in _trials(roles, texts, traits, index)]
        roles, suits = best_trial(chain, roles, trials, weigh, suits, most_lost=MOST_LOST, further=lambda _: TITLED)
    return roles


def join_records(roles: Roles, traits: Sequence[Trait], bounds: Container[int]) -> Roles:
    """The roles, without those openings inside a record that have no headline. `bounds`: the indices of lines of
    metadata that stand at an article's beginning or end."""
    record, opened = 0, []  # `opened`: each opening with the number of bounds above it
    for index, role in enumerate(roles):
        record += index in bounds
        if role == Role.OPEN:
            opened.append((record, index))
    firsts = {number: index for number, index in reversed(opened) if number}
    titled = sum(_headline_above(roles, index) for index in firsts.values())
    if len(firsts) < LEAST_RECORDS or titled < LEAST_TITLED * len(firsts):
        return roles
    joined = list(roles)
    for number, index in opened:
        if firsts.get(number, index) != index and not _headline_above(roles, index):
            joined[index] = Role.BODY
            above = index - 1
            while joined[above] in BETWEEN:
                above -= 1
            inset = Role.INSET if traits[above].closed else Role.CUT_INSET
            joined[above + 1 : index] = [inset] * (index - above - 1)
    return tuple(joined)


def _odds(trial: Trial, texts: Sequence[str]) -> float:
    """The log-odds that the lines are a headline which a trial takes for one, by their text alone."""
    headline = "".join(texts[at] for at in sorted(trial) if trial[at] is _HEADLINE)
    return COLUMN if ends_with_column(headline) else 0.0


def _headline_above(roles: Roles, opening: int) -> bool:
    at = opening - 1
    while at >= 0 and roles[at] in LEFT_OUT:
        at -= 1
    return at >= 0 and roles[at] in DISPLAYED


def _trials(roles: Roles, texts: Sequence[str], traits: Sequence[Trait], opening: int) -> list[Trial]:
    """What may be true instead: the lines right above are a headline, or the article's first lines are."""
    trials: list[Trial] = []
    at = opening - 1
    skipped = 0
    while at >= 0 and skipped < MOST_SKIPPED and roles[at] in LEFT_OUT and not _may_be_headline(traits[at]):
        at, skipped = at - 1, skipped + 1
    above: list[int] = []
    while at >= 0 and len(above) < MOST_LINES and _may_be_headline(traits[at]) and roles[at] != Role.OPEN:
        above.append(at)
        trials.append(dict.fromkeys(above, _HEADLINE))
        at -= 1
    for count in range(1, MOST_TAKEN + 1):
        taken = range(opening, opening + count)
        if opening + count >= len(roles) or roles[opening + count] not in TEXT - OPENING:
            break
        if not _may_be_headline(traits[opening + count - 1]) and not ends_with_column(
            "".join(texts[at] for at in taken)
        ):
            break
        trials.append({**dict.fromkeys(taken, _HEADLINE), opening + count: OPENING})
    return trials


def _may_be_headline(trait: Trait) -> bool:
    return trait.furniture is None and trait.opening is None and trait.display >= LEAST_DISPLAY
