"""The text of an article and the name of its page's file in; the id that it is indexed by, where it brings none, out.
Pure.

An id depends on the article's own text and its file alone, so that an incremental index equals a full rebuild.
"""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import PurePosixPath

from xtsearch.indexer.limits import ID_BYTES
from xtsearch.indexer.text.fold import fold_text

#: Code points of an article's beginning that its id is made of: enough to tell the articles of a page apart; a
#: correction further down the text leaves the id as it was.
_START = 64


def article_id(file: str, body: str, *, taken: set[str] | None = None) -> str:
    """The id of an article that brings none: its file's name without suffix, and a hash of how its folded body begins.

    `taken` holds the ids already used in the same file, and gets the new one: a second article that begins alike is
    named `-2`, and so on.

        >>> article_id("0513.txt", "本报讯 市领导调研文艺工作。")
        '0513-4b74cc228e'
    """
    plain = unicodedata.normalize(
        "NFKC", body
    )  # `，` is a comma here, as the fold had it when the first ids were given
    start = "".join(fold_text(plain).split())[:_START]
    digest = hashlib.blake2b(start.encode("utf-8", "replace"), digest_size=5).hexdigest()
    stem = PurePosixPath(file).stem.encode()[: ID_BYTES - 32].decode("utf-8", "ignore") or "article"
    name = f"{stem}-{digest}"
    if taken is not None:
        number = 2
        while name in taken:
            name = f"{stem}-{digest}-{number}"
            number += 1
        taken.add(name)
    return name
