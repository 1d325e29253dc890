"""The strict reader of what people write about pages in YAML: corrections of one page, templates of a folder's pages.

>>> file = PersonFile("pages.yaml", Fault.TEMPLATE)
>>> [item.value for item in file.items("- 12\\n- 14\\n", "write a list")]
['12', '14']

Every error names the file, the line, and what is to stand there. Tags, anchors and merge keys mean nothing here: values
are read as the text that stands there.
"""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from xtsearch.indexer.errors import Fault, PageError


@dataclass(frozen=True, slots=True)
class PersonFile:
    """`name` is the file's, for messages; `fault` is what an error in it is."""

    name: str
    fault: Fault

    def error(self, where: int, problem: str) -> PageError:
        """The error for a line of the file."""
        return PageError(f"{self.name}, line {where}: {problem}", self.fault)

    def items(self, text: str, expected: str) -> list[yaml.Node]:
        """The items of the list that the file is; none of an empty file. `expected` says what to write instead.

        Raises:
            PageError: the text is no YAML, or no list.
        """
        try:
            for event in yaml.parse(text):
                if isinstance(event, yaml.AliasEvent):  # it may stand within what it names, and has no end then
                    where = event.start_mark.line + 1 if event.start_mark else 1
                    raise self.error(where, "write it out: `*` refers to nothing here")
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "it is not YAML"
            raise self.error(mark.line + 1 if mark else 1, str(problem)) from error
        except RecursionError as error:
            raise self.error(1, "lists within lists without end") from error
        if node is None:
            return []
        return self.sequence(node, expected)

    def sequence(self, node: yaml.Node, expected: str) -> list[yaml.Node]:
        """The items of a list.

        Raises:
            PageError: the node is none.
        """
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(line_of(node), expected)
        return list(node.value)

    def mapping(self, node: yaml.Node, expected: str) -> dict[str, yaml.Node]:
        """The values of a mapping by key, in order.

        Raises:
            PageError: the node is none, or a key stands there twice.
        """
        if not isinstance(node, yaml.MappingNode):
            raise self.error(line_of(node), expected)
        values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(line_of(key), expected)
            if key.value in values:
                raise self.error(line_of(key), f"{key.value} is said twice")
            values[key.value] = value
        return values

    def text(self, node: yaml.Node, expected: str) -> str:
        """The text of a scalar, without white space around it.

        Raises:
            PageError: the node is a list or a mapping.
        """
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(line_of(node), expected)
        return str(node.value).strip()


def line_of(node: yaml.Node) -> int:
    """The line of the file at which the node begins, counted from 1."""
    return int(node.start_mark.line) + 1
