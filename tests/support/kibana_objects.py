"""Finds, without a Kibana, saved objects that Kibana would refuse, or accept and show empty.

    problems(Path("deploy/kibana/xtsearch.ndjson").read_bytes(), shipped_fields())   # [] if all is well
    python -m tests.support.kibana_objects deploy/kibana/*.ndjson                            # the same

Enters: a file, and the fields of the index that it asks, as the mapping that ships or a live one has them. Leaves:
Problems, each with the Rule that is broken. Kibana itself checks few of these: a chart whose reference leads nowhere
is imported silently, and is broken.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from itertools import combinations
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.support.kibana_kql import Known, KqlError, leaves, parse
from tests.support.kibana_shapes import (
    ATTRIBUTES,
    COLUMNS,
    ENVELOPE,
    JSON_TEXTS,
    NEWEST,
    NEWEST_CORE,
    VISUALIZATIONS,
    Schema,
)
from xtsearch.indexer.engines.elasticsearch.mapping import NOT_IN_HITS, mapping

Json = dict[str, Any]
Fields = Mapping[str, Known]

RECORDS = "___records___"
GRID = 48
_HAN = re.compile(r"[\u4e00-\u9fff]")
_INTERVAL = re.compile(r"auto|1[wMqy]|[1-9]\d*[smhd]")


class Rule(Enum):
    """What has to hold."""

    UTF8 = "the file is UTF-8"
    LINES = "each line is one JSON object"
    UNIQUE = "an object stands once"
    SHAPE = "an object has the keys of its type, and they hold what they should"
    VERSION = "no version is newer than Kibana 9.0 knows"
    JSON_TEXT = "texts of JSON are JSON"
    REFERENCE = "every reference leads to an object of the file"
    REFERENCE_NAME = "names of references are unique, and used"
    LAYER_REFERENCE = "every layer has its reference to a data view"
    COLUMN_ORDER = "the order of the columns names each column once, buckets first"
    ACCESSOR = "what is drawn is a column of its layer, and every layer is drawn"
    ORDER_BY = "what values are ordered by is a number of the same layer"
    FIELD = "every field exists in the index"
    AGGREGATABLE = "what is counted by or sorted on is aggregatable"
    DATE = "what is a time is a date"
    INTERVAL = "an interval is auto, or one that Elasticsearch takes"
    PERIOD = "a period is said, or Kibana shows the last 15 minutes"
    IGNORED_QUERY = "no panel has a query that all of its layers ignore"
    PANEL_INDEX = "a panel's index is that of its place, and unique"
    GRID = "a panel is within the grid"
    OVERLAP = "no panel lies on another"
    PANEL_REFERENCE = "a panel has its reference, of its own type; one of text its text"
    STALE_ID = "no panel names an object besides its reference"
    ALIAS = "a data view is of one alias: a pattern would count kept and half-built indices too"
    HIDDEN = "a data view hides what the engine keeps for itself, and nothing that has a label"
    KQL = "a query is one of KQL"
    QUOTED = "texts are asked for in quotes, or any of their characters would do"
    CHINESE = "what a reader sees is named in Chinese"


@dataclass(frozen=True)
class Problem:
    """What is broken, where, and how."""

    rule: Rule
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} ({self.rule.value})"


# -------------------------------------------------------------------------------------------------------- fields


def shipped_fields() -> dict[str, Known]:
    """The fields that Kibana can ask, by the mapping that ships."""
    fields: dict[str, Known] = {}

    def add(properties: Json, prefix: str) -> None:
        for name, mapped in properties.items():
            if mapped["type"] != "object":
                fields[prefix + name] = Known(mapped["type"], mapped["type"] != "text")
                add(mapped.get("fields", {}), f"{prefix}{name}.")

    add(mapping({}).to_dict()["properties"], "")
    return fields


# ------------------------------------------------------------------------------------------------------- reading


def problems(content: bytes, fields: Fields) -> list[Problem]:
    """All that is wrong with a file; objects of a wrong shape are not looked into."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return [Problem(Rule.UTF8, f"byte {error.start}", "not UTF-8")]
    objects: list[Json] = []
    broken: list[Problem] = []
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        try:
            saved = json.loads(line)
        except ValueError:
            saved = None
        if isinstance(saved, dict):
            objects.append(saved)
        else:
            broken.append(Problem(Rule.LINES, f"line {number}", "not one JSON object"))
    for saved in objects:
        broken += _shape(saved)
    return broken or [*_together(objects), *(problem for saved in objects for problem in _inside(saved, fields))]


def load(content: bytes) -> list[Json]:
    """The objects of a file without problems, their texts of JSON opened."""
    return [opened(json.loads(line)) for line in content.splitlines()]


def opened(saved: Json) -> Json:
    """An object whose texts of JSON have become what they hold."""
    saved = json.loads(json.dumps(saved))
    for path in JSON_TEXTS.get(saved["type"], ()):
        at, name = _at(saved["attributes"], path)
        if name in at:
            at[name] = json.loads(at[name])
    return saved


def _at(attributes: Json, path: str) -> tuple[Json, str]:
    """The dictionary that holds the last name of a path, and that name."""
    *outer, name = path.split(".")
    for name_above in outer:
        attributes = attributes[name_above]
    return attributes, name


def _where(saved: Json) -> str:
    return f"{saved.get('type')} {saved.get('id')}"


def _errors(value: Any, schema: Schema, where: str) -> list[Problem]:
    errors = Draft202012Validator(schema).iter_errors(value)
    return [Problem(Rule.SHAPE, f"{where}, {error.json_path}", error.message) for error in errors]


def _shape(saved: Json) -> list[Problem]:
    """Differences from the schema of the object's type, the outermost first."""
    where = _where(saved)
    if broken := _errors(saved, ENVELOPE, where):
        return broken
    if broken := _errors(saved["attributes"], ATTRIBUTES[saved["type"]], where):
        return broken
    for path, schema in JSON_TEXTS.get(saved["type"], {}).items():
        at, name = _at(saved["attributes"], path)
        if name in at:
            try:
                broken += _errors(json.loads(at[name]), schema, f"{where}, {name}")
            except ValueError:
                broken.append(Problem(Rule.JSON_TEXT, where, f"{name} is no JSON"))
    if saved["type"] == "lens":
        state = saved["attributes"]["state"]
        broken += _errors(state["visualization"], VISUALIZATIONS[saved["attributes"]["visualizationType"]], where)
        for layer in state["datasourceStates"]["formBased"]["layers"].values():
            for name, column in layer["columns"].items():
                broken += _errors(column, COLUMNS[column["operationType"]], f"{where}, column {name}")
    return broken


# ------------------------------------------------------------------------------------------------------ together


def _version(text: str) -> list[int]:
    return [int(part) for part in text.split(".")]


def _together(objects: Sequence[Json]) -> Iterator[Problem]:
    """Problems of versions, and between objects: ids that occur twice, references that lead nowhere."""
    keys = Counter((saved["type"], saved["id"]) for saved in objects)
    for (kind, id), count in keys.items():
        if count > 1:
            yield Problem(Rule.UNIQUE, f"{kind} {id}", f"stands {count} times")
    for saved in objects:
        for name, newest in (("typeMigrationVersion", NEWEST[saved["type"]]), ("coreMigrationVersion", NEWEST_CORE)):
            if _version(saved[name]) > _version(newest):
                yield Problem(Rule.VERSION, _where(saved), f"{name} {saved[name]}, after {newest}")
        names = Counter(reference["name"] for reference in saved["references"])
        for name, count in names.items():
            if count > 1:
                yield Problem(Rule.REFERENCE_NAME, _where(saved), f"two references {name}")
        for reference in saved["references"]:
            if (reference["type"], reference["id"]) not in keys:
                yield Problem(Rule.REFERENCE, _where(saved), f"no {reference['type']} {reference['id']}")


# -------------------------------------------------------------------------------------------------------- inside

#: The rule, and what to say.
Found = Iterator[tuple[Rule, str]]


def _inside(saved: Json, fields: Fields) -> Iterator[Problem]:
    checks: dict[str, Callable[[Json, Fields], Found]] = {
        "index-pattern": _data_view,
        "lens": _chart,
        "search": _search,
        "dashboard": _dashboard,
    }
    saved = opened(saved)
    if saved["type"] in checks:
        for rule, message in (*checks[saved["type"]](saved, fields), *_named(saved)):
            yield Problem(rule, _where(saved), message)


def _named(saved: Json) -> Found:
    attributes = saved["attributes"]
    for name in ("title", "name"):
        if name in attributes and not (saved["type"] == "index-pattern" and name == "title"):
            yield from _chinese(attributes[name], name)


def _chinese(text: str, place: str) -> Found:
    if not _HAN.search(text):
        yield Rule.CHINESE, f"{place} {text!r}"


def _query(kql: Json, fields: Fields) -> Found:
    try:
        asked = list(leaves(parse(kql["query"])))
    except KqlError as error:
        yield Rule.KQL, str(error)
        return
    for field, value in asked:
        if field is not None and field not in fields:
            yield Rule.FIELD, f"{field} in a query"
        elif value.type == "WORD" and (field is None or fields[field].type == "text"):
            yield Rule.QUOTED, f'{value}: write "{value}"'
        elif field in NOT_IN_HITS:
            yield Rule.QUOTED, f"{field} is not what the server analyses: ask {field.rpartition('_')[0]}"


def _data_view(saved: Json, fields: Fields) -> Found:
    attributes = saved["attributes"]
    if set(attributes["title"]) & set("*?,"):
        yield Rule.ALIAS, attributes["title"]
    if time := attributes.get("timeFieldName"):
        yield from _counted(time, fields, of="date")
    labels = attributes.get("fieldAttrs", {})
    for name, label in labels.items():
        if name not in fields:
            yield Rule.FIELD, f"{name} has a label"
        yield from _chinese(label.get("customLabel", ""), f"label of {name}")
    filters = [pattern["value"] for pattern in attributes.get("sourceFilters", ())]
    for name in NOT_IN_HITS:
        if not any(fnmatchcase(name, pattern) for pattern in filters):
            yield Rule.HIDDEN, f"{name} is shown"
    for name in labels:
        if any(fnmatchcase(name, pattern) for pattern in filters):
            yield Rule.HIDDEN, f"{name} has a label, and is hidden"


def _counted(field: str, fields: Fields, *, of: str | None = None) -> Found:
    """Problems of a field that buckets or a sort use; with `of`, its type has to be that one."""
    if field not in fields:
        yield Rule.FIELD, field
    elif of and fields[field].type != of:
        yield Rule.DATE if of == "date" else Rule.FIELD, f"{field} is of type {fields[field].type}"
    elif not fields[field].aggregatable:
        yield Rule.AGGREGATABLE, f"{field} is of type {fields[field].type}"


def _search(saved: Json, fields: Fields) -> Found:
    attributes = saved["attributes"]
    for name in attributes["columns"]:
        if name not in fields:
            yield Rule.FIELD, f"column {name}"
    for name, _ in attributes["sort"]:
        yield from _counted(name, fields)
    if not (attributes.get("timeRestore") and "timeRange" in attributes):
        yield Rule.PERIOD, "no timeRange, or not restored"
    source = attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]
    yield from _query(source["query"], fields)
    views = {reference["name"] for reference in saved["references"] if reference["type"] == "index-pattern"}
    if views != {source["indexRefName"]}:
        yield Rule.REFERENCE_NAME, f"{source['indexRefName']} is not the one reference to a data view"


# -------------------------------------------------------------------------------------------------------- charts


def _chart(saved: Json, fields: Fields) -> Found:
    state = saved["attributes"]["state"]
    layers: Json = state["datasourceStates"]["formBased"]["layers"]
    yield from _query(state["query"], fields)
    if state["query"]["query"] and all(layer["ignoreGlobalFilters"] for layer in layers.values()):
        yield Rule.IGNORED_QUERY, state["query"]["query"]
    named = {reference["name"] for reference in saved["references"] if reference["type"] == "index-pattern"}
    if named != {f"indexpattern-datasource-layer-{name}" for name in layers}:
        yield Rule.LAYER_REFERENCE, f"layers {', '.join(layers)}; references {', '.join(sorted(named)) or 'none'}"
    for layer in layers.values():
        yield from _layer(layer, fields)
    drawn = list(_drawn(saved["attributes"]["visualizationType"], state["visualization"]))
    for layer_id, column in drawn:
        if column not in layers.get(layer_id, {}).get("columns", ()):
            yield Rule.ACCESSOR, f"no column {column} in layer {layer_id}"
    for name in set(layers) - {layer_id for layer_id, _ in drawn}:
        yield Rule.ACCESSOR, f"layer {name} is not drawn"


def _layer(layer: Json, fields: Fields) -> Found:
    order, columns = layer["columnOrder"], layer["columns"]
    if sorted(order) != sorted(columns):
        yield Rule.COLUMN_ORDER, f"{', '.join(order)} of {', '.join(columns)}"
    elif [columns[name]["isBucketed"] for name in order] != sorted(
        (columns[name]["isBucketed"] for name in order), reverse=True
    ):
        yield Rule.COLUMN_ORDER, f"{', '.join(order)}: a number before a bucket"
    for name, column in columns.items():
        yield from _chinese(column["label"], f"label of column {name}")
        yield from _column(column, columns, fields)


def _column(column: Json, columns: Json, fields: Fields) -> Found:
    field, does = column["sourceField"], column["operationType"]
    if does == "count":
        if field != RECORDS:
            yield Rule.FIELD, f"{field}: articles are counted by {RECORDS}"
        if "filter" in column:
            yield from _query(column["filter"], fields)
    elif does == "date_histogram":
        yield from _counted(field, fields, of="date")
        if not _INTERVAL.fullmatch(column["params"]["interval"]):
            yield Rule.INTERVAL, column["params"]["interval"]
    else:
        yield from _counted(field, fields)
        by = column["params"]["orderBy"]["columnId"]
        if by not in columns or columns[by]["isBucketed"]:
            yield Rule.ORDER_BY, by


def _drawn(kind: str, drawing: Json) -> Iterator[tuple[str, str]]:
    """The layer and the column of all that is drawn."""
    if kind == "lnsXY":
        for layer in drawing["layers"]:
            colored = (entry["forAccessor"] for entry in layer.get("yConfig", ()))
            split = filter(None, [layer.get("splitAccessor")])
            for column in (layer["xAccessor"], *layer["accessors"], *split, *colored):
                yield layer["layerId"], column
    else:
        accessors = (drawing[name] for name in drawing if name.endswith("Accessor"))
        for column in (*accessors, *(entry["columnId"] for entry in drawing.get("columns", ()))):
            yield drawing["layerId"], column


# ---------------------------------------------------------------------------------------------------- dashboards


def _dashboard(saved: Json, fields: Fields) -> Found:
    attributes = saved["attributes"]
    panels = attributes["panelsJSON"]
    if not (attributes.get("timeRestore") and "timeFrom" in attributes and "timeTo" in attributes):
        yield Rule.PERIOD, "no timeFrom and timeTo, or not restored"
    yield from _query(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]["query"], fields)
    yield from _places(panels)
    references = {reference["name"]: reference["type"] for reference in saved["references"]}
    for panel in panels:
        index, config = panel["panelIndex"], panel["embeddableConfig"]
        if "savedObjectId" in config:
            yield Rule.STALE_ID, f"panel {index}: {config['savedObjectId']}"
        if panel["type"] == "visualization":
            if "savedVis" not in config or "panelRefName" in panel:
                yield Rule.PANEL_REFERENCE, f"panel {index}: no text of its own"
        elif references.pop(f"{index}:{panel.get('panelRefName')}", None) != panel["type"]:
            yield Rule.PANEL_REFERENCE, f"panel {index}: no reference {index}:{panel.get('panelRefName')}"
    for name in references:
        yield Rule.REFERENCE_NAME, f"{name} is of no panel"


def _places(panels: Iterable[Json]) -> Found:
    places = []
    for panel in panels:
        place = panel["gridData"]
        if panel["panelIndex"] != place["i"]:
            yield Rule.PANEL_INDEX, f"panel {panel['panelIndex']}: its place is that of {place['i']}"
        if place["w"] < 1 or place["x"] + place["w"] > GRID:
            yield Rule.GRID, f"panel {panel['panelIndex']}: columns {place['x']} to {place['x'] + place['w']} of {GRID}"
        places.append((panel["panelIndex"], place))
    for (first, first_place), (second, second_place) in combinations(places, 2):
        if first == second:
            yield Rule.PANEL_INDEX, f"two panels {first}"
        if all(
            first_place[at] < second_place[at] + second_place[long]
            and second_place[at] < first_place[at] + first_place[long]
            for at, long in ("xw", "yh")
        ):
            yield Rule.OVERLAP, f"panels {first} and {second}"


def main(arguments: Sequence[str]) -> int:
    """Say what is wrong with the files; 0 if nothing is."""
    lines = [
        f"{name}: {problem}\n" for name in arguments for problem in problems(Path(name).read_bytes(), shipped_fields())
    ]
    sys.stderr.writelines(lines)
    return 1 if lines or not arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
