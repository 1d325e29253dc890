"""Query nodes become the DSL's queries: this engine's half of `request.py`.

    Phrase("70万元一支，") -> one phrase of the terms 70, 万元, 元一, 一支 in any text field

A person's text is cut here and sent joined by SEPARATOR to an analyzer that does nothing but split it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.aggs import Agg, DateHistogram
from elasticsearch.dsl.aggs import Terms as TermsAggregation
from elasticsearch.dsl.query import Bool, Intervals, MatchAll, MatchNone, MultiMatch, Query, Range, Terms
from elasticsearch.dsl.query import Prefix as PrefixQuery
from elasticsearch.dsl.query import Term as TermQuery

from xtsearch.indexer.engines.elasticsearch.mapping import IK, NOT_IN_HITS, STREAM, WORDS, keyword_field, words_field
from xtsearch.indexer.engines.ranking import GRAMS_WEIGHT, WORDS_WEIGHT, boost_of, weighted_terms
from xtsearch.indexer.engines.request import (
    All,
    And,
    Boosted,
    DateRange,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    SearchRequest,
    Sort,
    Term,
    Word,
)
from xtsearch.indexer.errors import EngineError
from xtsearch.indexer.fields import KEYWORD_FIELDS, TEXT_FIELDS
from xtsearch.indexer.limits import COUNTED_VALUES
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.query_terms import query_terms
from xtsearch.indexer.text.units import SEPARATOR, is_han, phrase_units
from xtsearch.indexer.text.words import view_of

_TEXT_NAMES = tuple(field.name for field in TEXT_FIELDS)
_KEYWORD_NAMES = frozenset(field.name for field in KEYWORD_FIELDS)


def compile_request(request: SearchRequest, cut_by: str = WORDS) -> Search[Any]:
    """The whole request, but for the page: what matches, what scores, in which order.

    `cut_by` is what the index's words were cut by. What matches does not depend on it: a word's phrase matches it too.
    """
    scoring = list(_ranking(request.rank, cut_by)) if is_ranked(request) else []
    query = Bool(filter=[compile_node(request.where)], should=scoring)
    return documents().query(query).sort(*sort_keys(request)).extra(track_total_hits=True)


def documents() -> Search[Any]:
    """A search whose hits bring what a Document is made of."""
    return Search().source(excludes=list(NOT_IN_HITS))


def is_ranked(request: SearchRequest) -> bool:
    """Whether scores order the hits; where they do not, none is worked out."""
    return bool(request.rank) and request.sort is Sort.RELEVANCE


def sort_keys(request: SearchRequest) -> list[Any]:
    """A total order: what was asked, then the newer date, undated last, then the id by its code points.

    Scores are compared as the server has them, a float of 24 bits, summed in doubles: articles that score alike by
    the formula come out equal. The embedded engine rounds to 4 decimals to get as far, since it sums floats; two
    articles that differ by less than that can thus stand the other way round there.
    """
    order = "asc" if request.sort is Sort.OLDEST else "desc"
    date = {"date": {"order": order, "missing": "_last"}}
    return [{"_score": "desc"}, date, "id"] if is_ranked(request) else [date, "id"]


def compile_node(node: Node) -> Query:
    """The query that matches what a node matches."""
    return _COMPILE[type(node)](node)


# ------------------------------------------------------------------------------------------------------ ranking


_WORDS_NAMES = tuple(map(words_field, _TEXT_NAMES))


def _ranking(texts: Sequence[str | Boosted], cut_by: str) -> Iterator[Query]:
    """BM25 of each term in each field, summed.

    Words that IK cut are sought by what it cuts the whole question to: our stop words stay in, and count for little.
    """
    if cut_by == IK:
        for text, boost in map(boost_of, texts):
            yield _scoring(_WORDS_NAMES, WORDS_WEIGHT * boost, text, IK)
            grams = SEPARATOR.join(query_terms(text).grams)
            if grams:
                yield _scoring(_TEXT_NAMES, GRAMS_WEIGHT * boost, grams, STREAM)
        return
    groups: dict[tuple[bool, float], list[str]] = {}
    for (view, term), weight in weighted_terms(texts).items():
        groups.setdefault((view == "words", weight), []).append(term)
    for (are_words, weight), terms in groups.items():
        yield _scoring(_WORDS_NAMES if are_words else _TEXT_NAMES, weight, SEPARATOR.join(terms), STREAM)


def _scoring(names: Sequence[str], weight: float, text: str, analyzer: str) -> Query:
    """Terms of one weight: `most_fields` adds fields up, and a field its terms."""
    boosts = (weight * field.weight for field in TEXT_FIELDS)
    fields = [f"{name}^{boost:g}" for name, boost in zip(names, boosts, strict=True)]
    return MultiMatch(query=text, fields=fields, type="most_fields", analyzer=analyzer)


# ------------------------------------------------------------------------------------------------------- phrases


def phrase_terms(stretches: Iterable[Sequence[str]]) -> list[str]:
    """The terms whose successive positions are a phrase: bigrams of each Han run, and its last unit but at the end.

    The index holds a unit and the bigram that begins with it at one position. So 万元一 is 万元, 元一 and takes
    three positions; followed by 支 that does not touch it, it is 万元, 元一, 一, and then 支.
    """
    units = [(unit, at == 0 and is_han(unit)) for row in stretches for at, unit in enumerate(row)]
    terms: list[str] = []
    touches = False
    for (unit, _), (following, parted) in pairwise(units):
        touches = not parted and is_han(unit) and is_han(following)
        terms.append(unit + following if touches else unit)
    if not touches:
        terms.append(units[-1][0])
    return terms


def _phrase(node: Phrase) -> Query:
    names = _text_names(node.fields)
    stretches = phrase_units(node.text)
    if not stretches:
        return MatchNone()
    text = SEPARATOR.join(phrase_terms(stretches))
    return MultiMatch(query=text, fields=list(names), type="phrase", analyzer=STREAM)


def _word(node: Word) -> Query:
    phrase = _phrase(Phrase(node.text, node.fields))
    if view_of(node.text) != "words":
        return phrase
    fields = [words_field(name) for name in _text_names(node.fields)]
    term = MultiMatch(query=node.text, fields=fields, analyzer=STREAM)
    return Bool(should=[term, phrase], minimum_should_match=1)


def _prefix(node: Prefix) -> Query:
    """No analyzer reads the text of a prefix: it is folded here."""
    folded = fold_text(node.text)
    return Bool(
        should=[PrefixQuery(name, {"value": folded}) for name in _text_names(node.fields)], minimum_should_match=1
    )


def _near(node: Near) -> Query:
    """One before the other or the other before the one: intervals in order do not overlap."""
    one, other = (_in_a_row(text) for text in (node.first, node.second))
    if not one or not other:
        return MatchNone()
    orders = [
        {"all_of": {"intervals": order, "ordered": True, "max_gaps": node.distance}}
        for order in ([one, other], [other, one])
    ]
    queries = [Intervals(name, {"any_of": {"intervals": orders}}) for name in _text_names(node.fields)]
    return Bool(should=queries, minimum_should_match=1)


def _in_a_row(text: str) -> dict[str, Any] | None:
    """A phrase as the interval of all its units: the last unit stands beside the bigrams, which end before it."""
    stretches = phrase_units(text)
    if not stretches:
        return None
    terms = phrase_terms(stretches)
    if len(terms) < sum(map(len, stretches)):
        terms.append(stretches[-1][-1])
    return {"match": {"query": SEPARATOR.join(terms), "analyzer": STREAM, "ordered": True, "max_gaps": 0}}


def _any_word(texts: Sequence[str], names: Sequence[str]) -> Iterator[Query]:
    """Articles that hold any of these words: in few clauses, of which a server takes some thousands."""
    words = [text for text in texts if view_of(text) == "words"]
    for name in names if words else ():
        yield Terms(words_field(name), words)
    phrases = {tuple(phrase_terms(stretches)) for text in texts if (stretches := phrase_units(text))}
    single = sorted(terms[0] for terms in phrases if len(terms) == 1)
    for name in names if single else ():
        yield Terms(name, single)
    for terms in sorted(phrases):
        if len(terms) > 1:
            yield MultiMatch(query=SEPARATOR.join(terms), fields=list(names), type="phrase", analyzer=STREAM)


def _text_names(asked: Sequence[str]) -> Sequence[str]:
    unknown = [name for name in asked if name not in _TEXT_NAMES]
    if unknown:
        raise EngineError(f"no text field {unknown[0]!r} to search; there are {', '.join(_TEXT_NAMES)}")
    return asked or _TEXT_NAMES


# ------------------------------------------------------------------------------------------------------- filters


def _term(node: Term) -> Query:
    path, _, name = node.field.partition(".")
    if path == "extra" and name:
        return TermQuery(node.field, {"value": node.value})
    if node.field not in _KEYWORD_NAMES:
        raise EngineError(f"no field {node.field!r} to filter by; there are {', '.join(sorted(_KEYWORD_NAMES))}")
    return TermQuery(keyword_field(node.field), {"value": node.value})


def _date_range(node: DateRange) -> Query:
    ends = {"gte": node.since, "lte": node.until}
    return Range("date", {end: day.isoformat() for end, day in ends.items() if day})


def _both(node: And) -> Query:
    return Bool(filter=[compile_node(each) for each in node.nodes]) if node.nodes else MatchAll()


def _either(node: Or) -> Query:
    words = [each for each in node.nodes if isinstance(each, Word)]
    queries = [compile_node(each) for each in node.nodes if not isinstance(each, Word)]
    for fields in dict.fromkeys(each.fields for each in words):
        queries += _any_word([each.text for each in words if each.fields == fields], _text_names(fields))
    return Bool(should=queries, minimum_should_match=1) if queries else MatchNone()


_COMPILE: dict[type, Callable[[Any], Query]] = {
    All: lambda _: MatchAll(),
    Phrase: _phrase,
    Word: _word,
    Prefix: _prefix,
    Near: _near,
    Term: _term,
    DateRange: _date_range,
    And: _both,
    Or: _either,
    Not: lambda node: Bool(must_not=[compile_node(node.node)]),
}


def counted_values(field: str, size: int) -> Agg[Any]:
    """The aggregation that counts the values of a field; of periods all, which are ordered here."""
    if field == "month":
        return DateHistogram(field="date", calendar_interval="month", format="yyyy-MM", min_doc_count=1)
    if field == "day":
        return DateHistogram(field="date", calendar_interval="day", format="yyyy-MM-dd", min_doc_count=1)
    return TermsAggregation(
        field=keyword_field(field), size=min(size, COUNTED_VALUES), order=[{"_count": "desc"}, {"_key": "asc"}]
    )
