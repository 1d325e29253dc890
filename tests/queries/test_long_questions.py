"""A long question is asked by its most telling terms; what may not be passed over is refused instead."""

from __future__ import annotations

import pytest

from tests.support.places import ROOT
from xtsearch.indexer.engines.request import And, Not, Or
from xtsearch.indexer.entities.keywords import inverse_frequencies
from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.queries.long_questions import PARTS, PHRASES, TERMS
from xtsearch.queries.matching import highlighted, ranked, tiers, where
from xtsearch.queries.sought_terms import sought_terms
from xtsearch.queries.syntax import QUERY_LIMIT, parse

PAGE = next(ROOT.joinpath("seeds").glob("*.txt")).read_text("utf-8")
#: One part of many words: the page without what parts a question.
PASTED = "".join(character for character in PAGE if "\u4e00" <= character <= "\u9fff" or character in "，。")[:2000]


def test_a_pasted_text_is_a_phrase_and_its_most_telling_terms() -> None:
    query = parse(PASTED)
    assert all(part.text in PASTED for part in query.parts)
    assert 0 < sum(len(part.text) for part in query.parts) <= PHRASES
    every_word = where(query, "all")
    assert isinstance(every_word, And)
    assert len({*ranked(query)}) == TERMS
    assert highlighted(query, "phrase") == tuple(part.text for part in query.parts)
    assert len({*highlighted(query, "any")}) == TERMS
    assert f"asked by its {TERMS} most telling terms of " in query.understood[0].meaning


def test_what_is_passed_over_is_in_more_texts_than_what_is_kept() -> None:
    kept = {str(text) for text in ranked(parse(PASTED))}
    passed_over = {term.text for term in sought_terms(PASTED, ())} - kept
    table, median = inverse_frequencies()
    assert passed_over
    assert max(table.get(word, 0.0) for word in passed_over) <= min(table.get(word, median) for word in kept)
    assert "工作" in passed_over


def test_a_short_question_is_asked_as_it_is() -> None:
    query = parse("专项整治" * 10)
    assert not query.understood
    assert ranked(query) == ("专项整治" * 10,)


def test_many_parts_side_by_side_are_asked_by_the_most_telling() -> None:
    query = parse(" ".join(f"第{chr(0x4E00 + at)}号" for at in range(200)) + " 标题:甲 -乙")
    phrases = where(query, "phrase")
    assert isinstance(phrases, And)
    assert sum(isinstance(node, Not) for node in phrases.nodes) == 1
    assert sum(len(part.text) for part in query.parts) <= PHRASES
    assert "as an exact phrase by its 64 most telling parts of 201" in query.understood[0].meaning


@pytest.mark.parametrize(
    "text", [" OR ".join(f"第{at}号" for at in range(PARTS)), "甲 " + "-(乙 OR 丙) " * (PARTS // 2 - 1)]
)
def test_what_is_joined_by_or_or_left_out_is_asked_whole(text: str) -> None:
    query = parse(text)
    for tier in tiers(query):
        node = where(query, tier)
        assert And(()) not in getattr(node, "nodes", ())
        assert Or(()) not in getattr(node, "nodes", ())
        assert isinstance(node, Or if " OR 第" in text else And)
        assert len(node.nodes) >= PARTS // 2


@pytest.mark.parametrize("joined", [" OR ", " -"])
def test_more_parts_than_can_be_asked_are_refused_with_the_limit(joined: str) -> None:
    with pytest.raises(QuerySyntaxError, match=f"has 300 parts; at most {PARTS} can be asked at once"):
        parse(joined.join(f"第{at}号的事情" for at in range(300)))


def test_the_largest_question_is_read() -> None:
    assert parse((PAGE * 9)[:QUERY_LIMIT], literal=True).understood


#: A text as pages print it, with quotes that touch other text; 250 characters.
QUOTING = ("会议指出，“专项整治”要推进，他说：“大力整治。”“百名导师”走基层。" * 8)[:250]


def test_quotes_of_a_pasted_text_are_no_filters() -> None:
    query = parse(QUOTING)
    assert tiers(query) == ("phrase", "all", "any")
    assert not any(part.quoted for part in query.parts)
    assert isinstance(where(query, "any"), Or)
    assert "百名导师" in {part.text for part in query.parts}


@pytest.mark.parametrize("asked", ["“湘潭市”", "title:“湘潭市”", "+“湘潭市”"])
def test_quotes_that_a_person_sets_beside_a_pasted_text_are_exact(asked: str) -> None:
    quoted = [part.text for part in parse(f"{QUOTING} {asked}").parts if part.quoted]
    assert quoted == ["湘潭市"]
    assert all(part.quoted for part in parse(" ".join(f"“第{at}号的事情”" for at in range(40))).parts)


def test_quotes_in_a_short_question_are_exact_wherever_they_stand() -> None:
    assert [part.quoted for part in parse("会议“专项整治”推进").parts] == [False, True, False]
