"""What a corrections file changes on a page, and what is said of a bad one. Lines are those of the seed page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.places import ROOT
from xtsearch.indexer.documents import Document
from xtsearch.indexer.errors import Fault, PageError
from xtsearch.indexer.pages.corrections import combine, read_corrections
from xtsearch.indexer.pages.corrections_file import LIMIT, corrections_of
from xtsearch.indexer.pages.load import load_page_file
from xtsearch.indexer.pages.split import Leftover, Split, split_page
from xtsearch.indexer.readers import Rejected, read

SEED = ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt"
TEXT = SEED.read_text(encoding="utf-8")


def corrected(text: str) -> Split:
    split = split_page(TEXT, corrections=read_corrections(text, "page.fix.yaml"))
    assert len(split.articles) >= 12
    return split


def holder(split: Split, number: int) -> int | None:
    """Index of the article whose text has the line."""
    for index, article in enumerate(split.articles):
        if number in [line for _, line in article.body_lines]:
            return index
    return None


def test_an_article_begins_where_a_person_says_so() -> None:
    split = corrected("- split: 49\n")
    assert len(split.articles) == 14
    assert holder(split, 49) == 2
    assert split.articles[2].body_lines[0] == (0, 49)


def test_two_articles_are_one() -> None:
    split = corrected("- merge: [41, 75]\n")
    assert len(split.articles) == 12
    assert holder(split, 41) == holder(split, 108) == 1
    assert split.articles[1].body.startswith("本报讯（记者 杨阳）")


def test_what_goes_on_elsewhere_on_the_page_is_merged_past_other_articles() -> None:
    split = corrected("- merge: [41, 300]\n")
    assert holder(split, 41) == holder(split, 344) == 1
    assert holder(split, 75) == 2


def test_a_headline_set_from_top_to_bottom_is_named_by_any_of_its_lines() -> None:
    text = "\n".join(["本报讯（记者 何文）近日，青石县的农业信息化建设取得了长足发展。", "", *"农技下乡"])
    split = split_page(text, corrections=read_corrections("- headline: 4\n  of: 1\n", "page.fix.yaml"))
    assert (split.articles[0].title, split.articles[0].title_lines) == ("农技下乡", (3, 4, 5, 6))
    assert not split.residue
    with pytest.raises(PageError, match=r"line 4 of the page reads 技下乡, not 农: it has changed"):
        split_page(text, corrections=read_corrections("- headline: 4\n  of: 1\n  reads: 农\n", "page.fix.yaml"))


def test_a_headline_is_given_to_the_article_a_person_names() -> None:
    split = corrected("- headline: 539\n  kicker: 538\n  of: 346\n")
    article = split.articles[holder(split, 346) or 0]
    assert (article.kicker, article.title) == ("画中有话", "“一把手”走流程")
    assert (article.kicker_lines, article.title_lines) == ((538,), (539,))
    assert "headline given by page.fix.yaml, line 1" in article.evidence
    assert split.residue == ()


def test_dropped_lines_are_residue() -> None:
    split = corrected("- drop: 43-44\n")
    assert holder(split, 43) is None
    assert [lines.reason for lines in split.residue if 43 in lines.lines] == [Leftover.DROPPED]
    assert holder(split, 42) == holder(split, 45) == 1


def test_a_line_is_a_section_heading_or_metadata_where_a_person_says_so() -> None:
    lines = [
        "县长察看水厂",
        "",
        "本报讯（记者 何文）县长昨天来到水厂。",
        "",
        "通水",
        "",
        "沿线六个村通水。",
        "撰稿 何文",
    ]
    split = split_page("\n".join(lines), corrections=read_corrections("- section: 5\n- metadata: 8\n", "p.fix.yaml"))
    (article,) = split.articles
    assert article.body.split("\n") == [lines[2], lines[4], lines[6]]
    assert article.metadata_lines == (8,)
    assert split.residue == ()


def test_no_article_begins_where_a_person_says_so() -> None:
    assert holder(split_page(TEXT), 75) == 2
    split = corrected("- inside: 74-108\n")
    assert holder(split, 75) == holder(split, 41) == 1
    assert len(split.articles) == 12


def test_what_a_person_says_goes_before_what_the_file_says() -> None:
    by_hand = read_corrections("- drop: 4\n- split: 9\n", "page.fix.yaml")
    markup = read_corrections("- split: 4\n- split: 20\n", "page.html")
    items = combine(by_hand, markup).items
    assert [(item.file, item.lines) for item in items] == [
        ("page.fix.yaml", (4,)),
        ("page.fix.yaml", (9,)),
        ("page.html", (20,)),
    ]


def test_a_line_that_reads_as_a_person_said_is_the_right_one() -> None:
    assert corrected("- split: 49\n  reads: 当天， 刘永珍\n") == corrected("- split: 49\n")


def test_what_the_parser_knows_by_now_may_still_be_said() -> None:
    """A corrections file must not break when the parser learns what it says."""
    assert len(corrected("- merge: [41, 42]\n- split: 75\n").articles) == 13


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_an_empty_file_changes_nothing(text: str) -> None:
    assert corrected(text) == split_page(TEXT)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- split: 41\n- split: many\n", 2, "many is no line of a page"),
        (
            "- split: 41\n- tear: 42\n",
            2,
            "one of split, merge, headline, display, inside, section, metadata, drop is needed",
        ),
        ("- drop: 2\n- section: 1\n", 2, "line 1 of the page cannot be this where it stands"),
        ("split: 41\n", 1, "write a list"),
        ("- split: 41\n\n- merge: [41]\n", 3, "merge needs two lines"),
        ("- headline: 542\n", 1, "headline needs `of:`"),
        ("- headline: 542\n  of: 426\n  body: 3\n", 3, "body does not go with headline"),
        ("- drop: 8\n", 1, "line 8 of the page is blank"),
        ("- drop: 9999\n", 1, "there is no such line"),
        ("- split: 41\n- drop: 41\n", 2, "line 41 of the page cannot be both"),
        ("- split: 41\n- merge: [a\n", 3, ""),
        ("- headline: 542\n  of: 538\n- drop: 538\n", 3, "line 538 of the page cannot be both"),
        ("- split: 41\n  split: 42\n", 2, "split is said twice"),
        ("- split: 49\n- ? [a, b]\n  : 3\n", 2, "write one of split, merge"),
        ("- merge: [41, 41]\n", 1, "line 41 is said twice"),
        ("- headline: 539\n  kicker: 538-539\n  of: 41\n", 1, "line 539 is said twice"),
        ("- headline: []\n  of: 41\n", 1, "headline needs a line"),
        ("- drop: []\n", 1, "drop needs a line"),
        ("- drop: 600-700\n", 1, "none of lines 600-700 of the page holds text"),
        (
            "- drop: 538\n- split: 49\n  reads: 当天，会议\n",
            2,
            "line 49 of the page reads 当天，刘永珍一行走进市文, not 当天，会议",
        ),
        ("- split: 49\n  reads: [a]\n", 2, "reads needs the words"),
        ("- split: 49\n- drop: &lines [*lines]\n", 2, "write it out"),
        (f"- drop: {'[' * 1000}{']' * 1000}", 1, "lists within lists"),
    ],
)
def test_a_bad_correction_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(PageError, match=rf"page\.fix\.yaml, line {line}: .*") as raised:
        corrected(text)
    assert message in str(raised.value)


@pytest.mark.parametrize("name", ["page.txt.fix.yaml", "page.fix.yaml"])
def test_the_file_beside_a_page_survives_reading_it_anew(name: str, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, "utf-8")
    (tmp_path / name).write_text("- split: 49\n", "utf-8")
    documents = [item for item in read([str(tmp_path)]) if isinstance(item, Document)]
    assert len(documents) == 14


def test_a_page_with_a_bad_corrections_file_is_rejected(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, "utf-8")
    (tmp_path / "page.txt.fix.yaml").write_text("- split: x\n", "utf-8")
    (rejected,) = read([str(page)])
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith("bad correction: page.txt.fix.yaml, line 1: x is no line")
    assert rejected.kind == "bad correction"


def test_two_corrections_files_are_one_too_many(tmp_path: Path) -> None:
    for name in ("page.txt.fix.yaml", "page.fix.yaml"):
        (tmp_path / name).write_text("", "utf-8")
    with pytest.raises(PageError, match="keep one"):
        corrections_of(str(tmp_path / "page.txt"))


def test_a_page_without_a_suffix_has_its_corrections_beside_it(tmp_path: Path) -> None:
    (tmp_path / "page.fix.yaml").write_text("- split: 49\n", "utf-8")
    assert [item.lines for item in corrections_of(str(tmp_path / "page")).items] == [(49,)]


def test_a_range_may_be_written_with_a_dash() -> None:
    assert read_corrections("- drop: 12–15\n", "page.fix.yaml").items[0].lines == (12, 13, 14, 15)


def test_a_correction_of_lines_on_two_pages_is_told() -> None:
    merged = read_corrections("- merge: [1, 2]\n", "page.fix.yaml")
    with pytest.raises(PageError, match=r"page\.fix\.yaml, line 1: its lines stand on different pages of the file"):
        split_page("渡船又开了。\n\f水厂通水了。\n", corrections=merged)


@pytest.mark.parametrize("name", ["page.fix.yaml", "pages.yaml"])
def test_a_file_beside_a_page_that_is_too_large_is_refused(name: str, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("渡船又开了。", "utf-8")
    (tmp_path / name).write_text("# nothing\n" * (LIMIT // 10 + 1), "utf-8")
    with pytest.raises(PageError, match=name) as raised:
        load_page_file(str(page), page.name)
    assert raised.value.fault is Fault.LARGE_CORRECTIONS


def test_a_line_of_reporters_that_a_person_drops_is_no_text() -> None:
    page = "渡船又开了\n\n本报记者 何文\n\n　　5月13日，青石河上的渡船又开了，船上坐着去赶集的老人和孩子。"
    split = split_page(page, corrections=read_corrections("- drop: 3\n- split: 5\n", "page.fix.yaml"))
    (article,) = split.articles
    assert article.body_lines == ((0, 5),)
    assert [residue.reason for residue in split.residue] == [Leftover.DROPPED]


@pytest.mark.parametrize(("credit", "joint"), [("（记者 何文）", ""), ("记者 何文", "\n")])
def test_reporters_in_brackets_end_the_last_paragraph_and_others_stand_by_themselves(credit: str, joint: str) -> None:
    last = "汇聚推动文艺工作发展的强大合力。"  # fills the column
    lines = [*TEXT.split("\n")[40:69], "务文艺工作者，", last, credit]
    split = split_page("\n".join(lines), corrections=read_corrections(f"- merge: [1, {len(lines)}]\n", "page.fix.yaml"))
    assert split.articles[-1].body.endswith(f"{last}{joint}{credit}")
