"""The lines of one headline in; which are kicker, headline and subtitle, and the joined texts, out. Pure.

    >>> read_kickers(["【新思想引领新征程】", "我国积极扩大有效投资"], Bodies([]))[0]
    'KT'

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
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.pieces.bigrams import bigrams
from xtsearch.indexer.pages.pieces.buckets import bucket
from xtsearch.indexer.pages.pieces.paragraphs import joint_between, strip_stray_spaces
from xtsearch.indexer.pages.titles import facts
from xtsearch.indexer.pages.titles.seams import cuts_dictionary_word, seam_odds
from xtsearch.indexer.pages.titles.weights import shipped

SUBTITLE_FORM = re.compile(r"^(?:——|--|—|─)|^[（(].*[）)]$")
NUMBERED = re.compile(r"之[一二三四五六七八九十]{1,3}$|[（(][一二三四五六七八九十\d]{1,3}[）)]$")
NO_BEGINNING = frozenset("，、：；。！？”）》】")
OPEN_BRACKET = re.compile(r"【[^】]*$|《[^》]*$|“[^”]*$|（[^）]*$")
PROSE = re.compile("[的了和与在将等为是也让使从]")  # words that sentences need and headlines leave out
FIGURE = re.compile(r"\d")

#: Log-odds that one clause ends and another begins; above it a space stands for a headline's line end. Not fitted.
SPACE_FROM = 0.0
#: How often two lines are kicker and headline rather than one headline is a newspaper's habit that composed pages do
#: not have. All four such pairs of the seed are. With 0.3 instead of 0, seed lines 186 and 188, which are equally wide,
#: are read rightly with probability 0.56 instead of 0.49. Of 2,598 headlines of composed pages 0.3 costs 4, 0.5 7.
KICKER_PRIOR = {facts.KICKER + facts.TITLE: 0.3}
SURE = 9.0  # log-odds where there is only one way to read the lines


def read_kickers(texts: Sequence[str], bodies: Bodies, gaps: Sequence[bool] = ()) -> tuple[str, float]:
    """The part of each line, a letter of `facts.PARTS` a line, and the log-odds that the title's lines are right.

    `gaps[i]`: whether a blank line stands before line i.
    """
    if len(texts) == 1:
        return facts.TITLE, SURE
    scores = score_parts(texts, bodies, gaps)
    best = max(scores, key=lambda parts: (scores[parts], parts))
    peak = scores[best]
    powers = {parts: exp(score - peak) for parts, score in scores.items()}
    against = sum(power for parts, power in powers.items() if _title_lines(parts) != _title_lines(best))
    agreeing = sum(powers.values()) - against
    return best, min(SURE, log(agreeing / against)) if against else SURE


def score_parts(texts: Sequence[str], bodies: Bodies, gaps: Sequence[bool] = ()) -> dict[str, float]:
    """Every way to read the lines -> its log-odds."""
    weights = shipped()
    return {
        parts: KICKER_PRIOR.get(parts, 0.0) + weights.odds_of_reading(names)
        for parts, names in name_facts(texts, bodies, gaps).items()
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
    for parts in facts.readings(len(texts)):
        names = [facts.shape(parts)]
        for part, its_facts in zip(parts, line_facts, strict=True):
            names += [facts.of_part(part, fact) for fact in its_facts]
        for (above, below), its_facts in zip(pairwise(parts), joint_facts, strict=True):
            names += [facts.of_parts(above, below, fact) for fact in its_facts]
        ways[parts] = names
    return ways


def _title_lines(parts: str) -> tuple[int, int]:
    """The first line of the title, and how many lines it has."""
    return parts.index(facts.TITLE), parts.count(facts.TITLE)


@lru_cache(maxsize=1 << 10)  # headlines of a page are read again with each placing of them
def _line_facts(text: str) -> tuple[str, ...]:
    """What one line's form says of its part in the headline; the first fact holds for every line."""
    names = [facts.LINE_BIAS.name, facts.SIZE[bucket(measure(text)[1], facts.SIZE_LIMITS)]]
    names += [facts.STARTS_WITH_DASH.name] if SUBTITLE_FORM.search(text) else []
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
    names += [facts.CUTS_BRACKETS.name] if OPEN_BRACKET.search(above) else []
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


def _parallel(above: str, below: str) -> bool:
    """Whether two lines are set in parallel: as many characters, one of them at the same place in both."""
    return len(above) == len(below) and any(mark == under for mark, under in zip(above, below, strict=True))


def cuts_word(before: str, after: str, bodies: Bodies) -> bool:
    """Whether the line end parts a number, a bracket, or two characters that stand together in one of the articles."""
    if OPEN_BRACKET.search(before) or after[:1] in NO_BEGINNING:
        return True
    seam = before[-1:] + after[:1]
    if seam.isascii() and seam.isdigit():
        return True
    return len(seam) == 2 and all("\u4e00" <= mark <= "\u9fff" for mark in seam) and bool(bodies.holders(seam))


def join_headline(texts: Sequence[str], bodies: Bodies) -> str:
    """The lines as one text. A space stands for a line end between two clauses, nothing for any other."""
    whole = ""
    for printed in texts:
        text = strip_stray_spaces(printed)
        if whole:
            before, after = visible(whole), visible(text)
            whole += " " if _parts_clauses(before, after, bodies) else joint_between(whole, text)
        whole += text
    return whole


def _parts_clauses(before: str, after: str, bodies: Bodies) -> bool:
    if before[-1:] in "：:，、；" or cuts_word(before, after, bodies) or cuts_dictionary_word(before, after):
        return False
    return sum(seam_odds(before, after)) > SPACE_FROM
