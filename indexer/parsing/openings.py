"""Where articles begin without a byline: log-odds for each line, with the facts. Pure.

Seed line 426 opens a commentary: no byline, but a narrower column and other words than the text before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.pages import Line, Page, visible
from indexer.parsing.affinity import bigrams, cohesion
from indexer.parsing.bylines import ends_with_credit
from indexer.parsing.traits import BYLINE_ALONE, Trait, first_line

OPENING_SILENT = -4.0  # an article that opens without a word: one in thirteen on the seed, 40 paragraphs do not
NEW_COLUMN = 3.0  # the column's width changes at a paragraph's end (seed line 426: 16 em to 14)
CREDIT_BEFORE = 3.5
WIDER_GAP = 1.0  # more blank lines than the page has elsewhere
SHORT_ARTICLE, SHORT_ARTICLE_ODDS = 60, -2.5  # characters; the seed's shortest article has 380
FIRST_TEXT = 5.0  # the page's first text opens an article
COHESION_EVEN, COHESION_SLOPE = 0.05, 45.0  # seed: 0.00-0.062 at article boundaries, 0.043-0.175 at paragraph ends
COHESION_LEAST, COHESION_MOST = -3.0, 2.5
COHESION_WINDOW = 260  # characters on each side
COHESION_PROBES = 3000  # per page; a page has a few hundred paragraphs, a machine's text may have 100,000
SURE_DISPLAY = 4.0


def silent_openings(page: Page, traits: Sequence[Trait]) -> tuple[list[float], dict[int, list[str]]]:
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
        scores[index] += first_line(page, index)
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
