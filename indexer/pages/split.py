"""The text of a newspaper page in; its articles, and the lines that belong to none, out. Pure.

    >>> split_page("本报讯（记者 王超）5月13日，我市召开推进会。\\n\\n市领导调研文艺工作").articles[0].reporters
    ('王超',)

Every line that is not blank ends in one article or in the residue. Each step looks at the whole page:

1. `read_page` measures the lines, and the columns they stand in.
2. `label_lines` decides what each line is: where an article begins, its further text, a display line, or none of these.
3. `unwrap` joins the lines of each article's text into paragraphs.
4. `place_headlines` parts the display lines into headlines and gives them to the articles.
5. Byline, date and confidence are read from each article; what no article holds is residue.

Steps 2 and 4 are a loop. The lines leave some openings in doubt, and the page's headlines can tell: an article too few
leaves a headline over, an article too many has none. So step 2 places the headlines for a trial, with each doubtful
opening and without it (`headline_weigher`), asks how many rare words the texts on either side share, and keeps what
suits lines, headlines and words best. Step 4 then places them on
the roles that were decided; where these are the ones of the first trial, that trial's placing is taken.

What a person's corrections say holds in steps 2 to 4.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import compress, pairwise
from typing import Any, Literal

from xtsearch.indexer.pages.confidence import ArticleFacts, confidence
from xtsearch.indexer.pages.corrected import corrected_headlines, join_articles
from xtsearch.indexer.pages.corrections import NONE, CorrectionKind, Corrections, by_page, force
from xtsearch.indexer.pages.line_form import LineForm
from xtsearch.indexer.pages.lines.doubts import Weigh
from xtsearch.indexer.pages.lines.labelling import LabelledPage, label_lines
from xtsearch.indexer.pages.lines.roles import BETWEEN, LEFT_OUT, TEXT, Role
from xtsearch.indexer.pages.page import LINE_END, Page, read_page, visible
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.pieces.byline_forms import is_cut_byline
from xtsearch.indexer.pages.pieces.bylines import Byline, lead_start, read_byline, read_headline_byline
from xtsearch.indexer.pages.pieces.dates import PageDay, read_dateline, read_page_day
from xtsearch.indexer.pages.pieces.filenames import read_file_name
from xtsearch.indexer.pages.pieces.furniture import Furniture
from xtsearch.indexer.pages.pieces.metadata import Metadata, read_metadata_lines
from xtsearch.indexer.pages.pieces.paragraphs import Body, BodyLine, unwrap
from xtsearch.indexer.pages.pieces.ranges import following_numbers, to_ranges
from xtsearch.indexer.pages.pieces.rarity import parted_odds
from xtsearch.indexer.pages.records import Record, read_records
from xtsearch.indexer.pages.titles.groups import read_groups
from xtsearch.indexer.pages.titles.markers import bare_titles
from xtsearch.indexer.pages.titles.placing import Headline, HeadlineFit, HeadlineLines, place_headlines
from xtsearch.indexer.pages.titles.seams import cuts_dictionary_word

#: A form feed that begins a line begins a page.
PAGE_BREAK = re.compile(r"(?<=[\n\r])(?=\f)")
#: A line that parts what stands above it from what stands below: ========.
RULE = re.compile(r"([=\-_*~─━＝－＿﹏])\1{3,}")


@dataclass(frozen=True, slots=True)
class Article:
    """One article. Line numbers count from 1.

    `body` holds its paragraphs joined by LF, byline and dateline as printed. `lines` are inclusive ranges of all its
    lines, headline included; a range may span blank lines, but no line of another article. `body_lines` are pairs,
    ascending: the offset in code points into `body` where the text of a page line begins, and the line's number.
    `date_from` says where `date` was read. `confidence` is the probability that the boundaries and the headline are
    right, `evidence` the facts that decided. `page` is the number of its page in the file. `continues` is the id of the
    article that this one goes on from, where the file holds both. `metadata_lines` are among `lines`: the article's own
    lines of metadata, as 作者：林小川  时间：2016-10-04; `newspaper` and `printed_page` (01, A4) are what they say.
    `continued_from` and `goes_on_in` are the pages (1, A4) that it says it is continued from, and goes on in;
    these and `continues` are None until `linking.link` has read them.
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
    date_from: Literal["dateline", "page"] | None
    lines: tuple[tuple[int, int], ...]
    title_lines: tuple[int, ...]
    kicker_lines: tuple[int, ...]
    subtitle_lines: tuple[int, ...]
    body_lines: tuple[tuple[int, int], ...]
    confidence: float
    evidence: tuple[str, ...]
    page: int = 1
    continues: str | None = None
    metadata_lines: tuple[int, ...] = ()
    newspaper: str | None = None
    printed_page: str | None = None
    continued_from: str | None = None
    goes_on_in: str | None = None

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
            "page": self.page,
            "continues": self.continues,
            "metadata_lines": list(self.metadata_lines),
            "newspaper": self.newspaper,
            "printed_page": self.printed_page,
            "continued_from": self.continued_from,
            "goes_on_in": self.goes_on_in,
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
    forms: Mapping[int, LineForm] | None = None,
) -> Split:
    """Split the text of a page file. The same text always gives the same split.

    A form feed at the start of a line begins a further page: no article holds lines of two. `date` is the pages' day,
    where the caller knows it; else each page's is read from its masthead, else from `file`, the file's name. Lines that
    are `newspaper`'s name are furniture. `forms`: number of a line -> how it was set, where the file says so.

    Raises:
        PageError: `corrections` speak of lines that are not on the page. Without them it never raises.
    """
    sheets = read_sheets(text, forms)
    articles: list[Article] = []
    residue: list[Residue] = []
    for sheet, (page, of_page) in enumerate(zip(sheets, by_page(corrections, sheets), strict=True), 1):
        page_articles, page_residue = _split_sheet(page, sheet, file, date, newspaper, of_page)
        articles += page_articles
        residue += page_residue
    return Split(file, tuple(articles), tuple(residue))


def read_sheets(text: str, forms: Mapping[int, LineForm] | None = None) -> list[Page]:
    """The pages of a file, as `split_page` takes them."""
    sheets: list[Page] = []
    first_number = 1
    for part in PAGE_BREAK.split(text):
        sheets.append(read_page(part, forms, first_number))
        first_number += len(LINE_END.findall(part))
    return sheets


def _split_sheet(
    page: Page,
    sheet: int,
    file: str,
    date: datetime.date | None,
    newspaper: str | None,
    corrections: Corrections,
) -> tuple[list[Article], list[Residue]]:
    """The articles and the residue of the page of a file that has the number `sheet`."""
    fit = HeadlineFit()
    metadata = _metadata(page, corrections)
    forced = force(corrections, page)
    bounds = _bounds(page, metadata)
    left_out = {
        index: BETWEEN if index in bounds else LEFT_OUT
        for index, line in enumerate(page.lines)
        if line.number in metadata or RULE.fullmatch(line.text)
    }
    weigh = headline_weigher(page, fit)
    labelled = label_lines(page, newspaper, left_out | forced.roles, weigh, metadata, bounds)
    forced.check(labelled.roles, page)
    openings = _opening_spans(labelled.roles)
    articles = join_articles(corrections, page, openings)  # of each opening the article that its text belongs to
    spans: list[list[BodyLine]] = [[] for _ in range(max(articles, default=-1) + 1)]
    for article, (first, stop) in zip(articles, openings, strict=True):
        spans[article] += _bylines_above(page, labelled, first, forced.roles)
        spans[article] += _body_lines(page, labelled, first, stop)
    bodies = [unwrap(span, page.quote_width, indents=page.indents) for span in spans]
    headlines, unplaced = _headlines(page, labelled, corrections, articles, spans, bodies, fit)
    owners = _owners(spans, headlines)
    records = _records(page, metadata, owners, headlines)
    owners.update((number, index) for index, record in records.items() for number in record.lines)
    page_day = _page_day(page, labelled, file, date, metadata)
    following = following_numbers(page)
    facts = _facts(page, labelled, list(zip(articles, openings, strict=True)), bodies, headlines, unplaced, owners)
    first_lines = {article: first for article, (first, _) in reversed(list(zip(articles, openings, strict=True)))}
    return [
        replace(
            _article(
                first_lines[index],
                span,
                body,
                headlines.get(index),
                labelled,
                following,
                page_day,
                records.get(index, Record()),
                facts[index],
            ),
            page=sheet,
        )
        for index, (span, body) in enumerate(zip(spans, bodies, strict=True))
    ], _residue(page, labelled, unplaced, owners, metadata, corrections)


def _metadata(page: Page, corrections: Corrections) -> dict[int, Metadata]:
    """Number of each line that is metadata and nothing else -> what it says. Such a line is no headline and no text."""
    named = {number: item.metadata for item in corrections.of_kind(CorrectionKind.METADATA) for number in item.lines}
    dropped = {number for item in corrections.of_kind(CorrectionKind.DROP) for number in item.lines}
    read = read_metadata_lines(page.lines)
    metadata = {number: facts for number, facts in read.items() if number not in dropped}
    return metadata | {number: facts or read.get(number) or Metadata() for number, facts in named.items()}


def _bounds(page: Page, metadata: Mapping[int, Metadata]) -> frozenset[int]:
    """The indices of lines of metadata that no article goes on behind: where two or more lines of the page say, by
    labels, of what day or by whom an article is, each of them stands at an article's beginning or end."""
    telling = {number for number, facts in metadata.items() if facts.labelled and (facts.date or facts.authors)}
    if len(telling) < 2:
        return frozenset()
    return frozenset(index for index, line in enumerate(page.lines) if line.number in telling)


def _records(
    page: Page,
    metadata: Mapping[int, Metadata],
    owners: Mapping[int, int],
    headlines: Mapping[int, Headline],
) -> dict[int, Record]:
    """Article -> what its lines of metadata say."""
    heads = {number for headline in headlines.values() for number in headline.numbers}
    return read_records(page.lines, metadata, owners, heads) if metadata else {}


def headline_weigher(page: Page, fit: HeadlineFit) -> Weigh:
    """What tells step 2 how well the page's headlines would suit its articles, were such its lines' roles."""
    texts = [line.text for line in page.lines]

    @cache  # of several trials the same roles may come
    def weigh(roles: tuple[int, ...]) -> float:
        spans, is_text = _opening_spans(roles), [role in TEXT for role in roles]
        bodies = ["".join(compress(texts[first:stop], is_text[first:stop])) for first, stop in spans]
        parted = sum(parted_odds(above, below) for above, below in pairwise(bodies))
        return parted + fit.score(read_groups(page, roles, range(len(spans))), Bodies(bodies))

    return weigh


def _opening_spans(roles: Sequence[int]) -> list[tuple[int, int]]:
    """For each opening its index, and the index of the next or the page's end; not all lines between are text."""
    opening = int(Role.OPEN)
    starts = [index for index, role in enumerate(roles) if role == opening]
    return list(pairwise([*starts, len(roles)]))


def _body_lines(page: Page, labelled: LabelledPage, first: int, stop: int) -> list[BodyLine]:
    """The lines of text from index `first` to before `stop`."""
    indices = [index for index in range(first, stop) if labelled.roles[index] in TEXT]
    lines = [
        BodyLine(
            page.lines[index],
            page.columns[index],
            (labelled.roles[index] is Role.SECTION and not _cuts_word(page, index, after))
            or _stands_alone(labelled, page, index),
        )
        for index, after in zip(indices, [*indices[1:], None], strict=True)
    ]
    if len(lines) > 1 and is_cut_byline(visible(lines[-2].line.text), visible(lines[-1].line.text)):
        lines[-1] = replace(lines[-1], named=True)
    return lines


def _cuts_word(page: Page, index: int, after: int | None) -> bool:
    """Whether the end of a line stands inside a word, which the line of text after it ends."""
    return after is not None and cuts_dictionary_word(visible(page.lines[index].text), visible(page.lines[after].text))


def _bylines_above(page: Page, labelled: LabelledPage, first: int, forced: Collection[int]) -> list[BodyLine]:
    """The lines of reporters, or of names, that stand between a headline or a label and the opening with the index
    `first`, where the labels took them for lines of no article. A line that a person spoke of (`forced`) is left."""
    bylines: list[BodyLine] = []
    at = first - 1
    while at >= 0 and labelled.roles[at] in LEFT_OUT and at not in forced:
        if labelled.traits[at].alone and _stands_alone(labelled, page, at):
            bylines.append(BodyLine(page.lines[at], page.columns[at], alone=True))
        elif labelled.traits[at].furniture is None:
            break
        at -= 1
    closes = at >= 0 and labelled.roles[at] in TEXT  # then they may sign the text above
    return [] if closes else bylines[::-1]


def _stands_alone(labelled: LabelledPage, page: Page, index: int) -> bool:
    """Whether the line is a paragraph by itself: a line of reporters is one, but in brackets it ends the paragraph."""
    return labelled.traits[index].alone and page.lines[index].text[0] not in "（("


def _headlines(
    page: Page,
    labelled: LabelledPage,
    corrections: Corrections,
    articles: Sequence[int],
    spans: Sequence[Sequence[BodyLine]],
    bodies: Sequence[Body],
    fit: HeadlineFit,
) -> tuple[dict[int, Headline], list[HeadlineLines]]:
    """Article -> its headline, a person's first; and the headlines that no article gets."""
    texts = [body.text for body in bodies]
    corrected = corrected_headlines(corrections, page, spans, texts)
    taken = frozenset(number for headline in corrected.values() for number in headline.numbers)
    groups = read_groups(page, labelled.roles, articles, taken)
    headlines, unplaced = place_headlines(groups, Bodies(texts, frozenset(corrected)), fit)
    placed = headlines | corrected
    bare = bare_titles([placed[article].title for article in sorted(placed)])
    unmarked = {
        article: replace(placed[article], title=title) for article, title in zip(sorted(placed), bare, strict=True)
    }
    return unmarked, unplaced


def _page_day(
    page: Page,
    labelled: LabelledPage,
    file: str,
    date: datetime.date | None,
    metadata: Mapping[int, Metadata],
) -> PageDay:
    date_lines = [
        line.text
        for line, trait in zip(page.lines, labelled.traits, strict=True)
        if trait.furniture is Furniture.DATE_LINE and line.number not in metadata
    ]
    days = {line.date for line in metadata.values() if line.date is not None}
    filed = days.pop() if len(days) == 1 and not date_lines else None  # one paper line, or the same with each article
    if date is None and filed is not None:
        return PageDay(filed, filed.year, f"the page is dated {filed.isoformat()}")
    return read_page_day([line.text for line in page.lines], date, read_file_name(file).date, date_lines)


def _owners(spans: Sequence[Sequence[BodyLine]], headlines: Mapping[int, Headline]) -> dict[int, int]:
    """Line number -> index of the article that holds it."""
    owners: dict[int, int] = {}
    for index, span in enumerate(spans):
        owners.update((number, index) for entry in span for number in entry.line.numbers)
    for index, headline in headlines.items():
        owners.update((number, index) for number in headline.numbers)
    return owners


def _article(
    first: int,
    span: Sequence[BodyLine],
    body: Body,
    headline: Headline | None,
    labelled: LabelledPage,
    following: Mapping[int, int],
    page_day: PageDay,
    record: Record,
    facts: ArticleFacts,
) -> Article:
    """The article whose opening has the index `first`."""
    text = body.text[lead_start(body.text) :]
    byline = read_byline(text)
    if byline.empty and headline is not None:
        byline = read_headline_byline(headline.title)
    metadata = record.metadata
    if metadata.date is not None:
        page_day = PageDay(metadata.date, metadata.date.year, f"its metadata says {metadata.date.isoformat()}")
    day, day_from, day_evidence = _date(text, byline, page_day)
    evidence = (*labelled.openings[first], *(headline.evidence if headline else ("no headline found",)))
    numbers = [*(number for entry in span for number in entry.line.numbers), *record.lines]
    if headline is not None:
        numbers += headline.numbers
    return Article(
        title=headline.title if headline else None,
        kicker=headline.kicker if headline else None,
        subtitle=headline.subtitle if headline else None,
        body=body.text,
        reporters=byline.reporters if byline.names_someone else metadata.authors,
        interns=byline.interns,
        correspondents=byline.correspondents,
        agency=byline.agency or metadata.agency,
        date=day,
        date_from=day_from,
        lines=to_ranges(sorted(numbers), following),
        title_lines=headline.title_lines if headline else (),
        kicker_lines=headline.kicker_lines if headline else (),
        subtitle_lines=headline.subtitle_lines if headline else (),
        body_lines=body.places,
        confidence=round(confidence(facts), 3),
        evidence=(*evidence, *day_evidence),
        metadata_lines=record.lines,
        newspaper=metadata.newspaper or metadata.source,
        printed_page=metadata.page,
    )


def _date(
    text: str, byline: Byline, page_day: PageDay
) -> tuple[datetime.date | None, Literal["dateline", "page"] | None, tuple[str, ...]]:
    """The article's day, where it was read, and what a person is told of it."""
    read = byline.end or not byline.empty or page_day.day
    day = read_dateline(text, page_day, byline.end) if read else None
    if day is not None:
        return day, "dateline", (f"dated by its first paragraph; {page_day.why}",)
    if page_day.day is not None:
        return page_day.day, "page", (page_day.why,)
    return None, None, ()


def _facts(
    page: Page,
    labelled: LabelledPage,
    openings: Sequence[tuple[int, tuple[int, int]]],
    bodies: Sequence[Body],
    headlines: Mapping[int, Headline],
    unplaced: Sequence[HeadlineLines],
    owners: Mapping[int, int],
) -> list[ArticleFacts]:
    """How each article was found. `openings`: article, with the index of an opening of it and of the next."""
    first = {article: start for article, (start, _) in reversed(openings)}
    inside, sections = Counter[int](), Counter[int]()
    for article, (start, stop) in openings:
        last = max(index for index in range(start, stop) if labelled.roles[index] in TEXT)
        inside[article] += sum(line.number not in owners for line in page.lines[start : last + 1])
        sections[article] += sum(role is Role.SECTION for role in labelled.roles[start:stop])
    beside = Counter(article for lines in unplaced for article in {lines.group.before, lines.group.following})
    seams = [parted_odds(above.text, below.text) for above, below in pairwise(bodies)]
    return [
        ArticleFacts(
            boundaries=labelled.sure[first[index]],
            margin=headline.margin if headline else 0.0,
            parts=headline.parts if headline else 0.0,
            beside=headline is not None and headline.beside,
            title=headline.title if headline else None,
            body=len(body.text),
            opens=labelled.traits[first[index]].opening is not None,
            parted=min(seams[max(0, index - 1) : index + 1], default=0.0),
            sections=sections[index],
            left_inside=inside[index],
            left_beside=beside[index],
            place=index,
            articles=len(bodies),
            titled=len(headlines),
        )
        for index, body in enumerate(bodies)
        for headline in [headlines.get(index)]
    ]


def _residue(
    page: Page,
    labelled: LabelledPage,
    unplaced: Sequence[HeadlineLines],
    owners: Mapping[int, int],
    metadata: Mapping[int, Metadata],
    corrections: Corrections,
) -> list[Residue]:
    """What no article holds: headlines that none gets as they were cut, every other line by itself."""
    left = [
        Residue(
            tuple(number for line in headline.lines for number in line.numbers),
            "\n".join(line.text for line in headline.lines),
            Leftover.UNPLACED_HEADLINE,
        )
        for headline in unplaced
    ]
    left += [Residue(debris.numbers, debris.text, Leftover.NARROW_LINES) for debris in page.debris]
    dropped = {number for item in corrections.of_kind(CorrectionKind.DROP) for number in item.lines}
    taken = {number for residue in left for number in residue.lines} | owners.keys()
    for line, trait in zip(page.lines, labelled.traits, strict=True):
        if line.number not in taken:
            furniture = Furniture.METADATA if line.number in metadata else trait.furniture
            reason = Leftover.DROPPED if line.number in dropped else furniture or Leftover.UNEXPLAINED
            left.append(Residue(line.numbers, line.text, reason))
    return sorted(left, key=lambda residue: residue.lines)
