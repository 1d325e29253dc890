"""Pages composed of the seed's articles in every layout: what the composer promises, and what the parser must keep."""

from __future__ import annotations

import pytest

from indexer.articles import split_page
from tests.composer.layouts import LAYOUTS, Layout
from tests.composer.page import compose
from tests.composer.scoring import bare
from tests.composer.stories import seed_stories
from tests.test_articles import check_invariants

STORIES = seed_stories()
layouts = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)


@layouts
def test_a_composed_page_is_what_its_truth_says(layout: Layout) -> None:
    page = compose(STORIES, layout, 1)
    lines = page.text.split("\n")
    assert page.text == compose(STORIES, layout, 1).text
    assert set(page.owners) == {number for number, line in enumerate(lines, 1) if line.strip()}
    for truth in page.articles:
        printed = "".join(lines[number - 1] for number in truth.body_lines)
        assert "".join(printed.split()) == "".join(truth.body.split())
        title = "".join(lines[number - 1] for number in truth.title_lines)
        assert bare(title) == bare(truth.title)


@layouts
@pytest.mark.parametrize("seed", range(4))
def test_composed_pages_are_accounted_for(layout: Layout, seed: int) -> None:
    check_invariants(compose(STORIES, layout, seed).text)


def test_layouts_are_told_apart_by_their_names() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)


def test_an_article_keeps_its_text_whatever_the_layout() -> None:
    for layout in LAYOUTS:
        for article in split_page(compose(STORIES, layout, 2).text).articles:
            assert article.body
