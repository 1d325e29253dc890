"""Files of saved query templates: found in their folders, read, and checked before anyone is asked for a value.

Enters: a path, or a name and folders. Leaves: a `Template` that could be asked, or a TemplateError that names the
file, the key, what was expected and what was given. `templates` shows what such a file looks like.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xtsearch.indexer.engines.request import Sort
from xtsearch.indexer.errors import QuerySyntaxError, TemplateError
from xtsearch.indexer.whole_files import WholeFile
from xtsearch.queries.highlight.fragments import WIDTH
from xtsearch.queries.lexer import QueryToken, lex
from xtsearch.queries.strict_yaml import parse_yaml_bytes, read_yaml
from xtsearch.queries.syntax import parse
from xtsearch.queries.templates.keys import KEYS, KINDS, NAME, PARAMETER, PARAMETER_KEYS, Key, keys_of
from xtsearch.queries.templates.parameters import Parameter, Value, example, listed, parse_value, wrong
from xtsearch.queries.templates.template import FILTERS, PLACEHOLDER, Template, fill

#: The folder of the templates that ship.
SAVED = Path(__file__).parent.parent / "saved"

_NAME, _PARAMETER = re.compile(NAME), re.compile(PARAMETER)
#: The types of parameter that may stand in a query: as what is sought, and as its date.
_QUERY_TYPES = ("text", "choice", "integer", "list"), ("date", "date-range")


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that should be a template and is not, and why."""

    name: str
    file: str
    error: TemplateError


def load(path: Path) -> Template:
    """Read and check a template.

    Raises:
        TemplateError: it cannot be read, is not strict data, or could not be asked.
    """
    return _checked(path, read_yaml(path))


def _checked(path: Path, record: Any) -> Template:
    """The template that a file of that path holds; raises as `load` does."""
    file = str(path)
    top = _Section(file, "", record, KEYS)
    template = Template(
        name=top.take("name"),
        description=top.take("description"),
        parameters=tuple(_parameter(file, key, value) for key, value in top.take("parameters", {}).items()),
        query=top.take("query"),
        filters=tuple(_filter(file, key, value) for key, value in top.take("filters", {}).items()),
        sort=Sort(top.take("sort", Sort.RELEVANCE.value)),
        limit=top.take("limit", 10),
        match=top.take("match", "phrase"),
        file=file,
        facets=top.choose("facets"),
        columns=top.choose("columns"),
        width=_width(top.take("highlight", True)),
    )
    if template.name != path.stem or not _NAME.fullmatch(template.name):
        expected = "the file's name without .yaml, of letters, digits, - and _"
        raise wrong(file, "name", expected, template.name, f"the file is named {path.stem}")
    _check_uses(template)
    fill(template, {each.name: example(each) for each in template.parameters if each.required})
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
        raise TemplateError(f"no template is named {name!r}; there are {listed(sorted(paths))}")
    return load(paths[name])


def save(folder: Path, record: Mapping[str, Any]) -> Path:
    """Write a template, checked as `load` does, into a folder, which is made where there is none.

    Raises:
        TemplateError: it could not be asked, there is one of that name, or the folder cannot be written to.
    """
    import yaml

    path = path_of_new(folder, str(record["name"]))
    text = yaml.safe_dump(dict(record), allow_unicode=True, sort_keys=False)
    _checked(path, parse_yaml_bytes(text.encode(), str(path)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = WholeFile(path, mode=None)
        file.write(text)
        file.keep(replace=False)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise TemplateError(f"{path} cannot be written: {error.strerror}") from error
    return path


def check_new(folder: Path, record: Mapping[str, Any]) -> None:
    """Refuse, before there is a file, what `save` would refuse; raises as it does."""
    _checked(path_of_new(folder, str(record["name"])), dict(record))


def path_of_new(folder: Path, name: str) -> Path:
    """Where a new template of that name goes.

    Raises:
        TemplateError: it is no name, or there is one of that name in the folder.
    """
    if not _NAME.fullmatch(name):
        raise TemplateError(f"{name!r} is no name of a template: letters, digits, - and _, a letter or digit first")
    path = folder / f"{name}.yaml"
    if os.path.lexists(path):
        raise _taken(path)
    return path


def _taken(path: Path) -> TemplateError:
    return TemplateError(f"{path} is there already: choose another name, or remove it")


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
    keys: Mapping[str, Key]

    def __post_init__(self) -> None:
        if type(self.record) is not dict:
            where = self.where.rstrip(".") or "the file"
            raise wrong(self.file, where, "a mapping", self.record, "write `key: value`")
        for key in self.record:
            if key not in self.keys:
                raise wrong(self.file, f"{self.where}{key}", f"one of the keys {listed(self.keys)}", key, "remove it")

    def take(self, name: str, default: Any = None) -> Any:
        """The value of a key, of one of its types and one of its options; `default` where it is not there."""
        key = self.keys[name]
        if name not in self.record and not key.required:
            return default
        value = self.record.get(name)
        if type(value) not in key.types:
            remedy = "put it in quotes" if key.types == (str,) and value is not None else f"write `{name}: ...`"
            expected = " or ".join(KINDS[kind] for kind in key.types)
            raise wrong(self.file, f"{self.where}{name}", expected, value, remedy)
        if key.options and isinstance(value, str) and value not in key.options:
            raise wrong(self.file, f"{self.where}{name}", f"one of {listed(key.options)}", value, "choose one")
        if key.bounds and type(value) is int and not key.bounds[0] <= value <= key.bounds[1]:
            expected = f"a whole number from {key.bounds[0]} to {key.bounds[1]}"
            raise wrong(self.file, f"{self.where}{name}", expected, value, "change it")
        return value

    def choose(self, name: str) -> tuple[str, ...]:
        """The values of a key that is a list of options, none of them twice; nothing where it is not there."""
        options, values = self.keys[name].options, self.take(name, ())
        for at, value in enumerate(values):
            if type(value) is not str or value not in options or value in values[:at]:
                expected = f"each one of {listed(options)}, once"
                raise wrong(self.file, f"{self.where}{name}", expected, value, "remove it")
        if name in self.record and not values:
            raise wrong(self.file, f"{self.where}{name}", f"one or more of {listed(options)}", values, "leave it out")
        return tuple(values)


def _parameter(file: str, name: object, record: Any) -> Parameter:
    where = f"parameters.{name}"
    if not isinstance(name, str) or not _PARAMETER.fullmatch(name):
        raise wrong(file, where, "a name of letters, digits and _, a letter first", name, "rename it")
    section = _Section(file, f"{where}.", record, PARAMETER_KEYS)
    kind = section.take("type")
    section = replace(section, keys={key: PARAMETER_KEYS[key] for key in keys_of(kind)})
    parameter = Parameter(name, kind, section.take("help", ""), section.take("required", False))
    if "choices" in section.keys:
        choices = section.take("choices", [])
        values = (parse_value(file, parameter, f"{where}.choices", choice) for choice in choices)
        parameter = replace(parameter, choices=tuple(map(str, values)))
        if not choices:
            raise wrong(file, f"{where}.choices", "a list of choices", record.get("choices"), "write `choices: [...]`")
    for key in ("minimum", "maximum", "default"):
        if key in section.record:
            bound: dict[str, Any] = {key: parse_value(file, parameter, f"{where}.{key}", section.record[key])}
            parameter = replace(parameter, **bound)
    if parameter.required and parameter.default is not None:
        raise wrong(file, f"{where}.default", "none, as it is required", parameter.default, "remove one of them")
    return parameter


def _width(highlight: bool | int) -> int:
    """How many characters of a fragment: YAML says yes, no, or a number."""
    if highlight is True or highlight is False:
        return WIDTH if highlight else 0
    return highlight


def _filter(file: str, name: object, value: Any) -> tuple[str, Value]:
    if name not in FILTERS:
        raise wrong(file, f"filters.{name}", f"one of the filters {listed(FILTERS)}", name, "remove it")
    if isinstance(value, str) and PLACEHOLDER.fullmatch(value):
        return str(name), value
    kind = "list" if isinstance(value, list) and "list" in FILTERS[str(name)].types else FILTERS[str(name)].types[0]
    return str(name), parse_value(file, Parameter(str(name), kind), f"filters.{name}", value)


class _Anything(dict[str, str]):
    """A value for every parameter, which is text and a date."""

    def __contains__(self, _: object) -> bool:
        return True

    def __missing__(self, _: str) -> str:
        return "2022-05-13"


def _check_uses(template: Template) -> None:
    """Each placeholder is a parameter of a type that may stand there, and each parameter is used."""
    file, types = template.file, {parameter.name: parameter.type for parameter in template.parameters}
    places: list[tuple[str, object, tuple[str, ...]]] = [("limit", template.limit, ("integer",))]
    places += [
        ("query", token.text, _QUERY_TYPES[token.kind == "PERIOD"]) for token in _placeholders(file, template.query)
    ]
    places += [(f"filters.{name}", value, FILTERS[name].types) for name, value in template.filters]
    used = set()
    for key, text, allowed in places:
        found = PLACEHOLDER.fullmatch(text) if isinstance(text, str) else None
        if found and types.get(found[1]) not in allowed:
            expected = f"a parameter of type {' or '.join(allowed)}"
            raise wrong(file, key, expected, text, f"the parameters are {listed(types)}")
        used |= {found[1]} if found else set()
    for name in sorted(types.keys() - used):
        raise wrong(file, f"parameters.{name}", "a parameter that is used", name, f"write {{{name}}} in the query")


def placeholders(key: str, query: str, file: str = "") -> dict[str, tuple[str, ...]]:
    """The parameters that a query asks for, with the types that each may have.

    Raises:
        TemplateError: it is no query, or a brace in it is no parameter.
    """
    found: dict[str, tuple[str, ...]] = {}
    for token in _placeholders(file, query, key):
        name, allowed = token.text[1:-1], _QUERY_TYPES[token.kind == "PERIOD"]
        found[name] = tuple(kind for kind in found.get(name, allowed) if kind in allowed)
    return found


def _placeholders(file: str, query: str, key: str = "query") -> list[QueryToken]:
    """What of the query stands for a parameter; a brace anywhere else is refused."""
    try:
        found = [token for token in lex(query) if PLACEHOLDER.fullmatch(token.text)]
        parse(query, values=_Anything())
    except QuerySyntaxError as error:
        raise wrong(file, key, "a query", query, str(error)) from error
    if not len(found) == query.count("{") == query.count("}"):
        expected = "each {parameter} between spaces or between quotes, alone"
        raise wrong(file, key, expected, query, 'for example "{name}" 工作')
    return found
