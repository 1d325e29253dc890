"""Facets and trends as one HTML page with charts, readable on a phone; `html/facets.html` and `html/trend.html`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xtsearch.show.html_page import HUE, render
from xtsearch.show.wording import articles_of_period, asked, facets_line, topic_line

if TYPE_CHECKING:
    from xtsearch.queries.counts import Facets, Trend

#: The chart's own units: its width is the page's, whatever that is.
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 800, 320, 72, 44, 14
#: The most names of periods below the axis, of which a phone shows every other one, and the number of lines across.
_NAMES, _RULES = 8, 4
#: Half the width of a character in a name, as a phone shows it: by it the last name is kept within the chart.
_HALF = 7
#: The least width of a column that a phone still shows. Columns of neighbouring days may touch then.
_LEAST = 2.0


def _color(at: int) -> str:
    return f"hsl({(210 + at * HUE) % 360:.0f} 48% 44%)"


def facets_page(facets: Facets) -> str:
    """Facets as horizontal bars."""
    return render("facets.html", title=facets_line(facets), facets=facets.facets)


def trend_page(trend: Trend) -> str:
    """A trend as columns over time, by count and by share, and as a table."""
    names = [period.name for period in trend.periods]
    topics = range(len(trend.topics))
    counts = [[period.counts[at] for at in topics] for period in trend.periods]
    shares = [[100 * period.share(at) for at in topics] for period in trend.periods]
    return render(
        "trend.html",
        title=f"{' / '.join(asked(topic.query) for topic in trend.topics)} by {trend.by}",
        trend=trend,
        whole=articles_of_period(trend),
        counts=_chart(names, counts, "") if names else None,
        shares=_chart(names, shares, "%") if names else None,
        color=_color,
        topic_line=topic_line,
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line across the chart, and what it says at its left end."""

    y: str
    text_y: str
    label: str


@dataclass(frozen=True, slots=True)
class _Column:
    """What one topic has in one period; the label is shown where a mouse points at it."""

    x: str
    y: str
    width: str
    height: str
    color: str
    label: str


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of a period below the axis; a phone leaves the `second` of two out."""

    x: str
    label: str
    second: bool


@dataclass(frozen=True, slots=True)
class _Chart:
    """The parts of a chart, placed in the chart's own units."""

    rules: tuple[_Rule, ...]
    columns: tuple[_Column, ...]
    names: tuple[_Name, ...]
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT


def _chart(names: Sequence[str], values: Sequence[Sequence[float]], unit: str) -> _Chart:
    """Columns: in each period, one for each topic."""
    top = _round_up(max(0.01 if unit else _RULES, *map(max, values)))
    return _Chart(tuple(_rules(top, unit)), tuple(_columns(names, values, top, unit)), tuple(_names(names)))


def _round_up(most: float) -> float:
    """The least number of the form 1, 2, 4 or 8 times a power of ten, from `most` up: its quarters have few digits."""
    scale = 10.0 ** len(str(int(most))) / 10 if most >= 1 else 0.01
    while True:
        for step in (1, 2, 4, 8):
            if step * scale >= most:
                return step * scale
        scale *= 10


def _rules(top: float, unit: str) -> Iterator[_Rule]:
    for at in range(_RULES + 1):
        y = _y(top * at / _RULES, top)
        yield _Rule(f"{y:.1f}", f"{y + 5:.1f}", f"{top * at / _RULES:,.10g}{unit}")


def _columns(names: Sequence[str], values: Sequence[Sequence[float]], top: float, unit: str) -> Iterator[_Column]:
    step = (_WIDTH - _LEFT) / len(names)
    width = max(min(60.0, step * 0.8) / len(values[0]), _LEAST)
    for number, (name, of_topics) in enumerate(zip(names, values, strict=True)):
        start = _LEFT + step * (number + 0.5) - width * len(of_topics) / 2
        for at, value in enumerate(of_topics):
            y = _y(value, top)
            label = f"{name}: {value:.1f}{unit}" if unit else f"{name}: {value:,.0f}"
            x, height = start + at * width, _y(0, top) - y
            yield _Column(f"{x:.2f}", f"{y:.2f}", f"{width:.2f}", f"{height:.2f}", _color(at), label)


def _names(names: Sequence[str]) -> Iterator[_Name]:
    step = (_WIDTH - _LEFT) / len(names)
    every = -(-len(names) // _NAMES)
    for shown, number in enumerate(range(every // 2, len(names), every)):
        x = min(_LEFT + step * (number + 0.5), _WIDTH - _HALF * len(names[number]))
        yield _Name(f"{x:.1f}", names[number], bool(shown % 2))


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / top
