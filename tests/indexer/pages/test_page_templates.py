"""pages.yaml: what the pages of a folder look like, stated once; what is said of a bad file."""

from __future__ import annotations

from pathlib import Path

import pytest

from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import PageError
from xtsearch.indexer.pages.corrections import CorrectionKind
from xtsearch.indexer.pages.line_form import LineForm
from xtsearch.indexer.pages.load import load_page_file, load_text
from xtsearch.indexer.pages.page import read_page
from xtsearch.indexer.pages.page_templates import Span, added, read_templates
from xtsearch.indexer.pages.split import Split
from xtsearch.indexer.readers import Rejected, read

#: Six articles, each of a headline, a line in a wording that no rule of the parser knows, and a paragraph.
RECORDS = [
    ("渡船又开了", "撰稿 孙立 · 刊于 16 号 · 阅 677", "清早第一班船从北岸出发，船上坐着去赶集的老人和孩子。"),
    ("县城公交改走北环路", "撰稿 高远 · 刊于 14 号 · 阅 632", "大会通过了给全县农户的一封信，号召各村互相支援。"),
    ("青石中学图书馆开放", "撰稿 林小川 · 刊于 19 号 · 阅 977", "新修的楼共有藏书四万册，读者凭学生证借阅。"),
    ("老戏台修好了", "撰稿 何文 · 刊于 2 号 · 阅 39", "七十六岁的果树专家来到村里，现场为果农讲解剪枝。"),
    ("石桥村整村搬到镇上", "撰稿 高远 · 刊于 8 号 · 阅 703", "沿线六个村在霜降之前通水，技术员正在调试水泵。"),
    ("粮站开门收新麦", "撰稿 孙立 · 刊于 9 号 · 阅 5", "新学期刚开学，老师驱车九十公里，上了一堂公开课。"),
]
NUMBERED = list(enumerate(RECORDS, 1))
TITLES = [title for title, _, _ in RECORDS]
PAGE = "".join(f"{title}\n{line}\n　　{text}\n" for title, line, text in RECORDS)
TEMPLATE = """
- pages: "*.txt"
  lines:
    - metadata: "撰稿 … · 刊于 # 号 · 阅 #"
    - headline: "…"
      before: metadata
"""


def split(folder: Path, page: str, template: str, name: str = "1016.txt") -> Split:
    (folder / name).write_text(page, "utf-8")
    (folder / "pages.yaml").write_text(template, "utf-8")
    return load_page_file(str(folder / name), name).split()


def titles(page: Split) -> list[str | None]:
    return [article.title for article in page.articles]


def test_lines_of_a_shape_are_what_the_folder_says(tmp_path: Path) -> None:
    assert titles(load_text(PAGE).split()) != TITLES
    page = split(tmp_path, PAGE, TEMPLATE)
    assert titles(page) == TITLES
    assert [article.body for article in page.articles] == [text for _, _, text in RECORDS]
    assert [article.metadata_lines for article in page.articles] == [(3 * at + 2,) for at in range(6)]
    assert "headline given by pages.yaml, line 5" in page.articles[0].evidence
    assert page.residue == ()


def test_the_line_on_the_pages_kind_names_the_file(tmp_path: Path) -> None:
    split(tmp_path, PAGE, TEMPLATE)
    page = load_page_file(str(tmp_path / "1016.txt"), "1016.txt")
    assert str(page.kind_of(page.split())) == (
        "plain text, looks told by pages.yaml; not wrapped; each of 6 articles opens: headline,"
        " `撰稿 … · 刊于 # 号 · 阅 #`, text"
    )


def test_indexing_reads_the_same_file(tmp_path: Path) -> None:
    split(tmp_path, PAGE, TEMPLATE)
    documents = [item for item in read([str(tmp_path)]) if isinstance(item, Document)]
    assert [document.title for document in documents] == TITLES


def test_a_template_that_is_complete_lets_no_article_begin_elsewhere(tmp_path: Path) -> None:
    long = "从前要绕三十里山路。\n\n老人们说\n\n本报讯（记者 何文）清早，第一班船从北岸出发，船上坐着老人。\n"
    page = f"{PAGE}{long}"
    complete_template = TEMPLATE.replace("lines:", "complete: yes\n  lines:")

    def kinds(template: str) -> set[CorrectionKind]:
        corrections = read_templates(template, "pages.yaml").corrections("1016.txt", [read_page(page)])
        return {item.kind for item in corrections.items}

    assert kinds(complete_template) - kinds(TEMPLATE) == {CorrectionKind.INSIDE}
    complete = split(tmp_path, page, complete_template)
    assert titles(complete) == TITLES
    assert "本报讯（记者 何文）清早" in complete.articles[-1].body


def test_a_label_before_a_headline_is_no_part_of_it(tmp_path: Path) -> None:
    page = "".join(f"标题：{title}\n{line}\n　　{text}\n" for title, line, text in RECORDS)
    assert titles(split(tmp_path, page, TEMPLATE)) == TITLES


def test_only_files_that_match_the_pattern_are_meant(tmp_path: Path) -> None:
    assert titles(split(tmp_path, PAGE, TEMPLATE.replace("*.txt", "青石日报_*.txt"))) == titles(load_text(PAGE).split())
    assert titles(split(tmp_path, PAGE, TEMPLATE.replace("*", "青石日报_*"), "青石日报_1016.txt")) == TITLES


def test_what_a_person_says_of_the_page_goes_before_it(tmp_path: Path) -> None:
    (tmp_path / "1016.fix.yaml").write_text("- merge: [3, 6]\n- drop: 4\n", "utf-8")
    page = split(tmp_path, PAGE, TEMPLATE)
    assert titles(page) == [TITLES[0], *TITLES[2:]]
    assert page.articles[0].body.split("\n") == [RECORDS[0][2], RECORDS[1][2]]


def test_headlines_may_stand_below_their_texts(tmp_path: Path) -> None:
    page = "".join(f"　　{text}\n{line}\n{title}\n" for title, line, text in RECORDS)
    template = TEMPLATE.replace("lines:", "headlines: below\n  lines:").replace("before", "after")
    assert titles(split(tmp_path, page, template)) == TITLES


def test_a_headline_has_a_kicker_a_subtitle_and_several_lines(tmp_path: Path) -> None:
    record = (
        "新春走基层\n青石河上的渡船\n今天又开了\n——第一班船见闻\n撰稿 孙立 · 刊于 16 号 · 阅 677\n　　清早船就开了。\n"
    )
    template = """
- pages: "*"
  lines:
    - metadata: "撰稿 … · 刊于 # 号 · 阅 #"
    - subtitle: "——…"
    - kicker: 新春走基层
    - headline: "…"
      before: subtitle
      em: 4-20
      lines: 1-3
"""
    (article,) = split(tmp_path, record, template).articles
    assert (article.kicker, article.subtitle) == ("新春走基层", "——第一班船见闻")
    assert article.title_lines == (2, 3)


def test_a_line_in_a_wording_of_its_own_says_who_and_when(tmp_path: Path) -> None:
    page = "".join(
        f"{title}\n笔者 何文、孙立 于 2016-10-0{at} 在 A{at} 叠\n　　{text}\n" for at, (title, _, text) in NUMBERED
    )
    template = TEMPLATE.replace("撰稿 … · 刊于 # 号 · 阅 #", "笔者 {author} 于 {date} 在 {page} 叠")
    articles = split(tmp_path, page, template).articles
    assert [article.reporters for article in articles] == [("何文", "孙立")] * 6
    assert [str(article.date) for article in articles] == [f"2016-10-0{at}" for at, _ in NUMBERED]
    assert [article.printed_page for article in articles] == [f"A{at}" for at, _ in NUMBERED]


def test_the_newspaper_and_the_kind_of_file_are_said_once(tmp_path: Path) -> None:
    (tmp_path / "pages.yaml").write_text("- pages: '*.txt'\n  newspaper: 青石日报\n  as: plain\n", "utf-8")
    (tmp_path / "1016.txt").write_text("# 渡船\n青石日报\n", "utf-8")
    page = load_page_file(str(tmp_path / "1016.txt"), "1016.txt")
    assert (page.newspaper, page.format) == ("青石日报", "plain text")
    (tmp_path / "pages.yaml").write_text("- pages: '*.txt'\n\n  as: papyrus\n", "utf-8")
    with pytest.raises(PageError, match=r"pages\.yaml, line 3: 'papyrus' is no kind of page; there are "):
        load_page_file(str(tmp_path / "1016.txt"), "1016.txt")


def test_section_headings_and_furniture_are_told_by_shape_and_place(tmp_path: Path) -> None:
    page = f"渡船又开了\n{RECORDS[0][1]}\n　　清早船就开了。\n【其一】\n　　船上有老人。\n青石之窗 第 3 期\n"
    template = TEMPLATE + '    - section: "【…】"\n    - furniture: "青石之窗 第 # 期"\n'
    (article,) = split(tmp_path, page, template).articles
    assert article.body.split("\n") == ["清早船就开了。", "【其一】", "船上有老人。"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("pages: '*'\n", 1, "write a list"),
        ("- lines: []\n", 1, "write `pages: PATTERN`"),
        ("- pages: '*'\n  rows: []\n", 1, "rows is unknown here"),
        ("- pages: '*'\n  lines:\n    - section: '{date}'\n", 3, "{date} is read of metadata, not"),
        ("- pages: '*'\n  lines:\n    - metadata: '{date} {date}'\n", 3, "{date} is said twice"),
        ("- pages: '*'\n  lines:\n    - heading: x\n", 3, "write one of headline, kicker, subtitle, author, metadata"),
        ("- pages: '*'\n  lines:\n    - headline: …\n", 3, "… fits every line"),
        ("- pages: '*'\n  lines:\n    - headline: …\n      em: wide\n", 4, "wide is no range"),
        ("- pages: '*'\n  lines:\n    - headline: …\n      em: 20-4\n", 4, "20-4 is no range"),
        ("- pages: '*'\n  lines:\n    - headline: …\n      before: text\n", 4, "text is none of headline, kicker"),
        ("- pages: '*'\n  lines:\n    - headline: …\n      bold: very\n", 4, "very is neither yes nor no"),
        ("- pages: '*'\n  lines:\n    - headline: …\n      font: 3\n", 4, "font is no condition; there are em, size"),
        ("- pages: '*'\n  lines:\n    - section: 其…\n      lines: 2\n", 3, "`lines` goes with headline"),
        ("- pages: '*'\n  lines:\n    - furniture: 第 # 版\n", 3, "put the shape in quotes"),
        ("- pages: '*'\n  headlines: left\n  lines: []\n", 2, "left is none of above, below"),
        ("- pages: '*'\n  lines:\n    - metadata: ''\n", 3, "metadata needs the shape of the line"),
    ],
)
def test_a_bad_file_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(PageError, match=rf"^bad page template: pages\.yaml, line {line}: ") as raised:
        read_templates(text, "pages.yaml")
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ('section: "…。"', "section would be 7 of the page's 13 lines"),
        ('section: "…了"', "line 1 of the page cannot be this where it stands"),
    ],
)
def test_a_rule_that_says_nonsense_of_a_page_rejects_it(tmp_path: Path, rule: str, message: str) -> None:
    page = "\n".join(text for title, _, body in RECORDS for text in (title, body))
    template = f"- pages: '*'\n  lines:\n    - {rule}\n"
    with pytest.raises(PageError, match=rf"^bad page template: pages\.yaml, line 3: {message}"):
        split(tmp_path, f"{page}\n石桥村搬家。", template)
    (rejected,) = read([str(tmp_path / "1016.txt")])
    assert isinstance(rejected, Rejected)
    assert rejected.kind == "bad page template"


def test_a_template_is_added_behind_what_a_person_has_written() -> None:
    learned = read_templates(TEMPLATE, "x").items[0]
    mine = "# mine\n- pages: '*.txt'\n  lines:\n    - metadata: '撰稿 … · 刊于 # 号 · 阅 #'\n"
    text, rules = added(mine, learned, "pages.yaml", "1016.txt")
    assert text.startswith(mine)
    assert [rule.kind for rule in rules] == ["headline"]
    assert added(text, learned, "pages.yaml", "1016.txt") == (text, ())
    assert "1016.txt" in text


def test_rules_are_written_as_they_are_read() -> None:
    written = """- pages: "*"
  headlines: below
  complete: yes
  lines:
    - headline: "…"
      em: 4-24
      size: 1.4-
      heading: 1
      bold: yes
      blank_before: no
      after: kicker
      lines: -3
"""
    (template,) = read_templates(written, "pages.yaml").items
    assert template.to_yaml() == written
    assert template.rules[0].size == Span(1.4, None)


def test_a_heading_is_told_by_its_level() -> None:
    template = read_templates("- pages: '*'\n  lines:\n    - headline: …\n      heading: 2\n", "pages.yaml")
    page = read_page("渡船又开了\n清早船就开了。", {1: LineForm(heading=2)})
    kinds = [item.kind for item in template.corrections("1.txt", [page]).items]
    assert kinds == [CorrectionKind.SPLIT, CorrectionKind.HEADLINE]
    assert template.corrections("1.txt", [read_page("渡船又开了\n清早船就开了。")]).items == ()


def test_a_short_page_may_be_metadata_for_the_greater_part(tmp_path: Path) -> None:
    line = RECORDS[0][1]
    (article,) = split(tmp_path, f"渡船又开了\n{line}\n{line}\n{line}\n　　清早船就开了。\n", TEMPLATE).articles
    assert (article.title, article.metadata_lines) == ("渡船又开了", (2, 3, 4))


def test_a_rule_may_lean_on_one_that_stands_behind_it(tmp_path: Path) -> None:
    page = "渡船又开了\n第一班船见闻\n撰稿 孙立 · 刊于 16 号 · 阅 677\n　　清早船就开了。\n"
    template = TEMPLATE.replace(
        '    - headline: "…"\n      before: metadata\n',
        '    - headline: "…"\n      before: subtitle\n    - subtitle: "…见闻"\n      before: metadata\n',
    )
    (article,) = split(tmp_path, page, template).articles
    assert (article.title, article.subtitle) == ("渡船又开了", "第一班船见闻")


def test_a_line_that_ends_like_text_is_no_headline_of_any_words(tmp_path: Path) -> None:
    page = PAGE.replace(RECORDS[0][2], "清早船就开了，\n　　船上坐着老人。")
    template = TEMPLATE.replace("before: metadata", "em: 4-20")
    assert titles(split(tmp_path, page, template)) == TITLES


def test_a_blank_line_parts_the_lines_of_a_headline() -> None:
    page = read_page(f"老戏台修好了\n\n渡船又开了\n北岸有早班\n{RECORDS[0][1]}\n　　清早船就开了。\n")
    template = TEMPLATE.replace("before: metadata", "before: metadata\n      lines: 1-3")
    items = read_templates(template, "pages.yaml").corrections("1.txt", [page]).items
    assert [item.lines for item in items if item.kind is CorrectionKind.DISPLAY] == [(3, 4)]


def test_a_folder_gives_an_article_one_headline_where_a_person_has_made_it_one(tmp_path: Path) -> None:
    (tmp_path / "1016.fix.yaml").write_text("- merge: [3, 6]\n", "utf-8")
    page = split(tmp_path, PAGE, TEMPLATE)
    assert titles(page) == [TITLES[0], *TITLES[2:]]


def test_what_is_added_begins_on_a_line_of_its_own() -> None:
    learned = read_templates(TEMPLATE, "x").items[0]
    text, _ = added("- pages: 'a.txt'\n  newspaper: 青石日报", learned, "pages.yaml", "1016.txt")
    assert "青石日报\n\n# Learned from 1016.txt" in text
    assert [template.newspaper for template in read_templates(text, "pages.yaml").items] == ["青石日报", None]


def test_a_page_with_metadata_in_another_wording_may_have_more_articles_than_the_rules_tell() -> None:
    page = read_page(f"{PAGE}水库放水\n作者：何文  时间：2016-10-04\n　　水库今天开闸。\n")
    complete = read_templates(TEMPLATE.replace("lines:", "complete: yes\n  lines:"), "pages.yaml")
    items = complete.corrections("1016.txt", [page]).items
    assert CorrectionKind.INSIDE not in {item.kind for item in items}


def test_the_last_line_of_a_page_stands_before_a_gap() -> None:
    template = "- pages: '*'\n  lines:\n    - furniture: 青石之窗…\n      blank_after: yes\n"
    items = read_templates(template, "pages.yaml").corrections("1.txt", [read_page("清早船就开了。\n青石之窗网")]).items
    assert [item.lines for item in items] == [(2,)]


def test_of_a_headline_on_several_lines_the_page_itself_tells_the_parts() -> None:
    template = TEMPLATE.replace("before: metadata", "before: metadata\n      lines: 1-3")
    page = read_page(f"青石河上的渡船\n今天又开了\n{RECORDS[0][1]}\n　　清早船就开了。")
    items = read_templates(template, "pages.yaml").corrections("1.txt", [page]).items
    assert [item.lines for item in items if item.kind is CorrectionKind.DISPLAY] == [(1, 2)]
    assert CorrectionKind.HEADLINE not in {item.kind for item in items}
