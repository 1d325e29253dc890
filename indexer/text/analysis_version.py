"""What an index records of the analysis that wrote it: its version, and a hash of every table it follows from."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from xtsearch.indexer.text.dictionary_files import dictionary_bytes

#: Raised with every change of what a text folds or segments to: an index says which one wrote it.
ANALYSIS_VERSION = 3
#: Raised with every change of the rules that find entities and keywords: part of the dictionary's hash, for an index
#: that has others can still be searched.
ENTITIES_VERSION = 2


def frequencies_file() -> Path:
    """jieba's table of inverse document frequencies: read as a file, for to import the package takes 0.8 s."""
    found = find_spec("jieba")
    if found is None or not found.origin:
        raise ModuleNotFoundError("jieba is not installed, whose table of frequencies keywords need")
    return Path(found.origin).with_name("analyse") / "idf.txt"


@cache
def dictionary_hash() -> str:
    """A hash of all that is made of a text depends on: our tables, jieba's dictionary as rjieba carries it, and jieba's
    inverse document frequencies, which weigh keywords.
    """
    from importlib.metadata import version

    digest = hashlib.sha256(f"{ANALYSIS_VERSION} {ENTITIES_VERSION} rjieba {version('rjieba')}".encode())
    for name in ("radicals.tsv", "traditional.tsv", "places.tsv", "entity_words.txt"):
        digest.update(dictionary_bytes(name))
    digest.update(frequencies_file().read_bytes())
    return digest.hexdigest()[:16]
