"""The engines that both sides talk to, and the one setting that chooses among them."""

from __future__ import annotations

from pathlib import Path

from indexer.engines.base import Engine


def open_engine(location: str) -> Engine:
    """The engine at `location`: an http(s) URL is Elasticsearch, anything else the folder of an embedded index.

    Nothing is touched before the first call.
    """
    if location.startswith(("http://", "https://")):
        from indexer.engines.elasticsearch import ElasticsearchEngine

        return ElasticsearchEngine(location)
    from indexer.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(Path(location).expanduser())
