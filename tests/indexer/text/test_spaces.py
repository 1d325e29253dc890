"""Spaces between Han characters of a text are closed where they part a word, or nearly all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xtsearch.indexer.text.spaces import close_spaces_of_text


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("在办 理案件过程中", "在办理案件过程中"),
        ("同时不\u00a0少网友", "同时不少网友"),
        ("通 讯 员：王 超", "通讯员：王 超"),
        ("来 源：湘潭日报", "来源：湘潭日报"),
        ("董 事 会：", "董事会："),
        ("县 城 新 馆 落 成 了 ， 今 天 开 门 。", "县城新馆落成了，今天开门。"),
        ("第一行办 理\n第二行 办理", "第一行办理\n第二行 办理"),
    ],
)
def test_a_space_inside_a_word_is_closed(text: str, closed: str) -> None:
    assert close_spaces_of_text(text) == closed


@pytest.mark.parametrize(
    "text",
    [
        "长株潭“百名导师”走基层 助力三地",
        "《中共中央 国务院关于进一步深化农村改革的意见》",
        "新华社记者 王超 摄",
        "记者 王 超 天津",
        "发展 中国家底",
        "东观烟台历史 感公益之重",
        "爸 爸",
        "办  理",
        "办\u3000理",
        "办\n理",
        "A 股 B 股",
    ],
)
def test_a_space_of_the_text_stays(text: str) -> None:
    assert close_spaces_of_text(text) == text


@given(st.text("办理通讯员来源。 \u00a0\nA1"))
def test_only_spaces_go(text: str) -> None:
    closed = close_spaces_of_text(text)
    assert "".join(closed.split(" ")).replace("\u00a0", "") == "".join(text.split(" ")).replace("\u00a0", "")
    assert closed.count("\n") == text.count("\n")
