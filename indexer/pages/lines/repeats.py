"""A page's lines in; which of their text stands elsewhere on the page as well, out. Pure.

    >>> from xtsearch.indexer.pages.page import read_lines
    >>> lines, _ = read_lines("“把好事办到群众心坎上”\\n他说，要把好事办到群众心坎上。")
    >>> read_repeats(lines)
    [2, 1]

To compare several characters in a row, they are read as one number from the text's UTF-16. A page has a few thousand
such runs, and cutting as many strings takes three times as long.
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

#: Characters in a row that a cut-in quote shares with its article, and that other texts hardly share by chance; and
#: half of them, rounded up, which are searched first.
REPEATED, HALF = 7, 4
REPEATED_SHARES = (0.2, 0.5, 0.8)  # of the places in a line where such a run could begin
LOOKED_AT = 400  # characters of a line; a line of a column has a tenth
ASTRAL = re.compile("[\U00010000-\U0010ffff]")  # characters that are two numbers in UTF-16


def read_repeats(lines: Sequence[Line]) -> list[int]:
    """For each line 0 to 3: how much of it stands elsewhere on the page word for word, as a cut-in quote does."""
    texts = ["".join(visible(line.text)[:LOOKED_AT].split()) for line in lines]
    places = _repeated("".join(texts))
    repeats, at = [], 0
    for text in texts:
        size = len(text) - REPEATED + 1
        count = bisect_left(places, at + size) - bisect_left(places, at) if size > 0 else 0
        repeats.append(bucket(count / size, REPEATED_SHARES) if count else 0)
        at += len(text)
    return repeats


def _repeated(text: str) -> list[int]:
    """The places, ascending, where a run of REPEATED characters begins that the text has elsewhere too.

    Any seven characters in a row contain four that begin at a multiple of four. Only where these four stand elsewhere
    can all seven.
    """
    data = ASTRAL.sub("\ufffd", text).encode("utf-16-le", "surrogatepass")
    fours, *shifted = (_numbers(data[2 * start :], "Q", 2 * HALF) for start in range(HALF))
    twice = {four for four, count in Counter(fours).items() if count > 1}
    twice.update(set(fours).intersection(chain.from_iterable(shifted)))
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
    """For each line one of `features.SEAMS`: whether the line end before it cuts a number, or a pair of Han characters
    that the page has elsewhere uncut."""
    texts = [visible(line.text) for line in lines]
    cuts = [before[-1:] + after[:1] for before, after in pairwise(texts)]
    pairs = {cut: ord(cut[0]) | ord(cut[1]) << 16 for cut in cuts if _is_han_pair(cut)}
    uncut = _pairs("\n".join(texts), set(pairs.values()))
    seams = ["none"]
    for before, cut in zip(texts, cuts, strict=False):
        if cut in pairs:
            seams.append("of a pair" if pairs[cut] in uncut else "of no pair")
        elif len(cut) == 2 and cut.isascii() and cut.isalnum():
            seams.append("number")
        else:
            seams.append("closed" if ends_sentence(before) else "at a mark")
    return seams


def _is_han_pair(text: str) -> bool:
    return len(text) == 2 and "\u4e00" <= text[0] <= "\u9fff" and "\u4e00" <= text[1] <= "\u9fff"


def _pairs(text: str, pairs: set[int]) -> set[int]:
    """Those pairs of Han characters, as numbers, that the text has."""
    data = text.encode("utf-16-le", "surrogatepass")
    return pairs.intersection(_numbers(data, "I", 4)) | pairs.intersection(_numbers(data[2:], "I", 4))


def _numbers(data: bytes, kind: str, size: int) -> tuple[int, ...]:
    """The bytes as numbers of `size` bytes (`kind` as in `struct`); bytes at the end that make no whole number are left
    out."""
    count = len(data) // size
    return unpack(f"<{count}{kind}", data[: count * size])
