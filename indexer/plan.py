"""Sources and an index in; what a `reindex` would do out: how many articles, how large, in the place of what. Nothing
is written.

    >>> plan(engine, read(["/srv/news"])).refusal
    '20,000 articles are live, and the new index would hold 200; if that is right, run with --force'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xtsearch.indexer.dry_run import DryRun, dry_run
from xtsearch.indexer.engines.base import Engine, Status
from xtsearch.indexer.errors import AnalyzerMissing, GateRefused, IndexMissing, IndexOutdated, InputError
from xtsearch.indexer.gates import is_too_few, live_articles
from xtsearch.indexer.readers import Reading

#: Bytes of an index for a character of its texts, where no live one tells: 20,000 news of 640 characters take 80 MB in
#: a folder and 90 MB on Elasticsearch.
BYTES_FOR_A_CHARACTER = 7.0
#: A shard should hold no more: Elastic recommends 10 to 50 GB, and a lost one is copied in some minutes.
SHARD_BYTES = 20 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a `reindex` would do.

    `run` says what would become of the sources, `live` what stands there now, None where that is nothing that can be
    read. `bytes` is about the size of the new index on disk, without replicas. `shards` is how many it would have, and
    `shards_advised` how many by that size; None where the engine has none. `refusal` is why it would not be put in the
    place of the live one, None where nothing that can be known beforehand speaks against it.
    """

    run: DryRun
    live: Status | None
    bytes: int
    shards: int | None
    shards_advised: int | None
    refusal: str | None

    @property
    def exit_code(self) -> int:
        """That of GateRefused if it would be refused, 6 if something would be rejected, else 0."""
        if self.refusal:
            return GateRefused.exit_code
        return InputError.exit_code if self.run.rejected_count else 0

    def to_dict(self) -> dict[str, Any]:
        """What `reindex --dry-run --format json` writes, as JSON values."""
        run = self.run.to_dict()
        del run["articles"]
        return {
            **run,
            "live": None if self.live is None else self.live.generation,
            "live_articles": None if self.live is None else self.live.articles,
            "bytes": self.bytes,
            "shards": self.shards,
            "shards_advised": self.shards_advised,
            "refusal": self.refusal,
        }


def plan(engine: Engine, reading: Reading, *, force: bool = False) -> Plan:
    """Read all sources, and look at what is live; `force` as of `gates`.

    Raises:
        IndexForeign: what stands there is no index of ours: a `reindex` would fail as well.
    """
    run = dry_run(reading, limit=0)
    try:
        live: Status | None = engine.status()
    except (IndexMissing, IndexOutdated, AnalyzerMissing):
        live = None
    size = _bytes(run, live)
    shards = engine.shards_of_new()
    return Plan(
        run=run,
        live=live,
        bytes=size,
        shards=shards,
        shards_advised=None if shards is None else max(1, -(-size // SHARD_BYTES)),
        refusal=_refusal(run, 0 if force else live_articles(engine)),
    )


def _bytes(run: DryRun, live: Status | None) -> int:
    if live is not None and live.bytes and live.articles:
        return run.count * live.bytes // live.articles
    return int(run.characters * BYTES_FOR_A_CHARACTER)


def _refusal(run: DryRun, live: int) -> str | None:
    if not run.count:
        return "there is nothing to index"
    if is_too_few(run.count, live):
        held = f"{live:,} articles are live, and the new index would hold {run.count:,}"
        return f"{held}; if that is right, run with --force"
    return None
