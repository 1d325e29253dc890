"""The first records of a dump in; the YAML of a map of them out, for a person to look at and correct. Pure.

    >>> print(suggest_map([{"data": {"headline": "市领导调研文艺工作"}, "lang": "zh"}], "dump.jsonl"))
    # A map of the records in dump.jsonl, made from the first of them.
    ...
    fields:
      title: data.headline  # 市领导调研文艺工作
    ...

What each name is read as follows from the name, as in any record; where no name tells which is the body, the headline
or the day, the values do.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from xtsearch.indexer.fields import FIELDS
from xtsearch.indexer.readers.extra_fields import LONG_TEXT
from xtsearch.indexer.readers.record_dates import read_day
from xtsearch.indexer.readers.record_names import field_named
from xtsearch.indexer.readers.record_values import outlet_field
from xtsearch.indexer.timezone import DEFAULT_TIMEZONE, zone_named

#: Levels of records within each other that are looked into.
_LEVELS = 6
#: Characters of a value that a comment repeats.
_SHOWN = 40
#: Han characters of a headline; the longest of 462 has 41.
_HEADLINE = range(4, 61)
#: The share of values that must be what a name is taken for where the name does not tell.
_MOST = 0.8
#: Orders of day and month that dates are tried in where they can be read in two ways.
_DAY_FORMATS = ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%m.%d.%Y")
_TIMES = ("", " %H:%M", " %H:%M:%S")
_HAN = re.compile("[\u4e00-\u9fff]")
_SPLITS = re.compile(r"[/|\s]")
#: Last names of a path that say nothing: the one before tells, as in authors.name.
_VALUES = frozenset({"name", "value", "text", "label"})
#: A text that YAML reads as itself without quotes.
_PLAIN = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w.\u4e00-\u9fff]*")
_HEAD = """\
# A map of the records in {source}, made from the first of them.
# Look at it, correct it, then: xtsearch records check {source} --map THIS_FILE
# Names that are not said here are read by their own name, or kept as further fields.
"""


@dataclass(slots=True)
class _Column:
    """What stands at one path of the records that were looked at."""

    path: str
    values: list[Any] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [value for value in self.values if isinstance(value, str)]

    def share(self, is_one: Callable[[Any], bool]) -> float:
        """The share of the values of which something is true."""
        return sum(map(is_one, self.values)) / len(self.values)


def suggest_map(records: Sequence[Mapping[str, Any]], source: str) -> str:
    """The map of these records as the text of a YAML file; `source` is the dump's name, for the comments."""
    columns: dict[str, _Column] = {}
    for record in records:
        for path, value in _leaves(record, "", _LEVELS):
            columns.setdefault(path, _Column(path)).values.append(value)
    chosen = _by_name(columns.values())
    _by_value(columns.values(), chosen)
    ordered = [name for name in (row.name for row in FIELDS if row.is_given) if name in chosen]
    lines = [line for name in ordered for line in _lines(name, chosen[name], len(records))]
    taken = {column.path for several in chosen.values() for column in several}
    rest = [column for column in columns.values() if column.path not in taken]
    return "".join(
        [
            _HEAD.format(source=source),
            "fields:\n" if lines else "fields: {}\n",
            *(f"  {line}\n" for line in lines),
            "" if "newspaper" in chosen else "  # newspaper: {value: 湘潭日报}\n",
            "drop: []\n",
            *(["# Kept as further fields; name those that are not wanted above:\n"] if rest else []),
            *(f"#   {_shown(column.path)}: {_shown(column.values[0])}\n" for column in rest),
        ]
    )


def _leaves(value: Any, path: str, levels: int) -> Iterator[tuple[str, Any]]:
    """The values of a record that are not records themselves, with their paths."""
    if isinstance(value, Mapping) and levels:
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name), levels - 1)
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        for item in value:
            yield from _leaves(item, path, levels)
    elif value not in (None, "", [], {}):
        yield path, value


def _by_name(columns: Iterator[_Column] | Any) -> dict[str, list[_Column]]:
    """The columns whose name, or the last part of whose path, is that of a field, with the field."""
    chosen: dict[str, list[_Column]] = {}
    for column in columns:
        name = _field_of_path(column.path)
        if name and name not in chosen and _is_possible(name, column):
            chosen[name] = [column]
    return chosen


def _field_of_path(path: str) -> str | None:
    above, _, last = path.rpartition(".")
    name = field_named(path) or field_named(last)
    return name or (field_named(above.rpartition(".")[2]) if last in _VALUES else None)


def _is_possible(name: str, column: _Column) -> bool:
    if name == "date":
        return column.share(_is_date) >= _MOST or _formats(column) != ()
    if name == "newspaper":  # an address is none, and an agency is a field of its own
        return column.share(lambda value: isinstance(value, str) and outlet_field(value) == "newspaper") >= _MOST
    return name not in ("title", "body") or len(column.texts) == len(column.values)


def _by_value(columns: Any, chosen: dict[str, list[_Column]]) -> None:
    """Choose the body, the headline and the day by their values, where no name has told them."""
    free = [column for column in columns if not any(column in several for several in chosen.values())]
    if "body" not in chosen:
        longest = max(free, key=_han, default=None)
        if longest is not None and _han(longest) >= LONG_TEXT:
            chosen["body"] = [longest]
            free.remove(longest)
    if "title" not in chosen and (headline := next(filter(_is_headline, free), None)):
        chosen["title"] = [headline]
        free.remove(headline)
    if "date" not in chosen and (day := next((column for column in free if _are_dates(column)), None)):
        chosen["date"] = [day]


def _han(column: _Column) -> float:
    """The Han characters of its texts, in the median."""
    return median([len(_HAN.findall(text)) for text in column.texts] or [0])


def _is_headline(column: _Column) -> bool:
    return int(_han(column)) in _HEADLINE and len(set(column.texts)) > _MOST * len(column.values)


def _are_dates(column: _Column) -> bool:
    are_texts = len(column.texts) == len(column.values)
    return are_texts and (column.share(_is_date) >= _MOST or _formats(column) != ())


def _is_date(value: Any) -> bool:
    return read_day(value, zone_named(DEFAULT_TIMEZONE)) is not None


def _formats(column: _Column) -> tuple[str, ...]:
    """The formats in which all texts are dates, where they cannot be read without one; none where there is none."""
    forms = (f"{day}{time}" for day in _DAY_FORMATS for time in _TIMES)
    return tuple(form for form in forms if column.texts and all(_reads(text, form) for text in column.texts))


def _reads(text: str, form: str) -> bool:
    try:
        datetime.datetime.strptime(text.strip(), form)
    except ValueError:
        return False
    return True


def _lines(name: str, columns: Sequence[_Column], records: int) -> list[str]:
    """The lines of one field in the file: what is said, and a comment with a sample."""
    column = columns[0]
    path = _yaml(column.path)
    filled = "" if len(column.values) >= records else f"{len(column.values) / records:.0%} "
    comment = f"  # {filled}{_shown(column.values[0])}"
    if name == "date" and column.share(_is_date) < 1 and (formats := _formats(column)):
        doubt = [f"# or {', '.join(formats[1:])}: which comes first, the day or the month?"] if formats[1:] else []
        return [*doubt, f'{name}: {{from: {path}, formats: ["{formats[0]}"]}}{comment}']
    several = next(row.several for row in FIELDS if row.name == name)
    if several and any(_SPLITS.search(text) for text in column.texts):
        return [f'{name}: {{from: {path}, split: "[/|、，,；; ]"}}{comment}']
    return [f"{name}: {path}{comment}"]


def _shown(value: Any) -> str:
    """A value in a comment: on one line, its beginning if it is long."""
    text = (
        value if isinstance(value, str) and value.isprintable() else json.dumps(value, ensure_ascii=False, default=str)
    )
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"


def _yaml(path: str) -> str:
    return path if _PLAIN.fullmatch(path) else json.dumps(path, ensure_ascii=not path.isprintable())
