"""A line in; whether it may hold names and nothing else out. Pure.

>>> [read_names_only(text) for text in ("孙一鸣", "林  川  高文远", "图片新闻", "县长察看新建水厂")]
[1, 2, 3, 0]
"""

from __future__ import annotations

import re

from xtsearch.indexer.pages.pieces.names import read_bare_names

SHORT = re.compile(r"[\u4e00-\u9fff]{1,4}(?:[\s、，,;；·]{1,3}[\u4e00-\u9fff]{1,4}){0,11}")
LONGEST = 60  # characters of a line of names


def read_names_only(text: str) -> int:
    """0: the line has words longer than a name; 1: it is one name; 2: several names; 3: words as short as
    names that are none."""
    if len(text) > LONGEST or SHORT.fullmatch(text) is None:
        return 0
    return min(2, len(read_bare_names(text))) or 3
