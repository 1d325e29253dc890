"""dashboards.yaml becomes the saved objects that Kibana imports: one JSON object a line.

    python -m deploy.kibana.build      # writes xtsearch.ndjson beside it; `make kibana`

Enters: the readable description. Leaves: NDJSON in the shapes and versions of Kibana 9.0; a later Kibana migrates them.
Ids come from the description, so that importing again replaces objects and never makes second ones.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deploy.kibana.description import (
    Dashboard,
    DataView,
    Description,
    DescriptionError,
    Json,
    SavedSearch,
    check_known,
    placed,
    read_entry,
)
from deploy.kibana.lens import KINDS, chart, kql, markdown
from xtsearch.indexer.errors import TemplateError
from xtsearch.indexer.strict_yaml import read_yaml

HERE = Path(__file__).resolve().parent
DESCRIPTION = HERE / "dashboards.yaml"
#: Kibana imports only files whose names end in .ndjson.
OBJECTS = HERE / "xtsearch.ndjson"

CORE_VERSION = "8.8.0"
#: For each type the oldest version that has all that is written here; Kibana 9.0 refuses versions newer than its own.
TYPE_VERSIONS = {"index-pattern": "8.0.0", "lens": "8.9.0", "search": "10.5.0", "dashboard": "10.2.0"}
PANEL_VERSION = "8.9.0"
#: Dashboards are refreshed by hand only: newspapers come once a day.
REFRESH = {"pause": True, "value": 60000}
#: The end of today in the zone of kibana.yml. An article of today is dated at midnight UTC, 8 o'clock in Shanghai: with
#: `now` it would be missing until then.
END = "now/d"


def objects(description: Mapping[str, Any]) -> Iterator[Json]:
    """The saved objects of a description; each stands after those that it refers to.

    Raises:
        DescriptionError: a key is unknown or missing, a kind or a name does not exist, a row is too wide.
    """
    described = read_entry(Description, description, "the description")
    views = {id: read_entry(DataView, entry, f"data view {id}") for id, entry in described.data_views.items()}
    for id, view in views.items():
        yield _data_view(id, view, described)
    for id, entry in described.searches.items():
        search = read_entry(SavedSearch, entry, f"search {id}")
        check_known(search.view, views, f"search {id}: view")
        yield _saved_search(id, search)
    for id, entry in described.dashboards.items():
        dashboard = read_entry(Dashboard, entry, f"dashboard {id}")
        yield from _dashboard(id, dashboard, described, views)


def ndjson(description: Mapping[str, Any]) -> str:
    """The content of the file that Kibana imports: one JSON object a line."""
    return "".join(f"{_json(saved)}\n" for saved in objects(description))


def _object(kind: str, id: str, attributes: Json, references: list[Json]) -> Json:
    return {
        "type": kind,
        "id": id,
        "attributes": attributes,
        "references": references,
        "managed": False,
        "coreMigrationVersion": CORE_VERSION,
        "typeMigrationVersion": TYPE_VERSIONS[kind],
    }


def _reference(kind: str, id: str, name: str) -> Json:
    return {"type": kind, "id": id, "name": name}


def _layer_reference(view: str, layer: str) -> Json:
    return _reference("index-pattern", view, f"indexpattern-datasource-layer-{layer}")


def _json(value: object) -> str:
    """JSON on one line: an object of the file, or what Kibana keeps as a text inside an object."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _data_view(id: str, view: DataView, described: Description) -> Json:
    attributes = {
        "title": view.alias,
        "name": view.title,
        "fieldAttrs": _json({name: {"customLabel": label} for name, label in described.labels.items()}),
        # A day has no time; it is stored as midnight in UTC, and shown in UTC it is the same day in every time zone.
        "fieldFormatMap": _json({"date": {"id": "date", "params": {"pattern": "YYYY-MM-DD", "timezone": "UTC"}}}),
        "runtimeFieldMap": "{}",
        "sourceFilters": _json([{"value": name} for name in described.hidden]),
    }
    if view.time:
        attributes["timeFieldName"] = view.time
    return _object("index-pattern", id, attributes, [])


def _saved_search(id: str, search: SavedSearch) -> Json:
    name = "kibanaSavedObjectMeta.searchSourceJSON.index"
    attributes = {
        "title": search.title,
        "description": search.description,
        "columns": search.columns,
        "sort": [["date", "desc"]],
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "timeRestore": True,
        "timeRange": {"from": search.period, "to": END},
        "refreshInterval": REFRESH,
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _json({"query": kql(search.query), "filter": [], "indexRefName": name})
        },
    }
    return _object("search", id, attributes, [_reference("index-pattern", search.view, name)])


def _dashboard(id: str, dashboard: Dashboard, described: Description, views: Mapping[str, DataView]) -> Iterator[Json]:
    """The charts of a dashboard, then the dashboard itself."""
    panels, references = [], []
    for panel, place in placed(dashboard.rows, f"dashboard {id}"):
        where = f"dashboard {id}, panel {panel.id}"
        check_known(panel.kind, KINDS, f"{where}: kind")
        check_known(panel.view, views, f"{where}: view")
        frame = {
            "panelIndex": panel.id,
            "gridData": {**place, "i": panel.id},
            "embeddableConfig": {"enhancements": {}},
            "version": PANEL_VERSION,
        }
        if panel.kind == "text":
            frame |= {"type": "visualization", "embeddableConfig": markdown(panel.text)}
        elif panel.kind == "articles":
            check_known(panel.search, described.searches, f"{where}: search")
            frame |= {"type": "search", "panelRefName": f"panel_{panel.id}"}
            references.append(_reference("search", panel.search, f"{panel.id}:panel_{panel.id}"))
        else:
            chart_id = f"{id}-{panel.id}"
            attributes, layers = chart(panel, described.labels, where)
            yield _object("lens", chart_id, attributes, [_layer_reference(panel.view, layer) for layer in layers])
            frame |= {"type": "lens", "panelRefName": f"panel_{panel.id}"}
            references.append(_reference("lens", chart_id, f"{panel.id}:panel_{panel.id}"))
        panels.append(frame)
    attributes = {
        "title": dashboard.title,
        "description": dashboard.description,
        "panelsJSON": _json(panels),
        "optionsJSON": _json(
            {"useMargins": True, "syncColors": False, "syncTooltips": False, "hidePanelTitles": False}
        ),
        "timeRestore": True,
        "timeFrom": dashboard.period,
        "timeTo": END,
        "refreshInterval": REFRESH,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _json({"query": kql(dashboard.query), "filter": []})},
        "version": 1,
    }
    yield _object("dashboard", id, attributes, references)


def main(description: Path = DESCRIPTION, written: Path = OBJECTS) -> int:
    """Write the file anew. The exit code is 0, or 2 if the description cannot be built."""
    try:
        text = ndjson(read_yaml(description))
    except (DescriptionError, TemplateError) as error:
        sys.stderr.write(f"{description.name}: {error}\n")
        return 2
    written.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
