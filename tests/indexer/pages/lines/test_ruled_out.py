"""Lines that are no headline, whatever stands around them."""

from __future__ import annotations

import pytest

from xtsearch.indexer.pages.lines.labelling import label_lines
from xtsearch.indexer.pages.lines.roles import DISPLAYED, Role
from xtsearch.indexer.pages.lines.traits import read_traits
from xtsearch.indexer.pages.page import read_page
from xtsearch.indexer.pages.pieces.byline_forms import closing_lines
from xtsearch.indexer.pages.pieces.furniture import names_makers
from xtsearch.indexer.pages.pieces.series import ends_with_column
from xtsearch.indexer.pages.pieces.standfirsts import is_standfirst_label

TEXT = "县里的图书馆搬进新楼，藏书增加到八万册，读者凭身份证就可以借阅，周末也照常开放到晚上九点。"
NO_HEADLINES = (
    "（本报布鲁塞尔2月10日电）",
    "（作者为青石中学校长）",
    "（参与记者：林小川、何文）",
    "本报联合国2月12日电",
    "版式设计：沈亦",
    "本版制图：何文",
    "核心阅读",
    "【编者按】",
)


@pytest.mark.parametrize("line", NO_HEADLINES)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_line_is_no_headline_wherever_it_stands(line: str, gap: str) -> None:
    page = read_page(gap.join(["水厂通水了", TEXT, line, "图书馆搬进新楼", TEXT, line, TEXT]))
    for index, role in enumerate(label_lines(page).roles):
        assert page.lines[index].text.strip() != line or role not in DISPLAYED


def test_a_credit_over_several_lines_closes_an_article() -> None:
    texts = ["携手前行正当其时。", "（作者为青石县驻河湾镇办事处", "和其他乡镇的代表、特命教师）", "新楼启用", TEXT]
    assert closing_lines(texts, [False] * 5) == {1, 2}
    page = read_page("\n".join(texts))
    assert [trait.closes for trait in read_traits(page, None)] == [False, True, True, False, False]
    assert Role.OPEN not in label_lines(page).roles[1:3]


def test_a_credit_does_not_go_on_behind_a_blank_line() -> None:
    texts = ["（作者为青石县驻河湾镇办事处", "和其他乡镇的代表、特命教师）"]
    assert closing_lines(texts, [False, True]) == frozenset()


def test_brackets_that_hold_a_part_of_the_text_close_nothing() -> None:
    assert closing_lines(["（图书馆的新楼共有三层", "，地下还有一层）"], [False, False]) == frozenset()


@pytest.mark.parametrize("text", ["核心阅读", "■核心提示", "内容提要：", "编 者 按", "核心阅读区启用", "内容"])
def test_labels_of_standfirsts(text: str) -> None:
    assert is_standfirst_label(text) is (text in ("核心阅读", "■核心提示", "内容提要："))


def test_who_made_the_page() -> None:
    made = ["版式设计：王超", "责任编辑：何文 林小川", "何文摄", "本版制图：何文"]
    assert all(map(names_makers, made))
    assert not any(map(names_makers, ["总编辑 谈融合发展", "一名编辑的十年", TEXT]))


def test_the_name_of_a_column_behind_a_headline() -> None:
    assert ends_with_column("隔绝疫情，凝聚真情（今日谈）")
    assert not any(map(ends_with_column, ["（今日谈）", "第一名。第二名（今日谈）", "增长一成（2019年）", "隔绝疫情"]))
