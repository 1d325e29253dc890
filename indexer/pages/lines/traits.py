"""What one line's own form says of it: whether it ends a sentence, opens an article, was set as a headline. Pure.

Log-odds were set on the seed page and checked on pages composed of real articles. Each says what it stands on.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from xtsearch.indexer.pages.page import INDENT, Line, Page, ends_sentence, visible
from xtsearch.indexer.pages.pieces.bylines import (
    SIGNS_BEFORE,
    ends_with_credit,
    is_byline_line,
    is_dateline,
    opening,
    telling_lines,
)
from xtsearch.indexer.pages.pieces.furniture import SOFT, furniture, named_or_furniture

OPENING_SAID = 6.0  # a byline or dateline opens the line: on the seed all twelve do, and no other line of 386
IN_BRACKETS = "opens with reporters in brackets"
WEAK_OPENINGS = {
    "opens with a line of reporters": 1.0,  # which may also close an article
    IN_BRACKETS: 2.5,  # which may also follow a dateline that fills the line before
}
BYLINE_ALONE = -6.0  # what follows a line of reporters does not open another article, and that line is no headline
SUBTITLE_FORM = 5.0
BLOCK_LINES, BLOCK = 4, 1.5  # a few lines between blank lines that break off before a fresh paragraph
ISOLATED = 1.5  # an unfinished line between blank lines
GOES_ON = -1.5  # the same, where the next fills its column from the edge, as text does that a column's end cut
RUNS_ON = -2.5  # a line of the column's width with another right below it is text
SENTENCE_ENDED = -3.0  # a stop or an exclamation mark right behind a line that the column's end cut in mid-sentence
FULL_OPENING, INDENTED_OPENING = -2.5, 0.7  # an article's first line is indented, also where the spaces were dropped
STRETCH = 1.25  # em by which a line may be stretched, as no mark may begin the next (seed lines 141-142: 契 / 机，)
HAN_SPACE = re.compile(r"[\u4e00-\u9fff”》][ \u3000]+[\u4e00-\u9fff“《]")
FILLED = {
    "full": -2.0,
    "but indent": -0.5,
    "wide": 3.0,
    "short": 1.0,
}  # log-odds of a headline by its width
LONGEST_DISPLAY = 70  # em; the seed's longest headline is 24


class Trait(NamedTuple):
    """What one line's own form says. `display` and `opening` are log-odds, `furniture` a reason or None."""

    closed: bool  # nothing is left unsaid at the line's end
    wraps: bool  # the line ends where its column ends
    width: str  # how it fills its column
    display: float
    opening: str | None
    opens: float
    furniture: str | None
    alone: bool  # a byline and nothing else


class _Lines(NamedTuple):
    """What is asked of each line more than once."""

    page: Page
    texts: list[str]  # as one sees them
    telling: list[bool]  # by `telling_lines`

    def opening(self, index: int) -> str | None:
        """What the line opens with, read by itself."""
        return opening(self.texts[index]) if self.telling[index] else None


def read_traits(page: Page, newspaper: str | None) -> tuple[Trait, ...]:
    """Each line's traits. Lines that look alike to every rule are looked at once."""
    texts = [visible(line.text) for line in page.lines]
    read = _Lines(page, texts, telling_lines(texts))
    blocks = _headline_blocks(read)
    counts = Counter([line.text for line in page.lines])
    known: dict[tuple[object, ...], Trait] = {}
    found = []
    for index, line in enumerate(page.lines):
        key = _look(page, index, block=index in blocks) if counts[line.text] > 1 else None
        trait = known.get(key) if key else None
        if trait is None:
            trait = _trait(read, index, newspaper, block=index in blocks)
            if key:
                known[key] = trait
        found.append(trait)
    return tuple(found)


def _look(page: Page, index: int, *, block: bool) -> tuple[object, ...]:
    """All of the line and of the lines near it that any rule looks at."""
    line, count = page.lines[index], len(page.lines)
    after = page.lines[index + 1] if index + 1 < count else None
    third = page.lines[index + 2].text if index + 2 < count else ""
    near = (after.gap > 0, after.text, third) if after else (True,)
    before = (
        page.lines[index - 1].text
        if index and not line.gap
        else line.gap and index and page.lines[index - 1].ends_sentence
    )
    return before, block, line.text, page.columns[index], line.gap > 0, line.indent >= 2, index == 0, *near


def _headline_blocks(read: _Lines) -> frozenset[int]:
    """Indices of lines in blocks of a few lines between blank lines that break off, where the next block is set as a
    paragraph's beginning: text that a column's end cuts goes on at full width (seed lines 162-164, 375-377)."""
    found: list[int] = []
    block: list[int] = []
    for index, line in enumerate(read.page.lines):
        if line.gap and block:
            if len(block) <= BLOCK_LINES and not ends_sentence(read.texts[block[-1]]):
                fresh = line.indent >= 2 or first_line(read.page, index) > 0 or read.opening(index) is not None
                found += block if fresh else ()
            block = []
        if len(block) <= BLOCK_LINES:
            block.append(index)
    return frozenset(found)


def _trait(read: _Lines, index: int, newspaper: str | None, *, block: bool) -> Trait:
    page, text = read.page, read.texts[index]
    line, column = page.lines[index], page.columns[index]
    kept = named_or_furniture(text, newspaper)
    if kept in SOFT and _in_running_text(read, index):
        kept = None
    said = _opening(read, index) if not kept and True in read.telling[index : index + 3] else None
    opens = 0.0 if said is None else WEAK_OPENINGS.get(said, OPENING_SAID)
    alone = read.telling[index] and is_byline_line(text)
    ends = ends_sentence(text)
    led = read.texts[index - 1] + text if index and not line.gap else text
    wraps = column is not None and line.high + STRETCH >= column - (INDENT if line.gap or index == 0 else 0.0)
    width = _width(line, column)
    display = BYLINE_ALONE if alone else _display(read, index, width, ends=ends, block=block)
    return Trait(ends or alone or ends_with_credit(led), wraps, width, display, said, opens, kept, alone)


def _width(line: Line, column: float | None) -> str:
    if column is None:
        return "free"
    if line.fills(column):
        return "full"
    if line.fills_indented(column):
        return "but indent"
    return "wide" if line.low > column + 1 else "short"


def first_line(page: Page, index: int) -> float:
    """Log-odds that the line is set as a paragraph's first: indented, also where the extractor dropped the spaces."""
    line, column = page.lines[index], page.columns[index]
    if page.indents:
        return INDENTED_OPENING if line.indent >= 2 else FULL_OPENING
    if column is None:
        return 0.0
    likely = line.high - line.quotes * (1 - page.quote_width)
    if abs(likely - column) < abs(likely - column + INDENT):
        return FULL_OPENING if line.fills(column) else 0.0
    return INDENTED_OPENING if line.fills_indented(column) else 0.0


def _opening(read: _Lines, index: int) -> str | None:
    """An opening may be cut by the line's end: two more lines are read (seed lines 481-482)."""
    page, text = read.page, read.texts[index]
    if text[:1] < "\u4e00" and text[:1] not in SIGNS_BEFORE:
        return None
    if is_byline_line(text) and text[0] in "（(":
        return None  # a credit that closes an article
    whole = text
    for at in range(index + 1, min(index + 3, len(page.lines))) if page.columns[index] is not None else ():
        following = read.texts[at]
        if page.lines[at].gap or is_dateline(following):
            break  # a headline, and below it the article's own dateline
        whole += following
    found = opening(whole)
    if found == IN_BRACKETS and not _opens_in_brackets(read, index, whole):
        return None
    said = opening(text) if found is None or "line of" in found else found
    return None if said is None or _opened_before(read, index) else said


def _opened_before(read: _Lines, index: int) -> bool:
    """Whether the line goes on with an opening that began on the line before: 本报乌鲁木齐二月 / 三日电（记者."""
    if not index or read.page.lines[index].gap or read.page.columns[index] is None:
        return False
    before, text = read.texts[index - 1], read.texts[index]
    return (
        not ends_sentence(before)
        and not is_dateline(text)
        and not is_byline_line(before)
        and opening(before) is None
        and bool((whole := opening(before + text)) and "line of" not in whole)
    )


def _opens_in_brackets(read: _Lines, index: int, whole: str) -> bool:
    """Whether reporters in brackets open an article: not where they close one, or follow a dateline's own line."""
    if whole[-1] in ")）":
        return False
    before = read.texts[index - 1] if index else ""
    return not before or read.page.lines[index].gap > 0 or (ends_sentence(before) and opening(before) is None)


def _in_running_text(read: _Lines, index: int) -> bool:
    """Whether the line stands among others without a blank line, or goes on with an unfinished one."""
    page = read.page
    line = page.lines[index]
    if line.gap or not index:
        return False
    after = page.lines[index + 1] if index + 1 < len(page.lines) else None
    before = read.texts[index - 1]
    if furniture(before):
        return False
    unfinished = not ends_sentence(before) and page.columns[index] is not None
    return unfinished or (after is not None and not after.gap and page.columns[index] is not None)


def _cut_by_column(before: Line, column: float | None) -> bool:
    """Whether the line before fills the column and ends in mid-sentence."""
    return before.fills(column) and not before.ends_sentence


def _display(read: _Lines, index: int, width: str, *, ends: bool, block: bool) -> float:
    """Log-odds that the line was set as a headline, from its form."""
    page, text = read.page, read.texts[index]
    line, column = page.lines[index], page.columns[index]
    if line.low > LONGEST_DISPLAY or not text:
        return -6.0
    last = text[-1]
    if last in "）)" and "（" not in text and "(" not in text:
        return -6.0  # what these brackets hold began on the line before
    if text.startswith(("——", "--")) and last not in "”。，":
        return SUBTITLE_FORM
    score = -6.0 if last in "。，、；,;.．" else -2.0 if last in "：:" else 0.0 if ends else 1.5
    if "。" in text[:-1]:
        score -= 5.0
    score -= 0.5 * text.count("，")
    if line.high < 3:
        score -= 2.0
    if column is None:
        score += 1.5 if line.high <= 30 else 0.5 if line.high <= 45 else -1.5
    else:
        score += FILLED[width]
    after = page.lines[index + 1] if index + 1 < len(page.lines) else None
    parted = after is None or after.gap > 0
    score += (0.7 if line.gap else -0.5) + (0.7 if parted else -0.5)
    if line.gap and after is not None and after.gap and not ends:
        goes_on = first_line(page, index + 1) < 0 and read.opening(index + 1) is None and line.low <= (column or 0) + 1
        score += GOES_ON if goes_on else ISOLATED
    if ends and index and not line.gap and _cut_by_column(page.lines[index - 1], column):
        score += SENTENCE_ENDED
    score += BLOCK if block else 0.0
    if not block and after is not None and not after.gap and column is not None and line.low <= column + 1:
        score += RUNS_ON if after.fills(page.columns[index + 1]) or after.text[-1] == "。" else 0.0
    if (" " in text or "\u3000" in text) and HAN_SPACE.search(text):
        score += 1.0
    return score
