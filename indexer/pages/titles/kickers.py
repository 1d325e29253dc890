"""The lines of one headline in; which are kicker, headline and subtitle, and the joined texts, out. Pure.

    >>> lines = [DisplayLine("【新思想引领新征程】"), DisplayLine("我国积极扩大有效投资")]
    >>> read_kickers(lines, Bodies([]))[0]
    'KT'

Seed lines 37 and 39 are kicker and headline. In a plain text no font says so, only that Chinese editors set them in
this order. All ways to read the lines are compared: `weights` says how far the facts about each line and line end speak
for a way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import exp, log

from xtsearch.indexer.pages.line_form import PLAIN, LineForm
from xtsearch.indexer.pages.lines.traits import HAN_SPACE
from xtsearch.indexer.pages.page import measure, visible
from xtsearch.indexer.pages.pieces.affinity import Bodies
from xtsearch.indexer.pages.pieces.bigrams import bigrams
from xtsearch.indexer.pages.pieces.buckets import bucket
from xtsearch.indexer.pages.pieces.paragraphs import joint_between, strip_stray_spaces
from xtsearch.indexer.pages.titles import facts
from xtsearch.indexer.pages.titles.groups import OPEN_BRACKET, UNOPENED, DisplayLine
from xtsearch.indexer.pages.titles.seams import cuts_dictionary_word, seam_odds
from xtsearch.indexer.pages.titles.weights import shipped

DASHES = ("—", "--", "─")
SUBTITLE_FORM = re.compile(rf"^(?:{'|'.join(DASHES)})|^[（(].*[）)]$")
IN_BRACKETS = re.compile(r"^[（(][^（(]*[）)]$")
BRACKETS_BEHIND = re.compile(r"^[^（(].*[（(][^（(]{2,40}[）)]$|^[^（(].*[（(].{2,40}[）)][）)]$")
CORE_END = re.compile(r"[（(](?:[^（()）]|[（(][^）)]*[）)])*[）)]$")
ENDS_WITH_DASH = re.compile(r"(?:—|─|--)$")
NUMBERED = re.compile(r"之[一二三四五六七八九十]{1,3}$|[（(][一二三四五六七八九十\d]{1,3}[）)]$")
NO_BEGINNING = frozenset("，、：；。！？”）》】")
PROSE = re.compile("[的了和与在将等为是也让使从]")  # words that sentences need and headlines leave out
FIGURE = re.compile(r"\d")
# What kickers end with (市长在河湾镇调研时强调), headlines (推进会召开), subtitles (县长出席并讲话).
SAYS = re.compile("(?:强调|指出|表示|认为|要求|提出|希望|透露|宣布|显示|印发|通报|时说|在即|以来|之后|之际)$")
HAPPENS = re.compile(
    "(?:召开|举行|举办|启动|开幕|闭幕|开赛|落幕|揭晓|公布|发布|开通|通车|成立|开工|印发|结束|亮相|出台)$"
)
# What subtitles begin with (累计精简比例达81%), and what kickers tell that a place or an office does.
DETAIL = re.compile("^(?:累计|已|其中|预计|全年|占|较|为|创|达|超|逾|并|致|仍|另|共|近|总|第|\\d)")
PLANS = re.compile(
    "推进|推动|探索|实施|开展|打造|建设|加强|创新|优化|深化|建立|推行|试点|提升|加快|搭建|破解|完善|助力|聚焦|促进|整治"
)
#: Two clauses of one length, as editors like them: 流程压缩 办理提效.
COUPLET = re.compile("^(?:" + "|".join(f".{{{size}}}[ \u3000]+.{{{size}}}" for size in range(3, 8)) + ")(?:[（(].*)?$")
ATTENDS = re.compile("(?:出席|主持|讲话|致辞|参加|见证|揭牌|授牌|会见|报告|批示|贺信|贺电|致信)")
#: Lines that end with a place or an office, which kickers do more often than headlines (7 of 100, and 1).
PLACE = re.compile(
    "[^，。、 \u3000]{2,16}(?:部|委|局|院|省|市|县|区|镇|乡|村|州|会|集团|公司|银行|大学|学院|法院|台|馆|队|军|府|厅"
    "|社|站|网|国|社区|街道)[：—]*"
)

#: Log-odds that one clause ends and another begins; above it a space stands for a headline's line end. Not fitted.
SPACE_FROM = 0.0
ONE_SIZE = 1.06  # lines whose sizes differ by less are set in one size
TORN = -8.0  # log-odds that two lines are not of one text, though brackets open on one and close on the other
LARGEST = -5.0  # log-odds that a line of the largest size is no line of the headline, or that a smaller one is
SURE = 9.0  # log-odds where there is only one way to read the lines


def read_kickers(lines: Sequence[DisplayLine], bodies: Bodies) -> tuple[str, float]:
    """The part of each line, a letter of `facts.PARTS` a line, and the log-odds that the title's lines are right."""
    if len(lines) == 1:
        return facts.TITLE, SURE
    scores = score_parts(lines, bodies)
    best = max(scores, key=lambda parts: (scores[parts], parts))
    peak = scores[best]
    powers = {parts: exp(score - peak) for parts, score in scores.items()}
    against = sum(power for parts, power in powers.items() if _title_lines(parts) != _title_lines(best))
    agreeing = sum(powers.values()) - against
    return best, min(SURE, log(agreeing / against)) if against else SURE


def score_parts(lines: Sequence[DisplayLine], bodies: Bodies) -> dict[str, float]:
    """Every way to read the lines -> its log-odds."""
    weights = shipped()
    torn = [tears_brackets(above.text, below.text) for above, below in pairwise(lines)]
    large = [rank is True and line.form.size is not None for rank, line in zip(_ranks(lines), lines, strict=True)]
    return {
        parts: weights.odds_of_reading(names)
        + TORN * sum(_parted(parts, at) for at, is_torn in enumerate(torn) if is_torn)
        + _size_odds(parts, large)
        for parts, names in name_facts(lines, bodies).items()
    }


def _size_odds(parts: str, large: Sequence[bool]) -> float:
    """Log-odds of a way to read the lines by their sizes, where the file tells them: the largest are the headline."""
    if not any(large):
        return 0.0
    return LARGEST * sum((part == facts.TITLE) is not is_large for part, is_large in zip(parts, large, strict=True))


def tears_brackets(above: str, below: str) -> bool:
    """Whether brackets or quotes are opened above the line end and closed below it: then it is inside one text."""
    return OPEN_BRACKET.search(above) is not None and UNOPENED.search(below) is not None


def _parted(parts: str, at: int) -> bool:
    return parts[at] != parts[at + 1]


def name_facts(lines: Sequence[DisplayLine], bodies: Bodies) -> dict[str, list[str]]:
    """Every way to read the lines, with the names of the weights that speak for or against it."""
    line_facts = [_line_facts(line.text) for line in lines]
    for at in _wrapped_columns(lines):
        line_facts[at] = (*line_facts[at], facts.BRACKETS_BEHIND.name)
    line_facts = [
        (*names, *([facts.FULL.name] if line.full else []), *([] if rank is None else [facts.RANK[rank]]))
        for line, names, rank in zip(lines, line_facts, _ranks(lines), strict=True)
    ]
    joint_facts = [_joint_facts(above, below, bodies) for above, below in pairwise(lines)]
    ways: dict[str, list[str]] = {}
    for parts in facts.readings(len(lines)):
        names = [facts.shape(parts)]
        for part, its_facts in zip(parts, line_facts, strict=True):
            names += [facts.of_part(part, fact) for fact in its_facts]
        for (above, below), its_facts in zip(pairwise(parts), joint_facts, strict=True):
            names += [facts.of_parts(above, below, fact) for fact in its_facts]
        ways[parts] = names
    return ways


def _wrapped_columns(lines: Sequence[DisplayLine]) -> Iterator[int]:
    """The places of two lines over which the name of a column in brackets is wrapped."""
    for at, (above, below) in enumerate(pairwise(lines)):
        if BRACKETS_BEHIND.search(below.text) or below.text[-1:] not in ")）":
            continue
        if tears_brackets(above.text, below.text) and BRACKETS_BEHIND.search(above.text + below.text):
            yield from (at, at + 1)


def _ranks(lines: Sequence[DisplayLine]) -> list[bool | None]:
    """For each line whether none is more prominent, where the file says so and the lines differ."""
    forms = [line.form for line in lines]
    best = max(forms, key=_prominence)
    if all(_same_form(form, best) for form in forms):
        return [None] * len(lines)
    return [_same_form(form, best) for form in forms]


def _prominence(form: LineForm) -> tuple[int, float, bool]:
    return -form.heading if form.heading else -99, form.size or 0.0, form.bold


def _same_form(form: LineForm, other: LineForm) -> bool:
    sizes = form.size or 1.0, other.size or 1.0
    return (form.heading, form.bold) == (other.heading, other.bold) and max(sizes) < ONE_SIZE * min(sizes)


def _title_lines(parts: str) -> tuple[int, int]:
    """The first line of the title, and how many lines it has."""
    return parts.index(facts.TITLE), parts.count(facts.TITLE)


@lru_cache(maxsize=1 << 10)  # headlines of a page are read again with each placing of them
def _line_facts(text: str) -> tuple[str, ...]:
    """What one line's form says of its part in the headline; the first fact holds for every line."""
    names = [facts.LINE_BIAS.name, facts.SIZE[bucket(_core_width(text), facts.SIZE_LIMITS)]]
    names += [facts.STARTS_WITH_DASH.name] if SUBTITLE_FORM.search(text) else []
    names += [facts.NUMBERED.name] if NUMBERED.search(text) else []
    names.append(facts.PROSE[min(facts.MOST_PROSE, len(PROSE.findall(text)))])
    names += [facts.QUOTES.name] if "“" in text else []
    names += [facts.FIGURE.name] if FIGURE.search(text) else []
    if text.startswith("【"):
        names.append(facts.NAMES_SERIES.name if text.endswith("】") else facts.BEHIND_SERIES_NAME.name)
    names += [facts.COLON.name] if text[-1:] in "：:" else []
    names += [facts.EXCLAIMED.name] if text[-1:] in "？！?!" else []
    names += [facts.PARTED_BY_SPACE.name] if HAN_SPACE.search(text) else []
    names += [facts.COUPLET.name] if COUPLET.search(text) else []
    names += [facts.DETAIL.name] if DETAIL.search(text) else []
    names += [facts.PLANS.name] if PLANS.search(text) else []
    names += [facts.SENTENCE.name] if text[-1:] in "。；" else []
    names += [facts.COMMA.name] if "，" in text or "、" in text else []
    names += [facts.IN_BRACKETS.name] if IN_BRACKETS.search(text) else []
    names += [facts.BRACKETS_BEHIND.name] if BRACKETS_BEHIND.search(text) else []
    names += [facts.ENDS_WITH_DASH.name] if ENDS_WITH_DASH.search(text) else []
    names += [facts.SAYS.name] if SAYS.search(text) else []
    names += [facts.HAPPENS.name] if HAPPENS.search(text) else []
    names += [facts.ATTENDS.name] if ATTENDS.search(text) else []
    names += [facts.PLACE.name] if PLACE.fullmatch(text) else []
    return tuple(names)


def _core_width(text: str) -> float:
    """The width of a line (em) without the column's name in brackets behind it, which editors do not count."""
    return measure(CORE_END.sub("", text) if BRACKETS_BEHIND.search(text) else text)[1]


def _cuts(above: str, below: str, room: str, bodies: Bodies) -> tuple[str, ...]:
    """The facts that the line end cuts what the page's articles have uncut."""
    pair = (facts.CUTS_PAIR[room],) if cuts_word(above, below, bodies) else ()
    return (*pair, facts.CUTS_PHRASE[room]) if bodies.hold(above[-2:] + below[:2]) else pair


def _room(above: str, below: str, single: float) -> str:
    """Whether a headline of one line is so long on this page that the line end need not be there."""
    left = single - measure(above)[1]
    return facts.ROOM[0 if left < facts.WORD else 2 if left >= measure(below)[1] else 1]


def _joint_facts(above: DisplayLine, below: DisplayLine, bodies: Bodies) -> tuple[str, ...]:
    """What the line end between two lines says of their parts."""
    texts = above.text, below.text
    room = _room(*texts, below.setting.single)
    spaced = bucket(below.setting.spaced, facts.SPACED_LIMITS)
    names = _end_facts(*texts, above.full, below.full, room, spaced, _cuts(*texts, room, bodies))
    if below.gap:
        names = (*names, facts.GAP.name)
    if not below.wrapped:
        names = (*names, facts.UNWRAPPED.name)
    if above.form != PLAIN or below.form != PLAIN:
        names = (*names, facts.SIZES[_same_form(above.form, below.form)])
    return names


@lru_cache(maxsize=1 << 10)
def _end_facts(
    above: str, below: str, full: bool, below_full: bool, room: str, spaced: int, cuts: tuple[str, ...]
) -> tuple[str, ...]:
    sizes = _core_width(above), _core_width(below)
    difference = bucket(abs(sizes[0] - sizes[1]), facts.DIFFERENCES)
    even = "narrow" if difference else "narrow even"
    width = f"uneven {difference}" if min(sizes) >= facts.EVEN_FROM else even
    names = [facts.LINE_END_BIAS.name, facts.WIDTH[width]]
    names += [facts.BEHIND_SERIES.name] if above.startswith("【") and above.endswith("】") else []
    names += [facts.PARALLEL.name] if _parallel(above, below) else []
    names.append(facts.SHARES[min(facts.MOST_SHARED, len(bigrams(above) & bigrams(below)))])
    names += [facts.CUTS_BRACKETS.name] if OPEN_BRACKET.search(above) or UNOPENED.search(below) else []
    names += [facts.CUTS_WORD[room]] if cuts_dictionary_word(above, below) else []
    names += cuts
    if abs(sizes[0] - sizes[1]) >= facts.LONGER_FROM:
        names.append(facts.LONGER["above" if sizes[0] > sizes[1] else "below"])
    ends, begins = seam_odds(above, below)
    names += [facts.CLAUSE_ENDS[bucket(ends, facts.ODDS)], facts.CLAUSE_BEGINS[bucket(begins, facts.ODDS)]]
    names.append(facts.SEAM[bucket(ends + begins, facts.SEAM_LIMITS)])
    names.append(facts.WIDTH_AND_SEAM[width, bucket(ends + begins, facts.CLEAR_SEAMS)])
    names.append(facts.ROOM_AND_WIDTH[room, width])
    names.append(facts.ROOM_AND_SEAM[room, bucket(ends + begins, facts.CLEAR_SEAMS)])
    spaces = HAN_SPACE.search(above) is not None, HAN_SPACE.search(below) is not None
    if any(spaces):
        where = "in both" if all(spaces) else "above" if spaces[0] else "below"
        names.append(facts.SPACES_AND_SEAM[where, bucket(ends + begins, facts.CLEAR_SEAMS)])
    names.append(facts.SPACED_AND_SEAM[spaced, bucket(ends + begins, facts.CLEAR_SEAMS)])
    couplets = COUPLET.search(above) is not None, COUPLET.search(below) is not None
    if any(couplets):
        names.append(facts.COUPLETS["in both" if all(couplets) else "above" if couplets[0] else "below"])
    if BRACKETS_BEHIND.search(below) and not BRACKETS_BEHIND.search(above):
        names.append(facts.COLUMN_BELOW[full])
    if full:
        names += [facts.REST[not below_full], facts.FULL_AND_SEAM[bucket(ends + begins, facts.CLEAR_SEAMS)]]
    return tuple(names)


def joined_odds(above: DisplayLine, below: DisplayLine, bodies: Bodies, *, heaped: bool) -> float:
    """Log-odds that two lines set as headlines, one below the other, are lines of one headline."""
    torn = TORN if tears_brackets(above.text, below.text) else 0.0
    return shipped().odds_of_joining(name_joint(above, below, bodies, heaped=heaped)) - torn


def name_joint(above: DisplayLine, below: DisplayLine, bodies: Bodies, *, heaped: bool) -> list[str]:
    """The names of the weights that speak for or against two lines being of one headline."""
    names = [*_joint_facts(above, below, bodies), facts.HEAPED[heaped]]
    for number, line in ((1, above), (2, below)):
        names += [facts.of_line(number, fact) for fact in _line_facts(line.text)[1:]]
    return names


def _parallel(above: str, below: str) -> bool:
    """Whether two lines are set in parallel: as many characters, one of them at the same place in both."""
    return len(above) == len(below) and any(mark == under for mark, under in zip(above, below, strict=True))


def cuts_word(before: str, after: str, bodies: Bodies) -> bool:
    """Whether the line end parts a number, a bracket, or two characters that stand together in one of the articles."""
    if OPEN_BRACKET.search(before) or after[:1] in NO_BEGINNING:
        return True
    seam = before[-1:] + after[:1]
    if seam.isascii() and seam.isdigit():
        return True
    return len(seam) == 2 and all("\u4e00" <= mark <= "\u9fff" for mark in seam) and bool(bodies.holders(seam))


def join_headline(texts: Sequence[str], bodies: Bodies) -> str:
    """The lines as one text. A space stands for a line end between two clauses, nothing for any other."""
    whole = ""
    for printed in texts:
        text = strip_stray_spaces(printed)
        if whole:
            before, after = visible(whole), visible(text)
            whole += " " if _parts_clauses(before, after, bodies) else joint_between(whole, text)
        whole += text
    return whole


def _parts_clauses(before: str, after: str, bodies: Bodies) -> bool:
    if before[-1:] in "：:，、；" or cuts_word(before, after, bodies) or cuts_dictionary_word(before, after):
        return False
    return sum(seam_odds(before, after)) > SPACE_FROM
