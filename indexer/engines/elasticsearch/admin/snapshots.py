"""A repository of snapshots, and the policy by which the server takes and removes them. Enters: a folder of the nodes.

    with Snapshots("http://localhost:9200", "xtsearch-articles", credentials) as snapshots:
        snapshots.keep("/snapshots")
    snapshots.changed  # ["snapshot repository xtsearch-articles", "snapshot policy xtsearch-articles"]; again: []

The server does the rest (SLM, in every licence): each night it takes a snapshot as the user who made the policy, and
removes those that are too old. The lock is in none: a restored index would seem to be written to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from elasticsearch import BadRequestError, NotFoundError

from xtsearch.indexer.engines.elasticsearch.connection import Credentials, check_location, connect
from xtsearch.indexer.engines.elasticsearch.errors import reason_of, translated
from xtsearch.indexer.errors import EngineError

#: Half past two in Shanghai, in UTC: no newspaper comes in then, and hourly jobs that begin at 17 past are over.
SCHEDULE = "0 30 18 * * ?"
#: A month; at least a week of them where the server was off for long, and no flood where somebody takes them by hand.
RETENTION = {"expire_after": "30d", "min_count": 7, "max_count": 60}


class Snapshots:
    """Works with the credentials of an administrator. `changed` and `unchanged` name what was looked at.

    Raises:
        XtsearchError: the location is no address.
    """

    def __init__(self, location: str, alias: str, credentials: Credentials) -> None:
        self._address = check_location(location)
        self._client = connect(self._address, credentials)
        self._alias = alias
        self.changed: list[str] = []
        self.unchanged: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def keep(self, folder: str) -> str | None:
        """Have the repository in a folder as every node sees it, and the policy; what is missing for it, or None.

        Raises:
            NotAuthorised: this user may not. EngineError: the folder is not under `path.repo`, or cannot be written to.
        """
        repository: dict[str, Any] = {"type": "fs", "settings": {"location": folder}}
        with translated(self._address, "its snapshots"):
            try:
                self._keep(
                    "snapshot repository",
                    repository,
                    lambda: self._client.snapshot.get_repository(name=self._alias).body[self._alias],
                    lambda: self._client.snapshot.create_repository(name=self._alias, repository=repository),
                )
            except BadRequestError as error:
                raise EngineError(f"{self._address} keeps no snapshots: {reason_of(error.body)[1]}") from error
            policy = policy_of(self._alias)
            try:
                self._keep(
                    "snapshot policy",
                    policy,
                    lambda: self._client.slm.get_lifecycle(policy_id=self._alias).body[self._alias]["policy"],
                    lambda: self._client.slm.put_lifecycle(policy_id=self._alias, **policy),
                )
            except BadRequestError as error:
                if "no handler found" not in str(error.body):
                    raise
                return "this server takes no snapshots by itself (it lacks SLM): take them by a schedule of your own"
        return None

    def _keep(
        self, kind: str, wanted: Mapping[str, Any], ask: Callable[[], Mapping[str, Any]], put: Callable[[], Any]
    ) -> None:
        try:
            standing: Mapping[str, Any] = ask()
        except NotFoundError:
            standing = {}
        differs = any(standing.get(key) != value for key, value in wanted.items())
        if differs:
            put()
        (self.changed if differs else self.unchanged).append(f"{kind} {self._alias}")


def policy_of(alias: str) -> dict[str, Any]:
    """The body of `PUT _slm/policy/ALIAS`."""
    return {
        "name": f"<{alias}-{{now/d}}>",
        "schedule": SCHEDULE,
        "repository": alias,
        "config": {
            "indices": [f"{alias}-2*", f"{alias}-runs"],
            "ignore_unavailable": True,  # no run was recorded yet
            "include_global_state": False,
        },
        "retention": RETENTION,
    }
