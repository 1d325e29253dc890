"""`analyze`: how a text is folded and cut, each term with its place in the original."""

from __future__ import annotations

import os
from typing import Annotated, Literal

import typer

from xtsearch.cli import options
from xtsearch.cli.context import screen_of, settings_of


def command(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="TEXT...", help="The text; - reads it from standard input.")],
    form: Annotated[
        Literal["text", "json", "csv", "tsv"], typer.Option("--format", "-f", help="How to write it.")
    ] = "text",
    color: options.Color = None,
) -> None:
    """Show how a text is folded and cut into words, grams and chars.

    Each term is followed by its place in the text as typed: start-end, code points, end not included.

    \b
    Examples:
      xtsearch analyze 工程建设项目招投标
      xtsearch analyze 'ＳＭＡ特效药3.3万元' --format json
    """
    from xtsearch.indexer.engines.base import XTSEARCH
    from xtsearch.indexer.engines.location import backend_of
    from xtsearch.indexer.text.words import analyze
    from xtsearch.show.output import cells, json_text, message, write
    from xtsearch.show.wording import words_note

    text = options.joined(words)
    analysis = analyze(text)
    settings = settings_of(context, color=color)
    words_cut_by = backend_of(settings.index).words_cut_by(settings.index, os.environ)
    if words_cut_by != XTSEARCH:
        message(words_note(words_cut_by), level="warning")
    if form == "json":
        write(json_text(analysis.to_dict()))
    elif form == "text":
        screen = screen_of(settings)
        write(screen.paragraph(f"folded  {analysis.folded}"))
        for name in ("words", "grams", "chars"):
            terms = [f"{token.term} {token.start}-{token.end}" for token in getattr(analysis, name)]
            write(screen.listing(f"{name:<8}", terms))
    else:
        write(cells([("view", "term", "start", "end"), *(row.values() for row in analysis.records())], form))
