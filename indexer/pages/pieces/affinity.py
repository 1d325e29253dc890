"""How far two texts speak of the same thing: folded character bigrams in, shares of common ones out.

>>> sorted(bigrams("刹歪风，Ａ1"))
['a1', '刹歪', '歪风']
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from math import log
from operator import add
from typing import NamedTuple

# Only these change under NFKC as far as bigrams go: full-width letters and digits, radicals, squared and circled signs.
_ODD = re.compile(
    r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2160-\u217f\u2460-\u24ff\u2e80-\u2fdf\u3200-\u33ff\uf900-\ufaff]"
)
HAN = "\u3400"  # what of a run is not below it is Han
# (A search finds what begins with one character of a set faster than what begins with many.)
_HAN, _WORD = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]", r"[a-z0-9][a-z0-9]*(?:\.[0-9]+)?"
RUNS = re.compile(f"{_HAN}+|{_WORD}")
# A search goes on behind what it found: every other pair of a run is one from its first character on, or its second.
_PAIRS, _OTHER_PAIRS, _WORDS = map(re.compile, (f"{_HAN}{_HAN}", f"(?<={_HAN}){_HAN}{_HAN}", _WORD))


@lru_cache(maxsize=128)  # a page's articles and their leads, looked at again with one of them parted
def _article_bigrams(text: str) -> frozenset[str]:
    return frozenset(bigrams(text))


@lru_cache(maxsize=64)
def _common(some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    return some & others


@lru_cache(maxsize=1 << 13)  # a page's headlines, held against its articles again and again
def _line_bigrams(text: str) -> tuple[str, ...]:
    return tuple(sorted(bigrams(text)))


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring Han characters, and Latin words and numbers whole. White space does not part Han."""
    folded = fold(text)
    return {*_PAIRS.findall(folded), *_OTHER_PAIRS.findall(folded), *_WORDS.findall(folded)}


def fold(text: str) -> str:
    """The text as its bigrams see it, each character by itself: without white space, in lower case."""
    return _fold("".join(text.split()))


def fold_lines(texts: Iterable[str]) -> list[str]:
    """The same of each text that holds no line end."""
    return _fold("\n".join(["".join(text.split()) for text in texts])).split("\n")


def _fold(text: str) -> str:
    return _ODD.sub(lambda odd: unicodedata.normalize("NFKC", odd[0]).lower(), text.lower())


def pairs(run: str) -> Iterator[str]:
    """Each two neighbouring characters."""
    return map(add, run, run[1:])


def weight(holders: int, total: int) -> float:
    """Inverse document frequency: 1 for what one text of `total` holds, towards 0 for what all hold."""
    return log(1 + total / max(1, holders)) / log(1 + total) if total else 0.0


# Log-odds. On the seed a headline shares 3.2 of 7.8 (line 216) to 8.2 of 8.2 (line 188) of its bigrams' weight with its
# own article, and at most 3.0 of 10.7 (line 261) with another that was not its own campaign.
SHARED, UNSHARED = 0.7, -0.25
AFFINITY_MOST = 6.0
# An article says first what its headline says: held against the articles of the same days, 2.8 % of headlines are
# nearest to another one by their words in the whole text, 2.2 % by those in its beginning as well. It tells above all
# where two articles were taken for one, whose second headline speaks of its midst: of 1,344 composed pages of the
# stories that weights are fitted on, bodies' fidelity was .9936 without it, .9954 to .9956 with from 1 to 1.5 for a
# word and -2 or -3 for none, of a lead of 150 characters; .9950 of 220.
LEAD = 150  # characters without white space
LED, UNLED, LED_MOST = 1.2, -2.0, 4.0
NEAREST = 4  # articles considered by words alone
PHRASE = 4  # characters
COMMON = 60  # a bigram that more articles hold tells nothing


class Shares(NamedTuple):
    """Of a text's bigrams: article -> weight of those that it holds, and the weight of all; article -> log-odds that
    the text is its headline, and those of an article that holds none of them."""

    held: Mapping[int, float]
    whole: float
    odds: Mapping[int, float]
    unshared: float


class Bodies:
    """The articles' words, for affinity; `served` are those that have their headline already."""

    def __init__(self, texts: Sequence[str], served: frozenset[int] = frozenset()) -> None:
        self.count, self.served = len(texts), served
        self._texts = ["".join(text.split()) for text in texts]  # so that a body is known again however it was joined
        self._holders: dict[str, Sequence[int]] = {}
        self._weights: dict[int, float] = {}
        self._said: dict[str, Shares] = {}

    @cached_property
    def _grams(self) -> list[frozenset[str]]:
        return [_article_bigrams(text) for text in self._texts]

    @cached_property
    def _leads(self) -> list[frozenset[str]]:
        return [_article_bigrams(text[:LEAD]) for text in self._texts]

    def same(self, other: Bodies) -> bool:
        """Whether these are the same articles, and as many of them have their headline."""
        return self._texts == other._texts and self.served == other.served

    @cached_property
    def _whole(self) -> str:
        return "\n".join(self._texts)

    def hold(self, phrase: str) -> bool:
        """Whether an article holds these four characters or more, word for word."""
        return len(phrase) >= PHRASE and phrase in self._whole

    def ask(self, texts: Iterable[str]) -> None:
        """Look up the bigrams of all these texts at once: a page's headlines have some hundreds, its articles more."""
        asked = frozenset().union(*map(_line_bigrams, texts)).difference(self._holders)
        found: defaultdict[str, list[int]] = defaultdict(list)
        for article, grams in enumerate(self._grams):
            for gram in _common(asked, grams):
                found[gram].append(article)
        self._holders |= dict.fromkeys(asked, ())
        self._holders |= found

    def holders(self, gram: str) -> Sequence[int]:
        """The articles that hold a bigram."""
        found = self._holders.get(gram)
        if found is None:
            found = self._holders[gram] = [article for article, grams in enumerate(self._grams) if gram in grams]
        return found

    def shares(self, text: str) -> Shares:
        """What articles hold of a text, by its bigrams."""
        found = self._said.get(text)
        if found is None:
            held: dict[int, float] = {}
            led: dict[int, float] = {}
            whole = 0.0
            known, weights = self._holders, self._weights
            for gram in _line_bigrams(text):
                holders = known[gram] if gram in known else self.holders(gram)
                count = len(holders)
                value = weights[count] if count in weights else weights.setdefault(count, weight(count, self.count))
                whole += value
                for article in holders if count <= COMMON else ():
                    held[article] = held.get(article, 0.0) + value
                    if gram in self._leads[article]:
                        led[article] = led.get(article, 0.0) + value
            odds = {article: affinity(share, led.get(article, 0.0), whole) for article, share in held.items()}
            found = self._said[text] = Shares(held, whole, odds, affinity(0.0, 0.0, whole))
        return found

    def shared(self, text: str, article: int) -> tuple[float, float]:
        """Weight of the text's bigrams that the article holds, and of all."""
        shares = self.shares(text)
        return shares.held.get(article, 0.0), shares.whole


def affinity(held: float, led: float, whole: float) -> float:
    """Log-odds that a line is of an article that holds so much of its weight, and so much in its lead."""
    return min(AFFINITY_MOST, held * SHARED + (whole - held) * UNSHARED) + min(LED_MOST, led * LED) + UNLED


def nearest(said: Sequence[Shares]) -> Collection[int]:
    """The few articles that share most with the texts."""
    votes = said[0].held
    if len(said) > 1:
        votes = dict(votes)
        for shares in said[1:]:
            for article, share in shares.held.items():
                votes[article] = votes.get(article, 0.0) + share
    return (
        votes.keys()
        if len(votes) <= NEAREST
        else sorted(votes, key=lambda article: (-votes[article], article))[:NEAREST]
    )
