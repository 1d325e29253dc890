"""A file that was split in; the same with what its articles say of where they go on, each linked to its beginning, out.
Pure.

（上接第一版） and （下转第二版） stand at the beginning and at the end of a text, or on lines of their own beside it,
which are furniture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xtsearch.indexer.pages.article_ids import article_id
from xtsearch.indexer.pages.pieces.continuations import Marks, Part, choose, page_number, read_marks
from xtsearch.indexer.pages.split import Article, Residue, Split


def link(split: Split) -> Split:
    """The split file with `continued_from`, `goes_on_in` and `continues` of its articles."""
    marked = _marked(split.articles, split.residue)
    if all(article.continued_from is None for article in marked):
        return replace(split, articles=tuple(marked))
    taken: set[str] = set()
    ids = [article_id(split.file, article.body, taken=taken) for article in marked]
    numbers = _numbers(marked)
    beginnings = [at for at, article in enumerate(marked) if article.goes_on_in is not None]
    parts = [_part(marked[at], numbers, marked[at].goes_on_in) for at in beginnings]
    linked: list[Article] = []
    for article in marked:
        if article.continued_from is not None:
            elsewhere = [at for at, index in enumerate(beginnings) if marked[index].page != article.page]
            part = _part(article, numbers, article.continued_from)
            chosen = choose(part, [parts[at] for at in elsewhere])
            if chosen is not None:
                linked.append(replace(article, continues=ids[beginnings[elsewhere[chosen]]]))
                continue
        linked.append(article)
    return replace(split, articles=tuple(linked))


def _part(article: Article, numbers: Mapping[int, str], other: str | None) -> Part:
    return Part(article.title, article.body, numbers.get(article.page), other)


def _numbers(articles: Sequence[Article]) -> dict[int, str]:
    """Page of the file -> the number that is printed on it, where its articles say one."""
    return {article.page: page_number(article.printed_page) for article in articles if article.printed_page}


def _marked(articles: Sequence[Article], residue: Sequence[Residue]) -> list[Article]:
    """The articles with what they say of where they go on; lines of the residue that say it belong to the nearest text,
    上接 to one that begins behind the line, 下转 to one that stands before it."""
    marks = [_own(article) for article in articles]
    firsts = [article.body_lines[0][1] for article in articles]
    for lines in residue:
        for number, text in zip(lines.lines, lines.text.split("\n"), strict=False):
            of_text = read_marks(text)
            if of_text.continued_from is not None:
                behind = [at for at, first in enumerate(firsts) if first > number]
                at = min(behind, key=lambda at: firsts[at], default=None)
                if at is not None:
                    marks[at] = replace(marks[at], continued_from=marks[at].continued_from or of_text.continued_from)
            if of_text.goes_on_in is not None:
                lasts = [
                    max((line for _, line in article.body_lines if line < number), default=0) for article in articles
                ]
                at = max(range(len(lasts)), key=lasts.__getitem__, default=None)
                if at is not None and lasts[at]:
                    marks[at] = replace(marks[at], goes_on_in=marks[at].goes_on_in or of_text.goes_on_in)
    return [
        replace(article, continued_from=mark.continued_from, goes_on_in=mark.goes_on_in) if mark != Marks() else article
        for article, mark in zip(articles, marks, strict=True)
    ]


def _own(article: Article) -> Marks:
    """What the article's own text says, and its headline, beneath which a mark may stand."""
    marks = read_marks(article.body)
    if marks.continued_from is None:
        heads = (read_marks(head).continued_from for head in (article.subtitle, article.kicker) if head)
        marks = replace(marks, continued_from=next((page for page in heads if page), None))
    return marks
