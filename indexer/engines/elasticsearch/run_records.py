"""Where records of runs are kept on a server: an index of their own beside the alias, one document for each run.

    Runs(server, "xtsearch-articles").last(10)

A record's number is its id, and a document of a taken id is refused: so two runs never have the same number. The index
is hidden from wildcards.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from elasticsearch import BadRequestError, ConflictError, NotFoundError

from xtsearch.indexer.engines.elasticsearch.errors import translated
from xtsearch.indexer.engines.elasticsearch.mapping import new_runs_index
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.engines.run_records import RUNS_KEPT, Run
from xtsearch.indexer.errors import EngineUnavailable

#: Seconds until a request is given up.
_SECONDS = 5.0
_NEWEST = [{"number": {"order": "desc"}}]


class Runs:
    """The runs of one alias."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        #: A run that ends, after Ctrl-C for instance, does not wait long until its record is kept.
        self._client = server.client.options(request_timeout=_SECONDS)
        self.index = f"{name}-runs"

    def last(self, limit: int) -> list[Run]:
        """The newest first; none where nothing was ever recorded."""
        with translated(self._server.address, self.index), suppress(NotFoundError):
            answer = self._client.search(index=self.index, sort=_NEWEST, size=limit)
            return [Run.from_dict(hit["_source"]) for hit in answer["hits"]["hits"]]
        return []

    def put(self, run: Run) -> Run:
        """Keep a record under its number, or under a new one; seen at once."""
        with translated(self._server.address, self.index):
            self._make_index()  # else the server makes one, with a mapping that it guesses from the record
            if run.number:
                self._client.index(index=self.index, id=str(run.number), document=run.to_dict(), refresh=True)
                return run
            kept = self._create(run)
            self._forget(kept.number - RUNS_KEPT)
            return kept

    def _make_index(self) -> None:
        if not self._client.indices.exists(index=self.index):
            with suppress(BadRequestError):  # another run was faster
                self._client.indices.create(index=self.index, **new_runs_index(self.index).to_dict())

    def _create(self, run: Run) -> Run:
        while True:
            numbered = replace(run, number=self._last_number() + 1)
            with suppress(ConflictError):  # another run was faster
                self._client.create(
                    index=self.index, id=str(numbered.number), document=numbered.to_dict(), refresh=True
                )
                return numbered

    def _last_number(self) -> int:
        try:
            last = self.last(1)
        except EngineUnavailable:  # another run is making the index: a write waits until its shard is there
            with suppress(NotFoundError):
                self._client.delete(index=self.index, id="0")
            last = self.last(1)
        return last[0].number if last else 0

    def _forget(self, number: int) -> None:
        """Remove the records up to a number: as a rule there is one, since each run makes one."""
        old = {"range": {"number": {"lte": number}}}
        hits = self._client.search(index=self.index, query=old, source=False, size=RUNS_KEPT)["hits"]["hits"]
        if hits:
            self._client.bulk(index=self.index, operations=[{"delete": {"_id": hit["_id"]}} for hit in hits])
