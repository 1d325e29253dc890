"""A value of a record in, as JSON has it; the value that a field of an article takes, out. Pure.

>>> as_names("reporters", "王超、陈新"), as_text("body", ["第一段。", "第二段。"])
(('王超', '陈新'), '第一段。\\n第二段。')
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.pieces.byline_forms import AGENCY
from xtsearch.indexer.text.units import HAN

#: Characters of a wrong value that a message repeats.
_QUOTED = 40

_SEPARATOR = re.compile("[、；;，,]")
#: Two to four Han characters, at least one of them by itself: a name of which each part has two is two names.
_SET_WIDE = re.compile(rf"(?=.{{0,3}}(?<![{HAN}])[{HAN}](?![{HAN}]))(?:[{HAN}]\s{{0,3}}){{2,4}}")
_AGENCY = re.compile(AGENCY)
#: An address, with or without its scheme; a newspaper's name is none.
_ADDRESS = re.compile(
    r"(?:[a-z]+://|www\.)\S*|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|gov|edu|info|hk|tw)(?:[/:?#]\S*)?", re.I
)
#: What crawlers leave of a page before a name: 来源：湘潭日报.
_LABEL = re.compile(r"\s*(?:信息|新闻|文章|稿件)?(?:来源|稿源|出处|转自|作者|记者|撰稿|文)\s*[:：]\s*")
#: How tools write values that JSON has no form for: {"$oid": "627d…"}, {"$date": "2022-05-13T00:00:00Z"}.
_WRAPPED = frozenset({"$oid", "$date", "$numberLong", "$numberInt"})


def unwrapped(value: object) -> object:
    """The value that MongoDB's extended JSON wraps in an object; any other value as it is."""
    while isinstance(value, dict) and len(value) == 1 and not _WRAPPED.isdisjoint(value):
        (value,) = value.values()
    return value


def as_text(name: str, value: object) -> str | None:
    """The text of a field that is searched; None where there is none. A body may be a list of paragraphs.

    Raises:
        InputError: the value has another type.
    """
    if name == "body" and isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n".join(value)
    if not isinstance(value, str):
        raise InputError(f"{name} must be text, not {shown_value(value)}", Fault.TYPE)
    return value if value and not value.isspace() else None


def as_keyword(name: str, value: object) -> str | None:
    """The text of a field that is filtered by its whole value, which may be a whole number; None where there is none.

    Raises:
        InputError: the value has another type.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise InputError(f"{name} must be text, not {shown_value(value)}", Fault.TYPE)
    return value.strip() or None


def as_names(name: str, value: object) -> tuple[str, ...]:
    """The texts of a field that has several.

    Raises:
        InputError: the value is neither a list of texts, nor one text.
    """
    parts = _SEPARATOR.split(value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise InputError(
            f"{name} must be a list of texts, or one text parted by 、, not {shown_value(value)}", Fault.TYPE
        )
    return tuple(_person(stripped) for part in parts if (stripped := part.strip()))


def _person(name: str) -> str:
    """A name without the space that was set between its characters: 王　超 and 王 超 are 王超, John Smith keeps his."""
    return "".join(name.split()) if _SET_WIDE.fullmatch(name) else name


def as_id(value: object) -> str | None:
    """The id that a record brings.

    Raises:
        InputError: it is neither text nor a whole number.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise InputError(f"id must be text or a whole number, not {shown_value(value)}", Fault.TYPE)
    return value if value and not value.isspace() else None


def without_label(value: object) -> object:
    """A text without the label that a crawler left before it: 来源：湘潭日报 is 湘潭日报."""
    return value[match.end() :] if isinstance(value, str) and (match := _LABEL.match(value)) else value


@lru_cache(maxsize=4096)
def outlet_field(outlet: str) -> str | None:
    """The field of an outlet's name: `agency` for a news agency's, else `newspaper`; None for an address."""
    if _ADDRESS.fullmatch(outlet):
        return None
    return "agency" if _AGENCY.fullmatch(outlet) else "newspaper"


def shown_value(value: object) -> str:
    """A value as a message repeats it: as JSON, its beginning if it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "…"
