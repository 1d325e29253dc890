"""A saved web page in; the text of its article, and what the markup says of its headline, author and day, out.

    >>> page = read_html('<html><h1>渡船又开了</h1><p id="ozoom">船停了二十年，如今又开了起来。</p></html>'.encode())
    >>> page.text.split("\\n"), [(item.kind.value, item.lines) for item in page.declared.items]
    (['渡船又开了', '', '船停了二十年，如今又开了起来。'], [('split', (3,)), ('headline', (1,))])

Pages of e-papers are read by what their markup says (`epaper`); of any other page the main text is taken (`main_text`).
What is no article is refused: a list of articles, a frame, a menu. Markup is never text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.corrections import Correction, CorrectionKind, Corrections
from xtsearch.indexer.pages.formats.epaper import WebArticle, listed_articles, read_epaper
from xtsearch.indexer.pages.formats.html_document import Document, read_document
from xtsearch.indexer.pages.formats.main_text import read_main_text
from xtsearch.indexer.pages.formats.markdown import MARKUP
from xtsearch.indexer.pages.loaded_text import LoadedText
from xtsearch.indexer.pages.page import ends_sentence
from xtsearch.indexer.pages.pieces.byline_forms import ROLE, is_byline_line
from xtsearch.indexer.pages.pieces.bylines import read_names
from xtsearch.indexer.pages.pieces.metadata import Metadata, read_metadata
from xtsearch.indexer.text.decoding import decode_page

#: Bytes of a page without the pictures that it holds as text. The longest article of a newspaper has 200 KB of HTML.
HTML_LIMIT = 4 << 20
HEAD = 4096  # bytes in which a page says that it is HTML, and its encoding
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>\s*)?(?:<!--(?>(?:[^-]|-(?!->)){0,2000})-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|frameset|div|table|p|center|font|h[1-6]|article)\b",
    re.IGNORECASE,
)
_TAGS = re.compile(
    rb"<(?:/?(?:html|head|body|div|p|table|tr|td|span|a|font|br|h[1-6]|frameset|script)\b)", re.IGNORECASE
)
TAGS_LEAST = 3
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
DAMAGED_SHARE = 0.01  # of a page's characters that may not be in the encoding that it names: saved pages mix them
_DATA_ADDRESS = re.compile(rb"""data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=%\s]+""", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]")
TEXT_LEAST = 20  # Han characters of an article of a page that is no e-paper's
LINKED = 0.5  # of a list's Han characters, which stand in links; a menu may list articles beside the text of one
MENU_LIMIT, MENU_LINKS = 3000, 300  # characters of a text that may be a menu, and links that are looked for in it
LONGEST_SECTION = 30  # characters of a section heading
SHOWN = 3  # headlines that a refusal names
_ROLE_OR_LABEL = re.compile(rf"{ROLE.pattern}|(?:作者|来源)[:：]|[□■●◎○◆]")
_ERROR_PAGE = re.compile(r"404|403|50[0-4]|找不到|不存在|已删除|[Nn]ot [Ff]ound|出错|错误页")


def is_html(data: bytes) -> bool:
    """Whether the bytes are the source of a web page."""
    head = _head(data)
    return _START.match(head) is not None and len(_TAGS.findall(head)) >= TAGS_LEAST


def _head(data: bytes) -> bytes:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[len(mark) : 2 * HEAD].decode(encoding, "ignore").encode()
    return data[:HEAD]


def read_html(data: bytes) -> LoadedText:
    """The article of the page.

    Raises:
        InputError: the page holds no article, or a list of them; it is too large, or in no known encoding; an extra is
            needed and not installed.
    """
    data = _DATA_ADDRESS.sub(b"", data) if b"base64," in data else data
    if len(data) > HTML_LIMIT:
        raise InputError(
            f"more than {HTML_LIMIT >> 20} MB of HTML, pictures aside: no article is as long", Fault.TOO_LARGE
        )
    source = _decoded(data)
    document = read_document(source)
    article = read_epaper(document)
    if article is not None:
        return _loaded(article)
    _refuse_lists(document)
    article = read_main_text(source, len(document.elements))
    if article is None or _unlinked(article.paragraphs, document) < TEXT_LEAST:
        raise InputError(_why_no_article(document), Fault.NO_ARTICLE)
    return _loaded(article if article.author else replace(article, author=_stated_authors(document)))


def _unlinked(paragraphs: Sequence[str], document: Document) -> int:
    """The Han characters of a text without what are links on the page: a menu is nothing but links."""
    text = "\n".join(paragraphs)
    if len(text) <= MENU_LIMIT:
        links = {link.text for link in document.elements if link.tag == "a"}
        for link in sorted(links, key=lambda link: (-len(link), link))[:MENU_LINKS]:
            text = text.replace(link, "") if len(link) > 1 else text
    return len(_HAN.findall(text))


def _stated_authors(document: Document) -> str:
    """The authors that a line of metadata on the page names: 来源：青石日报 作者：林小川."""
    for element in document.elements:
        text = element.text if element.tag in ("div", "p", "span", "td", "li", "h4", "h5", "h6") else ""
        if 4 <= len(text) <= 120 and (metadata := read_metadata(text)) and metadata.authors:
            return "、".join(metadata.authors)
    return ""


def _decoded(data: bytes) -> str:
    """The page's source, in the encoding that fits: a mark's, UTF-8 if it is valid, the one that it names, a guess."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode_page(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        named = _CHARSET.search(data[:HEAD])
    if named:
        name = named[1].decode("ascii").lower()
        try:
            text = data.decode(_WIDER.get(name, name), "replace")
        except LookupError:
            return decode_page(data)
        if text.count("\ufffd") <= DAMAGED_SHARE * len(text):
            return text
    return decode_page(data)


def _refuse_lists(document: Document) -> None:
    """Raises InputError where the page is the list of a newspaper page's articles, or holds frames alone."""
    if document.first(lambda element: element.tag == "frameset") is not None:
        raise InputError("a page of frames, which holds no text itself: save the frame's own page", Fault.NO_ARTICLE)
    listed = listed_articles(document)
    linked = "".join(link.text for link in document.elements if link.tag == "a")
    whole = "".join(document.paragraphs(0, len(document.pieces)))
    if listed and len(_HAN.findall(linked)) >= LINKED * len(_HAN.findall(whole)):
        shown = "; ".join(title[:30] for title in listed[:SHOWN])
        more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
        raise InputError(f"a list of articles, not one of them: save the pages of {shown}{more}", Fault.NO_ARTICLE)


def _why_no_article(document: Document) -> str:
    title = next((element.text for element in document.elements if element.tag == "title"), "")
    if _ERROR_PAGE.search(title):
        return f"an error page, not an article: {title[:40]}"
    return "HTML without the text of an article: a menu, a list or an empty page"


def _loaded(article: WebArticle) -> LoadedText:
    """The article as lines: kicker, headline, subtitle, what is said of it, its paragraphs."""
    lines: list[str] = []

    def add(text: str) -> tuple[int, ...]:
        if not text:
            return ()
        lines.append(text)
        return (len(lines),)

    kicker, headline, subtitle = add(article.kicker), add(article.title), add(article.subtitle)
    metadata = _metadata(article)
    lines += [""] if lines else []
    source = add(_source(article))
    byline = article.author if is_byline_line(article.author) else ""
    lines += [""] if source else []
    paragraphs = [paragraph for paragraph in article.paragraphs if paragraph != byline]
    body = [number for text in (byline, *paragraphs) for number in add(text)]
    items = [_declared(CorrectionKind.SPLIT, body[:1])]
    items += [_declared(CorrectionKind.MERGE, [body[0], number]) for number in body[1:]]
    items += [_declared(CorrectionKind.SECTION, [number]) for number in body[1:-1] if _is_section(lines[number - 1])]
    if headline:
        place = Correction(
            CorrectionKind.HEADLINE, headline, headline[0], body[0], kicker, subtitle, file=MARKUP, by_hand=False
        )
        items.append(place)
    if source:
        items.append(
            Correction(CorrectionKind.METADATA, source, source[0], file=MARKUP, by_hand=False, metadata=metadata)
        )
    for caption in article.captions:
        lines.append("")
        items.append(_declared(CorrectionKind.DROP, list(add(caption))))
    declared = Corrections(MARKUP, tuple(items))
    return LoadedText("\n".join(lines), declared=declared, newspaper=article.newspaper, date=article.date)


def _is_section(paragraph: str) -> bool:
    """Whether a paragraph, which no column cuts, is a section heading: short and without a stop."""
    return len(paragraph) <= LONGEST_SECTION and not ends_sentence(paragraph) and paragraph[-1] not in "：:，,；;、"


def _declared(kind: CorrectionKind, lines: list[int]) -> Correction:
    return Correction(kind, tuple(lines), lines[0], file=MARKUP, by_hand=False)


def _source(article: WebArticle) -> str:
    """The line of what the markup says of the article besides its headline; "" where it says nothing."""
    author = "" if is_byline_line(article.author) else article.author
    day = f"{article.date.year}年{article.date.month}月{article.date.day}日" if article.date else ""
    page = f"第{article.page}版" if article.page else ""
    page += f"：{article.page_name}" if page and article.page_name else ""
    newspaper = f"《{article.newspaper}》" if article.newspaper else ""
    return " ".join(filter(None, (author, newspaper, day, page)))


def _metadata(article: WebArticle) -> Metadata:
    """What that line says."""
    author = "" if is_byline_line(article.author) else _ROLE_OR_LABEL.sub(" ", article.author)
    metadata = read_metadata(article.author) if author else None
    authors = metadata.authors if metadata else tuple(read_names(author)) if author.strip() else ()
    return Metadata(authors=authors, date=article.date, page=article.page, newspaper=article.newspaper, labelled=True)
