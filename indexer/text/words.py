"""Folded text becomes words, grams and chars, each with its place in the original.

Enters: any str. Leaves: streams of terms for the engines, or `Token`s with offsets for people and for highlighting.

    >>> analyze("湘潭市 ＳＭＡ").words
    (Token(term='湘潭', start=0, end=2), Token(term='市', start=2, end=3), Token(term='sma', start=4, end=7))

Three views of a text (docs/design.md: one for truth, two for ranking):

- `words`: dictionary words cut to their finest parts, a flat stream. An index holds those that no other view does:
  a word of one or two characters is a unit or a gram, and found there.
- `grams`: character bigrams of each Han run (a run of one: that character), other units whole.
- `chars`: units.

Offsets are code points into the original text, end-exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from itertools import chain, pairwise
from typing import Any

from xtsearch.indexer.text.fold import fold, fold_text
from xtsearch.indexer.text.remembered import Remembered
from xtsearch.indexer.text.units import HAN, RUNS, SEPARATOR, TOKEN_LIMIT, is_han

#: In the `chars` stream: two Han characters that do not touch in the text. No folded text holds it as a unit.
BREAK = "\u2016"
#: In the `words` stream, which may hold no word: the first term of every text that has a unit. So engines that average
#: over all articles and engines that average over those with a term in the field (tantivy, Lucene) come to the same.
PRESENT = BREAK
#: What a part costs in the cheapest partition of a word: a dictionary word 1, a single character 2.
#: On the news questions MRR@10 .792 whole -> .803 finest, on web questions .671 -> .700.
_WORD_COST, _CHARACTER_COST = 1, 2
_PART_LIMIT = 4
#: A word of so many characters is neither a unit nor a gram, but a term of its own.
_LONG = 3


def finest_parts(word: str) -> tuple[str, ...]:
    """Cut a dictionary word into its finest parts: 工程建设 -> 工程 建设, 湘潭市 -> 湘潭 市, 招投标 -> 招 投标.

    The cheapest partition into dictionary words shorter than the word, of at most `_PART_LIMIT` characters, and
    single characters; a part of three or more characters is cut again. Left whole where only single characters
    would be left (诺西那生钠), and cut at `TOKEN_LIMIT` where it is longer.
    """
    import rjieba

    size = len(word)
    if size < _LONG:
        return (word,)
    if size == _LONG:  # most are so short: what follows comes to the same, at three times the cost
        if rjieba.has_word(word[1:]):
            return word[0], word[1:]
        return (word[:2], word[2]) if rjieba.has_word(word[:2]) else (word,)
    best: list[tuple[int, int]] = [(0, 0)] + [
        (0, 0)
    ] * size  # (cost of the first i characters, where the last part starts)
    for end in range(1, size + 1):
        choices = [(best[end - 1][0] + _CHARACTER_COST, end - 1)]
        choices += [
            (best[start][0] + _WORD_COST, start)
            for start in range(max(0, end - _PART_LIMIT), end - 1)
            if end - start < size and rjieba.has_word(word[start:end])
        ]
        best[end] = min(choices)
    parts: list[str] = []
    end = size
    while end:
        start = best[end][1]
        parts.append(word[start:end])
        end = start
    if len(parts) == size:
        return tuple(word[i : i + TOKEN_LIMIT] for i in range(0, size, TOKEN_LIMIT))
    return tuple(part for whole in reversed(parts) for part in finest_parts(whole))


def _joined_parts(word: str, least: int) -> str:
    """Its finest parts of at least so many characters."""
    return SEPARATOR.join(part for part in finest_parts(word) if len(part) >= least)


_FINEST = Remembered(partial(_joined_parts, least=1))
_FINEST_LONG = Remembered(partial(_joined_parts, least=_LONG))


def cut_words(folded_runs: list[tuple[str, str]]) -> list[str]:
    """For each run its words joined by SEPARATOR; rjieba sees the Han runs alone, all in one call."""
    import rjieba

    han = [run for run, _ in folded_runs if run]
    if not han:
        return [other for _, other in folded_runs]
    words = rjieba.cut("\n".join(han))
    joined = SEPARATOR.join([word if len(word) < _LONG else _FINEST[word] for word in words])
    cut = iter(joined.split(f"{SEPARATOR}\n{SEPARATOR}"))
    return [next(cut) if run else other for run, other in folded_runs]


def cut_grams(folded_runs: list[tuple[str, str]]) -> list[str]:
    """For each run its grams joined by SEPARATOR: bigrams of a Han run, or what there is of it."""
    return [
        other or (SEPARATOR.join(map("".join, pairwise(run))) if len(run) > 1 else run) for run, other in folded_runs
    ]


def _cut_chars(folded_runs: list[tuple[str, str]]) -> list[str]:
    """For each run its units joined by SEPARATOR."""
    return [other or SEPARATOR.join(run) for run, other in folded_runs]


def whole_words(text: str) -> list[str]:
    """The dictionary words of the folded text, cut no finer: 大规模 is one, where `words` has 大, 规模."""
    import rjieba

    found: list[str] = []
    for run, other in RUNS.findall(fold_text(text)):
        found += rjieba.cut(run) if run else [other]
    return found


@dataclass(frozen=True, slots=True)
class Streams:
    """The three views of one text as an engine indexes them: terms joined by SEPARATOR.

    Of the words those that are neither units nor grams, after PRESENT; with the grams the units as well, for ranking:
    so a text is as long on every engine, where Elasticsearch holds both in one field. In `chars` a BREAK stands
    between two Han characters that do not touch in the text.
    """

    words: str
    grams: str
    chars: str


def streams(text: str) -> Streams:
    """Cut `text` into the three streams."""
    words = cut(text)
    found = RUNS.findall(words.text)
    units = (SEPARATOR.join(run) for run, _ in found if len(run) > 1)
    grams = SEPARATOR.join(chain(cut_grams(found), units))
    return Streams(_joined_long_words(words.text, words.words), grams, _joined_chars(found))


def _joined_chars(folded_runs: list[tuple[str, str]]) -> str:
    parted: list[str] = []
    after_han = False
    for (run, _), units in zip(folded_runs, _cut_chars(folded_runs), strict=True):
        if run and after_han:
            parted.append(BREAK)
        parted.append(units)
        after_han = bool(run)
    return SEPARATOR.join(parted)


def char_stream(text: str) -> str:
    """The `chars` stream alone."""
    return _joined_chars(RUNS.findall(fold_text(text)))


def word_stream(text: str) -> str:
    """The `words` stream alone."""
    found = cut(text)
    return _joined_long_words(found.text, found.words)


def _joined_long_words(folded: str, words: Sequence[str]) -> str:
    if not RUNS.search(folded):
        return ""
    return SEPARATOR.join(filter(None, [PRESENT, *[_FINEST_LONG[word] for word in words if len(word) >= _LONG]]))


#: What parts words and is none: all but Han characters, with the signs that names are written with.
_NO_WORDS = re.compile(f"[^{HAN}、·•・]+")
#: Texts whose cut is kept: those of an article, whose entities are found right before it is indexed.
_KEPT_CUTS = 16
#: Longer ones are not kept: an article of 16 MB is millions of words.
_KEPT_CHARACTERS = 50_000


@dataclass(frozen=True, slots=True)
class Cut:
    """A folded text, and the words of its Han runs in order; among them signs, of which LF is any but 、 and ·."""

    text: str
    words: list[str]


def cut(text: str) -> Cut:
    """Fold and cut: what the `words` stream, and the entities of a text, are made of."""
    return _kept_cut(text) if len(text) <= _KEPT_CHARACTERS else _cut(text)


def _cut(text: str) -> Cut:
    import rjieba

    folded = fold_text(text)
    return Cut(folded, rjieba.cut(_NO_WORDS.sub("\n", folded)))


_kept_cut = lru_cache(_KEPT_CUTS)(_cut)


@dataclass(frozen=True, slots=True)
class Token:
    """A term and the stretch [start, end) of the original text that it came from, in code points.

    Folding that stretch gives the term, but where one code point folds to several (㎡ to m2) and a gram holds
    only some of them: then the term is part of what the stretch folds to.
    """

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """What `analyze` shows: the text as given, folded, and its three views."""

    text: str
    folded: str
    words: tuple[Token, ...]
    grams: tuple[Token, ...]
    chars: tuple[Token, ...]

    def to_dict(self) -> dict[str, Any]:
        """What `analyze --format json` writes, as JSON values."""
        return asdict(self)

    def records(self) -> list[dict[str, Any]]:
        """A row for each term of each view: view, term, start, end."""
        views = {"words": self.words, "grams": self.grams, "chars": self.chars}
        return [{"view": view, **asdict(token)} for view, tokens in views.items() for token in tokens]


def analyze(text: str) -> Analysis:
    """Cut `text` into the three views, each term with its place in the original."""
    folded = fold(text)
    matches = list(RUNS.finditer(folded.text))
    found = [(match[1] or "", match[2] or "") for match in matches]

    def place(cut: list[str], overlap: int = 0) -> tuple[Token, ...]:
        tokens: list[Token] = []
        for match, joined in zip(matches, cut, strict=True):
            start = match.start()
            for term in joined.split(SEPARATOR):
                tokens.append(Token(term, *folded.span(start, start + len(term))))
                start += len(term) - overlap * (match[1] is not None)
        return tuple(tokens)

    return Analysis(text, folded.text, place(cut_words(found)), place(cut_grams(found), 1), place(_cut_chars(found)))


def view_of(term: str) -> str:
    """The stream that ranks a term of `words` or of `grams`: `grams` holds all but long words."""
    return "words" if len(term) >= _LONG and is_han(term[0]) else "grams"
