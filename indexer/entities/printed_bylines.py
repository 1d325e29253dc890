"""Who wrote a ready-made article, and when: what its record leaves out, as its text prints it.

    >>> printed_names("原标题：市领导调研文艺工作中新网北京8月4日电 (记者 陈杭)记者3日从北京市获悉").reporters
    ('陈杭',)

A byline is read as on a page (`pages.pieces.bylines`). In front of it crawlers leave what stood above the text: the
original headline, a caption, a source; and behind it the editor's name.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import Any

from xtsearch.indexer.documents import Document
from xtsearch.indexer.pages.pieces.byline_forms import AGENCY, LOOKED_AT, ROLE, WIRE
from xtsearch.indexer.pages.pieces.bylines import (
    CLOSING,
    Byline,
    lead_start,
    opening_agency,
    read_byline,
    read_roles,
)
from xtsearch.indexer.pages.pieces.dates import CLOSING_DAY, LEAD, WIRED_DAY, PageDay, read_dateline

_NAMES = ("reporters", "interns", "correspondents")
#: A text without any of these names nobody who wrote it: a role in its opening or closing, brackets at its end, a first
#: line so short that it may be a name.
_ROLES = ("记者", "記者", "通讯员", "通訊員", "实习生", "撰稿", "撰文", "文/", "文／", "编译")
_LEFT_BRACKETS, _RIGHT_BRACKETS, _NAME_LINE = "（([【", "）)】]", 20
#: 讯（记者 …）, 电 (中新财经记者 …), 【深圳商报讯】（首席记者 …）: the brackets behind the word for the wire.
_BRACKETS = re.compile(
    rf"(?:{WIRE.pattern}|\d日)[】］〕\]]?\s{{0,2}}[（(]([^（()）]{{0,24}}?{ROLE.pattern}[^（()）]{{1,80}})[）)]"
)
_AGENCY_BEFORE = re.compile(rf"({AGENCY})[^。，、；！？（(\n]{{0,24}}$")
#: What web sites print below a text: 【编辑:李岩】, （责任编辑：王超）.
_EDITOR = re.compile(r"\s*[【（(](?:责任|责|本文)?编辑?\s?[:：][^】）)\n]{1,12}[】）)]\s*$")


def with_printed(document: Document) -> Document:
    """The document of a record, with what its text prints and the record does not bring; `printed` says what that is.

    Names are taken where the record names nobody at all, an agency where it names none, and a day where it has none and
    the dateline has its year.
    """
    printed: dict[str, Any] = {}
    body = document.body
    is_unsigned = not any(getattr(document, name) for name in _NAMES)
    byline = printed_names(body) if is_unsigned else Byline(agency=opening_agency(body[:LOOKED_AT]))
    if is_unsigned:
        printed = {name: names for name in _NAMES if (names := getattr(byline, name))}
    if byline.agency and not document.agency:
        printed["agency"] = byline.agency
    if document.date is None and (day := _dateline(body)):
        printed |= {"date": day, "date_from": "dateline"}
    return replace(document, **printed, printed=tuple(printed)) if printed else document


def printed_names(body: str) -> Byline:
    """The byline that the text opens or closes with, also behind a headline or caption that was left in front of it."""
    head, end = body[:LOOKED_AT], body[-CLOSING:].rstrip()
    ends_in_brackets = end.endswith(tuple(_RIGHT_BRACKETS))
    names_a_role = any(role in head or role in end for role in _ROLES)
    if not (names_a_role or ends_in_brackets or body.find("\n", 0, _NAME_LINE) > 0):
        return Byline(agency=opening_agency(head))
    text = _EDITOR.sub("", body[-CLOSING:]) if ends_in_brackets else end
    byline = read_byline(body[lead_start(body) : -CLOSING] + text if len(body) > CLOSING else text)
    if byline.end and byline.names_someone:
        return byline
    brackets = _BRACKETS.search(head)
    if brackets is None:
        return byline
    agency = _AGENCY_BEFORE.search(head, 0, brackets.start())
    return read_roles(brackets[1], byline.agency or (agency[1] if agency else None), brackets.end())


def _dateline(body: str) -> datetime.date | None:
    """The day of a dateline, not one of which the text speaks."""
    if not (WIRED_DAY.match(body[:LEAD]) or CLOSING_DAY.search(body[-CLOSING:])):
        return None
    return read_dateline(body, PageDay())
