"""`split`: the text of a page in, its articles out."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from xtsearch.cli import options
from xtsearch.cli.context import screen_of, settings_of
from xtsearch.show.terminal import Screen

if TYPE_CHECKING:
    from xtsearch.indexer.pages.load import LoadedPage
    from xtsearch.indexer.pages.split import Split

#: `--review` shows articles below this confidence unless another number follows it. Of composed pages, 97 of 100
#: articles at or above it are right (benchmarks/splitting.py).
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
    pages: list[tuple[Split, str]] = []
    for file in files:
        try:
            page = _load(file, date, newspaper)
            pages.append((page.split(), page.text))
        except InputError as error:
            message(f"{options.typed(file)}: {error}")
    if pages:
        screen = screen_of(settings_of(context, color=color))
        write(_rendered(pages, form, screen, limit, several=len(files) > 1))
    if len(pages) < len(files):
        raise typer.Exit(InputError.exit_code)


def _review_limit(arguments: list[str]) -> tuple[list[str], float]:
    """The page files, and the confidence that may follow `--review`: a number among them that is no file's name."""
    numbers = [argument for argument in arguments if CONFIDENCE.fullmatch(argument) and not Path(argument).exists()]
    files = [argument for argument in arguments if argument not in numbers]
    if len(numbers) > 1 or not files:
        raise typer.BadParameter("--review takes one number from 0 to 1, and needs a PAGE")
    return files, float(numbers[0]) if numbers else REVIEW


def _load(file: str, date: options.PageDate, newspaper: str | None) -> LoadedPage:
    """The page file as `xtsearch index` would load it; `-` reads standard input."""
    from xtsearch.indexer.errors import InputError
    from xtsearch.indexer.pages.load import load_page, load_page_file

    name = options.typed(file)
    if file != "-":
        return load_page_file(file, name, date=date, newspaper=newspaper)
    if sys.stdin is None:
        raise InputError("standard input is closed")
    return load_page(sys.stdin.buffer, name, date=date, newspaper=newspaper)


def _rendered(pages: list[tuple[Split, str]], form: str, screen: Screen, limit: float | None, *, several: bool) -> str:
    """The split pages as `form` writes them. Each comes with its raw text, which HTML shows beside the articles."""
    from xtsearch.show import split_text as show
    from xtsearch.show.output import json_lines, json_text

    if form == "html":
        from xtsearch.show import split_html

        return split_html.document(pages, limit)
    splits = [show.doubtful(split, limit) if limit is not None else split for split, _ in pages]
    if form == "text":
        return "\n".join(show.text(split, screen, limit) for split in splits)
    records = [split.to_dict() for split in splits]
    return json_lines(records) if form == "jsonl" else json_text(records if several else records[0])
