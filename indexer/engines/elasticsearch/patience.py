"""A request of a writer that fails since its server is away is sent again, until the writer's patience ends.

    Patience(120, "http://localhost:9200").wait_for(lambda: client.indices.refresh(index="a"))

A server that restarts refuses connections, then answers 503 until its indices are back. What is sent again must be the
same when it is done twice. A request that is not answered in its time is not repeated here: that took long already.

That a run waits, until when, and that it goes on, is logged, once for all that waits at a time: see `logging`, the
logger `xtsearch`. The command line writes it to stderr.
"""

from __future__ import annotations

import datetime
import logging
import math
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
_LOG = logging.getLogger("xtsearch")


def is_away(status: int) -> bool:
    """Whether a status is one of a server that is away for a while."""
    return status in _AWAY


class Patience:
    """How many seconds the absence of the server at an address is waited for, by all threads of a run."""

    def __init__(self, seconds: float = 0, address: str = "") -> None:
        self.seconds = seconds
        self._address = address
        self._telling = threading.Lock()
        self._is_away = False
        self._answered = -math.inf

    def wait_for(self, call: Callable[[], _Answer], given_up: threading.Event | None = None) -> _Answer:
        """What `call` returns; it is called again while the server is away, until `seconds` are over or `given_up`."""
        until, pause = time.monotonic() + self.seconds, _FIRST_PAUSE
        while True:
            asked = time.monotonic()
            try:
                answer = call()
            except (elastic_transport.ConnectionError, elastic_transport.ApiError, ServerAway) as error:
                if not _is_of_an_absent_server(error) or time.monotonic() + pause > until:
                    raise
                self._tell_away(asked, until)
                if (given_up or threading.Event()).wait(pause):
                    raise
            else:
                self._tell_back()
                return answer
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _tell_away(self, asked: float, until: float) -> None:
        """Log that the server is waited for `until` then; not for what was `asked` before it last answered."""
        with self._telling:
            if self._is_away or asked <= self._answered:
                return
            self._is_away = True
        end = datetime.datetime.now().astimezone() + datetime.timedelta(seconds=until - time.monotonic())
        away = f"{self._address} is away: waiting for it until {end.isoformat(timespec='seconds')}"
        _LOG.warning(away, extra={"event": "server_away"})

    def _tell_back(self) -> None:
        with self._telling:
            was_away, self._is_away, self._answered = self._is_away, False, time.monotonic()
        if was_away:
            _LOG.warning("%s answers again: going on", self._address, extra={"event": "server_back"})


def _is_of_an_absent_server(error: Exception) -> bool:
    if isinstance(error, elastic_transport.ApiError):
        return is_away(error.meta.status)
    return not isinstance(error, elastic_transport.TlsError)
