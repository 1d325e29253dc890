"""The byline and dateline of a ready-made article: read where its record leaves them out, kept where it brings them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.engines import KINDS, fresh_engine, location_of
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import SearchRequest, Term
from xtsearch.indexer.entities import complete
from xtsearch.indexer.entities.printed_bylines import printed_names
from xtsearch.indexer.readers import read, to_given
from xtsearch.indexer.readers.objects import read_objects
from xtsearch.indexer.reindex import index

TEXT = "我市召开工程建设项目招投标突出问题专项整治工作推进会。"


@pytest.mark.parametrize(
    ("body", "reporters", "correspondents", "agency"),
    [
        (f"本报讯（记者 王超 通讯员 李明）{TEXT}", ["王超"], ["李明"], None),
        (f"新华社北京5月13日电（记者王超、李明）{TEXT}", ["王超", "李明"], [], "新华社"),
        (f"新华社北京5月13日电{TEXT}", [], [], "新华社"),
        # what crawlers leave in front of the text: the headline, a caption, a source
        (f"原标题：斩断背后贪腐链条中新网湘潭5月13日电 (记者 王超){TEXT}", ["王超"], [], "中新网"),
        (f"推进会现场。本报讯（记者 王超）{TEXT}", ["王超"], [], None),
        (f"原标题：斩断背后贪腐链条【湘潭日报讯】（首席记者 王超）{TEXT}", ["王超"], [], None),
        (f"湘潭网讯（林峰 记者 王超）{TEXT}", ["王超"], [], None),
        (f"湘潭网5月13日(记者 王超){TEXT}", ["王超"], [], None),
        # behind the text, also in front of the editor's name
        (f"{TEXT}（记者王超 李明）", ["王超", "李明"], [], None),
        (f"{TEXT}(总台记者 王超) \u200b 【编辑:李明】 ", ["王超"], [], None),
        (f"{TEXT}\n{TEXT}（王超 李明）", ["王超", "李明"], [], None),
        (f"{TEXT}（通讯员 王超）（责任编辑：李明）", [], ["王超"], None),
        # nobody is named
        (f"记者从市纪委监委获悉，{TEXT}", [], [], None),
        (f"{TEXT}（记者从市纪委监委获悉）有记者问：{TEXT}", [], [], None),
        (f"{TEXT}（据湘潭日报）", [], [], None),
        (TEXT, [], [], None),
    ],
)
def test_bylines_are_read_where_they_stand(
    body: str, reporters: list[str], correspondents: list[str], agency: str | None
) -> None:
    byline = printed_names(body)
    assert (list(byline.reporters), list(byline.correspondents), byline.agency) == (reporters, correspondents, agency)


def test_what_the_record_brings_stays() -> None:
    body = f"新华社北京2022年5月13日电（记者 王超）{TEXT}"
    given = Document(id="a", body=body, reporters=("李明",), agency="中新社", newspaper="湘潭日报")
    completed = complete(given)
    assert (completed.reporters, completed.agency, str(completed.date)) == (("李明",), "中新社", "2022-05-13")
    assert (completed.printed, completed.date_from) == (("date", "date_from"), "dateline")
    interns = complete(Document(id="a", body=body, interns=("李明",)))
    assert (interns.reporters, interns.interns, interns.agency) == ((), ("李明",), "新华社")


@pytest.mark.parametrize("opening", ["新华社北京5月13日电", "2021年1月19日，", "本报讯 在2010年1月26日，"])
def test_a_day_without_its_year_or_of_which_the_text_speaks_dates_nothing(opening: str) -> None:
    assert complete(Document(id="a", body=f"{opening}{TEXT}")).date is None


def test_articles_of_pages_keep_what_the_page_parser_read(seed_page: Path) -> None:
    articles = [item for item in read([str(seed_page)]) if isinstance(item, Document)]
    assert [complete(article).printed for article in articles] == [()] * len(articles)


def test_names_found_in_the_text_are_no_part_of_the_record_nor_of_its_hash() -> None:
    document = Document(id="a", body=f"本报讯（记者 王超）{TEXT}")
    completed = complete(document)
    assert completed.printed == ("reporters",)
    assert completed.content_hash() == document.content_hash()
    assert to_given(completed) == to_given(document)
    assert Document.from_record(json.loads(completed.to_json())) == completed


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with fresh_engine(location_of(request.param, request, tmp_path_factory)) as opened:
        yield opened


def test_printed_reporters_are_filters_on_both_engines_and_no_change_on_the_next_run(engine: Engine) -> None:
    records: list[dict[str, Any]] = [
        {"id": "a", "body": f"本报讯（记者 王超）{TEXT}"},
        {"id": "b", "body": f"本报讯（记者 王超）{TEXT}", "reporters": ["李明"]},
    ]
    assert index(engine, read_objects(records)).indexed == 2
    assert [hit.document.id for hit in engine.search(SearchRequest(Term("reporters", "王超"))).hits] == ["a"]
    assert index(engine, read_objects(records)).unchanged == 2
