"""Pieces of text with their places on the pages in; the text in reading order out, with what is known of its lines.

    >>> from xtsearch.indexer.pages.formats.boxes import PagePieces, line_piece
    >>> boxes = [(0, 0, 500, 40), (0, 60, 240, 76), (260, 60, 500, 76), (0, 80, 240, 96)]
    >>> texts = ["渡船又开了", "本报讯　第一班船清晨六时", "桥。", "从北岸出发，两岸居民不再绕行大"]
    >>> loaded = read_layout([PagePieces([line_piece(*line) for line in zip(boxes, texts)])])
    >>> loaded.text.split("\\n")
    ['渡船又开了', '', '本报讯 第一班船清晨六时', '从北岸出发，两岸居民不再绕行大', '桥。']
    >>> loaded.forms[1].size
    2.5

What the tool that wrote the file says of the order is not used: PaddleOCR gives row by row across all columns, and PDF
the order in which the lines were set.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from xtsearch.indexer.pages.formats.blocks import make_blocks
from xtsearch.indexer.pages.formats.boxes import Block, PagePieces, Run, body_size
from xtsearch.indexer.pages.formats.reading_order import HEADLINE, in_reading_order
from xtsearch.indexer.pages.formats.runs import join_pieces
from xtsearch.indexer.pages.formats.skew import set_straight, slope_of
from xtsearch.indexer.pages.line_form import LineForm
from xtsearch.indexer.pages.page import ends_sentence

if TYPE_CHECKING:
    from xtsearch.indexer.pages.loaded_text import LoadedText

#: Em by which a paragraph's first line is indented, at least.
INDENT = 1.2
#: Em by which two columns of one text differ in width, and by which a line falls short of its column, at most.
SAME_WIDTH, FULL = 1.5, 1.2
#: So few lines may all be shorter than their column.
RAGGED = 3
#: Heights of OCR boxes that differ from their block's by no more than this share are noise.
NOISE = 0.15


def read_layout(pages: Sequence[PagePieces]) -> LoadedText:
    """The text of some pages that an OCR read, without the spaces that it set between Han characters.

    A page without text stays, so that the others keep their numbers.
    """
    from xtsearch.indexer.pages.loaded_text import LoadedText  # 0.1 s, which the process that reads PDF does not need

    text, forms = lay_out(pages)
    return LoadedText(close_line_spaces(text), forms)


def close_line_spaces(text: str) -> str:
    """The text without the spaces that an OCR set between Han characters."""
    from xtsearch.indexer.pages.formats.spaces import close_spaces

    lines = text.split("\n")
    closed = close_spaces([line.removeprefix("\f") for line in lines])
    return "\n".join("\f" * line.startswith("\f") + whole for line, whole in zip(lines, closed, strict=True))


def lay_out(pages: Sequence[PagePieces]) -> tuple[str, dict[int, LineForm]]:
    """The lines of some pages as text, and how they were set."""
    lines: list[str] = []
    forms: dict[int, LineForm] = {}
    for number, page in enumerate(pages):
        texts, page_forms = _page_text(page)
        if number:
            texts = ["\f" + (texts[0] if texts else ""), *texts[1:]]
        forms.update({len(lines) + at: form for at, form in page_forms.items()})
        lines += texts
    return "\n".join(lines), forms


def _page_text(page: PagePieces) -> tuple[list[str], dict[int, LineForm]]:
    """The lines of a page; and how those that are not blank were set, by their numbers, counted from 1."""
    runs = join_pieces(page.pieces)
    body = body_size(runs) or 1.0
    blocks = make_blocks(runs, body, measured=page.measured)
    if not page.measured and (slope := slope_of(blocks)):
        runs = join_pieces(set_straight(page.pieces, slope))
        body = body_size(runs) or 1.0
        blocks = make_blocks(runs, body, measured=False)
    blocks = in_reading_order(blocks, body)
    bold_page = 2 * sum(len(run.text) for run in runs if run.bold) > sum(len(run.text) for run in runs)
    texts: list[str] = []
    forms: dict[int, LineForm] = {}
    before: Block | None = None
    for block in _with_rows(blocks):
        if before is not None and not _goes_on(before, block, body):
            texts.append("")
        height = median([run.size for line in block.lines for run in line])
        for line in block.lines:
            indented = _is_text(block, body) and line[0].x0 - block.x0 >= INDENT * body
            texts.append(("\u3000\u3000" if indented else "") + " ".join(run.text for run in line))
            size = max(run.size for run in line)
            if not page.measured and abs(size - height) <= NOISE * height:
                size = height
            bold = not bold_page and all(run.bold for run in line)
            forms[len(texts)] = LineForm(round(size / body, 2), bold)
        before = block
    return texts, forms


def _is_text(block: Block, body: float) -> bool:
    """Whether a block is running text, in which white space before a line begins a paragraph."""
    return len(block.lines) > 1 and not block.vertical and block.size < HEADLINE * body


def _with_rows(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those of one line that stand side by side made one: a line that was set wide."""
    result: list[Block] = []
    for block in blocks:
        last = result[-1] if result else None
        if last is not None and _is_row(last, block):
            result[-1] = Block(
                min(last.x0, block.x0),
                min(last.y0, block.y0),
                block.x1,
                max(last.y1, block.y1),
                [last.lines[0] + block.lines[0]],
                max(last.size, block.size),
            )
        else:
            result.append(block)
    return result


def _is_row(left: Block, right: Block) -> bool:
    """Whether two blocks of one line each are parts of one line."""
    if len(left.lines) > 1 or len(right.lines) > 1 or left.vertical or right.vertical:
        return False
    size = min(left.size, right.size)
    level = abs(left.y0 + left.y1 - right.y0 - right.y1) / 2 < 0.4 * size
    level = level and max(left.y1 - left.y0, right.y1 - right.y0) < 1.8 * size  # no boxes of paragraphs
    return level and max(left.size, right.size) < 1.25 * size and 0 <= right.x0 - left.x1 < 4 * size


def _goes_on(before: Block, block: Block, body: float) -> bool:
    """Whether a block is the next column of the text of the one before: no blank line parts them."""
    if before.vertical != block.vertical or max(before.size, block.size) > 1.2 * min(before.size, block.size):
        return False
    if len(before.lines) < 2 or before.vertical:
        return False
    last: list[Run] = before.lines[-1]
    wider = (block.x1 - block.x0) - (before.x1 - before.x0)
    same = wider <= SAME_WIDTH * body and (len(block.lines) <= RAGGED or -wider <= SAME_WIDTH * body)
    full = before.x1 - last[-1].x1 <= FULL * body
    begins = block.lines[0][0].x0 - block.x0 >= INDENT * body
    return same and full and not begins and block.x0 > before.x1 and not ends_sentence(last[-1].text)
