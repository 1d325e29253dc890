"""One newspaper page: its bytes in; articles, and the lines that belong to none, out.

load.py         the only way in: bytes and a name become a page's text, with what is known of it
split.py        the steps by which a page's text becomes articles
page.py         numbered lines, their widths, the columns they stand in
kind.py         what kind of page it was taken for, and why, in words
corrections.py  what a person says of a page in a file beside it (corrections_file.py finds it, corrected.py applies
                what it says of whole articles)
page_templates.py  what a person says of all pages of a folder, as corrections of each (learning.py makes such a
                template of a corrected page; person_file.py reads both kinds of files)

lines/   what each line is: features.py and extraction.py (what is said of a line), crf.py (the random field that weighs
         it), labelling.py (a role for each line), doubts.py (openings decided again by the page's headlines),
         untitled.py (articles without a headline claim the lines beside them)
titles/  headlines: groups.py (display lines that stand together), cutting.py (cut into headlines), placing.py and
         assignment.py (given to articles), kickers.py, facts.py and seams.py (kicker, headline and subtitle told apart)
pieces/  what a text says by itself: furniture.py, shapes.py, byline_forms.py, bylines.py, dates.py, filenames.py,
         series.py, paragraphs.py (lines joined into paragraphs), affinity.py, bigrams.py, rarity.py (words that texts
         share, and how rare they are in news)
"""
