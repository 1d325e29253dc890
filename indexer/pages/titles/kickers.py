"""The lines of one headline in; which is kicker, headline and subtitle, and the joined texts, out. Pure.

Seed lines 37 and 39 are kicker and headline. No font says so, only that Chinese editors set them in this order. All
ways to read the lines are compared: `weights` says how far the facts about each line and line end speak for a way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import exp, log

from xtsearch.indexer.pages.lines.traits import HAN_SPACE
from xtsearch.indexer.pages.page import measure, visible
from xtsearch.indexer.pages.pieces.affinity import Bodies, bigrams
from xtsearch.indexer.pages.pieces.buckets import bucket
from xtsearch.indexer.pages.pieces.paragraphs import joint_between, strip_stray_spaces
from xtsearch.indexer.pages.titles import facts
from xtsearch.indexer.pages.titles.seams import cuts_dictionary_word, seam_odds
from xtsearch.indexer.pages.titles.weights import shipped

SUBTITLE = re.compile(r"^(?:——|--|—|─)|^[（(].*[）)]$")
NUMBERED = re.compile(r"之[一二三四五六七八九十]{1,3}$|[（(][一二三四五六七八九十\d]{1,3}[）)]$")
NO_BEGINNING = frozenset("，、：；。！？”）》】")
OPEN = re.compile(r"【[^】]*$|《[^》]*$|“[^”]*$|（[^）]*$")
PROSE = re.compile("[的了和与在将等为是也让使从]")  # words that headlines leave out and sentences need
FIGURE = re.compile(r"\d")

#: Log-odds that one clause ends and another begins; above it a space stands for a headline's line end. Not fitted.
SPACE_FROM = 0.0
#: How often two lines are kicker and headline rather than one headline is a habit of newspapers that composed pages do
#: not know: of the seed's four pairs all are. With 0.3 for 0 lines 186 and 188, of one width, are read rightly by 0.56
#: for 0.49; on 504 composed pages it costs 4 of 2,598 headlines, and 0.5 costs 7.
KICKER_PRIOR = {"KT": 0.3}
SURE = 9.0  # log-odds where there is but one way to read


def read_kickers(texts: Sequence[str], bodies: Bodies, gaps: Sequence[bool] = ()) -> tuple[str, float]:
    """Which line is kicker (K), headline (T) and subtitle (S), and the log-odds that the headline's lines are right.

    `gaps`: whether a blank line stands before each line.
    """
    if len(texts) == 1:
        return "T", SURE
    scores = score_roles(texts, bodies, gaps)
    best = max(scores, key=lambda roles: (scores[roles], roles))
    peak = scores[best]
    powers = {roles: exp(score - peak) for roles, score in scores.items()}
    other = sum(power for roles, power in powers.items() if _headline(roles) != _headline(best))
    same = sum(powers.values()) - other
    return best, min(SURE, log(same / other)) if other else SURE


def score_roles(texts: Sequence[str], bodies: Bodies, gaps: Sequence[bool] = ()) -> dict[str, float]:
    """Every way to read the lines, with its log-odds."""
    weights = shipped()
    return {
        roles: KICKER_PRIOR.get(roles, 0.0) + weights.odds_of_reading(names)
        for roles, names in name_facts(texts, bodies, gaps).items()
    }


def name_facts(texts: Sequence[str], bodies: Bodies, gaps: Sequence[bool] = ()) -> dict[str, list[str]]:
    """Every way to read the lines, with the names of the weights that speak for or against it."""
    line_facts = [_line_facts(text) for text in texts]
    gaps = gaps or [False] * len(texts)
    joint_facts = [
        _joint_facts(above, below, gap, _cuts(above, below, bodies))
        for (above, below), gap in zip(pairwise(texts), gaps[1:], strict=True)
    ]
    ways: dict[str, list[str]] = {}
    for roles in facts.readings(len(texts)):
        names = [facts.shape(roles)]
        for role, its_facts in zip(roles, line_facts, strict=True):
            names += [facts.of_part(role, fact) for fact in its_facts]
        for (above, below), its_facts in zip(pairwise(roles), joint_facts, strict=True):
            names += [facts.of_parts(above, below, fact) for fact in its_facts]
        ways[roles] = names
    return ways


def _headline(roles: str) -> tuple[int, int]:
    return roles.index("T"), roles.count("T")


@lru_cache(maxsize=1 << 10)  # headlines of a page are read again with each placing of them
def _line_facts(text: str) -> tuple[str, ...]:
    """What one line's form says of its part in the headline; the first fact holds for every line."""
    names = [facts.LINE_BIAS.name, facts.SIZE[bucket(measure(text)[1], facts.SIZE_LIMITS)]]
    names += [facts.STARTS_WITH_DASH.name] if SUBTITLE.search(text) else []
    names += [facts.NUMBERED.name] if NUMBERED.search(text) else []
    names.append(facts.PROSE[min(facts.MOST_PROSE, len(PROSE.findall(text)))])
    names += [facts.QUOTES.name] if "“" in text else []
    names += [facts.FIGURE.name] if FIGURE.search(text) else []
    if text.startswith("【"):
        names.append(facts.NAMES_SERIES.name if text.endswith("】") else facts.BEHIND_SERIES_NAME.name)
    names += [facts.COLON.name] if text[-1:] in "：:" else []
    names += [facts.EXCLAIMED.name] if text[-1:] in "？！?!" else []
    names += [facts.PARTED_BY_SPACE.name] if HAN_SPACE.search(text) else []
    names += [facts.COMMA.name] if "，" in text or "、" in text else []
    return tuple(names)


def _cuts(above: str, below: str, bodies: Bodies) -> tuple[str, ...]:
    """The facts that the line end cuts what the page's articles have uncut."""
    pair = (facts.CUTS_PAIR.name,) if cuts_word(above, below, bodies) else ()
    return (*pair, facts.CUTS_PHRASE.name) if bodies.hold(above[-2:] + below[:2]) else pair


@lru_cache(maxsize=1 << 10)
def _joint_facts(above: str, below: str, gap: bool, cuts: tuple[str, ...]) -> tuple[str, ...]:
    """What the line end between two lines says of their parts."""
    sizes = measure(above)[1], measure(below)[1]
    difference = bucket(abs(sizes[0] - sizes[1]), facts.DIFFERENCES)
    width = f"uneven {difference}" if min(sizes) >= facts.EVEN_FROM else "narrow"
    names = [facts.LINE_END_BIAS.name, facts.WIDTH[width]]
    names += [facts.GAP.name] if gap else []
    names += [facts.BEHIND_SERIES.name] if above.startswith("【") and above.endswith("】") else []
    names += [facts.PARALLEL.name] if _parallel(above, below) else []
    names.append(facts.SHARES[min(facts.MOST_SHARED, len(bigrams(above) & bigrams(below)))])
    names += [facts.CUTS_BRACKETS.name] if OPEN.search(above) else []
    names += [facts.CUTS_WORD.name] if cuts_dictionary_word(above, below) else []
    names += cuts
    ends, begins = seam_odds(above, below)
    names += [facts.CLAUSE_ENDS[bucket(ends, facts.ODDS)], facts.CLAUSE_BEGINS[bucket(begins, facts.ODDS)]]
    names.append(facts.SEAM[bucket(ends + begins, facts.SEAM_LIMITS)])
    names.append(facts.WIDTH_AND_SEAM[width, bucket(ends + begins, facts.CLEAR_SEAMS)])
    return tuple(names)


def joined_odds(above: str, below: str, bodies: Bodies, *, gap: bool, heaped: bool) -> float:
    """Log-odds that two lines set as headlines, one below the other, are lines of one headline."""
    return _joined_odds(above, below, gap, _cuts(above, below, bodies), heaped)


@lru_cache(maxsize=1 << 10)
def _joined_odds(above: str, below: str, gap: bool, cuts: tuple[str, ...], heaped: bool) -> float:
    return shipped().odds_of_joining(_name_joint(above, below, gap, cuts, heaped))


def name_joint(above: str, below: str, bodies: Bodies, *, gap: bool, heaped: bool) -> list[str]:
    """The names of the weights that speak for or against two lines being of one headline."""
    return _name_joint(above, below, gap, _cuts(above, below, bodies), heaped)


def _name_joint(above: str, below: str, gap: bool, cuts: tuple[str, ...], heaped: bool) -> list[str]:
    names = [*_joint_facts(above, below, gap, cuts), facts.HEAPED[heaped]]
    for number, text in ((1, above), (2, below)):
        names += [facts.of_line(number, fact) for fact in _line_facts(text)[1:]]
    return names


def _parallel(one: str, two: str) -> bool:
    """Whether two lines are set against each other: as many characters, one of them at the same place in both."""
    return len(one) == len(two) and any(a == b for a, b in zip(one, two, strict=True))


def cuts_word(before: str, after: str, bodies: Bodies) -> bool:
    """Whether the line end parts a number, a bracket, or a pair of characters that the page's articles hold."""
    if OPEN.search(before) or after[:1] in NO_BEGINNING:
        return True
    seam = before[-1:] + after[:1]
    if seam.isascii() and seam.isdigit():
        return True
    return len(seam) == 2 and all("\u4e00" <= mark <= "\u9fff" for mark in seam) and bool(bodies.holders(seam))


def join_headline(texts: Sequence[str], bodies: Bodies) -> str:
    """One headline over several lines: a space stands for the line end between two clauses, else nothing does."""
    whole = ""
    for printed in texts:
        text = strip_stray_spaces(printed)
        if whole:
            one, two = visible(whole), visible(text)
            whole += " " if _parts_clauses(one, two, bodies) else joint_between(whole, text)
        whole += text
    return whole


def _parts_clauses(one: str, two: str, bodies: Bodies) -> bool:
    if one[-1:] in "：:，、；" or cuts_word(one, two, bodies) or cuts_dictionary_word(one, two):
        return False
    return sum(seam_odds(one, two)) > SPACE_FROM
