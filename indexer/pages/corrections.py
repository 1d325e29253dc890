"""The text of a corrections file in; what a person says of a page's lines out. Pure.

>>> fixes = read_corrections("- split: 426\\n- drop: 538-539\\n- headline: 542\\n  of: 426\\n", "x.fix.yaml")
>>> [(fix.kind, fix.lines) for fix in fixes.items]
[('split', (426,)), ('drop', (538, 539)), ('headline', (542,))]

A file is a list. `split: N` - an article begins at line N. `merge: [A, B]` - what holds line B goes on what holds line
A. `headline: LINES` with `of: N`, and maybe `kicker:` and `subtitle:` - these lines are the headline of the article
that holds line N. `drop: LINES` - these lines are no article's. LINES are a number, `first-last`, or a list of these.
With any of them `reads: TEXT` - so the first of its lines begins; it is how a page that changed since is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import yaml

from xtsearch.indexer.errors import Fault, PageError
from xtsearch.indexer.pages.lines.roles import DISPLAYED, LEFT_OUT, TEXT, Role
from xtsearch.indexer.pages.page import Page

KINDS: dict[str, frozenset[str]] = {
    "split": frozenset({"reads"}),
    "merge": frozenset({"reads"}),
    "headline": frozenset({"of", "kicker", "subtitle", "reads"}),
    "drop": frozenset({"reads"}),
}
SHOWN = 12  # characters of a line that a message quotes
LARGEST_RANGE = 5000  # lines
_RANGE = re.compile(r"(\d{1,7})\s?[-–]\s?(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Correction:
    """`lines` are the page's, `where` the line of the file that says so; `reads` is how the first of them begins."""

    kind: str
    lines: tuple[int, ...]
    where: int
    of: int | None = None
    kicker: tuple[int, ...] = ()
    subtitle: tuple[int, ...] = ()
    reads: str = ""

    @property
    def all_lines(self) -> tuple[int, ...]:
        return (*self.kicker, *self.lines, *self.subtitle)


@dataclass(frozen=True, slots=True)
class Corrections:
    """`name` is the file's, for messages."""

    name: str
    items: tuple[Correction, ...]

    def of_kind(self, kind: str) -> tuple[Correction, ...]:
        return tuple(item for item in self.items if item.kind == kind)

    def error(self, where: int, what: str) -> PageError:
        return PageError(f"{self.name}, line {where}: {what}", Fault.CORRECTION)


NONE = Corrections("", ())


def read_corrections(text: str, name: str) -> Corrections:
    """The corrections that a file's text holds.

    Raises:
        PageError: it is not such a list; the message names the line.
    """
    empty = Corrections(name, ())
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise empty.error(mark.line + 1 if mark else 1, str(problem)) from error
    if node is None:
        return empty
    if not isinstance(node, yaml.SequenceNode):
        raise empty.error(_line(node), "write a list: each correction on a line that begins with `- `")
    return Corrections(name, tuple(_correction(item, empty) for item in node.value))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _correction(node: yaml.Node, file: Corrections) -> Correction:
    where = _line(node)
    if not isinstance(node, yaml.MappingNode):
        raise file.error(where, f"write one of {', '.join(KINDS)}, a colon, and lines of the page")
    values: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise file.error(_line(key), f"write one of {', '.join(KINDS)}, a colon, and lines of the page")
        if key.value in values:
            raise file.error(_line(key), f"{key.value} is said twice")
        values[key.value] = value
    kinds = [kind for kind in KINDS if kind in values]
    if len(kinds) != 1:
        raise file.error(where, f"one of {', '.join(KINDS)} is needed, here are {', '.join(map(str, values))}")
    kind = kinds[0]
    for name, value in values.items():
        if name != kind and name not in KINDS[kind]:
            raise file.error(_line(value), f"{name} does not go with {kind}")
    reads = values.pop("reads", None)
    if reads is not None and not isinstance(reads, yaml.ScalarNode):
        raise file.error(_line(reads), "reads needs the words with which the line begins")
    found = {name: _numbers(value, file) for name, value in values.items()}
    return replace(_checked(kind, found, where, file), reads=str(reads.value) if reads else "")


def _checked(kind: str, found: Mapping[str, tuple[int, ...]], where: int, file: Corrections) -> Correction:
    lines, of = found[kind], found.get("of", ())
    every = [*found.get("kicker", ()), *lines, *found.get("subtitle", ())]
    if not lines:
        raise file.error(where, f"{kind} needs a line of the page")
    if len(set(every)) < len(every):
        twice = next(number for number in every if every.count(number) > 1)
        raise file.error(where, f"line {twice} is said twice")
    if kind == "split" and len(lines) != 1:
        raise file.error(where, "split needs one line, at which an article begins")
    if kind == "merge" and len(lines) != 2:
        raise file.error(where, "merge needs two lines, [A, B]: what holds B goes on what holds A")
    if kind == "headline" and len(of) != 1:
        raise file.error(where, "headline needs `of:`, a line of its article")
    return Correction(kind, lines, where, of[0] if of else None, found.get("kicker", ()), found.get("subtitle", ()))


def _numbers(node: yaml.Node, file: Corrections) -> tuple[int, ...]:
    """A number, a range, or a list of these."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(number for item in node.value for number in _numbers(item, file))
    text = str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""
    if text.isdecimal() and len(text) < 8:
        return (int(text),)
    found = _RANGE.fullmatch(text)
    if found and int(found[1]) <= int(found[2]) < int(found[1]) + LARGEST_RANGE:
        return tuple(range(int(found[1]), int(found[2]) + 1))
    raise file.error(_line(node), f"{text or 'this'} is no line of a page: write 12, or 12-15, or [12, 15]")


@dataclass(slots=True)
class Forced:
    """Corrections on a page: the roles left to a line, by its index in the page's lines."""

    roles: dict[int, frozenset[Role]] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)


def force(corrections: Corrections, page: Page) -> Forced:
    """What the corrections leave open.

    Raises:
        PageError: a line is not on the page, or two corrections contradict each other.
    """
    forced = Forced(places={line.number: index for index, line in enumerate(page.lines)})
    texts = {line.number: line.text for line in page.lines}
    for item in corrections.items:
        _check_reads(item, texts, corrections)
        wanted: Sequence[tuple[tuple[int, ...], frozenset[Role]]] = ()
        if item.kind == "split":
            wanted = ((item.lines, frozenset({Role.OPEN})),)
        elif item.kind == "drop":
            wanted = ((item.lines, LEFT_OUT),)
        elif item.kind == "headline":
            wanted = ((item.all_lines, DISPLAYED), ((item.of or 0,), TEXT))
        elif item.kind == "merge":
            wanted = ((item.lines, TEXT),)
        for numbers, roles in wanted:
            _narrow(forced, numbers, roles, item, corrections, skip_blank=item.kind == "drop")
    return forced


def _check_reads(item: Correction, texts: Mapping[int, str], corrections: Corrections) -> None:
    first = next((texts[number] for number in item.lines if number in texts), None)
    if first is None and item.kind == "drop" and len(item.lines) > 1:
        raise corrections.error(item.where, f"none of lines {item.lines[0]}-{item.lines[-1]} of the page holds text")
    if first is not None and not "".join(first.split()).startswith("".join(item.reads.split())):
        raise corrections.error(
            item.where,
            f"line {item.lines[0]} of the page reads {first[:SHOWN]}, not {item.reads[:SHOWN]}: it has changed",
        )


def _narrow(
    forced: Forced,
    numbers: Sequence[int],
    roles: frozenset[Role],
    item: Correction,
    corrections: Corrections,
    *,
    skip_blank: bool,
) -> None:
    for number in numbers:
        index = forced.places.get(number)
        if index is None:
            if skip_blank and len(numbers) > 1:
                continue
            raise corrections.error(item.where, f"line {number} of the page is blank, or there is no such line")
        left = forced.roles.get(index, frozenset(Role)) & roles
        if not left:
            raise corrections.error(
                item.where, f"line {number} of the page cannot be both this and what was said before"
            )
        forced.roles[index] = left
