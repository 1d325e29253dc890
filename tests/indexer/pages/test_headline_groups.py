"""Display lines that stand together: which are one group, and how wide the page sets its headlines."""

from __future__ import annotations

import pytest

from xtsearch.indexer.pages.lines.roles import Role
from xtsearch.indexer.pages.page import read_page
from xtsearch.indexer.pages.pieces.affinity import NEAREST, Bodies, Shares, nearest
from xtsearch.indexer.pages.titles.cutting import BEGINS_WITH_DASH, read_candidates
from xtsearch.indexer.pages.titles.groups import Group, headline_measure, read_groups


def test_lines_inside_a_text_and_lines_behind_it_are_no_one_headline() -> None:
    page = read_page("渡船又开了。\n老人们说\n水厂通水\n县里开会。")
    groups = read_groups(page, [Role.OPEN, Role.HEAD, Role.DISPLAY, Role.OPEN], [0, 1])
    assert [(group.inside, len(group.lines)) for group in groups] == [(True, 1), (False, 1)]


@pytest.mark.parametrize(
    ("runs", "measure"),
    [
        ([[16.0, 9.0], [15.5, 8.0]], 16.0),
        ([[16.0, 9.0], [12.0, 8.0]], None),  # one line alone is as wide
        ([[16.0, 9.0], [15.5, 8.0], [24.0]], None),  # a wider line was not wrapped
        ([[16.0], [15.5]], None),  # no line stands below another
    ],
)
def test_headlines_are_wrapped_where_several_lines_are_as_wide(runs: list[list[float]], measure: float | None) -> None:
    assert headline_measure(runs) == measure


def test_of_many_articles_that_share_a_word_only_the_nearest_are_compared() -> None:
    shared = {article: 1.0 + article for article in range(3 * NEAREST)}
    assert sorted(nearest([Shares(shared, 1.0, {}, 0.0)])) == list(range(2 * NEAREST, 3 * NEAREST))


@pytest.mark.parametrize(
    ("lines", "odds"),
    [
        ("河湾镇的水厂通水了\n——写在河湾水厂通水之际", BEGINS_WITH_DASH),
        ("河湾镇的水厂通水了\n\n——写在河湾水厂通水之际", 0.0),  # behind a blank line another headline may begin
        ("河湾镇的水厂通水了\n写在河湾水厂通水之际", 0.0),
    ],
)
def test_a_headline_does_not_begin_with_a_subtitle_right_below_another_line(lines: str, odds: float) -> None:
    group = Group(read_page(lines).lines, None, 0, inside=False, heaped=False)
    candidates = read_candidates(group, Bodies(["河湾水厂今天通水。"]), {})
    assert candidates[1, 2].form.score == odds
