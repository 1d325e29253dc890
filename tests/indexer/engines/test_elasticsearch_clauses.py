"""How many clauses hard questions become on Elasticsearch: a server takes some thousands in one request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.places import ROOT
from xtsearch.indexer.engines.elasticsearch.compile import compile_request
from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.text.units import SEPARATOR
from xtsearch.queries.search import requests
from xtsearch.queries.syntax import parse

#: What a server takes with 512 MB of heap on two cores; and what one with much less takes.
SERVER, SMALL_SERVER = 8192, 2500
PAGE = re.sub(r"\s+", "", next(ROOT.joinpath("seeds").glob("*.txt")).read_text("utf-8"))
RUNS = list(dict.fromkeys(re.findall("[\u4e00-\u9fff]{6,12}", PAGE)))
DAYS = [f"2022年5月{day}日" for day in range(1, 29)]


def clauses(query: Any) -> Iterator[int]:
    """As Lucene counts them: each term of each field, of phrases and intervals as well."""
    if isinstance(query, list):
        for inner in query:
            yield from clauses(inner)
        return
    ((kind, body),) = query.items()
    if kind == "bool":
        for name, inner in body.items():
            yield from () if name == "minimum_should_match" else clauses(inner)
    elif kind == "multi_match":
        yield len(body["fields"]) * len(body["query"].split(SEPARATOR))
    elif kind == "intervals":
        yield sum(len(text.split(SEPARATOR)) for text in re.findall("'query': '([^']*)'", str(body)))
    else:
        yield 1


def most_clauses(text: str) -> int:
    """Those of the tier that has most."""
    bodies = (compile_request(request).to_dict()["query"] for request in requests(parse(text)).values())
    return max(sum(clauses(body)) for body in bodies)


def test_each_term_of_each_field_is_counted() -> None:
    assert most_clauses("“甲乙”") == 1 + 7 + 7  # it is an article; one bigram that matches, and scores, in seven fields
    assert most_clauses("title:“甲乙丙”") == 1 + 2 + 7 * (1 + 2)  # a word, and two bigrams
    assert most_clauses('title:"甲 乙丙"~5') == 1 + 2 * (1 + 2) + 7 * (
        1 + 1
    )  # a bigram and its end, before 甲 and behind


@pytest.mark.parametrize(
    "text",
    [
        PAGE[:2000],
        PAGE[:1500].replace("“", "").replace("”", "").join("“”"),
        " ".join(RUNS[:150]),
        " ".join(f"“{run}”" for run in RUNS[:150]),
        " OR ".join(f"“{run[:3]}”" for run in RUNS[:80]),
        " ".join(DAYS),
        " OR ".join(DAYS),
        " ".join(f"{run}于{day}开幕" for run, day in zip(RUNS, DAYS, strict=False)),
        " ".join(str(23876 + 1111 * at) for at in range(60)),
        " ".join(f"word{at}" for at in range(900)),
        "".join(chr(0x4E00 + 3 * at) for at in range(2000)),
    ],
)
def test_hard_questions_have_few_clauses(text: str) -> None:
    assert most_clauses(text) < SMALL_SERVER


@pytest.mark.parametrize(
    "text",
    [
        " OR ".join(f"“{run}”" for run in RUNS[:100]),
        " OR ".join(f"{run}{day}" for run, day in zip(RUNS, DAYS, strict=False)),
        "甲 " + " ".join(f"-“{run}”" for run in RUNS[:100]),
        " OR ".join(f'"{run[:3]} {run[3:6]}"~5' for run in RUNS[:50]),
    ],
)
def test_what_cannot_be_passed_over_has_no_more_clauses_than_a_server_takes(text: str) -> None:
    assert most_clauses(text) < SERVER


@pytest.mark.parametrize(
    "text", [" OR ".join(RUNS[:200]), f"甲 -“{'乙丙丁' * 400}”", " ".join(f"+{run}" for run in RUNS)]
)
def test_more_than_a_server_takes_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(QuerySyntaxError, match=r"at most (1,000|256) can be asked at once"):
        parse(text)
