"""`job`: what a scheduler runs, and what its last runs did."""

from __future__ import annotations

import os
from typing import Annotated, Literal

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, settings_of

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
    strict: options.Strict = False,
    record_map: options.RecordMap = None,
    html: options.Html = None,
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
    patience: options.Patience = None,
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
    from xtsearch.jobs.job_run import Job, run_job

    settings = settings_of(context, where)
    job = Job(
        index=settings.index,
        sources=sources or settings.sources,
        label=backend_of(settings.index).label(settings.index, os.environ),
        newspaper=newspaper,
        full=full,
        force=force,
        allow_rejected=allow_rejected,
        smoke=[*map(options.typed, smoke or ())],
        strict=strict,
        record_map=record_map or (),
        html=html,
        rejected=rejected,
        metrics=metrics,
        analyzer=analyzer,
        patience=patience,
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
    from xtsearch.show.output import json_text, message, write
    from xtsearch.show.runs import run_line
    from xtsearch.show.terminal import one_line

    with open_index(settings_of(context, where)) as opened:
        runs = opened.runs(limit)
    if form == "json":
        write(json_text([run.to_dict() for run in runs]))
        return
    for run in runs:
        write(f"{one_line(run_line(run, runs))}\n")
    if not runs:
        message("no run is recorded: `xtsearch job run PATH...` makes the first", level="info")
