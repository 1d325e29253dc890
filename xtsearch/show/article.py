"""A whole article as a person or a program reads it: text, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xtsearch.indexer.documents import DERIVED_FIELDS
from xtsearch.show.answers import place, stand_in
from xtsearch.show.terminal import BOLD, DIM, Screen

if TYPE_CHECKING:
    from xtsearch.indexer.documents import Document


def record(document: Document) -> dict[str, Any]:
    """The article as JSON values: what a hit says of it, in that order, then the rest. Every key is always there."""
    lines = document.lines
    return {
        "id": document.id,
        "title": document.title,
        "kicker": document.kicker,
        "subtitle": document.subtitle,
        "date": document.date.isoformat() if document.date else None,
        "date_from": document.date_from,
        "newspaper": document.newspaper,
        "reporters": list(document.reporters),
        "interns": list(document.interns),
        "correspondents": list(document.correspondents),
        "agency": document.agency,
        "persons": list(document.persons),
        "places": list(document.places),
        "organisations": list(document.organisations),
        "keywords": list(document.keywords),
        "source": {"file": document.file, "lines": None if lines is None else [list(each) for each in lines]},
        "body": document.body,
        "confidence": document.confidence,
        "extra": dict(document.extra),
    }


def text(document: Document, screen: Screen) -> str:
    """The article for a person: kicker, headline, subtitle, what is known of it, body."""
    title = document.title or stand_in(document.body)
    parts = [
        screen.paragraph(document.kicker) if document.kicker else "",
        screen.style(screen.paragraph(title), BOLD),
        screen.paragraph(document.subtitle) if document.subtitle else "",
        *(screen.style(screen.paragraph(line), DIM) for line in _facts(document)),
        "\n",
        *(screen.paragraph(line) for line in document.body.split("\n")),
    ]
    return "".join(parts)


def _facts(document: Document) -> Iterator[str]:
    people = (
        ("", document.reporters),
        ("interns ", document.interns),
        ("correspondents ", document.correspondents),
    )
    said = [str(document.date or "undated"), document.newspaper, document.agency]
    said += [label + ", ".join(names) for label, names in people if names]
    yield " · ".join(filter(None, said))
    yield f"{place(document)} · id {document.id}"
    for name in DERIVED_FIELDS:
        if document.texts(name):
            yield f"{name}: {', '.join(document.texts(name))}"
    for name, value in document.extra.items():
        yield f"{name}: {value}"
