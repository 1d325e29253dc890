"""Markdown is told by its signs, its markup is left out, and headings stay as hints."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import ROOT
from tests.support.waiting import grows_in_proportion
from xtsearch.indexer.pages.formats.markdown import clean_markdown, has_markdown, is_markdown
from xtsearch.indexer.pages.formats.markdown_inline import inline_text
from xtsearch.indexer.pages.line_form import LineForm
from xtsearch.indexer.pages.load import load_text
from xtsearch.indexer.pages.split import split_page

SEED = (ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt").read_text(encoding="utf-8")

# As document parsers write a page: crossheads marked as headings, pictures, and a table in HTML.
PARSED = """# 河湾水厂供水

本报讯（记者  林小川）近日，青石县河湾水厂开始供水，沿线六个村用上了自来水。

![](images/3f1c.jpg)

# 何文：把水送到家

<table><tr><td>村</td><td>户数</td></tr><tr><td>上河村</td><td>120</td></tr></table>

水厂厂长说，**明年**还要铺管线[^1]。

# 青石中学图书馆开放

本报讯（记者 何文）10月13日，青石中学新图书馆开放，藏书四万册，周末也不休息。
"""


def test_what_document_parsers_write_is_split_without_its_markup() -> None:
    page = load_text(PARSED)
    assert page.format == "Markdown"
    split = page.split()
    reporters = {article.title: article.reporters for article in split.articles}
    assert (reporters["河湾水厂供水"], reporters["青石中学图书馆开放"]) == (("林小川",), ("何文",))
    everything = "\n".join(f"{article.title}{article.body}" for article in split.articles)
    assert not any(sign in everything for sign in "#*[]<>|!")
    assert "水厂厂长说，明年还要铺管线。" in everything


def test_lines_keep_their_numbers() -> None:
    lines = clean_markdown(PARSED).text.split("\n")
    assert len(lines) == PARSED.count("\n") + 2  # the table's second row is a line more
    assert lines[6] == "何文：把水送到家"
    assert lines[8:10] == ["村  户数", "上河村  120"]


def test_headings_and_bold_lines_are_said_of_their_lines() -> None:
    text = "# 渡船又开了 #\n**本报记者 林小川**\n\n青石\n===\n\n<h3>河湾</h3>\n##小题\n正文**重点**。"
    page = clean_markdown(text)
    assert page.text.split("\n") == ["渡船又开了", "本报记者 林小川", "", "青石", "", "", "河湾", "小题", "正文重点。"]
    assert page.forms == {
        1: LineForm(heading=1),
        2: LineForm(bold=True),
        4: LineForm(heading=1),
        7: LineForm(heading=3),
        8: LineForm(heading=2),
    }


def test_a_line_of_signs_is_an_underline_below_a_short_line_and_a_rule_elsewhere() -> None:
    page = clean_markdown("# 甲\n\n渡船\n---\n\n船停了。\n\n---\n\n" + "很长的一段话，" * 20 + "\n---\n* * *\n")
    assert page.text.count("-") == page.text.count("*") == 0
    assert page.forms == {1: LineForm(heading=1), 3: LineForm(heading=2)}


@pytest.mark.parametrize(
    "text",
    [
        "第 1 版\n\n#\n本报讯（记者 林小川）近日，县里开会。",
        "本报讯 近日，县里开会。\n# 2 机组并网\n记者从县电厂获悉，机组运行正常。",
        "①渡船又开了\n②车站的钟修好了\n③图书馆开放",
        "#渡船又开了# 话题的阅读量很大。\n#车站的钟# 也是。",
        "青石日报\n----------\n渡船又开了，船上坐着老人。\n----------",
        "本报讯（记者 林小川）会议强调：A*B*C 三类 [2022] 5号文件（一）。",
        "1|2|3\n甲|乙|丙",
        SEED,
        "",
    ],
)
def test_a_page_of_text_is_no_markdown(text: str) -> None:
    assert not has_markdown(text)
    assert not is_markdown(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "# 渡船又开了\n\n青石河上的渡船又开了。",
        "渡船又开了\n\n![](1.jpg)\n\n青石河上的渡船又开了。",
        "渡船\n\n| 村 | 户 |\n|---|:-:|\n| 甲 | 1 |\n",
        "---\ntitle: 渡船又开了\ndate: 2022-05-14\n---\n青石河上的渡船又开了。",
        "见[甲](https://example.com/1)和[乙](/2.html)。",
        "渡船\n## 一\n船停了。\n## 二\n船开了。",
        "<table><tr><td>甲</td></tr></table>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_markdown_is_told_by_its_signs_in_any_encoding(text: str, encoding: str) -> None:
    assert is_markdown(text.replace("\n", "\r\n").encode(encoding))


@pytest.mark.parametrize("data", [b"# \xff\xfe\x00", b"# a\n\n\x00\x01", bytes(range(256))])
def test_bytes_that_are_no_text_are_no_markdown(data: bytes) -> None:
    assert not is_markdown(data)


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("这是*重点*内容，__两__个和***三***个", "这是重点内容，__两__个和三个"),
        (" __两个__ 和_一个_。", " 两个 和_一个_。"),
        ("3*4*5 是 a_b_c", "3*4*5 是 a_b_c"),
        ("[记者](林小川)和[链接](a.html)、<https://x.y/z>", "[记者](林小川)和链接、"),
        ("图![说明](data:image/png;base64,AA==)后[参考][1]文", "图后参考文"),
        ("第一行<br>第二行<br/>", "第一行\n第二行\n"),
        ("<span style='color:red'>红</span>字 &lt;&nbsp;&#21475;&amp;", "红字 < 口&"),
        (r"\# 不是题，\*星\*，\[1\]", "# 不是题，*星*，[1]"),
        ("从$5到$10 元", "从$5到$10 元"),
        (r"升到$30^{\circ}\mathrm{C}$，占$5\%$", "升到30°C，占5%"),
        ("`命令`和~~删~~", "命令和删"),
        ("自来水<sup>1</sup>，20m<sup>2</sup>", "自来水，20m2"),
        ("全文**没有结束", "全文没有结束"),
        ("本报讯（记者 林小川）〔2022〕5号", "本报讯（记者 林小川）〔2022〕5号"),
    ],
)
def test_markup_within_a_line_goes_and_its_text_stays(marked: str, plain: str) -> None:
    assert inline_text(marked) == plain


def test_page_breaks_of_document_parsers_begin_pages() -> None:
    text = "{0}" + "-" * 48 + "\n\n# 渡船又开了\n\n船开了。\n<!-- Page Break -->\n# 钟\n\n钟修好了。"
    assert clean_markdown(text).text.split("\f")[1:] == ["\n\n渡船又开了\n\n船开了。\n", "\n钟\n\n钟修好了。"]


def test_front_matter_gives_title_and_date() -> None:
    page = load_text(
        '---\ntitle: "渡船又开了"\ndate: 2022-05-14 08:30\ntags: [a]\n---\n\n青石河上的渡船又开了，船开了。\n'
    )
    assert page.text.split("\n")[0] == "渡船又开了"
    (article,) = page.split().articles
    assert (article.title, article.date, article.lines) == ("渡船又开了", datetime.date(2022, 5, 14), ((1, 7),))


def test_what_fences_hold_is_left_as_it_is() -> None:
    assert clean_markdown("# 甲\n\n```\n# 乙 *丙*\n```\n丁").text == "甲\n\n\n# 乙 *丙*\n\n丁"


def test_spaces_between_characters_are_closed_in_markdown_too() -> None:
    page = clean_markdown("# 渡 船 又 开 了\n\n青 石 河 上 的 渡 船 又 开 了 ， 船 上 坐 着 老 人 。\n")
    assert page.text.split("\n")[:3] == ["渡船又开了", "", "青石河上的渡船又开了，船上坐着老人。"]


@given(st.text(alphabet="渡船#*_[]()!<>/|-`~$\\&;:=1a \n\f", max_size=120))
def test_any_text_is_read_and_every_line_of_it_is_accounted_for(text: str) -> None:
    page = clean_markdown(text)
    lines = page.text.split("\n")
    assert len(lines) >= text.count("\n")
    assert all(1 <= number <= len(lines) for number in page.forms)
    split = split_page(page.text, forms=page.forms)
    held = [number for article in split.articles for first, last in article.lines for number in range(first, last + 1)]
    left = [number for residue in split.residue for number in residue.lines]
    assert {number for number, line in enumerate(lines, 1) if line.strip()} <= {*held, *left}


@given(st.text(alphabet="渡船又开了。，", min_size=1, max_size=40))
def test_han_characters_are_never_markup(text: str) -> None:
    assert inline_text(text) == text
    assert clean_markdown(f"# {text}\n\n**{text}** > {text}").text.count(text[0]) >= 3 * text.count(text[0])


@pytest.mark.parametrize(
    "piece",
    ["[x](", "![x](", "*a ", "**a", "<a ", "<!--", "`a``", "$1 ", "|---", "\\", "&a", "> ", "- ", "<table>", "#"],
)
def test_hostile_text_takes_time_in_proportion(piece: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = "# 甲\n\n# 乙\n" + piece * (size // len(piece))
        return lambda: (has_markdown(text), clean_markdown(text))

    assert grows_in_proportion(work, 20_000)


def test_the_addresses_of_links_are_no_text() -> None:
    text = '# 渡船又开了\n\n见[1]。\n\n[1]: https://example.com/1 "来源"\n[^2]: 渡口在北岸。\n'
    assert clean_markdown(text).text.split("\n") == ["渡船又开了", "", "见[1]。", "", "", "渡口在北岸。", ""]


@pytest.mark.parametrize("written", ["2022-05-14", "2022/05/14", "2022-05-14T08:30:00"])
def test_the_date_of_front_matter_is_written_in_several_ways(written: str) -> None:
    assert clean_markdown(f"---\ntitle: 渡船又开了\ndate: {written}\n---\n\n船。").date == datetime.date(2022, 5, 14)


def test_a_star_between_figures_is_one_of_a_product() -> None:
    assert inline_text("长 2*3*4 米，*每天*十六趟，2**3**") == "长 2*3*4 米，每天十六趟，23"
