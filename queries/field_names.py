"""The names by which people ask for a field in a question: those of FIELDS, and those that other systems have for them.

    >>> fields_asked("来源"), fields_asked("extra.url")
    (('newspaper', 'agency'), ('extra.url',))

Upper and lower case are alike, but for `extra.NAME`, a further field of a record under its own name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from xtsearch.indexer.fields import DATE_FIELDS, FIELDS

#: What people who know other systems type, and the fields that it asks. 来源 is the newspaper of one archive and the
#: agency of another, and a reader does not know which: an article has it where either does.
_FURTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "author": ("reporters",),
    "作者": ("reporters",),
    "source": ("newspaper", "agency"),
    "来源": ("newspaper", "agency"),
}
FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    **{name: (field.name,) for field in FIELDS if field not in DATE_FIELDS for name in field.query_names},
    **_FURTHER_NAMES,
}
#: The traditional characters of the names, one for one with those in the names: 標題, 來源.
SIMPLIFIED = str.maketrans("標題報紙記訊點機構關鍵詞來", "标题报纸记讯点机构关键词来")
DATE_NAMES = tuple(name for field in DATE_FIELDS for name in field.query_names)
#: What a question can ask, for messages: each field by its first name.
ASKABLE = " ".join(f"{field.query_name}:" for field in FIELDS if field.query_name) + " extra.NAME:"
#: A regular expression of every name before a colon, a date's not among them.
NAME_PATTERN = rf"(?i:{'|'.join(map(re.escape, FIELD_NAMES))})|extra\.[^\s():\"“”「」『』]+"
#: The names of fields that no question can ask for, in articles' JSON and in print.
_NOT_ASKED = frozenset(
    name.lower() for field in FIELDS if not field.query_names for name in (field.name, *field.labels) if name
) - {*FIELD_NAMES, *DATE_NAMES}
#: What looks like the name of a field: `tile:` is `title:` mistyped, while `http:` and `3:2` are text.
_NAME = re.compile(r"([A-Za-z]{3,12}|[^\s:：]{2,6})[:：](?!//)(?=\S)")
#: difflib's ratio from which a name counts as a mistyped field.
_MISTYPED = 0.75


def fields_asked(name: str) -> tuple[str, ...]:
    """The fields that a name asks: names of FIELDS, or `extra.NAME`."""
    return FIELD_NAMES.get(name.lower(), (name,))


def unknown_name(text: str) -> str | None:
    """The name at the beginning of a text that looks like a field's and is none; None where nothing looks so.

    That is a Latin word before a colon, or what FIELDS calls a field that no question can ask, such as 引题.
    """
    match = _NAME.match(text)
    name = match[1] if match else ""
    return name if (name.isascii() and name.isalpha() and len(name) > 2) or name.lower() in _NOT_ASKED else None


def meant_name(name: str) -> str | None:
    """The name that a mistyped one most resembles; None if it resembles none."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name.lower(), [*FIELD_NAMES, *DATE_NAMES], 1, _MISTYPED)), None)
