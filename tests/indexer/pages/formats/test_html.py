"""Saved pages of e-papers are read by their markup, others by their main text, and what is no article is refused."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Callable
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.waiting import grows_in_proportion
from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.corrections import CorrectionKind
from xtsearch.indexer.pages.formats.html import HTML_LIMIT, is_html, read_html
from xtsearch.indexer.pages.formats.html_document import read_document
from xtsearch.indexer.pages.load import FORMATS, load_page, load_page_file
from xtsearch.indexer.pages.split import Article
from xtsearch.library import split_page

TEXT = (
    "<p>　　青石河上的渡船停了二十年，如今又开了起来。清早，第一班船从北岸出发，船上坐着去赶集的老人和孩子。</p>"
    "<p>　　船工说，每天来回十六趟，风大的日子就停半天。</p>"
)
BODY = (
    "青石河上的渡船停了二十年，如今又开了起来。清早，第一班船从北岸出发，船上坐着去赶集的老人和孩子。"
    "\n船工说，每天来回十六趟，风大的日子就停半天。"
)
LIST = "".join(
    f'<li><a href="content_{number}.htm">{title}</a></li>'
    for number, title in enumerate(["渡船又开了", "图书馆开放", "水厂供水", "车站修钟"])
)
PAGES = "".join(f'<a id="pageLink" href="node_{number}.htm">第0{number}版：要闻</a>' for number in (1, 2, 3))
DAY = datetime.date(2023, 2, 10)

#: The markup of e-papers as several programs write it, with invented text.
EPAPERS = {
    "headings before #ozoom, a line of the source": f"""<!DOCTYPE html><html><head><meta charset="UTF-8">
<title>渡船又开了--青石日报</title></head><body><div>{PAGES}<ul>{LIST}</ul></div><div class="article"><h3>民生新事</h3>
<h1>渡船又开了</h1><h2>青石河上恢复早班船</h2><p class="sec">本报记者 林小川<span class="date">《青石日报》（<span
class="newstime">2023年02月10日</span>  第 04 版）</span></p><div id="ozoom">{TEXT}</div></div>
<script>if (a<b) {{ document.write("<p>本报讯</p>"); }}</script></body></html>""",
    "a comment with all that the program knows": f"""<html><head><title>渡船又开了-青石日报</title></head><body>
<!--enpproperty <articleid>1</articleid><date>2023-02-10 00:00:00.0</date><author>本报记者 林小川</author>
<title>渡船又开了</title><subtitle>青石河上恢复早班船</subtitle><introtitle>民生新事</introtitle>
<nodename>04版：要闻</nodename>/enpproperty--><table><tr><td>{LIST}</td></tr></table><h1>渡船又开了</h1>
<div id="articleContent"><!--enpcontent-->{TEXT}<!--/enpcontent--></div></body></html>""",
    "cells of tables": f"""<html><head><title>青石日报多媒体数字报</title></head><body><table><tr><td>2023年2月10日
星期五 第04版：要闻</td></tr></table><table><tr><td class="font02">民生新事</td></tr><tr><td class="font01">渡船又开了
</td></tr><tr><td class=font02>青石河上恢复早班船</td></tr><tr><td class=font02>□本报记者 林小川</td></tr><tr><td><div
id="ozoom"><founder-content>{TEXT}</founder-content></div></td></tr></table></body></html>""",
    "classes of main-article": f"""<html><head><title>青石日报</title></head><body><h1 class="main-article-title">青石
日报</h1><div class="banci">第04版：要闻</div><div class="date">2023-02-10</div><div class="main-article">
<h2 class="main-article-pretitle">民生新事</h2><h1 class="main-article-title">渡船又开了</h1>
<h3 class="main-article-subtitle">青石河上恢复早班船</h3><h6 class="main-article-author">本报记者 林小川</h6>
<founder-content>{TEXT}</founder-content></div></body></html>""",
}


def articles(source: str, encoding: str = "utf-8", name: str = "content_1.htm") -> tuple[Article, ...]:
    page = load_page(BytesIO(source.encode(encoding)), name)
    assert page.format == "HTML"
    assert "<" not in page.text
    return page.split().articles


@pytest.mark.parametrize("source", EPAPERS.values(), ids=EPAPERS)
def test_the_markup_of_an_epaper_says_all_of_its_article(source: str) -> None:
    (article,) = articles(source)
    assert (article.kicker, article.title, article.subtitle) == ("民生新事", "渡船又开了", "青石河上恢复早班船")
    assert (article.reporters, article.date) == (("林小川",), DAY)
    assert (article.newspaper, article.printed_page) == ("青石日报", "04")
    assert article.body.endswith(BODY)
    assert article.confidence >= 0.9
    assert any("given by the file's markup" in fact for fact in article.evidence)


def test_founders_own_elements_name_headline_and_author() -> None:
    (article,) = articles(
        f"<html><body>{PAGES}<founder-title>渡船又开了</founder-title><founder-author>林小川　何文</founder-author>"
        f"<founder-content>{TEXT.upper()}</founder-content></body></html>"
    )
    assert (article.title, article.reporters, article.body) == ("渡船又开了", ("林小川", "何文"), BODY)


def test_a_line_of_authors_with_roles_names_each() -> None:
    (article,) = articles(f"<html><h1>渡船又开了</h1><h4>林小川 通讯员 何文</h4><div id=ozoom>{TEXT}</div></html>")
    assert article.reporters == ("林小川", "何文")
    assert article.body == BODY


def test_every_line_of_an_epapers_page_belongs_to_its_article() -> None:
    source = EPAPERS["headings before #ozoom, a line of the source"]
    split = load_page(BytesIO(source.encode()), "a.html").split()
    assert split.residue == ()
    assert [(first, last) for article in split.articles for first, last in article.lines] == [(1, 9)]


def test_paragraphs_that_begin_like_articles_stay_one_article() -> None:
    """Wire copy in one article: only the markup can say so."""
    wire = "<p>本报讯（记者 何文）10月13日，水厂供水。</p><p>新华社北京10月13日电（记者 孙立）图书馆开放。</p>"
    (article,) = articles(f"<html><h1>简讯两则</h1><div id=ozoom>{wire}{TEXT}</div></html>")
    assert article.body.count("\n") == 3


def test_a_persons_corrections_count_more_than_the_markup(tmp_path: Path) -> None:
    page = tmp_path / "content_1.htm"
    page.write_text(f"<html><h1>渡船又开了</h1><h2>早班船恢复</h2><div id=ozoom>{TEXT}</div></html>", "utf-8")
    (tmp_path / "content_1.htm.fix.yaml").write_text("- headline: 2\n  of: 4\n  kicker: 1\n", "utf-8")
    (article,) = load_page_file(str(page), page.name).split().articles
    assert (article.kicker, article.title, article.subtitle) == ("渡船又开了", "早班船恢复", None)
    assert split_page(page).articles[0].title == "早班船恢复"


def test_other_pages_give_their_main_text() -> None:
    (article,) = articles(
        '<!DOCTYPE html><html><head><title>渡船又开了_青石新闻网</title><meta name="publishdate" content="2023-02-10">'
        '</head><body><nav><a href=/>首页</a> <a href=/n>新闻</a></nav><div class="detail"><h1>渡船又开了</h1>'
        '<div class="info">2023-02-10 08:30 来源：青石日报 作者：林小川</div>'
        f'<div class="content">{TEXT}<p>水厂厂长说，明年还要铺管线，让沿线六个村都用上自来水&amp;热水。</p></div></div>'
        '<div class="footer">版权所有 青石新闻网</div></body></html>'
    )
    assert (article.title, article.reporters, article.date) == ("渡船又开了", ("林小川",), DAY)
    assert "自来水&热水" in article.body
    assert not any(word in article.body for word in ("首页", "版权所有", "来源"))


@pytest.mark.parametrize(
    ("named", "encoding"),
    [
        *product(["gb2312", "GBK", "gb18030", "utf-8", "x-unknown", ""], ["gb18030", "utf-8", "utf-8-sig", "utf-16"]),
        *product(["big5"], ["utf-8", "utf-8-sig", "utf-16"]),
    ],
)
def test_the_encoding_is_the_one_that_fits(named: str, encoding: str) -> None:
    source = f'<html><head><meta charset="{named}"></head><h1>渡船又开了</h1><div id=ozoom>{TEXT}</div></html>'
    assert [article.title for article in articles(source, encoding)] == ["渡船又开了"]


def test_a_page_in_big5_is_read_as_it_says() -> None:
    text = "<p>青石河上的渡船停了二十年，如今又開了起來。</p>"
    source = f"<html><head><meta charset=big5></head><h1>渡船又開了</h1><div id=ozoom>{text}</div></html>"
    assert [article.title for article in articles(source, "big5")] == ["渡船又開了"]


REFUSED = {
    "a list of articles": (f"<html><title>青石日报</title><body>{PAGES}<ul>{LIST}</ul></body></html>", "and 1 more"),
    "frames": ("<html><head></head><frameset cols=1><frame src=a><frame src=b></frameset></html>", "frame"),
    "an error page": ("<html><head><title>404 Not Found</title></head><body><p>页面不存在</p></body></html>", "404"),
    "a menu": (f"<html><body>{'<a href=/a>县内要闻栏目</a>' * 50}</body></html>", "menu"),
    "nothing": ("<html><head></head><body><div></div></body></html>", "menu"),
}


@pytest.mark.parametrize(("source", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_article_is_refused_in_one_line(source: str, why: str) -> None:
    with pytest.raises(InputError, match=why) as caught:
        read_html(source.encode())
    assert caught.value.fault is Fault.NO_ARTICLE
    assert "\n" not in str(caught.value)
    assert "<" not in str(caught.value)


def test_a_list_beside_an_article_is_no_list() -> None:
    source = f"<html><body>{PAGES}{LIST * 9}<h1>渡船又开了</h1><div id=ozoom>{TEXT}</div></body></html>"
    assert [article.title for article in articles(source)] == ["渡船又开了"]


def test_without_the_extra_epapers_are_read_and_other_pages_say_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert articles(EPAPERS["cells of tables"])[0].title == "渡船又开了"
    with pytest.raises(InputError, match=r"pip install 'xtsearch\[html\]'"):
        read_html(f"<html><body><h1>渡船又开了</h1><div>{TEXT}</div></body></html>".encode())


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (b"<html><body>" + b"<div>" * 5000 + b"\xe6\xb8\xa1", Fault.TOO_DEEP),
        (b"<html><body><p>" + b"a" * HTML_LIMIT, Fault.TOO_LARGE),
        (b"<html><body><p>" + b"<p>a" * 20_000, Fault.TOO_LARGE),
        (b"<html><head><body>\xff\xfe\xff\xff\xff\xfe", Fault.BINARY),
    ],
    ids=["nested", "large", "many elements", "no text"],
)
def test_hostile_pages_are_refused(source: bytes, fault: Fault) -> None:
    with pytest.raises(InputError) as caught:
        read_html(source)
    assert caught.value.fault is fault


def test_pictures_inside_a_page_are_not_counted() -> None:
    picture = "<img src='data:image/png;base64," + "A" * (2 * HTML_LIMIT) + "'>"
    (article,) = articles(f"<html><h1>渡船又开了</h1><div id=ozoom>{picture}{TEXT}</div></html>")
    assert article.body == BODY


@pytest.mark.parametrize(
    "data",
    [
        "本报讯 网页源码以<html>开头，以</html>结尾，<body>在中间，<div>不算。".encode(),
        b"<?xml version='1.0'?><alto xmlns='http://www.loc.gov/standards/alto/ns-v4#'><Layout/></alto>",
        b"<rss><channel><item><title>a</title></item></channel></rss>",
        "# 渡船\n\n<table><tr><td>1</td></tr></table>".encode(),
        b"<",
        b"",
        b"{}",
    ],
)
def test_other_files_are_no_html(data: bytes) -> None:
    assert not is_html(data)


def test_hocr_is_no_web_page() -> None:
    hocr = b"<?xml version='1.0'?><!DOCTYPE html><html><head></head><body><div class='ocr_page'></div></body></html>"
    assert next(row for row in FORMATS if row.accepts(hocr)).name == "hOCR"
    xhtml = hocr.replace(b"ocr_page", b"page")
    assert next(row for row in FORMATS if row.accepts(xhtml)).name == "HTML"


@given(st.text(alphabet="<>/=\"'!-&;#aprdivhtml1 渡船又开了。\n", max_size=200))
def test_any_source_is_read_without_losing_what_stands_between_tags(source: str) -> None:
    document = read_document(source)
    assert all(0 <= element.start <= element.stop <= len(document.pieces) for element in document.elements)
    if "<" not in source and "&" not in source:
        assert "".join("".join(document.paragraphs(0, len(document.pieces))).split()) == "".join(source.split())


@pytest.mark.parametrize("piece", ["<", "<a ", '<a b="', "<!--", "<p>渡", "</i>", "&amp;", "<script>", "<b></b>", "'"])
def test_any_source_takes_time_in_proportion(piece: str) -> None:
    def work(size: int) -> Callable[[], object]:
        source = "<html><body>" + piece * (size // len(piece))
        return lambda: read_document(source)

    assert grows_in_proportion(work, 20_000)


def test_the_source_of_a_page_is_read_as_one_where_it_is_given_as_text() -> None:
    (article,) = split_page(EPAPERS["cells of tables"]).articles
    assert (article.title, article.date) == ("渡船又开了", DAY)


def test_a_fragment_without_html_around_it_is_read_as_well() -> None:
    (article,) = articles(f"<div><h1>渡船又开了</h1></div><div id=ozoom>{TEXT}</div>")
    assert article.title == "渡船又开了"


def test_section_headings_and_captions_inside_the_text_are_told_from_its_paragraphs() -> None:
    caption = '<table class="pci_c"><tr><td><img src="a.jpg"/></td></tr><tr><td>村民试水。何文 摄</td></tr></table>'
    text = f"{caption}{TEXT}<p>管线去年开工</p><p>县水利局说，明年还要为两个村铺设管线。</p>"
    (article,) = articles(f"<html><h1>河湾村通水</h1><div id=ozoom>{text}</div></html>")
    assert article.title == "河湾村通水"
    assert article.body == f"{BODY}\n管线去年开工\n县水利局说，明年还要为两个村铺设管线。"


def test_a_line_of_the_source_names_the_authors_and_not_the_paper() -> None:
    lead = '<h1>河湾村通水</h1><div class="lai">来源：青石晚报  作者：林小川、何文</div>'
    (article,) = articles(f"<html>{lead}<div id=ozoom>{TEXT}</div></html>")
    assert article.reporters == ("林小川", "何文")


@pytest.mark.parametrize("holder", ['id="contenttext"', 'class="TRS_Editor"', 'class="rm_txt_con cf"'])
def test_the_holders_of_other_programs_are_known(holder: str) -> None:
    menu = "<div><a>首页</a><a>政务</a></div>"
    byline = "<td>本报记者 林小川</td>"
    (article,) = articles(
        f"<html>{menu}<h1>河湾村通水</h1><table>{byline}</table><div {holder}>{TEXT}</div>{menu}</html>"
    )
    assert (article.title, article.reporters) == ("河湾村通水", ("林小川",))
    assert article.body == f"本报记者 林小川\n{BODY}"


@pytest.mark.parametrize(
    "place",
    ["ozoom", "articleContent", "article-content", "mdf", "contenttext", "detailcontent", "ucap-content"],
)
def test_a_short_text_of_an_epaper_is_one_where_the_page_marks_its_place(place: str) -> None:
    text = "清早第一班船从北岸出发，坐着老人。"
    (article,) = articles(f'<html><body><h1>渡船又开了</h1><div id="{place}"><p>{text}</p></div></body></html>')
    assert article.body == text


def test_the_address_that_a_browser_saved_says_the_day() -> None:
    saved = "<!-- saved from url=(0052)http://qsrb.example.com/html/2023-02/10/content_1.htm -->"
    (article,) = articles(f"{saved}<html><h1>渡船又开了</h1><div id=ozoom>{TEXT}</div></html>")
    assert article.date == DAY


def test_authors_that_stand_in_the_text_as_well_are_printed_once() -> None:
    byline = "本报记者 林小川"
    (article,) = articles(f"<html><h1>渡船又开了</h1><h4>{byline}</h4><div id=ozoom><p>{byline}</p>{TEXT}</div></html>")
    assert article.body == f"{byline}\n{BODY}"


def test_of_an_attribute_that_stands_twice_the_first_counts() -> None:
    (article,) = articles("<html><h1>渡船又开了</h1><div id=ozoom id=nav><p>清早第一班船从北岸出发。</p></div></html>")
    assert article.title == "渡船又开了"


def test_a_few_links_to_articles_beside_a_text_make_no_list() -> None:
    (article,) = articles(
        f"<html><body><ul>{LIST}</ul><div class=detail><h1>渡船又开了</h1><div class=content>{TEXT}"
        "<p>水厂厂长说，明年还要铺管线，让沿线六个村都用上自来水。</p></div></div></body></html>"
    )
    assert article.title == "渡船又开了"


def test_a_paragraph_that_leads_to_the_next_is_no_section_heading() -> None:
    text = f"{TEXT}<p>船工说：</p><p>老人们说</p><p>从前要绕三十里山路。</p>"
    loaded = read_html(f"<html><h1>渡船又开了</h1><div id=ozoom>{text}</div></html>".encode())
    sections = [item.lines for item in loaded.declared.items if item.kind is CorrectionKind.SECTION]
    assert [loaded.text.split("\n")[number - 1] for (number,) in sections] == ["老人们说"]


def test_what_a_tag_that_closes_itself_is_followed_by_is_text() -> None:
    document = read_document("<p>渡船<iframe src='a.htm' />又开了</p>")
    assert document.paragraphs(0, len(document.pieces)) == ["渡船又开了"]


def test_authors_below_the_headline_are_no_subtitle() -> None:
    (article,) = articles(f"<html><h1>渡船又开了</h1><h2>本报记者 林小川</h2><div id=ozoom>{TEXT}</div></html>")
    assert (article.subtitle, article.reporters) == (None, ("林小川",))
