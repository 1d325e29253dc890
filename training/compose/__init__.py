"""Newspaper pages composed of real articles, with the truth known: a page parser is fitted to them and measured by
them.

stories.py      real articles: headline, paragraphs, date
people.py       names, and the bylines and datelines that name them
draft.py        a story as an article: with byline, kicker, headline, subtitle
typesetting.py  paragraphs cut into the lines of a column, and what extractors do to them
layouts.py      the layouts that newspapers and extractors use, as tables of chances
sheet.py        the page under construction: every line with its owner
page.py         stories, a layout and a seed in; a page and its truth out
ornaments.py    mastheads, page numbers, notices, captions, tables
scoring.py      a parsed page compared with its truth

The articles' texts are real and are not changed; everything around them is composed. The same seed gives the same page.
"""
