"""Articles without a headline that claim the lines beside them, by a chain of lines that says nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from xtsearch.indexer.pages.lines.crf import Chain, Step
from xtsearch.indexer.pages.lines.labelling import label_lines
from xtsearch.indexer.pages.lines.roles import Role
from xtsearch.indexer.pages.lines.traits import read_traits
from xtsearch.indexer.pages.lines.untitled import claim_headlines, join_records
from xtsearch.indexer.pages.page import read_page, visible
from xtsearch.indexer.pages.split import split_page

OPEN, BODY, DISPLAY, RESIDUE = Role.OPEN, Role.BODY, Role.DISPLAY, Role.RESIDUE
TEXT = "县里的图书馆搬进新楼，藏书增加到八万册，读者凭身份证就可以借阅，周末也照常开放到晚上九点。"


def undecided(lines: int) -> Chain:
    every = tuple((role, 0.0) for role in range(len(Role)))
    return Chain([[0.0] * len(Role)] * lines, [0] * lines, [Step((every,) * len(Role))], [0.0] * 9, [0.0] * 9)


def claimed(lines: Sequence[str], roles: Sequence[Role], wanted: dict[int, Role]) -> list[Role]:
    """The roles after headlines were claimed, where the page's headlines suit only the wanted roles."""
    page = read_page("\n".join(lines))
    traits = read_traits(page, None)

    def weigh(tried: Sequence[int]) -> float:
        return 5.0 * all(tried[index] == role for index, role in wanted.items())

    texts = [visible(line.text) for line in page.lines]
    return [Role(role) for role in claim_headlines(undecided(len(lines)), tuple(roles), texts, traits, weigh)]


def test_a_line_of_no_article_above_the_metadata_is_the_headline() -> None:
    lines = ["水厂通水了", "佚名", TEXT, "做灯笼", "佚名", TEXT]
    roles = [DISPLAY, RESIDUE, OPEN, RESIDUE, RESIDUE, OPEN]
    assert claimed(lines, roles, {3: DISPLAY, 5: OPEN})[3] is DISPLAY


def test_first_lines_that_end_with_a_column_are_the_headline() -> None:
    lines = ["水厂通水了", TEXT, "基层治理容不得“虚”（今日谈·基", "层治理）", TEXT]
    roles = [DISPLAY, OPEN, OPEN, BODY, BODY]
    assert claimed(lines, roles, {2: DISPLAY, 3: DISPLAY, 4: OPEN}) == [DISPLAY, OPEN, DISPLAY, DISPLAY, OPEN]


def test_a_page_that_sets_headlines_elsewhere_is_left_alone() -> None:
    lines = ["做灯笼", "佚名", TEXT, "水厂通水了", "佚名", TEXT]
    roles = [RESIDUE, RESIDUE, OPEN, RESIDUE, RESIDUE, OPEN]
    assert claimed(lines, roles, {0: DISPLAY}) == roles


@pytest.mark.parametrize("byline", ["本报记者  王 远", "本报通讯员　郑英超　林川", "（上接第一版）"])
def test_a_line_of_reporters_is_no_headline(byline: str) -> None:
    page = read_page(f"王岐山会见外长\n{byline}\n《河湾日报》（2020年1月17日 第 01 版）\n{TEXT}")
    assert label_lines(page).roles[1] is not DISPLAY


def test_no_article_opens_inside_brackets_or_quotes() -> None:
    page = read_page(f"大沙漠与聚宝盆（金台随感·“生态\n笔谈”③）\n{TEXT}\n\n{TEXT}")
    assert label_lines(page).roles[1] is not OPEN


def test_of_two_lines_of_reporters_the_second_opens_nothing() -> None:
    page = read_page(f"名师下沉到乡村\n本报记者林小川\n通讯员何文孙立\n{TEXT}\n{TEXT}")
    assert label_lines(page).roles[2] is not OPEN


RECORDS = f"""水厂通水了
作者：林小川  时间：2018-09-10
{TEXT}
何文摄

本报青石9月9日电 （记者林小川）{TEXT}

图书馆搬家
作者：何文  时间：2018-09-11
{TEXT}

做灯笼
作者：王超  时间：2018-09-12
{TEXT}
{TEXT}
"""


def test_a_photo_and_the_text_of_one_record_are_one_article() -> None:
    articles = split_page(RECORDS).articles
    assert [article.title for article in articles] == ["水厂通水了", "图书馆搬家", "做灯笼"]
    assert "（记者林小川）" in articles[0].body


def test_an_opening_inside_a_record_stays_where_it_has_a_headline() -> None:
    page = read_page("\n".join(["甲", "元", TEXT, "乙", TEXT, "丙", "元", TEXT, "丁", "元", TEXT]))
    roles = (DISPLAY, RESIDUE, OPEN, DISPLAY, OPEN, DISPLAY, RESIDUE, OPEN, DISPLAY, RESIDUE, OPEN)
    assert join_records(roles, read_traits(page, None), {1, 6, 9}) == roles
    untitled = (*roles[:3], RESIDUE, *roles[4:])
    joined = join_records(untitled, read_traits(page, None), {1, 6, 9})
    assert joined[3:5] == (Role.INSET, BODY)
    assert join_records(untitled, read_traits(page, None), {1, 6}) == untitled  # too few records to tell
