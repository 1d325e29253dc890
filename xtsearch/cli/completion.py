"""What the shell completes: the names of templates, and their parameters. Read from files, never from an index.

    xtsearch run lea<Tab>              leader
    xtsearch run leader n<Tab>         name=
    xtsearch run mine paper=<Tab>      paper=湘潭日报

A config file or template that is broken completes to nothing, as the shell has no place for a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from xtsearch.cli.context import settings_of
from xtsearch.indexer.errors import XtsearchError

if TYPE_CHECKING:
    from xtsearch.queries.templates.template import Template
    from xtsearch.settings import Settings


def template_names(context: typer.Context, incomplete: str) -> list[str]:
    """The templates whose names begin with `incomplete`. A path matches none, so that the shell completes files."""
    try:
        paths = (path for folder in _settings(context).template_folders() for path in folder.iterdir())
        names = {path.stem for path in paths if path.suffix == ".yaml"}
    except (XtsearchError, OSError):
        return []
    return sorted(name for name in names if name.startswith(incomplete))


def template_values(context: typer.Context, incomplete: str) -> list[str]:
    """The parameters that the command line does not have yet, as `name=`; after the `=`, the values of a choice.

    bash ends a word at `=`: `name=v` arrives as the words `name`, `=` and `v`, or `name` and `v`.
    """
    template = _template(context)
    if template is None:
        return []
    names = [parameter.name for parameter in template.parameters]
    args = list(context.params.get("values") or ())
    before = args[:-1] if args[-1:] == ["="] else args
    if before and before[-1] in names:
        return list(_beginning(_choices(template, before[-1]), incomplete))
    name, equals, value = incomplete.partition("=")
    if equals:
        return [f"{name}={choice}" for choice in _beginning(_choices(template, name), value)]
    present = {word.partition("=")[0] for word in args if "=" in word} | _before_equals(args)
    return [f"{parameter}=" for parameter in _beginning(names, name) if parameter not in present]


def _settings(context: typer.Context) -> Settings:
    return settings_of(context, templates=context.params.get("templates") or context.params.get("folder"))


def _template(context: typer.Context) -> Template | None:
    try:
        return _settings(context).template(str(context.params.get("name") or ""))
    except XtsearchError:
        return None


def _choices(template: Template, name: str) -> tuple[str, ...]:
    return next((parameter.choices for parameter in template.parameters if parameter.name == name), ())


def _beginning(texts: Iterable[str], beginning: str) -> Iterator[str]:
    return (text for text in texts if text.startswith(beginning))


def _before_equals(words: Sequence[str]) -> set[str]:
    return {word for word, following in pairwise(words) if following == "="}
