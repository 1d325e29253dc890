"""The text of a corrections file in; what a person says of a page's lines out. Pure.

>>> fixes = read_corrections("- split: 426\\n- drop: 538-539\\n- headline: 542\\n  of: 426\\n", "x.fix.yaml")
>>> [(fix.kind.value, fix.lines) for fix in fixes.items]
[('split', (426,)), ('drop', (538, 539)), ('headline', (542,))]

A file is a list of corrections:

- `split: N`: an article begins at line N.
- `merge: [A, B]`: the article that holds line B is the continuation of the one that holds line A.
- `headline: LINES` with `of: N`, and maybe `kicker: LINES` and `subtitle: LINES`: these lines are the headline of the
  article that holds line N.
- `display: LINES`: these lines are set as a headline, in whichever parts.
- `inside: LINES`: these lines stand within an article: none begins there, nor does its headline.
- `section: LINES`: each of these lines is a section heading in the text of the article that it stands in.
- `metadata: LINES`: these lines say who wrote an article, when, on which page; they are no headline and no text.
- `drop: LINES`: these lines belong to no article.

LINES are a number, `first-last`, or a list of these. With any of them may stand `reads: TEXT`, the words with which the
first of its lines begins: so a page that has changed since is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import yaml

from xtsearch.indexer.errors import Fault, PageError
from xtsearch.indexer.pages.lines.roles import DISPLAYED, FIRST, FOLLOWING, FURTHER_TEXT, INSIDE, LEFT_OUT, TEXT, Role
from xtsearch.indexer.pages.page import Page
from xtsearch.indexer.pages.person_file import PersonFile, line_of
from xtsearch.indexer.pages.pieces.metadata import Metadata

SHOWN = 12  # characters of a line that a message quotes
LARGEST_RANGE = 5000  # lines
_RANGE = re.compile(r"(\d{1,7})\s?[-–]\s?(\d{1,7})")


class CorrectionKind(StrEnum):
    """What a correction does; the value is its key in the file."""

    SPLIT = "split"
    MERGE = "merge"
    HEADLINE = "headline"
    DISPLAY = "display"
    INSIDE = "inside"
    SECTION = "section"
    METADATA = "metadata"
    DROP = "drop"


#: The keys that may stand beside each kind.
FURTHER_KEYS: dict[CorrectionKind, frozenset[str]] = {
    CorrectionKind.SPLIT: frozenset({"reads"}),
    CorrectionKind.MERGE: frozenset({"reads"}),
    CorrectionKind.HEADLINE: frozenset({"of", "kicker", "subtitle", "reads"}),
    CorrectionKind.DISPLAY: frozenset({"reads"}),
    CorrectionKind.INSIDE: frozenset({"reads"}),
    CorrectionKind.SECTION: frozenset({"reads"}),
    CorrectionKind.METADATA: frozenset({"reads"}),
    CorrectionKind.DROP: frozenset({"reads"}),
}


#: The kinds whose lines may be a stretch of the page, in which some are blank.
_MAY_BE_BLANK = frozenset({CorrectionKind.INSIDE, CorrectionKind.DROP})
#: The kinds whose lines are an article's text.
_OF_TEXT = frozenset({CorrectionKind.SPLIT, CorrectionKind.MERGE, CorrectionKind.SECTION})


@dataclass(frozen=True, slots=True)
class Correction:
    """`lines` are numbers of the page's lines, `where` the line of the file `file` that says so. `of` is a line of the
    article that a headline is given to, `reads` the words with which the first of `lines` begins; empty if not said.
    `by_hand`: a person says it of this very page. What a file's markup or a folder's template says gives way to it.
    `metadata`: what a line of metadata says; None where it is to be read."""

    kind: CorrectionKind
    lines: tuple[int, ...]
    where: int
    of: int | None = None
    kicker: tuple[int, ...] = ()
    subtitle: tuple[int, ...] = ()
    reads: str = ""
    file: str = ""
    by_hand: bool = True
    metadata: Metadata | None = None

    @property
    def all_lines(self) -> tuple[int, ...]:
        """The lines that get a role of their own: all but `of`."""
        return (*self.kicker, *self.lines, *self.subtitle)

    @property
    def spoken_of(self) -> frozenset[int]:
        """Every line that the correction speaks of."""
        return frozenset(self.all_lines if self.of is None else (*self.all_lines, self.of))

    def error(self, problem: str) -> PageError:
        """The error for the line of the file that says this."""
        fault = Fault.CORRECTION if self.by_hand else Fault.TEMPLATE
        return PageError(f"{self.file}, line {self.where}: {problem}", fault)


@dataclass(frozen=True, slots=True)
class Corrections:
    """`name` is the file's, for messages."""

    name: str
    items: tuple[Correction, ...]

    def of_kind(self, kind: CorrectionKind) -> tuple[Correction, ...]:
        return tuple(item for item in self.items if item.kind is kind)


NONE = Corrections("", ())


def combine(first: Corrections, second: Corrections) -> Corrections:
    """What both say; the second gives way, and says nothing more of lines that the first speaks of."""
    spoken_of = {number for item in first.items for number in item.spoken_of}
    no_text = {number for item in first.items if item.kind not in _OF_TEXT for number in item.all_lines}
    further = [
        replace(item, by_hand=False)
        for item in second.items
        if spoken_of.isdisjoint(item.all_lines) and item.of not in no_text
    ]
    return Corrections(first.name if first.items else second.name, (*first.items, *further))


def read_corrections(text: str, name: str) -> Corrections:
    """The corrections that a file's text holds; `name` is the file's, for messages.

    Raises:
        PageError: the text is no list of corrections; the message names the line.
    """
    file = PersonFile(name, Fault.CORRECTION)
    items = file.items(text, "write a list: each correction on a line that begins with `- `")
    return Corrections(name, tuple(_correction(item, file) for item in items))


def _correction(node: yaml.Node, file: PersonFile) -> Correction:
    where = line_of(node)
    values = file.mapping(node, f"write one of {', '.join(CorrectionKind)}, a colon, and lines of the page")
    kinds = [kind for kind in CorrectionKind if kind in values]
    if len(kinds) != 1:
        raise file.error(where, f"one of {', '.join(CorrectionKind)} is needed, here are {', '.join(map(str, values))}")
    kind = kinds[0]
    for name, value in values.items():
        if name != kind and name not in FURTHER_KEYS[kind]:
            raise file.error(line_of(value), f"{name} does not go with {kind}")
    first_words = values.pop("reads", None)
    reads = file.text(first_words, "reads needs the words with which the line begins") if first_words else ""
    lines_of = {name: _numbers(value, file) for name, value in values.items()}
    return replace(_checked(kind, lines_of, where, file), reads=reads)


def _checked(kind: CorrectionKind, lines_of: Mapping[str, tuple[int, ...]], where: int, file: PersonFile) -> Correction:
    """A correction with the lines of each key, if it has as many as its kind needs."""
    lines, of = lines_of[kind], lines_of.get("of", ())
    kicker, subtitle = lines_of.get("kicker", ()), lines_of.get("subtitle", ())
    every = [*kicker, *lines, *subtitle]
    if not lines:
        raise file.error(where, f"{kind} needs a line of the page")
    if len(set(every)) < len(every):
        twice = next(number for number in every if every.count(number) > 1)
        raise file.error(where, f"line {twice} is said twice")
    if kind is CorrectionKind.SPLIT and len(lines) != 1:
        raise file.error(where, "split needs one line, at which an article begins")
    if kind is CorrectionKind.MERGE and len(lines) != 2:
        raise file.error(where, "merge needs two lines, [A, B]: what holds B goes on what holds A")
    if kind is CorrectionKind.HEADLINE and len(of) != 1:
        raise file.error(where, "headline needs `of:`, a line of its article")
    return Correction(kind, lines, where, of[0] if of else None, kicker, subtitle, file=file.name)


def _numbers(node: yaml.Node, file: PersonFile) -> tuple[int, ...]:
    """The lines that a number, a range, or a list of these names."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(number for item in node.value for number in _numbers(item, file))
    text = str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
    if text.isdecimal() and len(text) < 8:
        return (int(text),)
    match = _RANGE.fullmatch(text)
    if match and int(match[1]) <= int(match[2]) < int(match[1]) + LARGEST_RANGE:
        return tuple(range(int(match[1]), int(match[2]) + 1))
    raise file.error(line_of(node), f"{text or 'this'} is no line of a page: write 12, or 12-15, or [12, 15]")


@dataclass(slots=True)
class Forced:
    """What corrections force on a page. `roles`: the roles left to a line, by its index in the page's lines; `items`:
    the last correction that says so; `places`: the number of each line -> that index."""

    roles: dict[int, frozenset[Role]] = field(default_factory=dict)
    items: dict[int, Correction] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)

    def check(self, roles: Sequence[Role], page: Page) -> None:
        """See that a page's roles are those that are forced.

        Raises:
            PageError: the corrections leave no row of roles that a page can have, as a section before any text.
        """
        for index, allowed in self.roles.items():
            possible = FOLLOWING[roles[index - 1]] if index else FIRST
            if roles[index] not in allowed or roles[index] not in possible:
                number = page.lines[index].number
                raise self.items[index].error(f"line {number} of the page cannot be this where it stands")


def by_page(corrections: Corrections, pages: Sequence[Page]) -> list[Corrections]:
    """For each page of a file the corrections of its lines; what speaks of no page's lines goes to the first.

    Raises:
        PageError: a correction speaks of lines of two pages.
    """
    if not corrections.items or len(pages) == 1:
        return [corrections] * len(pages)
    page_of = {number: at for at, page in enumerate(pages) for line in page.lines for number in line.numbers}
    shares: list[list[Correction]] = [[] for _ in pages]
    for item in corrections.items:
        numbers = (*item.all_lines, *([] if item.of is None else [item.of]))
        at = {page_of[number] for number in numbers if number in page_of} or {0}
        if len(at) > 1:
            raise item.error("its lines stand on different pages of the file")
        shares[at.pop()].append(item)
    return [replace(corrections, items=tuple(items)) for items in shares]


def force(corrections: Corrections, page: Page) -> Forced:
    """The roles that corrections leave to the page's lines.

    Raises:
        PageError: a line is not on the page, or two corrections contradict each other.
    """
    forced = Forced(places={number: index for index, line in enumerate(page.lines) for number in line.numbers})
    texts = {number: line.text[offset:] for line in page.lines for offset, number in ((0, line.number), *line.upright)}
    for item in corrections.items:
        _check_reads(item, texts)
        for numbers, roles in _wanted(item):
            _narrow(forced, numbers, roles, item)
    return forced


def _wanted(item: Correction) -> tuple[tuple[tuple[int, ...], frozenset[Role]], ...]:
    """Numbers of lines, and the roles that the correction leaves to them."""
    match item.kind:
        case CorrectionKind.SPLIT:
            return ((item.lines, frozenset({Role.OPEN})),)
        case CorrectionKind.MERGE:
            return ((item.lines, TEXT),)
        case CorrectionKind.HEADLINE:
            return (item.all_lines, DISPLAYED), ((item.of or 0,), TEXT)
        case CorrectionKind.DISPLAY:
            return ((item.lines, DISPLAYED),)
        case CorrectionKind.INSIDE:
            return ((item.lines, FURTHER_TEXT | INSIDE),)
        case CorrectionKind.SECTION:
            return ((item.lines, frozenset({Role.SECTION})),)
        case CorrectionKind.METADATA | CorrectionKind.DROP:
            return ((item.lines, LEFT_OUT),)


def _check_reads(item: Correction, texts: Mapping[int, str]) -> None:
    first = next((texts[number] for number in item.lines if number in texts), None)
    if first is None and item.kind in _MAY_BE_BLANK and len(item.lines) > 1:
        raise item.error(f"none of lines {item.lines[0]}-{item.lines[-1]} of the page holds text")
    if first is not None and not "".join(first.split()).startswith("".join(item.reads.split())):
        raise item.error(
            f"line {item.lines[0]} of the page reads {first[:SHOWN]}, not {item.reads[:SHOWN]}: it has changed"
        )


def _narrow(forced: Forced, numbers: Sequence[int], roles: frozenset[Role], item: Correction) -> None:
    """Leave only these roles to the lines. Of several lines some may be blank, where the kind allows it."""
    for number in numbers:
        index = forced.places.get(number)
        if index is None:
            if item.kind in _MAY_BE_BLANK and len(numbers) > 1:
                continue
            raise item.error(f"line {number} of the page is blank, or there is no such line")
        left = forced.roles.get(index, frozenset(Role)) & roles
        if not left:
            raise item.error(f"line {number} of the page cannot be both this and what was said before")
        forced.roles[index], forced.items[index] = left, item
