"""Files of saved query templates: listed from their folders, read, checked and saved.

Enters: a path, or a name and folders. Leaves: a `Template` that can be asked with any valid values, or a TemplateError
that names the file, the key, what was expected and what was given.

    >>> load(SAVED / "leader.yaml").parameters[0].name
    'name'

`template` shows what such a file looks like, `file_keys` which keys it may have.
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
from xtsearch.indexer.strict_yaml import parse_yaml_bytes, read_yaml
from xtsearch.indexer.whole_files import WholeFile
from xtsearch.queries.highlight.fragments import WIDTH
from xtsearch.queries.lexer import QueryToken, lex
from xtsearch.queries.syntax import parse
from xtsearch.queries.templates.file_keys import (
    KEYS,
    NAME,
    PARAMETER,
    PARAMETER_KEYS,
    YAML_TYPE_NAMES,
    KeyRule,
    keys_of,
)
from xtsearch.queries.templates.filter_keys import FILTERS
from xtsearch.queries.templates.parameter_types import TYPES, Slot, Value, types_for
from xtsearch.queries.templates.parameters import Parameter, example, listed, parse_value, wrong
from xtsearch.queries.templates.template import PLACEHOLDER, Template, fill, placeholder

#: The folder of the templates that ship.
SAVED = Path(__file__).parent.parent / "saved"

_NAME, _PARAMETER = re.compile(NAME), re.compile(PARAMETER)


@dataclass(frozen=True, slots=True)
class BrokenTemplate:
    """A file in a folder of templates that is none, and why."""

    name: str
    file: str
    error: TemplateError


def load(path: Path) -> Template:
    """Read and check a template.

    Raises:
        TemplateError: it cannot be read, is not strict YAML, or could not be asked.
    """
    return _checked(path, read_yaml(path))


def _checked(path: Path, record: Any) -> Template:
    """The template that a file of that path holds; raises as `load` does."""
    file = str(path)
    top = _FileSection(file, "", record, KEYS)
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
    fill(template, {parameter.name: example(parameter) for parameter in template.parameters if parameter.required})
    return template


def load_all(folders: Sequence[Path]) -> tuple[tuple[Template, ...], tuple[BrokenTemplate, ...]]:
    """The templates of some folders, and the files there that are broken; both sorted by name.

    Of two files with one name that of the later folder counts, even if it is broken: the other was not meant.

    Raises:
        TemplateError: a folder cannot be read.
    """
    loaded: dict[str, Template] = {}
    broken: dict[str, BrokenTemplate] = {}
    for name, path in _paths(folders).items():
        try:
            loaded[name] = load(path)
        except TemplateError as error:
            broken[name] = BrokenTemplate(name, str(path), error)
    return tuple(loaded[name] for name in sorted(loaded)), tuple(broken[name] for name in sorted(broken))


def find(name: str, folders: Sequence[Path]) -> Template:
    """The template of that name; no other file is read.

    Raises:
        TemplateError: there is none, or it is broken.
    """
    paths = _paths(folders)
    if name not in paths:
        raise TemplateError(f"no template is named {name!r}; there are {listed(sorted(paths))}")
    return load(paths[name])


def save(folder: Path, record: Mapping[str, Any]) -> Path:
    """Write a template into a folder, which is made if it is missing; the file is there whole, or not at all.

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
        TemplateError: it is no name of a template, or there is one of that name in the folder.
    """
    if not _NAME.fullmatch(name):
        raise TemplateError(f"{name!r} is no name of a template: letters, digits, - and _, a letter or digit first")
    path = folder / f"{name}.yaml"
    if os.path.lexists(path):
        raise _taken(path)
    return path


def _taken(path: Path) -> TemplateError:
    return TemplateError(f"{path} is there already: choose another name, or remove it")


def _paths(folders: Sequence[Path]) -> dict[str, Path]:
    """The files of templates by name; of two with one name that of the later folder."""
    return {path.stem: path for folder in folders for path in _files(folder)}


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".yaml")
    except OSError as error:
        raise TemplateError(f"{folder}: no folder of templates: {error.strerror or error}") from error


# ---------------------------------------------------------------------------------------------- keys and values


@dataclass(frozen=True, slots=True)
class _FileSection:
    """A mapping in a file. `where` is the path to it, as `parameters.name.`, or nothing. Unknown keys are refused."""

    file: str
    where: str
    record: Mapping[str, Any]
    keys: Mapping[str, KeyRule]

    def __post_init__(self) -> None:
        if type(self.record) is not dict:
            where = self.where.rstrip(".") or "the file"
            raise wrong(self.file, where, "a mapping", self.record, "write `key: value`")
        for key in self.record:
            if key not in self.keys:
                raise wrong(self.file, f"{self.where}{key}", f"one of the keys {listed(self.keys)}", key, "remove it")

    def take(self, name: str, default: Any = None) -> Any:
        """The value of a key, checked by the key's rule; `default` if the key is missing."""
        rule = self.keys[name]
        if name not in self.record and not rule.required:
            return default
        value = self.record.get(name)
        if type(value) not in rule.yaml_types:
            remedy = "put it in quotes" if rule.yaml_types == (str,) and value is not None else f"write `{name}: ...`"
            expected = " or ".join(YAML_TYPE_NAMES[kind] for kind in rule.yaml_types)
            raise wrong(self.file, f"{self.where}{name}", expected, value, remedy)
        if rule.options and isinstance(value, str) and value not in rule.options:
            raise wrong(self.file, f"{self.where}{name}", f"one of {listed(rule.options)}", value, "choose one")
        if rule.bounds and type(value) is int and not rule.bounds[0] <= value <= rule.bounds[1]:
            expected = f"a whole number from {rule.bounds[0]} to {rule.bounds[1]}"
            raise wrong(self.file, f"{self.where}{name}", expected, value, "change it")
        return value

    def choose(self, name: str) -> tuple[str, ...]:
        """The values of a key that is a list of options, each once; nothing if the key is missing."""
        options, values = self.keys[name].options, self.take(name, ())
        for index, value in enumerate(values):
            if type(value) is not str or value not in options or value in values[:index]:
                expected = f"each one of {listed(options)}, once"
                raise wrong(self.file, f"{self.where}{name}", expected, value, "remove it")
        if name in self.record and not values:
            raise wrong(self.file, f"{self.where}{name}", f"one or more of {listed(options)}", values, "leave it out")
        return tuple(values)


def _parameter(file: str, name: object, record: Any) -> Parameter:
    where = f"parameters.{name}"
    if not isinstance(name, str) or not _PARAMETER.fullmatch(name):
        raise wrong(file, where, "a name of letters, digits and _, a letter first", name, "rename it")
    section = _FileSection(file, f"{where}.", record, PARAMETER_KEYS)
    kind = TYPES[section.take("type")]
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
            value: dict[str, Any] = {key: parse_value(file, parameter, f"{where}.{key}", section.record[key])}
            parameter = replace(parameter, **value)
    if parameter.required and parameter.default is not None:
        raise wrong(file, f"{where}.default", "none, as it is required", parameter.default, "remove one of them")
    return parameter


def _width(highlight: bool | int) -> int:
    """The width of a fragment in code points, from yes, no, or a number."""
    if highlight is True or highlight is False:
        return WIDTH if highlight else 0
    return highlight


def _filter(file: str, name: object, value: Any) -> tuple[str, Value]:
    if name not in FILTERS:
        raise wrong(file, f"filters.{name}", f"one of the filters {listed(FILTERS)}", name, "remove it")
    if placeholder(value) is not None:
        return str(name), value
    parameter = Parameter(str(name), FILTERS[str(name)].type_of(value))
    return str(name), parse_value(file, parameter, f"filters.{name}", value)


# ------------------------------------------------------------------------------------------------- placeholders


def placeholder_types(query: str) -> dict[str, tuple[str, ...]]:
    """The parameters that a query asks for, each with the types that it may have.

    Raises:
        TemplateError: it is no query, or a brace in it belongs to no parameter.
    """
    allowed: dict[str, tuple[str, ...]] = {}
    for token in _placeholders("", query):
        name, types = token.text[1:-1], types_for(_slot(token))
        allowed[name] = tuple(kind for kind in allowed.get(name, types) if kind in types)
    return allowed


def _check_uses(template: Template) -> None:
    """Refuse a placeholder without a parameter of a type that may stand there, and a parameter that is not used."""
    types = {parameter.name: parameter.type.name for parameter in template.parameters}
    uses: list[tuple[str, object, Slot]] = [("limit", template.limit, Slot.COUNT)]
    uses += [("query", token.text, _slot(token)) for token in _placeholders(template.file, template.query)]
    uses += [(f"filters.{name}", value, FILTERS[name].slot) for name, value in template.filters]
    used = set()
    for key, text, slot in uses:
        name = placeholder(text)
        if name is None:
            continue
        allowed = types_for(slot)
        if types.get(name) not in allowed:
            expected = f"a parameter of type {' or '.join(allowed)}"
            raise wrong(template.file, key, expected, text, f"the parameters are {listed(types)}")
        used.add(name)
    for name in sorted(types.keys() - used):
        expected, remedy = "a parameter that is used", f"write {{{name}}} in the query"
        raise wrong(template.file, f"parameters.{name}", expected, name, remedy)


def _slot(token: QueryToken) -> Slot:
    return Slot.PERIOD if token.kind == "PERIOD" else Slot.WORD


class _AnyValues(dict[str, str]):
    """A value for every parameter that a query may name: it can be read as a word and as a date."""

    def __contains__(self, _: object) -> bool:
        return True

    def __missing__(self, _: str) -> str:
        return "2022-05-13"


def _placeholders(file: str, query: str) -> list[QueryToken]:
    """The tokens of a query that stand for a parameter; a brace anywhere else is refused."""
    try:
        tokens = [token for token in lex(query) if PLACEHOLDER.fullmatch(token.text)]
        parse(query, values=_AnyValues())
    except QuerySyntaxError as error:
        raise wrong(file, "query", "a query", query, str(error)) from error
    if not len(tokens) == query.count("{") == query.count("}"):
        expected = "each {parameter} between spaces or between quotes, alone"
        raise wrong(file, "query", expected, query, 'for example "{name}" 工作')
    return tokens
