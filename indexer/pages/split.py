"""The text of a newspaper page in; its articles, and what belongs to none, out. Pure.

    >>> split_page("本报讯（记者 王超）5月13日，我市召开推进会。\\n\\n市领导调研文艺工作").articles[0].reporters
    ('王超',)

Three steps, each over the whole page: `segments` says what every line is, `paragraphs` unwraps the bodies, `headlines`
gives the headlines to the bodies they belong to. Every line that is not blank ends in one article or in the residue.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import compress, pairwise
from math import exp
from typing import Any

from xtsearch.indexer.pages.corrected import given_headlines, join_articles
from xtsearch.indexer.pages.corrections import NONE, Corrections, force
from xtsearch.indexer.pages.lines.doubts import Weigh
from xtsearch.indexer.pages.lines.labelling import LabelledPage, label_lines
from xtsearch.indexer.pages.lines.roles import TEXT, Role
from xtsearch.indexer.pages.page import Line, Page, read_page, visible
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.pieces.byline_forms import is_cut_byline
from xtsearch.indexer.pages.pieces.bylines import Byline, read_byline, read_headline_byline
from xtsearch.indexer.pages.pieces.dates import Clock, read_clock, read_dateline
from xtsearch.indexer.pages.pieces.filenames import read_file_name
from xtsearch.indexer.pages.pieces.furniture import Furniture
from xtsearch.indexer.pages.pieces.paragraphs import Body, BodyLine, unwrap
from xtsearch.indexer.pages.pieces.ranges import following_numbers, to_ranges
from xtsearch.indexer.pages.titles.groups import read_groups
from xtsearch.indexer.pages.titles.placing import Headline, Suitability, Unit, place_headlines


@dataclass(frozen=True, slots=True)
class Article:
    """One article. Line numbers count from 1.

    `body` holds its paragraphs joined by LF, byline and dateline as printed. `lines` are inclusive ranges of all its
    lines, headline included; a range may span blank lines, never a line of another. `body_lines` are (offset in code
    points into `body` where the text of a page line begins, its number), ascending. `date_from` is "dateline", "page"
    or None. `confidence` is the probability that boundaries and headline are right; `evidence` the facts that decided.
    """

    title: str | None
    kicker: str | None
    subtitle: str | None
    body: str
    reporters: tuple[str, ...]
    interns: tuple[str, ...]
    correspondents: tuple[str, ...]
    agency: str | None
    date: datetime.date | None
    date_from: str | None
    lines: tuple[tuple[int, int], ...]
    title_lines: tuple[int, ...]
    kicker_lines: tuple[int, ...]
    subtitle_lines: tuple[int, ...]
    body_lines: tuple[tuple[int, int], ...]
    confidence: float
    evidence: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The article as JSON values, as `split --format json` has it; keys that came later stand last."""
        return {
            "title": self.title,
            "kicker": self.kicker,
            "subtitle": self.subtitle,
            "body": self.body,
            "reporters": list(self.reporters),
            "interns": list(self.interns),
            "correspondents": list(self.correspondents),
            "agency": self.agency,
            "date": self.date.isoformat() if self.date else None,
            "date_from": self.date_from,
            "lines": [list(span) for span in self.lines],
            "title_lines": list(self.title_lines),
            "kicker_lines": list(self.kicker_lines),
            "confidence": self.confidence,
            "evidence": list(self.evidence),
            "subtitle_lines": list(self.subtitle_lines),
            "body_lines": [list(start) for start in self.body_lines],
        }


class Leftover(StrEnum):
    """Why lines that are no furniture belong to no article; the value of each is what a person is told."""

    UNPLACED_HEADLINE = "headline form, but it fits no article"
    NARROW_LINES = "a run of very short lines"
    DROPPED = "dropped by the corrections file"
    UNEXPLAINED = "no article here"


@dataclass(frozen=True, slots=True)
class Residue:
    """Lines that belong to no article. `text` holds them joined by LF."""

    lines: tuple[int, ...]
    text: str
    reason: Furniture | Leftover

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should look: nothing explains the lines, which may be a headline, or text."""
        return self.reason in (Leftover.UNPLACED_HEADLINE, Leftover.UNEXPLAINED)

    def to_dict(self) -> dict[str, Any]:
        """The lines as JSON values."""
        return {"lines": list(self.lines), "text": self.text, "reason": self.reason.value}


@dataclass(frozen=True, slots=True)
class Split:
    """A page's articles in the order of their bodies, and its residue in the order of its lines."""

    file: str
    articles: tuple[Article, ...]
    residue: tuple[Residue, ...]

    def to_dict(self) -> dict[str, Any]:
        """What `split --format json` writes, as JSON values."""
        return {
            "file": self.file,
            "articles": [article.to_dict() for article in self.articles],
            "residue": [lines.to_dict() for lines in self.residue],
        }

    def records(self) -> list[dict[str, Any]]:
        """A row for each article, by the keys of `Article.to_dict`."""
        return [article.to_dict() for article in self.articles]


def split_page(
    text: str,
    *,
    file: str = "",
    date: datetime.date | None = None,
    newspaper: str | None = None,
    corrections: Corrections = NONE,
) -> Split:
    """Split the text of one page. The same text always gives the same split.

    `date` is the page's, where the caller knows it; else the masthead's is read, else the file's name. `newspaper`
    marks lines that are the paper's name as furniture.

    Raises:
        PageError: `corrections` speak of lines that are not on the page. Without them it never raises.
    """
    page, suitability = read_page(text), Suitability()
    reading = label_lines(page, newspaper, force(corrections, page).roles, _suiting(page, suitability))
    dated = [
        page.lines[index].text for index, trait in enumerate(reading.traits) if trait.furniture is Furniture.DATE_LINE
    ]
    clock = read_clock([line.text for line in page.lines], date, read_file_name(file).date, dated)
    ranges = _spans(reading.roles)
    joined = join_articles(corrections, page, ranges)
    spans: list[list[BodyLine]] = [[] for _ in range(max(joined, default=-1) + 1)]
    for article, (first, last) in zip(joined, ranges, strict=True):
        spans[article] += _body_lines(page, reading, first, last)
    bodies = [unwrap(span, page.quote_width, indents=page.indents) for span in spans]
    given = given_headlines(corrections, page, spans, [body.text for body in bodies])
    taken = frozenset(number for item in corrections.of_kind("headline") for number in item.all_lines)
    words = Bodies([body.text for body in bodies], frozenset(given))
    headlines, unplaced = place_headlines(read_groups(page, reading.roles, joined, taken), words, suitability)
    headlines |= given
    following = following_numbers(page)
    opened = {article: first for article, (first, _) in reversed(list(zip(joined, ranges, strict=True)))}
    articles = tuple(
        _article(opened[index], span, body, headlines.get(index), reading, following, clock)
        for index, (span, body) in enumerate(zip(spans, bodies, strict=True))
    )
    return Split(file, articles, tuple(_residue(page, reading, unplaced, _owners(spans, headlines), corrections)))


def _suiting(page: Page, suitability: Suitability) -> Weigh:
    """What says how well the page's headlines suit its articles, were such its lines' roles."""
    texts = [line.text for line in page.lines]

    def weigh(roles: Sequence[int]) -> float:
        ranges, said = _spans(roles), [role in TEXT for role in roles]
        words = Bodies(["".join(compress(texts[first:last], said[first:last])) for first, last in ranges])
        return suitability.of(read_groups(page, roles, range(len(ranges))), words)

    return weigh


def _spans(roles: Sequence[int]) -> list[tuple[int, int]]:
    """First index of each article and of the next; lines between may be display or residue."""
    opening = int(Role.OPEN)
    starts = [index for index, role in enumerate(roles) if role == opening]
    return list(pairwise([*starts, len(roles)]))


def _body_lines(page: Page, reading: LabelledPage, first: int, last: int) -> list[BodyLine]:
    found = [
        BodyLine(
            page.lines[index],
            page.columns[index],
            reading.roles[index] is Role.SECTION or _stands_alone(reading, page, index),
        )
        for index in range(first, last)
        if reading.roles[index] in TEXT
    ]
    if len(found) > 1 and is_cut_byline(visible(found[-2].line.text), visible(found[-1].line.text)):
        found[-1] = replace(found[-1], named=True)
    return found


def _stands_alone(reading: LabelledPage, page: Page, index: int) -> bool:
    """A line of reporters is a paragraph; one in brackets ends the paragraph before it."""
    return reading.traits[index].alone and page.lines[index].text[0] not in "（("


def _owners(spans: Sequence[Sequence[BodyLine]], headlines: dict[int, Headline]) -> dict[int, int]:
    """Line number -> index of the article that holds it."""
    owner: dict[int, int] = {}
    for index, span in enumerate(spans):
        owner.update((entry.line.number, index) for entry in span)
    for index, headline in headlines.items():
        numbers = (*headline.kicker_lines, *headline.title_lines, *headline.subtitle_lines)
        owner.update((number, index) for number in numbers)
    return owner


def _article(
    start: int,
    span: Sequence[BodyLine],
    body: Body,
    headline: Headline | None,
    reading: LabelledPage,
    following: Mapping[int, int],
    clock: Clock,
) -> Article:
    byline = read_byline(body.text)
    if byline.empty and headline is not None:
        byline = read_headline_byline(headline.title)
    day, day_from, day_why = _date(body, byline, clock)
    confidence, evidence = _confidence(start, reading, headline)
    numbers = [entry.line.number for entry in span]
    if headline is not None:
        numbers += (*headline.kicker_lines, *headline.title_lines, *headline.subtitle_lines)
    return Article(
        title=headline.title if headline else None,
        kicker=headline.kicker if headline else None,
        subtitle=headline.subtitle if headline else None,
        body=body.text,
        reporters=byline.reporters,
        interns=byline.interns,
        correspondents=byline.correspondents,
        agency=byline.agency,
        date=day,
        date_from=day_from,
        lines=to_ranges(sorted(numbers), following),
        title_lines=headline.title_lines if headline else (),
        kicker_lines=headline.kicker_lines if headline else (),
        subtitle_lines=headline.subtitle_lines if headline else (),
        body_lines=body.places,
        confidence=confidence,
        evidence=(*evidence, *day_why),
    )


def _date(body: Body, byline: Byline, clock: Clock) -> tuple[datetime.date | None, str | None, tuple[str, ...]]:
    lead = body.text.split("\n", 1)[0]
    if byline.end and len(lead) <= byline.end + 1:
        lead = "\n".join(body.text.split("\n", 2)[:2])
    day = read_dateline(lead, clock) if byline.end or not byline.empty or clock.day else None
    if day is not None:
        return day, "dateline", (f"dated by its first paragraph; {clock.why}",)
    if clock.day is not None:
        return clock.day, "page", (clock.why,)
    return None, None, ()


def _confidence(start: int, reading: LabelledPage, headline: Headline | None) -> tuple[float, tuple[str, ...]]:
    """Probability that the article begins and ends rightly and has the right headline, or rightly none."""
    sure = reading.sure[start]
    title = _probability(headline.margin) if headline else 0.85
    evidence = (*reading.openings[start], *(headline.evidence if headline else ("no headline found",)))
    return round(min(0.99, sure) * title, 3), evidence


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def _residue(
    page: Page, reading: LabelledPage, unplaced: Sequence[Unit], owner: dict[int, int], corrections: Corrections
) -> list[Residue]:
    """What no article holds: units without an article as they were cut, other lines each by itself."""
    left = [Residue(_numbers(unit.lines), _text(unit.lines), Leftover.UNPLACED_HEADLINE) for unit in unplaced]
    left += [Residue(debris.numbers, debris.text, Leftover.NARROW_LINES) for debris in page.debris]
    dropped = {number for item in corrections.of_kind("drop") for number in item.lines}
    taken = {number for residue in left for number in residue.lines} | owner.keys()
    for index, line in enumerate(page.lines):
        if line.number not in taken:
            kind = reading.traits[index].furniture
            reason = Leftover.DROPPED if line.number in dropped else kind or Leftover.UNEXPLAINED
            left.append(Residue((line.number,), line.text, reason))
    return sorted(left, key=lambda residue: residue.lines)


def _numbers(lines: Sequence[Line]) -> tuple[int, ...]:
    return tuple(line.number for line in lines)


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)
