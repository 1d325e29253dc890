"""`run`: a saved query template and its parameters in, ranked and highlighted articles out."""

from __future__ import annotations

import re
from contextlib import closing

import typer

from xtsearch.cli import options


def command(
    context: typer.Context,
    name: options.TemplateName,
    values: options.TemplateValues = None,
    form: options.AnswerFormat = "text",
    color: options.Color = None,
    templates: options.Templates = None,
    index: options.Index = None,
) -> None:
    """Ask what a saved template asks.

    \b
    Examples:
      xtsearch run campaign topic=专项整治
      xtsearch run leader name=刘俊 since=2022-05-01 --format csv
    """
    from xtsearch.indexer.engines import open_engine
    from xtsearch.queries.templates.template import run as run_template
    from xtsearch.show.answers import present

    given = parse_values(values or [])
    settings = options.settings_of(context, index, color, templates)
    template = options.template_of(name, settings)
    with closing(open_engine(settings.index)) as engine:
        answer = run_template(engine, template, given)
    present(answer, form, options.screen_of(settings), hints=False)


def parse_values(values: list[str]) -> dict[str, str]:
    """`name=value` arguments by name; the first of = and ＝ parts them."""
    found: dict[str, str] = {}
    for each in map(options.typed, values):
        name, *value = re.split("[=＝]", each, maxsplit=1)
        if not value or not name:
            raise typer.BadParameter(f"{each!r} is no parameter; write name=value")
        if name in found:
            raise typer.BadParameter(f"{name} is given twice")
        found[name] = value[0]
    return found
