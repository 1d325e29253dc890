"""An alias of a test's own on the real server, which commands find by the environment, and which leaves nothing behind.

with own_alias(server, monkeypatch, "pause") as name:
    run(["index", "seeds/"])
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from elasticsearch import BadRequestError, Elasticsearch

from tests.support.elasticsearch_server import Server


@contextmanager
def own_alias(server: Server, monkeypatch: pytest.MonkeyPatch, purpose: str) -> Iterator[str]:
    """The alias's name, with `purpose` in it; nothing stands behind it yet."""
    name = f"xtsearch-{purpose}-{secrets.token_hex(4)}"
    for variable, value in {"INDEX": server.url, "ALIAS": name, "CONFIG": ""}.items():
        monkeypatch.setenv(f"XTSEARCH_{variable}", value)
    try:
        yield name
    finally:
        with Elasticsearch(server.url, basic_auth=server.basic_auth) as client:
            remove_indices(client, name)


def remove_indices(client: Elasticsearch, name: str) -> None:
    """Remove all indices whose names begin with that of an alias, hidden ones as well."""
    for index in client.indices.get_alias(index=f"{name}*", expand_wildcards="all").body:
        client.indices.delete(index=index)


def takes_snapshots(client: Elasticsearch) -> bool:
    """Whether the server takes snapshots by itself: it has the module SLM, which the assembled one lacks."""
    try:
        client.slm.get_status()
    except BadRequestError:
        return False
    return True
