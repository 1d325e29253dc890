"""The seed page as other newspapers set it and other extractors leave it: what is known of it must still be found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from functools import cache
from random import Random

import pytest

from tests.support.places import ROOT
from xtsearch.indexer.pages.split import Article, split_page

SEED = (ROOT / "seeds" / "000_1b18a5551e9cfd0c.txt").read_text(encoding="utf-8")
BYLINE = re.compile(r"本报讯（(记者 [^）\n]*)）")


def halved(text: str) -> str:
    """Half-width marks, the stop a point."""
    return text.translate(str.maketrans("，。：；？！（）", ",.:;?!()"))


def set_wide(text: str) -> str:
    return text.replace("本报讯", "本 报 讯").replace("记者 ", "记 者 ")


def numbered(text: str) -> str:
    """A page number before every fortieth line, also in mid-sentence."""
    lines = text.split("\n")
    return "\n".join("\n".join([*lines[at : at + 40], f"- {at // 40 + 1} -"]) for at in range(0, len(lines), 40))


def misread(text: str) -> str:
    """One Han character in a hundred is another one of the page's, one mark in twenty is missing."""
    random = Random(3)
    han = re.findall("[\u4e00-\u9fff]", text)
    marks = re.sub("[，。、；：]", lambda mark: "" if random.random() < 0.05 else mark[0], text)
    return re.sub("[\u4e00-\u9fff]", lambda mark: random.choice(han) if random.random() < 0.01 else mark[0], marks)


LEFT: Mapping[str, Callable[[str], str]] = {
    "half-width marks": halved,
    "bylines set wide": set_wide,
    "bylines without brackets": lambda text: BYLINE.sub(r"本报讯 \1 ", text),
    "bylines in square brackets": lambda text: BYLINE.sub(r"本报讯［\1］", text),
    "page numbers among the text": numbered,
    "blank lines doubled, spaces behind lines": lambda text: text.replace("\n\n", "\n\n\n").replace("\n", "  \r\n"),
}


def letters(text: str | None) -> str:
    return re.sub(r"[\W_]", "", text or "")


def alike(text: str, expected: str) -> bool:
    return text == expected or SequenceMatcher(None, text, expected, autojunk=False).ratio() > 0.95


@cache
def seed_articles() -> tuple[Article, ...]:
    articles = split_page(SEED).articles
    assert len(articles) == 13
    return articles


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT.keys())
def test_the_same_articles_are_found(left: Callable[[str], str]) -> None:
    articles = split_page(left(SEED)).articles
    assert len(articles) == len(seed_articles())
    for article, expected in zip(articles, seed_articles(), strict=True):
        assert alike(letters(article.body), letters(expected.body))
        assert alike(letters(article.title), letters(expected.title))


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT.keys())
def test_the_same_reporters_and_days_are_read(left: Callable[[str], str]) -> None:
    articles = split_page(left(SEED)).articles
    assert [(article.reporters, article.interns, article.date) for article in articles] == [
        (article.reporters, article.interns, article.date) for article in seed_articles()
    ]


@pytest.mark.parametrize("blank", ["\n", "\n\n"], ids=["no blank line", "a blank line behind every line"])
def test_where_blank_lines_tell_nothing_most_articles_are_found(blank: str) -> None:
    """Two of the thirteen name nobody and stand where only a blank line and other words part them."""
    articles = split_page(blank.join(line for line in SEED.split("\n") if line.strip())).articles
    expected = {letters(article.body) for article in seed_articles()}
    assert len(expected & {letters(article.body) for article in articles}) >= 10


def test_what_a_scanner_misreads_costs_the_articles_whose_bylines_it_misreads() -> None:
    """Of thirteen bylines one has lost its paper's name and one the word for reporter."""
    bodies = [letters(article.body) for article in split_page(misread(SEED)).articles]
    expected = [letters(article.body) for article in seed_articles()]
    assert sum(any(alike(body, whole) for body in bodies) for whole in expected) >= 11


def test_who_wrote_may_stand_behind_the_headline() -> None:
    """`市领导调研文艺工作  本报记者 杨阳`, and the article itself names nobody."""
    signed = [item for item in seed_articles() if item.reporters and len(item.title_lines) == 1 and not item.kicker]
    assert len(signed) >= 4
    lines = BYLINE.sub("", SEED).split("\n")
    for expected in signed:
        lines[expected.title_lines[0] - 1] += "  本报记者 " + " ".join(expected.reporters)
    articles = {letters(article.body)[:20]: article for article in split_page("\n".join(lines)).articles}
    for expected in signed[:4]:
        article = articles[letters(BYLINE.sub("", expected.body))[:20]]
        assert article.reporters == expected.reporters
        assert letters(article.title).startswith(letters(expected.title))
