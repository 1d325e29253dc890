"""Who may write: one document, made with op_type=create, so that the server lets one run have it.

A run of this machine whose process is gone lets go of it at once; of other machines' runs nothing is known here.
"""

from __future__ import annotations

import datetime
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from elasticsearch import ApiError, BadRequestError, ConflictError, NotFoundError, TransportError

from indexer.engines.elasticsearch_errors import translated
from indexer.engines.elasticsearch_mapping import new_lock_index
from indexer.engines.elasticsearch_reader import Server
from indexer.errors import IndexLocked

_ID = "writer"


@contextmanager
def held(server: Server, name: str) -> Iterator[None]:
    """Hold the right to write to the indices of alias `name`, else raise IndexLocked at once."""
    index = f"{name}-lock"
    with translated(server.address, index):
        _make_index(server, index)
        mine = _acquire(server, index)
    try:
        yield
    finally:
        with suppress(ApiError, TransportError):  # taken over meanwhile, or the server is gone: then so is our claim
            server.client.delete(index=index, id=_ID, **mine)


def _make_index(server: Server, index: str) -> None:
    if not server.client.indices.exists(index=index):
        with suppress(BadRequestError):  # another run was faster
            server.client.indices.create(index=index, **new_lock_index(index).to_dict())


def _acquire(server: Server, index: str) -> dict[str, Any]:
    """The sequence number and primary term of our claim."""
    claim = {
        "owner": secrets.token_hex(8),
        "host": _host(),
        "process": _process(os.getpid()),
        "since": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }
    for _ in range(2):
        try:
            return _number(server.client.create(index=index, id=_ID, document=claim))
        except ConflictError:
            with suppress(NotFoundError):  # let go of meanwhile
                _take_over(server, index)
    raise IndexLocked(f"another run has just begun to write to {server.address}: wait for it to end, and run again")


def _take_over(server: Server, index: str) -> None:
    """Remove the claim of a process of this machine that is gone."""
    found = server.client.get(index=index, id=_ID)
    claim = found["_source"]
    if claim["host"] != _host() or claim["process"] == _process(int(claim["process"].partition(" ")[0])):
        raise IndexLocked(
            f"another run is writing to {server.address}, on {claim['host'].partition(' ')[0]} since {claim['since']}: "
            f"wait for it to end, and run again (if it was killed, delete the index {index})"
        )
    with suppress(ConflictError):  # another run was faster
        server.client.delete(index=index, id=_ID, **_number(found))


def _number(answer: Any) -> dict[str, Any]:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def _host() -> str:
    """The machine, and the space its process ids count in: two containers may share a name."""
    space = ""
    with suppress(OSError):
        space = str(Path("/proc/self/ns/pid").readlink())
    return f"{socket.gethostname()} {space}".strip()


def _process(pid: int) -> str:
    """A process by its id, and by when it began, for ids are given out again; empty if it is gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass  # it lives, and is another user's
    with suppress(OSError):
        return f"{pid} {Path(f'/proc/{pid}/stat').read_text('utf-8').rpartition(')')[2].split()[19]}"
    return str(pid)
