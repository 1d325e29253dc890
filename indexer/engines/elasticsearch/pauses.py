"""The pause of one alias, kept in the index of its lock: a snapshot and a restore leave that out.

Pauses(server, "xtsearch-articles").current()   # None
"""

from __future__ import annotations

from contextlib import suppress

from elasticsearch import NotFoundError

from xtsearch.indexer.engines.elasticsearch.errors import translated
from xtsearch.indexer.engines.elasticsearch.lock import make_index
from xtsearch.indexer.engines.elasticsearch.mapping import PAUSE_FIELDS
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.engines.pauses import Pause

_ID = "pause"


class Pauses:
    """Keeps at most one pause."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self._index = f"{name}-lock"

    def current(self) -> Pause | None:
        """The pause that is kept, over or not; None where there is none, or none that can be read."""
        with (
            translated(self._server.address, self._index),
            suppress(NotFoundError, KeyError, ValueError),
        ):
            return Pause.from_dict(self._server.client.get(index=self._index, id=_ID)["_source"])
        return None

    def put(self, pause: Pause) -> None:
        """Keep a pause in the place of the one before."""
        with translated(self._server.address, self._index):
            make_index(self._server, self._index)
            # The index of a lock that an earlier version made has no such fields.
            self._server.client.indices.put_mapping(index=self._index, properties=PAUSE_FIELDS)
            self._server.client.index(index=self._index, id=_ID, document=pause.to_dict())

    def remove(self) -> None:
        """Forget the pause."""
        with translated(self._server.address, self._index), suppress(NotFoundError):
            self._server.client.delete(index=self._index, id=_ID)
