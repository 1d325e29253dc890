"""Saved query templates: a question as a file under version control, asked again with parameters by anyone.

Enters: a YAML file of strict data. Leaves: a `Template`, and with values for its parameters a `Request`.

    name: leader                    # the file's name without .yaml
    description: 一位领导做了什么    # for `templates list`
    parameters:
      name: {type: text, required: true, help: 姓名}
      since: {type: date}           # neither required nor a default: may be left out, and its filter with it
    query: '"{name}"'               # {name} stands for a whole part, "{name}" for a quoted one
    filters: {since: '{since}'}     # since, until, or a keyword field of FIELDS; a parameter or a value
    sort: -date                     # relevance (the default), date, -date
    limit: 20                       # 10 by default
    match: phrase                   # phrase (the default), all, any, auto

A value enters as a node's attribute: no value changes the structure of a query. Whatever is wrong is refused before
any engine is asked, as a TemplateError that names the file, the key, what was expected and what was given.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import yaml

from indexer.analysis import fold_text, phrase_units
from indexer.documents import KEYWORD_FIELDS
from indexer.engines.base import Engine
from indexer.engines.request import DateRange, Node, Sort, Term
from indexer.errors import QuerySyntaxError, TemplateError
from queries.matching import MATCHINGS
from queries.search import Answer, answer
from queries.syntax import QUERY_LIMIT, Query, parse

#: The folder of the templates that ship.
SAVED = Path(__file__).parent / "saved"
#: More bytes than this are no template.
FILE_LIMIT = 100_000
#: The most hits that a template may ask for at once: what Elasticsearch gives in one page.
HITS_LIMIT = 10_000

#: Code points of what was given that an error shows.
_SHOWN = 60

Value = str | int | datetime.date
_T = TypeVar("_T")

_NAME = re.compile(r"[^\W_][\w-]*")
_PARAMETER = re.compile(r"[^\W\d_]\w*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
#: A placeholder with its quotes and the space before it: what goes when a parameter is left out.
_WHOLE_PART = re.compile(r"\s*[\"＂“「『]?\{([^{}]*)\}[\"＂”」』]?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a template asks for. `type` is one of TYPES; `default` and bounds are values of that type."""

    name: str
    type: str
    help: str = ""
    required: bool = False
    default: Value | None = None
    choices: tuple[str, ...] = ()
    minimum: Value | None = None
    maximum: Value | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A saved query. `filters` and `limit` hold values, or texts `{name}` that stand for a parameter's value."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    query: str
    filters: tuple[tuple[str, Value], ...]
    sort: Sort
    limit: int | str
    match: str
    file: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that should be a template and is not, and why."""

    name: str
    file: str
    error: TemplateError


@dataclass(frozen=True, slots=True)
class Request:
    """A template with its values: what `queries.search.answer` is asked."""

    query: Query
    filters: tuple[Node, ...]
    sort: Sort
    limit: int
    match: str


# ------------------------------------------------------------------------------------------------------- types


@dataclass(frozen=True, slots=True)
class Type:
    """A type of parameter: `parse` makes a value of what was typed, or raises ValueError.

    `expected` says what can be given, `example` is one; `written` are the types that YAML may give for it, and
    `keys` the keys that a parameter of this type may have besides those that all have.
    """

    parse: Callable[[str], Value]
    expected: str
    example: str
    written: tuple[type, ...] = (str,)
    keys: tuple[str, ...] = ()


def _text(given: str) -> str:
    if not phrase_units(given) or len(given) > QUERY_LIMIT:
        raise ValueError(given)
    given.encode()  # a lone surrogate, of a terminal with another encoding, is a ValueError
    return given.strip()


def _date(given: str) -> datetime.date:
    folded = fold_text(given).strip()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", folded, re.ASCII):
        raise ValueError(given)
    return datetime.date.fromisoformat(folded)


def _integer(given: str) -> int:
    folded = fold_text(given).strip()
    if not re.fullmatch(r"[+-]?\d{1,18}", folded, re.ASCII):
        raise ValueError(given)
    return int(folded)


_TEXT = f"text with a letter, digit or Chinese character, at most {QUERY_LIMIT} long"
_BOUNDS = ("minimum", "maximum")
#: The one place that knows the types; whatever else asks, asks this table.
TYPES: Mapping[str, Type] = {
    "text": Type(_text, _TEXT, "专项整治"),
    "date": Type(_date, "a date as YYYY-MM-DD", "2022-05-13", (str, datetime.date), _BOUNDS),
    "integer": Type(_integer, "a whole number", "20", (int,), _BOUNDS),
    "choice": Type(_text, _TEXT, "专项整治", (str,), ("choices",)),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to narrow: which types of parameter it takes, the first also for a value that the template holds itself."""

    types: tuple[str, ...]
    node: Callable[[Any], Node]


def _is(field: str) -> Callable[[Any], Node]:
    return lambda value: Term(field, str(value))


FILTERS: Mapping[str, Filter] = {
    **{field.name: Filter(("text", "choice"), _is(field.name)) for field in KEYWORD_FIELDS},
    "since": Filter(("date",), lambda value: DateRange(since=value)),
    "until": Filter(("date",), lambda value: DateRange(until=value)),
}
_QUERY_TYPES = ("text", "choice", "integer")


# ------------------------------------------------------------------------------------------------- using them


def render(template: Template, values: Mapping[str, str]) -> Request:
    """Fill in a template: `values` are as typed, by parameter name.

    Raises:
        TemplateError: a value is unknown, missing, of another type or out of bounds, or the period ends before it
            begins.
    """
    request = _render(template, values)
    ranges = [node for node in request.filters if isinstance(node, DateRange)]
    since = max((node.since for node in ranges if node.since), default=datetime.date.min)
    until = min((node.until for node in ranges if node.until), default=datetime.date.max)
    if since > until:
        raise _wrong(template.file, "since", f"a date not after the period's end, {until}", since, "change one")
    return request


def run(engine: Engine, template: Template, values: Mapping[str, str]) -> Answer:
    """Ask `engine` what a template asks.

    Raises:
        TemplateError: as `render`; the engine was not asked.
        EngineError: the engine cannot answer.
    """
    asked = render(template, values)
    return answer(engine, asked.query, match=asked.match, filters=asked.filters, sort=asked.sort, limit=asked.limit)


def _render(template: Template, values: Mapping[str, str]) -> Request:
    known = {parameter.name: parameter for parameter in template.parameters}
    for name in values:
        if name not in known:
            expected = f"one of the parameters {_listed(known)}"
            raise _wrong(template.file, f"parameter {name}", expected, name, "leave it out")
    filled = {name: _value(template, parameter, values.get(name)) for name, parameter in known.items()}
    held = [(name, _held(value, filled)) for name, value in template.filters]
    filters = tuple(FILTERS[name].node(value) for name, value in held if value is not None)
    limit = _held(template.limit, filled)
    if not isinstance(limit, int) or not 1 <= limit <= HITS_LIMIT:
        raise _wrong(template.file, "limit", f"a whole number from 1 to {HITS_LIMIT}", limit, "change it")
    texts = {name: str(value) for name, value in filled.items() if value is not None}
    return Request(_query(template, texts), filters, template.sort, limit, template.match)


def _query(template: Template, texts: Mapping[str, str]) -> Query:
    """The query parsed with its values; its text, and where its parts begin, as if it had been typed with them."""

    def typed(stretch: str) -> str:
        return _PLACEHOLDER.sub(lambda found: texts[found[1]], stretch)

    asked = _WHOLE_PART.sub(lambda found: found[0] if found[1] in texts else "", template.query).strip()
    try:
        query = parse(asked, values=texts)
    except QuerySyntaxError as error:
        expected = "a query that holds something when only required parameters are given"
        raise _wrong(template.file, "query", expected, template.query, str(error)) from error
    parts = tuple(replace(part, start=len(typed(asked[: part.start]))) for part in query.parts)
    return replace(query, text=typed(asked), parts=parts)


def _value(template: Template, parameter: Parameter, given: str | None) -> Value | None:
    key = f"parameter {parameter.name}"
    if given is not None:
        return _parsed(template.file, parameter, key, given)
    if parameter.required:
        remedy = f"give {parameter.name}=<{'|'.join(parameter.choices) or parameter.type}>"
        remedy += f", {parameter.help}" if parameter.help else ""
        raise _wrong(template.file, key, TYPES[parameter.type].expected, None, remedy)
    return parameter.default


def _parsed(file: str, parameter: Parameter, key: str, given: object) -> Value:
    """A value of the parameter's type and within its bounds, from what was typed or what YAML gives."""
    kind, low, high = TYPES[parameter.type], parameter.minimum, parameter.maximum
    expected = f"one of {_listed(parameter.choices)}" if parameter.choices else kind.expected
    expected += f", not below {low}" if low is not None else ""
    expected += f", not above {high}" if high is not None else ""
    try:
        if type(given) not in (str, *kind.written):
            raise ValueError(given)
        value = kind.parse(str(given))
        if parameter.choices and value not in parameter.choices:
            raise ValueError(given)
        if _above(low, value) or _above(value, high):
            raise ValueError(given)
    except ValueError:
        raise _wrong(file, key, expected, given, f"write for example {_example(parameter)}") from None
    return value


def _above(one: Any, other: Any) -> bool:
    """Whether a value is above another of its type; None is no bound."""
    return one is not None and other is not None and bool(one > other)


def _example(parameter: Parameter) -> str:
    """A value that the parameter takes, as typed."""
    bounds = (bound for bound in (parameter.minimum, parameter.maximum) if bound is not None)
    return str(next(iter((*parameter.choices, *bounds, TYPES[parameter.type].example))))


def _held(value: Value, filled: Mapping[str, Value | None]) -> Value | None:
    """What a filter or a limit holds: the parameter's value where it is a placeholder, else itself."""
    found = _PLACEHOLDER.fullmatch(value) if isinstance(value, str) else None
    return filled[found[1]] if found else value


def _listed(names: Collection[object]) -> str:
    return ", ".join(map(str, names)) or "(none)"


def _wrong(file: str, key: str, expected: str, given: object, remedy: str) -> TemplateError:
    """One line: file, key, what was expected, what was given, what to do."""
    shown = "nothing" if given is None else repr(given) if isinstance(given, str) else str(given)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
    key = key if key.isprintable() else repr(key)
    return TemplateError(f"{file}: {key}: expected {expected}; given {shown}; {remedy}")


# ----------------------------------------------------------------------------------------------------- loading


def load(path: Path) -> Template:
    """Read and check a template.

    Raises:
        TemplateError: it cannot be read, is not strict data, or could not be asked.
    """
    file, sorts = str(path), {sort.value: sort for sort in Sort}
    top = _Section(file, "", _read_yaml(path), _KEYS)
    template = Template(
        name=top.take("name", str),
        description=top.take("description", str),
        parameters=tuple(_parameter(file, key, value) for key, value in top.take("parameters", dict, {}).items()),
        query=top.take("query", str),
        filters=tuple(_filter(file, key, value) for key, value in top.take("filters", dict, {}).items()),
        sort=sorts[top.choose("sort", sorts, Sort.RELEVANCE.value)],
        limit=top.take("limit", str) if isinstance(top.record.get("limit"), str) else top.take("limit", int, 10),
        match=top.choose("match", MATCHINGS, "phrase"),
        file=file,
    )
    if template.name != path.stem or not _NAME.fullmatch(template.name):
        expected = "the file's name without .yaml, of letters, digits, - and _"
        raise _wrong(file, "name", expected, template.name, f"the file is named {path.stem}")
    _check_uses(template)
    _render(template, {each.name: _example(each) for each in template.parameters if each.required})
    return template


def load_all(folders: Sequence[Path]) -> tuple[tuple[Template, ...], tuple[Broken, ...]]:
    """The templates of some folders, and the files there that are none; both sorted by name.

    Of two with one name the later folder's counts, also where it is broken: the other one is not what was meant.

    Raises:
        TemplateError: a folder cannot be read.
    """
    found: dict[str, Template | Broken] = {}
    for path in (path for folder in folders for path in _files(folder)):
        try:
            found[path.stem] = load(path)
        except TemplateError as error:
            found[path.stem] = Broken(path.stem, str(path), error)
    ordered = [found[name] for name in sorted(found)]
    return (
        tuple(each for each in ordered if isinstance(each, Template)),
        tuple(each for each in ordered if isinstance(each, Broken)),
    )


def find(name: str, folders: Sequence[Path]) -> Template:
    """The template of that name; no other file is read.

    Raises:
        TemplateError: there is none, or it is broken.
    """
    paths = {path.stem: path for folder in folders for path in _files(folder)}
    if name not in paths:
        raise TemplateError(f"no template is named {name!r}; there are {_listed(sorted(paths))}")
    return load(paths[name])


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".yaml")
    except OSError as error:
        raise TemplateError(f"{folder}: no folder of templates: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True)
class _Section:
    """A mapping of a file; `where` is its place there, a key with a dot, or nothing. Unknown keys are refused."""

    file: str
    where: str
    record: Mapping[str, Any]
    keys: Collection[str]

    def __post_init__(self) -> None:
        if type(self.record) is not dict:
            where = self.where.rstrip(".") or "the file"
            raise _wrong(self.file, where, "a mapping", self.record, "write `key: value`")
        for key in self.record:
            if key not in self.keys:
                raise _wrong(self.file, f"{self.where}{key}", f"one of the keys {_listed(self.keys)}", key, "remove it")

    def take(self, key: str, kind: type[_T], default: _T | None = None) -> _T:
        """The value of a key, of one type; required where there is no default."""
        value = self.record.get(key, default)
        if type(value) is not kind:
            remedy = "put it in quotes" if kind is str and value is not None else f"write `{key}: ...`"
            raise _wrong(self.file, f"{self.where}{key}", _KINDS[kind], value, remedy)
        return value

    def choose(self, key: str, options: Collection[str], default: str | None = None) -> str:
        """The value of a key that is one of some."""
        value = self.take(key, str, default)
        if value not in options:
            raise _wrong(self.file, f"{self.where}{key}", f"one of {_listed(options)}", value, "choose one")
        return value


_KEYS = ("name", "description", "parameters", "query", "filters", "sort", "limit", "match")
_KINDS: Mapping[type, str] = {
    str: "text", int: "a whole number", bool: "true or false", dict: "a mapping", list: "a list"
}


def _parameter(file: str, name: object, record: Any) -> Parameter:
    where = f"parameters.{name}"
    if not isinstance(name, str) or not _PARAMETER.fullmatch(name):
        raise _wrong(file, where, "a name of letters, digits and _, a letter first", name, "rename it")
    known = {key for kind in TYPES.values() for key in kind.keys}
    section = _Section(file, f"{where}.", record, ("type", "help", "required", "default", *sorted(known)))
    kind = section.choose("type", TYPES)
    section = replace(section, keys=("type", "help", "required", "default", *TYPES[kind].keys))
    parameter = Parameter(name, kind, section.take("help", str, ""), section.take("required", bool, False))
    if "choices" in section.keys:
        choices = section.take("choices", list)
        values = (_parsed(file, parameter, f"{where}.choices", choice) for choice in choices)
        parameter = replace(parameter, choices=tuple(map(str, values)))
        if not choices:
            raise _wrong(file, f"{where}.choices", "a list of choices", choices, "write `choices: [...]`")
    for key in ("minimum", "maximum", "default"):
        if key in section.record:
            bound: dict[str, Any] = {key: _parsed(file, parameter, f"{where}.{key}", section.record[key])}
            parameter = replace(parameter, **bound)
    if parameter.required and parameter.default is not None:
        raise _wrong(file, f"{where}.default", "none, as it is required", parameter.default, "remove one of them")
    return parameter


def _filter(file: str, name: object, value: Any) -> tuple[str, Value]:
    if name not in FILTERS:
        raise _wrong(file, f"filters.{name}", f"one of the filters {_listed(FILTERS)}", name, "remove it")
    if isinstance(value, str) and _PLACEHOLDER.fullmatch(value):
        return str(name), value
    return str(name), _parsed(file, Parameter(str(name), FILTERS[str(name)].types[0]), f"filters.{name}", value)


def _check_uses(template: Template) -> None:
    """Each placeholder is a parameter of a type that may stand there, and each parameter is used."""
    file, types = template.file, {parameter.name: parameter.type for parameter in template.parameters}
    places: list[tuple[str, object, tuple[str, ...]]] = [("limit", template.limit, ("integer",))]
    places += [("query", text, _QUERY_TYPES) for text in _placeholders(template)]
    places += [(f"filters.{name}", value, FILTERS[name].types) for name, value in template.filters]
    used = set()
    for key, text, allowed in places:
        found = _PLACEHOLDER.fullmatch(text) if isinstance(text, str) else None
        if found and types.get(found[1]) not in allowed:
            expected = f"a parameter of type {' or '.join(allowed)}"
            raise _wrong(file, key, expected, text, f"the parameters are {_listed(types)}")
        used |= {found[1]} if found else set()
    for name in sorted(types.keys() - used):
        raise _wrong(file, f"parameters.{name}", "a parameter that is used", name, f"write {{{name}}} in the query")


def _placeholders(template: Template) -> list[str]:
    """The parts of the query that stand for a parameter; a brace anywhere else is refused."""
    try:
        parts = [part.text for part in parse(template.query).parts]
    except QuerySyntaxError as error:
        raise _wrong(template.file, "query", "a query", template.query, str(error)) from error
    found = [part for part in parts if _PLACEHOLDER.fullmatch(part)]
    if not len(found) == template.query.count("{") == template.query.count("}"):
        expected = "each {parameter} between spaces or between quotes, alone"
        raise _wrong(template.file, "query", expected, template.query, "for example \"{name}\" 工作")
    return found


class _StrictLoader(yaml.SafeLoader):
    """`yaml.safe_load`, and besides no key twice, no alias (a few bytes could stand for gigabytes), no tag."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            problem = "a template has no &, * or !: write the value"
            raise yaml.constructor.ConstructorError(None, None, problem, event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(None, None, "a key is one word", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _read_yaml(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
        if len(raw) > FILE_LIMIT:
            raise TemplateError(f"{path}: more than {FILE_LIMIT} bytes: this is no template")
        return yaml.load(raw.decode("utf-8-sig"), Loader=_StrictLoader)
    except OSError as error:
        raise TemplateError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path}: not UTF-8 from byte {error.start} on: save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise TemplateError(f"{path}: {place}: not the YAML of a template: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise TemplateError(f"{path}: not the YAML of a template: {reason}") from error
