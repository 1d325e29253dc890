"""Newspaper pages composed of real articles, with the truth known: what a page parser is measured against.

stories.py      real articles in: headline, paragraphs, date
people.py       names, and the bylines and datelines that name them
typesetting.py  paragraphs cut into the lines of a column, and what extractors do to them
layouts.py      the layouts that newspapers and extractors use, as tables of chances
sheet.py        the page under construction: every line with its owner
page.py         stories, a layout and a seed in; a page and its truth out
ornaments.py    mastheads, page numbers, notices, captions, tables
scoring.py      a parsed page held against its truth

Texts are real and are not changed; only what stands around them is composed. The same seed gives the same page.
"""
