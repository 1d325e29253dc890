"""`facets`: how many articles a query finds, by the values of fields."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from xtsearch.cli import options

DEFAULT_BY = "reporter,newspaper,month"


def command(
    context: typer.Context,
    words: options.Words,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="FIELD,...",
            help="Fields to count by: reporter, newspaper, agency, person, place, organisation, keyword, page, month, "
            "day.",
        ),
    ] = DEFAULT_BY,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=1000, metavar="N", help="How many values of each.")
    ] = 10,
    match: options.CountMatch = "phrase",
    since: options.Since = None,
    until: options.Until = None,
    reporter: options.Reporters = None,
    newspaper: options.Newspapers = None,
    person: options.Persons = None,
    place: options.Places = None,
    organisation: options.Organisations = None,
    keyword: options.Keywords = None,
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
    filters = options.filters(
        since=since,
        until=until,
        reporters=reporter,
        newspapers=newspaper,
        persons=person,
        places=place,
        organisations=organisation,
        keywords=keyword,
    )
    settings = options.settings_of(context, index, color)
    query = parse(options.joined(words), literal=literal)
    with closing(open_engine(settings.index)) as engine:
        found = facets(engine, query, by=names, match=match, filters=filters, size=limit)
    present_facets(found, form, options.screen_of(settings))
