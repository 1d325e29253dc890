"""An engine that does not ship: the embedded one under the scheme `shelf://`, as a newcomer would add it.

BACKENDS["shelf"] = "tests.support.third_engine"    # the one row that it needs
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from xtsearch.indexer.engines.base import XTSEARCH, Backend, Engine, Status
from xtsearch.indexer.engines.embedded.engine import EmbeddedEngine
from xtsearch.indexer.engines.request import SearchRequest


class ShelfEngine(EmbeddedEngine):
    """An index in the folder that follows `shelf://`."""

    def status(self) -> Status:
        status = super().status()
        return replace(status, engine=BACKEND.name, location=f"{BACKEND.name}://{status.location}")


class _Shelf(Backend):
    name = "shelf"

    def open(self, location: str, environ: Mapping[str, str], *, analyzer: str | None = None) -> Engine:  # noqa: ARG002
        return ShelfEngine(Path(location.partition("://")[2]))

    def label(self, location: str, environ: Mapping[str, str]) -> str:  # noqa: ARG002
        return f"the shelf {location}"

    def words_cut_by(self, location: str, environ: Mapping[str, str]) -> str:  # noqa: ARG002
        return XTSEARCH

    def explain(self, requests: Mapping[str, SearchRequest], words_cut_by: str) -> dict[str, Any]:  # noqa: ARG002
        return {self.name: {tier: repr(request.where) for tier, request in requests.items()}}


BACKEND: Backend = _Shelf()
