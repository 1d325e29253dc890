"""Show that a snapshot can be restored: restore it beside the live index, read all of it, compare, remove it again.

    XTSEARCH_INDEX=http://localhost:9200 python deploy/restore_drill.py [--snapshot NAME] [--repository NAME]

Enters: the settings of every command of xtsearch, with the credentials of an administrator; the latest snapshot that
succeeded, unless one is named. Leaves: one line, and an exit code: 0 every article of the snapshot could be read, 5 it
holds less than it should, 8 there is no snapshot, or one without an index of ours; otherwise those of the command line.

The live index is only read. The restored one stands under the alias ALIAS-drill meanwhile, and is removed however the
drill ends; one that a killed drill left is removed by the next.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice

from elasticsearch import Elasticsearch, NotFoundError

from xtsearch.indexer.engines import open_engine
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.elasticsearch import alias_of
from xtsearch.indexer.engines.elasticsearch.connection import Credentials, check_location, connect
from xtsearch.indexer.engines.elasticsearch.errors import translated
from xtsearch.indexer.engines.generations import NAME_PATTERN
from xtsearch.indexer.engines.request import All
from xtsearch.indexer.errors import GateRefused, IndexMissing, XtsearchError

#: Articles that are compared at a time.
_BATCH = 1000
#: So large a part of the live articles may be missing from a snapshot: what came since it was taken.
_MISSING = 0.05


def drill(location: str, environ: Mapping[str, str], snapshot: str | None, repository: str | None) -> str:
    """Do the drill; gives the line that says what was seen.

    Raises:
        XtsearchError: there is nothing to restore, it cannot be restored, or it holds less than it should.
    """
    address, alias = check_location(location), alias_of(environ)
    with (
        closing(connect(address, Credentials.from_environment(environ))) as client,
        translated(address, "its snapshots"),
    ):
        repository = repository or alias
        snapshot, generation = _chosen(client, repository, alias, snapshot)
        drilled = dict(environ) | {"XTSEARCH_ALIAS": f"{alias}-drill"}
        with (
            _restored(client, repository, snapshot, generation, alias),
            closing(open_engine(location, environ)) as live,
            closing(open_engine(location, drilled)) as restored,
        ):
            return _compared(live, restored, f"{snapshot}, {generation}")


def _chosen(client: Elasticsearch, repository: str, alias: str, snapshot: str | None) -> tuple[str, str]:
    """The snapshot, the latest where none is named, and the newest of our indices in it."""
    try:
        taken = client.snapshot.get(repository=repository, snapshot=snapshot or "*").body["snapshots"]
    except NotFoundError as error:
        missing = f"the repository {repository}, or the snapshot {snapshot} in it" if snapshot else repository
        raise IndexMissing(f"{missing} is not there: `xtsearch setup --snapshots FOLDER` makes a repository") from error
    good = [entry for entry in taken if entry["state"] == "SUCCESS"]
    if not good:
        raise IndexMissing(f"no snapshot that succeeded is in the repository {repository}: see GET _slm/policy/{alias}")
    latest = max(good, key=lambda entry: entry["start_time_in_millis"])
    name = re.compile(rf"{re.escape(alias)}-{NAME_PATTERN}(-\d+)?")
    if ours := [index for index in latest["indices"] if name.fullmatch(index)]:
        return latest["snapshot"], max(ours)
    raise IndexMissing(f"no index of {alias} is in the snapshot {latest['snapshot']}: was anything indexed by then?")


@contextmanager
def _restored(client: Elasticsearch, repository: str, snapshot: str, generation: str, alias: str) -> Iterator[None]:
    """The index of a snapshot, under another name and the alias ALIAS-drill."""
    index = generation.replace(alias, f"{alias}-drill", 1)
    for left in client.indices.get(index=f"{alias}-drill-2*"):
        client.indices.delete(index=left)
    try:
        answer = client.options(request_timeout=None).snapshot.restore(
            repository=repository,
            snapshot=snapshot,
            indices=[generation],
            include_aliases=False,
            include_global_state=False,
            rename_pattern=re.escape(generation),
            rename_replacement=index,
            wait_for_completion=True,
        )
        if failed := answer["snapshot"]["shards"]["failed"]:
            raise GateRefused(
                f"{snapshot}: {failed} shards of {generation} could not be restored: see the server's log"
            )
        client.indices.put_alias(index=index, name=f"{alias}-drill")
        yield
    finally:
        client.indices.delete(index=index, ignore_unavailable=True)


def _compared(live: Engine, restored: Engine, named: str) -> str:
    """Read every restored article, and look for each in the live index."""
    counted, total = {"alike": 0, "changed": 0, "gone": 0}, restored.status().articles
    documents = restored.scan(All())
    while batch := {document.id: document.content_hash() for document in islice(documents, _BATCH)}:
        hashes = live.hashes([*batch])
        for id, content_hash in batch.items():
            here = hashes.get(id)
            counted["gone" if here is None else "alike" if here == content_hash else "changed"] += 1
    read, live_articles = sum(counted.values()), live.status().articles
    new = live_articles - counted["alike"] - counted["changed"]
    line = (
        f"{named}: {read:,} articles restored and read; of the live {live_articles:,} {counted['alike']:,} are alike, "
        f"{counted['changed']:,} changed since, {new:,} are new; {counted['gone']:,} are gone"
    )
    if read != total or not read:
        raise GateRefused(f"{line}; the restored index counts {total:,}: this snapshot is damaged, try an older one")
    if new > _MISSING * live_articles:
        raise GateRefused(f"{line}; more than a twentieth would be lost: take a snapshot, and see why none was taken")
    return line


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Do the drill that the arguments name; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--snapshot", metavar="NAME", help="which one; the latest unless named")
    parser.add_argument("--repository", metavar="NAME", help="where it is; named as the alias unless said otherwise")
    options = parser.parse_args(arguments)
    try:
        line = drill(environ.get("XTSEARCH_INDEX", ""), environ, options.snapshot, options.repository)
    except XtsearchError as error:
        sys.stderr.write(f"restore_drill: {error}\n")
        return error.exit_code
    sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
