"""The lines of one headline in; which is kicker, headline and subtitle, and the joined texts, out. Pure.

Seed lines 37 and 39 are kicker and headline; no font says so, only that Chinese editors set them in this order. What
each line's form and each line end say for it is weighed by `headline_weights`, over all ways to read the lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import exp, log

from xtsearch.indexer.pages.lines.traits import HAN_SPACE
from xtsearch.indexer.pages.page import measure, visible
from xtsearch.indexer.pages.pieces.affinity import Bodies, bigrams
from xtsearch.indexer.pages.pieces.buckets import bucket
from xtsearch.indexer.pages.pieces.paragraphs import joint_between, strip_stray_spaces
from xtsearch.indexer.pages.titles.seams import cuts_dictionary_word, seam_odds
from xtsearch.indexer.pages.titles.weights import JOINED, WEIGHTS

SUBTITLE = re.compile(r"^(?:——|--|—|─)|^[（(].*[）)]$")
NUMBERED = re.compile(r"之[一二三四五六七八九十]{1,3}$|[（(][一二三四五六七八九十\d]{1,3}[）)]$")
NO_BEGINNING = frozenset("，、：；。！？”）》】")
OPEN = re.compile(r"【[^】]*$|《[^》]*$|“[^”]*$|（[^）]*$")
PROSE = re.compile("[的了和与在将等为是也让使从]")  # words that headlines leave out and sentences need
FIGURE = re.compile(r"\d")

MOST_KICKERS, MOST_SUBTITLES = 2, 1
SIZES = (5, 8, 12, 17, 23)  # em of a line
DIFFERENCES = (0.5, 1, 2, 4, 7)  # em between two lines; those of one headline are set to one width
EVEN_FROM = 6.0  # em; two shorter lines are of one width by chance
ODDS = (-2.0, -1.0, 0.0, 1.0, 2.0)  # that a clause ends, or begins, at a line end
SEAMS = (-3.0, -1.5, 0.0, 1.5, 3.0)  # both together
CLEAR_SEAMS = (-1.0, 1.0)  # both together, where it is told with the lines' widths
#: Both together, from which a space stands for the line end: where a clause is likelier to end than not. Not fitted.
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


def score_roles(
    texts: Sequence[str],
    bodies: Bodies,
    gaps: Sequence[bool] = (),
    weights: Mapping[str, float] = WEIGHTS,
) -> dict[str, float]:
    """Every way to read the lines, with its log-odds."""
    return {
        roles: KICKER_PRIOR.get(roles, 0.0) + sum(weights.get(name, 0.0) for name in names)
        for roles, names in name_facts(texts, bodies, gaps).items()
    }


def name_facts(texts: Sequence[str], bodies: Bodies, gaps: Sequence[bool] = ()) -> dict[str, list[str]]:
    """Every way to read the lines, with the facts that speak for or against it, each with the roles it is said of."""
    lines = [_line_facts(text) for text in texts]
    gaps = gaps or [False] * len(texts)
    joints = [
        _joint_facts(one, two, gap, _cuts(one, two, bodies))
        for (one, two), gap in zip(pairwise(texts), gaps[1:], strict=True)
    ]
    found: dict[str, list[str]] = {}
    for roles in readings(len(texts)):
        names = [f"shape {re.sub('TT+', 'T+', roles)}"]
        for role, facts in zip(roles, lines, strict=True):
            names += [f"{role} {fact}" for fact in facts]
        for (one, two), facts in zip(pairwise(roles), joints, strict=True):
            names += [f"{one}{two} {fact}" for fact in facts]
        found[roles] = names
    return found


@cache
def readings(count: int) -> tuple[str, ...]:
    """All ways to read so many lines: kickers, headline, subtitle, in the order of print."""
    return tuple(
        "K" * kickers + "T" * (count - kickers - subtitles) + "S" * subtitles
        for kickers in range(MOST_KICKERS + 1)
        for subtitles in range(MOST_SUBTITLES + 1)
        if kickers + subtitles < count
    )


def _headline(roles: str) -> tuple[int, int]:
    return roles.index("T"), roles.count("T")


@lru_cache(maxsize=1 << 10)  # a page's headlines, read again with each placing of them
def _line_facts(text: str) -> tuple[str, ...]:
    """What one line's form says of its part in the headline."""
    facts = ["bias", f"size {bucket(measure(text)[1], SIZES)}"]
    facts += ["starts with a dash"] if SUBTITLE.search(text) else []
    facts += ["numbered"] if NUMBERED.search(text) else []
    facts += [f"prose {min(2, len(PROSE.findall(text)))}"]
    facts += ["quotes"] if "“" in text else []
    facts += ["figure"] if FIGURE.search(text) else []
    if text.startswith("【"):
        facts.append("names a series" if text.endswith("】") else "behind the name of a series")
    facts += ["colon"] if text[-1:] in "：:" else []
    facts += ["exclaimed"] if text[-1:] in "？！?!" else []
    facts += ["parted by a space"] if HAN_SPACE.search(text) else []
    facts += ["comma"] if "，" in text or "、" in text else []
    return tuple(facts)


def _cuts(one: str, two: str, bodies: Bodies) -> tuple[str, ...]:
    """What the line end cuts of what the page's articles hold."""
    pair = ("cuts a pair",) if cuts_word(one, two, bodies) else ()
    return (*pair, "cuts a phrase") if bodies.hold(one[-2:] + two[:2]) else pair


@lru_cache(maxsize=1 << 10)
def _joint_facts(one: str, two: str, gap: bool, cuts: tuple[str, ...]) -> tuple[str, ...]:
    """What the line end between two lines says of their parts."""
    facts = ["bias"]
    sizes = measure(one)[1], measure(two)[1]
    uneven = f"uneven {bucket(abs(sizes[0] - sizes[1]), DIFFERENCES)}" if min(sizes) >= EVEN_FROM else "narrow"
    facts.append(uneven)
    facts += ["gap"] if gap else []
    facts += ["behind a series"] if one.startswith("【") and one.endswith("】") else []
    facts += ["parallel"] if _parallel(one, two) else []
    facts.append(f"shares {min(2, len(bigrams(one) & bigrams(two)))}")
    facts += ["cuts brackets"] if OPEN.search(one) else []
    facts += ["cuts a word"] if cuts_dictionary_word(one, two) else []
    facts += cuts
    ends, begins = seam_odds(one, two)
    facts += [f"ends {bucket(ends, ODDS)}", f"begins {bucket(begins, ODDS)}"]
    facts.append(f"seam {bucket(ends + begins, SEAMS)}")
    facts.append(f"{uneven} seam {bucket(ends + begins, CLEAR_SEAMS)}")
    return tuple(facts)


def joined_odds(one: str, two: str, bodies: Bodies, *, gap: bool, heaped: bool) -> float:
    """Log-odds that two lines set as headlines, one below the other, are lines of one headline."""
    return _joined_odds(one, two, gap, _cuts(one, two, bodies), heaped)


@lru_cache(maxsize=1 << 10)
def _joined_odds(one: str, two: str, gap: bool, cuts: tuple[str, ...], heaped: bool) -> float:
    return sum(JOINED.get(name, 0.0) for name in _name_joint(one, two, gap, cuts, heaped))


def name_joint(one: str, two: str, bodies: Bodies, *, gap: bool, heaped: bool) -> list[str]:
    """The facts that speak for or against that."""
    return _name_joint(one, two, gap, _cuts(one, two, bodies), heaped)


def _name_joint(one: str, two: str, gap: bool, cuts: tuple[str, ...], heaped: bool) -> list[str]:
    facts = [*_joint_facts(one, two, gap, cuts), "in a heap" if heaped else "by its article"]
    return facts + [f"1 {fact}" for fact in _line_facts(one)[1:]] + [f"2 {fact}" for fact in _line_facts(two)[1:]]


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
