"""What a query means, before any engine: a `Query` whose root is a `Member`, a tree of small frozen values.

    >>> combined("all", [Part("湘潭", False, 0), None, Part("整治", False, 3)])
    Compound(kind='all', members=(Part(text='湘潭', ...), Part(text='整治', ...)))

`syntax` builds it from text, `matching` compiles it to nodes that engines know. The functions here change a whole tree:
they ask it of one field, or weigh it, and give a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from xtsearch.indexer.engines.request import Node
from xtsearch.indexer.errors import QuerySyntaxError
from xtsearch.indexer.fields import TEXT_FIELDS
from xtsearch.queries.field_names import fields_asked
from xtsearch.queries.lexer import QueryToken
from xtsearch.queries.named import named
from xtsearch.queries.sought_terms import SoughtTerm
from xtsearch.queries.spellings import Spelled


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch typed without spaces, or a quoted part. `text` holds at least one letter, digit or Chinese character.

    `start` is the offset of `text` in the query, in code points. `fields` are text fields, all of them if empty. A
    quoted part and a prefix are exact in every tier; of a prefix the last word may go on. `spelled` are the dates and
    numbers in it that are looked for in every spelling. `terms` are what it is asked by where not as an exact phrase;
    None: by all that it is cut into.
    """

    text: str
    quoted: bool
    start: int
    fields: tuple[str, ...] = ()
    boost: float = 1.0
    prefix: bool = False
    spelled: tuple[Spelled, ...] = ()
    terms: tuple[SoughtTerm, ...] | None = None


@dataclass(frozen=True, slots=True)
class Proximity:
    """Two words with at most `distance` units between them, in either order: "招标 整治"~5."""

    parts: tuple[Part, Part]
    distance: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition that narrows the answer and takes no part in ranking."""

    node: Node


@dataclass(frozen=True, slots=True)
class Compound:
    """Several members: all of them (AND), any of them (OR), or typed side by side (`together`).

    How many of those that stand `together` an article must hold depends on the tier (see `matching`).
    """

    kind: Literal["together", "all", "any"]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Required:
    """A member with + before it: an article must hold it in every tier."""

    member: Member


@dataclass(frozen=True, slots=True)
class Without:
    """Articles that do not hold the member; it is read as an exact phrase in every tier."""

    member: Member


Member: TypeAlias = Part | Proximity | Filter | Compound | Required | Without

_TEXT_NAMES = frozenset(field.name for field in TEXT_FIELDS)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a reader should know of how a query was read: `typed` stands at `start` in it, and was taken for `meaning`.

    Of a period in words `meaning` is its days as `date:` takes them, 2022-05-16..2022-05-22. `typed` is empty where the
    meaning is that of the whole query.
    """

    typed: str
    start: int
    meaning: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {"typed": self.typed, "start": self.start, "meaning": self.meaning}


@dataclass(frozen=True, slots=True)
class Query:
    """A query as typed, what it means, and what of that a reader would not guess."""

    text: str
    root: Member
    understood: tuple[Understood, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that an article should hold, in order: these score and are highlighted, excluded ones do not."""
        return tuple(_positive_parts(self.root))


def _positive_parts(member: Member) -> Iterator[Part]:
    match member:
        case Part():
            yield member
        case Proximity():
            yield from member.parts
        case Compound():
            for inner in member.members:
                yield from _positive_parts(inner)
        case Required():
            yield from _positive_parts(member.member)
        case _:
            return


def combined(kind: Literal["together", "all", "any"], members: Iterable[Member | None]) -> Member | None:
    """One member of several. None is left out, a compound of the same kind is dissolved, a single member is itself."""
    kept: list[Member] = []
    for member in members:
        if isinstance(member, Compound) and member.kind == kind:
            kept += member.members
        elif member is not None:
            kept.append(member)
    return Compound(kind, tuple(kept)) if len(kept) > 1 else kept[0] if kept else None


def within(member: Member | None, field: QueryToken) -> Member | None:
    """The member asked of one field, title:(甲 body:乙); a part that names its own field keeps it.

    Raises:
        QuerySyntaxError: a prefix or two near words are asked of a field that holds whole names.
    """
    fields = fields_asked(field.text)
    match member:
        case None | Filter():
            return member
        case Part() if member.fields:
            return member
        case Part() if _TEXT_NAMES.issuperset(fields):
            return replace(member, fields=fields)
        case Part(prefix=True):
            raise QuerySyntaxError("this field holds whole names and values: leave the * out", position=member.start)
        case Part():
            return combined("any", (Filter(named(name, member.text)) for name in fields))
        case Proximity(parts=(first, second)) if _TEXT_NAMES.issuperset(fields):
            return replace(member, parts=(replace(first, fields=fields), replace(second, fields=fields)))
        case Proximity():
            raise QuerySyntaxError("this field holds no text in which words could be near", position=field.start)
        case Compound():
            return combined(member.kind, (within(inner, field) for inner in member.members))
        case _:
            inner = within(member.member, field)
            return replace(member, member=inner) if inner else None


def boosted(member: Member | None, factor: float) -> Member | None:
    """The member with the weight of each part that scores multiplied by `factor`."""
    match member:
        case Part():
            return replace(member, boost=member.boost * factor)
        case Proximity(parts=(first, second)):
            parts = replace(first, boost=first.boost * factor), replace(second, boost=second.boost * factor)
            return replace(member, parts=parts)
        case Compound():
            return combined(member.kind, (boosted(inner, factor) for inner in member.members))
        case Required():
            inner = boosted(member.member, factor)
            return replace(member, member=inner) if inner else None
        case _:
            return member
