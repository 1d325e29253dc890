"""A server as all that asks it knows it: a client, an address for messages, and how long its absence is waited for."""

from __future__ import annotations

from dataclasses import dataclass, field

from elasticsearch import Elasticsearch

from xtsearch.indexer.engines.elasticsearch.patience import Patience


@dataclass(frozen=True)
class Server:
    """A client, and the address it was made with; `patience` says how long its absence is waited for."""

    client: Elasticsearch
    address: str
    patience: Patience = field(default_factory=Patience)
