"""A lock on a file, held by the operating system: whatever ends a process, `kill -9` as well, lets go of its locks.

    with (folder / "lock").open("a+") as file:
        if acquire(file, wait=60):
            ...
            release(file)

flock on POSIX and LockFileEx on Windows differ in more than their names; filelock has both, and is tested on Windows,
where we are not. Only its two bare functions are used: its lock objects fall back to marker files on file systems that
cannot lock, and a killed run would leave such a marker behind. It is imported where a lock is taken (some 20 ms), so
that a search does not pay for it.
"""

from __future__ import annotations

import time
from typing import IO, Any

#: Seconds between two tries to get a lock that another process holds.
_PAUSE_SECONDS = 0.1


def acquire(file: IO[Any], wait: float = 0) -> bool:
    """Lock an open file; whether it could be had within `wait` seconds, which may be infinite.

    Raises:
        OSError: the file system cannot lock.
    """
    from filelock import lock_descriptor

    until = time.monotonic() + wait
    while not lock_descriptor(file.fileno(), blocking=False):
        left = until - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(_PAUSE_SECONDS, left))
    return True


def release(file: IO[Any]) -> None:
    """Let go of the lock: on Windows to close the file would do so only some time later."""
    from filelock import unlock_descriptor

    unlock_descriptor(file.fileno())
