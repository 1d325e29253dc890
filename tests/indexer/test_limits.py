"""A limit that several parts keep is the same in all of them."""

from __future__ import annotations

from typing import Any

import pytest

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import refusal
from xtsearch.indexer.engines.elasticsearch.mapping import mapping
from xtsearch.indexer.errors import InputError
from xtsearch.indexer.limits import EXTRA_DEPTH
from xtsearch.indexer.readers.items import Place
from xtsearch.indexer.readers.records import RecordReader


def _nested(levels: int, innermost: Any, *, lists: bool) -> dict[str, Any]:
    """Further fields of so many levels, the fields themselves being the first, `innermost` the last."""
    value = innermost
    for _ in range(levels - 2):
        value = [value] if lists else {"in": value}
    return {"x": value}


@pytest.mark.parametrize("lists", [False, True])
@pytest.mark.parametrize("innermost", [{}, [], {"end": 1}, ["end"]])
def test_readers_and_engines_take_further_fields_of_as_many_levels(innermost: Any, lists: bool) -> None:
    for levels, taken in ((EXTRA_DEPTH, True), (EXTRA_DEPTH + 1, False)):
        extra = _nested(levels, innermost, lists=lists)
        assert (refusal(Document(id="a", body="文", extra=extra), "{}") is None) == taken
        if taken:
            assert RecordReader(Place("a.jsonl")).document({"body": "文", **extra}, 1).extra == extra
        else:
            with pytest.raises(InputError, match=f"more than {EXTRA_DEPTH} levels"):
                RecordReader(Place("a.jsonl")).document({"body": "文", **extra}, 1)


def test_the_server_is_told_the_same_number_of_levels() -> None:
    assert mapping({}).to_dict()["properties"]["extra"]["depth_limit"] == EXTRA_DEPTH
