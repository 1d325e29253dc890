"""An Answer as a person or a program reads it: text, JSON, rows.

>>> summary(answer)
'92 articles (exact phrase), 1 to 10 shown (more: --offset 10); 125 more with --match all'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer

from xtsearch.rendering import cells, json_lines, json_text, message, write
from xtsearch.terminal import BOLD, DIM, Screen, one_line

if TYPE_CHECKING:
    from indexer.documents import Document
    from queries.search import Answer, Found

#: The tiers, as a person reads them.
TIER_NAMES = {"phrase": "exact phrase", "all": "all words", "any": "any word"}
COLUMNS = ("id", "score", "title", "kicker", "date", "newspaper", "reporters", "file", "lines", "fragment")
#: Of an article without a headline, so much of its body stands in for it.
_STAND_IN = 30


def record(answer: Answer) -> dict[str, Any]:
    """The answer as JSON values, by the contract of the command line."""
    wider = answer.wider
    return {
        "query": answer.query,
        "matching": answer.matching,
        "total": answer.total,
        "total_exact": answer.total_exact,
        "took_ms": answer.took_ms,
        "hits": [hit_record(found) for found in answer.hits],
        "wider": None if wider is None else {"matching": wider.matching, "more": wider.more},
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


def rows(answer: Answer) -> Iterator[Sequence[Any]]:
    """The answer as rows: COLUMNS, then one a hit; spans stand between 【 and 】, several values parted by `; `."""
    yield COLUMNS
    plain = Screen(color=False, width=None)
    for found in answer.hits:
        document = found.hit.document
        yield (
            document.id,
            round(found.hit.score, 4),
            document.title,
            document.kicker,
            document.date,
            document.newspaper,
            "; ".join(document.reporters),
            document.file,
            line_ranges(document.lines),
            " … ".join(plain.mark(fragment.text, fragment.spans) for fragment in found.highlights),
        )


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


def text(answer: Answer, screen: Screen, offset: int = 0, *, hints: bool = True) -> str:
    """The answer for a person."""
    parts = [screen.paragraph(summary(answer, offset, hints=hints))]
    parts += [_hit_text(found, number, screen) for number, found in enumerate(answer.hits, offset + 1)]
    return "\n".join(parts)


def _hit_text(found: Found, number: int, screen: Screen) -> str:
    document = found.hit.document
    indent = " " * (len(str(number)) + 2)
    title = document.title or stand_in(document.body)
    whole = next((f.spans for f in found.highlights if f.field == "title" and f.text == document.title), ())
    label = f"{number}. "
    shown = screen.paragraph(title, whole, indent)
    lines = [screen.style(label, BOLD) + shown[len(indent) :]]
    lines += [screen.style(line, DIM) for line in _facts(found, screen, indent)]
    for fragment in found.highlights:
        if fragment.field != "title" or fragment.text != document.title:
            name = "" if fragment.field == "body" else f"{fragment.field}: "
            spans = [(start + len(name), end + len(name)) for start, end in fragment.spans]
            lines.append(screen.paragraph(name + fragment.text, spans, indent))
    return "".join(lines)


def _facts(found: Found, screen: Screen, indent: str) -> Iterator[str]:
    document = found.hit.document
    said = [str(document.date or "undated"), document.newspaper, ", ".join(document.reporters)]
    if found.hit.score:  # nothing ranks hits that are sorted by date
        said.append(f"score {found.hit.score:.2f}")
    yield screen.paragraph(" · ".join(filter(None, said)), (), indent)
    yield screen.paragraph(f"{place(document)} · id {document.id}", (), indent)


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


def render(answer: Answer, form: str, screen: Screen, offset: int = 0, *, hints: bool = True) -> str:
    """The answer in a format of the command line."""
    if form == "json":
        return json_text(record(answer))
    if form == "jsonl":
        return json_lines(hit_record(found) for found in answer.hits)
    if form in ("csv", "tsv"):
        return cells(rows(answer), form)
    return text(answer, screen, offset, hints=hints) if answer.total else ""


def present(
    answer: Answer, form: str, screen: Screen, *, offset: int = 0, filtered: bool = False, hints: bool = True
) -> None:
    """Write the answer; what a format has no room for goes to stderr.

    `filtered`: options left articles out. `hints`: the command has options that show more.

    Raises:
        typer.Exit: nothing was found (1).
    """
    write(render(answer, form, screen, offset, hints=hints))
    if not answer.total:
        message(nothing(answer, filtered, hints))
        raise typer.Exit(1)
    if form in ("jsonl", "csv", "tsv"):
        message(summary(answer, offset, hints=hints))


def nothing(answer: Answer, filtered: bool, hints: bool) -> str:
    """What to say where nothing was found, and what to try."""
    said = [f"nothing found for {answer.query} ({TIER_NAMES[answer.matching]})"]
    said += [_widening(answer) if hints else "", "try without the filters" if filtered else ""]
    return "; ".join(filter(None, said))
