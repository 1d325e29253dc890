"""Charts as Lens, Kibana's editor of charts, keeps them: the columns that a panel asks for, and how they are drawn.

Enters: a Panel. Leaves: the attributes of a saved object of type `lens`, and the names of its layers.

    >>> chart(Panel(id="n", kind="number", title="文章"), {}, "panel n")[1]
    ['L1']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deploy.kibana.description import DescriptionError, Json, Panel, check_known

RECORDS = "___records___"
_BLUE, _GREY = "#3b6fb6", "#98a2b3"


def chart(panel: Panel, labels: Mapping[str, str], where: str) -> tuple[Json, list[str]]:
    """The attributes of a chart, and the names of its layers, each of which asks the panel's data view.

    Raises:
        DescriptionError: the field has no label; the panel has a query that would not count.
    """
    kind = KINDS[panel.kind]
    if kind.field:
        check_known(panel.field, labels, f"{where}: field, to be named in labels")
    if panel.everything and panel.query:
        raise DescriptionError(f"{where}: `everything` lets Kibana ignore every query, this panel's too; leave one out")
    layers, visualization = kind.draw(panel, labels.get(panel.field, ""))
    state = {
        "datasourceStates": {"formBased": {"layers": layers}},
        "visualization": visualization,
        "query": kql(panel.query),
        "filters": [],
        "internalReferences": [],
        "adHocDataViews": {},
    }
    attributes = {
        "title": panel.title,
        "description": panel.description,
        "visualizationType": kind.visualization,
        "state": state,
    }
    return attributes, list(layers)


def kql(query: str) -> Json:
    """A query in KQL, Kibana's own language, as saved objects keep it."""
    return {"query": query, "language": "kuery"}


def _layer(columns: Json, *, everything: bool) -> Json:
    """A layer of columns. With `everything` it ignores the dashboard's query and filters, but not its period."""
    return {
        "columnOrder": list(columns),
        "columns": columns,
        "incompleteColumns": {},
        "sampling": 1,
        "ignoreGlobalFilters": everything,
    }


def _count(label: str = "文章数") -> Json:
    return {
        "operationType": "count",
        "sourceField": RECORDS,
        "dataType": "number",
        "isBucketed": False,
        "scale": "ratio",
        "label": label,
        "customLabel": True,
        "params": {"emptyAsNull": False},
    }


def _days(panel: Panel, label: str) -> Json:
    return {
        "operationType": "date_histogram",
        "sourceField": panel.field,
        "dataType": "date",
        "isBucketed": True,
        "scale": "interval",
        "label": label,
        "customLabel": True,
        "params": {"interval": panel.every, "includeEmptyRows": True, "dropPartials": False},
    }


def _top(panel: Panel, label: str) -> Json:
    return {
        "operationType": "terms",
        "sourceField": panel.field,
        "dataType": "string",
        "isBucketed": True,
        "scale": "ordinal",
        "label": label,
        "customLabel": True,
        "params": {
            "size": panel.size,
            "orderBy": {"type": "column", "columnId": "n"},
            "orderDirection": "desc",
            "otherBucket": False,
            "missingBucket": False,
            "parentFormat": {"id": "terms"},
        },
    }


def _one_layer(x: Json | None, panel: Panel) -> Json:
    """The layer of most charts: a bucket `x`, and the number `n` of its articles."""
    columns = {"n": _count()} if x is None else {"x": x, "n": _count()}
    return {"L1": _layer(columns, everything=panel.everything)}


def _series(layer: str, x: str, n: str, series: str, color: str) -> Json:
    return {
        "layerId": layer,
        "layerType": "data",
        "seriesType": series,
        "xAccessor": x,
        "accessors": [n],
        "yConfig": [{"forAccessor": n, "color": color}],
    }


def _xy(layers: list[Json], *, legend: bool = False) -> Json:
    return {
        "preferredSeriesType": layers[0]["seriesType"],
        "legend": {"isVisible": legend, "position": "top"},
        "valueLabels": "hide",
        "fittingFunction": "None",
        "layers": layers,
    }


def _number(panel: Panel, _label: str) -> tuple[Json, Json]:
    return _one_layer(None, panel), {"layerId": "L1", "layerType": "data", "metricAccessor": "n"}


def _timeline(panel: Panel, label: str) -> tuple[Json, Json]:
    return _one_layer(_days(panel, label), panel), _xy([_series("L1", "x", "n", "bar_stacked", _BLUE)])


def _ranking(panel: Panel, label: str) -> tuple[Json, Json]:
    return _one_layer(_top(panel, label), panel), _xy([_series("L1", "x", "n", "bar_horizontal", _BLUE)])


def _table(panel: Panel, label: str) -> tuple[Json, Json]:
    columns = [{"columnId": "x"}, {"columnId": "n"}]
    return _one_layer(_top(panel, label), panel), {"layerId": "L1", "layerType": "data", "columns": columns}


def _cloud(panel: Panel, label: str) -> tuple[Json, Json]:
    return _one_layer(_top(panel, label), panel), {
        "layerId": "L1",
        "layerType": "data",
        "tagAccessor": "x",
        "valueAccessor": "n",
        "maxFontSize": 72,
        "minFontSize": 14,
        "orientation": "single",
        "showLabel": False,
    }


def _comparison(panel: Panel, label: str) -> tuple[Json, Json]:
    """Bars of the articles that the query finds, on the left axis; a line of all articles, on the right axis."""
    layers = {
        "L1": _layer({"x": _days(panel, label), "n": _count("专题文章数")}, everything=False),
        "L2": _layer({"x2": _days(panel, label), "n2": _count("全部文章数")}, everything=True),
    }
    topic, everything = _series("L1", "x", "n", "bar_stacked", _BLUE), _series("L2", "x2", "n2", "line", _GREY)
    everything["yConfig"][0]["axisMode"] = "right"
    return layers, _xy([topic, everything], legend=True)


def markdown(text: str) -> Json:
    """The embedded configuration of a panel that shows a text."""
    return {
        "enhancements": {},
        "savedVis": {
            "id": "",
            "title": "",
            "description": "",
            "type": "markdown",
            "params": {"fontSize": 12, "openLinksInNewTab": False, "markdown": text},
            "uiState": {},
            "data": {"aggs": [], "searchSource": {"query": kql(""), "filter": []}},
        },
    }


@dataclass(frozen=True)
class PanelKind:
    """A kind of panel: Lens's name for it, the function that draws it, and whether it needs a field."""

    visualization: str = ""
    draw: Callable[[Panel, str], tuple[Json, Json]] = _number
    field: bool = True


KINDS = {
    "number": PanelKind("lnsMetric", _number, field=False),
    "timeline": PanelKind("lnsXY", _timeline),
    "comparison": PanelKind("lnsXY", _comparison),
    "ranking": PanelKind("lnsXY", _ranking),
    "table": PanelKind("lnsDatatable", _table),
    "cloud": PanelKind("lnsTagcloud", _cloud),
    "articles": PanelKind(field=False),
    "text": PanelKind(field=False),
}
