"""What the words that two texts share say of their being one article."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from training.compose.stories import seed_stories
from training.count_pairs import count_pairs
from xtsearch.indexer.pages.pieces.bigrams import bigrams
from xtsearch.indexer.pages.pieces.rarity import cohesion, pair_weights, parted_odds

STORIES = ["".join(story.paragraphs) for story in seed_stories() if story.size > 300]


def test_halves_of_one_text_share_more_rare_words_than_two_texts() -> None:
    within = [cohesion(bigrams(text[: len(text) // 2]), bigrams(text[len(text) // 2 :])) for text in STORIES]
    between = [cohesion(bigrams(above), bigrams(below)) for above, below in pairwise(STORIES)]
    assert sorted(within)[len(within) // 2] > 2 * sorted(between)[len(between) // 2]


def test_two_articles_are_told_apart_and_one_is_not() -> None:
    text = STORIES[0]
    assert (
        parted_odds(text[:200], text[:200]) < 0 < parted_odds(text, "窗花开了，檐下的雨还没有停，孩子们在巷口踢毽子。")
    )


def test_a_common_pair_weighs_less_than_a_rare_one_and_unknown_ones_most() -> None:
    weights = pair_weights()
    assert weights["表示"] < weights["图书"] <= weights["檐下"] == weights["毽子"]
    assert weights.total({"表示", "檐下"}) == weights["表示"] + weights["檐下"]


def test_texts_without_pairs_share_nothing() -> None:
    assert cohesion(set(), {"图书"}) == 0


def test_the_table_is_counted_from_news(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text('{"body": "渡船开了"}\n{"body": "不算"}\n{"body": "渡船停了"}\n', encoding="utf-8")
    assert count_pairs(news, 1).splitlines()[2:] == ["渡船\t0.00"]
