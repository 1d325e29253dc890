"""Query nodes become tantivy queries: the embedded engine's half of `request.py`.

Three fields of the index serve each text field: `<name>.words`, `<name>.grams` (ranking) and `<name>.chars` (truth).
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
from xtsearch.indexer.engines.embedded.schema import EXTRA_SEPARATOR, date_number, read_document
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
from xtsearch.indexer.errors import EngineError
from xtsearch.indexer.fields import KEYWORD_FIELDS, TEXT_FIELDS
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import SEPARATOR, is_han, phrase_units
from xtsearch.indexer.text.words import BREAK, PRESENT, char_stream, view_of

#: A phrase with more parted places than this is verified on the stored text: each place doubles the variants.
_VARIANT_PLACES = 4
#: Terms whose number of articles is kept: those of some hundred long questions.
_REMEMBERED = 1 << 16
_TEXT_NAMES = tuple(field.name for field in TEXT_FIELDS)
_KEYWORD_NAMES = frozenset(field.name for field in KEYWORD_FIELDS)


class Compiler:
    """Compiles nodes for one searcher; `schema` and `searcher` belong to the same index.

    A question is asked in several tiers, with the same units and the same ranking: what was looked up last is kept.
    """

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        self.schema = schema
        self.searcher = searcher
        self._occurs = lru_cache(_REMEMBERED)(searcher.doc_freq)
        self._ranking = lru_cache(1)(self._rank)

    def request(self, where: Node, rank: Sequence[str | Boosted]) -> tuple[Query, bool]:
        """The query that matches `where` and scores by `rank`, and whether anything scores at all."""
        scoring = self._ranking(tuple(rank))
        return Query.boolean_query([(Occur.Must, self.filter(where)), *scoring]), bool(scoring)

    def filter(self, node: Node) -> Query:
        """The query that matches a node, with no part in the score."""
        return Query.const_score_query(self._node(node), 0.0)

    def _node(self, node: Node) -> Query:
        return _COMPILE[type(node)](self, node)

    def _rank(self, texts: tuple[str | Boosted, ...]) -> list[tuple[Occur, Query]]:
        """BM25 of each term in each field, terms that occur nowhere left out."""
        scoring = []
        for field, ((view, term), weight) in product(TEXT_FIELDS, weighted_terms(texts).items()):
            name = f"{field.name}.{view}"
            holding = self._occurs(name, term)
            if holding and field.brief:
                rarity = inverse_document_frequency(holding, self._occurs(f"{field.name}.words", PRESENT))
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
        found = list(queries)
        if not found:
            return Query.empty_query()
        return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, query) for query in found])

    def _every(self, queries: Iterable[Query]) -> Query:
        found = list(queries)
        if not found:
            return Query.all_query()
        return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Must, query) for query in found])

    def phrase(self, node: Phrase) -> Query:
        """A phrase of units in `chars`, in each field."""
        stretches = phrase_units(node.text)
        names = _text_names(node.fields)
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
        """Units in a row, in each field in which all of them occur: most fields of most articles are empty."""
        if len(units) == 1:
            yield from self._present(names, "chars", units[0])
        elif len(units) == 2 and is_han(units[0]) and is_han(units[1]):
            yield from self._present(
                names, "grams", "".join(units)
            )  # two that touch are one gram: no positions to read
        else:
            for field in (f"{name}.chars" for name in names):
                if all(self._occurs(field, unit) for unit in units):
                    yield Query.phrase_query(self.schema, field, list(units))

    def _present(self, names: Iterable[str], view: str, term: str) -> Iterator[Query]:
        """A term, in each field in which it occurs."""
        for field in (f"{name}.{view}" for name in names):
            if self._occurs(field, term):
                yield self._term(field, term)

    def _verified(self, stretches: Sequence[Sequence[str]], names: Sequence[str]) -> Query:
        """Articles that hold all the stretches in one field, and there in a row."""
        row = _row(stretches)
        return self._where(
            names,
            lambda name: self._every(self._any(self._units([name], stretch)) for stretch in stretches),
            lambda text: row.search(_stream(text)) is not None,
        )

    def _where(self, names: Sequence[str], candidates: Callable[[str], Query], holds: Callable[[str], bool]) -> Query:
        """The candidates by field of which a stored text of that field `holds`: what no query of the index can tell."""
        held = [
            document.id
            for name in names
            for document in self.stored(candidates(name))
            if any(map(holds, document.texts(name)))
        ]
        return Query.term_set_query(self.schema, "id", held) if held else Query.empty_query()

    def prefix(self, node: Prefix) -> Query:
        """Units that begin so, in `chars`."""
        pattern = re.escape(fold_text(node.text)) + ".*"
        return self._any(Query.regex_query(self.schema, f"{name}.chars", pattern) for name in _text_names(node.fields))

    def near(self, node: Near) -> Query:
        """Articles that hold both phrases in one field, and there near each other."""
        texts = (node.first, node.second)
        phrases = [phrase_units(text) for text in texts]
        if not all(phrases):
            return Query.empty_query()
        rows = [_row(stretches) for stretches in phrases]
        return self._where(
            _text_names(node.fields),
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
        return self._any([*self._present(_text_names(node.fields), "words", node.text), phrase])

    def term(self, node: Term) -> Query:
        """An exact value of a keyword field."""
        path, _, name = node.field.partition(".")
        if path == "extra" and name:
            return self._term("extra", f"{name}{EXTRA_SEPARATOR}{node.value}")
        if node.field not in _KEYWORD_NAMES:
            raise EngineError(f"no field {node.field!r} to filter by; there are {', '.join(sorted(_KEYWORD_NAMES))}")
        return self._term(node.field, node.value)

    def date_range(self, node: DateRange) -> Query:
        """Dates of the range; undated articles never."""
        since = date_number(node.since) if node.since else 0
        until = date_number(node.until) if node.until else 99991231
        return Query.range_query(self.schema, "date", FieldType.Integer, since, until)

    def both(self, node: And) -> Query:
        """All of the nodes."""
        return self._every(map(self._node, node.nodes))

    def either(self, node: Or) -> Query:
        """Any of the nodes."""
        return self._any(map(self._node, node.nodes))

    def negation(self, node: Not) -> Query:
        """None of the node's."""
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


def _stream(text: str) -> str:
    """The `chars` of a text, with a SEPARATOR on each side of each."""
    return f"{SEPARATOR}{char_stream(text)}{SEPARATOR}"


def _row(stretches: Sequence[Sequence[str]]) -> re.Pattern[str]:
    """A phrase in a `_stream`: its stretches in a row, parted or not; also where it overlaps itself."""
    gap = f"{SEPARATOR}(?:{BREAK}{SEPARATOR})?"
    units = gap.join(re.escape(SEPARATOR.join(stretch)) for stretch in stretches)
    return re.compile(f"(?<={SEPARATOR})(?=({units}){SEPARATOR})")


def _are_near(text: str, rows: Sequence[re.Pattern[str]], distance: int) -> bool:
    """Whether both phrases stand in a text with at most so many units between them."""
    stream = _stream(text)
    places = [match.start() + 1 for match in re.finditer(f"{SEPARATOR}(?!{BREAK}|$)", stream)]
    spans = [[_units_of(match, places) for match in row.finditer(stream)] for row in rows]
    return any(_follows(one, other, distance) for one, other in (spans, spans[::-1]))


def _units_of(match: re.Match[str], places: Sequence[int]) -> tuple[int, int]:
    """The first unit of an occurrence, and the one after its last."""
    start, end = match.span(1)
    return bisect_left(places, start), bisect_left(places, end)


def _follows(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]], distance: int) -> bool:
    """Whether the other begins at most so many units after the end of the one."""
    starts = [start for start, _ in other]
    return any(
        at < len(starts) and starts[at] - end <= distance for _, end in one for at in (bisect_left(starts, end),)
    )


def _text_names(asked: Sequence[str]) -> Sequence[str]:
    unknown = [name for name in asked if name not in _TEXT_NAMES]
    if unknown:
        raise EngineError(f"no text field {unknown[0]!r} to search; there are {', '.join(_TEXT_NAMES)}")
    return asked or _TEXT_NAMES
