"""A YAML file becomes plain data, in which nothing can run, stand for something else, or be said twice.

    >>> parse_yaml("name: leader", "leader.yaml")
    {'name': 'leader'}

Enters: the path of a file, or its text. Leaves: mappings, lists, texts, numbers, dates and truth values.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from xtsearch.indexer.errors import MapError, TemplateError

#: The most bytes of a file: a larger one was not written by a person.
FILE_LIMIT = 100_000
#: What a file is, and the error that says what is wrong with it.
_KINDS: dict[str, type[TemplateError | MapError]] = {"template": TemplateError, "map of records": MapError}


def read_yaml(path: Path, kind: str = "template") -> Any:
    """What the file holds; `kind` is what it is, for messages: `template` or `map of records`.

    Raises:
        TemplateError, MapError: it cannot be read, is too large, or is not strict YAML; one line that names the place.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise _KINDS[kind](f"{path}: cannot be read: {error.strerror or error}") from error
    return parse_yaml_bytes(raw, str(path), kind)


def parse_yaml_bytes(raw: bytes, where: str, kind: str = "template") -> Any:
    """What the bytes of a file hold; raises as `read_yaml` does, with `where` for the path."""
    if len(raw) > FILE_LIMIT:
        raise _KINDS[kind](f"{where}: more than {FILE_LIMIT} bytes: this is no {kind}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _KINDS[kind](f"{where}: not UTF-8 from byte {error.start} on: save it as UTF-8") from error
    return parse_yaml(text, where, kind)


def parse_yaml(text: str, where: str, kind: str = "template") -> Any:
    """What a text holds; raises as `read_yaml` does, with `where` for the path."""
    try:
        return yaml.load(text, Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise _KINDS[kind](f"{where}: {place}: not the YAML of a {kind}: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise _KINDS[kind](f"{where}: not the YAML of a {kind}: {reason}") from error


class _StrictLoader(yaml.SafeLoader):
    """`yaml.safe_load`, but without keys that stand twice, aliases (a few bytes could become gigabytes) and tags."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML has no types here
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            problem = "there is no &, * or ! here: write the value"
            raise yaml.constructor.ConstructorError(None, None, problem, event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(None, None, "a key is one word", key.start_mark)
            if key.value in names:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands twice", key.start_mark)
            names.add(key.value)
        return super().construct_mapping(node, deep)
