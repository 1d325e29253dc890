"""Both engines side by side: the same articles in every tier, and the same ones first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.support.engines import all_ids, fill, first_ten, news_documents, overlap
from tests.support.places import SHARED_DATA
from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import Near, SearchRequest
from xtsearch.queries.evaluation import read_topics
from xtsearch.queries.matching import TIERS, Tier

if TYPE_CHECKING:
    from tests.support.elasticsearch_server import Server

DATA = SHARED_DATA
#: Few enough for a quick test; `python -m tests.soak` asks the whole collection for all topics.
NEWS = 2000
TOPICS = 60
FLOOR = 0.95


@pytest.fixture(scope="module")
def engines(elasticsearch_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """Each engine with the same news, with headlines and without, in an index of its own."""
    if not DATA.is_dir():
        pytest.skip("needs the news collection of shared/data beside the repository")
    documents = news_documents(DATA / "news.jsonl", NEWS)
    assert any(document.title for document in documents)
    assert any(not document.title for document in documents)
    with (
        closing(open_engine(str(tmp_path_factory.mktemp("agree") / "index"))) as embedded,
        closing(open_engine(elasticsearch_server.url)) as server,
        embedded.scratch() as ours,
        server.scratch() as theirs,
    ):
        fill(ours, documents)
        fill(theirs, documents)
        yield ours, theirs


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("topics", ["headlines", "questions", "passages"])
def test_topics_find_the_same_articles_and_the_same_ones_first(
    engines: tuple[Engine, Engine], topics: str, tier: Tier
) -> None:
    texts = list(read_topics(DATA / f"{topics}.topics.tsv").values())[:TOPICS]
    ids = [[all_ids(engine, text, tier, NEWS) for engine in engines] for text in texts]
    assert [text for text, (ours, theirs) in zip(texts, ids, strict=True) if ours != theirs] == []
    assert any(ours for ours, _ in ids) or tier != "any"
    assert overlap([first_ten(engine, text, tier) for engine in engines] for text in texts) >= FLOOR


def test_words_near_each_other_are_found_alike(engines: tuple[Engine, Engine]) -> None:
    chance = random.Random(1)
    bodies = [document.body for document in news_documents(DATA / "news.jsonl", NEWS)]
    answered = 0
    for _ in range(120):
        body = chance.choice(bodies)
        start = chance.randrange(max(1, len(body) - 20))
        first, second = (
            body[start : start + chance.randint(1, 3)],
            body[start + chance.randint(3, 9) :][: chance.randint(1, 4)],
        )
        for node in (Near(first, second, chance.randint(0, 8)), Near(second, first, chance.randint(0, 8), ("body",))):
            ours, theirs = (
                frozenset(hit.document.id for hit in engine.search(SearchRequest(node, limit=NEWS)).hits)
                for engine in engines
            )
            assert ours == theirs, node
            answered += bool(ours)
    assert answered > 60
