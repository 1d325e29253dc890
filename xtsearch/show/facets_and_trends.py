"""Facets and trends: as bars for a person in a terminal, and in each other format of the command line.

2022-05  12   1.3% ████████████
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from xtsearch.show.output import cells, json_text, message, write
from xtsearch.show.terminal import BOLD, DIM, Screen, columns
from xtsearch.show.wording import (
    TIER_NAMES,
    articles,
    articles_of_period,
    asked,
    cut,
    facets_line,
    readings,
    topic_line,
)

if TYPE_CHECKING:
    from xtsearch.queries.counts import Facet, Facets, Topic, Trend

#: Columns of text that goes to no terminal.
_WIDTH = 80
#: Columns: a bar shorter than the first is not drawn; a value of a facet is cut to the second.
_LEAST_BAR, _VALUE = 4, 30
#: A character cell in eighths.
_EIGHTHS = " ▏▎▍▌▋▊▉"
#: The columns of csv and tsv.
_FACET_COLUMNS = ("by", "value", "count")
_TREND_COLUMNS = ("query", "period", "count", "articles", "share")


def bar(value: float, most: float, width: int) -> str:
    """A bar as long as `value` among `most`, in eighths of a column; a value above 0 shows at least one."""
    eighths = round(8 * width * value / most) if most else 0
    eighths = max(eighths, 1) if value else 0
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


# ------------------------------------------------------------------------------------------------------- facets


def facets_text(facets: Facets, screen: Screen) -> str:
    """Each facet as a list with bars."""
    parts = [screen.paragraph(facets_line(facets))]
    return "\n".join([*parts, *(facet_text(facet, screen) for facet in facets.facets)])


def facet_text(facet: Facet, screen: Screen) -> str:
    """One facet: its name, and a line for each value."""
    lines = [screen.style(facet.by, BOLD)]
    values = [(cut(value, _VALUE), count) for value, count in facet.values]
    widest = max((columns(value) for value, _ in values), default=0)
    digits = max((len(f"{count:,}") for _, count in values), default=0)
    room = (screen.width or _WIDTH) - widest - digits - 5
    most = values[0][1] if values else 0
    lines += [
        f"  {value}{' ' * (widest - columns(value))}  {count:>{digits},} {bar(count, most, max(room, 0))}".rstrip()
        for value, count in values
    ]
    return "\n".join(lines if values else [*lines, "  no article has one"]) + "\n"


# -------------------------------------------------------------------------------------------------------- trends


def trend_text(trend: Trend, screen: Screen) -> str:
    """A line for each period; for each query its count, its share of all articles, and a bar of the count."""
    lines = [line for topic in trend.topics for line in screen.paragraph(topic_line(topic)).splitlines()]
    if not trend.periods:
        return "\n".join([*lines, ""])
    counts = [[period.counts[at] for period in trend.periods] for at in range(len(trend.topics))]
    most = max(map(max, counts))
    digits = [max(len(f"{count:,}") for count in topic_counts) for topic_counts in counts]
    name = len(trend.periods[0].name)
    fixed = sum(digits) + 9 * len(digits)
    room = max(0, ((screen.width or _WIDTH) - name - fixed) // len(digits))
    room = 0 if room < _LEAST_BAR else room
    lines.append("")
    if len(trend.topics) > 1:
        heads = (_head(topic.query, digit + 8 + room) for topic, digit in zip(trend.topics, digits, strict=True))
        lines.append(screen.style(f"{' ' * name} {' '.join(heads)}".rstrip(), BOLD))
    for period in trend.periods:
        figures = " ".join(
            f" {count:>{digit},} {period.share(at):>5.1%} {bar(count, most, room):<{room}}"
            for at, (count, digit) in enumerate(zip(period.counts, digits, strict=True))
        )
        lines.append(f"{period.name}{figures}".rstrip())
    legend = f"by {trend.by}: articles found, their share of {articles_of_period(trend)}"
    lines += ["", *(screen.style(line, DIM) for line in screen.paragraph(legend).splitlines()), ""]
    return "\n".join(lines)


def _head(query: str, width: int) -> str:
    head = f" {cut(query, width - 1)}"
    return head + " " * (width - columns(head))


# ------------------------------------------------------------------------------------------------------- formats


@dataclass(frozen=True, slots=True)
class CountWriter:
    """How facets and how a trend are written in one format.

    `notes_on_stderr`: lines on stderr say how the question was read, and how many articles of a trend have no date and
    so are in no period.
    """

    facets: Callable[[Facets, Screen], str]
    trend: Callable[[Trend, Screen], str]
    notes_on_stderr: bool


def _facets_page(facets: Facets) -> str:
    from xtsearch.show.charts import facets_page  # jinja2: 60 ms that other formats need not wait for

    return facets_page(facets)


def _trend_page(trend: Trend) -> str:
    from xtsearch.show.charts import trend_page

    return trend_page(trend)


def _rows(names: Sequence[str], counts: Facets | Trend) -> Iterator[Iterable[Any]]:
    """The names of the columns, then a row for each record."""
    yield names
    yield from (record.values() for record in counts.records())


#: Every format of `facets` and `trend`, by its name in `--format`; `CountFormat` in cli/options.py has the same names.
COUNT_FORMATS: dict[str, CountWriter] = {
    "text": CountWriter(facets_text, trend_text, notes_on_stderr=False),
    "json": CountWriter(
        lambda facets, _: json_text(facets.to_dict()),
        lambda trend, _: json_text(trend.to_dict()),
        notes_on_stderr=False,
    ),
    "csv": CountWriter(
        lambda facets, _: cells(_rows(_FACET_COLUMNS, facets), "csv"),
        lambda trend, _: cells(_rows(_TREND_COLUMNS, trend), "csv"),
        notes_on_stderr=True,
    ),
    "tsv": CountWriter(
        lambda facets, _: cells(_rows(_FACET_COLUMNS, facets), "tsv"),
        lambda trend, _: cells(_rows(_TREND_COLUMNS, trend), "tsv"),
        notes_on_stderr=True,
    ),
    "html": CountWriter(
        lambda facets, _: _facets_page(facets), lambda trend, _: _trend_page(trend), notes_on_stderr=True
    ),
}


def present_facets(facets: Facets, form: str, screen: Screen) -> None:
    """Write facets in one of COUNT_FORMATS.

    Raises:
        typer.Exit: nothing was found (1).
        KeyError: there is no such format.
    """
    writer = COUNT_FORMATS[form]
    write(writer.facets(facets, screen))
    if writer.notes_on_stderr and facets.total and facets.understood:
        message(facets_line(facets))
    _end([facets] if not facets.total else [], facets.matching)


def present_trend(trend: Trend, form: str, screen: Screen) -> None:
    """Write a trend; raises as `present_facets` does."""
    writer = COUNT_FORMATS[form]
    write(writer.trend(trend, screen))
    if writer.notes_on_stderr:
        for topic in trend.topics:
            if topic.undated:
                message(f"{asked(topic.query)}: {articles(topic.undated)} without a date and in no period")
            if topic.total and topic.understood:
                message(f"{asked(topic.query)}: {readings(topic.understood)}")
    nothing_found = not any(topic.total for topic in trend.topics)
    _end(trend.topics if nothing_found else [], trend.topics[0].matching)


def _end(unanswered: Sequence[Facets | Topic], matching: str) -> None:
    if unanswered:
        queries = ", ".join(asked(counted.query) for counted in unanswered)
        read = "; ".join(filter(None, (readings(counted.understood) for counted in unanswered)))
        parts = [f"nothing found for {queries} ({TIER_NAMES[matching]})", read, "try --match all or --match any"]
        message("; ".join(filter(None, parts)))
        raise typer.Exit(1)
