"""`split --review`: the most doubtful first, each with a reason, and as the text of a corrections file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.indexer.pages.test_page_templates import PAGE
from tests.support.places import ROOT
from xtsearch.__main__ import run
from xtsearch.indexer.pages.corrections import Corrections, read_corrections
from xtsearch.indexer.pages.split import Split, split_page
from xtsearch.show.split_review import findings

SEED = next(ROOT.joinpath("seeds").glob("*.txt")).read_text("utf-8")
CROSSHEADS = """二十年磨一剑

上级单位不止一次到一班总结经验，每次都有共同的感受，一班就像一所学校，人人是人才，车间定出计划。

“荣誉室”一墙之隔是“创新室”

一班的荣誉室锦旗鲜红，奖杯夺目，参观之后令人敬佩，一墙之隔的创新室彰显智慧，置身其中更是令人惊叹！
"""
PAGES = [SEED, PAGE, CROSSHEADS, f"{PAGE}\n{SEED}"]


def fingerprint(split: Split) -> list[object]:
    return [(article.title_lines, article.body_lines) for article in split.articles]


def corrections(text: str) -> Corrections:
    return read_corrections(text, "page.fix.yaml")


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_what_is_pasted_is_accepted_and_leaves_the_articles_as_they_are(page: str) -> None:
    """Lines that are said to be metadata may part an article that was taken for one; even then no beginning is lost."""
    split = split_page(page)
    shown = findings(split, page, below=0.999)
    assert shown
    text = "".join(finding.corrections for finding in shown)
    pasted = split_page(page, corrections=corrections(text))
    begun = {article.body_lines[0][1]: article for article in pasted.articles}
    kept = [begun[article.body_lines[0][1]] for article in split.articles]
    if "- metadata:" not in text:
        assert [article.body_lines for article in pasted.articles] == [article.body_lines for article in split.articles]
    assert [article.title_lines for article, before in zip(kept, split.articles, strict=True) if before.title] == [
        article.title_lines for article in split.articles if article.title
    ]


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_what_stands_behind_a_sign_is_a_correction_too(page: str) -> None:
    split = split_page(page)
    tried = 0
    for finding in findings(split, page, below=0.999):
        behind = re.findall(r"^# (- .*\n(?:#   .*\n)*)", finding.corrections, re.MULTILINE)
        for alternative in behind:
            text = alternative.replace("#   ", "  ")
            assert fingerprint(split_page(page, corrections=corrections(text)))
            tried += 1
    assert tried


def test_lines_of_one_shape_are_one_finding() -> None:
    shown = findings(split_page(PAGE), PAGE, below=0)
    metadata = [finding for finding in shown if "metadata" in finding.corrections]
    assert [finding.corrections.split("#")[0].strip() for finding in metadata] == ["- metadata: [2, 5, 8, 11, 14, 17]"]
    assert metadata[0].why == "6 lines of one shape, in no article"


def test_an_imprint_is_no_article_that_was_missed() -> None:
    imprint = "●主管：青石县委 主办：青石日报社 本版主编：何文 编辑：孙立 新闻线索：news 监督：010-1234 发行：010-5678"
    page = f"{SEED}\n\n{imprint}\n"
    assert not any("- split" in finding.corrections for finding in findings(split_page(page), page, below=0))


def test_an_article_that_was_confirmed_is_asked_about_no_more() -> None:
    split = split_page(SEED)
    shown = findings(split, SEED, below=0.9)
    pasted = split_page(SEED, corrections=corrections("".join(finding.corrections for finding in shown)))
    after = findings(pasted, SEED, below=0.9)
    titled = sum(article.title is not None and article.confidence < 0.9 for article in split.articles)
    assert titled
    assert len(after) <= len(shown) - titled


def test_the_most_doubtful_comes_first_and_running_heads_are_left_out() -> None:
    page = SEED + "\n青石之窗\n" * 3
    shown = findings(split_page(page), page, below=0.9)
    assert [finding.doubt for finding in shown] == sorted((finding.doubt for finding in shown), reverse=True)
    assert not any("青石之窗" in finding.corrections for finding in shown)


def test_the_output_is_a_corrections_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text(SEED, "utf-8")
    assert run(["split", str(page), "--review", "--limit", "3"]) == 0
    written = capsys.readouterr().out
    assert "less doubtful: --limit " in written
    assert len(re.findall(r"^# \d+\. ", written, re.MULTILINE)) == 3
    (tmp_path / "page.fix.yaml").write_text(written, "utf-8")
    assert run(["split", str(page), "--review"]) == 0
    assert "of 13 articles below 0.9" in capsys.readouterr().out


def test_every_line_fits_a_terminal_and_obeys_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.txt"
    page.write_text("本报讯 我市\x1b[31m召开\u202e推进会 # 今天。\n\n# 医保目录: 调整\n", "utf-8")
    assert run(["split", str(page), "--review", "1"]) == 0
    written = capsys.readouterr().out
    assert "\x1b" not in written
    assert read_corrections(written, "page.fix.yaml").items
