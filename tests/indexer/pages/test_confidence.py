"""How sure the parser is of an article: every sign is weighed, doubt lowers it, and the trainer learns what holds."""

from __future__ import annotations

import json
from importlib import resources
from random import Random

import pytest

from training.fit_confidence import JudgedArticle, fit_weights, tell
from xtsearch.indexer.pages import confidence as module
from xtsearch.indexer.pages.confidence import MOST, ArticleFacts, confidence, shipped, signs
from xtsearch.indexer.pages.split import split_page

SURE = ArticleFacts(
    boundaries=0.995,
    margin=8.0,
    parts=9.0,
    beside=True,
    title="青石县水厂通水",
    body=400,
    opens=True,
    parted=0.5,
    sections=0,
    left_inside=0,
    left_beside=0,
    place=1,
    articles=5,
    titled=5,
)
DOUBTS = [
    SURE._replace(boundaries=0.3),
    SURE._replace(margin=0.1, parts=0.1),
    SURE._replace(title="青石县水厂，"),
    SURE._replace(opens=False, boundaries=0.6),
]


@pytest.mark.parametrize("doubtful", DOUBTS)
def test_doubt_lowers_confidence(doubtful: ArticleFacts) -> None:
    assert confidence(doubtful) < confidence(SURE) <= MOST


@pytest.mark.parametrize("boundaries", [0.0, 1.0])
def test_every_probability_of_boundaries_is_weighed(boundaries: float) -> None:
    assert 0 < confidence(SURE._replace(boundaries=boundaries)) <= MOST
    assert abs(signs(SURE._replace(boundaries=boundaries))["boundaries"]) == module.MOST_ODDS


def test_signs_that_say_the_same_stand_once() -> None:
    untitled = SURE._replace(title=None, margin=0.0, parts=0.0, titled=4)
    assert signs(untitled)["no headline, unlike others"] == 1.0
    assert not {"margin", "narrow margin", "parts", "narrow parts", "short headline"} & signs(untitled).keys()
    assert "no headline" not in signs(SURE)
    assert signs(SURE._replace(titled=1))["others without headline"] == 1.0


def test_every_weight_is_of_a_sign_and_the_file_says_how_it_was_made() -> None:
    odd = ArticleFacts(
        0.4,
        0.5,
        0.5,
        False,
        "一座小水厂解了全村人吃水难这一个多年以来的老大难问题的前前后后，",
        10,
        False,
        -1.0,
        1,
        1,
        1,
        0,
        2,
        1,
    )
    apart = odd._replace(parted=1.0)
    names = {
        *signs(odd),
        *signs(apart),
        *signs(odd._replace(title=None)),
        *signs(odd._replace(title="水厂", body=2000, articles=1)),
    }
    assert shipped().keys() == names
    text = resources.files(module.__package__ or "").joinpath("confidence.json").read_text(encoding="utf-8")
    assert json.loads(text)["provenance"]["command"].startswith("python -m training.fit_confidence")


def test_what_is_right_more_often_gets_the_higher_weight() -> None:
    random = Random(3)
    judged = [
        JudgedArticle(family, facts, random.random() < (0.95 if facts.margin > 4 else 0.4))
        for family in ("columns", "records")
        for _ in range(150)
        for facts in (SURE, SURE._replace(margin=1.0))
    ]
    weights = fit_weights(judged)
    assert weights["margin"] > 0
    *families, of_all, asked = tell(judged, weights)
    assert [line.split()[0] for line in families] == ["columns", "records"]
    assert of_all.split()[:3] == ["all", "600", "articles,"]
    assert "0.97 and 0.6" in asked


def test_an_article_with_byline_and_headline_is_surer_than_a_guess() -> None:
    body = "本报讯（记者 林小川）10月13日，青石县新建的水厂通水，六个村的乡亲用上了自来水。"
    signed, guessed = split_page(f"青石县新建水厂通水\n\n{body}"), split_page(f"{body[18:]}\n\n多云转晴")
    assert signed.articles[0].confidence > guessed.articles[0].confidence
