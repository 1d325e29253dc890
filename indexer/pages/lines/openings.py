"""What speaks for an article that begins without a byline: for each line, facts for the weights and for people. Pure.

Seed line 426 opens a commentary: no byline, but a narrower column and other words than the text before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from xtsearch.indexer.pages.lines.echoes import Echoes
from xtsearch.indexer.pages.lines.page_bigrams import Grams
from xtsearch.indexer.pages.lines.stretches import WINDOW, Stretch, Stretches
from xtsearch.indexer.pages.lines.traits import Trait
from xtsearch.indexer.pages.page import Page, visible
from xtsearch.indexer.pages.pieces.affinity import bigrams
from xtsearch.indexer.pages.pieces.buckets import bucket
from xtsearch.indexer.pages.pieces.bylines import ends_with_credit

SHORT_STRETCH = 60  # characters; the seed's shortest article has 380
SHARES = (0.0, 0.004, 0.008, 0.013, 0.02, 0.03, 0.045, 0.07)
# By a line's own features 5,045 paragraphs of composed pages with few bylines, 567 of them openings, are told at a
# loss of 340 nats; with DIPS 306, with KNOWN of the first words as well 284, of the last words too 276.
WORDS = 20  # characters at a paragraph's beginning, and at the end of that before, that say what it speaks of
KNOWN = (0.02, 0.1, 0.2, 0.3, 0.45, 0.6)  # share of these that the text before has said, or that from there on
NEAR, DIPS = 2, (0.2, 0.4, 0.6, 0.8, 1.0, 1.3)  # places on either side; what a place shares to what those share
COHESION_PROBES = 800  # per page; a page has a few hundred paragraphs, a machine's text may have 100,000
SURE_DISPLAY, SURE_OPENING = 4.0, 3.0


# How reports begin, and how their further paragraphs do. A lead says when, and whence the paper knows.
LEAD_SIZE = 48  # characters
LEADS = (
    ("a day", re.compile(r"\d\s?日|[一二三四五六七八九十]日|今天|今日|昨天|昨日|今晚|昨晚|今晨|凌晨")),
    ("lately", re.compile(r"近日|日前|近期|连日来|近年来|今年以来|截至|当前|眼下|时下|当地时间")),
    (
        "learnt",
        re.compile(
            r"记者.{0,20}(?:获悉|了解到|从)|据.{2,24}(?:消息|报道|通报|介绍)|发布|公布|出席|会见|举行|召开|印发|启动|开幕|致电"
        ),
    ),
)
CONTINUES = re.compile(
    r"(?:此外|另外|同时|随后|其中|其间|期间|当天|当日|目前|此次|这次|本次|该|他|她|它|这|那|会上|会议|会前|会后|活动中|活动现场|据了解|据悉|"
    r"据介绍|接下来|下一步|如今|现在|此前|之后|然而|但|而|因此|为此|与此同时|在此|双方|一是|二是|三是|第[一二三四五]|[“‘]|"
    r"[\u4e00-\u9fff]{2,4}(?:说|表示|介绍|指出|强调|认为|告诉|要求|希望|坦言))"
)


@dataclass(slots=True)
class Silence:
    """`facts` are features of the line, `why` the same for a person."""

    facts: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

    def add(self, fact: str, why: str = "") -> None:
        self.facts.append(fact)
        if why:
            self.why.append(why)


def read_silences(page: Page, traits: Sequence[Trait]) -> list[Silence]:
    """For each line, what a beginning without a byline could be told by."""
    found = [Silence() for _ in page.lines]
    grams = Grams(page.lines)
    probes, echoes, stretches = 0, Echoes(page.lines, traits, grams), Stretches(page.lines, traits, grams)
    shares: dict[int, float] = {}
    gaps = sorted(line.gap for line in page.lines if line.gap)
    usual_gap = gaps[len(gaps) // 2] if gaps else 0
    before: int | None = None  # the last line that may be text
    for index, trait in enumerate(traits):
        if trait.furniture:
            continue
        previous, silence = before, found[index]
        if trait.display > 0 and previous is not None and probes < COHESION_PROBES:
            probes += 1
            _listen(traits, previous, index, silence, echoes, stretches)
        if trait.display > SURE_DISPLAY:
            continue
        if trait.display <= 0:
            before = index
        if previous is None:
            silence.add("first text", "first text on the page")
            continue
        if traits[previous].alone:
            silence.add("after a line of reporters")
        elif not traits[previous].closed:
            silence.add("after an open sentence")
            continue
        if page.lines[index].gap > usual_gap:
            silence.add("wider gap")
        head = _head(page, index)
        _introduce(page, previous, index, silence, head)
        if probes < COHESION_PROBES:
            around = stretches.before(previous), stretches.after(index)
            shared = _compare(*around, silence, echoes)
            if trait.opens <= SURE_OPENING and not trait.alone:
                shares[index] = shared
            tail = "".join(visible(line.text[-WORDS:]) for line in page.lines[max(0, previous - 2) : previous + 1])
            silence.add(f"known {bucket(echoes.known(bigrams(head[:WORDS]), around[0][0]), KNOWN)}")
            silence.add(f"taken up {bucket(echoes.known(bigrams(tail[-WORDS:]), around[1][0]), KNOWN)}")
        probes += 1
    _compare_neighbours(shares, found)
    return found


def _listen(
    traits: Sequence[Trait], previous: int, index: int, silence: Silence, echoes: Echoes, stretches: Stretches
) -> None:
    """What a line that may be a headline has in common with the text before it and the text after it."""
    after = next(
        (
            at
            for at in range(index + 1, min(len(traits), index + 8))
            if traits[at].display <= 0 and not traits[at].furniture
        ),
        None,
    )
    following: Set[str] = stretches.after(after)[0] if after is not None else frozenset()
    said = echoes.of(index, stretches.before(previous)[0], following)
    if said:
        silence.add(said)


def _introduce(page: Page, previous: int, index: int, silence: Silence, head: str) -> None:
    """How the text before the line ends, how that from it on begins, and in which columns they are set."""
    if ends_with_credit("".join(visible(line.text) for line in page.lines[max(0, previous - 1) : previous + 1])):
        silence.add("after a credit", "the text before ends with its author")
    for name in _lead(head):
        silence.add(name)
    if _column_changes(page, previous, index):
        widths = _em(page.columns[previous]), _em(page.columns[index])
        silence.add("column changes", f"column width changes from {widths[0]} to {widths[1]}")


def _compare(before: Stretch, after: Stretch, silence: Silence, echoes: Echoes) -> float:
    """The words of the text before the line and of that from it on; how many they share."""
    shared, size = echoes.cohesion(before[0], after[0]), min(before[1], after[1])
    silence.add(echoes.around(before[0], after[0]))
    if size < SHORT_STRETCH:
        silence.add("little text")
    few = bucket(shared, SHARES)
    far = "" if size >= WINDOW else " of little" if size >= WINDOW // 2 else " of few"
    silence.add(f"shares {few}{far}", f"shares few words with the text before ({shared:.3f})" if few < 3 else "")
    return shared


def _compare_neighbours(shares: Mapping[int, float], silences: Sequence[Silence]) -> None:
    """Whether the words change at a place more than at the places near it, whatever the page shares throughout."""
    values = list(shares.values())
    for at, (index, value) in enumerate(shares.items()):
        near = [*values[max(0, at - NEAR) : at], *values[at + 1 : at + 1 + NEAR]]
        silences[index].add(f"above {sum(other < value for other in near)} of {len(near)}")
        usual = sum(near) / len(near) if near else 0.0
        silences[index].add(f"dips {bucket(value / usual if usual else 1.0, DIPS)}")


def _head(page: Page, index: int) -> str:
    """The paragraph's first words."""
    head = ""
    for line in page.lines[index : index + 4]:
        if len(head) >= LEAD_SIZE or (head and line.gap):
            break
        head += visible(line.text[:LEAD_SIZE])
    return head[:LEAD_SIZE]


def _lead(head: str) -> list[str]:
    """What a paragraph's first words say of its place in an article."""
    found = [name for name, pattern in LEADS if pattern.search(head)]
    names = [f"lead says {name}" for name in found]
    return [*names, f"leads {len(found)}", *(["goes on by its words"] if CONTINUES.match(head) else [])]


def _column_changes(page: Page, before: int, index: int) -> bool:
    here, there = page.columns[index], page.columns[before]
    return here is not None and there is not None and abs(here - there) >= max(1.0, 0.06 * here)


def _em(width: float | None) -> str:
    return "none" if width is None else f"{width:g} em"
