"""The trainer of line weights: two fits to the same pages give the same bytes, by which a page can be split."""

from __future__ import annotations

import json

import pytest

from tests.indexer.pages.test_articles import SEED
from tests.training.fitting import fit_twice
from training.compose.families import FAMILIES
from training.compose.layouts import LAYOUTS
from training.compose.page import compose
from training.compose.stories import seed_stories
from training.weights_file import PageHash, round_weight
from xtsearch.indexer.pages.lines import features, labelling, steps
from xtsearch.indexer.pages.lines.weights import LineWeights
from xtsearch.indexer.pages.split import split_page

SMALL = ("--pages", "1", "--iterations", "15")


@pytest.fixture(scope="module")
def fits(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Two small fits, each to a few pages of each family, of the seed's stories."""
    return fit_twice("training.fit_roles", tmp_path_factory.mktemp("fits"), *SMALL)


@pytest.mark.slow
def test_two_fits_to_the_same_pages_give_the_same_bytes(fits: tuple[bytes, bytes]) -> None:
    assert fits[0] == fits[1]


def test_a_fit_says_what_it_was_fitted_to(fits: tuple[bytes, bytes]) -> None:
    provenance = json.loads(fits[0])["provenance"]
    assert provenance["command"] == "python -m training.fit_roles --pages 1 --prior 0.7 --iterations 15"
    (fitted_to,) = provenance["fitted_to"]
    assert fitted_to["pages"] >= len(FAMILIES)
    assert len(fitted_to["sha256"]) == 64
    assert provenance["numpy"]
    assert provenance["scipy"]


def test_a_fit_weighs_all_features_and_steps(fits: tuple[bytes, bytes]) -> None:
    weights = LineWeights.parse(fits[0].decode())
    assert weights.names | set(weights.unseen) == features.TABLE.names.keys()
    assert weights.second.features.keys() > weights.first.features.keys()
    for reading in (weights.first, weights.second):
        assert reading.steps.keys() == set(steps.all_names())


def test_a_page_is_split_by_a_fit(fits: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    weights = LineWeights.parse(fits[0].decode())
    shipped = split_page(SEED)
    monkeypatch.setattr(labelling, "shipped", lambda: weights)
    fitted = split_page(SEED)
    assert len(fitted.articles) >= 10
    assert fitted != shipped


def test_other_pages_have_another_hash() -> None:
    def hash_of(*pages: tuple[int, int]) -> str:
        pages_hash = PageHash()
        for layout, seed in pages:
            pages_hash.add(compose(seed_stories(), LAYOUTS[layout], seed))
        return pages_hash.sha256

    assert hash_of((0, 1), (1, 1)) == hash_of((0, 1), (1, 1))
    assert len({hash_of((0, 1)), hash_of((0, 2)), hash_of((1, 1)), hash_of((0, 1), (1, 1))}) == 4


def test_weights_are_rounded_and_zero_is_never_negative() -> None:
    assert [str(round_weight(value)) for value in (0.125, -0.004, 1 / 3)] == ["0.12", "0.0", "0.33"]
