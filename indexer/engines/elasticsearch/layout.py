"""How the articles of an index are spread over a cluster: how many shards it has, and how many copies of each.

    >>> Layout.from_environment({"XTSEARCH_SHARDS": "3"}) | Layout(shards=1, replicas=1)
    Layout(shards=3, replicas=1)

What nobody set is as the live index has it, so that a scheduled job keeps what was chosen once; `_meta` of the mapping
says it. Which nodes hold the shards is left to the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from xtsearch.indexer.errors import XtsearchError
from xtsearch.indexer.limits import REPLICAS_MOST, SHARDS_MOST


@dataclass(frozen=True, slots=True)
class Layout:
    """`shards` is how many parts an index has, `replicas` how many further copies of each; None: nobody set it.

    Where nobody ever did there is one shard, which holds some 200 million documents; and one replica as soon as there
    is a second node.
    """

    shards: int | None = None
    replicas: int | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """From XTSEARCH_SHARDS and XTSEARCH_REPLICAS.

        Raises:
            XtsearchError: one of them is no such number.
        """
        return cls(
            _number(environ, "XTSEARCH_SHARDS", 1, SHARDS_MOST), _number(environ, "XTSEARCH_REPLICAS", 0, REPLICAS_MOST)
        )

    @classmethod
    def from_meta(cls, meta: Mapping[str, Any]) -> Self:
        """From `_meta` of a mapping."""
        return cls(meta.get("shards"), meta.get("replicas"))

    def __or__(self, live: Layout) -> Layout:
        """This one, with what nobody set as the live index has it."""
        return Layout(
            live.shards if self.shards is None else self.shards,
            live.replicas if self.replicas is None else self.replicas,
        )

    def to_meta(self) -> dict[str, int]:
        """What `_meta` says: only what somebody set."""
        set_by_hand = {"shards": self.shards, "replicas": self.replicas}
        return {name: number for name, number in set_by_hand.items() if number is not None}

    def of_new_index(self, *, building: bool) -> dict[str, Any]:
        """Settings of an index at its creation.

        While it is built nobody reads it, so it needs no copy.
        """
        copies = {"number_of_replicas": 0} if building else self.copies()
        return {"number_of_shards": self.shards or 1, **copies}

    def copies(self) -> dict[str, Any]:
        """Settings of an index that is read."""
        if self.replicas is None:
            return {"number_of_replicas": 0, "auto_expand_replicas": "0-1"}
        return {"number_of_replicas": self.replicas, "auto_expand_replicas": False}


#: As the live index has it, and else as the server does it by itself.
UNSET = Layout()


def _number(environ: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    text = environ.get(name) or ""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise XtsearchError(f"{name} is {text!r}: expected a number from {least} to {most:,}")
    return int(text)
