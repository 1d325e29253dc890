"""`trend`: how many articles queries find over time."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, screen_of, settings_of
from xtsearch.cli.filters import NO_FILTERS, Filters, filtered
from xtsearch.indexer.errors import ArgumentError


@filtered
def command(
    context: typer.Context,
    queries: Annotated[
        list[str],
        typer.Argument(metavar="QUERY...", help="What to look for: each argument is a query, shown side by side."),
    ],
    by: Annotated[
        Literal["day", "week", "month", "year"], typer.Option("--by", help="The length of a period.")
    ] = "month",
    match: options.CountMatch = "phrase",
    filters: Filters = NO_FILTERS,
    literal: options.Literally = False,
    form: options.CountFormat = "text",
    color: options.Color = None,
    index: options.Index = None,
) -> None:
    """Show how a topic moves over time: articles found, and their share of all articles, by period.

    Several queries stand side by side. Articles without a date are in no period, and counted aloud.

    \b
    Examples:
      xtsearch trend 湘潭 --by day
      xtsearch trend 专项整治 '医保 OR 社保' --by year --format csv
      xtsearch trend 专项整治 --format html > trend.html
      xtsearch trend 活动 --person 刘俊 --by day
    """
    from xtsearch.show.facets_and_trends import present_trend

    narrowed = filters.arguments()
    settings = settings_of(context, index, color)
    with open_index(settings) as opened:
        try:
            trend = opened.trend(*map(options.typed, queries), by=by, match=match, literal=literal, **narrowed)
        except ArgumentError as error:
            raise typer.BadParameter(f"{error}: choose a longer --by, or narrow with --since and --until") from None
    present_trend(trend, form, screen_of(settings))
