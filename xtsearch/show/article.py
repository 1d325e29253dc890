"""A whole article as a person reads it; a program reads `Document.to_dict`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xtsearch.indexer.fields import FIELDS, Shown
from xtsearch.show.terminal import BOLD, DIM, Screen, one_line
from xtsearch.show.wording import place, stand_in

if TYPE_CHECKING:
    from xtsearch.indexer.documents import Document
    from xtsearch.queries.continuations import Continuations

#: Fields that the layout of the text has a place for; every other field that is shown gets a line of its own.
_PLACED = frozenset(
    (
        *("id", "title", "kicker", "subtitle", "body", "date", "date_from", "newspaper", "agency"),
        *("reporters", "interns", "correspondents", "file", "lines", "confidence", "extra", "page", "printed_page"),
        *("continued_from", "goes_on_in", "continues"),
    )
)
_FURTHER = tuple(field.name for field in FIELDS if field.shown is not Shown.NOWHERE and field.name not in _PLACED)


def lines_of(documents: Sequence[Document], count: int) -> str:
    """A line for each article, id first, and one for how many of `count` articles are not among them."""
    facts = [(article.id, str(article.date or ""), article.title or stand_in(article.body)) for article in documents]
    lines = [one_line("  ".join(filter(None, parts))) for parts in facts]
    more = [f"and {count - len(lines):,} more"] if count > len(lines) else []
    return "".join(f"{line}\n" for line in lines + more)


def text(document: Document, screen: Screen, continuations: Continuations) -> str:
    """The article for a person: kicker, headline, subtitle, what is known of it, where it goes on, body."""
    title = document.title or stand_in(document.body)
    parts = [
        screen.paragraph(document.kicker) if document.kicker else "",
        screen.style(screen.paragraph(title), BOLD),
        screen.paragraph(document.subtitle) if document.subtitle else "",
        *(screen.style(screen.paragraph(line), DIM) for line in (*facts(document), *_parts(document, continuations))),
        "\n",
        *(screen.paragraph(line) for line in document.body.split("\n")),
    ]
    return "".join(parts)


def facts(document: Document) -> Iterator[str]:
    """Lines of what is known of an article: its day, paper and authors, where it stands, and every further field."""
    people = (
        ("", document.reporters),
        ("interns ", document.interns),
        ("correspondents ", document.correspondents),
    )
    facts = [str(document.date or "undated"), document.newspaper, document.agency]
    facts += [label + ", ".join(names) for label, names in people if names]
    yield " · ".join(filter(None, facts))
    yield f"{place(document)} · id {document.id}"
    for name in _FURTHER:
        if document.texts(name):
            yield f"{name}: {', '.join(document.texts(name))}"
    for name, value in document.extra.items():
        yield f"{name}: {value}"


def _parts(document: Document, continuations: Continuations) -> Iterator[str]:
    """What the article goes on from and in; where that is not found, the page that it names."""
    if continuations.beginning is not None:
        yield f"continues {_named(continuations.beginning)}"
    elif document.continued_from is not None:
        yield f"continued from page {document.continued_from}"
    for further in continuations.further:
        yield f"goes on in {_named(further)}"
    if document.goes_on_in is not None and not continuations.further:
        yield f"goes on in page {document.goes_on_in}"


def _named(document: Document) -> str:
    return f"{document.title or stand_in(document.body)} · {place(document)} · id {document.id}"
