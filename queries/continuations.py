"""An article in; the article that it goes on from, and those that go on from it, out.

Where one file holds both, the index says it. Where the pages of a newspaper are files of their own, the parts say which
page they lead to (上接第一版, 下转第二版), and what stands there is looked up here: what an index holds of an article
depends on its own text alone. Of the same newspaper's articles of those days the nearest by its words is taken, if it
says that it goes on, on the right page as far as the pages are known; and none if that is not clear.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xtsearch.indexer.engines.request import And, DateRange, Node, SearchRequest, Term
from xtsearch.indexer.pages.pieces.continuations import Part, choose, page_number

if TYPE_CHECKING:
    from xtsearch.indexer.documents import Document
    from xtsearch.indexer.engines.base import Engine

#: An article is dated by its dateline, some days before its newspaper; its other part has none, and the paper's day.
_DAYS = datetime.timedelta(days=4)
#: Articles that are compared, the nearest by their words first, and the characters of a part by which they are asked.
_COMPARED, _ASKED = 60, 120


@dataclass(frozen=True, slots=True)
class Continuations:
    """The article that one goes on from, None where there is none or it is not clear, and those that go on from it."""

    beginning: Document | None = None
    further: tuple[Document, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The ids of the parts, as `show --format json` has them."""
        return {
            "beginning": self.beginning.id if self.beginning else None,
            "further": [document.id for document in self.further],
        }


def find_continuations(engine: Engine, document: Document) -> Continuations:
    """The other parts of an article that an index holds. An article without a mark has none, and nothing is asked."""
    return Continuations(_beginning(engine, document), _further(engine, document))


def _beginning(engine: Engine, document: Document) -> Document | None:
    if document.continues is not None:
        return engine.get(document.continues)
    if document.continued_from is None:
        return None
    return _chosen(engine, document, document.continued_from, lambda other: other.goes_on_in)


def _further(engine: Engine, document: Document) -> tuple[Document, ...]:
    if document.goes_on_in is None:
        return ()
    linked = engine.search(SearchRequest(Term("continues", document.id), limit=_COMPARED)).hits
    if linked:
        return tuple(hit.document for hit in linked)
    other = _chosen(engine, document, document.goes_on_in, lambda other: other.continued_from)
    if other is None or other.continues is not None:
        return ()
    back = _beginning(engine, other)  # which may be nearer to another article's beginning
    return (other,) if back is not None and back.id == document.id else ()


def _chosen(engine: Engine, document: Document, page: str, mark: Callable[[Document], str | None]) -> Document | None:
    """The article that is the other part of `document`, on the page that it names; `mark` gives the page that another
    article names."""
    if document.date is None:
        return None
    paper = Term("newspaper", document.newspaper) if document.newspaper else Term("source_root", document.source_root)
    where: tuple[Node, ...] = (paper, DateRange(document.date - _DAYS, document.date + _DAYS))
    rank = tuple(filter(None, (document.title, document.body[:_ASKED], document.body[-_ASKED:])))
    hits = engine.search(SearchRequest(And(where), rank=rank, limit=_COMPARED)).hits
    others = [
        hit.document
        for hit in hits
        if mark(hit.document) and (hit.document.file, hit.document.page) != (document.file, document.page)
    ]
    chosen = choose(_part(document, page), [_part(other, mark(other)) for other in others])
    return None if chosen is None else others[chosen]


def _part(document: Document, other: str | None) -> Part:
    printed = page_number(document.printed_page) if document.printed_page else None
    return Part(document.title, document.body, printed, other)
