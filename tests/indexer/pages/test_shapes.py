"""Shapes of lines: what changes from article to article is masked, what stays is kept."""

from __future__ import annotations

import pytest

from xtsearch.indexer.pages.pieces.shapes import is_telling, shape_of, shape_pattern

SHAPES = [
    ("作者：何文;孙立  时间：2016-09-30", "作者：… 时间：#-#-#"),
    ("来源: 青石日报 | 2023-02-10 10:22 | 点击：33", "来源: … | #-#-# #:# | 点击：#"),
    ("《青石日报》（2025年10月20日 第 05 版）", "《…》（#年#月#日 第 # 版）"),
    ("一九七六年五月三日 第二版", "#年#月#日 第#版"),
    ("【新华社延安十二日电】", "【新华社…#日电】"),
    ("本报记者  林  川  高文远", "本报记者 …"),
    ("陈小平 摄", "… 摄"),
    ("陈小平摄于青石县", "…摄…"),
    ("青石县融媒体记者高文远3日电", "…记者…#日电"),
    ("值班电话：12345 编辑：何文", "值班电话：# 编辑：…"),
    ("第一次全国代表大会", "…"),
]


@pytest.mark.parametrize(("text", "shape"), SHAPES)
def test_numbers_and_names_are_masked(text: str, shape: str) -> None:
    assert shape_of(text) == shape
    assert shape_pattern(shape).fullmatch(text)


def test_a_headline_is_of_no_telling_shape_and_a_metadata_line_is() -> None:
    assert not is_telling(shape_of("青石县举行群众集会 迎接丰收节"))
    assert is_telling(shape_of("作者：何文"))


def test_a_shape_fits_only_whole_lines() -> None:
    assert not shape_pattern("作者：…").fullmatch("本版作者：何文")
    assert not shape_pattern("第#版").fullmatch("第版")


@pytest.mark.parametrize("text", ["第4版", "第 4 版", "第   四 版"])
def test_white_space_of_a_shape_is_of_any_width_and_may_be_missing(text: str) -> None:
    assert shape_pattern("第 # 版").fullmatch(text)
