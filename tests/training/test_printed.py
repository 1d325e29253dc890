"""A newspaper's archive as pages to fit to: what is read of its files, which months are kept apart, and how articles
are set."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from training.compose.families import compose_family, families_of, family_named
from training.compose.printed import draw_articles, read_archive
from training.compose.stories import read_pool, seed_pool
from training.places import SEED_STORIES
from training.set_headlines import set_printed_page

STORIES = seed_pool().reported


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Four articles of the seed page a day, of two months: one for training, one kept for measuring."""
    for month in ("202001", "202002"):
        folder = tmp_path / month
        folder.mkdir()
        for place, story in enumerate(STORIES[:4], 1):
            kicker = "记者调查——" if place == 1 else ""
            body = [story.paragraphs[0], "本报记者  王  超", "为了群众平安", *story.paragraphs[1:], "版式设计：林小川"]
            text = "\n".join([kicker, story.title, "", *(f"\u3000\u3000{line}" for line in body)])
            (folder / f"{month}07-02-{place:02}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "202001" / "README.txt").write_text("不是文章", encoding="utf-8")
    return tmp_path


def test_articles_are_read_with_their_parts(archive: Path) -> None:
    (page,) = read_archive(archive, held_out=False)
    assert (page.day.isoformat(), page.number, len(page.articles)) == ("2020-01-07", 2, 4)
    first, second = page.articles[:2]
    assert (first.kicker, first.title, first.subtitle) == ("记者调查——", STORIES[0].title, None)
    assert second.kicker is None
    parts = dict(first.body)
    assert parts["本报记者  王  超"] == "byline"
    assert parts["为了群众平安"] == "section"
    assert parts["版式设计：林小川"] == "furniture"
    assert first.texts == STORIES[0].paragraphs


def test_no_month_is_in_both_halves(archive: Path) -> None:
    halves = [{page.day.month for page in read_archive(archive, held_out=kept)} for kept in (False, True)]
    assert halves == [{1}, {2}]


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no articles below"):
        read_archive(tmp_path, held_out=False)


def test_printed_pages_are_composed_only_where_there_is_an_archive(archive: Path) -> None:
    without, printed = (read_pool(SEED_STORIES, held_out=False, archive=folder) for folder in (None, archive))
    names = [{family.name for family in families_of(pool)} for pool in (without, printed)]
    assert names[1] - names[0] == {"printed pages"}


def test_a_composed_page_has_the_printed_headlines(archive: Path) -> None:
    pool = read_pool(SEED_STORIES, held_out=False, archive=archive)
    for seed in range(4):
        page = compose_family(pool, family_named("printed pages"), seed)
        assert {truth.title for truth in page.articles} <= {story.title for story in STORIES[:4]}
        kickers = {truth.title: truth.kicker for truth in page.articles}
        assert kickers.get(STORIES[0].title, "记者调查——") == "记者调查——"
        assert any(part == "section" for _, part in page.owners.values())


def test_headlines_are_set_anew_with_their_parts(archive: Path) -> None:
    (page,) = read_archive(archive, held_out=False)
    headlines, _ = set_printed_page(Random(1), page.articles)
    assert headlines[0].parts.startswith("K")
    assert all("K" not in headline.parts for headline in headlines[1:])
    pairs = zip(headlines[1].lines, headlines[1].parts, strict=True)
    assert "".join(line.text for line, part in pairs if part == "T") == "".join(STORIES[1].title.split())


def test_a_page_too_long_for_one_loses_articles_and_keeps_their_order(archive: Path) -> None:
    (page,) = read_archive(archive, held_out=False)
    drawn = draw_articles(Random(1), page)
    assert drawn == tuple(article for article in page.articles if article in drawn)
