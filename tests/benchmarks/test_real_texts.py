"""Real texts and the numbers of lines that say what stands in them."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.real_texts import CRAWLER, FOLDER, MARKED, read_real_texts

TEXT = """渡船又开了
作者：何文;林小川  时间：2018-09-11

第一班船从北岸出发，船上坐着去赶集的老人和孩子。
县长察看新建水厂
——六个村通水
作者：孙立  时间：2018-09-10

县长到新建的水厂察看，要求在霜降之前让沿线六个村通水。
"""
EXPECTED = [
    {"line": 2, "headline_lines": ["渡船又开了"], "meta": "作者：何文;林小川  时间：2018-09-11"},
    {"line": 7, "headline_lines": ["县长察看新建水厂", "——六个村通水"], "meta": "作者：孙立  时间：2018-09-10"},
]


def test_a_crawlers_text_has_its_headlines_bodies_and_authors(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    (folder / CRAWLER).write_text(TEXT, "utf-8")
    (folder / CRAWLER).with_suffix(".expected.json").write_text(json.dumps(EXPECTED), "utf-8")
    (page,) = read_real_texts(tmp_path)
    assert [truth.title for truth in page.articles] == ["渡船又开了", "县长察看新建水厂——六个村通水"]
    assert [truth.body_lines for truth in page.articles] == [(4,), (9,)]
    assert [truth.credit.reporters for truth in page.articles] == [["何文", "林小川"], ["孙立"]]
    assert all(truth.whole_title for truth in page.articles)


def test_marked_articles_do_not_share_lines() -> None:
    for marks in json.loads(MARKED.read_text("utf-8")).values():
        lines = [line for article in marks["articles"] for line in article["title"]]
        lines += [n for article in marks["articles"] for a, b in article["body"] for n in range(a, b + 1)]
        assert len(lines) == len(set(lines))
