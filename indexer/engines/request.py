"""What is asked of an engine: query nodes, and the SearchRequest that holds them.

A node says which articles match; `rank` says what orders them. Nodes are values: a person's text enters as a node's
attribute and never becomes part of an engine's own query text.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class All:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Articles that hold `text` as an exact phrase within one field.

    The folded text is a row of units, each Han character one, each Latin or digit token one. The units follow each
    other; two Han units that touch in the phrase touch in the text; anywhere else punctuation, space or a paragraph's
    end may stand, or not. A text without any unit matches nothing. `fields` are TEXT fields, all of them if empty.
    """

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """Articles that hold `text`, one word as analysis cuts it: as a term of `words`, or as a phrase."""

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefix:
    """Articles that hold a unit which begins with `text`; that is one unit of letters or digits."""

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """Articles in which two phrases stand in one field, in either order, with at most `distance` units between them."""

    first: str
    second: str
    distance: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Articles whose keyword field holds exactly `value`; `extra.NAME` asks a ready-made document's further field."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles dated from `since` to `until`, both included, either open; articles without a date never match."""

    since: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class And:
    """Articles that match every node; with no node, every article."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that match at least one node; with no node, none."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that do not match the node."""

    node: Node


Node: TypeAlias = All | Phrase | Word | Prefix | Near | Term | DateRange | And | Or | Not


@dataclass(frozen=True, slots=True)
class Boosted:
    """A text that scores, so many times as much as another."""

    text: str
    by: float


class Sort(Enum):
    """The order of hits. Ties fall to the newer date (undated last), then to the id; so the order is total."""

    RELEVANCE = "relevance"
    OLDEST = "date"
    NEWEST = "-date"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`where` decides what matches; `rank` are the texts that score: BM25 of their words + 0.5 x of their grams.

    `limit` and `offset` count hits; a limit of 0 only counts.
    """

    where: Node
    rank: tuple[str | Boosted, ...] = ()
    sort: Sort = Sort.RELEVANCE
    limit: int = 10
    offset: int = 0
