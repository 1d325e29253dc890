"""A text is folded and becomes words, grams and chars, each term with its place in the original.

Enters: any str. Leaves: streams of terms for the engines, or `Token`s with offsets for people and for highlighting.

    >>> analyze("湘潭市 ＳＭＡ").words
    (Token(term='湘潭', start=0, end=2), Token(term='市', start=2, end=3), Token(term='sma', start=4, end=7))

Three views of a text (docs/design.md: one for truth, two for ranking):

- `words`: dictionary words cut to their finest parts, one after the other. An index holds only those of three and more
  characters: a shorter one is a unit or a gram, and is found there.
- `grams`: the bigrams of each Han run, or its only character; other units whole.
- `chars`: units (see `units`).

Offsets are code points into the original text, end-exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from itertools import chain, pairwise
from typing import Any

from xtsearch.indexer.text.fold import fold, fold_text
from xtsearch.indexer.text.jieba_dictionary import dictionary
from xtsearch.indexer.text.units import HAN, RUNS, SEPARATOR, TOKEN_LIMIT, is_han
from xtsearch.indexer.text.word_cache import WordCache

#: Stands in the `chars` stream between two Han characters that do not touch in the text. No unit of folded text
#: equals it.
BREAK = "\u2016"
#: The first term of the `words` stream of every text with a unit, also where there is no long word. BM25 takes the
#: average length over the articles with a term in the field (Lucene) or over all (tantivy): with this term both are the
#: same.
PRESENT = BREAK
#: The cost of a part in the cheapest partition of a word: a dictionary word 1, a single character 2. MRR@10 with whole
#: words and with their finest parts: .792 -> .803 on news questions, .671 -> .700 on web questions.
_WORD_COST, _CHARACTER_COST = 1, 2
#: Characters of a part at most.
_PART_LIMIT = 4
#: A word of so many characters, or more, is neither a unit nor a gram: an index holds it as a term of its own.
_LONG = 3


def finest_parts(word: str) -> tuple[str, ...]:
    """Cut a dictionary word into its finest parts: 工程建设 -> 工程 建设, 湘潭市 -> 湘潭 市, 招投标 -> 招 投标.

    That is the cheapest partition into single characters and dictionary words that are shorter than the word and have
    at most `_PART_LIMIT` characters; a part of three or more characters is cut again. A word that would become single
    characters only stays whole (诺西那生钠), but is cut after `TOKEN_LIMIT` characters.
    """
    size = len(word)
    if size < _LONG:
        return (word,)
    if size == _LONG:  # most words that get here: the code below gives the same, in three times the time
        if dictionary().has_word(word[1:]):
            return word[0], word[1:]
        return (word[:2], word[2]) if dictionary().has_word(word[:2]) else (word,)
    best: list[tuple[int, int]] = [(0, 0)] + [
        (0, 0)
    ] * size  # (cost of the first i characters, where the last part starts)
    for end in range(1, size + 1):
        choices = [(best[end - 1][0] + _CHARACTER_COST, end - 1)]
        choices += [
            (best[start][0] + _WORD_COST, start)
            for start in range(max(0, end - _PART_LIMIT), end - 1)
            if end - start < size and dictionary().has_word(word[start:end])
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
    """The finest parts of a word that have at least `least` characters, joined by SEPARATOR."""
    return SEPARATOR.join(part for part in finest_parts(word) if len(part) >= least)


_FINEST = WordCache(partial(_joined_parts, least=1))
_FINEST_LONG = WordCache(partial(_joined_parts, least=_LONG))


def cut_words(folded_runs: list[tuple[str, str]]) -> list[str]:
    """For each match of RUNS its words, joined by SEPARATOR. rjieba gets the Han runs alone, all in one call."""
    han = [run for run, _ in folded_runs if run]
    if not han:
        return [token for _, token in folded_runs]
    words = dictionary().cut("\n".join(han))
    joined = SEPARATOR.join([word if len(word) < _LONG else _FINEST[word] for word in words])
    cut = iter(joined.split(f"{SEPARATOR}\n{SEPARATOR}"))
    return [next(cut) if run else token for run, token in folded_runs]


def cut_grams(folded_runs: list[tuple[str, str]]) -> list[str]:
    """For each match of RUNS its grams, joined by SEPARATOR: the bigrams of a Han run, or its only character."""
    return [
        token or (SEPARATOR.join(map("".join, pairwise(run))) if len(run) > 1 else run) for run, token in folded_runs
    ]


def _cut_chars(folded_runs: list[tuple[str, str]]) -> list[str]:
    """For each match of RUNS its units, joined by SEPARATOR."""
    return [token or SEPARATOR.join(run) for run, token in folded_runs]


def whole_words(text: str) -> list[str]:
    """The dictionary words of the folded text, cut no finer: 大规模 is one word here, and 大, 规模 in `words`."""
    words: list[str] = []
    for run, token in RUNS.findall(fold_text(text)):
        words += dictionary().cut(run) if run else [token]
    return words


def dictionary_words(run: str) -> list[tuple[str, bool]]:
    """The words of a run of Han characters, in order, and of each whether the dictionary has it.

    Traditional characters are looked up as simplified ones; each word is as long as its stretch of the run.
    """
    folded = fold_text(run)
    if len(folded) != len(run):
        return [(character, False) for character in run]
    return [(word, dictionary().has_word(word)) for word in dictionary().cut(folded)]


@dataclass(frozen=True, slots=True)
class Streams:
    """The three views of one text as an engine indexes them: terms joined by SEPARATOR.

    `words` are PRESENT and the words of three and more characters. `grams` are followed by the units of Han runs:
    Elasticsearch holds both in one field, and so a text is of one length for ranking on every engine. In `chars` a
    BREAK stands between two Han characters that do not touch in the text.
    """

    words: str
    grams: str
    chars: str


def streams(text: str) -> Streams:
    """Cut a text into the three streams."""
    words: list[str] = []
    grams: list[str] = []
    units: list[str] = []
    chars: list[str] = []
    after_han = False
    for piece in _pieces(text):
        piece_cut = cut(piece)
        runs = RUNS.findall(piece_cut.text)
        if not runs:
            continue
        words.append(_joined_long_words(piece_cut.words))
        grams.append(SEPARATOR.join(cut_grams(runs)))
        units.append(SEPARATOR.join(SEPARATOR.join(run) for run, _ in runs if len(run) > 1))
        chars.append(_joined_chars(runs, after_han))
        after_han = bool(runs[-1][0])
    return Streams(_present(words), SEPARATOR.join(filter(None, chain(grams, units))), SEPARATOR.join(chars))


def _joined_chars(folded_runs: list[tuple[str, str]], after_han: bool = False) -> str:
    parted: list[str] = []
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
    cuts = (piece_cut for piece_cut in map(cut, _pieces(text)) if RUNS.search(piece_cut.text))
    return _present([_joined_long_words(piece_cut.words) for piece_cut in cuts])


def _joined_long_words(words: Sequence[str]) -> str:
    return SEPARATOR.join(filter(None, [_FINEST_LONG[word] for word in words if len(word) >= _LONG]))


def _present(long_words: Sequence[str]) -> str:
    """The `words` stream by the long words of each piece that has a unit; empty where none has."""
    return SEPARATOR.join(filter(None, [PRESENT, *long_words])) if long_words else ""


#: Characters of a text that are cut at a time: lists of its words and runs take some 100 bytes a character. To index an
#: article of 15 MB in a folder took 721 MB in one piece, and takes 436 MB in pieces.
_PIECE = 100_000
#: Pieces end behind one of these: no unit and no word goes on behind it.
_PIECE_ENDS = "。\n"
_PIECE_END = re.compile(f"[{_PIECE_ENDS}]")


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most `_PIECE` characters, or longer where it has no end of a piece for so long."""
    start = 0
    while len(text) - start > _PIECE:
        end = 1 + max(text.rfind(mark, start, start + _PIECE) for mark in _PIECE_ENDS)
        if not end:
            next_end = _PIECE_END.search(text, start + _PIECE)
            end = next_end.end() if next_end else len(text)
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


#: Characters that are part of no word: all but Han characters and the punctuation within names and lists of names.
_NO_WORDS = re.compile(f"[^{HAN}、·•・]+")
#: So many texts are kept with their cut: those of an article, whose entities are found right before it is indexed.
_KEPT_CUTS = 16
#: Longer ones are not kept: an article of 16 MB is millions of words.
_KEPT_CHARACTERS = 50_000


@dataclass(frozen=True, slots=True)
class Cut:
    """A folded text, and the words of its Han runs in order; between runs 、 or ·, or LF for anything else."""

    text: str
    words: list[str]


def cut(text: str) -> Cut:
    """Fold and cut a text: its `words` stream and its entities are made of this."""
    return _kept_cut(text) if len(text) <= _KEPT_CHARACTERS else _cut(text)


def _cut(text: str) -> Cut:
    folded = fold_text(text)
    return Cut(folded, dictionary().cut(_NO_WORDS.sub("\n", folded)))


_kept_cut = lru_cache(_KEPT_CUTS)(_cut)


@dataclass(frozen=True, slots=True)
class Token:
    """A term and the stretch [start, end) of the original text that it came from, in code points.

    The folded stretch is the term; or holds it, where one code point folds to several (㎡ to m2) and a gram has only
    some of them.
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
    runs = [(match[1] or "", match[2] or "") for match in matches]

    def place(cut: list[str], overlap: int = 0) -> tuple[Token, ...]:
        tokens: list[Token] = []
        for match, joined in zip(matches, cut, strict=True):
            start = match.start()
            for term in joined.split(SEPARATOR):
                tokens.append(Token(term, *folded.span(start, start + len(term))))
                start += len(term) - overlap * (match[1] is not None)
        return tuple(tokens)

    return Analysis(text, folded.text, place(cut_words(runs)), place(cut_grams(runs), 1), place(_cut_chars(runs)))


def view_of(term: str) -> str:
    """The stream of an index that holds a term of a question: `words` holds long words, `grams` all other terms."""
    return "words" if len(term) >= _LONG and is_han(term[0]) else "grams"
