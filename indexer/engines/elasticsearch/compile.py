"""Query nodes become queries of Elasticsearch's DSL: this engine's half of `request.py`.

    Phrase("70万元一支，") -> a phrase of the terms 70, 万元, 元一, 一支 in any text field

What a person typed is cut here. It is sent as terms joined by SEPARATOR, to an analyzer that only splits them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.aggs import Agg, DateHistogram
from elasticsearch.dsl.aggs import Terms as TermsAggregation
from elasticsearch.dsl.query import Bool, Exists, Intervals, MatchAll, MatchNone, MultiMatch, Query, Range, Terms
from elasticsearch.dsl.query import Prefix as PrefixQuery
from elasticsearch.dsl.query import Term as TermQuery

from xtsearch.indexer.engines.asked_fields import TEXT_NAMES, check_filtered, further_field, text_names
from xtsearch.indexer.engines.elasticsearch.mapping import (
    CONTENT_HASH,
    IK,
    NOT_IN_HITS,
    STREAM,
    WORDS,
    keyword_field,
    server_term,
    words_field,
)
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
from xtsearch.indexer.fields import TEXT_FIELDS
from xtsearch.indexer.limits import COUNTED_VALUES
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.query_terms import query_terms
from xtsearch.indexer.text.units import SEPARATOR, is_han, phrase_units
from xtsearch.indexer.text.words import view_of


def compile_request(request: SearchRequest, cut_by: str = WORDS) -> Search[Any]:
    """The request without its limit and offset: what matches, what scores, in which order.

    `cut_by` says what cut the words of the index. It changes what scores, not what matches: whoever cut them, an
    article that holds a word holds it as a phrase too.
    """
    scoring = list(_ranking(request.rank, cut_by)) if is_ranked(request) else []
    query = Bool(filter=[compile_node(request.where), IS_ARTICLE], should=scoring)
    return documents().query(query).sort(*sort_keys(request)).extra(track_total_hits=True)


def documents() -> Search[Any]:
    """A search whose hits hold all that a Document is made of."""
    return Search().source(excludes=list(NOT_IN_HITS))


def is_ranked(request: SearchRequest) -> bool:
    """Whether scores order the hits; else none is computed."""
    return bool(request.rank) and request.sort is Sort.RELEVANCE


def sort_keys(request: SearchRequest) -> list[Any]:
    """A total order: the one asked for, then the newer date, undated last, then the id by its code points.

    The server adds scores up as doubles and compares them as floats of 24 bits, so that articles with equal scores by
    the formula come out equal. The embedded engine adds floats, and rounds to SCORE_DIGITS decimals for the same
    effect: two articles that differ by less can stand in the other order there.
    """
    order = "asc" if request.sort is Sort.OLDEST else "desc"
    date = {"date": {"order": order, "missing": "_last"}}
    return [{"_score": "desc"}, date, "id"] if is_ranked(request) else [date, "id"]


#: What every article has and what another program puts under our alias lacks: no question answers with the latter.
IS_ARTICLE = Exists(field=CONTENT_HASH)


def compile_articles(where: Node) -> Query:
    """The query that matches the articles that a node matches, without a score."""
    return Bool(filter=[compile_node(where), IS_ARTICLE])


def compile_node(node: Node) -> Query:
    """The query that matches what a node matches."""
    return _COMPILE[type(node)](node)


# ------------------------------------------------------------------------------------------------------ ranking


_WORDS_NAMES = tuple(map(words_field, TEXT_NAMES))


def _ranking(texts: Sequence[str | Boosted], cut_by: str) -> Iterator[Query]:
    """BM25 of each term in each field, added up.

    Where IK cut the words of the index, it cuts the question as well. Our stop words then stay in the question, and
    count for little, as words that most articles hold.
    """
    if cut_by == IK:
        for text, boost in map(boost_of, texts):
            yield _scoring(_WORDS_NAMES, WORDS_WEIGHT * boost, text, IK)
            grams = _stream(query_terms(text).grams)
            if grams:
                yield _scoring(TEXT_NAMES, GRAMS_WEIGHT * boost, grams, STREAM)
        return
    groups: dict[tuple[bool, float], list[str]] = {}
    for (view, term), weight in weighted_terms(texts).items():
        groups.setdefault((view == "words", weight), []).append(term)
    for (are_words, weight), terms in groups.items():
        yield _scoring(_WORDS_NAMES if are_words else TEXT_NAMES, weight, _stream(terms), STREAM)


def _scoring(names: Sequence[str], weight: float, text: str, analyzer: str) -> Query:
    """A query that scores by terms of one weight: `most_fields` adds up fields, and a field adds up its terms."""
    boosts = (weight * field.weight for field in TEXT_FIELDS)
    fields = [f"{name}^{boost:g}" for name, boost in zip(names, boosts, strict=True)]
    return MultiMatch(query=text, fields=fields, type="most_fields", analyzer=analyzer)


# ------------------------------------------------------------------------------------------------------- phrases


def _stream(terms: Iterable[str]) -> str:
    """Terms as the analyzer STREAM splits them again."""
    return SEPARATOR.join(map(server_term, terms))


def phrase_terms(stretches: Iterable[Sequence[str]]) -> list[str]:
    """The terms of a phrase, at successive positions: for each unit the bigram that begins with it, else the unit.

    The index holds a unit and the bigram that begins with it at one position. A last unit that the bigram before it
    holds needs no term: 万元一 is 万元, 元一. Followed by 支 that does not touch it, it is 万元, 元一, 一, 支.
    """
    #: Each unit, and whether it begins a stretch: it does not touch the Han character before it.
    units = [(unit, place == 0 and is_han(unit)) for stretch in stretches for place, unit in enumerate(stretch)]
    terms: list[str] = []
    touches = False
    for (unit, _), (following, parted) in pairwise(units):
        touches = not parted and is_han(unit) and is_han(following)
        terms.append(unit + following if touches else unit)
    if not touches:
        terms.append(units[-1][0])
    return terms


def _phrase(node: Phrase) -> Query:
    names = text_names(node.fields)
    stretches = phrase_units(node.text)
    if not stretches:
        return MatchNone()
    text = _stream(phrase_terms(stretches))
    return MultiMatch(query=text, fields=list(names), type="phrase", analyzer=STREAM)


def _word(node: Word) -> Query:
    phrase = _phrase(Phrase(node.text, node.fields))
    if view_of(node.text) != "words":
        return phrase
    fields = [words_field(name) for name in text_names(node.fields)]
    term = MultiMatch(query=node.text, fields=fields, analyzer=STREAM)
    return Bool(should=[term, phrase], minimum_should_match=1)


def _prefix(node: Prefix) -> Query:
    """A prefix passes no analyzer on the server, so it is folded here."""
    folded = fold_text(node.text)
    prefixes = [PrefixQuery(name, {"value": folded}) for name in text_names(node.fields)]
    return Bool(should=prefixes, minimum_should_match=1)


def _near(node: Near) -> Query:
    """Either phrase before the other: intervals that are in order do not overlap, as intervals in no order may."""
    first, second = (_in_a_row(text) for text in (node.first, node.second))
    if not first or not second:
        return MatchNone()
    orders = [
        {"all_of": {"intervals": order, "ordered": True, "max_gaps": node.distance}}
        for order in ([first, second], [second, first])
    ]
    queries = [Intervals(name, {"any_of": {"intervals": orders}}) for name in text_names(node.fields)]
    return Bool(should=queries, minimum_should_match=1)


def _in_a_row(text: str) -> dict[str, Any] | None:
    """A phrase as one interval over all its units, None where it has none.

    A bigram has the position of its first unit, so the interval of the bigrams alone would end before the last unit.
    """
    stretches = phrase_units(text)
    if not stretches:
        return None
    terms = phrase_terms(stretches)
    if len(terms) < sum(map(len, stretches)):
        terms.append(stretches[-1][-1])
    return {"match": {"query": _stream(terms), "analyzer": STREAM, "ordered": True, "max_gaps": 0}}


def _any_word(texts: Sequence[str], names: Sequence[str]) -> Iterator[Query]:
    """Queries that together match the articles that hold any of these words, in as few clauses as possible.

    A server takes some thousands of clauses in one request.
    """
    words = [text for text in texts if view_of(text) == "words"]
    for name in names if words else ():
        yield Terms(words_field(name), words)
    phrases = {tuple(phrase_terms(stretches)) for text in texts if (stretches := phrase_units(text))}
    single = sorted(server_term(terms[0]) for terms in phrases if len(terms) == 1)
    for name in names if single else ():
        yield Terms(name, single)
    for terms in sorted(phrases):
        if len(terms) > 1:
            yield MultiMatch(query=_stream(terms), fields=list(names), type="phrase", analyzer=STREAM)


# ------------------------------------------------------------------------------------------------------- filters


def _term(node: Term) -> Query:
    if further_field(node.field):
        return TermQuery(node.field, {"value": node.value})
    check_filtered(node.field)
    return TermQuery(keyword_field(node.field), {"value": node.value})


def _date_range(node: DateRange) -> Query:
    ends = {"gte": node.since, "lte": node.until}
    return Range("date", {end: day.isoformat() for end, day in ends.items() if day})


def _both(node: And) -> Query:
    return Bool(filter=[compile_node(part) for part in node.nodes]) if node.nodes else MatchAll()


def _either(node: Or) -> Query:
    words = [part for part in node.nodes if isinstance(part, Word)]
    queries = [compile_node(part) for part in node.nodes if not isinstance(part, Word)]
    for fields in dict.fromkeys(word.fields for word in words):
        queries += _any_word([word.text for word in words if word.fields == fields], text_names(fields))
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
    """The aggregation that counts the values of a field: the `size` most frequent; of months and days all of them."""
    if field == "month":
        return DateHistogram(field="date", calendar_interval="month", format="yyyy-MM", min_doc_count=1)
    if field == "day":
        return DateHistogram(field="date", calendar_interval="day", format="yyyy-MM-dd", min_doc_count=1)
    return TermsAggregation(
        field=keyword_field(field), size=min(size, COUNTED_VALUES), order=[{"_count": "desc"}, {"_key": "asc"}]
    )
