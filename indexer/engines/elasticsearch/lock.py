"""Which run may write: the one whose document the server took, since of two that are created the second is refused.

    with held(server, "xtsearch-articles", wait=60) as claim:
        ...
        claim.confirm()  # before anything is made visible: another run may have taken over meanwhile

The owner rewrites the document every `HEARTBEAT_SECONDS`, which raises its sequence number. A run that waits takes it
over at once where its owner is a process of this machine that is gone, else when the number has not changed for
`ABANDONED_SECONDS` by the waiting run's own clock. Times that other machines wrote are for people to read; nothing
follows from them.
"""

from __future__ import annotations

import datetime
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, BadRequestError, ConflictError, NotFoundError, TransportError

from xtsearch.indexer.engines.elasticsearch.errors import translated
from xtsearch.indexer.engines.elasticsearch.mapping import new_lock_index
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.errors import IndexLocked

_ID = "writer"
_ON_WINDOWS = os.name == "nt"
#: Seconds between two heartbeats, and until one that is not answered is given up.
HEARTBEAT_SECONDS = 10.0
#: A claim is abandoned when its sequence number has not changed for so many seconds: six heartbeats. A run that was
#: only asleep, on a laptop that was shut, finds out before it publishes.
ABANDONED_SECONDS = 60.0
#: Seconds between two looks at the claim of another run.
_LOOK_SECONDS = 1.0


class Claim:
    """Our right to write. A thread renews it; it may still be lost, to a run that took this one for dead."""

    def __init__(self, server: Server, index: str, source: dict[str, str], number: dict[str, Any]) -> None:
        self._server = server
        self._client = server.client.options(request_timeout=HEARTBEAT_SECONDS, max_retries=0)
        self._index = index
        self._source = source
        self._number = number
        self._renewing = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="xtsearch-lock", daemon=True)
        self.lost = False
        self._removed = False
        self._thread.start()

    def confirm(self) -> None:
        """Renew the claim now: nobody takes it over for the next `ABANDONED_SECONDS`.

        Raises:
            IndexLocked: another run has taken over. EngineError: the server does not answer.
        """
        with translated(self._server.address, self._index):
            self._server.patience.wait_for(self._renew)
        self.check()

    def check(self) -> None:
        """Raise IndexLocked where the last heartbeat found that another run has taken over; sends nothing."""
        if self._removed:
            raise IndexLocked(
                f"{self._index} on {self._server.address} was deleted while this run held its lock: what is live was "
                "left as it is; run again, and leave that index alone"
            )
        if self.lost:
            raise IndexLocked(
                f"another run has taken over {self._server.address}, as nothing was heard of this one for "
                f"{ABANDONED_SECONDS:.0f} s: what is live was left to it; run again"
            )

    def release(self) -> None:
        """Stop the heartbeat, and delete the claim."""
        self._ended.set()
        self._thread.join()
        with suppress(ApiError, TransportError):  # another run has taken over, or the server is gone: nothing is ours
            self._client.delete(index=self._index, id=_ID, **self._number)

    def _beat(self) -> None:
        while not self.lost and not self._ended.wait(HEARTBEAT_SECONDS):
            with suppress(ApiError, TransportError):  # the requests of the run will tell; the next beat may succeed
                self._renew()

    def _renew(self) -> None:
        with self._renewing:
            if self.lost:
                return
            if not self._client.indices.exists(index=self._index):  # writing to it would make it anew
                self.lost = self._removed = True
                return
            try:
                self._number = _number(
                    self._client.index(index=self._index, id=_ID, document=self._source, **self._number)
                )
            except (ConflictError, NotFoundError):
                self._number = self._ours()

    def _ours(self) -> dict[str, Any]:
        """The number of our claim, if it is there: an earlier renewal may have been done and its answer lost."""
        with suppress(NotFoundError):
            claim = self._client.get(index=self._index, id=_ID)
            if claim["_source"]["owner"] == self._source["owner"]:
                return _number(claim)
        self.lost = True
        return self._number


@contextmanager
def held(server: Server, name: str, wait: float = 0) -> Iterator[Claim]:
    """Hold the right to write to the indices of alias `name`.

    Raises:
        IndexLocked: another run holds it, `wait` seconds from now too.
    """
    index = f"{name}-lock"
    with translated(server.address, index):
        make_index(server, index)
        claim = _acquire(server, index, wait)
    try:
        yield claim
    finally:
        claim.release()


def make_index(server: Server, index: str) -> None:
    """Make the index of a lock where there is none: else the server makes one, with a mapping that it guesses."""
    if not server.client.indices.exists(index=index):
        with suppress(BadRequestError):  # another run was faster
            server.client.indices.create(index=index, **new_lock_index(index).to_dict())


def _acquire(server: Server, index: str, wait: float) -> Claim:
    source = {
        "owner": secrets.token_hex(8),
        "host": _host(),
        "process": _process(os.getpid()),
        "since": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }
    began = time.monotonic()
    last: dict[str, Any] = {}  # the number of the claim of another run, and since when it has been that
    unchanged_since = began
    while True:
        with suppress(ConflictError):
            return Claim(server, index, source, _number(server.client.create(index=index, id=_ID, document=source)))
        with suppress(NotFoundError, ConflictError):  # released, or renewed, meanwhile
            claim = server.client.get(index=index, id=_ID)
            if _number(claim) != last:
                last, unchanged_since = _number(claim), time.monotonic()
            if _is_dead(claim["_source"]) or time.monotonic() - unchanged_since >= ABANDONED_SECONDS:
                server.client.delete(index=index, id=_ID, **last)
            elif time.monotonic() - began >= wait:
                raise _locked(server, claim["_source"])
            else:
                time.sleep(min(_LOOK_SECONDS, max(0.0, began + wait - time.monotonic())))


def _locked(server: Server, claim: dict[str, str]) -> IndexLocked:
    return IndexLocked(
        f"another run is writing to {server.address}, on {claim['host'].partition(' ')[0]} since {claim['since']}: run "
        f"again when it has ended, or with --wait; if it was killed, --wait {2 * ABANDONED_SECONDS:.0f} takes over"
    )


def _number(answer: Any) -> dict[str, Any]:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def _is_dead(claim: dict[str, str]) -> bool:
    """Whether the owner of a claim is a process of this machine that is gone.

    Where processes of other users are hidden (`hidepid`, systemd's ProtectProc), it cannot be seen when one began: it
    counts as alive.
    """
    if claim["host"] != _host():
        return False
    pid = claim["process"].partition(" ")[0]
    return _process(int(pid)) not in (claim["process"], pid)


def _host() -> str:
    """The machine's name, and the namespace of its process ids: two containers may have one name."""
    space = ""
    with suppress(OSError):
        space = str(Path("/proc/self/ns/pid").readlink())
    return f"{socket.gethostname()} {space}".strip()


def _process(pid: int) -> str:
    """A process by its id and by when it began, because ids are given out again; empty if it is gone.

    On Windows any process counts as alive: to send it signal 0, which asks on POSIX whether it is there, would press
    its Ctrl-C there. A claim of a dead one is then taken over once it has stood still for `ABANDONED_SECONDS`.
    """
    if _ON_WINDOWS:
        return str(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass  # it lives, and is another user's
    with suppress(OSError):
        return f"{pid} {Path(f'/proc/{pid}/stat').read_text('utf-8').rpartition(')')[2].split()[19]}"
    return str(pid)
