"""Stories in; some that one page could hold, because they were printed near each other in time or tell of like things,
out. Seeded.

A page of a newspaper has a subject: economy, sport, one province. So its articles share words, and a parser that takes
many shared words for a sign of one article must be fitted to pages that have a subject. The cosine of two articles of a
real page is .02 in the middle and .07 for one pair in ten; of two stories taken by date it is .006 and .017.

>>> from training.compose.stories import seed_pool
>>> 2 <= len(draw_shelves(Random(1), seed_pool(), 5).reported) <= 5
True
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import log, sqrt
from random import Random

from training.compose.stories import Pool, Story

SPAN = 40  # stories that lie so close by date that one page could hold them
ON_ONE_SUBJECT = 0.75  # of pages
DAYS = 5  # within which the stories of a page with a subject were printed
COMMON = 0.05  # a pair of characters that more of the stories hold says nothing of the subject
SAME = 0.35  # cosine from which two stories tell of the same, and no page holds both


def draw_shelves(random: Random, pool: Pool, count: int) -> Pool:
    """So many stories of each kind that one page could hold; half as many, where it has a subject."""
    if random.random() >= ON_ONE_SUBJECT or not pool.reported:
        return pool.of_each(lambda shelf: near_in_time(random, shelf, count))
    first = random.choice(pool.reported)
    ranked = _subjects(pool).nearest(first.title)

    def nearest(shelf: tuple[Story, ...]) -> tuple[Story, ...]:
        by_title = {story.title: story for story in shelf}
        titles = [title for title in (first.title, *ranked) if title in by_title][: count // 2]
        days = (first.date - datetime.timedelta(days=random.randint(0, DAYS)) for _ in titles)
        return tuple(replace(by_title[title], date=day) for title, day in zip(titles, days, strict=False))

    return pool.of_each(nearest)


def near_in_time(random: Random, stories: Sequence[Story], count: int = SPAN) -> tuple[Story, ...]:
    """So many stories that follow each other by date; fewer, where there are no more."""
    ordered = sorted(stories, key=lambda story: (story.date, story.title))
    start = random.randrange(max(1, len(ordered) - count))
    return tuple(ordered[start : start + count])


class _Subjects:
    """Which stories share the rare pairs of characters of a story; each story goes by its title."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._pairs = {title: _pairs(text) for title, text in texts.items()}
        counts = Counter(pair for pairs in self._pairs.values() for pair in pairs)
        most = max(2, COMMON * len(texts))
        self._weights = {pair: log(len(texts) / count) for pair, count in counts.items() if 1 < count <= most}
        self._holders: defaultdict[str, list[str]] = defaultdict(list)
        self._sizes: dict[str, float] = {}
        for title, pairs in self._pairs.items():
            weighed = [pair for pair in pairs if pair in self._weights]
            self._sizes[title] = sqrt(sum(self._weights[pair] ** 2 for pair in weighed)) or 1.0
            for pair in weighed:
                self._holders[pair].append(title)

    def nearest(self, title: str) -> list[str]:
        """The titles of the stories that share anything with the story, those that share most first; without those that
        tell the same."""
        shared: defaultdict[str, float] = defaultdict(float)
        for pair in sorted(self._pairs[title]):
            for holder in self._holders.get(pair, ()):
                shared[holder] += self._weights[pair] ** 2
        cosines = {
            holder: weight / (self._sizes[title] * self._sizes[holder])
            for holder, weight in shared.items()
            if holder != title
        }
        ranked = sorted(cosines, key=lambda holder: (-cosines[holder], holder))
        return [holder for holder in ranked if cosines[holder] < SAME]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


@cache
def _subjects(pool: Pool) -> _Subjects:
    stories = (*pool.reported, *pool.composed, *pool.items)
    return _Subjects({story.title: "".join(story.paragraphs) for story in stories})
