"""A value of a record in, as JSON has it; the value that a field of an article takes, out. Pure.

>>> as_names("reporters", "王超、陈新"), as_text("body", ["第一段。", "第二段。"])
(('王超', '陈新'), '第一段。\\n第二段。')
"""

from __future__ import annotations

import datetime
import json
import re
from functools import lru_cache

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.fields import FIELD_OF_NAME, Kind
from xtsearch.indexer.pages.pieces.byline_forms import AGENCY

#: Characters of a wrong value that a message repeats.
_QUOTED = 40

_SEPARATOR = re.compile("[、；;，,]")
_AGENCY = re.compile(AGENCY)
#: An address, with or without its scheme; a newspaper's name is none.
_ADDRESS = re.compile(
    r"(?:[a-z]+://|www\.)\S*|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|gov|edu|info|hk|tw)(?:[/:?#]\S*)?", re.I
)
#: What crawlers leave of a page before a name: 来源：湘潭日报.
_LABEL = re.compile(r"\s*(?:信息|新闻|文章|稿件)?(?:来源|稿源|出处|转自|作者|记者|撰稿|文)\s*[:：]\s*")
#: How tools write values that JSON has no form for: {"$oid": "627d…"}, {"$date": "2022-05-13T00:00:00Z"}.
_WRAPPED = frozenset({"$oid", "$date", "$numberLong", "$numberInt"})

_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?",
        r"(\d{4})/(\d{1,2})/(\d{1,2})",
        r"(\d{4})(\d{2})(\d{2})",
        r"(\d{4})年(\d{1,2})月(\d{1,2})日",
    )
)


def unwrapped(value: object) -> object:
    """The value that MongoDB's extended JSON wraps in an object; any other value as it is."""
    while isinstance(value, dict) and len(value) == 1 and not _WRAPPED.isdisjoint(value):
        (value,) = value.values()
    return value


def as_text(name: str, value: object) -> str | None:
    """The text of a field; None where there is none. A body may be a list of paragraphs, a keyword a number.

    Raises:
        InputError: the value has another type.
    """
    if value is None:
        return None
    is_keyword = FIELD_OF_NAME[name].kind is Kind.KEYWORD
    if is_keyword and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if name == "body" and isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n".join(value)
    if not isinstance(value, str):
        raise InputError(f"{name} must be text, not {shown_value(value)}", Fault.TYPE)
    if not value or value.isspace():
        return None
    return value.strip() if is_keyword else value


def as_names(name: str, value: object) -> tuple[str, ...]:
    """The texts of a field that has several.

    Raises:
        InputError: the value is neither a list of texts, nor one text.
    """
    if value is None:
        return ()
    parts = _SEPARATOR.split(value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise InputError(
            f"{name} must be a list of texts, or one text parted by 、, not {shown_value(value)}", Fault.TYPE
        )
    return tuple(stripped for part in parts if (stripped := part.strip()))


def as_id(value: object) -> str | None:
    """The id that a record brings.

    Raises:
        InputError: it is neither text nor a whole number.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise InputError(f"id must be text or a whole number, not {shown_value(value)}", Fault.TYPE)
    return value if value and not value.isspace() else None


def as_date(value: object) -> datetime.date | None:
    """The day of a record.

    Raises:
        InputError: it is no date.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        date = _parse_date(value.strip())
        if date is not None:
            return date
    raise InputError(f"{shown_value(value)}; write it as 2022-05-13", Fault.DATE)


@lru_cache(maxsize=4096)
def _parse_date(text: str) -> datetime.date | None:
    """The date that a text in one of the forms _DATES is; of a date with a time, the day in its own time zone."""
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            year, month, day = map(int, match.groups())
            try:
                return datetime.date(year, month, day)
            except ValueError:
                return None
    return None


def without_label(value: object) -> object:
    """A text without the label that a crawler left before it: 来源：湘潭日报 is 湘潭日报."""
    return value[match.end() :] if isinstance(value, str) and (match := _LABEL.match(value)) else value


def outlet_field(outlet: str) -> str | None:
    """The field of an outlet's name: `agency` for a news agency's, else `newspaper`; None for an address."""
    if _ADDRESS.fullmatch(outlet):
        return None
    return "agency" if _AGENCY.fullmatch(outlet) else "newspaper"


def shown_value(value: object) -> str:
    """A value as a message repeats it: as JSON, its beginning if it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "…"
