"""Facets and trends as a person or a program reads them: bars in the terminal, JSON, rows.

2022-05  12   1.3% ████████████
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from xtsearch.show.answers import TIER_NAMES, articles
from xtsearch.show.output import cells, json_text, message, write
from xtsearch.show.terminal import BOLD, DIM, Screen, columns, one_line

if TYPE_CHECKING:
    from xtsearch.queries.counts import Facet, Facets, Trend

_Counts = TypeVar("_Counts")

#: Columns of text that goes to no terminal.
_WIDTH = 80
#: A bar is at least so long, or none is drawn; and a value of a facet has at most so many columns.
_LEAST_BAR, _VALUE = 4, 30
#: A character cell in eighths.
_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(value: float, most: float, width: int) -> str:
    """A bar as long as `value` among `most`, in eighths of a column; a value above 0 shows at least one."""
    eighths = round(8 * width * value / most) if most else 0
    eighths = max(eighths, 1) if value else 0
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


# ------------------------------------------------------------------------------------------------------- facets


def facets_text(found: Facets, screen: Screen) -> str:
    """Each facet as a list with bars."""
    parts = [screen.paragraph(f"{found.query}: {articles(found.total)} ({TIER_NAMES[found.matching]})")]
    return "\n".join([*parts, *(facet_text(facet, screen) for facet in found.facets)])


def facet_text(facet: Facet, screen: Screen) -> str:
    """One facet: its name, and a line a value."""
    lines = [screen.style(facet.by, BOLD)]
    values = [(_cut(value), count) for value, count in facet.values]
    widest = max((columns(value) for value, _ in values), default=0)
    digits = max((len(f"{count:,}") for _, count in values), default=0)
    room = (screen.width or _WIDTH) - widest - digits - 5
    most = values[0][1] if values else 0
    lines += [
        f"  {value}{' ' * (widest - columns(value))}  {count:>{digits},} {bar(count, most, max(room, 0))}".rstrip()
        for value, count in values
    ]
    return "\n".join(lines if values else [*lines, "  no article has one"]) + "\n"


def _cut(value: str) -> str:
    shown = one_line(value)
    while columns(shown) > _VALUE:
        shown = shown[:-2] + "…"
    return shown


def facets_record(found: Facets) -> dict[str, Any]:
    """Facets as JSON values."""
    return {
        "query": found.query,
        "matching": found.matching,
        "total": found.total,
        "facets": counted_record(found.facets),
    }


def counted_record(facets: Iterable[Facet]) -> dict[str, Any]:
    """The values of facets as JSON values, by the names of the facets."""
    return {facet.by: [{"value": value, "count": count} for value, count in facet.values] for facet in facets}


def facets_rows(found: Facets) -> Iterator[Sequence[Any]]:
    """Facets as rows, one a value."""
    yield "by", "value", "count"
    for facet in found.facets:
        yield from ((facet.by, value, count) for value, count in facet.values)


# -------------------------------------------------------------------------------------------------------- trends


def trend_text(found: Trend, screen: Screen) -> str:
    """A line a period; for each query its count, its share of all articles, and a bar of the count."""
    lines = [line for topic in found.topics for line in screen.paragraph(_said(topic)).splitlines()]
    if not found.periods:
        return "\n".join([*lines, ""])
    counts = [[period.counts[at] for period in found.periods] for at in range(len(found.topics))]
    most = max(map(max, counts))
    digits = [max(len(f"{count:,}") for count in of_topic) for of_topic in counts]
    name = len(found.periods[0].name)
    fixed = sum(digits) + 9 * len(digits)
    room = max(0, ((screen.width or _WIDTH) - name - fixed) // len(digits))
    room = 0 if room < _LEAST_BAR else room
    lines.append("")
    if len(found.topics) > 1:
        heads = (_head(topic.query, digit + 8 + room) for topic, digit in zip(found.topics, digits, strict=True))
        lines.append(screen.style(f"{' ' * name} {' '.join(heads)}".rstrip(), BOLD))
    for period in found.periods:
        shown = " ".join(
            f" {count:>{digit},} {period.share(at):>5.1%} {bar(count, most, room):<{room}}"
            for at, (count, digit) in enumerate(zip(period.counts, digits, strict=True))
        )
        lines.append(f"{period.name}{shown}".rstrip())
    read = f"by {found.by}: articles found, their share of {whole(found)}"
    lines += ["", *(screen.style(line, DIM) for line in screen.paragraph(read).splitlines()), ""]
    return "\n".join(lines)


def whole(found: Trend) -> str:
    """What shares are of."""
    return f"all articles of the {found.by}{' that the options leave' if found.narrowed else ''}"


def _said(topic: Any) -> str:
    undated = f", {topic.undated:,} without a date and in no period" if topic.undated else ""
    return f"{topic.query}: {articles(topic.total)} ({TIER_NAMES[topic.matching]}){undated}"


def _head(query: str, width: int) -> str:
    shown = f" {one_line(query)}"
    while columns(shown) > width:
        shown = shown[:-2] + "…"
    return shown + " " * (width - columns(shown))


def trend_record(found: Trend) -> dict[str, Any]:
    """A trend as JSON values."""
    return {
        "by": found.by,
        "topics": [
            {"query": topic.query, "matching": topic.matching, "total": topic.total, "undated": topic.undated}
            for topic in found.topics
        ],
        "periods": [
            {
                "period": period.name,
                "first": period.first.isoformat(),
                "articles": period.articles,
                "counts": list(period.counts),
                "shares": [round(period.share(at), 6) for at in range(len(period.counts))],
            }
            for period in found.periods
        ],
    }


def trend_rows(found: Trend) -> Iterator[Sequence[Any]]:
    """A trend as rows, one for each query and period; then one for each query's articles without a date."""
    yield "query", "period", "count", "articles", "share"
    for at, topic in enumerate(found.topics):
        for period in found.periods:
            yield topic.query, period.name, period.counts[at], period.articles, round(period.share(at), 6)
        if topic.undated:
            yield topic.query, "undated", topic.undated, None, None


# ------------------------------------------------------------------------------------------------------- present


def present_facets(found: Facets, form: str, screen: Screen) -> None:
    """Write facets.

    Raises:
        typer.Exit: nothing was found (1).
    """
    from xtsearch.show.counts_page import facets_page

    _write(found, form, screen, text=facets_text, record=facets_record, rows=facets_rows, page=facets_page)
    _end([found.query] if not found.total else [], [found.matching])


def present_trend(found: Trend, form: str, screen: Screen) -> None:
    """Write a trend; raises as `present_facets` does."""
    from xtsearch.show.counts_page import trend_page

    _write(found, form, screen, text=trend_text, record=trend_record, rows=trend_rows, page=trend_page)
    if form in ("csv", "tsv", "html"):
        for topic in found.topics:
            if topic.undated:
                message(f"{topic.query}: {articles(topic.undated)} without a date and in no period")
    none = not any(topic.total for topic in found.topics)
    _end([topic.query for topic in found.topics] if none else [], [topic.matching for topic in found.topics])


def _write(
    found: _Counts,
    form: str,
    screen: Screen,
    *,
    text: Callable[[_Counts, Screen], str],
    record: Callable[[_Counts], Any],
    rows: Callable[[_Counts], Iterable[Sequence[Any]]],
    page: Callable[[_Counts], str],
) -> None:
    """Write counts in a format of the command line."""
    if form == "text":
        write(text(found, screen))
    elif form == "json":
        write(json_text(record(found)))
    elif form == "html":
        write(page(found))
    else:
        write(cells(rows(found), form))


def _end(nothing: Sequence[str], matchings: Sequence[str]) -> None:
    if nothing:
        message(f"nothing found for {', '.join(nothing)} ({TIER_NAMES[matchings[0]]}); try --match all or --match any")
        raise typer.Exit(1)
