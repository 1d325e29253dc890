"""What a fit without a family makes of that family: which families are left out together, and the figures of a row."""

from __future__ import annotations

from training.compose.families import FAMILIES, family_named
from training.compose.scoring import SLICES, score_page
from training.compose.stories import seed_pool
from training.leave_out import COLUMNS, groups, measure_family, row
from xtsearch.indexer.pages.split import split_page


def test_each_family_is_left_out_once_and_neighbours_apart() -> None:
    names = [family.name for family in FAMILIES]
    for size in (1, 3, 4):
        left_out = groups(names, size)
        assert sorted(name for group in left_out for name in group) == sorted(names)
        assert max(map(len, left_out)) == size
    columns = {name for name in names if name.startswith("columns,")}
    assert all(len(columns & set(group)) <= 1 for group in groups(names, 3))


def test_pages_are_split_until_there_are_enough_articles() -> None:
    scores = measure_family(seed_pool(), family_named("columns, headline before"), 8)
    assert 8 <= sum(len(score.articles) for score in scores) < 20
    figures = dict(zip(COLUMNS, row(scores), strict=True))
    assert figures["headlines"] > 0.5
    assert 0.5 < figures["found"] < 1.5


def test_articles_are_told_by_what_is_hard_of_them() -> None:
    page = family_named("features").compose(seed_pool(), 1)
    first, *others = score_page(page, split_page("")).articles
    assert "first of its page" in first.slices <= set(SLICES)
    assert not any("first of its page" in article.slices for article in others)
