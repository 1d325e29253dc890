"""Families of pages: the same seed gives the same page, and the truth is true of the page."""

from __future__ import annotations

import pytest

from training.compose.families import FAMILIES, Family, compose_family, family_pages
from training.compose.page import BODY, ComposedPage
from training.compose.scoring import bare
from training.compose.stories import seed_pool

POOL = seed_pool()
families = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)


def printed(page: ComposedPage, numbers: tuple[int, ...]) -> str:
    lines = page.text.split("\n")
    return "".join(lines[number - 1] for number in numbers)


@families
def test_the_same_seed_gives_the_same_page(family: Family) -> None:
    page = compose_family(POOL, family, 1)
    assert page == compose_family(POOL, family, 1)
    assert page.text != compose_family(POOL, family, 2).text
    assert page.family == family.name


@families
@pytest.mark.parametrize("seed", range(8))
def test_every_line_has_an_owner_and_every_article_its_lines(family: Family, seed: int) -> None:
    page = compose_family(POOL, family, seed)
    lines = page.text.split("\n")
    numbers = {number for number, line in enumerate(lines, 1) if line.strip()}
    assert set(page.owners) == numbers
    assert set(page.forms) <= numbers
    for index, truth in enumerate(page.articles):
        owned = {number: part for number, (article, part) in page.owners.items() if article == index}
        assert truth.body_lines == tuple(sorted(number for number, part in owned.items() if part in BODY))
        assert bare(printed(page, truth.body_lines)).replace("\n", "") == bare(truth.body).replace("\n", "")
        assert bool(truth.title) == bool(truth.title_lines)
        assert bare(truth.title) in bare(printed(page, truth.title_lines))
        assert truth.meta_lines == tuple(sorted(number for number, part in owned.items() if part == "meta"))
    residue = {number for number, (article, _) in page.owners.items() if article is None}
    assert set(page.residue) == residue


def test_some_families_say_how_lines_were_set() -> None:
    telling = {family.name for family in FAMILIES if compose_family(POOL, family, 3).forms}
    assert {"Markdown", "geometry"} <= telling <= {"Markdown", "geometry", "digest"}


def test_a_family_of_short_pages_gives_more_of_them() -> None:
    by_name = {family.name: list(family_pages(POOL, family, 2)) for family in FAMILIES[:8]}
    assert len(by_name["crawler"]) > len(by_name["columns, headline before"])
