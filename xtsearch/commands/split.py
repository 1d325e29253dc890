"""`split`: the text of a page in, its articles out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from xtsearch import options
from xtsearch.terminal import Screen

if TYPE_CHECKING:
    from indexer.articles import Split


def command(
    context: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="PAGE...", help="Text files, one page each; - reads standard input.")
    ],
    date: options.PageDate = None,
    newspaper: options.PageNewspaper = None,
    form: Annotated[
        Literal["text", "json", "jsonl"],
        typer.Option(
            "--format",
            "-f",
            help="How to write it; json: one object, or a list for several pages; jsonl: one line a page.",
        ),
    ] = "text",
    color: options.Color = None,
) -> None:
    """Split the text of newspaper pages into articles.

    Each line of a page ends in one article, or in the residue with the reason.

    \b
    Examples:
      xtsearch split seeds/000_1b18a5551e9cfd0c.txt
      xtsearch split seeds/*.txt --date 2022-05-14 --format jsonl
    """
    from indexer.articles import split_page
    from indexer.errors import InputError
    from xtsearch.rendering import message, write

    found: list[Split] = []
    for file in files:
        try:
            found.append(split_page(_read(file), file=options.typed(file), date=date, newspaper=newspaper))
        except InputError as error:
            message(f"{options.typed(file)}: {error}")
    if found:
        write(
            _rendered(found, form, options.screen_of(options.settings_of(context, color=color)), several=len(files) > 1)
        )
    if len(found) < len(files):
        raise typer.Exit(InputError.exit_code)


def _read(file: str) -> str:
    from indexer.errors import InputError
    from indexer.readers.decoding import decode_page

    if file == "-" and sys.stdin is None:
        raise InputError("standard input is closed")
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return decode_page(data)


def _rendered(found: list[Split], form: str, screen: Screen, *, several: bool) -> str:
    from xtsearch import pages
    from xtsearch.rendering import json_lines, json_text

    if form == "text":
        return "\n".join(pages.text(each, screen) for each in found)
    records = [pages.record(each) for each in found]
    return json_lines(records) if form == "jsonl" else json_text(records if several else records[0])
