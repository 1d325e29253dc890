"""An Answer as a person or a program reads it: text, JSON, rows.

>>> summary(answer)
'92 articles (exact phrase), 1 to 10 shown (more: --offset 10); 125 more with --match all'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from xtsearch.indexer.fields import FIELD_OF_NAME
from xtsearch.queries.columns import COLUMNS
from xtsearch.show.output import cells, json_lines, json_text, message, write
from xtsearch.show.terminal import BOLD, DIM, Screen
from xtsearch.show.wording import TIER_NAMES, articles, asked, line_ranges, place, readings, stand_in

if TYPE_CHECKING:
    from xtsearch.queries.search import Answer, ArticleHit


_PLAIN = Screen(color=False, width=None)


def rows(answer: Answer) -> Iterator[Sequence[Any]]:
    """The answer as rows: the names of its columns, then a row for each hit."""
    columns = answer.columns or COLUMNS
    yield columns
    for hit in answer.hits:
        yield [_cell(hit, column) for column in columns]


def _cell(hit: ArticleHit, column: str) -> Any:
    """A value of a hit for one cell of a table: several names joined by `; `, spans between 【 and 】."""
    if column == "fragment":
        return " … ".join(_PLAIN.mark(fragment.text, fragment.spans) for fragment in hit.highlights)
    if column == "lines":
        return line_ranges(hit.document.lines)
    value = hit.record([column])[column]
    return "; ".join(value) if isinstance(value, tuple) else value


def summary(answer: Answer, offset: int = 0, *, hints: bool = True) -> str:
    """How many articles, in which tier, which are shown; with `hints` the options that show more."""
    counted = f"{_count(answer)}{_shown(answer, offset, hints)}"
    return "; ".join(filter(None, (counted, readings(answer.understood), _widening(answer) if hints else "")))


def _count(answer: Answer) -> str:
    at_least = "" if answer.total_exact else "at least "
    return f"{at_least}{articles(answer.total)} ({TIER_NAMES[answer.matching]})"


def _shown(answer: Answer, offset: int, hints: bool) -> str:
    shown = len(answer.hits)
    if shown == answer.total or not shown:
        return f", none from {offset + 1:,} on" if offset >= answer.total > 0 else ""
    more = f" (more: --offset {offset + shown})" if hints and offset + shown < answer.total else ""
    return f", {offset + 1:,} to {offset + shown:,} shown{more}"


def _widening(answer: Answer) -> str:
    if answer.wider is None or answer.wider.more <= 0:
        return ""
    return f"{answer.wider.more:,} more with --match {answer.wider.matching}"


def text(answer: Answer, screen: Screen, offset: int, hints: bool) -> str:
    """The answer for a person: its hits, with no more of them than a template's columns say, then its facets.

    It is empty where nothing was found.
    """
    if not answer.total:
        return ""
    columns = answer.columns or ()
    parts = [screen.paragraph(summary(answer, offset, hints=hints))]
    parts += [_hit_text(hit, number, screen, columns) for number, hit in enumerate(answer.hits, offset + 1)]
    if answer.facets:
        from xtsearch.show.facets_and_trends import facet_text

        parts += [facet_text(facet, screen) for facet in answer.facets]
    return "\n".join(parts)


def _hit_text(hit: ArticleHit, number: int, screen: Screen, columns: Sequence[str]) -> str:
    label = f"{number}. "
    indent = " " * len(label)
    lines = [screen.style(line, DIM) for line in _facts(hit, screen, indent, columns)]
    if not columns or "title" in columns:
        title = hit.title or stand_in(hit.body)
        whole = next((f.spans for f in hit.highlights if f.field == "title" and f.text == hit.title), ())
        lines.insert(0, screen.paragraph(title, whole, indent))
    for fragment in hit.highlights if not columns or "fragment" in columns else ():
        if fragment.field != "title" or fragment.text != hit.title:
            name = "" if fragment.field == "body" else f"{fragment.field}: "
            spans = [(start + len(name), end + len(name)) for start, end in fragment.spans]
            lines.append(screen.paragraph(name + fragment.text, spans, indent))
    return screen.style(label, BOLD) + "".join(lines).replace(indent, "", 1)


def _facts(hit: ArticleHit, screen: Screen, indent: str, columns: Sequence[str]) -> Iterator[str]:
    """What is shown of a hit besides its title and fragments: the columns asked for, or all of them in two lines."""
    if columns:
        facts = " · ".join(filter(None, (_fact(hit, name) for name in columns if name not in ("title", "fragment"))))
        if facts:
            yield screen.paragraph(facts, (), indent)
        return
    facts = " · ".join(filter(None, (_fact(hit, name) for name in ("date", "newspaper", "reporters", "score"))))
    yield screen.paragraph(facts, (), indent)
    yield screen.paragraph(f"{place(hit.document)} · id {hit.id}", (), indent)


#: Columns whose values need no name before them for a person to know what they are.
_UNNAMED = frozenset(("kicker", "newspaper", "file"))


def _fact(hit: ArticleHit, column: str) -> str:
    """One column in words; empty where the article has no value."""
    match column:
        case "score":  # 0 in hits that are sorted by date, which nothing ranks
            return f"score {hit.score:.2f}" if hit.score else ""
        case "date":
            return str(hit.date or "undated")
    value = _cell(hit, column)
    if FIELD_OF_NAME[column].several:
        return ", ".join(hit.document.texts(column))
    return "" if value is None or value == "" else str(value) if column in _UNNAMED else f"{column} {value}"


@dataclass(frozen=True, slots=True)
class AnswerWriter:
    """How an answer is written in one format.

    `written` takes the answer, the screen, the number of hits passed over, and whether the command has options that
    show more. `complete`: its text holds the summary and the facets; if it does not, they go to stderr.
    """

    written: Callable[[Answer, Screen, int, bool], str]
    complete: bool


#: Every format of `query` and `run`, by its name in `--format`; `AnswerFormat` in cli/options.py has the same names.
ANSWER_FORMATS: dict[str, AnswerWriter] = {
    "text": AnswerWriter(text, complete=True),
    "json": AnswerWriter(lambda answer, *_: json_text(answer.to_dict()), complete=True),
    "jsonl": AnswerWriter(lambda answer, *_: json_lines(hit.to_dict() for hit in answer.hits), complete=False),
    "csv": AnswerWriter(lambda answer, *_: cells(rows(answer), "csv"), complete=False),
    "tsv": AnswerWriter(lambda answer, *_: cells(rows(answer), "tsv"), complete=False),
}


def present(
    answer: Answer, form: str, screen: Screen, *, offset: int = 0, filtered: bool = False, hints: bool = True
) -> None:
    """Write the answer in one of ANSWER_FORMATS; what that has no room for goes to stderr.

    `filtered`: options left articles out. `hints`: the command has options that show more.

    Raises:
        typer.Exit: nothing was found (1).
        KeyError: there is no such format.
    """
    writer = ANSWER_FORMATS[form]
    write(writer.written(answer, screen, offset, hints))
    if not answer.total:
        message(nothing(answer, filtered, hints))
        raise typer.Exit(1)
    if not writer.complete:
        message(summary(answer, offset, hints=hints))
        for facet in answer.facets:
            message(f"{facet.by}: {', '.join(f'{value} {count:,}' for value, count in facet.values) or 'none'}")


def nothing(answer: Answer, filtered: bool, hints: bool) -> str:
    """The message where nothing was found, with what to try."""
    parts = [f"nothing found for {asked(answer.query)} ({TIER_NAMES[answer.matching]})", readings(answer.understood)]
    parts += [_widening(answer) if hints else "", "try without the filters" if filtered else ""]
    return "; ".join(filter(None, parts))
