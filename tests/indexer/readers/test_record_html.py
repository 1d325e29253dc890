"""Markup is taken out of the texts of records."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from xtsearch.indexer.errors import ArgumentError, SettingsError
from xtsearch.indexer.readers.items import Place
from xtsearch.indexer.readers.record_html import without_html
from xtsearch.indexer.readers.record_options import RecordFact, RecordNotes, RecordOptions
from xtsearch.indexer.readers.records import RecordReader
from xtsearch.library import open_index
from xtsearch.settings import read_settings

_TEXT = st.text("甲乙丙，。“”ab1 ", min_size=1, max_size=8)
_INLINE = st.sampled_from(["b", "STRONG", "span style='a:b>c'", 'a href="x?a=1&amp;b=2" target=_blank', "o:p", "Font"])
_BLOCK = st.sampled_from(["p", "DIV", 'p style="text-indent: 2em"', "h2", "li"])
_LEFT_OUT = st.sampled_from(["<script>if (a<b) x('</p>')</script>", "<style>p > b {}</style>", "<!-- <p>乙 -->"])


def _element(tag: str, inside: str) -> str:
    return f"<{tag}>{inside}</{tag.split(maxsplit=1)[0]}>"


_PARAGRAPH = st.builds(_element, _BLOCK, st.lists(_TEXT | st.builds(_element, _INLINE, _TEXT), min_size=1).map("".join))


@pytest.mark.parametrize(
    "text",
    [
        "a < b",
        "a<b>c",
        "R&D",
        "AT&T; B&M",
        "1 < 2 > 0",
        "《<",
        "&x",
        "<<人民日报>>",
        "<人民日报>",
        "<NBA>",
        "</basketball>",
        "XSS <script> 攻击",
        "http://a.b/?id=1&copy=2&lt",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    assert without_html(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("&lt;p&gt;甲&lt;/p&gt;&lt;p&gt;乙&lt;/p&gt;", "甲\n乙"),
        ("<div>&lt;p&gt;甲 &amp;amp; 乙&lt;/p&gt;</div>", "甲 & 乙"),
        ("<p>甲<p>乙", "甲\n乙"),
        ("甲<br/>乙<BR>丙", "甲\n乙\n丙"),
        ("<p>甲\r\n  乙\nab\ncd</p>", "甲乙 ab cd"),
        ("甲\n乙<b>丙</b>\n丁", "甲\n乙丙\n丁"),
        ("<tr><td>姓名</td><td>年龄</td></tr><tr><th>甲</th></tr>", "姓名 年龄\n甲"),
        ("<p>甲 <NBA> 乙，<人民日报> a<b</p>", "甲 <NBA> 乙，<人民日报> a<b"),
        ('<a title="x>y" href=z>甲</a><a class="x href=y>乙</a>', "甲乙"),
        ("<p>甲<!-- 乙</p><p>丙</p>", "甲<!-- 乙\n丙"),
        ("甲&nbsp;&#20057;&#x4e19;&unknown;", "甲 乙丙&unknown;"),
        ("<p>\u3000\u3000甲\u3000乙</p>", "甲\u3000乙"),
        ("甲<script>x(", "甲<script>x("),
        ("<p>甲</p><script>x(", "甲"),
    ],
)
def test_markup_goes_and_paragraphs_stay(text: str, clean: str) -> None:
    assert without_html(text) == clean


@given(st.text(st.characters(exclude_characters="<&")))
def test_a_text_without_marks_of_markup_is_unchanged(text: str) -> None:
    assert without_html(text) == text


@given(st.text("<>/&;=!-'\" \n\tpbrdiv#1甲乙amplt\0"))
def test_what_is_left_stands_in_its_order(text: str) -> None:
    rest = iter(re.sub(r"\s", "", text))
    decoded = re.sub(r"[\s<>&]|\ufffd", "", without_html(text))  # entities may make < > &
    assert all(character in rest for character in decoded if character in "甲乙=!'-")


@given(st.lists(_PARAGRAPH | _LEFT_OUT, min_size=1).map("\n".join))
def test_the_text_is_that_of_a_parser_of_html(text: str) -> None:
    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style"])
    expected = re.sub(r"\s", "", tree.text() or "")
    assert re.sub(r"\s", "", without_html(text)) == expected


def test_time_grows_with_the_text_only() -> None:
    for hostile in ("<a '\"", "<!--", "<script>", '<p x="', "&lt", "<a x=", "\n "):
        assert len(without_html("<p>" + hostile * 20_000)) <= 20_000 * len(hostile) + 3


def test_a_record_has_clean_text() -> None:
    body = "<div class='a'><style>p{}</style><p>会议<b>强调</b>，</p>\n<p>&ldquo;必须&rdquo;</p><!-- x --></div>"
    notes = RecordNotes()
    record = {
        "id": "<p>1</p>",
        "标题": "招标&amp;投标",
        "html": body,
        "作者": "<a href='x'>王超</a>、&nbsp;陈新",
        "来源": "<b>湘潭日报</b>",
    }
    document = RecordReader(Place("a.jsonl"), notes=notes).document(record, 1)
    assert (document.id, document.title, document.body) == ("<p>1</p>", "招标&投标", "会议强调，\n“必须”")
    assert (document.reporters, document.newspaper) == (("王超", "陈新"), "湘潭日报")
    assert notes.counts == {RecordFact.HTML: 4}


def test_paragraphs_and_names_in_lists_are_cleaned() -> None:
    record = {"body": ["<p>甲</p>", "乙"], "reporters": ["<b>王超</b>"], "keywords": ["<p></p>", "招标"]}
    document = RecordReader(Place("a.jsonl")).document(record, 1)
    assert (document.body, document.reporters, document.keywords) == ("甲\n乙", ("王超",), ("招标",))


def test_markup_is_kept_where_that_is_asked_for(tmp_path: Path) -> None:
    document = RecordReader(Place("a.jsonl"), RecordOptions(html="keep")).document({"body": "<p>甲</p>"}, 1)
    assert document.body == "<p>甲</p>"
    (tmp_path / "config.toml").write_text('html = "keep"\n')
    environment = {"XTSEARCH_CONFIG": str(tmp_path / "config.toml"), "XTSEARCH_INDEX": str(tmp_path / "index")}
    assert read_settings(environment).html == "keep"
    (tmp_path / "config.toml").write_text('html = "drop"\n')
    with pytest.raises(SettingsError, match="html must be one of strip, keep"):
        read_settings(environment)
    with open_index(tmp_path / "index") as index:
        index.add({"id": "a", "body": "<p>甲</p>"}, html="keep")
        assert getattr(index.get("a"), "body", None) == "<p>甲</p>"
        index.add({"id": "a", "body": "<p>甲</p>"})
        assert getattr(index.get("a"), "body", None) == "甲"
        with pytest.raises(ArgumentError, match="html"):
            index.add({"id": "a", "body": "甲"}, html="drop")  # type: ignore[arg-type]
