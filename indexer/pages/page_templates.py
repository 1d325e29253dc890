"""What the pages of a folder look like, as a person states it once: `pages.yaml` in, corrections of a page out. Pure.

>>> from xtsearch.indexer.pages.page import read_page
>>> templates = read_templates('''
... - pages: "*.txt"
...   lines:
...     - metadata: "撰稿 … #-#-#"
...     - headline: …
...       before: metadata
... ''', "pages.yaml")
>>> page = read_page("县长察看水厂\\n撰稿 何文 2016-10-02\\n县长昨天来到水厂。")
>>> [(item.kind.value, item.lines, item.of) for item in templates.corrections("1002.txt", [page]).items]
[('metadata', (2,), None), ('split', (3,), None), ('headline', (1,), 3)]

The file is a list of templates. `pages` is a pattern of file names, `newspaper` the paper that they are of, `as` the
kind of file as which they are read, `headlines` the side of their texts on which the headlines stand (above, or below),
`lines` a list of rules. `complete: yes` says that the rules tell every article: behind the first that they tell none
begins elsewhere. A rule names what a line is, and the shape of its text (`pieces.shapes`: `#` is a number, `…` are
words). With it may stand:

- `em: 4-24`: the width of the line, in em, the width of one Han character.
- `size: 1.4-`: the height of its characters, divided by that of running text; `heading: 1-2`: its level; `bold: yes`:
  where the file says so (PDF, Markdown, HTML).
- `blank_before: yes`, `blank_after: no`: whether a blank line stands there.
- `before: KIND`, `after: KIND`: what the next line is, or the last, by another rule.
- `lines: 1-3`: of a headline, kicker or subtitle with `before` or `after`: so many lines that no blank line parts.
  Of several lines of a headline without a kicker or subtitle that a rule tells, the parser says which are what.

The first rule that fits a line decides; those with `before` and `after` come last. What they say of a page are
corrections. What a person says of the very page goes before them, and they go before the file's own markup.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from itertools import groupby
from typing import Any, TypeVar

import yaml

from xtsearch.indexer.errors import Fault, PageError
from xtsearch.indexer.pages.corrections import NONE, Correction, CorrectionKind, Corrections
from xtsearch.indexer.pages.page import Line, Page, visible
from xtsearch.indexer.pages.person_file import PersonFile, line_of
from xtsearch.indexer.pages.pieces.bylines import read_names
from xtsearch.indexer.pages.pieces.dates import find_day
from xtsearch.indexer.pages.pieces.furniture import Furniture, read_furniture
from xtsearch.indexer.pages.pieces.metadata import Metadata
from xtsearch.indexer.pages.pieces.shapes import NAMED, WORDS, shape_pattern

#: A rule that takes more than this share of a page's lines, of a page with so many lines, says nonsense of it: half of
#: the lines of no newspaper are section headings, metadata or headlines.
MOST_TAKEN, LEAST_LINES = 0.5, 12
#: Lines right above a record that may be a kicker, and how long each may be, in em; the seed's longest headline has 24.
MOST_ABOVE, LONGEST_ABOVE = 2, 30
MOST_LINES = 9  # of one headline, kicker or subtitle
#: A line that ends with one of these is text that goes on, or a sentence: `…` of a headline does not fit it.
_TEXT_ENDS = "。，、；：,;"
_RANGE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)?\s?(?:([-–])\s?(\d{1,3}(?:\.\d{1,2})?)?)?")


_Choice = TypeVar("_Choice", bound=StrEnum)


class LineKind(StrEnum):
    """What a rule says that lines are; the value is its key in the file."""

    HEADLINE = "headline"
    KICKER = "kicker"
    SUBTITLE = "subtitle"
    AUTHOR = "author"
    METADATA = "metadata"
    SECTION = "section"
    FURNITURE = "furniture"
    OPENING = "opening"


_SHOWN = frozenset({LineKind.KICKER, LineKind.HEADLINE, LineKind.SUBTITLE})
#: The kinds that stand between the text of one article and that of the next, and belong to one of them.
_RECORD = _SHOWN | {LineKind.METADATA, LineKind.FURNITURE}
#: A line of authors opens the text, as the page parser has it: it is printed with it.
_OPENS = frozenset({LineKind.AUTHOR, LineKind.OPENING})
#: A shape without quotes that a comment cuts: `metadata: 刊于 # 号`.
_CUT_SHAPE = re.compile(rf"\s*(?:-\s+)?(?:{'|'.join(LineKind)}):\s+[^\s'\"#][^'\"]*?\s#")
#: Kinds that one correction says of all their lines.
_ALIKE = {
    LineKind.SECTION: CorrectionKind.SECTION,
    LineKind.METADATA: CorrectionKind.METADATA,
    LineKind.FURNITURE: CorrectionKind.DROP,
}


class Side(StrEnum):
    """Where the headlines stand, seen from their texts."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Span:
    """From the least to the most, both included; None is no limit.

    >>> str(Span(4, 24)), str(Span(1.4, None)), str(Span(2, 2))
    ('4-24', '1.4-', '2')
    """

    least: float | None = None
    most: float | None = None

    def holds(self, low: float, high: float) -> bool:
        """Whether something between the two values is within."""
        return (self.least is None or high >= self.least) and (self.most is None or low <= self.most)

    def __str__(self) -> str:
        if self.least is not None and self.least == self.most:
            return f"{self.least:g}"
        return "-".join("" if limit is None else f"{limit:g}" for limit in (self.least, self.most))


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: what lines of a shape, under conditions, are. None: no condition. `where` is the line of
    the file that says so."""

    kind: LineKind
    shape: str
    em: Span | None = None
    size: Span | None = None
    heading: Span | None = None
    bold: bool | None = None
    blank_before: bool | None = None
    blank_after: bool | None = None
    before: LineKind | None = None
    after: LineKind | None = None
    lines: Span | None = None
    where: int = 0

    def fits(self, line: Line, gap_after: int) -> bool:
        """Whether the line is of the shape and meets the conditions that it can meet by itself."""
        text, form = visible(line.text), line.form
        if self.shape == WORDS and self.kind in _SHOWN and text[-1:] in _TEXT_ENDS:
            return False
        return (
            shape_pattern(self.shape).fullmatch(text) is not None
            and (self.em is None or self.em.holds(line.low, line.high))
            and (self.size is None or (form.size is not None and self.size.holds(form.size, form.size)))
            and (self.heading is None or (form.heading > 0 and self.heading.holds(form.heading, form.heading)))
            and (self.bold is None or form.bold is self.bold)
            and (self.blank_before is None or (line.gap > 0) is self.blank_before)
            and (self.blank_after is None or (gap_after > 0) is self.blank_after)
        )

    def metadata(self, line: Line) -> Metadata | None:
        """What a line of the shape says in the words that the shape names; None where it names none."""
        match = shape_pattern(self.shape).fullmatch(visible(line.text))
        told = match.groupdict() if match else {}
        if not told:
            return None
        day = find_day(told.get("date") or "")
        authors = tuple(read_names(told.get("author") or ""))
        return Metadata(authors, day.day if day else None, told.get("page"), told.get("newspaper"))

    def to_yaml(self) -> str:
        """The rule as an item of a template's list of lines."""
        written = [f"{self.kind}: {json.dumps(self.shape, ensure_ascii=False)}"]
        for key in _CONDITIONS:
            value = getattr(self, key)
            if value is not None:
                written.append(f"{key}: {('no', 'yes')[value] if isinstance(value, bool) else value}")
        return "    - " + "\n      ".join(written) + "\n"

    @property
    def most_lines(self) -> int:
        """How many lines the rule may take that stand together."""
        return int(self.lines.most or MOST_LINES) if self.lines else 1


@dataclass(frozen=True, slots=True)
class Template:
    """What pages look like whose files' names match the pattern `pages`: their lines, the newspaper that they are of,
    and the kind of file as which they are read, where the template says it; `where` is the file's line that does.
    `complete`: the rules tell every article."""

    pages: str
    rules: tuple[Rule, ...]
    headlines: Side = Side.ABOVE
    newspaper: str | None = None
    kind: str | None = None
    complete: bool = False
    where: int = 0

    def to_yaml(self) -> str:
        """The template as an item of the file's list."""
        head = f"- pages: {json.dumps(self.pages, ensure_ascii=False)}\n  headlines: {self.headlines}\n"
        head += ("  complete: yes\n" if self.complete else "") + "  lines:\n"
        return head + "".join(rule.to_yaml() for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of a file; `name` is the file's, for messages."""

    name: str
    items: tuple[Template, ...]

    def matching(self, file: str) -> list[Template]:
        """The templates that speak of a file of this name."""
        name = re.split(r"[/\\]", file)[-1]
        return [template for template in self.items if fnmatchcase(name, template.pages)]

    def newspaper(self, file: str) -> str | None:
        """The newspaper that a file of this name is of."""
        return next((template.newspaper for template in self.matching(file) if template.newspaper), None)

    def kind(self, file: str) -> tuple[str, int] | None:
        """The kind as which a file of this name is to be read, and the line that says it."""
        return next(((template.kind, template.where) for template in self.matching(file) if template.kind), None)

    def error(self, where: int, problem: str) -> PageError:
        """The error for a line of the file."""
        return PersonFile(self.name, Fault.TEMPLATE).error(where, problem)

    def corrections(self, file: str, pages: Sequence[Page]) -> Corrections:
        """What the templates that match a file's name say of its pages.

        Raises:
            PageError: a rule takes more of a page's lines than can be what it says.
        """
        matching = self.matching(file)
        if not matching:
            return NONE
        rules = tuple(rule for template in matching for rule in template.rules)
        complete = any(template.complete for template in matching)
        whole = Template("*", rules, matching[0].headlines, complete=complete)
        return Corrections(self.name, tuple(item for page in pages for item in _corrections(whole, page, self.name)))


NO_TEMPLATES = Templates("", ())


# ------------------------------------------------------------------------------------------------------ reading


def read_templates(text: str, name: str) -> Templates:
    """The templates that a file's text holds; `name` is the file's, for messages.

    Raises:
        PageError: the text is no list of templates; the message names the line.
    """
    file = PersonFile(name, Fault.TEMPLATE)
    for where, line in enumerate(text.splitlines(), 1):
        if _CUT_SHAPE.match(line):
            raise file.error(where, 'put the shape in quotes: behind a space # begins a comment, as in "第 # 版"')
    items = file.items(text, "write a list: each template begins with `- pages: PATTERN`")
    return Templates(name, tuple(_template(item, file) for item in items))


_TEMPLATE_KEYS = ("pages", "headlines", "complete", "newspaper", "as", "lines")


def _template(node: yaml.Node, file: PersonFile) -> Template:
    expected = "write `pages: PATTERN`, and maybe `headlines: below`, `newspaper:`, `as: KIND`, `lines:` with rules"
    values = file.mapping(node, expected)
    for key in values:
        if key not in _TEMPLATE_KEYS:
            raise file.error(line_of(node), f"{key} is unknown here: {expected}")
    if "pages" not in values or len(values) < 2:
        raise file.error(line_of(node), expected)
    pages, side, rules = values["pages"], values.get("headlines"), values.get("lines")
    newspaper, kind, complete = (values.get(key) for key in ("newspaper", "as", "complete"))
    expected_rules = "lines needs a list of rules: each begins with `- KIND: SHAPE`"
    return Template(
        file.text(pages, "pages needs a pattern of file names, as `*.txt`"),
        tuple(_rule(item, file) for item in file.sequence(rules, expected_rules)) if rules else (),
        _one_of(Side, side, file) if side else Side.ABOVE,
        file.text(newspaper, "newspaper needs a name") or None if newspaper else None,
        file.text(kind, "as needs the name of a kind of page") or None if kind else None,
        _truth(complete, file) if complete else False,
        line_of(kind or node),
    )


def _rule(node: yaml.Node, file: PersonFile) -> Rule:
    expected = f"write one of {', '.join(LineKind)}, a colon, and the shape of the line"
    values = file.mapping(node, expected)
    kinds = [kind for kind in LineKind if kind in values]
    if len(kinds) != 1:
        raise file.error(line_of(node), f"{expected}; here are {', '.join(values)}")
    kind = kinds[0]
    conditions: dict[str, Any] = {}
    shape = file.text(values.pop(kind), f"{kind} needs the shape of the line: # is a number, {WORDS} are words")
    if not shape:
        raise file.error(line_of(node), f"{kind} needs the shape of the line: # is a number, {WORDS} are words")
    for key, value in values.items():
        if key not in _CONDITIONS:
            raise file.error(line_of(value), f"{key} is no condition; there are {', '.join(_CONDITIONS)}")
        conditions[key] = _CONDITIONS[key](value, file)
    if kind is not LineKind.METADATA and (named := [name for name in NAMED if f"{{{name}}}" in shape]):
        raise file.error(line_of(node), f"{{{named[0]}}} is read of metadata, not of a line that is {kind}")
    for name in NAMED:
        if shape.count(f"{{{name}}}") > 1:
            raise file.error(line_of(node), f"{{{name}}} is said twice")
    if shape == WORDS and not conditions:
        raise file.error(line_of(node), f"{kind}: {WORDS} fits every line; say when, by {', '.join(_CONDITIONS)}")
    if "lines" in conditions and (kind not in _SHOWN or not conditions.keys() & {"before", "after"}):
        raise file.error(line_of(node), "`lines` goes with headline, kicker or subtitle that stand `before` or `after`")
    return Rule(kind, shape, where=line_of(node), **conditions)


def _span(node: yaml.Node, file: PersonFile) -> Span:
    text = file.text(node, "write a number, 4-24, 4- or -24")
    match = _RANGE.fullmatch(text)
    least = float(match[1]) if match and match[1] else None
    most = float(match[3]) if match and match[3] else None
    if not match or (least is None and most is None) or (least is not None and most is not None and least > most):
        raise file.error(line_of(node), f"{text or 'this'} is no range: write a number, 4-24, 4- or -24")
    return Span(least, most if match[2] else least)


def _truth(node: yaml.Node, file: PersonFile) -> bool:
    text = file.text(node, "write yes or no")
    if text not in ("yes", "no", "true", "false"):
        raise file.error(line_of(node), f"{text or 'this'} is neither yes nor no")
    return text in ("yes", "true")


def _kind(node: yaml.Node, file: PersonFile) -> LineKind:
    return _one_of(LineKind, node, file)


def _one_of(choices: type[_Choice], node: yaml.Node, file: PersonFile) -> _Choice:
    text = file.text(node, f"write one of {', '.join(choices)}")
    if text not in list(choices):
        raise file.error(line_of(node), f"{text or 'this'} is none of {', '.join(choices)}")
    return choices(text)


_CONDITIONS = {
    "em": _span,
    "size": _span,
    "heading": _span,
    "bold": _truth,
    "blank_before": _truth,
    "blank_after": _truth,
    "before": _kind,
    "after": _kind,
    "lines": _span,
}


def added(text: str, template: Template, name: str, source: str) -> tuple[str, tuple[Rule, ...]]:
    """The text of a file with a template at its end, and the rules of it that the file did not have; what the file says
    already stays as it is, and comes first. `source` is the page that taught the template.

    Raises:
        PageError: the text is no list of templates.
    """
    have = {
        replace(rule, where=0)
        for known in read_templates(text, name).items
        if known.pages == template.pages
        for rule in known.rules
    }
    rules = tuple(rule for rule in template.rules if replace(rule, where=0) not in have)
    if not rules:
        return text, ()
    head = text if not text or text.endswith("\n") else f"{text}\n"
    comment = f"# Learned from {source}. The first rule that fits a line decides; # is a number, {WORDS} are words.\n"
    return head + ("\n" if head else "") + comment + replace(template, rules=rules).to_yaml(), rules


# ------------------------------------------------------------------------------------------------------ applying


def classify(rules: Sequence[Rule], page: Page) -> dict[int, Rule]:
    """Index of each line that a rule fits -> the first such rule."""
    lines = page.lines
    gaps = [*(line.gap for line in lines[1:]), 1]
    by_itself = [rule for rule in rules if rule.before is None and rule.after is None]
    by_place = [rule for rule in rules if rule.before is not None or rule.after is not None]
    rule_of: dict[int, Rule] = {}
    for index, line in enumerate(lines):
        rule = next((rule for rule in by_itself if rule.fits(line, gaps[index])), None)
        if rule is not None:
            rule_of[index] = rule
    changed = True
    while changed:
        changed = False
        for rule in by_place:
            for index in _placed(rule, lines, gaps, rule_of):
                rule_of[index] = rule
                changed = True
    return rule_of


def _placed(rule: Rule, lines: Sequence[Line], gaps: Sequence[int], rule_of: Mapping[int, Rule]) -> list[int]:
    """The indices of lines without a rule that stand as the rule says, before or after lines of another."""
    placed: list[int] = []
    for index in range(len(lines)):
        if index in rule_of or not _stands(rule, index, rule_of) or not rule.fits(lines[index], gaps[index]):
            continue
        placed.append(index)
        step = -1 if rule.before is not None else 1
        for further in range(index + step, index + step * rule.most_lines, step):
            parted = not 0 <= further < len(lines) or gaps[min(further, further - step)]
            if parted or further in rule_of or not rule.fits(lines[further], gaps[further]):
                break
            placed.append(further)
    return placed


def _stands(rule: Rule, index: int, rule_of: Mapping[int, Rule]) -> bool:
    before = rule.before is None or _kind_at(rule_of, index + 1) is rule.before
    return before and (rule.after is None or _kind_at(rule_of, index - 1) is rule.after)


def _kind_at(rule_of: Mapping[int, Rule], index: int) -> LineKind | None:
    return rule_of[index].kind if index in rule_of else None


def _corrections(template: Template, page: Page, file: str) -> Iterator[Correction]:
    """What a template says of one page."""
    rule_of = classify(template.rules, page)
    _check_shares(rule_of, page, file)
    numbers = [line.number for line in page.lines]
    for index, rule in rule_of.items():
        if rule.kind in _ALIKE:
            metadata = rule.metadata(page.lines[index])
            yield Correction(
                _ALIKE[rule.kind], (numbers[index],), rule.where, file=file, by_hand=False, metadata=metadata
            )
    openings = {index: rule.where for index, rule in rule_of.items() if rule.kind in _OPENS}
    headlines: list[Correction] = []
    for first, last in _records(rule_of, len(numbers)):
        shown = [index for index in range(first, last + 1) if rule_of[index].kind in _SHOWN]
        if not any(rule_of[index].kind is LineKind.HEADLINE for index in shown):
            continue
        where = next(rule_of[index].where for index in shown if rule_of[index].kind is LineKind.HEADLINE)
        if last + 1 < len(numbers):
            openings.setdefault(last + 1, where)
        of = last + 1 if template.headlines is Side.ABOVE else first - 1
        if not 0 <= of < len(numbers) or _kind_at(rule_of, of) in _RECORD:
            continue
        kicker, title, subtitle = (
            tuple(numbers[index] for index in shown if rule_of[index].kind is kind)
            for kind in (LineKind.KICKER, LineKind.HEADLINE, LineKind.SUBTITLE)
        )
        if len(title) > 1 and not kicker and not subtitle:  # which of the lines are what, the page itself tells better
            headlines.append(Correction(CorrectionKind.DISPLAY, title, where, file=file, by_hand=False))
            continue
        headlines.append(
            Correction(CorrectionKind.HEADLINE, title, where, numbers[of], kicker, subtitle, file=file, by_hand=False)
        )
    if template.complete and openings and not _is_of_other_wording(page, rule_of):
        where = openings[min(openings)]
        for index in _inside(page, rule_of, openings):
            yield Correction(CorrectionKind.INSIDE, (numbers[index],), where, file=file, by_hand=False)
    for index in sorted(openings):
        yield Correction(CorrectionKind.SPLIT, (numbers[index],), openings[index], file=file, by_hand=False)
    yield from headlines


def _is_of_other_wording(page: Page, rule_of: Mapping[int, Rule]) -> bool:
    """Whether the page has lines of metadata that no rule tells, so that the rules may not tell every article."""
    texts = (visible(line.text) for index, line in enumerate(page.lines) if index not in rule_of)
    return any(read_furniture(text) is Furniture.METADATA for text in texts)


def _inside(page: Page, rule_of: Mapping[int, Rule], openings: Collection[int]) -> Iterator[int]:
    """Indices of lines that stand within the articles that open at `openings`, if there are no others: but for what the
    page prints about itself, and for lines right above a record that may be a kicker which no rule tells."""
    for index in range(min(openings) + 1, len(page.lines)):
        line = page.lines[index]
        below = next((at for at in range(index + 1, index + 1 + MOST_ABOVE) if at in rule_of), None)
        above = not line.ends_sentence and line.high <= LONGEST_ABOVE and below is not None
        told = index in openings or index in rule_of or read_furniture(visible(line.text)) is not None
        if not told and not (above and rule_of[below or 0].kind in _RECORD):
            yield index


def _records(rule_of: Mapping[int, Rule], count: int) -> Iterator[tuple[int, int]]:
    """First and last index of each run of lines that stand between two texts."""
    for inside, run in groupby(range(count), key=lambda index: _kind_at(rule_of, index) in _RECORD):
        if inside:
            indices = list(run)
            yield indices[0], indices[-1]


def _check_shares(rule_of: Mapping[int, Rule], page: Page, file: str) -> None:
    if len(page.lines) < LEAST_LINES:
        return
    for rule, count in Counter(rule_of.values()).items():
        if count > MOST_TAKEN * len(page.lines):
            raise PersonFile(file, Fault.TEMPLATE).error(
                rule.where, f"{rule.kind} would be {count} of the page's {len(page.lines)} lines: say more of the shape"
            )
