"""A page's lines in; what each line's own form says - it ends a sentence, opens an article, is set as a headline - out.
Pure.

    >>> from xtsearch.indexer.pages.page import read_page
    >>> trait, = read_traits(read_page("本报讯（记者 王超）5月13日，我市召开推进会。"), None)
    >>> str(trait.opening), trait.closed
    ("opens with the paper's dateline", True)

The log-odds were set on the seed page and checked on pages composed of real articles; each has its evidence beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container
from typing import NamedTuple

from xtsearch.indexer.pages.line_form import PLAIN, LineForm
from xtsearch.indexer.pages.page import INDENT, Line, Page, ends_sentence, visible
from xtsearch.indexer.pages.pieces.byline_forms import (
    OPENING_SIGNS,
    OpeningForm,
    closing_lines,
    ends_with_credit,
    is_byline_line,
    is_dateline,
    opening,
    telling_lines,
)
from xtsearch.indexer.pages.pieces.furniture import Furniture, read_furniture
from xtsearch.indexer.pages.pieces.metadata import read_metadata_lines
from xtsearch.indexer.pages.pieces.names_only import read_names_only
from xtsearch.indexer.pages.pieces.signatures import Signature, read_signatures

SURE_OPENING = 6.0  # of a line with a byline or dateline: on the seed all twelve open an article, no other of 386 lines
WEAK_OPENINGS = {
    OpeningForm.REPORTERS: 1.0,  # which may also close an article
    OpeningForm.BRACKETS: 2.5,  # which may also follow a dateline that fills the line before
}
BYLINE_ALONE = -6.0  # of a line of reporters: it is no headline
SUBTITLE_FORM = 5.0
BLOCK_LINES, BLOCK = 4, 1.5  # so few lines between blank lines that break off before a new paragraph begins
ISOLATED = 1.5  # an unfinished line between blank lines
GOES_ON = -1.5  # the same, where the next line fills its column from the edge: text that the end of a column cut
RUNS_ON = -2.5  # a line of the column's width with another right below it is text
SENTENCE_ENDED = -3.0  # a stop or an exclamation mark right behind a line that the column's end cut in mid-sentence
FULL_OPENING, INDENTED_OPENING = -2.5, 0.7  # an article's first line is indented, also where the spaces were dropped
STRETCH = 1.25  # em that a line may lack because no mark may begin the next line (seed lines 141-142: 契 / 机，)
HAN_SPACE = re.compile(r"[\u4e00-\u9fff”》][ \u3000]+[\u4e00-\u9fff“《]")
FILLED = {
    "full": -2.0,
    "but indent": -0.5,
    "wide": 3.0,
    "short": 1.0,
}  # log-odds of a headline by its width
WIDTHS = ("free", *FILLED)  # how a line fills its column; "free": it stands in none
# A file that says how its lines were set says it of all; a headline is larger than text, a crosshead may be as large.
LARGE, LARGER, TEXT_SIZE = 1.3, 3.0, 1.0  # times the height of running text; log-odds if it is, and if it is not
HEADED = 3.0  # log-odds of a line that is marked up as a heading
PLAIN_DISPLAY = -3.5  # log-odds of a headline, below which a line's form is that of running text
LONGEST_DISPLAY = 70  # em; the seed's longest headline is 24


class Trait(NamedTuple):
    """What one line's own form says."""

    closed: bool  # the sentence is complete at the line's end
    wraps: bool  # the line ends where its column ends
    width: str  # how it fills its column, one of WIDTHS
    display: float  # log-odds that it was set as a headline
    opening: OpeningForm | None  # how it reads as an article's first words
    opens: float  # log-odds that it opens an article, by these words
    furniture: Furniture | None  # what it is of the page's furniture
    alone: bool  # it is a byline and nothing else, or names that sign an article
    closes: bool  # it is a line of a dateline or a credit in brackets that closes an article
    names: int  # whether it holds names only, as `read_names_only` says


class _VisibleLines(NamedTuple):
    """The page with what several rules need of each line."""

    page: Page
    texts: list[str]  # as a reader sees them
    telling: list[bool]  # whether the line has a word that an opening must have, by `telling_lines`
    metadata: Container[int]  # the numbers of lines of metadata
    closing: Container[int]  # the indices of lines of a dateline or a credit that closes an article

    def opening(self, index: int) -> OpeningForm | None:
        """Why the line, read by itself, opens an article; None: it does not."""
        return opening(self.texts[index]) if self.telling[index] else None


def read_traits(page: Page, newspaper: str | None, metadata: Container[int] | None = None) -> tuple[Trait, ...]:
    """The traits of each line, in the order of `page.lines`; a line that is the name `newspaper` is furniture. Of lines
    that are alike to every rule only the first is looked at. `metadata`: the numbers of lines of metadata, where the
    caller has read them."""
    metadata = read_metadata_lines(page.lines) if metadata is None else metadata
    texts = [visible(line.text) for line in page.lines]
    closing = closing_lines(texts, [line.gap > 0 for line in page.lines])
    visible_lines = _VisibleLines(page, texts, telling_lines(texts), metadata, closing)
    blocks = _headline_blocks(visible_lines)
    signatures = read_signatures(page, texts)
    counts = Counter([line.text for line in page.lines])
    cache: dict[tuple[object, ...], Trait] = {}
    traits = []
    for index, line in enumerate(page.lines):
        signature = None if line.number in visible_lines.metadata else signatures.get(index)
        closes = index in closing
        key = (signature, closes, *_look(page, index, block=index in blocks)) if counts[line.text] > 1 else None
        trait = cache.get(key) if key else None
        if trait is None:
            trait = _trait(visible_lines, index, newspaper, signature, block=index in blocks)
            if key:
                cache[key] = trait
        traits.append(trait)
    return tuple(traits)


def _look(page: Page, index: int, *, block: bool) -> tuple[object, ...]:
    """All that any rule looks at, of the line and of the lines near it."""
    line, count = page.lines[index], len(page.lines)
    after = page.lines[index + 1] if index + 1 < count else None
    third = page.lines[index + 2].text if index + 2 < count else ""
    near = (after.gap > 0, after.text, third) if after else (True,)
    before = (
        page.lines[index - 1].text
        if index and not line.gap
        else line.gap and index and page.lines[index - 1].ends_sentence
    )
    first = index == 0
    return before, block, line.text, page.columns[index], line.gap > 0, line.indent >= 2, first, line.form, *near


def _headline_blocks(visible_lines: _VisibleLines) -> frozenset[int]:
    """The indices of lines in blocks that are set as headlines: a few lines between blank lines, the last of which
    breaks off, while the next block begins a paragraph. Text that the end of a column cuts goes on at full width
    instead (seed lines 162-164, 375-377)."""
    indices: list[int] = []
    block: list[int] = []
    for index, line in enumerate(visible_lines.page.lines):
        if line.gap and block:
            if len(block) <= BLOCK_LINES and not ends_sentence(visible_lines.texts[block[-1]]):
                fresh = (
                    line.indent >= 2
                    or first_line(visible_lines.page, index) > 0
                    or visible_lines.opening(index) is not None
                )
                indices += block if fresh else ()
            block = []
        if len(block) <= BLOCK_LINES:
            block.append(index)
    return frozenset(indices)


def _trait(
    visible_lines: _VisibleLines, index: int, newspaper: str | None, signature: Signature | None, *, block: bool
) -> Trait:
    page, text = visible_lines.page, visible_lines.texts[index]
    line, column = page.lines[index], page.columns[index]
    part = Furniture.METADATA if line.number in visible_lines.metadata else read_furniture(text, newspaper)
    if part is not None and part.soft and _in_running_text(visible_lines, index):
        part = None
    may_open = not part and True in visible_lines.telling[index : index + 3]
    reason = _opening(visible_lines, index) if may_open else None
    if signature is Signature.OPENS:
        reason = OpeningForm.REPORTERS
    opens = 0.0 if reason is None else WEAK_OPENINGS.get(reason, SURE_OPENING)
    closes = index in visible_lines.closing
    alone = signature is not None or (visible_lines.telling[index] and is_byline_line(text)) or closes
    ends = ends_sentence(text)
    led = visible_lines.texts[index - 1] + text if index and not line.gap else text
    wraps = column is not None and line.high + STRETCH >= column - (INDENT if line.gap or index == 0 else 0.0)
    width = _width(line, column)
    display = (
        BYLINE_ALONE
        if alone or part is Furniture.METADATA or reason is OpeningForm.CONTINUES
        else _display(visible_lines, index, width, ends=ends, block=block)
    )
    closed = ends or alone or ends_with_credit(led)
    return Trait(closed, wraps, width, display, reason, opens, part, alone, closes, read_names_only(text))


def _width(line: Line, column: float | None) -> str:
    if column is None:
        return "free"
    if line.fills(column):
        return "full"
    if line.fills_indented(column):
        return "but indent"
    return "wide" if line.low > column + 1 else "short"


def is_plain_text(trait: Trait) -> bool:
    """Whether nothing about the line's form is more than running text."""
    return trait.display < PLAIN_DISPLAY and trait.furniture is None and trait.opening is None and not trait.alone


def first_line(page: Page, index: int) -> float:
    """Log-odds that the line is set as a paragraph's first one: indented, also where the extractor dropped the spaces.
    Zero: nothing tells."""
    line, column = page.lines[index], page.columns[index]
    if page.indents:
        return INDENTED_OPENING if line.indent >= 2 else FULL_OPENING
    if column is None:
        return 0.0
    likely = line.high - line.quotes * (1 - page.quote_width)
    if abs(likely - column) < abs(likely - column + INDENT):
        return FULL_OPENING if line.fills(column) else 0.0
    return INDENTED_OPENING if line.fills_indented(column) else 0.0


def _opening(visible_lines: _VisibleLines, index: int) -> OpeningForm | None:
    """Why the line opens an article; None: it does not. Two more lines are read, because the end of the line may cut
    the opening (seed lines 481-482)."""
    page, text = visible_lines.page, visible_lines.texts[index]
    if text[:1] < "\u4e00" and text[:1] not in OPENING_SIGNS:
        return None
    if index in visible_lines.closing or (text[0] in "（(" and is_byline_line(text)):
        return None  # a credit that closes an article
    whole = text
    for at in range(index + 1, min(index + 3, len(page.lines))) if page.columns[index] is not None else ():
        following = visible_lines.texts[at]
        if page.lines[at].gap or is_dateline(following):
            break  # a headline, and below it the article's own dateline
        whole += following
    reason = opening(whole)
    if reason is OpeningForm.BRACKETS and not _opens_in_brackets(visible_lines, index, whole):
        return None
    if reason is None or reason is OpeningForm.REPORTERS:
        reason = opening(text)
    return None if reason is None or _opened_before(visible_lines, index) else reason


def _opened_before(visible_lines: _VisibleLines, index: int) -> bool:
    """Whether the line is the rest of an opening that began on the line before: 本报乌鲁木齐二月 / 三日电（记者."""
    if not index or visible_lines.page.lines[index].gap or visible_lines.page.columns[index] is None:
        return False
    before, text = visible_lines.texts[index - 1], visible_lines.texts[index]
    return (
        not ends_sentence(before)
        and not is_dateline(text)
        and not is_byline_line(before)
        and opening(before) is None
        and opening(before + text) not in (None, OpeningForm.REPORTERS)
    )


def _opens_in_brackets(visible_lines: _VisibleLines, index: int, whole: str) -> bool:
    """Whether reporters in brackets open an article: not if they close one, or follow a dateline on its own line."""
    if whole[-1] in ")）":
        return False
    before = visible_lines.texts[index - 1] if index else ""
    return not before or visible_lines.page.lines[index].gap > 0 or (ends_sentence(before) and opening(before) is None)


def _in_running_text(visible_lines: _VisibleLines, index: int) -> bool:
    """Whether the line stands among other lines without a blank line, or continues the sentence of the line before."""
    page = visible_lines.page
    line = page.lines[index]
    if line.gap or not index:
        return False
    after = page.lines[index + 1] if index + 1 < len(page.lines) else None
    before = visible_lines.texts[index - 1]
    if read_furniture(before):
        return False
    unfinished = not ends_sentence(before) and page.columns[index] is not None
    return unfinished or (after is not None and not after.gap and page.columns[index] is not None)


def _cut_by_column(before: Line, column: float | None) -> bool:
    """Whether the line before fills the column and ends in mid-sentence."""
    return before.fills(column) and not before.ends_sentence


def _display(visible_lines: _VisibleLines, index: int, width: str, *, ends: bool, block: bool) -> float:
    """Log-odds that the line was set as a headline, from its form."""
    page, text = visible_lines.page, visible_lines.texts[index]
    line, column = page.lines[index], page.columns[index]
    if line.low > LONGEST_DISPLAY or not text:
        return -6.0
    last = text[-1]
    if last in "）)" and "（" not in text and "(" not in text:
        return -6.0  # these brackets were opened on the line before
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
        goes_on = (
            first_line(page, index + 1) < 0
            and visible_lines.opening(index + 1) is None
            and line.low <= (column or 0) + 1
        )
        score += GOES_ON if goes_on else ISOLATED
    if ends and index and not line.gap and _cut_by_column(page.lines[index - 1], column):
        score += SENTENCE_ENDED
    score += BLOCK if block else 0.0
    if not block and after is not None and not after.gap and column is not None and line.low <= column + 1:
        score += RUNS_ON if after.fills(page.columns[index + 1]) or after.text[-1] == "。" else 0.0
    if (" " in text or "\u3000" in text) and HAN_SPACE.search(text):
        score += 1.0
    return score + _markup(line.form)


def _markup(form: LineForm) -> float:
    """Log-odds that the line was set as a headline, from what the file says of it."""
    if form is PLAIN:
        return 0.0
    larger = form.size is not None and form.size >= LARGE
    as_text = form.size is not None and form.size < LARGE and not (form.bold or form.heading)
    return (LARGER if larger else 0.0) + (HEADED if form.heading else 0.0) - (TEXT_SIZE if as_text else 0.0)
