"""The lines of one headline in; which is kicker, headline and subtitle, and the joined texts, out. Pure.

Seed lines 37 and 39 are kicker and headline; no font says so, only that Chinese editors set them in this order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.analysis import analyze
from indexer.pages import measure, visible
from indexer.parsing.affinity import Bodies
from indexer.parsing.paragraphs import joint_between, strip_stray_spaces

SERIES_NAME = re.compile(
    r"之[一二三四五六七八九十]{1,3}$|[（(][一二三四五六七八九十\d]{1,3}[）)]$|^【[^】]{2,16}】$|[：:]$"
)
SUBTITLE = re.compile(r"^(?:——|--|—|─)|^[（(].*[）)]$")

# Log-odds where nothing tells. K kicker, T headline, S subtitle. All four pairs of the seed are KT.
ROLES_BY_COUNT = {
    1: {"T": 0.0},
    2: {"KT": 1.0, "TT": -0.3, "TS": -1.0},
    3: {"KTS": 0.3, "KTT": 0.3, "TTS": -0.5, "TTT": -0.8, "KKT": -0.3},
    4: {"KTTS": 0.3, "KKTT": -0.5, "TTTS": -1.0, "KKTS": 0.0, "TTTT": -1.5, "KTTT": -1.0},
}
CUT_WORD, CUT_PAIR = 2.5, 1.2  # the line end cuts a word of the dictionary; a pair that the page's articles hold
CUT_PHRASE = 3.0  # four characters that an article holds in a row
CUT_NOTHING, CUT_BETWEEN_PARTS = -0.5, -1.5
EVEN, EVEN_BY, EVEN_FROM = 1.0, 1.0, 6.0  # lines of one headline are of one width: em of difference, em at least
SEAM = 8  # characters on each side of a line end in which a word is looked for


def read_kickers(texts: Sequence[str], bodies: Bodies) -> tuple[str, float]:
    """Which line is kicker, headline and subtitle, and the log-odds of that reading against the next."""
    joints = [_joint(one, two, bodies) for one, two in pairwise(texts)]
    ranked = []
    for roles, prior in ROLES_BY_COUNT[len(texts)].items():
        score = prior
        for role, text in zip(roles, texts, strict=True):
            if SUBTITLE.search(text):
                score += 4.0 if role == "S" else -2.0
            if SERIES_NAME.search(text):
                score += 3.0 if role == "K" else -1.0
        for (one, two), joint in zip(pairwise(roles), joints, strict=True):
            score += joint if one == two else CUT_BETWEEN_PARTS if joint > EVEN else 0.0
        ranked.append((score, roles))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    lead = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 9.0
    return ranked[0][1], lead


def _joint(one: str, two: str, bodies: Bodies) -> float:
    """Log-odds that the two lines are one headline's rather than kicker and headline."""
    if SUBTITLE.search(two) or SERIES_NAME.search(one):
        return CUT_NOTHING
    score = CUT_WORD if cuts_dictionary_word(one, two) else 0.0
    if bodies.hold(one[-2:] + two[:2]):
        score += CUT_PHRASE
    elif cuts_word(one, two, bodies):
        score += CUT_PAIR
    sizes = measure(one)[1], measure(two)[1]
    if abs(sizes[0] - sizes[1]) <= EVEN_BY and min(sizes) >= EVEN_FROM:
        score += EVEN
    return score or CUT_NOTHING


def cuts_dictionary_word(before: str, after: str) -> bool:
    """Whether a word stands across the line end."""
    head = before[-SEAM:]
    return any(word.start < len(head) < word.end for word in analyze(head + after[:SEAM]).words)


def cuts_word(before: str, after: str, bodies: Bodies) -> bool:
    """Whether the line end parts a number, a bracket, or a pair of characters that the page's articles hold."""
    if (
        before.count("【") > before.count("】")
        or before.count("《") > before.count("》")
        or before.count("“") > before.count("”")
        or before.count("（") > before.count("）")
        or after[0] in "，、：；。！？”）》】"
    ):
        return True
    seam = before[-1:] + after[:1]
    if seam.isascii() and seam.isdigit():
        return True
    return len(seam) == 2 and all("\u4e00" <= mark <= "\u9fff" for mark in seam) and seam in bodies.holders


def join_headline(texts: Sequence[str], bodies: Bodies) -> str:
    """One headline over several lines: a space stands for the line end, unless that cuts a word."""
    whole = ""
    for printed in texts:
        text = strip_stray_spaces(printed)
        if whole:
            one, two = visible(whole), visible(text)
            cut = cuts_word(one, two, bodies) or cuts_dictionary_word(one, two)
            whole += joint_between(whole, text) if cut else " "
        whole += text
    return whole
