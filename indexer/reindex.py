"""Sources in; what the engine holds afterwards, told by a Report.

`index` adds, `reindex` replaces, `synchronise` adds where it can and else replaces, `delete` deletes by id.

    >>> index(open_engine("index/"), read(["seeds/"])).summary()
    '13 articles indexed, 0 unchanged, 0 rejected, from 1 file (1 page) in 0.1 s; the index holds 13'

Both hold the engine's lock, stream (a batch of documents, and the ids, are all that is kept), and make everything
visible at once at the end: a run that is killed or interrupted leaves what was live as it was.

Rejected input does not hold up the rest; it is counted, named and turned into exit code 6. What may hold up a rebuild
are its gates (`xtsearch.indexer.gates`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import TypeAlias

from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.base import Engine
from xtsearch.indexer.engines.request import And, SearchRequest, Sort, Term
from xtsearch.indexer.entities import complete
from xtsearch.indexer.errors import Fault, IndexMissing, IndexOutdated
from xtsearch.indexer.gates import Gate, Proposal, ask, check_prune, check_read, check_sources
from xtsearch.indexer.gates import gates as default_gates
from xtsearch.indexer.readers import Reading, Rejected, Scope, to_given
from xtsearch.indexer.report import Report, Tally

#: Documents looked at together: enough to make asking for their hashes cheap, few enough not to keep the engine
#: waiting; bounded in characters as well, for a ready-made article may have 16 MB.
BATCH_DOCUMENTS = 1000
BATCH_CHARACTERS = 1_000_000
#: Articles of one file looked at in one request, when pruning.
_PAGE = 1000

#: Called after each batch with the sources, which say how many bytes were read, and the number of articles so far.
Progress: TypeAlias = Callable[[Reading, int], None]
OnRejected: TypeAlias = Callable[[Rejected], None]
#: Told which verb is to do the work, and why.
OnChosen: TypeAlias = Callable[[str, str], None]


def index(
    engine: Engine,
    reading: Reading,
    *,
    prune: bool = False,
    force: bool = False,
    wait: float = 0,
    progress: Progress | None = None,
    on_rejected: OnRejected | None = None,
) -> Report:
    """Bring the live index up to date with what is read: new and changed articles are written, unchanged ones not sent.

    With `prune`, articles that have left a folder, or a file, that was read are deleted; nowhere where something was
    unreadable or rejected, which the report names as `unpruned`.

    Raises:
        GateRefused: pruning would delete more than a twentieth of what is live, and is not forced; nothing was changed.
        IndexLocked: another run is writing, and still after `wait` seconds; or has taken over.
        IndexOutdated: the index was written by another version: `reindex`.
        EngineError: the engine failed; nothing was changed.
    """
    with engine.lock(wait):
        return _index(engine, reading, Tally(on_rejected), progress, prune=prune, force=force)


def reindex(
    engine: Engine,
    reading: Reading,
    *,
    gates: Sequence[Gate] | None = None,
    wait: float = 0,
    progress: Progress | None = None,
    on_rejected: OnRejected | None = None,
) -> Report:
    """Build a new index from what is read, beside the live one, and put it in its place if every gate lets it pass.

    `gates` are those that `xtsearch.indexer.gates.gates` gives without arguments, unless others are named.

    Raises:
        GateRefused: one of `gates` did not; what is live was not touched.
        IndexLocked: another run is writing, and still after `wait` seconds; or has taken over.
        EngineError: the engine failed; what is live was not touched.
    """
    with engine.lock(wait):
        return _reindex(engine, reading, Tally(on_rejected), progress, default_gates() if gates is None else gates)


def delete(engine: Engine, ids: Iterable[str], *, wait: float = 0) -> int:
    """Delete articles by id from the live index; how many of them were there.

    Raises:
        IndexMissing: nothing was ever published; nothing is made.
        IndexLocked: another run is writing, and still after `wait` seconds; or has taken over.
        IndexOutdated: the index was written by another version: `reindex`.
        EngineError: the engine failed; nothing was changed.
    """
    engine.check_writable()
    with engine.lock(wait):
        live = engine.hashes(list(dict.fromkeys(ids)))
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
    """Make the live index what the sources say: by `index` and pruning where it can be updated, else by `reindex`.

    It cannot where nothing was ever published, or where it was written by another version; with `full` it is not
    tried. `on_chosen` is told which it is, `index` or `reindex`, and why. `force` goes for sources that hold nothing,
    and for pruning; `gates` are as of `reindex`.

    Raises: as `index` and `reindex`; GateRefused also where a source holds no file at all, or nothing was read of any.
    """
    if not force:
        check_sources(reading)
    with engine.lock(wait):
        tally = Tally(on_rejected)
        reason = "--full" if full else _not_writable(engine)
        if on_chosen:
            on_chosen("reindex" if reason else "index", reason or "the live index can be updated")
        if reason:
            return _reindex(engine, reading, tally, progress, default_gates() if gates is None else gates)
        report = _index(engine, reading, tally, progress, prune=True, force=force)
        check_read(tally)
        return report


def _not_writable(engine: Engine) -> str | None:
    """Why what is live cannot be updated, or None."""
    try:
        engine.check_writable()
    except (IndexMissing, IndexOutdated) as error:
        return error.reason
    return None


def _index(
    engine: Engine, reading: Reading, tally: Tally, progress: Progress | None, *, prune: bool, force: bool
) -> Report:
    with engine.update() as writer:
        writer.put(_chosen(reading, tally, progress, partial(_changed, engine)), partial(_refuse, tally))
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
    engine: Engine, reading: Reading, tally: Tally, progress: Progress | None, gates: Sequence[Gate]
) -> Report:
    with engine.rebuild() as rebuild:
        rebuild.put(_chosen(reading, tally, progress), partial(_refuse, tally))
        rebuild.commit()
        ask(gates, Proposal(engine, rebuild, tally))
        rebuild.publish()
    return tally.report(engine, reading)


def _chosen(
    reading: Reading,
    tally: Tally,
    progress: Progress | None,
    choose: Callable[[list[Document], Tally], list[Document]] = lambda batch, _: batch,
) -> Iterator[Document]:
    """What to send of all that is read: what `choose` leaves of each batch."""
    for batch in _batches(_documents(reading, tally)):
        for document in choose(_last_of_each(batch, tally), tally):
            tally.send(document)
            yield complete(document)  # only of what is sent: most articles of a further run are unchanged
        if progress:
            progress(reading, len(tally.known))


def _documents(reading: Reading, tally: Tally) -> Iterator[Document]:
    for item in reading:
        if isinstance(item, Rejected):
            tally.reject(item)
        else:
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


def _last_of_each(batch: Iterable[Document], tally: Tally) -> list[Document]:
    """The batch with the last document of each id."""
    last: dict[str, Document] = {}
    for document in batch:
        if document.id in last or document.id in tally.known:
            tally.repeat(document.id)
        last[document.id] = document
    return list(last.values())


def _changed(engine: Engine, batch: list[Document], tally: Tally) -> list[Document]:
    """Those that the live index does not hold as they are; and those whose id came before, as that one was sent."""
    live = engine.hashes([document.id for document in batch])
    changed = []
    for document in batch:
        held = live.get(document.id)
        tally.added += held is None and document.id not in tally.known
        if document.id in tally.known or held is None or held != document.content_hash():
            changed.append(document)
        else:
            tally.known[document.id] = False
    return changed


def _refuse(tally: Tally, document: Document, reason: str) -> None:
    where = f"{PurePosixPath(document.source_root, document.file)} ({document.id})"
    record = json.dumps(to_given(document), ensure_ascii=False)
    tally.refuse(document, Rejected(where, Fault.REFUSED, reason, record))


def _gone(engine: Engine, reading: Reading, tally: Tally) -> set[str]:
    """What was indexed from a folder or file before, and is not there now."""
    all_gone: set[str] = set()
    unread: dict[str, set[str]] = {}  # by source root, asked for once
    for scope in reading.complete():
        if scope.root not in unread:
            unread[scope.root] = {name for name in engine.ids(scope.root) if name not in tally.known}
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
    """Without articles of files that are still there, but are read only when named outright: `index notes.dat`."""
    standing = {path for path in skipped if scope.covers(path)}
    if not standing:
        return set(ids)
    files = {name: document.file for name in ids if (document := engine.get(name))}
    return {name for name in ids if str(PurePosixPath(scope.root, files.get(name, ""))) not in standing}
