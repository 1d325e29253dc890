"""A server as all that asks it knows it: a client, an address for messages, and how long its absence is waited for."""

from __future__ import annotations

from dataclasses import dataclass

from elasticsearch import Elasticsearch


@dataclass(frozen=True)
class Server:
    """A client, and the address it was made with; `patience` is how many seconds of its absence are waited for."""

    client: Elasticsearch
    address: str
    patience: float = 0
