"""A page's lines in; what of them stands elsewhere on the page as well, out. Pure.

    >>> from xtsearch.indexer.pages.page import read_lines
    >>> lines, _ = read_lines("“把好事办到群众心坎上”\\n他说，要把好事办到群众心坎上。")
    >>> read_repeats(lines)
    [2, 1]

Some characters in a row are compared as one number, read from the text's UTF-16: a page has a few thousand of them, and
to cut as many strings takes three times as long.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import chain, compress, pairwise
from struct import unpack

from xtsearch.indexer.pages.page import Line, ends_sentence, visible
from xtsearch.indexer.pages.pieces.buckets import bucket

REPEATED, HALF = 7, 4  # characters in a row that a cut-in quote has from the text, and other text hardly by chance
REPEATED_SHARES = (0.2, 0.5, 0.8)  # of the places in a line from which on so many could be repeated
LOOKED_AT = 400  # characters of a line; a column holds a tenth
ASTRAL = re.compile("[\U00010000-\U0010ffff]")  # two numbers in UTF-16


def read_repeats(lines: Sequence[Line]) -> list[int]:
    """0 to 3: how much of the line stands elsewhere on the page word for word, as a cut-in quote does."""
    texts = ["".join(visible(line.text)[:LOOKED_AT].split()) for line in lines]
    places = _repeated("".join(texts))
    found, at = [], 0
    for text in texts:
        size = len(text) - REPEATED + 1
        count = bisect_left(places, at + size) - bisect_left(places, at) if size > 0 else 0
        found.append(bucket(count / size, REPEATED_SHARES) if count else 0)
        at += len(text)
    return found


def _repeated(text: str) -> list[int]:
    """The places, ascending, where characters begin that stand elsewhere as well.

    Seven in a row hold four whose place is a multiple of four. Only where these stand elsewhere can all seven.
    """
    data = ASTRAL.sub("\ufffd", text).encode("utf-16-le", "surrogatepass")
    fours, *others = (_numbers(data[2 * start :], "Q", 2 * HALF) for start in range(HALF))
    twice = {four for four, count in Counter(fours).items() if count > 1}
    twice.update(set(fours).intersection(chain.from_iterable(others)))
    last = len(text) - REPEATED
    places = [
        place
        for at in compress(range(0, len(text), HALF), map(twice.__contains__, fours))
        for place in range(max(0, at - HALF + 1), min(at, last) + 1)
    ]
    runs = [text[place : place + REPEATED] for place in places]
    counts = Counter(runs)
    return [place for place, run in zip(places, runs, strict=True) if counts[run] > 1]


def read_seams(lines: Sequence[Line]) -> list[str]:
    """Whether the line end before the line cuts what the page elsewhere has uncut: a pair of characters, a number."""
    texts = [visible(line.text) for line in lines]
    seams = [one[-1:] + two[:1] for one, two in pairwise(texts)]
    pairs = {seam: ord(seam[0]) | ord(seam[1]) << 16 for seam in seams if _is_han_pair(seam)}
    uncut = _pairs("\n".join(texts), set(pairs.values()))
    found = ["none"]
    for one, seam in zip(texts, seams, strict=False):
        if seam in pairs:
            found.append("of a pair" if pairs[seam] in uncut else "of no pair")
        elif len(seam) == 2 and seam.isascii() and seam.isalnum():
            found.append("number")
        else:
            found.append("closed" if ends_sentence(one) else "at a mark")
    return found


def _is_han_pair(seam: str) -> bool:
    return len(seam) == 2 and "\u4e00" <= seam[0] <= "\u9fff" and "\u4e00" <= seam[1] <= "\u9fff"


def _pairs(text: str, pairs: set[int]) -> set[int]:
    """Those of the pairs of Han characters that the text has."""
    data = text.encode("utf-16-le", "surrogatepass")
    return pairs.intersection(_numbers(data, "I", 4)) | pairs.intersection(_numbers(data[2:], "I", 4))


def _numbers(data: bytes, kind: str, size: int) -> tuple[int, ...]:
    """The bytes cut into numbers of a size; what is left at the end is none."""
    count = len(data) // size
    return unpack(f"<{count}{kind}", data[: count * size])
