"""`query`: a question in, ranked and highlighted articles out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import typer

from xtsearch.cli import options
from xtsearch.cli.context import open_index, screen_of, settings_of
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

    AND OR NOT (且 或 非), + and - (any dash), brackets; title: body: reporter: newspaper:
    person: place: organisation: keyword: (标题: 正文: 记者: 报纸: 人物: 地点: 机构: 关键词:);
    作者: 来源: extra.NAME: date:2022-05 (日期:), date:undated; 最近7天, 上个月, 去年 alone
    between spaces; "招标 整治"~5 for two words near each other, sma*, 词^2. Full width
    means what half width does.

    \b
    Examples:
      xtsearch query 专项整治
      xtsearch query '整治 "工程建设项目"' --since 2022-05 --sort -date
      xtsearch query '“专项整治”　（招投标　OR　雨湖区）－广告'
      xtsearch query '标题:招投标 date:2022-05' --explain
      xtsearch query '招投标 2022年上半年 –广告'
      xtsearch query 医保 --reporter 吴珊 --format json
      xtsearch query '活动 人物:刘俊' --place 湘潭
      xtsearch query '医保 OR 社保' --since 2022-05 --save insurance
    """
    from xtsearch.show.answers import present

    narrowed = filters.arguments()
    settings, text = settings_of(context, index, color), options.joined(words)
    if explain:
        from xtsearch.indexer.engines.location import backend_of
        from xtsearch.indexer.engines.request import Sort
        from xtsearch.queries.narrowing import narrowing
        from xtsearch.queries.search import requests
        from xtsearch.queries.syntax import parse
        from xtsearch.show.explain import present_requests

        query, nodes = parse(text, literal=literal, zone=settings.timezone), narrowing(**narrowed)
        by_tier = requests(query, match=match, filters=nodes, sort=Sort(sort), limit=limit, offset=offset)
        backend = backend_of(settings.index)
        present_requests(query, by_tier, form, backend, backend.words_cut_by(settings.index, os.environ))
        return
    record = _template(save, text, literal, filters, sort=sort, limit=limit, match=match) if save else None
    if record:
        from xtsearch.queries.templates.files import check_new

        check_new(settings.own_templates(os.environ), record)
    with open_index(settings) as opened:
        answer = opened.search(text, match=match, sort=sort, limit=limit, offset=offset, literal=literal, **narrowed)
    if record:
        _save(settings, record)
    present(answer, form, screen_of(settings), offset=offset, filtered=bool(narrowed))


def _template(name: str, text: str, literal: bool, filters: Filters, **asked: object) -> dict[str, Any]:
    """The question as a template file has it.

    Raises:
        QuerySyntaxError: it cannot be understood.
    """
    if literal:
        raise typer.BadParameter("what --literal takes as it is, cannot be saved: put it in quotes instead")
    from xtsearch.queries.syntax import parse

    query = parse(text).text
    return {"name": name, "description": query, "query": query, "filters": filters.saved(), **asked}


def _save(settings: Settings, record: dict[str, Any]) -> None:
    from xtsearch.queries.templates.files import save
    from xtsearch.show.output import message

    path = save(settings.own_templates(os.environ), record)
    message(f"saved as {path}: `xtsearch run {record['name']}` asks it again")
