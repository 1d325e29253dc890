"""Composed pages in; pages as some extractors would leave them out, with the truth about them. Seeded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from training.compose import ornaments
from training.compose.page import ComposedPage, Truth
from training.compose.scans import Misreading
from training.compose.sheet import Owner
from xtsearch.indexer.pages.line_form import LineForm

INTERRUPTED = 0.03  # of the lines of a page: before so many stand lines that belong to no article
HALVES = str.maketrans("，。：；？！（）", ",.:;?!()")
Change = Callable[[ComposedPage, Random], ComposedPage]


def flat(page: ComposedPage, _: Random) -> ComposedPage:
    """The page without its blank lines, as some extractors leave it."""
    return _set_anew(page, [(number, text, page.owners[number]) for number, text in _numbered(page) if text.strip()])


def interrupted(page: ComposedPage, random: Random) -> ComposedPage:
    """The page with page numbers and the like among its lines, as when several sheets are read as one page."""
    lines: list[tuple[int, str, Owner | None]] = []
    for number, text in _numbered(page):
        if lines and random.random() < INTERRUPTED:
            lines += [(0, line, (None, "furniture")) for line in ornaments.furniture(random)]
        lines.append((number, text, page.owners.get(number)))
    return _set_anew(page, lines)


def spread(page: ComposedPage, _: Random) -> ComposedPage:
    """The page with a blank line behind every line."""
    lines: list[tuple[int, str, Owner | None]] = []
    for number, text in _numbered(page):
        if text.strip():
            lines += [(number, text, page.owners[number]), (0, "", None)]
    return _set_anew(page, lines)


def doubled(page: ComposedPage, _: Random) -> ComposedPage:
    """The page with every blank line twice, and spaces behind its lines."""
    lines: list[tuple[int, str, Owner | None]] = []
    for number, text in _numbered(page):
        lines += [(number, f"{text}  ", page.owners[number])] if text.strip() else [(0, "", None), (0, "", None)]
    return _set_anew(page, lines)


def halved(page: ComposedPage, _: Random) -> ComposedPage:
    """The page with marks of half the width, the stop a point."""
    return _retold(page, page.text.translate(HALVES))


def set_wide(page: ComposedPage, _: Random) -> ComposedPage:
    """The page with bylines set wide: 本 报 讯（记 者 王超）."""
    return replace(page, text=page.text.replace("本报讯", "本 报 讯").replace("记者", "记 者"))


def misread(page: ComposedPage, random: Random) -> ComposedPage:
    """The page as a scanner reads it: characters taken for others, some marks missing."""
    text = Misreading(random).read(page.text)
    return _retold(
        page, re.sub("(?<=[^\n])[，、；](?=[^\n])", lambda mark: "" if random.random() < 0.05 else mark[0], text)
    )


def _numbered(page: ComposedPage) -> Iterator[tuple[int, str]]:
    return enumerate(page.text.rstrip("\n").split("\n"), 1)


def _set_anew(page: ComposedPage, lines: Sequence[tuple[int, str, Owner | None]]) -> ComposedPage:
    """The page with other lines: of each its number before, 0 for a new one, its text and its owner."""
    owners = {number: owner for number, (_, _, owner) in enumerate(lines, 1) if owner is not None}
    forms = {number: page.forms[old] for number, (old, _, _) in enumerate(lines, 1) if old in page.forms}
    moved = {old: number for number, (old, _, _) in enumerate(lines, 1) if old}

    def placed(truth: Truth) -> Truth:
        return replace(
            truth,
            body_lines=tuple(moved[number] for number in truth.body_lines),
            title_lines=tuple(moved[number] for number in truth.title_lines),
            meta_lines=tuple(moved[number] for number in truth.meta_lines),
        )

    return replace(
        page,
        text="\n".join(text for _, text, _ in lines) + "\n",
        owners=owners,
        forms=forms,
        articles=tuple(map(placed, page.articles)),
        residue=tuple(number for number, (article, _) in owners.items() if article is None),
    )


def _retold(page: ComposedPage, text: str) -> ComposedPage:
    """The page with another text, whose lines are those of the page in other characters; so are headlines and bodies of
    the truth."""
    lines = text.split("\n")

    def joined(index: int, part: str) -> str | None:
        numbers = [number for number, owner in page.owners.items() if owner == (index, part)]
        return "".join(lines[number - 1].strip() for number in numbers) or None

    def told(index: int, truth: Truth) -> Truth:
        return replace(
            truth,
            title=joined(index, "title"),
            kicker=joined(index, "kicker"),
            subtitle=joined(index, "subtitle"),
            body=_body(page, truth, lines),
        )

    return replace(page, text=text, articles=tuple(told(index, truth) for index, truth in enumerate(page.articles)))


def _body(page: ComposedPage, truth: Truth, lines: Sequence[str]) -> str:
    """The article's paragraphs in the characters of these lines: a paragraph begins where one begins in the truth."""
    before = page.text.split("\n")
    paragraphs: list[str] = []
    at = 0  # characters of the truth's body that stand above the line, white space left out
    letters = [0]
    for paragraph in truth.body.split("\n"):
        letters.append(letters[-1] + len("".join(paragraph.split())))
    starts = set(letters)
    for number in truth.body_lines:
        if at in starts:
            paragraphs.append("")
        paragraphs[-1] += lines[number - 1].strip()
        at += len("".join(before[number - 1].split()))
    return "\n".join(paragraphs)


def piece(page: ComposedPage, random: Random) -> ComposedPage:
    """A run of the page's lines, as an extractor's cut leaves them. `articles` are still those of the whole page."""
    lines = page.text.rstrip("\n").split("\n")
    start = random.randrange(len(lines))
    stop = random.randrange(start + 1, len(lines) + 1)
    return replace(
        page,
        text="\n".join(lines[start:stop]) + "\n",
        owners={number - start: owner for number, owner in page.owners.items() if start < number <= stop},
        forms={number - start: form for number, form in page.forms.items() if start < number <= stop},
    )


def sized(page: ComposedPage, random: Random) -> ComposedPage:
    """The page with the sizes of its lines, as a PDF tells them."""
    large = random.uniform(1.4, 3.6)
    small = random.uniform(1.05, max(1.1, large * 0.75))
    usual = {"title": large, "kicker": small, "subtitle": small, "section": random.uniform(1.0, 1.35), "rubric": small}
    #: Headlines of one page differ: the first is often the largest.
    factors = {index: random.choice((1.0, 1.0, 0.8, 0.7)) for index in range(len(page.articles))}

    def form(owner: Owner) -> LineForm:
        article, part = owner
        if article is None and part != "rubric":
            return LineForm(round(random.uniform(0.7, 1.2), 2))
        size = usual.get(part, 1.0)
        if article is not None and part in ("title", "kicker", "subtitle"):
            size = max(1.02, size * factors[article])
        return LineForm(
            round(size * random.uniform(0.97, 1.03), 2), part in ("title", "section") and random.random() < 0.8
        )

    return replace(page, forms={number: form(owner) for number, owner in page.owners.items()})


#: The seed of a page of columns, modulo 12 -> how that page is changed.
CHANGES: dict[int, Change] = {
    1: flat,
    2: interrupted,
    3: halved,
    5: spread,
    6: misread,
    7: interrupted,
    8: set_wide,
    9: flat,
    10: doubled,
}
