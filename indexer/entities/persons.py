"""Persons: patterns of the letters that `tags` gives to words.

    市长 吴志雄 、 李 激扬 出席  ->  T N , s v V  ->  吴志雄, 李激扬

A name is believed where a title stands before it, a title or a verb of saying follows, or a believed name is beside
it in an enumeration; of three characters it is mostly believed as such. rjieba cuts a name that it does not know
(李 激扬): a surname and one word, or one or two characters, are joined where such a place asks for a name.
Who is named after 记者 or 通讯员 has written the article, or is spoken of elsewhere in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from xtsearch.indexer.entities.tags import TRANSLITERATED, is_ambiguous, is_name_alone, named_in
from xtsearch.indexer.text.words import Cut

#: What may follow a name that was joined: a sign, a title, a verb, a word of grammar, or the end.
_END = r"(?=[|,VTRfv]|$)"
_JOINED = rf"s(?:[csl]{{1,2}}|[dvnF]){_END}"
_FOREIGN = r"[cs]?F[Fcs]{0,3}"
_NAME = rf"(?:N|nc{_END}|n|{_FOREIGN}|{_JOINED})"
#: After a title, with the names that an enumeration adds.
_TITLED = re.compile(rf"T({_NAME})((?:,{_NAME})*)")
_ENUMERATED = re.compile(rf",({_NAME})")
#: Before a title, or before a verb of saying; a joined name there only where a sign stands before it. (Patterns that
#: begin with one letter are sought several times as fast as alternatives.)
_SPEAKING = (
    re.compile(r"[Nn](?=[VT])"),
    re.compile(r"F[Fcs]{0,3}(?=[VT])"),
    re.compile(r"s(?<=[|,]s)(?:[csl]{1,2}|[dvnF])(?=V)"),
)
#: A name of three characters, wherever it stands.
_ALONE = re.compile("N")
#: After 记者; before 摄; and what closes an article in brackets: （聂丹芬、李欢）.
_REPORTED = re.compile(rf"R(?:\|?,?{_NAME})+")
_CREDITED = re.compile(rf"(?:{_NAME}[|,]?){{1,4}}A")
_CLOSING = re.compile(rf"\|(?:{_NAME}[|,]?){{1,4}}$")
_BYLINE = 16  # letters of the two that are sought backwards
_EACH = re.compile(rf"{_NAME}|s[csl]{{1,2}}$|s[dvnF]$")
#: Words and characters of each part of a transliterated name.
_PART_WORDS, _PART_CHARACTERS = 5, 9


def find_persons(tagged: Iterable[tuple[Cut, str]]) -> Mapping[str, int]:
    """Names, with how often each is mentioned."""
    evidence: dict[str, int] = defaultdict(int)
    alone: dict[str, int] = defaultdict(int)
    reporters: set[str] = set()
    for cut, letters in tagged:
        letters, named = _without_reporters(cut.words, letters)
        reporters |= named
        for found in _TITLED.finditer(letters):
            evidence[_name(cut.words, letters, *found.span(1))] += 1
            if found[2]:
                for more in _ENUMERATED.finditer(letters, *found.span(2)):
                    evidence[_name(cut.words, letters, *more.span(1))] += 1
        for found in chain.from_iterable(pattern.finditer(letters) for pattern in _SPEAKING):
            start, end = found.span()
            if letters[end] == "V" or letters[start] not in "Nn" or not is_ambiguous(cut.words[start]):
                evidence[_name(cut.words, letters, start, end)] += 1
        for found in _ALONE.finditer(letters):
            alone[named_in(cut.words[found.start()])] += 1
        if "." in letters:
            for name in _dotted(cut.words, letters):
                evidence[name] += 1
    for name, count in alone.items():
        if name in evidence or (name not in reporters and is_name_alone(name)):
            evidence[name] = max(evidence[name], count)
    return _whole(evidence)


def _name(words: list[str], letters: str, start: int, end: int) -> str:
    """The name that a run of words is; a transliteration goes on as far as its characters do."""
    if "F" in letters[start:end]:
        while start < end - 1 and not _is_transliterated(words[start]):
            start += 1
        end = _reach(words, start, 1) + 1
    return named_in("".join(words[start:end]))


def _is_transliterated(word: str) -> bool:
    return all(character in TRANSLITERATED for character in word)


def _without_reporters(words: list[str], letters: str) -> tuple[str, set[str]]:
    """The letters with those of bylines struck out, and the names that stood there."""
    named: set[str] = set()
    for byline in _bylines(letters):
        for name in _EACH.finditer(letters, *byline.span()):
            named.add(_name(words, letters, *name.span()))
        letters = letters[: byline.start()] + "|" * (byline.end() - byline.start()) + letters[byline.end() :]
    return letters, named


def _bylines(letters: str) -> Iterator[re.Match[str]]:
    if "R" in letters:
        yield from _REPORTED.finditer(letters)
    at = letters.find("A")
    while at >= 0:
        credited = _CREDITED.search(letters, max(0, at - _BYLINE), at + 1)
        if credited:
            yield credited
        at = letters.find("A", at + 1)
    closing = _CLOSING.search(letters, max(0, len(letters) - _BYLINE))
    if closing:
        yield closing


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
        if size > _PART_CHARACTERS or not _is_transliterated(word):
            break
        at += step
    return at


def _whole(evidence: Mapping[str, int]) -> Mapping[str, int]:
    """Without a name that is part of a longer one: 普京 of 弗拉基米尔·普京."""
    kept: list[str] = []
    for name in sorted(evidence, key=len, reverse=True):
        if not any(name in longer for longer in kept):
            kept.append(name)
    whole = set(kept)
    return {name: count for name, count in evidence.items() if name in whole}
