"""A `reindex` in a process of its own, given back in the middle: then a server is lost, for instance."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from pathlib import Path

import elastic_transport
import elasticsearch
from elasticsearch import Elasticsearch

from tests.support.patient_command import command
from tests.support.places import ROOT
from tests.support.waiting import wait_until

BODY = "本报讯（记者 王超）5月13日，我市召开工程建设项目招投标突出问题专项整治工作推进会。" * 48


def reindex_half_way(location: str, alias: str, folder: Path, articles: int, *options: str) -> subprocess.Popen[str]:
    """A run with articles of the ids a0, a1 ..., once the server has taken a fifth of them in the new index."""
    source = folder / "news.jsonl"
    records = ({"id": f"a{n}", "title": f"第{n}号", "body": f"{n}。{BODY}"} for n in range(articles))
    source.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    run = subprocess.Popen(
        command("--index", location, "reindex", str(source), *options),
        env={**os.environ, "XTSEARCH_CONFIG": "", "XTSEARCH_ALIAS": alias},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with Elasticsearch(location.split(","), max_retries=5) as client:
        wait_until(lambda: run.poll() is not None or _written(client, alias) > articles // 5, "the first articles")
    assert run.poll() is None, "it ended before anything was lost"
    return run


def _written(client: Elasticsearch, alias: str) -> int:
    """How many articles the server has taken so far, in an index that is being built."""
    with suppress(elasticsearch.ApiError, elastic_transport.TransportError):
        stats = client.indices.stats(index=f"{alias}-2*", metric="indexing")
        return int(stats["_all"]["primaries"].get("indexing", {}).get("index_total", 0))
    return 0
