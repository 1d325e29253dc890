"""`reindex`: sources in, a whole new index in the place of the old one."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from xtsearch.cli import options


def command(
    context: typer.Context,
    sources: options.Sources,
    date: options.PageDate = None,
    newspaper: options.PageNewspaper = None,
    allow_rejected: options.AllowRejected = None,
    smoke: options.Smoke = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the old index even by one with less than 95% of its articles.")
    ] = False,
    rejected: options.Rejections = None,
    analyzer: options.Analyzer = None,
    wait: options.Wait = 0,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Build a new index from sources, and put it in the place of the old one.

    The old index answers until the new one is complete, and stays if that fails.

    \b
    Examples:
      xtsearch reindex seeds/
      xtsearch reindex seeds/ --allow-rejected 0 --smoke 专项整治 --smoke 湘潭
    """
    from xtsearch.indexer.engines import open_engine
    from xtsearch.indexer.gates import gates
    from xtsearch.indexer.readers import read
    from xtsearch.indexer.reindex import reindex as reindex_sources
    from xtsearch.queries.search import smoke_request
    from xtsearch.show.progress import Watch, present

    settings = options.settings_of(context, where)
    reading = read(sources, newspaper=newspaper, date=date)
    asked = gates(
        allow_rejected=allow_rejected, force=force, smoke=[smoke_request(options.typed(each)) for each in smoke or ()]
    )
    with closing(open_engine(settings.index, analyzer=analyzer)) as engine, Watch(rejected) as watch:
        report = reindex_sources(
            engine, reading, gates=asked, wait=wait, progress=watch.progress, on_rejected=watch.rejected
        )
    present(report, form)
    raise typer.Exit(report.exit_code)
