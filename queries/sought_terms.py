"""What a part of a question is asked by where it is not asked as an exact phrase: its words, its dates and its numbers.

员工23876人 -> 员工; 23876, or 23,876 or 2.3876万; 人
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xtsearch.indexer.text.query_terms import query_terms, stop_words
from xtsearch.queries.spellings import Spelled


@dataclass(frozen=True, slots=True)
class SoughtTerm:
    """A word; or a date or number as it was typed, with its other spellings."""

    text: str
    spellings: tuple[str, ...] = ()


def sought_terms(text: str, spelled: Sequence[Spelled]) -> tuple[SoughtTerm, ...]:
    """The terms of a text, each once, in order; `spelled` are the dates and numbers in it."""
    if not spelled:
        return tuple(map(SoughtTerm, query_terms(text).words))
    return tuple(dict.fromkeys(_pieces(text, spelled)))


def _pieces(text: str, spelled: Sequence[Spelled]) -> Iterator[SoughtTerm]:
    end = 0
    for place in spelled:
        yield from _words(text[end : place.start])
        yield SoughtTerm(text[place.start : place.end], place.spellings)
        end = place.end
    yield from _words(text[end:])


def _words(text: str) -> Iterator[SoughtTerm]:
    return (SoughtTerm(word) for word in query_terms(text).words if word not in stop_words())
