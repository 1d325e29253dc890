"""The names of a record's fields, or of a table's columns, in; the field of an article that each is read as, out. Pure.

    >>> field_named("发布时间"), field_named("Publish_Time"), field_named("Title-题名"), field_named("url")
    ('date', 'date', 'title', None)

FIELDS has the names. Upper and lower case, full and half width, traditional and simplified characters are alike; white
space, _ and - do not count. 文章标题 and news_title are 标题 and title: what stands before says only that it is an
article's. A name that is written in two languages is either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from xtsearch.indexer.fields import DATE_FIELDS, DERIVED_FIELDS, FIELDS
from xtsearch.indexer.text.fold import fold_text

_IGNORED = re.compile(r"[\s_\-]+")
#: What exports put before the name of a fact to say that it is an article's.
_OF_ARTICLE = re.compile("^(?:文章|新闻|稿件|报道|article|news|post)")
#: What parts a name in one language from the same in another one: Title-题名, 标题（title）, 标题/title.
_LANGUAGES = re.compile(r"[\-/|:(),\s]+")


def plain_name(name: str) -> str:
    """A name as it is compared with others."""
    return _IGNORED.sub("", fold_text(name))


#: Name, as `plain_name` writes it -> the field, and where the name stands among the names of its field.
_RANKED: dict[str, tuple[str, int]] = {
    plain_name(name): (field.name, rank)
    for field in FIELDS
    if field.is_given
    for rank, name in enumerate((field.name, *field.record_names))
}
_OWN = frozenset(field.name for field in FIELDS if field.is_given)
_DATES = frozenset(field.name for field in DATE_FIELDS)


@dataclass(frozen=True, slots=True)
class Plan:
    """How records with these names are read: the names that are fields, each with its field; those that are the date;
    and the others. `derived` are the fields among them that are otherwise found in the text.

    Of several names for one field the first stands first: a field's own name before those of the table, in its order.
    """

    columns: tuple[tuple[str, str], ...]
    dates: tuple[str, ...]
    derived: tuple[str, ...]
    extra: tuple[str, ...]


def plan_of(names: tuple[str, ...]) -> Plan:
    """The plan for records that have these names."""
    ranked = [(name, _ranked(name)) for name in names]
    columns = sorted((*meaning, name) for name, meaning in ranked if meaning)
    return Plan(
        columns=tuple((name, field) for field, _, name in columns if field not in _DATES),
        dates=tuple(name for field, _, name in columns if field in _DATES),
        derived=tuple(field for field in DERIVED_FIELDS if any(field == meaning for meaning, _, _ in columns)),
        extra=tuple(name for name, meaning in ranked if not meaning),
    )


def field_named(name: str) -> str | None:
    """The name of the field that a record's field, or a column, is read as; None for one that no field has."""
    ranked = _ranked(name)
    return ranked[0] if ranked else None


def has_text(names: Iterable[str]) -> bool:
    """Whether one of the names is a body or a title."""
    return not {"body", "title"}.isdisjoint(map(field_named, names))


def _ranked(name: str) -> tuple[str, int] | None:
    """The field of a name, and its rank among the names of that field; the field's own name is the first."""
    if name in _OWN:
        return name, -1
    whole = plain_name(name)
    ranked = _RANKED.get(whole) or _RANKED.get(_OF_ARTICLE.sub("", whole))
    if ranked:
        return ranked
    parts = [_RANKED.get(plain_name(part)) for part in _LANGUAGES.split(fold_text(name)) if part]
    fields = {part and part[0] for part in parts}
    return parts[0] if len(parts) > 1 and len(fields) == 1 else None
