"""The engines that both sides talk to: `open_engine` gives the one at a location.

>>> open_engine("~/news-index").status().engine
'embedded'
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from xtsearch.indexer.engines.location import backend_of

if TYPE_CHECKING:
    from xtsearch.indexer.engines.base import Engine


def open_engine(location: str, environ: Mapping[str, str] = os.environ, *, analyzer: str | None = None) -> Engine:
    """The engine at `location`; which one that is, its scheme says (`location.BACKENDS`).

    Nothing is read, made or sent before the first call of a method.

    Args:
        environ: for Elasticsearch the credentials (see `Credentials`) and XTSEARCH_ALIAS, the alias to use.
        analyzer: what cuts the words of a new index on Elasticsearch, `words` or `ik`; None: what cuts the live one's.

    Raises:
        XtsearchError: the engine there cannot do this, for instance have the IK plugin cut the words of a folder.
    """
    return backend_of(location).open(location, environ, analyzer=analyzer)
