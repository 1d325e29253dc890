"""Reports of the same event among articles: judgements that nobody had to write, for weighing headlines.

Two bodies whose word vectors (1 + log tf, idf) have a cosine in SAME_EVENT tell the same event; above it one is a copy
of the other. Needs numpy and scipy, which ir-measures brings: pip install 'xtsearch[eval]'.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.workplace import SEED
from xtsearch.indexer.documents import Document
from xtsearch.indexer.text.words import analyze

#: Looked at by hand: below, the same subject on another day; above, the same text again.
SAME_EVENT = (0.35, 0.9)
#: Articles whose neighbours are looked up, and so many of them at once: a block of cosines is 20,000 wide.
ASKED, BLOCK = 4000, 500
#: An article with more neighbours than this is of a series (weather, markets), not of an event.
MOST = 10


@dataclass(frozen=True, slots=True)
class Topic:
    """A headline, the ids of the other reports of its event, and those that do not count: itself and its copies."""

    text: str
    relevant: frozenset[str]
    ignored: frozenset[str]


def find_events(documents: Sequence[Document], limit: int) -> list[Topic]:
    """At most `limit` topics, from a sample of the articles, drawn with SEED."""
    asked = list(range(len(documents)))
    random.Random(SEED).shuffle(asked)
    vectors = _vectors([document.body for document in documents])
    topics: list[Topic] = []
    for number, neighbours in _neighbours(vectors, asked[:ASKED]):
        low, high = SAME_EVENT
        relevant = {neighbour for neighbour, cosine in neighbours if neighbour != number and low < cosine < high}
        if 1 <= len(relevant) <= MOST:
            copies = {number, *(neighbour for neighbour, cosine in neighbours if cosine >= high)}
            ids = (frozenset(documents[i].id for i in group) for group in (relevant, copies))
            topics.append(Topic(documents[number].title or "", *ids))
        if len(topics) == limit:
            break
    return topics


def _vectors(texts: Sequence[str]) -> Any:
    """One row of length 1 a text, one column a word of two characters or more."""
    import numpy as np
    from scipy import sparse  # type: ignore[import-untyped]  # scipy has no types

    vocabulary: dict[str, int] = {}
    starts, columns, values = [0], [], []
    for text in texts:
        for word, times in Counter(token.term for token in analyze(text).words).items():
            if len(word) > 1:
                columns.append(vocabulary.setdefault(word, len(vocabulary)))
                values.append(1 + math.log(times))
        starts.append(len(columns))
    matrix = sparse.csr_matrix((values, columns, starts), shape=(len(texts), len(vocabulary)))
    rarity = np.log(len(texts) / np.bincount(matrix.indices, minlength=len(vocabulary)))
    matrix = matrix @ sparse.diags(rarity)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(lengths, 1e-9)) @ matrix).tocsr()


def _neighbours(vectors: Any, asked: Sequence[int]) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """For each row asked, the rows near enough to matter, with their cosines."""
    turned = vectors.T.tocsr()
    for start in range(0, len(asked), BLOCK):
        block = asked[start : start + BLOCK]
        cosines = (vectors[block] @ turned).tocsr()
        for place, number in enumerate(block):
            row = slice(cosines.indptr[place], cosines.indptr[place + 1])
            pairs = zip(cosines.indices[row].tolist(), cosines.data[row].tolist(), strict=True)
            yield number, [(neighbour, cosine) for neighbour, cosine in pairs if cosine > SAME_EVENT[0]]
