"""Names of fields that a request asks for are checked here, in the same words for every engine.

    >>> text_names(("title",)), text_names(())
    (('title',), ('title', 'kicker', 'subtitle', 'body', 'reporters', ...))

Enters: a name, or several, of a query node. Leaves: the names to ask; or an EngineError that lists those there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from xtsearch.indexer.errors import EngineError
from xtsearch.indexer.fields import DATE_PARTS, KEYWORD_FIELDS, TEXT_FIELDS

#: The fields that phrases and words are looked for in.
TEXT_NAMES = tuple(field.name for field in TEXT_FIELDS)
_FILTERED = frozenset(field.name for field in KEYWORD_FIELDS)
_COUNTED = _FILTERED | set(DATE_PARTS)
#: Before the name of a further field of a ready-made record, which can be filtered by as well: `extra.source`.
_FURTHER = "extra."


def text_names(names: Sequence[str]) -> Sequence[str]:
    """The text fields to search: those that are named, all if none is.

    Raises:
        EngineError: one of them is no text field.
    """
    unknown = [name for name in names if name not in TEXT_NAMES]
    if unknown:
        raise EngineError(f"no text field {unknown[0]!r} to search; there are {', '.join(TEXT_NAMES)}")
    return names or TEXT_NAMES


def further_field(name: str) -> str | None:
    """The name of a further field, `source` of `extra.source`; None where a field of FIELDS is asked for."""
    return name.removeprefix(_FURTHER) or None if name.startswith(_FURTHER) else None


def check_filtered(name: str) -> None:
    """Raise EngineError where a field of that name cannot be filtered by."""
    if name not in _FILTERED:
        raise EngineError(f"no field {name!r} to filter by; there are {', '.join(sorted(_FILTERED))}")


def check_counted(name: str) -> None:
    """Raise EngineError where articles cannot be counted by that name."""
    if name not in _COUNTED:
        raise EngineError(f"no field {name!r} to count by; there are {', '.join(sorted(_COUNTED))}")
