"""`rollback`: the index that was live before is live again."""

from __future__ import annotations

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, settings_of


def command(
    context: typer.Context,
    wait: options.Wait = 0,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Go back to the index that the last `reindex` replaced.

    In one step, without a moment of empty answers. The index gone back from is kept, so that a second rollback goes
    forward again.

    \b
    Examples:
      xtsearch rollback
      xtsearch rollback --wait 60
    """
    from xtsearch.show.output import json_text, write

    with open_index(settings_of(context, where)) as opened:
        rollback = opened.rollback(wait=wait)
    if form == "json":
        write(json_text(rollback.to_dict()))
        return
    write(f"{rollback.generation} is live, with {rollback.articles:,} articles; {rollback.before} is kept\n")
