"""`index`: sources in, what is new or changed in them added to the index."""

from __future__ import annotations

from typing import Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, settings_of


def command(
    context: typer.Context,
    sources: options.Sources,
    date: options.PageDate = None,
    newspaper: options.PageNewspaper = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Delete articles that are no longer in these sources.")
    ] = False,
    replace: options.Replace = False,
    force: Annotated[bool, typer.Option("--force", help="Delete even more than a twentieth of all articles.")] = False,
    strict: options.Strict = False,
    record_map: options.RecordMap = None,
    html: options.Html = None,
    rejected: options.Rejections = None,
    analyzer: options.Analyzer = None,
    patience: options.Patience = None,
    wait: options.Wait = 0,
    form: options.RecordFormat = "text",
    where: options.Index = None,
) -> None:
    """Add page texts and ready-made documents to the index.

    What is new or changed is written, what is unchanged is not. Files that end in .txt, .md, .markdown, .html, .htm,
    .pdf, .hocr and .alto are newspaper pages, and so are .json, .tsv and .xml that an OCR wrote; other .json and
    .tsv, .jsonl, .ndjson, .csv, .xlsx, .sqlite, .sqlite3, .db and .parquet hold ready-made articles, also packed as .gz
    or .zip.
    A bad file or record is named and does not stop the rest.

    \b
    Examples:
      xtsearch index seeds/
      xtsearch index seeds/ --newspaper 湘潭日报 --prune
      xtsearch index - < seeds/000_1b18a5551e9cfd0c.txt
    """
    from xtsearch.show.progress import Watch, present

    settings = settings_of(context, where)
    with open_index(settings, analyzer=analyzer, patience=patience) as opened, Watch(rejected) as watch:
        report = opened.add(
            sources,
            newspaper=newspaper,
            date=date,
            prune=prune,
            replace=replace,
            force=force,
            strict=strict,
            record_map=record_map or (),
            html=html,
            wait=wait,
            progress=watch.progress,
            on_rejected=watch.rejected,
        )
    present(report, form)
    raise typer.Exit(report.exit_code)
