"""How far two texts speak of the same thing: folded character bigrams in, shares of common ones out.

>>> sorted(bigrams("刹歪风，Ａ1"))
['a1', '刹歪', '歪风']
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from math import log, sqrt

# Only these change under NFKC as far as bigrams go: full-width letters and digits, radicals, squared and circled signs.
_ODD = re.compile(
    r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2160-\u217f\u2460-\u24ff\u2e80-\u2fdf\u3200-\u33ff\uf900-\ufaff]"
)
_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[a-z0-9]+(?:\.[0-9]+)?")


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring Han characters, and Latin words and numbers whole. White space does not part Han."""
    folded = "".join(text.split()).lower()
    if _ODD.search(folded):
        folded = unicodedata.normalize("NFKC", folded).lower()
    found: set[str] = set()
    for run in _RUNS.findall(folded):
        if run[0] < "\u3400":
            found.add(run)
        else:
            found.update(map("".join, pairwise(run)))
    return found


def weight(holders: int, total: int) -> float:
    """Inverse document frequency: 1 for what one text of `total` holds, towards 0 for what all hold."""
    return log(1 + total / max(1, holders)) / log(1 + total) if total else 0.0


def cohesion(before: set[str], after: set[str]) -> float:
    """Cosine of two stretches of text, 0 to 1."""
    if not before or not after:
        return 0.0
    return len(before & after) / sqrt(len(before) * len(after))
