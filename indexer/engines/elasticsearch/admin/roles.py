"""What each kind of user may do on Elasticsearch. Enters: an alias. Leaves: the least privileges of each role, as JSON.

    >>> roles("xtsearch-articles")["analyst"]["indices"]
    [{'names': ['xtsearch-articles'], 'privileges': ['read', 'view_index_metadata']}]

The values are the bodies of `PUT _security/role/NAME`. `xtsearch setup` applies this table, the README shows it, and
tests hold each role on a real server to what it must and must not be able to do.
"""

from __future__ import annotations

from typing import Any

#: Kibana's name among the server's applications. Its privileges give no access to any index.
_KIBANA = "kibana-.kibana"


def roles(alias: str, *, ik: bool = False) -> dict[str, dict[str, Any]]:
    """The bodies by role: indexer, analyst, monitoring, templates, snapshots, dashboards.

    `{alias}-*` are the indices behind the alias, and those of the lock and of the runs. With `ik` the indexer may also
    ask the nodes for their plugins, as `--analyzer ik` does.
    """
    return {
        # `manage` is needed to change settings and the alias; no lesser privilege is enough.
        "indexer": _role(["monitor"] if ik else [], [alias, f"{alias}-*"], ["read", "write", "manage"]),
        "analyst": _role([], [alias], ["read", "view_index_metadata"]),
        # To tell whether a run failed one reads indices behind the alias: records of runs, sizes, what is kept.
        "monitoring": _role([], [alias, f"{alias}-*"], ["read", "view_index_metadata"]),
        # The only named privilege that covers stored scripts is `manage`, which covers nearly everything: so the
        # actions themselves are granted.
        "templates": _role(
            ["cluster:admin/script/get", "cluster:admin/script/put", "cluster:admin/script/delete"],
            [alias],
            ["read", "view_index_metadata"],
        ),
        # This role cannot restore a backup: whoever may restore can replace any index, so an administrator does it.
        "snapshots": _role(["create_snapshot", "cluster:admin/repository/put", "cluster:admin/snapshot/delete"]),
        "dashboards": _role([]) | _kibana("space_all"),
    }


def kibana_reader(body: dict[str, Any]) -> dict[str, Any]:
    """The role of a person who also looks at the dashboards. An API key does not need it: it does not log in there."""
    return body | _kibana("feature_dashboard_v2.read", "feature_discover_v2.read", "feature_visualize_v2.read")


def _role(cluster: list[str], names: list[str] | None = None, privileges: list[str] | None = None) -> dict[str, Any]:
    return {"cluster": cluster, "indices": [{"names": names, "privileges": privileges}] if names else []}


def _kibana(*privileges: str) -> dict[str, Any]:
    return {"applications": [{"application": _KIBANA, "privileges": list(privileges), "resources": ["space:default"]}]}
