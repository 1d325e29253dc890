"""`status`: what is indexed, where, since when; and whether all is well."""

from __future__ import annotations

import datetime
from contextlib import closing, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xtsearch.cli import options

if TYPE_CHECKING:
    from xtsearch.indexer.engines.base import Engine
    from xtsearch.indexer.engines.run_records import Run
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
    from xtsearch.indexer.engines import open_engine
    from xtsearch.show.output import json_text, write

    if max_age is not None and not check:
        raise typer.BadParameter("--max-age is for --check")
    with closing(open_engine(options.settings_of(context, index).index)) as engine:
        if check:
            _say(_verdict(engine, max_age), form)
        found = asdict(engine.status())
        found |= _runs(engine)
    write(json_text(found) if form == "json" else _text(found))


def _verdict(engine: Engine, max_age: datetime.timedelta | None) -> Verdict:
    from xtsearch.indexer.engines.run_records import RUNS_KEPT
    from xtsearch.indexer.errors import XtsearchError
    from xtsearch.jobs.health import Verdict, judge

    try:
        engine.check_writable()
        articles = engine.status().articles
        found = judge(engine.runs(RUNS_KEPT), datetime.datetime.now(datetime.UTC), max_age)
    except XtsearchError as error:
        return Verdict(error.exit_code, str(error))
    return found if found.code else Verdict(0, f"{articles:,} articles; {found.line}")


def _say(verdict: Verdict, form: str) -> None:
    from xtsearch.show.output import json_text, write
    from xtsearch.show.terminal import one_line

    record = {"ok": not verdict.code, "code": verdict.code, "message": verdict.line}
    text = f"{'wrong' if verdict.code else 'ok'}: {one_line(verdict.line)}\n"
    write(json_text(record, indent=None) if form == "json" else text)
    raise typer.Exit(verdict.code)


def _runs(engine: Engine) -> dict[str, Any]:
    """The last run and the last that succeeded; None for who may not know."""
    from xtsearch.indexer.engines.run_records import RUNS_KEPT, to_json
    from xtsearch.indexer.errors import NotAuthorised
    from xtsearch.jobs.health import last_success

    runs: list[Run] = []
    with suppress(NotAuthorised):
        runs = engine.runs(RUNS_KEPT)
    good = last_success(runs)
    return {"last_run": to_json(runs[0]) if runs else None, "last_success": to_json(good) if good else None}


def _text(found: dict[str, Any]) -> str:
    from xtsearch.cli.commands.job import said
    from xtsearch.indexer.engines.run_records import from_json
    from xtsearch.show.terminal import one_line

    last, good = found.pop("last_run"), found.pop("last_success")
    kept = ", ".join(found.pop("generations")[1:]) or "nothing"
    shown = {name: f"{value:,}" if isinstance(value, int) else str(value) for name, value in found.items()}
    shown["kept for rollback"] = kept
    if last:
        run = from_json(last)
        shown["last run"] = said(run, [run])
        shown["last success"] = good["ended"] if good else "none is recorded"
    width = max(map(len, shown))
    return "".join(f"{name.replace('_', ' '):<{width}}  {one_line(value)}\n" for name, value in shown.items())
