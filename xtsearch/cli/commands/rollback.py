"""`rollback`: the index that was live before is live again."""

from __future__ import annotations

from contextlib import closing

import typer

from xtsearch.cli import options


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
    from xtsearch.indexer.engines import open_engine
    from xtsearch.show.output import json_text, write

    with closing(open_engine(options.settings_of(context, where).index)) as engine, engine.lock(wait):
        before, now = engine.rollback()
        articles = engine.status().articles
    if form == "json":
        write(json_text({"generation": now, "before": before, "articles": articles}))
        return
    write(f"{now} is live, with {articles:,} articles; {before} is kept\n")
