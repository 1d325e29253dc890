"""The columns that a row of an answer can have, in their order; a template may choose some of them.

>>> COLUMNS[:3]
('id', 'score', 'title')
"""

from __future__ import annotations

from xtsearch.indexer.fields import FIELDS, Shown

#: The fields of an article that are columns; a row has besides them the hit's score and its fragments.
_FIELD_COLUMNS = tuple(field.name for field in FIELDS if field.column)
#: The columns that a hit of `query --format json` has at its top and at its end; the others stand within its `source`.
HEAD_COLUMNS, END_COLUMNS = (
    tuple(field.name for field in FIELDS if field.column and field.shown is shown) for shown in (Shown.HEAD, Shown.END)
)
COLUMNS = (_FIELD_COLUMNS[0], "score", *_FIELD_COLUMNS[1:], "fragment")
