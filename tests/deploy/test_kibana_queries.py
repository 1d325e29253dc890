"""The dashboards on a real Elasticsearch: every field is there, every panel's own query answers with something."""

from __future__ import annotations

import datetime
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from elasticsearch import BadRequestError, Elasticsearch

from deploy.kibana.build import OBJECTS
from tests.support.aliases import remove_indices
from tests.support.elasticsearch_server import Server
from tests.support.engines import none_refused
from tests.support.kibana_kql import Known, parse, request
from tests.support.kibana_objects import load, problems, shipped_fields
from tests.support.kibana_queries import ZONE, Asked, requests
from tests.support.places import SHARED_DATA
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.elasticsearch.mapping import NOT_IN_HITS
from xtsearch.indexer.engines.request import Phrase
from xtsearch.indexer.entities import complete
from xtsearch.indexer.readers import read
from xtsearch.indexer.reindex import reindex

TOPIC = "专项整治"
#: Of 20,000 news those that hold the topic, and so many others.
OTHERS = 200
FIELDS = shipped_fields()
ASKED = {asked.where: asked for asked in requests(load(OBJECTS.read_bytes()), FIELDS)}


@dataclass(frozen=True)
class Place:
    """An alias with documents, a client for it, and the answer that each panel got."""

    client: Elasticsearch
    engine: ElasticsearchEngine
    alias: str
    documents: list[Document]
    answers: dict[str, Any]

    def count(self, kql: str) -> int:
        """How many articles a query in Kibana's language finds."""
        return int(self.client.count(index=self.alias, query=request(parse(kql), FIELDS))["count"])


def _holds(document: Document) -> bool:
    return TOPIC in "\n".join((document.title or "", document.body))


def _sources(folder: Path, seed_page: Path) -> list[str]:
    """The seed page under a file name with its newspaper, articles without a date, and the news if they are there."""
    page, records = folder / "湘潭日报.txt", folder / "records.jsonl"
    page.write_bytes(seed_page.read_bytes())
    news = SHARED_DATA / "news.jsonl"
    lines = news.read_text("utf-8").splitlines() if news.exists() else []
    undated = json.dumps({"id": "undated", "body": "没有日期。", "newspaper": "湘潭日报"})
    holding = (line for line in lines[OTHERS:] if TOPIC in line)
    records.write_text("\n".join((undated, *lines[:OTHERS], *holding)), "utf-8")
    return [str(page), str(records)]


@pytest.fixture(scope="module")
def place(elasticsearch_server: Server, seed_page: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    alias = f"xtsearch-kibana-{secrets.token_hex(4)}"
    sources = _sources(tmp_path_factory.mktemp("kibana"), seed_page)
    documents = [complete(item) for item in read(sources) if isinstance(item, Document)]
    with (
        Elasticsearch(elasticsearch_server.url) as client,
        closing(ElasticsearchEngine(elasticsearch_server.url, name=alias)) as engine,
    ):
        try:
            reindex(engine, read(sources))
            searches = [part for asked in ASKED.values() for part in ({"index": alias}, asked.body)]
            answers = client.msearch(searches=searches)["responses"]
            yield Place(client, engine, alias, documents, dict(zip(ASKED, answers, strict=True)))
        finally:
            remove_indices(client, alias)


def test_every_field_is_in_the_live_mapping_as_in_the_shipped_one(place: Place) -> None:
    fields = place.client.field_caps(index=place.alias, fields="*", filters="-metadata")["fields"]
    live = {
        name: Known(kind, caps["aggregatable"])
        for name, kinds in fields.items()
        for kind, caps in kinds.items()
        if kind != "object"
    }
    assert live == FIELDS
    assert [str(problem) for problem in problems(OBJECTS.read_bytes(), live)] == []


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED.keys())
def test_a_panel_shows_something(asked: Asked, place: Place) -> None:
    answer = place.answers[asked.where]
    assert answer["status"] == 200, answer
    assert answer["hits"]["total"]["value"] > 0
    if asked.at is None:
        assert answer["hits"]["hits"]
    elif asked.at:
        assert any(bucket["doc_count"] for bucket in answer["aggregations"][asked.at]["buckets"])


def _total(place: Place, where: str) -> int:
    return int(place.answers[where]["hits"]["total"]["value"])


def _buckets(place: Place, where: str) -> dict[Any, int]:
    """The number of articles by the key of the bucket; empty buckets are left out."""
    buckets = place.answers[where]["aggregations"]["x"]["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets if bucket["doc_count"]}


def test_numbers_are_those_of_the_documents(place: Place) -> None:
    dated = sum(document.date is not None for document in place.documents)
    assert _total(place, "xtsearch-overview: total L1") == dated
    assert _total(place, "xtsearch-overview: total-any-time L1") == len(place.documents)
    assert _total(place, "xtsearch-overview: undated L1") == len(place.documents) - dated
    assert _total(place, "search xtsearch-undated") == len(place.documents) - dated
    assert _total(place, "xtsearch-topic: all L1") == _total(place, "search xtsearch-all") == dated


def test_a_day_is_the_day_that_was_printed(place: Place) -> None:
    days = Counter(document.date for document in place.documents if document.date)
    buckets = place.answers["xtsearch-overview: days L1 1d"]["aggregations"]["x"]["buckets"]
    midnights = {datetime.datetime.fromtimestamp(bucket["key"] / 1000, ZoneInfo(ZONE)): bucket for bucket in buckets}
    assert all(midnight.time() == datetime.time() for midnight in midnights)
    assert {
        midnight.date(): bucket["doc_count"] for midnight, bucket in midnights.items() if bucket["doc_count"]
    } == days


def test_names_are_counted_as_they_are_in_the_documents(place: Place) -> None:
    first = min(datetime.date.today().year - 9, 2022)
    dated = [document for document in place.documents if document.date and document.date.year >= first]
    reporters = Counter(name for document in dated for name in set(document.reporters))
    shown = _buckets(place, "xtsearch-overview: reporters L1")
    assert sum(shown.values()) == sum(sorted(reporters.values(), reverse=True)[:30])
    assert all(reporters[name] == count for name, count in shown.items())
    assert _buckets(place, "xtsearch-overview: newspapers L1") == Counter(
        document.newspaper for document in dated if document.newspaper
    )


def test_the_topic_is_what_a_phrase_finds_beside_all_articles(place: Place) -> None:
    """Quoted KQL ignores punctuation between characters, which our phrases do not, so it never finds fewer."""
    [phrase] = place.engine.counts([Phrase(TOPIC)])
    assert 0 < phrase <= place.count(f'"{TOPIC}"') < place.count(TOPIC)
    assert _total(place, "search xtsearch-campaign") == _total(place, "xtsearch-topic: articles")
    topic, everything = (_buckets(place, f"xtsearch-topic: trend {layer} 1M") for layer in ("L1", "L2"))
    assert sum(topic.values()) == _total(place, "xtsearch-topic: topic L1")
    assert sum(everything.values()) == _total(place, "xtsearch-topic: all L1")
    assert all(count <= everything[month] for month, count in topic.items())


def test_articles_come_newest_first_without_what_the_engine_keeps_for_itself(place: Place) -> None:
    hits = place.answers["xtsearch-topic: articles"]["hits"]["hits"]
    assert all(
        "专项整治" in "".join(hit["fields"]["body"]).replace("\n", "") or "title" in hit["highlight"] for hit in hits
    )
    dates = [hit["fields"]["date"][0] for hit in hits]
    assert dates == sorted(dates, reverse=True)
    assert not {name for hit in hits for name in hit["fields"]} & {*NOT_IN_HITS, "lines", "body_lines", "title_lines"}
    assert any("<em>" in text for hit in hits for texts in hit["highlight"].values() for text in texts)


def test_on_news_a_quoted_query_finds_what_grep_finds(place: Place, news: Path) -> None:
    texts = [document for document in place.documents if document.newspaper != "湘潭日报"]
    assert len(texts) > OTHERS, news
    assert place.count(f'"{TOPIC}" AND NOT newspaper: "湘潭日报"') == sum(map(_holds, texts)) == 92
    assert place.count(f'{TOPIC} AND NOT newspaper: "湘潭日报"') > 92


def test_a_beginning_is_asked_in_quotes(place: Place) -> None:
    """The server has terms of one and two Han characters: `*` behind more begins none, and makes no phrase of them."""
    assert place.count(f"body: {TOPIC}*") == 0
    assert place.count(f'body: "{TOPIC}"') >= place.engine.counts([Phrase(TOPIC, fields=("body",))])[0] > 0
    assert place.count(f"body: {TOPIC[:2]}*") == place.count(f'body: "{TOPIC[:2]}"') > 0
    assert place.count("newspaper: 湘潭*") == sum(document.newspaper == "湘潭日报" for document in place.documents) > 0


def test_a_month_and_a_year_are_days_in_comparisons(place: Place) -> None:
    days = [document.date for document in place.documents if document.date]
    may, june = datetime.date(2022, 5, 1), datetime.date(2022, 6, 1)
    in_may = sum(may <= day < june for day in days)
    assert place.count('date >= "2022-05" AND date < "2022-06"') == in_may > 0
    assert place.count("date >= 2022-05 AND date < 2022-06-01") == in_may
    assert place.count('date >= "2022" AND date < "2023"') == sum(day.year == 2022 for day in days)
    [hit] = place.client.search(
        index=place.alias,
        size=1,
        query={"exists": {"field": "date"}},
        docvalue_fields=[{"field": "date"}],
        source=False,
    )["hits"]["hits"]
    assert datetime.date.fromisoformat(hit["fields"]["date"][0]) in days, "an answer has the whole day"


def test_discover_marks_a_body_of_more_than_a_million_characters(place: Place) -> None:
    """Discover asks for marks in every field; the server refuses the whole question where a text is longer."""
    body = "我市召开推进会。" * 150_000 + "长文结束"
    highlight = {"fields": {"*": {}}, "pre_tags": ["<em>"], "post_tags": ["</em>"], "fragment_size": 2_147_483_647}
    asked: dict[str, Any] = {
        "index": place.alias,
        "query": request(parse('body: "长文结束"'), FIELDS),
        "highlight": highlight,
    }
    with place.engine.lock(), place.engine.update() as writer:
        writer.put([Document(id="long", body=body)], none_refused)
        writer.commit()
    try:
        [hit] = place.client.search(**asked, source=False)["hits"]["hits"]
        assert hit["highlight"]["body"] == ["<em>长文结束</em>"]
        place.client.indices.put_settings(
            index=place.alias, settings={"index": {"highlight": {"max_analyzed_offset": None}}}
        )
        with pytest.raises(BadRequestError, match="max_analyzed_offset"):
            place.client.search(**asked, source=False)
    finally:
        with place.engine.lock(), place.engine.update() as writer:
            writer.delete(["long"])
            writer.commit()
