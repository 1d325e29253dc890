"""Newspaper pages composed of real articles, with the truth known: a page parser is fitted to them and measured by
them.

families.py      families of pages, that differ as sources do; what a parser is fitted to
stories.py       real articles: headline, paragraphs, date
topics.py        stories that one page could hold, printed near each other or about one subject
headlines.py     headlines for texts that have none
kickers.py       kickers and subtitles, and the habits of a page's headlines
words.py         invented places, papers, columns, labels
people.py        names, and the bylines and datelines that name them; bylines.py: those of pages of records
metadata.py      lines of facts about an article
sections.py      section headings
sheet.py         the page under construction: every line with its owner
typesetting.py   paragraphs cut into the lines of a column, and what extractors do to them
scans.py         what scanners and other scripts do to texts
ornaments.py     mastheads, page numbers, notices, captions, tables
changes.py       pages as some extractors would leave them
scoring.py       a parsed page compared with its truth

Pages of records: each page has a template of its own, drawn from a style.

styles.py        the styles as tables of chances; templates.py: the template of one page
kinds.py         kinds of articles: features, photo pieces, letters, poems and so on
records.py       stories, a style and a seed in; a page and its truth out

Pages of columns:

draft.py         a story as an article: with byline, kicker, headline, subtitle
layouts.py       the layouts that newspapers and extractors use, as tables of chances
page.py          stories, a layout and a seed in; a page and its truth out

The articles' texts are real and are not changed; everything around them is composed. The same seed gives the same page.
"""
