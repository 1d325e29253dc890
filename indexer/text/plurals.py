"""The English plural of a noun that messages count: `1 article`, `92 articles`.

>>> f"{92:,} {plural(92, 'article')}"
'92 articles'
"""

from __future__ import annotations


def plural(count: int, noun: str) -> str:
    """The noun as it stands after a count; its plural ends in s."""
    return noun if count == 1 else f"{noun}s"
