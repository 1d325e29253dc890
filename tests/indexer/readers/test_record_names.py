"""Which field of an article a name of a record is, and what became of each column of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from xtsearch.__main__ import run
from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.readers import Rejected, read
from xtsearch.indexer.readers.columns import Columns
from xtsearch.indexer.readers.items import Place
from xtsearch.indexer.readers.objects import read_objects
from xtsearch.indexer.readers.record_names import field_named, plan_of
from xtsearch.indexer.readers.records import RecordReader

LONG = "会议强调，要坚持以人民为中心的创作导向，" * 6  # 108 Han characters


def document_of(**record: Any) -> Document:
    return RecordReader(Place("a.jsonl")).document({"正文": "本报讯", **record}, 1)


@pytest.mark.parametrize(
    ("names", "field"),
    [
        ("标题 题名 標題 ＴＩＴＬＥ headline Headline 新闻标题 文章_标题 news-title Title-题名 标题（title）", "title"),
        ("正文 内容 全文 content Text article html article_body articleBody 新闻内容 content-html 文章正文", "body"),
        ("日期 时间 发布时间 發布日期 见报日期 出版日期 pub_date pubDate published_at datetime created_at", "date"),
        ("publishTime PUBLISH_TIME 发布_时间 news_date PubTime-发表时间 文章发布时间", "date"),
        ("来源 报纸 媒体 source Media newspaper outlet 新闻来源 报纸名称", "newspaper"),
        ("作者 记者 author authors byline 文章作者", "reporters"),
        ("版次 版面 page Page_No", "printed_page"),
        ("编号 ID _id 文章编号 article_id news_id", "id"),
        ("关键词 keyword", "keywords"),
    ],
)  # fmt: skip
def test_the_names_that_exports_have_are_fields(names: str, field: str) -> None:
    assert {name: field_named(name) for name in names.split()} == dict.fromkeys(names.split(), field)


@pytest.mark.parametrize(
    "name",
    [
        "序号",
        "index",
        "No.",
        "Unnamed: 0",
        "url",
        "链接",
        "栏目",
        "section",
        "channel",
        "更新时间",
        "摘要",
        "",
        " ",
        "标题/正文",
    ],
)
def test_what_only_looks_like_one_is_none(name: str) -> None:
    assert field_named(name) is None


def test_of_several_names_for_a_field_its_own_stands_first_and_then_the_order_of_the_table() -> None:
    plan = plan_of(("内容", "url", "Body", "正文", "body"))
    assert plan.columns == (("body", "body"), ("Body", "body"), ("正文", "body"), ("内容", "body"))
    assert plan.extra == ("url",)


def test_the_first_name_that_has_a_value_in_the_record_counts_and_the_others_are_kept() -> None:
    document = document_of(标题=" ", 题名="推进会", headline="另一个")
    assert (document.title, document.extra) == ("推进会", {"headline": "另一个"})


@pytest.mark.parametrize(
    ("record", "newspaper", "agency", "extra"),
    [
        ({"来源": "湘潭日报"}, "湘潭日报", None, {}),
        ({"来源": "来源：湘潭日报 "}, "湘潭日报", None, {}),
        ({"来源": "新华社"}, None, "新华社", {}),
        ({"source": "中新社", "报纸": "湘潭日报"}, "湘潭日报", "中新社", {}),
        ({"来源": "新华社", "agency": "中新社"}, None, "中新社", {"来源": "新华社"}),
        ({"newspaper": "新华社"}, "新华社", None, {}),
        ({"source": "https://news.example.cn/a?b=1"}, None, None, {"source": "https://news.example.cn/a?b=1"}),
        ({"source": "www.example.com", "media": "湘潭晚报"}, "湘潭晚报", None, {"source": "www.example.com"}),
        ({"source": {"id": None, "name": "湘潭在线"}}, None, None, {"source": {"id": None, "name": "湘潭在线"}}),
    ],
)
def test_a_source_may_be_a_newspaper_an_agency_or_neither(
    record: dict[str, Any], newspaper: str | None, agency: str | None, extra: dict[str, Any]
) -> None:
    document = document_of(**record)
    assert (document.newspaper, document.agency, document.extra) == (newspaper, agency, extra)


def test_values_in_the_forms_that_tools_write() -> None:
    document = document_of(
        _id={"$oid": "627d"}, page=4, 正文=None, content=["第一段。", "第二段。"], author="作者：王超、陈新"
    )
    assert (document.id, document.printed_page, document.body) == ("627d", "4", "第一段。\n第二段。")
    assert document.reporters == ("王超", "陈新")
    assert document_of(authors=[{"name": "王超"}]).extra == {"authors": [{"name": "王超"}]}


@pytest.mark.parametrize("own", ["title", "body", "newspaper"])
def test_a_field_under_its_own_name_must_have_its_type(own: str) -> None:
    with pytest.raises(InputError, match=f"{own} must be text"):
        document_of(**{own: {"a": 1}})


@pytest.mark.parametrize(
    ("record", "path"),
    [
        ({"摘录": LONG}, "摘录"),
        ({"data": {"attributes": [{"x": 1}, {"内容": LONG, "n": "短"}]}}, "data.attributes.内容"),
    ],
)
def test_a_long_text_that_no_field_takes_is_refused_with_its_name(record: dict[str, Any], path: str) -> None:
    with pytest.raises(
        InputError, match=rf"no body, and {path} has a text of 108 characters; rename it to body"
    ) as raised:
        RecordReader(Place("a.jsonl")).document({"title": "推进会", **record}, 1)
    assert raised.value.fault is Fault.NO_TEXT


def test_a_short_text_beside_a_title_and_a_long_one_beside_a_body_are_no_error() -> None:
    assert RecordReader(Place("a.jsonl")).document({"title": "推进会", "摘要": "短" * 79}, 1).body == ""
    assert document_of(摘要=LONG).extra == {"摘要": LONG}


def test_it_is_told_what_became_of_each_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        "标题,正文,发布时间,来源,url,摘要\n推进会,专项整治,2022-05-13,湘潭日报,,\n医保,医保报销,,新华社,https://a.cn,\n"
    )
    (tmp_path / "news.csv").write_text(rows, "utf-8")
    (tmp_path / "more.csv").write_text(rows.replace("专项", "工程"), "utf-8")
    assert run(["index", str(tmp_path), "--index", str(tmp_path / ".index"), "--format", "json"]) == 0
    written = capsys.readouterr()
    assert (
        f"xtsearch: {tmp_path}/more.csv and 1 more like it: used: 标题 → title, 正文 → body, 发布时间 → date, "
        "来源 → newspaper, agency; kept as extra: url; empty: 摘要\n" in written.err
    )
    (columns,) = json.loads(written.out)["columns"]
    assert columns == {
        "where": f"{tmp_path}/more.csv",
        "files": 2,
        "used": {"标题": ["title"], "正文": ["body"], "发布时间": ["date"], "来源": ["newspaper", "agency"]},
        "extra": ["url"],
        "empty": ["摘要"],
    }


def test_a_name_from_a_file_cannot_drive_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"body": "专项整治", "\x1b[2J": "x"}), "utf-8")
    assert run(["index", str(tmp_path / "a.jsonl"), "--index", str(tmp_path / "index")]) == 0
    assert "\x1b" not in capsys.readouterr().err


def test_python_records_have_the_same_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("标题,正文\n一,专项\n", "utf-8")
    reading = read_objects([{"标题": "一", "内容": "专项", "url": "x"}, str(tmp_path / "a.csv")])
    assert [item.title for item in reading if isinstance(item, Document)] == ["一", "一"]
    assert [str(uses) for uses in reading.columns] == [
        f"{tmp_path}/a.csv: used: 标题 → title, 正文 → body",
        "records: used: 标题 → title, 内容 → body; kept as extra: url",
    ]


def test_the_columns_of_records_that_are_all_different_stay_few() -> None:
    columns = Columns()
    for number in range(1000):
        columns.declare((f"declared {number}",))
        columns.keep(f"kept {number}")
    uses = columns.uses("a.jsonl")
    assert uses is not None
    assert (len(uses.extra), len(uses.empty)) == (100, 100)
    assert "kept 19 and 80 more" in str(uses)


def test_a_row_may_lack_cells_at_its_end_and_have_empty_ones_too_many(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,标题,正文,备注\n1,一,专项\n2,二,专项,有,,\n3,三,专项,有,多\n", "utf-8")
    items = list(read([str(tmp_path / "a.csv")]))
    assert [item.id for item in items if isinstance(item, Document)] == ["1", "2"]
    assert [str(item) for item in items if isinstance(item, Rejected)] == [
        f"{tmp_path}/a.csv:4: wrong row: 5 cells under 4 columns"
    ]
