"""What the second reading of a page knows of each line: its twins, and the habit of the page's openings."""

from __future__ import annotations

import pytest

from xtsearch.indexer.pages.lines import features
from xtsearch.indexer.pages.lines.habits import read_habits, read_marks
from xtsearch.indexer.pages.lines.labelling import label_lines
from xtsearch.indexer.pages.lines.roles import Role
from xtsearch.indexer.pages.lines.settings import settings
from xtsearch.indexer.pages.lines.steps import ALONE, CLOSED, STARTS, kind_of, step_kinds
from xtsearch.indexer.pages.lines.traits import read_traits
from xtsearch.indexer.pages.lines.twins import is_sure_text, likenesses, read_twins
from xtsearch.indexer.pages.page import read_page

#: Three records of one source, whose label no table of labels has.
RECORDS = "\n\n".join(
    f"{headline}\n专稿员：{name}／{day}\n{text}"
    for headline, name, day, text in (
        (
            "县长察看新建水厂",
            "林小川",
            "10-02",
            "县长高远一日到新建的水厂察看，要求在霜降之前让沿线六个村通水。\n高远同工人们谈了话，并看了化验室和泵房，又问起冬天怎样防冻。",
        ),
        (
            "青石中学图书馆开放",
            "何文",
            "9-30",
            "新修的青石中学图书馆二十九日开放，共有藏书四万册，读者凭学生证借阅。\n馆长说，周末也不休息，阅览室的灯一直亮到晚上九点。",
        ),
        (
            "山区茶农又一春",
            "孙立",
            "9-28",
            "青石县有茶乡的美名，三年来县财政连续投入资金，茶农的收入有了增加。\n今年又新修了机耕路，装运肥料的小车来来往往，秋茶的价钱比去年高。",
        ),
    )
)


def shares_of(*roles: Role) -> list[list[float]]:
    """The probabilities of roles that are certain."""
    return [[float(role is certain) for role in Role] for certain in roles]


def test_lines_with_the_same_labels_and_marks_are_twins_by_wording() -> None:
    page = read_page(RECORDS)
    alike = likenesses(page, read_traits(page, None))
    by_wording = [numbers[features.LIKENESSES.index("wording")] for numbers in alike]
    assert by_wording[1] == by_wording[5] == by_wording[9]
    assert by_wording[0] != by_wording[1]


def test_a_line_is_told_what_its_twins_were_taken_for_and_not_what_it_was() -> None:
    alike = [(0, 1, 2, 3), (0, 4, 5, 6), (0, 7, 8, 9)]
    twins = read_twins(alike, shares_of(Role.DISPLAY, Role.OPEN, Role.OPEN))
    assert features.TWINS["wording", "open"] in twins[0][0]
    assert features.TWINS_OPEN["wording", len(features.TWIN_SHARES)] in twins[0][0]  # both of its twins
    assert features.TWINS_OPEN["wording", 3] in twins[1][0]  # one of the two
    assert twins[0][1] == (features.NO_TWIN["setting"],)


def test_text_that_is_sure_is_not_read_again_but_counts_for_its_twins() -> None:
    shares = shares_of(Role.BODY, Role.DISPLAY)
    assert [is_sure_text(row) for row in shares] == [True, False]
    twins = read_twins([(0, 1, 2, 3), (0, 4, 5, 6)], shares)
    assert twins[0] == []
    assert features.TWINS["wording", "text"] in twins[1][0]
    habits = read_habits([0, 0], shares)
    assert habits[0] == ()


def test_the_marks_of_an_opening_are_those_of_the_lines_around_it() -> None:
    page = read_page(
        "县长察看新建水厂\n\n　　县长高远一日到水厂察看。\n作者：林小川  时间：2016-10-02\n青石中学图书馆开放"
    )
    marks = read_marks(page, read_traits(page, None))

    def has(index: int, mark: str) -> bool:
        return bool(marks[index] >> features.MARKS.index(mark) & 1)

    assert has(1, "a gap above")
    assert has(1, "an indent")
    assert has(1, "a displayed line above")
    assert has(1, "metadata below")
    assert has(3, "metadata above")
    assert not has(3, "a gap above")


@pytest.mark.parametrize(("having", "bucket"), [(3, 4), (1, 1), (0, 0)])
def test_a_line_is_told_the_share_of_the_other_openings_with_each_mark(having: int, bucket: int) -> None:
    """`having` of the three other openings have the first mark, as the last has."""
    marks = [*([1] * having), *([0] * (3 - having)), 1]
    habits = read_habits(marks, shares_of(Role.OPEN, Role.OPEN, Role.OPEN, Role.OPEN))
    assert features.HABIT_SHARE["openings", features.MARKS[0], bucket, True] in habits[-1]


def test_records_of_a_wording_never_seen_are_told_apart() -> None:
    roles = label_lines(read_page(RECORDS)).roles
    assert [role.name for role in roles].count("OPEN") == 3
    assert [roles[index] for index in (0, 4, 8)] == [Role.DISPLAY] * 3
    assert len({roles[index] for index in (1, 5, 9)}) == 1


def test_a_line_of_metadata_may_stand_a_few_lines_below_a_headline() -> None:
    page = read_page("县长察看新建水厂\n霜降之前通水\n六个村受益\n作者：林小川  时间：2016-10-02\n县长一日到水厂察看。")
    mark = 1 << features.MARKS.index("metadata below")
    assert [bool(marks & mark) for marks in read_marks(page, read_traits(page, None))] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_a_gap_wider_than_the_pages_usual_one_is_told() -> None:
    page = read_page("\n\n".join(["县长一日到水厂察看。"] * 5) + "\n\n\n\n县长察看新建水厂\n霜降之前通水")
    assert [setting.gap for setting in settings(page, read_traits(page, None))] == [2, 1, 1, 1, 1, 2, 0]


def test_names_above_a_line_end_what_stands_before_it() -> None:
    page = read_page("清早船就开了。\n林小川\n县长察看新建水厂")
    mark = 1 << features.MARKS.index("an ending above")
    assert [bool(marks & mark) for marks in read_marks(page, read_traits(page, None))] == [False, False, True]


def test_a_line_of_reporters_is_an_end_of_its_own() -> None:
    page = read_page("本报记者 何文\n清早船就开了。\n县里开会。")
    _, after_reporters, after_sentence = step_kinds(page, read_traits(page, None))
    assert after_reporters in [kind_of(ALONE, 0, start) for start in STARTS]
    assert after_sentence in [kind_of(CLOSED, 0, start) for start in STARTS]
