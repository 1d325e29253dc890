"""A page's lines in; what each line is - article opening, body, section head, display, residue - out. Pure.

The page is one row of lines, and each line has one `Role`. Scores are log-odds: `_emissions` says how well a line's own
form suits each role, `_TRANSITIONS` and `_change` how well two neighbours go together, and the best row of roles is
found over the whole page at once (Viterbi), so that a doubtful line is decided by what stands on either side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from indexer.affinity import bigrams, cohesion
from indexer.bylines import ends_with_credit, is_byline_line, opening
from indexer.dates import masthead_date
from indexer.pages import INDENT, Line, Page, ends_sentence, visible


class Role(IntEnum):
    """OPEN is an article's first body line, BODY any further one, SECTION a head inside a body, DISPLAY a line of a
    headline group, RESIDUE furniture, CUT furniture or a headline that stands in the middle of a sentence."""

    OPEN = 0
    BODY = 1
    SECTION = 2
    DISPLAY = 3
    RESIDUE = 4
    CUT = 5


NEVER = -1e9

# Furniture: what a page prints about itself. Each pattern is matched against the whole visible line.
FURNITURE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"第?\s?[A-Z]?\d{1,3}\s?[版页面]?|[-—·•]\s?\d{1,3}\s?[-—·•]|[A-Z]\d{1,2}"), "page number"),
    (
        re.compile(
            r".{0,12}第\s?[\dA-Z一二三四五六七八九十]{1,4}\s?版.{0,20}|[A-Z]?\d{1,2}\s?版?\s?[·:：]?\s?(?:要闻|综合|新闻|国际|国内|体育|文化|时政|社会|经济|副刊|理论|评论|广告)"
        ),
        "page header",
    ),
    (
        re.compile(
            r".{0,8}(?:责任编辑|责编|版式|美编|校对|本版编辑|版面编辑|值班编委|值班主任|执行主编|组版|图编|视觉|主编|编辑)[\s:：/／].{1,60}"
        ),
        "editors",
    ),
    (
        re.compile(
            r".{0,20}(?:邮箱|电子邮件|E-?mail|投稿|热线|电话|传真|邮编|邮政编码|网址|地址|国内统一|刊号|邮发代号|零售|定价|印刷|社址|发行部|广告部)[\s:：].{0,60}",
            re.IGNORECASE,
        ),
        "the paper's address and numbers",
    ),
    (
        re.compile(
            r".{0,10}(?:国内统一(?:连续出版物|刊)号|CN\s?\d{2}-\d{4}|今日\s?\d{1,3}\s?版|总第\s?\d+\s?期|第\s?\d{3,6}\s?[期号]|农历).{0,50}"
        ),
        "masthead",
    ),
    (re.compile(r"(?:https?://|www\.)\S+|\S{1,30}@\S{1,30}\.[a-z]{2,4}", re.IGNORECASE), "web address"),
    (re.compile(r".{0,12}(?:扫一扫|扫码|二维码|扫描).{0,20}"), "hint to a code"),
    (
        re.compile(r"[（(]?(?:下转|上接|紧接)\s?第?\s?[A-Z]?[\d一二三四五六七八九十]{1,3}\s?版.{0,12}[）)]?"),
        "pointer to another page",
    ),
    (re.compile(r"(?:图为|图①|图1[：:]|[▲▼△◀▶↑↓←→]).{4,200}"), "photo caption"),
    (
        re.compile(
            r".{0,160}(?:记者|通讯员|实习生|本报)[\s\u4e00-\u9fff·]{1,16}\s?(?:摄|/摄|摄影|/图|供图|制图|绘)\s?[）)]?"
        ),
        "photo credit",
    ),
    (re.compile(r"(?:本版导读|导读|广告|公告|遗失声明|声明|天气预报|今日天气)"), "rubric"),
    (re.compile(r"[^\w。，！？；：、”’）》】…]+"), "no letters"),
)

# Furniture that may also be said in an article's text: only where it stands apart.
SOFT = frozenset(
    {"hint to a code", "photo caption", "photo credit", "the paper's address and numbers", "editors", "rubric"}
)

# Log-odds, set on the seed page and on pages composed of real articles; see tests/test_articles.py for what each holds.
OPENING_SAID = 6.0  # a byline or dateline opens the line: on the seed all twelve do, and no other line of 386
IN_BRACKETS = "opens with reporters in brackets"
WEAK_OPENINGS = {
    "opens with a line of reporters": 1.0,  # which may also close an article
    IN_BRACKETS: 2.5,  # which may also follow a dateline that fills the line before
}
BYLINE_ALONE = -6.0  # what follows a line of reporters does not open another article, and that line is no headline
OPENING_SILENT = -3.5  # an article that opens without a word: one in thirteen on the seed, 40 paragraphs do not
NEW_COLUMN = 3.0  # the column's width changes at a paragraph's end (seed line 426: 16 em to 14)
CREDIT_BEFORE = 3.5
WIDER_GAP = 1.0  # more blank lines than the page has elsewhere
SHORT_ARTICLE, SHORT_ARTICLE_ODDS = 60, -2.5  # characters; the seed's shortest article has 380
FRESH_START = -1.5  # behind a blank line and an unfinished sentence, a line that is set as a paragraph's first
FIRST_TEXT = 5.0  # the page's first text opens an article
COHESION_EVEN, COHESION_SLOPE = 0.055, 45.0  # seed: 0.00-0.062 at article boundaries, 0.043-0.175 at paragraph ends
COHESION_LEAST, COHESION_MOST = -3.0, 2.5
COHESION_WINDOW = 260  # characters on each side
SURE_DISPLAY = 4.0
SUBTITLE_FORM = 5.0
BLOCK_LINES, BLOCK = 4, 2.0  # a few lines between blank lines that break off before a fresh paragraph
GOES_ON = -1.5  # the same, where the next fills its column from the edge, as text does that a column's end cut
ISOLATED = 1.5  # an unfinished line between blank lines
RUNS_ON = -2.5  # a line of the column's width with another right below it is text
FULL_OPENING, INDENTED_OPENING = -2.5, 0.7  # an article's first line is indented, also where the spaces were dropped
WIDE_SECTION = -3.0  # a head inside a body fits the body's column
SECTION_SIZE, LONG_SECTION = 10.0, 0.3  # em; what each further em speaks against a head inside a body
FURNITURE_SAID = 6.0
OPENING_DISPLAYED = 0.7  # a line in headline form is no article's first
COHESION_PROBES = 3000  # per page; a page has a few hundred paragraphs, a machine's text may have 100,000
SENTENCE_LEFT_OPEN = -5.0  # an article or paragraph that stops without an end mark
SHORT_AND_OPEN = -3.0  # a body line that stops short of its column in mid-sentence

_O, _B, _S, _D, _R, _C = Role
# role -> role -> log-odds where the sentence before is closed. Absent: impossible.
_TRANSITIONS: dict[Role, dict[Role, float]] = {
    _O: {_O: -1.5, _B: 0.0, _S: -3.0, _D: -1.5, _R: -1.5, _C: -1.0},
    _B: {_O: 0.0, _B: 0.0, _S: -3.0, _D: -1.0, _R: -1.0, _C: -1.0},
    _S: {_B: 0.0, _S: -3.0},
    _D: {_O: 3.0, _B: -4.5, _D: 0.0, _R: -0.5},
    _R: {_O: 0.0, _B: -2.0, _D: 0.0, _R: 0.0},
    _C: {_B: 0.0, _C: -0.5},
}
_LAST = (0.0, 0.0, -3.0, 0.0, 0.0, NEVER)
_FIRST = (0.0, NEVER, NEVER, 0.0, 0.0, NEVER)
_ROLES = tuple(range(len(Role)))

STRETCH = 1.25  # em by which a line may be stretched, as no mark may begin the next (seed lines 141-142: 契 / 机，)
LONGEST_DISPLAY = 70  # em; the seed's longest headline is 24


@dataclass(frozen=True, slots=True)
class Trait:
    """What one line's own form says. `display` and `opening` are log-odds, `furniture` a reason or None."""

    closed: bool  # nothing is left unsaid at the line's end
    wraps: bool  # the line ends where its column ends
    display: float
    opening: str | None
    opens: float
    furniture: str | None
    alone: bool  # a byline and nothing else
    goes_on: float  # log-odds by which it continues the text before
    section: float  # log-odds by which it suits a head inside a body less than a headline


@dataclass(frozen=True, slots=True)
class Reading:
    """`roles[i]` is the role of the page's `lines[i]`; `openings` says why an article begins at an index."""

    roles: tuple[Role, ...]
    traits: tuple[Trait, ...]
    openings: dict[int, tuple[str, ...]]
    margins: tuple[float, ...]  # log-odds that an article begins at each line


def read_roles(page: Page, newspaper: str | None = None) -> Reading:
    """The best row of roles for the page's lines."""
    traits = _traits(page, newspaper)
    silent, why = _silent_openings(page, traits)
    roles, margins = _best_row(traits, silent)
    openings: dict[int, tuple[str, ...]] = {}
    for index, role in enumerate(roles):
        if role is Role.OPEN:
            said = traits[index].opening
            openings[index] = ((said,) if said else ("no byline",)) + tuple(why.get(index, ()))
    return Reading(roles, traits, openings, tuple(margins))


def _traits(page: Page, newspaper: str | None) -> tuple[Trait, ...]:
    """Each line's traits. Lines that look alike to every rule are looked at once."""
    known: dict[tuple[object, ...], Trait] = {}
    found = []
    count = len(page.lines)
    blocks = _headline_blocks(page)
    for index, line in enumerate(page.lines):
        after = page.lines[index + 1] if index + 1 < count else None
        third = page.lines[index + 2].text if index + 2 < count else ""
        near = (after.gap > 0, after.text, third) if after else (True,)
        before = (
            page.lines[index - 1].text
            if index and not line.gap
            else line.gap and index and page.lines[index - 1].ends_sentence
        )
        key = (
            before,
            index in blocks,
            line.text,
            page.columns[index],
            line.gap > 0,
            line.indent >= 2,
            index == 0,
            *near,
        )
        trait = known.get(key)
        if trait is None:
            trait = known[key] = _trait(page, index, newspaper, block=index in blocks)
        found.append(trait)
    return tuple(found)


def _headline_blocks(page: Page) -> frozenset[int]:
    """Indices of lines in blocks of a few lines between blank lines that break off, where the next block is set as a
    paragraph's beginning: text that a column's end cuts goes on at full width (seed lines 162-164, 375-377)."""
    found: list[int] = []
    block: list[int] = []
    for index, line in enumerate(page.lines):
        if line.gap and block:
            fresh = line.indent >= 2 or _first_line(page, index) > 0 or opening(visible(line.text)) is not None
            if fresh and len(block) <= BLOCK_LINES and not ends_sentence(visible(page.lines[block[-1]].text)):
                found += block
            block = []
        if len(block) <= BLOCK_LINES:
            block.append(index)
    return frozenset(found)


def _trait(page: Page, index: int, newspaper: str | None, *, block: bool) -> Trait:
    line, column = page.lines[index], page.columns[index]
    text = visible(line.text)
    kept = named_or_furniture(text, newspaper)
    if kept in SOFT and _in_running_text(page, index):
        kept = None
    said = None if kept else _opening(page, index, text)
    opens = 0.0 if said is None else WEAK_OPENINGS.get(said, OPENING_SAID)
    alone = is_byline_line(text)
    led = visible(page.lines[index - 1].text) + text if index and not line.gap else text
    closed = ends_sentence(text) or alone or ends_with_credit(led)
    wraps = column is not None and line.high + STRETCH >= column - (INDENT if line.gap or index == 0 else 0.0)
    section = WIDE_SECTION if column is not None and line.low > column + 1 else 0.0
    section -= LONG_SECTION * max(0.0, line.high - SECTION_SIZE)
    return Trait(
        closed, wraps, _display(page, index, block=block), said, opens, kept, alone, _goes_on(page, index), section
    )


def _goes_on(page: Page, index: int) -> float:
    line = page.lines[index]
    if not index or not line.gap or ends_sentence(visible(page.lines[index - 1].text)):
        return 0.0
    return FRESH_START if _first_line(page, index) > 0 else 0.0


def _opening(page: Page, index: int, text: str) -> str | None:
    """An opening may be cut by the line's end: two more lines are read (seed lines 481-482)."""
    if text[:1] < "\u4e00" and text[:1] not in "（(【□■●◎○◆▲△☆★":
        return None
    if is_byline_line(text) and text[0] in "（(":
        return None  # a credit that closes an article
    whole = text
    for line in page.lines[index + 1 : index + 3] if page.columns[index] is not None else ():
        if line.gap:
            break
        whole += visible(line.text)
    found = opening(whole)
    if found == IN_BRACKETS and not _opens_in_brackets(page, index, whole):
        return None
    return opening(text) if found is None or "line of" in found else found


def _opens_in_brackets(page: Page, index: int, whole: str) -> bool:
    """Whether reporters in brackets open an article: not where they close one, or follow a dateline's own line."""
    if whole[-1] in ")）":
        return False
    before = visible(page.lines[index - 1].text) if index else ""
    return not before or page.lines[index].gap > 0 or (ends_sentence(before) and opening(before) is None)


def _in_running_text(page: Page, index: int) -> bool:
    """Whether the line stands among others without a blank line, or goes on with an unfinished one."""
    line = page.lines[index]
    if line.gap or not index:
        return False
    after = page.lines[index + 1] if index + 1 < len(page.lines) else None
    before = visible(page.lines[index - 1].text)
    if furniture(before):
        return False
    unfinished = not ends_sentence(before) and page.columns[index] is not None
    return unfinished or (after is not None and not after.gap and page.columns[index] is not None)


def named_or_furniture(text: str, newspaper: str | None) -> str | None:
    return "the newspaper's name" if newspaper and text == newspaper.strip() else furniture(text)


def furniture(text: str) -> str | None:
    """What part of a page's furniture the line is, or None."""
    if len(text) > 220:
        return None
    if masthead_date(text) is not None:
        return "date line"
    for pattern, reason in FURNITURE:
        if pattern.fullmatch(text):
            return reason
    return None


def _display(page: Page, index: int, *, block: bool) -> float:
    """Log-odds that the line was set as a headline, from its form."""
    line, column = page.lines[index], page.columns[index]
    text = visible(line.text)
    if line.low > LONGEST_DISPLAY or not text:
        return -6.0
    if is_byline_line(text):
        return BYLINE_ALONE
    last = text[-1]
    if last in "）)" and not re.search(r"[（(]", text):
        return -6.0  # what these brackets hold began on the line before
    if text.startswith(("——", "--")) and last not in "”。，":
        return SUBTITLE_FORM
    score = -6.0 if last in "。，、；,;" else -2.0 if last in "：:" else 0.0 if ends_sentence(text) else 1.5
    if "。" in text[:-1]:
        score -= 5.0
    score -= 0.5 * text.count("，")
    if line.high < 3:
        score -= 2.0
    if column is None:
        score += 1.5 if line.high <= 30 else 0.5 if line.high <= 45 else -1.5
    elif line.fills(column):
        score -= 2.0
    elif line.fills_indented(column):
        score -= 0.5
    elif line.low > column + 1:
        score += 3.0
    else:
        score += 1.0
    after = page.lines[index + 1] if index + 1 < len(page.lines) else None
    parted = after is None or after.gap > 0
    score += (0.7 if line.gap else -0.5) + (0.7 if parted else -0.5)
    if line.gap and after is not None and after.gap and not ends_sentence(text):
        goes_on = (
            _first_line(page, index + 1) < 0 and opening(visible(after.text)) is None and line.low <= (column or 0) + 1
        )
        score += GOES_ON if goes_on else ISOLATED
    score += BLOCK if block else 0.0
    if not block and after is not None and not after.gap and column is not None and line.low <= column + 1:
        score += RUNS_ON if after.fills(page.columns[index + 1]) or after.text[-1] == "。" else 0.0
    if re.search(r"[\u4e00-\u9fff”》][ \u3000]+[\u4e00-\u9fff“《]", text):
        score += 1.0
    return score


def _silent_openings(page: Page, traits: Sequence[Trait]) -> tuple[list[float], dict[int, list[str]]]:
    """Log-odds that an article begins at each line without saying so, and the facts that speak for it."""
    scores = [OPENING_SILENT] * len(page.lines)
    why: dict[int, list[str]] = {}
    probes = 0
    gaps = sorted(line.gap for line in page.lines if line.gap)
    usual_gap = gaps[len(gaps) // 2] if gaps else 0
    first = True
    before = 0  # the last line that may be text
    for index, trait in enumerate(traits):
        if trait.furniture or trait.display > SURE_DISPLAY:
            continue
        previous = before
        if trait.display <= 0:
            before = index
        facts = why.setdefault(index, [])
        if first:
            first = False
            scores[index] += FIRST_TEXT if trait.display <= 0 else FIRST_TEXT / 2
            facts.append("first text on the page")
            continue
        if traits[previous].alone:
            scores[index] += BYLINE_ALONE
            continue
        scores[index] += _first_line(page, index)
        if not traits[previous].closed:
            scores[index] -= 2.0
            continue
        if ends_with_credit("".join(visible(line.text) for line in page.lines[max(0, previous - 1) : previous + 1])):
            scores[index] += CREDIT_BEFORE
            facts.append("the text before ends with its author")
        if page.lines[index].gap > usual_gap:
            scores[index] += WIDER_GAP
        if _column_changes(page, previous, index):
            scores[index] += NEW_COLUMN
            facts.append(f"column width changes from {_em(page.columns[previous])} to {_em(page.columns[index])}")
        if probes < COHESION_PROBES:
            probes += 1
            shared, size = _cohesion(page.lines, traits, previous, index)
            odds = max(COHESION_LEAST, min(COHESION_MOST, (COHESION_EVEN - shared) * COHESION_SLOPE))
            odds *= min(1.0, size / COHESION_WINDOW)
            if size < SHORT_ARTICLE:
                scores[index] += SHORT_ARTICLE_ODDS
            scores[index] += odds
            if odds > 0.5:
                facts.append(f"shares few words with the text before ({shared:.3f})")
    return scores, why


def _first_line(page: Page, index: int) -> float:
    line, column = page.lines[index], page.columns[index]
    if page.indents:
        return INDENTED_OPENING if line.indent >= 2 else FULL_OPENING
    if column is None:
        return 0.0
    likely = line.high - line.quotes * (1 - page.quote_width)
    if abs(likely - column) < abs(likely - column + INDENT):
        return FULL_OPENING if line.fills(column) else 0.0
    return INDENTED_OPENING if line.fills_indented(column) else 0.0


def _column_changes(page: Page, before: int, index: int) -> bool:
    here, there = page.columns[index], page.columns[before]
    return here is not None and there is not None and abs(here - there) >= max(1.0, 0.06 * here)


def _em(width: float | None) -> str:
    return "none" if width is None else f"{width:g} em"


def _cohesion(lines: Sequence[Line], traits: Sequence[Trait], before: int, index: int) -> tuple[float, int]:
    """How far the text after a line speaks of what the text before speaks of, and characters in the lesser of them."""
    one, one_size = _stretch(lines, traits, before, -1)
    two, two_size = _stretch(lines, traits, index, 1)
    return cohesion(one, two), min(one_size, two_size)


def _stretch(lines: Sequence[Line], traits: Sequence[Trait], index: int, step: int) -> tuple[set[str], int]:
    """Bigrams of about `COHESION_WINDOW` characters from a line on, forwards or backwards, as far as text goes on."""
    parts: list[str] = []
    size = 0
    first = index
    while 0 <= index < len(lines) and size < COHESION_WINDOW:
        trait = traits[index]
        if index != first and (trait.furniture or trait.display > 0 or (step > 0 and trait.opens > 3)):
            break
        text = lines[index].text
        parts.append(text[:COHESION_WINDOW] if step > 0 else text[-COHESION_WINDOW:])
        size += len(text)
        if step < 0 and trait.opens > 3:
            break
        index += step
    return bigrams("".join(parts[::step])), min(size, COHESION_WINDOW)


def _emissions(trait: Trait, silent: float) -> list[float]:
    said = trait.opening is not None
    display = trait.display - trait.opens - (FURNITURE_SAID if trait.furniture else 0.0)
    return [
        trait.opens if said else silent - OPENING_DISPLAYED * max(0.0, trait.display),
        -trait.opens if said else trait.goes_on,
        display - 1.5 + trait.section,
        display,
        FURNITURE_SAID if trait.furniture else -5.0,
        FURNITURE_SAID - 1.0 if trait.furniture else display - 2.0,
    ]


def _change(a: Role, b: Role, *, closed: bool, wraps: bool) -> float:
    """What a transition costs because of how the line before ended."""
    if a in (Role.OPEN, Role.BODY):
        if b is Role.BODY:
            return 0.0 if closed or wraps else SHORT_AND_OPEN
        if b is Role.CUT:
            return -6.0 if closed else 0.0
        return 0.0 if closed else SENTENCE_LEFT_OPEN
    return 0.0


Steps = tuple[tuple[tuple[int, float], ...], ...]


def _steps(*, closed: bool, wraps: bool) -> tuple[Steps, Steps]:
    """For each role, the roles that may stand before it and their scores; and those that may follow it."""
    steps = [
        (a, b, value + _change(a, b, closed=closed, wraps=wraps))
        for a, row in _TRANSITIONS.items()
        for b, value in row.items()
    ]
    into = tuple(tuple((int(a), value) for a, b, value in steps if b is role) for role in Role)
    out_of = tuple(tuple((int(b), value) for a, b, value in steps if a is role) for role in Role)
    return into, out_of


_CLOSED, _WRAPPED, _BROKEN = (
    _steps(closed=True, wraps=True),
    _steps(closed=False, wraps=True),
    _steps(closed=False, wraps=False),
)


def _after(trait: Trait) -> tuple[Steps, Steps]:
    return _CLOSED if trait.closed else _WRAPPED if trait.wraps else _BROKEN


def _best_row(traits: Sequence[Trait], silent: Sequence[float]) -> tuple[tuple[Role, ...], list[float]]:
    """The row of roles with the highest score; and for each line by how much the best row in which the line opens an
    article beats the best row in which it does not (max-marginals: one pass forwards, one backwards)."""
    if not traits:
        return (), []
    emitted = [_emissions(trait, odds) for trait, odds in zip(traits, silent, strict=True)]
    forward = [[one + two for one, two in zip(_FIRST, emitted[0], strict=True)]]
    score = forward[0]
    for trait, here in zip(traits, emitted[1:], strict=False):
        into = _after(trait)[0]
        score = [max([score[a] + value for a, value in into[b]]) + here[b] for b in _ROLES]
        forward.append(score)
    tail = 0.0 if traits[-1].closed else -1.0
    score = [_LAST[role] + (tail if role <= Role.BODY else 0.0) for role in _ROLES]
    path: list[Role] = []
    margins: list[float] = []
    state = -1
    for index in range(len(traits) - 1, -1, -1):
        reach = [one + two for one, two in zip(forward[index], score, strict=True)]
        margins.append(reach[0] - max(reach[1:]))
        if state < 0:
            state = max(_ROLES, key=reach.__getitem__)
        else:
            before = forward[index]
            state = max(_after(traits[index])[0][state], key=lambda step: before[step[0]] + step[1])[0]
        path.append(Role(state))
        if index:
            out_of = _after(traits[index - 1])[1]
            here = emitted[index]
            gain = [one + two for one, two in zip(score, here, strict=True)]
            score = [max([gain[b] + value for b, value in out_of[a]]) for a in _ROLES]
    return tuple(reversed(path)), margins[::-1]
