"""A YAML file becomes plain data, in which nothing can run, stand for something else, or be said twice.

    >>> parse_yaml("name: leader", "leader.yaml")
    {'name': 'leader'}

Enters: the path of a file, or its text. Leaves: mappings, lists, texts, numbers, dates and truth values.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from xtsearch.indexer.errors import TemplateError

#: The most bytes of a file: a larger one is no template.
FILE_LIMIT = 100_000


def read_yaml(path: Path) -> Any:
    """What the file holds.

    Raises:
        TemplateError: it cannot be read, is too large, or is not strict YAML; in one line that names the place.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise TemplateError(f"{path}: cannot be read: {error.strerror or error}") from error
    return parse_yaml_bytes(raw, str(path))


def parse_yaml_bytes(raw: bytes, where: str) -> Any:
    """What the bytes of a file hold; raises as `read_yaml` does, with `where` for the path."""
    if len(raw) > FILE_LIMIT:
        raise TemplateError(f"{where}: more than {FILE_LIMIT} bytes: this is no template")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TemplateError(f"{where}: not UTF-8 from byte {error.start} on: save it as UTF-8") from error
    return parse_yaml(text, where)


def parse_yaml(text: str, where: str) -> Any:
    """What a text holds; raises as `read_yaml` does, with `where` for the path."""
    try:
        return yaml.load(text, Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise TemplateError(f"{where}: {place}: not the YAML of a template: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise TemplateError(f"{where}: not the YAML of a template: {reason}") from error


class _StrictLoader(yaml.SafeLoader):
    """`yaml.safe_load`, but without keys that stand twice, aliases (a few bytes could become gigabytes) and tags."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML has no types here
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            problem = "a template has no &, * or !: write the value"
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
