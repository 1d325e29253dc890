"""`query`: a question in, ranked and highlighted articles out."""

from __future__ import annotations

from contextlib import closing

import typer

from xtsearch import options


def command(
    context: typer.Context,
    words: options.Words,
    match: options.Match = "auto",
    sort: options.Order = "relevance",
    limit: options.Limit = 10,
    offset: options.Offset = 0,
    since: options.Since = None,
    until: options.Until = None,
    reporter: options.Reporters = None,
    newspaper: options.Newspapers = None,
    literal: options.Literally = False,
    form: options.AnswerFormat = "text",
    color: options.Color = None,
    index: options.Index = None,
) -> None:
    """Find articles.

    What is typed without a space belongs together; a part in quotes is an exact phrase.
    The first line of the answer says in which sense the articles match.

    \b
    Examples:
      xtsearch query 专项整治
      xtsearch query '整治 "工程建设项目"' --since 2022-05 --sort -date
      xtsearch query 医保 --reporter 吴珊 --format json
    """
    from indexer.engines import open_engine
    from indexer.engines.request import Sort
    from queries.search import search
    from xtsearch.answers import present

    where = options.filters(since=since, until=until, reporters=reporter, newspapers=newspaper)
    settings = options.settings_of(context, index, color)
    with closing(open_engine(settings.index)) as engine:
        answer = search(
            engine,
            options.joined(words),
            match=match,
            filters=where,
            sort=Sort(sort),
            limit=limit,
            offset=offset,
            literal=literal,
        )
    present(answer, form, options.screen_of(settings), offset=offset, filtered=bool(where))
