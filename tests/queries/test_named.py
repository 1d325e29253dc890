"""Names that people ask for, and the ways of writing them that an index may hold."""

from __future__ import annotations

import datetime

import pytest

from xtsearch.indexer.engines.request import DateRange, Node, Or, Term
from xtsearch.indexer.errors import ArgumentError
from xtsearch.indexer.readers.record_values import as_names
from xtsearch.queries.named import ENTITIES, any_named, named
from xtsearch.queries.narrowing import first_day, narrowing


def any_of(field: str, *names: str) -> Or:
    return Or(tuple(Term(field, name) for name in names))


@pytest.mark.parametrize(
    ("field", "name", "node"),
    [
        ("newspaper", "湘潭日报", Term("newspaper", "湘潭日报")),
        ("reporters", "王　超", any_of("reporters", "王　超", "王超")),
        ("reporters", " 王超 ", any_of("reporters", " 王超 ", "王超")),
        ("agency", "Xinhua News", Term("agency", "Xinhua News")),
        ("agency", "ＸＨ", Term("agency", "ＸＨ")),
        ("persons", "ＬＩ四", any_of("persons", "ＬＩ四", "li四")),
        ("places", "湘潭", any_of("places", "湘潭", "湘潭市")),
        ("places", "湘潭市", Term("places", "湘潭市")),
        ("newspaper", "", Term("newspaper", "")),
    ],
)
def test_a_name_is_asked_for_in_each_way_that_an_index_may_write_it(field: str, name: str, node: Node) -> None:
    assert named(field, name) == node


@pytest.mark.parametrize("spaced", ["王超", "王 超", "王　超", " 王  超 ", "欧阳 超", "王 小 超", "John Smith"])
def test_a_name_as_records_store_it_is_among_those_asked_for(spaced: str) -> None:
    (stored,) = as_names("reporters", [spaced])
    for asked in (spaced, stored):
        node = named("reporters", asked)
        assert Term("reporters", stored) in (node.nodes if isinstance(node, Or) else [node])


def test_what_is_recognised_in_texts_can_be_asked_for() -> None:
    assert ENTITIES == {
        "person": "persons",
        "place": "places",
        "organisation": "organisations",
        "keyword": "keywords",
    }


def test_several_names_mean_any_of_them() -> None:
    assert any_named("agency", ["新华社"]) == Term("agency", "新华社")
    assert any_named("agency", ["新华社", "中新社"]) == any_of("agency", "新华社", "中新社")


def test_filters_of_a_program_become_nodes() -> None:
    may = datetime.date(2022, 5, 1), datetime.date(2022, 5, 31)
    assert narrowing(since="2022-05", until="2022-05") == (DateRange(*may),)
    assert narrowing(since=datetime.datetime(2022, 5, 1, 12), reporter="王超") == (
        DateRange(may[0], None),
        Term("reporters", "王超"),
    )
    assert narrowing(until=may[1], newspaper=["甲", "乙"], reporter=[]) == (
        DateRange(None, may[1]),
        any_of("newspaper", "甲", "乙"),
    )
    assert narrowing(reporter=None) == ()
    assert first_day("day", "2022-05") == may[0]


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"since": "5月"}, "since is '5月', no date: give a datetime.date, or a text as 2022-05-13"),
        (
            {"since": "2022-06", "until": "2022-05"},
            "since 2022-06-01 is later than until 2022-05-31: change one",
        ),
        ({"colour": "red"}, "no filter is named 'colour'; there are since, until, reporter"),
    ],
)
def test_a_wrong_filter_is_named(filters: dict[str, str], message: str) -> None:
    with pytest.raises(ArgumentError) as raised:
        narrowing(**filters)
    assert str(raised.value).startswith(message)
