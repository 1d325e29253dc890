"""A cluster of three real nodes on the loopback interface, each of which may be killed and started again.

    with assembled_cluster(os.environ) as cluster:
        engine = ElasticsearchEngine(cluster.urls)
        cluster.kill("node-2")
        cluster.start("node-2")

The nodes find each other by files that list their ports, which a node reads again while it looks for the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests.support.elasticsearch_server import SETTINGS, Node, Server, assembled_node
from tests.support.mid_run import reindex_half_way
from tests.support.waiting import wait_until
from xtsearch.indexer.documents import Document
from xtsearch.indexer.engines.elasticsearch.engine import ElasticsearchEngine
from xtsearch.indexer.engines.request import All

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


#: Articles of a run in which a node is lost, and seconds that it waits for the cluster.
ARTICLES, PATIENCE = 600, 600.0


def document(number: int) -> Document:
    """An article of known words."""
    # The longer, the more often: the terms of every shard weigh differently, were they not added up.
    return Document(
        id=f"a{number}", title=f"第{number}号", body=f"{number}。" + "专项整治。" * (1 + number % 7) + "推进会。"
    )


def build(engine: ElasticsearchEngine, count: int) -> None:
    """Build an index of so many articles, and publish it."""
    with engine.lock(), engine.rebuild() as writer:
        writer.put(map(document, range(count)), lambda article, reason: pytest.fail(f"{article.id}: {reason}"))
        writer.publish()


def ids(engine: ElasticsearchEngine) -> list[str]:
    """The ids of all articles."""
    return sorted(article.id for article in engine.scan(All()))


def reindex_and_lose(cluster: Cluster, folder: Path, lost: str) -> None:
    """Kill a node in mid-reindex (`master`, or `holder` of the index), and start it again: nothing may be lost."""
    name = f"reindexed-{lost}"
    options = ("--patience", str(PATIENCE), "--shards", "2")
    run = reindex_half_way(cluster.urls, name, folder, ARTICLES, *options)
    node = cluster.master() if lost == "master" else cluster.holder(f"{name}-2*")
    cluster.kill(node)
    cluster.start(node)
    out, err = run.communicate()
    assert run.returncode == 0, err
    assert f"{ARTICLES:,} articles indexed" in out
    with closing(ElasticsearchEngine(cluster.urls, name=name)) as engine:
        assert ids(engine) == sorted(f"a{n}" for n in range(ARTICLES))
    cluster.wait_until_whole()
