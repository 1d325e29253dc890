"""Elasticsearch 9 as an engine: an alias on a server, for more articles than one machine holds.

BACKEND is what the table of engines (`engines.location`) knows of it; the client is imported when a server is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, suppress
from typing import Any

from xtsearch.indexer.engines.base import XTSEARCH, Backend, Engine
from xtsearch.indexer.engines.request import SearchRequest
from xtsearch.indexer.errors import EngineError

#: The alias where XTSEARCH_ALIAS names no other.
DEFAULT_ALIAS = "xtsearch-articles"
#: Seconds that a server has to say what cuts words, where only a note needs that.
_NOTE_SECONDS = 3


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
        from xtsearch.indexer.engines.elasticsearch.layout import Layout

        return ElasticsearchEngine(
            location,
            name=alias_of(environ),
            credentials=Credentials.from_environment(environ),
            analyzer=analyzer,
            patience=patience_of(environ),
            layout=Layout.from_environment(environ),
            on_missing_analyzer=on_missing_analyzer_of(environ),
        )

    def label(self, location: str, environ: Mapping[str, str]) -> str:
        from xtsearch.indexer.engines.elasticsearch.connection import check_location

        return f"{check_location(location)}/{alias_of(environ)}"

    def words_cut_by(self, location: str, environ: Mapping[str, str]) -> str:
        from xtsearch.indexer.engines.elasticsearch.connection import Credentials, check_location, connect
        from xtsearch.indexer.engines.elasticsearch.indices import Indices
        from xtsearch.indexer.engines.elasticsearch.mapping import IK
        from xtsearch.indexer.engines.elasticsearch.server import Server

        address = check_location(location)
        client = connect(address, Credentials.from_environment(environ))
        with closing(client), suppress(EngineError):
            hurried = client.options(request_timeout=_NOTE_SECONDS, max_retries=0)
            if Indices(Server(hurried, address), alias_of(environ)).live().analyzer == IK:
                return IK
        return XTSEARCH

    def explain(self, requests: Mapping[str, SearchRequest], words_cut_by: str) -> dict[str, Any]:
        from xtsearch.indexer.engines.elasticsearch.compile import compile_request
        from xtsearch.indexer.engines.elasticsearch.mapping import IK, WORDS

        analyzer = IK if words_cut_by == IK else WORDS
        return {self.name: {tier: compile_request(request, analyzer).to_dict() for tier, request in requests.items()}}


BACKEND: Backend = _Elasticsearch()
