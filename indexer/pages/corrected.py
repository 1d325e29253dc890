"""What corrections say of whole articles: which openings are one article, which lines are its headline. Pure.

>>> from xtsearch.indexer.pages.corrections import read_corrections
>>> from xtsearch.indexer.pages.page import read_page
>>> page = read_page("本报讯（记者 王超）我市召开推进会。\\n市领导调研。\\n医保药品目录调整。")
>>> join_articles(read_corrections("- merge: [1, 3]", "page.fix.yaml"), page, [(0, 1), (1, 2), (2, 3)])
[0, 1, 0]
"""

from __future__ import annotations

from collections.abc import Sequence

from xtsearch.indexer.pages.corrections import Correction, CorrectionKind, Corrections
from xtsearch.indexer.pages.page import Page
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.pieces.paragraphs import BodyLine
from xtsearch.indexer.pages.titles.kickers import join_headline
from xtsearch.indexer.pages.titles.placing import Headline

SURE = 12.0  # log-odds of a headline that a person has given


def join_articles(corrections: Corrections, page: Page, openings: Sequence[tuple[int, int]]) -> list[int]:
    """For each opening the article that its text belongs to; articles are numbered in the page's order.

    `openings` are the index of each opening and of the next. Where a person merges articles, several openings belong to
    one.

    Raises:
        PageError: a line to be merged stands in no article.
    """
    first = list(range(len(openings)))  # of each opening the first one of its article
    for item in corrections.of_kind(CorrectionKind.MERGE):
        places = (_holder(item, number, page, openings) for number in item.lines)
        low, high = sorted(first[place] for place in places)
        first = [low if opening == high else opening for opening in first]
    order = {opening: article for article, opening in enumerate(dict.fromkeys(first))}
    return [order[opening] for opening in first]


def _holder(item: Correction, number: int, page: Page, openings: Sequence[tuple[int, int]]) -> int:
    """The opening behind which a line stands."""
    index = next(index for index, line in enumerate(page.lines) if number in line.numbers)
    for place, (start, stop) in enumerate(openings):
        if start <= index < stop:
            return place
    raise item.error(f"line {number} of the page is in no article")


def corrected_headlines(
    corrections: Corrections, page: Page, spans: Sequence[Sequence[BodyLine]], texts: Sequence[str]
) -> dict[int, Headline]:
    """Article -> the headline that a person has given it. `spans` and `texts` are the articles' lines and their text.

    Raises:
        PageError: no article's text holds the line `of`, or the article has two headlines.
    """
    items = corrections.of_kind(CorrectionKind.HEADLINE)
    if not items:
        return {}
    holders = {number: at for at, span in enumerate(spans) for entry in span for number in entry.line.numbers}
    printed = {number: line for line in page.lines for number in line.numbers}
    bodies = Bodies(texts)
    headlines: dict[int, Headline] = {}
    for item in items:
        article = holders.get(item.of or 0)
        if article is None:
            raise item.error(f"line {item.of} of the page is in no article's text")
        if article in headlines and not item.by_hand:
            continue
        if article in headlines:
            raise item.error(f"the article of line {item.of} has a headline already")
        parts = [
            list({printed[number].number: printed[number] for number in numbers}.values())
            for numbers in (item.kicker, item.lines, item.subtitle)
        ]
        kicker, title, subtitle = (
            join_headline([line.text for line in lines], bodies) if lines else None for lines in parts
        )
        kicker_lines, title_lines, subtitle_lines = (
            tuple([number for line in lines for number in line.numbers]) for lines in parts
        )
        evidence = (f"headline given by {item.file}, line {item.where}",)
        headlines[article] = Headline(
            kicker, title or "", subtitle, kicker_lines, title_lines, subtitle_lines, SURE, SURE, True, evidence
        )
    return headlines
