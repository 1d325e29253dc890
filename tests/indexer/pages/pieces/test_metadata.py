"""Lines of metadata: what they say, which lines are none, and whose they are."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from xtsearch.indexer.pages.corrections import read_corrections
from xtsearch.indexer.pages.page import read_lines
from xtsearch.indexer.pages.pieces.furniture import Furniture, read_furniture
from xtsearch.indexer.pages.pieces.metadata import Metadata, read_metadata, read_metadata_lines
from xtsearch.indexer.pages.records import merge, read_records
from xtsearch.indexer.pages.split import split_page

DAY = datetime.date(2016, 10, 4)


def said(text: str) -> dict[str, Any]:
    """What the line says, without what it does not say."""
    metadata = read_metadata(text)
    assert metadata is not None
    names = [name for name in Metadata.__slots__ if name not in ("labelled", "editors_only", "day_only")]
    return {name: getattr(metadata, name) for name in names if getattr(metadata, name)}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("作者：林小川  时间：2016-10-04", {"authors": ("林小川",), "date": DAY}),
        ("时间：2016-10-04 作者：何文;孙立", {"authors": ("何文", "孙立"), "date": DAY}),
        ("作者：何文、孙立", {"authors": ("何文", "孙立")}),
        ("作者：本报记者 林  川  高文远", {"authors": ("林川", "高文远")}),
        ("记者：林小川 时间：2016年10月4日", {"authors": ("林小川",), "date": DAY}),
        ("作者：  时间：2016-10-04", {"date": DAY}),
        ("来源：青石日报 2016-10-04 08:12", {"newspaper": "青石日报", "date": DAY}),
        ("2016年10月04日08:12 | 来源：青石新闻网", {"source": "青石新闻网", "date": DAY}),
        ("来源：新华社丨2016.10.04", {"agency": "新华社", "date": DAY}),
        ("林小川 2016-10-04 08:12", {"authors": ("林小川",), "date": DAY}),
        ("发布时间：2016-10-04　浏览次数：1,234　字体：[大 中 小]", {"date": DAY}),
        ("作　者：林小川　来　源：青石日报　点击数：45", {"authors": ("林小川",), "newspaper": "青石日报"}),
        ("【作者】林小川【来源】青石日报", {"authors": ("林小川",), "newspaper": "青石日报"}),
        ("[来源] 青石日报 [版次] 04 [栏目] 山乡新事", {"newspaper": "青石日报", "page": "04", "column": "山乡新事"}),
        ("作者|林小川 编辑|何文", {"authors": ("林小川",)}),
        ("专栏：山乡新事", {"column": "山乡新事"}),
        ("2016-10-04 08:30", {"date": DAY}),
        ("《青石日报》（2016年10月4日 第 01 版）", {"newspaper": "青石日报", "date": DAY, "page": "01"}),
        ("青石日报2016年10月4日第4版", {"newspaper": "青石日报", "date": DAY, "page": "4"}),
        ("（2016-10-04 第4版 要闻）", {"date": DAY, "page": "4"}),
        ("青石日报 2016.10.04 第A4版：要闻", {"newspaper": "青石日报", "date": DAY, "page": "A4"}),
        ("時間：二〇一六年十月四日 來源：青石時報", {"newspaper": "青石時報", "date": DAY}),
        ("【字体：大 中 小】", {}),
        (
            "林小川 / 青石日报 / 2016-10-04 / A3版",
            {"authors": ("林小川",), "newspaper": "青石日报", "date": DAY, "page": "A3"},
        ),
        ("2016年10月04日 星期二 08:12 来源：青石日报", {"newspaper": "青石日报", "date": DAY}),
        ("青石日报/2016年/10月/4日/第004版", {"newspaper": "青石日报", "date": DAY, "page": "004"}),
        ("Author: 林小川 Date: 2016-10-04", {"authors": ("林小川",), "date": DAY}),
        ("作者：林小川，何文　时间：2016-10-04", {"authors": ("林小川", "何文"), "date": DAY}),
        ("记者林小川 通讯员何文 2016-10-04", {"authors": ("林小川", "何文"), "date": DAY}),
        ("[青石日报] 2016-10-04 A01 要闻", {"newspaper": "青石日报", "date": DAY, "page": "A01"}),
        ("原标题：青石县举行集会，一万人参加", {}),
        ("分享到：", {}),
        ("正文：", {}),
        ("作者：林小川 阅读：加载中", {"authors": ("林小川",)}),
        ("[林小川]　2016/10/4　第12版　阅读(969)", {"authors": ("林小川",), "date": DAY, "page": "12"}),
        ("**青石日报** | 2016.10.04 | 第17版", {"newspaper": "青石日报", "date": DAY, "page": "17"}),
        ("青石日报 第04版 20161004", {"newspaper": "青石日报", "date": DAY, "page": "04"}),
        ("□《青石时报》　2016年10月4日", {"newspaper": "青石时报", "date": DAY}),
        ("□ 原载《青石之春》2006年8月号", {"newspaper": "青石之春"}),
        ("□　摘自林小川：《青石县的自述》", {}),
        ("摘自《青石周刊》", {"newspaper": "青石周刊"}),
    ],
)
def test_a_line_of_metadata_is_read(line: str, says: dict[str, Any]) -> None:
    assert said(line) == says
    assert read_furniture(line) is Furniture.METADATA


@pytest.mark.parametrize(
    "line",
    [
        "青石县举行群众集会",
        "2016年10月4日，青石县举行集会",
        "2016年10月4日的青石县",
        "本报记者 林小川",
        "记者：林小川",
        "记者：您怎么看这件事？",
        "时间：10月5日",
        "时间：10月5日上午 地点：青石剧场",
        "会议时间：2016-10-04",
        "资金来源：财政拨款",
        "（来源：青石日报）",  # closes a text
        "关键词：乡村振兴",
        "2025年10月20日 星期一 第04版 要闻",
        "第04版 要闻",
        "作者：这本书的作者说，他写了十年。",
        "要闻 2016-10-04",
        "作者：青石县委宣传部办公室副主任林小川同志以及县融媒体中心的全体采编人员何文孙立高远张海亮 2016-10-04",
    ],
)
def test_other_lines_are_no_metadata(line: str) -> None:
    assert read_metadata(line) is None


def test_editors_alone_are_editors() -> None:
    assert read_furniture("编辑：何文 校对：孙立") is Furniture.EDITORS
    assert read_furniture("作者：林小川 责任编辑：何文") is Furniture.METADATA


# --- whose they are


def owned(text: str) -> dict[int, tuple[int, ...]]:
    """Article -> its lines of metadata. A line of the page is Hn or Tn (headline or text of article n), M or blank."""
    raw = text.split("/")
    lines, _ = read_lines("\n".join(raw))
    owners = {number: int(line[1]) for number, line in enumerate(raw, 1) if line[:1] in ("H", "T")}
    heads = {number for number, line in enumerate(raw, 1) if line[:1] == "H"}
    metadata = {number: Metadata(date=DAY, labelled=line == "M") for number, line in enumerate(raw, 1) if "M" in line}
    return {article: record.lines for article, record in read_records(lines, metadata, owners, heads).items()}


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("H0/M/T0//H1/M/M/T1", {0: (2,), 1: (6, 7)}),
        ("M/H0//T0//M/H1//T1", {0: (1,), 1: (6,)}),
        ("H0//T0/M//H1//T1/M", {0: (4,), 1: (9,)}),
        ("M//H0/T0//M//H1//T1", {0: (1,), 1: (6,)}),  # as near to both: above, as the page begins
        ("H0/T0//M//H1//T1//M", {0: (4,), 1: (10,)}),  # behind, as the page ends
        ("M//H0/T0//H1//T1//M//H2//T2", {0: (1,), 2: (10,)}),  # above, and neither article has one
        ("M//H0/T0//H1//T1//M//H2//T2//H3/T3/M", {0: (1,), 1: (10,), 3: (18,)}),  # the page has no habit: behind
        ("H0/M/T0/H1/T1/M", {0: (2,), 1: (6,)}),
        ("H0/M/T0//M//H1/T1", {0: (2,), 1: (5,)}),  # the article before has its own
        ("H0/T0/M/T0", {0: (3,)}),
        ("M", {}),
        ("paperM/H0/T0", {0: (1,)}),
        ("paperM/H0/M/T0/H1/M/T1", {0: (3,), 1: (6,)}),  # the page's own
        ("M/H0/T0//H1/M/T1", {0: (1,), 1: (6,)}),  # one with labels is an article's
        ("M/H0//T0/M//H1/T1/M/T1", {0: (1, 5), 1: (9,)}),  # nearer to the text above than to the headline below
    ],
)
def test_each_article_has_the_metadata_of_its_record(page: str, lines: dict[int, tuple[int, ...]]) -> None:
    assert owned(page) == lines


def test_of_two_lines_the_first_says_what_they_differ_in() -> None:
    first, second = Metadata(date=DAY), Metadata(authors=("林小川",), date=datetime.date(2020, 1, 1), page="01")
    assert merge([first, second]) == Metadata(authors=("林小川",), date=DAY, page="01")


@pytest.mark.parametrize(
    ("days", "metadata_lines", "dates"),
    [
        (("2016-10-04", "2016-10-01"), [(2,), (7,)], ["2016-10-03", "2016-09-30"]),
        (("2016-10-04", "2016-10-04"), [(), ()], ["2016-10-03", "2016-09-30"]),  # the page's day, said again
    ],
)
def test_a_day_alone_is_an_articles_where_the_page_has_several(
    days: tuple[str, str], metadata_lines: list[tuple[int, ...]], dates: list[str]
) -> None:
    first, second = days
    page = (
        f"青石县举行群众集会\n{first}\n\n　　本报青石3日电（记者 林小川）{BODY}\n\n"
        f"县长察看新建水厂\n{second}\n\n　　本报青石30日电（记者 林小川）{BODY}\n"
    )
    articles = split_page(page).articles
    assert [article.metadata_lines for article in articles] == metadata_lines
    assert [str(article.date) for article in articles] == dates


BODY = "县里举行集会，一万多人参加，要求抓好秋收和冬种，争取增产，并且把机器和人手调到最需要的地方去。"


def test_a_paper_line_dates_the_page_and_is_its_articles() -> None:
    page = f"青石县举行群众集会\n《青石日报》（2025年10月20日 第 01 版）\n\n　　本报青石19日电（记者 林小川）{BODY}"
    split = split_page(page, file="2024-01-01.txt")
    (article,) = split.articles
    assert (article.date, article.newspaper, article.printed_page) == (datetime.date(2025, 10, 19), "青石日报", "01")
    assert article.metadata_lines == (2,)
    assert 2 not in [number for residue in split.residue for number in residue.lines]


def test_an_article_has_its_year_from_its_own_metadata() -> None:
    page = "\n\n".join(
        f"{title}\n作者：林小川  时间：{day}\n\n　　本报青石{printed}电　（记者林小川）青石{BODY}\n\n　　人们植树。"
        for title, day, printed in (
            ("青石发布新年口号", "2012-01-01", "12月31日"),
            ("青石举行新年集会", "2012-01-04", "1月3日"),
        )
    )
    assert [str(article.date) for article in split_page(page).articles] == ["2011-12-31", "2012-01-03"]


def test_authors_of_the_metadata_stand_in_where_no_byline_names_any() -> None:
    (article,) = split_page(f"青石中学图书馆开放\n作者：何文;孙立\n\n　　本报讯　{BODY}").articles
    assert article.reporters == ("何文", "孙立")
    (article,) = split_page(f"青石中学图书馆开放\n作者：何文\n\n　　本报讯（记者 孙立）{BODY}").articles
    assert article.reporters == ("孙立",)


def test_a_person_may_name_a_line_of_metadata() -> None:
    page = f"青石中学图书馆开放\n〔教育口〕林小川发来\n\n　　本报讯（记者 孙立）{BODY}"
    corrections = read_corrections("- metadata: 2", "page.fix.yaml")
    (article,) = split_page(page, corrections=corrections).articles
    assert article.metadata_lines == (2,)
    dropped = split_page(
        page.replace("〔教育口〕林小川发来", "作者：何文"), corrections=read_corrections("- drop: 2", "x")
    )
    assert dropped.articles[0].metadata_lines == ()


def read_page_of(*lines: str) -> dict[int, Metadata]:
    """Number of each line of metadata -> what it says."""
    return read_metadata_lines(read_lines("\n".join(lines))[0])


def test_editors_beside_an_articles_metadata_are_the_articles() -> None:
    assert list(read_page_of("青石县举行群众集会", "作者：林小川  时间：2016-10-04", "编辑：何文", "", BODY)) == [2, 3]
    assert list(read_page_of("青石县举行群众集会", "", BODY, "编辑：何文")) == []


def test_names_belong_to_the_metadata_only_where_no_blank_line_parts_them() -> None:
    day = "时间：2016-10-04 08:30"
    assert read_page_of("青石中学图书馆开放", "林小川", day, "", BODY)[2].authors == ("林小川",)
    assert list(read_page_of("青石中学图书馆开放", "林小川", "", day, "", BODY)) == [4]


@pytest.mark.parametrize(
    ("source", "agency", "newspaper"), [("新华社", "新华社", None), ("青石新闻网", None, "青石新闻网")]
)
def test_a_source_is_the_agency_or_the_outlet(source: str, agency: str | None, newspaper: str | None) -> None:
    (article,) = split_page(
        f"青石中学图书馆开放\n来源：{source}  时间：2016-10-04\n\n　　本报讯（记者 孙立）{BODY}"
    ).articles
    assert (article.agency, article.newspaper) == (agency, newspaper)


def test_days_of_several_records_are_no_day_of_the_page() -> None:
    records = ("作者：林小川  时间：2016-10-04\n", "作者：何文  时间：2016-10-01\n", "\n")
    page = "".join(f"渡船又开了\n{record}　　{BODY}\n" for record in records)
    corrections = "".join(f"- split: {at}\n- headline: {at - 2}\n  of: {at}\n" for at in (3, 6, 9))
    articles = split_page(page, corrections=read_corrections(corrections, "page.fix.yaml")).articles
    assert [str(article.date) for article in articles] == ["2016-10-04", "2016-10-01", "None"]
