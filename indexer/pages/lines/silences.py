"""For each line of a page, what tells whether an article begins there without a byline: features, and words for people.
Pure.

Line 426 of the seed page opens a commentary: it has no byline, but a narrower column and other words than the text
before it. For such a line the answer is a `Silence` with facts such as

    column changes much, shares 2, dips 1

of which a person is told "column width changes from 16 em to 14 em" and "shares few words with the text before
(0.007)".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from xtsearch.indexer.pages.lines import features
from xtsearch.indexer.pages.lines.echoes import Echoes
from xtsearch.indexer.pages.lines.page_bigrams import PageBigrams
from xtsearch.indexer.pages.lines.stretches import WINDOW, Stretch, Stretches
from xtsearch.indexer.pages.lines.traits import Trait
from xtsearch.indexer.pages.page import Page, usual_gap, visible
from xtsearch.indexer.pages.pieces.bigrams import bigrams
from xtsearch.indexer.pages.pieces.buckets import bucket
from xtsearch.indexer.pages.pieces.byline_forms import ends_with_credit
from xtsearch.indexer.pages.pieces.rarity import cohesion

SHORT_STRETCH = 60  # characters; the seed's shortest article has 380
WORDS = 20  # characters at a paragraph's beginning, and at the end of the text before, that say what it speaks of
# The most lines of a page that are compared with the text around them. A page has a few hundred paragraphs, a text made
# by a machine may have 100,000.
COHESION_PROBES = 800
SURE_DISPLAY, SURE_OPENING = 4.0, 3.0  # log-odds from which a line's own form leaves no doubt
FOLLOWING_LINES = 7  # lines after a headline in which the text that it may belong to begins
LEAD_SIZE = 48  # characters of a paragraph's head that are read
LEAD_LINES = 4  # lines of the page in which so many characters are looked for
OTHER_WIDTH = 0.06  # two columns differ if by this share of the width, and by one em
MUCH_OTHER_WIDTH, MUCH_EM = 0.11, 2.0  # they differ much if by this share, and by so many em

#: How reports begin, in the order of `features.LEAD_WORDS`: a lead says when, and whence the paper knows.
LEADS = dict(
    zip(
        features.LEAD_WORDS,
        (
            re.compile(r"\d\s?日|[一二三四五六七八九十]日|今天|今日|昨天|昨日|今晚|昨晚|今晨|凌晨"),
            re.compile(r"近日|日前|近期|连日来|近年来|今年以来|截至|当前|眼下|时下|当地时间"),
            re.compile(
                r"记者.{0,20}(?:获悉|了解到|从)|据.{2,24}(?:消息|报道|通报|介绍)|发布|公布|出席|会见|举行|召开|印发|启动|开幕|致电"
            ),
        ),
        strict=True,
    )
)
#: How a report's further paragraphs begin.
CONTINUES = re.compile(
    r"(?:此外|另外|同时|随后|其中|其间|期间|当天|当日|目前|此次|这次|本次|该|他|她|它|这|那|会上|会议|会前|会后|活动中|活动现场|据了解|据悉|"
    r"据介绍|接下来|下一步|如今|现在|此前|之后|然而|但|而|因此|为此|与此同时|在此|双方|一是|二是|三是|第[一二三四五]|[“‘]|"
    r"[\u4e00-\u9fff]{2,4}(?:说|表示|介绍|指出|强调|认为|告诉|要求|希望|坦言))"
)


@dataclass(slots=True)
class Silence:
    """What a beginning without a byline could be told by: `facts` are names of features, `why` the sentences for a
    person."""

    facts: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def read_silences(page: Page, traits: Sequence[Trait]) -> list[Silence]:
    """For each line of the page, what tells whether an article begins there without a byline."""
    silences = [Silence() for _ in page.lines]
    pairs = PageBigrams(page.lines)
    probes, echoes, stretches = 0, Echoes(page.lines, traits, pairs), Stretches(page.lines, traits, pairs)
    shares: dict[int, float] = {}
    usual = usual_gap(page.lines)
    last_text: int | None = None  # index of the last line that may be text
    for index, trait in enumerate(traits):
        if trait.furniture:
            continue
        previous, silence = last_text, silences[index]
        if trait.display > 0 and previous is not None and probes < COHESION_PROBES:
            probes += 1
            _compare_headline(traits, previous, index, silence, echoes, stretches)
        if trait.display > SURE_DISPLAY:
            continue
        if trait.display <= 0:
            last_text = index
        if previous is None:
            silence.facts.append(features.FIRST_TEXT.name)
            silence.why.append(features.FIRST_TEXT.tell())
            continue
        if traits[previous].alone:
            silence.facts.append(features.AFTER_REPORTERS.name)
        elif not traits[previous].closed:
            silence.facts.append(features.AFTER_OPEN_SENTENCE.name)
            continue
        if page.lines[index].gap > usual:
            silence.facts.append(features.WIDER_GAP.name)
        head = _head(page, index)
        _describe_seam(page, previous, index, silence, head)
        if probes < COHESION_PROBES:
            before, after = stretches.before(previous), stretches.after(index)
            shared = _compare_texts(before, after, silence, echoes)
            if trait.opens <= SURE_OPENING and not trait.alone:
                shares[index] = shared
            tail = "".join(visible(line.text[-WORDS:]) for line in page.lines[max(0, previous - 2) : previous + 1])
            foretold = echoes.share_of(bigrams(head[:WORDS]), before[0])
            taken_up = echoes.share_of(bigrams(tail[-WORDS:]), after[0])
            silence.facts.append(features.KNOWN[bucket(foretold, features.KNOWN_LIMITS)])
            silence.facts.append(features.TAKEN_UP[bucket(taken_up, features.KNOWN_LIMITS)])
        probes += 1
    _compare_nearby(shares, silences)
    return silences


def _compare_headline(
    traits: Sequence[Trait], previous: int, index: int, silence: Silence, echoes: Echoes, stretches: Stretches
) -> None:
    """Adds what a line that may be a headline has in common with the text before it and the text after it."""
    after = next(
        (
            at
            for at in range(index + 1, min(len(traits), index + 1 + FOLLOWING_LINES))
            if traits[at].display <= 0 and not traits[at].furniture
        ),
        None,
    )
    following: Set[str] = stretches.after(after)[0] if after is not None else frozenset()
    speaks = echoes.of_headline(index, stretches.before(previous)[0], following)
    if speaks:
        silence.facts.append(speaks)


def _describe_seam(page: Page, previous: int, index: int, silence: Silence, head: str) -> None:
    """Adds how the text before the line ends, how the text from the line on begins, and the columns of the two."""
    if ends_with_credit("".join(visible(line.text) for line in page.lines[max(0, previous - 1) : previous + 1])):
        silence.facts.append(features.AFTER_CREDIT.name)
        silence.why.append(features.AFTER_CREDIT.tell())
    silence.facts += _lead_facts(head)
    if changes := _column_changes(page, previous, index):
        silence.facts.append(features.COLUMN_CHANGES[changes])
        silence.why.append(features.COLUMN_CHANGES.tell(_em(page.columns[previous]), _em(page.columns[index])))


def _compare_texts(before: Stretch, after: Stretch, silence: Silence, echoes: Echoes) -> float:
    """Adds how far the words change between the two texts; answers the cosine of the two, 0 to 1."""
    shared, size = cohesion(before[0], after[0]), min(before[1], after[1])
    silence.facts.append(echoes.around(before[0], after[0]))
    if size < SHORT_STRETCH:
        silence.facts.append(features.LITTLE_TEXT.name)
    value = bucket(shared, features.SHARE_LIMITS)
    whole, half, less = features.AMOUNTS
    silence.facts.append(features.SHARES[value, whole if size >= WINDOW else half if size >= WINDOW // 2 else less])
    if value < features.FEW_SHARED:
        silence.why.append(features.SHARES.tell(shared))
    return shared


def _compare_nearby(shares: Mapping[int, float], silences: Sequence[Silence]) -> None:
    """Adds whether the words change at a line more than at the lines near it that were compared too, whatever the page
    shares throughout. `shares`: index of a line -> the cosine of the texts before and after it."""
    values = list(shares.values())
    for at, (index, value) in enumerate(shares.items()):
        nearby = [*values[max(0, at - features.NEARBY) : at], *values[at + 1 : at + 1 + features.NEARBY]]
        silences[index].facts.append(features.ABOVE[sum(share < value for share in nearby), len(nearby)])
        usual = sum(nearby) / len(nearby) if nearby else 0.0
        silences[index].facts.append(features.DIPS[bucket(value / usual if usual else 1.0, features.DIP_LIMITS)])


def _head(page: Page, index: int) -> str:
    """The first words of the paragraph that begins at the line, at most LEAD_SIZE characters."""
    head = ""
    for line in page.lines[index : index + LEAD_LINES]:
        if len(head) >= LEAD_SIZE or (head and line.gap):
            break
        head += visible(line.text[:LEAD_SIZE])
    return head[:LEAD_SIZE]


def _lead_facts(head: str) -> list[str]:
    """What a paragraph's first words say of its place in an article."""
    kinds = [kind for kind, pattern in LEADS.items() if pattern.search(head)]
    facts = [*(features.LEAD_SAYS[kind] for kind in kinds), features.LEADS[len(kinds)]]
    return [*facts, features.GOES_ON.name] if CONTINUES.match(head) else facts


def _column_changes(page: Page, before: int, index: int) -> str:
    """How far the columns of two lines differ, a value of `features.COLUMN_CHANGES`; empty where they do not."""
    width, width_before = page.columns[index], page.columns[before]
    if width is None or width_before is None:
        return ""
    difference = abs(width - width_before)
    if difference < max(1.0, OTHER_WIDTH * width):
        return ""
    return "much" if difference >= max(MUCH_EM, MUCH_OTHER_WIDTH * width) else "a little"


def _em(width: float | None) -> str:
    return "none" if width is None else f"{width:g} em"
