"""`status`: what is indexed, where, since when; and whether all is well."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, settings_of

if TYPE_CHECKING:
    from xtsearch.jobs.health import Verdict


def command(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Say in one line, and by the exit code, whether all is well.")
    ] = False,
    max_age: Annotated[
        datetime.timedelta | None,
        typer.Option(
            "--max-age",
            parser=options.duration,
            metavar="AGE",
            help="With --check: all is well only if a run succeeded so lately: 26h, 90m, 2d.",
            show_default=False,
        ),
    ] = None,
    form: options.RecordFormat = "text",
    index: options.Index = None,
) -> None:
    """Say what is indexed: how many articles, where, since when, and what the last run did.

    \b
    Examples:
      xtsearch status
      xtsearch status --format json
      xtsearch status --check
      xtsearch job run seeds/ && xtsearch status --check --max-age 26h
    """
    from xtsearch.show.output import json_text, write
    from xtsearch.show.runs import status_text

    if max_age is not None and not check:
        raise typer.BadParameter("--max-age is for --check")
    with open_index(settings_of(context, index)) as opened:
        if check:
            from xtsearch.jobs.health import check_index

            _present(check_index(opened, datetime.datetime.now(datetime.UTC), max_age), form)
        status = opened.status()
    write(json_text(status.to_dict()) if form == "json" else status_text(status))


def _present(verdict: Verdict, form: str) -> None:
    """Write a verdict, and end with its exit code."""
    from xtsearch.show.output import json_text, write
    from xtsearch.show.terminal import one_line

    record = {"ok": not verdict.code, "code": verdict.code, "message": verdict.line}
    text = f"{'wrong' if verdict.code else 'ok'}: {one_line(verdict.line)}\n"
    write(json_text(record, indent=None) if form == "json" else text)
    raise typer.Exit(verdict.code)
