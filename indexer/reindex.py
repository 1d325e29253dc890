"""Articles in, from a Reading; an engine that holds them, and a Report of the run, out.

`index` brings the live index up to date, `reindex` builds a new one that replaces it, `synchronise` chooses between
them, and `delete` deletes by id.

    >>> index(open_engine("index/"), read(["seeds/"])).summary()
    '13 articles indexed, 0 unchanged, 0 rejected, from 1 file (1 page) in 0.1 s; the index holds 13'

Each holds the engine's lock, keeps no more in memory than one batch of documents and all ids, and makes its changes
visible at once at the end: a run that is killed or interrupted leaves the live index as it was.

Rejected input is counted and named, the rest is indexed, and the exit code is 6. A rebuild goes live only if its gates
(`xtsearch.indexer.gates`) let it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import TypeAlias

from xtsearch.indexer.conflicts import EarlierArticles, Verdict, judge_live, why_conflict
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import And, SearchRequest, Sort, Term
from xtsearch.indexer.entities import complete
from xtsearch.indexer.errors import Fault, IndexMissing, IndexOutdated
from xtsearch.indexer.gates import Gate, Proposal, ask, check_delete, check_prune, check_read, check_sources
from xtsearch.indexer.gates import gates as default_gates
from xtsearch.indexer.readers import Reading, Rejected, Scope, to_given
from xtsearch.indexer.report import Report, Tally

#: The most documents of a batch: enough to make asking for their hashes cheap, few enough not to keep the engine
#: waiting. Characters are bounded as well, since a ready-made article may have 16 MB.
BATCH_DOCUMENTS = 1000
BATCH_CHARACTERS = 1_000_000
#: Articles of one file that are asked for in one request when pruning.
_PAGE = 1000

#: Called after each batch with the Reading, which has the number of bytes read, and the number of articles so far.
Progress: TypeAlias = Callable[[Reading, int], None]
OnRejected: TypeAlias = Callable[[Rejected], None]
#: Called with `index` or `reindex`, whichever is to be done, and the reason.
OnChosen: TypeAlias = Callable[[str, str], None]


def index(
    engine: Engine,
    reading: Reading,
    *,
    prune: bool = False,
    replace: bool = False,
    force: bool = False,
    wait: float = 0,
    progress: Progress | None = None,
    on_rejected: OnRejected | None = None,
) -> Report:
    """Bring the live index up to date: new and changed articles are written, unchanged ones are not sent.

    An article whose id is that of an article with another text, of another source, is a conflict: it is rejected, and
    the one that was there is kept (`xtsearch.indexer.conflicts`). With `replace` the new one is taken.

    With `prune`, articles are deleted that are no longer in the folder or file from which they were indexed, if that
    was read now. Nothing is deleted of a folder or file in which something was unreadable or rejected: the report
    names it as `unpruned`.

    Raises:
        GateRefused: pruning would delete more than a twentieth of what is live, without `force`; nothing was changed.
        IndexLocked: another run was still writing after `wait` seconds, or took the lock over.
        IndexOutdated: the index was written by another version: `reindex`.
        EngineError: the engine failed; nothing was changed.
    """
    with engine.lock(wait):
        return _index(engine, reading, Tally(on_rejected), progress, prune=prune, replace=replace, force=force)


def reindex(
    engine: Engine,
    reading: Reading,
    *,
    gates: Sequence[Gate] | None = None,
    replace: bool = False,
    wait: float = 0,
    progress: Progress | None = None,
    on_rejected: OnRejected | None = None,
) -> Report:
    """Build a new index beside the live one, and put it in its place if every gate lets it pass.

    `gates` are by default those of `xtsearch.indexer.gates.gates()`. With `replace`, of two files with one id the later
    one's article is taken, else a second text of an id is rejected.

    Raises:
        GateRefused: a gate refused the new index; what is live was not touched.
        IndexLocked: another run was still writing after `wait` seconds, or took the lock over.
        EngineError: the engine failed; what is live was not touched.
    """
    with engine.lock(wait):
        tally, asked = Tally(on_rejected), default_gates() if gates is None else gates
        return _reindex(engine, reading, tally, progress, asked, replace=replace)


def delete(engine: Engine, ids: Iterable[str], *, force: bool = True, wait: float = 0) -> int:
    """Delete articles by id from the live index; returns how many of them were there.

    Raises:
        GateRefused: more than a twentieth of what is live would go, without `force`; nothing was changed.
        IndexMissing: nothing was ever published; no index is made.
        IndexLocked: another run was still writing after `wait` seconds, or took the lock over.
        IndexOutdated: the index was written by another version: `reindex`.
        EngineError: the engine failed; nothing was changed.
    """
    engine.check_writable()
    with engine.lock(wait):
        live = engine.hashes(list(dict.fromkeys(ids)))
        if not force:
            check_delete(engine, len(live))
        if live:
            with engine.update() as writer:
                writer.delete(live)
                writer.commit()
    return len(live)


def synchronise(
    engine: Engine,
    reading: Reading,
    *,
    full: bool = False,
    force: bool = False,
    gates: Sequence[Gate] | None = None,
    wait: float = 0,
    progress: Progress | None = None,
    on_rejected: OnRejected | None = None,
    on_chosen: OnChosen | None = None,
) -> Report:
    """Make the live index what the sources say: by `index` with pruning if it can be updated, else by `reindex`.

    It cannot be updated if nothing was ever published, or if another version wrote it. With `full` it is always
    rebuilt. `on_chosen` is called with the choice. `force` lets pass sources without any file, and pruning that deletes
    much; `gates` are those of `reindex`.

    Raises:
        GateRefused: as `index` and `reindex`; also if a source has no file, or nothing could be read.
        IndexLocked, IndexOutdated, EngineError: as `index` and `reindex`.
    """
    if not force:
        check_sources(reading)
    with engine.lock(wait):
        tally = Tally(on_rejected)
        reason = "--full" if full else _not_writable(engine)
        if on_chosen:
            on_chosen("reindex" if reason else "index", reason or "the live index can be updated")
        if reason:
            asked = default_gates() if gates is None else gates
            return _reindex(engine, reading, tally, progress, asked, replace=False)
        report = _index(engine, reading, tally, progress, prune=True, replace=False, force=force)
        check_read(tally)
        return report


def _not_writable(engine: Engine) -> str | None:
    """Why the live index cannot be updated, or None."""
    try:
        engine.check_writable()
    except (IndexMissing, IndexOutdated) as error:
        return error.reason
    return None


def _index(
    engine: Engine,
    reading: Reading,
    tally: Tally,
    progress: Progress | None,
    *,
    prune: bool,
    replace: bool,
    force: bool,
) -> Report:
    read = consistent(reading, tally, replace=replace)
    with engine.update() as writer:
        changed = partial(_changed, engine, reading, replace)
        writer.put(_chosen(read, reading, tally, progress, changed), partial(_refuse, tally))
        if prune:
            gone = _gone(engine, reading, tally)
            if gone and not force:
                check_prune(engine, tally, len(gone))
            writer.delete(gone)
            tally.deleted = len(gone)
        if tally.sent() or tally.deleted:
            writer.commit()
    return tally.report(engine, reading)


def _reindex(
    engine: Engine, reading: Reading, tally: Tally, progress: Progress | None, gates: Sequence[Gate], *, replace: bool
) -> Report:
    read = consistent(reading, tally, replace=replace)
    with engine.rebuild() as rebuild:
        rebuild.put(_chosen(read, reading, tally, progress), partial(_refuse, tally))
        rebuild.commit()
        ask(gates, Proposal(engine, rebuild, tally))
        rebuild.publish()
    return tally.report(engine, reading)


def _chosen(
    read: Iterable[Document],
    reading: Reading,
    tally: Tally,
    progress: Progress | None,
    choose: Callable[[list[Document], Tally], list[Document]] = lambda batch, _: batch,
) -> Iterator[Document]:
    """The documents to send: those that `choose` takes of each batch that is read, with the names in their texts."""
    for batch in _batches(read):
        for document in choose(_last_of_each(batch), tally):
            tally.send(document)
            yield complete(document)  # not before: in most runs most articles are unchanged
        if progress:
            progress(reading, len(tally.ids))


def consistent(reading: Reading, tally: Tally, *, replace: bool) -> Iterator[Document]:
    """The documents to write of those that are read: of each id one text, or versions of one article."""
    earlier = EarlierArticles()
    for item in reading:
        if isinstance(item, Rejected):
            tally.reject(item)
            continue
        repeated = item.id in earlier
        verdict = earlier.judge(item, may_replace=replace or reading.is_of_updates(item))
        if verdict is Verdict.CONFLICT:
            tally.reject(_rejection(item, Fault.CONFLICT, why_conflict(item, None)))
            continue
        if repeated:
            tally.repeat(item.id)
        if verdict is Verdict.WRITE:
            yield item


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    characters = 0
    for document in documents:
        batch.append(document)
        characters += len(document.body)
        if len(batch) == BATCH_DOCUMENTS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _last_of_each(batch: Iterable[Document]) -> list[Document]:
    """The last document of each id in a batch."""
    return list({document.id: document for document in batch}.values())


def _changed(engine: Engine, reading: Reading, replace: bool, batch: list[Document], tally: Tally) -> list[Document]:
    """The documents of a batch that the live index does not hold as they are, without those that are conflicts.

    A document whose id was read before in this run is always one: an earlier one with other content may have been sent.
    """
    live = engine.hashes([document.id for document in batch])
    known = {id for id in live if id not in tally.ids}
    tally.added += sum(document.id not in live and document.id not in tally.ids for document in batch)
    changed = []
    for document in batch:
        if document.id in known and live[document.id] == document.content_hash():
            tally.ids[document.id] = False
        else:
            changed.append(document)
    replacing = [document for document in changed if document.id in known]
    left_out = _left_out(engine, reading, replace, replacing, tally)
    tally.replaced += len(replacing) - len(left_out)
    return [document for document in changed if document.id not in left_out]


def _left_out(engine: Engine, reading: Reading, replace: bool, documents: list[Document], tally: Tally) -> set[str]:
    """The ids of documents that do not replace the live article of their id: conflicts, and older versions."""
    live_articles = {live.id: live for live in engine.documents([document.id for document in documents])}
    left_out = set()
    for document in documents:
        live = live_articles.get(document.id)
        if live is None:
            continue
        may_replace = replace or reading.is_of_updates(document) or reading.covers(live)
        verdict = judge_live(document, live, may_replace=may_replace)
        if verdict is Verdict.WRITE:
            continue
        left_out.add(document.id)
        tally.ids[document.id] = None if verdict is Verdict.CONFLICT else False
        if verdict is Verdict.CONFLICT:
            tally.reject(_rejection(document, Fault.CONFLICT, why_conflict(document, live)))
    return left_out


def _refuse(tally: Tally, document: Document, reason: str) -> None:
    tally.refuse(document, _rejection(document, Fault.REFUSED, reason))


def _rejection(document: Document, fault: Fault, reason: str) -> Rejected:
    where = f"{PurePosixPath(document.source_root, document.file)} ({document.id})"
    return Rejected(where, fault, reason, json.dumps(to_given(document), ensure_ascii=False))


def _gone(engine: Engine, reading: Reading, tally: Tally) -> set[str]:
    """The ids of live articles that are no longer in the folder or file from which they were indexed."""
    all_gone: set[str] = set()
    unread: dict[str, set[str]] = {}  # by source root: live ids that were not read in this run
    for scope in reading.complete():
        if scope.root not in unread:
            unread[scope.root] = {name for name in engine.ids(scope.root) if name not in tally.ids}
        if not unread[scope.root]:
            continue
        if scope.file is None:
            gone = _without_skipped(engine, unread[scope.root], scope, reading.skipped)
        else:
            gone = unread[scope.root].intersection(_ids_of_file(engine, scope))
        unread[scope.root] -= gone
        all_gone |= gone
    tally.unpruned.extend(str(PurePosixPath(scope.root, scope.file or "")) for scope in reading.incomplete())
    return all_gone


def _ids_of_file(engine: Engine, scope: Scope) -> Iterator[str]:
    where = And((Term("source_root", scope.root), Term("file", scope.file or "")))
    offset = 0
    while True:
        page = engine.search(SearchRequest(where, sort=Sort.NEWEST, limit=_PAGE, offset=offset)).hits
        yield from (hit.document.id for hit in page)
        if len(page) < _PAGE:
            return
        offset += _PAGE


def _without_skipped(engine: Engine, ids: set[str], scope: Scope, skipped: Iterable[str]) -> set[str]:
    """The ids without those of files in the folder that are read only if named themselves, as in `index notes.dat`."""
    present = {path for path in skipped if scope.covers(path)}
    if not present:
        return set(ids)
    files = {name: document.file for name in ids if (document := engine.get(name))}
    return {name for name in ids if str(PurePosixPath(scope.root, files.get(name, ""))) not in present}
