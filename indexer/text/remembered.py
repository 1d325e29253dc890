"""What follows from a word alone, worked out when the word is first met.

    >>> sizes = Remembered(len)
    >>> sizes["专项整治"]
    4

A dict and no `lru_cache`: what is known is looked up without a call of Python, millions of times in a run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")
#: Words held before it is begun anew: more than the dictionary has.
_LIMIT = 500_000


class Remembered(dict[str, _T]):
    """Word -> what `work` makes of it."""

    def __init__(self, work: Callable[[str], _T]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, word: str) -> _T:
        if len(self) > _LIMIT:
            self.clear()
        found = self[word] = self._work(word)
        return found
