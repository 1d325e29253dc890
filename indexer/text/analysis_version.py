"""Which analysis wrote an index: its version, and a hash of every table that it depends on.

    >>> dictionary_hash()
    '22f0e18b8a273786'

Both are written into each index. An index of another version cannot be searched; one with another hash can be searched,
but not written to.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from xtsearch.indexer.text.dictionary_files import dictionary_bytes

#: Raise it with every change of what a text is folded or cut to: older indexes need a `reindex` then.
ANALYSIS_VERSION = 4
#: Raise it when the rules that find entities and keywords change: old indexes stay searchable, but need a `reindex`
#: before they can be written. So it is part of the hash, not of the version.
ENTITIES_VERSION = 3
#: Our own tables that decide what is indexed.
_TABLES = ("radicals.tsv", "variants.tsv", "traditional.tsv", "folded_words.tsv", "places.tsv", "entity_words.txt")


def frequencies_file() -> Path:
    """jieba's table of inverse document frequencies, by which keywords are weighed.

    jieba is installed for this table, and as the reference that tests hold rjieba's cuts to. Nothing imports it when
    xtsearch runs: importing it takes 0.8 s, so the table is read as a file.

    Raises:
        ModuleNotFoundError: jieba is not installed.
    """
    spec = find_spec("jieba")
    if spec is None or not spec.origin:
        raise ModuleNotFoundError("jieba is not installed: keywords need its table of frequencies")
    return Path(spec.origin).with_name("analyse") / "idf.txt"


@cache
def dictionary_hash() -> str:
    """A hash, 16 hexadecimal digits, of everything that decides what is indexed of a text.

    That is our own tables, jieba's dictionary in the version of rjieba that carries it, and jieba's table of inverse
    document frequencies.
    """
    from importlib.metadata import version

    digest = hashlib.sha256(f"{ANALYSIS_VERSION} {ENTITIES_VERSION} rjieba {version('rjieba')}".encode())
    for name in _TABLES:
        digest.update(dictionary_bytes(name))
    digest.update(frequencies_file().read_bytes())
    return digest.hexdigest()[:16]
