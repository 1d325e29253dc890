"""Persons: found by patterns in the letters that `tags` gives to words.

    市长 吴志雄 、 李 激扬 出席  ->  T N , s v V  ->  吴志雄, 李激扬

A word that can be a name is taken for one if a title stands before it, if a title or a verb of saying follows, or if
it stands in an enumeration with another name; most of three characters are taken for names anywhere. rjieba cuts a name
that it does not know in two (李 激扬): in such a place a surname is joined with the word, or the one or two characters,
after it. A name after 记者 or 通讯员 is that of an author, and counts only if it is mentioned elsewhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from xtsearch.indexer.entities.tags import TRANSLITERATED, is_ambiguous, is_name_alone, named_in
from xtsearch.indexer.text.words import Cut

#: What may follow a joined name: a punctuation mark, a title, a verb, a word of grammar, or the end.
_END = r"(?=[|,VTRfv]|$)"
_JOINED = rf"s(?:[csl]{{1,2}}|[dvnF]){_END}"
_FOREIGN = r"[cs]?F[Fcs]{0,3}"
_NAME = rf"(?:N|nc{_END}|n|{_FOREIGN}|{_JOINED})"
#: A name after a title, with the names enumerated after it.
_TITLED = re.compile(rf"T({_NAME})((?:,{_NAME})*)")
_ENUMERATED = re.compile(rf",({_NAME})")
#: A name before a title, or before a verb of saying; a joined name only after a punctuation mark. (One pattern with
#: alternatives instead of these, which begin with one letter each, would take several times as long.)
_SPEAKING = (
    re.compile(r"[Nn](?=[VT])"),
    re.compile(r"F[Fcs]{0,3}(?=[VT])"),
    re.compile(r"s(?<=[|,]s)(?:[csl]{1,2}|[dvnF])(?=V)"),
)
#: A name of three characters, anywhere.
_ALONE = re.compile("N")
#: Names of authors: after 记者, before 摄, and in brackets at the end of an article: （聂丹芬、李欢）.
_REPORTED = re.compile(rf"R(?:\|?,?{_NAME})+")
_CREDITED = re.compile(rf"(?:{_NAME}[|,]?){{1,4}}A")
_CLOSING = re.compile(rf"\|(?:{_NAME}[|,]?){{1,4}}$")
#: The most letters of the second and the third, which are searched for from their ends.
_BYLINE = 16
_EACH = re.compile(rf"{_NAME}|s[csl]{{1,2}}$|s[dvnF]$")
#: The most words, and the most characters, of each part of a transliterated name.
_PART_WORDS, _PART_CHARACTERS = 5, 9


def find_persons(tagged: Iterable[tuple[Cut, str]]) -> Mapping[str, int]:
    """The persons in cut texts, and how often each is mentioned.

    `tagged` has for each text its words, and a string with the letter of each word (`tags.letters_of`).
    """
    evidence: dict[str, int] = defaultdict(int)
    alone: dict[str, int] = defaultdict(int)
    reporters: set[str] = set()
    for cut, letters in tagged:
        letters, named = _without_reporters(cut.words, letters)
        reporters |= named
        for titled in _TITLED.finditer(letters):
            evidence[_name(cut.words, letters, *titled.span(1))] += 1
            if titled[2]:
                for enumerated in _ENUMERATED.finditer(letters, *titled.span(2)):
                    evidence[_name(cut.words, letters, *enumerated.span(1))] += 1
        for speaking in chain.from_iterable(pattern.finditer(letters) for pattern in _SPEAKING):
            start, end = speaking.span()
            if letters[end] == "V" or letters[start] not in "Nn" or not is_ambiguous(cut.words[start]):
                evidence[_name(cut.words, letters, start, end)] += 1
        for single in _ALONE.finditer(letters):
            alone[named_in(cut.words[single.start()])] += 1
        if "." in letters:
            for name in _dotted(cut.words, letters):
                evidence[name] += 1
    for name, count in alone.items():
        if name in evidence or (name not in reporters and is_name_alone(name)):
            evidence[name] = max(evidence[name], count)
    return _whole(evidence)


def _name(words: list[str], letters: str, start: int, end: int) -> str:
    """The name in a run of words; a transliterated name goes on as long as the words are transliterations."""
    if "F" in letters[start:end]:
        while start < end - 1 and not _is_transliterated(words[start]):
            start += 1
        end = _reach(words, start, 1) + 1
    return named_in("".join(words[start:end]))


def _is_transliterated(word: str) -> bool:
    return all(character in TRANSLITERATED for character in word)


def _without_reporters(words: list[str], letters: str) -> tuple[str, set[str]]:
    """The letters with `|` in the place of each byline, and the names in the bylines."""
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
    """Names of several parts with dots between them: 弗拉基米尔·普京."""
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
    """The index of the last word, going from a dot in steps of 1 or -1, that is still part of the name."""
    at, size = dot, 0
    while abs(at + step - dot) <= _PART_WORDS and 0 <= at + step < len(words):
        word = words[at + step]
        size += len(word)
        if size > _PART_CHARACTERS or not _is_transliterated(word):
            break
        at += step
    return at


def _whole(evidence: Mapping[str, int]) -> Mapping[str, int]:
    """The counts without names that are part of a longer name: 普京 of 弗拉基米尔·普京."""
    kept: list[str] = []
    for name in sorted(evidence, key=len, reverse=True):
        if not any(name in longer for longer in kept):
            kept.append(name)
    whole = set(kept)
    return {name: count for name, count in evidence.items() if name in whole}
