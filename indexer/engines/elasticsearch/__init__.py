"""Elasticsearch 9 as an engine: an alias on a server, for more articles than one machine holds.

BACKEND is what the table of engines (`engines.location`) knows of it; the client is imported when a server is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xtsearch.indexer.engines.base import Backend, Engine
from xtsearch.indexer.engines.request import SearchRequest

#: The alias where XTSEARCH_ALIAS names no other.
DEFAULT_ALIAS = "xtsearch-articles"


def alias_of(environ: Mapping[str, str]) -> str:
    """The alias that searches and runs use on a server."""
    return environ.get("XTSEARCH_ALIAS") or DEFAULT_ALIAS


class _Elasticsearch(Backend):
    """A URL is opened as the alias of a server, with the credentials of the environment."""

    name = "elasticsearch"

    def open(self, location: str, environ: Mapping[str, str], *, analyzer: str | None = None) -> Engine:
        from xtsearch.indexer.engines.elasticsearch.connection import (
            Credentials,
            on_missing_analyzer_of,
            patience_of,
        )
        from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine

        return ElasticsearchEngine(
            location,
            name=alias_of(environ),
            credentials=Credentials.from_environment(environ),
            analyzer=analyzer,
            patience=patience_of(environ),
            on_missing_analyzer=on_missing_analyzer_of(environ),
        )

    def label(self, location: str, environ: Mapping[str, str]) -> str:
        from xtsearch.indexer.engines.elasticsearch.connection import check_location

        return f"{check_location(location)}/{alias_of(environ)}"

    def explain(self, requests: Mapping[str, SearchRequest]) -> dict[str, Any]:
        from xtsearch.indexer.engines.elasticsearch.compile import compile_request

        return {self.name: {tier: compile_request(request).to_dict() for tier, request in requests.items()}}


BACKEND: Backend = _Elasticsearch()
