"""`templates new`: a template of one's own, by options or by questions."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from xtsearch.cli import options
from xtsearch.cli.context import settings_of


def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it: letters, digits, - and _.")],
    description: Annotated[
        str | None, typer.Option("--description", metavar="TEXT", help="What it is for, in one line.")
    ] = None,
    query: Annotated[
        str | None,
        typer.Option("--query", metavar="QUERY", help='The query; {name} or "{name}" stands for a parameter\'s value.'),
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--parameter",
            metavar="YAML",
            help="A parameter, as a template file has it: 'name: {type: text, required: true}'; again for another one.",
        ),
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", metavar="NAME=VALUE", help="What narrows it: since={since}; again for another one."),
    ] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", metavar="ORDER", help="Order of hits: relevance, date or -date.")
    ] = None,
    limit: Annotated[str | None, typer.Option("--limit", metavar="N", help="How many hits, or '{name}'.")] = None,
    match: Annotated[
        str | None, typer.Option("--match", metavar="TIER", help="What an article must hold: phrase, all, any or auto.")
    ] = None,
    facets: Annotated[
        str | None, typer.Option("--facets", metavar="FIELD,...", help="What is counted beside the hits.")
    ] = None,
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="NAME,...", help="What text, csv and tsv show of a hit.")
    ] = None,
    highlight: Annotated[
        str | None,
        typer.Option("--highlight", metavar="on|off|N", help="Whether matches are shown, or how much around them."),
    ] = None,
    folder: options.Templates = None,
) -> None:
    """Make a template of one's own; asks on a terminal for what no option gives.

    It goes into the folder of your templates, and none is overwritten. A query just run becomes one with its --save.

    \b
    Examples:
      xtsearch templates new clinics --description 医保报道 --query '医保 "{topic}"' --parameter 'topic: {type: text}'
      xtsearch templates new monthly --description 按月 --query 湘潭 --facets month --columns date,title --highlight off
    """
    from xtsearch.queries.templates.files import path_of_new, save
    from xtsearch.show.output import message

    own = settings_of(context, templates=folder).own_templates(os.environ)
    name = options.typed(name)
    path_of_new(own, name)
    texts = {"description": description, "query": query}
    record: dict[str, Any] = {key: options.typed(text) for key, text in texts.items() if text is not None}
    record |= {"parameters": _parameters(parameters)} if parameters else {}
    record |= {"filters": options.parameter_values(filters)} if filters else {}
    record |= {key: value for key, value in (("sort", sort), ("match", match)) if value}
    record |= {"limit": int(limit) if limit.isdecimal() else limit} if limit else {}
    record |= {"highlight": _yaml("--highlight", highlight)} if highlight else {}
    record |= {key: options.names(text) for key, text in (("facets", facets), ("columns", columns)) if text is not None}
    if not {"description", "query"} <= record.keys():
        if not (sys.stdin and sys.stdin.isatty()):
            raise typer.BadParameter("give --description and --query, or run it on a terminal to be asked")
        from xtsearch.cli.template_questions import ask

        record = ask(record)
    saved = save(own, {"name": name, **record})
    message(f"saved as {saved}: `xtsearch run {name}` asks it")


def _yaml(option: str, text: str) -> Any:
    from xtsearch.indexer.strict_yaml import parse_yaml

    return parse_yaml(options.typed(text), option)


def _parameters(texts: list[str]) -> dict[str, Any]:
    """The parameters of several options, each of which is a mapping of YAML."""
    parameters: dict[str, Any] = {}
    for text in texts:
        parameter = _yaml("--parameter", text)
        if not isinstance(parameter, dict):
            raise typer.BadParameter(f"--parameter {text!r} is no parameter; write 'name: {{type: text}}'")
        parameters |= parameter
    return parameters
