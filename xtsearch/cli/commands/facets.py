"""`facets`: how many articles a query finds, by the values of fields."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from xtsearch.cli import options
from xtsearch.cli.filters import NO_FILTERS, Filters, filtered
from xtsearch.indexer.fields import FACETS

DEFAULT_BY = "reporter,newspaper,month"


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
    ] = DEFAULT_BY,
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
    from xtsearch.indexer.engines import open_engine
    from xtsearch.queries.counts import facets
    from xtsearch.queries.syntax import parse
    from xtsearch.show.counts import present_facets

    names = options.facet_names(by)
    narrowing = filters.nodes()
    settings = options.settings_of(context, index, color)
    query = parse(options.joined(words), literal=literal)
    with closing(open_engine(settings.index)) as engine:
        found = facets(engine, query, by=names, match=match, filters=narrowing, size=limit)
    present_facets(found, form, options.screen_of(settings))
