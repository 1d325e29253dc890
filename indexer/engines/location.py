"""Where an index is, as a person writes it, and which engine answers there: asked here and nowhere else.

    >>> backend_of("https://search.example:9200").name, backend_of("~/httpdata").name
    ('elasticsearch', 'embedded')

A location is one text, of `--index`, `XTSEARCH_INDEX` or the config file. What stands before `://` is its scheme and
chooses the engine from BACKENDS; a text without one of these schemes is the path of a folder. To add an engine, write
its package beside the two that are here and give it a row in BACKENDS: no other module names the engines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xtsearch.indexer.engines.base import Backend

_PACKAGE = "xtsearch.indexer.engines"
#: Scheme of a location -> the package of its engine, whose BACKEND says the rest; "" is a folder. Packages are imported
#: when they are asked for: the client of Elasticsearch costs 0.2 s, which an index in a folder should not pay.
BACKENDS: dict[str, str] = {
    "": f"{_PACKAGE}.embedded",
    "http": f"{_PACKAGE}.elasticsearch",
    "https": f"{_PACKAGE}.elasticsearch",
}


def scheme_of(location: str) -> str:
    """The scheme of a location, one of BACKENDS; "" where it is the path of a folder, `httpdata` for instance."""
    scheme, mark, _ = location.partition("://")
    return scheme if mark and scheme in BACKENDS else ""


def is_folder(location: str) -> bool:
    """Whether a location is the path of a folder on this machine."""
    return not scheme_of(location)


def backend_of(location: str) -> Backend:
    """The kind of engine that answers at a location; nothing is opened."""
    backend: Backend = import_module(BACKENDS[scheme_of(location)]).BACKEND
    return backend
