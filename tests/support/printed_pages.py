"""Newspaper pages as they are printed, with the truth known: articles in columns below, above and beside their
headlines. What is composed here is set as PDF, and as the boxes that OCR would give.

Lengths are in points; y grows downwards. The same stories and seed give the same page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from random import Random
from typing import Any

from training.compose.draft import Draft, make_draft
from training.compose.kickers import HeadHabits
from training.compose.layouts import named, without
from training.compose.stories import Story
from training.compose.typesetting import Setting, wrap
from xtsearch.indexer.pages.split import Article

BODY, LEADING, GUTTER = 10.0, 14.5, 16.0
#: Sizes of headlines, of which an article has the largest that sets its headline in two lines; the last, if none does.
HEADS = (30.0, 26.0, 22.0, 18.0, 15.0)
SIDE_HEAD = 24.0
MARGIN = 40.0
LAYOUT = without(named("columns, headline before"), several_widths=0.0, rubric=0.0, noise=0.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of text on the page. `x` and `y` are the left upper corner of its first character's square."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    vertical: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        length = sum(0.5 if mark.isascii() else 1.0 for mark in self.text) * self.size
        if self.vertical:
            return self.x, self.y, self.x + self.size, self.y + len(self.text) * self.size
        return self.x, self.y, self.x + length, self.y + self.size


@dataclass(slots=True)
class PrintedPage:
    """A page: its lines in the order of reading, and the articles that they are."""

    width: float
    height: float = 0.0
    marks: list[Mark] = field(default_factory=list)
    articles: list[Draft] = field(default_factory=list)


#: How many columns each article of a band spans, by the columns of the page.
BANDS = {
    4: ((4,), (2, 2), (3, 1), (1, 3)),
    5: ((5,), (3, 2), (2, 3), (2, 2, 1), (4, 1)),
    6: ((6,), (3, 3), (4, 2), (2, 2, 2), (2, 4)),
}
#: Where headlines stand: over all columns of the article, below them, or beside them from top to bottom.
PLACES = ("over", "over", "over", "beside", "below")


def print_page(
    stories: Sequence[Story], seed: int, *, columns: int | None = None, places: Sequence[str] = PLACES
) -> PrintedPage:
    """A page of the stories, each once."""
    random = Random(f"printed {seed}")
    columns = columns or random.choice(list(BANDS))
    em = random.choice((12, 13, 14, 16))
    pitch = em * BODY + GUTTER
    page = PrintedPage(2 * MARGIN + columns * pitch - GUTTER)
    left = list(stories)
    random.shuffle(left)
    y = MARGIN
    while left:
        spans = random.choice([spans for spans in BANDS[columns] if len(spans) <= len(left)])
        bottom = y
        x = MARGIN
        place = random.choice(places)  # one for a band: neighbours whose headlines stand elsewhere are told by nobody
        for span in spans:
            draft = make_draft(
                random,
                LAYOUT,
                left.pop(),
                habits=HeadHabits(LAYOUT.kicker, LAYOUT.subtitle),
                side="before",
                style="plain",
                day=None,
            )
            page.articles.append(draft)
            bottom = max(bottom, _set(page, draft, x, y, em, span, place))
            x += span * pitch
        y = bottom + random.choice((20.0, 26.0, 32.0))
    page.height = y + MARGIN
    return page


def _set(page: PrintedPage, draft: Draft, x: float, y: float, em: int, span: int, place: str) -> float:
    """Set an article in `span` columns; answers where it ends."""
    if place == "beside" and span > 1 and draft.title:
        right, height = x + em * BODY, 0.0  # the lines of vertical text follow each other from right to left
        for text, part in draft.heads:
            size = SIDE_HEAD if part == "title" else SIDE_HEAD / 1.6
            page.marks.append(Mark(right - size, y, text.replace(" ", ""), size, part == "title", vertical=True))
            right -= size + 8
            height = max(height, page.marks[-1].box[3] - y)
        return max(y + height, _columns(page, draft, x + em * BODY + GUTTER, y, em, span - 1))
    if place == "below":
        y = _columns(page, draft, x, y, em, span)
        return _heads(page, draft, x, y + 8, em, span)
    y = _heads(page, draft, x, y, em, span)
    return _columns(page, draft, x, y, em, span)


def _heads(page: PrintedPage, draft: Draft, x: float, y: float, em: int, span: int) -> float:
    width = span * (em * BODY + GUTTER) - GUTTER
    titles = [text for text, part in draft.heads if part == "title"]
    rows = {size: sum(len(wrap(text, width // size, Setting(indent=0))) for text in titles) for size in HEADS}
    head = next((size for size in HEADS if rows[size] <= max(2, len(titles))), HEADS[-1])
    for text, part in draft.heads:
        size = head if part == "title" else max(12.0, round(head / 1.8))
        for line in wrap(text, width // size, Setting(indent=0)):
            shift = max(0.0, (width - Mark(0, 0, line, size).box[2]) / 2)
            page.marks.append(Mark(x + shift, y, line, size, part == "title"))
            y += size * 1.3
        y += 4
    return y + 4


def _columns(page: PrintedPage, draft: Draft, x: float, y: float, em: int, span: int) -> float:
    lines: list[tuple[float, str]] = []
    for text, part in draft.paragraphs:
        indent = 2.0 if part == "body" else 0.0
        for at, line in enumerate(wrap(text, em, Setting(indent=indent, squeeze=False))):
            lines.append((indent * BODY if at == 0 else 0.0, line))
    height = -(-len(lines) // span)
    for number, (shift, line) in enumerate(lines):
        column, row = divmod(number, height)
        page.marks.append(Mark(x + column * (em * BODY + GUTTER) + shift, y + row * LEADING, line, BODY))
    return y + height * LEADING


# ------------------------------------------------------------------------------------------------------------- files


def to_pdf(pages: Sequence[PrintedPage], font: tuple[str, int] | None = None) -> bytes:
    """The pages as PDF. `font`: a TrueType file and the number of the face in it, which is embedded; without it that
    is the font of boxes."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from tests.support import box_font

    name = box_font.register()
    if font is not None:
        name = "embedded"
        pdfmetrics.registerFont(TTFont(name, font[0], subfontIndex=font[1]))
    data = io.BytesIO()
    canvas = Canvas(data, invariant=True)
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        for mark in page.marks:
            canvas.setFont(name, mark.size)
            if mark.vertical:
                for row, text in enumerate(mark.text):
                    canvas.drawString(mark.x, page.height - mark.y - (row + 0.88) * mark.size, text)
            else:
                _draw(canvas, mark, page.height - mark.y - 0.88 * mark.size)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def _draw(canvas: Any, mark: Mark, y: float) -> None:
    """A line, its Latin letters and digits half an em wide as typesetters set them."""
    x, run = mark.x, ""
    for character in mark.text:
        if character.isascii():
            canvas.drawString(x, y, run)
            x += len(run) * mark.size
            canvas.drawString(x, y, character)
            x, run = x + mark.size / 2, ""
        else:
            run += character
    canvas.drawString(x, y, run)


def to_boxes(
    page: PrintedPage, seed: int = 0, *, scale: float = 3.0, noise: float = 0.035
) -> list[tuple[list[list[float]], str]]:
    """The lines as PaddleOCR gives them: four corners and a text each, row by row across the page, in pixels. Boxes are
    larger than the characters, and none is exact."""
    random = Random(f"boxes {seed}")
    lines = []
    for mark in page.marks:
        x0, y0, x1, y1 = mark.box
        x0, y0, x1, y1 = (
            (side + sign * 0.12 * mark.size + random.gauss(0, noise) * mark.size) * scale
            for side, sign in ((x0, -1), (y0, -1), (x1, 1), (y1, 1))
        )
        corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
        lines.append(([[round(x, 1), round(y, 1)] for x, y in corners], mark.text))
    return sorted(lines, key=lambda line: (round(line[0][0][1] / 30), line[0][0][0]))


# ----------------------------------------------------------------------------------------------------------- figures


def squeezed(text: str | None) -> str:
    return "".join((text or "").split())


def order_kept(page: PrintedPage, text: str) -> float:
    """The share of lines of running text that follow in the text right behind the line that they follow in print."""
    flat = squeezed(text)
    pairs = [
        squeezed(before.text + after.text)
        for before, after in zip(page.marks, page.marks[1:], strict=False)
        if before.size == after.size == BODY and after.y > before.y - 2000
    ]
    pairs = [pair for pair in pairs if len(pair) > 8]
    return sum(pair in flat for pair in pairs) / len(pairs)


def kept(text: str, body: str) -> tuple[float, float]:
    """How much of an article's body a text has in its order, and over what stretch of it: 1.0 each where it has the
    whole body and nothing between."""
    flat, wanted = squeezed(text), squeezed(body)
    matcher = SequenceMatcher(None, flat, wanted, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size > 2]
    if not blocks:
        return 0.0, 0.0
    return sum(block.size for block in blocks) / len(wanted), (blocks[-1].a + blocks[-1].size - blocks[0].a) / len(
        wanted
    )


@dataclass(slots=True)
class Figures:
    """Counts of articles: printed, parsed, with exactly the right headline, with nearly the right body."""

    printed: int = 0
    parsed: int = 0
    headlines: int = 0
    bodies: int = 0
    order: list[float] = field(default_factory=list)

    def add(self, page: PrintedPage, text: str, articles: Sequence[Article]) -> None:
        self.printed += len(page.articles)
        self.parsed += len(articles)
        self.order.append(order_kept(page, text))
        for draft in page.articles:
            body = squeezed(draft.body)
            closest = max(articles, key=lambda article: _alike(body, squeezed(article.body)), default=None)
            if closest is not None:
                self.bodies += _alike(body, squeezed(closest.body)) > 0.95
                self.headlines += squeezed(closest.title) == squeezed(draft.title)

    def __str__(self) -> str:
        order = sum(self.order) / max(1, len(self.order))
        return (
            f"printed {self.printed}, parsed {self.parsed}, headlines {self.headlines / self.printed:.3f}, "
            f"bodies {self.bodies / self.printed:.3f}, order {order:.3f}"
        )


def _alike(first: str, second: str) -> float:
    if not first or not second:
        return 0.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > 0.5 and matcher.quick_ratio() > 0.5 else 0.0
