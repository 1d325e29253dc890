"""`query`: a question in, ranked and highlighted articles out."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Any

import typer

from xtsearch.cli import options
from xtsearch.cli.filters import NO_FILTERS, Filters, filtered

if TYPE_CHECKING:
    from xtsearch.settings import Settings


@filtered
def command(
    context: typer.Context,
    words: options.Words,
    match: options.Match = "auto",
    sort: options.Order = "relevance",
    limit: options.Limit = 10,
    offset: options.Offset = 0,
    filters: Filters = NO_FILTERS,
    literal: options.Literally = False,
    explain: options.Explain = False,
    save: options.Save = None,
    form: options.AnswerFormat = "text",
    color: options.Color = None,
    index: options.Index = None,
) -> None:
    """Find articles.

    What is typed without a space belongs together; a part in quotes is an exact phrase.
    The first line of the answer says in which sense the articles match.

    AND OR NOT (且 或 非), + and -, brackets; title: body: reporter: newspaper: person:
    place: organisation: keyword: (标题: 正文: 记者: 报纸: 人物: 地点: 机构: 关键词:);
    date:2022-05 (日期:), 最近7天; "招标 整治"~5 for two words near each other, sma*,
    词^2. Full width means what half width does.

    \b
    Examples:
      xtsearch query 专项整治
      xtsearch query '整治 "工程建设项目"' --since 2022-05 --sort -date
      xtsearch query '“专项整治”　（招投标　OR　雨湖区）－广告'
      xtsearch query '标题:招投标 date:2022-05' --explain
      xtsearch query 医保 --reporter 吴珊 --format json
      xtsearch query '活动 人物:刘俊' --place 湘潭
      xtsearch query '医保 OR 社保' --since 2022-05 --save insurance
    """
    from xtsearch.indexer.engines import open_engine
    from xtsearch.indexer.engines.location import backend_of
    from xtsearch.indexer.engines.request import SearchRequest, Sort
    from xtsearch.queries.matching import asked, every, ranked
    from xtsearch.queries.matching import where as meant
    from xtsearch.queries.search import answer
    from xtsearch.queries.syntax import parse
    from xtsearch.show.answers import present

    narrowing = filters.nodes()
    settings = options.settings_of(context, index, color)
    query = parse(options.joined(words), literal=literal)
    if explain:
        from xtsearch.show.explain import explain as show

        requests = {
            tier: SearchRequest(every([meant(query, tier), *narrowing]), ranked(query), Sort(sort), limit, offset)
            for tier in asked(query, match)
        }
        show(requests, form, backend_of(settings.index))
        return
    kept: dict[str, Any] | None = None
    if save:
        if literal:
            raise typer.BadParameter("what --literal takes as it is, cannot be saved: put it in quotes instead")
        from xtsearch.queries.templates.files import check_new

        kept = {"name": save, "description": query.text, "query": query.text, "filters": filters.saved()}
        kept |= {"sort": sort, "limit": limit, "match": match}
        check_new(settings.own_templates(os.environ), kept)
    with closing(open_engine(settings.index)) as engine:
        found = answer(engine, query, match=match, filters=narrowing, sort=Sort(sort), limit=limit, offset=offset)
    if kept:
        _save(settings, kept)
    present(found, form, options.screen_of(settings), offset=offset, filtered=bool(narrowing))


def _save(settings: Settings, record: dict[str, Any]) -> None:
    from xtsearch.queries.templates.files import save
    from xtsearch.show.output import message

    path = save(settings.own_templates(os.environ), record)
    message(f"saved as {path}: `xtsearch run {record['name']}` asks it again")
