"""How many shards and replicas a new index has, as the environment, the live index and nobody say."""

from __future__ import annotations

import pytest

from xtsearch.indexer.engines.elasticsearch.layout import Layout
from xtsearch.indexer.engines.elasticsearch.mapping import new_index
from xtsearch.indexer.errors import XtsearchError


def test_what_is_set_goes_before_what_the_live_index_has() -> None:
    assert Layout(shards=3) | Layout(shards=1, replicas=2) == Layout(shards=3, replicas=2)
    assert Layout(replicas=0) | Layout(replicas=2) == Layout(replicas=0)  # none is a number as well
    assert Layout() | Layout() == Layout()


def test_meta_keeps_only_what_somebody_set() -> None:
    for layout in (Layout(), Layout(shards=4), Layout(replicas=0), Layout(shards=4, replicas=2)):
        assert Layout.from_meta(layout.to_meta()) == layout
    assert Layout().to_meta() == {}


@pytest.mark.parametrize(
    ("environ", "layout"),
    [
        ({}, Layout()),
        ({"XTSEARCH_SHARDS": "", "XTSEARCH_REPLICAS": ""}, Layout()),
        ({"XTSEARCH_SHARDS": "12", "XTSEARCH_REPLICAS": "0"}, Layout(shards=12, replicas=0)),
    ],
)
def test_the_environment_is_read(environ: dict[str, str], layout: Layout) -> None:
    assert Layout.from_environment(environ) == layout


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("XTSEARCH_SHARDS", "0", "expected a number from 1 to 1,024"),
        ("XTSEARCH_SHARDS", "1025", "expected a number from 1 to 1,024"),
        ("XTSEARCH_SHARDS", "three", "XTSEARCH_SHARDS is 'three'"),
        ("XTSEARCH_SHARDS", "３", "XTSEARCH_SHARDS is '３'"),
        ("XTSEARCH_REPLICAS", "-1", "expected a number from 0 to 100"),
    ],
)
def test_what_is_no_such_number_is_refused(name: str, text: str, reason: str) -> None:
    with pytest.raises(XtsearchError, match=reason):
        Layout.from_environment({name: text})


def test_an_index_that_is_built_has_no_copies_and_one_that_is_read_has() -> None:
    def settings(building: bool, **meta: int) -> dict[str, object]:
        index = new_index("index", meta, building=building).to_dict()["settings"]
        return {name: index.get(name) for name in ("number_of_shards", "number_of_replicas", "auto_expand_replicas")}

    shards, replicas, expanding = "number_of_shards", "number_of_replicas", "auto_expand_replicas"
    assert settings(False) == {shards: 1, replicas: 0, expanding: "0-1"}
    assert settings(True) == {shards: 1, replicas: 0, expanding: None}
    assert settings(True, shards=3, replicas=2) == {shards: 3, replicas: 0, expanding: None}
    assert settings(False, shards=3, replicas=2) == {shards: 3, replicas: 2, expanding: False}
