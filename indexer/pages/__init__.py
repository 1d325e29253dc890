"""What `articles.py` reads a page by, one idea a module.

traits.py, openings.py    what a line looks like: an article's first line, a headline, furniture, body
furniture.py              mastheads, page numbers, editors: what belongs to no article
segments.py               a role for every line, the best row of roles over the whole page
doubts.py               doubtful openings decided again, by the headlines that the page would have
groups.py                 lines of one role in a row: bodies, groups of headlines
headlines.py              which headlines belong to which body, the best assignment over the whole page
affinity.py, assignment.py  what a headline and a body have in common; the assignment itself
kickers.py, seams.py      kicker, headline and subtitle told apart; what a line end between two clauses looks like
paragraphs.py             lines unwrapped into paragraphs
bylines.py, dates.py      reporters, agencies; datelines, the page's year
"""
