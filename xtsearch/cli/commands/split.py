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
    from xtsearch.indexer.pages.load import LoadedPage, PageFormat
    from xtsearch.show.split_text import SplitPage

#: `--review` shows articles below this confidence unless another number follows it. Of composed pages, 97 of 100
#: articles at or above it are right (benchmarks/splitting.py).
REVIEW = 0.9
CONFIDENCE = re.compile(r"0?\.\d{1,6}|0|1(?:\.0{1,6})?")


def _list_formats(kind: str | None) -> str | None:
    """The value of `--as`; for `help` the kinds are listed, and nothing else is done."""
    if kind == "help":
        from xtsearch.indexer.pages.load import FORMATS
        from xtsearch.show.output import write

        width = max(len(page_format.name) for page_format in FORMATS)
        write(
            "".join(f"{row.name:{width}}  {' '.join((*row.suffixes, *row.shared))}".rstrip() + "\n" for row in FORMATS)
        )
        raise typer.Exit
    return kind


def command(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="PAGE...", help="Page files; - reads standard input.")],
    date: options.PageDate = None,
    newspaper: options.PageNewspaper = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="KIND",
            help="Read the files as pages of this kind, whatever they look like; help lists the kinds.",
            show_default=False,
            is_eager=True,
            callback=_list_formats,
        ),
    ] = None,
    as_text: Annotated[
        bool,
        typer.Option(
            "--as-text", help="Write the text that is split, whose lines the articles count, and split nothing."
        ),
    ] = False,
    review: Annotated[
        bool,
        typer.Option(
            "--review",
            help="Show only what is to be checked, the most doubtful first: articles below confidence 0.9, or below the"
            " number that follows, and lines that nothing explains. The text is that of a corrections file.",
        ),
    ] = False,
    most: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="With --review: how much of each page to show at most.")
    ] = 20,
    learn: Annotated[
        bool,
        typer.Option(
            "--learn",
            help="Write into pages.yaml beside each page what the pages of its folder look like, as this one teaches"
            " with its corrections; and split nothing.",
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
    One line says what kind of page it was taken for, on stderr with JSON.

    \b
    Examples:
      xtsearch split seeds/000_1b18a5551e9cfd0c.txt
      xtsearch split seeds/*.txt --review 0.8
      xtsearch split seeds/*.txt --format html > page.html
      xtsearch split seeds/*.txt --date 2022-05-14 --format jsonl
      xtsearch split seeds/000_1b18a5551e9cfd0c.txt --as-text
    """
    from xtsearch.indexer.errors import InputError
    from xtsearch.indexer.pages.load import format_named
    from xtsearch.show.output import message, write
    from xtsearch.show.split_text import SplitPage, kinds_of

    files, limit = _review_limit(files) if review else (files, None)
    page_format = format_named(options.typed(kind)) if kind is not None else None
    screen = screen_of(settings_of(context, color=color))
    texts: list[str] = []
    pages: list[SplitPage] = []
    learned = 0
    for file in files:
        try:
            page = _load(file, date, newspaper, page_format)
            if learn:
                message(f"{options.typed(file)}: {_learn(file, page)}", level="info")
                learned += 1
                continue
            if as_text:
                texts.append(page.text)
            else:
                split = page.split()
                pages.append(SplitPage(split, page.text, page.format, page.kind_of(split)))
        except InputError as error:
            message(f"{options.typed(file)}: {error}")
            continue
        for note in page.loaded.notes:
            message(f"{options.typed(file)}: {note}", level="info")
    if form.startswith("json"):
        for line in kinds_of(pages):
            message(line, level="info")
    if texts:
        write(_joined(texts, screen))
    if pages:
        write(_rendered(pages, form, screen, limit, most, several=len(files) > 1))
    if len(pages) + len(texts) + learned < len(files):
        raise typer.Exit(InputError.exit_code)


def _review_limit(arguments: list[str]) -> tuple[list[str], float]:
    """The page files, and the confidence that may follow `--review`: a number among them that is no file's name."""
    numbers = [argument for argument in arguments if CONFIDENCE.fullmatch(argument) and not Path(argument).exists()]
    files = [argument for argument in arguments if argument not in numbers]
    if len(numbers) > 1 or not files:
        raise typer.BadParameter("--review takes one number from 0 to 1, and needs a PAGE")
    return files, float(numbers[0]) if numbers else REVIEW


def _load(file: str, date: options.PageDate, newspaper: str | None, page_format: PageFormat | None) -> LoadedPage:
    """The page file as `xtsearch index` would load it; `-` reads standard input."""
    from xtsearch.indexer.errors import InputError
    from xtsearch.indexer.pages.load import load_page, load_page_file

    name = options.typed(file)
    if file != "-":
        return load_page_file(file, name, date=date, newspaper=newspaper, page_format=page_format)
    if sys.stdin is None:
        raise InputError("standard input is closed")
    return load_page(sys.stdin.buffer, name, date=date, newspaper=newspaper, page_format=page_format)


def _learn(file: str, page: LoadedPage) -> str:
    """Writes the template that a page teaches into its folder's pages.yaml; answers what was written, in a line."""
    from xtsearch.indexer.errors import InputError
    from xtsearch.indexer.pages.corrections_file import TEMPLATES, add_template

    if file == "-":
        raise InputError("standard input has no folder whose pages could be like it")
    learned = page.learn(page.split())
    template = learned.template
    if not template.rules:
        return f"nothing to learn: no kind of line tells itself by its shape, form or place; {TEMPLATES} is as it was"
    rules = add_template(file, template)
    kinds = ", ".join(dict.fromkeys(rule.kind.value for rule in rules))
    wrote = (
        f"{TEMPLATES} now says what {kinds} lines of {template.pages} look like" if rules else f"{TEMPLATES} says all"
    )
    return f"{wrote}; by it {learned.right} of {learned.articles} articles are as corrected, {learned.before} before"


def _joined(texts: list[str], screen: Screen) -> str:
    """The pages' texts as they are, each further one as a page of its own behind a form feed; on a terminal without
    what it might obey."""
    from xtsearch.show.terminal import visible

    whole = "\f".join(text if text.endswith("\n") or len(texts) == 1 else f"{text}\n" for text in texts)
    return whole if screen.width is None else visible(whole)


def _rendered(
    pages: list[SplitPage], form: str, screen: Screen, limit: float | None, most: int, *, several: bool
) -> str:
    """The split pages as `form` writes them."""
    from xtsearch.show import split_text as show
    from xtsearch.show.output import json_lines, json_text

    if form == "html":
        from xtsearch.show import split_html

        return split_html.document(pages, limit)
    if form == "text" and limit is not None:
        from xtsearch.show import split_review

        return "\n".join(split_review.text(page, screen, limit, most) for page in pages)
    if form == "text":
        return "\n".join(show.text(page, screen) for page in pages)
    splits = [show.doubtful(page.split, limit) if limit is not None else page.split for page in pages]
    records = [split.to_dict() for split in splits]
    return json_lines(records) if form == "jsonl" else json_text(records if several else records[0])
