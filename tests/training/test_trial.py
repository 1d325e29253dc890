"""Weights that are tried out, and what the parser forgets for them."""

from __future__ import annotations

from dataclasses import replace

from training.trial import WEIGHTS, of_pages, parsing_by
from xtsearch.indexer.pages.lines.weights import LineWeights
from xtsearch.indexer.pages.split import split_page
from xtsearch.indexer.pages.titles import kickers, seams


def test_what_the_parser_remembers_of_a_page_is_forgotten() -> None:
    assert of_pages(kickers._line_facts)  # the texts of a page's headlines
    assert not of_pages(seams.clause_words)  # a table, read once a process


def test_weights_hold_while_they_are_tried_and_no_longer() -> None:
    text = "市领导调研文艺工作\n\n本报讯（记者 王超）5月13日，我市召开推进会。"
    weights = LineWeights.parse(WEIGHTS.read_text("utf-8"))
    features = {name: odds[::-1] for name, odds in weights.second.features.items()}
    turned = replace(weights, second=replace(weights.second, features=features))
    before = split_page(text)
    with parsing_by(turned):
        assert split_page(text) != before
    assert split_page(text) == before
