"""What each kind of user may do on Elasticsearch: an alias in, the least privileges of each role out, as JSON values.

    >>> roles("xtsearch-articles")["analyst"]["indices"]
    [{'names': ['xtsearch-articles'], 'privileges': ['read', 'view_index_metadata']}]

The bodies are those of `PUT _security/role/NAME`. This is the one table: `xtsearch setup` applies it, the README shows
it, and tests hold each role on a real server to what it must and must not be able to do.
"""

from __future__ import annotations

from typing import Any

#: Kibana's own name among the server's applications; its privileges are no privileges on any index.
_KIBANA = "kibana-.kibana"


def roles(alias: str, *, ik: bool = False) -> dict[str, dict[str, Any]]:
    """The bodies by role: indexer, analyst, monitoring, templates, snapshots, dashboards.

    `alias` is followed by the indices behind it, the lock's among them. With `ik` the indexer may also ask the nodes
    for their plugins, as `--analyzer ik` does.
    """
    return {
        # `manage` is for settings and for the alias, which no lesser privilege covers.
        "indexer": _role(["monitor"] if ik else [], [alias, f"{alias}-*"], ["read", "write", "manage"]),
        "analyst": _role([], [alias], ["read", "view_index_metadata"]),
        # What tells whether a run failed is behind the alias: the records of runs, sizes, the kept indices.
        "monitoring": _role([], [alias, f"{alias}-*"], ["read", "view_index_metadata"]),
        # Of the named privileges only `manage`, nearly everything, holds stored scripts; so the actions themselves.
        "templates": _role(
            ["cluster:admin/script/get", "cluster:admin/script/put", "cluster:admin/script/delete"],
            [alias],
            ["read", "view_index_metadata"],
        ),
        # A backup is put back by an administrator: whoever restores can replace any index.
        "snapshots": _role(["create_snapshot", "cluster:admin/repository/put", "cluster:admin/snapshot/delete"]),
        "dashboards": _role([]) | _kibana("space_all"),
    }


def kibana_reader(body: dict[str, Any]) -> dict[str, Any]:
    """The role, for a person who also looks at the dashboards. An API key has no use for it: it does not log in."""
    return body | _kibana("feature_dashboard_v2.read", "feature_discover_v2.read", "feature_visualize_v2.read")


def _role(cluster: list[str], names: list[str] | None = None, privileges: list[str] | None = None) -> dict[str, Any]:
    return {"cluster": cluster, "indices": [{"names": names, "privileges": privileges}] if names else []}


def _kibana(*privileges: str) -> dict[str, Any]:
    return {"applications": [{"application": _KIBANA, "privileges": list(privileges), "resources": ["space:default"]}]}
