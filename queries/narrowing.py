"""Filters as a program gives them become query nodes: days, and names of people, papers and places.

    >>> narrowing(since="2022-05", reporter="王超")
    (DateRange(since=datetime.date(2022, 5, 1), until=None), Term(field='reporters', value='王超'))

The names are those of the options of `xtsearch query`, without their dashes.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from xtsearch.indexer.engines.request import DateRange, Node
from xtsearch.indexer.errors import ArgumentError
from xtsearch.indexer.fields import OPTION_FIELDS
from xtsearch.queries.named import any_named
from xtsearch.queries.periods import days

#: The filters by exact value, and the field that each asks.
FILTER_FIELDS: Mapping[str, str] = {field.query_name: field.name for field in OPTION_FIELDS}


def narrowing(
    *,
    since: str | datetime.date | None = None,
    until: str | datetime.date | None = None,
    **values: str | Sequence[str] | None,
) -> tuple[Node, ...]:
    """The nodes of which an article has to match each.

    `since` and `until` are days, both included; a month or a year as text stands for its first or its last day. Each of
    `values` is named as in FILTER_FIELDS; several values of one filter mean any of them, None and none mean no filter.

    Raises:
        ArgumentError: no filter has that name, a text is no date, or `since` is later than `until`.
    """
    first = _days("since", since)[0] if since else None
    last = _days("until", until)[1] if until else None
    if first and last and first > last:
        raise ArgumentError(f"since {first} is later than until {last}: change one of them")
    nodes: list[Node] = [DateRange(first, last)] if first or last else []
    for name, value in values.items():
        if name not in FILTER_FIELDS:
            raise ArgumentError(f"no filter is named {name!r}; there are since, until, {', '.join(FILTER_FIELDS)}")
        texts = (value,) if isinstance(value, str) else tuple(value or ())
        if texts:
            nodes.append(any_named(FILTER_FIELDS[name], texts))
    return tuple(nodes)


def first_day(name: str, day: str | datetime.date) -> datetime.date:
    """The day, or the first day of a month or a year; `name` is the argument, for the message.

    Raises:
        ArgumentError: the text is no date.
    """
    return _days(name, day)[0]


def _days(name: str, day: str | datetime.date) -> tuple[datetime.date, datetime.date]:
    if isinstance(day, datetime.datetime):
        day = day.date()
    if isinstance(day, datetime.date):
        return day, day
    try:
        return days(day)
    except (ValueError, TypeError):
        raise ArgumentError(f"{name} is {day!r}, no date: give a datetime.date, or a text as 2022-05-13") from None
