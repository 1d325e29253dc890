"""Words that several renderings share: how many articles, in which tier, on which lines.

>>> articles(92), line_ranges([(1, 45), (50, 50)])
('92 articles', '1-45,50')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from xtsearch.indexer.text.plurals import plural
from xtsearch.show.terminal import columns, one_line

if TYPE_CHECKING:
    from xtsearch.indexer.documents import Document
    from xtsearch.queries.counts import Facets, Topic, Trend
    from xtsearch.queries.members import Understood

#: The tiers, as a person reads them.
TIER_NAMES = {"phrase": "exact phrase", "all": "all words", "any": "any word"}
#: Characters of its body that stand in for the headline of an article that has none.
_STAND_IN = 30
#: Columns of a question in a message: of a line of 80 the rest says what became of it.
_QUESTION = 40


def cut(text: str, width: int) -> str:
    """The text on one line, ending in … where it takes more columns than `width`."""
    shown = one_line(text[: width + 1])
    while columns(shown) > width:
        shown = shown[:-2] + "…"
    return shown


def asked(query: str) -> str:
    """A question as a message names it: what fits on a line of it."""
    return cut(query, _QUESTION)


def readings(understood: Iterable[Understood]) -> str:
    """How parts of a question were read: 上周 = 2022-05-16..2022-05-22; empty where there is nothing to say."""
    return "; ".join(
        f"{cut(part.typed, _QUESTION)} = {part.meaning}" if part.typed else part.meaning for part in understood
    )


def megabytes(size: int) -> str:
    """A number of bytes in millions."""
    return f"{size / 1_000_000:,.1f} MB"


def words_note(words_cut_by: str) -> str:
    """What is said beside words that were cut here, where the server's plugin cuts those of the index."""
    return f"the words of the index are cut by the server's plugin {words_cut_by}, and may differ from those shown"


def articles(count: int) -> str:
    """1 article, 92 articles."""
    return f"{count:,} {plural(count, 'article')}"


def stand_in(body: str) -> str:
    """What names an article that has no headline: the beginning of its body, marked as such."""
    start = one_line(body[: _STAND_IN + 1])
    return f"(no headline) {start[:_STAND_IN]}{'…' if len(start) > _STAND_IN else ''}"


def place(document: Document) -> str:
    """Where an article stands: file:lines, with the page of a file that has several, and the number printed on it."""
    lines = line_ranges(document.lines)
    where = f"{document.file}:{lines}" if lines else document.file
    pages = [f"page {document.page} of the file"] if document.page is not None and document.page > 1 else []
    pages += [f"printed page {document.printed_page}"] if document.printed_page else []
    return " · ".join([where, *pages])


def line_ranges(lines: Sequence[tuple[int, int]] | None) -> str:
    """Ranges of lines as text: 1-45,50."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in lines or ())


def ranges(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as ranges: 4, 5, 6, 9 -> 4-6, 9-9."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


def facets_line(facets: Facets) -> str:
    """What a query of facets found: 湘潭: 9 articles (exact phrase)."""
    read = f"; {readings(facets.understood)}" if facets.understood else ""
    return f"{asked(facets.query)}: {articles(facets.total)} ({TIER_NAMES[facets.matching]}){read}"


def topic_line(topic: Topic, separator: str = ", ") -> str:
    """What a query of a trend found: 湘潭: 9 articles (exact phrase), 1 without a date and in no period."""
    undated = f"{separator}{topic.undated:,} without a date and in no period" if topic.undated else ""
    read = f"; {readings(topic.understood)}" if topic.understood else ""
    return f"{asked(topic.query)}: {articles(topic.total)} ({TIER_NAMES[topic.matching]}){undated}{read}"


def articles_of_period(trend: Trend) -> str:
    """The articles that a share is a share of."""
    return f"all articles of the {trend.by}{' that the options leave' if trend.narrowed else ''}"
