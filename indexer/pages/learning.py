"""A page and what a person has corrected in it in; the template of its folder's pages out. Pure.

What a corrected page is known to be - these lines headlines, these metadata, that one furniture - is put into rules
that find the same on the page without its corrections. A rule is kept only if it does no harm there: with the template
alone the page has to come out as the corrections have it, or nearer to it than without.

The candidates are few, and each is a fact that one sees on the page: a line whose shape tells it, the line that stands
right before or behind such a line, and lines that are larger or marked as headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from xtsearch.indexer.pages.corrections import CorrectionKind, Corrections
from xtsearch.indexer.pages.page import Line, Page, visible
from xtsearch.indexer.pages.page_templates import LineKind, Rule, Side, Span, Template
from xtsearch.indexer.pages.pieces.bylines import read_byline
from xtsearch.indexer.pages.pieces.furniture import Furniture
from xtsearch.indexer.pages.pieces.shapes import NUMBER, WORDS, common_shape, is_telling, shape_of, shape_pattern
from xtsearch.indexer.pages.split import Article, Leftover, Split

MOST_RULES = 40  # candidates that are tried; a page has a few shapes that repeat
MOST_HEADLINE_LINES = 3  # of a headline's lines, where the learned page has fewer: others may be longer
ROOM = 2.0  # how much longer than the longest, or shorter than the shortest, headline of the page others may be
#: The share of the lines beside a line of another kind that have to be of one kind, to be told by it. On 72 pairs of
#: crawlers' files, the one taught by the other, a rule of subtitles that stood so below two headlines in ten took the
#: place of headlines: 914 of 1,040 right instead of 928.
_MOSTLY = 0.9
_LARGER = 1.1  # times the size of the running text, from which a line is set apart by its size
#: Kinds that the parser mostly tells by itself: their rules are left out where the page is right without them.
_SPARED = frozenset({LineKind.OPENING, LineKind.KICKER})
_SHOWN = (LineKind.HEADLINE, LineKind.KICKER, LineKind.SUBTITLE)

#: What the page comes out as with a template, and none of its corrections.
Try = Callable[[Template], Split | None]


@dataclass(frozen=True, slots=True)
class Learned:
    """`template` holds the rules that do no harm. Of the `articles` that the corrected page has, so many came out as
    they are there `before`, with the parser alone, and so many with the template."""

    template: Template
    articles: int
    before: int
    right: int


def learn(file: str, pages: Sequence[Page], corrected: Split, corrections: Corrections, attempt: Try) -> Learned:
    """The template that a page teaches. `file` is its file's name, `corrected` what it comes out as with its
    `corrections`; `attempt` tries a template on it without them."""
    side = _side(corrected.articles)
    empty = Template(pattern_of(file), (), side)
    before = right = _alike(corrected, attempt(empty))
    kinds = _kinds(corrected, corrections)
    lines = [line for page in pages for line in page.lines]
    rules = [*_telling_rules(lines, kinds)]
    rules += _headline_rules(lines, kinds, rules)
    template = replace(empty, rules=tuple(rules[:MOST_RULES]))
    right = _alike(corrected, attempt(template))
    complete = replace(template, complete=True)
    all_told = _alike(corrected, attempt(complete))
    if all_told >= right and all_told == len(corrected.articles):
        template, right = complete, all_told
    for rule in reversed(template.rules):  # a rule that others lean on stands before them
        fewer = replace(template, rules=tuple(other for other in template.rules if other is not rule))
        with_fewer = _alike(corrected, attempt(fewer))
        if with_fewer > right or (with_fewer == right and rule.kind in _SPARED):
            template, right = fewer, with_fewer
    if right < before:
        template, right = empty, before
    return Learned(template, len(corrected.articles), before, right)


def pattern_of(file: str) -> str:
    """The names of a page file's like: its own with every number masked.

    >>> pattern_of("pages/人民日报_2025-10-20_04.txt")
    '人民日报_*.txt'
    """
    path = PurePosixPath(re.split(r"[/\\]", file)[-1])
    stem = re.sub(r"[\[\]?*]", "?", path.stem)
    return re.sub(r"[A-Za-z0-9]*\d[\w.-]*", "*", stem, flags=re.ASCII) + path.suffix


def _alike(right: Split, split: Split | None) -> int:
    """How many articles are the same in both: title, kicker, subtitle and lines of text."""
    if split is None:
        return -1
    have = {_fingerprint(article) for article in split.articles}
    return sum(_fingerprint(article) in have for article in right.articles) - max(
        0, len(split.articles) - len(right.articles)
    )


def _fingerprint(article: Article) -> tuple[object, ...]:
    return article.title_lines, article.kicker_lines, article.subtitle_lines, article.body_lines


def _side(articles: Sequence[Article]) -> Side:
    sides = Counter(article.title_lines[0] < article.body_lines[0][1] for article in articles if article.title_lines)
    return Side.BELOW if sides[False] > sides[True] else Side.ABOVE


def _kinds(corrected: Split, corrections: Corrections) -> dict[int, LineKind | None]:
    """Number of a line -> what it is; None: text. Left out are lines that nothing explains, and furniture that the
    parser knows by itself."""
    kinds: dict[int, LineKind | None] = {}
    for article in corrected.articles:
        kinds.update((number, None) for _, number in article.body_lines)
        kinds[article.body_lines[0][1]] = LineKind.OPENING
        kinds.update(dict.fromkeys(article.kicker_lines, LineKind.KICKER))
        kinds.update(dict.fromkeys(article.title_lines, LineKind.HEADLINE))
        kinds.update(dict.fromkeys(article.subtitle_lines, LineKind.SUBTITLE))
        kinds.update(dict.fromkeys(article.metadata_lines, LineKind.METADATA))
    for residue in corrected.residue:
        if residue.reason is Leftover.DROPPED:
            kinds.update(dict.fromkeys(residue.lines, LineKind.FURNITURE))
        elif residue.reason is Furniture.METADATA:
            kinds.update(dict.fromkeys(residue.lines, LineKind.METADATA))
    for item in corrections.items:
        if item.kind is CorrectionKind.SECTION:
            kinds.update(dict.fromkeys(item.lines, LineKind.SECTION))
        elif item.kind is CorrectionKind.METADATA:
            kinds.update(dict.fromkeys(item.lines, LineKind.METADATA))
    return kinds


def _telling_rules(lines: Sequence[Line], kinds: Mapping[int, LineKind | None]) -> Iterator[Rule]:
    """Rules of shapes that alone tell what their lines are: on the page all lines of the shape are the same."""
    alike: dict[tuple[LineKind, str], list[str]] = {}
    for line in lines:
        kind = kinds.get(line.number)
        if kind is not None:
            text = _telling_part(kind, visible(line.text))
            alike.setdefault((kind, shape_of(text)), []).append(text)
    for (kind, _), texts in sorted(alike.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(texts) < 2 and kind in (LineKind.OPENING, *_SHOWN):
            continue
        shape = common_shape(texts) if kind is not LineKind.FURNITURE else re.sub(r"\d+", NUMBER, texts[0])
        shape += WORDS if kind is LineKind.OPENING else ""
        pattern = shape_pattern(shape)
        if is_telling(shape) and all(
            kinds.get(line.number) is kind for line in lines if pattern.fullmatch(visible(line.text))
        ):
            yield Rule(kind, shape)


def _telling_part(kind: LineKind, text: str) -> str:
    """The part of a line's text that tells its kind: of an opening the byline, else all of it."""
    return text[: read_byline(text).end] if kind is LineKind.OPENING else " ".join(text.split())


def _headline_rules(lines: Sequence[Line], kinds: Mapping[int, LineKind | None], rules: Sequence[Rule]) -> list[Rule]:
    """Rules of headlines, kickers, subtitles and section headings, whose words tell nothing: by their form, else (but
    for section headings) by what they stand beside."""
    shown: list[Rule] = []
    told = {rule.kind for rule in rules}
    for kind in (LineKind.SECTION, LineKind.SUBTITLE, LineKind.HEADLINE, LineKind.KICKER):
        own = [line for line in lines if kinds.get(line.number) is kind]
        if not own:
            continue
        others = [line for line in lines if kinds.get(line.number) is not kind]
        by_form = _form_rule(kind, own, others)
        if by_form is not None:
            shown.append(by_form)
            continue
        if kind is LineKind.SECTION:
            continue
        beside = _beside_rule(kind, lines, kinds, told | {rule.kind for rule in shown})
        if beside is not None:
            shown.append(beside)
    return shown


def _form_rule(kind: LineKind, own: Sequence[Line], others: Sequence[Line]) -> Rule | None:
    """A rule of the level as a heading, or of the size, that all these lines have and no other."""
    levels = {line.form.heading for line in own}
    if levels.isdisjoint({0, *(line.form.heading for line in others)}):
        return Rule(kind, WORDS, heading=Span(min(levels), max(levels)))
    sizes = [line.form.size for line in own if line.form.size is not None]
    if len(sizes) == len(own):
        least, most = min(sizes), max(sizes)
        if least >= _LARGER and not any(line.form.size and least <= line.form.size <= most for line in others):
            smaller = max((line.form.size for line in others if line.form.size and line.form.size < least), default=1.0)
            larger = any(line.form.size and line.form.size > most for line in others)
            return Rule(kind, WORDS, size=Span(round((least + smaller) / 2, 2), round(most, 2) if larger else None))
    return None


def _beside_rule(
    kind: LineKind, lines: Sequence[Line], kinds: Mapping[int, LineKind | None], told: set[LineKind]
) -> Rule | None:
    """A rule of the line that stands next, of a kind that other rules tell."""
    runs = list(_runs(kind, lines, kinds))
    after = Counter(kinds.get(lines[last + 1].number) for _, last in runs if last + 1 < len(lines))
    before = Counter(kinds.get(lines[first - 1].number) for first, _ in runs if first)
    count, beside, is_before = max(
        ((count, near, where is after) for where in (after, before) for near, count in where.items() if near in told),
        key=lambda item: (item[0], item[2]),
        default=(0, None, True),
    )
    if beside is None or 2 * count <= len(runs):
        return None
    step = 1 if is_before else -1
    there = Counter(
        kinds.get(lines[index].number)
        for index in range(max(0, -step), len(lines) - max(0, step))
        if kinds.get(lines[index + step].number) is beside and kinds.get(lines[index].number) is not beside
    )
    if there[kind] < _MOSTLY * there.total():
        return None
    widths = [(line.low, line.high) for line in lines if kinds.get(line.number) is kind]
    em = Span(max(1, round(min(low for low, _ in widths) / ROOM)), round(max(high for _, high in widths) * ROOM))
    longest = max(last - first + 1 for first, last in runs)
    several = Span(1, max(longest, MOST_HEADLINE_LINES)) if kind is LineKind.HEADLINE or longest > 1 else None
    return Rule(
        kind,
        WORDS,
        em=em,
        before=beside if is_before else None,
        after=None if is_before else beside,
        lines=several,
    )


def _runs(kind: LineKind, lines: Sequence[Line], kinds: Mapping[int, LineKind | None]) -> Iterator[tuple[int, int]]:
    """First and last index of each run of lines of a kind."""
    first: int | None = None
    for index, line in enumerate(lines):
        if kinds.get(line.number) is kind:
            first = index if first is None else first
        elif first is not None:
            yield first, index - 1
            first = None
    if first is not None:
        yield first, len(lines) - 1
