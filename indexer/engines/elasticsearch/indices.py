"""The alias and the indices behind it: which is live, which are kept, and what wrote them.

    xtsearch-articles                        the alias: searches and scheduled jobs use no other name
    xtsearch-articles-20220513t060000z       a generation: an index named by the UTC time at which it was begun
    xtsearch-articles-lock                   one document: which run writes
    xtsearch-articles-runs                   one document for each of the last runs of `job run`

A new index is built beside the live one, and the alias is moved to it in one atomic step. `_meta` in its mapping says
what wrote it, and whether it is complete. One that is not was left by a killed run; the next run that holds the lock
removes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from elasticsearch import ApiError, NotFoundError, TransportError

from xtsearch.indexer.engines.elasticsearch import ik
from xtsearch.indexer.engines.elasticsearch.errors import translated
from xtsearch.indexer.engines.elasticsearch.layout import UNSET, Layout
from xtsearch.indexer.engines.elasticsearch.lock import Claim
from xtsearch.indexer.engines.elasticsearch.mapping import IK, WORDS, mapping, new_index
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.engines.generations import GENERATIONS_KEPT, NAME_PATTERN, Provenance, next_name
from xtsearch.indexer.errors import EngineError, IndexForeign, IndexMissing, IndexOutdated, NotAuthorised, XtsearchError


@dataclass(frozen=True, slots=True)
class LiveIndex:
    """The index behind the alias, and what wrote it."""

    index: str
    provenance: Provenance
    #: What cut its words: WORDS or IK.
    analyzer: str = WORDS
    layout: Layout = UNSET


class _Standing(NamedTuple):
    """One of our indices: whether it was built to the end, and whether an alias points to it."""

    name: str
    complete: bool
    aliased: bool


class Indices:
    """The indices of one alias."""

    def __init__(self, server: Server, name: str) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,200}", name):
            raise XtsearchError(f"not a name of an alias: {name!r}; use lower case letters, digits, -, _ and .")
        self._server = server
        self._client = server.client
        self.name = name
        #: The lock that this run holds, None while it holds none.
        self.claim: Claim | None = None
        #: Matches names of our own indices and no others: an alias `news` must not remove indices of `news-archive`.
        self._ours = re.compile(rf"{re.escape(name)}-{NAME_PATTERN}(-\d+)?")

    # ------------------------------------------------------------------------------------------------- reading

    def live(self) -> LiveIndex:
        """The index that the alias points to.

        Raises:
            IndexMissing: there is no alias, and nothing that one stood for. IndexForeign: there is none, but what it
                stood for; it is the name of an index, or points to several, or to one that xtsearch did not write.
        """
        where = f"{self.name} on {self._server.address}"
        try:
            with translated(self._server.address, self.name):
                mappings = self._client.indices.get_mapping(index=self.name).body
        except IndexMissing:
            self._check_nothing_stands(where)
            raise
        if len(mappings) != 1:
            raise IndexForeign(
                f"{where} stands for several indices ({', '.join(sorted(mappings))}): run `xtsearch adopt` to leave it "
                "on the newest, or `xtsearch adopt NAME`"
            )
        index, described = next(iter(mappings.items()))
        if index == self.name:
            raise IndexForeign(f"{where} is an index, not an alias of ours: choose another name")
        meta = described["mappings"].get("_meta", {})
        provenance = _provenance(described["mappings"], where)
        return LiveIndex(index, provenance, _analyzer(described["mappings"]), Layout.from_meta(meta))

    def _check_nothing_stands(self, where: str) -> None:
        """Raise IndexForeign where the alias is gone and a complete index of ours stands: what it answered is there."""
        with suppress(NotAuthorised):  # who may only search does not see them
            newest = next((index for index, complete in self._unaliased() if complete), None)
            if newest is not None:
                raise IndexForeign(
                    f"the alias {where} is gone, and {newest} still stands there: run `xtsearch adopt` to have it "
                    "answer again"
                )

    def provenance(self, index: str) -> Provenance:
        """What wrote an index; raises IndexForeign where that was not xtsearch."""
        return _provenance(self._mappings(index), f"{index} on {self._server.address}")

    def _mappings(self, index: str) -> dict[str, Any]:
        with translated(self._server.address, index):
            return dict(self._client.indices.get_mapping(index=index)[index]["mappings"])

    def live_or_none(self) -> LiveIndex | None:
        """As `live`, None where nothing was ever published."""
        try:
            return self.live()
        except IndexMissing:
            return None

    def kept(self) -> tuple[str, ...]:
        """Indices that were live before and still exist, the last one first: as `_meta` of the live one lists them."""
        return self._kept(self._standing())

    def kept_beside(self, live: str) -> tuple[str, ...] | None:
        """As `kept`; None where these credentials do not see the indices behind the alias, not even the live one."""
        standing = self._standing()
        is_seen = any(index.name == live for index in standing) or not self._ours.fullmatch(live)
        return self._kept(standing) if is_seen else None

    def _kept(self, standing: Iterable[_Standing]) -> tuple[str, ...]:
        existing = {index.name for index in standing if index.complete and not index.aliased}
        return tuple(index for index in self._listed() if index in existing)

    def _listed(self) -> list[str]:
        """The indices that the live one lists as live before it; none where none is live."""
        with translated(self._server.address, self.name), suppress(NotFoundError):
            for described in self._client.indices.get_mapping(index=self.name).body.values():
                return list(described["mappings"].get("_meta", {}).get("kept", ()))
        return []

    def _unaliased(self) -> list[tuple[str, bool]]:
        """Our indices without an alias, the youngest first, and whether each is complete."""
        return [(standing.name, standing.complete) for standing in self._standing() if not standing.aliased]

    def _standing(self) -> list[_Standing]:
        """Our indices, the youngest first."""
        with translated(self._server.address, self.name):
            indices = self._client.indices.get(index=f"{self.name}-*", features=["aliases", "mappings"]).body
        return [
            _Standing(
                index, bool(described["mappings"].get("_meta", {}).get("complete")), bool(described.get("aliases"))
            )
            for index, described in sorted(indices.items(), reverse=True)
            if self._ours.fullmatch(index)
        ]

    def check_fields(self, index: str) -> None:
        """Raise IndexOutdated unless the index has the fields that we write: else it would refuse every article.

        The versions in `_meta` do not tell where somebody changed the mapping by hand, or gave `_meta` to another
        index.
        """
        with translated(self._server.address, self.name):
            fields = self._client.indices.get_mapping(index=index)[index]["mappings"].get("properties", {})
        for name, field in mapping({}).to_dict()["properties"].items():
            if fields.get(name, {}).get("type") != field["type"]:
                raise IndexOutdated(
                    f"{index} on {self._server.address} has another mapping than xtsearch writes ({name})",
                    remedy="run `xtsearch reindex` on its sources",
                )

    def size(self, index: str) -> int | None:
        """The bytes on disk of one copy of an index; None where no copy can be reached."""
        with translated(self._server.address, self.name):
            stats = self._client.indices.stats(index=index, metric="store")
        store = stats["_all"]["primaries"].get("store")
        return int(store["size_in_bytes"]) if store else None

    # ------------------------------------------------------------------------------------------------- writing

    def check_claim(self) -> None:
        """Raise IndexLocked where our lock is known to be lost."""
        if self.claim:
            self.claim.check()

    def confirm_claim(self) -> None:
        """Ask the server, and raise IndexLocked where our lock is lost."""
        if self.claim:
            self.claim.confirm()

    def create(self, analyzer: str = WORDS, layout: Layout = UNSET, *, live: bool = False) -> str:
        """Make an empty index beside the live one, or, where nothing is live, the live one.

        Raises:
            XtsearchError: IK is to cut its words, and the server lacks the plugin.
        """
        if analyzer == IK:
            ik.check_installed(self._server)
        provenance = Provenance.now()
        with translated(self._server.address, self.name):
            indices = self._client.indices.get_alias(index=f"{self.name}-*", expand_wildcards="all").body
            prefix = f"{self.name}-"
            generations = [index.removeprefix(prefix) for index in indices if self._ours.fullmatch(index)]
            index = f"{prefix}{next_name(generations)}"
            body = new_index(index, _meta(provenance, analyzer, layout, complete=live), building=not live).to_dict()
            self._client.indices.create(index=index, **body, aliases={self.name: {}} if live else None)
        return index

    def publish(self, index: str) -> None:
        """Make a complete index the live one, in one atomic step; keep the last `GENERATIONS_KEPT`, remove the rest.

        Raises:
            IndexForeign: the index is not the one that was built. IndexLocked: another run has taken over.
            EngineError: another program moved the alias meanwhile.
        """
        with translated(self._server.address, self.name):
            before = self._server.patience.wait_for(self._aliased)
            kept = [*before, *self.kept()][:GENERATIONS_KEPT]
            self._server.patience.wait_for(lambda: self._complete(index, kept))
            self._replace(before, index)
        self.sweep()

    def rollback(self) -> tuple[str, str]:
        """Make the index that was live last live again, in one atomic step, and keep the live one in its place.

        Returns the name of the index that was live until now, and of the one that is.

        Raises:
            IndexMissing: none is kept. IndexOutdated: this version cannot read it. AnalyzerMissing: the server cannot.
            Else as `publish`.
        """
        live, kept = self.live().index, self.kept()
        if not kept:
            where = f"{self.name} on {self._server.address}"
            raise IndexMissing(f"nothing is kept of {where} to go back to", remedy="run `xtsearch reindex PATH...`")
        target, *others = kept
        self._check_answers(target)
        with translated(self._server.address, self.name):
            self._describe(target, [live, *others])
            self._replace([live], target)
        return live, target

    def adopt(self, index: str | None) -> str:
        """Leave the alias on one complete index of ours, in one atomic step; nothing is removed. Returns its name.

        That is `index`, else the newest of those that the alias points to, else the newest that stands there.

        Raises:
            IndexMissing: none stands there. EngineError: `index` is none of them. Else as `publish`.
        """
        where = f"{self.name} on {self._server.address}"
        with translated(self._server.address, self.name):
            complete = [standing.name for standing in self._standing() if standing.complete]
            if not complete:
                raise IndexMissing(f"nothing of {where} stands there", remedy="run `xtsearch index PATH...` first")
            if index is not None and index not in complete:
                raise EngineError(f"{index} is no complete index of {where}: there are {', '.join(complete)}")
            before = self._aliased()
            target = index or next((name for name in complete if name in before), complete[0])
            self._check_answers(target)
            if before != [target]:
                self._describe(target, [name for name in complete if name != target][:GENERATIONS_KEPT])
                self._replace(before, target)
        return target

    def _check_answers(self, index: str) -> None:
        """Raise IndexOutdated where this version cannot read an index, AnalyzerMissing where the server cannot."""
        where = f"{index} on {self._server.address}"
        mappings = self._mappings(index)
        _provenance(mappings, where).check_readable(where)
        if _analyzer(mappings) == IK:
            ik.check_opened(self._server, index)

    def _replace(self, before: list[str], index: str) -> None:
        """Move the alias, unless another program moved it meanwhile, or another run took over the lock."""
        self.confirm_claim()
        # Without must_exist a removal that fails is answered with 200, and the alias is left on two indices.
        removed = [old for old in before if old != index]
        actions = [{"remove": {"index": old, "alias": self.name, "must_exist": True}} for old in removed]
        self._switch([*actions, {"add": {"index": index, "alias": self.name}}], index)
        if self._aliased() != [index]:
            raise EngineError(f"{self.name} on {self._server.address} was changed by another program: run again")

    def _describe(self, index: str, kept: list[str]) -> None:
        """Write into `_meta` of an index that it is complete, and which indices were live before it."""
        meta = self._client.indices.get_mapping(index=index)[index]["mappings"]["_meta"]
        self._client.indices.put_mapping(index=index, meta={**meta, "complete": True, "kept": kept})

    def _switch(self, actions: list[dict[str, Any]], index: str) -> None:
        """Move the alias by one request, which is repeated only where it is not done: it fails where it is."""

        def switch() -> None:
            try:
                self._client.options(max_retries=0).indices.update_aliases(actions=actions)
            except (ApiError, TransportError):
                if self._aliased() != [index]:
                    raise

        self._server.patience.wait_for(switch)

    def _complete(self, index: str, kept: list[str]) -> None:
        """Have all that was sent on disk, undo the settings for building, and mark the index as complete.

        Raises IndexForeign where `_meta` is gone: a bulk request makes a missing index anew, with a guessed mapping.
        """
        indices = self._client.indices
        built = indices.get_mapping(index=index)[index]["mappings"]
        _provenance(built, f"{index} on {self._server.address}")
        indices.put_settings(index=index, settings=Layout.from_meta(built["_meta"]).copies())
        indices.flush(index=index)
        indices.refresh(index=index)
        self._describe(index, kept)

    def _aliased(self) -> list[str]:
        try:
            return list(self._client.indices.get_alias(name=self.name).body)
        except NotFoundError:
            return []

    def discard(self, index: str) -> None:
        """Remove an index that is not to be published; it stays where a lost answer hid that it became live.

        A complete one stays as well: the server may still be about to move the alias to it, and whoever removes an
        index removes its alias. A later run sweeps it.
        """
        if (index, False) in self._unaliased():
            self.remove(index)

    def remove(self, index: str) -> None:
        """Remove one of our indices."""
        if not self._ours.fullmatch(index):
            raise EngineError(f"{index} is not an index of {self.name}: it is left alone")
        with translated(self._server.address, self.name):
            self._client.indices.delete(index=index, ignore_unavailable=True)

    def sweep(self) -> None:
        """Remove what killed runs left, and all but the last `GENERATIONS_KEPT`; only for a run that holds the lock."""
        unaliased = self._unaliased()
        complete = [index for index, done in unaliased if done]
        listed = self._listed()
        complete.sort(key=lambda index: index not in listed)  # those to go back to stay before all others
        for index in [*complete[GENERATIONS_KEPT:], *(index for index, done in unaliased if not done)]:
            self.remove(index)

    def remove_all(self) -> None:
        """Remove every index of this alias, the live one, the lock's and that of the runs among them."""
        with translated(self._server.address, self.name):
            indices = self._client.indices.get_alias(index=f"{self.name}-*", expand_wildcards="all").body
            for index in indices:
                if self._ours.fullmatch(index) or index in (f"{self.name}-lock", f"{self.name}-runs"):
                    self._client.indices.delete(index=index, ignore_unavailable=True)


def _meta(provenance: Provenance, analyzer: str, layout: Layout, *, complete: bool) -> dict[str, Any]:
    return {**provenance.to_record(), **layout.to_meta(), "analyzer": analyzer, "complete": complete}


def _analyzer(mappings: dict[str, Any]) -> str:
    return str(mappings.get("_meta", {}).get("analyzer", WORDS))


def _provenance(mappings: dict[str, Any], where: str) -> Provenance:
    meta = mappings.get("_meta", {})
    try:
        return Provenance.from_record(meta)
    except (KeyError, TypeError) as error:
        raise IndexForeign(f"{where} was not written by xtsearch: choose another name") from error
