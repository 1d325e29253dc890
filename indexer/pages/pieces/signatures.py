"""A page's lines in; those that hold names and nothing else, where an article is signed, out. Pure.

    >>> from xtsearch.indexer.pages.page import read_page
    >>> page = read_page("从“等一等”看担当\\n孙一鸣\\n不论修路，还是办学，凡是办成的事，都离不开先站出来的人。")
    >>> read_signatures(page, [line.text for line in page.lines])
    {1: <Signature.OPENS: 'opens'>}

Names alone are no byline: tables and lists hold them too. Under a headline or a column's label with a text below, or
below a text with nothing further, they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from xtsearch.indexer.pages.page import Page, ends_sentence
from xtsearch.indexer.pages.pieces.byline_forms import is_byline_line
from xtsearch.indexer.pages.pieces.furniture import read_furniture
from xtsearch.indexer.pages.pieces.names import read_bare_names

NEAR = 2  # lines on either side; where more than one of them holds names too, the page lists names
MOST_LISTED = 1
LONGER = 2.0  # a text's line is so many times as long as the names above it
LONGEST_HEADLINE, MOST_COMMAS = 45.0, 1  # em, and commas; a text has more


class Signature(StrEnum):
    """Where a line of names stands: above the article's text, or below it."""

    OPENS = "opens"
    CLOSES = "closes"


def read_signatures(page: Page, texts: Sequence[str]) -> dict[int, Signature]:
    """Index of each line that signs an article -> where it stands. `texts` are the lines' visible texts."""
    named = [index for index, text in enumerate(texts) if read_bare_names(text)]
    signatures: dict[int, Signature] = {}
    for place, index in enumerate(named):
        nearby = named[max(0, place - NEAR) : place] + named[place + 1 : place + 1 + NEAR]
        if sum(abs(other - index) <= NEAR for other in nearby) > MOST_LISTED:
            continue
        if _closes(page, texts, index):
            signatures[index] = Signature.CLOSES
        elif _opens(page, texts, index):
            signatures[index] = Signature.OPENS
    return signatures


def _opens(page: Page, texts: Sequence[str], index: int) -> bool:
    """Whether a headline or a label stands above the names, and a text below."""
    if not index or index + 1 == len(texts) or not texts[index - 1]:
        return False
    line, before, after = page.lines[index], page.lines[index - 1], page.lines[index + 1]
    head = texts[index - 1]
    heads = before.high <= LONGEST_HEADLINE and head[-1] not in "，、；。：,;:" and head.count("，") <= MOST_COMMAS
    runs_on = not line.gap and before.fills(page.columns[index - 1]) and after.fills(page.columns[index + 1])
    if not heads or runs_on:
        return False
    furniture = read_furniture(texts[index + 1]) is not None
    return furniture or after.high >= LONGER * line.high or is_byline_line(texts[index + 1])


def _closes(page: Page, texts: Sequence[str], index: int) -> bool:
    """Whether a text ends above the names, and no text goes on below."""
    if not index or not ends_sentence(texts[index - 1]) or read_furniture(texts[index - 1]):
        return False
    if index + 1 == len(texts):
        return True
    line, after = page.lines[index], page.lines[index + 1]
    if line.gap and after.gap and page.lines[index - 1].high <= LONGEST_HEADLINE / 2:
        return False  # as near to both: a headline that ends with a mark may stand above
    return after.gap > 0 or read_furniture(texts[index + 1]) is not None
