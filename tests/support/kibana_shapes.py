"""The shapes of Kibana's saved objects, as JSON Schema: which keys each type has, and what they hold.

Kibana refuses an unknown attribute, and a whole file for one object that it cannot migrate; what lies in texts of JSON
it does not look at, and a panel breaks. Both are written here alike, from Kibana 9.0's own schemas.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

#: The newest version of each type that Kibana 9.0 knows.
NEWEST = {
    "index-pattern": "8.0.0",
    "lens": "8.9.0",
    "search": "10.5.0",
    "dashboard": "10.2.0",
    "tag": "8.0.0",
}
NEWEST_CORE = "8.8.0"

TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "integer", "minimum": 0}
TRUTH: Schema = {"type": "boolean"}
NAMES: Schema = {"type": "array", "items": NAME}
ANY: Schema = {}


def _record(required: Schema, optional: Schema | None = None) -> Schema:
    """An object of these keys and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _by_name(values: Schema, *, least: int = 0) -> Schema:
    return {"type": "object", "additionalProperties": values, "minProperties": least}


ENVELOPE = _record(
    {
        "type": {"enum": list(NEWEST)},
        "id": NAME,
        "attributes": {"type": "object"},
        "references": _list(_record({"type": NAME, "id": NAME, "name": NAME})),
        "managed": TRUTH,
        "coreMigrationVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
        "typeMigrationVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
    }
)

KQL = _record({"query": TEXT, "language": {"const": "kuery"}})
_SOURCE = _record({"searchSourceJSON": TEXT})
_REFRESH = _record({"pause": TRUTH, "value": NUMBER})

# ---------------------------------------------------------------------------------------------------------- Lens

_COLUMN_COMMON: Schema = {
    "sourceField": NAME,
    "label": NAME,
    "customLabel": TRUTH,
    "isBucketed": TRUTH,
}
_COUNT = _record(
    {
        **_COLUMN_COMMON,
        "operationType": {"const": "count"},
        "dataType": {"const": "number"},
        "isBucketed": {"const": False},
        "scale": {"const": "ratio"},
        "params": _record({"emptyAsNull": TRUTH}),
    },
    {"filter": KQL},
)
_DATES = _record(
    {
        **_COLUMN_COMMON,
        "operationType": {"const": "date_histogram"},
        "dataType": {"const": "date"},
        "isBucketed": {"const": True},
        "scale": {"const": "interval"},
        "params": _record({"interval": NAME, "includeEmptyRows": TRUTH, "dropPartials": TRUTH}),
    }
)
_TERMS = _record(
    {
        **_COLUMN_COMMON,
        "operationType": {"const": "terms"},
        "dataType": {"const": "string"},
        "isBucketed": {"const": True},
        "scale": {"const": "ordinal"},
        "params": _record(
            {
                "size": {"type": "integer", "minimum": 1, "maximum": 1000},
                "orderBy": _record({"type": {"const": "column"}, "columnId": NAME}),
                "orderDirection": {"enum": ["asc", "desc"]},
                "otherBucket": TRUTH,
                "missingBucket": TRUTH,
                "parentFormat": _record({"id": {"const": "terms"}}),
            }
        ),
    }
)
#: By what a column does: one schema each, so that a message speaks of the right one.
COLUMNS = {"count": _COUNT, "date_histogram": _DATES, "terms": _TERMS}

_LAYER = _record(
    {
        "columnOrder": NAMES,
        "columns": _by_name(
            {"type": "object", "required": ["operationType"], "properties": {"operationType": {"enum": list(COLUMNS)}}},
            least=1,
        ),
        "incompleteColumns": {"type": "object", "maxProperties": 0},
        "sampling": {"const": 1},
        "ignoreGlobalFilters": TRUTH,
    }
)
_SERIES = ["bar", "bar_stacked", "bar_horizontal", "bar_horizontal_stacked", "line", "area", "area_stacked"]
_XY = _record(
    {
        "preferredSeriesType": {"enum": _SERIES},
        "legend": _record({"isVisible": TRUTH, "position": {"enum": ["top", "right", "bottom", "left"]}}),
        "valueLabels": {"enum": ["hide", "show"]},
        "fittingFunction": {"enum": ["None", "Zero", "Linear", "Carry", "Lookahead"]},
        "layers": {
            "type": "array",
            "minItems": 1,
            "items": _record(
                {
                    "layerId": NAME,
                    "layerType": {"const": "data"},
                    "seriesType": {"enum": _SERIES},
                    "xAccessor": NAME,
                    "accessors": NAMES,
                },
                {
                    "splitAccessor": NAME,
                    "yConfig": _list(
                        _record({"forAccessor": NAME}, {"color": TEXT, "axisMode": {"enum": ["left", "right", "auto"]}})
                    ),
                },
            ),
        },
    }
)
_DRAWN: Schema = {"layerId": NAME, "layerType": {"const": "data"}}
#: By the name of the chart.
VISUALIZATIONS = {
    "lnsXY": _XY,
    "lnsMetric": _record({**_DRAWN, "metricAccessor": NAME}),
    "lnsDatatable": _record({**_DRAWN, "columns": _list(_record({"columnId": NAME}))}),
    "lnsTagcloud": _record(
        {
            **_DRAWN,
            "tagAccessor": NAME,
            "valueAccessor": NAME,
            "maxFontSize": NUMBER,
            "minFontSize": NUMBER,
            "orientation": {"enum": ["single", "right angled", "multiple"]},
            "showLabel": TRUTH,
        }
    ),
}
_STATE = _record(  # a `version` would be of a later Kibana
    {
        "datasourceStates": _record({"formBased": _record({"layers": _by_name(_LAYER, least=1)})}),
        "visualization": {"type": "object"},
        "query": KQL,
        "filters": {"type": "array", "maxItems": 0},
        "internalReferences": {"type": "array", "maxItems": 0},
        "adHocDataViews": {"type": "object", "maxProperties": 0},
    }
)

# ------------------------------------------------------------------------------------------------------ by type

ATTRIBUTES = {
    "index-pattern": _record(
        {"title": NAME, "name": NAME},
        {
            "timeFieldName": NAME,
            "allowNoIndex": TRUTH,
            "allowHidden": TRUTH,
            "fieldAttrs": TEXT,
            "fieldFormatMap": TEXT,
            "runtimeFieldMap": TEXT,
            "sourceFilters": TEXT,
            "fields": TEXT,
            "typeMeta": TEXT,
        },
    ),
    "lens": _record(
        {"title": NAME, "visualizationType": {"enum": list(VISUALIZATIONS)}, "state": _STATE}, {"description": TEXT}
    ),
    "search": _record(
        {
            "title": NAME,
            "columns": {"type": "array", "items": NAME, "minItems": 1},
            "sort": _list({"type": "array", "prefixItems": [NAME, {"enum": ["asc", "desc"]}], "minItems": 2}),
            "kibanaSavedObjectMeta": _SOURCE,
        },
        {
            "description": TEXT,
            "grid": {"type": "object"},
            "hideChart": TRUTH,
            "isTextBasedQuery": TRUTH,
            "timeRestore": TRUTH,
            "timeRange": _record({"from": NAME, "to": NAME}),
            "refreshInterval": _REFRESH,
            "rowHeight": {"type": "integer"},
            "sampleSize": NUMBER,
            "density": {"enum": ["compact", "normal", "expanded"]},
            "viewMode": {"enum": ["documents", "patterns", "aggregated"]},
        },
    ),
    "dashboard": _record(
        {"title": NAME, "panelsJSON": TEXT, "kibanaSavedObjectMeta": _SOURCE},
        {
            "description": TEXT,
            "optionsJSON": TEXT,
            "timeRestore": TRUTH,
            "timeFrom": NAME,
            "timeTo": NAME,
            "refreshInterval": _REFRESH,
            "controlGroupInput": {"type": "object"},
            "version": {"type": "integer"},
        },
    ),
    "tag": _record({"name": NAME, "description": TEXT, "color": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}}),
}

_GRID = _record({"x": NUMBER, "y": NUMBER, "w": NUMBER, "h": {"type": "integer", "minimum": 1}, "i": NAME})
_MARKDOWN = _record(
    {
        "id": TEXT,
        "title": TEXT,
        "description": TEXT,
        "type": {"const": "markdown"},
        "params": _record({"fontSize": NUMBER, "openLinksInNewTab": TRUTH, "markdown": NAME}),
        "uiState": {"type": "object"},
        "data": {"type": "object"},
    }
)
_PANEL = _record(
    {
        "type": {"enum": ["lens", "search", "visualization"]},
        "panelIndex": NAME,
        "gridData": _GRID,
        "embeddableConfig": {"type": "object", "properties": {"savedVis": _MARKDOWN}},
        "version": NAME,
    },
    {"panelRefName": NAME, "title": TEXT},
)
_FILTERS: Schema = {"type": "array", "maxItems": 0}
#: What the texts of JSON hold, by the path of their attribute.
JSON_TEXTS: dict[str, dict[str, Schema]] = {
    "index-pattern": {
        "fieldAttrs": _by_name(_record({}, {"customLabel": NAME, "customDescription": TEXT, "count": NUMBER})),
        "fieldFormatMap": _by_name(_record({"id": NAME}, {"params": {"type": "object"}})),
        "runtimeFieldMap": {"type": "object"},
        "sourceFilters": _list(_record({"value": NAME})),
        "fields": {"type": "array"},
        "typeMeta": {"type": "object"},
    },
    "search": {
        "kibanaSavedObjectMeta.searchSourceJSON": _record({"query": KQL, "filter": _FILTERS, "indexRefName": NAME})
    },
    "dashboard": {
        "panelsJSON": {**_list(_PANEL), "minItems": 1},
        "optionsJSON": _by_name(TRUTH),
        "kibanaSavedObjectMeta.searchSourceJSON": _record({"query": KQL, "filter": _FILTERS}),
    },
}
