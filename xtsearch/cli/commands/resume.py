"""`resume`: runs may write again after a `pause`."""

from __future__ import annotations

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, settings_of


def command(
    context: typer.Context,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """End a pause: runs may write again.

    \b
    Examples:
      xtsearch resume
    """
    from xtsearch.show.output import json_text, write
    from xtsearch.show.terminal import one_line

    with open_index(settings_of(context, where)) as opened:
        pause = opened.resume()
    if form == "json":
        write(json_text({"resumed": pause and pause.to_dict()}))
    else:
        write(f"no longer {one_line(str(pause))}\n" if pause else "it was not paused\n")
