"""Engines for tests: each kind in a place of its own that ends with the test."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from indexer.articles import split_page
from indexer.documents import Document, article_id, from_article
from indexer.engines import open_engine
from indexer.engines.base import Engine

KINDS = ("embedded", "elasticsearch")


@contextmanager
def fresh_engine(location: str) -> Iterator[Engine]:
    """An engine of the kind of `location`, empty, removed at the end."""
    engine = open_engine(location)
    try:
        with engine.scratch() as scratch:
            yield scratch
    finally:
        engine.close()


def fill(engine: Engine, documents: Iterable[Document]) -> None:
    """Make these documents the live index."""
    with engine.lock(), engine.rebuild() as build:
        refused = build.put(documents)
        assert not refused
        build.publish()


def page_documents(page: Path) -> list[Document]:
    """The articles of a page file."""
    seen: set[str] = set()
    return [
        from_article(
            article,
            id=article_id(page.name, article.body, seen=seen),
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
