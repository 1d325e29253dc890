"""The trainer of headline weights: two fits to the same pages give the same bytes, by which headlines can be read."""

from __future__ import annotations

import json

import pytest

from tests.training.fitting import fit_twice
from training.compose.families import FAMILIES
from training.fit_headlines import HEAPED, SET_PAGES
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.titles import facts, kickers
from xtsearch.indexer.pages.titles.groups import DisplayLine
from xtsearch.indexer.pages.titles.weights import HeadlineWeights


@pytest.fixture(scope="module")
def fits(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Two small fits, each to a few pages of each family, of the seed's stories."""
    return fit_twice("training.fit_headlines", tmp_path_factory.mktemp("fits"), "--pages", "2")


@pytest.mark.slow
def test_two_fits_to_the_same_pages_give_the_same_bytes(fits: tuple[bytes, bytes]) -> None:
    assert fits[0] == fits[1]
    (fitted_to,) = json.loads(fits[0])["provenance"]["fitted_to"]
    composed = len([family for family in FAMILIES if not family.printed])
    assert fitted_to["pages"] == 2 * ((2 + 2 * SET_PAGES) * composed + 2 * len(HEAPED))
    assert len(fitted_to["sha256"]) == 64


def test_a_fit_weighs_all_facts(fits: tuple[bytes, bytes]) -> None:
    weights = HeadlineWeights.parse(fits[0].decode())
    assert weights.parts.keys() | set(weights.unseen["parts"]) == facts.part_names()
    assert weights.joined.keys() | set(weights.unseen["joined"]) == facts.joined_names()


def test_a_headline_is_read_by_a_fit(fits: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["市领导调研文艺工作", "——推动文艺事业发展"]
    lines, bodies = [DisplayLine(text) for text in texts], Bodies([])
    shipped = kickers.score_parts(lines, bodies)
    weights = HeadlineWeights.parse(fits[0].decode())
    monkeypatch.setattr(kickers, "shipped", lambda: weights)
    fitted = kickers.score_parts(lines, bodies)
    assert fitted.keys() == shipped.keys()
    assert fitted != shipped
    undashed = kickers.score_parts([lines[0], DisplayLine(texts[1].strip("—"))], bodies)
    assert fitted["TS"] - fitted["TT"] > undashed["TS"] - undashed["TT"]
