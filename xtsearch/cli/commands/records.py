"""`records`: what the records of another system would become, and a map that says it better."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import screen_of, settings_of

command = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)

Dump = Annotated[str, typer.Argument(metavar="DUMP", help="A file of records: JSON Lines, JSON, CSV, TSV, XLSX ...")]


@command.callback()
def _group() -> None:
    """Look at a dump of another system before it is indexed, and say what its names mean.

    \b
    Example:
      xtsearch records schema
    """


@command.command("suggest")
def suggest(
    dump: Dump,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=100_000, metavar="N", help="Records to look at.")
    ] = 1000,
) -> None:
    """Write a map of a dump's records: what each name is read as, with a sample. Correct it and give it to --map.

    \b
    Examples:
      xtsearch records suggest dump.csv > map.yaml
      xtsearch records check dump.csv --map map.yaml
      xtsearch index dump.csv --map map.yaml
    """
    from xtsearch.indexer.readers.map_suggestions import suggest_map
    from xtsearch.indexer.readers.record_samples import first_records
    from xtsearch.show.output import write

    write(suggest_map(first_records([dump], limit), Path(dump).name))


@command.command("check")
def check(
    context: typer.Context,
    dump: Dump,
    record_map: options.RecordMap = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, metavar="N", help="Articles to show.")] = 10,
    form: options.RecordFormat = "text",
    color: options.Color = None,
) -> None:
    """Show the first articles of a dump as they would be indexed, and count what would be refused. Writes nothing.

    The whole dump is read. Exit code 6 where a record would be refused.

    \b
    Examples:
      xtsearch records check dump.csv
      xtsearch records check dump.csv --map map.yaml --map 版=printed_page --limit 3
    """
    from xtsearch.library import check_records
    from xtsearch.show.records import present

    settings = settings_of(context, None, color)
    checked = check_records(dump, record_map=record_map or (), limit=limit, settings=settings)
    present(checked, form, screen_of(settings))
    raise typer.Exit(checked.exit_code)


@command.command("schema")
def schema() -> None:
    """Write the JSON Schema of map files, for editors.

    \b
    Example:
      xtsearch records schema > record_map.schema.json
    """
    from xtsearch.indexer.readers.map_files import schema_text
    from xtsearch.show.output import write

    write(schema_text())
