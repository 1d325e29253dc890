"""Records of real articles in; stories out, in two halves that share no story.

>>> len(seed_stories()) > 8
True

Half of the records have no headline, or hold all their text in one paragraph. Their texts are cut into paragraphs at
the ends of sentences, and a headline is made of their first clauses, as `headlines.compose_headline` says.
"""

from __future__ import annotations

import datetime
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

from training.compose.headlines import compose_headline
from training.compose.printed import PrintedArticle, PrintedPage, read_archive
from training.places import SEED_STORIES

SHORTEST, LONGEST = 120, 6000  # characters of a body
SHORTEST_ITEM = 40  # characters of an item of news in brief
LONGEST_TITLE = 42
#: Characters after which a paragraph ends with its sentence -> how many of 100 paragraphs. So they are about as long as
#: those of the records of news.jsonl that have paragraphs: a quarter up to 66 characters, half up to 132.
PARAGRAPHS = ((40, 22), (90, 30), (140, 24), (200, 14), (300, 7), (450, 3))
_DAY = datetime.date(2023, 8, 1)  # of a record without a day
_ENDS = "。！？”…）"
_LIST = re.compile(r"快讯|^[（(【]?(?:央视)|国际联播")
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’」』）)]*")
_LEAD = re.compile(
    r"^.{0,44}?(?:讯|电|消息|报道)\s?[（(【\[][^（(【\[）)】\]]{2,40}[）)】\]]\s?|^.{0,24}?\d+日(?:讯|电)\s*"
)
_NO_STORY = re.compile(
    r"原标题|来源|记者|作者|责任?编|https?:|www|图源|摄|点击|关注|转载|编辑|小编|阅读|[\u3000\xa0\t]|^[【（(#\d]|供图|讯[（(]|日[电讯]|^文/|IT之家|声明"
)
_TAIL = re.compile(r"原标题|来源|责任?编|https?:|www|图源|摄|点击|转载|编辑：|更新时间|供图|声明|[\u3000\xa0\t]")


@dataclass(frozen=True, slots=True)
class Story:
    """A real article: its headline, its paragraphs without byline, and the day when it was printed."""

    title: str
    paragraphs: tuple[str, ...]
    date: datetime.date

    @property
    def size(self) -> int:
        """Characters of all paragraphs."""
        return sum(map(len, self.paragraphs))


@dataclass(frozen=True, slots=True)
class Pool:
    """Stories by what they are good for: `reported` have the headline that they were printed under, `composed` one that
    was made of their text; `items` are news in brief, of one paragraph, with the headline of print. `printed`: whole
    pages of an archive, where there is one."""

    reported: tuple[Story, ...]
    composed: tuple[Story, ...]
    items: tuple[Story, ...]
    printed: tuple[PrintedPage, ...] = ()

    def of_each(self, change: Callable[[tuple[Story, ...]], tuple[Story, ...]]) -> Pool:
        """The pool of what `change` makes of each shelf of stories, without the printed pages."""
        return Pool(change(self.reported), change(self.composed), change(self.items))


def feature(random: Random, stories: Sequence[Story]) -> Story:
    """The first story with the texts of the others, as one long article. On some their paragraphs stand between each
    other, so that beginning and end share as many words as those of printed features do (cosine of the halves .18 in a
    national paper, .19 in single stories, .01 between two stories); on some they follow each other, as the scenes of a
    report do."""
    apart = random.choice((0.2, 0.5, 0.8, 1.0))
    placed = sorted(
        (number * apart + (at + random.random()) / len(story.paragraphs), number, at)
        for number, story in enumerate(stories)
        for at in range(len(story.paragraphs))
        if number or at
    )
    return replace(
        stories[0],
        paragraphs=(stories[0].paragraphs[0], *(stories[number].paragraphs[at] for _, number, at in placed)),
    )


def seed_stories() -> list[Story]:
    """The stories of the seed page, cut out by hand; the bylines at their beginning are taken off."""
    return list(_stories(SEED_STORIES).reported)


def seed_pool() -> Pool:
    """The stories of the seed page as a pool, for tests and small fits; they stand also for a printed page."""
    pool = _pool(_stories(SEED_STORIES), lambda _: True)
    articles = tuple(
        PrintedArticle(None, story.title, None, tuple((text, "body") for text in story.paragraphs))
        for story in pool.reported
    )
    return replace(pool, printed=(PrintedPage(pool.reported[0].date, 1, articles),))


def read_stories(path: Path, *, held_out: bool) -> list[Story]:
    """The stories of `read_pool` that have the headline they were printed under."""
    return list(read_pool(path, held_out=held_out).reported)


def read_pool(path: Path, *, held_out: bool, archive: Path | None = None) -> Pool:
    """Half of the stories of a JSON Lines file: the half for training, or the half kept for measuring (`held_out`). A
    record is taken if its paragraphs are whole sentences. `archive`: the folder of a newspaper's printed pages, of
    which it is the same.

    Raises:
        FileNotFoundError: there is no such file, or no article in the archive.
    """
    pool = _pool(_stories(path), lambda story: (zlib.crc32(story.title.encode()) % 2 == 1) == held_out)
    return replace(pool, printed=read_archive(archive, held_out=held_out) if archive else ())


def _pool(stories: Pool, keep: Callable[[Story], bool]) -> Pool:
    return stories.of_each(lambda shelf: tuple(filter(keep, shelf)))


@cache
def _stories(path: Path) -> Pool:
    reported: list[Story] = []
    composed: list[Story] = []
    items: list[Story] = []
    with path.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            title, body = (record["title"] or "").strip(), record["body"]
            day = datetime.date.fromisoformat(record["date"]) if record["date"] else _DAY
            paragraphs = tuple(part.strip() for part in body.split("\n") if part.strip())
            if _LIST.search(title):
                items += _read_items(paragraphs, day)
            elif title and len(paragraphs) >= 2:
                reported += _read_reported(title, paragraphs, day, body)
            elif len(paragraphs) == 1:
                composed += _read_composed(paragraphs[0], day)

    def ordered(part: list[Story]) -> tuple[Story, ...]:
        first = {story.title: story for story in reversed(part)}
        return tuple(sorted(first.values(), key=lambda story: (story.date, story.title)))

    return Pool(tuple(reported), ordered(composed), ordered(items))


def _read_reported(title: str, paragraphs: tuple[str, ...], day: datetime.date, body: str) -> Iterator[Story]:
    whole = all(part[-1] in _ENDS and len(part) > 12 for part in paragraphs)
    story = Story(title, paragraphs, day)
    if len(title) <= LONGEST_TITLE and whole and SHORTEST < story.size < LONGEST and "\u3000" not in body:
        yield story


def _read_items(paragraphs: tuple[str, ...], day: datetime.date) -> Iterator[Story]:
    """The news of a list of news in brief: each is a headline and one paragraph."""
    for title, text in pairwise(paragraphs):
        is_title = (
            6 <= len(title) <= LONGEST_TITLE and title[-1] not in _ENDS and title[-1] != "：" and "-" not in title
        )
        if is_title and text[-1] in _ENDS and len(text) >= SHORTEST_ITEM:
            yield Story(title, (text,), day)


def _read_composed(text: str, day: datetime.date) -> Iterator[Story]:
    """A text without headline and paragraphs as a story of both. Its choices depend on the text alone."""
    sentences: list[str] = _SENTENCE.findall(_LEAD.sub("", text, count=1))
    while sentences and _TAIL.search(sentences[-1]):
        sentences.pop()
    if len(sentences) < 4 or _NO_STORY.search(sentences[0]) or any(_TAIL.search(part) for part in sentences):
        return
    random = Random(zlib.crc32(text.encode()))
    title = compose_headline(random, sentences)
    if title is None:
        return
    paragraphs: list[str] = []
    room = 0
    limits, weights = zip(*PARAGRAPHS, strict=True)
    for sentence in sentences:
        if room <= 0 or not paragraphs:
            room = random.choices(limits, weights)[0]
            paragraphs.append(sentence)
        else:
            paragraphs[-1] += sentence
        room -= len(sentence)
    if len(paragraphs) >= 2 and all(len(part) > 12 for part in paragraphs):
        yield Story(title, tuple(paragraphs), day)
