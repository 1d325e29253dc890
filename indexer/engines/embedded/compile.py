"""Query nodes become tantivy queries: the embedded engine's half of `request.py`.

    Phrase("专项整治") -> a phrase of 专, 项, 整, 治 in title.chars, or in kicker.chars, or ... or in reporters.chars

Three fields of the index serve each text field: `words` and `grams` rank, `chars` decides whether a phrase is there.
What the index cannot tell, long parted phrases and nearness, is looked up in the stored texts of the candidates.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from tantivy import FieldType, Occur, Query, Schema, Searcher

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.asked_fields import check_filtered, further_field, text_names
from xtsearch.indexer.engines.embedded.schema import EXTRA_SEPARATOR, date_number, read_document, view_field
from xtsearch.indexer.engines.ranking import inverse_document_frequency, weighted_terms
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
    Term,
    Word,
)
from xtsearch.indexer.fields import TEXT_FIELDS
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import SEPARATOR, is_han, phrase_units
from xtsearch.indexer.text.words import BREAK, PRESENT, char_stream, view_of

#: Where two Han stretches of a phrase meet, the text may have a BREAK or not: each such place doubles the variants of
#: the phrase that the index is asked for. A phrase with more places than this is looked up in the stored texts instead.
_VARIANT_PLACES = 4
#: So many terms are kept with the number of articles that hold them: those of some hundred long questions.
_KEPT_TERMS = 1 << 16
#: Dates have eight digits: no date is later than this.
_LAST_DATE = 99_991_231


class Compiler:
    """Compiles nodes for one searcher; `schema` and `searcher` belong to the same index.

    A question is asked in several tiers, with the same units and the same ranking: how many articles hold a term, and
    the ranking of the last question, are kept from one tier to the next.
    """

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        self.schema = schema
        self.searcher = searcher
        self._articles_with = lru_cache(_KEPT_TERMS)(searcher.doc_freq)
        self._kept_ranking = lru_cache(1)(self._ranking)

    def request(self, where: Node, rank: Sequence[str | Boosted]) -> tuple[Query, bool]:
        """The query that matches `where` and scores by `rank`, and whether anything scores at all."""
        scoring = self._kept_ranking(tuple(rank))
        return Query.boolean_query([(Occur.Must, self.filter(where)), *scoring]), bool(scoring)

    def filter(self, node: Node) -> Query:
        """The query that matches a node, with no part in the score."""
        return Query.const_score_query(self._node(node), 0.0)

    def _node(self, node: Node) -> Query:
        return _COMPILE[type(node)](self, node)

    def _ranking(self, texts: tuple[str | Boosted, ...]) -> list[tuple[Occur, Query]]:
        """BM25 of each term in each field; terms that occur in no article are left out."""
        scoring = []
        for field, ((view, term), weight) in product(TEXT_FIELDS, weighted_terms(texts).items()):
            name = view_field(field.name, view)
            holding = self._articles_with(name, term)
            if holding and field.brief:
                with_field = self._articles_with(view_field(field.name, "words"), PRESENT)
                rarity = inverse_document_frequency(holding, with_field)
                query = Query.const_score_query(self._term(name, term), weight * field.weight * rarity)
            elif holding:
                query = Query.boost_query(self._term(name, term, "freq"), weight * field.weight)
            else:
                continue
            scoring.append((Occur.Should, query))
        return scoring

    def _term(self, field: str, term: str, index_option: str = "basic") -> Query:
        return Query.term_query(self.schema, field, term, index_option)

    def _any(self, queries: Iterable[Query]) -> Query:
        return _combined(Occur.Should, list(queries)) or Query.empty_query()

    def _every(self, queries: Iterable[Query]) -> Query:
        return _combined(Occur.Must, list(queries)) or Query.all_query()

    def phrase(self, node: Phrase) -> Query:
        """A phrase of units in `chars`, in any of the fields."""
        stretches = phrase_units(node.text)
        names = text_names(node.fields)
        if not stretches:
            return Query.empty_query()
        if len(stretches) - 1 > _VARIANT_PLACES:
            return self._verified(stretches, names)
        variants = [
            [unit for gap, stretch in zip(((), *gaps), stretches, strict=True) for unit in (*gap, *stretch)]
            for gaps in product(((), (BREAK,)), repeat=len(stretches) - 1)
        ]
        return self._any(query for units in variants for query in self._units(names, units))

    def _units(self, names: Iterable[str], units: Sequence[str]) -> Iterator[Query]:
        """One query a field: units in a row. A field in which one of them never occurs, as in most, gets none."""
        if len(units) == 1:
            yield from self._present(names, "chars", units[0])
        elif len(units) == 2 and is_han(units[0]) and is_han(units[1]):  # together one gram: no positions to read
            yield from self._present(names, "grams", "".join(units))
        else:
            for field in (view_field(name, "chars") for name in names):
                if all(self._articles_with(field, unit) for unit in units):
                    yield Query.phrase_query(self.schema, field, list(units))

    def _present(self, names: Iterable[str], view: str, term: str) -> Iterator[Query]:
        """One query a field in which the term occurs."""
        for field in (view_field(name, view) for name in names):
            if self._articles_with(field, term):
                yield self._term(field, term)

    def _verified(self, stretches: Sequence[Sequence[str]], names: Sequence[str]) -> Query:
        """Articles that hold all the stretches in one field, and there in a row."""
        row = _row(stretches)
        return self._verified_articles(
            names,
            lambda name: self._every(self._any(self._units([name], stretch)) for stretch in stretches),
            lambda text: row.search(_stream(text)) is not None,
        )

    def _verified_articles(
        self, names: Sequence[str], candidates: Callable[[str], Query], holds: Callable[[str], bool]
    ) -> Query:
        """The articles of which a stored text `holds` what no query of the index can tell.

        `candidates` gives, for the name of a field, the query of the articles whose texts of that field to look at.
        """
        ids = [
            document.id
            for name in names
            for document in self.stored(candidates(name))
            if any(map(holds, document.texts(name)))
        ]
        return Query.term_set_query(self.schema, "id", ids) if ids else Query.empty_query()

    def prefix(self, node: Prefix) -> Query:
        """Units of `chars` that begin with the text."""
        pattern = re.escape(fold_text(node.text)) + ".*"
        fields = [view_field(name, "chars") for name in text_names(node.fields)]
        return self._any(Query.regex_query(self.schema, field, pattern) for field in fields)

    def near(self, node: Near) -> Query:
        """Articles that hold both phrases in one field, and there near each other."""
        texts = (node.first, node.second)
        phrases = [phrase_units(text) for text in texts]
        if not all(phrases):
            return Query.empty_query()
        rows = [_row(stretches) for stretches in phrases]
        return self._verified_articles(
            text_names(node.fields),
            lambda name: self._every(self.phrase(Phrase(text, (name,))) for text in texts),
            lambda text: _are_near(text, rows, node.distance),
        )

    def stored(self, query: Query) -> Iterator[Document]:
        """Every article that matches, as stored."""
        for _, address in self.searcher.search(query, limit=max(1, self.searcher.num_docs), count=False).hits:
            yield read_document(self.searcher.doc(address))

    def word(self, node: Word) -> Query:
        """A term of `words`, or a phrase in `chars`."""
        phrase = self.phrase(Phrase(node.text, node.fields))
        if view_of(node.text) != "words":
            return phrase
        return self._any([*self._present(text_names(node.fields), "words", node.text), phrase])

    def term(self, node: Term) -> Query:
        """An exact value of a keyword field."""
        further = further_field(node.field)
        if further:
            return self._term("extra", f"{further}{EXTRA_SEPARATOR}{node.value}")
        check_filtered(node.field)
        return self._term(node.field, node.value)

    def date_range(self, node: DateRange) -> Query:
        """Dates of the range; undated articles never match."""
        since = date_number(node.since) if node.since else 0
        until = date_number(node.until) if node.until else _LAST_DATE
        return Query.range_query(self.schema, "date", FieldType.Integer, since, until)

    def both(self, node: And) -> Query:
        """All of the nodes."""
        return self._every(map(self._node, node.nodes))

    def either(self, node: Or) -> Query:
        """Any of the nodes."""
        return self._any(map(self._node, node.nodes))

    def negation(self, node: Not) -> Query:
        """All articles but those that the node matches."""
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self._node(node.node))])


_COMPILE: dict[type, Callable[[Compiler, Any], Query]] = {
    All: lambda _compiler, _node: Query.all_query(),
    Phrase: Compiler.phrase,
    Word: Compiler.word,
    Prefix: Compiler.prefix,
    Near: Compiler.near,
    Term: Compiler.term,
    DateRange: Compiler.date_range,
    And: Compiler.both,
    Or: Compiler.either,
    Not: Compiler.negation,
}


def _combined(occur: Occur, queries: Sequence[Query]) -> Query | None:
    """Several queries as one, in which each one occurs so; None where there is none."""
    if len(queries) < 2:
        return queries[0] if queries else None
    return Query.boolean_query([(occur, query) for query in queries])


def _stream(text: str) -> str:
    """The `chars` of a text, with a SEPARATOR on both sides of every unit."""
    return f"{SEPARATOR}{char_stream(text)}{SEPARATOR}"


def _row(stretches: Sequence[Sequence[str]]) -> re.Pattern[str]:
    """A pattern that finds a phrase in a `_stream`: its stretches in a row, a BREAK between two of them or not.

    It matches at each place where the phrase begins, also where two occurrences overlap; group 1 is the occurrence.
    """
    gap = f"{SEPARATOR}(?:{BREAK}{SEPARATOR})?"
    units = gap.join(re.escape(SEPARATOR.join(stretch)) for stretch in stretches)
    return re.compile(f"(?<={SEPARATOR})(?=({units}){SEPARATOR})")


def _are_near(text: str, rows: Sequence[re.Pattern[str]], distance: int) -> bool:
    """Whether both phrases stand in a text with at most so many units between them."""
    stream = _stream(text)
    places = [match.start() + 1 for match in re.finditer(f"{SEPARATOR}(?!{BREAK}|$)", stream)]
    spans = [[_units_of(match, places) for match in row.finditer(stream)] for row in rows]
    return any(_follows(earlier, later, distance) for earlier, later in (spans, spans[::-1]))


def _units_of(match: re.Match[str], places: Sequence[int]) -> tuple[int, int]:
    """The number of an occurrence's first unit, and that of the unit after its last; `places` are where units begin."""
    start, end = match.span(1)
    return bisect_left(places, start), bisect_left(places, end)


def _follows(earlier: Sequence[tuple[int, int]], later: Sequence[tuple[int, int]], distance: int) -> bool:
    """Whether one of the later occurrences begins at most so many units after the end of an earlier one."""
    starts = [start for start, _ in later]
    return any(
        nearest < len(starts) and starts[nearest] - end <= distance
        for _, end in earlier
        for nearest in (bisect_left(starts, end),)
    )
