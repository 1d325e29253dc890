"""`reindex`: sources in, a whole new index in the place of the old one."""

from __future__ import annotations

from typing import Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, require_elasticsearch, settings_of


def command(
    context: typer.Context,
    sources: options.Sources,
    date: options.PageDate = None,
    newspaper: options.PageNewspaper = None,
    replace: options.Replace = False,
    allow_rejected: options.AllowRejected = None,
    smoke: options.Smoke = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the old index even by one with less than 95% of its articles.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Read the sources and say what would be built, how large; nothing is written."),
    ] = False,
    strict: options.Strict = False,
    record_map: options.RecordMap = None,
    html: options.Html = None,
    rejected: options.Rejections = None,
    analyzer: options.Analyzer = None,
    shards: options.Shards = None,
    replicas: options.Replicas = None,
    patience: options.Patience = None,
    wait: options.Wait = 0,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Build a new index from sources, and put it in the place of the old one.

    The old index answers until the new one is complete, and stays if that fails.

    \b
    Examples:
      xtsearch reindex seeds/
      xtsearch reindex seeds/ --dry-run
      xtsearch reindex seeds/ --allow-rejected 0 --smoke 专项整治 --smoke 湘潭
    """
    from xtsearch.show.plan import present as present_plan
    from xtsearch.show.progress import Watch, present

    settings = settings_of(context, where)
    if shards is not None or replicas is not None:
        require_elasticsearch(settings, "--shards or --replicas")
    with (
        open_index(settings, analyzer=analyzer, patience=patience, shards=shards, replicas=replicas) as opened,
        Watch(rejected) as watch,
    ):
        if dry_run:
            planned = opened.plan(
                sources, newspaper=newspaper, date=date, force=force, record_map=record_map or (), html=html
            )
            present_plan(planned, form)
            raise typer.Exit(planned.exit_code)
        report = opened.reindex(
            sources,
            newspaper=newspaper,
            date=date,
            replace=replace,
            allow_rejected=allow_rejected,
            smoke=[*map(options.typed, smoke or ())],
            force=force,
            strict=strict,
            record_map=record_map or (),
            html=html,
            wait=wait,
            progress=watch.progress,
            on_rejected=watch.rejected,
        )
    present(report, form)
    raise typer.Exit(report.exit_code)
