"""A web page in; the article that trafilatura finds on it, out.

trafilatura is the extra `html`; it is imported here alone, where a page needs it (importing it takes half a second).
"""

from __future__ import annotations

import datetime
import importlib.util
import re

from xtsearch.indexer.errors import Fault, InputError
from xtsearch.indexer.pages.formats.epaper import WebArticle

#: What the extra installs: trafilatura, and a package that lxml parted from itself and that trafilatura needs.
NEEDED = ("trafilatura", "lxml_html_clean")
#: Characters of source that trafilatura is given. A saved page without its pictures has 20,000 to 300,000.
LONGEST = 1_000_000
#: Elements of such a page; it has 300 to 5,000. trafilatura takes half a second for each thousand paragraphs.
MOST_ELEMENTS = 10_000
#: What sites set behind the headline in the title of a page: 渡船又开了_青石新闻网.
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{1,20}(?:网|報|报|新闻|在线|频道|客户端|社|台)\s*$")


def read_main_text(source: str, elements: int) -> WebArticle | None:
    """The article that is the page's main text; None where it has none. `elements` is the number of the page's.

    Raises:
        InputError: the extra is not installed, or the page is too long for it.
    """
    if any(importlib.util.find_spec(package) is None for package in NEEDED):
        details = "HTML that is no e-paper's, for which an extra is needed: pip install 'xtsearch[html]'"
        raise InputError(details, Fault.UNREADABLE)
    if len(source) > LONGEST:
        raise InputError(f"HTML of {len(source):,} characters; an article has {LONGEST:,} at most", Fault.TOO_LARGE)
    if elements > MOST_ELEMENTS:
        raise InputError(f"HTML of {elements:,} elements; an article has {MOST_ELEMENTS:,} at most", Fault.TOO_LARGE)
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    extracted = bare_extraction(
        source,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if not isinstance(extracted, Document) or not (extracted.text or "").strip():
        return None
    paragraphs = [paragraph.strip() for paragraph in (extracted.text or "").split("\n") if paragraph.strip()]
    return WebArticle(
        _SITE.sub("", (extracted.title or "").strip()),
        paragraphs,
        author=(extracted.author or "").replace(";", "、").strip(),
        date=_day(extracted.date),
    )


def _day(value: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value or "")
    except ValueError:
        return None
