"""dashboards.yaml as typed data: views, searches, dashboards, and each panel with its place in the grid.

Enters: what YAML gives. Leaves: the dataclasses below, or a DescriptionError that says where a mistake stands and what
can be written there.

    >>> read_entry(DataView, {"title": "文章", "alias": "xtsearch"}, "data view a")
    DataView(title='文章', alias='xtsearch', time='')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, get_origin, get_type_hints

from xtsearch.indexer.fields import FIELDS

Json = dict[str, Any]
#: Columns of a dashboard's grid.
GRID = 48


class DescriptionError(Exception):
    """The description asks for what cannot be built; the message says where, what, and what to write."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One panel as it is described; `lens.KINDS` says which kinds there are and whether they need a field."""

    id: str
    kind: str
    title: str = ""
    description: str = ""
    view: str = "xtsearch-articles"
    field: str = ""
    size: int = 20
    every: str = "auto"
    query: str = ""
    everything: bool = False
    search: str = ""
    text: str = ""
    width: int = 0


@dataclass(frozen=True, kw_only=True)
class DataView:
    """A data view: an alias, and the field of its time, if any."""

    title: str
    alias: str
    time: str = ""


@dataclass(frozen=True, kw_only=True)
class SavedSearch:
    """A saved search of Discover; `period` is the time before now that it covers."""

    title: str
    period: str
    columns: list[str]
    view: str = "xtsearch-articles"
    query: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class PanelRow:
    """Panels side by side, of one height."""

    height: int
    panels: list[Any]


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """A dashboard: its rows of panels, the `period` before now that it shows, and the text of its query bar."""

    title: str
    period: str
    rows: list[Any]
    query: str = ""
    description: str = ""


def field_labels() -> dict[str, str]:
    """What Kibana calls each field that it shows: the Chinese labels of `xtsearch.indexer.fields`."""
    labels: dict[str, str] = {}
    for row in FIELDS:
        if label := row.labels[0]:
            labels[row.name] = label
            if row.exact:
                labels[f"{row.name}.exact"] = f"{label}（全名）"
    return labels


@dataclass(frozen=True, kw_only=True)
class Description:
    """The whole of dashboards.yaml; `labels` are written only for fields that are not in `xtsearch.indexer.fields`."""

    data_views: Json
    labels: dict[str, str] = field(default_factory=field_labels)
    hidden: list[str]
    searches: Json
    dashboards: Json


#: What messages ask for where a value should be of a type.
_TYPES = {str: "a text (in quotes, if it looks like something else)", int: "a number", bool: "true or false"}


def read_entry(kind: type[Any], entry: object, where: str) -> Any:
    """An entry of the description as an object of the class `kind`.

    Raises:
        DescriptionError: it is no mapping, or has a key that is unknown, missing, or of another type.
    """
    if not isinstance(entry, Mapping):
        raise DescriptionError(f"{where}: write its keys below it")
    types = get_type_hints(kind)
    if unknown := [str(key) for key in entry if key not in types]:
        raise DescriptionError(f"{where}: no key {', '.join(unknown)}; there are {', '.join(types)}")
    for key, value in entry.items():
        wanted = get_origin(types[key]) or types[key]
        if not isinstance(value, wanted):
            raise DescriptionError(f"{where}: {key}: write {_TYPES.get(wanted, f'a {wanted.__name__}')}")
    if missing := [key.name for key in fields(kind) if _is_required(key) and key.name not in entry]:
        raise DescriptionError(f"{where}: missing {', '.join(missing)}")
    return kind(**entry)


def _is_required(key: Field[Any]) -> bool:
    return key.default is MISSING and key.default_factory is MISSING


def check_known(name: str, names: Mapping[str, Any], where: str) -> None:
    """Raise a DescriptionError if a name is none of `names`."""
    if name not in names:
        raise DescriptionError(f"{where}: no {name!r}; there are {', '.join(names)}")


def placed(rows: list[Any], where: str) -> Iterator[tuple[Panel, Json]]:
    """The panels and their places in the grid: rows stand below each other, panels of a row side by side.

    Panels without a width share what the other panels of their row leave of its width.
    """
    top = 0
    panel_ids: list[str] = []
    for entry in rows:
        row = read_entry(PanelRow, entry, f"{where}: a row")
        panels = [read_entry(Panel, panel, f"{where}: a panel") for panel in row.panels]
        for panel in panels:
            if panel.id in panel_ids:
                raise DescriptionError(f"{where}: two panels {panel.id}; an id stands once")
            panel_ids.append(panel.id)
        free = GRID - sum(panel.width for panel in panels)
        open_ended = sum(not panel.width for panel in panels)
        if free < open_ended:
            raise DescriptionError(f"{where}: the row of {panels[0].id} is wider than {GRID}")
        left = 0
        for panel in panels:
            width = panel.width or free // open_ended
            yield panel, {"x": left, "y": top, "w": width, "h": row.height}
            left += width
        top += row.height
