"""A cache of what follows from a word alone, computed when the word is first looked up.

    >>> sizes = WordCache(len)
    >>> sizes["专项整治"]
    4

It is a dict and no `functools.lru_cache`, because a word that is in it is looked up without a call of a Python
function, and there are millions of lookups in a run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Value = TypeVar("_Value")
#: When so many words are in the cache it is emptied: more than the dictionary has.
_LIMIT = 500_000


class WordCache(dict[str, _Value]):
    """Word -> the value that `compute` gives for it."""

    def __init__(self, compute: Callable[[str], _Value]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, word: str) -> _Value:
        if len(self) > _LIMIT:
            self.clear()
        value = self[word] = self._compute(word)
        return value
