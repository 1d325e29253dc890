"""Marks, numbers and labels before headlines: what is left out, and what is part of a headline."""

from __future__ import annotations

import pytest

from xtsearch.indexer.pages.split import split_page
from xtsearch.indexer.pages.titles.markers import bare_titles

FERRY, SCHOOL, WATER = "渡船又开了", "青石中学图书馆开放", "县长察看新建水厂"


@pytest.mark.parametrize(
    "form",
    ["### {}", "■{}", "● {}", "标题：{}", "{number}. {}", "{number}、{}", "（{number}）{}", "【{}】", "快讯：{}"],
)
def test_what_stands_before_each_headline_is_left_out(form: str) -> None:
    titles = [form.format(title, number=number) for number, title in enumerate((FERRY, SCHOOL, WATER), 1)]
    assert bare_titles(titles) == [FERRY, SCHOOL, WATER]


@pytest.mark.parametrize(
    "titles",
    [
        ["1. " + FERRY],
        ["3．5亿元修新桥", "4．2万人看灯会"],
        ["【青石】" + FERRY, "【河湾】" + SCHOOL],
        ["青石：" + FERRY, "青石：" + SCHOOL],
        ["五、六月份雨水多", SCHOOL, WATER],
        ["3、" + FERRY, "1、" + SCHOOL, "2、" + WATER],
        ["■"],
        ["【快讯】", "【公告】"],
        ["1、" + FERRY, "2、" + SCHOOL, WATER, "老戏台修好了", "粮站开门收新麦"],
    ],
)
def test_what_may_be_part_of_a_headline_stays(titles: list[str]) -> None:
    assert bare_titles(titles) == titles


def test_a_label_is_left_out_though_one_headline_was_read_without_it() -> None:
    titles = [f"选号：{FERRY}", f"选号：{SCHOOL}", WATER, f"选号：{WATER}"]
    assert bare_titles(titles) == [FERRY, SCHOOL, WATER, WATER]


def test_numbers_in_chinese_numerals_are_read_in_order() -> None:
    numbers = ["九", "十", "十一", "十二", "二十", "二十一"]
    assert bare_titles([f"{number}、{FERRY}" for number in numbers]) == [FERRY] * 6


def test_an_article_has_its_headline_without_the_mark() -> None:
    text = (
        f"■{FERRY} 第一班船从北岸出发\n\n本报讯（记者 何文）5月13日，第一班船从北岸出发，坐着去赶集的老人和孩子。\n\n"
        f"■{SCHOOL}\n\n本报讯（记者 孙立）新修的青石中学图书馆29日开放，共有藏书四万册，读者凭学生证借阅。\n"
    )
    titles = [(article.title, article.title_lines) for article in split_page(text).articles]
    assert titles == [(f"{FERRY} 第一班船从北岸出发", (1,)), (SCHOOL, (5,))]
