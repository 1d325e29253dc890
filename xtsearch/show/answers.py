"""An Answer as a person or a program reads it: text, JSON, rows.

>>> summary(answer)
'92 articles (exact phrase), 1 to 10 shown (more: --offset 10); 125 more with --match all'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from xtsearch.queries.columns import COLUMNS
from xtsearch.show.output import cells, json_lines, json_text, message, write
from xtsearch.show.terminal import BOLD, DIM, Screen, one_line

if TYPE_CHECKING:
    from xtsearch.indexer.documents import Document
    from xtsearch.queries.search import Answer, Found

#: The tiers, as a person reads them.
TIER_NAMES = {"phrase": "exact phrase", "all": "all words", "any": "any word"}
#: Of an article without a headline, so much of its body stands in for it.
_STAND_IN = 30


def record(answer: Answer, columns: Sequence[str] | None = None) -> dict[str, Any]:
    """The answer as JSON values, by the contract of the command line.

    `columns` are those of the template that asked, of which JSON leaves none out; of it come the facets as well.
    """
    from xtsearch.show.counts import counted_record

    wider = answer.wider
    asked = {} if columns is None else {"facets": counted_record(answer.facets), "columns": list(columns or COLUMNS)}
    return {
        "query": answer.query,
        "matching": answer.matching,
        "total": answer.total,
        "total_exact": answer.total_exact,
        "took_ms": answer.took_ms,
        "hits": [hit_record(found) for found in answer.hits],
        "wider": None if wider is None else {"matching": wider.matching, "more": wider.more},
        **asked,
    }


def hit_record(found: Found) -> dict[str, Any]:
    """One hit as JSON values."""
    document = found.hit.document
    return {
        "id": document.id,
        "score": round(found.hit.score, 4),
        "title": document.title,
        "kicker": document.kicker,
        "date": document.date.isoformat() if document.date else None,
        "newspaper": document.newspaper,
        "reporters": list(document.reporters),
        "source": {"file": document.file, "lines": None if document.lines is None else list(map(list, document.lines))},
        "highlights": [
            {
                "field": fragment.field,
                "text": fragment.text,
                "spans": [list(span) for span in fragment.spans],
                "lines": None if fragment.lines is None else list(fragment.lines),
            }
            for fragment in found.highlights
        ],
    }


_PLAIN = Screen(color=False, width=None)
#: What a column holds of a hit; spans stand between 【 and 】, several values are parted by `; `.
_CELLS: Mapping[str, Callable[[Found], Any]] = {
    "id": lambda found: found.hit.document.id,
    "score": lambda found: round(found.hit.score, 4),
    "title": lambda found: found.hit.document.title,
    "kicker": lambda found: found.hit.document.kicker,
    "date": lambda found: found.hit.document.date,
    "newspaper": lambda found: found.hit.document.newspaper,
    "reporters": lambda found: "; ".join(found.hit.document.reporters),
    "file": lambda found: found.hit.document.file,
    "lines": lambda found: line_ranges(found.hit.document.lines),
    "fragment": lambda found: " … ".join(_PLAIN.mark(each.text, each.spans) for each in found.highlights),
}


def rows(answer: Answer, columns: Sequence[str] = COLUMNS) -> Iterator[Sequence[Any]]:
    """The answer as rows: the names of the columns, then one a hit."""
    yield columns
    for found in answer.hits:
        yield [_CELLS[column](found) for column in columns]


def summary(answer: Answer, offset: int = 0, *, hints: bool = True) -> str:
    """How many articles, in which tier, which are shown; with `hints` the options that show more."""
    said = f"{_count(answer)}{_shown(answer, offset, hints)}"
    return "; ".join(filter(None, (said, _widening(answer) if hints else "")))


def _count(answer: Answer) -> str:
    many = articles(answer.total)
    return f"{'' if answer.total_exact else 'at least '}{many} ({TIER_NAMES[answer.matching]})"


def articles(count: int) -> str:
    """1 article, 92 articles."""
    return f"{count:,} article{'' if count == 1 else 's'}"


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


def text(
    answer: Answer, screen: Screen, offset: int = 0, *, hints: bool = True, columns: Sequence[str] | None = None
) -> str:
    """The answer for a person: its hits, with `columns` no more than these of them, then its facets."""
    parts = [screen.paragraph(summary(answer, offset, hints=hints))]
    parts += [_hit_text(found, number, screen, columns or ()) for number, found in enumerate(answer.hits, offset + 1)]
    if answer.facets:
        from xtsearch.show.counts import facet_text

        parts += [facet_text(facet, screen) for facet in answer.facets]
    return "\n".join(parts)


def _hit_text(found: Found, number: int, screen: Screen, columns: Sequence[str]) -> str:
    document = found.hit.document
    label = f"{number}. "
    indent = " " * len(label)
    lines = [screen.style(line, DIM) for line in _facts(found, screen, indent, columns)]
    if not columns or "title" in columns:
        title = document.title or stand_in(document.body)
        whole = next((f.spans for f in found.highlights if f.field == "title" and f.text == document.title), ())
        lines.insert(0, screen.paragraph(title, whole, indent))
    for fragment in found.highlights if not columns or "fragment" in columns else ():
        if fragment.field != "title" or fragment.text != document.title:
            name = "" if fragment.field == "body" else f"{fragment.field}: "
            spans = [(start + len(name), end + len(name)) for start, end in fragment.spans]
            lines.append(screen.paragraph(name + fragment.text, spans, indent))
    shown = "".join(lines)
    return screen.style(label, BOLD) + shown.replace(indent, "", 1)


def _facts(found: Found, screen: Screen, indent: str, columns: Sequence[str]) -> Iterator[str]:
    """What is said of a hit besides its title and fragments: the columns that were asked for, or all in two lines."""
    document = found.hit.document
    if columns:
        facts = " · ".join(filter(None, (_fact(found, each) for each in columns if each not in ("title", "fragment"))))
        if facts:
            yield screen.paragraph(facts, (), indent)
        return
    said = [str(document.date or "undated"), document.newspaper, ", ".join(document.reporters), _fact(found, "score")]
    yield screen.paragraph(" · ".join(filter(None, said)), (), indent)
    yield screen.paragraph(f"{place(document)} · id {document.id}", (), indent)


def _fact(found: Found, column: str) -> str:
    """One column in words; nothing where the article has none."""
    document = found.hit.document
    match column:
        case "score":  # nothing ranks hits that are sorted by date
            return f"score {found.hit.score:.2f}" if found.hit.score else ""
        case "date":
            return str(document.date or "undated")
        case "reporters":
            return ", ".join(document.reporters)
    cell = str(_CELLS[column](found) or "")
    return f"{column} {cell}" if cell and column in ("id", "lines") else cell


def stand_in(body: str) -> str:
    """What names an article that has no headline: the beginning of its body, marked as such."""
    start = one_line(body[: _STAND_IN + 1])
    return f"(no headline) {start[:_STAND_IN]}{'…' if len(start) > _STAND_IN else ''}"


def place(document: Document) -> str:
    """Where an article stands: file:lines."""
    lines = line_ranges(document.lines)
    return f"{document.file}:{lines}" if lines else document.file


def line_ranges(lines: Sequence[tuple[int, int]] | None) -> str:
    """Ranges of lines as text: 1-45,50."""
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in lines or ())


def render(
    answer: Answer,
    form: str,
    screen: Screen,
    offset: int = 0,
    *,
    hints: bool = True,
    columns: Sequence[str] | None = None,
) -> str:
    """The answer in a format of the command line; `columns` are those of the template that asked, none for all."""
    if form == "json":
        return json_text(record(answer, columns))
    if form == "jsonl":
        return json_lines(hit_record(found) for found in answer.hits)
    if form in ("csv", "tsv"):
        return cells(rows(answer, columns or COLUMNS), form)
    return text(answer, screen, offset, hints=hints, columns=columns) if answer.total else ""


def present(
    answer: Answer,
    form: str,
    screen: Screen,
    *,
    offset: int = 0,
    filtered: bool = False,
    hints: bool = True,
    columns: Sequence[str] | None = None,
) -> None:
    """Write the answer; what a format has no room for goes to stderr.

    `filtered`: options left articles out. `hints`: the command has options that show more. `columns`: as `render`.

    Raises:
        typer.Exit: nothing was found (1).
    """
    write(render(answer, form, screen, offset, hints=hints, columns=columns))
    if not answer.total:
        message(nothing(answer, filtered, hints))
        raise typer.Exit(1)
    if form in ("jsonl", "csv", "tsv"):
        message(summary(answer, offset, hints=hints))
        for facet in answer.facets:
            message(f"{facet.by}: {', '.join(f'{value} {count:,}' for value, count in facet.values) or 'none'}")


def nothing(answer: Answer, filtered: bool, hints: bool) -> str:
    """What to say where nothing was found, and what to try."""
    said = [f"nothing found for {answer.query} ({TIER_NAMES[answer.matching]})"]
    said += [_widening(answer) if hints else "", "try without the filters" if filtered else ""]
    return "; ".join(filter(None, said))
