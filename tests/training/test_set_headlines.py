"""Headlines set for the trainer: nothing of their text is lost, their parts stand in order, and pages differ."""

from __future__ import annotations

from random import Random

import pytest

from training.compose.kickers import LONGEST, draw_column, draw_kicker, draw_subtitle
from training.compose.stories import seed_stories
from training.set_headlines import MOST_LINES, SetHeadline, cut, set_page
from xtsearch.indexer.pages.titles.kickers import BRACKETS_BEHIND


def headlines(pages: int) -> list[SetHeadline]:
    stories = sorted(seed_stories(), key=lambda story: story.title)
    return [headline for seed in range(pages) for headline in set_page(Random(seed), stories)[0]]


def test_a_seed_gives_the_same_page() -> None:
    stories = seed_stories()
    assert [item.lines for item in set_page(Random(3), stories)[0]] == [
        item.lines for item in set_page(Random(3), stories)[0]
    ]


def test_parts_stand_in_the_order_of_print() -> None:
    drawn = headlines(120)
    assert all(len(item.lines) == len(item.parts) <= MOST_LINES for item in drawn)
    assert all(item.parts == "".join(sorted(item.parts, key="KTS".index)) and "T" in item.parts for item in drawn)
    assert {"KT", "TT", "TS", "KKT"} <= {item.parts for item in drawn}


def test_lines_as_wide_as_the_page_sets_headlines_are_full() -> None:
    drawn = headlines(120)
    wrapped = [item for item in drawn if len(item.lines) > 1 and item.lines[0].full]
    assert len(wrapped) > 20
    assert any(line.form.size for item in drawn for line in item.lines)
    assert any(line.form.heading for item in drawn for line in item.lines)


@pytest.mark.parametrize("width", [4, 7, 30])
def test_a_wrapped_headline_loses_nothing(width: int) -> None:
    text = "清水还河，“黑水沟”变成“金水沟”（回音壁·一件事的两年）"
    lines = cut(text, width)
    assert "".join(lines) == text
    assert all(width <= len(line) <= width + 2 for line in lines[:-1])
    assert not any(line[0] in "，”）" for line in lines)


def test_kickers_and_subtitles_have_the_forms_of_print() -> None:
    random, paragraphs = Random(5), seed_stories()[0].paragraphs
    kickers = list(filter(None, (draw_kicker(random, paragraphs) for _ in range(400))))
    subtitles = list(filter(None, (draw_subtitle(random, paragraphs) for _ in range(400))))
    assert max(map(len, [*kickers, *subtitles])) <= LONGEST
    assert 0.05 < sum(text.endswith(("——", "：")) for text in kickers) / len(kickers) < 0.4
    assert 0.3 < sum(text.startswith("——") for text in subtitles) / len(subtitles) < 0.7
    assert any("强调" in text or "指出" in text for text in kickers)


def test_the_name_of_a_column_stands_behind_the_headline() -> None:
    assert all(BRACKETS_BEHIND.search("小水厂解了大难题" + draw_column(Random(seed))) for seed in range(50))
