"""`status`: what is indexed, where, since when."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict

import typer

from xtsearch import options


def command(
    context: typer.Context,
    form: options.RecordFormat = "text",
    index: options.Index = None,
) -> None:
    """Say what is indexed: how many articles, where, since when.

    \b
    Examples:
      xtsearch status
      xtsearch status --format json
    """
    from indexer.engines import open_engine
    from xtsearch.rendering import json_text, write
    from xtsearch.terminal import one_line

    with closing(open_engine(options.settings_of(context, index).index)) as engine:
        found = asdict(engine.status())
    if form == "json":
        write(json_text(found))
        return
    found["kept for rollback"] = ", ".join(found.pop("generations")[1:]) or "nothing"
    width = max(map(len, found))
    for name, value in found.items():
        shown = f"{value:,}" if isinstance(value, int) else str(value)
        write(f"{name.replace('_', ' '):<{width}}  {one_line(shown)}\n")
