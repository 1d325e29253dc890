"""A cluster of three real nodes on the loopback interface, each of which may be killed and started again.

    with assembled_cluster(os.environ) as cluster:
        engine = ElasticsearchEngine(cluster.urls)
        cluster.kill("node-2")
        cluster.start("node-2")

The nodes find each other by files that list their ports, which a node reads again while it looks for the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from elasticsearch import Elasticsearch

from tests.support.elasticsearch_server import SETTINGS, Node, Server, assembled_node
from tests.support.waiting import wait_until

NODES = ("node-1", "node-2", "node-3")


class Cluster:
    """Three nodes that share their indices; any two of them go on without the third."""

    def __init__(self, nodes: Mapping[str, Node], closing: ExitStack) -> None:
        self._nodes, self._closing = nodes, closing
        self._servers: dict[str, Server] = {}
        self._running: dict[str, ExitStack] = {}

    @property
    def urls(self) -> str:
        """The addresses of all nodes, as a location."""
        return ",".join(self._servers[name].url for name in NODES)

    def start(self, name: str) -> None:
        """Start a node, on the port that it had, and wait until it has joined and every shard has its copies."""
        self._tell_ports()
        running = self._closing.enter_context(ExitStack())
        self._servers[name] = running.enter_context(self._nodes[name].running())
        self._running[name] = running
        self._tell_ports()

    def kill(self, name: str) -> None:
        """End a node as a machine that loses its power does."""
        self._nodes[name].kill()
        self._running.pop(name).close()

    def stop_answering(self, name: str) -> None:
        """Freeze a node: its connections stand, and nothing is answered."""
        self._nodes[name].stop_answering()

    def answer_again(self, name: str) -> None:
        self._nodes[name].answer_again()

    def master(self) -> str:
        """The name of the node that decides at the moment."""
        with self._client() as client:
            return str(client.cat.master(h="node")).strip()

    def holder(self, index: str) -> str:
        """The name of a node that holds the first shard of an index, and is not the master."""
        with self._client() as client:
            holders = str(client.cat.shards(index=index, h="node")).split()
        master = self.master()
        return next(node for node in holders if node in NODES and node != master)

    def wait_until_whole(self) -> None:
        """Until all nodes have joined, and every shard has its copies."""
        with self._client() as client:
            wait_until(lambda: _is_whole(client), "the whole cluster")

    def _client(self) -> Elasticsearch:
        return Elasticsearch([self._servers[name].url for name in self._running], max_retries=5, retry_on_timeout=True)

    def _tell_ports(self) -> None:
        """Write into each node's file where the others listen."""
        ports = [self._nodes[name].folder / "logs/transport.ports" for name in self._running]
        addresses = [line for file in ports if file.exists() for line in file.read_text().split()]
        for node in self._nodes.values():
            (node.folder / "config/unicast_hosts.txt").write_text("\n".join(addresses) + "\n")


def _is_whole(client: Elasticsearch) -> bool:
    health = client.cluster.health()
    return bool(health["status"] == "green" and health["number_of_nodes"] == len(NODES))


@contextmanager
def assembled_cluster(environ: Mapping[str, str]) -> Iterator[Cluster]:
    """The cluster, whole."""
    common = {name: value for name, value in SETTINGS.items() if name not in ("discovery.type", "node.name")}
    common |= {
        "cluster.initial_master_nodes": NODES[0],
        "discovery.seed_providers": "file",
        "cluster.routing.allocation.cluster_concurrent_rebalance": "4",
        # A node that is gone is missed within seconds, which is a minute by default.
        "cluster.fault_detection.follower_check.timeout": "2s",
        "cluster.fault_detection.leader_check.timeout": "2s",
    }
    with ExitStack() as stack:
        nodes = {
            name: stack.enter_context(assembled_node(environ, settings={**common, "node.name": name})) for name in NODES
        }
        cluster = Cluster(nodes, stack.enter_context(ExitStack()))
        for name in NODES:
            cluster.start(name)
        cluster.wait_until_whole()
        yield cluster
