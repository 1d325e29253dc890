"""The lists of `dictionaries/entity_words.txt`, by name.

>>> word_list("long surnames")[:2]
('欧阳', '司马')
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from xtsearch.indexer.text.dictionary_files import read_dictionary


@cache
def _lists() -> Mapping[str, tuple[str, ...]]:
    text = read_dictionary("entity_words.txt")
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
    """The words of a list, in the order of the file."""
    return _lists()[name]
