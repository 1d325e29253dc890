"""Who took or gave a picture; and marks that say where an article goes on."""

from __future__ import annotations

import pytest

from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.pieces.byline_forms import OpeningForm, is_byline_line, opening
from xtsearch.indexer.pages.pieces.bylines import read_byline
from xtsearch.indexer.pages.pieces.credits import read_credit
from xtsearch.indexer.pages.pieces.furniture import Furniture, read_furniture


@pytest.mark.parametrize(
    ("line", "photographers", "agency"),
    [
        ("新华社发", (), "新华社"),
        ("（新华社发）", (), "新华社"),
        ("新华社发（林小川摄）", ("林小川",), "新华社"),
        ("新华社记者 李 涛摄", ("李涛",), "新华社"),
        ("（新华社记者 林小川 摄）", ("林小川",), "新华社"),
        ("何  田摄", ("何田",), None),
        ("何  田摄（人民视觉）", ("何田",), None),
        ("林小川摄（影像中国）", ("林小川",), None),
        ("陈小平 摄", ("陈小平",), None),
        ("林小川/摄", ("林小川",), None),
        ("林小川 何文 供图", ("林小川", "何文"), None),
        ("青石县委宣传部供图", (), None),
        ("（资料图片）", (), None),
        ("图/林小川", ("林小川",), None),
        ("图片来源：青石发布", (), None),
        ("本版制图：何文", (), None),
        ("制图：林小川（新华社发）", (), None),
        ("本版图片由林小川摄", ("林小川",), None),
        ("人民视觉", (), None),
    ],
)
def test_a_credit_is_read(line: str, photographers: tuple[str, ...], agency: str | None) -> None:
    credit = read_credit(line)
    assert credit is not None
    assert (credit.photographers, credit.agency) == (photographers, agency)
    assert read_furniture(line) is Furniture.PHOTO_CREDIT
    assert not is_byline_line(line) or "记者" in line


@pytest.mark.parametrize(
    "line",
    ["新华社", "拍摄", "他喜欢摄影", "宏伟蓝图", "发展", "描绘新蓝图", "图为市民散步", "现场拍摄", "通讯员现场拍摄"],
)
def test_other_lines_are_no_credit(line: str) -> None:
    assert read_credit(line) is None


def test_who_took_the_picture_of_a_photo_piece_is_named() -> None:
    byline = read_byline("老专家来到河湾村，现场讲解。\n陈小平 摄")
    assert (byline.reporters, byline.agency) == (("陈小平",), None)
    byline = read_byline("医护人员为学生讲解。\n新华社发")
    assert (byline.reporters, byline.agency) == ((), "新华社")
    byline = read_byline("老专家来到河湾村，现场讲解。" * 40 + "\n陈小平 摄")
    assert byline.reporters == ()  # a picture beside a long text that nobody signs


@pytest.mark.parametrize(
    "text",
    [
        "（上接第一版）亩产四百三十二公斤",
        "（上接第一版）",
        "上接A1版",
        "▲上接1版",
        "（紧接第二版）各项改革",
        "(接一版)各项改革",
        "（上接第01版《青石新貌》）各项",
        "〔緊接第一版〕各項改革",
    ],
)
def test_a_mark_says_that_an_article_goes_on_from_another_page(text: str) -> None:
    assert opening(text) is OpeningForm.CONTINUES
    assert read_furniture(text) is not Furniture.PAGE_POINTER


@pytest.mark.parametrize("text", ["上接天线，下接地气", "接第一版的读者来信", "（接受采访）"])
def test_other_texts_go_on_from_nowhere(text: str) -> None:
    assert opening(text) is None


@pytest.mark.parametrize("text", ["下转第二版", "（下转A2版）", "►下转02版", "（下轉第二版）"])
def test_a_mark_that_points_to_another_page_is_furniture(text: str) -> None:
    assert read_furniture(text) is Furniture.PAGE_POINTER


def test_a_headline_need_not_be_what_an_article_that_goes_on_begins_with() -> None:
    text = "在以分秒计算的训练里，一营摸爬滚打苦练本领，多次夺得第一。"
    plain, continued = Bodies([text, "县里开会。"]), Bodies([f"（上接第一版）{text}", "县里开会。"])
    headline = "二十年磨一剑"
    assert continued.shares(headline).odds[0] > plain.shares(headline).unshared
