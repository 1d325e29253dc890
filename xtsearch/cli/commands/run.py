"""`run`: a saved query template and its parameters in, ranked and highlighted articles out."""

from __future__ import annotations

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, screen_of, settings_of


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
    from xtsearch.show.answers import present

    parameters = options.parameter_values(values or [])
    settings = settings_of(context, index, color, templates)
    template = settings.template(name)
    with open_index(settings) as opened:
        answer = opened.run(template, **parameters)
    present(answer, form, screen_of(settings), hints=False)
