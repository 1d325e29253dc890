"""The stories of one page: printed near each other, or about one subject."""

from __future__ import annotations

from random import Random

from training.compose.stories import feature, seed_pool
from training.compose.topics import draw_shelves

POOL = seed_pool()


def test_a_page_draws_whole_stories_of_the_pool_the_same_for_the_same_seed() -> None:
    texts = {story.title: story.paragraphs for story in POOL.reported}
    for seed in range(20):
        drawn = draw_shelves(Random(seed), POOL, 6).reported
        assert drawn == draw_shelves(Random(seed), POOL, 6).reported
        assert len({story.title for story in drawn}) == len(drawn) <= 6
        assert all(texts[story.title] == story.paragraphs for story in drawn)


def test_a_feature_keeps_every_paragraph_once_and_its_first_in_place() -> None:
    stories = list(POOL.reported[:3])
    for seed in range(20):
        whole = feature(Random(seed), stories)
        assert whole.title == stories[0].title
        assert whole.paragraphs[0] == stories[0].paragraphs[0]
        assert sorted(whole.paragraphs) == sorted(text for story in stories for text in story.paragraphs)
        places = [whole.paragraphs.index(text) for text in stories[1].paragraphs]
        assert places == sorted(places)
