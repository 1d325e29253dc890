"""What the records of a dump would become, for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xtsearch.show.article import facts
from xtsearch.show.output import json_text, message, write
from xtsearch.show.progress import tell_records
from xtsearch.show.terminal import BOLD, DIM, Screen, one_line
from xtsearch.show.wording import stand_in

if TYPE_CHECKING:
    from xtsearch.indexer.documents import Document
    from xtsearch.indexer.dry_run import DryRun

#: Characters of a body that are shown.
_SHOWN = 120


def present(checked: DryRun, form: str, screen: Screen) -> None:
    """Write the first articles and the counts; on stderr what became of columns, and what would be rejected."""
    tell_records(checked)
    for rejected in checked.rejected:
        message(str(rejected))
    if form == "json":
        write(json_text(checked.to_dict()))
        return
    write("".join(f"{_article(article, screen)}\n" for article in checked.articles) + f"{checked.counts()}\n")


def _article(article: Document, screen: Screen) -> str:
    title = article.title or stand_in(article.body)
    lines = [
        screen.style(screen.paragraph(one_line(title)), BOLD),
        *(screen.style(screen.paragraph(line), DIM) for line in (*facts(article), *_read_in_text(article))),
        screen.paragraph(_beginning(article.body)),
    ]
    return "".join(lines)


def _read_in_text(article: Document) -> Iterator[str]:
    if article.printed:
        yield f"read in the text: {', '.join(article.printed)}"


def _beginning(text: str) -> str:
    more = f"… ({len(text):,} characters)" if len(text) > _SHOWN else ""
    return one_line(text[:_SHOWN]) + more
