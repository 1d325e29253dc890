"""`adopt`: a generation that stands there, and that nothing names any more, is live again."""

from __future__ import annotations

from typing import Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, settings_of


def command(
    context: typer.Context,
    generation: Annotated[
        str | None, typer.Argument(metavar="[GENERATION]", help="Its name; without it the newest.", show_default=False)
    ] = None,
    wait: options.Wait = 0,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Make a generation live that stands there, where its alias was lost or is on several indices.

    That happens when an alias is deleted by hand, or a snapshot is restored while something else is live. On a folder
    it is the file xtsearch-index.json that was lost or damaged. Nothing is removed.

    \b
    Examples:
      xtsearch adopt
      xtsearch adopt --wait 60
    """
    from xtsearch.indexer.text.plurals import plural
    from xtsearch.show.output import json_text, write

    with open_index(settings_of(context, where)) as opened:
        status = opened.adopt(generation, wait=wait)
    if form == "json":
        write(json_text(status.to_dict()))
        return
    kept = f"; {', '.join(status.generations[1:])} kept" if status.generations[1:] else ""
    write(f"{status.generation} is live, with {status.articles:,} {plural(status.articles, 'article')}{kept}\n")
