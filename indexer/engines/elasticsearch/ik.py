"""The server's IK plugin, for an index whose words it cuts: whether it is there, and what is said where it is gone.

    check_installed(server)                       # before an index is made
    check_opened(server, "xtsearch-articles")     # where an index does not answer

A server that starts without the plugin cannot open such an index: its shard stays unassigned, all else answers.
"""

from __future__ import annotations

from typing import Any

from elasticsearch import ApiError, AuthorizationException, TransportError

from xtsearch.indexer.engines.elasticsearch.errors import translated
from xtsearch.indexer.engines.elasticsearch.mapping import IK_SMART
from xtsearch.indexer.engines.elasticsearch.server import Server
from xtsearch.indexer.errors import AnalyzerMissing, EngineUnavailable, XtsearchError

#: Where the plugin is downloaded from, by the version of the server: the two must be equal to the last digit.
_DOWNLOAD = "https://get.infini.cloud/elasticsearch/analysis-ik"


def check_installed(server: Server) -> None:
    """Raise XtsearchError unless every node that holds data has the plugin."""
    with translated(server.address, "_nodes"):
        nodes = server.client.nodes.info(node_id="data:true", metric="plugins").body["nodes"].values()
    lacking = [node for node in nodes if all(plugin["name"] != "analysis-ik" for plugin in node["plugins"])]
    if lacking:
        raise XtsearchError(
            f"{server.address} lacks the IK plugin on {len(lacking)} of {len(nodes)} nodes: run "
            f"{_installing(lacking[0]['version'])} there and restart them, or use --analyzer words"
        )


def _installing(version: str) -> str:
    return f"`bin/elasticsearch-plugin install --batch {_DOWNLOAD}/{version}`"


def check_opened(server: Server, name: str) -> None:
    """Raise AnalyzerMissing where the server says that it cannot open an index, or that of an alias, without IK.

    Raises:
        EngineUnavailable: this user may not ask why a shard is not there, which only `monitor` on the cluster grants.
    """
    client = server.client
    try:
        [index] = client.indices.get_alias(index=name).body
        explained = client.cluster.allocation_explain(index=index, shard=0, primary=True).body
        if IK_SMART not in _why_unassigned(explained):
            return
        version = client.info()["version"]["number"]
    except AuthorizationException as error:
        raise EngineUnavailable(
            f"{server.address} does not open {name} now, whose words are cut by the IK plugin: have an administrator "
            "see whether the server still has it, or run again later"
        ) from error
    except (ApiError, TransportError, ValueError):
        return  # what is known already is told: the index does not answer
    raise AnalyzerMissing(
        f"the words of {name} on {server.address} are cut by the IK plugin, which the server lacks since its start",
        remedy=f"run {_installing(version)} on every node and restart them, or `xtsearch reindex --analyzer words` on "
        "its sources",
    )


def _why_unassigned(explained: Any) -> str:
    """The first line of the error with which the last try to open the shard ended; empty where none did."""
    return str(explained.get("unassigned_info", {}).get("details", "")).partition("\n")[0]
