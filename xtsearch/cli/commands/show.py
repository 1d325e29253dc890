"""`show`: an id in, the whole article out."""

from __future__ import annotations

from typing import Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, screen_of, settings_of


def command(
    context: typer.Context,
    identity: Annotated[str, typer.Argument(metavar="ID", help="The id of an article, as an answer gives it.")],
    form: options.RecordFormat = "text",
    color: options.Color = None,
    index: options.Index = None,
) -> None:
    """Show a whole article.

    \b
    Examples:
      xtsearch show 000_1b18a5551e9cfd0c-c7e5de27d9
      xtsearch show 000_1b18a5551e9cfd0c-c7e5de27d9 --format json
    """
    from xtsearch.show.article import text
    from xtsearch.show.output import json_text, message, write

    settings = settings_of(context, index, color)
    with open_index(settings) as opened:
        document = opened.get(options.typed(identity))
        if document is None:
            message(f"no article has the id {identity}; `xtsearch query` gives ids")
            raise typer.Exit(1)
        parts = opened.continuations(document)
    record = document.to_dict() | {"parts": parts.to_dict()}
    write(json_text(record) if form == "json" else text(document, screen_of(settings), parts))
