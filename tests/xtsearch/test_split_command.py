"""`xtsearch split` for people: text with marks, a page in HTML, what is to be reviewed, corrections."""

from __future__ import annotations

import io
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.indexer.pages.test_learning import CORRECTIONS, OTHER
from tests.indexer.pages.test_page_templates import PAGE
from tests.support.places import ROOT
from xtsearch.__main__ import run

SEED = next(ROOT.joinpath("seeds").glob("*.txt"))
HOSTILE = '本报讯（记者 王超）5月13日，<script>alert("x")</script> & <img src=x onerror=y>\x1b[31m我市召开推进会。\n'


class Outline(HTMLParser):
    """The tags of a document, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") or name == "src" for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["split", *arguments]) == 0
    return capsys.readouterr().out


def test_text_marks_how_sure_each_article_is(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, str(SEED))
    assert len(re.findall(r"confidence [\d.]+ (?:✓|\?\??):", text)) == 13


def test_html_holds_every_line_beside_every_article(capsys: pytest.CaptureFixture[str]) -> None:
    page = shown(capsys, str(SEED), "--format", "html")
    outline = Outline()
    outline.feed(page)
    lines = SEED.read_text("utf-8").removesuffix("\n").split("\n")
    assert outline.tags.count("article") == 13
    assert page.count('id="p0-l') == len(lines)
    assert all(line.strip() in outline.text for line in lines)
    assert not re.search(r"(?:src|href)=\"(?!#)", page)


def test_html_escapes_what_a_page_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / '<b>"page.txt'
    file.write_text(HOSTILE, "utf-8")
    page = shown(capsys, str(file), "--format", "html")
    outline = Outline()
    outline.feed(page)
    assert outline.tags.count("article") == 1
    assert not {"script", "img", "b"} & set(outline.tags)
    assert '<script>alert("x")</script> & <img' in outline.text
    assert "\x1b" not in page


def test_html_for_review_leads_only_to_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    page = shown(capsys, str(SEED), "--review", "0.7", "--format", "html")
    ids, links = (set(re.findall(rf'{name}="#?(p0-[^"]+)"', page)) for name in ("id", "href"))
    assert links <= ids
    assert page.count("<article") < 13
    assert "13 articles, " in page
    assert "line 538</a>: headline form" in page


def test_review_shows_only_what_is_below_a_confidence(capsys: pytest.CaptureFixture[str]) -> None:
    every = shown(capsys, str(SEED), "--review", "1")
    some = shown(capsys, str(SEED), "--review")
    none = shown(capsys, str(SEED), "--review", "0")
    count = [text.count("confidence 0.") for text in (every, some, none)]
    assert count[0] == 13 > count[1] > count[2] == 0
    assert "画中有话" in none


@pytest.mark.parametrize("arguments", [["--review"], ["--review", "0.5"], ["--review", "0.5", "0.6", str(SEED)]])
def test_review_needs_a_page_and_at_most_one_number(arguments: list[str]) -> None:
    assert run(["split", *arguments]) == 2


def test_a_corrections_file_is_applied_and_a_bad_one_names_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(SEED.read_bytes())
    fixes = tmp_path / "page.txt.fix.yaml"
    fixes.write_text("- split: 49\n", "utf-8")
    assert "14 articles" in shown(capsys, str(page))
    fixes.write_text("- split: 49\n- drop: last\n", "utf-8")
    assert run(["split", str(page)]) == 6
    assert "page.txt.fix.yaml, line 2: last is no line of a page" in capsys.readouterr().err


def test_one_line_says_what_kind_of_page_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "".join(
            f"{headline}\n\n本报讯（记者 王超）{month}月13日，{headline}，市领导出席会议并讲话。\n\n"
            for headline, month in (("我市召开工作推进会", 5), ("医保药品目录调整", 4), ("文艺工作座谈会举行", 3))
        ),
        "utf-8",
    )
    kind = "plain text; not wrapped; each of 3 articles opens: headline, `本报讯（记者 …）` text"
    assert shown(capsys, str(page)).splitlines()[1] == kind
    assert run(["split", str(page), "--format", "json"]) == 0
    written = capsys.readouterr()
    assert written.err == f"xtsearch: {page}: {kind}\n"
    assert json.loads(written.out)["file"] == str(page)
    assert kind in shown(capsys, str(page), "--format", "html")
    assert run(["split", str(page), str(SEED), "--format", "jsonl"]) == 0
    assert capsys.readouterr().err == "xtsearch: 2 pages taken for plain text\n"


def test_the_text_that_is_split_is_the_text_of_a_plain_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, str(SEED), "--as-text") == SEED.read_text("utf-8")


def test_the_texts_of_several_files_are_pages_of_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "1.txt", tmp_path / "2.txt"
    first.write_text("本报讯（记者 王超）我市召开推进会。", "utf-8")
    second.write_text("本报讯（记者 李明）我市召开座谈会。\n", "utf-8")
    text = shown(capsys, str(first), str(second), "--as-text")
    assert text == "本报讯（记者 王超）我市召开推进会。\n\f本报讯（记者 李明）我市召开座谈会。\n"
    both = tmp_path / "both.txt"
    both.write_text(text, "utf-8")
    assert run(["split", str(both), "--format", "json"]) == 0
    assert [article["page"] for article in json.loads(capsys.readouterr().out)["articles"]] == [1, 2]


def test_a_person_says_what_kind_of_page_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text("<h1>渡船又开了</h1>\n<p>青石河上的渡船停了二十年。</p>\n", "utf-8")
    assert shown(capsys, str(page), "--as", "plain", "--as-text") == page.read_text("utf-8")
    assert shown(capsys, "--as", "help").splitlines()[-1].startswith("plain text")
    assert run(["split", str(page), "--as", "papyrus"]) == 2
    error = capsys.readouterr().err
    assert "'papyrus' is no kind of page; there are " in error
    assert "plain text" in error


def test_a_corrected_page_teaches_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, other = tmp_path / "1016.txt", tmp_path / "1017.txt"
    page.write_text(PAGE, "utf-8")
    other.write_text(OTHER, "utf-8")
    (tmp_path / "1016.fix.yaml").write_text(CORRECTIONS, "utf-8")
    assert "3 articles" not in shown(capsys, str(other))
    assert run(["split", str(page), "--learn"]) == 0
    written = capsys.readouterr()
    assert not written.out
    assert "pages.yaml now says what metadata, headline lines of *.txt look like; by it 6 of 6 articles" in written.err
    assert "3 articles" in shown(capsys, str(other))
    stated = (tmp_path / "pages.yaml").read_text("utf-8")
    assert run(["split", str(page), "--learn"]) == 0
    assert "pages.yaml says all" in capsys.readouterr().err
    assert (tmp_path / "pages.yaml").read_text("utf-8") == stated
    (tmp_path / "pages.yaml").write_text("- pages: 3\n", "utf-8")
    assert run(["split", str(page), "--learn"]) == 6
    assert "pages.yaml, line 1: write `pages: PATTERN`" in capsys.readouterr().err


def test_nothing_is_learned_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert run(["split", "-", "--learn"]) == 6
    assert "standard input has no folder" in capsys.readouterr().err


def test_how_a_page_is_extracted_better_is_said_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = ROOT / "tests" / "data" / "side_by_side" / "bands.layout.txt"
    assert run(["split", str(page), "--format", "json"]) == 0
    split = capsys.readouterr()
    assert json.loads(split.out)["articles"]
    (line,) = [line for line in split.err.splitlines() if "-layout" in line]
    assert line.startswith(f"xtsearch: {page}: the columns of the page stood side by side")

    assert run(["index", str(page), "--index", str(tmp_path / "index"), "--format", "json"]) == 0
    index = capsys.readouterr()
    assert index.err.splitlines() == [line]
    assert json.loads(index.out)["notes"] == [{"note": line.split(": ", 2)[2], "where": str(page), "pages": 1}]
