"""The JSON Schema of template files: the shipped file is up to date, and gives the same verdicts as the files' checks.

After a change of what a template may hold `make generated` writes the file anew.
"""

from __future__ import annotations

import copy
import datetime
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from tests.queries.test_templates import BROKEN, LANGUAGE, WHOLE, write
from xtsearch.indexer.errors import TemplateError
from xtsearch.indexer.strict_yaml import read_yaml
from xtsearch.queries.templates.file_keys import keys_of
from xtsearch.queries.templates.files import SAVED, load
from xtsearch.queries.templates.json_schema import FILE, schema, text
from xtsearch.queries.templates.parameter_types import TYPES, Slot

SCHEMA = Draft7Validator(schema())
#: Messages of checks that a schema cannot make: it reads no query and no text, does not compare two values, and takes
#: dates for texts.
BEYOND = re.compile(
    r"query: expected|limit: expected a whole number from|name: expected the file's name|.*: expected a parameter"
    r"|parameters\.\w+\.\w+: expected (one of (?!text, choice|the keys)|.*not (below|above))"
    r"|.*: expected (text with a letter|one or more of text|a date)|.*; given 2022-05-13; "
)


def plain(value: Any) -> Any:
    """A value as JSON has it, with dates as texts."""
    if isinstance(value, dict):
        return {str(key): plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def verdicts(path: Path) -> tuple[str | None, bool]:
    """The message of the files' checks, None for a good template; and whether the schema accepts it."""
    message = None
    try:
        load(path)
    except TemplateError as error:
        message = str(error).removeprefix(f"{path}: ")
    return message, SCHEMA.is_valid(plain(read_yaml(path)))


def test_the_schema_ships_as_it_is_made() -> None:
    assert FILE.read_text("utf-8") == text(), "run `make generated`"
    Draft7Validator.check_schema(schema())


@pytest.mark.parametrize("path", sorted(SAVED.iterdir()), ids=lambda path: path.stem)
def test_each_that_ships_names_the_schema_and_is_good_by_it(path: Path) -> None:
    assert verdicts(path) == (None, True)
    named = path.read_text("utf-8").splitlines()[0].partition("$schema=")[2]
    assert path.parent.joinpath(named).resolve() == FILE.resolve()


def test_both_refuse_the_same_broken_templates(tmp_path: Path) -> None:
    refused, beyond = 0, []
    for broken, _ in BROKEN:
        path = write(tmp_path, broken)
        try:
            read_yaml(path)
        except TemplateError:
            continue  # no data for a schema to judge
        message, valid = verdicts(path)
        assert message
        refused += not valid
        beyond += [message] if valid else []
    assert [message for message in beyond if not BEYOND.match(message)] == [LARGE]
    assert refused >= 30


#: The one difference in verdicts: JSON has one kind of number, and 10.0 is a whole one.
LARGE = "limit: expected a whole number or text; given 10.0; write `limit: ...`"

GOOD = [
    yaml.safe_load(WHOLE),
    {**yaml.safe_load(LANGUAGE), "name": "whole"},
    *({**yaml.safe_load(path.read_text("utf-8")), "name": "whole"} for path in sorted(SAVED.iterdir())),
]
VALUES: list[Any] = [
    *("text", "{who}", "2022-05-13", "最近7天", "5月", "", "12", "date", "choice", "month", "title", "-date", "auto"),
    *(0, 5, 10**5, 10**20, 2.5, True, False, None, [], ["湘潭"], ["month", "month"], [1], {}, {"type": "text"}),
    *({"type": "choice", "choices": ["a"]}, {"who": {"type": "text"}}, datetime.date(2022, 5, 13)),
]
KEYS = [
    "name",
    "limit",
    "facets",
    "columns",
    "highlight",
    "since",
    "date",
    "type",
    "choices",
    "minimum",
    "default",
    "新",
]


def mappings(record: dict[str, Any]) -> list[dict[str, Any]]:
    """A mapping and all mappings inside it."""
    return [record, *(mapping for value in record.values() if isinstance(value, dict) for mapping in mappings(value))]


@settings(max_examples=200)
@given(st.data())
def test_both_give_one_verdict_on_any_change_of_a_good_template(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    record = copy.deepcopy(data.draw(st.sampled_from(GOOD)))
    within = data.draw(st.sampled_from(mappings(record)))
    key = data.draw(st.sampled_from([*within, *KEYS]))
    if data.draw(st.booleans()) or key not in within:
        within[key] = copy.deepcopy(data.draw(st.sampled_from(VALUES)))
    else:
        del within[key]
    path = write(tmp_path_factory.getbasetemp(), yaml.safe_dump(record, allow_unicode=True))
    message, valid = verdicts(path)
    assert valid == (message is None) or (valid and BEYOND.match(message or "")), (message, record)


#: By type of parameter, defaults that are accepted besides the example of its row.
ACCEPTED: dict[str, list[Any]] = {
    "date": [datetime.date(2022, 5, 13), "２０２２-05-13"],
    "date-range": ["2022-05..2022-06", "最近7天", "5月", "上个月", "undated", 2022, datetime.date(2022, 5, 13)],
    "integer": [20, "２０"],
    "list": [["湘潭", "雨湖"]],
}
#: By type of parameter, defaults that are refused besides `true` and a mapping, which no type takes.
REFUSED: dict[str, list[Any]] = {
    "text": ["", "，", 5, None, ["湘潭"]],
    "date": ["5月", 20220513, None],
    "date-range": ["13月", []],
    "integer": ["five", 5.0, None, 10**20],
    "list": ["、", [], [5], [[]], 5],
    "choice": ["丙", 5, ["甲"]],
}
#: Where in a template a value may stand, the first place that a type may take.
PLACES: dict[Slot, dict[str, Any]] = {
    Slot.WORD: {"query": "专项 {t}"},
    Slot.NAME: {"query": "专项", "filters": {"newspaper": "{t}"}},
    Slot.PERIOD: {"query": "专项", "filters": {"date": "{t}"}},
    Slot.DAY: {"query": "专项", "filters": {"since": "{t}"}},
    Slot.COUNT: {"query": "专项", "limit": "{t}"},
}


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_takes_its_values_its_help_and_its_bounds_and_nothing_else(kind: str, tmp_path: Path) -> None:
    row = TYPES[kind]
    good = [row.example, *ACCEPTED.get(kind, [])]
    own_keys = {key: [row.example] if key == "choices" else row.example for key in row.own_keys}
    place = next(place for slot, place in PLACES.items() if slot in row.slots)
    expected = "one of" if "choices" in own_keys else row.expected

    def judge(**keys: Any) -> tuple[str | None, bool]:
        record = {"name": "whole", "description": "d", "parameters": {"t": {"type": kind, **own_keys, **keys}}, **place}
        return verdicts(write(tmp_path, yaml.safe_dump(record, allow_unicode=True)))

    for value in good:
        assert judge(default=value, help="说明") == (None, True), value
    assert judge(required=True) == (None, True)
    assert judge(required=True, default=good[0])[1] is False
    for value in (True, {}, *REFUSED.get(kind, [])):
        message, valid = judge(default=value)
        assert (message or "").startswith(f"parameters.t.default: expected {expected}"), value
        assert not valid or BEYOND.match(message or ""), value
    for key in {"choices", "minimum", "maximum"} - set(keys_of(row)):
        message, valid = judge(**{key: good[0]})
        assert (message or "").startswith(f"parameters.t.{key}: expected one of the keys type, help, required,")
        assert not valid
    for key in ("help", "required"):
        message, valid = judge(**{key: 5})
        assert (message or "").startswith(
            f"parameters.t.{key}: expected {'text' if key == 'help' else 'true or false'};"
        )
        assert not valid


@pytest.mark.parametrize(
    ("kind", "bounds", "value"),
    [
        ("integer", {"minimum": 1}, 0),
        ("integer", {"maximum": 9}, 10),
        ("date", {"minimum": "2022-01-01"}, "2021-12-31"),
    ],
)
def test_a_default_beyond_its_bounds_is_refused(tmp_path: Path, kind: str, bounds: dict[str, Any], value: Any) -> None:
    place = {"filters": {"since": "{t}"}} if kind == "date" else {"limit": "{t}"}
    parameter = {"type": kind, "default": value, **bounds}
    record = {"name": "whole", "description": "d", "query": "专项", "parameters": {"t": parameter}, **place}
    path = write(tmp_path, yaml.safe_dump(record, allow_unicode=True))
    with pytest.raises(TemplateError, match=r"parameters\.t\.default: expected .*, not (below|above) "):
        load(path)


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
