"""`templates`: the saved query templates, and what each asks for."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xtsearch import options
from xtsearch.completion import template_names

if TYPE_CHECKING:
    from queries.parameters import Parameter
    from queries.templates import Template
    from xtsearch.terminal import Screen

command = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@command.callback()
def _group() -> None:
    """Look at the saved query templates.

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
    from queries.template_files import load_all
    from xtsearch.rendering import json_text, message, write

    settings = options.settings_of(context, color=color, templates=folder)
    found, broken = load_all(settings.template_folders())
    screen = options.screen_of(settings)
    write(json_text([_record(each) for each in found]) if form == "json" else "".join(_text(e, screen) for e in found))
    for each in broken:
        message(str(each.error))
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
    from xtsearch.rendering import json_text, write

    settings = options.settings_of(context, color=color, templates=folder)
    template, screen = options.template_of(name, settings), options.screen_of(settings)
    more = {"query": template.query, **{f"  {key}": str(value) for key, value in template.filters}}
    more |= {"sort": template.sort.value, "limit": str(template.limit), "match": template.match}
    more |= {key: ", ".join(getattr(template, key)) for key in ("facets", "columns") if getattr(template, key)}
    more |= {"highlight": str(template.width or "off"), "file": template.file}
    said = "".join(screen.paragraph(f"{key}: {value}", (), "  ") for key, value in more.items())
    write(json_text(_record(template)) if form == "json" else _text(template, screen) + said)


@command.command("check")
def check(
    context: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TEMPLATE|FILE]...",
            help="Names of templates, or .yaml files; without any, all.",
            show_default=False,
            autocompletion=template_names,
        ),
    ] = None,
    color: options.Color = None,
    folder: options.Templates = None,
) -> None:
    """Check that templates could be asked; each that could not is named with file, key and what is expected.

    \b
    Examples:
      xtsearch templates check
      xtsearch templates check leader
    """
    from indexer.errors import TemplateError
    from queries.template_files import load_all
    from xtsearch.rendering import message, write

    settings = options.settings_of(context, color=color, templates=folder)
    if files:
        good, errors = 0, []
        for each in map(options.typed, files):
            try:
                options.template_of(each, settings)
                good += 1
            except TemplateError as wrong:
                errors.append(wrong)
    else:
        found, broken = load_all(settings.template_folders())
        good, errors = len(found), [each.error for each in broken]
    for error in errors:
        message(str(error))
    write(f"{good} template{'' if good == 1 else 's'} could be asked, {len(errors)} could not\n")
    if errors:
        raise typer.Exit(errors[0].exit_code)


@command.command("schema")
def show_schema() -> None:
    """Print the JSON Schema of template files, for an editor or a program that writes them.

    \b
    Example:
      xtsearch templates schema > template.schema.json
    """
    from queries.template_schema import FILE
    from xtsearch.rendering import write

    write(FILE.read_text("utf-8"))


def _record(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "description": template.description,
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "help": parameter.help,
                "required": parameter.required,
                "default": _plain(parameter.default),
                "choices": list(parameter.choices),
                "minimum": _plain(parameter.minimum),
                "maximum": _plain(parameter.maximum),
            }
            for parameter in template.parameters
        ],
        "query": template.query,
        "file": template.file,
        "facets": list(template.facets),
        "columns": list(template.columns),
        "highlight": template.width,
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _text(template: Template, screen: Screen) -> str:
    from xtsearch.terminal import BOLD

    head = screen.style(template.name, BOLD) + screen.paragraph(f" - {template.description}")
    return head + "".join(screen.paragraph(_said(each), (), "    ") for each in template.parameters)


def _said(parameter: Parameter) -> str:
    """One parameter: name=<type>, in brackets where it may be left out."""
    shown = f"{parameter.name}=<{'|'.join(parameter.choices) or parameter.type}>"
    shown = shown if parameter.required else f"[{shown}]"
    given = parameter.default
    shown_default = "、".join(given) if isinstance(given, tuple) else given
    default = "" if given is None else f" (default: {shown_default})"
    return f"{shown}  {parameter.help}{default}".rstrip()
