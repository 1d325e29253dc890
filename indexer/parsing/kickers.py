"""The lines of one headline in; which is kicker, headline and subtitle, and the joined texts, out. Pure.

Seed lines 37 and 39 are kicker and headline; no font says so, only that Chinese editors set them in this order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.pages import visible
from indexer.parsing.affinity import Bodies
from indexer.parsing.paragraphs import joint_between, strip_stray_spaces

SERIES_NAME = re.compile(
    r"之[一二三四五六七八九十]{1,3}$|[（(][一二三四五六七八九十\d]{1,3}[）)]$|^【[^】]{2,16}】$|[：:]$"
)
SUBTITLE = re.compile(r"^(?:——|--|—|─)|^[（(].*[）)]$")

ROLES_BY_COUNT = {
    # K kicker, T headline, S subtitle -> log-odds where nothing tells. All four pairs of the seed are KT.
    1: {"T": 0.0},
    2: {"KT": 1.0, "TT": -0.3, "TS": -1.0},
    3: {"KTS": 0.3, "KTT": 0.3, "TTS": -0.5, "TTT": -0.8, "KKT": -0.3},
    4: {"KTTS": 0.3, "KKTT": -0.5, "TTTS": -1.0, "KKTS": 0.0, "TTTT": -1.5, "KTTT": -1.0},
}


def read_kickers(texts: Sequence[str], bodies: Bodies) -> tuple[str, float]:
    """Which line is kicker, headline and subtitle, and the log-odds of that reading against the next."""
    ranked = []
    for roles, prior in ROLES_BY_COUNT[len(texts)].items():
        score = prior
        for index, (role, text) in enumerate(zip(roles, texts, strict=True)):
            if SUBTITLE.search(text):
                score += 4.0 if role == "S" else -2.0
            if SERIES_NAME.search(text):
                score += 3.0 if role == "K" else -1.0
            if index and role == roles[index - 1]:
                score += 2.5 if cuts_word(texts[index - 1], text, bodies) else -0.5
            elif index and cuts_word(texts[index - 1], text, bodies):
                score -= 1.5
        ranked.append((score, roles))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    lead = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 9.0
    return ranked[0][1], lead + 1.5 if len(ranked) > 1 else lead


def cuts_word(before: str, after: str, bodies: Bodies) -> bool:
    """Whether the line end parts a number, a bracket, or a pair of characters that the page's articles hold."""
    if (
        before.count("【") > before.count("】")
        or before.count("《") > before.count("》")
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
            whole += joint_between(whole, text) if cuts_word(visible(whole), visible(text), bodies) else " "
        whole += text
    return whole
