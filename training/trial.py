"""Weights that are tried out: the parser splits pages by them instead of by those that ship.

>>> with parsing_by(LineWeights.parse(WEIGHTS.read_text("utf-8"))):
...     pass
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import _lru_cache_wrapper
from unittest.mock import patch

from training.fit_roles import WEIGHTS
from xtsearch.indexer.pages.lines import labelling
from xtsearch.indexer.pages.lines.weights import LineWeights
from xtsearch.indexer.pages.titles import kickers
from xtsearch.indexer.pages.titles.weights import HeadlineWeights

__all__ = ["WEIGHTS", "forget_pages", "parsing_by"]


@contextmanager
def parsing_by(lines: LineWeights, headlines: HeadlineWeights | None = None) -> Iterator[None]:
    """Pages are split by these weights of lines and of headlines, as long as this lasts."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(labelling, "shipped", lambda: lines))
        if headlines is not None:
            stack.enter_context(patch.object(kickers, "shipped", lambda: headlines))
        forget_pages()
        yield
    forget_pages()


def forget_pages() -> None:
    """The parser forgets what it remembers of pages, but not the tables that it has read."""
    for kept in [cached for cached in gc.get_objects() if isinstance(cached, _lru_cache_wrapper) and of_pages(cached)]:
        kept.cache_clear()


def of_pages(cached: _lru_cache_wrapper[object]) -> bool:
    """Whether this is a function of the parser that remembers texts of a page, and not a table: only those are limited
    in size."""
    ours = (cached.__module__ or "").startswith("xtsearch.indexer.")
    return ours and cached.cache_parameters()["maxsize"] is not None
