"""`templates`: the saved query templates, and what each asks for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.commands.template_new import new
from xtsearch.cli.completion import template_names
from xtsearch.cli.context import require_elasticsearch, screen_of, settings_of
from xtsearch.indexer.errors import NotPushable, TemplateError
from xtsearch.indexer.text.plurals import plural

if TYPE_CHECKING:
    from xtsearch.queries.templates.parameters import Parameter
    from xtsearch.queries.templates.template import Template
    from xtsearch.settings import Settings
    from xtsearch.show.terminal import Screen

TemplateNames = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[TEMPLATE|FILE]...",
        help="Names of templates, or .yaml files; without any, all.",
        show_default=False,
        autocompletion=template_names,
    ),
]
#: The exit code if some templates could not be stored; the others are.
PARTLY = 6

command = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@command.callback()
def _group() -> None:
    """Look at the saved query templates, make one, share them.

    \b
    Example:
      xtsearch templates list
    """


@command.command("list")
def list_templates(
    context: typer.Context,
    form: options.RecordFormat = "text",
    color: options.Color = None,
    folder: options.Templates = None,
) -> None:
    """Name the saved templates, and what each asks for.

    Besides those that ship: the folder `templates` beside the config file, or the one that is set.

    \b
    Examples:
      xtsearch templates list
      xtsearch templates list --format json
    """
    from xtsearch.queries.templates.files import load_all
    from xtsearch.show.output import json_text, message, write

    settings = settings_of(context, color=color, templates=folder)
    templates, broken = load_all(settings.template_folders())
    screen = screen_of(settings)
    if form == "json":
        write(json_text([template.to_dict() for template in templates]))
    else:
        write("".join(_text(template, screen) for template in templates))
    for file in broken:
        message(str(file.error))
    if broken:
        raise typer.Exit(broken[0].error.exit_code)


@command.command("show")
def show(
    context: typer.Context,
    name: options.TemplateName,
    form: options.RecordFormat = "text",
    color: options.Color = None,
    folder: options.Templates = None,
) -> None:
    """Show what one template asks, and of whom.

    \b
    Examples:
      xtsearch templates show campaign
      xtsearch templates show department --format json
    """
    from xtsearch.show.output import json_text, write

    settings = settings_of(context, color=color, templates=folder)
    template, screen = settings.template(name), screen_of(settings)
    more = {"query": template.query, **{f"  {key}": str(value) for key, value in template.filters}}
    more |= {"sort": template.sort.value, "limit": str(template.limit), "match": template.match}
    more |= {key: ", ".join(getattr(template, key)) for key in ("facets", "columns") if getattr(template, key)}
    more |= {"highlight": str(template.width or "off"), "file": template.file}
    lines = "".join(screen.paragraph(f"{key}: {value}", (), "  ") for key, value in more.items())
    write(json_text(template.to_dict()) if form == "json" else _text(template, screen) + lines)


@command.command("check")
def check(
    context: typer.Context,
    names: TemplateNames = None,
    color: options.Color = None,
    folder: options.Templates = None,
) -> None:
    """Check that templates could be asked; each that could not is named with file, key and what is expected.

    \b
    Examples:
      xtsearch templates check
      xtsearch templates check leader
    """
    from xtsearch.show.output import message, write

    templates, errors = _chosen(names, settings_of(context, color=color, templates=folder))
    for error in errors:
        message(str(error))
    write(f"{_templates(len(templates))} could be asked, {len(errors)} could not\n")
    if errors:
        raise typer.Exit(errors[0].exit_code)


def _chosen(names: list[str] | None, settings: Settings) -> tuple[list[Template], list[TemplateError]]:
    """The templates of some names or files, of all if there is no name; and the errors of those that are broken."""
    from xtsearch.queries.templates.files import load_all

    if not names:
        good, broken = load_all(settings.template_folders())
        return list(good), [file.error for file in broken]
    templates, errors = [], []
    for name in map(options.typed, names):
        try:
            templates.append(settings.template(name))
        except TemplateError as error:
            errors.append(error)
    return templates, errors


def _templates(count: int) -> str:
    return f"{count} {plural(count, 'template')}"


command.command("new")(new)


@command.command("push")
def push(
    context: typer.Context,
    names: TemplateNames = None,
    printed: Annotated[
        bool, typer.Option("--print", help="Write the search templates, one line of JSON each; asks no server.")
    ] = False,
    color: options.Color = None,
    folder: options.Templates = None,
    index: options.Index = None,
) -> None:
    """Store templates in Elasticsearch as search templates, for other clients.

    As xtsearch-NAME; a client sends that as `id`, and `params`, to INDEX/_search/template. A template that a search
    template cannot say is named, and the rest stored; of those that NAME asks for, the exit code is then 6.

    \b
    Examples:
      xtsearch templates push leader reporter --print
      xtsearch templates push leader --print | head -c 100
    """
    from xtsearch.queries.templates.search_templates import PREFIX, looks_as_written, search_template
    from xtsearch.show.output import json_lines, message, write

    settings = settings_of(context, index, color, folder)
    if not printed:
        require_elasticsearch(settings, "templates push")
    templates, errors = _chosen(names, settings)
    sources: dict[str, str] = {}
    unsayable: list[NotPushable] = []
    as_written: list[str] = []
    for template in templates:
        try:
            sources[f"{PREFIX}{template.name}"] = search_template(template)
            as_written += [template.name] if looks_as_written(template) else []
        except NotPushable as error:
            unsayable.append(error)
    if printed:
        write(
            json_lines({"id": id, "script": {"lang": "mustache", "source": source}} for id, source in sources.items())
        )
    elif sources:
        from xtsearch.indexer.engines.elasticsearch.admin.scripts import store
        from xtsearch.indexer.engines.elasticsearch.connection import Credentials

        store(settings.index, Credentials.from_environment(os.environ), sources)
        unsaid = f"; {len(unsayable)} can be run by xtsearch alone" if unsayable else ""
        write(f"{_templates(len(sources))} stored{unsaid}\n")
    if as_written:
        message(f"{', '.join(as_written)}: the server looks for values as written: 23876 finds 23,876 by `run` alone")
    for refused in (*unsayable, *errors):
        message(str(refused), level="info" if refused in unsayable else "error")
    if names:
        errors += unsayable
    if errors:
        raise typer.Exit(PARTLY if sources else errors[0].exit_code)


@command.command("schema")
def show_schema() -> None:
    """Print the JSON Schema of template files, for an editor or a program that writes them.

    \b
    Example:
      xtsearch templates schema > template.schema.json
    """
    from xtsearch.queries.templates.json_schema import FILE
    from xtsearch.show.output import write

    write(FILE.read_text("utf-8"))


def _text(template: Template, screen: Screen) -> str:
    from xtsearch.show.terminal import BOLD

    head = screen.style(template.name, BOLD) + screen.paragraph(f" - {template.description}")
    return head + "".join(screen.paragraph(_usage(parameter), (), "    ") for parameter in template.parameters)


def _usage(parameter: Parameter) -> str:
    """One parameter: name=<type>, in brackets where it may be left out."""
    shown = f"{parameter.name}=<{'|'.join(parameter.choices) or parameter.type.name}>"
    shown = shown if parameter.required else f"[{shown}]"
    value = parameter.default
    default = "、".join(value) if isinstance(value, tuple) else value
    hint = "" if value is None else f" (default: {default})"
    return f"{shown}  {parameter.help}{hint}".rstrip()
