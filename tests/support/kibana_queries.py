"""What Kibana sends to Elasticsearch for the panels of the dashboards and for the saved searches.

    [Asked("xtsearch-overview: persons", {"size": 0, "query": ..., "aggs": ...}), ...]

Enters: the objects of a file, their texts of JSON opened. Leaves: one search request for each layer of a chart, and
for each list of articles; of a date histogram one for each interval that Kibana may choose by the period. A panel is
asked for within the dashboard's period and query, but for a layer that ignores them (elastic/kibana: esaggs drops the
filters and the queries then, not the period) and a data view without a time, which knows no period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tests.support.kibana_kql import parse, request
from tests.support.kibana_objects import Fields, Json

ZONE = "Asia/Shanghai"
#: What Kibana makes of `auto`, and of a day where the period has too many of them.
_CHOSEN = ("12h", "1d", "1w", "1M", "1y")


@dataclass(frozen=True)
class Asked:
    """One request. `at` is where the answer's buckets or number are, None for a list of articles."""

    where: str
    body: Json
    at: str | None = None


def requests(objects: Sequence[Json], fields: Fields) -> Iterator[Asked]:
    """All requests of a file."""
    by_key = {(saved["type"], saved["id"]): saved for saved in objects}
    for (kind, id), saved in by_key.items():
        if kind == "search":
            period = saved["attributes"]["timeRange"]
            yield _articles(f"search {id}", saved, by_key, fields, [], (period["from"], period["to"]))
        elif kind == "dashboard":
            yield from _dashboard(saved, by_key, fields)


def _dashboard(saved: Json, by_key: Any, fields: Fields) -> Iterator[Asked]:
    attributes = saved["attributes"]
    query = request(parse(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]["query"]["query"]), fields)
    period = (attributes["timeFrom"], attributes["timeTo"])
    targets = {reference["name"]: by_key[reference["type"], reference["id"]] for reference in saved["references"]}
    for panel in attributes["panelsJSON"]:
        where = f"{saved['id']}: {panel['panelIndex']}"
        if panel["type"] == "visualization":
            continue
        target = targets[f"{panel['panelIndex']}:{panel['panelRefName']}"]
        if panel["type"] == "search":
            yield _articles(where, target, by_key, fields, [query], period)
        else:
            yield from _chart(where, target, by_key, fields, query, period)


def _within(view: Json, period: tuple[str, str]) -> list[Json]:
    """The filter for the period, if the data view has a field for time."""
    time = view["attributes"].get("timeFieldName")
    if time is None:
        return []
    return [{"range": {time: {"format": "strict_date_optional_time", "gte": period[0], "lte": period[1]}}}]


def _view(saved: Json, by_key: Any, name: str) -> Json:
    """The data view to which the reference of that name leads."""
    [target] = (
        by_key[reference["type"], reference["id"]] for reference in saved["references"] if reference["name"] == name
    )
    view: Json = target
    return view


def _chart(
    where: str, chart: Json, by_key: Any, fields: Fields, query: Json, period: tuple[str, str]
) -> Iterator[Asked]:
    state = chart["attributes"]["state"]
    for name, layer in state["datasourceStates"]["formBased"]["layers"].items():
        filters = _within(_view(chart, by_key, f"indexpattern-datasource-layer-{name}"), period)
        if not layer["ignoreGlobalFilters"]:
            filters += [query, request(parse(state["query"]["query"]), fields)]
        columns = [layer["columns"][column] for column in layer["columnOrder"]]
        for interval, aggs in _aggregations(columns, period):
            body: Json = {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": filters}}}
            label = " ".join(filter(None, (where, name, interval)))
            yield Asked(label, {**body, "aggs": aggs} if aggs else body, at="x" if aggs else "")


def _aggregations(columns: Sequence[Json], period: tuple[str, str]) -> Iterator[tuple[str, Json]]:
    """The aggregations of a layer, by the interval; the number of articles is that of each bucket."""
    [number] = (column for column in columns if column["operationType"] == "count")
    assert "filter" not in number, "a number with a filter of its own is an aggregation of its own: write it here"
    buckets = [column for column in columns if column is not number]
    if not buckets:
        yield "", {}
    for column in buckets:
        if column["operationType"] == "terms":
            yield "", {"x": {"terms": _terms(column)}}
        else:
            chosen = column["params"]["interval"]
            for interval in _CHOSEN if chosen == "auto" else dict.fromkeys((chosen, *_CHOSEN[2:])):
                yield interval, {"x": {"date_histogram": _histogram(column, interval, period)}}


def _terms(column: Json) -> Json:
    """`shard_size` is what Kibana says; Elasticsearch takes no less than `size`."""
    params = column["params"]
    order = {"_count": params["orderDirection"]}
    return {"field": column["sourceField"], "size": params["size"], "order": order, "shard_size": 25}


def _histogram(column: Json, interval: str, period: tuple[str, str]) -> Json:
    """One of a unit of the calendar is a calendar interval, any other a fixed one."""
    kind = "calendar_interval" if interval in ("1d", "1w", "1M", "1q", "1y") else "fixed_interval"
    histogram: Json = {"field": column["sourceField"], kind: interval, "time_zone": ZONE, "min_doc_count": 1}
    if column["params"]["includeEmptyRows"]:
        histogram |= {"min_doc_count": 0, "extended_bounds": {"min": period[0], "max": period[1]}}
    return histogram


def _articles(
    where: str, search: Json, by_key: Any, fields: Fields, queries: list[Json], period: tuple[str, str]
) -> Asked:
    """A list of articles: what the data view hides is not asked for, all that is there is highlighted."""
    source = search["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"]
    view = _view(search, by_key, source["indexRefName"])
    hidden = [pattern["value"] for pattern in view["attributes"]["sourceFilters"]]
    shown = [name for name in fields if not any(fnmatchcase(name, pattern) for pattern in hidden)]
    return Asked(
        where,
        {
            "size": 500,
            "track_total_hits": True,
            "query": {
                "bool": {"filter": [*_within(view, period), request(parse(source["query"]["query"]), fields), *queries]}
            },
            "sort": [{field: {"order": order}} for field, order in search["attributes"]["sort"]],
            "fields": [{"field": name, "include_unmapped": True} for name in shown],
            "_source": False,
            "highlight": {"fields": {"*": {}}, "fragment_size": 2147483647},
        },
    )
