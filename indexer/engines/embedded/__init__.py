"""The embedded engine: tantivy in this process, an index in a folder on disk. It needs no server.

BACKEND is what the table of engines (`engines.location`) knows of it; the engine itself is imported when it is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xtsearch.indexer.engines.base import XTSEARCH, Backend, Engine
from xtsearch.indexer.engines.request import SearchRequest
from xtsearch.indexer.errors import XtsearchError


class _Embedded(Backend):
    """A folder is opened as an index."""

    name = "embedded"

    def open(self, location: str, environ: Mapping[str, str], *, analyzer: str | None = None) -> Engine:  # noqa: ARG002 - only servers need it
        if analyzer not in (None, "words"):
            raise XtsearchError(f"--analyzer {analyzer} is for Elasticsearch: a folder's words are cut here")
        from xtsearch.indexer.engines.embedded.engine import EmbeddedEngine

        return EmbeddedEngine(Path(location).expanduser())

    def label(self, location: str, environ: Mapping[str, str]) -> str:  # noqa: ARG002 - only servers need it
        return location

    def words_cut_by(self, location: str, environ: Mapping[str, str]) -> str:  # noqa: ARG002 - only servers need it
        return XTSEARCH

    def explain(self, requests: Mapping[str, SearchRequest], words_cut_by: str) -> dict[str, Any]:  # noqa: ARG002 - only servers need it
        return {}


BACKEND: Backend = _Embedded()
