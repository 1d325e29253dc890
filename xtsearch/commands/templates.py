"""`templates`: the saved query templates, and what each asks for."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import typer

from xtsearch import options

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
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _text(template: Template, screen: Screen) -> str:
    from xtsearch.terminal import BOLD

    head = screen.style(template.name, BOLD) + screen.paragraph(f" - {template.description}")
    return head + "".join(screen.paragraph(_said(each), (), "    ") for each in template.parameters)


def _said(parameter: Parameter) -> str:
    """One parameter: name=<type>, in brackets where it may be left out."""
    shown = f"{parameter.name}=<{'|'.join(parameter.choices) or parameter.type}>"
    shown = shown if parameter.required else f"[{shown}]"
    default = "" if parameter.default is None else f" (default: {parameter.default})"
    return f"{shown}  {parameter.help}{default}".rstrip()
