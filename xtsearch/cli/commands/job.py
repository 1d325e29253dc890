"""`job`: what a scheduler runs, and what its last runs did."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from xtsearch.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xtsearch.indexer.engines.run_records import Run

command = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@command.callback()
def _group() -> None:
    """Keep an index up to date from a scheduler: cron, systemd, Kubernetes.

    \b
    Example:
      xtsearch job run seeds/ && xtsearch job list
    """


def _log_format(form: str) -> str:
    from xtsearch.show.output import log_as

    log_as(form)
    return form


@command.command("run", cls=options.AsTyped)
def run(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Files, folders, globs; without any, XTSEARCH_SOURCES or `sources` in the config file.",
            show_default=False,
        ),
    ] = None,
    newspaper: options.PageNewspaper = None,
    full: Annotated[bool, typer.Option("--full", help="Build a new index even where the live one will do.")] = False,
    allow_rejected: options.AllowRejected = None,
    smoke: options.Smoke = None,
    force: Annotated[
        bool, typer.Option("--force", help="Lose even more than a twentieth of all articles, or a whole source.")
    ] = False,
    rejected: options.Rejections = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            "--metrics-file", metavar="FILE", help="Write what the run did for Prometheus.", show_default=False
        ),
    ] = None,
    log_format: Annotated[  # noqa: ARG001 - its callback does the work
        Literal["text", "json"],
        typer.Option(
            "--log-format", callback=_log_format, is_eager=True, help="How to write to stderr; json: an object a line."
        ),
    ] = "text",
    analyzer: options.Analyzer = None,
    wait: options.Wait = 0,
    where: options.Index = None,
) -> None:
    """Bring the index up to date with its sources; run it as often as you like.

    What is new or changed is written, what is gone is deleted. Where there is no index yet, or another version wrote
    it, a new one is built and put in its place. A source in which there is nothing to read stops the run: it may not
    be mounted. A second run at the same time ends with exit code 4, or waits.

    \b
    Examples:
      xtsearch job run seeds/
      xtsearch job run seeds/ --log-format json --metrics-file xtsearch.prom
      xtsearch job run seeds/ --full --smoke 专项整治 --wait 600
    """
    from xtsearch.indexer.engines.location import backend_of
    from xtsearch.jobs.job import Job, run_job
    from xtsearch.queries.search import smoke_request

    settings = options.settings_of(context, where)
    job = Job(
        index=settings.index,
        sources=sources or settings.sources,
        label=backend_of(settings.index).label(settings.index, os.environ),
        newspaper=newspaper,
        full=full,
        force=force,
        allow_rejected=allow_rejected,
        smoke=[smoke_request(options.typed(each)) for each in smoke or ()],
        rejected=rejected,
        metrics=metrics,
        analyzer=analyzer,
        wait=wait,
    )
    if not job.sources or "-" in job.sources:
        raise typer.BadParameter("no sources to read: name folders, or set XTSEARCH_SOURCES; - cannot be read again")
    raise typer.Exit(run_job(job))


@command.command("list")
def list_runs(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=200, metavar="N", help="How many to show.")] = 10,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Show the last runs of `job run`, the newest first.

    \b
    Examples:
      xtsearch job list
      xtsearch job list --limit 50 --format json
    """
    from xtsearch.indexer.engines import open_engine
    from xtsearch.indexer.engines.run_records import to_json
    from xtsearch.show.output import json_text, message, write
    from xtsearch.show.terminal import one_line

    with closing(open_engine(options.settings_of(context, where).index)) as engine:
        runs = engine.runs(limit)
    if form == "json":
        write(json_text([to_json(each) for each in runs]))
        return
    for each in runs:
        write(f"{one_line(said(each, runs))}\n")
    if not runs:
        message("no run is recorded: `xtsearch job run PATH...` makes the first", level="info")


def said(run: Run, runs: Sequence[Run]) -> str:
    """One run in one line, among others."""
    from xtsearch.jobs.health import is_killed

    state = "goes on, or was killed" if run.code is None else f"exit code {run.code}"
    if is_killed(run, runs):
        state = "was killed"
    return f"{run.number}  {run.started}  {run.action or '-'}  {state}{f': {run.message}' if run.message else ''}"
