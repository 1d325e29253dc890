"""Facets and trends as one HTML page with charts: no script, no address, readable on a phone. All text is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xtsearch.show import html_page as html
from xtsearch.show.wording import TIER_NAMES, articles, articles_of_period

if TYPE_CHECKING:
    from xtsearch.queries.counts import Facet, Facets, Topic, Trend

#: The chart's own units: its width is the page's, whatever that is.
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 800, 320, 72, 44, 14
#: At most so many names below the axis, every second of which a phone leaves out, and so many lines across.
_NAMES, _RULES = 8, 4
#: Half a character of a name as wide as a phone shows it: the last names end with the chart.
_HALF = 7
#: A column is at least so wide, or a phone would not show it: then those of neighbouring days may touch.
_LEAST = 2.0

_STYLE = """
body {
  margin: 0 auto;
  padding: 1em;
  max-width: 60em;
  font: 16px/1.5 var(--font);
  color: #222;
  background: #fff;
}
h1 { font-size: 1.3em; overflow-wrap: anywhere; }
h2 { font-size: 1.1em; margin-top: 1.5em; }
svg { width: 100%; height: auto; display: block; }
svg text { font-size: 14px; fill: #555; }
svg line { stroke: #ddd; }
.column:hover { opacity: .7; }
.key { display: inline-block; width: .9em; height: .9em; margin-right: .4em; border-radius: .2em; }
ul.topics { list-style: none; padding: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9em; }
th, td { padding: .2em .8em .2em 0; text-align: right; border-bottom: 1px solid #eee; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
th { position: sticky; top: 0; background: #fff; max-width: 14em; overflow: hidden; text-overflow: ellipsis; }
.bars { display: grid; grid-template-columns: minmax(5em, max-content) 1fr; gap: .3em .8em; align-items: center; }
.bars div:nth-child(odd) { overflow-wrap: anywhere; max-width: 14em; }
.bar { background: #3b6ea5; color: #222; height: 1.4em; border-radius: .2em; white-space: nowrap; }
.bar span { margin-left: calc(100% + .4em); }
.room { padding-right: 4em; }
@media (max-width: 40em) {
  svg text { font-size: 24px; }
  svg text.second { display: none; }
  .bars div:nth-child(odd) { max-width: 8em; }
}
"""


def _color(at: int) -> str:
    return f"hsl({(210 + at * html.HUE) % 360:.0f} 48% 44%)"


def facets_page(found: Facets) -> str:
    """Facets as horizontal bars."""
    title = f"{found.query}: {articles(found.total)} ({TIER_NAMES[found.matching]})"
    lists = "".join(_facet(facet) for facet in found.facets)
    return html.page(title, _STYLE, f"<h1>{html.text(title)}</h1>\n{lists}")


def _facet(facet: Facet) -> str:
    most = max((count for _, count in facet.values), default=1)
    bars = "".join(
        f'<div>{html.text(value)}</div><div class="room"><div class="bar" style="width:{100 * count / most:.2f}%">'
        f"<span>{count:,}</span></div></div>\n"
        for value, count in facet.values
    )
    shown = f'<div class="bars">\n{bars}</div>' if bars else "<p>no article has one</p>"
    return f"<h2>{html.text(facet.by)}</h2>\n{shown}\n"


def trend_page(found: Trend) -> str:
    """A trend as columns over time, by count and by share, and as a table."""
    title = f"{' / '.join(topic.query for topic in found.topics)} by {found.by}"
    topics = "".join(map(_topic, range(len(found.topics)), found.topics))
    counts = [[period.counts[at] for at in range(len(found.topics))] for period in found.periods]
    shares = [[100 * period.share(at) for at in range(len(found.topics))] for period in found.periods]
    names = [period.name for period in found.periods]
    charts = ""
    if names:
        charts = (
            f"<h2>Articles</h2>\n{_chart(names, counts, '')}"
            f"<h2>Share of {articles_of_period(found)}</h2>\n{_chart(names, shares, '%')}{_table(found)}"
        )
    body = f'<h1>{html.text(title)}</h1>\n<ul class="topics">\n{topics}</ul>\n{charts}'
    return html.page(title, _STYLE, body)


def _topic(at: int, topic: Topic) -> str:
    undated = f"; {topic.undated:,} without a date and in no period" if topic.undated else ""
    return (
        f'<li><span class="key" style="background:{_color(at)}"></span>{html.text(topic.query)}: '
        f"{articles(topic.total)} ({TIER_NAMES[topic.matching]}){undated}</li>\n"
    )


def _chart(names: Sequence[str], values: Sequence[Sequence[float]], unit: str) -> str:
    """Columns, for each period one of each topic."""
    top = _round_up(max(0.01 if unit else _RULES, *map(max, values)))
    drawn = [*_rules(top, unit), *_columns(names, values, top, unit), *_names(names)]
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">\n{"".join(drawn)}</svg>\n'


def _round_up(most: float) -> float:
    """The least of 1, 2, 4, 8 times a power of ten that is not below it: a fourth of it has few digits."""
    scale = 10.0 ** len(str(int(most))) / 10 if most >= 1 else 0.01
    while True:
        for step in (1, 2, 4, 8):
            if step * scale >= most:
                return step * scale
        scale *= 10


def _rules(top: float, unit: str) -> Iterator[str]:
    for at in range(_RULES + 1):
        y = _y(top * at / _RULES, top)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 5:.1f}" text-anchor="end">{top * at / _RULES:,.10g}{unit}</text>\n'


def _columns(names: Sequence[str], values: Sequence[Sequence[float]], top: float, unit: str) -> Iterator[str]:
    step = (_WIDTH - _LEFT) / len(names)
    wide = max(min(60.0, step * 0.8) / len(values[0]), _LEAST)
    for number, (name, of_topics) in enumerate(zip(names, values, strict=True)):
        start = _LEFT + step * (number + 0.5) - wide * len(of_topics) / 2
        for at, value in enumerate(of_topics):
            y = _y(value, top)
            shown = f"{value:.1f}{unit}" if unit else f"{value:,.0f}"
            yield (
                f'<rect class="column" x="{start + at * wide:.2f}" y="{y:.2f}" width="{wide:.2f}" '
                f'height="{_y(0, top) - y:.2f}" fill="{_color(at)}"><title>{html.text(name)}: {shown}</title></rect>\n'
            )


def _names(names: Sequence[str]) -> Iterator[str]:
    step = (_WIDTH - _LEFT) / len(names)
    each = -(-len(names) // _NAMES)
    for shown, number in enumerate(range(each // 2, len(names), each)):
        x = min(_LEFT + step * (number + 0.5), _WIDTH - _HALF * len(names[number]))
        kind = ' class="second"' if shown % 2 else ""
        yield f'<text{kind} x="{x:.1f}" y="{_HEIGHT - 14}" text-anchor="middle">{html.text(names[number])}</text>\n'


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / top


def _table(found: Trend) -> str:
    heads = "".join(f"<th>{html.text(topic.query)}</th><th>share</th>" for topic in found.topics)
    rows = "".join(
        f"<tr><td>{html.text(period.name)}</td>"
        + "".join(f"<td>{count:,}</td><td>{period.share(at):.1%}</td>" for at, count in enumerate(period.counts))
        + f"<td>{period.articles:,}</td></tr>\n"
        for period in found.periods
    )
    return (
        '<h2>Figures</h2>\n<div class="scroll"><table>\n'
        f"<tr><th>{html.text(found.by)}</th>{heads}<th>all articles</th></tr>\n{rows}</table></div>\n"
    )
