"""Numbers in Chinese characters, read and written."""

from __future__ import annotations

import pytest

from xtsearch.indexer.text.han_numerals import read_digits, read_numeral, read_printed, write_digits, write_numeral


def test_every_numeral_is_read_as_it_is_written() -> None:
    assert [read_numeral(write_numeral(number)) for number in range(1, 100)] == [*range(1, 100)]
    assert [write_numeral(number) for number in (1, 10, 13, 20, 31)] == ["一", "十", "十三", "二十", "三十一"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("两", 2), ("一百", 100), ("一百零五", 105), ("三百六十五", 365), ("二十", 20), ("九百九十九", 999)],
)
def test_larger_counts_are_read(text: str, number: int) -> None:
    assert read_numeral(text) == number


@pytest.mark.parametrize("text", ["", "百", "十十", "一二", "零", "〇", "二十百", "甲", "13", "三十一日"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert read_numeral(text) is None


def test_digits_are_read_with_either_zero() -> None:
    assert read_digits("二〇二二") == read_digits("二零二二") == 2022
    assert write_digits(2022) == "二〇二二"
    assert read_digits("二十") is None
    assert read_digits("") is None


@pytest.mark.parametrize(
    ("printed", "number"),
    [("廿五", 25), ("卅", 30), ("１３", 13), ("十二", 12), ("二〇二二", 2022), ("二○二二", 2022), ("二◯二二", 2022)],
)
def test_what_pages_and_records_print_is_read_alike(printed: str, number: int) -> None:
    assert read_printed(printed) == number


@pytest.mark.parametrize("text", ["", "元", "十十", "廿卅"])
def test_what_is_printed_and_no_number_is_0(text: str) -> None:
    assert read_printed(text) == 0
