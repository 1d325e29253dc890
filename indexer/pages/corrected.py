"""What a corrections file says of whole articles: which are one, and which lines are whose headline. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from xtsearch.indexer.pages.corrections import Correction, Corrections
from xtsearch.indexer.pages.page import Page
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.pieces.paragraphs import BodyLine
from xtsearch.indexer.pages.titles.kickers import join_headline
from xtsearch.indexer.pages.titles.placing import Headline

SURE = 12.0  # log-odds: a person has looked


def join_articles(corrections: Corrections, page: Page, ranges: Sequence[tuple[int, int]]) -> list[int]:
    """For each opening the article it opens or, where articles are merged, goes on; numbered in the page's order.

    Raises:
        PageError: a line to be merged stands in no article.
    """
    first = list(range(len(ranges)))
    for item in corrections.of_kind("merge"):
        one, two = (_holder(item, number, page, ranges, corrections) for number in item.lines)
        low, high = sorted((first[one], first[two]))
        first = [low if each == high else each for each in first]
    order = {opening: article for article, opening in enumerate(dict.fromkeys(first))}
    return [order[opening] for opening in first]


def _holder(
    item: Correction, number: int, page: Page, ranges: Sequence[tuple[int, int]], corrections: Corrections
) -> int:
    index = next(index for index, line in enumerate(page.lines) if line.number == number)
    for place, (start, stop) in enumerate(ranges):
        if start <= index < stop:
            return place
    raise corrections.error(item.where, f"line {number} of the page is in no article")


def given_headlines(
    corrections: Corrections, page: Page, spans: Sequence[Sequence[BodyLine]], texts: Sequence[str]
) -> dict[int, Headline]:
    """Article -> the headline that a person gave it.

    Raises:
        PageError: no article holds the line, or it was given two headlines.
    """
    items = corrections.of_kind("headline")
    if not items:
        return {}
    holder = {entry.line.number: article for article, span in enumerate(spans) for entry in span}
    printed = {line.number: line.text for line in page.lines}
    bodies = Bodies(texts)
    found: dict[int, Headline] = {}
    for item in items:
        article = holder.get(item.of or 0)
        if article is None:
            raise corrections.error(item.where, f"line {item.of} of the page is in no article's text")
        if article in found:
            raise corrections.error(item.where, f"the article of line {item.of} has a headline already")
        texts_of = [[printed[number] for number in part] for part in (item.kicker, item.lines, item.subtitle)]
        kicker, title, subtitle = (join_headline(part, bodies) if part else None for part in texts_of)
        evidence = (f"headline given by {corrections.name}, line {item.where}",)
        parts = (item.kicker, item.lines, item.subtitle)
        found[article] = Headline(kicker, title or "", subtitle, *parts, SURE, evidence)
    return found
