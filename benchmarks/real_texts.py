"""Real texts with their truth: pages whose articles were marked by hand, or by what a crawler wrote above each.

The texts are not part of the repository; `real_texts.json` holds only numbers of their lines. Where the folder of data
has no real pages, there is nothing to measure.

>>> list(read_real_texts(Path("no such folder")))
[]
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from training.compose.page import ComposedPage, Truth
from training.compose.people import Credit

MARKED = Path(__file__).with_suffix(".json")
FOLDER = "real-pages"
CRAWLER = "crawler-articles.txt"
_AUTHORS = re.compile(r"作者：(\S+)")


def read_real_texts(data: Path) -> Iterator[ComposedPage]:
    """The real texts of the folder as pages with their truth; `family` is the file's name. Dates are not asked for."""
    folder = data / FOLDER
    if (folder / CRAWLER).is_file():
        yield _crawler_text(folder)
    for name, marks in json.loads(MARKED.read_text(encoding="utf-8")).items():
        if (folder / name).is_file():
            text = (folder / name).read_text(encoding="utf-8")
            lines = text.split("\n")
            yield _page(name, text, [_marked(article, lines) for article in marks["articles"]])


def _crawler_text(folder: Path) -> ComposedPage:
    """Each article begins with its headline, with kicker and subtitle; the line below names the authors and the day."""
    text = (folder / CRAWLER).read_text(encoding="utf-8")
    expected = json.loads((folder / CRAWLER).with_suffix(".expected.json").read_text(encoding="utf-8"))
    lines = text.split("\n")
    metadata = [record["line"] for record in expected]
    firsts = [line - len(record["headline_lines"]) for line, record in zip(metadata, expected, strict=True)]
    articles = []
    for record, line, first, stop in zip(expected, metadata, firsts, [*firsts[1:], len(lines) + 1], strict=True):
        authors = _AUTHORS.search(record["meta"])
        credit = Credit("meta", reporters=authors[1].split(";") if authors else [])
        body = tuple(number for number in range(line + 1, stop) if lines[number - 1].strip())
        titles = tuple(range(first, line))
        truth = _truth(lines, "".join(record["headline_lines"]), titles, body, credit, (line,))
        articles.append(replace(truth, whole_title=True))
    return _page(CRAWLER, text, articles)


def _marked(article: dict[str, Any], lines: Sequence[str]) -> Truth:
    numbers = tuple(article["title"])
    body = tuple(
        number for first, last in article["body"] for number in range(first, last + 1) if lines[number - 1].strip()
    )
    credit = Credit(
        "marked",
        reporters=_names(lines, article.get("reporters", [])),
        correspondents=_names(lines, article.get("correspondents", [])),
    )
    return _truth(lines, "".join(lines[number - 1] for number in numbers), numbers, body, credit)


def _names(lines: Sequence[str], places: Sequence[tuple[int, int, int]]) -> list[str]:
    """`places`: a line, and the offsets in it where a name begins and ends."""
    return [lines[line - 1][start:stop] for line, start, stop in places]


def _truth(
    lines: Sequence[str],
    title: str,
    title_lines: tuple[int, ...],
    body: tuple[int, ...],
    credit: Credit,
    meta: tuple[int, ...] = (),
) -> Truth:
    text = "\n".join(lines[number - 1].strip() for number in body)
    return Truth(title, None, None, text, credit, (), body, title_lines, "before", meta)


def _page(name: str, text: str, articles: Sequence[Truth]) -> ComposedPage:
    return ComposedPage(name, 0, text, tuple(articles), (), {}, family=name)
