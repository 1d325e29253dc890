"""A request of a writer that fails since its server is away is sent again, until the writer's patience ends.

    patiently(lambda: client.indices.refresh(index="a"), seconds=120)

A server that restarts refuses connections, then answers 503 until its indices are back. What is sent again must be the
same when it is done twice. A request that is not answered in its time is not repeated here: that took long already.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import elastic_transport

from xtsearch.indexer.errors import ServerAway

#: Seconds that a run waits for a server that is away, unless XTSEARCH_PATIENCE or --patience says otherwise: a restart
#: of one node with some gigabytes takes one to two minutes.
PATIENCE_SECONDS = 120.0
#: Seconds between two tries, the first and the longest.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
#: Bad gateway, service unavailable, gateway timeout: of the server itself, or of a proxy before it.
_AWAY = (502, 503, 504)

_Answer = TypeVar("_Answer")


def is_away(status: int) -> bool:
    """Whether a status is one of a server that is away for a while."""
    return status in _AWAY


def patiently(call: Callable[[], _Answer], seconds: float, given_up: threading.Event | None = None) -> _Answer:
    """What `call` returns; it is called again while the server is away, for so many seconds or until `given_up`."""
    until, pause = time.monotonic() + seconds, _FIRST_PAUSE
    while True:
        try:
            return call()
        except (elastic_transport.ConnectionError, elastic_transport.ApiError, ServerAway) as error:
            if not _is_of_an_absent_server(error) or time.monotonic() + pause > until:
                raise
            if (given_up or threading.Event()).wait(pause):
                raise
        pause = min(2 * pause, _LONGEST_PAUSE)


def _is_of_an_absent_server(error: Exception) -> bool:
    if isinstance(error, elastic_transport.ApiError):
        return is_away(error.meta.status)
    return not isinstance(error, elastic_transport.TlsError)
