"""What an engine is asked: query nodes, and the SearchRequest that holds them.

    SearchRequest(And((Phrase("专项整治"), Term("newspaper", "湘潭日报"))), rank=("专项整治",), limit=20)

Nodes say which articles match; `rank` says what orders them. What a person typed is an attribute of a node and never
becomes part of the query text of an engine, so nothing in it can be taken for syntax there.
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

    The folded phrase is a row of units: each Han character is one, each token of letters or digits is one. An article
    matches where the units follow each other, and two Han characters that touch in the phrase touch in the text.
    Between all other units the text may have punctuation, spaces or the end of a paragraph, or nothing. A phrase
    without a unit matches nothing. `fields` are names of text fields; empty means all of them.
    """

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """Articles that hold `text`, one word as analysis cuts it, among their words or as a phrase."""

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefix:
    """Articles that hold a unit which begins with `text`, itself one unit of letters or digits."""

    text: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """Articles with both phrases in one field, in either order, and at most `distance` units between them."""

    first: str
    second: str
    distance: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Articles with exactly `value` in a keyword field, or in `extra.NAME`, a further field of their record."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles dated from `since` to `until`, both days included; None is no limit. Undated articles never match."""

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
    """A text that scores `by` times as much as one that is not boosted."""

    text: str
    by: float


class Sort(Enum):
    """The order of hits. Of equal ones the newer comes first, undated last, then the id decides: no ties remain."""

    RELEVANCE = "relevance"
    OLDEST = "date"
    NEWEST = "-date"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`where` decides which articles match; `rank` are the texts that score (see `ranking`), none for no scores.

    `offset` hits are passed over, and then at most `limit` given; with a limit of 0 they are only counted.
    """

    where: Node
    rank: tuple[str | Boosted, ...] = ()
    sort: Sort = Sort.RELEVANCE
    limit: int = 10
    offset: int = 0
