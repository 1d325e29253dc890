"""The lists of `dictionaries/entity_words.txt`, by name.

>>> word_list("long surnames")[:2]
('欧阳', '司马')
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def _lists() -> Mapping[str, tuple[str, ...]]:
    text = resources.files("indexer").joinpath("dictionaries", "entity_words.txt").read_text("utf-8")
    lists: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            lists[name] = []
        elif line and not line.startswith("#"):
            lists[name] += line.split()
    return {name: tuple(words) for name, words in lists.items()}


def word_list(name: str) -> tuple[str, ...]:
    """The words of a list in their order."""
    return _lists()[name]
