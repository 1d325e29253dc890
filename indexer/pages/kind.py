"""A page that was split in; what kind of page it was taken for, and by what, in words for a person, out. Pure.

>>> from xtsearch.indexer.pages.split import read_sheets, split_page
>>> text = "市领导调研\\n作者：王超\\n\\n本报讯 我市召开会议。\\n\\n医保目录调整\\n作者：李明\\n\\n本报讯 目录公布。"
>>> print(describe_page("plain text", read_sheets(text), split_page(text)).layout)
not wrapped

What comes before the text of an article - kicker, headline, subtitle, lines of one shape that stand in no article - is
its record; what most articles of the page share of it is the page's template.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from xtsearch.indexer.pages.page import Page, visible
from xtsearch.indexer.pages.pieces.bylines import read_byline
from xtsearch.indexer.pages.pieces.shapes import common_shape, is_telling, shape_of
from xtsearch.indexer.pages.split import Article, Split

_SHARE = 0.1  # of a page's lines: a column width that fewer stand in is not told
_MOST_WIDTHS = 3  # column widths that are told; the seed page has four, two of which hold nine lines of ten
_TEMPLATE = 0.5  # of the articles: a record that fewer have is no template of the page
_HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class PageKind:
    """What a page was taken for: its format, with the tool that made it and what was mended, how its lines are set, and
    what its articles open with."""

    format: str
    layout: str
    template: str

    def __str__(self) -> str:
        return "; ".join(filter(None, (self.format, self.layout, self.template)))


def describe_page(page_format: str, sheets: Sequence[Page], split: Split) -> PageKind:
    """`page_format` is what is said of the file's format, `sheets` are its pages, `split` what came of them."""
    texts = {number: visible(line.text) for sheet in sheets for line in sheet.lines for number in line.numbers}
    return PageKind(page_format, _layout(sheets), _template(split, texts))


def _layout(sheets: Sequence[Page]) -> str:
    """Several pages; columns of 16 em; what the file says of its lines."""
    widths = Counter(width for sheet in sheets for width in sheet.columns)
    lines = sum(widths.values())
    common = [width for width, count in widths.most_common(_MOST_WIDTHS) if width and count >= _SHARE * lines]
    parts = [f"{len(sheets)} pages"] if len(sheets) > 1 else []
    if common:
        *most, last = (f"{width:g}" for width in sorted(common, reverse=True))
        parts.append(f"columns of {', '.join(most)}{' and ' if most else ''}{last} em")
    else:
        parts.append("not wrapped")
    forms = [line.form for sheet in sheets for line in sheet.lines]
    if any(form.heading for form in forms):
        parts.append("headings marked")
    if any(form.size is not None for form in forms):
        parts.append("sizes of type known")
    return ", ".join(parts)


def _template(split: Split, texts: Mapping[int, str]) -> str:
    """What most articles open with, else on which side of their text the headlines stand."""
    if not split.articles:
        return ""
    every = len(split.articles)
    records = list(_records(split, texts))
    for alike in (records, [(*record[:-1], "text") for record in records]):  # the second whatever the text opens with
        record, count = max(Counter(alike).items(), key=lambda item: (item[1], len(item[0])))
        if count > 1 and count >= _TEMPLATE * every and _HEADLINE in record:
            articles = f"each of {every} articles opens" if count == every else f"{count} of {every} articles open"
            return f"{articles}: {', '.join(record)}"
    return _sides(split.articles)


def _sides(articles: Sequence[Article]) -> str:
    """Headlines: 9 above the text, 2 below it."""
    sides = Counter(_side(article) for article in articles if article.title_lines)
    if not sides:
        return "no headlines"
    if len(sides) == 1:
        return f"headlines {next(iter(sides))} the text"
    return "headlines: " + ", ".join(f"{count} {side} the text" for side, count in sides.most_common())


def _side(article: Article) -> str:
    first, last = article.body_lines[0][1], article.body_lines[-1][1]
    if article.title_lines[0] < first:
        return "above"
    return "below" if article.title_lines[0] > last else "within"


def _records(split: Split, texts: Mapping[int, str]) -> Iterator[tuple[str, ...]]:
    """For each article what stands before its text, from top to bottom, and how the text opens."""
    labels = _labels(split, texts)
    for article in split.articles:
        first = article.body_lines[0][1]
        record = [label for label, _ in groupby(_above(labels, first))]
        yield (*reversed(record), _opening(article))


def _labels(split: Split, texts: Mapping[int, str]) -> Mapping[int, str]:
    """Number of a line -> what it is: a part of a headline, the shape of any other line; empty: text. `texts`: number
    of a line -> its text."""
    reasons = {number: str(residue.reason) for residue in split.residue for number in residue.lines}
    for article in split.articles:
        reasons.update(dict.fromkeys(article.metadata_lines, "metadata"))
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for number in reasons:
        alike[shape_of(texts.get(number, ""))].append(texts.get(number, ""))
    labels = {number: _shape(alike[shape_of(texts.get(number, ""))], reason) for number, reason in reasons.items()}
    for article in split.articles:
        labels.update((number, "") for _, number in article.body_lines)
        labels.update((number, "kicker") for number in article.kicker_lines)
        labels.update((number, _HEADLINE) for number in article.title_lines)
        labels.update((number, "subtitle") for number in article.subtitle_lines)
    return labels


def _shape(texts: Sequence[str], reason: str) -> str:
    """What lines of one shape are called."""
    shape = common_shape(texts)
    return f"`{shape}`" if is_telling(shape) else f"a line ({reason})"


def _above(labels: Mapping[int, str], first: int) -> Iterator[str]:
    """What stands above line `first`, from bottom to top, as far as to the text of another article; behind the
    headline only what belongs to it."""
    headline = False
    for number in range(first - 1, 0, -1):
        label = labels.get(number)
        if label is None:  # a blank line
            continue
        if not label or (headline and label not in ("kicker", _HEADLINE, "subtitle")):
            return
        headline = headline or label == _HEADLINE
        yield label


def _opening(article: Article) -> str:
    """How the text opens: the shape of its byline and dateline, where it has one."""
    end = read_byline(article.body).end
    shape = shape_of(article.body[:end]) if end else ""
    return f"`{shape}` text" if shape and is_telling(shape) else "text"
