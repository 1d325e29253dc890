"""Records of real articles in; stories out, in two halves that share no story.

>>> len(seed_stories()) > 8
True
"""

from __future__ import annotations

import datetime
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.places import SEED_STORIES

SHORTEST, LONGEST = 120, 2200  # characters of a body
LONGEST_TITLE = 42
_ENDS = "。！？”…）"
_LIST = re.compile(r"快讯|^[（(【]?(?:央视)|国际联播")


@dataclass(frozen=True, slots=True)
class Story:
    """A real article: its headline, its paragraphs without byline, and the day when it was printed."""

    title: str
    paragraphs: tuple[str, ...]
    date: datetime.date


def seed_stories() -> list[Story]:
    """The stories of the seed page, cut out by hand; the bylines at their beginning are taken off."""
    return list(_stories(SEED_STORIES))


def read_stories(path: Path, *, held_out: bool) -> list[Story]:
    """Half of the stories of a JSON Lines file: the half for training, or the half kept for measuring (`held_out`). A
    record is taken if it has a headline and its paragraphs are whole sentences."""
    return [story for story in _stories(path) if (zlib.crc32(story.title.encode()) % 2 == 1) == held_out]


@cache
def _stories(path: Path) -> tuple[Story, ...]:
    with path.open(encoding="utf-8") as lines:
        return tuple(_read(json.loads(line) for line in lines))


def _read(records: Iterator[dict[str, str]]) -> Iterator[Story]:
    for record in records:
        title, body = (record["title"] or "").strip(), record["body"]
        paragraphs = tuple(part.strip() for part in body.split("\n") if part.strip())
        if not title or len(title) > LONGEST_TITLE or _LIST.search(title) or len(paragraphs) < 2:
            continue
        whole = all(part[-1] in _ENDS and len(part) > 12 for part in paragraphs)
        if whole and SHORTEST < sum(map(len, paragraphs)) < LONGEST and "\u3000" not in body:
            yield Story(title, paragraphs, datetime.date.fromisoformat(record["date"]))
