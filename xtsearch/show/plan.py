"""What a `reindex` would do, for a person who is about to start one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xtsearch.indexer.text.plurals import plural
from xtsearch.show.output import json_text, message, write
from xtsearch.show.progress import tell_records
from xtsearch.show.wording import megabytes

if TYPE_CHECKING:
    from xtsearch.indexer.plan import Plan


def present(planned: Plan, form: str) -> None:
    """Write the plan; on stderr what became of columns, what would be rejected, and why it would be refused."""
    tell_records(planned.run)
    for rejected in planned.run.rejected:
        message(str(rejected))
    write(json_text(planned.to_dict()) if form == "json" else "".join(f"{line}\n" for line in _lines(planned)))
    if planned.refusal:
        message(f"it would be refused: {planned.refusal}")


def _lines(planned: Plan) -> Iterator[str]:
    yield planned.run.counts()
    live = planned.live
    if live is None:
        yield "in the place of: nothing that this version can read"
    else:
        yield f"in the place of: {live.generation}, {live.articles:,} {plural(live.articles, 'article')}"
    yield f"size: about {megabytes(planned.bytes)}, while it is built beside what stands there"
    if planned.shards is not None:
        advised = planned.shards_advised != planned.shards
        yield f"shards: {planned.shards:,}" + advised * f"; by its size {planned.shards_advised:,}: --shards"
    yield "nothing was written"
