"""A display line and a page's articles in; log-odds that the line is each article's headline, by its words, out. Pure.

>>> bodies = Bodies(["市领导调研文艺工作，希望出精品", "医保药品目录调整"])
>>> {article: odds > 0 for article, odds in bodies.shares("文艺工作座谈会").odds.items()}
{0: True}

Words are bigrams. One that few articles of the page hold weighs more than one that many hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from math import log
from typing import NamedTuple

from xtsearch.indexer.pages.pieces.bigrams import kept_bigrams
from xtsearch.indexer.pages.pieces.byline_forms import OpeningForm, opening

# Log-odds. On the seed a headline shares 3.2 of 7.8 (line 216) to 8.2 of 8.2 (line 188) of its bigrams' weight with its
# own article, and at most 3.0 of 10.7 (line 261) with another that was not its own campaign.
SHARED, UNSHARED = 0.7, -0.25
AFFINITY_MOST = 6.0
# An article says first what its headline says. Compared with articles of the same days, 2.8 % of headlines are nearest
# to a foreign article by its whole text, and 2.2 % if its beginning counts as well. The beginning tells most where two
# articles were taken for one, for then the second headline speaks of the middle. On 1,344 composed pages of the stories
# that weights are fitted on, bodies' fidelity was .9936 without it, and from .9954 to .9956 with LED from 1 to 1.5 and
# UNLED -2 or -3, with the first 150 characters; .9950 with the first 220.
LEAD = 150  # characters of an article's beginning, without white space
LED, UNLED, LED_MOST = 1.2, -2.0, 4.0
NEAREST = 4  # articles that are considered by words alone
PHRASE = 4  # characters
COMMON = 60  # a bigram that more articles hold tells nothing


def rarity(holders: int, total: int) -> float:
    """A bigram's weight (inverse document frequency): 1 if one of `total` articles holds it, towards 0 if all do."""
    return log(1 + total / max(1, holders)) / log(1 + total) if total else 0.0


class Shares(NamedTuple):
    """How much of a text each article holds.

    `shared`: article -> summed weight of the text's bigrams that it holds; `whole`: of all its bigrams. `odds`: article
    -> log-odds that the text is its headline; `unshared`: those of an article that holds none of the bigrams.
    """

    shared: Mapping[int, float]
    whole: float
    odds: Mapping[int, float]
    unshared: float


class Bodies:
    """The words of a page's articles. `served` are the articles that have their headline already."""

    def __init__(self, texts: Sequence[str], served: frozenset[int] = frozenset()) -> None:
        self.count, self.served = len(texts), served
        self._texts = ["".join(text.split()) for text in texts]  # so that it is the same text however lines were joined
        self._holders: dict[str, Sequence[int]] = {}
        self._rarities: dict[int, float] = {}
        self._shares: dict[str, Shares] = {}

    @cached_property
    def _bigrams(self) -> list[frozenset[str]]:
        return [kept_bigrams(text) for text in self._texts]

    @cached_property
    def _lead_bigrams(self) -> list[frozenset[str]]:
        return [kept_bigrams(text[:LEAD]) for text in self._texts]

    @cached_property
    def _continued(self) -> list[int]:
        """The articles that go on from another page: their text does not begin as their headline says."""
        return [article for article, text in enumerate(self._texts) if opening(text[:LEAD]) is OpeningForm.CONTINUES]

    def same(self, bodies: Bodies) -> bool:
        """Whether these are the same articles, and the same ones have their headline."""
        return self._texts == bodies._texts and self.served == bodies.served

    @cached_property
    def _whole(self) -> str:
        return "\n".join(self._texts)

    def hold(self, phrase: str) -> bool:
        """Whether one of the articles holds the phrase word for word. It needs four characters at least."""
        return len(phrase) >= PHRASE and phrase in self._whole

    def look_up(self, texts: Iterable[str]) -> None:
        """Find the holders of all bigrams of these texts at once: a page's headlines have some hundreds, its articles
        more."""
        wanted = frozenset().union(*map(kept_bigrams, texts)).difference(self._holders)
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for article, present in enumerate(self._bigrams):
            for bigram in wanted & present:
                holders[bigram].append(article)
        self._holders |= dict.fromkeys(wanted, ())
        self._holders |= holders

    def holders(self, bigram: str) -> Sequence[int]:
        """The articles that hold a bigram."""
        holders = self._holders.get(bigram)
        if holders is None:
            holders = [article for article, present in enumerate(self._bigrams) if bigram in present]
            self._holders[bigram] = holders
        return holders

    def shares(self, text: str) -> Shares:
        """How much of the text each article holds, and what that says."""
        shares = self._shares.get(text)
        if shares is None:
            shared: dict[int, float] = {}
            led: dict[int, float] = {}
            whole = 0.0
            holders_of, rarities = self._holders, self._rarities
            for bigram in sorted(kept_bigrams(text)):
                holders = holders_of[bigram] if bigram in holders_of else self.holders(bigram)
                count = len(holders)
                value = rarities[count] if count in rarities else rarities.setdefault(count, rarity(count, self.count))
                whole += value
                for article in holders if count <= COMMON else ():
                    shared[article] = shared.get(article, 0.0) + value
                    if bigram in self._lead_bigrams[article]:
                        led[article] = led.get(article, 0.0) + value
            odds = {article: affinity(share, led.get(article, 0.0), whole) for article, share in shared.items()}
            for article in self._continued:
                odds[article] = affinity(shared.get(article, 0.0), led.get(article, 0.0), whole) - UNLED
            shares = self._shares[text] = Shares(shared, whole, odds, affinity(0.0, 0.0, whole))
        return shares

    def shared(self, text: str, article: int) -> tuple[float, float]:
        """Summed weight of the text's bigrams that the article holds, and of all its bigrams."""
        shares = self.shares(text)
        return shares.shared.get(article, 0.0), shares.whole


def affinity(shared: float, led: float, whole: float) -> float:
    """Log-odds that a line of the weight `whole` is an article's headline; the article holds `shared` of this weight,
    and `led` of it at its beginning."""
    return min(AFFINITY_MOST, shared * SHARED + (whole - shared) * UNSHARED) + min(LED_MOST, led * LED) + UNLED


def nearest(shares: Sequence[Shares]) -> Collection[int]:
    """The few articles that hold most of the texts of which these are the shares."""
    votes = shares[0].shared
    if len(shares) > 1:
        votes = dict(votes)
        for further in shares[1:]:
            for article, share in further.shared.items():
                votes[article] = votes.get(article, 0.0) + share
    return (
        votes.keys()
        if len(votes) <= NEAREST
        else sorted(votes, key=lambda article: (-votes[article], article))[:NEAREST]
    )
