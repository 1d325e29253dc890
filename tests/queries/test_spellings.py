"""Dates and numbers in every spelling: which are found in a text, and what else they are looked for as."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xtsearch.indexer.engines.request import And, Not, Or, Phrase, Word
from xtsearch.queries.matching import highlighted, where
from xtsearch.queries.spellings import find_spellings, spelled_texts
from xtsearch.queries.syntax import _SPELLINGS, parse

#: Spellings of one day, one month, one year, one number: each is looked for where another is typed.
GROUPS = [
    [
        *("2022年5月3日", "2022年05月03日", "二〇二二年五月三日", "二零二二年五月三日", "2022-05-03", "2022-5-3"),
        *("2022.5.3", "2022.05.03", "20220503"),
    ],
    ["2022年12月", "二〇二二年十二月", "二零二二年十二月", "2022-12"],
    ["2005年", "二〇〇五年", "二零零五年"],
    ["5月13日", "05月13日", "五月十三日"],
    ["23876", "23,876", "2.3876万"],
    ["123244.2", "123,244.2"],
    ["3000000", "3,000,000", "300万"],
    ["120000000", "120,000,000", "1.2亿", "12000万", "12,000万"],
    ["一〇五", "一零五"],
]


@pytest.mark.parametrize(("typed", "other"), [pair for group in GROUPS for pair in permutations(group, 2)])
def test_each_spelling_is_looked_for_as_each_other(typed: str, other: str) -> None:
    (place,) = find_spellings(f"在{typed}的")
    assert (place.start, place.end) == (1, 1 + len(typed))
    assert other in place.spellings


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("2022/5/3", "2022年5月3日"),
        ("２０２２－０５－０３", "20220503"),
        ("2022年5月3号", "2022年5月3日"),
        ("二○二二年", "2022年"),
        ("3千万", "30,000,000"),
        ("1万亿", "1,000,000,000,000"),
        ("２３８７６", "23,876"),
        ("2.30万", "23000"),
    ],
)
def test_what_people_type_is_looked_for_as_it_is_printed(typed: str, other: str) -> None:
    assert other in find_spellings(typed)[0].spellings


@pytest.mark.parametrize(
    "text",
    [
        *(
            "专项整治",
            "3-5天",
            "999",
            "23，876",
            "1,2345",
            "00123",
            "3.3.1",
            "010-85202353",
            "C106服务",
        ),
        *("2022年13月", "2月30日", "20229年", "2022年5月13", "2021-2022年", "零售", "三一八国道", "USB3000", "9" * 16),
        *("十五月三日", "12345678901234567890"),
    ],
)
def test_what_is_no_date_and_no_amount_is_looked_for_as_typed(text: str) -> None:
    assert find_spellings(text) == ()


@given(st.text(alphabet="2022年5月13日号,.-/万亿一二十〇零○百 a（", max_size=30))
def test_places_are_apart_and_every_text_is_spelled(text: str) -> None:
    places = find_spellings(text)
    ends = [0, *(place.end for place in places)]
    assert all(end <= place.start < place.end for end, place in zip(ends, places, strict=False))
    assert all(place.spellings and len(set(place.spellings)) == len(place.spellings) for place in places)
    assert spelled_texts(text, places[:1])[0] == text


def test_a_question_asks_for_every_spelling_in_each_tier() -> None:
    query = parse("员工23876人")
    phrases = tuple(Phrase(f"员工{number}人") for number in ("23876", "23,876", "2.3876万"))
    assert where(query, "phrase") == Or(phrases)
    others = (Phrase("23,876"), Phrase("2.3876万"))
    assert where(query, "all") == And((Word("员工"), Or((Word("23876"), *others)), Word("人")))
    assert where(query, "any") == Or((Word("员工"), Word("23876"), *others, Word("人")))
    assert highlighted(query, "phrase") == tuple(phrase.text for phrase in phrases)
    assert highlighted(query, "any") == ("员工", "23876", "23,876", "2.3876万", "人")
    assert where(parse("甲 -23876"), "phrase") == And(
        (Phrase("甲"), Not(Or(tuple(map(Phrase, ("23876", "23,876", "2.3876万"))))))
    )
    assert where(parse("title:23876"), "phrase") == Or(
        tuple(Phrase(number, ("title",)) for number in ("23876", "23,876", "2.3876万"))
    )


def test_a_date_is_its_words_or_another_spelling() -> None:
    node = where(parse("5月13日"), "all")
    words = And(tuple(map(Word, ("5", "月", "13", "日"))))
    assert node == Or((words, Phrase("05月13日"), Phrase("五月十三日")))


@pytest.mark.parametrize("text", ["“23876”", '"2022-05-13"', "https://a.cn/2022/1234/23876.html", "23876*"])
def test_quotes_addresses_and_prefixes_are_as_typed(text: str) -> None:
    assert not isinstance(where(parse(text), "phrase"), Or)


def test_a_literal_and_a_quoted_value_are_as_typed() -> None:
    assert where(parse("23876", literal=True), "phrase") == Phrase("23876")
    assert where(parse("“{a}”", values={"a": "23876"}), "phrase") == Phrase("23876")
    assert where(parse("{a}", values={"a": "23876"}), "phrase") == where(parse("23876"), "phrase")


def test_a_question_full_of_dates_is_asked_in_a_bounded_number_of_spellings() -> None:
    node = where(parse(" ".join(f"在2022年5月{day}日到2022年6月{day}日" for day in range(10, 28))), "phrase")
    assert len(re.findall("Phrase", str(node))) <= 18 + _SPELLINGS


@pytest.mark.parametrize("text", ["70以上", "超过70的", "3.5左右", "达70以下"])
def test_a_number_before_words_of_shares_may_be_a_share(text: str) -> None:
    (place,) = find_spellings(text)
    assert place.spellings == (f"{text[place.start : place.end]}%",)


@pytest.mark.parametrize("text", ["70周年", "70", "70%以上", "C70以上", "70%"])
def test_no_other_number_is_a_share(text: str) -> None:
    assert find_spellings(text) == ()
