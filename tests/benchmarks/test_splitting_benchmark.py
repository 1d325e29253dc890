"""The benchmark of the page parser: what it measures, on pages of the seed's own articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import splitting
from benchmarks.figures import Figure
from training.compose.layouts import LAYOUTS
from training.compose.page import compose
from training.compose.scoring import PageScore, score_page
from training.compose.stories import seed_stories
from xtsearch.indexer.pages.split import split_page


def scored(text: str | None = None, seed: int = 3) -> PageScore:
    page = compose(seed_stories(), LAYOUTS[1], seed)
    return score_page(page, split_page(page.text if text is None else text))


def test_a_page_read_rightly_has_every_boundary() -> None:
    scores = (scored(seed=seed) for seed in range(20))
    score = next(score for score in scores if all(article.lines for article in score.articles))
    assert score.hit == score.parsed == score.expected
    assert splitting.MEASURES["body fidelity"]([score]) == pytest.approx(1, abs=0.001)  # spaces at joints of lines


def test_a_page_that_is_not_read_at_all_has_none() -> None:
    score = scored("")
    assert score.parsed == score.hit == 0
    assert splitting.MEASURES["boundary F1"]([score]) == 0
    assert splitting.MEASURES["body fidelity"]([score]) < 0.1


def test_losses_are_told_against_the_recorded_figures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    recorded = tmp_path / "splitting.json"
    recorded.write_text(json.dumps({"headlines": 0.9}), "utf-8")
    monkeypatch.setattr(splitting, "RECORDED", recorded)
    figure = Figure(name="headlines", value=0.88, low=0.87, high=0.89)
    assert list(splitting._changes([figure])) == ["headlines: -0.0200 against 0.9000 at the last release"]


def test_figures_of_families_left_out_have_their_floors() -> None:
    figures = {figure.name: figure for figure in splitting._left_out_figures({"a": [scored()], "b": [scored("")]})}
    assert figures["left out: headlines, mean"].at_least == 0.9
    assert figures["left out: headlines, least (b)"].met is False
    assert figures["left out: articles found / true, least (b)"].value == 0
    assert figures["left out: b: headlines"].value == 0
    assert figures["left out: a: headlines"].value > 0.5
