"""Markup is taken out of the texts of records."""

from __future__ import annotations

import pytest

from xtsearch.indexer.readers.items import Place
from xtsearch.indexer.readers.record_html import without_html
from xtsearch.indexer.readers.records import RecordReader


@pytest.mark.parametrize("text", ["a < b", "a<b>c", "R&D", "1 < 2 > 0", "《<", "&x"])
def test_what_is_no_markup_stays(text: str) -> None:
    assert without_html(text) == text


def test_a_record_has_clean_text() -> None:
    body = "<div class='a'><style>p{}</style><p>会议<b>强调</b>，</p>\n<p>&ldquo;必须&rdquo;</p><!-- x --></div>"
    document = RecordReader(Place("a.jsonl")).document({"标题": "招标&amp;投标", "html": body}, 1)
    assert (document.title, document.body) == ("招标&投标", "会议强调，\n“必须”")
