"""What a saved template can narrow its answer by: the keys under `filters:`, and the node that each value becomes.

>>> import datetime
>>> FILTERS["since"].node(datetime.date(2022, 5, 13), "Asia/Shanghai")
DateRange(since=datetime.date(2022, 5, 13), until=None)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xtsearch.indexer.engines.request import DateRange, Node
from xtsearch.indexer.fields import KEYWORD_FIELDS
from xtsearch.indexer.timezone import today_in
from xtsearch.queries.named import ENTITIES, any_named
from xtsearch.queries.periods import dated
from xtsearch.queries.templates.parameter_types import TYPES, ParameterType, Slot


@dataclass(frozen=True, slots=True)
class TemplateFilter:
    """A key under `filters:`.

    Its value is a parameter of a type that may stand in `slot`, or is written in the file itself; then it is read as
    the first of the types `written` that YAML gives such a value for, else as the first of them. `node` takes the value
    and the time zone that says which day is today, and raises ValueError for a period that ends before it begins.
    """

    slot: Slot
    written: tuple[str, ...]
    node: Callable[[Any, str], Node]

    def type_of(self, value: object) -> ParameterType:
        """The type that a value written in the file is read as."""
        kinds = [TYPES[name] for name in self.written]
        return next((kind for kind in kinds if type(value) in kind.yaml_types), kinds[0])


def _named(field: str) -> Callable[[Any, str], Node]:
    """A node for articles that have a value in a field; of several values any."""

    return lambda value, _zone: any_named(field, value if isinstance(value, tuple) else (str(value),))


def _dated(value: Any, zone: str) -> Node:
    return dated(str(value), today=today_in(zone))


_NAMES = ("text", "list")
FILTERS: Mapping[str, TemplateFilter] = {
    **{field.name: TemplateFilter(Slot.NAME, _NAMES, _named(field.name)) for field in KEYWORD_FIELDS},
    **{name: TemplateFilter(Slot.NAME, _NAMES, _named(field)) for name, field in ENTITIES.items()},
    "date": TemplateFilter(Slot.PERIOD, ("date-range",), _dated),
    "since": TemplateFilter(Slot.DAY, ("date",), lambda day, _zone: DateRange(since=day)),
    "until": TemplateFilter(Slot.DAY, ("date",), lambda day, _zone: DateRange(until=day)),
}
