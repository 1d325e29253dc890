"""Persons: patterns of the letters that `tags` gives to words.

    市长 吴志雄 、 李 激扬 出席  ->  T N , s v V  ->  吴志雄, 李激扬

A name is believed where a title stands before it, a title or a verb of saying follows, or a believed name is beside it in
an enumeration; of three characters it is believed as such, and on its own from then on. rjieba cuts a name that it does
not know (李 激扬): a surname and one word, or one or two characters, are joined where such a place asks for a name.
Who is named after 记者 or 通讯员 has written the article, or is spoken of elsewhere in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from indexer.analysis import Cut
from indexer.entities.tags import TRANSLITERATED

#: What may follow a name that was joined: a sign, a title, a verb, a word of grammar, or the end.
_END = r"(?=[|,VTRfv]|$)"
_JOINED = rf"s(?:[csl]{{1,2}}|[dvnF]){_END}"
_NAME = rf"(?:[NnF]|{_JOINED})"
#: After a title, with the names that an enumeration adds.
_TITLED = re.compile(rf"(?<=T)({_NAME})((?:,{_NAME})*)")
_ENUMERATED = re.compile(rf",({_NAME})")
#: Before a title, or before a verb of saying; a joined name there only where nothing stands before it.
_SPEAKING = re.compile(rf"([NnF])(?=[VT])|(?:(?<=[|,])|^)({_JOINED})(?=V)")
#: A name of three characters, wherever it stands.
_ALONE = re.compile("N")
_REPORTED = re.compile(rf"R(?:\|?,?{_NAME})+")
_DOT = re.compile(r"\.")
#: Words and characters of each part of a transliterated name.
_PART_WORDS, _PART_CHARACTERS = 5, 9


def find_persons(tagged: Iterable[tuple[Cut, str]]) -> Counter[str]:
    """Names, with how often each is mentioned."""
    evidence: Counter[str] = Counter()
    reporters: set[str] = set()
    alone: Counter[str] = Counter()
    texts: list[str] = []
    for cut, letters in tagged:
        texts.append(cut.text)
        if "R" in letters:
            letters, named = _without_reporters(cut.words, letters)
            reporters |= named
        for found in _TITLED.finditer(letters):
            evidence[_joined(cut.words, *found.span(1))] += 1
            if found[2]:
                for more in _ENUMERATED.finditer(letters, *found.span(2)):
                    evidence[_joined(cut.words, *more.span(1))] += 1
        for found in _SPEAKING.finditer(letters):
            evidence[_joined(cut.words, *found.span())] += 1
        for found in _ALONE.finditer(letters):
            alone[cut.words[found.start()]] += 1
        if "." in letters:
            evidence.update(_dotted(cut.words, letters))
    for name in alone:
        if name not in reporters:
            evidence[name] += 1
    return _mentions(evidence, texts)


def _joined(words: tuple[str, ...] | list[str], start: int, end: int) -> str:
    return "".join(words[start:end])


def _without_reporters(words: list[str], letters: str) -> tuple[str, set[str]]:
    """The letters with those of bylines struck out, and the names that stood there."""
    named: set[str] = set()
    for byline in _REPORTED.finditer(letters):
        for name in re.finditer(_NAME, letters[byline.start() + 1 : byline.end()] + "|"):
            start = byline.start() + 1
            named.add(_joined(words, start + name.start(), start + name.end()))
        letters = letters[: byline.start()] + "|" * (byline.end() - byline.start()) + letters[byline.end() :]
    return letters, named


def _dotted(words: list[str], letters: str) -> Iterator[str]:
    """Names of several parts: 弗拉基米尔·普京."""
    at = 0
    while (at := letters.find(".", at)) >= 0:
        first = _reach(words, at, -1)
        last = at
        while last < len(words) and letters[last] == ".":
            after = _reach(words, last, 1)
            if after == last:
                break
            last = after + 1
        if first < at and last > at + 1:
            yield "".join("·" if letters[i] == "." else words[i] for i in range(first, last))
        at = max(last, at + 1)


def _reach(words: list[str], dot: int, step: int) -> int:
    """The furthest word from a dot that is still part of the name beside it."""
    at, size = dot, 0
    while abs(at + step - dot) <= _PART_WORDS and 0 <= at + step < len(words):
        word = words[at + step]
        size += len(word)
        if size > _PART_CHARACTERS or not all(character in TRANSLITERATED for character in word):
            break
        at += step
    return at


def _mentions(evidence: Counter[str], texts: list[str]) -> Counter[str]:
    """How often each name is mentioned; one that is part of a longer one is that one."""
    names = sorted(evidence, key=lambda name: -len(name))
    kept: list[str] = []
    for name in names:
        if not any(name in longer for longer in kept):
            kept.append(name)
    kept_set = set(kept)
    return Counter({name: evidence[name] for name in evidence if name in kept_set})
