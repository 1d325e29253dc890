"""`reindex`: sources in, a whole new index in the place of the old one."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from xtsearch import options


def command(
    context: typer.Context,
    sources: options.Sources,
    date: options.PageDate = None,
    newspaper: options.PageNewspaper = None,
    max_rejected: Annotated[
        int | None,
        typer.Option(
            "--max-rejected", min=0, help="Keep the old index if more than this was rejected.", show_default=False
        ),
    ] = None,
    wait: options.Wait = 0,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Build a new index from sources, and put it in the place of the old one.

    The old index answers until the new one is complete, and stays if that fails.

    \b
    Examples:
      xtsearch reindex seeds/
      xtsearch reindex seeds/ --max-rejected 0
    """
    from indexer.engines import open_engine
    from indexer.readers import read
    from indexer.reindex import GATES, at_most_rejected
    from indexer.reindex import reindex as reindex_sources
    from xtsearch.indexing import Watch, present

    settings = options.settings_of(context, where)
    reading = read(sources, newspaper=newspaper, date=date)
    gates = GATES if max_rejected is None else (*GATES, at_most_rejected(max_rejected))
    with closing(open_engine(settings.index)) as engine, Watch() as watch:
        report = reindex_sources(
            engine, reading, gates=gates, wait=wait, progress=watch.progress, on_rejected=watch.rejected
        )
    present(report, form)
    raise typer.Exit(report.exit_code)
