"""Engines for tests: each in a place of its own, which is removed at the end of the test."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from xtsearch.indexer.documents import Document, from_article
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import SearchRequest, Sort
from xtsearch.indexer.pages.article_ids import article_id
from xtsearch.indexer.pages.split import split_page
from xtsearch.queries.matching import Tier, where
from xtsearch.queries.syntax import parse

if TYPE_CHECKING:
    import pytest


def _new_folder(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> str:  # noqa: ARG001
    return str(folders.mktemp("engine") / "index")


def _server_address(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> str:  # noqa: ARG001
    return str(request.getfixturevalue("elasticsearch_server").url)


#: The engines that tests run on: `Backend.name` -> what makes the location of a new index.
KINDS: dict[str, Callable[[pytest.FixtureRequest, pytest.TempPathFactory], str]] = {
    "embedded": _new_folder,
    "elasticsearch": _server_address,
}


def location_of(kind: str, request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> str:
    """The location for a new engine of that kind, one of KINDS."""
    return KINDS[kind](request, folders)


@contextmanager
def fresh_engine(location: str) -> Iterator[Engine]:
    """An empty engine at `location`, whose index is removed at the end."""
    engine = open_engine(location)
    try:
        with engine.scratch() as scratch:
            yield scratch
    finally:
        engine.close()


def fill(engine: Engine, documents: Iterable[Document]) -> None:
    """Make these documents the live index."""
    with engine.lock(), engine.rebuild() as build:
        build.put(documents, none_refused)
        build.publish()


def none_refused(document: Document, reason: str) -> None:
    """For `Writer.put` where no document may be refused."""
    raise AssertionError(f"{document.id} was refused: {reason}")


def all_ids(engine: Engine, text: str, tier: Tier, limit: int) -> frozenset[str]:
    """The ids of all articles that a tier finds for `text`, taken literally; `limit` is at least their number."""
    request = SearchRequest(where(parse(text, literal=True), tier), sort=Sort.NEWEST, limit=limit)
    return frozenset(hit.document.id for hit in engine.search(request).hits)


def first_ten(engine: Engine, text: str, tier: Tier) -> tuple[str, ...]:
    """The ids of the first ten by rank."""
    request = SearchRequest(where(parse(text, literal=True), tier), (text,), limit=10)
    return tuple(hit.document.id for hit in engine.search(request).hits)


def overlap(pairs: Iterable[Sequence[Sequence[str]]]) -> float:
    """The mean share of the first ids that the second ones hold as well; pairs without first ids do not count."""
    shares = [len({*first} & {*second}) / len(first) for first, second in pairs if first]
    return fmean(shares) if shares else 1.0


def page_documents(page: Path) -> list[Document]:
    """The articles of a page file."""
    taken: set[str] = set()
    return [
        from_article(
            article,
            id=article_id(page.name, article.body, taken=taken),
            file=page.name,
            source_root=str(page.parent),
            newspaper="湘潭日报",
        )
        for article in split_page(page.read_text("utf-8"), file=page.name).articles
    ]


def news_documents(path: Path, count: int) -> list[Document]:
    """The first records of the news collection."""
    with path.open(encoding="utf-8") as file:
        records = [json.loads(line) for line in islice(file, count)]
    return [
        Document(
            id=record["id"],
            title=record["title"],
            body=record["body"],
            date=datetime.date.fromisoformat(record["date"]) if record["date"] else None,
            extra={"source": record["source"]},
        )
        for record in records
    ]
