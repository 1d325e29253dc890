"""`facets`: how many articles a query finds, by the values of fields."""

from __future__ import annotations

from typing import Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, screen_of, settings_of
from xtsearch.cli.filters import NO_FILTERS, Filters, filtered
from xtsearch.indexer.fields import FACETS
from xtsearch.library import DEFAULT_FACETS


@filtered
def command(
    context: typer.Context,
    words: options.Words,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="FIELD,...",
            help=f"Fields to count by: {', '.join(FACETS)}.",
        ),
    ] = ",".join(DEFAULT_FACETS),
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=1000, metavar="N", help="How many values of each.")
    ] = 10,
    match: options.CountMatch = "phrase",
    filters: Filters = NO_FILTERS,
    literal: options.Literally = False,
    form: options.CountFormat = "text",
    color: options.Color = None,
    index: options.Index = None,
) -> None:
    """Count the articles that a query finds, by reporter, newspaper, month and more.

    The query is as `query` takes it, but exact unless --match says otherwise.

    \b
    Examples:
      xtsearch facets 湘潭
      xtsearch facets 专项整治 --by reporter,month --format csv
      xtsearch facets 湘潭 --by person,place
    """
    from xtsearch.show.facets_and_trends import present_facets

    names, narrowed = options.facet_names(by), filters.arguments()
    settings = settings_of(context, index, color)
    text = options.joined(words)
    with open_index(settings) as opened:
        facets = opened.facets(text, by=names, limit=limit, match=match, literal=literal, **narrowed)
    present_facets(facets, form, screen_of(settings))
