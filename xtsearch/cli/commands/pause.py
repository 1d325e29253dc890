"""`pause`: no run writes for a while."""

from __future__ import annotations

import datetime
import getpass
from typing import Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, settings_of


def command(
    context: typer.Context,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; whoever is kept waiting reads it.")],
    length: Annotated[
        datetime.timedelta,
        typer.Option(
            "--for", parser=options.duration, metavar="LENGTH", help="How long at most: 2h, 90m, 1d.", show_default="2h"
        ),
    ] = "2h",  # type: ignore[assignment]  # the parser reads it
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who.", show_default="the name of this user")
    ] = None,
    wait: options.Wait = 0,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Keep every run from writing for a while, as for restoring a snapshot; queries are answered.

    A run that is under way is waited for with `--wait`. Runs that are scheduled meanwhile end with exit code 4 and say
    who paused and why. The pause ends by itself, or by `xtsearch resume`.

    \b
    Examples:
      xtsearch pause --reason "new disks" --for 1d --by wang --wait && xtsearch resume
      xtsearch pause --reason "restore of a snapshot"
    """
    from xtsearch.show.output import json_text, write
    from xtsearch.show.terminal import one_line

    with open_index(settings_of(context, where)) as opened:
        pause = opened.pause(reason, length=length, by=by or getpass.getuser(), wait=wait)
    write(json_text(pause.to_dict()) if form == "json" else f"{one_line(str(pause))}\n")
