"""The raw text of a page in; its numbered lines, with their widths and the columns they stand in, out. Pure.

    >>> page = read_page("我市召开工程建设项目招投标突出问题\\n专项整治工作推进会，对今年专项整")
    >>> [(line.number, line.text[:3], line.low, line.high) for line in page.lines]
    [(1, '我市召', 17.0, 17.0), (2, '专项整', 15.5, 16.0)]

A line ends at LF, CR LF or CR, as text editors count. Form feed, vertical tab, NEL and the Unicode separators end no
line: editors show them inside one, and here they are white space; a form feed at a line's start begins a page
(`split`). A line of nothing but white space is blank. Of a headline that is set from top to bottom an extractor leaves
a character a line; such lines are read as one (`_is_upright`).

Widths are in em (the width of one Han character). Typesetters squeeze punctuation, so that a line may have been set to
a range of widths: seed line 2 has sixteen Han characters, line 5 fifteen and two marks, and both fill the same column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from xtsearch.indexer.pages.line_form import PLAIN, LineForm

LINE_END = re.compile(r"\r\n|\r|\n")

# Zero-width characters stay in the text, because nothing is dropped here. Rules look at the text without them.
INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u2060]+")

# Marks that typesetters squeeze to half an em (CLREQ 3.1.6.3; seed lines 5, 163, 312, 427).
SQUEEZED = "，。、；：？！（）《》〈〉「」『』【】〔〕“”‘’·—…"
QUOTES = frozenset("“”‘’")
NARROWER = re.compile(rf"[{SQUEEZED}\s]")  # characters that may be narrower than Han

# A sentence ends with one of these marks, and closing marks may follow (seed line 533: 弃！”). Some scanners read a
# full stop as a point; behind a digit it may be a decimal point, whose number the line end cuts.
POINTS = ".．"
SENTENCE_END = re.compile(r"(?:[。！？!?…]|(?<=[\u4e00-\u9fff”’）)》])[.．])[”’」』）)》】\"']*$")
CLOSING = "”’」』）)》】"
ENDS = frozenset("。！？!?…\"'" + POINTS + CLOSING)  # the last characters of lines that may end a sentence

# An extractor sets blank lines behind every line if, of so many lines at least that end in mid-sentence, this share has
# the same gap behind it.
SPACED_LEAST, SPACED_SHARE = 20, 0.8
MEASURED = 400  # characters of a line whose marks are counted; no newspaper column holds half as many
NARROWEST, WIDEST = 6, 60  # em, of columns; a wider line is a whole paragraph
DEBRIS_RUN = 60  # so many lines in a row, all narrower than any column, are no text (a column of the seed has 64 lines)
UPRIGHT_RUN = 3  # so many lines of one character in a row are one line that is set from top to bottom
UPRIGHT = re.compile(r"[\u3400-\u9fff]?[^\w\s]?|[A-Za-z0-9]{1,2}")  # what stands on one line of such a run
CANDIDATES = 8  # column widths considered on one page; the seed has four
TOLERANCE = 0.75  # em by which justification lets a full line differ (seed line 9: 15 + indent 2 in a column of 16)
INDENT = 2.0  # em, of a Chinese paragraph's first line, also where the extractor dropped the spaces (seed line 16)

# What it costs to take a line for one of a column. Only the order of the costs matters much: on the seed each may be
# halved or doubled alone without any change of column.
COST_INDENTED = 0.4  # the line fills the column behind an indent
COST_SHORT_END = 1.0  # it is shorter, and ends a sentence, as the last line of a paragraph
COST_SHORT = 2.0  # it is shorter
COST_LONG = 4.0  # it is longer
COST_FREE = 1.3  # no column: the text is not wrapped
COST_SWITCH = 4.0  # another column than that of the line before
COST_SWITCH_GAP = 2.5  # the same behind a blank line, where columns change more often


@dataclass(slots=True)  # not frozen: a page has hundreds, and making a frozen one takes four times as long
class Line:
    """A line that is not blank.

    `number` counts from 1, blank lines included. `text` is stripped, `indent` the white space before it in half em.
    `gap` is the number of blank lines before the line. `low` and `high` are its width in em if all marks are squeezed,
    and if none is. `quotes` is how many quotation marks it has. `form` is what the file says of it, if anything.
    `upright`: for each further line of the page that this one was read from, because each has one character, the
    offset in `text` where it begins, and its number.
    """

    number: int
    text: str
    indent: int
    gap: int
    low: float
    high: float
    quotes: int
    ends_sentence: bool
    form: LineForm = PLAIN
    upright: tuple[tuple[int, int], ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all lines of the page that this one was read from."""
        return (self.number, *[number for _, number in self.upright]) if self.upright else (self.number,)

    def fills(self, width: float | None) -> bool:
        """Whether the line reaches from edge to edge of a column of this width (em)."""
        return width is not None and self.low - TOLERANCE <= width <= self.high + TOLERANCE + 0.25

    def fills_indented(self, width: float | None) -> bool:
        """Whether the line fills the column behind a paragraph's indent."""
        return width is not None and self.fills(width - INDENT)

    def falls_short(self, width: float | None) -> bool:
        """Whether the line ends before the column does."""
        return width is not None and self.high + TOLERANCE < width


@dataclass(frozen=True, slots=True)
class Debris:
    """Many lines in a row that are narrower than any column: their numbers, and their texts joined by LF.

    Tables and scanners leave such lines. They hold no running text.
    """

    numbers: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines that may be text, and how they are set.

    `columns[i]` is the width in em of the column in which `lines[i]` stands, None where the text is not wrapped.
    `quote_width` is the width in em of the page's quotation marks, which some fonts set to half an em. `indents`: the
    page's paragraphs begin with spaces. The lines of `debris` are not among `lines`.
    """

    lines: tuple[Line, ...]
    columns: tuple[float | None, ...]
    quote_width: float
    indents: bool
    debris: tuple[Debris, ...] = ()


def read_page(text: str, forms: Mapping[int, LineForm] | None = None, first_number: int = 1) -> Page:
    """The page's lines and columns. Any text is a page.

    `forms`: number of a line -> how it was set, where the file says so. `first_number` is the number of the text's
    first line, which is more than 1 on the further pages of a file.
    """
    lines, debris = read_lines(text, forms, first_number)
    lines = even_gaps(lines)
    columns = measure_columns(lines)
    return Page(lines, columns, measure_quotes(lines, columns), marks_paragraphs(lines), debris)


def read_lines(
    text: str, forms: Mapping[int, LineForm] | None = None, first_number: int = 1
) -> tuple[tuple[Line, ...], tuple[Debris, ...]]:
    """The lines that are not blank, in order: those that may be text, and long runs of lines of a few characters."""
    lines: list[Line] = []
    debris: list[Debris] = []
    measured: dict[str, tuple[float, float, int, bool]] = {}  # text -> width and the like; pages repeat lines
    short: list[tuple[int, str]] = []
    last = first_number - 1
    form_of = (forms or {}).get

    def add(number: int, raw: str, upright: tuple[tuple[int, int], ...] = ()) -> None:
        nonlocal last
        stripped = raw.strip()
        size = measured.get(stripped)
        if size is None:
            size = measured[stripped] = (*_measure(stripped), ends_sentence(stripped))
        indent = _indent(raw) if raw[0] != stripped[0] else 0
        lines.append(Line(number, stripped, indent, number - last - 1, *size, form_of(number, PLAIN), upright))
        last = upright[-1][1] if upright else number

    def flush() -> None:
        nonlocal last
        if len(short) >= DEBRIS_RUN:
            debris.append(Debris(tuple([number for number, _ in short]), "\n".join([raw.strip() for _, raw in short])))
            last = short[-1][0]
        else:
            for run in _upright_runs(short):
                pieces = [raw.strip() for _, raw in run]
                offsets = list(accumulate(map(len, pieces)))
                upright = tuple([(offset, number) for offset, (number, _) in zip(offsets, run[1:], strict=False)])
                add(run[0][0], "".join(pieces) if upright else run[0][1], upright)
        short.clear()

    for number, raw in enumerate(LINE_END.split(text), first_number):
        if not raw or raw.isspace():
            continue
        if len(raw) <= NARROWEST or (len(raw) <= 2 * NARROWEST and raw.isascii()):
            short.append((number, raw))
            continue
        if short:
            flush()
        add(number, raw)
    flush()
    return tuple(lines), tuple(debris)


def _upright_runs(short: Sequence[tuple[int, str]]) -> Iterator[Sequence[tuple[int, str]]]:
    """Short lines (number, text) as runs: those that are one line set from top to bottom, each other by itself. Between
    the lines of a run stands no blank line, or one after each."""
    start = 0
    while start < len(short):
        stop = start + 1
        step = short[stop][0] - short[start][0] if stop < len(short) else 0
        if step in (1, 2) and UPRIGHT.fullmatch(short[start][1].strip()):
            while (
                stop < len(short)
                and short[stop][0] - short[stop - 1][0] == step
                and UPRIGHT.fullmatch(short[stop][1].strip())
            ):
                stop += 1
        stop = stop if _is_upright([raw for _, raw in short[start:stop]]) else start + 1
        yield short[start:stop]
        start = stop


def _is_upright(texts: Sequence[str]) -> bool:
    """Whether such lines are one line. Rows of single digits, or one character again and again, are a table."""
    if len(texts) < UPRIGHT_RUN:
        return False
    han = [text.strip()[:1] for text in texts if "\u3400" <= text.strip()[:1] <= "\u9fff"]
    return len(set(han)) >= UPRIGHT_RUN - 1 and 2 * len(han) >= len(texts)


def even_gaps(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines without those blank lines that an extractor set behind every line, also in mid-sentence."""
    gaps = Counter(after.gap for before, after in pairwise(lines) if not before.ends_sentence)
    whole = sum(gaps.values())
    if whole < SPACED_LEAST:
        return lines
    usual, count = max(gaps.items(), key=lambda item: (item[1], -item[0]))
    if not usual or count < SPACED_SHARE * whole:
        return lines
    return tuple(replace(line, gap=max(0, line.gap - usual)) for line in lines)


@lru_cache(maxsize=1 << 14)
def visible(text: str) -> str:
    """The text without zero-width characters."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends where the text ends."""
    return text[-1:] in ENDS and SENTENCE_END.search(text[-6:]) is not None


def measure(text: str) -> tuple[float, float]:
    """The narrowest and the widest that the text may have been set, in em. Digits and Latin letters are half an em."""
    low, high, _ = _measure(text)
    return low, high


def _measure(text: str) -> tuple[float, float, int]:
    """The same two widths, and how many quotation marks the text holds."""
    head = text[:MEASURED]
    halves = len(head.encode("ascii", "ignore"))
    halves -= head.count(" ") + head.count("\t") if halves else 0
    narrower = NARROWER.findall(head)
    if not narrower:
        high = len(text) - halves / 2
        return high, high, 0
    spaces = sum(map(str.isspace, narrower))
    high = len(text) - (halves + spaces) / 2
    return high - len(narrower) / 2, high, sum(map(QUOTES.__contains__, narrower))


def measure_columns(lines: tuple[Line, ...]) -> tuple[float | None, ...]:
    """The width of the column in which each line stands: the cheapest row of the page's commonest widths.

    A change of width costs, so that short last lines and headlines are not taken for columns of their own. The row is
    found by dynamic programming.
    """
    widths: list[float | None] = [*_common_widths(lines), None]
    if not lines:
        return ()
    costs_of: dict[tuple[float, float, bool], list[float]] = {}  # a line's form -> what each width costs for it
    totals = _costs(lines[0], widths)  # of the cheapest row up to the line that ends with each width
    # For each line but the last: the totals, the total above which it is cheaper to switch, and the width to switch to.
    back: list[tuple[list[float], float, int]] = []
    for line in lines[1:]:
        switch = COST_SWITCH_GAP if line.gap else COST_SWITCH
        least = min(totals)
        cheapest, limit = totals.index(least), least + switch
        back.append((totals, limit, cheapest))
        form = line.low, line.high, line.ends_sentence
        costs = costs_of.get(form) or costs_of.setdefault(form, _costs(line, widths))
        totals = [(limit if total > limit else total) + cost for total, cost in zip(totals, costs, strict=True)]
    choice = min(range(len(totals)), key=totals.__getitem__)
    path = [choice]
    for totals_before, limit, cheapest in reversed(back):
        choice = cheapest if totals_before[choice] > limit else choice
        path.append(choice)
    return tuple(widths[choice] for choice in reversed(path))


def measure_quotes(lines: tuple[Line, ...], columns: tuple[float | None, ...]) -> float:
    """The width of a quotation mark: 0.5 or 1 em, with which lines that have several fill their columns better.

    0.75 where fewer than four lines tell. Seed lines 157 and 181 fill a column of 16 em only if marks take half an em.
    """
    half = full = 0.0
    telling = 0
    for line, column in zip(lines, columns, strict=True):
        if column is not None and line.quotes >= 2 and line.fills(column) and not line.ends_sentence:
            telling += 1
            half += abs(line.high - line.quotes / 2 - column)
            full += abs(line.high - column)
    if telling < 4:
        return 0.75
    return 0.5 if half < full else 1.0


def usual_gap(lines: Sequence[Line]) -> int:
    """How many blank lines stand between two lines where any do: the median; 0 where none do anywhere."""
    gaps = sorted(line.gap for line in lines if line.gap)
    return gaps[len(gaps) // 2] if gaps else 0


def marks_paragraphs(lines: tuple[Line, ...]) -> bool:
    """Whether the page's paragraphs begin with spaces: some lines begin with two spaces or more, but not most lines."""
    marked = sum(line.indent >= 2 for line in lines)
    return marked >= 2 and 0.03 * len(lines) <= marked <= 0.8 * len(lines)


def _indent(raw: str) -> int:
    """The white space before the text, in half em."""
    lead = raw[: len(raw) - len(raw.lstrip())]
    return sum(2 if mark in "\u3000\t\u2003" else 1 for mark in lead)


def _common_widths(lines: tuple[Line, ...]) -> list[float]:
    """The commonest widths, in steps of half an em. Lines vote that end in mid-sentence, because the column cuts them.

    A vote counts double where the next line is as wide, as inside a column.
    """
    ranges = Counter(
        (line.low, line.high, 2 if abs(line.high - after.high) <= 1 else 1)
        for line, after in pairwise(lines)
        if line.high >= NARROWEST and line.low <= WIDEST and not line.ends_sentence
    )
    votes: Counter[float] = Counter()
    for (low, high, weight), count in ranges.items():
        for step in range(int((high - low) * 2) + 1):
            votes[low + step / 2] += weight * count
    chosen: list[float] = []
    for width, count in sorted(votes.items(), key=lambda item: (-item[1], -item[0])):
        if count < 4 or len(chosen) == CANDIDATES:
            break
        if width >= NARROWEST and all(abs(width - taken) >= 1 for taken in chosen):
            chosen.append(width)
    return chosen


def _costs(line: Line, widths: list[float | None]) -> list[float]:
    """What it costs to take the line for one of a column of each width."""
    low, high = line.low, line.high
    short = COST_SHORT_END if line.ends_sentence else COST_SHORT
    costs = []
    for width in widths:
        if width is None:
            costs.append(COST_FREE)
        elif low - TOLERANCE <= width <= high + TOLERANCE:
            costs.append(0.0)
        elif low - TOLERANCE <= width - INDENT <= high + TOLERANCE:
            costs.append(COST_INDENTED)
        else:
            costs.append(short if high < width else COST_LONG)
    return costs
