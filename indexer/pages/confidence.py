"""How an article was found, in; the probability that its boundaries and its headline are right, out. Pure.

    >>> facts = ArticleFacts(0.99, 8.0, 9.0, True, "水厂通水", 300, True, 0.0, 0, 0, 0, 0, 5, 5)
    >>> confidence(facts) > confidence(facts._replace(boundaries=0.5, margin=0.3))
    True

The margins of the steps before are too sure of themselves on pages of kinds that their weights were not fitted to. So a
logistic model weighs them and what else tells. `python -m training.fit_confidence` fits it to pages of families that
were left out when the weights were fitted, one family at a time; `confidence.json` holds what it found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from math import exp, log
from typing import NamedTuple

MOST = 0.99  # no article is surer
MOST_ODDS = 5.0  # log-odds of boundaries; beyond, they tell no more
MOST_MARGIN = 8.0
NARROW = 2.0  # log-odds; a margin below it is narrow
FEW, MANY = 80, 1500  # characters of a body
SHORT, LONG = 4, 30  # characters of a headline
MOST_LINES = 3  # of section heads, or lines left over: more tell no more
OPEN_ENDS = "。，、；：,;—"


class ArticleFacts(NamedTuple):
    """How an article was found.

    `boundaries`: the probability that it begins and ends where it does. `margin`: log-odds that the headline is its
    own, `parts`: that its parts are told apart rightly; `beside`: it stands next to the body; `title` is None where the
    article has none. `body`: characters. `opens`: a byline or dateline opens it. `parted`: log-odds that its words are
    not those of the article above or below, the less of the two. `sections`: its section heads.
    `left_inside`, `left_beside`: lines between its own, and headlines next to it, that no article has. `place` counts
    the page's articles from 0, of which there are `articles`, and `titled` with a headline.
    """

    boundaries: float
    margin: float
    parts: float
    beside: bool
    title: str | None
    body: int
    opens: bool
    parted: float
    sections: int
    left_inside: int
    left_beside: int
    place: int
    articles: int
    titled: int


def signs(facts: ArticleFacts) -> dict[str, float]:
    """What speaks for or against the article, by the names of the weights; signs that are absent are left out."""
    odds = log(max(1e-9, facts.boundaries) / max(1e-9, 1 - facts.boundaries))
    has_title = facts.title is not None
    margin = max(-NARROW, min(MOST_MARGIN, facts.margin)) if has_title else 0.0
    parts = max(0.0, min(MOST_MARGIN, facts.parts)) if has_title else 0.0
    title = facts.title or ""
    others = facts.articles - 1
    untitled = (others - (facts.titled - has_title)) / others if others else 0.0
    values = {
        "bias": 1.0,
        "boundaries": max(-MOST_ODDS, min(MOST_ODDS, odds)),
        "doubtful boundaries": max(0.0, NARROW - odds) if odds > -MOST_ODDS else NARROW + MOST_ODDS,
        "margin": margin,
        "narrow margin": max(0.0, NARROW - margin) if has_title else 0.0,
        "parts": parts,
        "narrow parts": max(0.0, NARROW - parts) if has_title else 0.0,
        "no headline": float(not has_title),
        "no headline, unlike others": 0.0 if has_title else 1 - untitled,
        "others without headline": untitled,
        "headline elsewhere": float(has_title and not facts.beside),
        "no byline": float(not facts.opens),
        "parted from its neighbours": max(0.0, facts.parted),
        "of one subject with a neighbour": max(0.0, -facts.parted),
        "of one subject, no byline": max(0.0, -facts.parted) * (not facts.opens),
        "section heads": float(min(MOST_LINES, facts.sections)),
        "lines left inside": float(min(MOST_LINES, facts.left_inside)),
        "headlines left beside": float(min(MOST_LINES, facts.left_beside)),
        "short body": float(facts.body < FEW),
        "long body": float(facts.body > MANY),
        "short headline": float(has_title and len(title) <= SHORT),
        "long headline": float(len(title) > LONG),
        "headline breaks off": float(title[-1:] in OPEN_ENDS and has_title),
        "first of its page": float(facts.place == 0),
        "alone on its page": float(facts.articles == 1),
    }
    return {name: value for name, value in values.items() if value}


def confidence(facts: ArticleFacts) -> float:
    """The probability that the article's boundaries and its headline are right, or that it rightly has none."""
    weights = shipped()
    odds = sum(weights.get(name, 0.0) * value for name, value in signs(facts).items())
    return min(MOST, 1 / (1 + exp(-max(-30.0, min(30.0, odds)))))


@cache
def shipped() -> Mapping[str, float]:
    """The weights that the package ships with."""
    weights: dict[str, float] = json.loads(
        resources.files(__package__).joinpath("confidence.json").read_text(encoding="utf-8")
    )["weights"]
    return weights
