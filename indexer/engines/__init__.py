"""The engines that both sides talk to, and the one setting that chooses among them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.errors import XtsearchError


def open_engine(location: str, environ: Mapping[str, str] = os.environ, *, analyzer: str | None = None) -> Engine:
    """The engine at `location`: an http(s) URL is Elasticsearch, anything else the folder of an embedded index.

    For Elasticsearch `environ` holds the credentials (see `Credentials`) and XTSEARCH_ALIAS, the alias to use;
    `analyzer` is what a new index there has its words cut by (`words`, `ik`). Nothing is touched before the first call.

    Raises:
        XtsearchError: what is asked for cannot be, as a folder whose words IK cuts.
    """
    if location.startswith(("http://", "https://")):
        from xtsearch.indexer.engines.elasticsearch.connection import Credentials
        from xtsearch.indexer.engines.elasticsearch.engine import DEFAULT_NAME, ElasticsearchEngine

        name = environ.get("XTSEARCH_ALIAS") or DEFAULT_NAME
        return ElasticsearchEngine(
            location, name=name, credentials=Credentials.from_environment(environ), analyzer=analyzer
        )
    if analyzer not in (None, "words"):
        raise XtsearchError(f"--analyzer {analyzer} is for Elasticsearch: a folder's words are cut here")
    from xtsearch.indexer.engines.embedded.engine import EmbeddedEngine

    return EmbeddedEngine(Path(location).expanduser())
