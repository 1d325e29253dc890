"""How far two texts speak of the same thing: folded character bigrams in, shares of common ones out.

>>> sorted(bigrams("刹歪风，Ａ1"))
['a1', '刹歪', '歪风']
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import log, sqrt

_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[a-z0-9]+(?:\.[0-9]+)?")


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring Han characters, and Latin words and numbers whole. White space does not part Han."""
    folded = unicodedata.normalize("NFKC", re.sub(r"\s+", "", text)).lower()
    found: set[str] = set()
    for run in _RUNS.findall(folded):
        if run[0] < "\u3400":
            found.add(run)
        else:
            found.update(map("".join, pairwise(run)))
    return found


def rarity(texts: Iterable[set[str]]) -> Counter[str]:
    """In how many of the texts each bigram stands."""
    seen: Counter[str] = Counter()
    for grams in texts:
        seen.update(grams)
    return seen


def weight(gram: str, seen: Counter[str], total: int) -> float:
    """Inverse document frequency: 1 for what one text of the page holds, towards 0 for what all hold."""
    return log(1 + total / max(1, seen[gram])) / log(1 + total) if total else 0.0


def cohesion(before: set[str], after: set[str]) -> float:
    """Cosine of two stretches of text, 0 to 1."""
    if not before or not after:
        return 0.0
    return len(before & after) / sqrt(len(before) * len(after))
