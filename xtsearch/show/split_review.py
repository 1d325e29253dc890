"""What a person should look at on a page that was split: what is in doubt, the most doubtful first, each with a reason
and with corrections of the page. All of it is the text of a corrections file, in which what is no correction is a
comment: it may be written into the file that stands beside the page, and then be edited.

    # 1. ?? confidence 0.16, lines 346-387: no headline was found
    #   346 | 本报讯（记者 丁白玉）结合“心连
    - split: 346             # 本报讯（记者 丁白玉）结合“心连心…
    - headline: 539          # “一把手”走流程
      of: 346

What is not behind a comment sign says what is most likely right; that which is, what may be right instead. A correction
that says what the parser has found makes it certain, and the article is not asked about again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xtsearch.indexer.pages.page import LINE_END, ends_sentence
from xtsearch.indexer.pages.pieces.shapes import is_telling, shape_of
from xtsearch.indexer.pages.split import Article, Leftover, Residue, Split
from xtsearch.indexer.text.plurals import plural
from xtsearch.show.split_text import SplitPage, mark, places
from xtsearch.show.terminal import BOLD, DIM, Screen, one_line, wrap
from xtsearch.show.wording import articles, line_ranges, ranges

#: So many findings of a page are shown, unless a person asks for more.
SHOWN = 20
#: A line that a page has so often is a running head, and nobody has to look at it.
REPEATED = 3
#: Characters of a line that are quoted behind a correction.
QUOTED = 24
#: A line in no article is less worth a look than an article in doubt, unless it is as long as running text, which may
#: be an article that was missed. Characters of such lines; doubts of each.
TEXT_LENGTH, TEXT_DOUBT, HEADLINE_DOUBT, LINE_DOUBT = 60, 0.95, 0.6, 0.3
#: Lines of a headline, and of lines in none, that are quoted.
HEADS = 6
#: Lines between a headline that no article got and the text that it may belong to.
NEAR = 12
LONGEST_HEADLINE = 30  # characters of a line that may be one
_SHARES = re.compile(r"headline shares ([\d.]+) of ([\d.]+)")
_FEW_SHARED = 0.25  # of a headline's words by weight
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `doubt` is from 0 to 1, `what` says in a few words where it stands and `why` it is asked
    about, `lines` are the numbers of the lines that tell most, `corrections` are the text to paste."""

    doubt: float
    what: str
    why: str
    lines: tuple[int, ...]
    corrections: str


def findings(split: Split, page_text: str, below: float) -> list[Finding]:
    """What is to be looked at, the most doubtful first: articles below a confidence, and lines that nothing explains.

    `page_text` is the text whose lines the articles count.
    """
    lines = LINE_END.split(page_text)
    groups = list(_groups(split, lines))
    doubted = [article for article in split.articles if article.confidence < below]
    headlines = _headlines(split, groups)
    shown = [_of_article(split, article, headlines, groups) for article in doubted]
    placed = {headlines[first].lines for article in doubted if (first := article.body_lines[0][1]) in headlines}
    shown += [_of_residue(split, group, headlines) for group in groups if group.lines not in placed]
    return sorted(shown, key=lambda finding: (-finding.doubt, finding.lines))


def text(page: SplitPage, screen: Screen, below: float, limit: int = SHOWN) -> str:
    """The text of a corrections file: what is to be looked at, at most `limit` of it."""
    every = findings(page.split, page.text, below)
    lines = LINE_END.split(page.text)
    doubted = sum(article.confidence < below for article in page.split.articles)
    groups = len(every) - doubted
    doubted_articles = f"{doubted} of {articles(len(page.split.articles))} below {below:g}"
    parts = [
        _comment(
            screen,
            f"{page.split.file}: {doubted_articles}, {groups} {plural(groups, 'group')} of lines in none to look at",
        ),
        _comment(screen, str(page.kind)),
    ]
    for number, finding in enumerate(every[:limit], 1):
        parts.append("\n" + screen.style(_comment(screen, f"{number}. {finding.what}: {finding.why}"), BOLD))
        parts += [_quoted(screen, at, lines[at - 1]) for at in finding.lines]
        parts.append(finding.corrections)
    if len(every) > limit:
        parts.append("\n" + _comment(screen, f"{len(every) - limit} less doubtful: --limit {len(every)} shows them"))
    return "".join(parts)


def _comment(screen: Screen, words: str) -> str:
    return screen.paragraph(words, (), "# ")


def _quoted(screen: Screen, number: int, line: str) -> str:
    """A line of the page on one line of the screen."""
    head = f"#  {number:>5} | "
    shown = one_line(line.strip())
    if screen.width is not None:
        shown = shown[slice(*next(iter(wrap(shown, max(2, screen.width - len(head)))), (0, 0)))]
    return screen.style(f"{head}{shown}", DIM) + "\n"


# ------------------------------------------------------------------------------------------------------ articles


def _headlines(split: Split, groups: Sequence[Residue]) -> dict[int, Residue]:
    """First line of each article without a headline -> the one that stands near and is no article's; each once."""
    bare = [article.body_lines[0][1] for article in split.articles if article.title is None]
    heads = [group for group in groups if group.reason is Leftover.UNPLACED_HEADLINE]
    pairs = sorted((abs(head.lines[-1] - first), first, head.lines) for first in bare for head in heads)
    by_lines = {head.lines: head for head in heads}
    headlines: dict[int, Residue] = {}
    for distance, first, lines in pairs:
        if distance <= NEAR and first not in headlines and lines in by_lines:
            headlines[first] = by_lines.pop(lines)
    return headlines


def _of_article(split: Split, article: Article, headlines: Mapping[int, Residue], groups: Sequence[Residue]) -> Finding:
    at = split.articles.index(article)
    before = split.articles[at - 1] if at and split.articles[at - 1].page == article.page else None
    corrections = "".join(_keep_or_change(article, before, headlines, groups))
    confidence = f"{mark(article.confidence)} confidence {article.confidence:.2f}, lines {line_ranges(article.lines)}"
    doubt = round(1 - article.confidence, 3)
    return Finding(doubt, confidence, "; ".join(_reasons(article)), _telling_lines(article), corrections)


def _telling_lines(article: Article) -> tuple[int, ...]:
    """The lines of the headline, and the first and last of the text."""
    heads = (*article.kicker_lines, *article.title_lines, *article.subtitle_lines)
    return tuple(sorted({*heads[:HEADS], article.body_lines[0][1], article.body_lines[-1][1]}))


def _reasons(article: Article) -> Iterator[str]:
    """What of the evidence speaks of doubt."""
    evidence = article.evidence
    if article.title is None:
        yield "no headline was found"
    if "no byline" in evidence:
        yield "no byline says that an article begins here"
    shares = next((match for fact in evidence if (match := _SHARES.match(fact))), None)
    if shares and float(shares[1]) < _FEW_SHARED * float(shares[2]):
        yield "headline and text have few words in common"
    if article.title is not None and "no byline" not in evidence and not shares:
        yield "the headline stands alone"
    if article.title is not None and "no byline" not in evidence and shares:
        yield "where it ends, or whose the headline is, is not sure"


def _keep_or_change(
    article: Article, before: Article | None, headlines: Mapping[int, Residue], groups: Sequence[Residue]
) -> Iterator[str]:
    """Corrections that keep the article as it is, or give it the headline it lacks; behind a sign what else may be."""
    first = article.body_lines[0][1]
    yield _line(f"- split: {first}", article.body)
    if article.title is not None:
        yield from _headline(article.kicker_lines, article.title_lines, article.subtitle_lines, first, article.title)
    else:
        yield from _headline_for(article, headlines, groups)
    if before is not None and "no byline" in article.evidence:
        if len(article.title_lines) == 1 and article.title_lines[0] < first and article.title is not None:
            yield "# instead, if it is a section of the article before:\n"
            yield _line(f"# - section: {article.title_lines[0]}", article.title)
        else:
            yield "# instead, if it goes on the article before:\n"
            yield _line(f"# - merge: [{before.body_lines[0][1]}, {first}]", before.title or before.body)


def _headline_for(article: Article, headlines: Mapping[int, Residue], groups: Sequence[Residue]) -> Iterator[str]:
    """The headline without an article that stands near; else, behind a sign, one further away and the first line."""
    (_, first), *further = article.body_lines
    if first in headlines:
        yield from _headline((), headlines[first].lines, (), first, headlines[first].text)
        return
    heads = [group for group in groups if group.reason is Leftover.UNPLACED_HEADLINE]
    nearest = min(heads, key=lambda group: abs(group.lines[-1] - first), default=None)
    if nearest is not None:
        yield "# and if this is its headline:\n"
        yield from _behind_signs(_headline((), nearest.lines, (), first, nearest.text))
    opening = article.body[: further[0][0]] if further else ""
    if (
        "no byline" in article.evidence
        and opening
        and not ends_sentence(opening.strip())
        and len(opening) <= LONGEST_HEADLINE
    ):
        yield "# instead, if its first line is its headline:\n"
        yield from _behind_signs(_headline((), (first,), (), further[0][1], opening))


def _behind_signs(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield f"# {line}"


def _headline(
    kicker: Sequence[int], title: Sequence[int], subtitle: Sequence[int], of: int, text: str
) -> Iterator[str]:
    yield _line(f"- headline: {_numbers(title)}", text)
    if kicker:
        yield f"  kicker: {_numbers(kicker)}\n"
    if subtitle:
        yield f"  subtitle: {_numbers(subtitle)}\n"
    yield f"  of: {of}\n"


# ------------------------------------------------------------------------------------------------------ lines in none


def _groups(split: Split, lines: Sequence[str]) -> Iterator[Residue]:
    """Lines that nothing explains, those of one shape together, and those of one reason that follow each other; without
    what is not worth a look: lines without a letter, and lines that the page repeats."""
    counts = Counter(" ".join(line.split()) for line in lines)
    group: list[Residue] = []
    alike: dict[str, list[Residue]] = {}
    for residue in split.residue:
        if residue.reason is Leftover.UNEXPLAINED and is_telling(shape_of(residue.text)):
            alike.setdefault(shape_of(residue.text), []).append(residue)
    several = {shape: residues for shape, residues in alike.items() if len(residues) > 1}
    yield from map(_joined, several.values())
    for residue in split.residue:
        if residue.reason is Leftover.UNEXPLAINED and shape_of(residue.text) in several:
            continue
        repeated = all(counts[" ".join(text.split())] >= REPEATED for text in residue.text.split("\n"))
        if not residue.is_doubtful or repeated or not _LETTER.search(residue.text):
            continue
        if group and not _follows(group[-1], residue, lines):
            yield _joined(group)
            group = []
        group.append(residue)
    if group:
        yield _joined(group)


def _follows(before: Residue, residue: Residue, lines: Sequence[str]) -> bool:
    """Whether only blank lines part the two, and both are text or scraps; each headline stands by itself."""
    between = lines[before.lines[-1] : residue.lines[0] - 1]
    alike = before.reason is residue.reason is Leftover.UNEXPLAINED
    return alike and not any(line.strip() for line in between)


def _joined(group: Sequence[Residue]) -> Residue:
    numbers = tuple(number for residue in group for number in residue.lines)
    return Residue(numbers, "\n".join(residue.text for residue in group), group[0].reason)


def _of_residue(split: Split, group: Residue, headlines: Mapping[int, Residue]) -> Finding:
    corrections = "".join(_place_or_drop(split, group, headlines))
    if group.reason is Leftover.UNPLACED_HEADLINE:
        doubt, why = HEADLINE_DOUBT, "set as a headline, and no article took it"
    elif _is_of_one_shape(group):
        doubt, why = HEADLINE_DOUBT, f"{len(group.lines)} lines of one shape, in no article"
    elif _is_text(group):
        doubt, why = TEXT_DOUBT, "as much as a short article, and in none"
    else:
        doubt, why = LINE_DOUBT, "in no article, and nothing says what it is"
    return Finding(doubt, places(group), why, group.lines[:HEADS], corrections)


def _is_of_one_shape(group: Residue) -> bool:
    shapes = {shape_of(text) for text in group.text.split("\n")}
    return len(group.lines) > 1 and len(shapes) == 1 and is_telling(shapes.pop())


def _is_text(group: Residue) -> bool:
    """Whether the lines are as much as a short article; a newspaper's imprint is as long, but has no sentences."""
    return len(group.text) >= TEXT_LENGTH and "。" in group.text


def _place_or_drop(split: Split, group: Residue, headlines: Mapping[int, Residue]) -> Iterator[str]:
    last = group.lines[-1]
    first_lines = [article.body_lines[0][1] for article in split.articles]
    is_headline = group.reason is Leftover.UNPLACED_HEADLINE
    of = next((first for first, head in headlines.items() if head.lines == group.lines), None)
    if of is not None:
        yield from _headline((), group.lines, (), of, group.text)
        yield f"# instead, if it is no headline:\n# - drop: {_numbers(group.lines)}\n"
    elif _is_of_one_shape(group):
        yield _line(f"- metadata: {_numbers(group.lines)}", group.text)
        yield f"# instead, if they say nothing of an article:\n# - drop: {_numbers(group.lines)}\n"
    elif _is_text(group) and not is_headline:
        yield _line(f"- split: {group.lines[0]}", group.text)
        yield f"# instead, if it is no article:\n# - drop: {_numbers(group.lines)}\n"
    else:
        yield _line(f"- drop: {_numbers(group.lines)}", group.text)
        bare = [article.body_lines[0][1] for article in split.articles if article.title is None]
        nearest = min(bare, key=lambda first: abs(first - last), default=None)
        of = nearest if nearest is not None else next((first for first in first_lines if first > last), None)
        if is_headline and of is not None:
            yield f"# instead, if it is the headline of the article at line {of}:\n"
            yield from _behind_signs(_headline((), group.lines, (), of, group.text))


# ------------------------------------------------------------------------------------------------------ words


def _line(correction: str, text: str) -> str:
    """A correction with the words that it speaks of behind it."""
    words = one_line(text).replace("#", " ").strip()
    return f"{correction:<22} # {words[:QUOTED]}{'…' if len(words) > QUOTED else ''}\n"


def _numbers(lines: Sequence[int]) -> str:
    """Lines as corrections have them: 12, 12-15, [12, 15]."""
    written = [line_ranges([span]) for span in ranges(lines)]
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"
