"""The page of an e-paper in; the article that its markup tells, out. Pure.

    >>> from xtsearch.indexer.pages.formats.html_document import read_document
    >>> article = read_epaper(read_document(
    ...     "<h1>渡船又开了</h1><h4>林小川</h4><div id=ozoom><p>青石河上的渡船停了二十年，如今又开了起来。</p></div>"))
    >>> article.title, article.author, article.paragraphs
    ('渡船又开了', '林小川', ['青石河上的渡船停了二十年，如今又开了起来。'])

The digital papers of Chinese newspapers are made by a few programs, most by Founder's (方正): a page `node_N.htm` lists
the articles of a newspaper page, `content_N.htm` holds one. Their text stands in `<founder-content>`, between the
comments `<!--enpcontent-->`, or in `#ozoom`; headline, 引题, 副题 and author in `<founder-title>` and its kin, in the
comment `<!--enpproperty ...-->`, in headings h1, h3, h2 and h4 before the text, or in cells of tables of known classes.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xtsearch.indexer.pages.formats.html_document import Document, Element
from xtsearch.indexer.pages.pieces.byline_forms import is_byline_line
from xtsearch.indexer.pages.pieces.dates import calendar_date
from xtsearch.indexer.pages.pieces.metadata import NEWSPAPER

#: Where the text of an article stands, the surest first.
_TEXT_TAGS = ("founder-content", "enpcontent")
_TEXT_IDS = ("ozoom", "articlecontent", "article-content", "mdf", "contenttext", "detailcontent", "ucap-content")
_TEXT_CLASSES = ("trs_editor", "rm_txt_con", "article-content", "detail-content")
_CAPTION_CLASS = re.compile(r"\bpci_c\b|\bpic_?(?:text|desc|info)\b|\bcaption\b")
_HAN = re.compile("[\u4e00-\u9fff]")
TEXT_LEAST = 10  # Han characters of an article
LISTED = 3  # links to articles of a page that lists them

_TITLE_CLASS = re.compile(r"main-article-title|article-title|\bfont01\b|\bbt1{0,2}\b|\btitle1?\b|biaoti")
_KICKER_CLASS = re.compile(r"pretitle|introtitle|leading_title|yinti|shoubiaoti|\bbt0\b")
_SUBTITLE_CLASS = re.compile(r"subtitle|sub-title|sub_title|futi|fubiaoti|\bbt2\b")
_OLD_CELL = re.compile(r"\bfont02\b")  # above the headline a kicker, below it a subtitle or the author
_AUTHOR_CLASS = re.compile(r"\blai\b|\bsec\b|author|zuozhe|reporter")
_PAGE_CLASS = re.compile(r"banci|\bban\b|ban_t|\bl_t\b|pagename|banmian|dzb|paper_bot|\bsec\b|\blai\b")
_DATE_CLASS = re.compile(r"date|time|riqi|\blai\b|\bsec\b|l_t")
_PROPERTY = re.compile(r"<(title|introtitle|subtitle|author|date|nodename)>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
_DAY = re.compile(r"((?:19|20)\d{2})\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})(?:\s?日)?")
_PAGE = re.compile(r"第?\s?([A-Z]?\d{1,3})\s?版(?:\s?[:：]\s?([\u4e00-\u9fff·]{2,12}))?")
_CITATION = re.compile(r"《[^《》]{2,20}》?\s?[（(].*|《[^《》]{2,20}报[^《》]{0,6}》.*")
_LISTED_ARTICLE = re.compile(r"content_|/content/|c\d+-\d+\.htm", re.IGNORECASE)
_BYLINE_LIKE = re.compile(
    r"记者|通讯员|作者|撰稿|实习生|[文图][/／]|^[□■●◎○]|^[\u4e00-\u9fff]{2,4}(?:[\s、，][\u4e00-\u9fff]{2,4}){0,4}$"
)
_FROM_ADDRESS = re.compile(r"/((?:19|20)\d{2})-?(\d{2})[-/](\d{2})/")


@dataclass(frozen=True, slots=True)
class WebArticle:
    """One article as its page's markup tells it. `page` is the number of its newspaper page, `page_name` the name of
    that, `captions` stand below pictures among the text. What is not told is empty or None."""

    title: str
    paragraphs: Sequence[str]
    kicker: str = ""
    subtitle: str = ""
    author: str = ""
    date: datetime.date | None = None
    newspaper: str | None = None
    page: str | None = None
    page_name: str | None = None
    captions: Sequence[str] = ()


def read_epaper(document: Document) -> WebArticle | None:
    """The article of an e-paper's page; None where the markup is not one of an e-paper's article."""
    body = _body(document)
    if body is None:
        return None
    stated = _properties(document)
    above = [element for element in document.elements if element.stop <= body.start]
    heads = _near(above, body, document)
    title = stated.get("title") or _first_text(document, "founder-title") or _title(heads, above)
    title = title or _meta(document, "articletitle")
    if not title:
        return None
    author = stated.get("author") or _first_text(document, "founder-author") or _author(heads, title)
    author = author or _meta(document, "reporter", "author")
    outside = [element for element in document.elements if not body.start <= element.start < body.stop]
    page, page_name = _page(stated.get("nodename", ""), outside)
    captions = _captions(document, body)
    return WebArticle(
        title,
        [paragraph for paragraph in body.paragraphs if paragraph != title and paragraph not in captions],
        stated.get("introtitle") or _kicker(document, heads, title),
        stated.get("subtitle") or _subtitle(document, heads, title),
        _CITATION.sub("", author).strip(" \u3000:：") if author != title else "",
        _day(stated, outside, document),
        _newspaper(outside),
        page,
        page_name,
        captions,
    )


def listed_articles(document: Document) -> list[str]:
    """The headlines that a page links to, if it lists the articles of a newspaper page; else none."""
    titles: dict[str, str] = {}
    for link in document.all(lambda element: element.tag in ("a", "area")):
        address = link.attributes.get("href", "")
        if _LISTED_ARTICLE.search(address) and not titles.get(address):
            titles[address] = link.text or link.attributes.get("title", "")
    return [title for title in titles.values() if title] if len(titles) >= LISTED else []


def _body(document: Document) -> Element | None:
    """The element that holds the article's text."""
    marked = {
        name: element
        for element in reversed(document.elements)
        for name in (element.tag, f"#{element.id.lower()}", *(f".{name}" for name in element.classes.split()))
    }
    wanted = (*_TEXT_TAGS, *(f"#{name}" for name in _TEXT_IDS), *(f".{name}" for name in _TEXT_CLASSES))
    for name in wanted:
        element = marked.get(name)
        if element and len(_HAN.findall("".join(element.paragraphs))) >= TEXT_LEAST:
            return element
    return None


def _captions(document: Document, body: Element) -> list[str]:
    """The captions of pictures that stand inside the text."""
    inside = document.all(lambda element: body.start <= element.start and element.stop <= body.stop)
    return [text for element in inside if _CAPTION_CLASS.search(element.classes) for text in element.paragraphs]


def _near(above: Sequence[Element], body: Element, document: Document) -> list[Element]:
    """The elements before the text in the smallest element around it that holds a heading or a cell of a headline."""
    around = [element for element in document.elements if element.start <= body.start and body.stop <= element.stop]
    for holder in sorted(around, key=lambda element: -element.depth):
        inside = [element for element in above if holder.start <= element.start and element.depth > holder.depth]
        if any(_is_title(element) and element.text for element in inside):
            return inside
    return list(above)


def _is_title(element: Element) -> bool:
    return element.tag == "h1" or element.id.lower() == "title" or _TITLE_CLASS.search(element.classes) is not None


def _title(heads: Sequence[Element], above: Sequence[Element]) -> str:
    candidates = [element for element in heads if _is_title(element)]
    candidates += [element for tag in ("h2", "h3") for element in reversed(heads) if element.tag == tag]
    candidates += [element for element in above if element.tag == "h1"]
    return next((text for element in candidates if 2 <= len(text := element.text) <= 120), "")


def _first_text(document: Document, tag: str) -> str:
    element = document.first(lambda element: element.tag == tag)
    return element.text if element else ""


def _beside_title(heads: Sequence[Element], title: str) -> tuple[list[Element], list[Element]]:
    """The elements before the headline, and those behind it."""
    headlines = [at for at, element in enumerate(heads) if element.text == title]
    place = next((at for at in headlines if _is_title(heads[at])), headlines[0] if headlines else None)
    if place is None:
        return [], list(heads)
    headline = heads[place]
    return [element for element in heads[:place] if element.stop <= headline.start], [
        element for element in heads[place + 1 :] if element.start >= headline.stop
    ]


def _kicker(document: Document, heads: Sequence[Element], title: str) -> str:
    stated = next(
        (text for tag in ("founder-introtitle", "founder-pretitle") if (text := _first_text(document, tag))), ""
    )
    before, _ = _beside_title(heads, title)
    return stated or _text_of(
        [*(element for element in heads if _KICKER_CLASS.search(element.classes))]
        or [element for element in before if element.tag in ("h2", "h3", "h4") or _OLD_CELL.search(element.classes)],
        title,
    )


def _subtitle(document: Document, heads: Sequence[Element], title: str) -> str:
    stated = _first_text(document, "founder-subtitle")
    _, behind = _beside_title(heads, title)
    named = [element for element in heads if _SUBTITLE_CLASS.search(element.classes)]
    set_below = [element for element in behind if element.tag in ("h2", "h3") or _OLD_CELL.search(element.classes)]
    set_below = [element for element in set_below if not _BYLINE_LIKE.search(element.text)]
    return stated or _text_of(named or set_below, title)


def _author(heads: Sequence[Element], title: str) -> str:
    _, behind = _beside_title(heads, title)
    told = [element for element in heads if _AUTHOR_CLASS.search(element.classes)]
    told += [element for element in behind if element.tag in ("h4", "h5", "h6")]
    told += [element for element in behind if _OLD_CELL.search(element.classes) and _BYLINE_LIKE.search(element.text)]
    told += [element for element in behind if is_byline_line(element.text)]
    return _text_of(told, title)


def _text_of(elements: Sequence[Element], title: str) -> str:
    return next((text for element in elements if (text := element.text) and text != title and len(text) <= 120), "")


def _properties(document: Document) -> dict[str, str]:
    """What the comment `enpproperty` says of the article."""
    comment = next((text for text in document.comments if "enpproperty" in text[:40].lower()), "")
    values = {name.lower(): html.unescape(value).strip() for name, value in _PROPERTY.findall(comment)}
    return {name: re.sub(r"<[^<>]*>|\s+", " ", value).strip() for name, value in values.items() if value}


def _day(stated: dict[str, str], outside: Sequence[Element], document: Document) -> datetime.date | None:
    """The newspaper's day: where the markup states it, else where the page shows it, else in addresses."""
    metas = [element.attributes.get("content", "") for element in outside if _is_date_meta(element)]
    shown = [element.text for element in outside if _DATE_CLASS.search(f"{element.classes} {element.id.lower()}")]
    for text in (stated.get("date", ""), *metas, *(text for text in shown if len(text) <= 200), *_mastheads(outside)):
        if (match := _DAY.search(text)) and (day := calendar_date(*match.groups())):
            return day
    return _addressed_day(outside, document)


def _is_date_meta(element: Element) -> bool:
    name = f"{element.attributes.get('name', '')} {element.attributes.get('property', '')}".lower()
    return element.tag == "meta" and re.search(r"publish|pubdate|release|\bdate\b", name) is not None


def _addressed_day(outside: Sequence[Element], document: Document) -> datetime.date | None:
    """The day that most addresses of the page hold: .../2023-02/10/content_1.htm."""
    addresses = [
        element.attributes.get("href", "") or element.attributes.get("src", "")
        for element in outside
        if element.tag in ("a", "link", "img", "area")
    ]
    addresses += [comment for comment in document.comments if "saved from url" in comment]
    days = [match.groups() for address in addresses if (match := _FROM_ADDRESS.search(address))]
    return calendar_date(*max(set(days), key=days.count)) if days else None


def _page(stated: str, outside: Sequence[Element]) -> tuple[str | None, str | None]:
    """The number of the newspaper page, and its name: as stated, as an element made for it shows, as a line of it and
    the day does."""
    named = [element.text for element in outside if _PAGE_CLASS.search(f"{element.classes} {element.id.lower()}")]
    for text in (stated, *named, *_mastheads(outside)):
        if len(text) <= 120 and (match := _PAGE.search(text)):
            return match[1], match[2]
    return None, stated or None


def _mastheads(outside: Sequence[Element]) -> Iterator[str]:
    """Lines with a day and the number of a page or a day of the week: 2023年2月10日 星期五 第04版：要闻."""
    for element in outside:
        text = element.text if element.tag in ("td", "div", "span", "p", "li", "h4", "h5") else ""
        if text and len(text) <= 120 and _DAY.search(text) and ("星期" in text or _PAGE.search(text)):
            yield text


def _meta(document: Document, *names: str) -> str:
    """What a meta element of one of these names says in Chinese; "" where none does."""
    for element in document.elements:
        content = element.attributes.get("content", "")
        if element.tag == "meta" and element.attributes.get("name", "").lower() in names and _HAN.search(content):
            return content.strip()
    return ""


def _newspaper(outside: Sequence[Element]) -> str | None:
    """The paper's name, as the title of the page or a line of the source says it."""
    for text in _naming(outside):
        for part in re.split(r"[-_—|–·:：\s]+", text):
            match = NEWSPAPER.match(re.sub(r"(?:多媒体)?(?:数字|电子)(?:报刊?|版)?$", "", part.strip("《》")))
            if match:
                return match[1]
    return None


def _naming(outside: Sequence[Element]) -> Iterator[str]:
    for element in outside:
        if element.tag == "title" or _AUTHOR_CLASS.search(element.classes):
            text = element.text
            if len(text) <= 120:
                yield from re.findall(r"《([^《》]{2,20})》", text)
                yield text
