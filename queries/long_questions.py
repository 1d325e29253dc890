"""A long question, such as a pasted text, is asked by its most telling terms.

    a text of 1,000 characters -> its 64 most telling terms of 242, and its most telling sentences as exact phrases

A server takes some thousands of clauses in one request, and each term, and each unit of a phrase, becomes one for each
text field. Both engines are
asked the same, so that both give the same answer. How telling a word is, jieba's table of inverse document frequencies
says, which every installation has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import TypeVar

from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.text.query_terms import query_terms
from xtsearch.indexer.text.units import phrase_units
from xtsearch.queries.members import Compound, Member, Part, Proximity, Required, Without
from xtsearch.queries.sought_terms import SoughtTerm, sought_terms
from xtsearch.queries.spellings import fitting

#: The most terms that a question is asked by, and the most characters of exact phrases that stand side by side in it:
#: on Elasticsearch each is a clause in each of seven text fields, and a server takes 8,192 with 512 MB of heap on two
#: cores. Together they are fewer than 2,500, which a server with less takes as well.
TERMS, PHRASES = 64, 270
#: A sentence of a long part, or a piece of one, which cuts no token of letters or digits.
_SENTENCE = re.compile(r"(?<![A-Za-z0-9])[^。！？；\s]{1,100}(?![A-Za-z0-9])")
#: The most parts, and units of phrases, in all: none of those that are joined by OR, or left out, can be passed over.
#: Those of near words count three times: they are asked in both orders, and all score. 1,000 are 7,000 clauses.
PARTS, UNITS = 256, 1_000
_Sought = TypeVar("_Sought")
#: Of words that the table does not have: a number of so many digits is a day or a year, and said of every topic.
_DIGITS_OF_A_YEAR, _YEAR_WEIGHT = 4, 6.0


@dataclass(frozen=True, slots=True)
class Shortened:
    """What is asked in the place of a member, and what a reader should know of it; None where it is the member."""

    root: Member
    note: str | None = None


def shortened(root: Member) -> Shortened:
    """The member, asked by TERMS terms where it has more.

    Raises:
        QuerySyntaxError: more than PARTS parts, or UNITS units, would have to be asked.
    """
    if sum(len(part.text) for part in _sought_parts(root)) <= TERMS:  # a term has a character, at least
        _check_size(root)
        return Shortened(_with_spellings_that_fit(root))
    whole = _in_sentences(root)
    terms_of = {part: sought_terms(part.text, part.spelled) for part in _sought_parts(whole)}
    fewer = _with_fewer_parts(whole, terms_of)
    _check_size(fewer)
    terms = tuple(dict.fromkeys(term for of_part in terms_of.values() for term in of_part))
    notes = []
    if fewer is not whole:
        kept_parts = len(list(_sought_parts(fewer)))
        notes.append(f"as an exact phrase by its {kept_parts} most telling parts of {len(terms_of):,}")
    if len(terms) > TERMS:
        telling = frozenset(_most_telling(terms, _weight))
        kept = {part: terms_of[part] for part in _sought_parts(fewer)}
        first = next((part for part in kept if not part.quoted and not part.fields), None)
        if first:  # it also asks for the telling terms of parts that are passed over
            known = {term for of_part in kept.values() for term in of_part}
            terms_of[first] = (*terms_of[first], *(term for term in terms if term in telling - known))
        fewer = _asked_by(fewer, telling, terms_of, may_be_empty=True)
        by = f"its {TERMS} most telling terms of {len(terms):,}"
        notes.append(f"ranked and, where not as an exact phrase, asked by {by}")
    fewer = _with_spellings_that_fit(fewer)
    return Shortened(fewer, f"a long text: {'; '.join(notes)}" if notes else None)


def _sought_parts(member: Member) -> Iterator[Part]:
    """The parts that an article should hold, but for near words, which are two."""
    match member:
        case Part():
            yield member
        case Compound():
            for inner in member.members:
                yield from _sought_parts(inner)
        case Required():
            yield from _sought_parts(member.member)
        case _:
            return


def _check_size(member: Member) -> None:
    leaves = list(_leaves(member))
    parts = [leaf for leaf in leaves if isinstance(leaf, Part)]
    nears = [leaf for leaf in leaves if isinstance(leaf, Proximity)]
    size = len(parts) + 2 * len(nears)
    if size > PARTS:
        raise QuerySyntaxError(f"the query has {size:,} parts; at most {PARTS} can be asked at once")
    units = sum(_units(part) for part in parts) + sum(_units(part) for near in nears for part in near.parts) * 3
    if units > UNITS:
        raise QuerySyntaxError(
            f"the query has {units:,} characters and words, none of which can be passed over; at most {UNITS:,} can be "
            "asked at once: ask in several questions"
        )


def _units(part: Part) -> int:
    return sum(map(len, phrase_units(part.text)))


def _leaves(member: Member) -> Iterator[Part | Proximity]:
    """The parts and near words, those that are left out among them."""
    match member:
        case Part() | Proximity():
            yield member
        case Compound():
            for inner in member.members:
                yield from _leaves(inner)
        case Required() | Without():
            yield from _leaves(member.member)
        case _:
            return


def _with_spellings_that_fit(root: Member) -> Member:
    """The member whose phrases, in all their spellings, have PHRASES characters, as far as these suffice.

    Where they do not, terms are still asked for in every spelling.
    """
    parts = [leaf for leaf in _leaves(root) if isinstance(leaf, Part)]
    left, fewer = PHRASES - sum(len(part.text) for part in parts), dict[Part, Part]()
    for part in parts:
        if part.spelled:
            spelled = fitting(part.text, part.spelled, len(part.text) + max(0, left))
            left -= len(part.text) * (prod(len(place.spellings) + 1 for place in spelled) - 1)
            if spelled != part.spelled:
                terms = sought_terms(part.text, part.spelled) if part.terms is None else part.terms
                fewer[part] = replace(part, spelled=spelled, terms=terms)
    return _replaced(root, fewer) if fewer else root


def _replaced(member: Member, parts: Mapping[Part, Part]) -> Member:
    """The member with other parts in the place of some."""
    match member:
        case Part():
            return parts.get(member, member)
        case Compound():
            return replace(member, members=tuple(_replaced(inner, parts) for inner in member.members))
        case Required() | Without():
            return replace(member, member=_replaced(member.member, parts))
        case _:
            return member


def _with_fewer_parts(root: Member, terms_of: dict[Part, tuple[SoughtTerm, ...]]) -> Member:
    """The member with the most telling of the parts that stand side by side in it, where there are too many."""
    if not isinstance(root, Compound) or root.kind != "together":
        return root
    parts = [member for member in root.members if isinstance(member, Part)]
    if sum(len(part.text) for part in parts) <= PHRASES:
        return root
    kept, left = set[Part](), PHRASES
    for part in _most_telling(parts, lambda part: sum(map(_weight, terms_of[part]))):
        if len(part.text) <= left:
            kept.add(part)
            left -= len(part.text)
    return replace(
        root, members=tuple(member for member in root.members if not isinstance(member, Part) or member in kept)
    )


def _in_sentences(root: Member) -> Member:
    """The member with each part of more than PHRASES characters, which no server takes as one phrase, in sentences."""
    members = root.members if isinstance(root, Compound) and root.kind == "together" else (root,)
    if not any(isinstance(member, Part) and len(member.text) > PHRASES for member in members):
        return root
    cut = [
        sentence
        for member in members
        for sentence in (_sentences(member) if isinstance(member, Part) and len(member.text) > PHRASES else (member,))
    ]
    return Compound("together", tuple(cut))


def _sentences(part: Part) -> Iterator[Part]:
    for match in _SENTENCE.finditer(part.text):
        start, end = match.span()
        inside = (place for place in part.spelled if start <= place.start and place.end <= end)
        spelled = tuple(replace(place, start=place.start - start, end=place.end - start) for place in inside)
        if phrase_units(match[0]):
            yield replace(part, text=match[0], start=part.start + start, spelled=spelled)


def _asked_by(
    member: Member, telling: frozenset[SoughtTerm], terms_of: dict[Part, tuple[SoughtTerm, ...]], *, may_be_empty: bool
) -> Member:
    """The member whose parts are asked by telling terms alone.

    A part that stands beside others may have none of them: it asks for nothing then. Any other keeps its first in
    weight, or it would match nothing, or everything.
    """
    match member:
        case Part():
            terms = tuple(term for term in terms_of[member] if term in telling)
            if not terms and not (may_be_empty or member.quoted):
                terms = tuple(_most_telling(terms_of[member], _weight, 1))
            return replace(member, terms=terms)
        case Compound():
            beside = may_be_empty and member.kind == "together"
            inner = (_asked_by(inner, telling, terms_of, may_be_empty=beside) for inner in member.members)
            return replace(member, members=tuple(inner))
        case Required():
            return replace(member, member=_asked_by(member.member, telling, terms_of, may_be_empty=False))
        case _:
            return member


def _most_telling(sought: Iterable[_Sought], weight: Callable[[_Sought], float], count: int = TERMS) -> list[_Sought]:
    """The heaviest, the earlier of two that weigh the same."""
    return sorted(sought, key=lambda one: -weight(one))[:count]


def _weight(term: SoughtTerm) -> float:
    """How telling a term is: the inverse document frequency of its rarest word."""
    words = query_terms(term.text).words if term.spellings else (term.text,)
    return max(map(_word_weight, words), default=0.0)


def _word_weight(word: str) -> float:
    from xtsearch.indexer.entities.keywords import inverse_frequencies

    table, median = inverse_frequencies()
    if word in table:
        return table[word]
    if word.isdecimal() and len(word) <= _DIGITS_OF_A_YEAR:
        return _YEAR_WEIGHT
    return median if len(word) > 1 else 0.0
