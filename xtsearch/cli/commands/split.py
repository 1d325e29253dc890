"""`split`: the text of a page in, its articles out."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from xtsearch.cli import options
from xtsearch.show.terminal import Screen

if TYPE_CHECKING:
    from xtsearch.indexer.pages.split import Split

#: The confidence below which `--review` shows an article, if it is not told another one: of composed pages, articles at
#: or above it are right in 97 of 100 cases (benchmarks/splitting.py).
REVIEW = 0.9
CONFIDENCE = re.compile(r"0?\.\d{1,6}|0|1(?:\.0{1,6})?")


def command(
    context: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="PAGE...", help="Text files, one page each; - reads standard input.")
    ],
    date: options.PageDate = None,
    newspaper: options.PageNewspaper = None,
    review: Annotated[
        bool,
        typer.Option(
            "--review",
            help="Show only what is to be checked: articles below confidence 0.9, or below the number that follows,"
            " and lines that nothing explains.",
        ),
    ] = False,
    form: Annotated[
        Literal["text", "json", "jsonl", "html"],
        typer.Option(
            "--format",
            "-f",
            help="How to write it; json: one object, or a list for several pages; jsonl: one line a page;"
            " html: one file, the page's lines beside its articles.",
        ),
    ] = "text",
    color: options.Color = None,
) -> None:
    """Split the text of newspaper pages into articles.

    Each line of a page ends in one article, or in the residue with the reason.
    A corrections file beside the page (PAGE.fix.yaml) is applied.

    \b
    Examples:
      xtsearch split seeds/000_1b18a5551e9cfd0c.txt
      xtsearch split seeds/*.txt --review 0.8
      xtsearch split seeds/*.txt --format html > page.html
      xtsearch split seeds/*.txt --date 2022-05-14 --format jsonl
    """
    from xtsearch.indexer.errors import InputError
    from xtsearch.show.output import message, write

    files, limit = _review_limit(files) if review else (files, None)
    found: list[tuple[Split, str]] = []
    for file in files:
        try:
            found.append(_split(file, date, newspaper))
        except InputError as error:
            message(f"{options.typed(file)}: {error}")
    if found:
        screen = options.screen_of(options.settings_of(context, color=color))
        write(_rendered(found, form, screen, limit, several=len(files) > 1))
    if len(found) < len(files):
        raise typer.Exit(InputError.exit_code)


def _review_limit(files: list[str]) -> tuple[list[str], float]:
    """The confidence that may follow `--review` is a number among the pages, and no file."""
    numbers = [file for file in files if CONFIDENCE.fullmatch(file) and not Path(file).exists()]
    pages = [file for file in files if file not in numbers]
    if len(numbers) > 1 or not pages:
        raise typer.BadParameter("--review takes one number from 0 to 1, and needs a PAGE")
    return pages, float(numbers[0]) if numbers else REVIEW


def _split(file: str, date: options.PageDate, newspaper: str | None) -> tuple[Split, str]:
    """The page split as its corrections say, and its text."""
    from xtsearch.indexer.pages.corrections import NONE
    from xtsearch.indexer.pages.corrections_file import corrections_of
    from xtsearch.indexer.pages.split import split_page

    text = _read(file)
    fixes = NONE if file == "-" else corrections_of(file)
    return split_page(text, file=options.typed(file), date=date, newspaper=newspaper, corrections=fixes), text


def _read(file: str) -> str:
    from xtsearch.indexer.errors import InputError
    from xtsearch.indexer.text.decoding import decode_page

    if file == "-" and sys.stdin is None:
        raise InputError("standard input is closed")
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return decode_page(data)


def _rendered(found: list[tuple[Split, str]], form: str, screen: Screen, limit: float | None, *, several: bool) -> str:
    from xtsearch.show import split as pages
    from xtsearch.show.output import json_lines, json_text

    if form == "html":
        from xtsearch.show import split_html as page_html

        return page_html.document(found, limit)
    splits = [pages.doubtful(split, limit) if limit is not None else split for split, _ in found]
    if form == "text":
        return "\n".join(pages.text(each, screen, limit) for each in splits)
    records = [split.to_dict() for split in splits]
    return json_lines(records) if form == "jsonl" else json_text(records if several else records[0])
