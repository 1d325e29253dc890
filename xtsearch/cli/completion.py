"""What the shell completes of a template's name and of its parameters: read from files, never from an index.

    xtsearch run lea<Tab>              leader
    xtsearch run leader n<Tab>         name=
    xtsearch run mine paper=<Tab>      paper=湘潭日报

A broken config file or template completes to nothing: the shell has no place for a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from xtsearch.cli.context import settings_of
from xtsearch.indexer.errors import XtsearchError

if TYPE_CHECKING:
    from xtsearch.queries.templates.parameters import Parameter
    from xtsearch.queries.templates.template import Template
    from xtsearch.settings import Settings


def template_names(context: typer.Context, incomplete: str) -> list[str]:
    """The templates whose name begins so; where a path is being typed, nothing, so that the shell completes files."""
    try:
        paths = (path for folder in _settings(context).template_folders() for path in folder.iterdir())
        names = {path.stem for path in paths if path.suffix == ".yaml"}
    except (XtsearchError, OSError):
        return []
    return sorted(name for name in names if name.startswith(incomplete))


def template_values(context: typer.Context, incomplete: str) -> list[str]:
    """The parameters of the template that are not given yet, as `name=`; after that the values it has to be one of.

    bash takes `=` for the end of a word: there `name=v` comes as `name`, `=` and `v`, or `name` and `v`.
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
        return [f"{name}={each}" for each in _beginning(_choices(template, name), value)]
    given = {word.partition("=")[0] for word in args if "=" in word} | _before_equals(args)
    return [f"{each}=" for each in _beginning(names, name) if each not in given]


def _settings(context: typer.Context) -> Settings:
    return settings_of(context, templates=context.params.get("templates") or context.params.get("folder"))


def _template(context: typer.Context) -> Template | None:
    try:
        return _settings(context).template(str(context.params.get("name") or ""))
    except XtsearchError:
        return None


def _choices(template: Template, name: str) -> tuple[str, ...]:
    found: Iterable[Parameter] = (each for each in template.parameters if each.name == name)
    return next((each.choices for each in found), ())


def _beginning(texts: Iterable[str], beginning: str) -> Iterator[str]:
    return (text for text in texts if text.startswith(beginning))


def _before_equals(words: Sequence[str]) -> set[str]:
    return {word for word, following in pairwise(words) if following == "="}
